/* A growing run of bytes: pages, messages and files are written into one. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
    char *at; /* owned by the buffer; not NUL-terminated unless buffer_text() */
    size_t len, cap;
};

/* An empty buffer is {0}. The owner frees it. */
void buffer_free(struct buffer *buffer);
/* Room for MORE bytes beyond len. */
void buffer_reserve(struct buffer *buffer, size_t more);
static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t len)
{
    if (!len)
        return;
    if (buffer->cap - buffer->len < len)
        buffer_reserve(buffer, len);
    memcpy(buffer->at + buffer->len, bytes, len);
    buffer->len += len;
}
static inline void buffer_puts(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}
static inline void buffer_putc(struct buffer *buffer, char c)
{
    if (buffer->cap == buffer->len)
        buffer_reserve(buffer, 1);
    buffer->at[buffer->len++] = c;
}
void buffer_int(struct buffer *buffer, int64_t number);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The bytes as a NUL-terminated string that the buffer owns. */
const char *buffer_text(struct buffer *buffer);
