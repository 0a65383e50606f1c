#include "doors/fastcgi_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1

long record_read(const unsigned char *bytes, size_t len, struct record *record)
{
    if (len < RECORD_HEAD)
        return len && bytes[0] != VERSION ? -1 : 0;
    if (bytes[0] != VERSION)
        return -1;
    size_t content = (size_t)bytes[4] << 8 | bytes[5], whole = RECORD_HEAD + content + bytes[6];
    if (len < whole)
        return 0;
    *record = (struct record){ bytes[1], (unsigned)bytes[2] << 8 | bytes[3], bytes + RECORD_HEAD,
                               content };
    return (long)whole;
}

/* A length of one or four bytes. */
static bool pair_length(const unsigned char **at, const unsigned char *end, size_t *out)
{
    if (*at == end)
        return false;
    *out = *(*at)++;
    if (*out < 128)
        return true;
    if (end - *at < 3)
        return false;
    *out = (*out & 127) << 24 | (size_t)(*at)[0] << 16 | (size_t)(*at)[1] << 8 | (*at)[2];
    *at += 3;
    return true;
}

/* Each name and value is copied into ROOM of as many bytes as all of them have, and their NULs. */
static bool each_pair(const unsigned char *at, const unsigned char *end, char *room,
                      void (*add)(void *self, const char *name, const char *value), void *self)
{
    while (at < end) {
        size_t name, value;
        if (!pair_length(&at, end, &name) || !pair_length(&at, end, &value) ||
            (size_t)(end - at) < name || (size_t)(end - at) - name < value ||
            memchr(at, '\0', name + value))
            return false;
        memcpy(room, at, name);
        room[name] = '\0';
        memcpy(room + name + 1, at + name, value);
        room[name + 1 + value] = '\0';
        add(self, room, room + name + 1);
        at += name + value;
    }
    return true;
}

bool record_pairs(const unsigned char *bytes, size_t len,
                  void (*add)(void *self, const char *name, const char *value), void *self)
{
    char *room = malloc(len + 2);
    if (!room)
        abort();
    bool good = each_pair(bytes, bytes + len, room, add, self);
    free(room);
    return good;
}

static void write_head(struct buffer *out, unsigned type, unsigned id, size_t len)
{
    unsigned char padding = (unsigned char)(-len & 7);
    unsigned char head[RECORD_HEAD] = { VERSION,
                                        (unsigned char)type,
                                        (unsigned char)(id >> 8),
                                        (unsigned char)id,
                                        (unsigned char)(len >> 8),
                                        (unsigned char)len,
                                        padding,
                                        0 };
    buffer_add(out, head, sizeof head);
}

void record_write(struct buffer *out, unsigned type, unsigned id, const void *content, size_t len)
{
    static const char zeros[8];
    const char *at = content;
    buffer_reserve(out, len + (len / RECORD_CONTENT + 1) * (RECORD_HEAD + sizeof zeros));
    while (len) {
        size_t piece = len < RECORD_CONTENT ? len : RECORD_CONTENT;
        write_head(out, type, id, piece);
        buffer_add(out, at, piece);
        buffer_add(out, zeros, -piece & 7);
        at += piece;
        len -= piece;
    }
}

void record_finish(struct buffer *out, unsigned type, unsigned id)
{
    write_head(out, type, id, 0);
}

void record_end(struct buffer *out, unsigned id, enum end_status status)
{
    unsigned char body[8] = { 0, 0, 0, 0, (unsigned char)status, 0, 0, 0 };
    record_write(out, RECORD_END, id, body, sizeof body);
}

struct asked {
    struct buffer answer;
    int connections;
};

static void add_value(struct asked *asked, const char *name, int number)
{
    char text[16];
    int len = snprintf(text, sizeof text, "%d", number);
    buffer_putc(&asked->answer, (char)strlen(name));
    buffer_putc(&asked->answer, (char)len);
    buffer_puts(&asked->answer, name);
    buffer_puts(&asked->answer, text);
}

static void answer_value(void *self, const char *name, const char *value)
{
    struct asked *asked = self;
    (void)value;
    if (!strcmp(name, "FCGI_MAX_CONNS") || !strcmp(name, "FCGI_MAX_REQS"))
        add_value(asked, name, asked->connections);
    else if (!strcmp(name, "FCGI_MPXS_CONNS"))
        add_value(asked, name, 0);
}

void record_values(struct buffer *out, const struct record *record, int connections)
{
    struct asked asked = { .connections = connections };
    record_pairs(record->content, record->len, answer_value, &asked);
    if (asked.answer.len > RECORD_CONTENT)
        asked.answer.len = 0;
    write_head(out, RECORD_GET_VALUES_RESULT, 0, asked.answer.len);
    buffer_add(out, asked.answer.at, asked.answer.len);
    buffer_add(out, "\0\0\0\0\0\0\0", -asked.answer.len & 7);
    buffer_free(&asked.answer);
}

void record_unknown(struct buffer *out, unsigned type)
{
    unsigned char body[8] = { (unsigned char)type };
    record_write(out, RECORD_UNKNOWN_TYPE, 0, body, sizeof body);
}
