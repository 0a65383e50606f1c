/* Who was erased stays erased when a backup from before is restored: their numbers stand in a file beside the database,
 * FILE.erased, one a line: member or account, number, when the record was made, when it was erased. Nothing else is in it. */
#pragma once
#include "base/problem.h"
#include "store/store.h"

/* When the database is to be written anew after an erasure at NOW: at once while it is small; else at night, because writers wait as long
 * as the copy takes (half a gigabyte: some 15 s). What was deleted is overwritten with zeros in any case (secure_delete); until then only
 * words of the search index may be left in the file. */
int64_t tombstones_scour_at(const struct store *store, int64_t now);
/* Outside of a transaction, at once after an erasure in a large database: brings the file beside it up to date and empties its log. */
bool tombstones_tidy(struct store *store, struct problem *problem);
/* Outside of a transaction, after an erasure: brings the file up to date, then writes the database anew (store_scour). */
bool tombstones_scour(struct store *store, struct problem *problem);
/* At start: erases again who stands in the file and is in the database. */
bool tombstones_apply(struct store *store, struct problem *problem);
