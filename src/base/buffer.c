#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_free(struct buffer *buffer)
{
    free(buffer->at);
    *buffer = (struct buffer){ 0 };
}

void buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->cap - buffer->len >= more)
        return;
    size_t cap = buffer->cap ? buffer->cap * 2 : 4096;
    while (cap - buffer->len < more)
        cap *= 2;
    char *at = realloc(buffer->at, cap);
    if (!at) {
        fputs("inmd: out of memory\n", stderr);
        abort();
    }
    buffer->at = at;
    buffer->cap = cap;
}

void buffer_int(struct buffer *buffer, int64_t number)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--at = '-';
    buffer_add(buffer, at, (size_t)(digits + sizeof digits - at));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    buffer_reserve(buffer, (size_t)len + 1);
    vsnprintf(buffer->at + buffer->len, (size_t)len + 1, format, again);
    buffer->len += (size_t)len;
    va_end(again);
    va_end(args);
}

const char *buffer_text(struct buffer *buffer)
{
    buffer_reserve(buffer, 1);
    buffer->at[buffer->len] = '\0';
    return buffer->at;
}
