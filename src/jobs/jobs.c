#include "jobs/jobs.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/text.h"

#define RETRY_SECONDS 60
#define RETRY_LIMIT 86400
#define HOLD_SECONDS 10 /* when not even the failure could be written */

static const struct job_kind *kinds;
static _Atomic int64_t next_at;   /* of the next job; 0: not known */
static _Atomic int64_t looked_at; /* when the table was read last */
static _Atomic int64_t held_until;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

void job_kinds_set(const struct job_kind *all)
{
    kinds = all;
    atomic_store(&next_at, 0);
    atomic_store(&looked_at, 0);
    atomic_store(&held_until, 0);
}

static const struct job_kind *kind_named(const char *name)
{
    for (const struct job_kind *kind = kinds; kind && kind->kind; kind++) {
        if (text_equal(kind->kind, name))
            return kind;
    }
    return NULL;
}

bool job_add(struct db *db, const char *kind, int64_t subject, int64_t run_at)
{
    struct stmt *stmt = query(db, Q_jobs_add);
    bind_text(stmt, "kind", kind);
    bind_int(stmt, "subject", subject);
    bind_int(stmt, "run_at", run_at);
    int64_t next = atomic_load(&next_at);
    while (next > run_at && !atomic_compare_exchange_weak(&next_at, &next, run_at))
        ;
    return run(stmt);
}

bool job_remove(struct db *db, const char *kind, int64_t subject)
{
    struct stmt *stmt = query(db, Q_jobs_remove);
    bind_text(stmt, "kind", kind);
    bind_int(stmt, "subject", subject);
    return run(stmt);
}

struct job {
    int64_t id, subject, attempts;
    const struct job_kind *kind;
    const char *name; /* of the kind */
    struct problem problem;
};

static bool look(struct db *db, struct arena *arena, struct job *job)
{
    struct stmt *stmt = query(db, Q_jobs_next);
    int64_t at = INT64_MAX, now = moment_now();
    bool due = false;
    if (step(stmt)) {
        at = col_int(stmt, "run_at");
        due = at <= now;
        *job = (struct job){ .id = col_int(stmt, "id"),
                             .subject = col_int(stmt, "subject_id"),
                             .attempts = col_int(stmt, "attempts"),
                             .name = arena_copy(arena, col_text(stmt, "kind")) };
        job->kind = kind_named(job->name);
    }
    done(stmt);
    atomic_store(&next_at, at);
    return due;
}

/* Takes the job away and does it; a job that another process took first is none any more. */
static bool do_job(struct db *db, void *self, struct problem *problem)
{
    struct job *job = self;
    struct stmt *take = query(db, Q_jobs_take);
    bind_int(take, "id", job->id);
    bind_int(take, "now", moment_now());
    if (!run(take))
        return false;
    if (!rows_changed(db) || (job->kind && job->kind->outside))
        return true;
    if (job->kind)
        return job->kind->run(db, job->subject, problem);
    return problem_set(problem, FAULT_BUG, "error.text_500", "no such kind of job: %s", job->name);
}

static bool postpone(struct db *db, void *self, struct problem *problem)
{
    const struct job *job = self;
    int64_t wait = job->attempts < 11 ? RETRY_SECONDS << job->attempts : RETRY_LIMIT;
    struct stmt *stmt = query(db, Q_jobs_postpone);
    (void)problem;
    bind_int(stmt, "id", job->id);
    bind_int(stmt, "run_at", moment_now() + (wait < RETRY_LIMIT ? wait : RETRY_LIMIT));
    bind_text(stmt, "error", job->problem.detail);
    return run(stmt);
}

static void run_job(struct store *store, struct job *job, const char *who)
{
    struct author author = { .kind = "system",
                             .name = who ? who : "inmd",
                             .why = job->kind ? job->kind->why : "" };
    bool good = !job->kind || !job->kind->outside || job->kind->outside(store, &job->problem);
    if (good && store_write(store, &author, do_job, job, NULL, &job->problem))
        return;
    log_line(LOG_WARNING, "job", "kind=%s attempt=%lld detail=\"%s\"", job->name,
             (long long)job->attempts + 1, job->problem.detail);
    if (!store_write_quietly(store, postpone, job, NULL))
        atomic_store(&held_until, moment_now() + HOLD_SECONDS);
}

/* The first job that is due, run. False when there is none. */
static bool run_one(struct store *store, struct arena *arena)
{
    struct db *db = store_reader(store);
    struct job job = { 0 };
    const char *who = NULL;
    if (!db || !reader_begin(db, NULL))
        return false;
    bool due = look(db, arena, &job);
    if (due && job.kind && job.kind->who)
        who = job.kind->who(db, job.subject, arena);
    reader_end(db);
    if (due)
        run_job(store, &job, who);
    return due && atomic_load(&held_until) <= moment_now();
}

bool jobs_due(void)
{
    int64_t now = moment_now();
    return atomic_load_explicit(&next_at, memory_order_relaxed) <= now &&
           atomic_load_explicit(&held_until, memory_order_relaxed) <= now;
}

void jobs_run_due(struct store *store)
{
    int64_t now = moment_now();
    bool looked = atomic_load_explicit(&looked_at, memory_order_relaxed) == now;
    if ((looked && !jobs_due()) || atomic_load(&held_until) > now)
        return;
    if (pthread_mutex_trylock(&one_at_a_time))
        return;
    atomic_store(&looked_at, now);
    struct arena *arena = arena_new();
    while (run_one(store, arena))
        arena_reset(arena);
    arena_free(arena);
    pthread_mutex_unlock(&one_at_a_time);
}
