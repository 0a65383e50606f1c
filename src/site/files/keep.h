/* What uses files, and what becomes of those that nothing uses (docs/files.md). */
#pragma once
#include "jobs/jobs.h"
#include "record/record.h"

#define FILES_DAILY "files_daily"
#define FILES_UNUSED_DAYS 30
/* The addresses of files that the record's texts name, made again inside the transaction that changed it. */
void file_refs_reindex(struct db *db, const char *table, int64_t id);
/* Whether anything uses the file: a record, a draft, a text. */
bool file_is_used(struct db *db, int64_t id);
/* The daily job: notes what nothing uses, and deletes what nothing has used for 30 days. */
bool files_daily(struct db *db, int64_t subject, struct problem *problem);
/* Adds the job if it is not there yet. At start. */
bool files_daily_start(struct store *store, struct problem *problem);
