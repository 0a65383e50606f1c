/* What the directory's index looks like inside: shared by its writer, its counting and its reader. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "site/members/directory.h"

/* member_block holds the entries of BLOCK_SIZE ids in order; an entry is words of 32 bits: id, since, the beginning of the sort key,
 * how many codes, codes. */
enum { ENTRY_ID, ENTRY_SINCE, ENTRY_KEY, ENTRY_COUNT = 10, ENTRY_HEAD };
#define BLOCK_SIZE 256
#define ENTRY_LEN(entry) (ENTRY_HEAD + (entry)[ENTRY_COUNT])
#define CODES_LIMIT 48 /* of a member; more are not looked for */

/* How many of those found are fetched one by one; beyond, the order is walked. Lowered by tests. */
extern size_t directory_fetch_limit;
/* How many hits of a search are looked at, newest first. Lowered by tests. */
extern size_t directory_hits_limit;
/* How many of those found are listed in the time in which a page's are come by in an order: where they are more than that allows for, the order
 * is tried first. Lowered by tests. */
extern size_t directory_walk_worth;

struct codes {
    uint32_t at[CODES_LIMIT]; /* ascending */
    size_t count;
};

/* The first 32 bytes of a sort key: who is less by it comes before, who is equal may come before or after. */
struct beginning {
    uint64_t part[4];
};
/* The beginning of a sort key (hexadecimal, lower case). */
static inline struct beginning key_beginning(const char *key)
{
    struct beginning out = { { 0 } };
    for (int i = 0; i < 64 && key[i]; i++) {
        uint64_t digit = (uint64_t)(key[i] <= '9' ? key[i] - '0' : key[i] - 'a' + 10);
        out.part[i / 16] |= digit << 4 * (15 - i % 16);
    }
    return out;
}

static inline int beginning_compare(const struct beginning *one, const struct beginning *two)
{
    for (int i = 0; i < 4; i++) {
        if (one->part[i] != two->part[i])
            return one->part[i] < two->part[i] ? -1 : 1;
    }
    return 0;
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

static inline bool codes_have(const struct codes *codes, uint32_t code)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (codes->at[i] == code)
            return true;
    }
    return false;
}

static inline bool codes_equal(const struct codes *one, const struct codes *two)
{
    return one->count == two->count && !memcmp(one->at, two->at, one->count * sizeof *one->at);
}
