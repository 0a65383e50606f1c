#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK (64 * 1024 - 64)

struct arena_block {
    struct arena_block *next;
    size_t size;
    max_align_t data[];
};

struct arena_release {
    struct arena_release *next;
    void (*call)(void *);
    void *self;
};

static struct arena_block *block_new(size_t size, struct arena_block *next)
{
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block) {
        fputs("inmd: out of memory\n", stderr);
        abort();
    }
    block->next = next;
    block->size = size;
    return block;
}

/* Fills the top block from its beginning; the first one holds the arena itself. */
static void start_block(struct arena *arena)
{
    char *begin = (char *)arena->top->data;
    arena->end = begin + arena->top->size;
    arena->at = arena->top->next ? begin : (char *)(arena + 1);
}

struct arena *arena_new(void)
{
    struct arena_block *block = block_new(FIRST_BLOCK, NULL);
    struct arena *arena = (struct arena *)block->data;
    *arena = (struct arena){ .top = block };
    start_block(arena);
    return arena;
}

static void run_releases(struct arena *arena)
{
    while (arena->releases) {
        struct arena_release *release = arena->releases;
        arena->releases = release->next;
        release->call(release->self);
    }
}

void arena_reset(struct arena *arena)
{
    run_releases(arena);
    while (arena->top->next) {
        struct arena_block *block = arena->top;
        arena->top = block->next;
        free(block);
    }
    start_block(arena);
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    free(arena->top);
}

void *arena_grow(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        abort();
    arena->top = block_new(size > FIRST_BLOCK ? size : FIRST_BLOCK, arena->top);
    start_block(arena);
    void *at = arena->at;
    arena->at += size;
    return at;
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

char *arena_join_n(struct arena *arena, const char *const *texts, size_t count)
{
    size_t room = 1;
    for (size_t i = 0; i < count; i++)
        room += strlen(texts[i]);
    char *text = arena_bytes(arena, room), *at = text;
    for (size_t i = 0; i < count; i++)
        at = mempcpy(at, texts[i], strlen(texts[i]));
    *at = '\0';
    return text;
}

char *arena_vprint(struct arena *arena, const char *format, va_list args)
{
    size_t room = (size_t)(arena->end - arena->at);
    va_list again;
    va_copy(again, args);
    /* Written where it will stand; once more only where it does not fit. */
    int len = vsnprintf(arena->at, room, format, args);
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
    struct arena_release *entry = arena_one(arena, struct arena_release);
    *entry = (struct arena_release){ arena->releases, release, self };
    arena->releases = entry;
}
