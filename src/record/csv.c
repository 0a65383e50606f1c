/* CSV out and in: what is exported imports again without loss. */
#include <csv.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

#include "base/buffer.h"
#include "base/text.h"
#include "record/record_internal.h"

#define COLUMNS 100

/* Spreadsheets run a cell that begins like this. Apostrophes before it count too: export puts one more, import takes
 * one away, so that every value comes back as it was. */
static bool looks_formula(const char *value)
{
    char first = value[strspn(value, "'")];
    return first && strchr("=+-@\t\r", first);
}

/* --- out ------------------------------------------------------------------------------------------------- */

static void put_cell(struct buffer *line, const char *value, bool first)
{
    if (!first)
        buffer_putc(line, ',');
    if (!value || !*value)
        return;
    bool formula = looks_formula(value);
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
    int last_end; /* the character that ended the row before */
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
    static const char *const fixed[] = { "id", "version", "slug", "state" };
    for (int i = 0; i < import->column_count; i++) {
        if (text_equal(import->columns[i].name, name))
            add_error(import, name, "this column is there twice");
    }
    struct column *column = &import->columns[import->column_count++];
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

/* The number in a cell; 0 for a blank one. False, with an error, when there is something else. */
static bool cell_number(struct import *import, const char *name, long long *number)
{
    const char *cell = cell_named(import, name);
    *number = 0;
    if (!cell || text_to_int(cell, number))
        return true;
    add_error(import, name, "not a number");
    return false;
}

/* The record that the row means: by id, by slug, or a new one. NULL when the row is wrong. */
static struct record *row_record(struct import *import)
{
    long long id = 0, version = 0;
    const char *slug = cell_named(import, "slug");
    if (!cell_number(import, "id", &id) || !cell_number(import, "version", &version))
        return NULL;
    if (!id && slug)
        id = record_by_slug(import->db, import->type, slug);
    struct record *record = id ? record_load(import->db, import->row_arena, import->type, id)
                               : record_new(import->row_arena, import->type);
    if (!record) {
        add_error(import, "id", "no such record");
        return NULL;
    }
    if (id && cell_named(import, "version") && version != record->version) {
        add_error(import, "version", "changed since it was exported");
        return NULL;
    }
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

static bool level_known(const char *level)
{
    return text_equal(level, "public") || text_equal(level, "members") ||
           text_equal(level, "staff");
}

static void take_cell(struct import *import, struct record *record, const struct column *column,
                      const char *cell)
{
    if (*cell == '\'' && looks_formula(cell))
        cell++;
    if (!column->field)
        return;
    if (!column->visibility)
        field_set(record, column->field, column->lang, cell);
    else if (text_blank(cell) || level_known(cell))
        record->visibility[field_index(import->type, column->field)] =
            text_blank(cell) ? NULL : cell;
    else
        add_error(import, column->name, "not public, members or staff");
}

static void take_cells(struct import *import, struct record *record)
{
    const char *slug = cell_named(import, "slug"), *state = cell_named(import, "state");
    if (slug)
        record->slug = slug;
    for (int i = 0; i < import->column_count; i++)
        take_cell(import, record, &import->columns[i], import->cells[i]);
    if (state && !state_known(state))
        add_error(import, "state", "unknown state");
    else if (state)
        record->state = state;
}

static void add_record_error(struct import *import, const struct record_error *error)
{
    const char *text = locale_text(locale_of(LANG_EN), error->key), *name = "";
    if (error->field && error->field->flags & TRANSLATED)
        name = arena_print(import->row_arena, "%s_%s", error->field->name,
                           language_codes[error->lang]);
    else if (error->field)
        name = error->field->name;
    add_error(import, name, text ? text : error->key);
}

static bool same_record(const struct record *one, const struct record *other)
{
    bool same = text_equal(one->slug, other->slug) && text_equal(one->state, other->state);
    for (int i = 0; same && one->type->fields[i].name; i++) {
        same = text_equal(one->visibility[i], other->visibility[i]);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            same = same && text_equal(one->values[lang][i], other->values[lang][i]);
    }
    return same;
}

static void import_row(struct import *import)
{
    struct record_errors errors = { 0 };
    struct record_clash *clashes = NULL;
    struct problem problem = { 0 };
    struct record *record = row_record(import);
    if (!record)
        return;
    struct record *before = record->id ? record_copy(record) : NULL;
    take_cells(import, record);
    if (!record_validate(import->db, record, &errors)) {
        for (const struct record_error *error = errors.first; error; error = error->next)
            add_record_error(import, error);
    } else if (before && same_record(before, record)) {
        import->result->unchanged++;
    } else if (!record_save(import->db, record, NULL, &clashes, &problem)) {
        add_error(import, "", *problem.detail ? problem.detail : "the database refused it");
    } else {
        import->result->updated += before != NULL;
        import->result->inserted += before == NULL;
    }
}

static void on_cell(void *cell, size_t len, void *self)
{
    struct import *import = self;
    if (import->cell < COLUMNS)
        import->cells[import->cell] = arena_copy_n(import->row_arena, cell ? cell : "", len);
    import->cell += import->cell < INT_MAX;
}

static void read_header(struct import *import)
{
    import->broken = import->cell > COLUMNS;
    if (import->broken)
        add_error(import, "", arena_print(import->arena, "more than %d columns", COLUMNS));
    for (int i = 0; i < import->cell && !import->broken; i++)
        read_column(import, import->cells[i]);
}

/* Also called for blank lines, so that rows are counted as a spreadsheet counts them. */
static void on_row(int end, void *self)
{
    struct import *import = self;
    bool line_feed = !import->cell && end == '\n' && import->last_end == '\r';
    import->last_end = end;
    if (line_feed || (end == -1 && !import->cell))
        return;
    import->row++;
    if (import->broken || !import->cell)
        ;
    else if (!import->column_count)
        read_header(import);
    else if (import->cell > import->column_count)
        add_error(import, "", "more cells than columns");
    else if (import->cell < import->column_count)
        add_error(import, "", "fewer cells than columns");
    else
        import_row(import);
    import->cell = 0;
    arena_reset(import->row_arena);
}

static unsigned char delimiter(struct import *import)
{
    const char *line = arena_copy_n(import->arena, import->csv, strcspn(import->csv, "\r\n"));
    return strchr(line, ',') ? ',' : strchr(line, ';') ? ';' : strchr(line, '\t') ? '\t' : ',';
}

static bool import_work(struct db *db, void *self, struct problem *problem)
{
    struct import *import = self;
    struct csv_parser parser;
    import->db = db;
    csv_init(&parser, CSV_APPEND_NULL | CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&parser, delimiter(import));
    if (csv_parse(&parser, import->csv, import->len, on_cell, on_row, import) != import->len ||
        csv_fini(&parser, on_cell, on_row, import)) {
        import->row++;
        add_error(import, "", csv_strerror(csv_error(&parser)));
    }
    csv_free(&parser);
    if (import->result->failed)
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "%ld errors",
                           import->result->failed);
    if (import->dry_run)
        return problem_set(problem, FAULT_NONE, "", "dry run");
    return true;
}

/* The bytes as UTF-8 without a byte order mark; UTF-16 (what spreadsheets call Unicode text) is turned into it. */
static bool as_utf8(struct import *import)
{
    const char *csv = import->csv;
    bool wide = import->len >= 2 && (!memcmp(csv, "\xff\xfe", 2) || !memcmp(csv, "\xfe\xff", 2));
    if (wide && import->len < INT_MAX / 2) {
        UErrorCode status = U_ZERO_ERROR;
        size_t size = import->len * 2;
        char *out = arena_alloc(import->arena, size);
        int32_t len =
            ucnv_convert("UTF-8", "UTF-16", out, (int32_t)size, csv, (int32_t)import->len, &status);
        import->csv = out;
        import->len = U_SUCCESS(status) ? (size_t)len : 0;
        return U_SUCCESS(status);
    }
    if (import->len >= 3 && !memcmp(csv, "\xef\xbb\xbf", 3)) {
        import->csv += 3;
        import->len -= 3;
    }
    return text_is_utf8(import->csv, import->len);
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
    if (!as_utf8(&import)) {
        arena_free(import.row_arena);
        return problem_set(problem, FAULT_INPUT, "error.not_text",
                           "the file is not text in UTF-8 or UTF-16");
    }
    bool written = store_write(store, author, import_work, &import, &result->change, problem);
    arena_free(import.row_arena);
    return written || (dry_run && !result->failed);
}
