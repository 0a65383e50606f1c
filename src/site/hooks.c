#include "site/hooks.h"

#include <string.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "site/accounts/represent.h"
#include "site/api/api.h"
#include "site/kept.h"
#include "site/origin.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"
#include "web/limit.h"
#include "web/locale.h"

#define MEMBER_IDLE (14 * 86400)
#define STAFF_IDLE (12 * 3600)
#define SEEN_STEP 300

struct seen {
    const char *session;
    int64_t now;
};

static bool write_seen(struct db *db, void *self, struct problem *problem)
{
    const struct seen *seen = self;
    (void)problem;
    struct stmt *put = query(db, Q_site_session_seen);
    bind_text(put, "token_hash", seen->session);
    bind_int(put, "now", seen->now);
    return run(put);
}

static enum role role_named(const char *name)
{
    return text_equal(name, "administrator") ? ROLE_ADMINISTRATOR
           : text_equal(name, "editor")      ? ROLE_EDITOR
                                             : ROLE_MEMBER;
}

static void split_notice(struct arena *arena, struct visitor *visitor, const char *stored)
{
    const char *line = stored ? strchr(stored, '\n') : NULL;
    visitor->notice =
        line ? arena_copy_n(arena, stored, (size_t)(line - stored)) : arena_copy(arena, stored);
    visitor->undo_url = line ? arena_copy(arena, line + 1) : NULL;
}

static void find_visitor(struct request *request, struct visitor *visitor, const char *token)
{
    char *hash = arena_bytes(request->arena, HASH_SIZE);
    int64_t now = moment_now();
    secret_hash(token, hash);
    struct stmt *stmt = query(request->db, Q_site_session);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "now", now);
    bind_int(stmt, "idle_since", now - MEMBER_IDLE);
    if (step(stmt)) {
        enum role role = role_named(col_text(stmt, "role"));
        int64_t seen_at = col_int(stmt, "seen_at");
        if (role == ROLE_MEMBER || seen_at > now - STAFF_IDLE) {
            visitor->account = col_int(stmt, "account");
            visitor->own = col_int(stmt, "member");
            visitor->since = col_int(stmt, "since");
            visitor->acts_for = represent_applies(request) ? col_int(stmt, "acts_for") : 0;
            visitor->member = visitor->acts_for ? visitor->acts_for : visitor->own;
            visitor->name = arena_copy(request->arena, col_text(stmt, "name"));
            visitor->email = arena_copy(request->arena, col_text(stmt, "email"));
            visitor->language = language_of(col_text(stmt, "language"));
            visitor->role = role;
            visitor->csrf = arena_copy(request->arena, col_text(stmt, "csrf"));
            visitor->session = hash;
            split_notice(request->arena, visitor, col_text(stmt, "notice"));
        }
        if (visitor->account && seen_at < now - SEEN_STEP) {
            struct seen seen = { hash, now };
            done(stmt);
            store_write_quietly(site_store(), write_seen, &seen, NULL);
            return;
        }
    }
    done(stmt);
}

static void begin(struct request *request)
{
    struct visitor *visitor = arena_one(request->arena, struct visitor);
    struct problem problem = { 0 };
    request->site = visitor;
    site_reload();
    jobs_run_due(site_store());
    request->db = store_reader(site_store());
    if (!request->db || !reader_begin(request->db, &problem)) {
        if (request->db)
            log_line(LOG_ERROR, "store", "detail=\"%s\"", problem.detail);
        request->db = NULL;
        return;
    }
    const char *token = request_cookie(request, request->secure ? "__Host-session" : "session");
    if (api_asked(request))
        request->lang = language_preferred(request_header(request, "accept-language"));
    if (token && *token && !(api_asked(request) && api_passes_session(request)))
        find_visitor(request, visitor, token);
    if (api_asked(request))
        api_find_visitor(request, visitor);
    if (!(request->method & METHOD_SAFE)) {
        /* A form reads what is there when it writes: no snapshot is kept open over the handler. */
        reader_end(request->db);
        reader_begin(request->db, &problem);
        /* What it writes into messages leads to the site, not to a host that a client made up. */
        const char *origin = site_origin_remembered(request->db, request->arena);
        request->origin = origin ? origin : request->origin;
        site_origin_asked(request->origin);
    }
}

static void end(struct request *request, struct response *response)
{
    struct visitor *visitor = visitor_of(request);
    if (request->db)
        reader_end(request->db);
    site_origin_asked(NULL);
    kept_end(request, response);
    if (visitor->form_cookie) {
        struct cookie cookie = {
            .name = "form", .value = visitor->form_cookie, .path = "/", .http_only = true
        };
        response_cookie(request, response, &cookie);
    }
}

static enum role role(const struct request *request)
{
    return visitor_of(request)->role;
}

static bool fresh(const struct page_deps *deps)
{
    return !jobs_due() && (!deps->until || moment_now() < deps->until) &&
           store_unchanged(site_store(), deps->tables, deps->stamp);
}

static void deps(const struct request *request, struct page_deps *out)
{
    reader_tables(request->db, out->tables, &out->stamp);
}

static int broken(const struct request *request)
{
    struct problem problem = { 0 };
    if (!request->db || !reader_failed(request->db, &problem))
        return 0;
    return problem.fault == FAULT_BUG ? 500 : 503;
}

static void error(struct request *request, struct response *response)
{
    bool typed = request->form.count;
    if (api_asked(request))
        api_error(request, response);
    else if (response->status == 429 && typed)
        page_resend(request, response, 429, "error.title_429", "error.resend_429");
    else if (response->status == 503 && typed)
        page_resend(request, response, 503, "error.title_503", "error.resend_503");
    else
        page_error(request, response, response->status);
}

/* Forms are sent for whom they were made; NULL when the visitor does not speak for that organization any more. */
static const char *form_token(const struct request *request)
{
    struct request *asked = (struct request *)(uintptr_t)request;
    if (visitor_of(request)->account && !represent_switch(asked, visitor_form_for(request)))
        return NULL;
    return visitor_csrf(request);
}

/* A form whose token is too old (or whose cookie is gone) is offered again with all that was typed: one more press sends it. So is
 * one that only somebody who is signed in may send, once nobody is any more. */
static bool expired(struct request *request, struct response *response)
{
    if (visitor_of(request)->account && !represent_switch(request, visitor_form_for(request))) {
        page_refuse(request, response, 403, "site.acts_no_more_title", "site.acts_no_more");
        return true;
    }
    if (!visitor_may(request, request->route->role)) {
        if (visitor_of(request)->account)
            return false;
        kept_offer(request, response);
        return true;
    }
    if (visitor_of(request)->account && request->uploads)
        kept_old(request, response);
    else
        page_resend(request, response, 403, "site.expired_title", "error.expired_form");
    return true;
}

/* Tokens a minute and burst by what is asked for. */
static bool limited(const struct request *request)
{
    const char *name = request->route && request->route->name ? request->route->name : "";
    if (api_asked(request))
        return api_limited(request);
    if (!(request->method & METHOD_SAFE)) {
        if (text_starts(name, "sign_in"))
            return !limit_take("sign_in", request->peer, 5, 20);
        return !limit_take("post", request->peer, visitor_may(request, ROLE_EDITOR) ? 600 : 30, 60);
    }
    if (text_equal(name, "members_csv") || text_equal(name, "members_json") ||
        text_equal(name, "members_vcards"))
        return !limit_take("download", request->peer, 6, 12);
    if (text_equal(name, "search"))
        return !limit_take("search", request->peer, 60, 60);
    return false;
}

const struct site_hooks site_hooks = {
    .begin = begin,
    .end = end,
    .role = role,
    .csrf = form_token,
    .error = error,
    .broken = broken,
    .fresh = fresh,
    .deps = deps,
    .limited = limited,
    .expired = expired,
    .accepted = kept_resume,
};
