#include "base/value.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/word.h"

/* Symbols: an open-addressing table that only grows by appending. Readers take
 * no lock; a slot is published with its name complete. */
#define SYMBOL_SLOTS 32768u
#define SYMBOL_LIMIT (SYMBOL_SLOTS / 2)

struct symbol_text {
    size_t len;
    char text[];
};

static _Atomic(const struct symbol_text *) symbol_slots[SYMBOL_SLOTS];
static pthread_mutex_t symbol_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned symbol_count;

/* The slot where NAME is (*HELD), or the empty one where it belongs. */
static uint32_t find_slot(const char *name, size_t len, bool *held)
{
    uint32_t slot = (uint32_t)word_hash(name, len) % SYMBOL_SLOTS;
    for (;; slot = (slot + 1) % SYMBOL_SLOTS) {
        if (!slot)
            continue; /* symbol 0 means none */
        const struct symbol_text *there =
            atomic_load_explicit(&symbol_slots[slot], memory_order_acquire);
        *held = there;
        if (!there || (there->len == len && !memcmp(there->text, name, len)))
            return slot;
    }
}

symbol symbol_known(const char *name, size_t len)
{
    bool held;
    uint32_t slot = find_slot(name, len, &held);
    return held ? slot : 0;
}

static const struct symbol_text *symbol_text_new(const char *name, size_t len)
{
    struct symbol_text *copy = symbol_count < SYMBOL_LIMIT ? malloc(sizeof *copy + len + 1) : NULL;
    if (!copy) {
        fputs("inmd: too many names\n", stderr);
        abort();
    }
    copy->len = len;
    memcpy(copy->text, name, len);
    copy->text[len] = '\0';
    symbol_count++;
    return copy;
}

symbol symbol_of_n(const char *name, size_t len)
{
    symbol known = symbol_known(name, len);
    if (known)
        return known;
    pthread_mutex_lock(&symbol_lock);
    bool held;
    uint32_t slot = find_slot(name, len, &held);
    if (!held)
        atomic_store_explicit(&symbol_slots[slot], symbol_text_new(name, len),
                              memory_order_release);
    pthread_mutex_unlock(&symbol_lock);
    return slot;
}

symbol symbol_of(const char *name)
{
    return symbol_of_n(name, strlen(name));
}

const char *symbol_name(symbol name)
{
    const struct symbol_text *text =
        name < SYMBOL_SLOTS ? atomic_load_explicit(&symbol_slots[name], memory_order_acquire)
                            : NULL;
    return text ? text->text : "";
}

struct value value_null(void)
{
    return (struct value){ .kind = VALUE_NULL };
}

struct value value_bool(bool yes)
{
    return (struct value){ .kind = yes ? VALUE_TRUE : VALUE_FALSE };
}

struct value value_yes(bool yes)
{
    return yes ? value_bool(true) : value_null();
}

struct value value_int(int64_t number)
{
    return (struct value){ .kind = VALUE_INT, .number = number };
}

struct value value_text_n(const char *text, size_t len)
{
    if (!text)
        return value_null();
    return (struct value){ .kind = VALUE_TEXT, .len = (uint32_t)len, .text = text };
}

struct value value_text(const char *text)
{
    return text ? value_text_n(text, strlen(text)) : value_null();
}

struct value value_html(const char *html, size_t len)
{
    return (struct value){ .kind = VALUE_HTML, .len = (uint32_t)len, .text = html };
}

struct entry {
    symbol name;
    struct value value;
};

#define MAP_MARKS 32

struct map {
    const struct object_class *class;
    struct arena *arena;
    struct entry *entries;
    unsigned count, room;
    /* By the low bits of a name: the number, from 1, of the first entry with those, or a lower one; 0: there is none. */
    uint8_t marks[MAP_MARKS];
};

static struct entry *map_entry(const struct map *map, symbol name)
{
    unsigned i = map->marks[name % MAP_MARKS];
    if (!i)
        return NULL;
    for (i--; i < map->count; i++) {
        if (map->entries[i].name == name)
            return &map->entries[i];
    }
    return NULL;
}

static bool map_find(const void *self, symbol name, struct value *out)
{
    const struct entry *entry = map_entry(self, name);
    if (entry)
        *out = entry->value;
    return entry;
}

static const struct object_class map_class = { map_find };

struct map *map_new_for(struct arena *arena, unsigned count)
{
    struct map *map = arena_one(arena, struct map);
    map->class = &map_class;
    map->arena = arena;
    if (count) {
        map->entries = arena_many(arena, struct entry, count);
        map->room = count;
    }
    return map;
}

struct map *map_new(struct arena *arena)
{
    return map_new_for(arena, 0);
}

void map_append(struct map *map, symbol name, struct value value)
{
    if (map->count == map->room) {
        map->room = map->room ? map->room * 2 : 8;
        struct entry *entries = arena_many(map->arena, struct entry, map->room);
        if (map->count)
            memcpy(entries, map->entries, sizeof *entries * map->count);
        map->entries = entries;
    }
    map->entries[map->count++] = (struct entry){ name, value };
    uint8_t *mark = &map->marks[name % MAP_MARKS];
    if (!*mark)
        *mark = map->count < UINT8_MAX ? (uint8_t)map->count : UINT8_MAX;
}

void map_put(struct map *map, symbol name, struct value value)
{
    struct entry *entry = map_entry(map, name);
    if (entry)
        entry->value = value;
    else
        map_append(map, name, value);
}

struct map *map_put_map(struct map *map, symbol name)
{
    struct map *inner = map_new(map->arena);
    map_put(map, name, map_value(inner));
    return inner;
}

struct array *map_put_array(struct map *map, symbol name)
{
    struct array *inner = array_new(map->arena);
    map_put(map, name, array_value(inner));
    return inner;
}

struct value map_look(const struct map *map, symbol name)
{
    struct value value = { .kind = VALUE_MISSING };
    map_find(map, name, &value);
    return value;
}

const char *map_look_text(const struct map *map, symbol name)
{
    struct value value = map_look(map, name);
    return value.kind == VALUE_TEXT ? value.text : NULL;
}

void map_each(const struct map *map, void (*visit)(void *self, symbol name, struct value value),
              void *self)
{
    for (unsigned i = 0; i < map->count; i++)
        visit(self, map->entries[i].name, map->entries[i].value);
}

struct arena *map_arena(const struct map *map)
{
    return map->arena;
}

struct value map_value(const struct map *map)
{
    if (!map)
        return value_null();
    return (struct value){ .kind = VALUE_OBJECT,
                           .object = (const struct object_class *const *)map };
}

struct map *map_of(struct value value)
{
    return value.kind == VALUE_OBJECT ? (struct map *)(uintptr_t)value.object : NULL;
}

struct array {
    const struct list_class *class;
    struct arena *arena;
    struct value *items;
    unsigned count, room, at;
};

static void array_start(void *self)
{
    ((struct array *)self)->at = 0;
}

static bool array_next(void *self, struct value *item)
{
    struct array *array = self;
    if (array->at == array->count)
        return false;
    *item = array->items[array->at++];
    return true;
}

static bool array_any(void *self)
{
    return ((struct array *)self)->count > 0;
}

static const struct list_class array_class = { array_start, array_next, array_any };

struct array *array_new(struct arena *arena)
{
    struct array *array = arena_one(arena, struct array);
    array->class = &array_class;
    array->arena = arena;
    return array;
}

void array_add(struct array *array, struct value value)
{
    if (array->count == array->room) {
        array->room = array->room ? array->room * 2 : 8;
        struct value *items = arena_many(array->arena, struct value, array->room);
        if (array->count)
            memcpy(items, array->items, sizeof *items * array->count);
        array->items = items;
    }
    array->items[array->count++] = value;
}

struct map *array_add_map(struct array *array)
{
    struct map *map = map_new(array->arena);
    array_add(array, map_value(map));
    return map;
}

void array_reverse(struct array *array)
{
    for (unsigned i = 0; i < array->count / 2; i++) {
        struct value item = array->items[i];
        array->items[i] = array->items[array->count - 1 - i];
        array->items[array->count - 1 - i] = item;
    }
}

size_t array_count(const struct array *array)
{
    return array->count;
}

struct value array_value(struct array *array)
{
    if (!array)
        return value_null();
    return (struct value){ .kind = VALUE_LIST, .list = (const struct list_class *const *)array };
}

struct value value_get(struct value value, symbol name)
{
    struct value out = { .kind = VALUE_MISSING };
    if (value.kind == VALUE_OBJECT && value.object)
        (*value.object)->get(value.object, name, &out);
    return out;
}

bool value_truth(struct value value)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_MISSING:
    case VALUE_NULL:
    case VALUE_FALSE:
        return false;
    case VALUE_LIST:
        return (*value.list)->any((void *)(uintptr_t)value.list);
    case VALUE_TEXT:
    case VALUE_HTML:
        return value.len > 0;
    default:
        return true;
    }
}
