#include "web/dispatch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/word.h"
#include "web/body.h"
#include "web/compress.h"

struct dispatcher {
    const struct router *router;
    const struct site_hooks *hooks;
    struct page_cache *cache;
};

struct dispatcher *dispatcher_new(const struct router *router, const struct site_hooks *hooks,
                                  size_t cache_bytes)
{
    struct dispatcher *dispatcher = calloc(1, sizeof *dispatcher);
    if (!dispatcher)
        abort();
    *dispatcher =
        (struct dispatcher){ router, hooks, cache_bytes ? page_cache_new(cache_bytes) : NULL };
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
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src "
      "'self'; font-src 'self'; "
      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'" },
    { "Referrer-Policy", "strict-origin-when-cross-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
};

/* Whether the request says who sends it. */
static bool has_session(const struct request *request)
{
    const char *token = request_header(request, "authorization");
    return request_cookie(request, "session") || request_cookie(request, "__Host-session") ||
           (token && !strncasecmp(token, "bearer", 6)); /* Basic is a server's in front of us */
}

static bool is_private(const struct request *request)
{
    return request->route && request->route->flags & ROUTE_PRIVATE;
}

/* Whether the answer may hold what is meant for one person. */
static bool is_personal(const struct request *request)
{
    return has_session(request) || is_private(request);
}

static void add_cache_control(struct request *request, struct response *response)
{
    if (is_private(request)) { /* addresses with a token in them stay here, too */
        response_replace(request, response, "Cache-Control", "no-store");
        response_replace(request, response, "Referrer-Policy", "no-referrer");
    } else if (pairs_next(&response->headers, "Cache-Control", 0) < 0) {
        bool public = response->cacheable && !has_session(request);
        response_header(request, response, "Cache-Control",
                        public ? "public, no-cache" : "private, no-store");
    }
}

static void add_common_headers(struct request *request, struct response *response)
{
    add_cache_control(request, response);
    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++) {
        if (pairs_next(&response->headers, security_headers[i].name, 0) < 0)
            response_header(request, response, security_headers[i].name, security_headers[i].value);
    }
    if (request->secure)
        response_header(request, response, "Strict-Transport-Security",
                        "max-age=31536000; includeSubDomains");
}

static char *put_hex(char *to, uint64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--)
        *to++ = "0123456789abcdef"[number >> i * 4 & 15];
    return to;
}

static const char *content_hash(struct arena *arena, const struct buffer *body)
{
    const uint64_t keys[] = { 0x9e3779b97f4a7c15, 0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53,
                              0xd6e8feb86659fd93 };
    uint64_t one = body->len ^ keys[0], two = keys[1];
    const char *at = body->at, *end = at + body->len / 32 * 32;
    for (; at < end; at += 32) {
        one = word_fold(word_at(at) ^ one, word_at(at + 8) ^ keys[2]);
        two = word_fold(word_at(at + 16) ^ two, word_at(at + 24) ^ keys[3]);
    }
    one ^= word_hash(at, body->len % 32);
    char *text = arena_bytes(arena, 27), *to = text;
    *to++ = '"';
    to = put_hex(to, word_fold(one, keys[2]), 16);
    to = put_hex(to, word_fold(two ^ one, keys[3]), 8);
    *to++ = '"';
    *to = '\0';
    return text;
}

/* Whether the LEN bytes of a given opaque tag are those of ETAG (quoted) or of an encoding of it.
 */
static bool tag_is(const char *given, size_t len, const char *etag)
{
    size_t own = strlen(etag) - 2;
    if (len == own + 2 && given[own] == '-' && (given[own + 1] == 'g' || given[own + 1] == 'b'))
        len = own;
    return len == own && !memcmp(given, etag + 1, own);
}

/* Whether If-None-Match, GIVEN, holds ETAG (weak comparison: encodings of one page are one). */
static bool none_match(const char *given, const char *etag)
{
    given += strspn(given, " \t");
    if (*given == '*')
        return true;
    for (const char *at = given; (at = strchr(at, '"')); at++) {
        size_t len = strcspn(++at, "\"");
        if (at[len] && tag_is(at, len, etag))
            return true;
        at += len;
        if (!*at)
            return false;
    }
    return false;
}

/* Whether the visitor has what is now at ETAG, last changed at CHANGED (0: unknown). The date
 * counts only where no tag was sent. */
static bool unchanged(const struct request *request, const char *etag, int64_t changed)
{
    const char *tags = request_header(request, "if-none-match");
    const char *since = request_header(request, "if-modified-since");
    if (tags)
        return etag && none_match(tags, etag);
    int64_t had = since && changed > 0 ? moment_from_http(since) : -1;
    return had >= 0 && changed <= had;
}

/* Path and query in the order sent: what a page is kept under. The path is decoded, so they are
 * joined by a byte that neither can hold (both are UTF-8). Forms' cookies do not change public
 * pages. */
static const char *page_key(const struct request *request)
{
    size_t origin = strlen(request->origin), path = strlen(request->path);
    size_t query = strlen(request->raw_query);
    char *key = arena_bytes(request->arena, origin + path + query + 3);
    memcpy(key, request->origin, origin);
    key[origin] = '\xff';
    memcpy(key + origin + 1, request->path, path);
    key[origin + path + 1] = '\xff';
    memcpy(key + origin + path + 2, request->raw_query, query + 1);
    return key;
}

static bool may_use_cache(const struct dispatcher *dispatcher, const struct request *request)
{
    return dispatcher->cache && request->route && request->route->flags & ROUTE_CACHED &&
           request->method & (METHOD_GET | METHOD_HEAD) && !is_personal(request);
}

static enum encoding wanted(const struct request *request)
{
    return encoding_preferred(request_header(request, "accept-encoding"));
}

/* Answers with the kept PAGE in ENCODING: the door sends it, or 304. */
static void answer_cached(const struct request *request, struct response *response,
                          struct cached *page, enum encoding encoding)
{
    response->encoding = encoding;
    response->cached = page;
    response->status = page->status;
    response->etag = page->etag[encoding];
    if (unchanged(request, page->etag[ENCODING_IDENTITY], page->changed))
        response->status = 304;
}

static bool refused(struct dispatcher *dispatcher, struct request *request,
                    struct response *response, int status)
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
    static const char *const names[] = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"
    };
    const char *text = "";
    for (int i = 0; i < 7; i++) {
        if (allowed & 1u << i)
            text = arena_print(arena, "%s%s%s", text, *text ? ", " : "", names[i]);
    }
    return text;
}

/* The status for a body that this request must not have, by its headers; 0: fine. */
static int body_status(const struct request *request)
{
    const char *length = request_header(request, "content-length");
    long long size = 0;
    if (length && (!text_to_int(length, &size) || size < 0))
        return 400;
    if (request->method & METHOD_SAFE)
        return size || request_header(request, "transfer-encoding") ? 400 : 0;
    return (unsigned long long)size > request->route->body_limit ? 413 : 0;
}

/* Whether one of the types in the header Accept is JSON, and wanted at all. */
static bool takes_json(const struct request *request)
{
    static const char *const types[] = { "application/json", "application/*", "*/*" };
    const char *accept = request_header(request, "accept");
    for (const char *at = accept; at && *at; at += *at == ',') {
        at += strspn(at, " \t,");
        size_t len = strcspn(at, ","), name = strcspn(at, ";, \t");
        const char *q = memmem(at, len, "q=0", 3);
        bool never =
            q && !strpbrk(arena_copy_n(request->arena, q, len - (size_t)(q - at)), "123456789");
        for (size_t i = 0; i < 3 && !never; i++) {
            if (strlen(types[i]) == name && !strncasecmp(at, types[i], name))
                return true;
        }
        at += len;
    }
    return text_blank(accept);
}

static bool look(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    enum encoding encoding = wanted(request);
    struct cached *page =
        page_look(dispatcher->cache, page_key(request), &encoding, dispatcher->hooks->fresh);
    if (page)
        answer_cached(request, response, page, encoding);
    return page;
}

bool dispatch_head(struct dispatcher *dispatcher, struct request *request,
                   struct response *response)
{
    if (response->status != 200) /* the door found it malformed */
        return refused(dispatcher, request, response, response->status);
    struct match match =
        router_match(dispatcher->router, request->arena, request->path, request->method);
    request->lang = match.lang;
    request->route = match.route;
    memcpy(request->params, match.params, sizeof match.params);
    if (!match.allowed)
        return refused(dispatcher, request, response, 404);
    if (request->method == METHOD_OPTIONS || !match.route)
        response_header(request, response, "Allow", allow_text(request->arena, match.allowed));
    if (!match.route)
        return refused(dispatcher, request, response, 405);
    int status = body_status(request);
    if (status)
        return refused(dispatcher, request, response, status);
    if (request->method == METHOD_OPTIONS) {
        response->status = 204;
        add_common_headers(request, response);
        return true;
    }
    if (match.route->flags & ROUTE_GIVES_JSON && !takes_json(request))
        return refused(dispatcher, request, response, 406);
    return may_use_cache(dispatcher, request) && look(dispatcher, request, response);
}

static bool asks_much(const struct request *request)
{
    return request->route->flags & ROUTE_SLOW_ASKED &&
           (request->query.count > 2 || pairs_next(&request->query, "q", 0) >= 0);
}

/* Whoever may write may wait for the store's one writer (a form, or the note that a session was
 * seen): never on a thread that others' requests share. */
bool dispatch_slow(const struct request *request)
{
    return request->route && (request->route->flags & ROUTE_SLOW || asks_much(request) ||
                              !(request->method & METHOD_SAFE) || has_session(request));
}

/* The same site by Origin or Sec-Fetch-Site, where the browser says it. From our own pages that
 * send no referrer, browsers say Origin: null; where they tell nothing more, the token alone
 * decides. */
static bool same_site(const struct request *request)
{
    const char *fetch = request_header(request, "sec-fetch-site");
    const char *origin = request_header(request, "origin");
    if (fetch && strcmp(fetch, "same-origin") && strcmp(fetch, "none"))
        return false;
    if (!origin || !strcmp(origin, request->origin))
        return true;
    return !strcmp(origin, "null") && (fetch ? !strcmp(fetch, "same-origin") : is_private(request));
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

/* The form that cannot be taken as it is, offered again; or 403. */
static int offer_again(struct dispatcher *dispatcher, struct request *request,
                       struct response *response)
{
    const struct site_hooks *hooks = dispatcher->hooks;
    return hooks->expired && hooks->expired(request, response) ? -1 : 403;
}

/* Everything that may refuse before the handler; 0: nothing does. */
static int gate(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    const struct site_hooks *hooks = dispatcher->hooks;
    bool safe = request->method & METHOD_SAFE;
    bool too_many = hooks->limited(request);
    int status =
        safe ? 0 : body_parse(request); /* first: the answer may give back what was typed */
    if (!request->db)
        return 503;
    if (too_many) {
        response_header(request, response, "Retry-After", "60");
        return 429;
    }
    if (status)
        return status;
    if (hooks->role(request) < request->route->role)
        return safe || !same_site(request) ? 403 : offer_again(dispatcher, request, response);
    status = csrf_status(dispatcher, request);
    if (status == -1)
        return offer_again(dispatcher, request, response);
    if (!status && !safe && hooks->accepted)
        hooks->accepted(request);
    return status;
}

/* What every complete answer carries before it is hashed, kept or compressed. */
static void add_page_headers(struct request *request, struct response *response)
{
    const char *type = pairs_get(&response->headers, "Content-Type");
    if (compressible(type, response->body.len))
        response_header(request, response, "Vary", "Accept-Encoding");
    if (response->changed > 0 && response->status == 200) {
        char *date = arena_bytes(request->arena, 32);
        moment_http(response->changed, date);
        response_header(request, response, "Last-Modified", date);
    }
    add_common_headers(request, response);
}

static void answer_unchanged(struct response *response)
{
    response->status = 304;
    response->body.len = 0;
    if (response->file.fd >= 0)
        close(response->file.fd);
    response->file.fd = -1;
}

/* Pages of signed-in people hold secrets beside what they typed: not compressed (BREACH). */
static void compress_answer(struct request *request, struct response *response)
{
    enum encoding encoding = is_personal(request) ? ENCODING_IDENTITY : wanted(request);
    struct buffer small = { 0 };
    if (!encoding || pairs_get(&response->headers, "Content-Encoding") ||
        !compressible(pairs_get(&response->headers, "Content-Type"), response->body.len))
        return;
    if (!compress_bytes(encoding, false, response->body.at, response->body.len, &small)) {
        buffer_free(&small);
        return;
    }
    buffer_free(&response->body);
    response->body = small;
    response_header(request, response, "Content-Encoding", encoding_names[encoding]);
    size_t room = strlen(response->etag) + 4;
    char *etag = arena_bytes(request->arena, room);
    etag_encoded(response->etag, encoding, etag, room);
    response->etag = etag;
}

/* An answer that is made while it is sent, under the same rules; in gzip, which every reader of br takes too. */
static void compress_stream(struct request *request, struct response *response)
{
    const char *accept = request_header(request, "accept-encoding");
    if (!compressible(pairs_get(&response->headers, "Content-Type"), SIZE_MAX))
        return;
    response_header(request, response, "Vary", "Accept-Encoding");
    bool takes = accept && strstr(accept, "gzip") && !strstr(accept, "gzip;q=0");
    if (is_personal(request) || !takes)
        return;
    struct stream *gzip = stream_gzip(request->arena, response->stream);
    if (!gzip)
        return;
    response->stream = gzip;
    response_header(request, response, "Content-Encoding", encoding_names[ENCODING_GZIP]);
}

/* The end of an answer that is not kept. */
static void finish(struct request *request, struct response *response)
{
    bool whole = response->file.fd < 0 && !response->stream; /* all of it is in memory */
    add_page_headers(request, response);
    if (response->stream && response->status == 200)
        compress_stream(request, response);
    if (response->status != 200 || !(request->method & (METHOD_GET | METHOD_HEAD)))
        return;
    if (!response->etag && whole)
        response->etag = content_hash(request->arena, &response->body);
    if (unchanged(request, response->etag, response->changed))
        answer_unchanged(response);
    else if (whole)
        compress_answer(request, response);
}

/* Puts a finished public page into the cache and answers with the kept copy. */
static void keep(struct dispatcher *dispatcher, struct request *request, struct response *response,
                 const struct page_deps *deps)
{
    enum encoding encoding = wanted(request);
    add_page_headers(request, response);
    if (!response->etag)
        response->etag = content_hash(request->arena, &response->body);
    struct cached *page =
        page_keep(dispatcher->cache, page_key(request), response, deps, &encoding);
    answer_cached(request, response, page, encoding);
}

static void log_request(const struct request *request, const struct response *response,
                        int64_t began)
{
    if (response->status >= 500)
        log_line(LOG_WARNING, "request", "method=%s route=%s status=%d us=%lld",
                 request->method_name,
                 request->route && request->route->name ? request->route->name : "-",
                 response->status, (long long)(moment_ticks() - began));
}

/* A page that lacks what could not be read would be taken for the truth: it gives way to the error. What was written stays told. */
static void check_whole(struct dispatcher *dispatcher, const struct request *request,
                        struct response *response)
{
    bool redirects = response->status >= 300 && response->status < 400;
    int status = dispatcher->hooks->broken && !redirects && response->status < 500
                     ? dispatcher->hooks->broken(request)
                     : 0;
    if (!status)
        return;
    response->status = status;
    response->cacheable = false;
    response->body.len = 0;
    response->etag = NULL;
    if (response->file.fd >= 0)
        close(response->file.fd);
    response->file.fd = -1;
    if (response->stream && response->stream->end)
        response->stream->end(response->stream);
    response->stream = NULL;
}

/* From begin to end of the site's work; DEPS are those of a good answer. */
static void work(struct dispatcher *dispatcher, struct request *request, struct response *response,
                 struct page_deps *deps)
{
    const struct site_hooks *hooks = dispatcher->hooks;
    hooks->begin(request);
    int status = gate(dispatcher, request, response);
    if (status > 0)
        response->status = status;
    else if (!status)
        request->route->handler(request, response);
    check_whole(dispatcher, request, response);
    if (response->status >= 400 && !response->body.len && response->file.fd < 0)
        hooks->error(request, response);
    if (response->status == 200 && response->cacheable && request->db)
        hooks->deps(request, deps);
    deps->until = response->until;
    hooks->end(request, response);
}

/* Whether the answer is the same for every visitor. */
static bool may_keep(const struct response *response)
{
    return response->status == 200 && response->cacheable && response->file.fd < 0 &&
           !response->stream && pairs_next(&response->headers, "Set-Cookie", 0) < 0;
}

void dispatch_run(struct dispatcher *dispatcher, struct request *request, struct response *response)
{
    bool cache = may_use_cache(dispatcher, request), mine = false;
    int64_t began = moment_ticks();
    struct page_deps deps = { 0 };
    if (cache) {
        enum encoding encoding = wanted(request);
        struct cached *page = page_turn(dispatcher->cache, page_key(request), &encoding,
                                        dispatcher->hooks->fresh, &mine);
        if (page) {
            answer_cached(request, response, page, encoding);
            return;
        }
    }
    work(dispatcher, request, response, &deps);
    if (cache && may_keep(response)) {
        keep(dispatcher, request, response, &deps);
    } else {
        if (mine)
            page_abandon(dispatcher->cache, page_key(request));
        finish(request, response);
    }
    log_request(request, response, began);
}

void dispatch_done(struct response *response)
{
    if (response->cached)
        page_release(response->cached);
    response->cached = NULL;
}
