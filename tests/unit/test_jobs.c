/* Work by date: run when due, once, and again after a failure. */
#include "base/moment.h"
#include "jobs/jobs.h"
#include "unit/scratch.h"

static int ran, ran_with;

static bool publish(struct db *db, int64_t subject, struct problem *problem)
{
    (void)problem;
    ran++;
    ran_with = (int)subject;
    struct stmt *stmt = query_text(
        db, "INSERT INTO topic (slug, created_at, updated_at) VALUES ('t' || :id, 1, 1)");
    bind_int(stmt, "id", subject);
    return run(stmt);
}

static bool refuse(struct db *db, int64_t subject, struct problem *problem)
{
    ran++;
    publish(db, subject + 100, NULL);
    return problem_set(problem, FAULT_CONFLICT, "error.text_409", "in the way");
}

static const char *who(struct db *db, int64_t subject, struct arena *in)
{
    (void)db;
    return arena_print(in, "Ana %d", (int)subject);
}

static const struct job_kind kinds[] = {
    { "publish", publish, "history.published", who },
    { "fail", refuse, "history.published", NULL },
    { 0 },
};

static int setup(void **state)
{
    ran = ran_with = 0;
    job_kinds_set(kinds);
    return scratch_open(state);
}

static const struct author quiet = { .kind = "system", .quiet = true };

struct wish {
    const char *kind;
    int64_t subject, run_at;
};

static bool add(struct db *db, void *self, struct problem *problem)
{
    const struct wish *wish = self;
    (void)problem;
    return job_add(db, wish->kind, wish->subject, wish->run_at);
}

static bool take_off(struct db *db, void *self, struct problem *problem)
{
    const struct wish *wish = self;
    (void)problem;
    return job_remove(db, wish->kind, wish->subject);
}

static void later(const char *kind, int64_t subject, int64_t run_at)
{
    struct wish wish = { kind, subject, run_at };
    assert_true(store_write(store, &quiet, add, &wish, NULL, NULL));
}

static void test_due(void **state)
{
    (void)state;
    jobs_run_due(store);
    assert_int_equal(ran, 0);
    later("publish", 7, moment_now() + 3600);
    assert_false(jobs_due());
    jobs_run_due(store);
    assert_int_equal(ran, 0);
    later("publish", 8, moment_now());
    assert_true(jobs_due());
    jobs_run_due(store);
    assert_int_equal(ran, 1);
    assert_int_equal(ran_with, 8);
    assert_false(jobs_due());
    jobs_run_due(store);
    assert_int_equal(ran, 1);
    assert_int_equal(asked("SELECT count(*) FROM job"), 1);
    assert_int_equal(asked("SELECT count(*) FROM change WHERE who = 'Ana 8' AND kind = 'system'"),
                     1);
}

static void test_removed(void **state)
{
    struct wish wish = { "publish", 7, 0 };
    (void)state;
    later("publish", 7, 1);
    later("publish", 9, 1);
    assert_true(store_write(store, &quiet, take_off, &wish, NULL, NULL));
    jobs_run_due(store);
    assert_int_equal(ran, 1);
    assert_int_equal(ran_with, 9);
}

static void test_failed(void **state)
{
    (void)state;
    later("fail", 1, 1);
    jobs_run_due(store);
    assert_int_equal(ran, 2); /* fail and the publish in it: once, not in a circle */
    assert_int_equal(asked("SELECT count(*) FROM topic"), 0);
    assert_int_equal(asked("SELECT attempts FROM job WHERE error = 'in the way'"), 1);
    int64_t run_at = asked("SELECT run_at FROM job");
    assert_in_range(run_at, moment_now() + 50, moment_now() + 61);
}

/* A kind that a newer program wrote stays for it, and does not hold up the others. */
static void test_unknown(void **state)
{
    (void)state;
    later("no_such", 1, 1);
    later("publish", 2, 2);
    jobs_run_due(store);
    assert_int_equal(ran_with, 2);
    assert_int_equal(asked("SELECT count(*) FROM job WHERE kind = 'no_such'"), 1);
}

static void test_other_process(void **state)
{
    (void)state;
    jobs_run_due(store); /* nothing: next moment known */
    struct wish wish = { "publish", 3, 1 };
    assert_true(store_write(store, &quiet, add, &wish, NULL, NULL));
    job_kinds_set(kinds); /* as a process that knows nothing of it */
    jobs_run_due(store);
    assert_int_equal(ran_with, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_due, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_removed, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_failed, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_unknown, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_other_process, setup, scratch_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
