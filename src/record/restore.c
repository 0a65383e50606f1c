/* A record as it was: its rows of now, with each later change taken back. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

#define VERSIONS_BACK 200 /* how far a record is taken back to one of its versions */

struct row {
    const char *table, *key; /* as store_change_each() gives them: "12", "12,es" */
    struct map *values;
    bool gone;
    struct row *next;
};

struct past {
    struct db *db;
    struct arena *arena;
    const struct record_type *type;
    int64_t id;
    struct row *rows;
};

/* The column that tells the rows of one record in TABLE apart; NULL: there is one row. */
static const char *key_column(const struct past *past, const char *table)
{
    const char *rest = table + strlen(past->type->name);
    const struct field *field = *rest ? field_named(past->type, rest + 1) : NULL;
    return !*rest                                                              ? NULL
           : text_equal(rest, "_text")                                         ? "lang"
           : text_equal(rest, "_visibility")                                   ? "field"
           : field && (field->kind == KIND_LINKS || field->kind == KIND_PARTS) ? "position"
                                                                               : "value";
}

static struct row *row_of(struct past *past, const char *table, const char *key)
{
    for (struct row *row = past->rows; row; row = row->next) {
        if (text_equal(row->table, table) && text_equal(row->key, key))
            return row;
    }
    struct row *row = arena_one(past->arena, struct row);
    *row = (struct row){ arena_copy(past->arena, table), arena_copy(past->arena, key),
                         map_new(past->arena), false, past->rows };
    const char *comma = strchr(row->key, ','), *column = key_column(past, table);
    if (comma && column)
        map_text(row->values, column, comma + 1);
    past->rows = row;
    return row;
}

static void read_table(struct past *past, const char *table)
{
    struct arena *arena = past->arena;
    const char *column = key_column(past, table);
    const char *id = column ? arena_print(arena, "%s_id", past->type->name) : "id";
    struct stmt *stmt =
        query_text(past->db, arena_print(arena, "SELECT * FROM %s WHERE %s = :id", table, id));
    bind_int(stmt, "id", past->id);
    while (step(stmt)) {
        const char *key = arena_print(arena, column ? "%lld,%s" : "%lld", (long long)past->id,
                                      column ? col_text(stmt, column) : "");
        struct row *row = row_of(past, table, key);
        for (int i = 0; i < stmt_columns(stmt); i++)
            map_text(row->values, stmt_column_name(stmt, i),
                     col_null(stmt, stmt_column_name(stmt, i))
                         ? NULL
                         : arena_copy(arena, col_text_at(stmt, i)));
    }
    done(stmt);
}

static void read_now(struct past *past)
{
    const struct record_type *type = past->type;
    bool translated = false;
    read_table(past, type->name);
    for (const struct field *field = type->fields; field->name; field++) {
        translated = translated || field->flags & TRANSLATED;
        if (field_several(field))
            read_table(past, arena_print(past->arena, "%s_%s", type->name, field->name));
    }
    if (translated)
        read_table(past, arena_print(past->arena, "%s_text", type->name));
    if (type_has_owner(type))
        read_table(past, arena_print(past->arena, "%s_visibility", type->name));
}

static void take_back(void *self, const char *table, char op, const char *key, const char *column,
                      struct value before, struct value after)
{
    struct past *past = self;
    (void)after;
    if (!type_has_table(past->type, table) || strtoll(key, NULL, 10) != past->id)
        return;
    struct row *row = row_of(past, table, key);
    row->gone = op == 'I';
    map_set(row->values, column, before);
}

static const char *link_slug(const struct past *past, const struct field *field, const char *number)
{
    struct stmt *stmt = query_text(
        past->db, arena_print(past->arena, "SELECT slug FROM %s WHERE id = :id", field->target));
    bind_int(stmt, "id", strtoll(number, NULL, 10));
    const char *slug = scalar_text(stmt, past->arena);
    return slug ? slug : "";
}

static const char *column_text(const struct past *past, const struct row *row, const char *column)
{
    return value_plain(past->arena, map_get(row->values, column));
}

static const char *field_text(const struct past *past, const struct row *row,
                              const struct field *field)
{
    const char *text = column_text(past, row, field_column(past->arena, field));
    return field_links(field) && *text ? link_slug(past, field, text) : text;
}

static const char *line_text(const struct past *past, const struct row *row,
                             const struct field *field)
{
    const char *line = "";
    if (field->kind == KIND_LINKS)
        return link_slug(past, field, column_text(past, row, "target_id"));
    if (field->kind != KIND_PARTS)
        return column_text(past, row, "value");
    for (const struct field *part = field->parts; part->name; part++)
        line = arena_print(past->arena, "%s%s%s", line, part == field->parts ? "" : " | ",
                           parts_escape(past->arena, field_text(past, row, part)));
    return line;
}

/* Order of two keys "12,3" by what follows the comma. */
static int key_order(const char *one, const char *other, bool numbers)
{
    const char *a = strchr(one, ','), *b = strchr(other, ',');
    if (!a || !b)
        return 0;
    long long left = strtoll(a + 1, NULL, 10), right = strtoll(b + 1, NULL, 10);
    return numbers ? (left > right) - (left < right) : strcmp(a + 1, b + 1);
}

/* The row of TABLE that comes after position or value AFTER; NULL at the end. */
static const struct row *next_row(const struct past *past, const char *table,
                                  const struct row *after)
{
    const struct row *next = NULL;
    bool numbers = text_equal(key_column(past, table), "position");
    for (const struct row *row = past->rows; row; row = row->next) {
        if (row->gone || !text_equal(row->table, table))
            continue;
        if (after && key_order(row->key, after->key, numbers) <= 0)
            continue;
        if (!next || key_order(row->key, next->key, numbers) < 0)
            next = row;
    }
    return next;
}

static void set_several(const struct past *past, struct record *record, const struct field *field)
{
    const char *table = arena_print(past->arena, "%s_%s", past->type->name, field->name);
    const char *lines = "";
    for (const struct row *row = NULL; (row = next_row(past, table, row));) {
        const char *line = line_text(past, row, field);
        if (!text_blank(line))
            lines = arena_print(past->arena, "%s%s%s", lines, *lines ? "\n" : "", line);
    }
    field_set(record, field, LANG_EN, lines);
}

static const struct row *find_row(const struct past *past, const char *suffix, const char *rest)
{
    const char *table = arena_print(past->arena, "%s%s", past->type->name, suffix);
    const char *key =
        arena_print(past->arena, "%lld%s%s", (long long)past->id, *rest ? "," : "", rest);
    for (const struct row *row = past->rows; row; row = row->next) {
        if (!row->gone && text_equal(row->table, table) && text_equal(row->key, key))
            return row;
    }
    return NULL;
}

static void set_fields(const struct past *past, struct record *record, const struct row *main)
{
    for (const struct field *field = past->type->fields; field->name; field++) {
        if (field_several(field)) {
            set_several(past, record, field);
        } else if (!(field->flags & TRANSLATED)) {
            field_set(record, field, LANG_EN, field_text(past, main, field));
        } else {
            for (int lang = 0; lang < LANG_COUNT; lang++) {
                const struct row *row = find_row(past, "_text", language_codes[lang]);
                field_set(record, field, (enum language)lang,
                          row ? column_text(past, row, field->name) : NULL);
            }
        }
        const struct row *level =
            field->flags & OWNER ? find_row(past, "_visibility", field->name) : NULL;
        record->visibility[field_index(past->type, field)] =
            level ? column_text(past, level, "level") : NULL;
    }
}

struct past *past_open(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t id)
{
    struct past *past = arena_one(arena, struct past);
    *past = (struct past){ db, arena, type, id, NULL };
    read_now(past);
    return past;
}

bool past_take_back(struct past *past, int64_t change)
{
    return store_change_each(past->db, past->arena, change, take_back, past);
}

bool past_go_back(struct past *past, int64_t change)
{
    struct stmt *stmt =
        query_text(past->db, "SELECT change_id FROM change_record WHERE table_name = :table_name "
                             "AND record_id = :id AND change_id > :change ORDER BY change_id DESC");
    bool good = true;
    bind_text(stmt, "table_name", past->type->name);
    bind_int(stmt, "id", past->id);
    bind_int(stmt, "change", change);
    while (good && step(stmt))
        good = past_take_back(past, col_int(stmt, "change_id"));
    done(stmt);
    return good;
}

struct record *past_record(const struct past *past)
{
    const struct row *main = find_row(past, "", "");
    if (!main)
        return NULL;
    struct record *record = record_new(past->arena, past->type);
    record->id = past->id;
    record->slug = column_text(past, main, "slug");
    record->state = column_text(past, main, "state");
    set_fields(past, record, main);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct row *text = find_row(past, "_text", language_codes[lang]);
        record->text_states[lang] = text ? column_text(past, text, "state") : NULL;
    }
    return record;
}

/* Each change of a record counts its version on by one: where that does not fit, something in between was not kept. */
struct record *record_of_version(struct db *db, struct arena *arena, const struct record_type *type,
                                 int64_t id, int64_t version)
{
    struct record *record = record_load(db, arena, type, id);
    if (!record || record->version == version)
        return record;
    if (record->version < version || version < 1 || record->version - version > VERSIONS_BACK)
        return NULL;
    struct past *past = past_open(db, arena, type, id);
    struct stmt *stmt =
        query_text(db, "SELECT change_id FROM change_record WHERE table_name = :table_name "
                       "AND record_id = :id ORDER BY change_id DESC");
    int64_t now = record->version;
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "id", id);
    while (now > version && step(stmt) && past_take_back(past, col_int(stmt, "change_id"))) {
        const struct row *main = find_row(past, "", "");
        long long number = main ? strtoll(column_text(past, main, "version"), NULL, 10) : 0;
        if (number != now && number != now - 1)
            break;
        now = number;
    }
    done(stmt);
    record = now == version ? past_record(past) : NULL;
    if (record)
        record->version = version;
    return record;
}

static struct record *record_as_of(struct db *db, struct arena *arena,
                                   const struct record_type *type, int64_t id, int64_t change)
{
    struct record *now = record_load(db, arena, type, id);
    struct past *past = now ? past_open(db, arena, type, id) : NULL;
    struct record *record = past && past_go_back(past, change) ? past_record(past) : NULL;
    if (record)
        record->version = now->version;
    return record;
}

static bool restore_texts(struct db *db, const struct record *record)
{
    bool good = true;
    for (int lang = 0; lang < LANG_COUNT && good; lang++) {
        if (record->text_states[lang])
            good = record_text_state_set(db, record->type, record->id, (enum language)lang,
                                         record->text_states[lang]);
    }
    return good;
}

bool record_restore(struct db *db, const struct record_type *type, int64_t id, int64_t change,
                    struct problem *problem)
{
    struct arena *arena = arena_new();
    struct record *record = record_as_of(db, arena, type, id, change);
    struct record_errors errors = { 0 };
    struct record_clash *clashes = NULL;
    bool good = false;
    if (!record)
        problem_set(problem, FAULT_MISSING, "error.text_404", "%s %lld as of %lld", type->name,
                    (long long)id, (long long)change);
    else if (!record_validate(db, record, &errors))
        problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "%s: %s",
                    errors.first->field ? errors.first->field->name : "", errors.first->key);
    else
        good = record_save(db, record, NULL, &clashes, problem) && restore_texts(db, record);
    arena_free(arena);
    return good;
}
