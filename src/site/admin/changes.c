/* Every numbered change, and undoing it. */
#include "site/admin/staff.h"

#include <stdlib.h>

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/schedule.h"
#include "site/site.h"
#include "site/visitor.h"

#define UNDO_AT_ONCE 100 /* rows: more asks first */

void admin_changes(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "changes", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "admin.changes"), NULL);
    struct stmt *stmt = query(request->db, Q_admin_changes);
    long long before = 0;
    bind_int(stmt, "before",
             text_to_int(request_query(request, "before"), &before) ? before : INT64_MAX);
    map_set(page, "changes", stmt_rows(stmt, request->arena));
    page_render(request, response, "admin/changes.html", page);
}

/* One's own changes may be undone by who may write what they touched, those of others with the right on changes besides. */
static bool may_undo(struct request *request, int64_t number)
{
    struct stmt *stmt = query(request->db, Q_admin_change_tables);
    bind_int(stmt, "id", number);
    bool own = false, good = true, records = false;
    while (good && step(stmt)) {
        const char *table = col_text(stmt, "table_name");
        own = col_int(stmt, "account") == visitor_of(request)->account;
        records = records || table;
        good = !table || may_languages(request, table, ACTION_WRITE);
    }
    done(stmt);
    return good && ((own && records) || may(request, "changes", ACTION_WRITE));
}

/* Undoing much asks first: how much, and whose. True when the page was written. */
static bool undo_asks(struct request *request, struct response *response, int64_t number)
{
    struct stmt *stmt = query(request->db, Q_admin_change);
    bind_int(stmt, "id", number);
    struct value change = stmt_row(stmt, request->arena);
    if (change.kind != VALUE_OBJECT) {
        response->status = 404;
        return true;
    }
    if (request_form(request, "sure") || request_form(request, "partly") ||
        value_get(change, symbol_of("rows")).number <= UNDO_AT_ONCE)
        return false;
    struct map *page = staff_page(request, page_say(request, "admin.changes"),
                                  page_path(request, "admin_changes", NULL));
    map_set(page, "change", change);
    map_text(page, "action", request->path);
    page_render(request, response, "admin/undo_sure.html", page);
    return true;
}

struct coming_back {
    const struct author *author;
    int64_t number;
    bool publishes;
};

static bool bring_back(struct db *db, void *self, struct problem *problem)
{
    const struct coming_back *back = self;
    return schedule_bring_back(db, back->author, back->number, back->publishes, problem);
}

/* A draft that was set aside is in no changeset: it comes back by itself. True when the change was of one, and the answer is there. */
static bool brings_back(struct request *request, struct response *response, int64_t number)
{
    const struct record_type *type;
    int64_t record;
    const char *kind = draft_set_aside_by(request->db, request->arena, number, &type, &record);
    struct author author = visitor_author(request, "undo", "history.draft_back");
    struct coming_back back = { &author, number, type && may(request, type->name, ACTION_PUBLISH) };
    struct problem problem = { 0 };
    if (!kind)
        return false;
    const char *url = record ? staff_record_url(request, "admin_edit", type, record)
                             : page_path(request, "admin_drafts", NULL);
    if (text_equal(kind, DRAFT_SCHEDULED) && !back.publishes)
        response->status = 403;
    else if (store_write_quietly(site_store(), bring_back, &back, &problem))
        staff_saved(request, response, "edit.brought_back", 0, url);
    else if (problem.fault == FAULT_CONFLICT)
        staff_saved(request, response, problem.key, 0, url);
    else
        page_problem(request, response, &problem);
    return true;
}

void admin_undo(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "undo", "history.undo");
    struct problem problem = { 0 };
    struct array *conflicts = NULL;
    int64_t number = strtoll(request_param(request, 0), NULL, 10), change = 0;
    bool partly = request_form(request, "partly") != NULL;
    if (!may_undo(request, number)) {
        response->status = 403;
        return;
    }
    if (brings_back(request, response, number) || undo_asks(request, response, number))
        return;
    if (store_undo(site_store(), &author, number, partly, request->arena, &conflicts, &change,
                   &problem)) {
        staff_saved(request, response, "admin.undone", change,
                    page_path(request, "admin_changes", NULL));
    } else if (problem.fault == FAULT_CONFLICT) {
        struct map *page = staff_page(request, page_say(request, "admin.changes"),
                                      page_path(request, "admin_changes", NULL));
        map_int(page, "number", number);
        map_text(page, "action", request->path);
        map_set(page, "conflicts", array_value(conflicts));
        map_text(page, "erased",
                 text_equal(problem.key, "history.undo_erased") ? page_say(request, problem.key)
                                                                : NULL);
        response->status = 409;
        page_render(request, response, "admin/undo.html", page);
    } else {
        page_problem(request, response, &problem);
    }
}
