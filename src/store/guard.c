/* The authorizer: reading connections only read; and every statement's tables are noted as it is prepared. */
#include <stdio.h>
#include <string.h>

#include "store/store_internal.h"

int table_number(struct store *store, const char *name)
{
    for (int i = 0; name && i < store->table_count; i++) {
        if (!strcmp(store->tables[i].name, name))
            return i;
    }
    return -1;
}

/* Pragmas that only tell: full-text search asks the first, the register of personal data the others. Others switch guards off. */
static bool only_tells(const char *pragma)
{
    return !sqlite3_stricmp(pragma, "data_version") || !sqlite3_stricmp(pragma, "table_info") ||
           !sqlite3_stricmp(pragma, "foreign_key_list");
}

/* A virtual table declares its columns to the connection when it is used first, and again after VACUUM (store_scour): that asks to update the
 * schema and writes nothing. Who really meant to update it is refused as it runs: the connection is query_only and defensive. */
static bool declares(int action, const char *table)
{
    return action == SQLITE_UPDATE && !strcmp(table, "sqlite_master");
}

/* What a reading connection may do. */
static bool is_reading(int action, const char *one)
{
    return action == SQLITE_READ || action == SQLITE_SELECT || action == SQLITE_FUNCTION ||
           action == SQLITE_RECURSIVE || action == SQLITE_TRANSACTION || declares(action, one) ||
           (action == SQLITE_PRAGMA && only_tells(one));
}

static int authorize(void *self, int action, const char *one, const char *two, const char *schema,
                     const char *trigger)
{
    struct db *db = self;
    (void)two;
    (void)schema;
    (void)trigger;
    if (action == SQLITE_READ && db->reads)
        tables_add(db->reads, table_number(db->store, one));
    if ((action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE) &&
        db->writes)
        tables_add(db->writes, table_number(db->store, one));
    return db->writer || is_reading(action, one) ? SQLITE_OK : SQLITE_DENY;
}

void guard_install(struct db *db)
{
    sqlite3_set_authorizer(db->handle, authorize, db);
}

/* The table that has ROOT, or an index with it, as this connection sees the file now: VACUUM moves them. */
static int table_at(struct db *db, int root)
{
    static const char sql[] = "SELECT tbl_name FROM sqlite_schema WHERE rootpage = ?1";
    int table = -1;
    if (!db->at_root)
        sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &db->at_root, NULL);
    if (!db->at_root)
        return -1;
    sqlite3_bind_int(db->at_root, 1, root);
    if (sqlite3_step(db->at_root) == SQLITE_ROW)
        table = table_number(db->store, (const char *)sqlite3_column_text(db->at_root, 0));
    sqlite3_reset(db->at_root);
    return table;
}

/* Adds the tables whose root pages the statement's program opens: the authorizer does not report all of them. */
void deps_note(struct stmt *stmt)
{
    sqlite3_stmt *explain = NULL;
    char *sql = sqlite3_mprintf("EXPLAIN %s", stmt->sql);
    if (sqlite3_prepare_v2(stmt->db->handle, sql, -1, &explain, NULL) == SQLITE_OK) {
        while (sqlite3_step(explain) == SQLITE_ROW) {
            const char *code = (const char *)sqlite3_column_text(explain, 1);
            int root = sqlite3_column_int(explain, 3);
            if (code && (!strcmp(code, "OpenRead") || !strcmp(code, "ReopenIdx")) &&
                sqlite3_column_int(explain, 4) == 0 && root > 0)
                tables_add(&stmt->reads, table_at(stmt->db, root));
        }
    }
    sqlite3_finalize(explain);
    sqlite3_free(sql);
}

static bool has_column(sqlite3 *handle, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(handle, "main", table, column, NULL, NULL, NULL, NULL,
                                         NULL) == SQLITE_OK;
}

static uint64_t state_columns(sqlite3 *handle, const char *table)
{
    sqlite3_stmt *list = NULL;
    uint64_t columns = 0;
    sqlite3_prepare_v2(handle,
                       "SELECT cid FROM pragma_table_info(?1) WHERE name IN ('version', 'state', "
                       "'updated_at') AND cid < 64",
                       -1, &list, NULL);
    sqlite3_bind_text(list, 1, table, -1, SQLITE_STATIC);
    while (list && sqlite3_step(list) == SQLITE_ROW)
        columns |= UINT64_C(1) << sqlite3_column_int(list, 0);
    sqlite3_finalize(list);
    return columns;
}

static void read_names(struct store *store)
{
    sqlite3 *handle = store->writer->handle;
    sqlite3_stmt *list = NULL;
    sqlite3_prepare_v2(handle,
                       "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage", -1,
                       &list, NULL);
    while (list && sqlite3_step(list) == SQLITE_ROW && store->table_count < TABLE_LIMIT) {
        struct table *table = &store->tables[store->table_count++];
        table->name = strdup((const char *)sqlite3_column_text(list, 0));
        table->record = has_column(handle, table->name, "id") &&
                        has_column(handle, table->name, "version") &&
                        has_column(handle, table->name, "slug");
        if (table->record)
            table->state_columns = state_columns(handle, table->name);
    }
    sqlite3_finalize(list);
}

/* T_text and T_FIELD belong to T. */
static int owner_of(struct store *store, int number)
{
    const struct table *table = &store->tables[number];
    if (table->record)
        return number;
    for (int i = 0; i < store->table_count; i++) {
        const char *record = store->tables[i].name;
        size_t len = strlen(record);
        char key[80];
        if (!store->tables[i].record || strncmp(table->name, record, len) != 0 ||
            table->name[len] != '_')
            continue;
        snprintf(key, sizeof key, "%s_id", record);
        if (has_column(store->writer->handle, table->name, key))
            return i;
    }
    return -1;
}

void tables_load(struct store *store)
{
    sqlite3_stmt *list = NULL;
    sqlite3 *handle = store->writer->handle;
    read_names(store);
    for (int i = 0; i < store->table_count; i++)
        store->tables[i].owner = owner_of(store, i);
    sqlite3_prepare_v2(handle, "SELECT name FROM untracked", -1, &list, NULL);
    while (list && sqlite3_step(list) == SQLITE_ROW) {
        int number = table_number(store, (const char *)sqlite3_column_text(list, 0));
        if (number >= 0)
            store->tables[number].untracked = true;
    }
    sqlite3_finalize(list);
}
