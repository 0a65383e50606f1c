/* Records in a scratch database, with the site's own types and words. */
#pragma once
#include "record/import.h"
#include "site/reindex.h"
#include "site/types.h"
#include "unit/scratch.h"

static const struct author someone = { .account = 1, .name = "Ana", .kind = "save" };

/* For the whole group of tests. */
static inline int setup_words(void **state)
{
    (void)state;
    return !locales_load(NULL);
}

static inline int records_open(void **state)
{
    record_types_set(site_types);
    return scratch_open(state);
}

static inline int records_open_indexed(void **state)
{
    if (records_open(state))
        return 1;
    store_on_reindex(store, site_reindex);
    return 0;
}

/* Every row must go in. The number of the change. */
static inline int64_t import_rows(const char *type, const char *csv)
{
    struct import_options options = { .type = record_type_named(type), .author = &someone };
    struct import_result result;
    assert_true(import_bytes(store, arena, &options, csv, strlen(csv), &result, NULL));
    assert_int_equal(result.failed, 0);
    return result.change;
}

static inline struct record *record_now(const char *type, int64_t id)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    struct record *record = record_load(db, arena, record_type_named(type), id);
    reader_end(db);
    return record;
}

/* A published member who is not saved yet. */
static inline struct record *member_ana(void)
{
    struct record *record = record_new(arena, &member_type);
    record->state = "published";
    record_set(record, "kind", LANG_EN, "scholar");
    record_set(record, "given", LANG_EN, "Ana");
    record_set(record, "city", LANG_EN, "Puebla");
    record_set(record, "headline", LANG_EN, "One");
    return record;
}
