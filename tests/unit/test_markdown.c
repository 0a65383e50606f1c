/* Markdown: what is let through, and the levels of headings. */
#include "base/markdown.h"
#include "unit/test.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void gives(const char *source, const char *expected)
{
    struct value html = markdown_html(arena, source, 2);
    assert_int_equal(html.kind, VALUE_HTML);
    assert_int_equal(html.len, strlen(html.text));
    assert_string_equal(html.text, expected);
}

static void test_headings(void **state)
{
    (void)state;
    gives("# a\n## b\n", "<h2>a</h2>\n<h3>b</h3>\n");
    gives("## a\n### b\n## c\n", "<h2>a</h2>\n<h3>b</h3>\n<h2>c</h2>\n");
    gives("### a\n# b\n", "<h2>a</h2>\n<h2>b</h2>\n");
    gives("## a\n##### b\n### c\n", "<h2>a</h2>\n<h3>b</h3>\n<h3>c</h3>\n");
    gives("# a\n## b\n### c\n#### d\n##### e\n###### f\n",
          "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h5>d</h5>\n<h6>e</h6>\n<h6>f</h6>\n");
    assert_string_equal(markdown_html(arena, "# a", 4).text, "<h4>a</h4>\n");
}

static void test_links(void **state)
{
    (void)state;
    gives("[a](https://example.org/?x=1:2)",
          "<p><a href=\"https://example.org/?x=1:2\">a</a></p>\n");
    gives("[a](HTTP://example.org)", "<p><a href=\"HTTP://example.org\">a</a></p>\n");
    gives("[a](mailto:a@example.org)", "<p><a href=\"mailto:a@example.org\">a</a></p>\n");
    gives("[a](tel:+524929256690)", "<p><a href=\"tel:+524929256690\">a</a></p>\n");
    gives("[a](/es/news)", "<p><a href=\"/es/news\">a</a></p>\n");
    gives("[a](#part)", "<p><a href=\"#part\">a</a></p>\n");
    gives("[a](page?at=10:30)", "<p><a href=\"page?at=10:30\">a</a></p>\n");
    gives("https://example.org",
          "<p><a href=\"https://example.org\">https://example.org</a></p>\n");
}

/* The words stay, the link goes. */
static void test_bad_links(void **state)
{
    (void)state;
    gives("[*a* b](javascript:alert(1))", "<p><em>a</em> b</p>\n");
    gives("[a](JaVaScript:alert(1))", "<p>a</p>\n");
    gives("[a](java&#9;script:alert(1))", "<p>a</p>\n");
    gives("[a](&#1;javascript:alert(1))", "<p>a</p>\n");
    gives("[a](data:text/html,x)", "<p>a</p>\n");
    gives("[a](vbscript:x)", "<p>a</p>\n");
    gives("[a](ftp://example.org)", "<p>a</p>\n");
    gives("<steam://run>", "<p>steam://run</p>\n");
    gives("ftp://example.org", "<p>ftp://example.org</p>\n");
}

static void test_pictures(void **state)
{
    (void)state;
    gives("![a](/files/1/a.jpg)", "<p><img src=\"/files/1/a.jpg\" alt=\"a\" /></p>\n");
    gives("![a *b*](https://example.org/a.jpg)", "<p>a <em>b</em></p>\n");
    gives("![a](//example.org/a.jpg)", "<p>a</p>\n");
    gives("![a](/\\\\example.org/a.jpg)", "<p>a</p>\n");
    gives("![a](a.jpg)", "<p>a</p>\n");
    gives("![a](data:image/png;base64,AA)", "<p>a</p>\n");
    gives("x ![](https://example.org/pixel) y", "<p>x  y</p>\n");
    /* No link within a link. */
    gives("[![[a](/b)](https://example.org/c)](/d)", "<p>[<a href=\"/b\">a</a>](/d)</p>\n");
}

static void test_raw(void **state)
{
    (void)state;
    assert_null(strstr(markdown_html(arena, "<script>alert(1)</script>", 2).text, "<script"));
    assert_null(strstr(markdown_html(arena, "a <img src=x onerror=alert(1)> b", 2).text, "<img"));
    gives("1 < 2 & \"3\"", "<p>1 &lt; 2 &amp; &quot;3&quot;</p>\n");
    gives("", "");
}

static void says(const char *source, const char *expected)
{
    struct buffer out = { 0 };
    markdown_words(&out, source);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void test_words(void **state)
{
    (void)state;
    says("", "");
    says("Migración de mujeres, 2020-2024: 3.5 millones",
         "Migración de mujeres, 2020-2024: 3.5 millones");
    says("# Title\n\nOne **bold** and _soft_ word,\nand [a link](https://example.org/x).\n",
         "Title One bold and soft word, and a link.");
    says("- one\n- two\n  1. three\n", "one two three");
    says("2024 was *a* year", "2024 was a year");
    says("3. third", "third");
    says("> quoted\n\n---\n\n`code` ![a picture](/files/x.png)", "quoted code a picture");
    says("| a | b |\n|---|---|\n| c | d |\n", "a b c d");
    says("~~gone~~ R\\*D &amp; more a_b_c", "gone R*D & more a_b_c");
    says("www.example.org and <https://example.org>", "www.example.org and https://example.org");
    says("a <b>b</b> c\n\n<script>\nalert(1)\n</script>\n", "a b c");
    says("    code  with   spaces", "code with spaces");
    says("  spaces ", "spaces");
    says("# ", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings),  cmocka_unit_test(test_links),
        cmocka_unit_test(test_bad_links), cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_raw),       cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
