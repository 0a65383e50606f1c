/* Citations: BibTeX, RIS, CSL-JSON, and APA as text. */
#pragma once
#include "base/buffer.h"
#include "base/value.h"
#include "web/locale.h"

/* PUBLICATION: the columns of publications_show; AUTHORS: the rows of publications_authors. */
struct citation {
    struct arena *arena;
    const struct map *publication;
    struct value authors;
    const char *url; /* absolute */
    const struct locale *locale;
};
const char *citation_apa(const struct citation *citation);
void citation_bibtex(const struct citation *citation, struct buffer *out);
void citation_ris(const struct citation *citation, struct buffer *out);
void citation_csl(const struct citation *citation, struct buffer *out);
