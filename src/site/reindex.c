#include "site/reindex.h"

#include "base/text.h"
#include "record/selection.h"
#include "site/membership/daily.h"
#include "web/locale.h"

static void run_id(struct db *db, enum query_id id, int64_t record)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", record);
    run(stmt);
}

static void run_delta(struct db *db, enum query_id id, int64_t record, int delta)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", record);
    bind_int(stmt, "delta", delta);
    run(stmt);
}

/* A row for each pair of "any" or its own country and kind: by whole keys, which is fastest. */
static void drop_orders(struct db *db, struct arena *arena, int64_t id)
{
    struct stmt *card = query(db, Q_reindex_member_order_key);
    bind_int(card, "id", id);
    bool found = step(card);
    const char *countries[] = { "", found ? arena_copy(arena, col_text(card, "country")) : "" };
    const char *kinds[] = { "", found ? arena_copy(arena, col_text(card, "kind")) : "" };
    const char *sort_key = found ? arena_copy(arena, col_text(card, "sort_key")) : "";
    done(card);
    for (int i = 0; found && i < 4; i++) {
        struct stmt *drop = query(db, Q_reindex_member_order_drop);
        bind_text(drop, "country", countries[i / 2]);
        bind_text(drop, "kind", kinds[i % 2]);
        bind_text(drop, "sort_key", sort_key);
        bind_int(drop, "id", id);
        run(drop);
    }
}

static void reindex_member(struct db *db, int64_t id, bool bulk)
{
    struct arena *arena = arena_new();
    if (!bulk)
        run_delta(db, Q_reindex_member_count, id, -1);
    drop_orders(db, arena, id);
    run_id(db, Q_reindex_member_facet_drop, id);
    run_id(db, Q_reindex_member_drop, id);
    struct stmt *name = query(db, Q_reindex_member_sort_name);
    bind_int(name, "id", id);
    const char *sort_name = scalar_text(name, arena);
    if (sort_name && !membership_hides(db, id)) { /* published and listed */
        struct stmt *add = query(db, Q_reindex_member_add);
        bind_int(add, "id", id);
        bind_text(add, "sort_key", locale_sort_key(locale_of(LANG_ES), arena, sort_name));
        run(add);
        run_id(db, Q_reindex_member_order_add, id);
        run_id(db, Q_reindex_member_facet_add, id);
        if (!bulk)
            run_delta(db, Q_reindex_member_count, id, 1);
    }
    if (!bulk)
        run(query(db, Q_reindex_member_count_empty));
    arena_free(arena);
}

static void reindex_publication(struct db *db, int64_t id)
{
    run_delta(db, Q_reindex_publication_count, id, -1);
    run_id(db, Q_reindex_publication_order_drop, id);
    run_id(db, Q_reindex_publication_drop, id);
    run_id(db, Q_reindex_publication_add, id);
    run_id(db, Q_reindex_publication_order_add, id);
    run_delta(db, Q_reindex_publication_count, id, 1);
}

static const struct {
    const char *table;
    enum query_id add;
} searched[] = {
    { "member", Q_reindex_search_member },
    { "event", Q_reindex_search_event },
    { "publication", Q_reindex_search_publication },
    { "post", Q_reindex_search_post },
    { "page", Q_reindex_search_page },
    { "process", Q_reindex_search_process },
    { "organization", Q_reindex_search_organization },
};

/* A term says whether its member is in the directory, where the network set it so. */
static void reindex_member_of(struct db *db, int64_t term)
{
    struct stmt *stmt = query(db, Q_membership_reindexes);
    bind_int(stmt, "id", term);
    int64_t member = scalar_int(stmt);
    if (member)
        site_reindex(db, "member", member, false);
}

void site_reindex(struct db *db, const char *table, int64_t id, bool bulk)
{
    const struct record_type *type = record_type_named(table);
    if (type)
        record_title_keep(db, type, id);
    if (text_equal(table, "member"))
        reindex_member(db, id, bulk);
    if (text_equal(table, "publication"))
        reindex_publication(db, id);
    if (text_equal(table, "membership"))
        reindex_member_of(db, id);
    for (size_t i = 0; i < sizeof searched / sizeof *searched; i++) {
        if (!text_equal(searched[i].table, table))
            continue;
        struct stmt *drop = query(db, Q_reindex_search_drop);
        bind_text(drop, "table_name", table);
        bind_int(drop, "id", id);
        run(drop);
        run_id(db, searched[i].add, id);
    }
}

/* Documents that are made again one by one cost more than all anew when they are most of them. */
static void pause_search(struct db *db, size_t records)
{
    size_t documents = (size_t)scalar_int(query(db, Q_reindex_search_count));
    if (documents <= records * LANG_COUNT * 2)
        run(query(db, Q_reindex_search_pause));
}

static void resume_search(struct db *db)
{
    if (!scalar_int(query(db, Q_reindex_search_paused)))
        return;
    run(query(db, Q_reindex_search_rebuild));
    run(query(db, Q_reindex_search_resume));
}

void site_reindex_all(struct db *db, const char *table, size_t records, bool before)
{
    if (before)
        pause_search(db, records);
    else
        resume_search(db);
    if (before || !text_equal(table, "member"))
        return;
    run(query(db, Q_reindex_member_count_clear));
    run(query(db, Q_reindex_member_count_all));
}
