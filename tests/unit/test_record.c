/* Records: saved, merged, restored, with the site's own types in a scratch database. */
#include "base/text.h"
#include "record/selection.h"
#include "unit/records.h"

static struct record *by_slug(const char *type, const char *slug)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    int64_t id = record_by_slug(db, record_type_named(type), slug);
    struct record *record = record_load(db, arena, record_type_named(type), id);
    reader_end(db);
    assert_non_null(record);
    return record;
}

struct back {
    const struct record *record;
    int64_t change;
};

static bool restore(struct db *db, void *self, struct problem *problem)
{
    const struct back *back = self;
    return record_restore(db, back->record->type, back->record->id, back->change, problem);
}

static void test_restore(void **state)
{
    int city;
    struct problem problem = { 0 };
    (void)state;
    import_rows("topic", "slug,label_en,label_es\nlabour,Labour,Trabajo\ngender,Gender,Género\n");
    int64_t first =
        import_rows("member", "slug,state,kind,given,surname1,headline_en,headline_es,"
                              "languages,topics,corridors,city,visibility.city\n"
                              "ana,published,scholar,Ana,Ruiz,One,Uno,\"es\nen\",\"labour\n"
                              "gender\",MX | US,Puebla,members\n");
    import_rows("member", "slug,headline_en,headline_es,languages,topics,corridors,city,"
                          "visibility.city\nana,Two,,fr,gender,\"GT | MX\nHN | MX\",Lima,staff\n");
    import_rows("member", "slug,topics,visibility.city\nana,,\n");
    struct record *record = by_slug("member", "ana");
    struct back back = { record, first };
    city = field_index(record->type, field_named(record->type, "city"));
    int64_t version = record->version, change = 0;
    assert_null(record_value(record, "topics", LANG_EN));
    assert_true(store_write(store, &someone, restore, &back, &change, &problem));
    record = by_slug("member", "ana");
    assert_int_equal(record->version, version + 1);
    assert_string_equal(record_value(record, "headline", LANG_EN), "One");
    assert_string_equal(record_value(record, "headline", LANG_ES), "Uno");
    assert_string_equal(record_value(record, "languages", LANG_EN), "en\nes");
    assert_string_equal(record_value(record, "topics", LANG_EN), "labour\ngender");
    assert_string_equal(record_value(record, "corridors", LANG_EN), "MX | US");
    assert_string_equal(record_value(record, "city", LANG_EN), "Puebla");
    assert_string_equal(record->visibility[city], "members");
    /* before it was there, there is nothing to restore */
    back.change = first - 1;
    assert_false(store_write(store, &someone, restore, &back, &change, &problem));
    assert_int_equal(problem.fault, FAULT_MISSING);
}

static int found(const char *type, const char *words)
{
    struct db *db = store_reader(store);
    struct map *page = map_new(arena);
    struct selection selection = { .type = record_type_named(type), .search = words };
    struct list_options options = { .locale = locale_of(LANG_ES),
                                    .selection = &selection,
                                    .limit = 50 };
    assert_true(reader_begin(db, NULL));
    record_list(db, page, record_type_named(type), &options);
    reader_end(db);
    return (int)map_get(page, "total").number;
}

static void test_list_search(void **state)
{
    (void)state;
    store_on_reindex(store, site_reindex);
    import_rows("member", "slug,state,kind,given,surname1\n"
                          "x1,published,scholar,María,López\nx2,draft,scholar,Ana,Peña\n"
                          "x_3,draft,scholar,Eva,100% Gil\n");
    assert_int_equal(found("member", "lopez"), 1);
    assert_int_equal(found("member", "LÓPEZ mar"), 1);
    assert_int_equal(found("member", "Peña"), 1);
    assert_int_equal(found("member", "100%"), 1);
    assert_int_equal(found("member", "%"), 0);
    assert_int_equal(found("member", "x_3"), 1);
    assert_int_equal(found("member", "x"), 1); /* one letter is a word, no beginning */
    assert_int_equal(found("member", "\" OR ( *"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_restore, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_list_search, records_open, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
