/* Identifiers: their usual forms, and check digits that find a slip. */
#include "base/identifier.h"
#include "base/text.h"
#include "unit/test.h"

static char out[IDENTIFIER_SIZE];

static void test_orcid(void **state)
{
    (void)state;
    assert_true(identifier_orcid("0000-0002-1825-0097", out));
    assert_string_equal(out, "0000-0002-1825-0097");
    assert_true(identifier_orcid("https://orcid.org/0000-0002-1694-233X", out));
    assert_string_equal(out, "0000-0002-1694-233X");            /* X is ten */
    assert_false(identifier_orcid("0000-0002-1825-0098", out)); /* a wrong digit */
    assert_false(identifier_orcid("0000-0002-1852-0097", out)); /* two that changed places */
    assert_false(identifier_orcid("0000-0002-1825-00", out));
    assert_false(identifier_orcid("", out));
}

static void test_isbn(void **state)
{
    (void)state;
    assert_true(identifier_isbn("978-3-16-148410-0", out));
    assert_string_equal(out, "9783161484100");
    assert_true(identifier_isbn("0-8044-2957-X", out));
    assert_string_equal(out, "080442957X");
    assert_false(identifier_isbn("978-3-16-148410-1", out));
    assert_false(identifier_isbn("0-8044-2957-0", out));
    assert_false(identifier_isbn("97831614841", out));
}

static void test_issn(void **state)
{
    (void)state;
    assert_true(identifier_issn("1870-7599", out));
    assert_string_equal(out, "1870-7599");
    assert_true(identifier_issn("2434561X", out));
    assert_string_equal(out, "2434-561X");
    assert_false(identifier_issn("1870-7598", out));
    assert_false(identifier_issn("1870-759", out));
}

static void test_doi(void **state)
{
    (void)state;
    assert_true(identifier_doi("https://doi.org/10.1234/ABC.def", out));
    assert_true(text_starts(out, "10.1234/"));
    assert_true(identifier_doi("doi:10.1234/abc", out));
    assert_string_equal(out, "10.1234/abc");
    assert_false(identifier_doi("11.1234/abc", out));
    assert_false(identifier_doi("10.1234", out));
    assert_false(identifier_doi("10./abc", out));
    assert_false(identifier_doi("10.1234/", out));
}

static void test_email(void **state)
{
    (void)state;
    assert_true(identifier_email(" ana@Example.ORG ", out));
    assert_string_equal(out, "ana@example.org");
    assert_true(identifier_email("Ana.B+x@sub.example.org", out));
    assert_string_equal(out, "Ana.B+x@sub.example.org");
    const char *const wrong[] = { "ana",
                                  "@example.org",
                                  "ana@",
                                  "ana@example",
                                  "a b@c.org",
                                  "a@b@c.org",
                                  "<a@example.org>",
                                  "a@example.org\n.b",
                                  "a,b@c.org",
                                  "" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(identifier_email(wrong[i], out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orcid), cmocka_unit_test(test_isbn),  cmocka_unit_test(test_issn),
        cmocka_unit_test(test_doi),   cmocka_unit_test(test_email),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
