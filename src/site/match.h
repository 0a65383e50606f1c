/* What people type into a search, as a query of the full-text index. */
#pragma once
#include "store/store.h"

/* Every word quoted, so that nothing in it is an operator; "" when there is no word. At most twelve words. */
const char *match_of(struct arena *arena, const char *typed);
/* The same with the last word as a beginning; NULL where that word is too short or begins nothing. WORDS gives the index's first "term"
 * from :from on: FTS5 itself joins the hits of all words with one beginning before it gives the first, which takes 7 ms for 100,000;
 * here that is left to it only where very many words begin so. */
const char *match_beginning(struct db *db, struct arena *arena, enum query_id words,
                            const char *match);
