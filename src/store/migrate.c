/* Brings the schema to the newest version: sql/schema/NNNN_name.sql in order, each in a transaction. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/log.h"
#include "store/store_internal.h"

static int schema_version(struct db *db)
{
    sqlite3_stmt *stmt = NULL;
    int version = -1;
    if (sqlite3_prepare_v2(db->handle, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        version = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return version;
}

static bool apply(struct db *db, const char *path, int number, const char *sql,
                  struct problem *problem)
{
    char version[64];
    if (!db_exec(db, "BEGIN IMMEDIATE", problem))
        return false;
    if (schema_version(db) >= number) /* another process was faster */
        return db_exec(db, "ROLLBACK", problem);
    snprintf(version, sizeof version, "PRAGMA user_version = %d", number);
    if (db_exec(db, sql, problem) && db_exec(db, version, problem) &&
        db_exec(db, "COMMIT", problem)) {
        log_line(LOG_INFO, "migrated", "file=%s", path);
        return true;
    }
    db_exec(db, "ROLLBACK", NULL);
    return false;
}

bool migrate(struct store *store, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct db *db = store->writer;
    int newest = 0, version = schema_version(db);
    bool good = version >= 0 || db_problem(db, sqlite3_errcode(db->handle), problem);
    for (const char **path = files_list(arena, "sql/schema/"); good && *path; path++) {
        int number = (int)strtol(strrchr(*path, '/') + 1, NULL, 10);
        size_t len;
        newest = number > newest ? number : newest;
        if (number > version)
            good = apply(db, *path, number, files_read(arena, *path, &len), problem);
    }
    if (good && version > newest)
        good = problem_set(problem, FAULT_STORAGE, "error.text_503",
                           "%s is of a newer version (%d) than this program (%d)", store->file,
                           version, newest);
    arena_free(arena);
    return good;
}
