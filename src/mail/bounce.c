/* Reports of failed delivery: the fields of RFC 3464 wherever they stand, and the Message-ID of the message that came back. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/outbox.h"

struct reading {
    const char *at, *end;
    char *line; /* as long as the whole */
};

/* The next field ("Name: value"), unfolded. */
static const char *next_line(struct reading *reading)
{
    const char *at = reading->at, *end = reading->end;
    char *to = reading->line;
    for (; at < end; at++) {
        bool folded = at + 1 < end && (at[1] == ' ' || at[1] == '\t') && to > reading->line;
        if (*at == '\n' && !folded)
            break;
        if (*at != '\n' && *at != '\r' && *at)
            *to++ = *at;
    }
    *to = '\0';
    reading->at = at + (at < end);
    return reading->line;
}

static const char *field_value(const char *line, const char *name)
{
    size_t len = strlen(name);
    if (strncasecmp(line, name, len) != 0 || line[len] != ':')
        return NULL;
    line += len + 1;
    return line + strspn(line, " \t");
}

/* "rfc822; ana@example.org" -> "ana@example.org" */
static const char *after_type(const char *value)
{
    const char *semicolon = value ? strchr(value, ';') : NULL;
    return semicolon ? semicolon + 1 + strspn(semicolon + 1, " \t<") : value;
}

static int64_t own_number(const char *value)
{
    const char *at = value && *value == '<' ? value + 1 : "";
    char *rest;
    long long number = strtoll(at, &rest, 10);
    return rest > at && text_starts(rest, ".inmd@") && number > 0 && number < LLONG_MAX ? number
                                                                                        : 0;
}

static void take_field(struct arena *arena, struct bounce *bounce, const char *line)
{
    const char *value;
    if ((value = after_type(field_value(line, "Final-Recipient"))) ||
        (!bounce->recipient && (value = after_type(field_value(line, "Original-Recipient")))))
        bounce->recipient = arena_copy_n(arena, value, strcspn(value, "> \t"));
    else if ((value = field_value(line, "Action")))
        bounce->failed = bounce->failed || strncasecmp(value, "failed", 6) == 0;
    else if ((value = field_value(line, "Status")))
        bounce->status = arena_copy_n(arena, value, strspn(value, "0123456789."));
    else if ((value = after_type(field_value(line, "Diagnostic-Code"))))
        bounce->reason = arena_copy_n(arena, value, strnlen(value, 500));
    else if ((value = field_value(line, "Message-ID")) ||
             (value = field_value(line, "In-Reply-To")))
        bounce->message = own_number(value) ? own_number(value) : bounce->message;
}

struct bounce bounce_read(struct arena *arena, const char *mail, size_t len)
{
    struct bounce bounce = { 0 };
    struct reading reading = { mail, mail + len, arena_bytes(arena, len + 1) };
    bool report = false; /* inside or behind the part that is the report */
    while (reading.at < reading.end) {
        const char *line = next_line(&reading);
        const char *type = field_value(line, "Content-Type");
        report = report || (type && (strcasestr(type, "message/delivery-status") ||
                                     strcasestr(type, "report-type=delivery-status") ||
                                     strcasestr(type, "report-type=\"delivery-status\"")));
        if (report)
            take_field(arena, &bounce, line);
    }
    bounce.recipient = bounce.recipient && strchr(bounce.recipient, '@') ? bounce.recipient : NULL;
    if (bounce.reason && !text_is_utf8(bounce.reason, strlen(bounce.reason)))
        bounce.reason = NULL;
    if (bounce.recipient && !text_is_utf8(bounce.recipient, strlen(bounce.recipient)))
        bounce.recipient = NULL;
    return bounce;
}
