#include "site/accounts/accounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "mail/outbox.h"
#include "site/accounts/mail.h"
#include "site/edit.h"
#include "site/page.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"
#include "web/limit.h"

#define LINK_SECONDS 3600
#define FIRST_LINK_SECONDS 86400
#define PASSWORD_MIN 12
#define PASSWORD_MAX 200

static const struct author quiet = { .kind = "system", .quiet = true };

/* --- accounts and links ------------------------------------------------------------------------------------- */

struct new_link {
    int64_t account, seconds;
    char token[TOKEN_SIZE];
};

static bool add_link(struct db *db, struct new_link *link)
{
    char hash[HASH_SIZE];
    secret_token(link->token);
    secret_hash(link->token, hash);
    struct stmt *stmt = query(db, Q_account_link_add);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "account", link->account);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "expires_at", moment_now() + link->seconds);
    return run(stmt);
}

int64_t account_put(struct db *db, const char *email, const char *name, const char *role,
                    const char *language, int64_t member)
{
    struct stmt *stmt = query(db, Q_account_upsert);
    bind_text(stmt, "email", email);
    bind_text(stmt, "name", name);
    bind_text(stmt, "role", role);
    bind_text(stmt, "language", language);
    bind_int(stmt, "now", moment_now());
    if (member)
        bind_int(stmt, "member", member);
    if (!run(stmt))
        return 0;
    stmt = query(db, Q_account_id);
    bind_text(stmt, "email", email);
    return scalar_int(stmt);
}

const char *account_link(struct db *db, struct arena *arena, int64_t account, int64_t seconds)
{
    struct new_link link = { account, seconds, "" };
    return add_link(db, &link) ? arena_copy(arena, link.token) : NULL;
}

struct adding {
    const char *email, *role;
    struct new_link link;
};

static bool add_account(struct db *db, void *self, struct problem *problem)
{
    struct adding *adding = self;
    (void)problem;
    adding->link.account = account_put(db, adding->email, "", adding->role, "es", 0);
    adding->link.seconds = FIRST_LINK_SECONDS;
    return adding->link.account && add_link(db, &adding->link);
}

bool account_add(const char *email, const char *role, char *path, size_t size,
                 struct problem *problem)
{
    struct adding adding = { .email = email, .role = role };
    if (!store_write(site_store(), &quiet, add_account, &adding, NULL, problem))
        return false;
    snprintf(path, size, "/es/entrar/%s", adding.link.token);
    return true;
}

bool account_first_link(char *path, size_t size)
{
    struct db *db = store_reader(site_store());
    bool there = !db || !reader_begin(db, NULL) || scalar_int(query(db, Q_account_staff_exists));
    if (db)
        reader_end(db);
    return !there && account_add("admin@localhost", "administrator", path, size, NULL);
}

/* --- signing in ------------------------------------------------------------------------------------------------ */

static void sign_in_page(struct request *request, struct response *response, const char *error,
                         const char *email, bool sent)
{
    struct map *page = map_new(request->arena);
    map_text(page, "error", error ? page_say(request, error) : NULL);
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

struct signing {
    struct request *request;
    int64_t account;
    const char *email, *language;
};

static bool mail_link(struct db *db, void *self, struct problem *problem)
{
    struct signing *signing = self;
    struct request *request = signing->request;
    (void)problem;
    const char *token = account_link(db, request->arena, signing->account, LINK_SECONDS);
    enum language lang = text_equal(signing->language, "en") ? LANG_EN : LANG_ES;
    struct map *words = map_new(request->arena);
    map_text(words, "link",
             arena_print(request->arena, "%s%s", request->origin,
                         page_path_in(request, lang, "sign_in_link", token)));
    return token && mail_add(db, request->arena, lang, "sign_in", signing->email, words,
                             signing->account, 0);
}

static const char *safe_next(const struct request *request)
{
    const char *next = request_form(request, "next");
    return next && *next == '/' && next[1] != '/' && next[1] != '\\' ? next : NULL;
}

static void enter(struct request *request, struct response *response, int64_t account)
{
    struct problem problem = { 0 };
    const char *next = safe_next(request);
    if (session_start(request, response, account, &problem))
        response_redirect(request, response, 303,
                          next ? next : page_path(request, "account", NULL));
    else
        page_problem(request, response, &problem);
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
                                     : "es" };
    const char *hash = known ? arena_copy(request->arena, col_text(stmt, "password_hash")) : NULL;
    done(stmt);
    if (!text_blank(password)) { /* the same time and words whether the account exists or not */
        if (password_matches(password, hash)) {
            enter(request, response, signing.account);
            return;
        }
        response->status = 422;
        sign_in_page(request, response, "accounts.no_match", email, false);
        return;
    }
    if (known && !store_write(site_store(), &quiet, mail_link, &signing, NULL, &problem)) {
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
    if (store_write(site_store(), &quiet, use_link, &signing, NULL, &problem)) {
        enter(request, response, signing.account);
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

/* --- one's own account -------------------------------------------------------------------------------------------- */

static void show_account(struct request *request, struct response *response, const char *error)
{
    const struct visitor *visitor = visitor_of(request);
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_account_sessions);
    bind_int(stmt, "account", visitor->account);
    bind_text(stmt, "mine", visitor->session);
    bind_int(stmt, "now", moment_now());
    map_set(page, "sessions", stmt_rows(stmt, request->arena));
    map_text(page, "email", visitor->email);
    map_bool(page, "has_profile", visitor->member);
    map_text(page, "error", error ? page_say(request, error) : NULL);
    page_breadcrumb(request, page, page_say(request, "accounts.account"), NULL);
    page_render(request, response, "accounts/account.html", page);
}

void account_page(struct request *request, struct response *response)
{
    show_account(request, response, NULL);
}

struct account_change {
    const struct visitor *visitor;
    char hash[PASSWORD_HASH_SIZE];
};

static bool end_others(struct db *db, void *self, struct problem *problem)
{
    const struct account_change *change = self;
    (void)problem;
    struct stmt *stmt = query(db, Q_account_sessions_end);
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "mine", change->visitor->session);
    return run(stmt);
}

static bool put_password(struct db *db, void *self, struct problem *problem)
{
    const struct account_change *change = self;
    struct stmt *stmt = query(db, Q_account_password_put);
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "password_hash", change->hash);
    return run(stmt) && end_others(db, self, problem);
}

void account_save(struct request *request, struct response *response)
{
    struct account_change change = { .visitor = visitor_of(request) };
    struct problem problem = { 0 };
    const char *password = request_form(request, "new_password"),
               *current = request_form(request, "password"), *error = NULL;
    bool ends = request_form(request, "end_others") != NULL, good;
    struct stmt *stmt = query(request->db, Q_account_by_email);
    bind_text(stmt, "email", change.visitor->email);
    const char *hash =
        step(stmt) ? arena_copy(request->arena, col_text(stmt, "password_hash")) : NULL;
    done(stmt);
    if (!ends && (text_blank(password) || text_length(password) < PASSWORD_MIN ||
                  strlen(password) > PASSWORD_MAX))
        error = "accounts.password_short";
    else if (!ends && hash && !password_matches(current ? current : "", hash))
        error = "accounts.password_wrong";
    if (error) {
        response->status = 422;
        show_account(request, response, error);
        return;
    }
    good = ends || password_hash(password, change.hash);
    if (!good || !store_write(site_store(), &quiet, ends ? end_others : put_password, &change, NULL,
                              &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    session_notice(request,
                   page_say(request, ends ? "accounts.others_ended" : "accounts.password_saved"),
                   NULL);
    response_redirect(request, response, 303, page_path(request, "account", NULL));
}

/* --- one's own profile ----------------------------------------------------------------------------------------------- */

static struct edit profile_edit(struct request *request)
{
    return (struct edit){ .type = &member_type,
                          .id = visitor_of(request)->member,
                          .template = "accounts/profile.html",
                          .options = { .locale = page_locale(request),
                                       .only = MEMBER_EDITS,
                                       .own = true,
                                       .visibility = true },
                          .action = request->path,
                          .submit_key = "accounts.save_profile",
                          .why = "history.own_profile" };
}

static struct map *profile_page(struct request *request)
{
    struct map *page = map_new(request->arena);
    page_breadcrumb(request, page, page_say(request, "accounts.account"),
                    page_path(request, "account", NULL));
    page_breadcrumb(request, page, page_say(request, "accounts.profile"), NULL);
    return page;
}

void profile_form(struct request *request, struct response *response)
{
    struct edit edit = profile_edit(request);
    struct record *record =
        edit.id ? record_load(request->db, request->arena, edit.type, edit.id) : NULL;
    if (record)
        edit_show(request, response, profile_page(request), &edit, record, NULL, NULL, NULL);
    else
        response->status = 404;
}

void profile_save(struct request *request, struct response *response)
{
    struct edit edit = profile_edit(request);
    int64_t id, change;
    if (!edit.id) {
        response->status = 404;
    } else if (edit_save(request, response, profile_page(request), &edit, &id, &change)) {
        session_notice(request, page_say(request, "accounts.profile_saved"), NULL);
        response_redirect(request, response, 303, page_path(request, "account", NULL));
    }
}
