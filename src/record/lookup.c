#include "record/lookup.h"

#include <string.h>

#include "base/text.h"

struct entry {
    const char *key;
    struct found found;
    struct entry *next;
};
struct lookup {
    struct arena *arena;
    struct entry **buckets;
    size_t size, count;
};

struct lookup *lookup_new(struct arena *arena)
{
    struct lookup *lookup = arena_one(arena, struct lookup);
    lookup->arena = arena;
    lookup->size = 64;
    lookup->buckets = arena_many(arena, struct entry *, lookup->size);
    return lookup;
}

static size_t hash(const char *key)
{
    uint64_t value = 14695981039346656037u;
    for (; *key; key++)
        value = (value ^ (unsigned char)*key) * 1099511628211u;
    return (size_t)(value ^ value >> 29);
}

static struct entry *find(const struct lookup *lookup, const char *key)
{
    struct entry *entry = lookup->buckets[hash(key) & (lookup->size - 1)];
    while (entry && strcmp(entry->key, key))
        entry = entry->next;
    return entry;
}

static void grow(struct lookup *lookup)
{
    size_t size = lookup->size * 4;
    struct entry **buckets = arena_many(lookup->arena, struct entry *, size);
    for (size_t i = 0; i < lookup->size; i++) {
        for (struct entry *entry = lookup->buckets[i], *next; entry; entry = next) {
            struct entry **bucket = &buckets[hash(entry->key) & (size - 1)];
            next = entry->next;
            entry->next = *bucket;
            *bucket = entry;
        }
    }
    lookup->buckets = buckets;
    lookup->size = size;
}

void lookup_put(struct lookup *lookup, const char *key, const char *text, int64_t number)
{
    struct entry *entry = find(lookup, key);
    if (entry) {
        entry->found.several = entry->found.several || entry->found.number != number ||
                               !text_equal(entry->found.text, text);
        return;
    }
    if (++lookup->count > lookup->size)
        grow(lookup);
    struct entry **bucket = &lookup->buckets[hash(key) & (lookup->size - 1)];
    entry = arena_one(lookup->arena, struct entry);
    *entry = (struct entry){ arena_copy(lookup->arena, key), { text, number, false }, *bucket };
    *bucket = entry;
}

const struct found *lookup_get(const struct lookup *lookup, const char *key)
{
    const struct entry *entry = find(lookup, key);
    return entry ? &entry->found : NULL;
}
