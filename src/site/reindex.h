/* Derived tables: made again for each record that a transaction touched. */
#pragma once
#include "store/store.h"

void site_reindex(struct db *db, const char *table, int64_t id, bool bulk);
void site_reindex_all(struct db *db, const char *table, size_t records, bool before);
