/* Registrations that wait for a decision. */
#include "site/admin/staff.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/admin/admin.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

#define WELCOME_SECONDS (7 * 86400)

void admin_queue(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "approvals", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "admin.approvals"), NULL);
    map_bool(page, "may_decide", may(request, "approvals", ACTION_WRITE));
    map_set(page, "applicants", stmt_rows(query(request->db, Q_admin_queue), request->arena));
    page_render(request, response, "admin/queue.html", page);
}

struct decision {
    struct request *request;
    int64_t member;
    bool approve;
    const char *reason;
};

static bool tell(struct db *db, struct decision *decision)
{
    struct request *request = decision->request;
    struct map *words = map_new(request->arena);
    struct stmt *stmt = query(db, Q_admin_member_mail);
    bind_int(stmt, "id", decision->member);
    struct value value = stmt_row(stmt, request->arena);
    struct value email = value_get(value, symbol_of("email")),
                 language = value_get(value, symbol_of("language"));
    if (email.kind != VALUE_TEXT)
        return true; /* nobody to write to */
    enum language lang =
        language.kind == VALUE_TEXT && !strcmp(language.text, "en") ? LANG_EN : LANG_ES;
    const char *name = value_get(value, symbol_of("display_name")).text;
    int64_t account = decision->approve ? account_put(db, email.text, name, "member",
                                                      language_codes[lang], decision->member)
                                        : 0;
    const char *token = account ? account_link(db, request->arena, account, WELCOME_SECONDS) : NULL;
    map_text(words, "name", name);
    map_text(words, "reason", text_blank(decision->reason) ? NULL : decision->reason);
    map_text(words, "link",
             token ? arena_print(request->arena, "%s%s", request->origin,
                                 page_path_in(request, lang, "sign_in_link", token))
                   : NULL);
    return (token || !decision->approve) &&
           mail_add(db, request->arena, lang, decision->approve ? "welcome" : "declined",
                    email.text, words, account, decision->member);
}

static bool decide(struct db *db, void *self, struct problem *problem)
{
    struct decision *decision = self;
    struct stmt *stmt = query(db, decision->approve ? Q_admin_approve : Q_admin_decline);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "id", decision->member);
    if (!run(stmt))
        return false;
    if (!rows_changed(db))
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "not waiting any more");
    return (!decision->approve || membership_start(db, decision->request->arena, decision->member,
                                                   NULL, NULL, NULL, problem)) &&
           tell(db, decision);
}

void admin_decide(struct request *request, struct response *response)
{
    struct decision decision = { request, strtoll(request_param(request, 0), NULL, 10),
                                 request_form(request, "approve") != NULL,
                                 request_form(request, "reason") };
    struct author author =
        staff_author(request, "save", decision.approve ? "history.approved" : "history.declined");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!may_or_403(request, response, "approvals", ACTION_WRITE))
        return;
    if (!store_write(site_store(), &author, decide, &decision, &change, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    session_notice(
        request, page_say(request, decision.approve ? "admin.approved" : "admin.declined"),
        page_path(request, "admin_undo", arena_print(request->arena, "%lld", (long long)change)));
    response_redirect(request, response, 303, page_path(request, "admin_queue", NULL));
}
