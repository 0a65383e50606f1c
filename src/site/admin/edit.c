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

/* A translator's form has the texts of one's languages alone. */
static struct edit edit_of(struct request *request, const struct record_type *type, int64_t id)
{
    bool all =
        may(request, type->name, ACTION_WRITE) || !may_languages(request, type->name, ACTION_WRITE);
    return (struct edit){
        .type = type,
        .id = id,
        .template = "admin/edit.html",
        .options = { .locale = page_locale(request),
                     .visibility = all,
                     .slug = all,
                     .languages = all ? 0 : may_languages(request, type->name, ACTION_WRITE) },
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
    map_bool(page, "may_write", may_languages(request, type->name, ACTION_WRITE));
    map_bool(page, "may_publish",
             may(request, type->name, ACTION_WRITE) && may(request, type->name, ACTION_PUBLISH));
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
    if (!id && !may_or_403(request, response, type->name, ACTION_WRITE))
        return;
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

/* Writing takes the right to write; what is public, and a change of state, the right to publish besides; a new record, both languages. */
static bool may_save(const struct request *request, const struct record_type *type, int64_t id,
                     const char *state)
{
    unsigned languages = may_languages(request, type->name, ACTION_WRITE);
    struct record *present = id ? record_load(request->db, request->arena, type, id) : NULL;
    bool published = present && text_equal(present->state, "published");
    if (!languages || (!id && !may(request, type->name, ACTION_WRITE)))
        return false;
    if (state && !(text_equal(state, "draft") && !published))
        return may(request, type->name, ACTION_WRITE) && may(request, type->name, ACTION_PUBLISH);
    return !published || !(languages & ~may_languages(request, type->name, ACTION_PUBLISH));
}

static const char *state_asked(const struct request *request)
{
    return request_form(request, "publish")   ? "published"
           : request_form(request, "archive") ? "archived"
           : request_form(request, "draft")   ? "draft"
                                              : NULL;
}

void admin_save(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    int64_t id = staff_record_id(request), change = 0;
    if (!type || !id_given(request)) {
        response->status = type ? 404 : response->status;
        return;
    }
    if (request_form(request, "delete") && id) {
        delete_record(request, response, type, id);
        return;
    }
    if (!may_save(request, type, id, state_asked(request))) {
        response->status = 403;
        return;
    }
    struct edit edit = edit_of(request, type, id);
    edit.state = state_asked(request);
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
