/* JSON as template values and back. */
#pragma once
#include <jansson.h>

#include "base/value.h"

/* Copies JSON into the arena. */
struct value json_to_value(struct arena *arena, const json_t *json);
/* A map of plain values as a JSON object, and back: objects and lists become null. NULL when TEXT is no such object. In ARENA. */
const char *json_of_words(struct arena *arena, const struct map *words);
struct map *json_to_words(struct arena *arena, const char *text);
