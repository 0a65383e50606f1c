#include "base/value.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Symbols: an open-addressing table that only grows by appending. Readers take
 * no lock; a slot is published with its name complete. */
#define SYMBOL_SLOTS 32768u
#define SYMBOL_LIMIT (SYMBOL_SLOTS / 2)

static _Atomic(const char *) symbol_slots[SYMBOL_SLOTS];
static pthread_mutex_t symbol_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned symbol_count;

static uint32_t hash_name(const char *name, size_t len)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    return hash;
}

/* The slot where NAME is, or the empty one where it belongs. */
static uint32_t find_slot(const char *name, size_t len, const char **held)
{
    uint32_t slot = hash_name(name, len) % SYMBOL_SLOTS;
    for (;; slot = (slot + 1) % SYMBOL_SLOTS) {
        if (!slot)
            continue; /* symbol 0 means none */
        *held = atomic_load_explicit(&symbol_slots[slot], memory_order_acquire);
        if (!*held || (!strncmp(*held, name, len) && !(*held)[len]))
            return slot;
    }
}

symbol symbol_known(const char *name, size_t len)
{
    const char *held;
    uint32_t slot = find_slot(name, len, &held);
    return held ? slot : 0;
}

symbol symbol_of_n(const char *name, size_t len)
{
    symbol known = symbol_known(name, len);
    if (known)
        return known;
    pthread_mutex_lock(&symbol_lock);
    const char *held;
    uint32_t slot = find_slot(name, len, &held);
    if (!held) {
        char *copy = symbol_count < SYMBOL_LIMIT ? strndup(name, len) : NULL;
        if (!copy) {
            fputs("inmd: too many names\n", stderr);
            abort();
        }
        symbol_count++;
        atomic_store_explicit(&symbol_slots[slot], copy, memory_order_release);
    }
    pthread_mutex_unlock(&symbol_lock);
    return slot;
}

symbol symbol_of(const char *name)
{
    return symbol_of_n(name, strlen(name));
}

const char *symbol_name(symbol name)
{
    const char *text = name < SYMBOL_SLOTS ? atomic_load(&symbol_slots[name]) : NULL;
    return text ? text : "";
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

struct map {
    const struct object_class *class;
    struct arena *arena;
    struct entry *entries;
    unsigned count, room;
};

static bool map_find(const void *self, symbol name, struct value *out)
{
    const struct map *map = self;
    for (unsigned i = 0; i < map->count; i++) {
        if (map->entries[i].name == name) {
            *out = map->entries[i].value;
            return true;
        }
    }
    return false;
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
}

void map_put(struct map *map, symbol name, struct value value)
{
    for (unsigned i = 0; i < map->count; i++) {
        if (map->entries[i].name == name) {
            map->entries[i].value = value;
            return;
        }
    }
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
