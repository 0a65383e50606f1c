/* Drafts: what waits over a record, merged or refused when it is published. */
#include "base/text.h"
#include "record/draft.h"
#include "unit/records.h"

static const struct record_type *type;
static struct record *ana;

static bool add_ana(struct db *db, void *self, struct problem *problem)
{
    struct record *record = self;
    struct record_errors errors = { 0 };
    struct record_clash *clashes = NULL;
    (void)problem;
    return run(query_text(db, "INSERT INTO account (id, email, name, created_at) VALUES (1, "
                              "'ana@example.org', 'Ana', 1)")) &&
           record_validate(db, record, &errors) && record_save(db, record, NULL, &clashes, problem);
}

static int setup(void **state)
{
    if (records_open(state))
        return 1;
    type = record_type_named("member");
    struct record *record = member_ana();
    record_set(record, "corridors", LANG_EN, "MX | US");
    if (!store_write(store, &someone, add_ana, record, NULL, NULL))
        return 1;
    ana = record_now("member", record->id);
    return 0;
}

/* --- in a transaction ---------------------------------------------------------------------------------------- */

struct keeping {
    const char *kind;
    const struct record *record, *base;
    int64_t id;
};

static bool keep(struct db *db, void *self, struct problem *problem)
{
    struct keeping *keeping = self;
    (void)problem;
    return draft_save(db, keeping->kind, keeping->record, keeping->base, 1, "why", &keeping->id);
}

static int64_t wait_with(const char *kind, const struct record *record, const struct record *base)
{
    struct keeping keeping = { kind, record, base, 0 };
    assert_true(store_write(store, &someone, keep, &keeping, NULL, NULL));
    return keeping.id;
}

struct publishing {
    int64_t id, record;
    const char *state;
    struct record_clash *clashes;
};

static bool publish(struct db *db, void *self, struct problem *problem)
{
    struct publishing *publishing = self;
    struct draft *draft = draft_load(db, arena, publishing->id);
    bool good = draft_publish(db, draft, publishing->state, &publishing->clashes, problem);
    publishing->record = draft->record->id;
    return good;
}

static bool save(struct db *db, void *self, struct problem *problem)
{
    struct record_clash *clashes = NULL;
    return record_save(db, self, NULL, &clashes, problem);
}

static bool drop(struct db *db, void *self, struct problem *problem)
{
    return record_delete(db, type, *(int64_t *)self, problem);
}

static struct draft *found(const char *kind)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    struct draft *draft = draft_of(db, arena, type, ana->id, kind);
    reader_end(db);
    return draft;
}

/* Ana, with one field as VALUE. */
static struct record *with(const char *field, const char *value)
{
    struct record *record = record_copy(ana);
    record_set(record, field, LANG_EN, value);
    return record;
}

static void others_set(const char *field, const char *value)
{
    struct record *record = record_now("member", ana->id);
    record_set(record, field, LANG_EN, value);
    assert_true(store_write(store, &someone, save, record, NULL, NULL));
}

/* --- tests --------------------------------------------------------------------------------------------------- */

static void test_waits(void **state)
{
    (void)state;
    struct record *record = with("headline", "Two");
    record_set(record, "corridors", LANG_EN, "GT | MX");
    record->visibility[field_index(type, field_named(type, "city"))] = "staff";
    wait_with(DRAFT_STAFF, record, ana);
    assert_string_equal(record_value(record_now("member", ana->id), "headline", LANG_EN), "One");
    assert_null(found(DRAFT_SUBMISSION));
    struct draft *draft = found(DRAFT_STAFF);
    assert_string_equal(draft->who, "Ana");
    assert_string_equal(record_value(draft->record, "headline", LANG_EN), "Two");
    assert_string_equal(record_value(draft->record, "corridors", LANG_EN), "GT | MX");
    assert_string_equal(record_value(draft->record, "city", LANG_EN), "Puebla");
    assert_string_equal(draft->record->visibility[field_index(type, field_named(type, "city"))],
                        "staff");
    assert_string_equal(record_value(draft->base, "headline", LANG_EN), "One");
    assert_int_equal(array_count(draft->fields), 3);
    /* a second save is the same draft; one that changes nothing is none */
    assert_int_equal(wait_with(DRAFT_STAFF, with("headline", "Three"), ana), draft->id);
    assert_int_equal(array_count(found(DRAFT_STAFF)->fields), 1);
    assert_int_equal(wait_with(DRAFT_STAFF, ana, ana), 0);
    assert_null(found(DRAFT_STAFF));
}

static void test_merge(void **state)
{
    (void)state;
    struct publishing publishing = {
        .id = wait_with(DRAFT_SUBMISSION, with("headline", "Two"), ana),
    };
    others_set("city", "Lima");
    assert_string_equal(record_value(found(DRAFT_SUBMISSION)->record, "city", LANG_EN), "Lima");
    assert_true(store_write(store, &someone, publish, &publishing, NULL, NULL));
    struct record *now = record_now("member", ana->id);
    assert_string_equal(record_value(now, "headline", LANG_EN), "Two");
    assert_string_equal(record_value(now, "city", LANG_EN), "Lima");
    assert_null(found(DRAFT_SUBMISSION));
}

static void test_clash(void **state)
{
    struct problem problem = { 0 };
    (void)state;
    struct publishing publishing = { .id = wait_with(DRAFT_STAFF, with("city", "Oaxaca"), ana) };
    others_set("city", "Lima");
    assert_false(store_write(store, &someone, publish, &publishing, NULL, &problem));
    assert_int_equal(problem.fault, FAULT_CONFLICT);
    assert_string_equal(publishing.clashes->base, "Puebla");
    assert_string_equal(publishing.clashes->theirs, "Lima");
    assert_string_equal(publishing.clashes->mine, "Oaxaca");
    assert_string_equal(record_value(record_now("member", ana->id), "city", LANG_EN), "Lima");
    assert_non_null(found(DRAFT_STAFF));
}

static void test_invalid(void **state)
{
    struct problem problem = { 0 };
    (void)state;
    struct publishing publishing = { .id = wait_with(DRAFT_STAFF, with("email", "nobody"), ana) };
    assert_false(store_write(store, &someone, publish, &publishing, NULL, &problem));
    assert_int_equal(problem.fault, FAULT_INPUT);
    assert_non_null(found(DRAFT_STAFF));
}

static void test_state(void **state)
{
    (void)state;
    struct record *record = record_copy(ana);
    record->state = "archived";
    struct publishing publishing = { .id = wait_with(DRAFT_SCHEDULED, record, ana) };
    others_set("city", "Lima");
    assert_true(store_write(store, &someone, publish, &publishing, NULL, NULL));
    assert_string_equal(record_now("member", ana->id)->state, "archived");
    assert_string_equal(record_value(record_now("member", ana->id), "city", LANG_EN), "Lima");
}

static void test_new(void **state)
{
    (void)state;
    struct record *record = record_new(arena, type);
    record_set(record, "kind", LANG_EN, "student");
    record_set(record, "given", LANG_EN, "Zoë");
    struct publishing publishing = {
        .id = wait_with(DRAFT_SUBMISSION, record, record_new(arena, type)), .state = "published"
    };
    assert_true(store_write(store, &someone, publish, &publishing, NULL, NULL));
    struct record *zoe = record_now("member", publishing.record);
    assert_string_equal(zoe->slug, "zoe");
    assert_string_equal(zoe->state, "published");
}

static void test_goes_with_the_record(void **state)
{
    (void)state;
    wait_with(DRAFT_STAFF, with("city", "Oaxaca"), ana);
    assert_true(store_write(store, &someone, drop, &ana->id, NULL, NULL));
    assert_null(found(DRAFT_STAFF));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_waits, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_merge, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_clash, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_invalid, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_state, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_new, setup, scratch_close),
        cmocka_unit_test_setup_teardown(test_goes_with_the_record, setup, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
