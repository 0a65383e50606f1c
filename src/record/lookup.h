/* A table of texts in memory, for one import: values of records and words of choices, looked up for every row. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct lookup;
struct lookup *lookup_new(struct arena *arena);
struct found {
    const char *text;
    int64_t number;
    bool several; /* put with different values */
};
/* KEY is copied, TEXT is not. */
void lookup_put(struct lookup *lookup, const char *key, const char *text, int64_t number);
const struct found *lookup_get(const struct lookup *lookup, const char *key); /* NULL: not there */
