/* Rows of a file into records: found by id, address or identifier, validated, compared, saved; every error by its row. */
#include "record/import.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/import_internal.h"

#define ERRORS_SHOWN 200000 /* a file with more says so by the number of its wrong rows */

struct import_column {
    const char *name; /* the target's */
    struct import_target target;
    struct words words;
    char separator;
};

/* A row that links to what a later row may bring: tried again after the last one. */
struct waiting {
    long row;
    const char **cells;
    struct waiting *next;
};

struct import {
    struct db *db;
    struct arena *arena; /* of the result */
    struct arena *work;  /* of the whole import, dropped after it */
    struct arena *row_arena;
    const struct record_type *type;
    const struct table *table;
    const struct import_options *options;
    struct import_result *result;
    struct import_error **tail, *row_mark;
    struct import_change **last_change;
    struct import_twin **last_twin;
    struct import_column columns[TABLE_COLUMNS];
    const struct field *key; /* the field that records are recognised by; NULL: id or address */
    struct lookup *there;    /* records by it */
    struct lookup *in_file;  /* rows by what they are recognised by */
    struct lookup *titles, *emails; /* what records are called, for twins */
    const struct field *email;
    struct waiting *waiting, **last_waiting;
    const long *skip;
    const char *const *cells;
    long row;
    bool finished;
    bool last_try; /* rows that wait are not put off again */
};

/* --- errors ----------------------------------------------------------------------------------------------------- */

const char *import_message(const struct locale *locale, struct arena *arena,
                           const struct import_error *error)
{
    struct map *arguments = map_new(arena);
    map_text(arguments, "limit", error->argument ? error->argument : "");
    map_text(arguments, "value", error->argument ? error->argument : "");
    const char *text = locale_say(locale, arena, error->key, arguments);
    return text ? text : error->key;
}

static void add_error(struct import *import, const char *field, const char *key,
                      const char *argument)
{
    struct import_result *result = import->result;
    result->failed++;
    if (result->failed > ERRORS_SHOWN)
        return;
    struct import_error *error = arena_one(import->arena, struct import_error);
    char shown[80]; /* of a long value only its beginning */
    snprintf(shown, sizeof shown, "%.70s", argument ? argument : "");
    size_t len = strlen(shown);
    while (len && !text_is_utf8(shown, len))
        shown[--len] = '\0';
    *error =
        (struct import_error){ .row = import->row,
                               .field = arena_copy(import->arena, field),
                               .key = arena_copy(import->arena, key),
                               .argument = argument ? arena_copy(import->arena, shown) : NULL };
    error->message = import_message(locale_of(LANG_EN), import->arena, error);
    *import->tail = error;
    import->tail = &error->next;
}

static const char *target_name(struct import *import, const struct record_error *error)
{
    if (!error->field)
        return "";
    if (error->field->flags & TRANSLATED)
        return arena_print(import->row_arena, "%s_%s", error->field->name,
                           language_codes[error->lang]);
    return error->field->name;
}

/* --- which record a row means -------------------------------------------------------------------------------------- */

static const char *cell_of(const struct import *import, int part)
{
    for (int i = 0; i < import->table->columns; i++) {
        if (import->columns[i].target.part == (unsigned)part)
            return text_blank(import->cells[i]) ? NULL : import->cells[i];
    }
    return NULL;
}

static const char *key_cell(const struct import *import)
{
    for (int i = 0; i < import->table->columns; i++) {
        if (import->columns[i].target.part == IMPORT_VALUE &&
            import->columns[i].target.field == import->key)
            return text_blank(import->cells[i]) ? NULL : import->cells[i];
    }
    return NULL;
}

static bool cell_number(struct import *import, int part, const char *name, long long *number)
{
    const char *cell = cell_of(import, part);
    *number = 0;
    if (!cell || text_to_int(cell, number))
        return true;
    add_error(import, name, "error.not_number", NULL);
    return false;
}

/* One row for each record: the second would undo the first. */
static bool first_in_file(struct import *import, const char *what)
{
    const struct found *found = lookup_get(import->in_file, what);
    if (found && found->number != import->row) {
        add_error(import, "", "imports.same_row", arena_number(import->row_arena, found->number));
        return false;
    }
    if (!found)
        lookup_put(import->in_file, what, NULL, import->row);
    return true;
}

/* The id that the row means, 0: a new record, -1: wrong. */
static int64_t row_id(struct import *import)
{
    struct arena *arena = import->row_arena;
    const char *slug = cell_of(import, IMPORT_SLUG), *key = import->key ? key_cell(import) : NULL;
    long long id = 0;
    if (import->key) {
        const char *form = key ? key_form(arena, import->key, key) : NULL;
        const struct found *found = form ? lookup_get(import->there, form) : NULL;
        if (form && !first_in_file(import, form))
            return -1;
        if (found && found->several) {
            add_error(import, import->key->name, "imports.several_match", key);
            return -1;
        }
        return found ? found->number : 0;
    }
    if (!text_equal(import->options->match, "slug") && !cell_number(import, IMPORT_ID, "id", &id))
        return -1;
    if (!id && slug)
        id = record_by_slug(import->db, import->type, slug);
    const char *what = id     ? arena_print(arena, "id %lld", id)
                       : slug ? arena_print(arena, "slug %s", slug)
                              : NULL;
    return what && !first_in_file(import, what) ? -1 : id;
}

static bool changed_since(struct import *import, int64_t id)
{
    struct stmt *stmt = query_text(import->db, "SELECT 1 FROM change_record WHERE table_name = "
                                               ":table_name AND record_id = :id AND change_id > "
                                               ":since LIMIT 1");
    bind_text(stmt, "table_name", import->type->name);
    bind_int(stmt, "id", id);
    bind_int(stmt, "since", import->options->since);
    return scalar_int(stmt) != 0;
}

/* The record that the row means, or a new one. NULL, with an error, when the row is wrong. */
static struct record *row_record(struct import *import)
{
    long long version = 0;
    int64_t id = row_id(import);
    if (id < 0 || !cell_number(import, IMPORT_VERSION, "version", &version))
        return NULL;
    struct record *record = id ? record_load(import->db, import->row_arena, import->type, id)
                               : record_new(import->row_arena, import->type);
    if (!record) {
        add_error(import, "id", "imports.no_record", NULL);
    } else if (id && cell_of(import, IMPORT_VERSION) && version != record->version) {
        add_error(import, "version", "imports.changed", NULL);
        return NULL;
    } else if (id && import->options->since && changed_since(import, id)) {
        add_error(import, "", "imports.changed_since", NULL);
        return NULL;
    }
    return record;
}

/* --- what a row says ----------------------------------------------------------------------------------------------- */

static bool state_known(const char *state)
{
    static const char *const states[] = { "draft", "published", "archived", "pending", "declined" };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_equal(states[i], state))
            return true;
    }
    return false;
}

static const char *state_word(struct arena *arena, const char *cell)
{
    static const char *const states[] = { "draft", "published", "archived", "pending", "declined" };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const char *word = locale_text(locale_of((enum language)lang),
                                           arena_print(arena, "record.state_%s", states[i]));
            if (word && text_equal(locale_fold(arena, word), locale_fold(arena, cell)))
                return states[i];
        }
    }
    return cell;
}

static void take_level(struct import *import, struct record *record,
                       const struct import_column *column, const char *cell)
{
    const char **level = &record->visibility[field_index(import->type, column->target.field)];
    if (import->options->existing == IMPORT_FILL && record->id && *level)
        return;
    if (text_blank(cell))
        *level = NULL;
    else if (text_equal(cell, "public") || text_equal(cell, "members") || text_equal(cell, "staff"))
        *level = cell;
    else
        add_error(import, column->name, "imports.not_level", NULL);
}

static void take_cell(struct import *import, struct record *record,
                      const struct import_column *column, const char *cell)
{
    const struct import_target *target = &column->target;
    cell = csv_plain(cell);
    if (target->part == IMPORT_LEVEL)
        take_level(import, record, column, cell);
    if (target->part != IMPORT_VALUE)
        return;
    if (import->options->existing == IMPORT_FILL && record->id &&
        field_value(record, target->field, target->lang))
        return;
    field_set(
        record, target->field, target->lang,
        cell_value(import->row_arena, target->field, &column->words, column->separator, cell));
}

/* Address and state. */
static void take_rest(struct import *import, struct record *record)
{
    const char *slug = cell_of(import, IMPORT_SLUG), *state = cell_of(import, IMPORT_STATE);
    const char *before = record->id ? record->state : "draft";
    bool keep = import->options->existing == IMPORT_FILL && record->id;
    if (!record->id && import->options->state)
        record->state = import->options->state;
    if (slug && !keep)
        record->slug = slug;
    if (state && !state_known(state))
        state = state_word(import->row_arena, state);
    if (state && !state_known(state))
        add_error(import, "state", "imports.not_state", state);
    else if (state && !keep)
        record->state = state;
    bool shown = text_equal(record->state, "published"), was = text_equal(before, "published");
    if (import->options->no_publish && shown != was)
        add_error(import, "state", "imports.no_publish", NULL);
}

static void take_cells(struct import *import, struct record *record)
{
    take_rest(import, record);
    for (int i = 0; i < import->table->columns; i++)
        take_cell(import, record, &import->columns[i], import->cells[i]);
}

/* --- comparing ------------------------------------------------------------------------------------------------------- */

/* Computed fields follow from the others. */
static bool same_record(const struct record *one, const struct record *other)
{
    bool same = text_equal(one->slug, other->slug) && text_equal(one->state, other->state);
    for (int i = 0; same && one->type->fields[i].name; i++) {
        if (one->type->fields[i].flags & DERIVED)
            continue;
        same = text_equal(one->visibility[i], other->visibility[i]);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            same = same && text_equal(one->values[lang][i], other->values[lang][i]);
    }
    return same;
}

static struct record *kept_copy(struct arena *arena, const struct record *record)
{
    struct record *copy = record_new(arena, record->type);
    copy->id = record->id;
    copy->version = record->version;
    copy->slug = arena_copy(arena, record->slug);
    copy->state = arena_copy(arena, record->state);
    for (int i = 0; record->type->fields[i].name; i++) {
        copy->visibility[i] = arena_copy(arena, record->visibility[i]);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            copy->values[lang][i] = arena_copy(arena, record->values[lang][i]);
    }
    return copy;
}

static void note_change(struct import *import, const struct record *before,
                        const struct record *after)
{
    if (import->result->updated > IMPORT_SHOWN)
        return;
    struct import_change *change = arena_one(import->arena, struct import_change);
    *change = (struct import_change){ import->row, kept_copy(import->arena, before),
                                      kept_copy(import->arena, after), NULL };
    *import->last_change = change;
    import->last_change = &change->next;
}

static const struct found *twin_by(struct import *import, struct lookup *lookup, const char *value)
{
    const char *folded = value ? locale_fold(import->row_arena, value) : NULL;
    const struct found *found = folded ? lookup_get(lookup, folded) : NULL;
    if (folded && !found)
        lookup_put(lookup, folded, NULL, -import->row);
    return found;
}

/* A new record that is called like one that is there (a positive number: its id), or like an earlier row. */
static void note_twin(struct import *import, const struct record *record)
{
    const struct found *title = twin_by(import, import->titles, record_title(record, LANG_ES));
    const struct found *email =
        import->email ? twin_by(import, import->emails, field_value(record, import->email, LANG_EN))
                      : NULL;
    const struct found *found = email ? email : title;
    if (!found)
        return;
    if (++import->result->twin_count > IMPORT_TWINS)
        return;
    struct import_twin *twin = arena_one(import->arena, struct import_twin);
    *twin = (struct import_twin){ .row = import->row,
                                  .title = arena_copy(import->arena, record_title(record, LANG_ES)),
                                  .id = found->number > 0 ? found->number : 0,
                                  .other = found->number < 0 ? (long)-found->number : 0 };
    *import->last_twin = twin;
    import->last_twin = &twin->next;
}

/* --- rows ------------------------------------------------------------------------------------------------------------ */

static bool waits(struct import *import, const struct record_errors *errors)
{
    bool links = errors->count > 0;
    for (const struct record_error *error = errors->first; error; error = error->next)
        links = links && text_equal(error->key, "error.not_link");
    if (!links || import->last_try)
        return false;
    struct waiting *waiting = arena_one(import->work, struct waiting);
    *waiting = (struct waiting){
        import->row, arena_many(import->work, const char *, (size_t)import->table->columns), NULL
    };
    for (int i = 0; i < import->table->columns; i++)
        waiting->cells[i] = arena_copy(import->work, import->cells[i]);
    *import->last_waiting = waiting;
    import->last_waiting = &waiting->next;
    return true;
}

static void save_row(struct import *import, struct record *record, const struct record *before)
{
    struct record_clash *clashes = NULL;
    struct problem problem = { 0 };
    if (import->options->no_publish && before && text_equal(before->state, "published")) {
        add_error(import, "state", "imports.no_publish", NULL); /* nor what stands in it */
        return;
    }
    if (!record_save(import->db, record, NULL, &clashes, &problem)) {
        add_error(import, "", "imports.refused", NULL);
        return;
    }
    import->result->updated += before != NULL;
    import->result->inserted += before == NULL;
    if (before && import->options->dry_run)
        note_change(import, before, record);
    else if (import->options->dry_run)
        note_twin(import, record);
}

static void take_row(struct import *import)
{
    struct import_result *result = import->result;
    struct record_errors errors = { 0 };
    long failed = result->failed;
    struct record *record = row_record(import);
    if (!record)
        return;
    if (record->id && import->options->existing == IMPORT_SKIP) {
        result->skipped++;
        return;
    }
    struct record *before = record->id ? record_copy(record) : NULL;
    take_cells(import, record);
    if (!record_validate(import->db, record, &errors)) {
        for (const struct record_error *error = waits(import, &errors) ? NULL : errors.first; error;
             error = error->next)
            add_error(import, target_name(import, error), error->key, error->argument);
    } else if (before && same_record(before, record)) {
        result->unchanged += result->failed == failed;
    } else if (result->failed == failed) {
        save_row(import, record, before);
    }
}

static bool on_row(void *self, long number, const char *const *cells, const char *fault)
{
    struct import *import = self;
    long failed = import->result->failed;
    import->row = number;
    import->cells = cells;
    import->result->rows += !import->last_try;
    while (import->skip && *import->skip && *import->skip < number)
        import->skip++;
    if (import->skip && *import->skip == number)
        return true;
    if (text_equal(fault, "imports.quotes"))
        import->result->broken = true;
    if (fault)
        add_error(import, "", fault, NULL);
    else
        take_row(import);
    import->result->bad_rows += import->result->failed > failed;
    arena_reset(import->row_arena);
    return true;
}

/* Again while rows get through; then for the last time, with their errors. */
static void take_waiting(struct import *import)
{
    import->skip = NULL;
    for (bool progress = true; import->waiting;) {
        struct waiting *list = import->waiting;
        long before = 0, after = 0;
        import->waiting = NULL;
        import->last_waiting = &import->waiting;
        import->last_try = !progress;
        for (; list; list = list->next, before++) {
            import->result->rows -= !import->last_try; /* it was counted */
            on_row(import, list->row, list->cells, NULL);
        }
        for (const struct waiting *at = import->waiting; at; at = at->next)
            after++;
        progress = after < before;
    }
}

/* --- the beginning --------------------------------------------------------------------------------------------------- */

static void load_lookup(struct import *import, struct lookup *lookup, const struct field *field,
                        const char *sql)
{
    struct stmt *stmt = query_text(import->db, sql);
    while (step(stmt)) {
        const char *value = col_text(stmt, "value");
        const char *form = text_blank(value) ? NULL : key_form(import->row_arena, field, value);
        if (form)
            lookup_put(lookup, form, NULL, col_int(stmt, "id"));
        arena_reset(import->row_arena);
    }
    done(stmt);
}

static const char *values_sql(struct import *import, const struct field *field)
{
    const char *table = import->type->name;
    return field->flags & TRANSLATED
               ? arena_print(import->work, "SELECT %s_id AS id, %s AS value FROM %s_text", table,
                             field->name, table)
               : arena_print(import->work, "SELECT id, %s AS value FROM %s", field->name, table);
}

static const struct field *email_of(const struct record_type *type)
{
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->kind == KIND_EMAIL)
            return field;
    }
    return NULL;
}

static void load_lookups(struct import *import)
{
    const char *match = import->options->match;
    const struct field *title = field_named(import->type, import->type->title);
    import->in_file = lookup_new(import->work);
    import->there = lookup_new(import->work);
    import->titles = lookup_new(import->work);
    import->emails = lookup_new(import->work);
    if (match && strcmp(match, "id") && strcmp(match, "slug"))
        import->key = field_named(import->type, match);
    if (import->key)
        load_lookup(import, import->there, import->key, values_sql(import, import->key));
    if (!import->options->dry_run)
        return;
    import->email = email_of(import->type);
    load_lookup(import, import->titles, title, values_sql(import, title));
    if (import->email)
        load_lookup(import, import->emails, import->email, values_sql(import, import->email));
}

/* False when a column is for nothing known, or two are for the same. */
static bool read_columns_of(struct import *import)
{
    const struct import_options *options = import->options;
    import->row = 1;
    for (int i = 0; i < import->table->columns; i++) {
        struct import_column *column = &import->columns[i];
        column->name = options->targets ? options->targets[i] : import->table->names[i];
        column->separator = options->separators ? options->separators[i] : '\n';
        if (!column->name)
            continue;
        if (!import_target(import->type, column->name, &column->target))
            add_error(import, column->name, "imports.unknown_column", NULL);
        for (int other = 0; other < i; other++) {
            if (text_equal(import->columns[other].name, column->name))
                add_error(import, column->name, "imports.twice", NULL);
        }
        if (column->target.part == IMPORT_VALUE)
            column->words = words_of(import->db, import->work, import->type, column->target.field);
    }
    import->result->broken = import->result->failed > 0;
    return !import->result->broken;
}

static bool import_work(struct db *db, void *self, struct problem *problem)
{
    struct import *import = self;
    const struct import_options *options = import->options;
    struct import_result *result = import->result;
    import->db = db;
    if (read_columns_of(import)) {
        load_lookups(import);
        table_each(import->table, on_row, import);
        take_waiting(import);
    }
    if (result->broken || (result->failed && !options->good_only))
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "%ld errors",
                           result->failed);
    import->finished = true;
    if (options->dry_run) /* rolled back */
        return problem_set(problem, FAULT_INPUT, "", "dry run");
    return !options->also || options->also(db, options->self, result, problem);
}

bool import_table(struct store *store, struct arena *arena, const struct import_options *options,
                  const struct table *table, struct import_result *result, struct problem *problem)
{
    struct import import = { .arena = arena,
                             .work = arena_new(),
                             .row_arena = arena_new(),
                             .type = options->type,
                             .table = table,
                             .options = options,
                             .result = result,
                             .skip = options->skip };
    *result = (struct import_result){ 0 };
    import.tail = &result->errors;
    import.last_change = &result->changes;
    import.last_twin = &result->twins;
    import.last_waiting = &import.waiting;
    bool written =
        store_write(store, options->author, import_work, &import, &result->change, problem);
    arena_free(import.row_arena);
    arena_free(import.work);
    return written || (options->dry_run && import.finished && !result->failed);
}

bool import_bytes(struct store *store, struct arena *arena, const struct import_options *options,
                  const char *bytes, size_t len, struct import_result *result,
                  struct problem *problem)
{
    struct table table;
    const char *argument;
    const char *wrong = table_open(arena, bytes, len, &table, &argument);
    *result = (struct import_result){ 0 };
    if (!wrong)
        return import_table(store, arena, options, &table, result, problem);
    result->errors = arena_one(arena, struct import_error);
    *result->errors = (struct import_error){ 1, "", wrong, argument, NULL, NULL };
    result->errors->message = import_message(locale_of(LANG_EN), arena, result->errors);
    result->failed = 1;
    result->broken = true;
    return problem_set(problem, FAULT_INPUT, wrong, "%s", result->errors->message);
}
