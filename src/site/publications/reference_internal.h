/* What the readers of BibTeX and RIS share. */
#pragma once
#include <stddef.h>

#include "site/publications/reference.h"

struct reference_list {
    struct arena *arena;
    const char *text; /* whole, to tell lines */
    struct reference *first, *last;
    int count;
};
/* A new entry that begins at AT; NULL when there are too many. */
struct reference *reference_add(struct reference_list *list, const char *at);
/* Puts VALUE (readable text) under NAME of the record type; the first one stays. False: there is no such field. */
bool reference_set(struct reference *reference, const char *name, const char *value);
void reference_name_add(struct arena *arena, struct reference *reference, const char *given,
                        const char *family, const char *role);
/* "12--34", "12-34", "12": first and last page. */
void reference_pages(struct arena *arena, struct reference *reference, const char *pages);
/* The year that TEXT begins with or holds. */
const char *reference_year(struct arena *arena, const char *text);
/* Trimmed, white space as one space. */
const char *reference_squeezed(struct arena *arena, const char *text, size_t len);

void bibtex_read(struct reference_list *list);
void ris_read(struct reference_list *list);
