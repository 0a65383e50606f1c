/* What waits for the staff. */
#include "site/admin/staff.h"

#include "base/moment.h"
#include "record/draft.h"
#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/types.h"
#include "site/visitor.h"

#define DRAFTS_SHOWN 10

/* Those who are not signed in are asked to, and come back. */
void admin_root(struct request *request, struct response *response)
{
    const char *admin = page_path(request, "admin", NULL);
    if (visitor_may(request, ROLE_EDITOR))
        response_redirect(request, response, 302, admin);
    else
        response_redirect(
            request, response, 302,
            arena_print(request->arena, "%s?next=%s", page_path(request, "sign_in", NULL), admin));
}

/* What waits, who may see it, and where it is worked off. */
static const struct {
    const char *name; /* words: "waiting.NAME" */
    const char *area;
    enum query_id query;
    const char *route, *state; /* STATE: of messages; also in the address */
} sources[] = {
    { "applications", "approvals", Q_waiting_applications, "admin_queue", NULL },
    { "submissions", "approvals", Q_waiting_submissions, "admin_profiles", NULL },
    { "claims", "approvals", Q_waiting_claims, "admin_claims", NULL },
    { "erasures", "privacy", Q_waiting_erasures, "admin_privacy", NULL },
    { "failed", "outbox", Q_waiting_messages, "admin_outbox", "failed" },
    { "held", "outbox", Q_waiting_messages, "admin_outbox", "held" },
    { "unsent", "outbox", Q_waiting_unsent, "admin_outbox", "queued" },
    { "troubled", NULL, Q_waiting_troubled, "admin_drafts", NULL },
    { "planned", NULL, Q_waiting_planned, "admin_drafts", NULL },
    { "memberships", "membership", Q_waiting_memberships, "admin_membership", NULL },
    { "registrations", "registrant", Q_waiting_registrations, "admin_registrations", NULL },
    { "imports", "imports", Q_waiting_imports, "admin_imports", NULL },
    { "duplicates", "approvals", Q_waiting_duplicates, "admin_duplicates", NULL },
    { "asked", "approvals", Q_waiting_asked, "admin_queue", NULL },
};

static struct stmt *source_statement(const struct request *request, size_t i)
{
    struct stmt *stmt = query(request->db, sources[i].query);
    if (sources[i].query == Q_waiting_messages)
        bind_text(stmt, "state", sources[i].state);
    if (sources[i].query == Q_waiting_unsent || sources[i].query == Q_waiting_registrations)
        bind_int(stmt, "now", moment_now());
    if (sources[i].query == Q_waiting_imports)
        bind_int(stmt, "account", visitor_of(request)->account);
    if (sources[i].query == Q_waiting_memberships) {
        char *today = arena_bytes(request->arena, 24);
        moment_iso(moment_now(), today);
        today[10] = '\0';
        bind_text(stmt, "today", today);
    }
    return stmt;
}

static void add_source(struct request *request, struct array *waiting, size_t i)
{
    struct stmt *stmt = source_statement(request, i);
    struct map *row = step(stmt) && col_int(stmt, "n") ? copy_row(stmt, request->arena) : NULL;
    done(stmt);
    if (!row)
        return;
    int64_t due = map_get(row, "due").kind == VALUE_INT ? map_get(row, "due").number : INT64_MAX;
    const char *url = page_path(request, sources[i].route, NULL);
    map_text(row, "label",
             page_say(request, arena_print(request->arena, "waiting.%s", sources[i].name)));
    map_text(row, "url",
             sources[i].state ? arena_print(request->arena, "%s?state=%s", url, sources[i].state)
                              : url);
    map_bool(row, "late", due < moment_now());
    array_add(waiting, map_value(row));
}

/* The visitor's own drafts, the newest ten. */
static void add_drafts(struct request *request, struct map *page)
{
    struct array *list = map_array(page, "drafts");
    struct draft **drafts = drafts_waiting(request->db, request->arena, DRAFT_STAFF, NULL, 0,
                                           visitor_of(request)->account);
    for (int i = 0; drafts[i] && i < DRAFTS_SHOWN; i++) {
        const struct draft *draft = drafts[i];
        const char *params[4] = { draft->type->admin, arena_print(request->arena, "%lld",
                                                                  (long long)draft->record_id) };
        struct map *row = array_add_map(list);
        const char *title = record_title(draft->record, request->lang);
        map_text(row, "title", title ? title : "…");
        map_text(row, "url", page_path_params(request, "admin_edit", params));
        map_int(row, "since", draft->updated_at);
    }
}

/* Records that were never published, by type. */
static void add_unpublished(struct request *request, struct map *page)
{
    static const struct record_type *const types[] = { &event_type, &publication_type, &post_type,
                                                       &page_type };
    struct array *list = map_array(page, "unpublished");
    struct stmt *stmt = query(request->db, Q_waiting_unpublished);
    bool there = step(stmt);
    for (size_t i = 0; there && i < sizeof types / sizeof *types; i++) {
        int64_t n = col_int(stmt, types[i]->name);
        if (!n || !may(request, types[i]->name, ACTION_READ))
            continue;
        struct map *row = array_add_map(list);
        map_int(row, "n", n);
        map_text(row, "label",
                 page_say(request, arena_print(request->arena, "%s.many", types[i]->name)));
        map_text(row, "url",
                 arena_print(request->arena, "%s?state=draft",
                             page_path(request, "admin_list", types[i]->admin)));
    }
    done(stmt);
}

void admin_home(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, NULL, NULL);
    struct array *waiting = map_array(page, "waiting");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (!sources[i].area || may(request, sources[i].area, ACTION_READ))
            add_source(request, waiting, i);
    }
    add_drafts(request, page);
    add_unpublished(request, page);
    page_render(request, response, "admin/home.html", page);
}
