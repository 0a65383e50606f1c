/* Undoing a change: its rows turned round, those that others changed since left alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/moment.h"
#include "store/store_internal.h"

enum row_state { WAITS, UNDONE, STANDS };

struct undo {
    struct db *db;
    int64_t number;
    bool partly,
        again; /* again: once more from the start, records turned out that must be left alone */
    struct arena *arena;
    struct array *conflicts;
    void *bytes;
    int size;
    unsigned char *rows; /* enum row_state of each row of the change */
    struct columns columns;
    const char *table; /* whose rows are read, with what is known about it */
    int number_of, owner;
    bool record;
    struct buffer sql;     /* of the row before, */
    int sql_op;            /* which the next one shares unless it is an update */
    struct touches undone; /* records of which a row was undone */
    struct touches left;   /* records that are left alone with all their rows */
    struct touches listed; /* in CONFLICTS */
};

static bool holds(const struct touches *touches, int table, int64_t id)
{
    for (size_t i = 0; i < touches->count; i++) {
        if (touches->at[i].table == table && touches->at[i].id == id)
            return true;
    }
    return false;
}

static int owner_of(const struct undo *undo, const char *name)
{
    int table = table_number(undo->db->store, name);
    return table < 0 ? -1 : undo->db->store->tables[table].owner;
}

/* The next rows are of the table NAME. */
static void turn_to(struct undo *undo, const char *name)
{
    const struct store *store = undo->db->store;
    read_columns(undo->db, undo->arena, name, &undo->columns);
    undo->table = arena_copy(undo->arena, name);
    undo->number_of = table_number(undo->db->store, name);
    undo->owner = undo->number_of < 0 ? -1 : store->tables[undo->number_of].owner;
    undo->record = undo->number_of >= 0 && store->tables[undo->number_of].record;
    undo->sql_op = 0;
}

static bool kept_by_us(const char *column)
{
    return !strcmp(column, "version") || !strcmp(column, "updated_at");
}

static void add_conflict(struct undo *undo, int table, int64_t id)
{
    if (holds(&undo->listed, table, id))
        return;
    touch(&undo->listed, table, id, true);
    const char *name = undo->db->store->tables[table].name;
    struct map *map = array_add_map(undo->conflicts);
    struct stmt *stmt =
        query_text(undo->db, "SELECT max(change_id) FROM change_record WHERE table_name "
                             "= :table_name AND record_id = :id");
    bind_text(stmt, "table_name", name);
    bind_int(stmt, "id", id);
    map_text(map, "table", name);
    map_int(map, "id", id);
    map_int(map, "change", scalar_int(stmt));
}

/* --- later work ------------------------------------------------------------------------------------------------ */

/* Whether what CHANGE did to a record still stands: no undo of it that reached the record stands itself. */
static bool stands(struct db *db, const char *table, int64_t id, int64_t change)
{
    struct stmt *stmt = query_text(
        db, "SELECT u.id FROM change u JOIN change_record r ON r.table_name = :table_name AND "
            "r.record_id = :id AND r.change_id = u.id WHERE u.undoes = :change");
    bool good = true;
    bind_text(stmt, "table_name", table);
    bind_int(stmt, "id", id);
    bind_int(stmt, "change", change);
    while (good && step(stmt))
        good = !stands(db, table, id, col_int(stmt, "id"));
    done(stmt);
    return good;
}

/* Whether somebody worked on the record since: deleting it would take that along. A change and its undo cancel out. */
static bool later_work(struct undo *undo, const char *table, int64_t id)
{
    struct stmt *stmt = query_text(
        undo->db, "SELECT c.id FROM change_record r JOIN change c ON c.id = r.change_id WHERE "
                  "r.table_name = :table_name AND r.record_id = :id AND r.change_id > :number "
                  "AND ifnull(c.undoes, 0) < :number ORDER BY c.id");
    bool found = false;
    bind_text(stmt, "table_name", table);
    bind_int(stmt, "id", id);
    bind_int(stmt, "number", undo->number);
    while (!found && step(stmt))
        found = stands(undo->db, table, id, col_int(stmt, "id"));
    done(stmt);
    return found;
}

/* --- one row --------------------------------------------------------------------------------------------------- */

static void put_sql(struct buffer *sql, const char *before, const char *name, const char *after,
                    int index)
{
    buffer_printf(sql, "%s\"%s\"%s?%d", before, name, after, index + 1);
}

/* WHERE the row still holds what the change left there. */
static void where_same(struct undo *undo, sqlite3_changeset_iter *iter, int op,
                       const unsigned char *pk, int count, struct buffer *sql)
{
    const char *word = " WHERE ";
    for (int i = 0; i < count; i++) {
        sqlite3_value *now = NULL;
        if (op != SQLITE_DELETE)
            sqlite3changeset_new(iter, i, &now);
        if (!pk[i] && (!now || kept_by_us(undo->columns.names[i])))
            continue;
        put_sql(sql, word, undo->columns.names[i], " IS ", i + COLUMN_LIMIT);
        word = " AND ";
    }
}

static void bind_all(sqlite3_stmt *handle, sqlite3_changeset_iter *iter, int op,
                     const unsigned char *pk, int count)
{
    int limit = sqlite3_bind_parameter_count(handle);
    for (int i = 0; i < count; i++) {
        sqlite3_value *before = NULL, *now = NULL;
        if (op != SQLITE_INSERT)
            sqlite3changeset_old(iter, i, &before);
        if (op != SQLITE_DELETE)
            sqlite3changeset_new(iter, i, &now);
        if (pk[i] && !now)
            now = before;
        if (before && i + 1 <= limit)
            sqlite3_bind_value(handle, i + 1, before);
        if (now && i + COLUMN_LIMIT + 1 <= limit)
            sqlite3_bind_value(handle, i + COLUMN_LIMIT + 1, now);
    }
}

static void insert_sql(const struct undo *undo, int count, struct buffer *sql)
{
    buffer_printf(sql, "INSERT INTO \"%s\" (", undo->table);
    for (int i = 0; i < count; i++)
        buffer_printf(sql, "%s\"%s\"", i ? ", " : "", undo->columns.names[i]);
    buffer_puts(sql, ") VALUES (");
    for (int i = 0; i < count; i++)
        buffer_printf(sql, "%s?%d", i ? ", " : "", i + 1);
    buffer_puts(sql, ")");
}

/* Empty when only the version and its time changed: nothing to undo. */
static void update_sql(struct undo *undo, sqlite3_changeset_iter *iter, const unsigned char *pk,
                       int count, struct buffer *sql)
{
    const char *word = " SET ";
    for (int i = 0; i < count; i++) {
        sqlite3_value *before = NULL;
        sqlite3changeset_old(iter, i, &before);
        if (!before || pk[i] || kept_by_us(undo->columns.names[i]))
            continue;
        if (!sql->len)
            buffer_printf(sql, "UPDATE \"%s\"", undo->table);
        put_sql(sql, word, undo->columns.names[i], " = ", i);
        word = ", ";
    }
    if (sql->len)
        where_same(undo, iter, SQLITE_UPDATE, pk, count, sql);
}

static void reverse_sql(struct undo *undo, sqlite3_changeset_iter *iter, int op,
                        const unsigned char *pk, int count)
{
    struct buffer *sql = &undo->sql;
    if (op == undo->sql_op && op != SQLITE_UPDATE)
        return;
    undo->sql_op = op;
    sql->len = 0;
    if (op == SQLITE_DELETE) {
        insert_sql(undo, count, sql);
    } else if (op == SQLITE_UPDATE) {
        update_sql(undo, iter, pk, count, sql);
    } else {
        buffer_printf(sql, "DELETE FROM \"%s\"", undo->table);
        where_same(undo, iter, op, pk, count, sql);
    }
}

static bool must_stay(struct undo *undo, int owner, int op, int64_t id)
{
    return holds(&undo->left, owner, id) ||
           (op == SQLITE_INSERT && undo->record && later_work(undo, undo->table, id));
}

/* Turns the row round. It waits when a constraint refuses it: another row may have to go first. */
static bool reverse_one(struct undo *undo, sqlite3_changeset_iter *iter, int op, int count,
                        unsigned char *state)
{
    unsigned char *pk;
    int pk_count, owner = undo->owner;
    int64_t id = change_first_key(iter, op);
    enum outcome outcome = RAN;
    if (must_stay(undo, owner, op, id)) {
        *state = STANDS;
        return true;
    }
    sqlite3changeset_pk(iter, &pk, &pk_count);
    reverse_sql(undo, iter, op, pk, count);
    if (undo->sql.len) {
        struct stmt *stmt = query_text(undo->db, buffer_text(&undo->sql));
        if (stmt->handle)
            bind_all(stmt->handle, iter, op, pk, count);
        outcome = stmt_try(stmt);
    }
    if (outcome == RAN)
        *state = !undo->sql.len || rows_changed(undo->db) ? UNDONE : STANDS;
    if (*state == UNDONE && undo->sql.len && owner >= 0)
        touch(&undo->undone, owner, id, true);
    return outcome != BROKE;
}

/* --- all rows -------------------------------------------------------------------------------------------------- */

typedef bool row_visitor(struct undo *undo, sqlite3_changeset_iter *iter, int op, int count,
                         unsigned char *state);

/* The rows of record tables, or all others. */
static bool each_row(struct undo *undo, bool records, row_visitor *visit)
{
    sqlite3_changeset_iter *iter = NULL;
    const char *name;
    int count, op, indirect;
    bool good = true;
    undo->table = "";
    sqlite3changeset_start(&iter, undo->size, undo->bytes);
    for (size_t i = 0; good && sqlite3changeset_next(iter) == SQLITE_ROW; i++) {
        sqlite3changeset_op(iter, &name, &count, &op, &indirect);
        if (strcmp(name, undo->table))
            turn_to(undo, name);
        if (undo->record == records)
            good = count == undo->columns.count && visit(undo, iter, op, count, &undo->rows[i]);
    }
    sqlite3changeset_finalize(iter);
    return good;
}

static bool reverse_waiting(struct undo *undo, sqlite3_changeset_iter *iter, int op, int count,
                            unsigned char *state)
{
    return *state != WAITS || reverse_one(undo, iter, op, count, state);
}

/* What could not be undone. A record whose creation stands is left alone with all that hangs on it. */
static bool note_standing(struct undo *undo, sqlite3_changeset_iter *iter, int op, int count,
                          unsigned char *state)
{
    int owner = undo->owner;
    int64_t id = change_first_key(iter, op);
    (void)count;
    if (*state == UNDONE)
        return true;
    add_conflict(undo, owner < 0 ? undo->number_of : owner, id);
    if (op == SQLITE_INSERT && undo->record && !holds(&undo->left, owner, id))
        touch(&undo->left, owner, id, true);
    return true;
}

static size_t count_rows(const struct undo *undo)
{
    sqlite3_changeset_iter *iter = NULL;
    size_t count = 0;
    sqlite3changeset_start(&iter, undo->size, undo->bytes);
    while (sqlite3changeset_next(iter) == SQLITE_ROW)
        count++;
    sqlite3changeset_finalize(iter);
    return count;
}

static size_t count_waiting(const struct undo *undo, size_t rows)
{
    size_t count = 0;
    for (size_t i = 0; i < rows; i++)
        count += undo->rows[i] == WAITS;
    return count;
}

/* Those that hang on records go first: deleting a record takes them along. Again while rows that wait get their turn. */
static bool reverse_all(struct undo *undo, size_t rows)
{
    size_t waiting = rows, before;
    bool good;
    memset(undo->rows, WAITS, rows);
    undo->undone.count = undo->listed.count = 0;
    undo->conflicts = array_new(undo->arena);
    do {
        before = waiting;
        good = each_row(undo, false, reverse_waiting) && each_row(undo, true, reverse_waiting);
        waiting = count_waiting(undo, rows);
    } while (good && waiting && waiting < before);
    return good && each_row(undo, false, note_standing) && each_row(undo, true, note_standing);
}

/* --- what would refer to nothing --------------------------------------------------------------------------------- */

static bool dangles(const struct undo *undo)
{
    int open = 0, most = 0;
    sqlite3_db_status(undo->db->handle, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &most, 0);
    return open != 0;
}

/* Leaves alone the record we deleted under the reference; or else the one we brought back with it. */
static void leave_dangling(struct undo *undo, const char *child, const char *parent,
                           int64_t child_id, int64_t parent_id)
{
    int target = owner_of(undo, parent), owner = owner_of(undo, child);
    bool ours = holds(&undo->undone, target, parent_id);
    int table = ours ? target : owner;
    int64_t id = ours ? parent_id : child_id;
    if (table < 0)
        return;
    if (!holds(&undo->left, table, id))
        touch(&undo->left, table, id, true);
    add_conflict(undo, table, id);
}

static void leave_rows(struct undo *undo, const char *child, const char *from, const char *parent,
                       const char *to)
{
    struct columns columns;
    read_columns(undo->db, undo->arena, child, &columns);
    struct stmt *rows = query_text(
        undo->db, arena_print(undo->arena,
                              "SELECT c.\"%s\" AS child_id, c.\"%s\" AS parent_id FROM \"%s\" c "
                              "WHERE c.\"%s\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"%s\" p "
                              "WHERE p.\"%s\" = c.\"%s\")",
                              columns.names[0], from, child, from, parent, to, from));
    while (step(rows))
        leave_dangling(undo, child, parent, col_int(rows, "child_id"), col_int(rows, "parent_id"));
    done(rows);
}

static bool leave_all_dangling(struct undo *undo)
{
    struct arena *arena = undo->arena;
    struct stmt *list = query_text(
        undo->db,
        "SELECT DISTINCT f.\"table\" AS child, f.parent AS parent, l.\"from\" AS reference, "
        "ifnull(l.\"to\", 'id') AS target FROM pragma_foreign_key_check f "
        "JOIN pragma_foreign_key_list(f.\"table\") l ON l.id = f.fkid");
    while (step(list))
        leave_rows(undo, arena_copy(arena, col_text(list, "child")),
                   arena_copy(arena, col_text(list, "reference")),
                   arena_copy(arena, col_text(list, "parent")),
                   arena_copy(arena, col_text(list, "target")));
    done(list);
    return !undo->db->failed;
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

static bool new_versions(struct db *db, struct touches *touches)
{
    touches_sort(touches);
    for (size_t i = 0; i < touches->count; i++) {
        char sql[160];
        if (i && touches->at[i].table == touches->at[i - 1].table &&
            touches->at[i].id == touches->at[i - 1].id)
            continue;
        snprintf(sql, sizeof sql,
                 "UPDATE \"%s\" SET version = version + 1, updated_at = :now WHERE id = :id",
                 db->store->tables[touches->at[i].table].name);
        struct stmt *stmt = query_text(db, sql);
        bind_int(stmt, "now", moment_now());
        bind_int(stmt, "id", touches->at[i].id);
        if (!run(stmt))
            return false;
    }
    return true;
}

/* What was erased cannot come back: only the rest of such a change can be undone, when that is asked for. */
static bool lost_rows(const struct undo *undo)
{
    struct stmt *stmt = query_text(undo->db, "SELECT erased FROM change WHERE id = :id");
    bind_int(stmt, "id", undo->number);
    return scalar_int(stmt) && (!undo->partly || !undo->size);
}

static bool announce(struct undo *undo, sqlite3_changeset_iter *iter, int op, int count,
                     unsigned char *state)
{
    (void)count;
    (void)state;
    if (op == SQLITE_DELETE)
        undo->db->store->follow(undo->db, undo->table, change_first_key(iter, op), true);
    return !undo->db->failed;
}

/* What the history does not follow goes along: before rows that it hangs on are deleted, and after those came back. */
static bool follow(struct undo *undo, bool before)
{
    struct store *store = undo->db->store;
    if (before && store->follow)
        return each_row(undo, true, announce);
    for (size_t i = 0; store->follow && i < undo->undone.count; i++)
        store->follow(undo->db, store->tables[undo->undone.at[i].table].name, undo->undone.at[i].id,
                      false);
    return !undo->db->failed;
}

static bool undo_work(struct db *db, void *self, struct problem *problem)
{
    struct undo *undo = self;
    undo->db = db;
    undo->again = false;
    undo->bytes = change_load(db, undo->number, &undo->size);
    if (lost_rows(undo)) {
        free(undo->bytes);
        return problem_set(problem, FAULT_CONFLICT, "history.undo_erased",
                           "a part of it was erased with a person's data");
    }
    if (!undo->bytes)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "no change %lld",
                           (long long)undo->number);
    size_t rows = count_rows(undo), left = undo->left.count;
    undo->rows = arena_alloc(undo->arena, rows + 1);
    bool good = run(query_text(db, "PRAGMA defer_foreign_keys = ON")) && follow(undo, true) &&
                reverse_all(undo, rows) && follow(undo, false) &&
                (!dangles(undo) || leave_all_dangling(undo));
    undo->again = good && undo->partly && undo->left.count > left;
    if (good && (undo->again || dangles(undo) || (array_count(undo->conflicts) && !undo->partly)))
        good = problem_set(problem, FAULT_CONFLICT, "history.conflict",
                           "later changes stand in the way");
    good = good && new_versions(db, &undo->undone);
    buffer_free(&undo->sql);
    free(undo->bytes);
    return good;
}

bool store_undo(struct store *store, const struct author *author, int64_t number, bool partly,
                struct arena *arena, struct array **conflicts, int64_t *change,
                struct problem *problem)
{
    struct undo undo = {
        .number = number, .partly = partly, .arena = arena, .conflicts = array_new(arena)
    };
    bool good;
    do { /* not by a savepoint: SQLite walks all that one holds at the end of each statement inside it */
        good = write_transaction(store, author, number, undo_work, &undo, change, problem);
    } while (!good && undo.again);
    *conflicts = undo.conflicts;
    free(undo.undone.at);
    free(undo.left.at);
    free(undo.listed.at);
    return good;
}
