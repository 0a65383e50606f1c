/* Accounts of the staff: who has one, with which roles; for administrators. */
#include "site/admin/staff.h"

#include "base/identifier.h"
#include "base/moment.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/accounts/notice.h"
#include "site/accounts/second_step.h"
#include "site/admin/admin.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define INVITATION_SECONDS (7 * 86400)
#define NAME_MAX_LENGTH 200

/* --- the list, and a new one --------------------------------------------------------------------------------------- */

static struct value found_accounts(struct request *request, const char *search)
{
    struct stmt *stmt =
        query(request->db, text_blank(search) ? Q_staff_accounts : Q_staff_accounts_search);
    bind_text(stmt, "lang", language_codes[request->lang]);
    if (!text_blank(search)) {
        bind_text(stmt, "first", search);
        bind_text(stmt, "last", arena_print(request->arena, "%s\xf4\x8f\xbf\xbf", search));
    }
    return stmt_rows(stmt, request->arena);
}

static struct value roles_of(struct request *request, int64_t account)
{
    struct stmt *stmt = query(request->db, Q_staff_account_roles);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "account", account);
    return stmt_rows(stmt, request->arena);
}

static const char *typed(const struct request *request, const char *name)
{
    const char *value = request_form(request, name);
    return value ? value : "";
}

static const char *error_field(const char *error)
{
    if (text_equal(error, "permission.name_long"))
        return "name";
    return text_equal(error, "permission.role_missing") ? "role" : "email";
}

static void show_accounts(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "permission.accounts"), NULL);
    const char *search = request_query(request, "q");
    map_text(page, "q", search ? search : "");
    map_set(page, "accounts", found_accounts(request, search));
    map_bool(page, "may_write", may(request, "accounts", ACTION_WRITE));
    map_set(page, "roles", roles_of(request, 0));
    map_text(page, "error", page_say(request, error));
    map_text(page, "error_field", error_field(error));
    map_bool(page, "email_wrong", text_equal(error, "error.not_email"));
    map_bool(page, "name_wrong", text_equal(error, "permission.name_long"));
    map_bool(page, "role_wrong", text_equal(error, "permission.role_missing"));
    map_text(page, "email", typed(request, "email"));
    map_text(page, "name", typed(request, "name"));
    map_bool(page, "in_english", text_equal(typed(request, "language"), "en"));
    page_render(request, response, "admin/accounts.html", page);
}

void admin_accounts(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "accounts", ACTION_READ))
        show_accounts(request, response, NULL);
}

struct account_work {
    struct request *request;
    int64_t account;
    char email[IDENTIFIER_SIZE];
    const char *detail; /* for the audit */
};

static bool give(struct db *db, int64_t account, int64_t role)
{
    struct stmt *stmt = query(db, Q_permission_role_give);
    bind_int(stmt, "account", account);
    bind_int(stmt, "role", role);
    return run(stmt);
}

/* Mails a one-time link in the account's language. */
static bool mail_invitation(struct db *db, struct account_work *work, const char *kind,
                            int64_t seconds)
{
    struct request *request = work->request;
    struct stmt *stmt = query(db, Q_staff_account);
    bind_int(stmt, "id", work->account);
    bind_int(stmt, "now", moment_now());
    const struct map *account = stmt_map(stmt, request->arena);
    if (!account)
        return false;
    enum language lang = language_of(map_get_text(account, "language"));
    const char *token = account_link(db, request->arena, work->account, seconds);
    struct map *words = map_new(request->arena);
    map_text(words, "name", map_get_text(account, "name"));
    map_text(words, "link", page_url(request, lang, "sign_in_link", token));
    return token && mail_add(db, request->arena, lang, kind, map_get_text(account, "email"), words,
                             work->account, 0);
}

static bool add_account(struct db *db, void *self, struct problem *problem)
{
    struct account_work *work = self;
    struct request *request = work->request;
    long long role = 0;
    (void)problem;
    work->account = account_put(db, work->email, typed(request, "name"), "member",
                                text_equal(typed(request, "language"), "en") ? "en" : "es", 0);
    return work->account && text_to_int(typed(request, "role"), &role) &&
           give(db, work->account, role) &&
           mail_invitation(db, work, "invited", INVITATION_SECONDS) &&
           audit_add(db, request, "account", "accounts", work->account, "added");
}

static bool has_role(struct request *request, const char *id)
{
    struct stmt *stmt = query(request->db, Q_staff_role);
    long long number = 0;
    text_to_int(id, &number);
    bind_int(stmt, "id", number);
    return scalar_int(stmt);
}

void admin_accounts_add(struct request *request, struct response *response)
{
    struct account_work work = { .request = request };
    struct problem problem = { 0 };
    const char *error = NULL;
    if (!may_or_403(request, response, "accounts", ACTION_WRITE))
        return;
    if (!identifier_email(typed(request, "email"), work.email))
        error = "error.not_email";
    else if (text_length(typed(request, "name")) > NAME_MAX_LENGTH)
        error = "permission.name_long";
    else if (!has_role(request, typed(request, "role")))
        error = "permission.role_missing";
    if (error) {
        response->status = 422;
        show_accounts(request, response, error);
    } else if (store_write_quietly(site_store(), add_account, &work, &problem)) {
        staff_saved(request, response, "permission.invited", 0,
                    page_path(request, "admin_accounts", NULL));
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- one account ----------------------------------------------------------------------------------------------------- */

static int64_t account_asked(const struct request *request)
{
    long long id = 0;
    return text_to_int(request_param(request, 0), &id) ? id : 0;
}

static void show_account(struct request *request, struct response *response, const char *error)
{
    struct stmt *stmt = query(request->db, Q_staff_account);
    bind_int(stmt, "id", account_asked(request));
    bind_int(stmt, "now", moment_now());
    const struct map *account = stmt_map(stmt, request->arena);
    if (!account) {
        response->status = 404;
        return;
    }
    struct map *page = staff_page(request, page_say(request, "permission.accounts"),
                                  page_path(request, "admin_accounts", NULL));
    struct value member = map_get(account, "member_id");
    page_breadcrumb(request, page, map_get_text(account, "email"), NULL);
    map_set(page, "account", map_value(account));
    map_bool(page, "closed", !text_equal(map_get_text(account, "state"), "active"));
    map_text(page, "member_url",
             member.kind == VALUE_INT && may(request, "member", ACTION_READ)
                 ? staff_record_url(request, "admin_edit", &member_type, member.number)
                 : NULL);
    map_set(page, "roles", roles_of(request, account_asked(request)));
    map_bool(page, "may_write", may(request, "accounts", ACTION_WRITE));
    map_text(page, "error", page_say(request, error));
    map_text(page, "action", request->path);
    page_render(request, response, "admin/account.html", page);
}

void admin_account(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "accounts", ACTION_READ))
        show_account(request, response, NULL);
}

static bool asks_for(const struct request *request, int64_t role)
{
    for (int i = -1; (i = pairs_next(&request->form, "role", i + 1)) >= 0;) {
        long long number;
        if (text_to_int(request->form.at[i].value, &number) && number == role)
            return true;
    }
    return false;
}

/* Gives and takes what the boxes say; the audit keeps which. */
static bool put_roles(struct db *db, struct account_work *work)
{
    struct buffer detail = { 0 };
    struct stmt *stmt = query(db, Q_staff_account_roles);
    struct request *request = work->request;
    bind_text(stmt, "lang", "en");
    bind_int(stmt, "account", work->account);
    bool good = true;
    while (good && step(stmt)) {
        int64_t role = col_int(stmt, "id");
        bool given = col_int(stmt, "is_given"), wanted = asks_for(request, role);
        if (given == wanted)
            continue;
        buffer_printf(&detail, "%s%s%s", detail.len ? ", " : "", wanted ? "+" : "−",
                      col_text(stmt, "name"));
        struct stmt *take = query(db, Q_staff_role_take);
        bind_int(take, "account", work->account);
        bind_int(take, "role", role);
        good = run(take) && (!wanted || give(db, work->account, role));
    }
    done(stmt);
    good = good && (!detail.len || audit_add(db, request, "role", "accounts", work->account,
                                             buffer_text(&detail)));
    buffer_free(&detail);
    return good;
}

static bool end_all(struct db *db, int64_t account)
{
    struct stmt *sessions = query(db, Q_staff_account_sessions_end),
                *half = query(db, Q_half_session_clear),
                *links = query(db, Q_staff_account_links_end),
                *tokens = query(db, Q_account_tokens_end);
    bind_int(sessions, "id", account);
    bind_int(half, "account", account);
    bind_int(links, "id", account);
    bind_int(tokens, "account", account);
    bool one = run(sessions), two = run(half), three = run(tokens);
    return run(links) && one && two && three;
}

static bool put_state(struct db *db, struct account_work *work, const char *state)
{
    struct stmt *stmt = query(db, Q_staff_account_state);
    bind_text(stmt, "state", state);
    bind_int(stmt, "id", work->account);
    return run(stmt) && end_all(db, work->account) &&
           audit_add(db, work->request, "account", "accounts", work->account, state);
}

/* For who has lost the device and the recovery codes. Half sessions end: they were asked for a code. */
static bool take_second_step(struct db *db, struct account_work *work)
{
    return second_step_end(db, work->account) && end_all(db, work->account) &&
           audit_add(db, work->request, "second_step", "accounts", work->account, "off") &&
           account_notice(db, work->request, work->account, "second_step_off");
}

static bool save_account(struct db *db, void *self, struct problem *problem)
{
    struct account_work *work = self;
    const struct request *request = work->request;
    bool good = request_form(request, "close")  ? put_state(db, work, "closed")
                : request_form(request, "open") ? put_state(db, work, "active")
                : request_form(request, "link")
                    ? mail_invitation(db, work, "invited", INVITATION_SECONDS) &&
                          audit_add(db, request, "account", "accounts", work->account, "link")
                : request_form(request, "end")
                    ? end_all(db, work->account) &&
                          audit_add(db, request, "sessions", "accounts", work->account, NULL)
                : request_form(request, "second_off") ? take_second_step(db, work)
                                                      : put_roles(db, work);
    if (good && !scalar_int(query(db, Q_staff_administrators)))
        return problem_set(problem, FAULT_INPUT, "permission.last_administrator",
                           "the last administrator");
    return good;
}

void admin_account_save(struct request *request, struct response *response)
{
    struct account_work work = { .request = request, .account = account_asked(request) };
    struct problem problem = { 0 };
    if (!may_or_403(request, response, "accounts", ACTION_WRITE))
        return;
    struct stmt *stmt = query(request->db, Q_staff_account);
    bind_int(stmt, "id", work.account);
    bind_int(stmt, "now", moment_now());
    if (!scalar_int(stmt)) {
        response->status = 404;
    } else if (store_write_quietly(site_store(), save_account, &work, &problem)) {
        staff_saved(request, response,
                    request_form(request, "link") ? "permission.link_sent" : "admin.saved", 0,
                    request->path);
    } else if (problem.fault == FAULT_INPUT) {
        response->status = 422;
        show_account(request, response, problem.key);
    } else {
        page_problem(request, response, &problem);
    }
}
