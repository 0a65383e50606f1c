/* The form of any record. */
#include "site/admin/staff.h"

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/audit.h"
#include "site/edit.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

static struct edit edit_of(struct request *request, const struct record_type *type, int64_t id)
{
    return (struct edit){
        .type = type,
        .id = id,
        .template = "admin/edit.html",
        .options = { .locale = page_locale(request), .visibility = true, .slug = true },
        .action = request->path,
        .submit_key = "admin.save",
        .why = id ? "history.edited" : "history.added"
    };
}

static struct map *edit_page(struct request *request, const struct record_type *type, int64_t id)
{
    struct map *page =
        staff_page(request, page_say(request, arena_print(request->arena, "%s.many", type->name)),
                   staff_list_url(request, type));
    const char *params[4] = { type->admin, request_param(request, 1) };
    page_breadcrumb(request, page, page_say(request, id ? "admin.edit" : "admin.add"), NULL);
    map_bool(page, "is_new", !id);
    map_bool(page, "may_delete", id && may(request, type->name, ACTION_DELETE));
    map_text(page, "history_url", id ? page_path_params(request, "admin_history", params) : NULL);
    map_text(page, "public_url", NULL);
    return page;
}

static bool id_given(const struct request *request)
{
    return staff_record_id(request) > 0 || text_equal(request_param(request, 1), "new");
}

void admin_edit(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    int64_t id = staff_record_id(request);
    if (!type)
        return;
    struct record *record = !id_given(request) ? NULL
                            : id               ? record_load(request->db, request->arena, type, id)
                                               : record_new(request->arena, type);
    if (!record) {
        response->status = 404;
        return;
    }
    if (type == &member_type && id)
        audit_read(request, "view", type->name, id, NULL);
    struct edit edit = edit_of(request, type, id);
    struct map *page = edit_page(request, type, id);
    if (type == &file_type && !id) {
        file_new_show(request, response, page, NULL);
        return;
    }
    if (id && type->path && text_equal(record->state, "published"))
        map_text(page, "public_url", page_path(request, type->path, record->slug));
    edit_show(request, response, page, &edit, record, NULL, NULL, NULL);
}

struct removal {
    const struct record_type *type;
    int64_t id;
};

static bool remove_record(struct db *db, void *self, struct problem *problem)
{
    const struct removal *removal = self;
    return record_delete(db, removal->type, removal->id, problem);
}

static void delete_record(struct request *request, struct response *response,
                          const struct record_type *type, int64_t id)
{
    struct removal removal = { type, id };
    struct author author = staff_author(request, "save", "history.deleted");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!may(request, type->name, ACTION_DELETE))
        response->status = 403;
    else if (store_write(site_store(), &author, remove_record, &removal, &change, &problem))
        staff_saved(request, response, "admin.deleted", change, staff_list_url(request, type));
    else
        page_problem(request, response, &problem);
}

void admin_save(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    int64_t id = staff_record_id(request), change = 0;
    if (!type || !id_given(request)) {
        response->status = type ? 404 : response->status;
        return;
    }
    if (!may(request, type->name, ACTION_WRITE)) {
        response->status = 403;
        return;
    }
    if (request_form(request, "delete") && id) {
        delete_record(request, response, type, id);
        return;
    }
    struct edit edit = edit_of(request, type, id);
    edit.state = request_form(request, "publish")   ? "published"
                 : request_form(request, "archive") ? "archived"
                 : request_form(request, "draft")   ? "draft"
                                                    : NULL;
    struct map *page = edit_page(request, type, id);
    bool saved = type == &file_type && !id
                     ? file_new_save(request, response, page, &id, &change)
                     : edit_save(request, response, page, &edit, &id, &change);
    if (saved) {
        const char *params[4] = { type->admin, arena_print(request->arena, "%lld", (long long)id) };
        staff_saved(request, response, "admin.saved", change,
                    page_path_params(request, "admin_edit", params));
    }
}
