#include "site/files/keep.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/uses.h"
#include "site/types.h"

#define DAY 86400
#define BATCH 500

static size_t slug_length(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

/* --- texts ------------------------------------------------------------------------------------------------------- */

struct refs {
    struct db *db;
    const char *table;
    int64_t id;
};

static void add_refs(void *self, const char *text)
{
    struct refs *refs = self;
    struct arena *arena = arena_new();
    for (const char *at = text; (at = strstr(at, "/files/"));) {
        at += 7;
        size_t len = slug_length(at);
        if (!len)
            continue;
        struct stmt *add = query(refs->db, Q_files_ref_add);
        bind_text(add, "table_name", refs->table);
        bind_int(add, "id", refs->id);
        bind_text(add, "slug", arena_copy_n(arena, at, len));
        run(add);
    }
    arena_free(arena);
}

void file_refs_reindex(struct db *db, const char *table, int64_t id)
{
    const struct record_type *type = record_type_named(table);
    struct refs refs = { db, table, id };
    if (!type)
        return;
    struct stmt *drop = query(db, Q_files_ref_drop);
    bind_text(drop, "table_name", table);
    bind_int(drop, "id", id);
    run(drop);
    record_texts(db, type, id, "/files/", add_refs, &refs);
}

/* --- what nothing uses -------------------------------------------------------------------------------------------- */

/* A draft may hold a file that no record links to yet; an earlier address of it may stand in a text. */
bool file_is_used(struct db *db, int64_t id)
{
    struct stmt *stmt = query(db, Q_files_named);
    bind_int(stmt, "id", id);
    return scalar_int(stmt) || db_referenced(db, "file", id);
}

struct found_files {
    int64_t ids[BATCH];
    int count;
};

static struct found_files collect(struct stmt *stmt)
{
    struct found_files found = { .count = 0 };
    while (found.count < BATCH && step(stmt))
        found.ids[found.count++] = col_int(stmt, "id");
    done(stmt);
    return found;
}

static bool run_id(struct db *db, enum query_id id, int64_t number)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", number);
    return run(stmt);
}

static bool note(struct db *db, enum query_id id, int64_t number)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", number);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool look_at_file(struct db *db, int64_t id)
{
    return file_is_used(db, id) ? run_id(db, Q_files_unused_drop, id)
                                : note(db, Q_files_unused_add, id);
}

static bool look_at_all(struct db *db)
{
    bool good = true;
    int64_t after = 0;
    for (bool more = true; more && good;) {
        struct stmt *stmt = query(db, Q_files_alone);
        bind_int(stmt, "after", after);
        struct found_files found = collect(stmt);
        for (int i = 0; i < found.count && good; i++)
            good = look_at_file(db, after = found.ids[i]);
        more = found.count == BATCH;
    }
    return good;
}

static struct stmt *expired(struct db *db, enum query_id id)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "before", moment_now() - FILES_UNUSED_DAYS * DAY);
    return stmt;
}

static bool delete_unused(struct db *db, struct problem *problem)
{
    struct found_files found = collect(expired(db, Q_files_unused_expired));
    bool good = true;
    for (int i = 0; i < found.count && good; i++)
        good = record_delete(db, &file_type, found.ids[i], problem);
    return good;
}

/* Bytes stay for 30 days after the last file that had them: the history may bring it back. */
static bool delete_bytes(struct db *db)
{
    bool good = run(query(db, Q_files_data_used_again)) && note(db, Q_files_data_note, 0);
    struct found_files found = collect(expired(db, Q_files_data_expired));
    for (int i = 0; i < found.count && good; i++)
        good = run_id(db, Q_files_data_delete, found.ids[i]);
    return good;
}

bool files_daily(struct db *db, int64_t subject, struct problem *problem)
{
    (void)subject;
    return look_at_all(db) && delete_unused(db, problem) && delete_bytes(db) &&
           job_add(db, FILES_DAILY, 0, moment_now() + DAY);
}

static bool start(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return scalar_int(query(db, Q_files_daily_exists)) ||
           job_add(db, FILES_DAILY, 0, moment_now() + 300);
}

bool files_daily_start(struct store *store, struct problem *problem)
{
    return store_write_quietly(store, start, NULL, problem);
}
