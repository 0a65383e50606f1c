#include "record/merge.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record_internal.h"

/* A column that holds numbers of records of the type. */
struct reference {
    const char *table, *column;
    bool untracked;
    bool named; /* only where table_name is the type's */
    bool own;   /* the column is the row's own record: T_id of T_* */
    struct reference *next;
};

/* The tables of the type's own fields: what is in them was chosen with the record, and goes with it. */
static bool of_a_field(const struct record_type *type, const char *table)
{
    size_t len = strlen(type->name);
    if (strncmp(table, type->name, len) || table[len] != '_')
        return false;
    const char *name = table + len + 1;
    const struct field *field = field_named(type, name);
    return !strcmp(name, "text") || !strcmp(name, "visibility") || (field && field_several(field));
}

static bool is_owner_column(const struct record_type *type, const char *table, const char *column)
{
    size_t len = strlen(type->name);
    return text_starts(table, type->name) && table[len] == '_' && text_starts(column, type->name) &&
           !strcmp(column + len, "_id");
}

static struct reference *find_references(struct db *db, struct arena *arena,
                                         const struct record_type *type)
{
    struct reference *first = NULL;
    struct stmt *stmt = query(db, Q_merge_references);
    bind_text(stmt, "type", type->name);
    while (step(stmt)) {
        const char *table = arena_copy(arena, col_text(stmt, "name"));
        const char *column = arena_copy(arena, col_text(stmt, "reference"));
        bool own = is_owner_column(type, table, column);
        if (own && of_a_field(type, table))
            continue;
        struct reference *reference = arena_one(arena, struct reference);
        *reference =
            (struct reference){ table, column, col_int(stmt, "untracked"), col_int(stmt, "named"),
                                own,   first };
        first = reference;
    }
    done(stmt);
    return first;
}

static const char *where(struct arena *arena, const struct record_type *type,
                         const struct reference *reference)
{
    const char *named =
        reference->named ? arena_print(arena, " AND table_name = '%s'", type->name) : "";
    return arena_print(arena, "\"%s\" = :loser%s", reference->column, named);
}

struct array *merge_references(struct db *db, struct arena *arena, const struct record_type *type,
                               int64_t id)
{
    struct array *list = array_new(arena);
    for (struct reference *reference = find_references(db, arena, type); reference;
         reference = reference->next) {
        struct stmt *stmt =
            query_text(db, arena_print(arena, "SELECT count(*) FROM \"%s\" WHERE %s",
                                       reference->table, where(arena, type, reference)));
        bind_int(stmt, "loser", id);
        int64_t rows = scalar_int(stmt);
        if (!rows)
            continue;
        struct map *map = array_add_map(list);
        map_text(map, "table", reference->table);
        map_text(map, "column", reference->column);
        map_int(map, "rows", rows);
    }
    return list;
}

/* --- moving ---------------------------------------------------------------------------------------------------------- */

static bool run_ids(struct db *db, const char *sql, int64_t winner, int64_t loser)
{
    struct stmt *stmt = query_text(db, sql);
    if (strstr(sql, ":winner"))
        bind_int(stmt, "winner", winner);
    if (strstr(sql, ":loser"))
        bind_int(stmt, "loser", loser);
    if (strstr(sql, ":now"))
        bind_int(stmt, "now", moment_now());
    return run(stmt);
}

bool merge_note(struct db *db, int64_t merge, const char *table, const char *column, int64_t row,
                int64_t from, int64_t to)
{
    struct stmt *stmt = query(db, Q_merge_note);
    bind_int(stmt, "merge", merge);
    bind_text(stmt, "table_name", table);
    bind_text(stmt, "column_name", column);
    bind_int(stmt, "row", row);
    bind_int(stmt, "from", from);
    bind_int(stmt, "to", to);
    return run(stmt);
}

/* No history follows these rows: each is noted. */
static bool move_untracked(struct db *db, struct arena *arena, const struct record_type *type,
                           const struct reference *reference, int64_t merge, int64_t winner,
                           int64_t loser)
{
    const char *condition = where(arena, type, reference);
    struct stmt *rows =
        query_text(db, arena_print(arena, "SELECT rowid AS row FROM \"%s\" WHERE %s",
                                   reference->table, condition));
    bool good = true;
    bind_int(rows, "loser", loser);
    while (good && step(rows))
        good = merge_note(db, merge, reference->table, reference->column, col_int(rows, "row"),
                          loser, winner);
    done(rows);
    return good &&
           run_ids(db,
                   arena_print(arena, "UPDATE OR IGNORE \"%s\" SET \"%s\" = :winner WHERE %s",
                               reference->table, reference->column, condition),
                   winner, loser);
}

/* A form that is open over a record whose rows are moved has to know: its version grows. */
static bool new_version(struct db *db, struct arena *arena, const struct reference *reference,
                        const char *condition, int64_t loser)
{
    const char *table = reference->table;
    for (const struct record_type *const *type = record_types(); *type; type++) {
        const char *name = (*type)->name;
        if (reference->named || !type_has_table(*type, table))
            continue;
        const char *ids = !strcmp(name, table)
                              ? condition
                              : arena_print(arena, "id IN (SELECT %s_id FROM \"%s\" WHERE %s)",
                                            name, table, condition);
        return run_ids(db,
                       arena_print(arena,
                                   "UPDATE \"%s\" SET version = version + 1, updated_at = :now "
                                   "WHERE %s",
                                   name, ids),
                       0, loser);
    }
    return true;
}

/* Where winner and loser both have what can be there once only, the winner's stays. */
static bool move_tracked(struct db *db, struct arena *arena, const struct record_type *type,
                         const struct reference *reference, int64_t winner, int64_t loser)
{
    const char *condition = where(arena, type, reference);
    return (reference->own || new_version(db, arena, reference, condition, loser)) &&
           run_ids(db,
                   arena_print(arena, "UPDATE OR IGNORE \"%s\" SET \"%s\" = :winner WHERE %s",
                               reference->table, reference->column, condition),
                   winner, loser) &&
           run_ids(db,
                   arena_print(arena, "DELETE FROM \"%s\" WHERE %s", reference->table, condition),
                   winner, loser);
}

/* A list of links that named both names the winner once. */
static bool drop_doubles(struct db *db, struct arena *arena, const struct reference *reference,
                         int64_t winner, int64_t loser)
{
    bool link = text_equal(reference->column, "target_id");
    const char *owner = NULL;
    for (const struct record_type *const *type = record_types(); link && *type; type++) {
        if (type_has_table(*type, reference->table))
            owner = (*type)->name;
    }
    return !owner ||
           run_ids(
               db,
               arena_print(arena,
                           "DELETE FROM \"%s\" WHERE target_id = :loser AND EXISTS (SELECT 1 FROM "
                           "\"%s\" w WHERE w.%s_id = \"%s\".%s_id AND w.target_id = :winner)",
                           reference->table, reference->table, owner, reference->table, owner),
               winner, loser);
}

static bool move_all(struct db *db, const struct record *winner, const struct record *loser,
                     int64_t merge)
{
    struct arena *arena = winner->arena;
    bool good = true;
    for (struct reference *at = find_references(db, arena, winner->type); at && good; at = at->next)
        good = at->untracked
                   ? move_untracked(db, arena, winner->type, at, merge, winner->id, loser->id)
                   : drop_doubles(db, arena, at, winner->id, loser->id) &&
                         move_tracked(db, arena, winner->type, at, winner->id, loser->id);
    return good;
}

static bool add_merge(struct db *db, const struct record *winner, const struct record *loser,
                      int64_t *merge)
{
    struct stmt *stmt = query(db, Q_merge_add);
    bind_text(stmt, "table_name", winner->type->name);
    bind_int(stmt, "winner", winner->id);
    bind_int(stmt, "loser", loser->id);
    bind_int(stmt, "now", moment_now());
    bool good = run(stmt);
    *merge = last_insert_id(db);
    stmt = query(db, Q_merge_alias);
    bind_text(stmt, "table_name", winner->type->name);
    bind_text(stmt, "slug", loser->slug);
    bind_int(stmt, "winner", winner->id);
    return good && run(stmt);
}

bool merge_records(struct db *db, struct record *winner, const struct record *loser, int64_t *merge,
                   struct problem *problem)
{
    struct record_clash *clashes = NULL;
    const struct record *now = record_load(db, winner->arena, winner->type, loser->id);
    if (winner->id == loser->id || !now || now->version != loser->version)
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "%s %lld changed",
                           winner->type->name, (long long)loser->id);
    return run(query_text(db, "PRAGMA defer_foreign_keys = ON")) &&
           record_save(db, winner, NULL, &clashes, problem) &&
           add_merge(db, winner, loser, merge) && move_all(db, winner, loser, *merge) &&
           record_delete(db, winner->type, loser->id, problem);
}

int64_t merged_into(struct db *db, const struct record_type *type, int64_t id)
{
    struct stmt *stmt = query(db, Q_merge_into);
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "id", id);
    return scalar_int(stmt);
}

/* --- undone, or done again --------------------------------------------------------------------------------------------- */

void merge_follow(struct db *db, const char *table, int64_t id, bool comes)
{
    if (strcmp(table, "merge") != 0)
        return;
    struct arena *arena = arena_new();
    struct stmt *there = query(db, Q_merge_stands);
    bind_int(there, "id", id);
    const char *from = scalar_int(there) || comes ? "from_id" : "to_id";
    const char *to = *from == 'f' ? "to_id" : "from_id";
    struct stmt *list = query(db, Q_merge_moved);
    bool good = true;
    bind_int(list, "id", id);
    while (good && step(list)) {
        const char *name = arena_copy(arena, col_text(list, "table_name"));
        const char *column = arena_copy(arena, col_text(list, "column_name"));
        good = run_ids(
            db,
            arena_print(
                arena,
                "UPDATE OR IGNORE \"%s\" SET \"%s\" = (SELECT %s FROM merge_moved v WHERE "
                "v.merge_id = :winner AND v.table_name = '%s' AND v.column_name = '%s' AND "
                "v.row_id = \"%s\".rowid) WHERE rowid IN (SELECT row_id FROM merge_moved v "
                "WHERE v.merge_id = :winner AND v.table_name = '%s' AND v.column_name = '%s' "
                "AND v.%s = \"%s\".\"%s\")",
                name, column, to, name, column, name, name, column, from, name, column),
            id, 0);
    }
    done(list);
    arena_free(arena);
}
