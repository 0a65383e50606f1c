#include "web/range.h"

#include <unistd.h>

#include "base/moment.h"
#include "base/text.h"

/* Digits at *AT; false without any or when there are too many to count. */
static bool number(const char **at, uint64_t *out)
{
    const char *start = *at;
    *out = 0;
    while (**at >= '0' && **at <= '9') {
        if (*at - start >= 18)
            return false;
        *out = *out * 10 + (uint64_t)(*(*at)++ - '0');
    }
    return *at > start;
}

int range_parse(const char *text, uint64_t size, uint64_t *from, uint64_t *len)
{
    uint64_t first, last = UINT64_MAX >> 1;
    if (!text_starts(text, "bytes="))
        return 0;
    const char *at = text + 6;
    if (*at == '-') {
        at++;
        if (!number(&at, &last) || *at)
            return 0;
        *len = last < size ? last : size;
        *from = size - *len;
        return *len ? 1 : -1;
    }
    if (!number(&at, &first) || *at++ != '-' || (*at && !number(&at, &last)) || *at)
        return 0;
    if (first >= size)
        return -1;
    if (last < first)
        return 0;
    *from = first;
    *len = (last < size ? last + 1 : size) - first;
    return 1;
}

/* If-Range names the version that the reader has; anything else than ours: send the whole. */
static bool same_version(const struct request *request, const struct response *response)
{
    const char *given = request_header(request, "if-range");
    if (!given)
        return true;
    if (*given == '"')
        return text_equal(given, response->etag);
    return response->changed > 0 && moment_from_http(given) == response->changed;
}

void range_apply(struct request *request, struct response *response)
{
    struct file_range *file = &response->file;
    const char *range = request_header(request, "range");
    uint64_t from = 0, len = 0, size = file->len;
    if (file->fd < 0 || response->status != 200)
        return;
    if (!pairs_get(&response->headers, "Accept-Ranges"))
        response_header(request, response, "Accept-Ranges", "bytes");
    if (!range || request->method != METHOD_GET || !same_version(request, response))
        return;
    int found = range_parse(range, size, &from, &len);
    if (!found)
        return;
    if (found > 0) {
        response->status = 206;
        *file = (struct file_range){ file->fd, file->from + from, len };
        response_header(request, response, "Content-Range",
                        arena_print(request->arena, "bytes %llu-%llu/%llu",
                                    (unsigned long long)from, (unsigned long long)(from + len - 1),
                                    (unsigned long long)size));
        return;
    }
    response->status = 416;
    close(file->fd);
    file->fd = -1;
    response_header(request, response, "Content-Range",
                    arena_print(request->arena, "bytes */%llu", (unsigned long long)size));
}
