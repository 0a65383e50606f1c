#include "jobs/worker.h"

#include <pthread.h>
#include <time.h>

#include "base/moment.h"
#include "jobs/jobs.h"
#include "mail/outbox.h"

#define PURGE_EVERY 3600
#define RECOVER_EVERY 300

static pthread_t thread;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static bool running, stopping;

static bool purge(struct db *db, void *self, struct problem *problem)
{
    static const enum query_id queries[] = { Q_jobs_purge_registrations, Q_jobs_purge_links,
                                             Q_kept_purge };
    bool good = true;
    (void)self;
    (void)problem;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct stmt *stmt = query(db, queries[i]);
        bind_int(stmt, "now", moment_now());
        good = run(stmt) && good;
    }
    return good;
}

static bool wait_a_second(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    pthread_mutex_lock(&lock);
    if (!stopping)
        pthread_cond_timedwait(&wake, &lock, &until);
    bool go_on = !stopping;
    pthread_mutex_unlock(&lock);
    return go_on;
}

static void *work(void *store)
{
    int64_t purged = 0, recovered = 0;
    while (wait_a_second()) {
        jobs_run_due(store);
        if (moment_now() - recovered > RECOVER_EVERY) {
            outbox_recover(store);
            recovered = moment_now();
        }
        while (outbox_deliver_one(store))
            ;
        if (moment_now() - purged > PURGE_EVERY) {
            store_write_quietly(store, purge, NULL, NULL);
            purged = moment_now();
        }
        readers_release(store);
    }
    smtp_end();
    return NULL;
}

void worker_start(struct store *store)
{
    stopping = false;
    running = !pthread_create(&thread, NULL, work, store);
}

void worker_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&lock);
    if (running)
        pthread_join(thread, NULL);
    running = false;
}
