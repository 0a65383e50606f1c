/* The store through its door: a real file in a scratch folder. */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/moment.h"
#include "site/site.h"
#include "store/store.h"
#include "unit/test.h"

static char file[64];
static struct arena *arena;
static const struct author someone = { .account = 1, .name = "Ana", .kind = "save" };

static int setup(void **state)
{
    char dir[] = "/tmp/inmd-store-XXXXXX";
    struct problem problem = { 0 };
    assert_non_null(mkdtemp(dir));
    snprintf(file, sizeof file, "%s/t.db", dir);
    arena = arena_new();
    *state = store_open(file, STORE_CREATE | STORE_MIGRATE, &problem);
    if (!*state)
        print_error("%s\n", problem.detail);
    return *state == NULL;
}

static int teardown(void **state)
{
    char command[100];
    store_close(*state);
    arena_free(arena);
    snprintf(command, sizeof command, "rm -r \"$(dirname %s)\"", file);
    return system(command);
}

static bool add_topic(struct db *db, void *self, struct problem *problem)
{
    (void)problem;
    struct stmt *stmt =
        query_text(db, "INSERT INTO topic (slug, created_at, updated_at) VALUES (:slug, 1, 1)");
    bind_text(stmt, "slug", self);
    if (!run(stmt))
        return false;
    stmt = query_text(
        db,
        "INSERT INTO topic_text (topic_id, lang, label) VALUES (last_insert_rowid(), 'en', :slug)");
    bind_text(stmt, "slug", self);
    return run(stmt);
}

static bool execute(struct db *db, void *sql, struct problem *problem)
{
    return db_script(db, sql, problem);
}

static int64_t count(struct store *store, const char *sql)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    int64_t number = scalar_int(query_text(db, sql));
    reader_end(db);
    return number;
}

static void test_reader_cannot_write(void **state)
{
    struct db *db = store_reader(*state);
    assert_true(reader_begin(db, NULL));
    assert_false(run(query_text(db, "DELETE FROM topic")));
    assert_false(run(query_text(db, "CREATE TABLE x (a)")));
    assert_false(run(query_text(db, "CREATE TEMP TABLE x (a)")));
    assert_false(run(query_text(db, "UPDATE sqlite_schema SET sql = ''")));
    reader_end(db);
}

/* Of the pragmas only the one that full-text search asks. */
static void test_reader_pragmas(void **state)
{
    struct db *db = store_reader(*state);
    assert_true(reader_begin(db, NULL));
    assert_true(run(query_text(db, "PRAGMA data_version")));
    assert_false(run(query_text(db, "PRAGMA query_only = OFF")));
    assert_false(run(query_text(db, "PRAGMA user_version")));
    reader_end(db);
}

static int reindexed;
static void count_reindex(struct db *db, const char *table, const struct touched_record *records,
                          size_t count)
{
    (void)db;
    for (size_t i = 0; i < count; i++)
        reindexed += !strcmp(table, "topic") && records[i].content;
}

/* A quiet writer keeps no change, but what is made from records follows. */
static void test_quiet_reindexes(void **state)
{
    static const struct author quiet = { .kind = "system", .quiet = true };
    int64_t change = 7;
    store_on_reindex(*state, count_reindex);
    reindexed = 0;
    assert_true(store_write(*state, &quiet, add_topic, "one", &change, NULL));
    assert_int_equal(change, 0);
    assert_int_equal(reindexed, 1);
    assert_int_equal(count(*state, "SELECT count(*) FROM change"), 0);
}

static void settle_second(struct db *db, const char *table, int64_t id)
{
    (void)id;
    assert_string_equal(table, "topic");
    assert_true(run(query_text(db, "INSERT OR IGNORE INTO topic (slug, created_at, updated_at) "
                                   "VALUES ('second', 1, 1)")));
}

static void reindex_wrongly(struct db *db, const char *table, const struct touched_record *records,
                            size_t count)
{
    (void)records;
    (void)count;
    settle_second(db, table, 0);
}

/* What follows from a change belongs to it, and is undone with it; what is derived may not write what is followed. */
static void test_what_settles_belongs_to_the_change(void **state)
{
    static const struct author author = { .name = "Ana", .kind = "save" };
    struct array *conflicts;
    int64_t change, undone;
    store_on_settle(*state, settle_second);
    store_on_reindex(*state, count_reindex);
    reindexed = 0;
    assert_true(store_write(*state, &author, add_topic, "one", &change, NULL));
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"), 2);
    assert_int_equal(reindexed, 2);
    store_on_settle(*state, NULL);
    assert_true(store_undo(*state, &author, change, false, arena, &conflicts, &undone, NULL));
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"), 0);
    store_on_reindex(*state, reindex_wrongly);
    assert_false(store_write(*state, &author, add_topic, "one", NULL, NULL));
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"), 0);
}

static void test_failed_work_leaves_nothing(void **state)
{
    struct problem problem = { 0 };
    int64_t change = 7;
    assert_true(store_write(*state, &someone, add_topic, "one", NULL, &problem));
    assert_false(
        store_write(*state, &someone, add_topic, "one", &change, &problem)); /* slug is unique */
    assert_int_equal(change, 0);
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"), 1);
    assert_int_equal(count(*state, "SELECT count(*) FROM change"), 1);
}

static void test_undo(void **state)
{
    struct array *conflicts;
    int64_t added, renamed, undone;
    assert_true(store_write(*state, &someone, add_topic, "one", &added, NULL));
    assert_true(store_write(*state, &someone, execute,
                            "UPDATE topic SET slug = 'two', version = version + 1", &renamed,
                            NULL));
    /* the later rename stands in the way */
    struct problem problem = { 0 };
    assert_false(store_undo(*state, &someone, added, false, arena, &conflicts, &undone, &problem));
    assert_int_equal(problem.fault, FAULT_CONFLICT);
    assert_int_equal(array_count(conflicts), 1);
    assert_true(store_undo(*state, &someone, renamed, false, arena, &conflicts, &undone, NULL));
    assert_int_equal(count(*state, "SELECT count(*) FROM topic WHERE slug = 'one' AND version = 3"),
                     1);
    assert_int_equal(count(*state, "SELECT undoes FROM change WHERE id = 3"), renamed);
    assert_true(store_undo(*state, &someone, added, false, arena, &conflicts, &undone, NULL));
    assert_int_equal(
        count(*state, "SELECT (SELECT count(*) FROM topic) + (SELECT count(*) FROM topic_text)"),
        0);
    /* and the undo of an undo brings it back */
    assert_true(store_undo(*state, &someone, undone, false, arena, &conflicts, &undone, NULL));
    assert_int_equal(count(*state, "SELECT count(*) FROM topic t JOIN topic_text x ON x.topic_id = "
                                   "t.id WHERE slug = 'one'"),
                     1);
}

static void test_freshness(void **state)
{
    struct db *db = store_reader(*state);
    uint64_t tables[4], stamp;
    assert_true(reader_begin(db, NULL));
    /* NATURAL JOIN hides topic_text from the authorizer: its root page tells */
    scalar_int(query_text(
        db, "SELECT count(*) FROM topic_text NATURAL JOIN (SELECT id AS topic_id FROM topic)"));
    reader_tables(db, tables, &stamp);
    reader_end(db);
    assert_true(store_unchanged(*state, tables, stamp));
    assert_true(store_write(*state, &someone, execute, "INSERT INTO setting VALUES ('a', 'b')",
                            NULL, NULL));
    assert_true(store_unchanged(*state, tables, stamp));
    assert_true(store_write(*state, &someone, add_topic, "one", NULL, NULL));
    assert_false(store_unchanged(*state, tables, stamp));
}

static void test_other_process(void **state)
{
    struct db *db = store_reader(*state);
    uint64_t tables[4], stamp;
    char command[200];
    assert_true(reader_begin(db, NULL));
    scalar_int(query_text(db, "SELECT count(*) FROM topic"));
    reader_tables(db, tables, &stamp);
    reader_end(db);
    snprintf(command, sizeof command, "sqlite3 %s \"INSERT INTO setting VALUES ('x', 'y')\"", file);
    assert_int_equal(system(command), 0);
    usleep(20000);
    assert_false(store_unchanged(*state, tables, stamp));
}

static void check_packed(struct value row)
{
    assert_string_equal(value_get(row, symbol_of("name")).text, "Ñandú");
    assert_int_equal(value_get(row, symbol_of("name")).len, 7);
    assert_int_equal(value_get(row, symbol_of("nothing")).kind, VALUE_NULL);
    assert_string_equal(value_get(row, symbol_of("empty")).text, "");
    assert_string_equal(value_get(row, symbol_of("year")).text, "1998");
    assert_int_equal(value_get(row, symbol_of("more")).kind, VALUE_NULL);
    assert_int_equal(value_get(row, symbol_of("other")).kind, VALUE_MISSING);
}

/* Many values in one column: a name more than there are values gives null. */
static void test_packed(void **state)
{
    static const char sql[] =
        "SELECT 7 AS id, packed('Ñandú', NULL, '', 1998) AS \"name nothing empty year more\"";
    struct db *db = store_reader(*state);
    struct map *row = stmt_map(query_text(db, sql), arena);
    assert_int_equal(map_get(row, "id").number, 7);
    check_packed(map_value(row));
    struct stmt *stmt = query_text(db, sql);
    assert_true(step(stmt));
    struct map *rest = copy_columns(stmt, arena, 1);
    done(stmt);
    assert_int_equal(map_get(rest, "id").kind, VALUE_MISSING);
    check_packed(map_value(rest));
    struct arena *request = arena_new();
    struct value list = stmt_list(query_text(db, sql), request), item;
    (*list.list)->start((void *)(uintptr_t)list.list);
    assert_true((*list.list)->next((void *)(uintptr_t)list.list, &item));
    assert_int_equal(value_get(item, symbol_of("id")).number, 7);
    check_packed(item);
    arena_free(request);
    /* bytes that end too early, and a column that has no name of its own */
    row = stmt_map(query_text(db, "SELECT x'0900000041' AS \"one two\""), arena);
    assert_int_equal(map_get(row, "one").kind, VALUE_NULL);
    assert_int_equal(map_get(row, "two").kind, VALUE_NULL);
    assert_int_equal(scalar_int(query_text(db, "SELECT 1 + 2 * 3")), 7);
}

static int made, dropped;

/* How many topics there are. */
static void *make_count(struct stmt *stmt)
{
    int64_t *number = calloc(1, sizeof *number);
    while (step(stmt))
        *number += col_int(stmt, "id") > 0;
    made++;
    return number;
}

static void drop_count(void *number)
{
    dropped++;
    free(number);
}

static int64_t kept_count(struct db *db)
{
    const int64_t *number = query_kept(db, Q_topics, make_count, drop_count);
    return *number;
}

static bool count_and_add(struct db *db, void *slug, struct problem *problem)
{
    int64_t before = kept_count(db);
    return add_topic(db, slug, problem) && kept_count(db) == before + 1;
}

static void test_kept(void **state)
{
    struct db *db = store_reader(*state);
    uint64_t tables[4], stamp;
    made = dropped = 0;
    assert_true(reader_begin(db, NULL));
    assert_int_equal(kept_count(db), 0);
    reader_end(db);
    assert_true(store_write(*state, &someone, execute, "INSERT INTO setting VALUES ('a', 'b')",
                            NULL, NULL));
    assert_true(reader_begin(db, NULL));
    assert_int_equal(kept_count(db), 0);
    assert_int_equal(made, 1);
    reader_tables(db, tables,
                  &stamp); /* what only looks at what is kept has read the tables, too */
    reader_end(db);
    assert_true(store_write(*state, &someone, add_topic, "one", NULL, NULL));
    assert_false(store_unchanged(*state, tables, stamp));
    assert_true(reader_begin(db, NULL));
    assert_int_equal(kept_count(db), 1);
    assert_int_equal(kept_count(db), 1);
    reader_end(db);
    assert_int_equal(made, 2);
    assert_int_equal(dropped, 1);
    assert_int_equal(kept_count(db), 1); /* without a snapshot nothing says how old it is */
    assert_int_equal(made, 3);
    assert_true(store_write(*state, &someone, count_and_add, "two", NULL, NULL));
}

static void test_list(void **state)
{
    assert_true(store_write(*state, &someone, add_topic, "one", NULL, NULL));
    assert_true(store_write(*state, &someone, add_topic, "two", NULL, NULL));
    struct db *db = store_reader(*state);
    assert_true(reader_begin(db, NULL));
    struct arena *request = arena_new();
    struct value list = stmt_list(
                     query_text(db, "SELECT id, slug, parent_id FROM topic ORDER BY id"), request),
                 item;
    assert_true(value_truth(list));
    for (int round = 0; round < 2; round++) { /* a template may run over it twice */
        int rows = 0;
        void *self = (void *)(uintptr_t)list.list;
        for ((*list.list)->start(self); (*list.list)->next(self, &item); rows++) {
            assert_string_equal(value_get(item, symbol_of("slug")).text, rows ? "two" : "one");
            assert_int_equal(value_get(item, symbol_of("parent_id")).kind, VALUE_NULL);
            assert_int_equal(value_get(item, symbol_of("nothing")).kind, VALUE_MISSING);
        }
        assert_int_equal(rows, 2);
    }
    arena_free(request);
    reader_end(db);
}

/* A child writes and acknowledges over a pipe until it is killed: what was acknowledged is there. */
static void test_kill(void **state)
{
    int ends[2], acknowledged = 0, number;
    store_close(*state);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (!child) {
        struct store *store = store_open(file, STORE_MIGRATE, NULL);
        for (int i = 1; store; i++) {
            char slug[20];
            snprintf(slug, sizeof slug, "t%d", i);
            if (!store_write(store, &someone, add_topic, slug, NULL, NULL) ||
                write(ends[1], &i, sizeof i) < 0)
                break;
        }
        _exit(1);
    }
    close(ends[1]);
    while (acknowledged < 40 && read(ends[0], &number, sizeof number) == sizeof number)
        acknowledged = number;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while (read(ends[0], &number, sizeof number) == sizeof number)
        acknowledged = number;
    close(ends[0]);
    *state = store_open(file, STORE_MIGRATE, NULL);
    assert_non_null(*state);
    assert_true(acknowledged >= 40);
    assert_true(count(*state, "SELECT count(*) FROM topic") >= acknowledged);
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"),
                     count(*state, "SELECT count(*) FROM change"));
}

static void test_bad_files(void **state)
{
    struct problem problem = { 0 };
    char bad[80];
    (void)state;
    assert_null(store_open("/nonexistent/x.db", STORE_CREATE | STORE_MIGRATE, &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
    snprintf(bad, sizeof bad, "%s.bad", file);
    FILE *out = fopen(bad, "w");
    for (int i = 0; i < 2000; i++)
        fputs("this is no database ", out);
    fclose(out);
    assert_null(store_open(bad, STORE_MIGRATE, &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
}

static void test_backup(void **state)
{
    char copy[80], part[100];
    struct stat about;
    struct problem problem = { 0 };
    assert_true(store_write(*state, &someone, add_topic, "one", NULL, NULL));
    snprintf(copy, sizeof copy, "%s.copy", file);
    snprintf(part, sizeof part, "%s.part", copy);
    assert_int_equal(symlink("elsewhere", part), 0); /* of a run that was cut off, or laid there */
    assert_true(store_backup(*state, copy, &problem));
    assert_int_equal(stat(copy, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(access(part, F_OK), -1);
    assert_false(store_backup(*state, "/nonexistent/copy", &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
    struct store *second = store_open(copy, 0, &problem);
    assert_non_null(second);
    assert_int_equal(count(second, "SELECT count(*) FROM topic"), 1);
    store_close(second);
}

/* Starts the site in a process of its own, which ends without goodbye. */
static void start_site(void)
{
    pid_t child = fork();
    int status = 1;
    if (!child) {
        struct site_settings settings = { .test = true };
        struct problem problem = { 0 };
        struct store *store = store_open(file, STORE_MIGRATE, &problem);
        _exit(store && site_start(store, &settings, &problem) ? 0 : 1);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

/* A start that was killed between the schema and its content: the next one brings it, once. */
static void test_seeded_once(void **state)
{
    store_close(*state);
    start_site();
    *state = store_open(file, STORE_MIGRATE, NULL);
    assert_true(count(*state, "SELECT count(*) FROM page") > 0);
    assert_int_equal(count(*state, "SELECT count(*) FROM setting WHERE key = 'seeded'"), 1);
    assert_true(store_write(*state, &someone, execute, "DELETE FROM page", NULL, NULL));
    store_close(*state);
    start_site();
    *state = store_open(file, STORE_MIGRATE, NULL);
    assert_int_equal(count(*state, "SELECT count(*) FROM page"), 0);
}

/* The disk is full: nothing half written, and all goes on once there is room. */
static void test_full_disk(void **state)
{
    static const char fill[] =
        "INSERT INTO topic (slug, created_at, updated_at) WITH RECURSIVE n (i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        "SELECT 'topic-' || i, 1, 1 FROM n";
    struct problem problem = { 0 };
    assert_true(store_write(*state, &someone, execute, "PRAGMA max_page_count = 1", NULL, NULL));
    assert_false(store_write(*state, &someone, execute, (void *)(uintptr_t)fill, NULL, &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"), 0);
    assert_int_equal(count(*state, "SELECT count(*) FROM change"), 0);
    assert_true(
        store_write(*state, &someone, execute, "PRAGMA max_page_count = 1000000", NULL, NULL));
    assert_true(store_write(*state, &someone, execute, (void *)(uintptr_t)fill, NULL, &problem));
    assert_int_equal(count(*state, "SELECT count(*) FROM topic"), 20000);
}

static void test_read_only(void **state)
{
    struct problem problem = { 0 };
    struct store *second = store_open(file, STORE_READ_ONLY, &problem);
    (void)state;
    assert_non_null(second);
    assert_false(store_write(second, &someone, add_topic, "one", NULL, &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
    assert_int_equal(count(second, "SELECT count(*) FROM topic"), 0);
    store_close(second);
}

/* Another process holds the file: the wait is bounded, and what is asked after it is written. */
static void test_locked(void **state)
{
    struct problem problem = { 0 };
    char command[200], line[20] = "";
    snprintf(command, sizeof command,
             "{ echo 'BEGIN IMMEDIATE; SELECT 1;'; sleep 2; } | sqlite3 %s", file);
    assert_true(store_write(*state, &someone, execute, "PRAGMA busy_timeout = 100", NULL, NULL));
    FILE *other = popen(command, "r");
    assert_non_null(other);
    assert_non_null(fgets(line, sizeof line, other)); /* it has the lock now */
    int64_t began = moment_now();
    assert_false(store_write(*state, &someone, add_topic, "one", NULL, &problem));
    assert_int_equal(problem.fault, FAULT_BUSY);
    assert_true(moment_now() - began <= 2);
    pclose(other);
    assert_true(store_write(*state, &someone, add_topic, "one", NULL, &problem));
}

static void test_newer_schema(void **state)
{
    struct problem problem = { 0 };
    assert_true(store_write(*state, &someone, execute, "PRAGMA user_version = 9999", NULL, NULL));
    store_close(*state);
    *state = NULL;
    assert_null(store_open(file, STORE_MIGRATE, &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
}

static void test_two_starts(void **state)
{
    pid_t children[2];
    int status;
    char fresh[80];
    (void)state;
    snprintf(fresh, sizeof fresh, "%s.fresh", file);
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (!children[i])
            _exit(store_open(fresh, STORE_CREATE | STORE_MIGRATE, NULL) ? 0 : 1);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    struct store *second = store_open(fresh, 0, NULL);
    assert_non_null(second);
    assert_int_equal(count(second, "SELECT count(*) FROM topic"), 0);
    store_close(second);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = { CASE(test_reader_cannot_write),
                                        CASE(test_reader_pragmas),
                                        CASE(test_quiet_reindexes),
                                        CASE(test_what_settles_belongs_to_the_change),
                                        CASE(test_failed_work_leaves_nothing),
                                        CASE(test_undo),
                                        CASE(test_freshness),
                                        CASE(test_other_process),
                                        CASE(test_packed),
                                        CASE(test_kept),
                                        CASE(test_list),
                                        CASE(test_kill),
                                        CASE(test_bad_files),
                                        CASE(test_backup),
                                        CASE(test_seeded_once),
                                        CASE(test_full_disk),
                                        CASE(test_read_only),
                                        CASE(test_locked),
                                        CASE(test_newer_schema),
                                        CASE(test_two_starts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
