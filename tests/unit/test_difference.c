/* Differences: the pieces tell both texts, and only what changed. */
#include <string.h>

#include "base/difference.h"
#include "unit/test.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* "same [-out-] {+in+}" */
static const char *told(const struct piece *piece)
{
    static const char *const open[] = { "", "[-", "{+" }, *const close[] = { "", "-]", "+}" };
    const char *out = "";
    for (; piece; piece = piece->next)
        out = arena_print(arena, "%s%s%.*s%s", out, open[piece->kind], (int)piece->len, piece->text,
                          close[piece->kind]);
    return out;
}

static void test_words(void **state)
{
    (void)state;
    assert_string_equal(told(difference_text(arena, "One two three.", "One two three.")),
                        "One two three.");
    assert_string_equal(
        told(difference_text(arena, "Se fue a Puebla. Volvió.", "Se fue a Oaxaca. Volvió.")),
        "Se fue a [-Puebla. -]{+Oaxaca. +}Volvió.");
    assert_string_equal(told(difference_text(arena, "", "New.")), "{+New.+}");
    assert_string_equal(told(difference_text(arena, "Old.", "")), "[-Old.-]");
    assert_string_equal(told(difference_text(arena, "", "")), "");
}

static void test_sentences(void **state)
{
    (void)state;
    assert_string_equal(told(difference_sentences(arena, "A is so. B is so. C is so.",
                                                  "A is so. B was so. C is so.")),
                        "A is so. [-B is so. -]{+B was so. +}C is so.");
    assert_string_equal(told(difference_sentences(arena, "Vino. Se fue.", "Vino… Se fue.")),
                        "[-Vino. -]{+Vino… +}Se fue.");
    /* e.g. 3.5 is no end of a sentence */
    assert_string_equal(told(difference_sentences(arena, "It is 3.5 m. Yes.", "It is 3.6 m. Yes.")),
                        "[-It is 3.5 m. -]{+It is 3.6 m. +}Yes.");
}

static void test_lines(void **state)
{
    (void)state;
    const struct piece *piece = difference_lines(arena, "MX\nUS\nGT", "US\nGT\nHN");
    assert_string_equal(told(piece), "[-MX-]USGT{+HN+}");
}

/* Both texts can be read again from the pieces, however long they are. */
static void test_long(void **state)
{
    char before[20001], after[20001];
    (void)state;
    for (int i = 0; i < 20000; i++) {
        before[i] = (char)(i % 7 ? 'a' + i % 26 : ' ');
        after[i] = (char)(i % 11 ? 'a' + i % 25 : i % 33 ? ' ' : '.');
    }
    before[20000] = after[20000] = '\0';
    size_t in = 0, out = 0;
    for (const struct piece *piece = difference_text(arena, before, after); piece;
         piece = piece->next) {
        if (piece->kind != PIECE_OUT) {
            assert_memory_equal(piece->text, after + in, piece->len);
            in += piece->len;
        }
        if (piece->kind != PIECE_IN)
            out += piece->len;
    }
    assert_int_equal(in, 20000);
    assert_in_range(out, 1, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sentences, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
