/* What the directory's index looks like inside: shared by its writer, its counting and its reader. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* member_block holds the entries of BLOCK_SIZE ids in order; an entry is words of 32 bits: id, since, the beginning of the sort key,
 * how many codes, codes. */
enum { ENTRY_ID, ENTRY_SINCE, ENTRY_KEY, ENTRY_COUNT = 4, ENTRY_HEAD };
#define BLOCK_SIZE 256
#define CODES_LIMIT 48 /* of a member; more are not looked for */

/* How many of those found are fetched one by one; beyond, the order is walked. Lowered by tests. */
extern size_t directory_fetch_limit;

struct codes {
    uint32_t at[CODES_LIMIT]; /* ascending */
    size_t count;
};

/* The first eight bytes of a sort key (hexadecimal, lower case): what is less by it is before, what is equal may be either. */
static inline uint64_t key_beginning(const char *key)
{
    uint64_t out = 0;
    int i = 0;
    for (; i < 16 && key[i]; i++)
        out = out << 4 | (uint64_t)(key[i] <= '9' ? key[i] - '0' : key[i] - 'a' + 10);
    return i ? out << 4 * (16 - i) : 0;
}

static inline void codes_sort(struct codes *codes)
{
    for (size_t i = 1; i < codes->count; i++) {
        uint32_t code = codes->at[i];
        size_t j = i;
        for (; j && codes->at[j - 1] > code; j--)
            codes->at[j] = codes->at[j - 1];
        codes->at[j] = code;
    }
}

static inline bool codes_equal(const struct codes *one, const struct codes *two)
{
    return one->count == two->count && !memcmp(one->at, two->at, one->count * sizeof *one->at);
}
