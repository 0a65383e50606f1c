/* Memory of one request (or one command): allocated in order, freed at once.
 *
 * Nothing in an arena is freed singly. Running out of memory ends the process
 * with a line in the log: acknowledged writes are on disk by then. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena {
    char *at, *end; /* free bytes of the block that is filled now */
    struct arena_block *top;
    struct arena_release *releases;
};

/* A new, empty arena; the caller frees it with arena_free(). */
struct arena *arena_new(void);
/* Frees the arena and all that was allocated in it. NULL is allowed. */
void arena_free(struct arena *arena);
/* Forgets all allocations but keeps the first block for the next request. */
void arena_reset(struct arena *arena);

/* SIZE bytes of a new block. */
void *arena_grow(struct arena *arena, size_t size);

static inline void *arena_take(struct arena *arena, size_t size, size_t align)
{
    size_t room = (size_t)(arena->end - arena->at), gap = -(uintptr_t)arena->at % align;
    if (__builtin_expect(room < gap || room - gap < size, 0))
        return arena_grow(arena, size);
    char *at = arena->at + gap;
    arena->at = at + size;
    return at;
}

/* SIZE bytes, aligned for any type, zeroed. Never NULL. */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_take(arena, size, _Alignof(max_align_t)), 0, size);
}

/* As arena_alloc(), not zeroed and not aligned: for text. */
static inline char *arena_bytes(struct arena *arena, size_t size)
{
    return arena_take(arena, size, 1);
}

#define arena_one(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_many(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (n)))

/* Copies that live as long as the arena; NUL-terminated. NULL gives NULL. */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_n(struct arena *arena, const char *text, size_t len);
/* The texts, strings all, one after the other. */
#define arena_join(arena, ...)                                                                     \
    arena_join_n((arena), (const char *const[]){ __VA_ARGS__ },                                    \
                 sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))
char *arena_join_n(struct arena *arena, const char *const *texts, size_t count);
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprint(struct arena *arena, const char *format, va_list args);
char *arena_number(struct arena *arena, int64_t number); /* in decimal */

/* Runs RELEASE(SELF) when the arena is reset or freed (last registered first):
 * for what is not memory, such as statements, files, handles. */
void arena_defer(struct arena *arena, void (*release)(void *), void *self);
