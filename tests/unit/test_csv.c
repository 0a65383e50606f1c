/* CSV out and in, with the site's own types in a scratch database. */
#include "base/text.h"
#include "unit/records.h"

static struct import_result result;

static bool import_len(const char *type, const char *csv, size_t len)
{
    struct import_options options = { .type = record_type_named(type), .author = &someone };
    struct problem problem = { 0 };
    return import_bytes(store, arena, &options, csv, len, &result, &problem);
}

static bool import(const char *type, const char *csv)
{
    bool good = import_len(type, csv, strlen(csv));
    for (const struct import_error *error = good ? NULL : result.errors; error; error = error->next)
        print_message("row %ld: %s: %s\n", error->row, error->field, error->message);
    return good;
}

static bool append(void *self, const char *bytes, size_t len)
{
    buffer_add(self, bytes, len);
    return true;
}

static const char *export(const char *type)
{
    struct buffer out = { 0 };
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    assert_true(record_export(db, record_type_named(type), append, &out));
    reader_end(db);
    const char *text = arena_copy_n(arena, out.at, out.len);
    buffer_free(&out);
    return text;
}

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

static const char *say(const char *key)
{
    struct import_error error = { .key = key };
    return import_message(locale_of(LANG_EN), arena, &error);
}

static void fails(const char *type, const char *csv, long row, const char *message)
{
    assert_false(import(type, csv));
    assert_non_null(result.errors);
    assert_int_equal(result.errors->row, row);
    assert_string_equal(result.errors->message, message);
}

static void test_round_trip(void **state)
{
    static const char *const values[] = { "'=1+1", "''=1",       "=1+1", "'plain", "+52 1",   "-",
                                          "@a",    "a \"b\", c", "'",    "'+",     "ñandú; x" };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buffer csv = { 0 };
        buffer_printf(&csv, "slug,label_en,label_es,description_en\r\nt%zu,One,Uno,\"", i);
        if (strchr("=+-@", values[i][strspn(values[i], "'")]) && values[i][strspn(values[i], "'")])
            buffer_putc(&csv, '\'');
        for (const char *at = values[i]; *at; at++)
            buffer_puts(&csv, *at == '"' ? "\"\"" : (char[]){ *at, 0 });
        buffer_puts(&csv, "\"\r\n");
        assert_true(import_len("topic", csv.at, csv.len));
        buffer_free(&csv);
        const char *slug = arena_print(arena, "t%zu", i);
        assert_string_equal(record_value(by_slug("topic", slug), "description", LANG_EN),
                            values[i]);
    }
    const char *out = export("topic");
    assert_true(import("topic", out));
    assert_int_equal(result.unchanged, (long)(sizeof values / sizeof *values));
    assert_int_equal(result.updated + result.inserted, 0);
    assert_string_equal(export("topic"), out);
    assert_non_null(strstr(out, "\"''=1+1\""));
}

static void test_member_round_trip(void **state)
{
    (void)state;
    assert_true(import("topic", "slug,label_en,label_es\nlabour,Labour,Trabajo\n"
                                "gender,Gender,Género\n"));
    assert_true(import("member",
                       "slug,state,kind,given,surname1,languages,topics,corridors,city,"
                       "visibility.city\nana,published,scholar,Ana,Ruiz,\"es\nen\",\"labour\n"
                       "gender\",MX | US,Puebla,members\n"));
    struct record *record = by_slug("member", "ana");
    assert_string_equal(record_value(record, "topics", LANG_EN), "labour\ngender");
    assert_string_equal(record_value(record, "corridors", LANG_EN), "MX | US");
    const char *out = export("member");
    assert_true(import("member", out));
    assert_int_equal(result.unchanged, 1);
    assert_string_equal(export("member"), out);
}

static void test_visibility(void **state)
{
    const struct record_type *type = record_type_named("member");
    int city = field_index(type, field_named(type, "city"));
    (void)state;
    assert_true(import("member", "slug,kind,given,surname1,visibility.city\nana,scholar,Ana,Ruiz,"
                                 "staff\n"));
    assert_string_equal(by_slug("member", "ana")->visibility[city], "staff");
    assert_true(import("member", "slug,visibility.city\nana,\n"));
    assert_null(by_slug("member", "ana")->visibility[city]);
    fails("member", "slug,visibility.city\nana,everyone\n", 2, say("imports.not_level"));
}

static void test_wrong_rows(void **state)
{
    (void)state;
    assert_true(import("topic", "slug,label_en,label_es\none,One,Uno\n"));
    fails("topic", "slug,version,label_en,label_es\none,x1,One,Uno\n", 2, say("error.not_number"));
    fails("topic", "slug,version,label_en,label_es\none,9,One,Uno\n", 2, say("imports.changed"));
    fails("topic", "slug,label_en,label_es\none,One\n", 2, say("imports.fewer_cells"));
    fails("topic", "slug,label_en,label_es\none,One,Uno,Un\n", 2, say("imports.more_cells"));
    fails("topic", "slug,label_en,label_en\none,One,Uno\n", 1, say("imports.twice"));
    fails("topic", "slug,label_en,label_es\r\n\r\n\r\ntwo,Two,Dos\r\none,One\r\n", 5,
          say("imports.fewer_cells"));
    fails("topic", "slug,label_en,label_es\n\"two\n2\",Two,Dos\n\none,One\n", 4,
          say("imports.fewer_cells"));
    fails("topic", "slug,label_en,label_es\ntwo,Two,Dos\nthree,\"Th\"ree,Tres\n", 3,
          say("imports.quotes"));
    fails("topic", "slug,label_en,label_es\ntwo,\"Two,Dos\n", 2, say("imports.quotes"));
    fails("topic", "slug,label_en,label_es\ntwo,,Dos\n,,\nthree,,\n", 4,
          locale_text(locale_of(LANG_EN), "error.required"));
}

static void test_many_columns(void **state)
{
    struct buffer csv = { 0 };
    (void)state;
    for (int i = 0; i <= TABLE_COLUMNS; i++)
        buffer_printf(&csv, "c%d,", i);
    buffer_putc(&csv, '\n');
    assert_false(import_len("topic", csv.at, csv.len));
    assert_string_equal(result.errors->key, "imports.many_columns");
    assert_null(result.errors->next);
    buffer_free(&csv);
}

static void test_utf16(void **state)
{
    static const char text[] = "slug\tlabel_en\tlabel_es\r\none\tOne\tUn\xf1o\r\n";
    (void)state;
    for (int big = 0; big < 2; big++) {
        struct buffer wide = { 0 };
        buffer_add(&wide, big ? "\xfe\xff" : "\xff\xfe", 2);
        for (size_t i = 0; i + 1 < sizeof text; i++) {
            char pair[2] = { text[i], text[i] };
            pair[big ? 0 : 1] = 0;
            buffer_add(&wide, pair, 2);
        }
        assert_true(import_len("topic", wide.at, wide.len));
        buffer_free(&wide);
        assert_string_equal(record_value(by_slug("topic", "one"), "label", LANG_ES), "Unño");
    }
    assert_false(import_len("topic", "\xff\xfe\x00\xd8", 4) && result.inserted);
    assert_true(import("topic", "slug,label_en,label_es\nx,\xf1,y\n")); /* as Windows has it */
    assert_string_equal(record_value(by_slug("topic", "x"), "label", LANG_EN), "ñ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_member_round_trip, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_visibility, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_wrong_rows, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_many_columns, records_open, scratch_close),
        cmocka_unit_test_setup_teardown(test_utf16, records_open, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
