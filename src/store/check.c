/* `inmd check`: the file's integrity, and every named query prepared and its plan read. */
#include <ctype.h>
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

/* Tables whose full scan must say why; also those that begin so (member_text). */
static bool is_large(const char *name, size_t len)
{
    static const char *const tables[] = { "member",       "event",  "publication", "post",
                                          "message",      "change", "session",     "search_doc",
                                          "registration", "file",   "account",     "membership",
                                          "claim",        NULL };
    for (int i = 0; tables[i]; i++) {
        size_t own = strlen(tables[i]);
        if (len >= own && !strncmp(name, tables[i], own) && (len == own || name[own] == '_'))
            return true;
    }
    return false;
}

static size_t word_length(const char *at)
{
    size_t len = 0;
    while (isalnum((unsigned char)at[len]) || at[len] == '_')
        len++;
    return len;
}

static bool is_word(const char *at, size_t len, const char *word)
{
    return strlen(word) == len && !strncmp(at, word, len);
}

/* Plans name a table by its alias. Whether ALIAS stands anywhere in the query for a large table: "member m", "member AS m". */
static bool names_large(const char *sql, const char *alias, size_t alias_len)
{
    const char *before = "";
    size_t before_len = 0;
    for (const char *at = sql; *at;) {
        size_t len = word_length(at);
        if (!len) {
            if (!isspace((unsigned char)*at)) /* only a space may stand between them */
                before_len = 0;
            at++;
            continue;
        }
        if (len == alias_len && !strncmp(at, alias, len) && is_large(before, before_len))
            return true;
        if (!is_word(at, len, "AS")) {
            before = at;
            before_len = len;
        }
        at += len;
    }
    return false;
}

/* A scan of a large table by no index. */
static bool grows(const char *plan, const char *sql)
{
    const char *at = strstr(plan, "SCAN ");
    const char *virtual = strstr(plan, "VIRTUAL TABLE INDEX 0:");
    if (!at || strstr(plan, "USING") || strstr(plan, "VIRTUAL TABLE INDEX 1") ||
        (virtual && virtual[strlen("VIRTUAL TABLE INDEX 0:")])) /* by a match, by its rowid */
        return false;
    size_t len = word_length(at + 5);
    return is_large(at + 5, len) || names_large(sql, at + 5, len);
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
            if (plan && grows(plan, query_sql(id)) && !query_may_scan(id))
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
