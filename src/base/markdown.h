/* Markdown by cmark-gfm, safe: no raw HTML; links only http, https, mailto, tel and relative;
 * pictures only of this site ("/files/..."). Of other links the words stay, of other pictures the
 * alternative text. */
#pragma once
#include "base/buffer.h"
#include "base/value.h"

/* SOURCE as safe HTML. The first heading gets level HEADING (2 on item pages), deeper ones follow
 * without a gap, whether the text begins with "#" or "##". */
struct value markdown_html(struct arena *arena, const char *source, int heading);

/* Adds to OUT the words of SOURCE without its marks, in one line: what is searched and shown in
 * snippets. Raw HTML and the addresses of links are no words. */
void markdown_words(struct buffer *out, const char *source);
