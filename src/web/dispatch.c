#include "web/dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "web/body.h"
#include "web/compress.h"

#define COMPRESS_FROM 600

struct dispatcher {
    const struct router *router;
    const struct site_hooks *hooks;
    struct page_cache *cache;
};

struct dispatcher *dispatcher_new(const struct router *router, const struct site_hooks *hooks, size_t cache_bytes)
{
    struct dispatcher *dispatcher = calloc(1, sizeof *dispatcher);
    if (!dispatcher)
        abort();
    *dispatcher = (struct dispatcher){ router, hooks, page_cache_new(cache_bytes) };
    return dispatcher;
}

void dispatcher_free(struct dispatcher *dispatcher)
{
    if (dispatcher)
        page_cache_free(dispatcher->cache);
    free(dispatcher);
}

static const struct pair security_headers[] = {
    { "X-Content-Type-Options", "nosniff" },
    { "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'" },
    { "Referrer-Policy", "strict-origin-when-cross-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
};

static void add_common_headers(struct request *request, struct response *response)
{
    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++) {
        if (pairs_next(&response->headers, security_headers[i].name, 0) < 0)
            response_header(request, response, security_headers[i].name, security_headers[i].value);
    }
    if (request->secure)
        response_header(request, response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (pairs_next(&response->headers, "Cache-Control", 0) < 0)
        response_header(request, response, "Cache-Control", response->cacheable ? "public, no-cache" : "private, no-store");
}

static const char *content_hash(struct arena *arena, const struct buffer *body)
{
    uint64_t one = 0x9e3779b97f4a7c15u, two = body->len;
    size_t i = 0;
    for (; i + 8 <= body->len; i += 8) {
        uint64_t word;
        memcpy(&word, body->at + i, 8);
        one = (one ^ word) * 0xff51afd7ed558ccdu;
        one ^= one >> 32;
        two += one;
    }
    for (; i < body->len; i++)
        one = (one ^ (unsigned char)body->at[i]) * 0x100000001b3u;
    return arena_print(arena, "\"%016llx%08llx\"", (unsigned long long)(one ^ one >> 29),
                       (unsigned long long)(two & 0xffffffffu));
}

/* Whether If-None-Match holds ETAG (weak comparison: encodings of one page are one). */
static bool none_match(const struct request *request, const char *etag)
{
    const char *given = request_header(request, "if-none-match");
    if (!given)
        return false;
    size_t len = strcspn(etag + 1, "-\"");
    for (const char *at = given; (at = strchr(at, '"')); at = strchr(at + 1, '"') ? strchr(at + 1, '"') + 1 : at + strlen(at)) {
        if (!strncmp(at + 1, etag + 1, len) && (at[1 + len] == '"' || at[1 + len] == '-'))
            return true;
    }
    return !strcmp(given, "*");
}

static bool has_session(const struct request *request)
{
    return request_cookie(request, "session") || request_cookie(request, "__Host-session");
}

/* Path and query in the order sent: what a page is kept under. Forms' cookies do not change public pages. */
static const char *page_key(const struct request *request)
{
    return arena_print(request->arena, "%s%s?%s", request->origin, request->path, request->raw_query);
}

static bool may_use_cache(const struct request *request)
{
    return request->route && request->route->flags & ROUTE_CACHED && request->method & (METHOD_GET | METHOD_HEAD) &&
           !has_session(request);
}

static const char *wanted(const struct request *request)
{
    return request_header(request, "accept-encoding");
}

/* Answers with the kept PAGE: the door sends it, or 304. */
static void answer_cached(struct request *request, struct response *response, struct cached *page)
{
    enum encoding encoding = encoding_preferred(wanted(request));
    response->encoding = page->body[encoding] ? encoding : ENCODING_IDENTITY;
    response->cached = page;
    response->status = page->status;
    response->etag = page->etag[response->encoding];
    if (none_match(request, page->etag[0]))
        response->status = 304;
}

static bool refused(struct dispatcher *dispatcher, struct request *request, struct response *response, int status)
{
    response->status = status;
    dispatcher->hooks->begin(request);
    dispatcher->hooks->error(request, response);
    dispatcher->hooks->end(request, response);
    add_common_headers(request, response);
    return true;
}

static const char *allow_text(struct arena *arena, unsigned allowed)
{
    static const char *const names[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH" };
    const char *text = "";
    for (int i = 0; i < 7; i++) {
        if (allowed & 1u << i)
            text = arena_print(arena, "%s%s%s", text, *text ? ", " : "", names[i]);
    }
    return text;
}

bool dispatch_head(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    if (response->status != 200) /* the door found it malformed */
        return refused(dispatcher, request, response, response->status);
    struct match match = router_match(dispatcher->router, request->arena, request->path, request->method);
    request->lang = match.lang;
    request->route = match.route;
    memcpy(request->params, match.params, sizeof match.params);
    if (!match.allowed)
        return refused(dispatcher, request, response, 404);
    if (request->method == METHOD_OPTIONS || !match.route)
        response_header(request, response, "Allow", allow_text(request->arena, match.allowed));
    if (request->method == METHOD_OPTIONS) {
        response->status = 204;
        add_common_headers(request, response);
        return true;
    }
    if (!match.route)
        return refused(dispatcher, request, response, 405);
    const char *length = request_header(request, "content-length");
    long long size = 0;
    if (length && (!text_to_int(length, &size) || size < 0))
        return refused(dispatcher, request, response, 400);
    if ((size_t)size > match.route->body_limit && request->method & ~METHOD_SAFE)
        return refused(dispatcher, request, response, 413);
    if (may_use_cache(request)) {
        struct cached *page = page_find(dispatcher->cache, page_key(request), encoding_preferred(wanted(request)),
                                        dispatcher->hooks->fresh);
        if (page) {
            answer_cached(request, response, page);
            return true;
        }
    }
    return false;
}

bool dispatch_slow(const struct request *request)
{
    return request->route && request->route->flags & ROUTE_SLOW;
}

/* The same site by Origin or Sec-Fetch-Site, where the browser says it. */
static bool same_site(const struct request *request)
{
    const char *fetch = request_header(request, "sec-fetch-site");
    const char *origin = request_header(request, "origin");
    if (fetch && strcmp(fetch, "same-origin") && strcmp(fetch, "none"))
        return false;
    return !origin || !strcmp(origin, request->origin) ||
           (!strcmp(origin, "null") && fetch && !strcmp(fetch, "same-origin"));
}

static int csrf_status(struct dispatcher *dispatcher, struct request *request)
{
    if (request->method & METHOD_SAFE || request->route->flags & ROUTE_NO_CSRF)
        return 0;
    const char *token = request_form(request, "csrf");
    token = token ? token : request_header(request, "x-csrf-token");
    if (!same_site(request))
        return 403;
    return secret_equal(token, dispatcher->hooks->csrf(request)) ? 0 : -1;
}

/* Everything that may refuse before the handler; 0: nothing does. */
static int gate(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    const struct site_hooks *hooks = dispatcher->hooks;
    if (!request->db)
        return 503;
    if (hooks->limited(request)) {
        response_header(request, response, "Retry-After", "60");
        return 429;
    }
    int status = request->method & METHOD_SAFE ? 0 : body_parse(request);
    if (status)
        return status;
    if (hooks->role(request) < request->route->role)
        return 403;
    status = csrf_status(dispatcher, request);
    if (status == -1)
        return hooks->expired && hooks->expired(request, response) ? -1 : 403;
    return status;
}

static void finish(struct dispatcher *dispatcher, struct request *request, struct response *response, bool private)
{
    const char *type = pairs_get(&response->headers, "Content-Type");
    bool ok = response->status == 200 && request->method & (METHOD_GET | METHOD_HEAD);
    (void)dispatcher;
    if (response->body.len && compressible(type))
        response_header(request, response, "Vary", "Accept-Encoding");
    add_common_headers(request, response);
    if (!ok || response->file.fd >= 0)
        return;
    if (!response->etag)
        response->etag = content_hash(request->arena, &response->body);
    if (none_match(request, response->etag)) {
        response->status = 304;
        response->body.len = 0;
        return;
    }
    /* Pages of signed-in people hold secrets beside what they typed: not compressed (BREACH). */
    enum encoding encoding = private ? ENCODING_IDENTITY : encoding_preferred(wanted(request));
    struct buffer small = { 0 };
    if (encoding && response->body.len >= COMPRESS_FROM && compressible(type) &&
        compress_bytes(encoding, false, response->body.at, response->body.len, &small)) {
        buffer_free(&response->body);
        response->body = small;
        response_header(request, response, "Content-Encoding", encoding_names[encoding]);
        response->etag = arena_print(request->arena, "%.*s-%c\"", (int)strlen(response->etag) - 1, response->etag,
                                     encoding == ENCODING_BR ? 'b' : 'g');
    }
}

/* Puts a finished public page into the cache and answers with the kept copy. */
static bool keep(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    struct page_deps deps;
    enum encoding encoding = encoding_preferred(wanted(request));
    dispatcher->hooks->deps(request, &deps);
    const char *type = pairs_get(&response->headers, "Content-Type");
    if (compressible(type))
        response_header(request, response, "Vary", "Accept-Encoding");
    else
        encoding = ENCODING_IDENTITY;
    add_common_headers(request, response);
    response->etag = content_hash(request->arena, &response->body);
    struct cached *page = page_keep(dispatcher->cache, page_key(request), response, &deps,
                                    response->body.len >= COMPRESS_FROM ? encoding : ENCODING_IDENTITY);
    answer_cached(request, response, page);
    return true;
}

static void log_request(const struct request *request, const struct response *response, int64_t began)
{
    if (response->status >= 500)
        log_line(LOG_WARNING, "request", "method=%s route=%s status=%d us=%lld", request->method_name,
                 request->route && request->route->name ? request->route->name : "-", response->status,
                 (long long)(moment_ticks() - began));
}

void dispatch_run(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    const struct site_hooks *hooks = dispatcher->hooks;
    bool cache = may_use_cache(request), kept = false;
    int64_t began = moment_ticks();
    hooks->begin(request);
    int status = gate(dispatcher, request, response);
    if (status > 0)
        response->status = status;
    else if (!status)
        request->route->handler(request, response);
    if (response->status >= 400 && !response->body.len && response->file.fd < 0)
        hooks->error(request, response);
    bool whole = cache && response->status == 200 && response->cacheable && response->file.fd < 0;
    if (whole)
        kept = keep(dispatcher, request, response);
    hooks->end(request, response);
    if (cache && !kept)
        page_abandon(dispatcher->cache, page_key(request));
    if (!kept)
        finish(dispatcher, request, response, hooks->role(request) > ROLE_ANYONE);
    log_request(request, response, began);
}

void dispatch_done(struct response *response)
{
    if (response->cached)
        page_release(response->cached);
    response->cached = NULL;
}
