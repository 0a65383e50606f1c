#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK (64 * 1024 - 64)
#define ALIGNMENT (sizeof(max_align_t))

struct block {
    struct block *next;
    size_t size, used;
    max_align_t data[];
};

struct release {
    struct release *next;
    void (*call)(void *);
    void *self;
};

struct arena {
    struct block *top; /* the block that is filled now; older ones follow */
    struct release *releases;
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *block = malloc(sizeof *block + size);
    if (!block) {
        fputs("inmd: out of memory\n", stderr);
        abort();
    }
    block->next = next;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(void)
{
    struct block *block = block_new(FIRST_BLOCK, NULL);
    struct arena *arena = (struct arena *)block->data;
    block->used = (sizeof *arena + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    *arena = (struct arena){ .top = block };
    return arena;
}

static void run_releases(struct arena *arena)
{
    while (arena->releases) {
        struct release *release = arena->releases;
        arena->releases = release->next;
        release->call(release->self);
    }
}

void arena_reset(struct arena *arena)
{
    run_releases(arena);
    while (arena->top->next) {
        struct block *block = arena->top;
        arena->top = block->next;
        free(block);
    }
    arena->top->used = (sizeof *arena + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    free(arena->top);
}

static void *take(struct arena *arena, size_t size, size_t align)
{
    struct block *top = arena->top;
    size_t at = (top->used + align - 1) / align * align;
    if (size > SIZE_MAX / 4)
        abort();
    if (at + size > top->size) {
        size_t want = size > FIRST_BLOCK ? size : FIRST_BLOCK;
        top = arena->top = block_new(want, top);
        at = 0;
    }
    top->used = at + size;
    return (char *)top->data + at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size, ALIGNMENT), 0, size);
}

char *arena_bytes(struct arena *arena, size_t size)
{
    return take(arena, size, 1);
}

char *arena_copy_n(struct arena *arena, const char *text, size_t len)
{
    if (!text)
        return NULL;
    char *copy = arena_bytes(arena, len + 1);
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return text ? arena_copy_n(arena, text, strlen(text)) : NULL;
}

char *arena_join(struct arena *arena, const char *one, const char *two)
{
    size_t first = strlen(one), second = strlen(two);
    char *text = arena_bytes(arena, first + second + 1);
    *(char *)mempcpy(mempcpy(text, one, first), two, second) = '\0';
    return text;
}

char *arena_vprint(struct arena *arena, const char *format, va_list args)
{
    struct block *top = arena->top;
    size_t room = top->size - top->used;
    va_list again;
    va_copy(again, args);
    /* Written where it will stand; once more only where it does not fit. */
    int len = vsnprintf((char *)top->data + top->used, room, format, args);
    char *text = arena_bytes(arena, (size_t)len + 1);
    if ((size_t)len >= room)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

char *arena_number(struct arena *arena, int64_t number)
{
    return arena_print(arena, "%lld", (long long)number);
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprint(arena, format, args);
    va_end(args);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *), void *self)
{
    struct release *entry = arena_one(arena, struct release);
    *entry = (struct release){ arena->releases, release, self };
    arena->releases = entry;
}
