/* Selections: from addresses and back, what they find, in which order, page by page. */
#include "base/text.h"
#include "record/selection_internal.h"
#include "unit/records.h"
#include "web/body.h"

static const struct record_type *members;

static int setup(void **state)
{
    if (records_open_indexed(state))
        return 1;
    members = record_type_named("member");
    import_rows("topic", "slug,state,label_en,label_es\nlabour,published,Labour,Trabajo\n"
                         "gender,published,Gender,Género\n");
    import_rows("organization", "slug,state,name_en,name_es,kind,relation,country\n"
                                "uaz,published,University,Universidad,university,partner,MX\n");
    import_rows("member",
                "slug,state,kind,given,surname1,email,country,languages,topics,organization\n"
                "ana,published,scholar,Ana,Ruiz,ana@uaz.mx,MX,\"es\nen\",\"labour\ngender\",uaz\n"
                "ben,published,student,Ben,Íñiguez,,US,en,gender,\n"
                "eva,draft,scholar,Éva,Nagy,,,es,,\n"
                "ivo,archived,person,Ivo,Ñandú,ivo@example.org,MX,,labour,uaz\n");
    return 0;
}

static bool run_script(struct db *db, void *self, struct problem *problem)
{
    return db_script(db, self, problem);
}

static void script(const char *sql)
{
    assert_true(store_write(store, &someone, run_script, (void *)(uintptr_t)sql, NULL, NULL));
}

static struct selection *question(const char *query)
{
    struct pairs pairs = { 0 };
    assert_true(urlencoded_parse(arena, query, strlen(query), &pairs));
    return selection_parse(arena, members, &pairs);
}

static int64_t count(const char *query)
{
    struct db *db = store_reader(store);
    const struct selection *selection = question(query);
    bool about;
    assert_true(reader_begin(db, NULL));
    struct leader leader = selection_leader(db, arena, selection);
    int64_t found = plan_count(db, arena, selection, leader, false, &about),
            exact = plan_count(db, arena, selection, leader, true, &about);
    reader_end(db);
    assert_int_equal(found, exact);
    return found;
}

/* The slugs of a page in order, joined by blanks. */
static const char *page_of(const char *query, int64_t after, int64_t before, int limit,
                           struct map **page)
{
    struct db *db = store_reader(store);
    struct list_options options = { .locale = locale_of(LANG_ES),
                                    .selection = question(query),
                                    .after = after,
                                    .before = before,
                                    .limit = limit };
    const char *slugs = "";
    *page = map_new(arena);
    assert_true(reader_begin(db, NULL));
    record_list(db, *page, members, &options);
    reader_end(db);
    const struct list_class *const *rows = map_get(*page, "rows").list;
    struct value row;
    (*rows)->start((void *)(uintptr_t)rows);
    while ((*rows)->next((void *)(uintptr_t)rows, &row))
        slugs = arena_print(arena, "%s%s%s", slugs, *slugs ? " " : "",
                            value_get(row, symbol_of("slug")).text);
    return slugs;
}

static const char *all(const char *query)
{
    struct map *page;
    return page_of(query, 0, 0, 50, &page);
}

static void test_text(void **state)
{
    (void)state;
    const char *query =
        "q=ana%20%26&state=draft&kind=person&kind=scholar&country=MX&email.is=filled"
        "&created.from=2020-01-01&updated.to=2030&sort=-country";
    /* another order, values twice, blanks, and names that are of no selection */
    const char *same = "after=3&sort=-country&column=city&kind=scholar&updated.to=2030&kind=person&"
                       "q=+ana+%26+&kind=scholar&country=MX&created.from=2020-01-01&"
                       "email.is=filled&state=draft&phone=1&city.is=";
    assert_string_equal(selection_query(arena, question(query)), query);
    assert_string_equal(selection_query(arena, question(same)), query);
    assert_string_equal(selection_query(arena, selection_of_text(arena, members, query)), query);
    assert_string_equal(selection_query(arena, question("")), "");
    assert_true(selection_empty(question("sort=title")));
    assert_string_equal(
        selection_query(arena, selection_without(arena, question("kind=person&kind=scholar&q=x"),
                                                 "kind", "person")),
        "q=x&kind=scholar");
    /* a filter that is none any more must not widen what was saved */
    assert_null(selection_of_text(arena, members, "phone=1"));
    assert_null(selection_of_text(arena, members, "kind.from=1"));
    assert_non_null(selection_of_text(arena, members, "kind=nothing&column=city"));
}

static void test_found(void **state)
{
    static const struct {
        const char *query, *slugs;
    } asks[] = {
        { "", "ivo eva ben ana" },
        { "kind=scholar", "eva ana" },
        { "kind=scholar&kind=person", "ivo eva ana" },
        { "kind=scholar&state=published", "ana" },
        { "country=MX", "ivo ana" },
        { "topics=gender", "ben ana" },
        { "topics=gender&topics=labour", "ivo ben ana" },
        { "topics=labour&languages=es", "ana" },
        { "languages=en", "ben ana" },
        { "organization=uaz&state=archived", "ivo" },
        { "email.is=filled", "ivo ana" },
        { "email.is=empty", "eva ben" },
        { "topics.is=empty", "eva" },
        { "country.is=empty&kind=scholar", "eva" },
        { "demo=0", "ivo eva ben ana" },
        { "q=iniguez", "ben" },
        { "q=ana%40uaz.mx", "ana" },
        { "q=eva%20nag", "eva" },
        { "q=ana&kind=student", "" },
        { "created.from=2020", "ivo eva ben ana" },
        { "created.to=2020", "" },
        { "updated.from=2020-02-03&updated.to=2999-12&kind=student", "ben" },
        /* what no record has widens nothing */
        { "kind=%27%20OR%201%3D1", "" },
        { "topics=no-such", "" },
        { "organization=no-such&organization=uaz", "ivo ana" },
        { "demo=2", "" },
        { "created.from=yesterday", "" },
        { "email.is=maybe", "" },
        { "q=%22%20NOT%20%28%20*", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        const char *slugs = all(asks[i].query);
        int words = !!*slugs;
        assert_string_equal(slugs, asks[i].slugs);
        for (const char *at = slugs; *at; at++)
            words += *at == ' ';
        assert_int_equal(count(asks[i].query), words);
    }
}

static void test_order(void **state)
{
    (void)state;
    assert_string_equal(all("sort=title"), "ana ben eva ivo");
    assert_string_equal(all("sort=-title&kind=scholar"), "eva ana");
    assert_string_equal(all("sort=country"), "eva ben ana ivo"); /* Estados Unidos, México */
    assert_string_equal(all("sort=-country"), "ivo ana ben eva");
    assert_string_equal(all("sort=kind"),
                        "ben ivo ana eva"); /* estudiante, otra persona, persona académica */
    assert_string_equal(all("sort=surname1&kind=scholar"), "eva ana");
    assert_string_equal(all("sort=phone%3B"), "ivo eva ben ana"); /* no such order */
}

/* Whatever the order and where nothing stands in its column: forwards and back again every row comes once. */
static void test_pages(void **state)
{
    static const char *const queries[] = {
        "",
        "sort=title",
        "sort=-title",
        "sort=country",
        "sort=-country",
        "sort=email",
        "sort=-email",
        "sort=-updated",
        "sort=city",
        "sort=-city",
        "q=a",
        "topics=labour",
        "kind=scholar&sort=-country",
        "sort=state",
        "sort=kind",
        "country=MX&country=US&sort=-title",
        "topics=labour&topics=gender",
    };
    (void)state;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const char *whole = all(queries[i]), *forth = "", *back = "";
        struct map *page;
        int64_t at = 0, last = 0;
        do {
            const char *slugs = page_of(queries[i], at, 0, 1, &page);
            forth = arena_print(arena, "%s%s%s", forth, *forth && *slugs ? " " : "", slugs);
            last = at;
            at = map_get(page, "next").number;
        } while (map_get(page, "next").kind == VALUE_INT);
        assert_string_equal(forth, whole);
        (void)last;
        back = page_of(queries[i], at ? at : last, 0, 1, &page);
        while (map_get(page, "previous").kind == VALUE_INT) {
            const char *slugs = page_of(queries[i], 0, map_get(page, "previous").number, 1, &page);
            back = arena_print(arena, "%s %s", slugs, back);
        }
        assert_string_equal(back, whole);
    }
}

/* Sums are kept only until something is written: what was counted before is counted anew, beside what never asks for a kept one. */
static void test_sums(void **state)
{
    static const char *const queries[] = { "",           "kind=person",
                                           "country=MX", "languages=es",
                                           "q=solar",    "kind=person&country=MX" };
    int64_t before[6];
    (void)state;
    for (int i = 0; i < 12; i++)
        before[i % 6] = count(queries[i % 6]);
    import_rows("member", "slug,state,kind,given,surname1,country,languages\n"
                          "xul,published,person,Xul,Solar,MX,es\n");
    for (int i = 0; i < 12; i++)
        assert_int_equal(count(queries[i % 6]), before[i % 6] + 1);
    script("DELETE FROM member WHERE slug = 'xul'");
    for (int i = 0; i < 6; i++)
        assert_int_equal(count(queries[i]), before[i]);
}

/* So many have the word that all are walked in the order of their titles. */
static void test_many_words(void **state)
{
    struct buffer rows = { 0 };
    (void)state;
    buffer_puts(&rows, "slug,state,kind,given,surname1\n");
    for (int i = 0; i < 150; i++) /* not in their order */
        buffer_printf(&rows, "zoe-%d,published,person,Zoe,N%03d\n", i * 7 % 150, i * 7 % 150);
    import_rows("member", buffer_text(&rows));
    buffer_free(&rows);
    assert_int_equal(count("q=zoe"), 150);
    for (int down = 0; down < 2; down++) {
        const char *query = down ? "q=zoe&sort=-title" : "q=zoe&sort=title";
        int64_t after = 0;
        for (int i = 0; i < 150; i += 50) {
            struct map *page;
            const char *expected = "";
            for (int j = i; j < i + 50; j++)
                expected = arena_print(arena, "%s%szoe-%d", expected, j > i ? " " : "",
                                       down ? 149 - j : j);
            assert_string_equal(page_of(query, after, 0, 50, &page), expected);
            after = map_get(page, "next").number;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_text, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_found, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_order, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_pages, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_sums, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_many_words, setup, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
