#include "web/asset.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "base/secret.h"
#include "base/text.h"

#define ASSETS 64

static struct asset {
    symbol name;
    const char *path, *url, *bytes;
    size_t len;
} assets[ASSETS];
static int asset_count;

void assets_load(void)
{
    struct arena *arena = arena_new(); /* lives as long as the process */
    asset_count = 0;
    for (const char **path = files_list(arena, "public/"); *path && asset_count < ASSETS; path++) {
        struct asset *asset = &assets[asset_count];
        char hash[HASH_SIZE], *name = arena_copy(arena, *path + strlen("public/"));
        asset->bytes = files_read(arena, *path, &asset->len);
        if (!asset->bytes)
            continue;
        secret_hash_bytes(asset->bytes, asset->len, hash);
        asset->path = arena_copy(arena, name);
        asset->url = arena_print(arena, "/assets/%.10s/%s", hash, name);
        for (char *c = name; *c; c++)
            *c = isalnum((unsigned char)*c) ? *c : '_';
        asset->name = symbol_of(name);
        asset_count++;
    }
}

static bool get(const void *self, symbol name, struct value *out)
{
    (void)self;
    for (int i = 0; i < asset_count; i++) {
        if (assets[i].name == name) {
            *out = value_text(assets[i].url);
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
    static const char *const types[][2] = { { ".css", "text/css" }, { ".js", "text/javascript" },
                                            { ".svg", "image/svg+xml" }, { ".png", "image/png" },
                                            { ".ico", "image/x-icon" }, { ".txt", "text/plain" } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_ends(path, types[i][0]))
            return types[i][1];
    }
    return "application/octet-stream";
}

void asset_serve(struct request *request, struct response *response)
{
    const char *name = request_param(request, 1) ? request_param(request, 1) : "";
    for (int i = 0; i < asset_count; i++) {
        if (strcmp(assets[i].path, name))
            continue;
        response_type(request, response, type_of(name));
        response_header(request, response, "Cache-Control", "public, max-age=31536000, immutable");
        buffer_add(&response->body, assets[i].bytes, assets[i].len);
        response->cacheable = true;
        return;
    }
    response->status = 404;
}
