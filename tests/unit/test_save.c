/* Saving: two sides merged, what clashes, what stays behind, former addresses, and no trace of nothing. */
#include "base/text.h"
#include "unit/records.h"

static const struct record_type *type;
static struct record *base;
static struct record_clash *clashes;
static struct problem problem;

struct saving {
    struct record *record;
    const struct record *base;
};

static bool save(struct db *db, void *self, struct problem *fault)
{
    const struct saving *saving = self;
    struct record_errors errors = { 0 };
    return record_validate(db, saving->record, &errors) &&
           record_save(db, saving->record, saving->base, &clashes, fault);
}

static bool saved(struct record *record, const struct record *from)
{
    struct saving saving = { record, from };
    clashes = NULL;
    problem = (struct problem){ 0 };
    return store_write(store, &someone, save, &saving, NULL, &problem);
}

static int setup(void **state)
{
    if (records_open(state))
        return 1;
    type = record_type_named("member");
    struct record *record = member_ana();
    record_set(record, "headline", LANG_ES, "Uno");
    record_set(record, "languages", LANG_EN, "es");
    base = record;
    if (!saved(record, NULL))
        return 1;
    base = record_now("member", base->id);
    return 0;
}

static struct record *with(const char *field, enum language lang, const char *value)
{
    struct record *record = record_copy(base);
    record_set(record, field, lang, value);
    return record;
}

static const char *city(const struct record *record)
{
    return record_value(record, "city", LANG_EN);
}

static void set_level(struct record *record, const char *level)
{
    record->visibility[field_index(type, field_named(type, "city"))] = level;
}

static void test_merge(void **state)
{
    (void)state;
    assert_true(saved(with("city", LANG_EN, "Lima"), base));
    assert_true(saved(with("languages", LANG_EN, "en\nes"), base));
    struct record *record = record_now("member", base->id);
    assert_string_equal(city(record), "Lima");
    assert_string_equal(record_value(record, "languages", LANG_EN), "en\nes");
    assert_int_equal(record->version, base->version + 2);
    /* both sides wrote the same: nothing clashes */
    assert_true(saved(with("city", LANG_EN, "Lima"), base));
    /* one field of two: nothing of the rest is written either */
    struct record *two = with("city", LANG_EN, "Cuzco");
    record_set(two, "affiliation", LANG_EN, "UAZ");
    assert_false(saved(two, base));
    assert_int_equal(problem.fault, FAULT_CONFLICT);
    assert_string_equal(clashes->field->name, "city");
    assert_string_equal(clashes->base, "Puebla");
    assert_string_equal(clashes->theirs, "Lima");
    assert_string_equal(clashes->mine, "Cuzco");
    assert_null(clashes->next);
    assert_null(record_value(record_now("member", base->id), "affiliation", LANG_EN));
}

static void test_without_base(void **state)
{
    (void)state;
    struct record *late = with("headline", LANG_EN, "Late");
    assert_true(saved(with("city", LANG_EN, "Lima"), NULL));
    assert_false(saved(late, NULL));
    assert_int_equal(problem.fault, FAULT_CONFLICT);
}

/* Where both sides changed who sees a field, the more private one stands. */
static void test_levels(void **state)
{
    (void)state;
    struct record *one = record_copy(base), *other = record_copy(base);
    set_level(one, "staff");
    set_level(other, "members");
    assert_true(saved(one, base));
    assert_true(saved(other, base));
    assert_string_equal(
        record_now("member", base->id)->visibility[field_index(type, field_named(type, "city"))],
        "staff");
}

static void test_state_merges(void **state)
{
    (void)state;
    struct record *gone = record_copy(base);
    gone->state = "archived";
    assert_true(saved(gone, base));
    assert_true(saved(with("city", LANG_EN, "Lima"), base));
    assert_string_equal(record_now("member", base->id)->state, "archived");
}

static void test_unchanged(void **state)
{
    (void)state;
    int64_t changes = asked("SELECT count(*) FROM change");
    assert_true(saved(record_copy(base), base));
    assert_true(saved(with("city", LANG_EN, " Puebla "), base));
    assert_int_equal(record_now("member", base->id)->version, base->version);
    assert_int_equal(asked("SELECT count(*) FROM change"), changes);
}

#define BEHIND(lang)                                                                               \
    asked("SELECT behind_since IS NOT NULL FROM member_text WHERE lang = '" lang "'")

static void test_behind(void **state)
{
    (void)state;
    assert_int_equal(BEHIND("es"), 0);
    assert_true(saved(with("headline", LANG_EN, "Two"), base));
    assert_int_equal(BEHIND("es"), 1);
    assert_int_equal(BEHIND("en"), 0);
    /* it catches up, and leaves nothing behind */
    base = record_now("member", base->id);
    assert_true(saved(with("headline", LANG_ES, "Dos"), base));
    assert_int_equal(BEHIND("es") + BEHIND("en"), 0);
    /* both at once */
    base = record_now("member", base->id);
    struct record *both = with("headline", LANG_EN, "Three");
    record_set(both, "headline", LANG_ES, "Tres");
    assert_true(saved(both, base));
    assert_int_equal(BEHIND("es") + BEHIND("en"), 0);
    /* a field without languages leaves no text behind */
    base = record_now("member", base->id);
    assert_true(saved(with("city", LANG_EN, "Lima"), base));
    assert_int_equal(BEHIND("es") + BEHIND("en"), 0);
    /* a translation follows; the same by the ordinary form is a change of its own */
    base = record_now("member", base->id);
    struct record *translation = with("headline", LANG_ES, "Tres.");
    translation->translated = 1u << LANG_ES;
    assert_true(saved(translation, base));
    assert_int_equal(BEHIND("en"), 0);
    base = record_now("member", base->id);
    assert_true(saved(with("headline", LANG_ES, "Tres"), base));
    assert_int_equal(BEHIND("en"), 1);
    /* what has no words any more is not behind */
    base = record_now("member", base->id);
    assert_true(saved(with("headline", LANG_EN, NULL), base));
    assert_int_equal(asked("SELECT count(*) FROM member_text"), 1);
}

static void test_before(void **state)
{
    (void)state;
    assert_true(saved(with("headline", LANG_EN, "Two"), base));
    assert_true(asked("SELECT 1 FROM change") == 1);
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    assert_null(record_before(db, arena, type, base->id, 0));
    struct record *before = record_before(db, arena, type, base->id, INT64_MAX);
    reader_end(db);
    assert_string_equal(record_value(before, "headline", LANG_EN), "Two");
}

static void test_address(void **state)
{
    (void)state;
    struct record *renamed = record_copy(base);
    renamed->slug = "Ana de Puebla";
    assert_true(saved(renamed, base));
    assert_string_equal(record_now("member", base->id)->slug, "ana-de-puebla");
    assert_int_equal(
        asked("SELECT record_id FROM slug_alias WHERE table_name = 'member' AND slug = 'ana'"),
        base->id);
    /* another one cannot have an address that is in use */
    struct record *twin = record_new(arena, type);
    record_set(twin, "kind", LANG_EN, "scholar");
    record_set(twin, "given", LANG_EN, "Ana");
    twin->slug = "ana-de-puebla";
    assert_true(saved(twin, NULL));
    assert_string_equal(twin->slug, "ana-de-puebla-2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_merge, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_without_base, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_levels, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_state_merges, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_unchanged, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_behind, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_before, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_address, setup, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
