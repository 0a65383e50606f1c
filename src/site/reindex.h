/* Derived tables: made again for the records that a transaction touched. */
#pragma once
#include "store/store.h"

void site_reindex(struct db *db, const char *table, const struct touched_record *records,
                  size_t count);
void site_reindex_one(struct db *db, const char *table, int64_t id);
