/* CSV out and in: what is exported imports again without loss. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "record/record_internal.h"

#define COLUMNS 100

/* --- out ------------------------------------------------------------------------------------------------- */

static void put_cell(struct buffer *line, const char *value, bool first)
{
    if (!first)
        buffer_putc(line, ',');
    if (!value || !*value)
        return;
    bool formula = strchr("=+-@\t\r", *value) != NULL; /* spreadsheets would run it */
    bool quote = formula || strpbrk(value, ",\"\r\n") || *value == ' ';
    if (!quote) {
        buffer_puts(line, value);
        return;
    }
    buffer_putc(line, '"');
    if (formula)
        buffer_putc(line, '\'');
    for (const char *at = value; *at; at++) {
        if (*at == '"')
            buffer_putc(line, '"');
        buffer_putc(line, *at);
    }
    buffer_putc(line, '"');
}

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
    put_cell(line, record->slug, true);
    put_cell(line, record->state, false);
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (field->flags & DERIVED)
            continue;
        for (int lang = 0; lang < field_languages(field); lang++)
            put_cell(line, field_value(record, field, (enum language)lang), false);
        if (field->flags & OWNER)
            put_cell(line, record->visibility[field_index(record->type, field)], false);
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

/* --- in --------------------------------------------------------------------------------------------------- */

struct column {
    const char *name;
    const struct field *field;
    enum language lang;
    bool visibility;
};

struct import {
    struct db *db;
    struct arena *arena; /* of the result */
    struct arena *row_arena;
    const struct record_type *type;
    struct import_result *result;
    struct import_error **tail;
    struct column columns[COLUMNS];
    int column_count, cell;
    const char *cells[COLUMNS];
    long row;
    bool broken, dry_run;
    const char *csv;
    size_t len;
};

static void add_error(struct import *import, const char *field, const char *message)
{
    struct import_error *error = arena_one(import->arena, struct import_error);
    *error = (struct import_error){ import->row, arena_copy(import->arena, field),
                                    arena_copy(import->arena, message), NULL };
    *import->tail = error;
    import->tail = &error->next;
    import->result->failed++;
}

static void read_column(struct import *import, const char *name)
{
    struct column *column = &import->columns[import->column_count++];
    static const char *const fixed[] = { "id", "version", "slug", "state" };
    column->name = arena_copy(import->arena, name);
    for (size_t i = 0; i < 4; i++) {
        if (text_equal(fixed[i], name))
            return;
    }
    column->visibility = text_starts(name, "visibility.");
    column->field = field_named(import->type, column->visibility ? name + 11 : name);
    for (int lang = 0; lang < LANG_COUNT && !column->field; lang++) {
        if (text_ends(name, arena_print(import->arena, "_%s", language_codes[lang]))) {
            column->field =
                field_named(import->type, arena_copy_n(import->arena, name, strlen(name) - 3));
            column->lang = (enum language)lang;
        }
    }
    if (!column->field || column->field->flags & DERIVED)
        add_error(import, name, "unknown column");
}

static const char *cell_named(const struct import *import, const char *name)
{
    for (int i = 0; i < import->column_count; i++) {
        if (text_equal(import->columns[i].name, name))
            return text_blank(import->cells[i]) ? NULL : import->cells[i];
    }
    return NULL;
}

/* The record that the row means: by id, by slug, or a new one. NULL when the row is wrong. */
static struct record *row_record(struct import *import)
{
    long long id = 0, version = 0;
    const char *slug = cell_named(import, "slug");
    if (cell_named(import, "id") && !text_to_int(cell_named(import, "id"), &id)) {
        add_error(import, "id", "not a number");
        return NULL;
    }
    if (!id && slug)
        id = record_by_slug(import->db, import->type, slug);
    struct record *record = id ? record_load(import->db, import->row_arena, import->type, id)
                               : record_new(import->row_arena, import->type);
    if (!record) {
        add_error(import, "id", "no such record");
        return NULL;
    }
    if (id && text_to_int(cell_named(import, "version"), &version) && version != record->version) {
        add_error(import, "version", "changed since it was exported");
        return NULL;
    }
    if (slug)
        record->slug = slug;
    return record;
}

static bool state_known(const char *state)
{
    static const char *const states[] = { "draft", "published", "archived", "pending", "declined" };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_equal(states[i], state))
            return true;
    }
    return false;
}

static void import_row(struct import *import)
{
    struct record_errors errors = { 0 };
    struct record_clash *clashes = NULL;
    struct problem problem = { 0 };
    struct record *record = row_record(import);
    if (!record)
        return;
    for (int i = 0; i < import->column_count; i++) {
        const struct column *column = &import->columns[i];
        const char *cell = import->cells[i];
        if (cell && cell[0] == '\'' && cell[1] && strchr("=+-@\t\r", cell[1]))
            cell++;
        if (column->field && column->visibility)
            record->visibility[field_index(import->type, column->field)] =
                text_blank(cell) ? NULL : cell;
        else if (column->field)
            field_set(record, column->field, column->lang, cell);
    }
    const char *state = cell_named(import, "state");
    if (state && !state_known(state))
        add_error(import, "state", "unknown state");
    else if (state)
        record->state = state;
    if (!record_validate(import->db, record, &errors)) {
        for (const struct record_error *error = errors.first; error; error = error->next) {
            const char *text = locale_text(locale_of(LANG_EN), error->key);
            add_error(import, error->field ? error->field->name : "", text ? text : error->key);
        }
        return;
    }
    bool is_new = !record->id;
    if (!record_save(import->db, record, NULL, &clashes, &problem))
        add_error(import, "", problem.detail);
    else if (is_new)
        import->result->inserted++;
    else
        import->result->updated++;
}

static void on_cell(void *cell, size_t len, void *self)
{
    struct import *import = self;
    const char *text =
        arena_copy_n(import->row ? import->row_arena : import->arena, cell ? cell : "", len);
    if (import->cell < COLUMNS)
        import->cells[import->cell++] = text;
}

static void on_row(int end, void *self)
{
    struct import *import = self;
    (void)end;
    import->row++;
    if (import->row == 1) {
        for (int i = 0; i < import->cell; i++)
            read_column(import, import->cells[i]);
    } else if (import->cell > import->column_count) {
        add_error(import, "", "more cells than columns");
    } else if (!(import->cell == 1 && !*import->cells[0])) {
        while (import->cell < import->column_count)
            import->cells[import->cell++] = "";
        import_row(import);
    }
    import->cell = 0;
    arena_reset(import->row_arena);
}

static bool import_work(struct db *db, void *self, struct problem *problem)
{
    struct import *import = self;
    struct csv_parser parser;
    size_t header = strcspn(import->csv, "\r\n");
    const char *line = arena_copy_n(import->arena, import->csv, header);
    import->db = db;
    csv_init(&parser, CSV_APPEND_NULL);
    if (strchr(line, ';') && !strchr(line, ','))
        csv_set_delim(&parser, ';');
    else if (strchr(line, '\t') && !strchr(line, ','))
        csv_set_delim(&parser, '\t');
    csv_parse(&parser, import->csv, import->len, on_cell, on_row, import);
    csv_fini(&parser, on_cell, on_row, import);
    csv_free(&parser);
    if (import->result->failed)
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "%ld errors",
                           import->result->failed);
    if (import->dry_run)
        return problem_set(problem, FAULT_NONE, "", "dry run");
    return true;
}

bool record_import(struct store *store, struct arena *arena, const struct record_type *type,
                   const struct author *author, const char *csv, size_t len, bool dry_run,
                   struct import_result *result, struct problem *problem)
{
    struct import import = { .arena = arena,
                             .row_arena = arena_new(),
                             .type = type,
                             .result = result,
                             .dry_run = dry_run,
                             .csv = csv,
                             .len = len };
    *result = (struct import_result){ 0 };
    import.tail = &result->errors;
    if (len >= 3 && !memcmp(csv, "\xef\xbb\xbf", 3)) {
        import.csv += 3;
        import.len -= 3;
    }
    if (!text_is_utf8(import.csv, import.len)) {
        arena_free(import.row_arena);
        return problem_set(problem, FAULT_INPUT, "error.not_text", "the file is not UTF-8");
    }
    bool written = store_write(store, author, import_work, &import, &result->change, problem);
    arena_free(import.row_arena);
    return written || (dry_run && !result->failed);
}
