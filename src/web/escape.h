/* Writing text into HTML, XML, JSON strings and addresses. */
#pragma once
#include <stdbool.h>

#include "base/buffer.h"

/* & < > " ' as character references: right in element text and in quoted attributes. */
void escape_html(struct buffer *out, const char *text, size_t len);
/* The same without &: for text whose character references are written already. */
void escape_markup(struct buffer *out, const char *text, size_t len);
/* The text inside a JSON string that stands in a script element: also < > & as \u00xx. */
void escape_json(struct buffer *out, const char *text, size_t len);
/* Writes TEXT, percent-encoded as one path segment or query value, and NUL to TO, where up to three times its length and one
 * fit; gives where the NUL stands. */
char *percent_encode(char *to, const char *text);
/* Whether an address is relative or http, https, mailto, tel. */
bool address_safe(const char *address, size_t len);
