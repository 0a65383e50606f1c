/* Memory of one request (or one command): allocated in order, freed at once.
 *
 * Nothing in an arena is freed singly. Running out of memory ends the process
 * with a line in the log: acknowledged writes are on disk by then. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A new, empty arena; the caller frees it with arena_free(). */
struct arena *arena_new(void);
/* Frees the arena and all that was allocated in it. NULL is allowed. */
void arena_free(struct arena *arena);
/* Forgets all allocations but keeps the first block for the next request. */
void arena_reset(struct arena *arena);

/* SIZE bytes, aligned for any type, zeroed. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
/* As arena_alloc(), not zeroed and not aligned: for text. */
char *arena_bytes(struct arena *arena, size_t size);
#define arena_one(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_many(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (n)))

/* Copies that live as long as the arena; NUL-terminated. NULL gives NULL. */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_n(struct arena *arena, const char *text, size_t len);
char *arena_join(struct arena *arena, const char *one, const char *two); /* one after the other */
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprint(struct arena *arena, const char *format, va_list args);
char *arena_number(struct arena *arena, int64_t number); /* in decimal */

/* Runs RELEASE(SELF) when the arena is reset or freed (last registered first):
 * for what is not memory, such as statements, files, handles. */
void arena_defer(struct arena *arena, void (*release)(void *), void *self);
