/* Search over everything that is public. */
#pragma once
#include "store/store.h"
#include "web/route.h"

/* What can be found. A kind's place is part of its documents' numbers: kinds are only ever appended. */
struct search_kind {
    const char *table;
    enum query_id add; /* makes a record's documents again */
    const char *route; /* its page; NULL: it has none */
};
#define SEARCH_KINDS 7
extern const struct search_kind search_kinds[SEARCH_KINDS + 1]; /* ends with table NULL */
/* The place of TABLE among them, -1: it is not searched. */
int search_kind_of(const char *table);

/* Documents of one language and kind have numbers from the first to the last, the newest first: each the last less its record's number.
 * Hits of one kind, or of one language, are found without passing the others by, and upwards FTS5 reads in half the time. */
int64_t search_first(int kind, enum language lang);
int64_t search_last(int kind, enum language lang);

route_handler search_page;

/* A job that comes again every day: each full-text index becomes one part again. */
#define SEARCH_DAILY "search_daily"
bool search_daily(struct store *store, struct problem *problem);
/* Sets it going, if it is not. */
bool search_daily_start(struct store *store, struct problem *problem);
