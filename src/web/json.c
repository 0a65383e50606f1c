#include "web/json.h"

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
