/* Filters as links with counts: what lists of every area share. */
#pragma once
#include "store/store.h"
#include "web/http.h"

/* Adds a facet NAME to PAGE's list "facets": STMT gives value and n (and label, where it has one). PREFIX makes message keys of values
 * ("member.kind_"); "country" and "language" are names of codes; NULL: the column label. Gives STMT back. */
void facet_add(struct request *request, struct map *page, const char *name, const char *label_key,
               struct stmt *stmt, const char *prefix);
/* The same with at most LIMIT values, and a link to show all of them ("more" in the address). */
void facet_add_some(struct request *request, struct map *page, const char *name,
                    const char *label_key, struct stmt *stmt, const char *prefix, size_t limit);
/* The same of values that are there: at most LIMIT are shown, and what is chosen. CLOSED: folded unless something in it is
 * chosen. MORE_URL: where all of them are, NULL: nowhere. VALUES must live as long as the request. */
struct facet_value {
    const char *value, *label;
    int64_t n;
};
void facet_add_values(struct request *request, struct map *page, const char *name,
                      const char *label_key, const struct facet_value *values, size_t count,
                      bool closed, const char *more_url);
/* The choice of an order as "sorts": NAMES ends with NULL, the first is the usual; words are SAY_NAME. */
void sorts_add(struct request *request, struct map *page, const char *const *names,
               const char *say);
/* Adds a removable pill for the filter NAME that has VALUE (not NULL). */
void pill_add(struct request *request, struct map *page, const char *name, const char *label);
/* The words of a facet's value. */
const char *facet_label(struct request *request, const char *prefix, const char *value);
/* Starts the lists "facets" and "pills" and sets clear_url. */
void facets_start(struct request *request, struct map *page);
/* A filter's value: NULL when absent or blank. */
const char *filter_of(const struct request *request, const char *name);
