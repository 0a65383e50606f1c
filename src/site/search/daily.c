#include "base/moment.h"
#include "jobs/jobs.h"
#include "site/search/search.h"

#define DAY 86400
#define SOON 600 /* seconds after the first start */

static bool add_next(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return job_remove(db, SEARCH_DAILY, 0) && job_add(db, SEARCH_DAILY, 0, moment_now() + DAY);
}

bool search_daily(struct store *store, struct problem *problem)
{
    return store_merge_indexes(store, problem) &&
           store_write_quietly(store, add_next, NULL, problem);
}

static bool start(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return scalar_int(query(db, Q_search_daily_exists)) ||
           job_add(db, SEARCH_DAILY, 0, moment_now() + SOON);
}

bool search_daily_start(struct store *store, struct problem *problem)
{
    return store_write_quietly(store, start, NULL, problem);
}
