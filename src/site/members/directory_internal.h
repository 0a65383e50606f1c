/* What the directory's index looks like inside: shared by its writer, its counting and its reader. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* member_block holds the entries of BLOCK_SIZE ids in order; an entry is words of 32 bits: id, since, how many codes, codes. */
enum { ENTRY_ID, ENTRY_SINCE, ENTRY_COUNT, ENTRY_HEAD };
#define BLOCK_SIZE 256
#define CODES_LIMIT 48 /* of a member; more are not looked for */

struct codes {
    uint32_t at[CODES_LIMIT]; /* ascending */
    size_t count;
};

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
