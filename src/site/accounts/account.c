/* One's own account: what protects it, the password and the sessions. */
#include "site/accounts/accounts.h"

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/home.h"
#include "site/accounts/notice.h"
#include "site/accounts/password.h"
#include "site/accounts/represent.h"
#include "site/accounts/second_step.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/privacy/erasure.h"
#include "site/registrations/registrations.h"
#include "site/site.h"
#include "site/visitor.h"

/* What protects the account, each with what it is now. */
static void add_protection(struct request *request, struct map *page)
{
    const struct visitor *visitor = visitor_of(request);
    struct second_step second = second_step_of(request->db, request->arena, visitor->account);
    account_proof_add(request, page);
    struct stmt *stmt = query(request->db, Q_passkey_count);
    bind_int(stmt, "account", visitor->account);
    int64_t passkeys = scalar_int(stmt);
    map_set(page, "passkeys", passkeys ? value_int(passkeys) : value_null());
    map_bool(page, "second_step_on", second.on);
    map_int(page, "codes_left", second.codes_left);
    map_bool(page, "few_codes", second.on && second.codes_left < 3);
}

/* What one has asked for: to be erased at the end of some days. */
static struct value erasure_of(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    const struct somebody me = { .member = visitor->own, .account = visitor->account };
    return erasure_waiting(request->db, request->arena, &me);
}

static void show_account(struct request *request, struct response *response, const char *error,
                         const char *field)
{
    const struct visitor *visitor = visitor_of(request);
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_account_sessions);
    bind_int(stmt, "account", visitor->account);
    bind_text(stmt, "mine", visitor->session);
    bind_int(stmt, "now", moment_now());
    map_set(page, "sessions", stmt_rows(stmt, request->arena));
    map_set(page, "erasure", erasure_of(request));
    account_home_add(request, page);
    registrations_add_own(request, page);
    map_text(page, "error", page_say(request, error));
    map_text(page, "error_field", field);
    map_bool(page, "password_wrong", text_equal(field, "password"));
    map_bool(page, "new_wrong", text_equal(field, "new_password"));
    add_protection(request, page);
    represent_add(request, page);
    page_breadcrumb(request, page, page_say(request, "accounts.account"), NULL);
    page_render(request, response, "accounts/account.html", page);
}

void account_page(struct request *request, struct response *response)
{
    show_account(request, response, NULL, NULL);
}

struct account_change {
    struct request *request;
    const struct visitor *visitor;
    char hash[PASSWORD_HASH_SIZE];
};

/* Also who gave the password and has still to give a code, and tokens of the API: whoever got in made them, perhaps. */
static bool end_others(struct db *db, const struct account_change *change)
{
    struct stmt *stmt = query(db, Q_account_sessions_end), *half = query(db, Q_half_session_clear),
                *tokens = query(db, Q_account_tokens_end);
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "mine", change->visitor->session);
    bind_int(half, "account", change->visitor->account);
    bind_int(tokens, "account", change->visitor->account);
    bool one = run(half), two = run(tokens);
    return run(stmt) && one && two;
}

static bool end_sessions(struct db *db, void *self, struct problem *problem)
{
    const struct account_change *change = self;
    const char *number = request_form(change->request, "end");
    (void)problem;
    if (!number)
        return end_others(db, change) &&
               audit_add(db, change->request, "sessions", NULL, 0, "all others");
    struct stmt *stmt = query(db, Q_account_session_end);
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "mine", change->visitor->session);
    bind_text(stmt, "number", number);
    return run(stmt) &&
           (!rows_changed(db) || audit_add(db, change->request, "sessions", NULL, 0, "one"));
}

static bool put_password(struct db *db, void *self, struct problem *problem)
{
    const struct account_change *change = self;
    struct stmt *stmt = query(db, Q_account_password_put);
    (void)problem;
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "password_hash", change->hash);
    return run(stmt) && end_others(db, change) &&
           audit_add(db, change->request, "password", NULL, 0, NULL) &&
           account_notice(db, change->request, change->visitor->account, "password");
}

static void save(struct request *request, struct response *response, struct account_change *change,
                 write_work *work, const char *notice)
{
    struct problem problem = { 0 };
    if (!store_write_quietly(site_store(), work, change, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    page_go(request, response, page_path(request, "account", NULL), notice);
}

/* Also this session: everywhere. */
static void end_everywhere(struct request *request, struct response *response,
                           struct account_change *change)
{
    struct problem problem = { 0 };
    if (store_write_quietly(site_store(), end_sessions, change, &problem))
        sign_out(request, response);
    else
        page_problem(request, response, &problem);
}

void account_save(struct request *request, struct response *response)
{
    struct account_change change = { .request = request, .visitor = visitor_of(request) };
    const char *password = request_form(request, "new_password"), *error;
    if (request_form(request, "end_all")) {
        end_everywhere(request, response, &change);
    } else if (request_form(request, "end_others") || request_form(request, "end")) {
        save(request, response, &change, end_sessions,
             request_form(request, "end") ? "accounts.session_ended" : "accounts.others_ended");
    } else if ((error = password_fault(password, change.visitor->email)) ||
               (error = account_not_proven(request))) {
        response->status = 422;
        show_account(request, response, error,
                     text_equal(error, "accounts.password_wrong") ? "password" : "new_password");
    } else if (password_hash(password, change.hash)) {
        save(request, response, &change, put_password, "accounts.password_saved");
    } else {
        response->status = 503;
    }
}
