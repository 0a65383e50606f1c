/* Each thread's read connection and its snapshot.
 *
 * To begin and to end a read transaction takes locks on the file and two of SQLite's mutexes for the whole process. A reader therefore
 * keeps its snapshot when it has read, and goes on with it as long as nothing was committed since, by whomever: the header of the log's
 * index, which all processes share in memory, tells (https://www.sqlite.org/walformat.html, 2: the header's checksum stands in its bytes
 * 40 to 47). A snapshot that is kept holds the log back; so who moves the log to the file ends those of idle readers, who waits for a lock
 * ends them while it waits, and the worker ends them every second. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "store/store_internal.h"

#define INDEX_PART 32768 /* the log's index is mapped in parts of this size */
#define INDEX_VERSION 3007000
#define MARK_AT 40
#define WAIT_MS 5000

/* --- the log's mark --------------------------------------------------------------------------------------------- */

void log_find(struct store *store)
{
    sqlite3_file *main = NULL;
    void volatile *index = NULL;
    sqlite3 *handle = store->writer->handle;
    if (!store->durable || /* there is no log */
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &main) != SQLITE_OK ||
        !main->pMethods || main->pMethods->iVersion < 2 || !main->pMethods->xShmMap ||
        main->pMethods->xShmMap(main, 0, INDEX_PART, 0, &index) != SQLITE_OK || !index ||
        *(const volatile uint32_t *)index != INDEX_VERSION)
        return;
    store->mark = (const _Atomic uint64_t *)((uintptr_t)index + MARK_AT);
}

uint64_t log_mark(const struct store *store)
{
    return store->mark ? atomic_load_explicit(store->mark, memory_order_acquire) : 0;
}

/* --- the connection --------------------------------------------------------------------------------------------- */

struct db *store_reader(struct store *store)
{
    struct db *db = pthread_getspecific(store->reader_key);
    if (db)
        return db;
    struct problem problem = { 0 };
    db = db_open(store, false, &problem);
    if (!db) {
        log_line(LOG_ERROR, "store", "detail=\"%s\"", problem.detail);
        return NULL;
    }
    guard_install(db);
    sqlite3_prepare_v3(db->handle, "BEGIN", -1, SQLITE_PREPARE_PERSISTENT, &db->begin, NULL);
    sqlite3_prepare_v3(db->handle, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &db->commit, NULL);
    pthread_mutex_lock(&store->registry_lock);
    db->next = store->readers;
    store->readers = db;
    pthread_mutex_unlock(&store->registry_lock);
    pthread_setspecific(store->reader_key, db);
    return db;
}

void reader_leave(void *self)
{
    struct db *db = self;
    struct store *store = db->store;
    reader_end(db);
    reader_let_go(db);
    if (db->uses) /* an answer that is still sent holds a statement: closed with the store */
        return;
    pthread_mutex_lock(&store->registry_lock);
    struct db **at = &store->readers;
    while (*at != db)
        at = &(*at)->next;
    *at = db->next;
    pthread_mutex_unlock(&store->registry_lock);
    db_close(db);
}

/* --- its snapshot ----------------------------------------------------------------------------------------------- */

/* Takes no lock yet: the first statement does. */
static bool snapshot_begin(struct db *db)
{
    int code = sqlite3_step(db->begin);
    sqlite3_reset(db->begin);
    return code == SQLITE_DONE;
}

/* For the turn. */
static void snapshot_end(struct db *db)
{
    sqlite3_step(db->commit);
    sqlite3_reset(db->commit);
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    db->keeps = false;
}

/* Whether it still shows what is there. */
static bool is_present(const struct db *db)
{
    uint64_t mark = log_mark(db->store);
    return mark && mark == db->mark &&
           db->epoch == atomic_load_explicit(&db->store->epoch, memory_order_acquire);
}

bool reader_begin(struct db *db, struct problem *problem)
{
    struct store *store = db->store;
    if (db->snapshot)
        return problem_set(problem, FAULT_BUG, "error.text_500", "a snapshot inside a snapshot");
    store_look_around(store, false);
    memset(&db->seen, 0, sizeof db->seen);
    db->failed = false;
    db->failure = 0;
    pthread_mutex_lock(&db->turn);
    for (int i = 0; i < store->table_count;
         i++) /* before the snapshot: never newer than what is read */
        db->counts[i] = atomic_load_explicit(&store->counts[i], memory_order_acquire);
    if (db->keeps && !is_present(db))
        snapshot_end(db);
    if (!db->keeps) {
        db->epoch = atomic_load_explicit(&store->epoch, memory_order_acquire);
        db->mark = log_mark(store);
    }
    db->snapshot = db->keeps || snapshot_begin(db);
    db->keeps = false;
    if (!db->snapshot) {
        db_problem(db, sqlite3_errcode(db->handle), problem);
        pthread_mutex_unlock(&db->turn);
    }
    return db->snapshot;
}

bool reader_failed(const struct db *db, struct problem *problem)
{
    if (db->failed)
        db_problem(db, db->failure, problem);
    return db->failed;
}

/* What was not given back gives no more rows. */
static void stop_all(struct db *db)
{
    for (sqlite3_stmt *stmt = NULL; (stmt = sqlite3_next_stmt(db->handle, stmt));) {
        if (sqlite3_stmt_busy(stmt))
            sqlite3_reset(stmt);
    }
}

void reader_end(struct db *db)
{
    if (!db->snapshot)
        return;
    if (db->uses)
        stop_all(db);
    db->keeps = !db->uses && !db->failed && !sqlite3_get_autocommit(db->handle) && is_present(db);
    if (!db->keeps)
        snapshot_end(db);
    db->snapshot = false;
    pthread_mutex_unlock(&db->turn);
}

void reader_let_go(struct db *db)
{
    if (db->writer || db->snapshot)
        return;
    pthread_mutex_lock(&db->turn);
    if (db->keeps)
        snapshot_end(db);
    pthread_mutex_unlock(&db->turn);
}

void reader_renew(struct store *store)
{
    struct db *db = pthread_getspecific(store->reader_key);
    if (!db || !db->snapshot || db->uses)
        return;
    snapshot_end(db);
    db->mark = 0;
    if (!snapshot_begin(db))
        db->failed = true;
}

void readers_release(struct store *store)
{
    atomic_fetch_add_explicit(&store->epoch, 1, memory_order_acq_rel);
    pthread_mutex_lock(&store->registry_lock);
    for (struct db *db = store->readers; db; db = db->next) {
        if (pthread_mutex_trylock(&db->turn))
            continue; /* it reads */
        if (db->keeps)
            snapshot_end(db);
        pthread_mutex_unlock(&db->turn);
    }
    pthread_mutex_unlock(&store->registry_lock);
}

int store_wait(void *store, int count)
{
    static const int steps[] = { 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100 };
    int step = count < 12 ? steps[count] : 100, waited = count < 12 ? 0 : 328 + (count - 12) * 100;
    if (waited >= WAIT_MS)
        return 0;
    readers_release(store);
    struct timespec pause = { .tv_nsec = step * 1000000L };
    while (nanosleep(&pause, &pause) && errno == EINTR)
        ;
    return 1;
}

uint64_t tables_stamp(const struct db *db, const struct tables *tables)
{
    uint64_t sum = 0;
    for (int word = 0; word < 4; word++) {
        for (uint64_t bits = tables->bits[word]; bits; bits &= bits - 1)
            sum += db->counts[word * 64 + __builtin_ctzll(bits)];
    }
    return sum;
}

void reader_tables(const struct db *db, uint64_t tables[4], uint64_t *stamp)
{
    memcpy(tables, db->seen.bits, sizeof db->seen.bits);
    *stamp = tables_stamp(db, &db->seen);
}

bool stmt_stamp(struct stmt *stmt, uint64_t *stamp)
{
    deps_note(stmt);
    *stamp = tables_stamp(stmt->db, &stmt->reads);
    return stmt->db->snapshot;
}
