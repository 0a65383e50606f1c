/* Words, formatters, collation and the choice of language. */
#include "base/buffer.h"
#include "base/value.h"
#include "unit/test.h"
#include "web/locale_internal.h"

static struct arena *arena;

static int set_up(void **state)
{
    struct problem problem = { 0 };
    (void)state;
    arena = arena_new();
    return locales_load(&problem) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct locale *open_locale(enum language lang)
{
    return (struct locale *)(uintptr_t)locale_of(lang);
}

static void add(enum language lang, const char *key, const char *words)
{
    assert_null(locale_add_message(open_locale(lang), "test.", key, words));
}

static struct value format_value(enum language lang, const char *name, struct value value)
{
    struct value out = value_null();
    assert_true(locale_format(locale_of(lang), arena, symbol_of(name), value, &out));
    return out;
}

static const char *formatted(enum language lang, const char *name, const char *text)
{
    struct value out = format_value(lang, name, value_text(text));
    return out.kind == VALUE_NULL ? NULL : out.text;
}

static void test_dates(void **state)
{
    static const char *const as_they_are[] = {
        "2026-02-31", "2026-13-01", "2026-00", "12th",  "2026/2027",
        "2026-3-5",   "2026-03-",   "spring",  "20261", ""
    };
    (void)state;
    assert_string_equal(formatted(LANG_EN, "as_date", "2026-03-05"), "5 March 2026");
    assert_string_equal(formatted(LANG_ES, "as_date", "2026-03-05T10:30"), "5 de marzo de 2026");
    assert_string_equal(formatted(LANG_ES, "as_date", "2026-03"), "marzo de 2026");
    assert_string_equal(formatted(LANG_EN, "as_date", "2026"), "2026");
    for (size_t i = 0; i < sizeof as_they_are / sizeof *as_they_are; i++) {
        assert_string_equal(formatted(LANG_EN, "as_date", as_they_are[i]), as_they_are[i]);
        assert_string_equal(formatted(LANG_EN, "as_day", as_they_are[i]), as_they_are[i]);
    }
    assert_string_equal(formatted(LANG_EN, "as_day", "2026-03-05"), "Thursday 5 March 2026");
    assert_string_equal(formatted(LANG_ES, "as_day", "2026-03-05T10:30"),
                        "jueves 5 de marzo de 2026");
    assert_string_equal(formatted(LANG_EN, "as_month", "2026-03-05"), "March 2026");
}

static void test_times(void **state)
{
    (void)state;
    assert_string_equal(formatted(LANG_EN, "as_time", "2026-03-05T10:30:00"), "10:30");
    assert_string_equal(formatted(LANG_EN, "as_time", "10:30"), "10:30");
    assert_null(formatted(LANG_EN, "as_time", "2026-03-05"));
    assert_null(formatted(LANG_EN, "as_time", "2026-03-05T1"));
    assert_string_equal(format_value(LANG_EN, "as_stamp", value_int(1795525920)).text,
                        "24 Nov 2026, 07:12");
    assert_string_equal(format_value(LANG_ES, "as_stamp", value_int(1767225600)).text,
                        "31 dic 2025, 18:00");
    assert_string_equal(format_value(LANG_EN, "as_moment", value_int(1795525920)).text,
                        "24 November 2026, 07:12 (Mexico City)");
    assert_string_equal(format_value(LANG_ES, "as_moment", value_int(1650000000)).text,
                        "15 de abril de 2022, 00:20 (Ciudad de México)"); /* summer time then */
    assert_null(formatted(LANG_EN, "as_stamp", "2026-03-05"));
}

static void test_numbers(void **state)
{
    (void)state;
    assert_string_equal(format_value(LANG_EN, "as_number", value_int(1234567)).text, "1,234,567");
    assert_string_equal(format_value(LANG_EN, "as_number", value_int(-12)).text, "\u221212");
    assert_string_equal(format_value(LANG_EN, "as_number", value_int(INT64_MIN)).text,
                        "\u22129,223,372,036,854,775,808");
}

static void test_lines(void **state)
{
    (void)state;
    assert_string_equal(formatted(LANG_EN, "as_lines", "a<b\r\nc\n\nd"), "a&lt;b<br>c<br><br>d");
}

static void test_preferred(void **state)
{
    (void)state;
    assert_int_equal(language_preferred(NULL), LANG_ES);
    assert_int_equal(language_preferred(""), LANG_ES);
    assert_int_equal(language_preferred("fr-FR,fr;q=0.9"), LANG_ES);
    assert_int_equal(language_preferred("en-GB"), LANG_EN);
    assert_int_equal(language_preferred("EN-gb,ES;q=0.3"), LANG_EN);
    assert_int_equal(language_preferred("es-MX,es;q=0.9,en;q=0.8"), LANG_ES);
    assert_int_equal(language_preferred("es;q=0.4, en ; q=0.5"), LANG_EN);
    assert_int_equal(language_preferred("fr,en;q=0.1"), LANG_EN);
    assert_int_equal(language_preferred("en;q=0"), LANG_ES);
    assert_int_equal(language_preferred("es;q=0, fr"), LANG_EN);
    assert_int_equal(language_preferred("eng, est"), LANG_ES);
    assert_int_equal(language_preferred("x;q=1,,;,=,en"), LANG_EN);
}

static void test_codes(void **state)
{
    (void)state;
    assert_true(language_valid("es"));
    assert_true(language_valid("is")); /* Icelandic is not offered in forms but is a language */
    assert_true(language_valid("nah"));
    assert_true(language_valid("yua"));
    assert_false(language_valid("xx"));
    assert_false(language_valid("ES"));
    assert_false(language_valid(""));
    assert_false(language_valid(NULL));
    for (const char **code = language_list(); *code; code++)
        assert_true(language_valid(*code));
    assert_true(country_valid("MX"));
    assert_false(country_valid("mx"));
    assert_false(country_valid("ZZ"));
}

static void assert_before(const struct locale *locale, const char *one, const char *other)
{
    const char *first = locale_sort_key(locale, arena, one),
               *second = locale_sort_key(locale, arena, other);
    if (strcmp(first, second) >= 0)
        fail_msg("%s does not come before %s", one, other);
}

/* The first level of a key ends at the first byte 01. */
static size_t first_level(const char *key)
{
    size_t len = 0;
    while (key[len] && strncmp(key + len, "01", 2) != 0)
        len += 2;
    return len;
}

static void test_collation(void **state)
{
    const struct locale *spanish = locale_of(LANG_ES);
    (void)state;
    assert_before(spanish, "nz", "ña");
    assert_before(spanish, "Nuzco", "Ñato");
    assert_before(spanish, "ñz", "oa");
    assert_before(spanish, "Álamo", "Alba");
    assert_before(spanish, "alba", "Álbum");
    assert_before(spanish, "Garcia", "García");
    const char *plain = locale_sort_key(spanish, arena, "garcia"),
               *accented = locale_sort_key(spanish, arena, "García");
    assert_int_equal(first_level(plain), first_level(accented));
    assert_memory_equal(plain, accented, first_level(plain));
    assert_true(first_level(plain) > 0);
}

/* Texts that differ only far behind still have their order. */
static void test_long_keys(void **state)
{
    char one[3001], other[3001];
    (void)state;
    memset(one, 'm', 3000);
    memset(other, 'm', 3000);
    one[3000] = other[3000] = '\0';
    one[2999] = 'a';
    other[2999] = 'z';
    assert_before(locale_of(LANG_ES), one, other);
}

/* Latin characters are folded by a table, whatever has others by ICU: both the same. */
static void test_fold_latin(void **state)
{
    (void)state;
    assert_string_equal(locale_fold(arena, "\xc4\xb0zm\xc4\xb1r \xc3\x9f \xc5\x81\xc3\xb3"
                                           "d\xc5\xba"),
                        "izm\xc4\xb1r \xc3\x9f \xc5\x82odz");
    for (unsigned c = 1; c < 0x260; c++) {
        char one[3] = { (char)c, '\0', '\0' };
        if (c >= 0x80) {
            one[0] = (char)(0xc0 | c >> 6);
            one[1] = (char)(0x80 | (c & 0x3f));
        }
        const char *alone = locale_fold(arena, arena_print(arena, "x%s", one)),
                   *other = locale_fold(arena, arena_print(arena, "x%s\xe6\xbc\xa2", one));
        assert_string_equal(arena_print(arena, "%s\xe6\xbc\xa2", alone), other);
    }
}

static void test_fold(void **state)
{
    (void)state;
    assert_string_equal(locale_fold(arena, "Ñandú GARCÍA"), "nandu garcia");
}

static void test_quotes(void **state)
{
    struct map *arguments = map_new(arena);
    (void)state;
    map_text(arguments, "name", "Ana");
    map_int(arguments, "n", 2);
    add(LANG_EN, "test.apostrophe", "Ana''s and Eva's {name}");
    assert_string_equal(locale_say(locale_of(LANG_EN), arena, "test.apostrophe", arguments),
                        "Ana's and Eva's Ana");
    add(LANG_EN, "test.plain", "the journal''s {name, select, other {it''s}}");
    assert_string_equal(locale_say(locale_of(LANG_EN), arena, "test.plain", arguments),
                        "the journal's it's");
    add(LANG_EN, "test.signs", "'{'name'}' is '{name}'");
    assert_string_equal(locale_say(locale_of(LANG_EN), arena, "test.signs", arguments),
                        "{name} is 'Ana'");
    add(LANG_EN, "test.hash", "{n, plural, one {'#' #} other {'#'# ''{n}''}}");
    assert_string_equal(locale_say(locale_of(LANG_EN), arena, "test.hash", arguments), "#2 '2'");
    add(LANG_EN, "test.whole", "it''s");
    assert_string_equal(locale_text(locale_of(LANG_EN), "test.whole"), "it's");
    add(LANG_EN, "test.end", "Ana'");
    assert_string_equal(locale_text(locale_of(LANG_EN), "test.end"), "Ana'");
}

static void test_refused_words(void **state)
{
    struct locale *english = open_locale(LANG_EN);
    (void)state;
    assert_non_null(locale_add_message(english, "test.", "other.key", "x"));
    assert_non_null(locale_add_message(english, "test.", "test.open", "x {name"));
    assert_non_null(locale_add_message(english, "test.", "test.no_other", "{n, plural, one {x}}"));
    add(LANG_EN, "test.twice", "x");
    assert_non_null(locale_add_message(english, "test.", "test.twice", "x"));
    size_t before = english->key_count;
    const char *fault = NULL;
    for (int i = 0; i < 10000 && !fault; i++)
        fault = locale_add_message(english, "test.", arena_print(arena, "test.many_%d", i), "x");
    assert_string_equal(fault, "too many words"); /* and nothing is written behind the list */
    english->key_count = before;
}

static void collect(void *self, const char *fault)
{
    struct buffer *faults = self;
    buffer_printf(faults, "%s\n", fault);
}

static void test_check(void **state)
{
    struct buffer faults = { 0 };
    (void)state;
    locale_check(collect, &faults);
    assert_string_equal(buffer_text(&faults), "");
    add(LANG_EN, "test.same", "{a} and {n, plural, one {# {b}} other {# {b}}}");
    add(LANG_ES, "test.same", "{b} y {n, plural, one {#} other {# {a}}}");
    assert_true(locale_check(collect, &faults));
    add(LANG_EN, "test.differs", "{name} of {n, plural, one {# {kind}} other {#}}");
    add(LANG_ES, "test.differs", "{nombre} de {n, plural, one {#} other {#}}");
    add(LANG_ES, "test.alone", "x");
    assert_false(locale_check(collect, &faults));
    assert_string_equal(buffer_text(&faults), "words: test.differs has no {name} in es\n"
                                              "words: test.differs has no {kind} in es\n"
                                              "words: test.differs has no {nombre} in en\n"
                                              "words: test.alone has no words in en\n");
    buffer_free(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),         cmocka_unit_test(test_dates),
        cmocka_unit_test(test_times),         cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_lines),         cmocka_unit_test(test_preferred),
        cmocka_unit_test(test_codes),         cmocka_unit_test(test_collation),
        cmocka_unit_test(test_long_keys),     cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_latin),    cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_refused_words),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
