/* Readers keep their snapshot between requests: nobody notices. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "store/store_internal.h"
#include "unit/scratch.h"

static const struct author quiet = { .kind = "system", .quiet = true };

static bool execute(struct db *db, void *sql, struct problem *problem)
{
    return db_script(db, sql, problem);
}

static void write_here(const char *sql)
{
    assert_true(store_write(store, &quiet, execute, (void *)(uintptr_t)sql, NULL, NULL));
}

/* What another process answers that works on the same file. */
static const char *elsewhere(const char *sql)
{
    static char answer[200];
    char command[400];
    snprintf(command, sizeof command, "sqlite3 %s \"%s\"", file, sql);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t len = fread(answer, 1, sizeof answer - 1, pipe);
    answer[len] = '\0';
    assert_int_equal(pclose(pipe), 0);
    return answer;
}

#define PUT(name) "INSERT INTO setting VALUES ('" name "', 'x');"
#define COUNT "SELECT count(*) FROM setting"
#define EMPTY_LOG "PRAGMA wal_checkpoint(TRUNCATE)"

static int64_t log_size(void)
{
    char name[80];
    struct stat about;
    snprintf(name, sizeof name, "%s-wal", file);
    return stat(name, &about) ? 0 : about.st_size;
}

/* A thread that reads when it is asked to. */
struct peer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    const char *sql;
    int64_t number;
    bool asked, over;
    struct db *db;
};

static void *answer(void *self)
{
    struct peer *peer = self;
    pthread_mutex_lock(&peer->lock);
    while (!peer->over) {
        if (peer->asked) {
            peer->db = store_reader(store);
            peer->number =
                reader_begin(peer->db, NULL) ? scalar_int(query_text(peer->db, peer->sql)) : -1;
            reader_end(peer->db);
            peer->asked = false;
            pthread_cond_signal(&peer->turn);
        }
        pthread_cond_wait(&peer->turn, &peer->lock);
    }
    pthread_mutex_unlock(&peer->lock);
    return NULL;
}

static void peer_start(struct peer *peer)
{
    *peer = (struct peer){ .over = false };
    pthread_mutex_init(&peer->lock, NULL);
    pthread_cond_init(&peer->turn, NULL);
    assert_int_equal(pthread_create(&peer->thread, NULL, answer, peer), 0);
}

static int64_t peer_asked(struct peer *peer, const char *sql)
{
    pthread_mutex_lock(&peer->lock);
    peer->sql = sql;
    peer->asked = true;
    pthread_cond_signal(&peer->turn);
    while (peer->asked)
        pthread_cond_wait(&peer->turn, &peer->lock);
    pthread_mutex_unlock(&peer->lock);
    return peer->number;
}

static void peer_end(struct peer *peer)
{
    pthread_mutex_lock(&peer->lock);
    peer->over = true;
    pthread_cond_signal(&peer->turn);
    pthread_mutex_unlock(&peer->lock);
    pthread_join(peer->thread, NULL);
    pthread_mutex_destroy(&peer->lock);
    pthread_cond_destroy(&peer->turn);
}

static void test_a_snapshot_is_kept(void **state)
{
    (void)state;
    asked(COUNT);
    struct db *db = store_reader(store);
    assert_true(db->keeps);
    uint64_t mark = db->mark;
    asked(COUNT);
    assert_true(db->keeps);
    assert_true(mark && mark == db->mark);
    readers_release(store);
    assert_false(db->keeps);
}

static void test_what_was_written_is_seen_by_every_thread(void **state)
{
    struct peer peer;
    (void)state;
    peer_start(&peer);
    int64_t before = asked(COUNT);
    assert_int_equal(peer_asked(&peer, COUNT), before);
    write_here(PUT("a"));
    assert_int_equal(peer_asked(&peer, COUNT), before + 1);
    assert_int_equal(asked(COUNT), before + 1);
    peer_end(&peer);
}

/* At once, also where nobody reads meanwhile, and for pages that were kept. */
static void test_what_another_process_wrote_is_seen(void **state)
{
    struct db *db = store_reader(store);
    uint64_t tables[4], stamp;
    (void)state;
    for (int round = 0; round < 3; round++) {
        int64_t before = asked(COUNT);
        reader_tables(db, tables, &stamp);
        assert_true(db->keeps);
        assert_true(store_unchanged(store, tables, stamp));
        elsewhere(round == 0 ? PUT("a") : round == 1 ? PUT("b") : PUT("c"));
        assert_false(store_unchanged(store, tables, stamp));
        assert_int_equal(asked(COUNT), before + 1);
        reader_tables(db, tables, &stamp);
        assert_true(store_unchanged(store, tables, stamp));
    }
}

static void test_a_new_schema_of_another_process(void **state)
{
    (void)state;
    asked(COUNT);
    elsewhere("ALTER TABLE setting ADD COLUMN fresh INTEGER DEFAULT 3; INSERT INTO setting VALUES "
              "('a', 'x', 3)");
    assert_true(asked("SELECT max(fresh) FROM setting") == 3);
}

struct writing {
    const char *sql;
    bool good;
};

static void *write_there(void *self)
{
    struct writing *writing = self;
    writing->good =
        store_write(store, &quiet, execute, (void *)(uintptr_t)writing->sql, NULL, NULL);
    return NULL;
}

/* Our writer stands in line: what others commit meanwhile is seen all the same. */
static void test_another_process_is_seen_while_our_writer_waits(void **state)
{
    struct db *db = store_reader(store);
    struct writing writing = { PUT("mine"), false };
    uint64_t tables[4], stamp;
    pthread_t thread;
    sqlite3 *other = NULL;
    (void)state;
    assert_int_equal(sqlite3_open(file, &other), SQLITE_OK); /* as good as another process */
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE;" PUT("theirs"), NULL, NULL, NULL), 0);
    asked(COUNT);
    reader_tables(db, tables, &stamp);
    assert_int_equal(pthread_create(&thread, NULL, write_there, &writing), 0);
    while (!pthread_mutex_trylock(&store->write_lock)) {
        pthread_mutex_unlock(&store->write_lock);
        usleep(1000);
    }
    usleep(150000); /* SQLite's steps are long by now */
    assert_true(store_unchanged(store, tables, stamp));
    assert_int_equal(sqlite3_exec(other, "COMMIT;", NULL, NULL, NULL), 0);
    assert_false(store_unchanged(store, tables, stamp));
    sqlite3_close(other);
    pthread_join(thread, NULL);
    assert_true(writing.good);
}

/* A page is as old as its snapshot; one that begins after the commit is new. */
static void test_a_page_of_an_old_snapshot_is_old(void **state)
{
    struct db *db = store_reader(store);
    struct writing writing = { PUT("a"), false };
    uint64_t tables[4], stamp;
    pthread_t thread;
    (void)state;
    int64_t before = asked(COUNT);
    assert_true(db->keeps);
    assert_true(reader_begin(db, NULL));
    assert_int_equal(pthread_create(&thread, NULL, write_there, &writing), 0);
    pthread_join(thread, NULL);
    assert_true(writing.good);
    assert_int_equal(scalar_int(query_text(db, COUNT)), before);
    reader_tables(db, tables, &stamp);
    reader_end(db);
    assert_false(db->keeps);
    assert_false(store_unchanged(store, tables, stamp));
    assert_int_equal(asked(COUNT), before + 1);
    reader_tables(db, tables, &stamp);
    assert_true(store_unchanged(store, tables, stamp));
}

/* Of the numbers of changes a kept snapshot uses the present ones, or its pages would be old for ever. */
static void test_a_snapshot_between_a_commit_and_its_number(void **state)
{
    struct db *db = store_reader(store);
    struct tables all = { { ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0) } };
    uint64_t tables[4], stamp;
    (void)state;
    asked(COUNT);
    store_bump(store, &all); /* of a commit that the snapshot shows already */
    asked(COUNT);
    reader_tables(db, tables, &stamp);
    assert_true(store_unchanged(store, tables, stamp));
}

static void test_who_writes_while_reading_sees_it(void **state)
{
    struct db *db = store_reader(store);
    uint64_t tables[4], stamp;
    (void)state;
    assert_true(reader_begin(db, NULL));
    int64_t before = scalar_int(query_text(db, COUNT));
    write_here(PUT("a"));
    assert_int_equal(scalar_int(query_text(db, COUNT)), before + 1);
    reader_tables(db, tables, &stamp);
    reader_end(db);
    assert_false(store_unchanged(store, tables, stamp)); /* what was read before was older */
    /* but what is being read stays as it was */
    assert_true(reader_begin(db, NULL));
    struct stmt *list = query_text(db, "SELECT key FROM setting ORDER BY key");
    assert_true(step(list));
    write_here(PUT("b"));
    assert_int_equal(scalar_int(query_text(db, COUNT)), before + 1);
    done(list);
    reader_end(db);
    assert_int_equal(asked(COUNT), before + 2);
}

static void test_statements_outside_see_what_is_there(void **state)
{
    struct db *db = store_reader(store);
    (void)state;
    int64_t before = asked(COUNT);
    assert_true(db->keeps);
    elsewhere(PUT("a"));
    assert_int_equal(scalar_int(query_text(db, COUNT)), before + 1);
    assert_false(db->keeps);
}

static void test_what_was_not_given_back_ends(void **state)
{
    struct db *db = store_reader(store);
    (void)state;
    write_here(PUT("a") PUT("b"));
    assert_true(reader_begin(db, NULL));
    struct stmt *list = query_text(db, "SELECT key FROM setting");
    assert_true(step(list));
    reader_end(db);
    assert_false(db->keeps);
    int64_t before = asked(COUNT);
    elsewhere(PUT("c"));
    assert_int_equal(asked(COUNT), before + 1);
    done(list);
    assert_string_equal(elsewhere(EMPTY_LOG), "0|0|0\n");
    asked(COUNT);
    assert_true(db->keeps);
}

static void test_a_snapshot_that_failed_is_not_kept(void **state)
{
    struct db *db = store_reader(store);
    (void)state;
    assert_true(reader_begin(db, NULL));
    scalar_int(query_text(db, COUNT));
    assert_false(run(query_text(db, "DELETE FROM setting")));
    reader_end(db);
    assert_false(db->keeps);
    asked(COUNT);
    assert_true(db->keeps);
}

static void test_one_at_a_time(void **state)
{
    struct db *db = store_reader(store);
    struct problem problem = { 0 };
    (void)state;
    assert_true(reader_begin(db, NULL));
    assert_false(reader_begin(db, &problem));
    assert_int_equal(problem.fault, FAULT_BUG);
    int64_t number = scalar_int(query_text(db, COUNT));
    reader_end(db);
    reader_end(db);
    assert_int_equal(asked(COUNT), number);
}

/* The log goes to the file and begins anew though idle readers keep what they read, and though who writes had read. */
static void test_idle_readers_do_not_hold_the_log(void **state)
{
    struct peer peers[3];
    struct db *db = store_reader(store);
    char sql[200];
    (void)state;
    for (int i = 0; i < 3; i++)
        peer_start(&peers[i]);
    for (int i = 0; i < 120; i++) { /* 100 pages each */
        snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO setting VALUES ('big', zeroblob(%d))",
                 400000 + i);
        assert_true(reader_begin(db, NULL));
        scalar_int(query_text(db, COUNT));
        write_here(sql);
        reader_end(db);
        assert_int_equal(
            peer_asked(&peers[i % 3], "SELECT length(value) FROM setting WHERE key = 'big'"),
            400000 + i);
    }
    assert_in_range(log_size(), 1, 24 << 20);
    for (int i = 0; i < 3; i++)
        peer_end(&peers[i]);
}

/* Nor what other processes do, once the worker had its turn. */
static void test_another_process_empties_the_log(void **state)
{
    struct peer peer;
    (void)state;
    write_here(PUT("a"));
    peer_start(&peer);
    peer_asked(&peer, COUNT);
    assert_int_equal(elsewhere(EMPTY_LOG)[0], '1'); /* kept */
    readers_release(store);
    assert_string_equal(elsewhere(EMPTY_LOG), "0|0|0\n");
    peer_asked(&peer, COUNT);
    assert_string_equal(elsewhere(EMPTY_LOG), "0|0|0\n"); /* it reads from the file itself */
    write_here(PUT("b"));
    peer_asked(&peer, COUNT);
    peer_end(&peer); /* so does the end of its thread */
    assert_string_equal(elsewhere(EMPTY_LOG), "0|0|0\n");
    assert_null(store->readers);
}

static void *read_on(void *self)
{
    struct peer *peer = self;
    struct db *db = store_reader(store);
    int64_t last = 0, steps = 0;
    pthread_mutex_lock(&peer->lock);
    while (!peer->over) {
        int64_t acknowledged = peer->number;
        pthread_mutex_unlock(&peer->lock);
        int64_t number =
            reader_begin(db, NULL)
                ? scalar_int(query_text(db, "SELECT coalesce(max(value + 0), 0) FROM setting WHERE "
                                            "key = 'big'"))
                : -1;
        reader_end(db);
        pthread_mutex_lock(&peer->lock);
        peer->asked = peer->asked || number < acknowledged || number < last;
        last = number;
        steps++;
    }
    pthread_mutex_unlock(&peer->lock);
    return (void *)(intptr_t)steps;
}

/* Words that were wiped leave the log, at once, whoever reads on: nothing waits for ever. */
static void test_wiping_among_readers(void **state)
{
    struct peer idle, busy = { .over = false };
    struct timespec began, ended;
    (void)state;
    pthread_mutex_init(&busy.lock, NULL);
    assert_int_equal(pthread_create(&busy.thread, NULL, read_on, &busy), 0);
    peer_start(&idle);
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int i = 0; i < 5; i++) {
        write_here("INSERT OR REPLACE INTO setting VALUES ('a', 'x')");
        peer_asked(&idle, COUNT);
        assert_true(i % 2 ? store_scour(store, NULL) : store_wipe(store, NULL));
        assert_int_equal(log_size(), 0);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_in_range(ended.tv_sec - began.tv_sec, 0, 4);
    pthread_mutex_lock(&busy.lock);
    busy.over = true;
    pthread_mutex_unlock(&busy.lock);
    pthread_join(busy.thread, NULL);
    peer_end(&idle);
}

/* Readers, a writer and another process at once: what was acknowledged is seen by everyone, and nothing goes back. */
static void test_nobody_sees_an_older_state(void **state)
{
    struct peer peers[3];
    char sql[200];
    sqlite3 *other = NULL;
    bool wrong = false;
    (void)state;
    assert_int_equal(sqlite3_open(file, &other), SQLITE_OK);
    sqlite3_busy_timeout(other, 5000);
    for (int i = 0; i < 3; i++) {
        peers[i] = (struct peer){ .over = false };
        pthread_mutex_init(&peers[i].lock, NULL);
        assert_int_equal(pthread_create(&peers[i].thread, NULL, read_on, &peers[i]), 0);
    }
    for (int64_t number = 1; number <= 600; number++) {
        snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO setting VALUES ('big', '%lld')",
                 (long long)number);
        if (number % 3)
            write_here(sql);
        else
            assert_int_equal(sqlite3_exec(other, sql, NULL, NULL, NULL), SQLITE_OK);
        for (int i = 0; i < 3; i++) {
            pthread_mutex_lock(&peers[i].lock);
            peers[i].number = number;
            pthread_mutex_unlock(&peers[i].lock);
        }
        if (number % 7 == 0)
            readers_release(store);
    }
    for (int i = 0; i < 3; i++) {
        void *steps;
        pthread_mutex_lock(&peers[i].lock);
        peers[i].over = true;
        pthread_mutex_unlock(&peers[i].lock);
        pthread_join(peers[i].thread, &steps);
        wrong = wrong || peers[i].asked || !steps;
    }
    sqlite3_close(other);
    assert_false(wrong);
}

static void test_a_copy_while_snapshots_are_kept(void **state)
{
    char copy[80];
    (void)state;
    write_here(PUT("a"));
    int64_t count = asked(COUNT);
    snprintf(copy, sizeof copy, "%s.copy", file);
    assert_true(store_backup(store, copy, NULL));
    store_close(store);
    store = store_open(copy, 0, NULL);
    assert_non_null(store);
    assert_int_equal(asked(COUNT), count);
    assert_true(store_reader(store)->keeps);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_open, scratch_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_snapshot_is_kept),
        TEST(test_what_was_written_is_seen_by_every_thread),
        TEST(test_what_another_process_wrote_is_seen),
        TEST(test_a_new_schema_of_another_process),
        TEST(test_another_process_is_seen_while_our_writer_waits),
        TEST(test_a_page_of_an_old_snapshot_is_old),
        TEST(test_a_snapshot_between_a_commit_and_its_number),
        TEST(test_who_writes_while_reading_sees_it),
        TEST(test_statements_outside_see_what_is_there),
        TEST(test_what_was_not_given_back_ends),
        TEST(test_a_snapshot_that_failed_is_not_kept),
        TEST(test_one_at_a_time),
        TEST(test_idle_readers_do_not_hold_the_log),
        TEST(test_another_process_empties_the_log),
        TEST(test_wiping_among_readers),
        TEST(test_nobody_sees_an_older_state),
        TEST(test_a_copy_while_snapshots_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
