#include "site/imports/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "site/permission.h"
#include "web/json.h"

static bool read_file(struct request *request, struct import_job *job)
{
    struct stmt *stmt = query(request->db, Q_imports_file);
    const char *argument;
    size_t len = 0;
    bind_int(stmt, "id", job->id);
    const void *bytes = step(stmt) ? col_blob(stmt, "data", &len) : NULL;
    char *copy = bytes ? arena_bytes(request->arena, len + 1) : NULL;
    if (copy) {
        memcpy(copy, bytes, len);
        copy[len] = '\0';
    }
    done(stmt);
    return copy && !table_open(request->arena, copy, len, &job->table, &argument);
}

struct import_job *import_job(struct request *request, struct response *response)
{
    struct import_job *job = arena_one(request->arena, struct import_job);
    struct stmt *stmt = query(request->db, Q_imports_show);
    long long id = 0;
    text_to_int(request_param(request, 0), &id);
    bind_int(stmt, "id", id);
    job->id = id;
    job->row = stmt_map(stmt, request->arena);
    job->type = job->row ? record_type_named(map_get_text(job->row, "type")) : NULL;
    if (!may(request, "imports", ACTION_WRITE) ||
        (job->type && !may(request, job->type->name, ACTION_WRITE)))
        response->status = 403;
    else if (!job->type)
        response->status = 404;
    if (response->status != 200)
        return NULL;
    job->state = map_get_text(job->row, "state");
    job->has_file = map_get(job->row, "has_file").number && read_file(request, job);
    return job;
}

const char *import_url(const struct request *request, int64_t id)
{
    return page_path(request, "admin_import", arena_number(request->arena, id));
}

/* --- plans ------------------------------------------------------------------------------------------------------- */

static const char *const existing_words[] = { "update", "skip", "fill" };

static struct import_plan *empty_plan(struct arena *arena, int columns)
{
    struct import_plan *plan = arena_one(arena, struct import_plan);
    plan->targets = arena_many(arena, const char *, (size_t)columns + 1);
    plan->separators = arena_alloc(arena, (size_t)columns + 1);
    memset(plan->separators, '\n', (size_t)columns);
    plan->match = "id";
    plan->state = "draft";
    return plan;
}

static bool is_taken(const struct import_plan *plan, int columns, const char *target)
{
    for (int i = 0; i < columns; i++) {
        if (text_equal(plan->targets[i], target))
            return true;
    }
    return false;
}

struct look_at {
    const struct import_plan *plan;
    const struct table *table;
    int counts[TABLE_COLUMNS][4];
    int rows;
};

static const char marks[] = "\n;|,";

static bool look_at_row(void *self, long number, const char *const *cells, const char *fault)
{
    struct look_at *look = self;
    (void)number;
    for (int i = 0; i < look->table->columns && !fault; i++) {
        for (int mark = 0; mark < 4; mark++)
            look->counts[i][mark] += strchr(cells[i], marks[mark]) != NULL;
    }
    return ++look->rows < 200;
}

/* What the first rows have between several values. */
static void guess_separators(struct import_plan *plan, const struct record_type *type,
                             const struct table *table)
{
    struct look_at look = { .plan = plan, .table = table };
    table_each(table, look_at_row, &look);
    for (int i = 0; i < table->columns; i++) {
        struct import_target target;
        if (!import_target(type, plan->targets[i], &target) || target.part != IMPORT_VALUE ||
            !look.rows)
            continue;
        for (int mark = 3; mark >= 0; mark--) {
            bool parts =
                target.field->kind == KIND_PARTS && marks[mark] != '\n' && marks[mark] != ';';
            if (look.counts[i][mark] && !parts)
                plan->separators[i] = marks[mark];
        }
    }
}

static struct import_plan *guessed(struct request *request, const struct import_job *job)
{
    const struct table *table = &job->table;
    struct import_plan *plan = empty_plan(request->arena, table->columns);
    for (int i = 0; i < table->columns; i++) {
        const char *target = import_guess(request->arena, job->type, table->names[i]);
        if (target && !is_taken(plan, i, target))
            plan->targets[i] = target;
    }
    if (!is_taken(plan, table->columns, "id") && !is_taken(plan, table->columns, "slug")) {
        const char **keys = import_keys(request->arena, job->type);
        for (int i = 0; keys[i] && text_equal(plan->match, "id"); i++) {
            if (is_taken(plan, table->columns, keys[i]))
                plan->match = keys[i];
        }
    }
    guess_separators(plan, job->type, table);
    return plan;
}

static enum import_existing existing_of(const char *word)
{
    for (int i = 1; i < 3; i++) {
        if (text_equal(existing_words[i], word))
            return (enum import_existing)i;
    }
    return IMPORT_UPDATE;
}

static const char *known_target(const struct record_type *type, const char *name)
{
    struct import_target target;
    return import_target(type, name, &target) ? name : NULL;
}

static const char *known_match(struct arena *arena, const struct record_type *type,
                               const char *name)
{
    const char **keys = import_keys(arena, type);
    for (int i = 0; keys[i]; i++) {
        if (text_equal(keys[i], name))
            return name;
    }
    return text_equal(name, "slug") ? "slug" : "id";
}

static const char *known_state(const char *name)
{
    static const char *const states[] = { "draft", "published", "archived", "pending" };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_equal(states[i], name))
            return states[i];
    }
    return "draft";
}

static char known_separator(const char *text)
{
    return text && *text && strchr(";|,", *text) ? *text : '\n';
}

struct import_plan *import_plan(struct request *request, const struct import_job *job)
{
    const char *text = map_get_text(job->row, "plan");
    json_t *json = text ? json_loads(text, 0, NULL) : NULL,
           *columns = json_object_get(json, "columns");
    if (!json || json_array_size(columns) != (size_t)job->table.columns) {
        json_decref(json);
        return guessed(request, job);
    }
    struct import_plan *plan = empty_plan(request->arena, job->table.columns);
    for (int i = 0; i < job->table.columns; i++) {
        const json_t *column = json_array_get(columns, (size_t)i);
        plan->targets[i] = arena_copy(
            request->arena,
            known_target(job->type, json_string_value(json_object_get(column, "target"))));
        plan->separators[i] =
            known_separator(json_string_value(json_object_get(column, "separator")));
    }
    plan->match =
        arena_copy(request->arena, known_match(request->arena, job->type,
                                               json_string_value(json_object_get(json, "match"))));
    plan->state = known_state(json_string_value(json_object_get(json, "state")));
    plan->existing = existing_of(json_string_value(json_object_get(json, "existing")));
    json_decref(json);
    return plan;
}

struct import_plan *import_plan_sent(struct request *request, const struct import_job *job)
{
    struct arena *arena = request->arena;
    struct import_plan *plan = empty_plan(arena, job->table.columns);
    for (int i = 0; i < job->table.columns; i++) {
        plan->targets[i] =
            known_target(job->type, request_form(request, arena_print(arena, "target.%d", i)));
        plan->separators[i] =
            known_separator(request_form(request, arena_print(arena, "separator.%d", i)));
    }
    plan->match = known_match(arena, job->type, request_form(request, "match"));
    plan->state = known_state(request_form(request, "state"));
    plan->existing = existing_of(request_form(request, "existing"));
    return plan;
}

const char *import_plan_text(struct arena *arena, const struct import_plan *plan, int columns)
{
    json_t *json = json_object(), *list = json_array();
    for (int i = 0; i < columns; i++) {
        char separator[] = { plan->separators[i], 0 };
        json_t *column = json_object();
        if (plan->targets[i])
            json_object_set_new(column, "target", json_string(plan->targets[i]));
        json_object_set_new(column, "separator", json_string(separator));
        json_array_append_new(list, column);
    }
    json_object_set_new(json, "columns", list);
    json_object_set_new(json, "match", json_string(plan->match));
    json_object_set_new(json, "state", json_string(plan->state));
    json_object_set_new(json, "existing", json_string(existing_words[plan->existing]));
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_copy(arena, text ? text : "{}");
    free(text);
    json_decref(json);
    return copy;
}

struct import_options import_plan_options(struct request *request, const struct import_job *job,
                                          const struct import_plan *plan)
{
    return (struct import_options){ .type = job->type,
                                    .targets = plan->targets,
                                    .separators = plan->separators,
                                    .match = plan->match,
                                    .existing = plan->existing,
                                    .state = plan->state,
                                    .no_publish = !may(request, job->type->name, ACTION_PUBLISH) };
}
