/* The directory's index in memory, shared by the threads of a process: the entries of member_block by id, and for each code who has it. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "site/members/directory_internal.h"

#define CHUNK_BLOCKS 16
#define CHUNK_IDS (CHUNK_BLOCKS * BLOCK_SIZE)
#define CHUNK_WORDS (CHUNK_IDS / 64)
#define LIST_LIMIT 64 /* more are kept as a bitmap, which is longer up to 256 and quicker */

struct chunk;
struct memory {
    atomic_int holders;
    int64_t version; /* the latest of member_block that is in it */
    size_t count;
    struct chunk **chunks; /* by id / CHUNK_IDS; NULL: nobody is there */
};

/* The index as this reader's snapshot has it, the caller's until memory_release(). Reads what changed since it was last asked for, all at
 * the first time. */
struct memory *memory_take(struct db *db);
void memory_release(struct memory *memory);
/* The entry of member ID (ENTRY_ID and so on), NULL if the directory has no such member. */
const uint32_t *memory_entry(const struct memory *memory, uint32_t id);
/* Marks in BITS, by id, who has all of CODES, of those marked in AMONG (NULL: of all; no codes: these themselves). Returns how many they are.
 * Each has room for memory_words(). */
size_t memory_select(const struct memory *memory, const uint64_t *among, const uint32_t *codes,
                     int count, uint64_t *bits);
/* Calls VISIT with codes of the facets WHICH and how many of those in BITS have them; a code comes more than once. */
typedef void memory_visitor(void *self, uint32_t code, uint32_t n);
void memory_tally(const struct memory *memory, const uint64_t *bits, const bool which[FACET_END],
                  memory_visitor *visit, void *self);
static inline size_t memory_words(const struct memory *memory)
{
    return memory->count * CHUNK_WORDS;
}
/* Drops what this process has (for tests, which open one store after the other). */
void memory_forget(void);
