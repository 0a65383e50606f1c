#include "web/route.h"

#include <ctype.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/text.h"

#define ROWS 6
#define PARAMS 4

/* A tree of path segments: literal children first, then parameters with a suffix (":slug.ics"),
 * then plain ones. */
struct part {
    const char *text; /* literal, or the suffix of a parameter */
    bool parameter;
    const struct route *rows[ROWS];
    int row_count;
    struct part *children, *next;
};

/* A named route, with its paths up to the first parameter. */
struct entry {
    const struct route *route; /* NULL: free */
    const char *path[LANG_COUNT], *prefix[LANG_COUNT];
};

struct router {
    struct arena *arena;
    struct part *root;
    struct entry *names; /* open addressing, at most half full */
    size_t mask;
};

static noreturn void fault(const char *path, const char *what)
{
    log_line(LOG_ERROR, "routes", "path=\"%s\" detail=\"%s\"", path, what);
    abort();
}

static int rank(const struct part *part)
{
    return !part->parameter ? 0 : *part->text ? 1 : 2;
}

static struct part *child(struct router *router, struct part *part, const char *text, size_t len)
{
    bool parameter = *text == ':';
    const char *suffix = parameter ? memchr(text, '.', len) : text;
    const char *word =
        parameter
            ? (suffix ? arena_copy_n(router->arena, suffix, len - (size_t)(suffix - text)) : "")
            : arena_copy_n(router->arena, text, len);
    struct part **at = &part->children;
    for (; *at; at = &(*at)->next) {
        if ((*at)->parameter == parameter && !strcmp((*at)->text, word))
            return *at;
    }
    struct part *fresh = arena_one(router->arena, struct part);
    fresh->text = word;
    fresh->parameter = parameter;
    for (at = &part->children; *at && rank(*at) <= rank(fresh); at = &(*at)->next)
        ;
    fresh->next = *at;
    *at = fresh;
    return fresh;
}

/* A parameter starts its segment, and what follows its name is fixed. */
static void check_segment(const char *path, const char *at, size_t len)
{
    const char *mark = memchr(at, ':', len);
    if (mark && (mark != at || memchr(at + 1, ':', len - 1)))
        fault(path, "a parameter inside a segment (write /:slug/:format)");
}

static void add_row(struct part *part, const struct route *route, const char *path)
{
    unsigned taken = 0;
    for (int i = 0; i < part->row_count; i++)
        taken |= part->rows[i]->methods;
    if (taken & route->methods)
        fault(path, "two rows for one method");
    if (part->row_count == ROWS)
        fault(path, "more than 6 rows");
    part->rows[part->row_count++] = route;
}

static void add(struct router *router, const struct route *route, const char *path)
{
    struct part *part = router->root;
    int params = 0;
    for (const char *at = path; *at;) {
        size_t len = strcspn(at + 1, "/");
        check_segment(path, at + 1, len);
        params += at[1] == ':';
        if (len)
            part = child(router, part, at + 1, len);
        at += len + 1;
    }
    if (params > PARAMS)
        fault(path, "more than 4 parameters");
    add_row(part, route, path);
}

static struct entry *find_entry(const struct router *router, const char *name)
{
    size_t hash = 2166136261u;
    for (const char *at = name; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    struct entry *entry = &router->names[hash & router->mask];
    while (entry->route && strcmp(entry->route->name, name))
        entry = &router->names[++hash & router->mask];
    return entry;
}

static const char *prefix_of(struct arena *arena, const char *path)
{
    /* Every row has a path in some language: tables without one end the start. */
    const char *mark = strchr(path, ':'); // NOLINT(clang-analyzer-core.NonNullParamChecker)
    if (!mark)
        return path;
    return arena_copy_n(arena, path, (size_t)(mark - path) - (mark > path + 1));
}

static void add_name(struct router *router, const struct route *route)
{
    struct entry *entry = find_entry(router, route->name);
    if (entry->route)
        return; /* the first of a name counts */
    entry->route = route;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *path = route->path[lang] ? route->path[lang] : route->path[!lang];
        entry->path[lang] = path;
        entry->prefix[lang] = prefix_of(router->arena, path);
    }
}

struct router *router_new(const struct route *routes, size_t count)
{
    struct arena *arena = arena_new();
    struct router *router = arena_one(arena, struct router);
    size_t room = 16;
    while (room < count * 2)
        room *= 2;
    *router = (struct router){ arena, arena_one(arena, struct part),
                               arena_many(arena, struct entry, room), room - 1 };
    router->root->text = "";
    for (size_t i = 0; i < count; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (routes[i].path[lang])
                add(router, &routes[i], routes[i].path[lang]);
        }
        if (routes[i].name)
            add_name(router, &routes[i]);
    }
    return router;
}

void router_free(struct router *router)
{
    if (router)
        arena_free(router->arena);
}

static const struct part *walk(const struct part *part, struct arena *arena, const char *at,
                               const char *params[4], int count)
{
    if (!*at)
        return part->row_count ? part : NULL;
    size_t len = strcspn(at + 1, "/");
    for (const struct part *next = part->children; next; next = next->next) {
        size_t text = strlen(next->text);
        if (!next->parameter) {
            if (text != len || memcmp(next->text, at + 1, len))
                continue;
        } else {
            if (text >= len || memcmp(next->text, at + 1 + len - text, text) || count == PARAMS)
                continue;
            params[count] = arena_copy_n(arena, at + 1, len - text);
        }
        const struct part *found = walk(next, arena, at + 1 + len, params, count + next->parameter);
        if (found)
            return found;
    }
    return NULL;
}

struct match router_match(const struct router *router, struct arena *arena, const char *path,
                          enum method method)
{
    struct match match = { .lang = LANG_ES };
    const struct part *part =
        walk(router->root, arena, strcmp(path, "/") ? path : "", match.params, 0);
    if (text_starts(path, "/en") && (!path[3] || path[3] == '/'))
        match.lang = LANG_EN;
    for (int i = 0; part && i < part->row_count; i++) {
        unsigned methods = part->rows[i]->methods;
        methods |= methods & METHOD_GET ? METHOD_HEAD : 0;
        match.allowed |= methods | METHOD_OPTIONS;
        if (methods & method || (method == METHOD_OPTIONS && !match.route))
            match.route = part->rows[i];
    }
    return match;
}

/* TEXT as it stands in a path segment: letters, digits and what RFC 3986 leaves free there. */
static void put_segment(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x80 && (isalnum(c) || strchr("-._~!$'()*,;=:@", c)))
            buffer_putc(out, (char)c);
        else
            buffer_printf(out, "%%%02X", c);
    }
}

const char *router_path(const struct router *router, struct arena *arena, const char *name,
                        enum language lang, const char *const *params)
{
    const struct entry *entry = find_entry(router, name);
    if (!entry->route)
        return NULL;
    const char *path = entry->path[lang], *mark = strchr(path, ':');
    if (!mark || !params)
        return entry->prefix[lang];
    struct buffer out = { 0 };
    for (int i = 0; mark; mark = strchr(path, ':'), i++) {
        buffer_add(&out, path, (size_t)(mark - path));
        put_segment(&out, params[i] ? params[i] : "");
        path = mark + strcspn(mark, "/.");
    }
    buffer_puts(&out, path);
    const char *made = arena_copy_n(arena, out.at, out.len);
    buffer_free(&out);
    return made;
}
