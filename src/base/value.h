/* What a template can see: the one data model between rows, handlers, forms and pages.
 *
 * A value is plain (null, true/false, number, text), or an object (a table of
 * named values), or a list. Objects and lists may be lazy: a row of a running
 * statement is an object, the statement is a list, and nothing is copied.
 * Names are interned once as symbols, so looking one up compares integers. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef uint32_t symbol; /* 0 is no symbol */
/* The symbol of a name: the same name gives the same symbol in every thread. */
symbol symbol_of(const char *name);
symbol symbol_of_n(const char *name, size_t len);
/* The symbol of a name that is known already, or 0. */
symbol symbol_known(const char *name, size_t len);
const char *symbol_name(symbol name);
/* The same as symbol_of(); a NAME that is written out is looked up once for each place where it stands. */
#define SYMBOL(name)                                                                               \
    __extension__({                                                                                \
        static _Atomic symbol kept_symbol_;                                                        \
        symbol symbol_here_ = __builtin_constant_p(name)                                           \
                                  ? atomic_load_explicit(&kept_symbol_, memory_order_relaxed)      \
                                  : 0;                                                             \
        if (!symbol_here_) {                                                                       \
            symbol_here_ = symbol_of(name);                                                        \
            if (__builtin_constant_p(name))                                                        \
                atomic_store_explicit(&kept_symbol_, symbol_here_, memory_order_relaxed);          \
        }                                                                                          \
        symbol_here_;                                                                              \
    })

enum value_kind {
    VALUE_MISSING, /* no such name: an error in strict rendering */
    VALUE_NULL,
    VALUE_FALSE,
    VALUE_TRUE,
    VALUE_INT,
    VALUE_REAL,
    VALUE_TEXT,
    VALUE_HTML, /* text that is safe HTML already: never escaped again */
    VALUE_OBJECT,
    VALUE_LIST
};

struct value;

struct object_class {
    /* Sets *OUT and returns true when SELF has NAME. */
    bool (*get)(const void *self, symbol name, struct value *out);
};
struct list_class {
    void (*start)(void *self);                    /* before the first item, any number of times */
    bool (*next)(void *self, struct value *item); /* false at the end */
    /* Whether there is a first item; may be called at any time before start(). */
    bool (*any)(void *self);
};
struct value {
    uint8_t kind; /* enum value_kind */
    uint32_t len; /* of text */
    union {
        int64_t number;
        double real;
        const char *text;                         /* len bytes; NUL follows */
        const struct object_class *const *object; /* SELF; its first member is its class */
        const struct list_class *const *list;
    };
};

struct value value_null(void);
struct value value_bool(bool yes);
struct value value_yes(bool yes); /* true or null */
struct value value_int(int64_t number);
struct value value_text(const char *text); /* NULL gives null; not copied */
struct value value_text_n(const char *text, size_t len);
struct value value_html(const char *html, size_t len);

/* An object built by hand in an arena: a table of names and values. */
struct map;
struct map *map_new(struct arena *arena);
/* The same, with room for COUNT names. */
struct map *map_new_for(struct arena *arena, unsigned count);
/* Sets or replaces NAME. Text is not copied. */
void map_put(struct map *map, symbol name, struct value value);
/* Adds a name that is not there yet. */
void map_append(struct map *map, symbol name, struct value value);
struct map *map_put_map(struct map *map, symbol name);
struct array *map_put_array(struct map *map, symbol name);
struct value map_look(const struct map *map, symbol name);
const char *map_look_text(const struct map *map, symbol name);
/* The same by names as text. */
#define map_set(map, name, ...) map_put(map, SYMBOL(name), __VA_ARGS__)
#define map_text(map, name, text) map_put(map, SYMBOL(name), value_text(text)) /* NULL: null */
#define map_int(map, name, number) map_put(map, SYMBOL(name), value_int(number))
#define map_bool(map, name, yes) map_put(map, SYMBOL(name), value_yes(yes))
#define map_map(map, name) map_put_map(map, SYMBOL(name))     /* a new map under NAME */
#define map_array(map, name) map_put_array(map, SYMBOL(name)) /* a new list under NAME */
#define map_get(map, name) map_look(map, SYMBOL(name))
#define map_get_text(map, name) map_look_text(map, SYMBOL(name)) /* NULL when it is no text */
/* Calls VISIT for each name, in the order in which they were put. */
void map_each(const struct map *map, void (*visit)(void *self, symbol name, struct value value),
              void *self);
struct arena *map_arena(const struct map *map);
struct value map_value(const struct map *map); /* NULL gives null */
struct map *map_of(struct value value); /* the map that map_value() made a value of; NULL: none */

/* A list built by hand in an arena. */
struct array;
struct array *array_new(struct arena *arena);
void array_add(struct array *array, struct value value);
struct map *array_add_map(struct array *array);
size_t array_count(const struct array *array);
void array_reverse(struct array *array);
struct value array_value(struct array *array);

/* Reads NAME of a value that is an object; otherwise VALUE_MISSING. */
struct value value_get(struct value value, symbol name);
/* Mustache truth: null, false, missing, empty list and empty text are false; all else is true. */
bool value_truth(struct value value);
