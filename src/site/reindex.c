#include "site/reindex.h"

#include <stdlib.h>

#include "base/text.h"
#include "record/selection.h"
#include "site/files/keep.h"
#include "site/members/directory.h"
#include "site/membership/daily.h"
#include "site/outbox/outbox.h"
#include "site/privacy/consent.h"
#include "site/search/search.h"
#include "site/twins.h"

#define FEW 500 /* what is done for each of them is not done for more: an import */

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

static int by_id(const void *one, const void *other)
{
    const struct touched_record *a = one, *b = other;
    return (a->id > b->id) - (a->id < b->id);
}

/* A term says whether its member is in the directory, where the network set it so. */
static void reindex_members_of(struct db *db, const struct touched_record *terms, size_t count)
{
    struct touched_record *members = malloc((count + 1) * sizeof *members);
    size_t found = 0, kept = 0;
    if (!members)
        abort();
    for (size_t i = 0; i < count; i++) {
        struct stmt *stmt = query(db, Q_membership_reindexes);
        bind_int(stmt, "id", terms[i].id);
        members[found].id = scalar_int(stmt);
        members[found].content = false;
        found += members[found].id != 0;
    }
    qsort(members, found, sizeof *members, by_id);
    for (size_t i = 0; i < found; i++) {
        if (!kept || members[kept - 1].id != members[i].id)
            members[kept++] = members[i];
    }
    if (kept)
        site_reindex(db, "member", members, kept);
    free(members);
}

/* --- search ------------------------------------------------------------------------------------------------------- */

static void run_for(struct db *db, enum query_id id, const char *table)
{
    struct stmt *stmt = query(db, id);
    bind_text(stmt, "table_name", table);
    run(stmt);
}

/* One language after the other, so that their numbers ascend: where one is less than that before it, FTS5 writes all that it holds. */
static void add_documents(struct db *db, const char *table, const char *lang)
{
    struct stmt *add = query(db, Q_reindex_search_add);
    bind_text(add, "table_name", table);
    bind_text(add, "lang", lang);
    run(add);
}

/* What differs goes and comes in the indexes, each in one statement. */
static void follow(struct db *db, const char *table)
{
    bool members = text_equal(table, "member");
    if (members)
        run(query(db, Q_reindex_member_words_drop));
    run_for(db, Q_reindex_search_drop, table);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        add_documents(db, table, language_codes[lang]);
    if (members)
        run(query(db, Q_reindex_member_words_add));
}

static void make_documents(struct db *db, int kind, int64_t id)
{
    struct stmt *add = query(db, search_kinds[kind].add);
    bind_int(add, "id", id);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        bind_int(add, language_codes[lang], search_last(kind, (enum language)lang));
    run(add);
}

static void reindex_search(struct db *db, int kind, const struct touched_record *records,
                           size_t count)
{
    const char *table = search_kinds[kind].table;
    for (size_t i = 0; i < count; i++) {
        run_id(db, Q_reindex_search_changed, records[i].id);
        make_documents(db, kind, records[i].id);
    }
    run_for(db, Q_reindex_search_same, table);
    if (scalar_int(query(db, Q_reindex_search_any)))
        follow(db, table);
    run(query(db, Q_reindex_search_forget_changed));
    run(query(db, Q_reindex_search_forget_next));
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void reindex_each(struct db *db, const char *table, const struct touched_record *record,
                         bool few)
{
    if (record->content)
        file_refs_reindex(db, table, record->id);
    if (text_equal(table, "policy"))
        policy_reindex(db, record->id);
    if (text_equal(table, "publication"))
        reindex_publication(db, record->id);
    if (text_equal(table, "member") && few)
        run_id(db, Q_approvals_void, record->id);
    messages_reindex(db, table, record->id);
}

void site_reindex(struct db *db, const char *table, const struct touched_record *records,
                  size_t count)
{
    const struct record_type *type = record_type_named(table);
    if (type)
        record_titles_keep(db, type, records, count);
    for (size_t i = 0; i < count; i++)
        reindex_each(db, table, &records[i], count <= FEW);
    if (text_equal(table, "member"))
        directory_reindex(db, records, count);
    if (text_equal(table, "membership"))
        reindex_members_of(db, records, count);
    twins_reindex(db, table, records, count);
    int kind = search_kind_of(table);
    if (kind >= 0)
        reindex_search(db, kind, records, count);
}

void site_reindex_one(struct db *db, const char *table, int64_t id)
{
    const struct touched_record record = { id, true };
    site_reindex(db, table, &record, 1);
}
