/* Markdown by cmark-gfm, safe: no raw HTML, links only http, https, mailto and relative. */
#pragma once
#include "base/value.h"

/* SOURCE as safe HTML, headings starting at level HEADING (2 on item pages). */
struct value markdown_html(struct arena *arena, const char *source, int heading);
/* Its plain text, for search and mails. */
const char *markdown_text(struct arena *arena, const char *source);
