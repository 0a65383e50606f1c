/* The Mustache specification's tests, and the escaping by context. */
#include "unit/test.h"
#include "web/json.h"
#include "web/template.h"

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
    struct template *template = template_compile("test", source, strlen(source), ESCAPE_HTML, &problem);
    struct rendering rendering = { .arena = arena, .partial = partial,
                                   .partial_self = json_object_get(test, "partials") };
    struct value data = json_to_value(arena, json_object_get(test, "data"));
    if (template)
        template_render(template, &rendering, &data, 1, &out);
    int failed = !template || strcmp(buffer_text(&out), expected) != 0;
    if (failed)
        print_error("%s: %s\n  expected: %s\n  got:      %s %s\n", file,
                    json_string_value(json_object_get(test, "name")), expected, buffer_text(&out), problem.detail);
    template_free(template);
    buffer_free(&out);
    arena_free(arena);
    return failed;
}

static void test_specification(void **state)
{
    static const char *const files[] = { "comments", "delimiters", "interpolation", "inverted", "partials",
                                         "sections", "inheritance", "dynamic-names" };
    int failed = 0, count = 0;
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];
        snprintf(path, sizeof path, "tests/conformance/mustache/%s.json", files[i]);
        json_t *suite = json_load_file(path, 0, NULL), *test;
        size_t n;
        assert_non_null(suite);
        json_array_foreach(json_object_get(suite, "tests"), n, test) {
            failed += run_case(files[i], test);
            count++;
        }
        json_decref(suite);
    }
    assert_int_equal(count, 184);
    assert_int_equal(failed, 0);
}

/* Renders SOURCE as an HTML file with {"x": TEXT}. */
static void check_html(const char *source, const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    struct buffer out = { 0 };
    struct map *map = map_new(arena);
    struct template *template = template_compile("x.html", source, strlen(source), ESCAPE_HTML, NULL);
    struct rendering rendering = { .arena = arena };
    struct value data = map_value(map);
    map_text(map, "x", text);
    assert_non_null(template);
    template_render(template, &rendering, &data, 1, &out);
    assert_string_equal(buffer_text(&out), expected);
    template_free(template);
    buffer_free(&out);
    arena_free(arena);
}

static void test_escaping(void **state)
{
    (void)state;
    check_html("<p>{{x}}</p>", "<&>\"'", "<p>&lt;&amp;&gt;&quot;&#39;</p>");
    check_html("<a href=\"{{x}}\">", "javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"{{x}}\">", " javascript:alert(1)", "<a href=\"#\">");
    check_html("<a href=\"{{x}}\">", "https://a.org/?a=1&b=2", "<a href=\"https://a.org/?a=1&amp;b=2\">");
    check_html("<a href=\"/en/{{x}}\">", "a:b", "<a href=\"/en/a:b\">");
    check_html("<script type=\"application/ld+json\">{\"a\":\"{{x}}\"}</script>", "</script>\"\n",
               "<script type=\"application/ld+json\">{\"a\":\"\\u003c/script\\u003e\\\"\\u000a\"}</script>");
    check_html("<input{{#x}} checked{{/x}} value=\"{{x}}\">", "\"", "<input checked value=\"&quot;\">");
}

static void test_refusals(void **state)
{
    static const char *const sources[] = { "<p {{x}}>", "<script>{{x}}</script>", "<a href={{x}}>", "{{#a}}<p {{/a}}>",
                                           "{{#a}}", "{{/a}}", "{{a", "<!-- {{x}} -->", "<style>{{x}}</style>" };
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct problem problem = { 0 };
        struct template *template = template_compile("x.html", sources[i], strlen(sources[i]), ESCAPE_HTML, &problem);
        if (template)
            print_error("accepted: %s\n", sources[i]);
        assert_null(template);
        assert_non_null(strstr(problem.detail, "x.html:1:"));
    }
}

static void test_strict(void **state)
{
    struct arena *arena = arena_new();
    struct buffer out = { 0 };
    struct template *template = template_compile("x.html", "{{#a}}{{b}}{{/a}}", 17, ESCAPE_HTML, NULL);
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

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_specification), cmocka_unit_test(test_escaping),
                                        cmocka_unit_test(test_refusals), cmocka_unit_test(test_strict) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
