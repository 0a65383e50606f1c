/* JSON as template values and back. */
#pragma once
#include <jansson.h>

#include "base/value.h"

/* Copies JSON into the arena. */
struct value json_to_value(struct arena *arena, const json_t *json);
