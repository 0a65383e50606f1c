/* Forms, files and addresses from arbitrary bytes. The first byte chooses the type of the body; a
 * request that is taken holds only text and keeps the limits. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/body.h"
#include "web/compress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fields(const struct pairs *pairs)
{
    if (pairs->count > FIELD_LIMIT)
        abort();
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = &pairs->at[i];
        if (!text_is_utf8(pair->name, strlen(pair->name)) ||
            !text_is_utf8(pair->value, strlen(pair->value)) ||
            strlen(pair->name) > FIELD_NAME_LIMIT)
            abort();
    }
}

static void check_uploads(const struct request *request)
{
    const char *body = request->body;
    int count = 0;
    for (const struct upload *file = request->uploads; file; file = file->next) {
        count++;
        if (file->bytes < body || file->bytes + file->len > body + request->body_len)
            abort();
    }
    if (count > FILE_LIMIT)
        abort();
}

static void try_target(struct arena *arena, const char *target)
{
    struct request *request = request_new(arena);
    if (!request_prepare(request, "GET", target, response_new(arena)))
        return;
    if (request->path[0] != '/' || strstr(request->path, "/../") || strstr(request->path, "//"))
        abort();
    check_fields(&request->query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = { "application/x-www-form-urlencoded",
                                         "multipart/form-data; boundary=b", "application/json" };
    struct arena *arena = arena_new();
    if (!size)
        data = (const uint8_t *)"";
    struct request *request = request_new(arena);
    pairs_add(arena, &request->headers, "content-type", types[size ? *data % 3 : 0]);
    request->body_len = size ? size - 1 : 0;
    request->body = malloc(request->body_len ? request->body_len : 1);
    memcpy((char *)(uintptr_t)request->body, data + (size ? 1 : 0), request->body_len);
    if (!body_parse(request)) {
        check_fields(&request->form);
        check_uploads(request);
    }
    const char *text = arena_copy_n(arena, (const char *)data, size);
    try_target(arena, text);
    encoding_preferred(text);
    free((void *)(uintptr_t)request->body);
    arena_free(arena);
    return 0;
}
