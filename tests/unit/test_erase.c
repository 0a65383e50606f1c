/* Erasing for good: from the kept changes, and from the bytes of the file. */
#include <string.h>

#include "record/personal.h"
#include "unit/scratch.h"

static const struct author staff = { .account = 1, .name = "Ana", .kind = "save", .why = "" };

static bool script(struct db *db, void *self, struct problem *problem)
{
    return db_script(db, self, problem);
}

static int64_t write_sql(const char *sql)
{
    int64_t change = 0;
    assert_true(store_write(store, &staff, script, (void *)(uintptr_t)sql, &change, NULL));
    return change;
}

#define MEMBER(id, name)                                                                           \
    "INSERT INTO member (id, slug, created_at, updated_at, kind, display_name, sort_name, email) " \
    "VALUES (" #id ", '" name "', 1, 1, 'person', '" name "', '" name "', '" name                  \
    "@example.org');"

static bool erase_seven(struct db *db, void *self, struct problem *problem)
{
    struct person *person = self;
    (void)problem;
    return personal_erase_rows(db, person) && personal_erase_history(db, person);
}

static struct person seven(void)
{
    struct person person = { .arena = arena };
    person_add_id(&person, SUBJECT_MEMBER, 7);
    person_add_text(&person, SUBJECT_NAME, "Zwyx-Seven");
    return person;
}

static bool file_holds(const char *path, const char *words)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    static char bytes[16 << 20];
    size_t len = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    return memmem(bytes, len, words, strlen(words)) != NULL;
}

struct seen {
    int rows;
    bool person, others;
};

static void look(void *self, const char *table, char op, const char *key, const char *column,
                 struct value before, struct value after)
{
    struct seen *seen = self;
    (void)table;
    (void)op;
    (void)key;
    (void)column;
    seen->rows++;
    for (int i = 0; i < 2; i++) {
        struct value value = i ? after : before;
        const char *text = value.kind == VALUE_TEXT ? value.text : "";
        seen->person = seen->person || strstr(text, "Zwyx-Seven");
        seen->others = seen->others || strstr(text, "Eight");
    }
}

static struct seen read_change(int64_t change)
{
    struct seen seen = { 0 };
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    assert_true(store_change_each(db, arena, change, look, &seen));
    reader_end(db);
    return seen;
}

static void test_a_change_loses_the_persons_rows_and_keeps_the_others(void **state)
{
    (void)state;
    int64_t change = write_sql(MEMBER(7, "Zwyx-Seven") MEMBER(
        8, "Eight") "INSERT INTO member_text (member_id, lang, biography) VALUES (7, 'en', "
                    "'Zwyx-Seven was here'), (8, 'en', 'Eight too');");
    struct person person = seven();
    assert_true(read_change(change).person);
    assert_true(store_write(store, &staff, erase_seven, &person, NULL, NULL));
    struct seen seen = read_change(change);
    assert_false(seen.person);
    assert_true(seen.others);
    assert_int_equal(asked("SELECT count(*) FROM member"), 1);
    assert_int_equal(asked("SELECT erased FROM change WHERE id = 1"), 2);
    assert_int_equal(asked("SELECT count(*) FROM change"),
                     1); /* erasing leaves no change of its own */
    assert_int_equal(asked("SELECT count(*) FROM change_record WHERE record_id = 7"), 0);
}

static void test_a_change_that_lost_rows_is_undone_partly_only(void **state)
{
    (void)state;
    int64_t change = write_sql(MEMBER(7, "Zwyx-Seven") MEMBER(8, "Eight")), undone = 0;
    struct person person = seven();
    struct problem problem = { 0 };
    struct array *conflicts = NULL;
    assert_true(store_write(store, &staff, erase_seven, &person, NULL, NULL));
    assert_false(store_undo(store, &staff, change, false, arena, &conflicts, &undone, &problem));
    assert_int_equal(problem.fault, FAULT_CONFLICT);
    assert_string_equal(problem.key, "history.undo_erased");
    assert_int_equal(asked("SELECT count(*) FROM member"), 1);
    assert_true(store_undo(store, &staff, change, true, arena, &conflicts, &undone, &problem));
    assert_int_equal(asked("SELECT count(*) FROM member"), 0);
}

static void test_where_the_row_stays_only_the_link_goes(void **state)
{
    (void)state;
    write_sql(MEMBER(7, "Zwyx-Seven") "INSERT INTO publication (id, slug, created_at, updated_at, "
                                      "kind) VALUES (1, 'p', 1, 1, 'article');");
    int64_t change = write_sql("INSERT INTO publication_authors (publication_id, position, family, "
                               "member_id) VALUES (1, 1, 'Cited', 7);"),
            undone = 0;
    struct person person = seven();
    struct array *conflicts = NULL;
    assert_true(store_write(store, &staff, erase_seven, &person, NULL, NULL));
    assert_int_equal(asked("SELECT count(*) FROM publication_authors WHERE family = 'Cited' AND "
                           "member_id IS NULL"),
                     1);
    assert_true(store_undo(store, &staff, change, false, arena, &conflicts, &undone, NULL));
    assert_int_equal(asked("SELECT count(*) FROM publication_authors"), 0);
}

static void test_an_edit_that_holds_only_a_name_is_found_by_the_name(void **state)
{
    (void)state;
    write_sql(
        MEMBER(7, "Zwyx-Seven") "INSERT INTO event (id, slug, created_at, updated_at, kind, "
                                "starts, starts_utc) VALUES (1, 'e', 1, 1, 'other', '2026', 1);"
                                "INSERT INTO event_speakers (event_id, position, name, member_id) "
                                "VALUES (1, 1, 'Dr', 7);");
    int64_t change = write_sql("UPDATE event_speakers SET name = 'Zwyx-Seven' WHERE event_id = 1;");
    struct person person = seven();
    assert_true(read_change(change).person);
    assert_true(store_write(store, &staff, erase_seven, &person, NULL, NULL));
    assert_false(read_change(change).person);
    assert_int_equal(asked("SELECT count(*) FROM event_speakers"), 0);
}

static void test_nothing_is_left_in_the_bytes(void **state)
{
    char log[80];
    (void)state;
    snprintf(log, sizeof log, "%s-wal", file);
    write_sql(MEMBER(
        7, "Zwyx-Seven") "INSERT INTO search_doc (table_name, record_id, lang, title, words, body, "
                         "slug) VALUES ('member', 7, 'en', 'zwyxseven', '', '', 'x');");
    assert_true(file_holds(log, "Zwyx-Seven") || file_holds(file, "Zwyx-Seven"));
    assert_true(file_holds(log, "zwyxseven") || file_holds(file, "zwyxseven"));
    struct person person = seven();
    assert_true(store_write(store, &staff, erase_seven, &person, NULL, NULL));
    write_sql("DELETE FROM search_doc;");
    assert_true(store_scour(store, NULL));
    assert_false(file_holds(log, "Zwyx-Seven"));
    assert_false(file_holds(file, "Zwyx-Seven"));
    assert_false(file_holds(file, "zwyxseven"));
}

/* Without writing the file anew: a word that the search index dropped is gone from all its parts, older ones too. */
static void test_words_leave_the_indexes(void **state)
{
    char log[80];
    (void)state;
    snprintf(log, sizeof log, "%s-wal", file);
    static const char add[] =
        "INSERT INTO search_doc (table_name, record_id, lang, title, words, body, slug) VALUES "
        "('member', 7, 'en', 'zwyxseven', 'Apart', '', 'x'), ('member', 8, 'en', 'staying', '', "
        "'', 'y'); INSERT INTO record_title (id, area, title_es, more, sort_es) VALUES (7, 1, "
        "'Zwyxtitle', '', '');";
    write_sql(add);
    write_sql("DELETE FROM search_doc WHERE record_id = 7; DELETE FROM record_title;");
    int64_t pages = asked("SELECT page_count FROM pragma_page_count");
    assert_true(file_holds(file, "zwyxseven") || file_holds(log, "zwyxseven"));
    assert_true(store_wipe(store, NULL));
    assert_false(file_holds(file, "zwyxseven") || file_holds(file, "zwyxtitle"));
    assert_int_equal(asked("SELECT page_count FROM pragma_page_count"), pages);
    assert_int_equal(asked("SELECT count(*) FROM search_fts WHERE search_fts MATCH 'staying'"), 1);
}

/* VACUUM moves root pages: what a page was read from is still known, for statements prepared before and after. */
static void test_pages_still_know_their_tables_after_the_file_was_written_anew(void **state)
{
    uint64_t tables[4], stamp;
    (void)state;
    write_sql(MEMBER(8, "Eight"));
    assert_true(store_scour(store, NULL));
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    assert_int_equal(
        scalar_int(query_text(
            db, "SELECT count(*) FROM member_text JOIN member_topics USING (member_id)")),
        0);
    reader_tables(db, tables, &stamp);
    reader_end(db);
    assert_true(store_unchanged(store, tables, stamp));
    write_sql("INSERT INTO topic (slug, created_at, updated_at) VALUES ('t', 1, 1);");
    assert_true(store_unchanged(store, tables, stamp));
    write_sql("INSERT INTO member_text (member_id, lang, biography) VALUES (8, 'en', 'x');");
    assert_false(store_unchanged(store, tables, stamp));
}

/* A reader that searched before the file was written anew searches after it: its guard lets virtual tables declare themselves again. */
static void test_readers_search_on_after_the_file_was_written_anew(void **state)
{
    static const char hits[] = "SELECT count(*) FROM search_fts WHERE search_fts MATCH 'staying'",
                      words[] = "SELECT count(*) FROM (SELECT 1 FROM search_word LIMIT 1)";
    (void)state;
    write_sql("INSERT INTO search_doc (table_name, record_id, lang, title, words, body, slug) "
              "VALUES ('member', 8, 'en', 'staying', '', '', 'y');");
    assert_int_equal(asked(hits), 1);
    assert_int_equal(asked(words), 1);
    assert_true(store_scour(store, NULL));
    assert_int_equal(asked(hits), 1);
    assert_int_equal(asked(words), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_change_loses_the_persons_rows_and_keeps_the_others,
                                        scratch_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_a_change_that_lost_rows_is_undone_partly_only,
                                        scratch_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_where_the_row_stays_only_the_link_goes, scratch_open,
                                        scratch_close),
        cmocka_unit_test_setup_teardown(test_an_edit_that_holds_only_a_name_is_found_by_the_name,
                                        scratch_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_nothing_is_left_in_the_bytes, scratch_open,
                                        scratch_close),
        cmocka_unit_test_setup_teardown(test_words_leave_the_indexes, scratch_open, scratch_close),
        cmocka_unit_test_setup_teardown(
            test_pages_still_know_their_tables_after_the_file_was_written_anew, scratch_open,
            scratch_close),
        cmocka_unit_test_setup_teardown(test_readers_search_on_after_the_file_was_written_anew,
                                        scratch_open, scratch_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
