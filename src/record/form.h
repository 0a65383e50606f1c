/* What the files of forms share: form.c draws, form_rows.c draws the rows of parts, form_sent.c reads what comes back. */
#pragma once
#include "record/record_internal.h"

#define SELECT_LIMIT 400
#define CHECKBOX_LIMIT 80
#define ROW_LIMIT 200 /* rows of parts in one form */

struct maker {
    struct db *db;
    struct arena *arena;
    const struct record *record;
    const struct form_options *options;
    const struct record_errors *errors;
};

bool form_wants_language(const struct form_options *options, int lang);
/* "title.en" for translated fields, "title" for others. */
const char *form_name(struct arena *arena, const struct field *field, enum language lang);
/* The first error of FIELD in LANG, NULL without. */
const struct record_error *form_error_of(const struct maker *maker, const struct field *field,
                                         enum language lang);
void form_add_option(const struct maker *maker, struct array *options, const struct field *field,
                     const char *value, const char *label, const char *chosen);
void form_add_countries(const struct maker *maker, struct array *options, const struct field *field,
                        const char *chosen);
/* The records that a link may name; false when there are more than LIMIT. */
bool form_add_targets(const struct maker *maker, struct array *options, const struct field *field,
                      const char *chosen, int limit);
/* The form's values as JSON, for the hidden field "base": nothing that the form does not show. */
const char *form_pack(struct arena *arena, const struct record *record,
                      const struct form_options *options);
/* A date and a time from one text, also when they are none. */
void form_split_local(struct arena *arena, const char *value, const char **date, const char **time);

/* --- form_rows.c --- */
void form_draw_rows(const struct maker *maker, struct map *map, const struct field *field,
                    const char *value);
/* The label of one column of FIELD's parts. */
const char *form_part_label(const struct locale *locale, struct arena *arena,
                            const struct record_type *type, const struct field *field,
                            const struct field *part);
/* The lines of FIELD as its rows were sent, moved or with one more as a button asked; NULL when no rows were sent. */
const char *form_rows_sent(const struct request *request, const struct field *field);
