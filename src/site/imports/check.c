/* The check, which writes nothing but what it found, and the import itself. */
#include <jansson.h>
#include <stdlib.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/imports/plan.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

static const struct author quiet = { .kind = "system", .quiet = true };

/* --- what was found, as JSON ----------------------------------------------------------------------------------------- */

static void add_difference(json_t *list, const char *target, const char *before, const char *after)
{
    json_t *field = json_object();
    if (text_equal(before, after)) {
        json_decref(field);
        return;
    }
    json_object_set_new(field, "target", json_string(target));
    json_object_set_new(field, "before", before ? json_string(before) : json_null());
    json_object_set_new(field, "after", after ? json_string(after) : json_null());
    json_array_append_new(list, field);
}

static json_t *differences(struct arena *arena, const struct record *before,
                           const struct record *after)
{
    json_t *list = json_array();
    const struct record_type *type = before->type;
    const char **targets = import_targets(arena, type);
    add_difference(list, "slug", before->slug, after->slug);
    add_difference(list, "state", before->state, after->state);
    for (int i = 0; targets[i]; i++) {
        struct import_target target;
        import_target(type, targets[i], &target);
        if (!target.field)
            continue;
        int index = field_index(type, target.field);
        if (target.part == IMPORT_LEVEL)
            add_difference(list, targets[i], before->visibility[index], after->visibility[index]);
        else
            add_difference(list, targets[i], before->values[target.lang][index],
                           after->values[target.lang][index]);
    }
    return list;
}

static json_t *changes_json(struct arena *arena, const struct import_result *result)
{
    json_t *list = json_array();
    for (const struct import_change *at = result->changes; at; at = at->next) {
        json_t *change = json_object();
        json_object_set_new(change, "row", json_integer(at->row));
        json_object_set_new(change, "id", json_integer(at->before->id));
        json_object_set_new(change, "title", json_string(record_title(at->before, LANG_ES)));
        json_object_set_new(change, "fields", differences(arena, at->before, at->after));
        json_array_append_new(list, change);
    }
    return list;
}

static json_t *twins_json(const struct import_result *result)
{
    json_t *list = json_array();
    for (const struct import_twin *at = result->twins; at; at = at->next) {
        json_t *twin = json_object();
        json_object_set_new(twin, "row", json_integer(at->row));
        json_object_set_new(twin, "title", json_string(at->title));
        json_object_set_new(twin, "id", at->id ? json_integer(at->id) : json_null());
        json_object_set_new(twin, "other", at->other ? json_integer(at->other) : json_null());
        json_array_append_new(list, twin);
    }
    return list;
}

static const char *report_text(struct arena *arena, const struct import_result *result)
{
    json_t *json = json_object();
    json_object_set_new(json, "changes", changes_json(arena, result));
    json_object_set_new(json, "twins", twins_json(result));
    json_object_set_new(json, "twin_count", json_integer(result->twin_count));
    json_object_set_new(json, "broken", result->broken ? json_true() : json_null());
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_copy(arena, text ? text : "{}");
    free(text);
    json_decref(json);
    return copy;
}

/* --- writing what was found ---------------------------------------------------------------------------------------- */

struct outcome_of {
    struct request *request;
    const struct import_job *job;
    const struct import_plan *plan;
    struct import_result result;
    int64_t change; /* the last one before the check */
    long bad;       /* rows that the check left out already */
};

static bool add_errors(struct db *db, int64_t id, const struct import_result *result)
{
    long position = 0;
    for (const struct import_error *error = result->errors; error; error = error->next) {
        struct stmt *add = query(db, Q_imports_error_add);
        bind_int(add, "id", id);
        bind_int(add, "row", error->row);
        bind_int(add, "position", ++position);
        bind_text(add, "field", error->field);
        bind_text(add, "key", error->key);
        bind_text(add, "argument", error->argument);
        if (!run(add))
            return false;
    }
    return true;
}

static void bind_counts(struct stmt *stmt, const struct outcome_of *outcome)
{
    bind_int(stmt, "id", outcome->job->id);
    bind_int(stmt, "inserted", outcome->result.inserted);
    bind_int(stmt, "updated", outcome->result.updated);
    bind_int(stmt, "unchanged", outcome->result.unchanged);
    bind_int(stmt, "skipped", outcome->result.skipped);
    bind_int(stmt, "bad", outcome->result.bad_rows + outcome->bad);
}

static bool keep_check(struct db *db, void *self, struct problem *problem)
{
    struct outcome_of *outcome = self;
    struct arena *arena = outcome->request->arena;
    const struct import_job *job = outcome->job;
    const char *plan = import_plan_text(arena, outcome->plan, job->table.columns);
    struct stmt *clear = query(db, Q_imports_error_clear), *checked = query(db, Q_imports_checked),
                *remember = query(db, Q_imports_remember);
    (void)problem;
    bind_int(clear, "id", job->id);
    bind_counts(checked, outcome);
    bind_text(checked, "plan", plan);
    bind_text(checked, "report", report_text(arena, &outcome->result));
    bind_int(checked, "change", outcome->change);
    bind_text(remember, "type", job->type->name);
    bind_text(remember, "header", map_get_text(job->row, "header"));
    bind_text(remember, "plan", plan);
    bool good = run(clear);
    good = run(checked) && good;
    good = run(remember) && good;
    return good && add_errors(db, job->id, &outcome->result);
}

/* True when the file was read to its end, whatever is wrong in it. */
static bool was_read(const struct import_result *result, const struct problem *problem, bool good)
{
    return good || result->failed || problem->fault == FAULT_INPUT;
}

void import_check(struct request *request, struct response *response, const struct import_job *job,
                  const struct import_plan *plan)
{
    struct import_options options = import_plan_options(request, job, plan);
    struct outcome_of outcome = { .request = request, .job = job, .plan = plan };
    struct problem problem = { 0 };
    options.author = &quiet;
    options.dry_run = true;
    outcome.change = scalar_int(query(request->db, Q_imports_last_change));
    bool good = import_table(site_store(), request->arena, &options, &job->table, &outcome.result,
                             &problem);
    if (was_read(&outcome.result, &problem, good) &&
        store_write_quietly(site_store(), keep_check, &outcome, &problem))
        response_redirect(request, response, 303, import_url(request, job->id));
    else
        page_problem(request, response, &problem);
}

/* --- the import ---------------------------------------------------------------------------------------------------- */

/* Inside the import's own transaction: what the list says is so if and only if the change is there. */
static bool keep_run(struct db *db, void *self, struct import_result *result,
                     struct problem *problem)
{
    struct outcome_of *outcome = self;
    struct stmt *finish = query(db, Q_imports_done);
    outcome->result = *result;
    bind_counts(finish, outcome);
    bind_int(finish, "now", moment_now());
    bind_int(finish, "changed", result->inserted + result->updated > 0);
    if (!run(finish))
        return false;
    if (!rows_changed(db))
        return problem_set(problem, FAULT_CONFLICT, "error.text_409",
                           "import %lld was done already", (long long)outcome->job->id);
    return add_errors(db, outcome->job->id, result);
}

/* Rows that the check found wrong, 0 at the end. */
static const long *bad_rows(struct request *request, const struct import_job *job, long *count)
{
    struct stmt *total = query(request->db, Q_imports_bad_count),
                *stmt = query(request->db, Q_imports_bad_rows);
    bind_int(total, "id", job->id);
    bind_int(stmt, "id", job->id);
    size_t room = (size_t)scalar_int(total), at = 0;
    long *rows = arena_many(request->arena, long, room + 1);
    while (step(stmt) && at < room)
        rows[at++] = (long)col_int(stmt, "row");
    done(stmt);
    *count = (long)at;
    return rows;
}

static bool keep_new_errors(struct db *db, void *self, struct problem *problem)
{
    struct outcome_of *outcome = self;
    (void)problem;
    return add_errors(db, outcome->job->id, &outcome->result);
}

void import_run(struct request *request, struct response *response, const struct import_job *job,
                bool good_only)
{
    struct import_plan *plan = import_plan(request, job);
    struct import_options options = import_plan_options(request, job, plan);
    struct outcome_of outcome = { .request = request, .job = job, .plan = plan };
    struct problem problem = { 0 };
    struct author author = visitor_author(
        request, "import", arena_print(request->arena, "%s", map_get_text(job->row, "name")));
    options.author = &author;
    options.good_only = good_only;
    options.since = map_get(job->row, "checked_change").number;
    options.also = keep_run;
    options.self = &outcome;
    if (good_only)
        options.skip = bad_rows(request, job, &outcome.bad);
    struct import_result result;
    if (import_table(site_store(), request->arena, &options, &job->table, &result, &problem)) {
        response_redirect(request, response, 303, import_url(request, job->id));
    } else if (result.failed && !problem.fault) {
        page_error(request, response, 500);
    } else if (result.failed) { /* nothing was written: something changed since the check */
        outcome.result = result;
        store_write_quietly(site_store(), keep_new_errors, &outcome, &problem);
        response->status = 409;
        import_report_show(request, response, job, page_say(request, "imports.not_written"));
    } else {
        page_problem(request, response, &problem);
    }
}
