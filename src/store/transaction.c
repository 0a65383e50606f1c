/* The one way to write, and who sees it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/moment.h"
#include "store/store_internal.h"

#define LOOK_EVERY_MS 4
#define WRITER_SECONDS 5

static int64_t coarse_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void store_bump(struct store *store, const struct tables *dirty)
{
    for (int i = 0; i < store->table_count; i++) {
        if (dirty->bits[i / 64] >> (i % 64) & 1)
            atomic_fetch_add_explicit(&store->counts[i], 1, memory_order_acq_rel);
    }
}

static int64_t read_data_version(struct db *db)
{
    sqlite3_stmt *stmt = NULL;
    int64_t version = -1;
    if (sqlite3_prepare_v2(db->handle, "PRAGMA data_version", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        version = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return version;
}

static void bump_all(struct store *store)
{
    static const struct tables all = { { ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0) } };
    store_bump(store, &all);
}

/* Another process wrote when the writing connection's data_version moved: all pages are old then. */
static void look(struct store *store)
{
    uint64_t mark = log_mark(store);
    int64_t version = read_data_version(store->writer);
    if (version != store->data_version)
        bump_all(store);
    store->data_version = version;
    atomic_store(&store->looked_mark, mark);
}

/* Without the lock: while our writer does not hold the file, whatever is committed is another process's. */
static void look_past_writer(struct store *store, uint64_t mark)
{
    uint64_t before = atomic_load(&store->looked_mark);
    if (mark && mark != before && !atomic_load(&store->holding) &&
        atomic_compare_exchange_strong(&store->looked_mark, &before, mark))
        bump_all(store);
}

/* Where the log has no mark, one look every few milliseconds must do. */
static bool look_is_due(struct store *store)
{
    int64_t now = coarse_ms();
    if (now - atomic_load_explicit(&store->looked_at, memory_order_relaxed) < LOOK_EVERY_MS)
        return false;
    atomic_store_explicit(&store->looked_at, now, memory_order_relaxed);
    return true;
}

void store_look_around(struct store *store, bool locked)
{
    uint64_t mark = log_mark(store);
    if (mark ? mark == atomic_load(&store->looked_mark) : !locked && !look_is_due(store))
        return; /* nothing was committed */
    if (!locked && pthread_mutex_trylock(&store->write_lock)) {
        look_past_writer(store, mark);
        return;
    }
    look(store);
    if (!locked)
        pthread_mutex_unlock(&store->write_lock);
}

bool store_unchanged(struct store *store, const uint64_t tables[4], uint64_t stamp)
{
    uint64_t sum = 0;
    store_look_around(store, false);
    for (int word = 0; word < 4; word++) {
        for (uint64_t bits = tables[word]; bits; bits &= bits - 1)
            sum += atomic_load_explicit(&store->counts[word * 64 + __builtin_ctzll(bits)],
                                        memory_order_acquire);
    }
    return sum == stamp;
}

void store_on_settle(struct store *store, settle_function *settle)
{
    store->settle = settle;
}

void store_on_reindex(struct store *store, reindex_function *reindex)
{
    store->reindex = reindex;
}

void store_on_follow(struct store *store, follow_function *follow)
{
    store->follow = follow;
}

static int filter_table(void *self, const char *name)
{
    struct store *store = self;
    int number = table_number(store, name);
    return number >= 0 && !store->tables[number].untracked && !strstr(name, "_fts");
}

/* NULL, and the transaction has failed, when what is written could not be followed. */
static sqlite3_session *session_begin(struct db *db)
{
    sqlite3_session *session = NULL;
    int code = sqlite3session_create(db->handle, "main", &session);
    if (code == SQLITE_OK) {
        sqlite3session_table_filter(session, filter_table, db->store);
        code = sqlite3session_attach(session, NULL);
    }
    if (code == SQLITE_OK)
        return session;
    if (session)
        sqlite3session_delete(session);
    db->failed = true;
    db->failure = code;
    return NULL;
}

/* What a transaction did so far. */
struct changes {
    sqlite3_session *session;
    void *bytes;
    int size;
    struct touches touches;
};

static bool take_changes(struct db *db, struct changes *changes)
{
    sqlite3_free(changes->bytes);
    changes->bytes = NULL;
    changes->touches.count = 0;
    changes->size = 0;
    if (sqlite3session_isempty(changes->session))
        return true;
    if (sqlite3session_changeset(changes->session, &changes->size, &changes->bytes) != SQLITE_OK)
        return false;
    change_touches(db, changes->size, changes->bytes, &changes->touches);
    return true;
}

/* A followed table that was written, NULL: none was. */
static const char *followed(const struct db *db)
{
    struct store *store = db->store;
    for (int i = 0; i < store->table_count; i++) {
        if (db->dirty.bits[i / 64] >> (i % 64) & 1 && filter_table(store, store->tables[i].name))
            return store->tables[i].name;
    }
    return NULL;
}

static bool settle(struct db *db, struct changes *changes)
{
    struct store *store = db->store;
    struct tables dirty = db->dirty;
    memset(&db->dirty, 0, sizeof db->dirty);
    for (size_t i = 0; i < changes->touches.count && store->settle; i++)
        store->settle(db, store->tables[changes->touches.at[i].table].name,
                      changes->touches.at[i].id);
    bool good = !db->failed && (!followed(db) || take_changes(db, changes));
    tables_join(&db->dirty, &dirty);
    return good;
}

static bool reindex(struct db *db, const struct touches *touches)
{
    struct store *store = db->store;
    struct tables dirty = db->dirty;
    struct touched_record *records = malloc((touches->count + 1) * sizeof *records);
    if (!records)
        abort();
    memset(&db->dirty, 0, sizeof db->dirty);
    for (size_t from = 0, to; from < touches->count && store->reindex; from = to) {
        int table = touches->at[from].table;
        for (to = from; to < touches->count && touches->at[to].table == table; to++)
            records[to - from] =
                (struct touched_record){ touches->at[to].id, touches->at[to].content };
        store->reindex(db, store->tables[table].name, records, to - from);
    }
    free(records);
    const char *wrong = followed(db); /* it would be missing from the change */
    if (wrong)
        BUG("reindexing wrote %s, which is followed", wrong);
    tables_join(&db->dirty, &dirty);
    return !wrong && !db->failed;
}

/* Everything between BEGIN and COMMIT. What is made from the records is not followed: the session, which would look at each row of it,
 * ends before. */
static bool do_work(struct db *db, const struct author *author, int64_t undoes,
                    bool (*work)(struct db *, void *, struct problem *), void *self,
                    int64_t *change, struct problem *problem)
{
    struct changes changes = { .session = session_begin(db) };
    if (!changes.session)
        return false;
    bool good = work(db, self, problem) && !db->failed && take_changes(db, &changes) &&
                settle(db, &changes);
    sqlite3session_delete(changes.session);
    good = good && reindex(db, &changes.touches) &&
           (author->quiet || db->forgets ||
            change_keep(db, author, undoes, changes.bytes, changes.size, &changes.touches, change));
    sqlite3_free(changes.bytes);
    free(changes.touches.at);
    return good;
}

/* A transaction inside of one would wait for itself. */
static _Thread_local bool writing;

/* Waits its turn among the threads of this process, but not for ever: where another process holds the
 * file, those before us wait for it one after the other. */
static bool writer_take(struct store *store, struct problem *problem)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WRITER_SECONDS;
    return !pthread_mutex_clocklock(&store->write_lock, CLOCK_MONOTONIC, &until) ||
           problem_set(problem, FAULT_BUSY, "error.text_503", "the writer is busy");
}

/* BEGIN and COMMIT, prepared once; that the file is locked is no error of ours. */
static bool control(struct db *db, const char *sql, struct problem *problem)
{
    struct stmt *stmt = query_text(db, sql);
    int code = stmt->handle ? sqlite3_step(stmt->handle) : SQLITE_ERROR;
    bool good = code == SQLITE_DONE || db_problem(db, code, problem);
    done(stmt);
    return good;
}

bool write_transaction(struct store *store, const struct author *author, int64_t undoes,
                       bool (*work)(struct db *, void *, struct problem *), void *self,
                       int64_t *change, struct problem *problem)
{
    struct problem own = { 0 };
    struct db *db = store->writer;
    int64_t number = 0;
    problem = problem ? problem : &own;
    problem->fault = FAULT_NONE;
    if (writing)
        return problem_set(problem, FAULT_BUG, "error.text_500", "a write inside a write");
    reader_renew(store); /* not to wait with a snapshot */
    if (!writer_take(store, problem))
        return false;
    writing = true;
    db->failed = db->forgets = false;
    db->failure = 0;
    memset(&db->dirty, 0, sizeof db->dirty);
    bool good = place_kept(store, problem);
    if (good)
        durable_checkpoint(store);
    good = good && control(db, "BEGIN IMMEDIATE", problem);
    if (good) {
        atomic_store(&store->holding, true);
        store_look_around(store, true);
        good = durable_mend(store, problem) &&
               do_work(db, author, undoes, work, self, &number, problem);
        if (good)
            good = control(db, "COMMIT", problem);
        else if (!problem->fault)
            db_problem(db, db->failure ? db->failure : SQLITE_ERROR, problem);
        if (!good)
            sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
        else
            store_bump(store, &db->dirty);
        store_look_around(store, true); /* our own commit: not to be taken for another process's */
        atomic_store(&store->holding, false);
    }
    /* Also of others: what this one found may have been theirs. */
    uint64_t commit = durable_committed(store);
    writing = false;
    pthread_mutex_unlock(&store->write_lock);
    good = good && durable_wait(store, commit, problem);
    if (change)
        *change = good ? number : 0;
    return good;
}

bool store_write(struct store *store, const struct author *author,
                 bool (*work)(struct db *db, void *self, struct problem *problem), void *self,
                 int64_t *change, struct problem *problem)
{
    return write_transaction(store, author, 0, work, self, change, problem);
}

bool store_write_quietly(struct store *store, write_work *work, void *self, struct problem *problem)
{
    static const struct author quiet = { .kind = "system", .quiet = true };
    return store_write(store, &quiet, work, self, NULL, problem);
}
