#include "site/admin/drafts.h"

#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/admin/admin.h"
#include "site/admin/staff.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/schedule.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define LINK_SECONDS (7 * 86400)
#define HERE_SECONDS 600 /* who opened the form since then may still have it open */
#define NOTE_SECONDS 60

/* --- what a page shows ---------------------------------------------------------------------------------------- */

static void put_draft(struct map *map, const struct draft *draft)
{
    map_int(map, "id", draft->id);
    map_text(map, "who", draft->who);
    map_int(map, "created_at", draft->created_at);
    map_int(map, "updated_at", draft->updated_at);
    map_set(map, "publish_at", draft->publish_at ? value_int(draft->publish_at) : value_null());
    map_text(map, "trouble", draft->trouble);
    map_int(map, "count", (int64_t)array_count(draft->fields));
}

static void show_draft(struct request *request, struct map *page, const struct record *record,
                       int64_t shown)
{
    struct draft *draft =
        record->id ? draft_of(request->db, request->arena, record->type, record->id, DRAFT_STAFF)
                   : NULL;
    map_set(page, "draft", value_null());
    if (!draft)
        return;
    struct map *map = map_map(page, "draft");
    const char *url = staff_record_url(request, "admin_edit", record->type, record->id);
    put_draft(map, draft);
    map_bool(map, "is_shown", shown == draft->id);
    map_set(map, "fields",
            record_differences(request->db, record, draft->record, page_locale(request)));
    map_text(map, "other_url",
             shown == draft->id ? arena_print(request->arena, "%s?published=1", url) : url);
}

/* A member's own edit that waits for approval: whoever works on the record should know. */
static void show_submission(struct request *request, struct map *page, const struct record *record)
{
    struct draft *draft = record->id ? draft_of(request->db, request->arena, record->type,
                                                record->id, DRAFT_SUBMISSION)
                                     : NULL;
    map_set(page, "submission", value_null());
    if (!draft)
        return;
    struct map *map = map_map(page, "submission");
    put_draft(map, draft);
    map_text(
        map, "url",
        page_path(request, record->type == &member_type ? "admin_profiles" : "admin_drafts", NULL));
}

static void show_plans(struct request *request, struct map *page, const struct record *record)
{
    struct array *plans = map_array(page, "plans");
    if (!record->id)
        return;
    struct draft **drafts =
        drafts_waiting(request->db, request->arena, DRAFT_SCHEDULED, record->type, record->id, 0);
    for (; *drafts; drafts++) {
        struct map *plan = array_add_map(plans);
        put_draft(plan, *drafts);
        map_text(plan, "state_key",
                 arena_print(request->arena, "edit.plan_%s", (*drafts)->record->state));
    }
}

static void show_others(struct request *request, struct map *page, const struct record *record)
{
    struct stmt *stmt = query(request->db, Q_presence_others);
    bind_text(stmt, "table_name", record->type->name);
    bind_int(stmt, "record", record->id);
    bind_int(stmt, "account", visitor_of(request)->account);
    bind_int(stmt, "since", moment_now() - HERE_SECONDS);
    map_set(page, "others", stmt_rows(stmt, request->arena));
}

static void show_link(struct request *request, struct map *page, const struct record *record)
{
    bool possible = record->id && preview_possible(record->type);
    int64_t expires_at = 0;
    const char *path =
        possible ? preview_link(request, record->type, record->id, &expires_at) : NULL;
    map_bool(page, "may_preview", preview_possible(record->type));
    map_text(page, "preview_url",
             possible ? staff_record_url(request, "admin_preview", record->type, record->id)
                      : NULL);
    map_set(page, "link", value_null());
    if (!path)
        return;
    struct map *link = map_map(page, "link");
    map_text(link, "url", arena_print(request->arena, "%s%s", request->origin, path));
    map_int(link, "expires_at", expires_at);
}

/* Where the texts are translated, and which are behind. */
static void show_translations(struct request *request, struct map *page,
                              const struct record *record)
{
    struct array *list = map_array(page, "translations");
    for (int lang = 0; record->id && type_translated(record->type) && lang < LANG_COUNT; lang++) {
        struct record_text text;
        record_text(request->db, record->type, record->id, (enum language)lang, &text);
        if (!may_in(request, record->type->name, ACTION_WRITE, (enum language)lang))
            continue;
        struct map *map = array_add_map(list);
        map_text(map, "to", language_codes[lang]);
        map_text(map, "url",
                 arena_print(request->arena, "%s?to=%s",
                             staff_record_url(request, "admin_translate", record->type, record->id),
                             language_codes[lang]));
        map_set(map, "behind_since",
                text.behind_since ? value_int(text.behind_since) : value_null());
        map_bool(map, "not_public", text.there && !text.is_public);
    }
}

/* The fields for a moment, as sent or empty. */
static struct map *show_schedule(struct request *request, struct map *page)
{
    struct map *schedule = map_map(page, "schedule");
    const char *date = request_form(request, "schedule.date"),
               *time = request_form(request, "schedule.time"),
               *zone = request_form(request, "schedule.zone");
    struct array *zones = map_array(schedule, "zones");
    map_text(schedule, "date", date ? date : "");
    map_text(schedule, "time", time ? time : "");
    map_text(schedule, "error", NULL);
    for (const char **name = zone_list(); *name; name++) {
        struct map *option = array_add_map(zones);
        map_text(option, "value", *name);
        map_bool(option, "selected", text_equal(*name, text_blank(zone) ? HOME_ZONE : zone));
    }
    return schedule;
}

void drafts_show(struct request *request, struct map *page, const struct record *record,
                 int64_t shown)
{
    map_text(page, "action", request->path);
    show_draft(request, page, record, shown);
    show_submission(request, page, record);
    show_plans(request, page, record);
    show_others(request, page, record);
    show_link(request, page, record);
    show_translations(request, page, record);
    show_schedule(request, page);
}

/* --- a moment ------------------------------------------------------------------------------------------------- */

/* "9:05" is a time too. */
static const char *clock_of(struct arena *arena, const char *sent)
{
    size_t len = sent ? strlen(sent) : 0;
    return len == 4 && sent[1] == ':' ? arena_print(arena, "0%s", sent) : sent;
}

bool schedule_sent(struct request *request, struct map *page, int64_t *at)
{
    const char *date = request_form(request, "schedule.date"),
               *zone = request_form(request, "schedule.zone"), *wrong = NULL;
    const char *time = clock_of(request->arena, request_form(request, "schedule.time"));
    if (text_blank(date) || !date_valid(date))
        wrong = "edit.moment_date";
    else if (text_blank(time) || strlen(time) != 5)
        wrong = "edit.moment_time";
    else if (!zone_to_utc(text_blank(zone) ? HOME_ZONE : zone,
                          arena_print(request->arena, "%sT%s", date, time), at))
        wrong = "edit.moment_time";
    else if (*at < moment_now() - 60)
        wrong = "edit.moment_past";
    if (wrong)
        map_text(show_schedule(request, page), "error", page_say(request, wrong));
    return !wrong;
}

struct plan {
    struct arena *arena;
    const struct record_type *type;
    int64_t id, at, account;
    const char *state;
};

static bool add_plan(struct db *db, void *self, struct problem *problem)
{
    const struct plan *plan = self;
    return schedule_add(db, plan->arena, plan->type, plan->id, plan->state, plan->at, plan->account,
                        problem);
}

bool schedule_wish(struct request *request, struct response *response,
                   const struct record_type *type, int64_t id, const char *state, int64_t at,
                   const char **key)
{
    struct plan plan = { request->arena, type, id, at, visitor_of(request)->account, state };
    struct problem problem = { 0 };
    *key = "edit.planned";
    if (store_write_quietly(site_store(), add_plan, &plan, &problem))
        return true;
    if (problem.fault == FAULT_INPUT) {
        *key = "edit.nothing_to_publish";
        return true;
    }
    page_problem(request, response, &problem);
    return false;
}

/* --- the small forms ------------------------------------------------------------------------------------------ */

struct act {
    struct request *request;
    const struct record_type *type;
    int64_t id;
    int64_t number; /* what the button holds */
    int64_t change; /* by which it can be undone */
};

/* The draft that a button names, if it is one of this record and the staff's own: a member's edit is decided elsewhere. */
static struct draft *named_draft(struct db *db, const struct act *act)
{
    struct draft *draft = draft_load(db, act->request->arena, act->number);
    return draft && draft->type == act->type && draft->record_id == act->id &&
                   !text_equal(draft->kind, DRAFT_SUBMISSION)
               ? draft
               : NULL;
}

static bool set_aside(struct db *db, struct act *act, const struct draft *draft, const char *why)
{
    struct author author = visitor_author(act->request, "draft", why);
    return schedule_set_aside(db, draft, &author, &act->change);
}

static bool discard(struct db *db, void *self, struct problem *problem)
{
    struct draft *draft = named_draft(db, self);
    (void)problem;
    return !draft || !text_equal(draft->kind, DRAFT_STAFF) || /* plans have a button of their own */
           set_aside(db, self, draft, "history.draft_discarded");
}

static bool cancel(struct db *db, void *self, struct problem *problem)
{
    struct draft *draft = named_draft(db, self);
    (void)problem;
    if (draft && text_equal(draft->kind, DRAFT_SCHEDULED))
        return set_aside(db, self, draft, "history.plan_cancelled");
    return !draft || schedule_cancel(db, ((struct act *)self)->request->arena, draft->id);
}

static bool unshare(struct db *db, void *self, struct problem *problem)
{
    const struct act *act = self;
    struct stmt *stmt = query(db, Q_preview_link_delete);
    (void)problem;
    bind_text(stmt, "table_name", act->type->name);
    bind_int(stmt, "record", act->id);
    return run(stmt);
}

static bool share(struct db *db, void *self, struct problem *problem)
{
    const struct act *act = self;
    char token[TOKEN_SIZE];
    struct stmt *purge = query(db, Q_preview_link_purge), *add = query(db, Q_preview_link_add);
    secret_token(token);
    bind_int(purge, "now", moment_now());
    bind_text(add, "token", token);
    bind_text(add, "table_name", act->type->name);
    bind_int(add, "record", act->id);
    bind_int(add, "account", visitor_of(act->request)->account);
    bind_int(add, "expires_at", moment_now() + LINK_SECONDS);
    return unshare(db, self, problem) && run(purge) && run(add);
}

static const struct {
    const char *name; /* of the button */
    write_work *work;
    const char *done; /* message key */
    bool publishes;
} acts[] = {
    { "discard", discard, "edit.discarded", false },
    { "cancel", cancel, "edit.cancelled", true },
    { "share", share, "edit.shared", false },
    { "unshare", unshare, "edit.unshared", false },
};

bool drafts_act(struct request *request, struct response *response, const struct record_type *type,
                int64_t id)
{
    for (size_t i = 0; id && i < sizeof acts / sizeof *acts; i++) {
        const char *sent = request_form(request, acts[i].name);
        struct act act = { request, type, id, 0, 0 };
        struct problem problem = { 0 };
        long long number = 0;
        if (!sent)
            continue;
        act.number = text_to_int(sent, &number) ? number : 0;
        if (acts[i].publishes && !may(request, type->name, ACTION_PUBLISH))
            response->status = 403;
        else if (store_write_quietly(site_store(), acts[i].work, &act, &problem))
            staff_saved(request, response, acts[i].done, act.change,
                        staff_record_url(request, "admin_edit", type, id));
        else
            page_problem(request, response, &problem);
        return true;
    }
    return false;
}

/* --- who is here ---------------------------------------------------------------------------------------------- */

static bool write_presence(struct db *db, void *self, struct problem *problem)
{
    const struct act *act = self;
    struct stmt *purge = query(db, Q_presence_purge), *put = query(db, Q_presence_put);
    (void)problem;
    bind_int(purge, "before", moment_now() - HERE_SECONDS);
    bind_text(put, "table_name", act->type->name);
    bind_int(put, "record", act->id);
    bind_int(put, "account", visitor_of(act->request)->account);
    bind_int(put, "now", moment_now());
    return run(purge) && run(put);
}

void presence_note(struct request *request, const struct record_type *type, int64_t id)
{
    struct act act = { request, type, id, 0, 0 };
    if (!id)
        return;
    struct stmt *stmt = query(request->db, Q_presence_mine);
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "record", id);
    bind_int(stmt, "account", visitor_of(request)->account);
    if (scalar_int(stmt) < moment_now() - NOTE_SECONDS)
        store_write_quietly(site_store(), write_presence, &act, NULL);
}

/* --- pages ---------------------------------------------------------------------------------------------------- */

/* GET /en/admin/records/:type/:id/preview */
void admin_preview(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    int64_t id = staff_record_id(request);
    if (!type)
        return;
    if (!id || !preview_possible(type)) {
        response->status = 404;
        return;
    }
    struct draft *draft = draft_of(request->db, request->arena, type, id, DRAFT_STAFF);
    struct preview preview = { .edit_url = staff_record_url(request, "admin_edit", type, id) };
    const char *params[4] = { type->admin, request_param(request, 1) };
    for (int lang = 0; lang < LANG_COUNT; lang++)
        preview.paths[lang] = router_path(site_router(), request->arena, "admin_preview",
                                          (enum language)lang, params);
    preview_show(request, response, type, id, draft ? draft->id : 0, &preview);
}

/* GET /en/admin/drafts: everything that waits to be published, and by when. */
void admin_drafts(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, page_say(request, "edit.drafts"), NULL);
    struct array *rows = map_array(page, "drafts");
    struct draft **drafts = drafts_waiting(request->db, request->arena, NULL, NULL, 0, 0);
    for (; *drafts; drafts++) {
        const struct draft *draft = *drafts;
        if (!may(request, draft->type->name, ACTION_READ))
            continue;
        struct map *row = array_add_map(rows);
        put_draft(row, draft);
        map_text(row, "title", record_title(draft->record, request->lang));
        map_text(row, "type_key", arena_print(request->arena, "%s.many", draft->type->name));
        map_text(row, "kind_key", arena_print(request->arena, "edit.kind_%s", draft->kind));
        map_text(row, "state_key",
                 text_equal(draft->kind, DRAFT_SCHEDULED)
                     ? arena_print(request->arena, "edit.plan_%s", draft->record->state)
                     : NULL);
        map_text(row, "url",
                 draft->record_id
                     ? staff_record_url(request, "admin_edit", draft->type, draft->record_id)
                     : NULL);
    }
    page_render(request, response, "admin/drafts.html", page);
}
