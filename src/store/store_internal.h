/* What the files of store/ share. */
#pragma once
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "store/store.h"

#define TABLE_LIMIT 256
#define COLUMN_LIMIT 48
#define PACKED_LIMIT 12

struct tables {
    uint64_t bits[4];
};

static inline void tables_add(struct tables *set, int table)
{
    if (table >= 0)
        set->bits[table / 64] |= UINT64_C(1) << (table % 64);
}

static inline void tables_join(struct tables *set, const struct tables *more)
{
    for (int i = 0; i < 4; i++)
        set->bits[i] |= more->bits[i];
}

struct table {
    const char *name;
    bool record; /* has id, version, slug */
    bool untracked;
    int owner; /* the record table of T_text and so on; itself for a record table; -1 */
    uint64_t state_columns; /* of a record table: those that only tell its state, by number */
};

/* The present row as an object for templates. */
struct stmt_row {
    const struct object_class *class;
    struct stmt *stmt;
};

struct stmt {
    struct db *db;
    sqlite3_stmt *handle;
    bool busy, cached, begun, has_row, failed;
    bool distinct;      /* each column has a name of its own */
    int columns, asked; /* asked: the column after the one that was asked for last */
    symbol names[COLUMN_LIMIT];
    int packed;                  /* how many values its last column holds packed; 0: it is not */
    symbol inside[PACKED_LIMIT]; /* their names */
    struct tables reads, writes;
    struct stmt_row row;
    struct stmt *next; /* cache of composed statements, by bucket */
    const char *sql;
};

#define TEXT_BUCKETS 256
#define BUCKET_LIMIT 8 /* composed statements kept in each */

struct db {
    struct store *store;
    sqlite3 *handle;
    bool writer, failed, full;
    /* A reader's: for its thread while it reads, else for whoever ends what it keeps. */
    pthread_mutex_t turn;
    bool snapshot;        /* between reader_begin and reader_end */
    bool keeps;           /* after it, the snapshot for the next time */
    uint64_t mark, epoch; /* of the log and of the store, from before the snapshot began */
    int uses;             /* statements that were not given back */
    sqlite3_stmt *begin, *commit;
    bool forgets;          /* this transaction keeps no change */
    int failure;           /* SQLite's code of the first failed statement of a transaction */
    sqlite3_stmt *at_root; /* the table of a root page */
    struct stmt *named[QUERY_COUNT];
    struct stmt *composed[TEXT_BUCKETS];
    struct tables *reads, *writes; /* where the authorizer notes, NULL: nowhere */
    struct tables seen, dirty;     /* tables read since reader_begin; written in this transaction */
    uint64_t counts[TABLE_LIMIT];  /* change numbers when the snapshot began */
    struct kept *kept;             /* see query_kept() */
    struct db *next;
};

struct store {
    char *file;
    bool read_only;
    dev_t device; /* of the file as it was opened; 0 before that */
    ino_t inode;
    atomic_bool misplaced; /* told once */
    struct db *writer;
    pthread_mutex_t write_lock, registry_lock;
    struct durable *durable; /* NULL: each commit syncs by itself */
    struct table tables[TABLE_LIMIT];
    int table_count;
    _Atomic uint64_t counts[TABLE_LIMIT];
    _Atomic int64_t looked_at;    /* when other processes' writes were looked for, ms */
    _Atomic uint64_t looked_mark; /* the log's mark then */
    _Atomic bool holding;         /* our writer holds the file: nobody else commits */
    int64_t data_version;
    const _Atomic uint64_t *mark; /* moves with every commit; NULL: not known */
    _Atomic uint64_t epoch;       /* of an earlier one no snapshot is kept */
    struct db *readers;
    pthread_key_t reader_key;
    settle_function *settle;
    reindex_function *reindex;
    follow_function *follow;
};

struct db *db_open(struct store *store, bool writer, struct problem *problem);
void db_close(struct db *db);
bool db_exec(struct db *db, const char *sql, struct problem *problem);
/* Fills *PROBLEM by SQLite's code. */
bool db_problem(const struct db *db, int code, struct problem *problem);
/* Which file was opened; whether it is still in its place, logged once when not. */
void place_note(struct store *store);
bool place_kept(struct store *store, struct problem *problem);
void functions_add(struct db *db);
void relevance_add(struct db *db);
void packed_add(struct db *db);
/* Notes the names of what the last column of STMT holds packed: it is named by several words. */
void packed_names(struct stmt *stmt);
/* Its values in the present row. */
void packed_read(const struct stmt *stmt, struct value *values);
void guard_install(struct db *db);
int table_number(struct store *store, const char *name); /* -1: none such */
void tables_load(struct store *store);
void deps_note(struct stmt *stmt);
bool migrate(struct store *store, struct problem *problem);
const char *query_sql(enum query_id id);
const char *query_name(enum query_id id);
bool query_may_scan(enum query_id id);
bool queries_load(struct problem *problem);
struct stmt *stmt_prepare(struct db *db, const char *sql);
void stmt_free(struct stmt *stmt);
/* As run(), but a constraint that refuses the statement is told and does not fail the transaction. */
enum outcome { RAN, REFUSED, BROKE };
enum outcome stmt_try(struct stmt *stmt);
/* The sum of the change numbers of TABLES when the snapshot began. */
uint64_t tables_stamp(const struct db *db, const struct tables *tables);
void kept_free(struct db *db);

/* --- reader.c --- */
/* Finds the log's mark, once the file is open. */
void log_find(struct store *store);
/* Another number after every commit, also of other processes; 0 when it is not known. */
uint64_t log_mark(const struct store *store);
/* A statement outside of reader_begin() sees what is there: this reader keeps nothing. */
void reader_let_go(struct db *db);
/* Before this thread writes: its snapshot, where nothing is being read, ends and begins with the next statement. */
void reader_renew(struct store *store);
/* SQLite's busy handler: others may wait for what our readers keep. */
int store_wait(void *store, int count);
void reader_leave(void *db); /* its thread ends */
/* Moves the log to the file, then empties it. Only in this order: waiting for readers, SQLite stands at the place of one that was behind,
 * which the next one takes at once; with all in the file, readers take no place in the log. SQLITE_BUSY when others read for too long. */
int log_empty(struct store *store, sqlite3 *handle);

void store_bump(struct store *store, const struct tables *dirty);
void store_look_around(struct store *store, bool locked);

/* --- durable.c: commits do not sync, whoever waits for one does --- */
struct durable;
/* Once the writer is open. */
bool durable_start(struct store *store, struct problem *problem);
void durable_end(struct store *store); /* before the writer is closed */
/* Inside a transaction, before it writes: after a failed sync nothing is written until all before it is on disk. */
bool durable_mend(struct store *store, struct problem *problem);
/* Before a transaction, in the writer's lock: where the log is long, it goes to the file. */
void durable_checkpoint(struct store *store);
/* How many commits there were; and waits, without the lock, until so many are on disk. False when that is not known. */
uint64_t durable_committed(const struct store *store);
bool durable_wait(struct store *store, uint64_t commit, struct problem *problem);

/* --- change.c --- */
struct touched {
    int table;
    int64_t id;
    bool content; /* more than its state and version */
};
struct touches {
    struct touched *at;
    size_t count, room;
};
void touch(struct touches *touches, int table, int64_t id, bool content);
void touches_sort(struct touches *touches);
/* Sorted, each record once. */
void touches_unique(struct touches *touches);
/* The value of the first column, which is the record's id in T and in T_*. */
int64_t change_first_key(sqlite3_changeset_iter *iter, int op);
/* The changeset of change NUMBER, the caller's to free; NULL without one. */
void *change_load(struct db *db, int64_t number, int *size);
/* The bytes as they are kept, the caller's to free. */
void *change_pack(const void *bytes, int size, size_t *packed_size);
/* Names of a table's columns, in order. */
struct columns {
    int count;
    const char *names[COLUMN_LIMIT];
};
void read_columns(struct db *db, struct arena *arena, const char *table, struct columns *columns);
/* The records that the changeset BYTES touches, each once. */
void change_touches(struct db *db, int size, void *bytes, struct touches *touches);
/* Keeps the changeset as a change of the records TOUCHES; nothing when it is empty. */
bool change_keep(struct db *db, const struct author *author, int64_t undoes, const void *bytes,
                 int size, const struct touches *touches, int64_t *change);
bool write_transaction(struct store *store, const struct author *author, int64_t undoes,
                       bool (*work)(struct db *, void *, struct problem *), void *self,
                       int64_t *change, struct problem *problem);
