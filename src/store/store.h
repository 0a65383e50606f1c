/* The database file. Reading: one connection for each thread. Writing: one connection, one transaction
 * at a time, each leaving one numbered change that can be read and undone.
 *
 * SQL stands in sql/queries/AREA.sql, each statement after a line "-- name: area_what". The build makes an
 * enum of the names: query(db, Q_member_by_slug). Values are bound and read by name. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/problem.h"
#include "base/value.h"
#include "queries.h" /* made by the build: enum query_id { Q_..., QUERY_COUNT } */

struct store;
struct db;   /* a connection with its prepared statements */
struct stmt; /* a statement in use */

enum { STORE_CREATE = 1, STORE_MIGRATE = 2, STORE_READ_ONLY = 4 };
/* Opens (and creates, migrates) FILE. NULL with *PROBLEM when it cannot. One store a process. */
struct store *store_open(const char *file, unsigned flags, struct problem *problem);
void store_close(struct store *store);
/* The path of its file. */
const char *store_file(const struct store *store);
/* False when the file was moved, removed or replaced: what is open is read on, nothing is written. */
bool store_in_place(const struct store *store);

/* This thread's read connection: the authorizer lets it read only. */
struct db *store_reader(struct store *store);
/* One snapshot for all statements until reader_end(); also clears the record of tables read. It shows all that any process committed
 * before. A thread has one at a time; where it writes meanwhile and no statement is in use, what it reads afterwards shows that. */
bool reader_begin(struct db *db, struct problem *problem);
/* Whether something that was read since then broke off, and why. */
bool reader_failed(const struct db *db, struct problem *problem);
/* Statements still in use give no more rows. */
void reader_end(struct db *db);
/* Idle readers keep their last snapshot for the next time as long as nothing was committed: ends these, so that none of them holds back
 * for long what another process does with the file. To be called every second or so. */
void readers_release(struct store *store);
const char *db_error(const struct db *db); /* SQLite's words, for the log only */

/* A named statement, reset and without values. Never NULL: a statement that does not prepare is a bug found by `inmd check`.
 * Statements are cached by connection; one that is in use is prepared anew. */
struct stmt *query(struct db *db, enum query_id id);
/* A statement whose text is composed of descriptors' identifiers (record/ only), cached by text. */
struct stmt *query_text(struct db *db, const char *sql);

void bind_text(struct stmt *stmt, const char *name,
               const char *text); /* not copied; NULL is NULL */
void bind_int(struct stmt *stmt, const char *name, int64_t number);
void bind_blob(struct stmt *stmt, const char *name, const void *bytes, size_t len);
/* True while there is a row. False at the end or on an error (stmt_fault()). */
bool step(struct stmt *stmt);
/* Runs to its end and gives it back; false on an error, which the transaction keeps. */
bool run(struct stmt *stmt);
/* As run(), but a constraint that refuses the statement only sets *REFUSED: the transaction goes on without it. */
bool run_unless_refused(struct stmt *stmt, bool *refused);
const char *col_text(struct stmt *stmt,
                     const char *name); /* NULL for NULL; valid until the next step */
int64_t col_int(struct stmt *stmt, const char *name);
double col_real(struct stmt *stmt, const char *name);
bool col_null(struct stmt *stmt, const char *name);
const void *col_blob(struct stmt *stmt, const char *name, size_t *len);
int stmt_columns(struct stmt *stmt);
const char *stmt_column_name(struct stmt *stmt, int column);
const char *col_text_at(struct stmt *stmt, int column); /* the first is 0 */
int64_t col_int_at(struct stmt *stmt, int column);
struct value col_value_at(struct stmt *stmt, int column); /* valid until the next step */
bool stmt_fault(struct stmt *stmt);
/* Gives the statement back. Must follow every query() not given to the arena or run(). */
void done(struct stmt *stmt);
/* The first row's first column; 0 / NULL without a row; gives the statement back. */
int64_t scalar_int(struct stmt *stmt);
const char *scalar_text(struct stmt *stmt, struct arena *arena);

/* The statement as a lazy list for templates: each row an object of its columns. Given back with the arena. */
struct value stmt_list(struct stmt *stmt, struct arena *arena);
/* The first row, copied into the arena, as an object; null without a row. Gives the statement back. */
struct value stmt_row(struct stmt *stmt, struct arena *arena);
/* The same as a map, which may be added to; NULL without a row. */
struct map *stmt_map(struct stmt *stmt, struct arena *arena);
/* The present row, copied into the arena. A last column that is named by several words holds as many values, made by the SQL function
 * packed(): "SELECT id, shown AS "slug title year"". */
struct map *copy_row(struct stmt *stmt, struct arena *arena);
/* Its columns from FIRST on. */
struct map *copy_columns(struct stmt *stmt, struct arena *arena, int first);
/* All rows copied, as a list. Gives the statement back. */
struct value stmt_rows(struct stmt *stmt, struct arena *arena);

/* What MAKE makes of the rows of ID, a statement without parameters over small tables: kept with the connection until one of the tables
 * changes, then DROP frees it. Valid until the snapshot ends; where there is none, until the next call. NULL when MAKE gives it. */
const void *query_kept(struct db *db, enum query_id id, void *(*make)(struct stmt *stmt),
                       void (*drop)(void *made));

/* --- writing ------------------------------------------------------------------------------------------- */

struct author {
    int64_t account;  /* 0: nobody signed in */
    const char *name; /* shown in the history */
    const char *kind; /* "save", "import", "bulk", "undo", "registration", "erase", "system" */
    const char *why;  /* one line for the history, message key or text */
    /* No change is kept (sessions, counters, outbox states); records are reindexed all the same. */
    bool quiet;
};

/* Runs WORK in BEGIN IMMEDIATE on the writing connection (bounded wait for a lock), then reindexes the touched records (see
 * reindex), keeps the change, commits and waits for the disk (docs/durability.md). WORK returns false to roll back, with *PROBLEM set.
 * Returns true when all is on disk; *CHANGE (may be NULL) is the number, 0 when nothing changed. */
bool store_write(struct store *store, const struct author *author,
                 bool (*work)(struct db *db, void *self, struct problem *problem), void *self,
                 int64_t *change, struct problem *problem);
/* The same where the history says nothing of it: sessions, counters, states of the outbox. */
typedef bool write_work(struct db *db, void *self, struct problem *problem);
bool store_write_quietly(struct store *store, write_work *work, void *self,
                         struct problem *problem);
/* Runs a script (starting content) inside a transaction. */
bool db_script(struct db *db, const char *sql, struct problem *problem);
int64_t last_insert_id(struct db *db);
int64_t rows_changed(struct db *db);

/* Called inside every transaction for each record that it touched (its tables are T, T_*), also by undo, before they are reindexed: what
 * else follows from the change. What it writes belongs to the same change. */
typedef void settle_function(struct db *db, const char *table, int64_t id);
void store_on_settle(struct store *store, settle_function *settle);
/* Called inside every transaction, before the commit, once for each type of which it touched records (their tables are T, T_*), also
 * by undo: keeps derived tables right, all of which are untracked. RECORDS are in order, each once. */
struct touched_record {
    int64_t id;
    bool content; /* more than its state and version changed */
};
typedef void reindex_function(struct db *db, const char *table,
                              const struct touched_record *records, size_t count);
void store_on_reindex(struct store *store, reindex_function *reindex);
/* Called inside an undo, so that what the history does not follow (untracked tables) can go along: for each record that COMES back before
 * any row is turned round, and for each of which a row was turned round after that, before references are checked. */
typedef void follow_function(struct db *db, const char *table, int64_t id, bool comes);
void store_on_follow(struct store *store, follow_function *follow);

/* Inside a transaction: a change that the history names for record ID (0: none) of TABLE though no followed table was written; UNDOES as the
 * change that it takes back (0: none). */
bool store_note(struct db *db, const struct author *author, int64_t undoes, const char *table,
                int64_t id, int64_t *change);

/* Undoes change NUMBER as a new change. What was changed since, a record that others worked on after this change
 * created it, and what the schema's constraints refuse stand in the way: they are listed in *CONFLICTS (array of
 * objects: table, id, change) with FAULT_CONFLICT and nothing is written; PARTLY leaves them alone and undoes the rest. */
bool store_undo(struct store *store, const struct author *author, int64_t number, bool partly,
                struct arena *arena, struct array **conflicts, int64_t *change,
                struct problem *problem);
/* Each changed value of change NUMBER, in order. OP is 'I', 'U' or 'D'; KEY is the primary key as text ("12" or "12,es"). */
typedef void change_visitor(void *self, const char *table, char op, const char *key,
                            const char *column, struct value before, struct value after);
bool store_change_each(struct db *db, struct arena *arena, int64_t number, change_visitor *visit,
                       void *self);

/* What is set for the whole site, under KEY ("mail.url"); NULL: nothing. */
const char *setting_read(struct db *db, struct arena *arena, const char *key);
bool setting_write(struct db *db, const char *key, const char *value);

/* --- erasing for good ------------------------------------------------------------------------------------ */

/* Inside a transaction: it keeps no change, which would keep what it erases. */
void transaction_forget(struct db *db);
/* Rows of changes that say something of a person: those of TABLE whose COLUMN held, before or after, one of SET (numbers, or texts
 * without regard to case). DROP: the row goes; otherwise the column is emptied in it. */
struct scrub_set {
    const int64_t *ids;
    size_t id_count;
    const char *const *texts;
    size_t text_count;
};
struct scrub_rule {
    const char *table, *column;
    const char *of; /* what the neighbour column table_name must say, NULL: there is none */
    const struct scrub_set *set;
    bool drop;
};
/* Inside a transaction: takes them out of every change that is kept. The rest of each change stays readable; a change that lost rows
 * can be undone partly only. */
bool store_scrub(struct db *db, const struct scrub_rule *rules, size_t count);
/* Outside of a transaction: the parts of each full-text index, which every write adds to, become one, in pieces between which others write.
 * Searches look into every part: they are several times as fast afterwards. */
bool store_merge_indexes(struct store *store, struct problem *problem);
/* Outside of a transaction: deleted words leave the full-text indexes, in pieces between which others write, and the log is emptied. What
 * was deleted is overwritten where it stood; a page that was divided may still hold a copy of what had moved to another. False when others
 * read for too long: to be tried again. */
bool store_wipe(struct store *store, struct problem *problem);
/* The same, and the whole file is written anew, so that nothing deleted is found in its bytes. Takes as long as a copy of the file; writers
 * wait. */
bool store_scour(struct store *store, struct problem *problem);

/* --- what a page was read from (for the page cache) ----------------------------------------------------- */

/* Tables read since reader_begin(), as bits, and the sum of their change numbers when the snapshot began. */
void reader_tables(const struct db *db, uint64_t tables[4], uint64_t *stamp);
/* The same of one statement of a reader, for what is kept of its result: a later reader whose stamp is equal would find the same, or what came in
 * between. Its tables count as read. False in a transaction that writes. */
bool stmt_stamp(struct stmt *stmt, uint64_t *stamp);
/* Whether nothing was committed to TABLES since; sees other processes' writes within 5 ms. */
bool store_unchanged(struct store *store, const uint64_t tables[4], uint64_t stamp);

/* --- care ------------------------------------------------------------------------------------------------ */

bool store_backup(struct store *store, const char *file,
                  struct problem *problem); /* online, consistent */
/* Integrity, foreign keys, every named query prepared and planned: each fault is reported. True when there is none. */
bool store_check(struct store *store, void (*report)(void *self, const char *fault), void *self);
/* On the writing connection: whether a row of any table refers to row ID of TABLE, but for those that would go with it. */
bool db_referenced(struct db *db, const char *table, int64_t id);
bool store_has_column(struct db *db, const char *table, const char *column);
/* Reading a blob by pieces (file_data.data): bytes read, -1 on error. */
int64_t store_blob_size(struct db *db, const char *table, const char *column, int64_t id);
bool store_blob_read(struct db *db, const char *table, const char *column, int64_t id,
                     uint64_t from, size_t len, void *bytes);
