/* Publications of members: "this is me" on an author's line of the list, or brought by BibTeX, RIS or DOI; the staff approve. */
#pragma once
#include "record/record.h"
#include "site/publications/reference.h"
#include "store/store.h"
#include "web/route.h"

route_handler claims_page, claims_send, claims_withdraw, claims_queue, claims_decide;

/* The publication of our list (published, or waiting to be) that REFERENCE is: by DOI, or by title and year; 0 if there is none. */
int64_t claims_duplicate(struct db *db, struct arena *arena, const struct reference *reference);
/* Publications for the words or the DOI of QUERY, at most 20: list of id, slug, title, year, lines (line, position, owner, mine, waits). */
struct value claims_search(struct request *request, const char *query);
/* One of them, with its lines; null if it is not published. */
struct value claims_found(struct request *request, int64_t publication);

/* The form's answer to pasted text: entries with what was read, what is wrong, whether they are in the list already. */
void claims_add_entries(struct request *request, struct map *page, struct reference *entries);
/* Inside a transaction: writes the chosen entries as publications that wait, each with a claim. *COUNT of them were written; *WRONG is the first that could not. */
bool claims_save_entries(struct db *db, struct request *request, struct reference *entries,
                         int *count, const struct reference **wrong, struct problem *problem);
/* Inside a transaction. */
bool claims_put(struct db *db, int64_t publication, int64_t member, int64_t position,
                const char *line, bool added);
