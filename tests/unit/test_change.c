/* Changes: read value by value; undone, wholly and partly, with others' work in the way. */
#include "unit/scratch.h"

static struct array *conflicts;
static struct problem problem;
static const struct author someone = { .account = 1, .name = "Ana", .kind = "save" };

static int setup(void **state)
{
    problem = (struct problem){ 0 };
    return scratch_open(state);
}

static bool execute(struct db *db, void *sql, struct problem *fault)
{
    return db_script(db, sql, fault);
}

/* The number of the change. */
static int64_t write_sql(const char *sql)
{
    int64_t change = 0;
    assert_true(store_write(store, &someone, execute, (void *)(uintptr_t)sql, &change, &problem));
    assert_true(change > 0);
    return change;
}

static int64_t undo(int64_t number, bool partly)
{
    int64_t change = -1;
    assert_true(store_undo(store, &someone, number, partly, arena, &conflicts, &change, &problem));
    return change;
}

static void refuses(int64_t number, size_t many)
{
    int64_t change = -1;
    assert_false(store_undo(store, &someone, number, false, arena, &conflicts, &change, &problem));
    assert_int_equal(problem.fault, FAULT_CONFLICT);
    assert_int_equal(change, 0);
    assert_int_equal(array_count(conflicts), many);
}

#define TOPIC(id, slug)                                                                            \
    "INSERT INTO topic (id, slug, created_at, updated_at) VALUES (" #id ", '" slug "', 1, 1);"     \
    "INSERT INTO topic_text (topic_id, lang, label) VALUES (" #id ", 'en', '" slug "');"

/* A word that was added later goes with the record when that is deleted: the undo must not. */
static void test_later_words(void **state)
{
    (void)state;
    int64_t made = write_sql(TOPIC(1, "one"));
    write_sql("INSERT INTO topic_text (topic_id, lang, label) VALUES (1, 'es', 'uno')");
    refuses(made, 1);
    assert_int_equal(asked("SELECT count(*) FROM topic_text"), 2);
    assert_int_equal(undo(made, true), 0); /* all of it is left alone, with its version */
    assert_int_equal(asked("SELECT count(*) FROM topic_text"), 2);
    assert_int_equal(asked("SELECT version FROM topic"), 1);
}

/* Later work that was undone is in nobody's way, until that undo is undone. */
static void test_later_work_undone(void **state)
{
    (void)state;
    int64_t made = write_sql(TOPIC(1, "one"));
    int64_t worded =
        write_sql("INSERT INTO topic_text (topic_id, lang, label) VALUES (1, 'es', 'uno')");
    int64_t undone = undo(worded, false);
    int64_t again = undo(undone, false);
    refuses(made, 1);
    undo(again, false);
    int64_t gone = undo(made, false);
    assert_int_equal(asked("SELECT count(*) FROM topic"), 0);
    int64_t back = undo(gone, false);
    assert_int_equal(asked("SELECT count(*) FROM topic_text"), 1);
    undo(back, false);
    assert_int_equal(asked("SELECT count(*) FROM topic"), 0);
}

static void test_slug_taken(void **state)
{
    (void)state;
    write_sql(TOPIC(1, "one"));
    int64_t renamed = write_sql("UPDATE topic SET slug = 'two' WHERE id = 1");
    write_sql(TOPIC(2, "one"));
    refuses(renamed, 1);
    assert_int_equal(undo(renamed, true), 0);
    assert_int_equal(asked("SELECT count(*) FROM topic WHERE id = 1 AND slug = 'two'"), 1);
    int64_t deleted = write_sql("DELETE FROM topic WHERE id = 1");
    write_sql(TOPIC(3, "two"));
    refuses(deleted, 1);
}

/* One row waits for the other's slug. */
static void test_slugs_passed_on(void **state)
{
    (void)state;
    write_sql(TOPIC(1, "one") TOPIC(2, "two") TOPIC(3, "three"));
    int64_t passed = write_sql("UPDATE topic SET slug = 'four' WHERE id = 2;"
                               "UPDATE topic SET slug = 'two' WHERE id = 1;"
                               "UPDATE topic SET slug = 'one' WHERE id = 3;");
    undo(passed, false);
    assert_int_equal(asked("SELECT count(*) FROM topic WHERE (id, slug) IN "
                           "(VALUES (1, 'one'), (2, 'two'), (3, 'three'))"),
                     3);
}

/* Others refer to what would be deleted. */
static void test_referred_to(void **state)
{
    (void)state;
    int64_t made = write_sql(TOPIC(1, "one") TOPIC(2, "two"));
    write_sql(TOPIC(3, "three") "UPDATE topic SET parent_id = 2 WHERE id = 3");
    refuses(made, 1);
    assert_int_equal(asked("SELECT count(*) FROM topic"), 3);
    assert_true(undo(made, true) > 0);
    assert_int_equal(array_count(conflicts), 1);
    assert_int_equal(asked("SELECT count(*) FROM topic WHERE id = 1"), 0);
    assert_int_equal(asked("SELECT count(*) FROM topic JOIN topic_text ON topic_id = id "
                           "WHERE id = 2 AND version = 1"),
                     1);
}

/* What would come back refers to what is gone. */
static void test_refers_to_nothing(void **state)
{
    (void)state;
    write_sql(TOPIC(1, "one") TOPIC(2, "two") TOPIC(4, "four"));
    write_sql("UPDATE topic SET parent_id = 1 WHERE id = 2");
    int64_t deleted = write_sql("DELETE FROM topic WHERE id IN (2, 4)");
    write_sql("DELETE FROM topic WHERE id = 1");
    refuses(deleted, 1);
    assert_true(undo(deleted, true) > 0);
    assert_int_equal(asked("SELECT group_concat(topic_id) = '4' FROM topic_text"), 1);
    assert_int_equal(asked("SELECT count(*) FROM topic"), 1);
}

static void test_other_columns(void **state)
{
    (void)state;
    write_sql(TOPIC(1, "one") TOPIC(2, "two"));
    int64_t renamed = write_sql("UPDATE topic SET slug = 'uno', version = 2 WHERE id = 1");
    write_sql("UPDATE topic SET parent_id = 2, version = 3 WHERE id = 1");
    undo(renamed, false);
    assert_int_equal(asked("SELECT count(*) FROM topic WHERE slug = 'one' AND parent_id = 2 AND "
                           "version = 4"),
                     1);
}

static void test_partly(void **state)
{
    (void)state;
    write_sql(TOPIC(1, "one") TOPIC(2, "two"));
    int64_t both = write_sql("UPDATE topic SET slug = 'new-' || slug, version = 2");
    write_sql("UPDATE topic SET slug = 'newer', version = 3 WHERE id = 2");
    refuses(both, 1);
    assert_true(undo(both, true) > 0);
    assert_int_equal(asked("SELECT count(*) FROM topic WHERE slug = 'one' AND version = 3"), 1);
    assert_int_equal(asked("SELECT count(*) FROM topic WHERE slug = 'newer' AND version = 3"), 1);
    assert_int_equal(asked("SELECT count(*) FROM change_record WHERE change_id = 4"), 1);
}

static void note(void *self, const char *table, char op, const char *key, const char *column,
                 struct value before, struct value after)
{
    char *text = self;
    size_t len = strlen(text);
    snprintf(text + len, 400 - len, "%s %c %s %s %s>%s\n", table, op, key, column,
             before.kind == VALUE_TEXT ? before.text : "-",
             after.kind == VALUE_TEXT ? after.text : "-");
}

static void test_each(void **state)
{
    static const char topic[] = "topic U 1 slug one>two\n",
                      words[] = "topic_text U 1,en label one>-\n";
    char text[400] = "";
    (void)state;
    write_sql(TOPIC(1, "one"));
    int64_t second = write_sql("UPDATE topic SET slug = 'two'; UPDATE topic_text SET label = NULL");
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    assert_true(store_change_each(db, arena, second, note, text));
    assert_non_null(strstr(text, topic));
    assert_non_null(strstr(text, words));
    assert_int_equal(strlen(text), strlen(topic) + strlen(words));
    assert_false(store_change_each(db, arena, 99, note, text));
    reader_end(db);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, scratch_close)
    const struct CMUnitTest tests[] = {
        CASE(test_later_words),   CASE(test_later_work_undone),
        CASE(test_slug_taken),    CASE(test_slugs_passed_on),
        CASE(test_referred_to),   CASE(test_refers_to_nothing),
        CASE(test_other_columns), CASE(test_partly),
        CASE(test_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
