#include "site/reindex.h"

#include "base/text.h"
#include "record/selection.h"
#include "site/files/keep.h"
#include "site/members/directory.h"
#include "site/membership/daily.h"
#include "site/privacy/consent.h"
#include "site/twins.h"
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

static void reindex_search(struct db *db, const char *table, int64_t id, enum query_id add)
{
    struct stmt *drop = query(db, Q_reindex_search_drop);
    bind_text(drop, "table_name", table);
    bind_int(drop, "id", id);
    run(drop);
    run_id(db, add, id);
}

static bool paused(struct db *db)
{
    return scalar_int(query(db, Q_reindex_search_paused));
}

void site_reindex(struct db *db, const char *table, int64_t id, bool bulk)
{
    file_refs_reindex(db, table, id);
    const struct record_type *type = record_type_named(table);
    if (type)
        record_title_keep(db, type, id);
    bool member = text_equal(table, "member"), words = member && !(bulk && paused(db));
    if (words)
        directory_words_drop(db, id); /* while the words that it holds can still be read */
    if (member)
        directory_reindex(db, id, bulk);
    if (text_equal(table, "policy"))
        policy_reindex(db, id);
    if (text_equal(table, "publication"))
        reindex_publication(db, id);
    if (text_equal(table, "membership"))
        reindex_member_of(db, id);
    if (text_equal(table, "member") && !bulk)
        run_id(db, Q_approvals_void, id);
    twins_reindex(db, table, id, bulk);
    for (size_t i = 0; i < sizeof searched / sizeof *searched; i++) {
        if (text_equal(searched[i].table, table))
            reindex_search(db, table, id, searched[i].add);
    }
    if (words)
        directory_words_add(db, id);
}

/* Documents that are made again one by one cost more than all anew when they are most of them. */
static void pause_search(struct db *db, size_t records)
{
    size_t documents = (size_t)scalar_int(query(db, Q_reindex_search_count));
    if (documents <= records * LANG_COUNT * 2)
        run(query(db, Q_reindex_search_pause));
}

static void resume_search(struct db *db, bool members)
{
    if (!paused(db))
        return;
    run(query(db, Q_reindex_search_rebuild));
    run(query(db, Q_reindex_title_rebuild));
    if (members)
        run(query(db, Q_reindex_member_words_rebuild));
    run(query(db, Q_reindex_search_resume));
}

void site_reindex_all(struct db *db, const char *table, size_t records, bool before)
{
    bool members = text_equal(table, "member");
    if (before)
        pause_search(db, records);
    else
        resume_search(db, members);
    if (!before && members)
        directory_reindex_all(db);
    if (!before)
        twins_reindex_all(db, table);
}
