/* References as people paste them: BibTeX or RIS, several in one text. */
#pragma once

#include "base/arena.h"

struct reference_name {
    const char *given, *family; /* given NULL: an organization, or one name alone */
    const char *role;           /* author, editor, translator */
    struct reference_name *next;
};
struct reference {
    int line;           /* where it begins, from 1 */
    const char *typed;  /* as it stands in the text */
    const char *key;    /* of BibTeX; NULL */
    const char *wrong;  /* message key of what is wrong with it, NULL: nothing */
    const char *detail; /* what the message is about, NULL */
    /* Fields as in the record type publication; NULL where not given. */
    const char *kind, *title, *subtitle, *year, *container, *volume, *number, *first_page,
        *last_page, *publisher, *place, *isbn, *doi, *url, *abstract, *keywords, *language;
    struct reference_name *names;
    struct reference *next;
};

#define REFERENCES_MAX 100
/* Reads TEXT (valid UTF-8): RIS when a line begins with "TY  -", else BibTeX. In order; what cannot be read is an entry with what is
 * wrong. At most REFERENCES_MAX: the last one then says that there are more. NULL when there is no entry at all. */
struct reference *references_read(struct arena *arena, const char *text);
/* LaTeX's accents and signs as the letters they mean: "Garc\'{\i}a" is "García". Braces go. */
const char *reference_plain(struct arena *arena, const char *latex);
