/* `inmd check`: the file's integrity, and every named query prepared and its plan read. */
#include <stdio.h>
#include <string.h>

#include "store/store_internal.h"

struct check {
    void (*report)(void *self, const char *fault);
    void *self;
    bool good;
};

static void fault(struct check *check, const char *one, const char *two)
{
    char text[500];
    snprintf(text, sizeof text, "%s: %s", one, two);
    check->report(check->self, text);
    check->good = false;
}

/* Tables whose full scan must say why. */
static bool grows(const char *plan)
{
    static const char *const tables[] = { "member",       "event",  "publication", "post",
                                          "message",      "change", "session",     "search_doc",
                                          "registration", "file",   "account",     NULL };
    const char *at = strstr(plan, "SCAN ");
    if (!at || strstr(plan, "USING"))
        return false;
    for (int i = 0; tables[i]; i++) {
        size_t len = strlen(tables[i]);
        if (!strncmp(at + 5, tables[i], len) && (!at[5 + len] || strchr(" _", at[5 + len])))
            return true;
    }
    return false;
}

static void check_query(struct check *check, struct db *db, enum query_id id)
{
    sqlite3_stmt *stmt = NULL;
    char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", query_sql(id));
    if (sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL) != SQLITE_OK) {
        fault(check, query_name(id), sqlite3_errmsg(db->handle));
    } else {
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *plan = (const char *)sqlite3_column_text(stmt, 3);
            if (plan && grows(plan) && !query_may_scan(id))
                fault(check, query_name(id), plan);
        }
    }
    sqlite3_finalize(stmt);
    sqlite3_free(sql);
}

static void check_pragma(struct check *check, struct db *db, const char *pragma, const char *good)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db->handle, pragma, -1, &stmt, NULL) != SQLITE_OK)
        fault(check, pragma, sqlite3_errmsg(db->handle));
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        if (!good || strcmp(text ? text : "", good))
            fault(check, pragma, text ? text : "");
    }
    sqlite3_finalize(stmt);
}

bool store_check(struct store *store, void (*report)(void *self, const char *fault), void *self)
{
    struct check check = { report, self, true };
    struct problem problem = { 0 };
    struct db *db = db_open(store, true, &problem);
    if (!db) {
        fault(&check, "open", problem.detail);
        return false;
    }
    check_pragma(&check, db, "PRAGMA integrity_check", "ok");
    check_pragma(&check, db, "PRAGMA foreign_key_check", NULL);
    for (int i = 0; i < QUERY_COUNT; i++)
        check_query(&check, db, (enum query_id)i);
    db_close(db);
    return check.good;
}
