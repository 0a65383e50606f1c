/* Another e-mail address for an account: both addresses must agree by a button on a mailed page, so that neither a stolen session nor a
 * slip of the pen is enough. Who has lost the old mailbox asks the staff, who can see who it is. */
#include <string.h>

#include "base/identifier.h"
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/accounts.h"
#include "site/accounts/mail.h"
#include "site/accounts/notice.h"
#include "site/accounts/password.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"
#include "web/limit.h"

#define CHANGE_SECONDS (7 * 86400)

static void show(struct request *request, struct response *response, const char *error, bool sent)
{
    struct map *page = map_new(request->arena);
    const char *typed = request_form(request, "email");
    map_text(page, "email", visitor_of(request)->email);
    map_text(page, "typed", typed ? typed : "");
    map_text(page, "error", page_say(request, error));
    bool password = text_equal(error, "accounts.password_wrong");
    map_text(page, "error_field", password ? "password" : "email");
    map_bool(page, "password_wrong", password);
    map_bool(page, "email_wrong", error && !password);
    map_bool(page, "sent", sent);
    map_bool(page, "has_password",
             account_has_password(request->db, request->arena, visitor_of(request)->account));
    page_breadcrumb_account(request, page, "email.title");
    page_render(request, response, "accounts/email.html", page);
}

void email_form(struct request *request, struct response *response)
{
    show(request, response, NULL, false);
}

struct asking {
    struct request *request;
    const char *email;
    char tokens[2][TOKEN_SIZE]; /* of the new address, of the present one */
};

static bool write_to(struct db *db, struct asking *asking, const char *kind, const char *recipient,
                     const char *token)
{
    struct request *request = asking->request;
    const struct visitor *visitor = visitor_of(request);
    struct map *words = map_new(request->arena);
    map_text(words, "name", visitor->name);
    map_text(words, "email", asking->email);
    map_text(words, "link",
             token ? page_url(request, visitor->language, "email_proof", token) : NULL);
    return mail_add(db, request->arena, visitor->language, kind, recipient, words, visitor->account,
                    0);
}

static bool is_taken(struct db *db, const char *email)
{
    struct stmt *stmt = query(db, Q_account_id);
    bind_text(stmt, "email", email);
    return scalar_int(stmt);
}

/* Whether the address belongs to another account is told to that address alone: the page is the same. */
static bool ask_both(struct db *db, void *self, struct problem *problem)
{
    struct asking *asking = self;
    const struct visitor *visitor = visitor_of(asking->request);
    char hashes[2][HASH_SIZE];
    (void)problem;
    for (int i = 0; i < 2; i++) {
        secret_token(asking->tokens[i]);
        secret_hash(asking->tokens[i], hashes[i]);
    }
    bool taken = is_taken(db, asking->email);
    struct stmt *stmt = query(db, Q_email_change_ask);
    bind_int(stmt, "account", visitor->account);
    bind_text(stmt, "email", asking->email);
    bind_text(stmt, "new_hash", hashes[0]);
    bind_text(stmt, "old_hash", hashes[1]);
    bind_int(stmt, "expires_at", moment_now() + CHANGE_SECONDS);
    return run(stmt) &&
           write_to(db, asking, taken ? "email_taken" : "email_new", asking->email,
                    taken ? NULL : asking->tokens[0]) &&
           write_to(db, asking, "email_old", visitor->email, asking->tokens[1]) &&
           audit_add(db, asking->request, "email", NULL, 0, "asked");
}

void email_ask(struct request *request, struct response *response)
{
    char usual[IDENTIFIER_SIZE];
    const char *typed = request_form(request, "email");
    struct problem problem = { 0 };
    struct asking asking = { .request = request };
    if (!typed || strlen(typed) > 254 || !identifier_email(typed, usual) ||
        text_equal(usual, visitor_of(request)->email)) {
        response->status = 422;
        show(request, response, "email.wrong", false);
    } else if (!account_password_right(request)) {
        response->status = 422;
        show(request, response, "accounts.password_wrong", false);
    } else if (!limit_take("email_change", visitor_of(request)->email, 1, 5)) {
        response->status = 429;
    } else {
        asking.email = arena_copy(request->arena, usual);
        if (store_write_quietly(site_store(), ask_both, &asking, &problem))
            show(request, response, NULL, true);
        else
            page_problem(request, response, &problem);
    }
}

/* --- the mailed page --------------------------------------------------------------------------------------------------- */

static struct value find(const struct request *request, struct db *db)
{
    char *hash = arena_bytes(request->arena, HASH_SIZE);
    struct stmt *stmt = query(db, Q_email_change_find);
    secret_hash(request_param(request, 0), hash);
    bind_text(stmt, "hash", hash);
    bind_int(stmt, "now", moment_now());
    return stmt_row(stmt, request->arena);
}

/* "ana@example.org" -> "a…@example.org": enough to know one's own. */
static const char *masked(struct arena *arena, const char *email)
{
    const char *at = strrchr(email, '@');
    int first = 1;
    while (((unsigned char)email[first] & 0xc0) == 0x80)
        first++;
    return at ? arena_print(arena, "%.*s…%s", first, email, at) : "…";
}

static void show_proof(struct request *request, struct response *response, const char *state)
{
    struct map *page = map_new(request->arena);
    struct value change = find(request, request->db);
    bool valid = change.kind == VALUE_OBJECT;
    map_bool(page, "valid", valid && !state);
    map_text(page, "new_email",
             valid ? masked(request->arena, value_get(change, symbol_of("email")).text) : NULL);
    map_bool(page, "is_old", valid && value_get(change, symbol_of("is_old")).number);
    map_text(page, "said", page_say(request, state));
    map_text(page, "action", request->path);
    page_render(request, response, "accounts/email_proof.html", page);
}

void email_proof(struct request *request, struct response *response)
{
    show_proof(request, response, NULL);
}

struct proving {
    struct request *request;
    bool stop, changed;
};

static bool run_account(struct db *db, enum query_id id, int64_t account)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "account", account);
    return run(stmt);
}

static bool give_address(struct db *db, struct proving *proving, int64_t account, const char *email,
                         struct problem *problem)
{
    if (is_taken(db, email))
        return problem_set(problem, FAULT_CONFLICT, "email.gone", "taken in the meantime");
    proving->changed = true;
    struct stmt *member = query(db, Q_email_change_member), *put = query(db, Q_email_change_put);
    bind_int(member, "account", account);
    bind_text(member, "email", email);
    bind_int(put, "account", account);
    bind_text(put, "email", email);
    return account_notice(db, proving->request, account, "email") && run(member) && run(put) &&
           run_account(db, Q_email_change_drop, account) &&
           run_account(db, Q_email_change_links, account) &&
           audit_add_of(db, account, "email", NULL, 0, "changed");
}

static bool prove(struct db *db, void *self, struct problem *problem)
{
    struct proving *proving = self;
    struct value change = find(proving->request, db);
    if (change.kind != VALUE_OBJECT)
        return problem_set(problem, FAULT_INPUT, "email.gone", "old link");
    int64_t account = value_get(change, symbol_of("account_id")).number;
    bool is_old = value_get(change, symbol_of("is_old")).number;
    if (proving->stop)
        return run_account(db, Q_email_change_drop, account) &&
               audit_add_of(db, account, "email", NULL, 0, "stopped");
    struct stmt *stmt = query(db, is_old ? Q_email_change_old : Q_email_change_new);
    bind_int(stmt, "account", account);
    bind_int(stmt, "now", moment_now());
    if (!run(stmt))
        return false;
    bool both = value_get(change, symbol_of(is_old ? "new_at" : "old_at")).kind == VALUE_INT;
    return !both ||
           give_address(db, proving, account, value_get(change, symbol_of("email")).text, problem);
}

void email_prove(struct request *request, struct response *response)
{
    /* The member's record follows: that is a change like any other, signed by nobody who would be named. */
    static const struct author author = { .kind = "save", .why = "email.history" };
    struct proving proving = { request, request_form(request, "stop") != NULL, false };
    struct problem problem = { 0 };
    if (store_write(site_store(), &author, prove, &proving, NULL, &problem)) {
        show_proof(request, response,
                   proving.stop      ? "email.stopped"
                   : proving.changed ? "email.changed"
                                     : "email.one_of_two");
    } else if (problem.fault == FAULT_INPUT || problem.fault == FAULT_CONFLICT) {
        response->status = 410;
        show_proof(request, response, "email.gone");
    } else {
        page_problem(request, response, &problem);
    }
}
