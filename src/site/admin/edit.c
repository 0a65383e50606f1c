/* The form of any record: saved, kept as a draft over what is public, published at a moment, deleted. */
#include "site/edit.h"

#include "base/moment.h"
#include "base/text.h"
#include "record/uses.h"
#include "site/admin/admin.h"
#include "site/admin/drafts.h"
#include "site/admin/staff.h"
#include "site/audit.h"
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
                     .files = all ? files_choose : NULL,
                     .slug = all,
                     .languages = all ? 0 : may_languages(request, type->name, ACTION_WRITE) },
        .action = request->path,
        .submit_key = "admin.save",
        .why = id ? "history.edited" : "history.added"
    };
}

/* To change what is public, in every language that one's form has. */
static bool may_publish_texts(const struct request *request, const struct record_type *type)
{
    return !(may_languages(request, type->name, ACTION_WRITE) &
             ~may_languages(request, type->name, ACTION_PUBLISH));
}

/* To change the state: what is public at all. */
static bool may_publish(const struct request *request, const struct record_type *type)
{
    return !type->stateless && may(request, type->name, ACTION_WRITE) &&
           may(request, type->name, ACTION_PUBLISH);
}

/* Whether everybody sees the record: a change of it is one of what is public. */
static bool shows(const struct record *record)
{
    return record->id && text_equal(record->state, "published") && !record->type->stateless;
}

/* To save the form into the record. Over a draft that publishes all that waits in it, also what others wrote: not by the right to
 * texts of one language. */
static bool may_save(const struct request *request, const struct record_type *type, bool is_public,
                     int64_t draft)
{
    return draft       ? may(request, type->name, is_public ? ACTION_PUBLISH : ACTION_WRITE)
           : is_public ? may_publish_texts(request, type)
                       : true;
}

/* Who registered: for an event, and for the event of one registration. NULL: neither, or not to be seen. */
static const char *registrations_url(const struct request *request, const struct record *record)
{
    int64_t event = record->type == &event_type ? record->id : 0;
    if (record->type == &registrant_type && record->id)
        event = record_by_slug(request->db, &event_type, record_value(record, "event", LANG_EN));
    return event && may(request, "registrant", ACTION_READ)
               ? page_path(request, "admin_registrations_event",
                           arena_number(request->arena, event))
               : NULL;
}

static struct map *edit_page(struct request *request, const struct record_type *type,
                             const struct record *record, struct edit *edit)
{
    struct map *page =
        staff_page(request, page_say(request, arena_print(request->arena, "%s.many", type->name)),
                   staff_list_url(request, type));
    const char *params[4] = { type->admin, request_param(request, 1) };
    bool is_public = shows(record);
    page_breadcrumb(request, page, page_say(request, record->id ? "admin.edit" : "admin.add"),
                    NULL);
    map_bool(page, "is_new", !record->id);
    map_bool(page, "is_published", is_public);
    map_bool(page, "is_not_published", !is_public);
    map_bool(page, "may_write", may_languages(request, type->name, ACTION_WRITE));
    map_bool(page, "may_save", may_save(request, type, is_public, edit->draft));
    map_bool(page, "may_publish", may_publish(request, type));
    map_bool(page, "may_delete", record->id && may(request, type->name, ACTION_DELETE));
    map_text(page, "history_url",
             record->id ? page_path_params(request, "admin_history", params) : NULL);
    map_text(page, "membership_url",
             record->id && type == &member_type && may(request, "membership", ACTION_READ)
                 ? page_path(request, "admin_member_membership", request_param(request, 1))
                 : NULL);
    map_text(page, "orcid_url",
             record->id && type == &member_type && record_value(record, "orcid", LANG_EN)
                 ? page_path(request, "admin_orcid", request_param(request, 1))
                 : NULL);
    map_text(page, "privacy_url",
             record->id && type == &member_type && may(request, "privacy", ACTION_READ)
                 ? arena_print(request->arena, "%s?member=%lld",
                               page_path(request, "admin_privacy_person", NULL),
                               (long long)record->id)
                 : NULL);
    map_text(page, "registrations_url", registrations_url(request, record));
    map_text(page, "public_url",
             is_public && type->path ? page_path(request, type->path, record->slug) : NULL);
    if (is_public)
        edit->submit_key = "edit.publish_changes";
    drafts_show(request, page, record, edit->draft);
    return page;
}

static bool id_given(const struct request *request)
{
    return staff_record_id(request) > 0 || text_equal(request_param(request, 1), "new");
}

/* The record that the address names, for ACTION (ACTION_WRITE: also in one language only); NULL with the status set. */
static struct record *addressed(struct request *request, struct response *response,
                                enum action action)
{
    struct record *record = NULL;
    int64_t id = staff_record_id(request);
    const struct record_type *type = staff_type(request, response);
    if (!type)
        return NULL;
    bool allowed = action == ACTION_READ || may_languages(request, type->name, action);
    if (!allowed || (!id && !may(request, type->name, ACTION_WRITE))) {
        response->status = 403;
        return NULL;
    }
    if (id_given(request))
        record = id ? record_load(request->db, request->arena, type, id)
                    : record_new(request->arena, type);
    if (!record)
        response->status = 404;
    return record;
}

void admin_edit(struct request *request, struct response *response)
{
    struct record *record = addressed(request, response, ACTION_READ);
    if (!record)
        return;
    const struct record_type *type = record->type;
    struct edit edit = edit_of(request, type, record->id);
    struct draft *draft = record->id && !request_query(request, "published")
                              ? draft_of(request->db, request->arena, type, record->id, DRAFT_STAFF)
                              : NULL;
    edit.draft = draft ? draft->id : 0;
    struct map *page = edit_page(request, type, record, &edit);
    if (type == &file_type && !record->id) {
        file_new_show(request, response, page, NULL);
        return;
    }
    if ((type == &member_type || type == &registrant_type) && record->id)
        audit_read(request, "view", type->name, record->id, NULL);
    presence_note(request, type, record->id);
    edit_show(request, response, page, &edit, draft ? draft->record : record, NULL, NULL, NULL);
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

#define USES_SHOWN 25

/* What stands in the way, as far as the reader may see it, and what to do instead. */
static void show_in_use(struct request *request, struct response *response,
                        const struct record_type *type, int64_t id)
{
    struct record *record = record_load(request->db, request->arena, type, id);
    const char *many = page_say(request, arena_print(request->arena, "%s.many", type->name));
    struct map *page = staff_page(request, many, staff_list_url(request, type));
    const char *edit_url = staff_record_url(request, "admin_edit", type, id);
    struct array *list = map_array(page, "uses");
    int count = 0;
    if (!record) {
        response->status = 404;
        return;
    }
    for (struct use *use =
             record_uses(request->db, request->arena, type, id, request->lang, USES_SHOWN, &count);
         use; use = use->next) {
        bool seen = may(request, use->type->name, ACTION_READ);
        struct map *item = array_add_map(list);
        map_text(item, "kind",
                 page_say(request, arena_print(request->arena, "%s.one", use->type->name)));
        map_text(item, "title", seen ? use->title : NULL);
        map_text(item, "url",
                 seen ? staff_record_url(request, "admin_edit", use->type, use->id) : NULL);
    }
    page_breadcrumb(request, page, record_title(record, request->lang), edit_url);
    page_breadcrumb(request, page, page_say(request, "admin.delete"), NULL);
    map_text(page, "title", record_title(record, request->lang));
    map_text(page, "edit_url", edit_url);
    map_bool(page, "more", count > USES_SHOWN);
    map_bool(page, "is_public", shows(record));
    map_bool(page, "may_archive",
             !type->stateless && !text_equal(record->state, "archived") &&
                 may_publish(request, type));
    map_int(page, "version", record->version);
    map_text(page, "registrations_url", registrations_url(request, record));
    map_bool(page, "is_event", type == &event_type);
    map_text(page, "privacy_url",
             type == &member_type && may(request, "privacy", ACTION_READ)
                 ? arena_print(request->arena, "%s?member=%lld",
                               page_path(request, "admin_privacy_person", NULL), (long long)id)
                 : NULL);
    map_bool(page, "is_member", type == &member_type);
    response->status = 409;
    page_render(request, response, "admin/in_use.html", page);
}

static void delete_record(struct request *request, struct response *response,
                          const struct record_type *type, int64_t id)
{
    struct removal removal = { type, id };
    struct author author = visitor_author(request, "save", "history.deleted");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!may(request, type->name, ACTION_DELETE))
        response->status = 403;
    else if (store_write(site_store(), &author, remove_record, &removal, &change, &problem))
        staff_saved(request, response, "admin.deleted", change, staff_list_url(request, type));
    else if (text_equal(problem.key, "record.in_use"))
        show_in_use(request, response, type, id);
    else
        page_problem(request, response, &problem);
}

/* What a button of the form asks for. */
struct wish {
    const char *state;   /* of the record, NULL: as it is */
    const char *planned; /* the state that it shall have at the moment AT, NULL: none */
    int64_t at;
    bool draft, preview; /* kept as a draft; shown afterwards */
};

static struct wish wish_of(const struct request *request, bool is_public)
{
    struct wish wish = { 0 };
    wish.preview = request_form(request, "preview") != NULL;
    wish.planned = request_form(request, "schedule")       ? "published"
                   : request_form(request, "schedule_end") ? "archived"
                                                           : NULL;
    wish.draft = is_public && (request_form(request, "draft") || wish.preview || wish.planned);
    wish.state = request_form(request, "publish")               ? "published"
                 : request_form(request, "archive")             ? "archived"
                 : request_form(request, "withdraw")            ? "draft"
                 : !is_public && request_form(request, "draft") ? "draft"
                                                                : NULL;
    return wish;
}

/* Writing takes the right to write; a change of state or a plan, the right to publish besides; who may not change what is public
 * keeps drafts over it. */
static bool wish_allowed(const struct request *request, const struct record_type *type,
                         struct wish *wish, bool is_public)
{
    bool state =
        wish->planned || (wish->state && !(text_equal(wish->state, "draft") && !is_public));
    if (!wish->state && !may_save(request, type, is_public, edit_sent_draft(request)))
        wish->draft = true;
    return !state || may_publish(request, type);
}

static void saved_to(struct request *request, struct response *response,
                     const struct record_type *type, int64_t id, int64_t change,
                     const struct wish *wish)
{
    const char *params[4] = { type->admin, arena_print(request->arena, "%lld", (long long)id) };
    const char *key = wish->draft ? "edit.draft_saved" : "admin.saved";
    const char *edit_url = page_path_params(request, "admin_edit", params);
    if (wish->planned && !schedule_wish(request, response, type, id, wish->planned, wish->at, &key))
        return;
    if (wish->preview && preview_possible(type))
        edit_url = page_path_params(request, "admin_preview", params);
    staff_saved(request, response, key, change, edit_url);
}

static void save(struct request *request, struct response *response, struct record *record,
                 struct wish *wish)
{
    const struct record_type *type = record->type;
    int64_t id = record->id, change = 0;
    struct edit edit = edit_of(request, type, id);
    edit.draft = edit_sent_draft(request);
    edit.keep_as = wish->draft ? DRAFT_STAFF : NULL;
    edit.ends_plan = !may_publish(request, type);
    edit.state = wish->state;
    struct map *page = edit_page(request, type, record, &edit);
    if (wish->planned && !schedule_sent(request, page, &wish->at)) {
        response->status = 422;
        edit_again(request, response, page, &edit);
        return;
    }
    bool saved = type == &file_type && !id
                     ? file_new_save(request, response, page, &id, &change)
                     : edit_save(request, response, page, &edit, &id, &change);
    if (saved)
        saved_to(request, response, type, id, change, wish);
}

void admin_save(struct request *request, struct response *response)
{
    struct record *record = addressed(request, response, ACTION_WRITE);
    if (!record)
        return;
    const struct record_type *type = record->type;
    bool is_public = shows(record);
    struct wish wish = wish_of(request, is_public);
    if (!wish_allowed(request, type, &wish, is_public))
        response->status = 403;
    else if (request_form(request, "delete") && record->id)
        delete_record(request, response, type, record->id);
    else if (!drafts_act(request, response, type, record->id))
        save(request, response, record, &wish);
}
