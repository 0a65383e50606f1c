/* The staff's tokens: made, shown once, taken back. */
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/notice.h"
#include "site/accounts/password.h"
#include "site/accounts/second_step.h"
#include "site/api/api.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/site.h"
#include "web/locale.h"

#define TOKENS_MAX 20
#define NAME_LENGTH 100
#define DAY 86400
#define USUAL_DAYS 90
#define MOST_DAYS 366
#define PREFIX "inmd_" /* by which a token is known where none should be */

struct token_fault {
    const char *key, *field;
};

static const char *day_after(struct arena *arena, int days)
{
    char text[24];
    moment_iso(moment_now() + (int64_t)days * DAY, text);
    return arena_copy_n(arena, text, 10);
}

/* FAULT: what was sent and is shown again. TOKEN: a new one. */
static void show(struct request *request, struct response *response, struct token_fault fault,
                 const char *token)
{
    const struct visitor *visitor = visitor_of(request);
    const char *name = request_form(request, "name"), *day = request_form(request, "last_day");
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_api_tokens);
    bind_int(stmt, "account", visitor->account);
    bind_int(stmt, "now", moment_now());
    map_set(page, "tokens", stmt_rows(stmt, request->arena));
    map_text(page, "token", token);
    map_text(page, "error", fault.key ? page_say(request, fault.key) : NULL);
    map_text(page, "error_field", fault.field);
    map_text(page, "name", fault.key && name ? name : "");
    map_text(page, "last_day", fault.key && day ? day : day_after(request->arena, USUAL_DAYS));
    map_bool(page, "write", fault.key && request_form(request, "write"));
    account_proof_add(request, page);
    map_bool(page, "second_step_on",
             second_step_of(request->db, request->arena, visitor->account).on);
    page_breadcrumb_account(request, page, "api.tokens");
    page_render(request, response, "api/tokens.html", page);
}

void tokens_page(struct request *request, struct response *response)
{
    show(request, response, (struct token_fault){ 0 }, NULL);
}

struct making {
    struct request *request;
    const char *token;
    int64_t expires_at;
    bool too_many;
};

static bool add_token(struct db *db, void *self, struct problem *problem)
{
    struct making *making = self;
    struct request *request = making->request;
    int64_t account = visitor_of(request)->account;
    char hash[HASH_SIZE];
    struct stmt *count = query(db, Q_api_token_count);
    (void)problem;
    bind_int(count, "account", account);
    making->too_many = scalar_int(count) >= TOKENS_MAX;
    if (making->too_many)
        return true;
    secret_hash(making->token, hash);
    struct stmt *stmt = query(db, Q_api_token_add);
    bind_int(stmt, "account", account);
    bind_text(stmt, "token_hash", hash);
    bind_text(stmt, "name", request_form(request, "name"));
    bind_int(stmt, "may_write", request_form(request, "write") != NULL);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "expires_at", making->expires_at);
    return run(stmt) && audit_add(db, request, "token", NULL, 0, "added") &&
           account_notice(db, request, account, "token_added");
}

/* What is wrong with the form; the end of the last day in *EXPIRES_AT. The password comes last: it is slow, and a code is good once. */
static struct token_fault look(struct request *request, int64_t *expires_at)
{
    const char *name = request_form(request, "name"), *day = request_form(request, "last_day");
    const char *key;
    if (text_blank(name))
        return (struct token_fault){ "api.token_name_needed", "name" };
    if (text_length(name) > NAME_LENGTH)
        return (struct token_fault){ "api.token_name_long", "name" };
    if (!day || !date_valid(day) || !zone_to_utc("UTC", day, expires_at) ||
        *expires_at <= moment_now() || *expires_at > moment_now() + (int64_t)MOST_DAYS * DAY)
        return (struct token_fault){ "api.token_expires_wrong", "last_day" };
    *expires_at += DAY;
    key = account_not_proven(request);
    if (key)
        return (struct token_fault){ key, "password" };
    return (struct token_fault){ second_step_asks(request), "code" };
}

static void make_token(struct request *request, struct response *response)
{
    struct making *making = arena_one(request->arena, struct making);
    struct problem problem = { 0 };
    char random[TOKEN_SIZE];
    struct token_fault fault = look(request, &making->expires_at);
    secret_token(random);
    making->request = request;
    making->token = arena_print(request->arena, "%s%s", PREFIX, random);
    if (!fault.key && !store_write_quietly(site_store(), add_token, making, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    reader_end(request->db); /* what was just written is to be seen */
    reader_begin(request->db, NULL);
    if (making->too_many)
        fault = (struct token_fault){ "api.token_many", "name" };
    if (fault.key)
        response->status = 422;
    show(request, response, fault, fault.key ? NULL : making->token);
}

static bool remove_token(struct db *db, void *self, struct problem *problem)
{
    struct request *request = self;
    int64_t account = visitor_of(request)->account;
    struct stmt *stmt = query(db, Q_api_token_remove);
    long long id = 0;
    (void)problem;
    text_to_int(request_form(request, "remove"), &id);
    bind_int(stmt, "id", id);
    bind_int(stmt, "account", account);
    return run(stmt) &&
           (!rows_changed(db) || (audit_add(db, request, "token", NULL, 0, "removed") &&
                                  account_notice(db, request, account, "token_removed")));
}

void tokens_save(struct request *request, struct response *response)
{
    struct problem problem = { 0 };
    if (!request_form(request, "remove")) {
        make_token(request, response);
    } else if (store_write_quietly(site_store(), remove_token, request, &problem)) {
        session_notice(request, page_say(request, "api.token_removed"), NULL);
        response_redirect(request, response, 303, request->path);
    } else {
        page_problem(request, response, &problem);
    }
}
