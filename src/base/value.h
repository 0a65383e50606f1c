/* What a template can see: the one data model between rows, handlers, forms and pages.
 *
 * A value is plain (null, true/false, number, text), or an object (a table of
 * named values), or a list. Objects and lists may be lazy: a row of a running
 * statement is an object, the statement is a list, and nothing is copied.
 * Names are interned once as symbols, so looking one up compares integers. */
#pragma once
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
struct value value_int(int64_t number);
struct value value_text(const char *text); /* NULL gives null; not copied */
struct value value_text_n(const char *text, size_t len);
struct value value_html(const char *html, size_t len);

/* An object built by hand in an arena: a table of names and values. */
struct map;
struct map *map_new(struct arena *arena);
/* Sets or replaces NAME. Text is not copied. */
void map_set(struct map *map, const char *name, struct value value);
/* The same by NAME's symbol. */
void map_put(struct map *map, symbol name, struct value value);
void map_text(struct map *map, const char *name, const char *text); /* NULL gives null */
void map_int(struct map *map, const char *name, int64_t number);
void map_bool(struct map *map, const char *name, bool yes); /* false gives null */
/* A new map under NAME. */
struct map *map_map(struct map *map, const char *name);
/* A new list under NAME. */
struct array *map_array(struct map *map, const char *name);
struct value map_get(const struct map *map, const char *name);
/* NAME's text, NULL when it is none. */
const char *map_get_text(const struct map *map, const char *name);
struct arena *map_arena(const struct map *map);
struct value map_value(const struct map *map); /* NULL gives null */

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
