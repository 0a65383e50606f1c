/* Changes: what a transaction did, kept as SQLite's changeset, and read. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/moment.h"
#include "store/store_internal.h"

#define FORMAT_ZLIB 1

void touch(struct touches *touches, int table, int64_t id, bool content)
{
    struct touched *last = touches->count ? &touches->at[touches->count - 1] : NULL;
    if (last && last->table == table && last->id == id) {
        last->content = last->content || content;
        return;
    }
    if (!touches->at || touches->count == touches->room) {
        touches->room = touches->room ? touches->room * 2 : 64;
        touches->at = realloc(touches->at, touches->room * sizeof *touches->at);
        if (!touches->at)
            abort();
    }
    touches->at[touches->count++] = (struct touched){ table, id, content };
}

static int by_table(const void *one, const void *other)
{
    const struct touched *a = one, *b = other;
    return a->table != b->table ? (a->table < b->table ? -1 : 1)
                                : (a->id > b->id) - (a->id < b->id);
}

void touches_sort(struct touches *touches)
{
    if (touches->count)
        qsort(touches->at, touches->count, sizeof *touches->at, by_table);
}

void touches_unique(struct touches *touches)
{
    size_t count = 0;
    touches_sort(touches);
    for (size_t i = 0; i < touches->count; i++) {
        if (!count || by_table(&touches->at[count - 1], &touches->at[i]))
            touches->at[count++] = touches->at[i];
        else
            touches->at[count - 1].content |= touches->at[i].content;
    }
    touches->count = count;
}

int64_t change_first_key(sqlite3_changeset_iter *iter, int op)
{
    sqlite3_value *value = NULL;
    if (op == SQLITE_INSERT)
        sqlite3changeset_new(iter, 0, &value);
    else
        sqlite3changeset_old(iter, 0, &value);
    return value ? sqlite3_value_int64(value) : 0;
}

/* Whether the row is more than a record's new state. */
static bool has_content(const struct table *table, sqlite3_changeset_iter *iter, int op,
                        int columns)
{
    if (op != SQLITE_UPDATE || !table->record)
        return true;
    for (int i = 0; i < columns; i++) {
        sqlite3_value *value = NULL;
        sqlite3changeset_new(iter, i, &value);
        if (value && (i > 63 || !(table->state_columns >> i & 1)))
            return true;
    }
    return false;
}

void change_touches(struct db *db, int size, void *bytes, struct touches *touches)
{
    struct store *store = db->store;
    sqlite3_changeset_iter *iter = NULL;
    const char *name;
    int columns, op, indirect, table = -1;
    sqlite3changeset_start(&iter, size, bytes);
    while (sqlite3changeset_next(iter) == SQLITE_ROW) {
        sqlite3changeset_op(iter, &name, &columns, &op, &indirect);
        if (table < 0 ||
            strcmp(store->tables[table].name, name)) /* rows of a table stand together */
            table = table_number(store, name);
        if (table >= 0 && store->tables[table].owner >= 0)
            touch(touches, store->tables[table].owner, change_first_key(iter, op),
                  has_content(&store->tables[table], iter, op, columns));
    }
    sqlite3changeset_finalize(iter);
    touches_unique(touches);
}

void *change_pack(const void *bytes, int size, size_t *packed_size)
{
    uLongf room = compressBound((uLong)size);
    unsigned char *packed = malloc(room + 5);
    if (!packed)
        abort();
    packed[0] = FORMAT_ZLIB;
    for (int i = 0; i < 4; i++)
        packed[1 + i] = (unsigned char)((unsigned)size >> (8 * i));
    compress2(packed + 5, &room, bytes ? bytes : "", (uLong)size, 1);
    *packed_size = room + 5;
    return packed;
}

static void *unpack(const unsigned char *packed, size_t len, int *size)
{
    if (len < 5 || packed[0] != FORMAT_ZLIB)
        return NULL;
    uLongf room =
        packed[1] | (uLongf)packed[2] << 8 | (uLongf)packed[3] << 16 | (uLongf)packed[4] << 24;
    void *bytes = malloc(room + 1);
    if (!bytes || uncompress(bytes, &room, packed + 5, len - 5) != Z_OK) {
        free(bytes);
        return NULL;
    }
    *size = (int)room;
    return bytes;
}

static bool insert_change(struct db *db, const struct author *author, int64_t undoes,
                          const void *bytes, int size, size_t rows)
{
    size_t packed_size;
    void *packed = change_pack(bytes, size, &packed_size);
    struct stmt *stmt = query_text(
        db, "INSERT INTO change (at, account_id, who, kind, why, undoes, rows, changeset) "
            "VALUES (:at, :account, :who, :kind, :why, :undoes, :rows, :changeset)");
    bind_int(stmt, "at", moment_now());
    if (author->account)
        bind_int(stmt, "account", author->account);
    bind_text(stmt, "who", author->name ? author->name : "");
    bind_text(stmt, "kind", author->kind);
    bind_text(stmt, "why", author->why ? author->why : "");
    if (undoes)
        bind_int(stmt, "undoes", undoes);
    bind_int(stmt, "rows", (int64_t)rows);
    bind_blob(stmt, "changeset", packed, packed_size);
    bool good = run(stmt);
    free(packed);
    return good;
}

static bool name_record(struct db *db, const char *table, int64_t id, int64_t change)
{
    struct stmt *stmt = query_text(db, "INSERT INTO change_record (table_name, record_id, "
                                       "change_id) VALUES (:table_name, :id, :change)");
    bind_text(stmt, "table_name", table);
    bind_int(stmt, "id", id);
    bind_int(stmt, "change", change);
    return run(stmt);
}

bool store_note(struct db *db, const struct author *author, int64_t undoes, const char *table,
                int64_t id, int64_t *change)
{
    bool good = insert_change(db, author, undoes, NULL, 0, 1);
    *change = last_insert_id(db);
    return good && (!id || name_record(db, table, id, *change));
}

bool change_keep(struct db *db, const struct author *author, int64_t undoes, const void *bytes,
                 int size, const struct touches *touches, int64_t *change)
{
    if (!size)
        return true;
    bool good = insert_change(db, author, undoes, bytes, size, touches->count);
    *change = last_insert_id(db);
    for (size_t i = 0; good && i < touches->count; i++)
        good = name_record(db, db->store->tables[touches->at[i].table].name, touches->at[i].id,
                           *change);
    return good;
}

/* --- reading -------------------------------------------------------------------------------------------------- */

void *change_load(struct db *db, int64_t number, int *size)
{
    struct stmt *stmt = query_text(db, "SELECT changeset FROM change WHERE id = :id");
    void *bytes = NULL;
    bind_int(stmt, "id", number);
    if (step(stmt)) {
        size_t len;
        const void *packed = col_blob(stmt, "changeset", &len);
        bytes = packed ? unpack(packed, len, size) : NULL;
    }
    done(stmt);
    return bytes;
}

static struct value to_value(struct arena *arena, sqlite3_value *value)
{
    switch (value ? sqlite3_value_type(value) : SQLITE_NULL) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
        return (struct value){ .kind = VALUE_REAL, .real = sqlite3_value_double(value) };
    case SQLITE_TEXT:
        return value_text(arena_copy(arena, (const char *)sqlite3_value_text(value)));
    default:
        return value_null();
    }
}

void read_columns(struct db *db, struct arena *arena, const char *table, struct columns *columns)
{
    struct stmt *stmt = query_text(db, arena_print(arena, "SELECT * FROM \"%s\" LIMIT 0", table));
    columns->count = 0;
    while (columns->count < stmt->columns && columns->count < COLUMN_LIMIT) {
        columns->names[columns->count] = arena_copy(arena, stmt_column_name(stmt, columns->count));
        columns->count++;
    }
    done(stmt);
}

static const char *key_text(struct arena *arena, sqlite3_changeset_iter *iter, int op,
                            const unsigned char *pk, int columns)
{
    const char *key = "";
    for (int i = 0; i < columns; i++) {
        sqlite3_value *value = NULL;
        if (!pk[i])
            continue;
        if (op == SQLITE_INSERT)
            sqlite3changeset_new(iter, i, &value);
        else
            sqlite3changeset_old(iter, i, &value);
        key = arena_print(arena, "%s%s%s", key, *key ? "," : "",
                          value ? (const char *)sqlite3_value_text(value) : "");
    }
    return key;
}

bool store_change_each(struct db *db, struct arena *arena, int64_t number, change_visitor *visit,
                       void *self)
{
    int size = 0;
    void *bytes = change_load(db, number, &size);
    sqlite3_changeset_iter *iter = NULL;
    struct columns columns = { 0 };
    const char *name, *last = "";
    int count, op, indirect;
    if (!bytes)
        return false;
    sqlite3changeset_start(&iter, size, bytes);
    while (sqlite3changeset_next(iter) == SQLITE_ROW) {
        unsigned char *pk;
        int pk_count;
        sqlite3changeset_op(iter, &name, &count, &op, &indirect);
        sqlite3changeset_pk(iter, &pk, &pk_count);
        if (strcmp(name, last)) {
            read_columns(db, arena, name, &columns);
            last = arena_copy(arena, name);
        }
        const char *key = key_text(arena, iter, op, pk, count);
        for (int i = 0; i < count && i < columns.count; i++) {
            sqlite3_value *before = NULL, *after = NULL;
            if (op != SQLITE_INSERT)
                sqlite3changeset_old(iter, i, &before);
            if (op != SQLITE_DELETE)
                sqlite3changeset_new(iter, i, &after);
            bool value =
                i > 0 && i == count - 1 && op != SQLITE_UPDATE; /* (T_id, value): all key */
            if ((pk[i] && !value) || (!before && !after))
                continue;
            visit(self, last,
                  op == SQLITE_INSERT   ? 'I'
                  : op == SQLITE_UPDATE ? 'U'
                                        : 'D',
                  key, columns.names[i], to_value(arena, before), to_value(arena, after));
        }
    }
    sqlite3changeset_finalize(iter);
    free(bytes);
    return true;
}
