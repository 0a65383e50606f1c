/* The daily purge: what has been kept for as long as the rules say goes, each rule by itself, and is counted. */
#include "base/moment.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "record/retention.h"
#include "site/privacy/person.h"
#include "site/privacy/privacy.h"
#include "site/privacy/tombstone.h"

#define DAY 86400
#define HOUR_UTC 9 /* three at night in Mexico */

static int64_t erase_people(struct db *db, struct arena *arena, const struct retention_rule *rule,
                            struct problem *problem)
{
    struct stmt *stmt = retention_people(db, arena, rule);
    struct somebody people[50];
    int count = 0;
    while (count < 50 && step(stmt))
        people[count++] =
            (struct somebody){ col_int(stmt, "member_id"), col_int(stmt, "account_id"), NULL };
    done(stmt);
    for (int i = 0; i < count; i++) {
        struct stmt *settled = query(db, Q_erasure_done_of);
        bind_int(settled, "member", people[i].member);
        bind_int(settled, "account", people[i].account);
        bind_int(settled, "now", moment_now());
        if (!run(settled) || !person_erase(db, &people[i], 0, "", "history.erased_rule", problem))
            return -1;
    }
    return count;
}

static int64_t apply(struct db *db, struct arena *arena, const struct retention_rule *rule,
                     struct problem *problem)
{
    if (text_equal(rule->action, "erase"))
        return erase_people(db, arena, rule, problem);
    return retention_apply(db, arena, rule);
}

static bool log_rows(struct db *db, const char *rule, int64_t rows)
{
    struct stmt *stmt = query(db, Q_purge_add);
    bind_int(stmt, "now", moment_now());
    bind_text(stmt, "rule", rule);
    bind_int(stmt, "rows", rows);
    return run(stmt);
}

static int64_t tomorrow(void)
{
    int64_t today = moment_now() / DAY * DAY + HOUR_UTC * 3600;
    return today > moment_now() ? today : today + DAY;
}

bool privacy_purge(struct db *db, int64_t subject, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct retention_rules rules = retention_load(db, arena);
    bool good = true;
    for (size_t i = 0; i < rules.count && good; i++) {
        int64_t rows = apply(db, arena, &rules.at[i], problem);
        good = rows >= 0 && (!rows || log_rows(db, rules.at[i].rule, rows));
    }
    arena_free(arena);
    return good && log_rows(db, "all", 0) &&
           (subject || job_add(db, "purge", 0, tomorrow())); /* SUBJECT 1: asked for by the staff */
}

static bool add_job(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return scalar_int(query(db, Q_purge_planned)) || job_add(db, "purge", 0, tomorrow());
}

bool privacy_start(struct store *store, struct problem *problem)
{
    struct db *db = store_reader(store);
    bool planned = db && reader_begin(db, problem) && scalar_int(query(db, Q_purge_planned));
    if (db)
        reader_end(db);
    return (planned || store_write_quietly(store, add_job, NULL, problem)) &&
           tombstones_apply(store, problem);
}
