/* When a commit is on disk. Commits stand in the log (WAL) one after the other, so that one fsync of it makes all of them durable that
 * were written before: whoever finds nobody syncing syncs for all who wait. Why this holds as synchronous=FULL does stands in
 * docs/durability.md. */
#include <stdlib.h>

#include "base/log.h"
#include "store/store_internal.h"

#define LOG_PAGES 4000 /* of the log before they go to the file: 16 MB */

struct durable {
    pthread_mutex_t lock;
    pthread_cond_t over;        /* a sync is */
    _Atomic uint64_t committed; /* commits, counted by the writer */
    uint64_t synced;            /* so many of them are on disk */
    bool syncing;
    bool broken; /* a sync failed: nothing is known to be on disk until the log is emptied */
    int log_pages, log_enough; /* as the last commit left it; when the next checkpoint is due */
    sqlite3_file *log;
};

/* After each commit that wrote. */
static int count_commit(void *self, sqlite3 *handle, const char *name, int pages)
{
    struct durable *durable = self;
    (void)handle;
    (void)name;
    if (pages < durable->log_pages) /* begun anew */
        durable->log_enough = LOG_PAGES;
    durable->log_pages = pages;
    atomic_fetch_add_explicit(&durable->committed, 1, memory_order_release);
    return SQLITE_OK;
}

/* A descriptor of our own: the system tells each of them of an error once, and SQLite passes over one that meets its checkpoint. */
static sqlite3_file *open_log(sqlite3 *handle)
{
    sqlite3_vfs *vfs = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_VFS_POINTER, &vfs) != SQLITE_OK)
        return NULL;
    sqlite3_file *log = calloc(1, (size_t)vfs->szOsFile);
    if (!log)
        abort();
    const char *name = sqlite3_filename_wal(sqlite3_db_filename(handle, "main"));
    if (vfs->xOpen(vfs, name, log, flags, &flags) == SQLITE_OK)
        return log;
    free(log);
    return NULL;
}

static bool keeps_log(sqlite3 *handle)
{
    sqlite3_stmt *stmt = NULL;
    bool keeps = sqlite3_prepare_v2(handle, "PRAGMA journal_mode", -1, &stmt, NULL) == SQLITE_OK &&
                 sqlite3_step(stmt) == SQLITE_ROW &&
                 !sqlite3_stricmp((const char *)sqlite3_column_text(stmt, 0), "wal");
    sqlite3_finalize(stmt);
    return keeps;
}

bool durable_start(struct store *store, struct problem *problem)
{
    sqlite3 *handle = store->writer->handle;
    if (store->read_only || !keeps_log(handle)) /* each commit syncs by itself then */
        return true;
    struct durable *durable = store->durable = calloc(1, sizeof *durable);
    if (!durable)
        abort();
    pthread_mutex_init(&durable->lock, NULL);
    pthread_cond_init(&durable->over, NULL);
    durable->log_enough = LOG_PAGES;
    durable->log = open_log(handle);
    if (!durable->log)
        return problem_set(problem, FAULT_STORAGE, "error.text_503", "%s: its log does not open",
                           store->file);
    sqlite3_wal_hook(handle, count_commit, durable); /* in place of SQLite's own checkpoints */
    return db_exec(store->writer, "PRAGMA synchronous = NORMAL", problem);
}

void durable_end(struct store *store)
{
    struct durable *durable = store->durable;
    if (!durable)
        return;
    if (durable->log) {
        durable->log->pMethods->xClose(durable->log);
        free(durable->log);
    }
    pthread_mutex_destroy(&durable->lock);
    pthread_cond_destroy(&durable->over);
    free(durable);
}

static void tell(const struct store *store, const char *what, int code)
{
    log_line(LOG_ERROR, "not-durable", "file=%s what=%s sqlite=%d", store->file, what, code);
}

static void set_broken(struct durable *durable)
{
    pthread_mutex_lock(&durable->lock);
    durable->broken = true;
    pthread_cond_broadcast(&durable->over);
    pthread_mutex_unlock(&durable->lock);
}

static bool is_broken(struct durable *durable)
{
    pthread_mutex_lock(&durable->lock);
    while (durable->syncing && durable->broken)
        pthread_cond_wait(&durable->over, &durable->lock);
    bool broken = durable->broken;
    pthread_mutex_unlock(&durable->lock);
    return broken;
}

void durable_checkpoint(struct store *store)
{
    struct durable *durable = store->durable;
    if (!durable || durable->log_pages < durable->log_enough || is_broken(durable))
        return;
    /* Those who read now saw the last commit, so all of the log can go; from then on they read from the file, and the commit that follows
     * begins the log anew. A long reader holds that back: tried again when the log has grown. */
    readers_release(store);
    int code = sqlite3_wal_checkpoint_v2(store->writer->handle, "main", SQLITE_CHECKPOINT_PASSIVE,
                                         NULL, NULL);
    readers_release(store);
    durable->log_enough = durable->log_pages + LOG_PAGES / 4;
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY)
        return;
    tell(store, "checkpoint", code);
    set_broken(durable);
}

/* What a failed sync left out the system holds for written, so that a later one would prove nothing: every byte is written again. */
static int write_again(sqlite3_file *log)
{
    static char bytes[65536]; /* one writer */
    sqlite3_int64 size = 0;
    log->pMethods->xSync(log, SQLITE_SYNC_NORMAL); /* tells of errors so far, and then no more */
    int code = log->pMethods->xFileSize(log, &size);
    for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += (int)sizeof bytes) {
        int len = size - at < (int)sizeof bytes ? (int)(size - at) : (int)sizeof bytes;
        code = log->pMethods->xRead(log, bytes, len, at);
        code = code == SQLITE_OK ? log->pMethods->xWrite(log, bytes, len, at) : code;
    }
    return code == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : code;
}

bool durable_mend(struct store *store, struct problem *problem)
{
    struct durable *durable = store->durable;
    if (!durable || !is_broken(durable))
        return true;
    int code = write_again(durable->log);
    if (code != SQLITE_OK) {
        tell(store, "mending", code);
        return problem_set(problem, FAULT_STORAGE, "error.text_503",
                           "%s: the disk failed, and its log cannot be written: sqlite %d",
                           store->file, code);
    }
    pthread_mutex_lock(&durable->lock);
    durable->broken = false;
    durable->synced = durable_committed(store);
    pthread_cond_broadcast(&durable->over);
    pthread_mutex_unlock(&durable->lock);
    log_line(LOG_WARNING, "durable-again", "file=%s", store->file);
    return true;
}

uint64_t durable_committed(const struct store *store)
{
    return store->durable ? atomic_load_explicit(&store->durable->committed, memory_order_acquire)
                          : 0;
}

/* Syncs for all who have committed; the lock is held before and after. */
static void sync_all(struct store *store, struct durable *durable)
{
    durable->syncing = true;
    pthread_mutex_unlock(&durable->lock);
    uint64_t committed = durable_committed(store);
    int code = durable->log->pMethods->xSync(durable->log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        tell(store, "sync", code);
    pthread_mutex_lock(&durable->lock);
    durable->syncing = false;
    durable->broken = durable->broken || code != SQLITE_OK;
    if (!durable->broken)
        durable->synced = committed;
    pthread_cond_broadcast(&durable->over);
}

bool durable_wait(struct store *store, uint64_t commit, struct problem *problem)
{
    struct durable *durable = store->durable;
    if (!durable)
        return true;
    pthread_mutex_lock(&durable->lock);
    while (durable->synced < commit && !durable->broken) {
        if (durable->syncing)
            pthread_cond_wait(&durable->over, &durable->lock);
        else
            sync_all(store, durable);
    }
    bool good = durable->synced >= commit;
    pthread_mutex_unlock(&durable->lock);
    return good || problem_set(problem, FAULT_STORAGE, "error.text_503",
                               "%s: committed, but the disk did not confirm it", store->file);
}
