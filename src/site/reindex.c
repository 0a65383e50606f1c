#include "site/reindex.h"

#include "base/text.h"
#include "record/selection.h"
#include "site/files/keep.h"
#include "site/members/directory.h"
#include "site/membership/daily.h"
#include "site/privacy/consent.h"
#include "site/registrations/registrations.h"
#include "site/search/search.h"
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

/* A term says whether its member is in the directory, where the network set it so. */
static void reindex_member_of(struct db *db, int64_t term)
{
    struct stmt *stmt = query(db, Q_membership_reindexes);
    bind_int(stmt, "id", term);
    int64_t member = scalar_int(stmt);
    if (member)
        site_reindex(db, "member", member, false);
}

static bool paused(struct db *db)
{
    return scalar_int(query(db, Q_reindex_search_paused));
}

static void run_for(struct db *db, enum query_id id, const char *table, int64_t record)
{
    struct stmt *stmt = query(db, id);
    bind_text(stmt, "table_name", table);
    bind_int(stmt, "id", record);
    run(stmt);
}

/* LATER: the indexes follow when all is done. */
static void reindex_search(struct db *db, int kind, int64_t id, bool later)
{
    const char *table = search_kinds[kind].table;
    if (later) {
        run_for(db, Q_reindex_search_keep_old, table, id);
        run_id(db, Q_reindex_search_keep_new, id);
    }
    run_for(db, Q_reindex_search_drop, table, id);
    struct stmt *add = query(db, search_kinds[kind].add);
    bind_int(add, "id", id);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        bind_int(add, language_codes[lang], search_first(kind, (enum language)lang));
    run(add);
}

void site_reindex(struct db *db, const char *table, int64_t id, bool bulk)
{
    const struct record_type *type = record_type_named(table);
    if (type)
        record_title_keep(db, type, id);
    file_refs_reindex(db, table, id);
    bool member = text_equal(table, "member"), later = bulk && paused(db);
    if (member && !later)
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
    registrations_settle(db, table, id);
    twins_reindex(db, table, id, bulk);
    int kind = search_kind_of(table);
    if (kind >= 0)
        reindex_search(db, kind, id, later);
    if (member && !later)
        directory_words_add(db, id);
}

/* What was there goes, what is new comes. */
static void follow(struct db *db, const char *table, bool members)
{
    struct stmt *add = query(db, Q_reindex_search_index_add);
    run(query(db, Q_reindex_search_index_drop));
    bind_text(add, "table_name", table);
    run(add);
    if (!members)
        return;
    run(query(db, Q_reindex_member_words_drop_all));
    run(query(db, Q_reindex_member_words_add_all));
}

static void resume_search(struct db *db, const char *table, size_t records)
{
    bool members = text_equal(table, "member");
    size_t documents = (size_t)scalar_int(query(db, Q_reindex_search_count));
    if (documents > records * LANG_COUNT * 2) {
        follow(db, table, members);
    } else { /* most of them: all anew costs less */
        run(query(db, Q_reindex_search_rebuild));
        if (members)
            run(query(db, Q_reindex_member_words_rebuild));
    }
    run(query(db, Q_reindex_search_forget_old));
    run(query(db, Q_reindex_search_forget_new));
    run(query(db, Q_reindex_search_resume));
}

void site_reindex_all(struct db *db, const char *table, size_t records, bool before)
{
    if (before && search_kind_of(table) >= 0)
        run(query(db, Q_reindex_search_pause));
    if (!before && search_kind_of(table) >= 0)
        resume_search(db, table, records);
    if (!before && text_equal(table, "member"))
        directory_reindex_all(db);
    if (!before)
        twins_reindex_all(db, table);
}
