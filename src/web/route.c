#include "web/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A tree of path segments: literal children first, then parameters with a suffix (":slug.ics"), then plain ones. */
struct part {
    const char *text;   /* literal, or the suffix of a parameter */
    bool parameter;
    enum language lang; /* of the rows that end here */
    const struct route *rows[6];
    int row_count;
    struct part *children, *next;
};

struct router {
    struct arena *arena;
    struct part *root;
    const struct route *routes;
    size_t count;
};

static int rank(const struct part *part)
{
    return !part->parameter ? 0 : *part->text ? 1 : 2;
}

static struct part *child(struct router *router, struct part *part, const char *text, size_t len)
{
    bool parameter = *text == ':';
    const char *suffix = parameter ? memchr(text, '.', len) : text;
    const char *word = parameter ? (suffix ? arena_copy_n(router->arena, suffix, len - (size_t)(suffix - text)) : "")
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

static void add(struct router *router, const struct route *route, const char *path, enum language lang)
{
    struct part *part = router->root;
    for (const char *at = path; *at;) {
        size_t len = strcspn(at + 1, "/");
        if (len)
            part = child(router, part, at + 1, len);
        at += len + 1;
    }
    if (part->row_count < 6)
        part->rows[part->row_count++] = route;
    part->lang = lang;
}

struct router *router_new(const struct route *routes, size_t count)
{
    struct arena *arena = arena_new();
    struct router *router = arena_one(arena, struct router);
    *router = (struct router){ arena, arena_one(arena, struct part), routes, count };
    router->root->text = "";
    for (size_t i = 0; i < count; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (routes[i].path[lang])
                add(router, &routes[i], routes[i].path[lang], (enum language)lang);
        }
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
            if (text >= len || memcmp(next->text, at + 1 + len - text, text) || count == 4)
                continue;
            params[count] = arena_copy_n(arena, at + 1, len - text);
        }
        const struct part *found = walk(next, arena, at + 1 + len, params, count + next->parameter);
        if (found)
            return found;
    }
    return NULL;
}

struct match router_match(const struct router *router, struct arena *arena, const char *path, enum method method)
{
    struct match match = { .lang = LANG_ES };
    const struct part *part = walk(router->root, arena, strcmp(path, "/") ? path : "", match.params, 0);
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

const char *router_path(const struct router *router, struct arena *arena, const char *name, enum language lang,
                        const char *const *params)
{
    const struct route *route = NULL;
    for (size_t i = 0; i < router->count && !route; i++) {
        if (router->routes[i].name && !strcmp(router->routes[i].name, name))
            route = &router->routes[i];
    }
    if (!route)
        return NULL;
    const char *path = route->path[lang] ? route->path[lang] : route->path[LANG_EN] ? route->path[LANG_EN] : route->path[LANG_ES];
    const char *mark = strchr(path, ':');
    if (!mark)
        return path;
    if (!params) /* as a prefix, up to the first parameter */
        return arena_copy_n(arena, path, mark > path + 1 && mark[-1] == '/' ? (size_t)(mark - path - 1) : (size_t)(mark - path));
    const char *out = "";
    for (int i = 0; mark; mark = strchr(path, ':')) {
        size_t len = strcspn(mark, "/.");
        out = arena_print(arena, "%s%.*s%s", out, (int)(mark - path), path, params[i] ? params[i] : "");
        path = mark + len;
        i++;
    }
    return arena_print(arena, "%s%s", out, path);
}
