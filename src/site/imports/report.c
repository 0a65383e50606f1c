/* What the check found, and what the import did; the file with what is wrong in each row. */

#include "base/text.h"
#include "site/admin/staff.h"
#include "site/audit.h"
#include "site/imports/imports.h"
#include "site/imports/plan.h"
#include "site/page.h"
#include "web/json.h"

#define ERRORS_A_PAGE 100

static const char *say_error(struct request *request, struct stmt *stmt)
{
    struct import_error error = { .key = arena_copy(request->arena, col_text(stmt, "key")),
                                  .argument =
                                      arena_copy(request->arena, col_text(stmt, "argument")) };
    return import_message(page_locale(request), request->arena, &error);
}

static const char *say_field(struct request *request, const struct record_type *type,
                             const char *field)
{
    return text_blank(field) ? NULL
                             : import_label(page_locale(request), request->arena, type,
                                            arena_copy(request->arena, field));
}

static void add_errors(struct request *request, struct map *page, const struct import_job *job)
{
    struct stmt *stmt = query(request->db, Q_imports_errors);
    struct array *list = map_array(page, "errors");
    long long after = 0;
    int64_t last = 0;
    text_to_int(request_query(request, "after"), &after);
    bind_int(stmt, "id", job->id);
    bind_int(stmt, "after", after);
    bind_int(stmt, "limit", 10 * ERRORS_A_PAGE);
    bool more = false;
    while (step(stmt)) {
        more = array_count(list) >= ERRORS_A_PAGE && col_int(stmt, "row") != last;
        if (more)
            break;
        struct map *error = array_add_map(list);
        last = col_int(stmt, "row");
        map_int(error, "row", last);
        map_text(error, "field", say_field(request, job->type, col_text(stmt, "field")));
        map_text(error, "message", say_error(request, stmt));
    }
    done(stmt);
    map_text(page, "next_url",
             more ? page_query_with(request, "after",
                                    arena_print(request->arena, "%lld", (long long)last))
                  : NULL);
}

static const char *record_url(struct request *request, const struct record_type *type, int64_t id)
{
    const char *params[4] = { type->admin, arena_print(request->arena, "%lld", (long long)id) };
    return page_path_params(request, "admin_edit", params);
}

static const char *json_text(struct arena *arena, const json_t *json, const char *name)
{
    return arena_copy(arena, json_string_value(json_object_get(json, name)));
}

static void add_changes(struct request *request, struct map *page, const struct import_job *job,
                        const json_t *report)
{
    struct array *list = map_array(page, "changes");
    const json_t *all = json_object_get(report, "changes");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *change = json_array_get(all, i), *fields = json_object_get(change, "fields");
        struct map *map = array_add_map(list);
        struct array *differences = map_array(map, "fields");
        map_int(map, "row", json_integer_value(json_object_get(change, "row")));
        map_text(map, "title", json_text(request->arena, change, "title"));
        map_text(map, "url",
                 record_url(request, job->type, json_integer_value(json_object_get(change, "id"))));
        for (size_t at = 0; at < json_array_size(fields); at++) {
            const json_t *field = json_array_get(fields, at);
            struct map *difference = array_add_map(differences);
            map_text(
                difference, "label",
                say_field(request, job->type, json_string_value(json_object_get(field, "target"))));
            map_text(difference, "before", json_text(request->arena, field, "before"));
            map_text(difference, "after", json_text(request->arena, field, "after"));
        }
    }
}

static void add_twins(struct request *request, struct map *page, const struct import_job *job,
                      const json_t *report)
{
    struct array *list = map_array(page, "twins");
    const json_t *all = json_object_get(report, "twins");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *twin = json_array_get(all, i), *id = json_object_get(twin, "id"),
                     *other = json_object_get(twin, "other");
        struct map *map = array_add_map(list);
        map_int(map, "row", json_integer_value(json_object_get(twin, "row")));
        map_text(map, "title", json_text(request->arena, twin, "title"));
        map_text(map, "url",
                 json_is_integer(id) ? record_url(request, job->type, json_integer_value(id))
                                     : NULL);
        map_set(map, "other",
                json_is_integer(other) ? value_int(json_integer_value(other)) : value_null());
    }
    map_int(page, "twin_count", json_integer_value(json_object_get(report, "twin_count")));
}

void import_report_show(struct request *request, struct response *response,
                        const struct import_job *job, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "imports.title"),
                                  page_path(request, "admin_imports", NULL));
    const char *text = map_get_text(job->row, "report");
    json_t *report = text ? json_loads(text, 0, NULL) : NULL;
    int64_t bad = map_get(job->row, "bad").number;
    int64_t good = map_get(job->row, "inserted").number + map_get(job->row, "updated").number;
    bool broken = json_is_true(json_object_get(report, "broken"));
    page_breadcrumb(request, page, map_get_text(job->row, "name"), NULL);
    map_set(page, "import", map_value(job->row));
    map_text(page, "type_key", arena_print(request->arena, "%s.many", job->type->name));
    map_text(page, "list_url", staff_list_url(request, job->type));
    map_text(page, "action", import_url(request, job->id));
    map_text(page, "error", error);
    map_bool(page, "file_there", job->has_file);
    map_bool(page, "is_done", text_equal(job->state, "done"));
    map_bool(page, "is_broken", broken);
    map_bool(page, "all_good", !bad && good);
    map_bool(page, "some_good", bad && good && !broken);
    map_bool(page, "nothing", !good);
    map_int(page, "good_count", good);
    add_errors(request, page, job);
    add_changes(request, page, job, report);
    add_twins(request, page, job, report);
    json_decref(report);
    page_render(request, response, "imports/report.html", page);
}

/* --- the copy with reasons ------------------------------------------------------------------------------------------- */

struct copying {
    struct request *request;
    const struct import_job *job;
    struct buffer *out;
    struct stmt *errors; /* in the order of rows; one is read ahead */
    bool more, bad_only;
};

static const char *reasons_of(struct copying *copying, long row)
{
    struct request *request = copying->request;
    const char *reasons = NULL;
    while (copying->more && col_int(copying->errors, "row") <= row) {
        if (col_int(copying->errors, "row") == row) {
            const char *field =
                say_field(request, copying->job->type, col_text(copying->errors, "field"));
            reasons = arena_print(request->arena, "%s%s%s%s%s", reasons ? reasons : "",
                                  reasons ? "; " : "", field ? field : "", field ? ": " : "",
                                  say_error(request, copying->errors));
        }
        copying->more = step(copying->errors);
    }
    return reasons;
}

static bool copy_row_of(void *self, long number, const char *const *cells, const char *fault)
{
    struct copying *copying = self;
    const char *reasons = reasons_of(copying, number);
    (void)fault;
    if (copying->bad_only && !reasons)
        return true;
    for (int i = 0; i < copying->job->table.columns; i++)
        csv_cell(copying->out, csv_plain(cells[i]), i == 0);
    csv_cell(copying->out, reasons, false);
    buffer_puts(copying->out, "\r\n");
    return true;
}

static const char *copy_name(struct request *request, const struct import_job *job)
{
    return arena_print(request->arena, "import-%lld-%s.csv", (long long)job->id,
                       text_equal(request_query(request, "rows"), "all") ? "all" : "bad");
}

void imports_copy(struct request *request, struct response *response)
{
    struct import_job *job = import_job(request, response);
    if (!job)
        return;
    if (!job->has_file) {
        response->status = 404;
        return;
    }
    if (!audit_read(request, "export", "imports", job->id, NULL)) {
        response->status = 503;
        return;
    }
    struct copying copying = { .request = request,
                               .job = job,
                               .out = &response->body,
                               .errors = query(request->db, Q_imports_errors),
                               .bad_only = !text_equal(request_query(request, "rows"), "all") };
    bind_int(copying.errors, "id", job->id);
    bind_int(copying.errors, "after", 0);
    bind_int(copying.errors, "limit", -1);
    copying.more = step(copying.errors);
    buffer_puts(copying.out, "\xef\xbb\xbf"); /* spreadsheets take it for Latin without */
    for (int i = 0; i < job->table.columns; i++)
        csv_cell(copying.out, job->table.names[i], i == 0);
    csv_cell(copying.out, page_say(request, "imports.reason"), false);
    buffer_puts(copying.out, "\r\n");
    table_each(&job->table, copy_row_of, &copying);
    done(copying.errors);
    response_type(request, response, "text/csv");
    response_header(
        request, response, "Content-Disposition",
        arena_print(request->arena, "attachment; filename=\"%s\"", copy_name(request, job)));
}
