/* Small questions about text. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* NULL equals NULL only. */
static inline bool text_equal(const char *one, const char *other)
{
    return one && other ? !strcmp(one, other) : one == other;
}
bool text_starts(const char *text, const char *start);
bool text_ends(const char *text, const char *end);
bool text_blank(const char *text); /* NULL, empty or only white space */
/* Valid UTF-8 without NUL, surrogates, overlong forms. */
bool text_is_utf8(const char *text, size_t len);
/* Number of code points of valid UTF-8. */
size_t text_length(const char *text);
/* Whether HOST (a name or address, with a port or a path behind it or not) is this machine itself. */
bool text_is_loopback(const char *host);
/* Whether LINE, up to its line break or its end, is one of the lines of LINES (NULL: of none). */
bool text_has_line(const char *lines, const char *line);
/* A whole decimal number, nothing around it. */
bool text_to_int(const char *text, long long *number);
