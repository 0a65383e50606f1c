/* What a term is on a day, at its edges. */
#include "base/text.h"
#include "site/membership/membership.h"
#include "unit/records.h"

static void fill(void)
{
    import_rows("grade", "slug,state,name_en,period,months,ends_day,grace_days,kinds,position\n"
                         "rolling,published,Rolling,rolling,12,,10,scholar,1\n"
                         "fixed,published,Fixed,fixed,,06-30,0,student,2\n"
                         "open,published,Open,open,,,0,person,3\n");
    import_rows("member", "slug,state,kind,given,surname1\n"
                          "ana,published,scholar,Ana,Ruiz\n"
                          "org,published,institution,Org,\n"
                          "eva,published,person,Eva,Paz\n");
}

static const char *state_on(const char *member, const char *day)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    int64_t id = record_by_slug(db, &member_type, member);
    struct map *now = membership_now(db, arena, id, day, LANG_EN);
    const char *state = arena_copy(arena, map_get_text(now, "state"));
    reader_end(db);
    return state;
}

static void test_edges(void **state)
{
    (void)state;
    fill();
    import_rows("membership", "state,member,grade,starts_on,ends_on\n"
                              "published,ana,rolling,2024-02-01,2025-01-31\n");
    assert_string_equal(state_on("ana", "2024-01-31"), "future");
    assert_string_equal(state_on("ana", "2024-02-01"), "current");
    assert_string_equal(state_on("ana", "2025-01-31"), "current");
    assert_string_equal(state_on("ana", "2025-02-01"), "grace");
    assert_string_equal(state_on("ana", "2025-02-10"), "grace"); /* ten days, by the grade */
    assert_string_equal(state_on("ana", "2025-02-11"), "lapsed");
    assert_string_equal(state_on("eva", "2025-02-11"), "none");
}

static void test_left_and_own_grace(void **state)
{
    (void)state;
    fill();
    import_rows("membership",
                "state,member,grade,starts_on,ends_on,grace_days,left_on,left_reason\n"
                "published,ana,rolling,2024-02-01,2025-01-31,,2024-06-15,resigned\n"
                "published,eva,open,2024-02-01,2024-12-31,2,2025-01-02,died\n"
                "archived,org,open,2024-02-01,,,,\n");
    assert_string_equal(state_on("ana", "2024-06-14"), "current");
    assert_string_equal(state_on("ana", "2024-06-15"), "left");
    assert_string_equal(state_on("ana", "2025-02-05"), "left"); /* no grace for who left */
    assert_string_equal(state_on("eva", "2025-01-01"), "grace");
    assert_string_equal(state_on("eva", "2025-01-02"), "left"); /* within grace */
    assert_string_equal(state_on("org", "2024-06-15"), "none"); /* entered by mistake */
}

static void test_several(void **state)
{
    (void)state;
    fill();
    import_rows("membership", "state,member,grade,starts_on,ends_on\n"
                              "published,ana,rolling,2023-01-01,2023-12-31\n"
                              "published,ana,rolling,2025-03-01,2026-02-28\n");
    assert_string_equal(state_on("ana", "2024-01-05"), "grace"); /* before the later one begins */
    assert_string_equal(state_on("ana", "2024-06-01"), "future");
    assert_string_equal(state_on("ana", "2025-03-01"), "current");
    assert_string_equal(state_on("ana", "2027-01-01"), "lapsed");
}

static void test_covered(void **state)
{
    (void)state;
    fill();
    import_rows("membership", "state,member,grade,starts_on,ends_on\n"
                              "published,org,open,2024-01-01,2024-12-31\n");
    import_rows("coverage", "state,organization,person,starts_on,ends_on\n"
                            "published,org,eva,2024-03-01,2025-12-31\n");
    assert_string_equal(state_on("eva", "2024-02-28"), "none");
    assert_string_equal(state_on("eva", "2024-03-01"), "covered");
    assert_string_equal(state_on("eva", "2025-01-01"), "none"); /* the organization's has ended */
}

static const char *end_of(const char *grade, const char *starts_on)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    const char *end = membership_ends_on(db, arena, grade, starts_on);
    reader_end(db);
    return end;
}

static void test_periods(void **state)
{
    (void)state;
    fill();
    assert_null(end_of("open", "2024-05-01"));
    assert_string_equal(end_of("rolling", "2024-05-01"), "2025-04-30");
    assert_string_equal(end_of("rolling", "2024-03-01"), "2025-02-28");
    assert_string_equal(end_of("fixed", "2024-06-30"), "2024-06-30");
    assert_string_equal(end_of("fixed", "2024-07-01"), "2025-06-30");
}

static bool start_term(struct db *db, void *self, struct problem *problem)
{
    int64_t id = record_by_slug(db, &member_type, self);
    return membership_start(db, arena, id, NULL, "2024-05-01", NULL, problem);
}

static void test_start(void **state)
{
    (void)state;
    fill();
    for (int i = 0; i < 2; i++) /* the second one finds a term there */
        assert_true(store_write(store, &someone, start_term, "ana", NULL, NULL));
    assert_true(store_write(store, &someone, start_term, "org", NULL, NULL)); /* no grade */
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    struct map *now =
        membership_now(db, arena, record_by_slug(db, &member_type, "ana"), "2024-05-01", LANG_EN);
    assert_string_equal(map_get_text(now, "grade"), "rolling");
    assert_string_equal(map_get_text(now, "ends_on"), "2025-04-30");
    struct stmt *stmt = query(db, Q_membership_terms);
    int count = 0;
    bind_int(stmt, "member", record_by_slug(db, &member_type, "ana"));
    bind_text(stmt, "today", "2024-05-01");
    bind_text(stmt, "lang", "en");
    while (step(stmt))
        count++;
    done(stmt);
    assert_int_equal(count, 1);
    reader_end(db);
    assert_string_equal(state_on("org", "2024-05-01"), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_edges, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_left_and_own_grace, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_several, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_covered, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_periods, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_start, records_open, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
