#include "web/asset.h"

#include <ctype.h>
#include <stdatomic.h>
#include <string.h>

#include "base/files.h"
#include "base/secret.h"
#include "base/text.h"

struct asset {
    symbol name;
    const char *path, *url, *bytes;
    size_t len;
};

/* Replaced as a whole when files change on disk; the old list stays, others may be reading it. */
struct asset_list {
    size_t count;
    struct asset at[];
};
static _Atomic(struct asset_list *) assets;

static bool load(struct arena *arena, const char *path, struct asset *asset)
{
    char hash[HASH_SIZE], *name = arena_copy(arena, path + strlen("public/"));
    asset->bytes = files_read(arena, path, &asset->len);
    if (!asset->bytes)
        return false;
    secret_hash_bytes(asset->bytes, asset->len, hash);
    asset->path = arena_copy(arena, name);
    asset->url = arena_print(arena, "/assets/%.10s/%s", hash, name);
    for (char *c = name; *c; c++)
        *c = isalnum((unsigned char)*c) ? *c : '_';
    asset->name = symbol_of(name);
    return true;
}

void assets_load(void)
{
    struct arena *arena = arena_new(); /* lives as long as the process */
    const char **paths = files_list(arena, "public/");
    size_t count = 0;
    while (paths[count])
        count++;
    struct asset_list *list =
        arena_alloc(arena, sizeof(struct asset_list) + count * sizeof(struct asset));
    for (size_t i = 0; i < count; i++)
        list->count += load(arena, paths[i], &list->at[list->count]);
    atomic_store(&assets, list);
}

static bool get(const void *self, symbol name, struct value *out)
{
    const struct asset_list *list = atomic_load(&assets);
    (void)self;
    for (size_t i = 0; list && i < list->count; i++) {
        if (list->at[i].name == name) {
            *out = value_text(list->at[i].url);
            return true;
        }
    }
    return false;
}

static const struct object_class class = { get };
static const struct object_class *const object = &class;

struct value asset_object(void)
{
    return (struct value){ .kind = VALUE_OBJECT, .object = &object };
}

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        { ".css", "text/css" },
        { ".js", "text/javascript" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".jpg", "image/jpeg" },
        { ".webp", "image/webp" },
        { ".ico", "image/x-icon" },
        { ".woff2", "font/woff2" },
        { ".webmanifest", "application/manifest+json" },
        { ".json", "application/json" },
        { ".xml", "application/xml" },
        { ".txt", "text/plain" },
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_ends(path, types[i][0]))
            return types[i][1];
    }
    return "application/octet-stream";
}

static const struct asset *find(const char *path)
{
    const struct asset_list *list = atomic_load(&assets);
    for (size_t i = 0; path && list && i < list->count; i++) {
        if (!strcmp(list->at[i].path, path))
            return &list->at[i];
    }
    return NULL;
}

void asset_serve(struct request *request, struct response *response)
{
    const struct asset *asset = find(request_param(request, 1));
    if (!asset) {
        response->status = 404;
        return;
    }
    if (strcmp(request->path, asset->url)) { /* a page of another version asks */
        response_redirect(request, response, 302, asset->url);
        response_header(request, response, "Cache-Control", "no-cache");
        return;
    }
    response_type(request, response, type_of(asset->path));
    response_header(request, response, "Cache-Control", "public, max-age=31536000, immutable");
    buffer_add(&response->body, asset->bytes, asset->len);
    response->cacheable = true;
}
