/* What locale.c, format.c and zone.c share. */
#pragma once
#include <unicode/ucol.h>
#include <unicode/upluralrules.h>

#include "web/locale.h"

struct message;
struct locale {
    enum language lang;
    struct message **messages; /* by symbol */
    const char **keys;
    size_t key_count;
    const char *months[12], *weekdays[7]; /* Sunday first */
    const char *grouping, *decimal;
    const char *countries[26 * 26], *languages[26 * 26]; /* by code of two letters */
    UPluralRules *plural;
    UCollator *collator;
};

/* UTF-16 as UTF-8 in ARENA; LEN -1 for NUL-terminated. */
const char *icu_text(struct arena *arena, const UChar *text, int32_t len);

/* Adds KEY with its WORDS, which stay where they are, to the AREA it must begin with; NULL, or what is wrong. */
const char *locale_add_message(struct locale *locale, const char *area, const char *key,
                               const char *words);
