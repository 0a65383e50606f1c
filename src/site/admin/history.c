/* What was changed in a record, and bringing back what it was. */
#include "site/admin/staff.h"

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

void admin_history(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    int64_t id = staff_record_id(request);
    struct record *record = type && id ? record_load(request->db, request->arena, type, id) : NULL;
    if (!type)
        return;
    if (!record) {
        response->status = 404;
        return;
    }
    if (type == &member_type)
        audit_read(request, "view", type->name, id, "history");
    struct map *page =
        staff_page(request, page_say(request, arena_print(request->arena, "%s.many", type->name)),
                   staff_list_url(request, type));
    page_breadcrumb(request, page, record_title(record, request->lang),
                    staff_record_url(request, "admin_edit", type, id));
    page_breadcrumb(request, page, page_say(request, "admin.history"), NULL);
    map_text(page, "record_title", record_title(record, request->lang));
    map_text(page, "action", request->path);
    map_bool(page, "may_restore",
             may(request, type->name, ACTION_WRITE) && may(request, type->name, ACTION_PUBLISH));
    long long before = 0;
    int64_t older = 0;
    text_to_int(request_query(request, "before"), &before);
    map_set(page, "changes",
            record_history(request->db, request->arena, type, id, page_locale(request),
                           before > 0 ? before : 0, &older));
    map_text(page, "older_url",
             older ? arena_print(request->arena, "%s?before=%lld", request->path, (long long)older)
                   : NULL);
    page_render(request, response, "admin/history.html", page);
}

struct restoring {
    const struct record_type *type;
    int64_t id, change;
};

static bool restore_record(struct db *db, void *self, struct problem *problem)
{
    const struct restoring *restoring = self;
    return record_restore(db, restoring->type, restoring->id, restoring->change, problem);
}

void admin_restore(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    struct author author = visitor_author(request, "save", "history.restored");
    struct problem problem = { 0 };
    long long number = 0;
    int64_t change = 0;
    if (!type)
        return;
    struct restoring restoring = { type, staff_record_id(request), 0 };
    if (!may(request, type->name, ACTION_WRITE) || !may(request, type->name, ACTION_PUBLISH)) {
        response->status = 403;
    } else if (!text_to_int(request_form(request, "change"), &number) || number < 1) {
        response->status = 404;
    } else {
        restoring.change = number;
        if (store_write(site_store(), &author, restore_record, &restoring, &change, &problem))
            staff_saved(request, response, "admin.restored", change, request->path);
        else
            page_problem(request, response, &problem);
    }
}
