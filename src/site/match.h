/* What people type into a search, as a query of the full-text index. */
#pragma once
#include "base/arena.h"

/* Every word quoted, so that nothing in it is an operator; "" when there is no word. At most twelve words. */
const char *match_of(struct arena *arena, const char *typed);
/* The same with the last word also as a beginning; NULL where that word is too short. */
const char *match_beginning(struct arena *arena, const char *match);
