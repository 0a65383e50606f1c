/* CSV out: what is exported imports again without loss. */
#include <stdio.h>

#include "base/buffer.h"
#include "record/record_internal.h"
#include "record/table.h"

static void put_header(struct buffer *line, const struct record_type *type)
{
    buffer_puts(line, "id,version,slug,state");
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & DERIVED)
            continue;
        for (int lang = 0; lang < field_languages(field); lang++)
            buffer_printf(line, field->flags & TRANSLATED ? ",%s_%s" : ",%s", field->name,
                          language_codes[lang]);
        if (field->flags & OWNER)
            buffer_printf(line, ",visibility.%s", field->name);
    }
    buffer_puts(line, "\r\n");
}

static void put_record(struct buffer *line, const struct record *record)
{
    buffer_printf(line, "%lld,%lld,", (long long)record->id, (long long)record->version);
    csv_cell(line, record->slug, true);
    csv_cell(line, record->state, false);
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (field->flags & DERIVED)
            continue;
        for (int lang = 0; lang < field_languages(field); lang++)
            csv_cell(line, field_value(record, field, (enum language)lang), false);
        if (field->flags & OWNER)
            csv_cell(line, record->visibility[field_index(record->type, field)], false);
    }
    buffer_puts(line, "\r\n");
}

bool record_export(struct db *db, const struct record_type *type,
                   bool (*write)(void *self, const char *bytes, size_t len), void *self)
{
    struct buffer line = { 0 };
    struct arena *arena = arena_new();
    char sql[200];
    put_header(&line, type);
    bool good = write(self, line.at, line.len);
    snprintf(sql, sizeof sql, "SELECT id FROM %s ORDER BY id", type->name);
    struct stmt *stmt = query_text(db, sql);
    while (good && step(stmt)) {
        struct record *record = record_load(db, arena, type, col_int(stmt, "id"));
        line.len = 0;
        put_record(&line, record);
        good = write(self, line.at, line.len);
        arena_reset(arena);
    }
    good = good && !stmt_fault(stmt);
    done(stmt);
    arena_free(arena);
    buffer_free(&line);
    return good;
}
