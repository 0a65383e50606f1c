/* What each kind of field takes, the form it is kept in, and what it says of the rest. */
#include "base/text.h"
#include "record/record.h"
#include "unit/scratch.h"

/* A type of its own: one field of each kind. Nothing is saved, so there is no table; links go to topics. */
static const char *const colours[] = { "red", "blue", NULL };
static const struct field pair_parts[] = { { "from", KIND_COUNTRY, REQUIRED },
                                           { "note", KIND_TEXT, 0, .max = 5 },
                                           { 0 } };
static const struct field sample_fields[] = {
    { "line", KIND_TEXT, 0, .max = 10 },
    { "long", KIND_LONG, 0 },
    { "email", KIND_EMAIL, 0 },
    { "url", KIND_URL, 0 },
    { "date", KIND_DATE, 0 },
    { "partial", KIND_DATE, PARTIAL },
    { "local", KIND_LOCAL, 0 },
    { "zone", KIND_ZONE, 0 },
    { "number", KIND_NUMBER, 0 },
    { "yesno", KIND_YESNO, 0 },
    { "choice", KIND_CHOICE, 0, .choices = colours },
    { "choices", KIND_CHOICES, 0, .choices = colours },
    { "country", KIND_COUNTRY, 0 },
    { "language", KIND_LANGUAGE, 0 },
    { "link", KIND_LINK, 0, .target = "topic" },
    { "links", KIND_LINKS, 0, .target = "topic" },
    { "parts", KIND_PARTS, 0, .parts = pair_parts },
    { "orcid", KIND_ORCID, 0 },
    { "doi", KIND_DOI, 0 },
    { "isbn", KIND_ISBN, 0 },
    { "issn", KIND_ISSN, 0 },
    { 0 },
};
/* Named as a table that is there: records are asked for their addresses. */
static const struct record_type sample = { "topic", NULL,        "samples",   sample_fields,
                                           "line",  ROLE_EDITOR, ROLE_EDITOR, ROLE_EDITOR,
                                           NULL,    NULL };

static int setup(void **state)
{
    return scratch_open(state);
}

static bool add_topic(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return run(
        query_text(db, "INSERT INTO topic (slug, created_at, updated_at) VALUES ('labour', 1, 1)"));
}

static struct record_errors errors;

/* What VALUE becomes in FIELD; the key of what is wrong with it. */
static const char *taken(const char *field, const char *value)
{
    struct record *record = record_new(arena, &sample);
    struct db *db = store_reader(store);
    errors = (struct record_errors){ 0 };
    record_set(record, field, LANG_EN, value);
    assert_true(reader_begin(db, NULL));
    bool good = record_validate(db, record, &errors);
    reader_end(db);
    const char *out = good ? record_value(record, field, LANG_EN) : errors.first->key;
    return out ? out : "";
}

static void test_texts(void **state)
{
    (void)state;
    assert_string_equal(taken("line", "  one\ttwo \n"), "one two");
    assert_string_equal(taken("line", "ñandú ñand"), "ñandú ñand"); /* characters, not bytes */
    assert_string_equal(taken("line", "eleven char"), "error.too_long");
    assert_string_equal(taken("line", "a\x01\x1f b"), "a b");
    assert_string_equal(taken("line", "\xff"), "error.not_text");
    assert_string_equal(taken("long", "one\r\n\r\ntwo\n"), "one\n\ntwo");
    assert_string_equal(taken("email", "ana@Example.org"), "ana@example.org");
    assert_string_equal(taken("email", "ana"), "error.not_email");
    assert_string_equal(taken("url", "https://example.org/a?b=ñ"), "https://example.org/a?b=ñ");
    const char *const wrong[] = { "javascript:alert(1)", "example.org",       "https://",
                                  "https://a b.org",     "https://x.org/<b>", "ftp://example.org" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(taken("url", wrong[i]), "error.not_url");
}

static void test_times(void **state)
{
    (void)state;
    assert_string_equal(taken("date", "2028-02-29"), "2028-02-29");
    assert_string_equal(taken("date", "2027-02-29"), "error.not_date");
    assert_string_equal(taken("date", "2027-02"), "error.not_date");
    assert_string_equal(taken("partial", "2027-02"), "2027-02");
    assert_string_equal(taken("partial", "2027"), "2027");
    assert_string_equal(taken("partial", "2027-13"), "error.not_date");
    assert_string_equal(taken("local", "2027-02-03T09:05"), "2027-02-03T09:05");
    assert_string_equal(taken("local", "2027-02-03T9:05"), "2027-02-03T09:05");
    assert_string_equal(taken("local", "2027-02-03T09:05:00"), "2027-02-03T09:05");
    assert_string_equal(taken("local", "2027-02-03"), "2027-02-03");
    const char *const wrong[] = { "2027-02-03T 9:05", "2027-02-03T24:00", "2027-02-03T09:60",
                                  "2027-02-03T-9:05", "2027-02-03T+9:05", "2027-02-03T09:05:30",
                                  "2027-02-03T0905",  "2027-02-03T",      "2027-02-03T09:0x" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(taken("local", wrong[i]), "error.not_time");
    assert_string_equal(taken("local", "2027-02-30T09:05"), "error.not_date");
    assert_string_equal(taken("zone", "America/Mexico_City"), "America/Mexico_City");
    assert_string_equal(taken("zone", "../etc/passwd"), "error.not_zone");
}

static void test_choices(void **state)
{
    (void)state;
    assert_string_equal(taken("number", "+7"), "7");
    assert_string_equal(taken("number", "7.5"), "error.not_number");
    assert_string_equal(taken("number", "99999999999999999999"), "error.not_number");
    assert_string_equal(taken("yesno", "yes"), "1");
    assert_string_equal(taken("yesno", "anything"), "error.too_long");
    assert_string_equal(taken("yesno", "no"), "0");
    assert_string_equal(taken("choice", "red"), "red");
    assert_string_equal(taken("choice", "green"), "error.not_choice");
    assert_string_equal(taken("choices", "red\n\n blue "), "red\nblue");
    assert_string_equal(taken("choices", "red\ngreen"), "error.not_choice");
    assert_string_equal(taken("country", "MX"), "MX");
    assert_string_equal(taken("country", "QQ"), "error.not_country");
    assert_string_equal(taken("language", "es"), "es");
    assert_string_equal(taken("language", "zz"), "error.not_language");
    assert_string_equal(taken("link", "labour"), "labour");
    assert_string_equal(taken("link", "no-such"), "error.not_link");
    assert_string_equal(taken("links", "labour\nno-such"), "error.not_link");
}

static void test_parts(void **state)
{
    (void)state;
    assert_string_equal(taken("parts", "MX|a"), "MX | a");
    assert_string_equal(taken("parts", "MX"), "MX | ");
    assert_string_equal(taken("parts", " | \nMX | a"), "MX | a"); /* an empty row is none */
    assert_string_equal(taken("parts", "MX | a\\|b"), "MX | a\\|b");
    assert_string_equal(taken("parts", "MX | a | b"), "error.too_many");
    assert_string_equal(taken("parts", "MX | a\n | b"), "error.required");
    assert_int_equal(errors.first->row, 2);
    assert_string_equal(errors.first->part->name, "from");
    assert_string_equal(taken("parts", "QQ | a"), "error.not_country");
    assert_string_equal(taken("parts", "MX | toolong"), "error.too_long");
    assert_string_equal(errors.first->argument, "5");
}

static void test_identifiers(void **state)
{
    (void)state;
    assert_string_equal(taken("orcid", "https://orcid.org/0000-0002-1825-0097"),
                        "0000-0002-1825-0097");
    assert_string_equal(taken("orcid", "0000-0002-1825-0098"), "error.not_orcid");
    assert_string_equal(taken("doi", "doi:10.1234/abc"), "10.1234/abc");
    assert_string_equal(taken("doi", "abc"), "error.not_doi");
    assert_string_equal(taken("isbn", "978-3-16-148410-0"), "9783161484100");
    assert_string_equal(taken("isbn", "978-3-16-148410-1"), "error.not_isbn");
    assert_string_equal(taken("issn", "18707599"), "1870-7599");
    assert_string_equal(taken("issn", "1870-7598"), "error.not_issn");
}

static int setup_all(void **state)
{
    if (setup(state))
        return 1;
    return !store_write(store, &(const struct author){ .kind = "system", .quiet = true }, add_topic,
                        NULL, NULL, NULL);
}

static int setup_words(void **state)
{
    (void)state;
    return !locales_load(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_texts, setup_all, scratch_close),
        cmocka_unit_test_setup_teardown(test_times, setup_all, scratch_close),
        cmocka_unit_test_setup_teardown(test_choices, setup_all, scratch_close),
        cmocka_unit_test_setup_teardown(test_parts, setup_all, scratch_close),
        cmocka_unit_test_setup_teardown(test_identifiers, setup_all, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
