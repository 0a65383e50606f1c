/* Records to take away, as CSV that imports again without loss, or as JSON. */
#pragma once
#include "record/record.h"

enum export_format {
    EXPORT_CSV,
    EXPORT_CSV_MARKED,
    EXPORT_JSON
}; /* MARKED: with a byte order mark, for spreadsheets */
struct export;
/* Columns by the names that imports know (import_targets()): all of them when COLUMNS is NULL; else id, version, slug, state, the
 * title and those that a list with COLUMNS shows. Lives in ARENA. */
struct export *export_make(struct arena *arena, const struct record_type *type,
                           const char *const *columns, enum export_format format);
/* What stands before the first record, each record, what stands behind the last one. A record that is gone leaves nothing. False
 * when the database failed. */
void export_begin(const struct export *export, struct buffer *out);
bool export_record(struct db *db, struct export *export, int64_t id, struct buffer *out);
void export_end(const struct export *export, struct buffer *out);
