/* Small questions about text. */
#include "base/text.h"
#include "unit/test.h"

static void test_has_line(void **state)
{
    (void)state;
    assert_true(text_has_line("one\ntwo\nthree", "two"));
    assert_true(text_has_line("one\ntwo\nthree", "three"));
    assert_true(text_has_line("one\ntwo", "one\nand what follows")); /* up to its line break */
    assert_false(text_has_line("one\ntwo", "tw"));
    assert_false(text_has_line("one\ntwo", "twofold"));
    assert_false(text_has_line("", "one"));
    assert_false(text_has_line(NULL, "one"));
    assert_true(text_has_line("one\n\ntwo", ""));
    assert_false(text_has_line("one\ntwo", ""));
}

static void test_is_loopback(void **state)
{
    (void)state;
    static const char *const own[] = { "localhost",   "localhost:587",
                                       "127.0.0.1",   "127.0.0.1:8080",
                                       "127.9.9.9/x", "[::1]:25",
                                       "::1" };
    static const char *const others[] = {
        "127.0.0.1.example.org", "127.example.org", "localhost.example.org", "10.0.0.1", "::12", ""
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        assert_true(text_is_loopback(own[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(text_is_loopback(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_has_line),
                                        cmocka_unit_test(test_is_loopback) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
