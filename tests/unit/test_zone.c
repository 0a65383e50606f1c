/* Time zones: the system's rules, skipped and repeated hours, dates that do not exist. */
#include <stdlib.h>

#include "unit/test.h"
#include "web/locale.h"
#include "web/zone_file.h"

static int64_t utc_of(const char *zone, const char *local)
{
    int64_t utc = 0;
    assert_true(zone_to_utc(zone, local, &utc));
    return utc;
}

static int64_t at(const char *moment)
{
    return utc_of("UTC", moment);
}

/* Mexico has had no summer time since 30 October 2022. */
static void test_mexico(void **state)
{
    (void)state;
    assert_int_equal(utc_of("America/Mexico_City", "2022-07-15T12:00"), at("2022-07-15T17:00"));
    assert_int_equal(utc_of("America/Mexico_City", "2023-07-15T12:00"), at("2023-07-15T18:00"));
    assert_int_equal(utc_of("America/Mexico_City", "2030-07-15T12:00"), at("2030-07-15T18:00"));
    assert_int_equal(utc_of("America/Mexico_City", "2130-07-15T12:00"), at("2130-07-15T18:00"));
    assert_int_equal(utc_of("America/Tijuana", "2030-07-15T12:00"), at("2030-07-15T19:00"));
}

/* Beyond the transitions in the file the rule in its footer holds. */
static void test_rule(void **state)
{
    (void)state;
    assert_int_equal(utc_of("Europe/Paris", "2030-07-15T12:00"), at("2030-07-15T10:00"));
    assert_int_equal(utc_of("Europe/Paris", "2100-07-15T12:00"), at("2100-07-15T10:00"));
    assert_int_equal(utc_of("Europe/Paris", "2100-01-15T12:00"), at("2100-01-15T11:00"));
    /* The last Sunday of October 2100 is the 31st. */
    assert_int_equal(utc_of("Europe/Paris", "2100-10-30T23:00"), at("2100-10-30T21:00"));
    assert_int_equal(utc_of("Europe/Paris", "2100-10-31T04:00"), at("2100-10-31T03:00"));
    /* In the south summer lies around the new year. */
    assert_int_equal(utc_of("Australia/Sydney", "2100-01-15T12:00"), at("2100-01-15T01:00"));
    assert_int_equal(utc_of("Australia/Sydney", "2100-07-15T12:00"), at("2100-07-15T02:00"));
}

static void test_turns(void **state)
{
    (void)state;
    assert_int_equal(utc_of("Europe/Paris", "2026-03-29T02:30"),
                     at("2026-03-29T01:30")); /* 03:30 there */
    assert_int_equal(utc_of("Europe/Paris", "2026-03-29T03:30"), at("2026-03-29T01:30"));
    assert_int_equal(utc_of("Europe/Paris", "2026-10-25T02:30"),
                     at("2026-10-25T00:30")); /* the first */
    assert_int_equal(utc_of("America/New_York", "2026-03-08T02:30"), at("2026-03-08T07:30"));
    assert_int_equal(utc_of("America/New_York", "2026-11-01T01:30"), at("2026-11-01T05:30"));
    /* Samoa left out 30 December 2011. */
    assert_int_equal(utc_of("Pacific/Apia", "2011-12-29T12:00"), at("2011-12-29T22:00"));
    assert_int_equal(utc_of("Pacific/Apia", "2011-12-31T12:00"), at("2011-12-30T22:00"));
}

static void test_dates(void **state)
{
    static const char *const bad[] = {
        "",           "2026-02-31T10:00", "2026-02-31", "2026-13",          "2026-00",
        "2026-01-00", "2025-02-29",       "1900-02-29", "2026-01-01T24:00", "2026-01-01T10:60",
        "26-01-01",   "2026-1-1",         "2026-01-",   "2026-01-01T10",    "2026-01-01T10:00Z",
        "12026",      "2026-01-01 10:00", "2026T10:00"
    };
    int64_t utc;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (zone_to_utc("UTC", bad[i], &utc))
            fail_msg("accepted: %s", bad[i]);
    }
    assert_int_equal(at("1970"), 0);
    assert_int_equal(at("1970-02"), 31 * 86400);
    assert_int_equal(at("1970-01-02"), 86400);
    assert_int_equal(at("1970-01-01T00:01:05"), 65);
    assert_int_equal(at("2000-02-29") + 86400, at("2000-03"));
    /* No ten days are missing in October 1582. */
    assert_int_equal(at("1582-10-15") - at("1582-10-04"), 11 * 86400);
    assert_int_equal(at("0001-01-01"), -62135596800);
}

static void test_back(void **state)
{
    char local[20];
    int offset = 0;
    (void)state;
    assert_true(zone_from_utc("America/Mexico_City", at("2023-07-15T18:00"), local, &offset));
    assert_string_equal(local, "2023-07-15T12:00");
    assert_int_equal(offset, -6 * 3600);
    assert_true(zone_from_utc("America/Mexico_City", at("2022-07-15T18:00"), local, &offset));
    assert_string_equal(local, "2022-07-15T13:00");
    assert_true(zone_from_utc("Asia/Kolkata", at("1969-12-31T20:00"), local, &offset));
    assert_string_equal(local, "1970-01-01T01:30");
    assert_int_equal(offset, 19800);
    assert_false(zone_from_utc("Europe/Nowhere", 0, local, NULL));
    assert_false(zone_from_utc("UTC", INT64_MAX, local, NULL));
    assert_false(zone_from_utc("UTC", INT64_MIN, local, NULL));
}

static void test_names(void **state)
{
    static const char *const bad[] = { "",
                                       "/etc/passwd",
                                       "../zoneinfo/UTC",
                                       "Europe/../UTC",
                                       "Europe",
                                       "Europe/",
                                       "Europe//Paris",
                                       "europe/paris",
                                       "right/Europe/Paris",
                                       "posix/UTC",
                                       "zone1970.tab",
                                       "leapseconds",
                                       "localtime",
                                       "Europe/Paris\nBerlin",
                                       "Mexico City" };
    int64_t utc;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (zone_valid(bad[i]) || zone_to_utc(bad[i], "2026", &utc))
            fail_msg("accepted: %s", bad[i]);
    }
    assert_false(zone_valid(NULL));
    assert_true(zone_valid("UTC"));
    assert_true(zone_valid("Etc/GMT+5"));
    assert_true(zone_valid("America/Argentina/Buenos_Aires"));
    for (const char **zone = zone_list(); *zone; zone++) {
        if (!zone_valid(*zone))
            fail_msg("unknown: %s", *zone);
    }
}

static void test_cities(void **state)
{
    const struct locale *english = locale_of(LANG_EN), *spanish = locale_of(LANG_ES);
    struct arena *arena = arena_new();
    (void)state;
    assert_true(locales_load(NULL));
    assert_string_equal(zone_city(english, arena, "America/Mexico_City"), "Mexico City");
    assert_string_equal(zone_city(spanish, arena, "America/Mexico_City"), "Ciudad de México");
    assert_string_equal(zone_city(spanish, arena, "Europe/London"), "Londres");
    assert_string_equal(zone_city(english, arena, "America/Ciudad_Juarez"),
                        "Ciudad Juarez"); /* younger than ICU's zones */
    assert_string_equal(zone_city(english, arena, "UTC"), "UTC");
    assert_string_equal(zone_city(english, arena, "Europe/Nowhere"), "Europe/Nowhere");
    assert_ptr_equal(zone_city(english, arena, "Europe/London"),
                     zone_city(english, arena, "Europe/London"));
    arena_free(arena);
}

/* A file that ends early is no zone, and is never read beyond its end. */
static void test_short_files(void **state)
{
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Paris", "rb");
    unsigned char bytes[8192];
    (void)state;
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t i = 0; i < len; i++) {
        unsigned char *part = malloc(i + 1);
        memcpy(part, bytes, i);
        assert_null(zone_file_parse(part, i));
        free(part);
    }
    struct zone_file *whole = zone_file_parse(bytes, len);
    assert_non_null(whole);
    assert_int_equal(zone_file_offset(whole, at("2026-07-01")), 7200);
    zone_file_free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mexico), cmocka_unit_test(test_rule),
        cmocka_unit_test(test_turns),  cmocka_unit_test(test_dates),
        cmocka_unit_test(test_back),   cmocka_unit_test(test_names),
        cmocka_unit_test(test_cities), cmocka_unit_test(test_short_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
