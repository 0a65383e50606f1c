#include "web/body.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "web/route.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

bool percent_decode(char *text, bool form)
{
    char *out = text;
    for (const char *at = text; *at; at++) {
        if (*at == '%') {
            int high = hex(at[1]), low = high < 0 ? -1 : hex(at[2]);
            if (low < 0 || (!high && !low))
                return false;
            *out++ = (char)(high * 16 + low);
            at += 2;
        } else {
            *out++ = form && *at == '+' ? ' ' : *at;
        }
    }
    *out = '\0';
    return text_is_utf8(text, (size_t)(out - text));
}

/* NAME and VALUE are UTF-8 without NUL; the limits hold here. */
static bool add_field(struct arena *arena, struct pairs *out, const char *name, const char *value)
{
    if (out->count == FIELD_LIMIT || strlen(name) > FIELD_NAME_LIMIT)
        return false;
    pairs_add(arena, out, name, value);
    return true;
}

bool urlencoded_parse(struct arena *arena, const char *bytes, size_t len, struct pairs *out)
{
    const char *end = bytes + len;
    if (memchr(bytes, '\0', len))
        return false;
    while (bytes < end) {
        const char *stop = memchr(bytes, '&', (size_t)(end - bytes));
        stop = stop ? stop : end;
        if (stop > bytes) {
            char *name = arena_copy_n(arena, bytes, (size_t)(stop - bytes));
            char *value = strchr(name, '=');
            if (value)
                *value++ = '\0';
            else
                value = name + strlen(name);
            if (!percent_decode(name, true) || !percent_decode(value, true) ||
                !add_field(arena, out, name, value))
                return false;
        }
        bytes = stop + 1;
    }
    return true;
}

/* The parameter NAME="..." of a header line, unquoted; NULL if it is not there. */
static const char *parameter(struct arena *arena, const char *line, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = line; (at = strcasestr(at, name)); at += len) {
        bool start = at == line || at[-1] == ' ' || at[-1] == ';';
        if (!start || at[len] != '=')
            continue;
        at += len + 1;
        if (*at != '"')
            return arena_copy_n(arena, at, strcspn(at, "; \r\n"));
        size_t length = strcspn(++at, "\"\r\n");
        return at[length] == '"' ? arena_copy_n(arena, at, length) : NULL;
    }
    return NULL;
}

static const char *header_line(struct arena *arena, const char *head, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = head; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        if (!strncasecmp(at, name, len) && at[len] == ':') {
            at += len + 1;
            at += strspn(at, " ");
            return arena_copy_n(arena, at, strcspn(at, "\r\n"));
        }
    }
    return NULL;
}

static bool add_upload(struct request *request, const struct upload *part)
{
    struct upload **end = &request->uploads;
    int count = 0;
    if (!text_is_utf8(part->filename, strlen(part->filename)) ||
        strlen(part->name) > FIELD_NAME_LIMIT)
        return false;
    if (!*part->filename && !part->len)
        return true; /* no file was chosen */
    for (; *end; end = &(*end)->next)
        count++;
    if (count == FILE_LIMIT)
        return false;
    *end = arena_one(request->arena, struct upload);
    **end = *part;
    return true;
}

static bool add_part(struct request *request, const char *head, const char *bytes, size_t len)
{
    struct arena *arena = request->arena;
    const char *disposition = header_line(arena, head, "Content-Disposition");
    const char *name = disposition ? parameter(arena, disposition, "name") : NULL;
    const char *filename = disposition ? parameter(arena, disposition, "filename") : NULL;
    if (!name || !text_is_utf8(name, strlen(name)))
        return false;
    if (filename) {
        const char *type = header_line(arena, head, "Content-Type");
        struct upload part = { name, filename, type, bytes, len, NULL };
        return add_upload(request, &part);
    }
    return text_is_utf8(bytes, len) &&
           add_field(arena, &request->form, name, arena_copy_n(arena, bytes, len));
}

bool multipart_parse(struct request *request, const char *boundary)
{
    const char *mark = arena_print(request->arena, "\r\n--%s", boundary);
    size_t mark_len = strlen(mark);
    const char *at = request->body, *end = at + request->body_len;
    if (!*boundary || strlen(boundary) > 70 || request->body_len < mark_len ||
        memcmp(at, mark + 2, mark_len - 2))
        return false;
    at += mark_len - 2;
    while (end - at >= 2 && memcmp(at, "--", 2)) {
        if (memcmp(at, "\r\n", 2))
            return false;
        const char *head_end = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);
        if (!head_end || head_end - at > 4000)
            return false;
        const char *bytes = head_end + 4;
        const char *stop = memmem(bytes, (size_t)(end - bytes), mark, mark_len);
        if (!stop ||
            !add_part(request, arena_copy_n(request->arena, at + 2, (size_t)(head_end - at)), bytes,
                      (size_t)(stop - bytes)))
            return false;
        at = stop + mark_len;
    }
    return end - at >= 2;
}

/* Whether the media type of the header TYPE is NAME, whatever its parameters. */
static bool is_type(const char *type, const char *name)
{
    size_t len = strlen(name);
    return !strncasecmp(type, name, len) && strchr("; \t", type[len]); /* also at the end */
}

int body_parse(struct request *request)
{
    const char *type = request_header(request, "content-type");
    if (!request->body_len)
        return 0;
    if (!type)
        return 415;
    if (is_type(type, "application/x-www-form-urlencoded"))
        return urlencoded_parse(request->arena, request->body, request->body_len, &request->form)
                   ? 0
                   : 400;
    if (is_type(type, "multipart/form-data")) {
        const char *boundary = parameter(request->arena, type, "boundary");
        return boundary && multipart_parse(request, boundary) ? 0 : 400;
    }
    if ((is_type(type, "application/json") || is_type(type, "application/merge-patch+json")) &&
        request->route && request->route->flags & ROUTE_JSON)
        return text_is_utf8(request->body, request->body_len) ? 0 : 400;
    return 415;
}
