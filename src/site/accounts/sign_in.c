/* Signing in by a password or a mailed link, and out. */
#include "site/accounts/accounts.h"

#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/enter.h"
#include "site/accounts/mail.h"
#include "site/audit.h"
#include "site/outbox/outbox.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"
#include "web/limit.h"

#define LINK_SECONDS 3600
#define PASSWORD_MAX 200

static void sign_in_page(struct request *request, struct response *response, const char *error,
                         const char *email, bool sent)
{
    struct map *page = map_new(request->arena);
    map_text(page, "error", page_say(request, error));
    map_text(page, "email", email ? email : "");
    map_bool(page, "sent", sent);
    const char *next = request_form(request, "next");
    map_text(page, "next", next ? next : request_query(request, "next"));
    page_render(request, response, "accounts/sign_in.html", page);
}

void sign_in_form(struct request *request, struct response *response)
{
    sign_in_page(request, response, NULL, NULL, false);
}

void sign_in_again(struct request *request, struct response *response, const char *error)
{
    sign_in_page(request, response, error, NULL, false);
}

struct signing {
    struct request *request;
    int64_t account;
    const char *email, *language;
    const char *failed; /* for the audit */
};

static bool write_failure(struct db *db, void *self, struct problem *problem)
{
    const struct signing *signing = self;
    (void)problem;
    return audit_add_of(db, signing->account, "sign_in_failed", NULL, 0, signing->failed);
}

/* A link that opens nothing, for an address that nobody has. */
static const char *no_link(struct arena *arena)
{
    char *token = arena_bytes(arena, TOKEN_SIZE), hash[HASH_SIZE];
    secret_token(token);
    secret_hash(token, hash);
    return token;
}

/* To an address that nobody has the same letter is written, and goes nowhere: time does not tell who has an account. */
static bool mail_link(struct db *db, void *self, struct problem *problem)
{
    struct signing *signing = self;
    struct request *request = signing->request;
    const char *token = signing->account
                            ? account_link(db, request->arena, signing->account, LINK_SECONDS)
                            : no_link(request->arena);
    enum language lang = language_of(signing->language);
    struct map *words = map_new(request->arena);
    const char *subject, *body;
    map_text(words, "link", page_url(request, lang, "sign_in_link", token));
    if (!signing->account)
        return letter_write(db, request->arena, lang, "sign_in", words, &subject, &body) &&
               write_failure(db, signing, problem);
    return token && mail_add(db, request->arena, lang, "sign_in", signing->email, words,
                             signing->account, 0);
}

void sign_in_send(struct request *request, struct response *response)
{
    const char *email = request_form(request, "email"),
               *password = request_form(request, "password");
    struct problem problem = { 0 };
    if (text_blank(email) || strlen(email) > 254 || (password && strlen(password) > PASSWORD_MAX)) {
        response->status = 422;
        sign_in_page(request, response, "accounts.no_match", email, false);
        return;
    }
    if (!limit_take("sign_in_email", email, 5, 10)) {
        response->status = 429;
        response_header(request, response, "Retry-After", "60");
        return;
    }
    struct stmt *stmt = query(request->db, Q_account_by_email);
    bind_text(stmt, "email", email);
    bool known = step(stmt) && text_equal(col_text(stmt, "state"), "active");
    struct signing signing = { request, known ? col_int(stmt, "id") : 0, email,
                               known ? arena_copy(request->arena, col_text(stmt, "language"))
                                     : "es",
                               text_blank(password) ? "link" : "password" };
    const char *hash = known ? arena_copy(request->arena, col_text(stmt, "password_hash")) : NULL;
    done(stmt);
    if (!text_blank(password)) { /* the same time and words whether the account exists or not */
        if (password_matches(password, hash)) {
            enter_first(request, response, signing.account, "password");
            return;
        }
        store_write_quietly(site_store(), write_failure, &signing, NULL);
        response->status = 422;
        sign_in_page(request, response, "accounts.no_match", email, false);
        return;
    }
    if (!store_write_quietly(site_store(), mail_link, &signing, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    sign_in_page(request, response, NULL, email, true);
}

static int64_t link_account(const struct request *request, struct db *db)
{
    char hash[HASH_SIZE];
    struct stmt *stmt = query(db, Q_account_link);
    secret_hash(request_param(request, 0), hash);
    bind_text(stmt, "token_hash", arena_copy(request->arena, hash));
    bind_int(stmt, "now", moment_now());
    return scalar_int(stmt);
}

/* A GET only shows a button: scanners of mail follow links, people press buttons. */
void sign_in_link(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    map_bool(page, "valid", link_account(request, request->db));
    map_text(page, "action", request->path);
    page_render(request, response, "accounts/link.html", page);
}

static bool use_link(struct db *db, void *self, struct problem *problem)
{
    struct signing *signing = self;
    char hash[HASH_SIZE];
    signing->account = link_account(signing->request, db);
    if (!signing->account)
        return problem_set(problem, FAULT_INPUT, "accounts.link_used", "used or old link");
    secret_hash(request_param(signing->request, 0), hash);
    struct stmt *stmt = query(db, Q_account_link_use);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

void sign_in_use(struct request *request, struct response *response)
{
    struct signing signing = { .request = request };
    struct problem problem = { 0 };
    if (store_write_quietly(site_store(), use_link, &signing, &problem)) {
        enter_first(request, response, signing.account, "link");
    } else if (problem.fault == FAULT_INPUT) {
        response->status = 410;
        sign_in_link(request, response);
    } else {
        page_problem(request, response, &problem);
    }
}

void sign_out(struct request *request, struct response *response)
{
    session_end(request, response);
    response_header(request, response, "Clear-Site-Data", "\"cache\", \"cookies\"");
    response_redirect(request, response, 303, page_path(request, "home", NULL));
}
