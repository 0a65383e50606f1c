#include "site/accounts/enter.h"

#include "base/moment.h"
#include "base/secret.h"
#include "site/accounts/accounts.h"
#include "site/accounts/notice.h"
#include "site/accounts/second_step.h"
#include "site/audit.h"
#include "site/kept.h"
#include "site/origin.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

#define HALF_SECONDS 600

/* Where the form says to go, if that is on this site. */
static const char *next_sent(const struct request *request)
{
    const char *next = request_form(request, "next");
    return next && *next == '/' && next[1] != '/' && next[1] != '\\' ? next : NULL;
}

void enter(struct request *request, struct response *response, int64_t account, const char *how,
           const char *next)
{
    struct problem problem = { 0 };
    next = next ? next : next_sent(request);
    next = next ? next : kept_path(request, account);
    if (!session_start(request, response, account, how, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    site_origin_learn(request, account);
    response_redirect(request, response, 303, next ? next : page_path(request, "account", NULL));
}

/* --- half a session ------------------------------------------------------------------------------------------------ */

struct half {
    struct request *request;
    int64_t account;
    const char *how, *next;
    char hash[HASH_SIZE];
    enum code_answer answer;
};

static void set_cookie(struct request *request, struct response *response, const char *value)
{
    struct cookie cookie = { .name = "half",
                             .value = value,
                             .path = "/",
                             .max_age = *value ? HALF_SECONDS : -1,
                             .http_only = true };
    response_cookie(request, response, &cookie);
}

static bool add_half(struct db *db, void *self, struct problem *problem)
{
    const struct half *half = self;
    struct stmt *purge = query(db, Q_half_session_purge), *add = query(db, Q_half_session_add);
    (void)problem;
    bind_int(purge, "now", moment_now());
    bind_text(add, "token_hash", half->hash);
    bind_int(add, "account", half->account);
    bind_text(add, "how", half->how);
    bind_text(add, "next", half->next);
    bind_int(add, "expires_at", moment_now() + HALF_SECONDS);
    bool purged = run(purge);
    return run(add) && purged;
}

void enter_first(struct request *request, struct response *response, int64_t account,
                 const char *how)
{
    struct half half = {
        .request = request, .account = account, .how = how, .next = next_sent(request)
    };
    struct problem problem = { 0 };
    char *token = arena_bytes(request->arena, TOKEN_SIZE);
    if (!second_step_of(request->db, request->arena, account).on) {
        enter(request, response, account, how, NULL);
        return;
    }
    secret_token(token);
    secret_hash(token, half.hash);
    if (!store_write_quietly(site_store(), add_half, &half, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    set_cookie(request, response, token);
    response_redirect(request, response, 303, page_path(request, "sign_in_code", NULL));
}

/* The half session of the cookie; false when there is none any more. */
static bool find_half(struct db *db, struct half *half)
{
    struct request *request = half->request;
    const char *token = request_cookie(request, request->secure ? "__Host-half" : "half");
    if (!token)
        return false;
    secret_hash(token, half->hash);
    struct stmt *stmt = query(db, Q_half_session_find);
    bind_text(stmt, "token_hash", half->hash);
    bind_int(stmt, "now", moment_now());
    bool found = step(stmt);
    if (found) {
        half->account = col_int(stmt, "account_id");
        half->how = arena_copy(request->arena, col_text(stmt, "how"));
        half->next = arena_copy(request->arena, col_text(stmt, "next"));
    }
    done(stmt);
    return found;
}

static void show(struct request *request, struct response *response, bool found, const char *error)
{
    struct map *page = map_new(request->arena);
    map_bool(page, "found", found);
    map_text(page, "error", page_say(request, error));
    response->status = found ? response->status : 410;
    page_render(request, response, "accounts/code.html", page);
}

void sign_in_code(struct request *request, struct response *response)
{
    struct half half = { .request = request };
    show(request, response, find_half(request->db, &half), NULL);
}

static bool end_half(struct db *db, const struct half *half)
{
    struct stmt *stmt = query(db, Q_half_session_end);
    bind_text(stmt, "token_hash", half->hash);
    return run(stmt);
}

static bool take_code(struct db *db, void *self, struct problem *problem)
{
    struct half *half = self;
    struct request *request = half->request;
    if (!find_half(db, half))
        return problem_set(problem, FAULT_MISSING, "accounts.code_expired", "no half session");
    half->answer =
        second_step_take(db, request->arena, half->account, request_form(request, "code"));
    if (half->answer == CODE_RIGHT)
        return end_half(db, half);
    if (half->answer == CODE_RECOVERY)
        return end_half(db, half) &&
               account_notice(db, request, half->account, "recovery_code_used");
    return audit_add_of(db, half->account, "sign_in_failed", NULL, 0,
                        half->answer == CODE_LOCKED ? "code, locked" : "code");
}

void sign_in_code_send(struct request *request, struct response *response)
{
    struct half half = { .request = request };
    struct problem problem = { 0 };
    if (!store_write_quietly(site_store(), take_code, &half, &problem)) {
        if (problem.fault == FAULT_MISSING)
            show(request, response, false, NULL);
        else
            page_problem(request, response, &problem);
    } else if (half.answer == CODE_RIGHT || half.answer == CODE_RECOVERY) {
        set_cookie(request, response, "");
        enter(request, response, half.account,
              arena_print(request->arena, "%s, %s", half.how,
                          half.answer == CODE_RIGHT ? "code" : "recovery code"),
              half.next);
    } else {
        response->status = half.answer == CODE_LOCKED ? 429 : 422;
        if (half.answer == CODE_LOCKED)
            response_header(request, response, "Retry-After", "900");
        show(request, response, true,
             half.answer == CODE_LOCKED ? "accounts.code_locked" : "accounts.code_wrong");
    }
}
