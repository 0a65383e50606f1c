/* BibTeX and RIS as people paste them. */
#include "base/text.h"
#include "site/publications/reference.h"
#include "unit/test.h"
#include "web/locale.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return !locales_load(NULL);
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void test_latex(void **state)
{
    static const char *const pairs[][2] = {
        { "Garc\\'{\\i}a", "García" },
        { "Garc{\\'i}a", "García" },
        { "Garc\\'ia", "García" },
        { "Mu\\~noz Pe{\\~n}a", "Muñoz Peña" },
        { "G\\\"{o}del {\\\"O}z", "Gödel Öz" },
        { "Fran\\c{c}ois \\c cedille", "François çedille" },
        { "Ho\\v{r}ava", "Hořava" },
        { "\\AA ngstr\\\"om", "Ångström" },
        { "Stra{\\ss}e", "Straße" },
        { "{Migration} and {D}evelopment", "Migration and Development" },
        { "1990--2020 --- a review", "1990–2020 — a review" },
        { "R\\&D at 5\\% \\$10 a\\_b", "R&D at 5% $10 a_b" },
        { "\\emph{Remesas} \\textit{y} g\\'enero", "Remesas y género" },
        { "``quoted''", "“quoted”" },
        { "?`Qu\\'e pasa?", "¿Qué pasa?" },
        { "M\\'exico~City", "México City" },
        { "  two \n  lines ", "two lines" },
        { "López ya está", "López ya está" },
        { "broken \\", "broken" },
        { "\\'", "\u0301" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(reference_plain(arena, pairs[i][0]), pairs[i][1]);
}

static void name_is(const struct reference_name *name, const char *given, const char *family)
{
    assert_non_null(name);
    assert_true(text_equal(name->given, given));
    assert_string_equal(name->family, family);
}

static void test_bibtex(void **state)
{
    struct reference *one = references_read(
        arena, "A list I keep.\n"
               "@string{md = \"Migraci\\'on y Desarrollo\"}\n"
               "@comment{nothing, @article{not, title={x}}}\n"
               "@Article{garcia2019,\n"
               "  author = {Garc\\'{\\i}a Zamora, Rodolfo and Ana de la Cruz and {United Nations} "
               "and others},\n"
               "  title = \"Remittances {and} Development\",\n"
               "  journal = md # {, nueva \\'epoca},\n"
               "  year = 2019, volume = 17, number = {32},\n"
               "  pages = {7--31},\n"
               "  doi = {https://doi.org/10.35533/myd.1732.rgz},\n"
               "  keywords = {remittances; development, Mexico},\n"
               "}\n"
               "@incollection(x, title={A \"quoted\" chapter}, booktitle={The Book}, author={Li "
               "Wei}, year={2001})\n");
    (void)state;
    assert_non_null(one);
    assert_null(one->wrong);
    assert_int_equal(one->line, 4);
    assert_string_equal(one->key, "garcia2019");
    assert_string_equal(one->kind, "article");
    assert_string_equal(one->title, "Remittances and Development");
    assert_string_equal(one->container, "Migración y Desarrollo, nueva época");
    assert_string_equal(one->year, "2019");
    assert_string_equal(one->volume, "17");
    assert_string_equal(one->first_page, "7");
    assert_string_equal(one->last_page, "31");
    assert_string_equal(one->doi, "10.35533/myd.1732.rgz");
    assert_string_equal(one->keywords, "remittances\ndevelopment\nMexico");
    name_is(one->names, "Rodolfo", "García Zamora");
    name_is(one->names->next, "Ana", "de la Cruz");
    name_is(one->names->next->next, NULL, "United Nations");
    assert_null(one->names->next->next->next);
    struct reference *two = one->next;
    assert_non_null(two);
    assert_null(two->wrong);
    assert_string_equal(two->kind, "chapter");
    assert_string_equal(two->title, "A \"quoted\" chapter");
    assert_string_equal(two->container, "The Book");
    name_is(two->names, "Li", "Wei");
    assert_null(two->next);
}

static void test_bibtex_wrong(void **state)
{
    struct reference *one = references_read(
        arena, "@article{a, title={Never closed, author={Paz, Eva}, year=2001}\n"
               "@article{b, title={Good}, author={Paz, Eva}, year=2002}\n"
               "@article{c, title={No year}, author={Paz, Eva}}\n"
               "@article{d, author={Paz, Eva}, year=2003}\n"
               "@article{e, title={No author}, year=2003}\n"
               "@article{f, title={DOI}, author={Paz, Eva}, year=2003, doi={not one}}\n"
               "@article{g, title {no equals}}\n"
               "@article{h, title={Old}, author={Paz, Eva}, year=1066}\n");
    static const char *const wrong[] = { "claims.unbalanced", NULL,
                                         "claims.no_year",    "claims.no_title",
                                         "claims.no_author",  "claims.bad_doi",
                                         "claims.not_bibtex", "claims.bad_year" };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++, one = one->next) {
        assert_non_null(one);
        assert_true(text_equal(one->wrong, wrong[i]));
        assert_int_equal(one->line, i + 1);
    }
    assert_null(one);
    one =
        references_read(arena, "@article{a, title={x\n@book{b, title={y}, author={Z}, year=2000}");
    assert_string_equal(one->typed, "@article{a, title={x");
    assert_null(references_read(arena, "no entry here, only me@example.org"));
    assert_null(references_read(arena, ""));
}

static void test_ris(void **state)
{
    struct reference *one = references_read(arena, "\xef\xbb\xbfTY  - JOUR\r\n"
                                                   "AU  - L\u00f3pez Garc\u00eda, Ana\r\n"
                                                   "A1  - Ana Mora\r\n"
                                                   "AU  - UNESCO\r\n"
                                                   "TI  - A title that\r\n"
                                                   "      goes on\r\n"
                                                   "JO  - Migraci\u00f3n\r\n"
                                                   "PY  - 2020/05/01/\r\n"
                                                   "SP  - 7-31\r\n"
                                                   "KW  - one\r\n"
                                                   "KW  - two\r\n"
                                                   "DO  - doi:10.1234/ABC\r\n"
                                                   "ER  - \r\n"
                                                   "\r\n"
                                                   "TY - CHAP\r\n"
                                                   "T1 - Chapter\r\n"
                                                   "BT - The Book\r\n"
                                                   "AU - Paz, Eva\r\n"
                                                   "Y1 - 1999\r\n");
    (void)state;
    assert_non_null(one);
    assert_null(one->wrong);
    assert_string_equal(one->title, "A title that goes on");
    assert_string_equal(one->container, "Migración");
    assert_string_equal(one->year, "2020");
    assert_string_equal(one->first_page, "7");
    assert_string_equal(one->last_page, "31");
    assert_string_equal(one->keywords, "one\ntwo");
    assert_string_equal(one->doi, "10.1234/ABC");
    name_is(one->names, "Ana", "López García");
    name_is(one->names->next, "Ana", "Mora");
    name_is(one->names->next->next, NULL, "UNESCO");
    assert_non_null(one->next);
    assert_int_equal(one->next->line, 15);
    assert_string_equal(one->next->kind, "chapter");
    assert_string_equal(one->next->title, "Chapter");
    assert_string_equal(one->next->container, "The Book");
    assert_null(one->next->wrong);
}

static void test_many(void **state)
{
    const char *text = "";
    int count = 0;
    struct reference *last = NULL;
    (void)state;
    for (int i = 0; i < REFERENCES_MAX + 5; i++)
        text = arena_print(arena, "%s@book{k%d, title={T}, author={A, B}, year=2000}\n", text, i);
    for (struct reference *one = references_read(arena, text); one; one = one->next, count++)
        last = one;
    assert_int_equal(count, REFERENCES_MAX);
    assert_string_equal(last->wrong, "claims.too_many");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latex),        cmocka_unit_test(test_bibtex),
        cmocka_unit_test(test_bibtex_wrong), cmocka_unit_test(test_ris),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
