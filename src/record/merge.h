/* Two records of one type that are the same person, organization or thing, made one. All that points to the record that goes
 * moves along: what points is found from the schema (foreign keys, the register of personal data, tables that name table and
 * record), so that a new table needs no code here.
 *
 * It is one change and can be undone. Rows of tables that the history does not follow are noted in merge_moved; the row of the
 * table merge goes with the undo, and merge_follow() takes them back. */
#pragma once
#include "record/record.h"

/* What points to record ID: list of table, column, rows (more than 0). */
struct array *merge_references(struct db *db, struct arena *arena, const struct record_type *type,
                               int64_t id);
/* Inside a transaction: saves WINNER (as chosen, with the version that it was chosen from) and takes LOSER away, whose address
 * then leads to the winner. *MERGE is the merge's number. FAULT_CONFLICT when either has changed since. */
bool merge_records(struct db *db, struct record *winner, const struct record *loser, int64_t *merge,
                   struct problem *problem);
/* Notes that the row with this rowid of a table without history belongs to TO by this merge, and to FROM without it. */
bool merge_note(struct db *db, int64_t merge, const char *table, const char *column, int64_t row,
                int64_t from, int64_t to);
/* The record that ID was merged into, 0 if none. */
int64_t merged_into(struct db *db, const struct record_type *type, int64_t id);
/* For store_on_follow(). */
void merge_follow(struct db *db, const char *table, int64_t id, bool comes);
