/* What the files of the import share. */
#pragma once
#include "record/import.h"
#include "record/lookup.h"
#include "record/record_internal.h"

/* What a field's values may be called in a file: words in both languages, titles of records that are linked. */
struct words {
    struct lookup *values;
};
/* Words of FIELD; no words for fields that hold what people write. */
struct words words_of(struct db *db, struct arena *arena, const struct record_type *type,
                      const struct field *field);
/* A cell as the field keeps it: several values one a line, words as their values; what is not known stays for the validation to refuse. */
const char *cell_value(struct arena *arena, const struct field *field, const struct words *words,
                       char separator, const char *cell);
/* The form in which VALUE of an identifying field is compared; NULL when it is none. */
const char *key_form(struct arena *arena, const struct field *field, const char *value);
