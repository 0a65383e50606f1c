#include "site/visitor.h"

#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/audit.h"
#include "site/site.h"

#define SESSION_SECONDS (90 * 86400)
#define STAFF_SESSION_SECONDS (12 * 3600)
#define ENDED_SECONDS                                                                              \
    (7 * 86400)       /* ended sessions are known so long: forms that come with them are kept */
#define SEEN_STEP 300 /* seconds between two writes of seen_at */

static const char *cookie_name(const struct request *request, bool session)
{
    if (session)
        return request->secure ? "__Host-session" : "session";
    return request->secure ? "__Host-form" : "form";
}

struct visitor *visitor_of(const struct request *request)
{
    return request->site;
}

const char *visitor_name(const struct visitor *visitor)
{
    return *visitor->name ? visitor->name : visitor->email;
}

struct author visitor_author(const struct request *request, const char *kind, const char *why)
{
    const struct visitor *visitor = visitor_of(request);
    return (struct author){
        .account = visitor->account, .name = visitor_name(visitor), .kind = kind, .why = why
    };
}

bool visitor_may(const struct request *request, enum role least)
{
    return visitor_of(request)->role >= least;
}

const char *visitor_form_cookie(const struct request *request)
{
    const char *cookie = request_cookie(request, cookie_name(request, false));
    if (visitor_of(request)->form_cookie)
        return visitor_of(request)->form_cookie;
    return cookie && strlen(cookie) == TOKEN_SIZE - 1 ? cookie : NULL;
}

const char *visitor_form_cookie_make(const struct request *request)
{
    const char *cookie = visitor_form_cookie(request);
    if (cookie)
        return cookie;
    char *fresh = arena_bytes(request->arena, TOKEN_SIZE);
    secret_token(fresh);
    return visitor_of(request)->form_cookie = fresh;
}

int64_t visitor_form_for(const struct request *request)
{
    const char *token = request_form(request, "csrf"), *dot = token ? strchr(token, '.') : NULL;
    long long member = 0;
    return dot && text_to_int(dot + 1, &member) && member > 0 ? member : 0;
}

const char *visitor_csrf(const struct request *request)
{
    struct visitor *visitor = visitor_of(request);
    int64_t member = visitor->account ? visitor->acts_for : visitor_form_for(request);
    if (!visitor->csrf) {
        char *token = arena_bytes(request->arena, TOKEN_SIZE);
        secret_sign(site_key(), visitor_form_cookie_make(request), token);
        visitor->csrf = token;
    }
    return member ? arena_print(request->arena, "%s.%lld", visitor->csrf, (long long)member)
                  : visitor->csrf;
}

/* Browser and system only, from User-Agent: enough to know one's own sessions apart. */
static const char *agent_of(const struct request *request)
{
    static const char *const browsers[] = { "Firefox",        "Edg",    "OPR",
                                            "SamsungBrowser", "Chrome", "Safari" };
    static const char *const systems[] = {
        "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"
    };
    const char *agent = request_header(request, "user-agent"), *browser = "", *system = "";
    for (size_t i = 0; agent && !*browser && i < sizeof browsers / sizeof *browsers; i++)
        browser = strstr(agent, browsers[i]) ? browsers[i] : "";
    for (size_t i = 0; agent && !*system && i < sizeof systems / sizeof *systems; i++)
        system = strstr(agent, systems[i]) ? systems[i] : "";
    return arena_print(request->arena, "%s%s%s", browser, *browser && *system ? ", " : "", system);
}

struct new_session {
    const struct request *request;
    int64_t account, seconds;
    const char *how;
    char hash[HASH_SIZE], csrf[TOKEN_SIZE];
};

static bool write_session(struct db *db, void *self, struct problem *problem)
{
    struct new_session *session = self;
    int64_t now = moment_now();
    (void)problem;
    struct stmt *purge = query(db, Q_site_session_purge);
    bind_int(purge, "now", now - ENDED_SECONDS);
    struct stmt *add = query(db, Q_site_session_add);
    bind_text(add, "token_hash", session->hash);
    bind_int(add, "account", session->account);
    bind_text(add, "csrf", session->csrf);
    bind_int(add, "now", now);
    bind_int(add, "expires_at", now + session->seconds);
    bind_text(add, "agent", agent_of(session->request));
    struct stmt *signed_in = query(db, Q_site_signed_in);
    bind_int(signed_in, "account", session->account);
    bind_int(signed_in, "now", now);
    return run(purge) && run(add) && run(signed_in) &&
           audit_add_of(db, session->account, "sign_in", NULL, 0, session->how);
}

bool session_start(struct request *request, struct response *response, int64_t account,
                   const char *how, struct problem *problem)
{
    char *token = arena_bytes(request->arena, TOKEN_SIZE);
    struct new_session session = { request, account, SESSION_SECONDS, how, "", "" };
    secret_token(token);
    secret_token(session.csrf);
    secret_hash(token, session.hash);
    if (!store_write_quietly(site_store(), write_session, &session, problem))
        return false;
    struct cookie cookie = { .name = "session",
                             .value = token,
                             .path = "/",
                             .max_age = session.seconds,
                             .http_only = true };
    response_cookie(request, response, &cookie);
    return true;
}

static bool end_session(struct db *db, void *self, struct problem *problem)
{
    const struct request *request = self;
    (void)problem;
    struct stmt *end = query(db, Q_site_session_end);
    bind_text(end, "token_hash", visitor_of(request)->session);
    return run(end) && audit_add(db, request, "sign_out", NULL, 0, NULL);
}

void session_end(struct request *request, struct response *response)
{
    if (visitor_of(request)->session)
        store_write_quietly(site_store(), end_session, request, NULL);
    struct cookie cookie = {
        .name = "session", .value = "", .path = "/", .max_age = -1, .http_only = true
    };
    response_cookie(request, response, &cookie);
}

struct notice {
    const char *session, *text;
};

static bool write_notice(struct db *db, void *self, struct problem *problem)
{
    const struct notice *notice = self;
    (void)problem;
    struct stmt *put = query(db, Q_site_session_notice);
    bind_text(put, "token_hash", notice->session);
    bind_text(put, "notice", notice->text);
    return run(put);
}

void session_notice(struct request *request, const char *text, const char *undo_url)
{
    struct visitor *visitor = visitor_of(request);
    if (!visitor->session)
        return;
    struct notice notice = { visitor->session,
                             text && undo_url
                                 ? arena_print(request->arena, "%s\n%s", text, undo_url)
                                 : text };
    store_write_quietly(site_store(), write_notice, &notice, NULL);
}
