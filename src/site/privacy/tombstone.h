/* Who was erased stays erased when a backup from before is restored: their numbers stand in a file beside the database,
 * FILE.erased, one a line: member or account, number, when the record was made, when it was erased. Nothing else is in it. */
#pragma once
#include "base/problem.h"
#include "store/store.h"

/* Outside of a transaction, after an erasure: brings the file up to date, then writes the database anew (store_scour). */
bool tombstones_scour(struct store *store, struct problem *problem);
/* At start: erases again who stands in the file and is in the database. */
bool tombstones_apply(struct store *store, struct problem *problem);
