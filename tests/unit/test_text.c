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

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_has_line) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
