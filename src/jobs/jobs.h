/* Work for a moment to come: rows of the table job, added in the transaction that causes them, and run when due by the worker, or
 * by the first request that finds them due: nothing depends on the worker. */
#pragma once
#include "store/store.h"

struct job_kind {
    const char *kind;
    /* Inside a transaction of its own (store_write, kind "system", why: WHY). False: all is rolled back and tried again later, after
     * 1, 2, 4 ... minutes, at most a day. The job is gone already: RUN may add it anew. */
    bool (*run)(struct db *db, int64_t subject, struct problem *problem);
    const char *why; /* for the history, message key */
    /* Whose doing it is, for the history; NULL, or when it returns NULL: the program's. */
    const char *(*who)(struct db *db, int64_t subject, struct arena *arena);
    /* Instead of RUN: outside of a transaction, for work on the file itself. May be done twice: the job goes when it returns true. */
    bool (*outside)(struct store *store, struct problem *problem);
};
/* The kinds of the site, ends with one without name: given once at start. */
void job_kinds_set(const struct job_kind *kinds);
/* Inside a transaction. RUN_AT in seconds since 1970 UTC. */
bool job_add(struct db *db, const char *kind, int64_t subject, int64_t run_at);
bool job_remove(struct db *db, const char *kind, int64_t subject);
/* Whether a job is known to be due: one comparison with the next moment, known in memory. */
bool jobs_due(void);
/* Runs what is due; cheap when nothing is. Another process's jobs are seen within a second. Outside of a snapshot (reader_begin) only. */
void jobs_run_due(struct store *store);
