#include "site/page.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/text.h"
#include "site/preview.h"
#include "site/site.h"
#include "site/templates.h"
#include "site/visitor.h"
#include "web/asset.h"
#include "web/escape.h"
#include "web/template.h"

const struct locale *page_locale(const struct request *request)
{
    return locale_of(request->lang);
}

const char *page_say(const struct request *request, const char *key)
{
    const char *text = key ? locale_text(page_locale(request), key) : NULL;
    if (text || !key)
        return text;
    BUG("message=%s", key);
    return key;
}

const char *page_encode(struct arena *arena, const char *text)
{
    char *out = arena_bytes(arena, strlen(text) * 3 + 1);
    percent_encode(out, text);
    return out;
}

static const char *path_of(const struct request *request, enum language lang, const char *route,
                           const char *const *params)
{
    const char *path = router_path(site_router(), request->arena, route, lang, params);
    if (path)
        return path;
    BUG("route=%s", route);
    return "/";
}

const char *page_path_in(const struct request *request, enum language lang, const char *route,
                         const char *param)
{
    const char *params[4] = { param };
    return path_of(request, lang, route, param ? params : NULL);
}

const char *page_url(const struct request *request, enum language lang, const char *route,
                     const char *param)
{
    return arena_join(request->arena, request->origin, page_path_in(request, lang, route, param));
}

const char *page_path_params(const struct request *request, const char *route,
                             const char *const params[4])
{
    return path_of(request, request->lang, route, params);
}

const char *page_path(const struct request *request, const char *route, const char *param)
{
    return page_path_in(request, request->lang, route, param);
}

static char *add_pair(char *at, char mark, const char *name, const char *value)
{
    *at++ = mark;
    at = percent_encode(at, name);
    *at++ = '=';
    return percent_encode(at, value);
}

static size_t pair_room(const char *name, const char *value)
{
    return (strlen(name) + strlen(value)) * 3 + 2;
}

const char *page_query_with(const struct request *request, const char *name, const char *value)
{
    const struct pairs *query = &request->query;
    size_t path = strlen(request->path), room = path + 1 + pair_room(name, value ? value : "");
    for (size_t i = 0; i < query->count; i++)
        room += pair_room(query->at[i].name, query->at[i].value);
    char *out = arena_bytes(request->arena, room), *at = out + path, mark = '?';
    memcpy(out, request->path, path + 1);
    for (size_t i = 0; i < query->count; i++) {
        const struct pair *pair = &query->at[i];
        if (text_equal(pair->name, name) || text_equal(pair->name, "after") ||
            text_equal(pair->name, "before") || !*pair->value)
            continue;
        at = add_pair(at, mark, pair->name, pair->value);
        mark = '&';
    }
    if (value)
        add_pair(at, mark, name, value);
    return out;
}

struct value page_constant(enum language lang, symbol group, symbol name)
{
    if (group == SYMBOL("asset"))
        return value_get(asset_object(), name);
    const char *path = group == SYMBOL("path")
                           ? router_path(site_router(), NULL, symbol_name(name), lang, NULL)
                           : NULL;
    return path ? value_text(path) : (struct value){ .kind = VALUE_MISSING };
}

/* --- the base names: computed when a template asks ------------------------------------------------- */

struct base {
    const struct object_class *class;
    struct request *request;
};

static struct value base_nav(struct request *request)
{
    static const char *const sections[][2] = {
        { "members", "site.nav_members" },
        { "events", "site.nav_events" },
        { "publications", "site.nav_publications" },
        { "processes", "site.nav_processes" },
        { "news", "site.nav_news" },
    };
    struct array *nav = array_new(request->arena);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const char *url =
            router_path(site_router(), request->arena, sections[i][0], request->lang, NULL);
        if (!url)
            continue;
        struct map *item = array_add_map(nav);
        map_text(item, "label", page_say(request, sections[i][1]));
        map_text(item, "url", url);
        map_bool(item, "current", text_starts(request->path, url));
    }
    return array_value(nav);
}

static struct value base_user(struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    if (!visitor || !visitor->account)
        return value_null();
    struct map *user = map_new(request->arena);
    map_text(user, "name", *visitor->name ? visitor->name : visitor->email);
    map_bool(user, "is_staff", visitor->role >= ROLE_EDITOR);
    map_bool(user, "is_administrator", visitor->role >= ROLE_ADMINISTRATOR);
    return map_value(user);
}

/* For whom the visitor acts: null for everybody who is there as themselves. */
static struct value base_acting(struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    if (!visitor || !visitor->acts_for)
        return value_null();
    struct stmt *stmt = query(request->db, Q_represent_name);
    bind_int(stmt, "member", visitor->acts_for);
    return stmt_row(stmt, request->arena);
}

/* The same address in LANG, with its query; the home page where there is none. */
static const char *path_in(struct request *request, enum language lang)
{
    const struct route *route = request->route;
    const struct preview *preview = visitor_of(request)->preview;
    const char *path = NULL;
    if (preview)
        return preview->paths[lang];
    if (route && route->name && route->path[LANG_EN] && route->path[LANG_ES])
        path = router_path(site_router(), request->arena, route->name, lang, request->params);
    if (!path)
        path = router_path(site_router(), request->arena, "home", lang, NULL);
    if (path && *request->raw_query && !text_blank(request->raw_query))
        return arena_join(request->arena, path, "?", request->raw_query);
    return path ? path : "/";
}

static struct value base_notice(struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    if (!visitor || !visitor->notice)
        return value_null();
    struct map *notice = map_new(request->arena);
    map_text(notice, "text", visitor->notice);
    map_text(notice, "undo_url", visitor->undo_url);
    session_notice(request, NULL, NULL);
    return map_value(notice);
}

static struct value base_alternates(struct request *request)
{
    struct array *alternates = array_new(request->arena);
    const struct route *route = request->route;
    if (!route || !route->path[LANG_EN] || !route->path[LANG_ES] ||
        !(request->method & METHOD_SAFE))
        return array_value(alternates);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct map *one = array_add_map(alternates);
        map_text(one, "lang", language_codes[lang]);
        map_text(
            one, "url",
            arena_join(request->arena, request->origin, path_in(request, (enum language)lang)));
    }
    return array_value(alternates);
}

static struct value path_and_query(struct request *request)
{
    const char *query = request->raw_query;
    return value_text(*query ? arena_join(request->arena, request->path, "?", query)
                             : request->path);
}

/* Whether the address asks for less than all, or for another page of it. */
static struct value base_filtered(struct request *request)
{
    for (size_t i = 0; i < request->query.count; i++) {
        if (*request->query.at[i].value)
            return value_bool(true);
    }
    return value_null();
}

static int64_t year_now(void)
{
    char text[24];
    moment_iso(moment_now(), text);
    return strtol(text, NULL, 10);
}

static struct value base_lang(struct request *request)
{
    return value_text(language_codes[request->lang]);
}

static struct value base_other_lang(struct request *request)
{
    return value_text(language_codes[language_other(request->lang)]);
}

static struct value base_other_lang_url(struct request *request)
{
    return value_text(path_in(request, language_other(request->lang)));
}

static struct value base_csrf(struct request *request)
{
    return value_text(visitor_csrf(request));
}

static struct value base_origin(struct request *request)
{
    return value_text(request->origin);
}

static struct value base_canonical(struct request *request)
{
    return value_text(arena_join(request->arena, request->origin, request->path));
}

/* What a preview says on top: null for all other pages. */
static struct value base_preview(struct request *request)
{
    const struct preview *preview = visitor_of(request)->preview;
    if (!preview)
        return value_null();
    struct map *map = map_new(request->arena);
    map_text(map, "text", preview->text ? preview->text : page_say(request, "edit.preview"));
    map_text(map, "edit_url", preview->edit_url);
    map_set(map, "expires_at", preview->expires_at ? value_int(preview->expires_at) : value_null());
    return map_value(map);
}

static struct value base_null(struct request *request)
{
    (void)request;
    return value_null();
}

static struct value base_year(struct request *request)
{
    (void)request;
    return value_int(year_now());
}

static const struct {
    const char *name;
    struct value (*value)(struct request *request);
} base_names[] = {
    { "lang", base_lang },
    { "other_lang", base_other_lang },
    { "other_lang_url", base_other_lang_url },
    { "nav", base_nav },
    { "user", base_user },
    { "acting", base_acting },
    { "csrf", base_csrf },
    { "origin", base_origin },
    { "canonical", base_canonical },
    { "alternates", base_alternates },
    { "notice", base_notice },
    { "preview", base_preview },
    { "feed_url", base_null },
    { "shown_lang", base_null },
    { "staff_menu", base_null },
    { "year", base_year },
    { "path_and_query", path_and_query },
    { "filtered", base_filtered },
};
#define BASE_NAMES (sizeof base_names / sizeof *base_names)
static symbol base_symbols[BASE_NAMES];
static pthread_once_t base_once = PTHREAD_ONCE_INIT;

static void base_intern(void)
{
    for (size_t i = 0; i < BASE_NAMES; i++)
        base_symbols[i] = symbol_of(base_names[i].name);
}

static bool base_get(const void *self, symbol name, struct value *out)
{
    const struct base *base = self;
    for (size_t i = 0; i < BASE_NAMES; i++) {
        if (name != base_symbols[i])
            continue;
        *out = base_names[i].value(base->request);
        return true;
    }
    return false;
}

static const struct object_class base_class = { base_get };

bool page_text(struct request *request, const char *template, const struct map *page,
               struct buffer *out)
{
    const struct template_set *set = site_templates();
    const struct template *compiled = template_find(set, template);
    pthread_once(&base_once, base_intern);
    struct base base = { &base_class, request };
    struct value contexts[2] = {
        { .kind = VALUE_OBJECT, .object = (const struct object_class *const *)&base },
        map_value(page),
    };
    struct rendering rendering = { .arena = request->arena,
                                   .set = set,
                                   .locale = page_locale(request),
                                   .strict = site_settings()->test };
    if (!compiled) {
        request->bug = BUG("template=%s missing", template);
        return false;
    }
    if (!template_render(compiled, &rendering, contexts, page ? 2 : 1, out)) {
        request->bug =
            BUG("template=%s name=%s in=%s", template, rendering.missing ? rendering.missing : "",
                rendering.missing_in ? rendering.missing_in : "");
        return false;
    }
    return true;
}

void page_render(struct request *request, struct response *response, const char *template,
                 const struct map *page)
{
    response_type(request, response, "text/html");
    if (!page_text(request, template, page, &response->body)) {
        response->body.len = 0;
        if (text_equal(template, "error/error.html"))
            buffer_puts(&response->body, "500\n");
        else
            page_error(request, response, 500);
        return;
    }
    if (visitor_of(request)->form_cookie)
        response->cacheable = false;
}

void page_error(struct request *request, struct response *response, int status)
{
    const char *title = arena_print(request->arena, "error.title_%d", status),
               *text = arena_print(request->arena, "error.text_%d", status);
    bool known = locale_text(page_locale(request), title);
    page_refuse(request, response, status, known ? title : "error.title_500",
                known ? text : "error.text_500");
}

void page_refuse(struct request *request, struct response *response, int status, const char *title,
                 const char *text)
{
    struct arena *arena = request->arena;
    struct map *page = map_new(arena);
    response->status = status;
    response->cacheable = false;
    response->body.len = 0;
    map_text(page, "error_title", page_say(request, title));
    map_text(page, "error_text", page_say(request, text));
    map_int(page, "status", status);
    map_set(page, "bug", request->bug ? value_int(request->bug) : value_null());
    map_set(page, "alternates", array_value(array_new(arena)));
    if (status == 503)
        response_header(request, response, "Retry-After", "30");
    page_render(request, response, "error/error.html", page);
}

/* Browsers send no file twice: a field to choose each again. */
static void add_lost_files(struct request *request, struct map *page)
{
    struct array *files = map_array(page, "files");
    for (const struct upload *upload = request->uploads; upload; upload = upload->next) {
        struct map *file = array_add_map(files);
        map_text(file, "name", upload->name);
        map_text(file, "filename", upload->filename ? upload->filename : "");
    }
    map_bool(page, "has_files", request->uploads != NULL);
}

void page_resend(struct request *request, struct response *response, int status, const char *title,
                 const char *text)
{
    struct map *page = map_new(request->arena);
    struct array *fields = map_array(page, "fields"), *secrets = map_array(page, "secrets");
    for (size_t i = 0; i < request->form.count; i++) {
        const char *name = request->form.at[i].name;
        bool secret = strstr(name, "password");
        if (text_equal(name, "csrf") || (secret && text_blank(request->form.at[i].value)))
            continue;
        struct map *field = array_add_map(secret ? secrets : fields); /* secrets are typed again */
        map_text(field, "name", name);
        map_text(field, "value", secret ? NULL : request->form.at[i].value);
    }
    add_lost_files(request, page);
    map_text(page, "resend_title", page_say(request, title));
    map_text(page, "resend_text", page_say(request, text));
    map_text(page, "action", request->path);
    map_text(page, "sign_in_url",
             visitor_may(request, request->route->role) ? NULL
                                                        : page_path(request, "sign_in", NULL));
    map_set(page, "alternates", array_value(array_new(request->arena)));
    response->status = status;
    response->cacheable = false;
    response->body.len = 0;
    if (status == 503)
        response_header(request, response, "Retry-After", "30");
    page_render(request, response, "error/resend.html", page);
}

int page_problem_status(struct request *request, const struct problem *problem)
{
    static const int status[] = {
        [FAULT_NONE] = 500,    [FAULT_INPUT] = 400,    [FAULT_FORBIDDEN] = 403,
        [FAULT_MISSING] = 404, [FAULT_CONFLICT] = 409, [FAULT_TOO_LARGE] = 413,
        [FAULT_BUSY] = 503,    [FAULT_STORAGE] = 503,  [FAULT_BUG] = 500
    };
    if (problem->fault == FAULT_BUG || problem->fault == FAULT_NONE)
        request->bug = BUG("detail=\"%s\"", problem->detail);
    else
        log_line(LOG_WARNING, "refused", "key=%s detail=\"%s\"", problem->key, problem->detail);
    return status[problem->fault];
}

void page_problem(struct request *request, struct response *response, const struct problem *problem)
{
    int status = page_problem_status(request, problem);
    if (status == 503 && request->form.count)
        page_resend(request, response, 503, "error.title_503", "error.resend_503");
    else
        page_error(request, response, status);
}

void page_go(struct request *request, struct response *response, const char *to, const char *key)
{
    if (key)
        session_notice(request, page_say(request, key), NULL);
    response_redirect(request, response, 303, to);
}

void page_breadcrumb(struct request *request, struct map *page, const char *label, const char *url)
{
    struct value trail = map_get(page, "breadcrumb");
    struct array *list;
    if (trail.kind != VALUE_LIST) {
        list = map_array(page, "breadcrumb");
        struct map *home = array_add_map(list);
        map_text(home, "label", page_say(request, "site.home"));
        map_text(home, "url", page_path(request, "home", NULL));
    } else {
        list = (struct array *)(uintptr_t)trail.list;
    }
    struct map *item = array_add_map(list);
    map_text(item, "label", label);
    map_text(item, "url", url);
}

void page_breadcrumb_account(struct request *request, struct map *page, const char *label)
{
    page_breadcrumb(request, page, page_say(request, "accounts.account"),
                    page_path(request, "account", NULL));
    if (label)
        page_breadcrumb(request, page, page_say(request, label), NULL);
}

void pager_add(struct request *request, struct map *page, const char *before, const char *after)
{
    struct map *pager = map_map(page, "pager");
    bool inside = request_query(request, "after") || request_query(request, "before");
    map_text(pager, "first_url", inside && before ? page_query_with(request, "after", NULL) : NULL);
    map_text(pager, "previous_url", before ? page_query_with(request, "before", before) : NULL);
    map_text(pager, "next_url", after ? page_query_with(request, "after", after) : NULL);
}

void page_shown_lang(struct request *request, struct map *page, const char *lang)
{
    bool other = lang && strcmp(lang, language_codes[request->lang]) != 0;
    map_text(page, "shown_lang", other ? arena_copy(request->arena, lang) : NULL);
}

void page_alternates(struct request *request, struct map *page, const char *const paths[LANG_COUNT])
{
    struct array *alternates = map_array(page, "alternates");
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!paths[lang])
            continue;
        struct map *one = array_add_map(alternates);
        map_text(one, "lang", language_codes[lang]);
        map_text(one, "url", arena_join(request->arena, request->origin, paths[lang]));
    }
}

void page_alternates_of(struct request *request, struct map *page, const char *route,
                        const char *slug, const char *langs)
{
    const char *paths[LANG_COUNT] = { NULL };
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (langs && strstr(langs, language_codes[lang]))
            paths[lang] = page_path_in(request, (enum language)lang, route, slug);
    }
    page_alternates(request, page, paths);
}

void page_moved(struct request *request, struct response *response, const char *type)
{
    page_moved_to(request, response, type, type);
}

void page_moved_to(struct request *request, struct response *response, const char *type,
                   const char *route)
{
    struct stmt *stmt = query(request->db, Q_site_moved);
    bind_text(stmt, "table_name", type);
    bind_text(stmt, "slug", request_param(request, 0));
    const char *slug = scalar_text(stmt, request->arena);
    if (slug)
        response_redirect(request, response, 301, page_path(request, route, slug));
    else
        response->status = 404;
}
