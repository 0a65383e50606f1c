/* Synthetic records, marked as such, removable as one change. */
#pragma once
#include <stdbool.h>

#include "base/problem.h"

/* COUNT demonstration members, unless there are some already. */
bool demo_members_once(long count, struct problem *problem);
/* Any number of records, for trying scale; the same SEED gives the same ones. */
bool demo_fill(long members, long events, long publications, unsigned seed,
               struct problem *problem);
