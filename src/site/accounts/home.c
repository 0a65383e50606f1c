#include "site/accounts/home.h"

#include <stdlib.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/accounts/profile.h"
#include "site/membership/membership.h"
#include "site/outbox/outbox.h"
#include "site/page.h"
#include "site/types.h"
#include "site/visitor.h"

#define RECENT 5
#define MESSAGES 200

/* Links that sign in have gone to a mailbox, also to one of somebody else who speaks for the organization: they are not read here. */
static void hide_tokens(struct request *request, struct map *message, const char *name)
{
    map_text(message, name, message_without_tokens(request->arena, map_get_text(message, name)));
}

static struct value messages(struct request *request, int64_t limit)
{
    const struct visitor *visitor = visitor_of(request);
    struct array *list = array_new(request->arena);
    struct stmt *stmt = query(request->db, Q_profile_messages);
    bind_int(stmt, "account", visitor->account);
    bind_int(stmt, "member", visitor->member);
    bind_int(stmt, "limit", limit);
    while (step(stmt)) {
        struct map *message = copy_row(stmt, request->arena);
        hide_tokens(request, message, "subject");
        array_add(list, map_value(message));
    }
    done(stmt);
    return array_value(list);
}

static struct value rows_of(struct request *request, enum query_id id)
{
    struct stmt *stmt = query(request->db, id);
    bind_int(stmt, "member", visitor_of(request)->member);
    bind_text(stmt, "lang", language_codes[request->lang]);
    if (id == Q_profile_events)
        bind_int(stmt, "now", moment_now());
    return stmt_rows(stmt, request->arena);
}

static void add_membership(struct request *request, struct map *home)
{
    const char *today = membership_today(request->arena);
    struct map *now = membership_now(request->db, request->arena, visitor_of(request)->member,
                                     today, request->lang);
    map_bool(now, "known", !text_equal(map_get_text(now, "state"), "none"));
    map_bool(now, "may_renew", membership_may_renew(now, today));
    map_set(home, "membership", map_value(now));
    struct stmt *covers = query(request->db, Q_membership_covers);
    bind_int(covers, "member", visitor_of(request)->member);
    bind_text(covers, "today", today);
    map_set(home, "covers", stmt_rows(covers, request->arena));
}

static void add_check(struct request *request, struct map *home)
{
    struct stmt *stmt = query(request->db, Q_membership_member);
    bind_int(stmt, "id", visitor_of(request)->member);
    struct value row = stmt_row(stmt, request->arena);
    map_set(home, "confirmed_at", value_get(row, symbol_of("confirmed_at")));
}

void account_home_add(struct request *request, struct map *page)
{
    int64_t member = visitor_of(request)->member;
    struct record *record =
        member ? record_load(request->db, request->arena, &member_type, member) : NULL;
    map_set(page, "home", value_null());
    if (!record)
        return;
    struct map *home = map_map(page, "home");
    struct draft *draft =
        draft_of(request->db, request->arena, &member_type, member, DRAFT_SUBMISSION);
    bool public = text_equal(record->state, "published");
    map_text(home, "name", record_title(record, request->lang));
    map_text(home, "state", arena_print(request->arena, "profile.state_%s", record->state));
    map_text(home, "public_url", public ? page_path(request, "member", record->slug) : NULL);
    map_text(home, "as_public_url", page_path(request, "profile_as", "public"));
    map_text(home, "as_members_url", public ? page_path(request, "profile_as", "members") : NULL);
    map_set(home, "sections", profile_sections(request, record));
    map_set(home, "waiting_since", draft ? value_int(draft->created_at) : value_null());
    map_set(home, "events", rows_of(request, Q_profile_events));
    map_set(home, "publications", rows_of(request, Q_profile_publications));
    map_set(home, "claims", rows_of(request, Q_claims_of_member));
    map_set(home, "messages", messages(request, RECENT));
    add_membership(request, home);
    add_check(request, home);
}

/* --- messages ---------------------------------------------------------------------------------------------------- */

void account_messages(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    map_set(page, "messages", messages(request, MESSAGES));
    page_breadcrumb_account(request, page, "profile.messages");
    page_render(request, response, "accounts/messages.html", page);
}

void account_message(struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct stmt *stmt = query(request->db, Q_profile_message);
    bind_int(stmt, "id", strtoll(request_param(request, 0), NULL, 10));
    bind_int(stmt, "account", visitor->account);
    bind_int(stmt, "member", visitor->member);
    struct map *page = map_new(request->arena), *message = stmt_map(stmt, request->arena);
    if (!message) {
        response->status = 404;
        return;
    }
    hide_tokens(request, message, "subject");
    if (!text_equal(map_get_text(message, "kind"),
                    "contact")) /* its link answers the sender, no more */
        hide_tokens(request, message, "body");
    map_set(page, "message", map_value(message));
    page_breadcrumb_account(request, page, NULL);
    page_breadcrumb(request, page, page_say(request, "profile.messages"),
                    page_path(request, "account_messages", NULL));
    page_breadcrumb(request, page, map_get_text(message, "subject"), NULL);
    page_render(request, response, "accounts/message.html", page);
}
