#include "web/http.h"

#include <string.h>

#include "base/text.h"
#include "web/body.h"

#define TARGET_LIMIT 8000

const char *const language_codes[LANG_COUNT] = { "en", "es" };

enum language language_of(const char *code)
{
    return text_equal(code, "en") ? LANG_EN : LANG_ES;
}

enum language language_other(enum language lang)
{
    return lang == LANG_ES ? LANG_EN : LANG_ES;
}

const char *pairs_get(const struct pairs *pairs, const char *name)
{
    int at = pairs_next(pairs, name, 0);
    return at < 0 ? NULL : pairs->at[at].value;
}

int pairs_next(const struct pairs *pairs, const char *name, int from)
{
    for (size_t i = (size_t)from; i < pairs->count; i++) {
        if (!strcmp(pairs->at[i].name, name))
            return (int)i;
    }
    return -1;
}

void pairs_add(struct arena *arena, struct pairs *pairs, const char *name, const char *value)
{
    if (pairs->count == pairs->room) {
        pairs->room = pairs->room ? pairs->room * 2 : 16;
        struct pair *at = arena_many(arena, struct pair, pairs->room);
        if (pairs->count)
            memcpy(at, pairs->at, pairs->count * sizeof *at);
        pairs->at = at;
    }
    pairs->at[pairs->count++] = (struct pair){ name, value };
}

struct request *request_new(struct arena *arena)
{
    struct request *request = arena_one(arena, struct request);
    request->arena = arena;
    request->raw_query = "";
    request->path = "/";
    request->peer = "";
    request->origin = "";
    request->lang = LANG_ES;
    return request;
}

static void free_body(void *response)
{
    buffer_free(&((struct response *)response)->body);
}

struct response *response_new(struct arena *arena)
{
    struct response *response = arena_one(arena, struct response);
    response->status = 200;
    response->file.fd = -1;
    arena_defer(arena, free_body, response);
    return response;
}

static enum method method_named(const char *name)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = { { "GET", METHOD_GET },       { "HEAD", METHOD_HEAD },
                    { "POST", METHOD_POST },     { "PUT", METHOD_PUT },
                    { "DELETE", METHOD_DELETE }, { "OPTIONS", METHOD_OPTIONS },
                    { "PATCH", METHOD_PATCH } };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (!strcmp(methods[i].name, name))
            return methods[i].method;
    }
    return METHOD_OTHER;
}

/* One leading slash, no empty, "." or ".." segments; "/.." above the root is refused. */
static bool clean_path(char *path)
{
    char *out = path;
    if (*path != '/')
        return false;
    for (const char *at = path; *at;) {
        size_t len = strcspn(at + 1, "/");
        if (len == 2 && !strncmp(at + 1, "..", 2)) {
            if (out == path)
                return false;
            while (*--out != '/')
                ;
        } else if (len && !(len == 1 && at[1] == '.')) {
            memmove(out, at, len + 1);
            out += len + 1;
        }
        at += len + 1;
    }
    if (out == path)
        *out++ = '/';
    *out = '\0';
    return true;
}

static void read_cookies(struct request *request)
{
    for (int i = -1; (i = pairs_next(&request->headers, "cookie", i + 1)) >= 0;) {
        for (const char *at = request->headers.at[i].value; *at;) {
            size_t len = strcspn(at, ";");
            const char *equals = memchr(at, '=', len);
            if (equals)
                pairs_add(
                    request->arena, &request->cookies,
                    arena_copy_n(request->arena, at, (size_t)(equals - at)),
                    arena_copy_n(request->arena, equals + 1, len - (size_t)(equals + 1 - at)));
            at += len;
            at += strspn(at, "; ");
        }
    }
}

static bool refuse(struct response *response, int status)
{
    response->status = status;
    return false;
}

bool request_prepare(struct request *request, const char *method, const char *target,
                     struct response *response)
{
    struct arena *arena = request->arena;
    size_t len = strlen(target), path_len = strcspn(target, "?");
    request->method = method_named(method);
    request->method_name = arena_copy(arena, method);
    if (len > TARGET_LIMIT)
        return refuse(response, 414);
    char *path = arena_copy_n(arena, target, path_len);
    request->raw_query = target[path_len] ? arena_copy(arena, target + path_len + 1) : "";
    if (!percent_decode(path, false) || !clean_path(path))
        return refuse(response, 400);
    request->path = path;
    if (!urlencoded_parse(arena, request->raw_query, strlen(request->raw_query), &request->query))
        return refuse(response, 400);
    for (size_t i = 0; i < request->headers.count; i++) {
        if (!text_is_utf8(request->headers.at[i].value, strlen(request->headers.at[i].value)))
            return refuse(response, 400);
    }
    read_cookies(request);
    return true;
}

const char *request_header(const struct request *request, const char *name)
{
    return pairs_get(&request->headers, name);
}

const char *request_query(const struct request *request, const char *name)
{
    return pairs_get(&request->query, name);
}

const char *request_form(const struct request *request, const char *name)
{
    return pairs_get(&request->form, name);
}

const char *request_cookie(const struct request *request, const char *name)
{
    return pairs_get(&request->cookies, name);
}

const char *request_param(const struct request *request, int index)
{
    return request->params[index];
}

void response_header(struct request *request, struct response *response, const char *name,
                     const char *value)
{
    pairs_add(request->arena, &response->headers, name, value);
}

void response_replace(struct request *request, struct response *response, const char *name,
                      const char *value)
{
    int at = pairs_next(&response->headers, name, 0);
    if (at >= 0)
        response->headers.at[at].value = value;
    else
        response_header(request, response, name, value);
}

void response_type(struct request *request, struct response *response, const char *type)
{
    bool text = text_starts(type, "text/") || text_ends(type, "+xml") || text_ends(type, "/xml");
    if (!strchr(type, ';') && text)
        type = arena_join(request->arena, type, "; charset=utf-8");
    response_replace(request, response, "Content-Type", type);
}

void response_redirect(struct request *request, struct response *response, int status,
                       const char *location)
{
    response->status = status;
    bool plain = true; /* browsers drop tabs and line ends: "/\t/host" would leave the site */
    for (const char *at = location; *at; at++)
        plain = plain && (unsigned char)*at > ' ' && *at != 0x7f;
    if (!plain)
        response_header(request, response, "Location", "/");
    else if (*location == '/' && location[1] != '/' && location[1] != '\\')
        response_header(request, response, "Location", location);
    else if (text_starts(location, "https://") || text_starts(location, "http://"))
        response_header(request, response, "Location", location);
    else
        response_header(request, response, "Location", "/");
}

/* Browsers take __Host- only for the whole site. */
static const char *cookie_prefix(const struct request *request, const char *path)
{
    if (!request->secure)
        return "";
    return strcmp(path, "/") ? "__Secure-" : "__Host-";
}

static const char *cookie_age(struct arena *arena, int64_t seconds)
{
    if (!seconds)
        return "";
    return arena_print(arena, "; Max-Age=%lld", seconds < 0 ? 0 : (long long)seconds);
}

void response_cookie(struct request *request, struct response *response,
                     const struct cookie *cookie)
{
    const char *path = cookie->path && *cookie->path == '/' ? cookie->path : "/";
    const char *text = arena_print(
        request->arena, "%s%s=%s; Path=%s%s%s; SameSite=Lax%s", cookie_prefix(request, path),
        cookie->name, cookie->value, path, cookie_age(request->arena, cookie->max_age),
        cookie->http_only ? "; HttpOnly" : "", request->secure ? "; Secure" : "");
    response_header(request, response, "Set-Cookie", text);
}
