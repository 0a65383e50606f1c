#include "web/json.h"

#include <stdlib.h>

struct value json_to_value(struct arena *arena, const json_t *json)
{
    const char *key;
    json_t *inner;
    size_t i;
    switch (json_typeof(json)) {
    case JSON_OBJECT: {
        struct map *map = map_new(arena);
        json_object_foreach((json_t *)(uintptr_t)json, key, inner)
            map_set(map, key, json_to_value(arena, inner));
        return map_value(map);
    }
    case JSON_ARRAY: {
        struct array *array = array_new(arena);
        json_array_foreach(json, i, inner) array_add(array, json_to_value(arena, inner));
        return array_value(array);
    }
    case JSON_STRING:
        return value_text_n(arena_copy_n(arena, json_string_value(json), json_string_length(json)),
                            json_string_length(json));
    case JSON_INTEGER:
        return value_int(json_integer_value(json));
    case JSON_REAL:
        return (struct value){ .kind = VALUE_REAL, .real = json_real_value(json) };
    case JSON_NULL:
        return value_null();
    default:
        return value_bool(json_is_true(json));
    }
}

static json_t *plain(struct value value)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_TRUE:
    case VALUE_FALSE:
        return json_boolean(value.kind == VALUE_TRUE);
    case VALUE_INT:
        return json_integer(value.number);
    case VALUE_REAL:
        return json_real(value.real);
    case VALUE_TEXT:
        return json_stringn(value.text, value.len);
    default:
        return json_null();
    }
}

static void put_word(void *self, symbol name, struct value value)
{
    json_object_set_new(self, symbol_name(name), plain(value));
}

const char *json_of_words(struct arena *arena, const struct map *words)
{
    json_t *json = json_object();
    map_each(words, put_word, json);
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_copy(arena, text);
    free(text);
    json_decref(json);
    return copy;
}

struct map *json_to_words(struct arena *arena, const char *text)
{
    json_t *json = text ? json_loads(text, 0, NULL) : NULL;
    struct value value = json_is_object(json) ? json_to_value(arena, json) : value_null();
    json_decref(json);
    return map_of(value);
}
