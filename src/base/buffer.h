/* A growing run of bytes: pages, messages and files are written into one. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *at;   /* owned by the buffer; not NUL-terminated unless buffer_text() */
    size_t len, cap;
};

/* An empty buffer is {0}. The owner frees it. */
void buffer_free(struct buffer *buffer);
/* Room for MORE bytes beyond len. */
void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const void *bytes, size_t len);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_putc(struct buffer *buffer, char c);
void buffer_int(struct buffer *buffer, int64_t number);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The bytes as a NUL-terminated string that the buffer owns. */
const char *buffer_text(struct buffer *buffer);
