/* What the files of record/ share. */
#pragma once
#include "record/record.h"

int field_count(const struct record_type *type);
/* How many lines a field of several values may have: what members fill in is drawn again with all of them. */
int field_lines_most(const struct field *field);
/* One link, kept in the column NAME_id. */
bool field_links(const struct field *field);
/* The column of a field of one value: NAME or NAME_id. */
const char *field_column(struct arena *arena, const struct field *field);
const char *field_sql(struct arena *arena, const struct record_type *type,
                      const struct field *field);
const char *field_value(const struct record *record, const struct field *field, enum language lang);
/* Copies; blank is NULL. */
void field_set(struct record *record, const struct field *field, enum language lang,
               const char *value);
/* Whether TABLE holds rows of the type's records: T or T_*. */
bool type_has_table(const struct record_type *type, const char *table);
/* A value of a row as text; "" for NULL. */
const char *value_plain(struct arena *arena, struct value value);
/* Message key of a field's label, "event.title"; of a choice, "event.kind_forum". */
const char *field_label_key(struct arena *arena, const struct record_type *type,
                            const struct field *field);
const char *choice_label(const struct locale *locale, struct arena *arena,
                         const struct record_type *type, const struct field *field,
                         const char *choice);

/* --- title.c --- */
#define TITLE_ID_BITS 40
/* The number of the type's record 0 in record_title: the record's number is added to it. */
int64_t title_base(const struct record_type *type);
/* SQL of the title of the record of TYPE whose number the SQL expression ID is, in LANG or else in the other language. */
const char *title_of_sql(struct arena *arena, const struct record_type *type, const char *id,
                         enum language lang);
/* --- a record as it was (restore.c): its rows of now, from which changes are taken back, the newest first --- */
struct past;
struct past *past_open(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t id);
/* False when the change is not kept any more: what was before is not known then. */
bool past_take_back(struct past *past, int64_t change);
/* All changes after CHANGE. */
bool past_go_back(struct past *past, int64_t change);
/* As it is after what was taken back; NULL when it was not there. */
struct record *past_record(const struct past *past);

/* --- lines of parts (parts.c) --- */
#define PARTS_LIMIT 12 /* columns */
int parts_count(const struct field *field);
/* A cell with backslashes before its bars and backslashes. */
const char *parts_escape(struct arena *arena, const char *cell);
/* COUNT cells (NULL is empty) as one line. */
const char *parts_join(struct arena *arena, const char *const *cells, int count);
/* A line's first COUNT cells, trimmed; "" where it has less. False when it has more. */
bool parts_split(struct arena *arena, const char *line, const char **cells, int count);
