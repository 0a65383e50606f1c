#include "web/body.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
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
            if (!percent_decode(name, true) || !percent_decode(value, true) || out->count == FIELD_LIMIT)
                return false;
            pairs_add(arena, out, name, value);
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

static bool add_part(struct request *request, const char *head, const char *bytes, size_t len)
{
    struct arena *arena = request->arena;
    const char *disposition = header_line(arena, head, "Content-Disposition");
    const char *name = disposition ? parameter(arena, disposition, "name") : NULL;
    const char *filename = disposition ? parameter(arena, disposition, "filename") : NULL;
    if (!name || !text_is_utf8(name, strlen(name)))
        return false;
    if (!filename) {
        if (!text_is_utf8(bytes, len) || request->form.count == FIELD_LIMIT)
            return false;
        pairs_add(arena, &request->form, name, arena_copy_n(arena, bytes, len));
        return true;
    }
    if (!*filename && !len)
        return true; /* no file was chosen */
    struct upload *upload = arena_one(arena, struct upload);
    *upload = (struct upload){ .name = name, .filename = filename, .bytes = bytes, .len = len,
                               .type = header_line(arena, head, "Content-Type"), .next = request->uploads };
    request->uploads = upload;
    return text_is_utf8(filename, strlen(filename));
}

bool multipart_parse(struct request *request, const char *boundary)
{
    const char *mark = arena_print(request->arena, "\r\n--%s", boundary);
    size_t mark_len = strlen(mark);
    const char *at = request->body, *end = at + request->body_len;
    if (strlen(boundary) > 70 || request->body_len < mark_len || memcmp(at, mark + 2, mark_len - 2))
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
        if (!stop || !add_part(request, arena_copy_n(request->arena, at + 2, (size_t)(head_end - at)), bytes, (size_t)(stop - bytes)))
            return false;
        at = stop + mark_len;
    }
    return end - at >= 2;
}

int body_parse(struct request *request)
{
    const char *type = request_header(request, "content-type");
    if (!request->body_len)
        return 0;
    if (!type)
        return 415;
    if (!strncasecmp(type, "application/x-www-form-urlencoded", 33))
        return urlencoded_parse(request->arena, request->body, request->body_len, &request->form) ? 0 : 400;
    if (!strncasecmp(type, "multipart/form-data", 19)) {
        const char *boundary = parameter(request->arena, type, "boundary");
        return boundary && multipart_parse(request, boundary) ? 0 : 400;
    }
    return 415;
}
