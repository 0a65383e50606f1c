/* The Mustache specification's tests, and the escaping by context. */
#include "unit/test.h"
#include "web/json.h"
#include "web/locale_internal.h"
#include "web/template_internal.h"

static const char *partial(void *self, const char *name)
{
    return json_string_value(json_object_get(self, name));
}

static int run_case(const char *file, json_t *test)
{
    struct arena *arena = arena_new();
    struct buffer out = { 0 };
    struct problem problem = { 0 };
    const char *source = json_string_value(json_object_get(test, "template"));
    const char *expected = json_string_value(json_object_get(test, "expected"));
    struct template *template =
        template_compile("test", source, strlen(source), ESCAPE_HTML, &problem);
    struct rendering rendering = { .arena = arena,
                                   .partial = partial,
                                   .partial_self = json_object_get(test, "partials") };
    struct value data = json_to_value(arena, json_object_get(test, "data"));
    if (template)
        template_render(template, &rendering, &data, 1, &out);
    int failed = !template || strcmp(buffer_text(&out), expected) != 0;
    if (failed)
        print_error("%s: %s\n  expected: %s\n  got:      %s %s\n", file,
                    json_string_value(json_object_get(test, "name")), expected, buffer_text(&out),
                    problem.detail);
    template_free(template);
    buffer_free(&out);
    arena_free(arena);
    return failed;
}

static void test_specification(void **state)
{
    static const char *const files[] = {
        "comments", "delimiters", "interpolation", "inverted",
        "partials", "sections",   "inheritance",   "dynamic-names"
    };
    int failed = 0, count = 0;
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];
        snprintf(path, sizeof path, "tests/conformance/mustache/%s.json", files[i]);
        json_t *suite = json_load_file(path, 0, NULL), *test;
        size_t n;
        assert_non_null(suite);
        json_array_foreach(json_object_get(suite, "tests"), n, test)
        {
            failed += run_case(files[i], test);
            count++;
        }
        json_decref(suite);
    }
    assert_int_equal(count, 184);
    assert_int_equal(failed, 0);
}

/* A page with files of its own: PARTIALS is JSON, {"name": "source"}. */
struct page {
    struct arena *arena;
    struct map *map;
    struct buffer out;
    struct rendering rendering;
};

static void page_open(struct page *page, const char *partials)
{
    *page = (struct page){ .arena = arena_new() };
    json_t *files = json_loads(partials, 0, NULL);
    assert_non_null(files);
    page->map = map_new(page->arena);
    page->rendering =
        (struct rendering){ .arena = page->arena, .partial = partial, .partial_self = files };
}

static bool page_render(struct page *page, const char *source)
{
    struct problem problem = { 0 };
    struct template *template =
        template_compile("x.html", source, strlen(source), ESCAPE_HTML, &problem);
    struct value data = map_value(page->map);
    if (!template)
        print_error("%s\n", problem.detail);
    assert_non_null(template);
    page->out.len = 0;
    arena_defer(page->arena, (void (*)(void *))template_free,
                template); /* what is missing points into it */
    return template_render(template, &page->rendering, &data, 1, &page->out);
}

static void page_close(struct page *page)
{
    json_decref(page->rendering.partial_self);
    buffer_free(&page->out);
    arena_free(page->arena);
}

/* Renders SOURCE as an HTML file with {"x": TEXT}. */
static void check_html(const char *source, const char *text, const char *expected)
{
    struct page page;
    page_open(&page, "{}");
    map_text(page.map, "x", text);
    page_render(&page, source);
    assert_string_equal(buffer_text(&page.out), expected);
    page_close(&page);
}

static void test_escaping(void **state)
{
    (void)state;
    for (size_t at = 0; at < 20; at++) { /* each character at each place in a word of the machine */
        char text[] = "abcdefghijklmnopqrst", expected[40];
        text[at] = "&<>\"'"[at % 5];
        static const char *const references[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
        snprintf(expected, sizeof expected, "%.*s%s%s", (int)at, text, references[at % 5],
                 text + at + 1);
        check_html("{{x}}", text, expected);
    }
    check_html("{{x}}", "!#%(;=?\x7f\xa2\xa6\xa7\xbc\xbe\xff",
               "!#%(;=?\x7f\xa2\xa6\xa7\xbc\xbe\xff");
    check_html("<p>{{x}}</p>", "<&>\"'", "<p>&lt;&amp;&gt;&quot;&#39;</p>");
    check_html("<a href=\"{{x}}\">", "javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"{{x}}\">", " javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"{{x}}\">", "https://a.org/?a=1&b=2",
               "<a href=\"https://a.org/?a=1&amp;b=2\">");
    check_html("<a href=\"/en/{{x}}\">", "a:b", "<a href=\"/en/a:b\">");
    check_html(
        "<script type=\"application/ld+json\">{\"a\":\"{{x}}\"}</script>", "</script>\"\n",
        "<script "
        "type=\"application/ld+json\">{\"a\":\"\\u003c/script\\u003e\\\"\\u000a\"}</script>");
    check_html("<input{{#x}} checked{{/x}} value=\"{{x}}\">", "\"",
               "<input checked value=\"&quot;\">");
    check_html("<textarea><p title='</textarea>{{x}}", "<", "<textarea><p title='</textarea>&lt;");
    check_html("<!--> {{x}}", "<", "<!--> &lt;");
    check_html("<script>if (a </b/) c();</script>{{x}}", "<",
               "<script>if (a </b/) c();</script>&lt;");
}

/* An address stays under watch until literal text settles what it is. */
static void test_addresses(void **state)
{
    (void)state;
    check_html("<a href=\"{{e}}{{x}}\">", "javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"{{#x}}{{/x}}{{x}}\">", "javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"{{^x}}/{{/x}}{{x}}\">", "javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"java{{x}}\">", "script:alert(1)", "<a href=\"java#\">");
    check_html("<a href=\"mailto:{{x}}\">", "a:b@c", "<a href=\"mailto:a:b@c\">");
    check_html("<a href=\"{{x}}/{{x}}\">", "a", "<a href=\"a/a\">");
    check_html("<a href=\"{{x}}?q={{x}}\">", "/a", "<a href=\"/a?q=/a\">");
    check_html("<a href=\"{{x}}{{x}}\">", "/a", "<a href=\"/a/a\">");
}

/* What stands in an attribute or title of the parent cannot leave it, whatever the child writes. */
static void test_blocks_in_places(void **state)
{
    static const char files[] = "{\"p.html\": \"<title>{{$t}}{{h}}{{/t}}</title><a "
                                "title=\\\"{{$t}}{{h}}{{/t}}\\\">{{$t}}{{h}}{{/t}}</a>\"}";
    struct page page;
    (void)state;
    page_open(&page, files);
    map_set(page.map, "h", value_html("<b>", 3));
    map_text(page.map, "x", "\"");
    page_render(&page, "{{<p.html}}{{/p.html}}");
    assert_string_equal(buffer_text(&page.out),
                        "<title>&lt;b&gt;</title><a title=\"&lt;b&gt;\"><b></a>");
    page_render(&page, "{{<p.html}}{{$t}}{{h}}{{x}}{{/t}}{{/p.html}}");
    assert_string_equal(buffer_text(&page.out),
                        "<title>&lt;b&gt;&quot;</title><a title=\"&lt;b&gt;&quot;\"><b>&quot;</a>");
    page_render(&page, "{{<p.html}}{{$t}}<i id=\"{{x}}\">&amp;</i>{{/t}}{{/p.html}}");
    const char *quoted = "<a title=\"&lt;i id=&quot;&quot;&quot;&gt;&amp;&lt;/i&gt;\"><i "
                         "id=\"&quot;\">&amp;</i></a>";
    assert_string_equal(strstr(buffer_text(&page.out), "<a"), quoted);
    page_close(&page);
}

/* A file that is not escaped does not become part of a page. */
static void test_kinds(void **state)
{
    struct page page;
    struct template *plain = template_compile("mail.txt", "{{x}}", 5, ESCAPE_NONE, NULL);
    const char *path = "templates/mail.txt";
    struct template_set set = { .paths = &path, .templates = &plain, .count = 1 };
    (void)state;
    page_open(&page, "{}");
    page.rendering.set = &set;
    page.rendering.strict = true;
    map_text(page.map, "x", "<");
    assert_false(page_render(&page, "{{>mail.txt}}"));
    assert_string_equal(page.rendering.missing, "mail.txt");
    assert_string_equal(buffer_text(&page.out), "");
    page_close(&page);
    template_free(plain);
}

static void check_too_deep(const char *partials, const char *source)
{
    struct page page;
    page_open(&page, partials);
    map_bool(page.map, "a", true);
    assert_false(page_render(&page, source));
    assert_string_equal(page.rendering.missing, "too deep");
    assert_non_null(page.rendering.missing_in);
    page_close(&page);
}

static void test_limits(void **state)
{
    char deep[] =
        "{\"p\": \"{{$b}}{{/b}}\", \"s\": \"{{#a}}{{>s}}{{/a}}\", \"i\": \"   {{>i}}\\n\"}";
    (void)state;
    check_too_deep(deep, "{{<p}}{{$b}}{{$b}}{{/b}}{{/b}}{{/p}}");
    check_too_deep(deep, "{{<p}}{{$b}}{{$b}}{{/b}}{{$b}}{{/b}}{{/b}}{{/p}}");
    check_too_deep(deep, "{{>s}}");
    check_too_deep(deep, "{{>i}}");
}

/* A source that ends at the end of its allocation: reading past it is a fault of the sanitizer. */
static void test_ends(void **state)
{
    static const char *const sources[] = {
        "{{<p}}\n{{$a}}\n", "{{$a}}\n", "{{$a}}\n   ", "{{", "{{#", "{{=", "{{={{ {{", "<"
    };
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        size_t len = strlen(sources[i]);
        char *copy = malloc(len);
        memcpy(copy, sources[i], len);
        template_free(template_compile("x.html", copy, len, ESCAPE_HTML, NULL));
        free(copy);
    }
    /* stripped white space is longer than what is left; the source fills a block of memory of its
     * own */
    static const char tail[] =
        "}}\n{{<p}}\n{{$a}}\n                                        x\n{{<q}}\n{{$b}}\nx";
    char *long_source = malloc(200000 + sizeof tail);
    memset(long_source, ' ', 200000);
    memcpy(long_source, "{{!", 3);
    memcpy(long_source + 200000, tail, sizeof tail);
    assert_null(
        template_compile("x.html", long_source, 200000 + sizeof tail - 1, ESCAPE_HTML, NULL));
    free(long_source);
}

static void check_refused(const char *source, const char *where)
{
    struct problem problem = { 0 };
    struct template *template =
        template_compile("x.html", source, strlen(source), ESCAPE_HTML, &problem);
    if (template || !strstr(problem.detail, where))
        print_error("%s: %s, not %s\n", source, template ? "accepted" : problem.detail, where);
    assert_null(template);
    assert_non_null(strstr(problem.detail, where));
}

/* Faults name the line, also after tags that go over several lines. */
static void test_lines(void **state)
{
    (void)state;
    check_refused("a\nb {{! one\ntwo\n}}\n<p {{x}}>", "x.html:5:");
    check_refused("{{#a\n}}{{/a}}{{/b}}", "x.html:2:");
    check_refused("a {{! x\n}} b\n<p\n c=\"{{x}}\" d={{x}}",
                  "x.html:4: the text before it is not complete: x");
    check_refused("<p>\n<p a\"\n", "x.html:2:");
}

static void test_missing_in(void **state)
{
    struct page page;
    (void)state;
    page_open(&page, "{\"p.html\": \"{{$b}}{{/b}}{{y}}\"}");
    page.rendering.strict = true;
    assert_false(page_render(&page, "{{<p.html}}{{$b}}{{x}}{{/b}}{{/p.html}}"));
    assert_string_equal(page.rendering.missing, "x");
    assert_string_equal(page.rendering.missing_in, "x.html");
    map_text(page.map, "x", "");
    assert_false(page_render(&page, "{{<p.html}}{{$b}}{{x}}{{/b}}{{/p.html}}"));
    assert_string_equal(page.rendering.missing, "y");
    assert_string_equal(page.rendering.missing_in, "p.html");
    page_close(&page);
}

static void test_refusals(void **state)
{
    static const char *const sources[] = {
        "<p {{x}}>",
        "<script>{{x}}</script>",
        "<a href={{x}}>",
        "{{#a}}<p {{/a}}>",
        "{{#a}}",
        "{{/a}}",
        "{{a",
        "<!-- {{x}} -->",
        "<style>{{x}}</style>",
        /* partials, parents and blocks only in text, blocks also in a plain attribute */
        "<p {{>x}}>",
        "<p title=\"{{>x}}\">",
        "<p title=\"{{<x}}{{/x}}\">",
        "<a href=\"{{$x}}{{/x}}\">",
        "<a href=\"/{{$x}}{{/x}}\">",
        "<p {{$x}}{{/x}}>",
        "<script>{{>x}}</script>",
        "<!-- {{$x}}{{/x}} -->",
        "<title>{{>x}}</title>",
        "<p onclick=\"{{$x}}{{/x}}\">",
        "{{<p}}{{$b}}<p title=\"{{/b}}{{/p}}",
        "{{$b}}<p {{/b}}>",
        "<p title=\"{{$b}}\"{{/b}}>",
        /* half tags, attributes without quotes */
        "<{{x}}>",
        "<{{#a}}{{/a}}p>",
        "<p{{x}}>",
        "</{{x}}>",
        "<p title=y\">{{x}}",
        "<p title=y{{x}}>",
        "<p title= {{x}}>",
        "<p title={{#a}}\"a\"{{/a}}>",
        "<p title=\"a\"b>",
        "<p {{#a}}title{{/a}}=\"{{x}}\">",
        "<p{{#a}}q{{/a}}>",
        "<p a{{#a}} b{{/a}}c>",
        /* code */
        "<p onclick=\"{{x}}\">",
        "<p ONCLICK='a({{x}})'>",
        "<p style=\"color:{{x}}\">",
        "<iframe srcdoc=\"{{x}}\">",
        "<a href=\"javascript:{{x}}\">",
        "<a href=\"{{x}}:b\">",
        "<a href=\"{{#x}}java{{/x}}script:\">",
        "<a href=\"javascript&#58;{{x}}\">",
        "<script type=\"application/ld+json\">{\"a\":{{x}}}</script>",
        "<script type=\"application/ld+json\">{\"a\":\"\\{{x}}\"}</script>",
        "<script type=\"text/javascript\" type=\"application/ld+json\">\"{{x}}\"</script>",
        "<script type=\"application/ld+json2\">\"{{x}}\"</script>",
        "<script type=\"application/ld+json\">\"</scriptx>{{#a}}\"{{/a}}{{x}}</script>",
        /* the file ends within */
        "<p",
        "<p title=\"",
        "<!-- ",
        "<script>",
        "<title>a</titl",
        "<",
    };
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        check_refused(sources[i], "x.html:1:");
}

static void test_strict(void **state)
{
    struct arena *arena = arena_new();
    struct buffer out = { 0 };
    struct template *template =
        template_compile("x.html", "{{#a}}{{b}}{{/a}}", 17, ESCAPE_HTML, NULL);
    struct rendering rendering = { .arena = arena, .strict = true };
    struct map *map = map_new(arena);
    struct value data = map_value(map);
    (void)state;
    assert_false(template_render(template, &rendering, &data, 1, &out));
    assert_string_equal(rendering.missing, "a");
    map_bool(map, "a", false);
    assert_true(template_render(template, &rendering, &data, 1, &out));
    template_free(template);
    buffer_free(&out);
    arena_free(arena);
}

static struct value constants(enum language lang, symbol group, symbol name)
{
    if (group != symbol_of("path") || name != symbol_of("home"))
        return (struct value){ .kind = VALUE_MISSING };
    return value_text(lang == LANG_EN ? "/en?a&b" : "javascript:es");
}

static void check_constants(struct page *page, const char *source, enum language lang,
                            const char *expected)
{
    page->rendering.locale = locale_of(lang);
    assert_true(page_render(page, source));
    assert_string_equal(buffer_text(&page->out), expected);
}

/* What is the same on every page of a language is text, escaped for its place; nothing hides it. */
static void test_constants(void **state)
{
    struct page page;
    struct template_set set = { .constant = constants };
    struct problem problem = { 0 };
    (void)state;
    assert_true(locales_load(&problem));
    assert_null(locale_add_message((struct locale *)(uintptr_t)locale_of(LANG_EN), "test.",
                                   "test.fixed", "a < \"b\""));
    page_open(&page, "{\"p.html\": \"<a title=\\\"{{$t}}{{/t}}\\\">\"}");
    page.rendering.set = &set;
    page.rendering.strict = true;
    map_text(map_map(page.map, "path"), "home", "hides it");
    map_text(map_map(page.map, "t"), "test.fixed", "hides it");
    check_constants(&page, "{{path.home}}", LANG_EN, "/en?a&amp;b");
    check_constants(&page, "<a href=\"{{path.home}}\">{{path.home}}</a>", LANG_ES,
                    "<a href=\"#\">javascript:es</a>");
    check_constants(&page, "{{path.home.as_url}}", LANG_EN, "%2Fen%3Fa%26b");
    check_constants(&page, "{{t.test.fixed}}", LANG_EN, "a &lt; &quot;b&quot;");
    check_constants(&page, "{{<p.html}}{{$t}}&amp; {{t.test.fixed}}{{/t}}{{/p.html}}", LANG_EN,
                    "<a title=\"&amp; a &lt; &quot;b&quot;\">");
    assert_false(page_render(&page, "{{path.nowhere}}"));
    assert_string_equal(page.rendering.missing, "path.nowhere");
    assert_false(page_render(&page, "{{#path.home}}{{t.test.unknown}}{{/path.home}}"));
    assert_string_equal(page.rendering.missing, "t.test.unknown");
    page_close(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_specification), cmocka_unit_test(test_escaping),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_strict),
        cmocka_unit_test(test_addresses),     cmocka_unit_test(test_blocks_in_places),
        cmocka_unit_test(test_kinds),         cmocka_unit_test(test_limits),
        cmocka_unit_test(test_ends),          cmocka_unit_test(test_lines),
        cmocka_unit_test(test_missing_in),    cmocka_unit_test(test_constants)
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
