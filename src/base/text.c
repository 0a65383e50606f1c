#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool text_starts(const char *text, const char *start)
{
    return text && !strncmp(text, start, strlen(start));
}

bool text_ends(const char *text, const char *end)
{
    size_t len = text ? strlen(text) : 0, want = strlen(end);
    return text && len >= want && !strcmp(text + len - want, end);
}

bool text_blank(const char *text)
{
    return !text || !text[strspn(text, " \t\r\n\v\f")];
}

/* Length of the UTF-8 sequence at AT, 0 if it is not valid (RFC 3629, table 3-7 of Unicode). */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char lead = at[0];
    if (lead < 0x80)
        return lead ? 1 : 0;
    size_t len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || left < len)
        return 0;
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    }
    return len;
}

/* Whether the next eight are ASCII, none of them NUL. */
static bool plain_eight(const unsigned char *at, size_t left)
{
    uint64_t eight;
    if (left < sizeof eight)
        return false;
    memcpy(&eight, at, sizeof eight);
    return !((eight | (eight - 0x0101010101010101)) & 0x8080808080808080);
}

bool text_is_utf8(const char *text, size_t len)
{
    const unsigned char *at = (const unsigned char *)text;
    while (len) {
        size_t step = plain_eight(at, len) ? 8 : sequence_length(at, len);
        if (!step)
            return false;
        at += step;
        len -= step;
    }
    return true;
}

size_t text_length(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

bool text_is_loopback(const char *host)
{
    static const char *const names[] = { "localhost", "[::1]", "::1" };
    size_t len = text_starts(host, "127.") ? strspn(host, "0123456789.") : 0;
    for (size_t i = 0; !len && i < sizeof names / sizeof *names; i++)
        len = text_starts(host, names[i]) ? strlen(names[i]) : 0;
    return len && (!host[len] || host[len] == ':' || host[len] == '/');
}

bool text_has_line(const char *lines, const char *line)
{
    size_t len = strcspn(line, "\n");
    for (const char *at = lines ? lines : ""; *at;) {
        size_t length = strcspn(at, "\n");
        if (length == len && !memcmp(at, line, len))
            return true;
        at += length + (at[length] == '\n');
    }
    return false;
}

bool text_to_int(const char *text, long long *number)
{
    char *end;
    if (!text || !*text || isspace((unsigned char)*text))
        return false;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return !errno && !*end;
}
