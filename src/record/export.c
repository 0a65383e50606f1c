#include "record/export.h"

#include <string.h>

#include "base/text.h"
#include "record/import.h"
#include "record/record_internal.h"
#include "record/table.h"
#include "web/escape.h"

struct column {
    const char *name, *sql;
    const struct field *field; /* of a value; NULL: text or a number as it is */
    bool number;
};
struct export
{
    const struct record_type *type;
    enum export_format format;
    struct arena *lines; /* memory of one record */
    struct column *columns;
    int count;
    const char *sql;
    int64_t written;
};

/* --- columns ----------------------------------------------------------------------------------------------- */

static const char *level_sql(struct arena *arena, const struct record_type *type,
                             const struct field *field)
{
    return arena_print(
        arena, "(SELECT v.level FROM %s_visibility v WHERE v.%s_id = t.id AND v.field = '%s')",
        type->name, type->name, field->name);
}

static const char *value_of_sql(struct arena *arena, const struct record_type *type,
                                const struct field *field, enum language lang)
{
    if (!(field->flags & TRANSLATED))
        return field_sql(arena, type, field);
    return arena_print(arena, "(SELECT x.%s FROM %s_text x WHERE x.%s_id = t.id AND x.lang = '%s')",
                       field->name, type->name, type->name, language_codes[lang]);
}

static void add_target(struct arena *arena, struct export *export, const char *name)
{
    struct import_target target;
    struct column *column = &export->columns[export->count];
    for (int i = 0; i < export->count; i++) {
        if (!strcmp(export->columns[i].name, name))
            return;
    }
    *column = (struct column){ .name = name };
    if (!import_target(export->type, name, &target))
        return;
    if (target.part == IMPORT_LEVEL) {
        column->sql = level_sql(arena, export->type, target.field);
    } else if (target.part == IMPORT_VALUE) {
        column->field = target.field;
        column->sql = value_of_sql(arena, export->type, target.field, target.lang);
    } else {
        column->sql = arena_print(arena, "t.%s", name);
        column->number = target.part == IMPORT_ID || target.part == IMPORT_VERSION;
    }
    export->count++;
}

static void add_field(struct arena *arena, struct export *export, const struct field *field)
{
    for (int lang = 0; lang < field_languages(field); lang++)
        add_target(arena, export,
                   field->flags & TRANSLATED
                       ? arena_print(arena, "%s_%s", field->name, language_codes[lang])
                       : field->name);
}

/* A moment that the list shows; imports pass it over. */
static void add_moment(struct arena *arena, struct export *export, const char *name)
{
    export->columns[export->count++] = (struct column){
        .name = name,
        .sql =
            arena_print(arena, "strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', t.%s_at, 'unixepoch')", name)
    };
}

static void add_shown(struct arena *arena, struct export *export, const char *const *columns)
{
    static const char *const fixed[] = { "id", "version", "slug", "state" };
    for (int i = 0; i < 4; i++)
        add_target(arena, export, fixed[i]);
    add_field(arena, export, field_named(export->type, export->type->title));
    for (; *columns; columns++) {
        const struct field *field = field_named(export->type, *columns);
        if (!strcmp(*columns, "created") || !strcmp(*columns, "updated"))
            add_moment(arena, export, *columns);
        else if (field && strcmp(*columns, "state"))
            add_field(arena, export, field);
    }
}

static void free_lines(void *arena)
{
    arena_free(arena);
}

struct export *export_make(struct arena *arena, const struct record_type *type,
                           const char *const *columns, enum export_format format)
{
    struct export *export = arena_one(arena, struct export);
    const char **all = import_targets(arena, type), *sql = "";
    size_t room = 8;
    while (all[room - 8])
        room++;
    *export = (struct export){ .type = type,
                               .format = format,
                               .lines = arena_new(),
                               .columns = arena_many(arena, struct column, room * 2) };
    arena_defer(arena, free_lines, export->lines);
    if (columns)
        add_shown(arena, export, columns);
    for (; !columns && *all; all++)
        add_target(arena, export, *all);
    for (int i = 0; i < export->count; i++)
        sql = arena_print(arena, "%s%s%s", sql, i ? ", " : "", export->columns[i].sql);
    export->sql = arena_print(arena, "SELECT %s FROM %s t WHERE t.id = :id", sql, type->name);
    return export;
}

/* --- JSON ---------------------------------------------------------------------------------------------------- */

static void put_text(struct buffer *out, const char *text, size_t len)
{
    buffer_putc(out, '"');
    escape_json(out, text, len);
    buffer_putc(out, '"');
}

/* {"origin": "MX", "destination": "US"} */
static void put_parts(struct export *export, struct buffer *out, const struct field *field,
                      const char *line)
{
    const char *cells[PARTS_LIMIT] = { NULL };
    int count = parts_count(field);
    parts_split(export->lines, line, cells, count);
    for (int i = 0; i < count; i++) {
        buffer_puts(out, i ? "," : "{");
        put_text(out, field->parts[i].name, strlen(field->parts[i].name));
        buffer_putc(out, ':');
        if (text_blank(cells[i]))
            buffer_puts(out, "null");
        else
            put_text(out, cells[i], strlen(cells[i]));
    }
    buffer_putc(out, '}');
}

static void put_lines(struct export *export, struct buffer *out, const struct field *field,
                      const char *value)
{
    const char *comma = "";
    buffer_putc(out, '[');
    for (const char *at = value ? value : ""; *at;) {
        size_t len = strcspn(at, "\n");
        buffer_puts(out, comma);
        if (field->kind == KIND_PARTS)
            put_parts(export, out, field, arena_copy_n(export->lines, at, len));
        else
            put_text(out, at, len);
        comma = ",";
        at += len + (at[len] == '\n');
    }
    buffer_putc(out, ']');
}

static void put_json(struct export *export, struct buffer *out, const struct column *column,
                     const char *value)
{
    const struct field *field = column->field;
    put_text(out, column->name, strlen(column->name));
    buffer_putc(out, ':');
    if (field && field_several(field))
        put_lines(export, out, field, value);
    else if (!value)
        buffer_puts(out, "null");
    else if (field && field->kind == KIND_YESNO)
        buffer_puts(out, !strcmp(value, "1") ? "true" : "false");
    else if (column->number || (field && field->kind == KIND_NUMBER))
        buffer_puts(out, value);
    else
        put_text(out, value, strlen(value));
}

/* --- records -------------------------------------------------------------------------------------------------- */

void export_begin(const struct export *export, struct buffer *out)
{
    if (export->format == EXPORT_JSON) {
        buffer_putc(out, '[');
        return;
    }
    if (export->format == EXPORT_CSV_MARKED)
        buffer_puts(out, "\xef\xbb\xbf");
    for (int i = 0; i < export->count; i++)
        csv_cell(out, export->columns[i].name, i == 0);
    buffer_puts(out, "\r\n");
}

bool export_record(struct db *db, struct export *export, int64_t id, struct buffer *out)
{
    struct stmt *stmt = query_text(db, export->sql);
    bool json = export->format == EXPORT_JSON;
    bind_int(stmt, "id", id);
    if (step(stmt)) {
        if (json)
            buffer_puts(out, export->written ? ",\n{" : "\n{");
        for (int i = 0; i < export->count; i++) {
            const char *value = col_text_at(stmt, i);
            if (json && i)
                buffer_putc(out, ',');
            if (json)
                put_json(export, out, &export->columns[i], value);
            else
                csv_cell(out, value, i == 0);
        }
        buffer_puts(out, json ? "}" : "\r\n");
        export->written++;
    }
    bool good = !stmt_fault(stmt);
    done(stmt);
    arena_reset(export->lines);
    return good;
}

void export_end(const struct export *export, struct buffer *out)
{
    if (export->format == EXPORT_JSON)
        buffer_puts(out, "\n]\n");
}

/* Hands over what was written so far. */
static bool hand_over(struct buffer *out, bool (*write)(void *self, const char *bytes, size_t len),
                      void *self)
{
    bool good = write(self, out->at, out->len);
    out->len = 0;
    return good;
}

bool record_export(struct db *db, const struct record_type *type,
                   bool (*write)(void *self, const char *bytes, size_t len), void *self)
{
    struct arena *arena = arena_new();
    struct export *export = export_make(arena, type, NULL, EXPORT_CSV);
    struct buffer out = { 0 };
    struct stmt *ids =
        query_text(db, arena_print(arena, "SELECT id FROM %s ORDER BY id", type->name));
    export_begin(export, &out);
    bool good = hand_over(&out, write, self);
    while (good && step(ids))
        good = export_record(db, export, col_int(ids, "id"), &out) && hand_over(&out, write, self);
    good = good && !stmt_fault(ids);
    done(ids);
    arena_free(arena);
    buffer_free(&out);
    return good;
}
