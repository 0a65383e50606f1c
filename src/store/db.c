/* Opening and closing the file and its connections. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store_internal.h"

/* Which file, and what the system says about it: whoever starts the program reads no more than this line. */
static bool storage_problem(const struct db *db, int code, const char *words,
                            struct problem *problem)
{
    int reason = db ? sqlite3_system_errno(db->handle) : 0;
    bool says = reason && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN);
    return problem_set(problem, FAULT_STORAGE, "error.text_503", "%s%ssqlite %d: %s%s%s",
                       db ? db->store->file : "", db ? ": " : "", code, words, says ? ": " : "",
                       says ? strerror(reason) : "");
}

bool db_problem(const struct db *db, int code, struct problem *problem)
{
    const char *words = db ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return problem_set(problem, FAULT_BUSY, "error.text_503", "sqlite %d: %s", code, words);
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return storage_problem(db, code, words, problem);
    default:
        return problem_set(problem, FAULT_BUG, "error.text_500", "sqlite %d: %s", code, words);
    }
}

bool db_exec(struct db *db, const char *sql, struct problem *problem)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || db_problem(db, code, problem);
}

bool db_script(struct db *db, const char *sql, struct problem *problem)
{
    struct tables dirty = { { 0 } };
    db->writes = &dirty;
    bool good = db_exec(db, sql, problem);
    db->writes = NULL;
    tables_join(&db->dirty, &dirty);
    return good;
}

struct db *db_open(struct store *store, bool writer, struct problem *problem)
{
    /* Before: two files with one log between them would spoil each other. */
    if (store->inode && !place_kept(store, problem))
        return NULL;
    struct db *db = calloc(1, sizeof *db);
    int flags = SQLITE_OPEN_NOMUTEX |
                (writer && !store->read_only ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                 : store->read_only          ? SQLITE_OPEN_READONLY
                                             : SQLITE_OPEN_READWRITE);
    if (!db)
        abort();
    db->store = store;
    db->writer = writer;
    pthread_mutex_init(&db->turn, NULL);
    int code = sqlite3_open_v2(store->file, &db->handle, flags, NULL);
    if (code != SQLITE_OK) {
        db_problem(db, code, problem);
        db_close(db);
        return NULL;
    }
    functions_add(db);
    relevance_add(db);
    packed_add(db);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_handler(db->handle, store_wait, store);
    /* The writer's triggers keep the search index, which SQLite allows to a trusted schema only. */
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, writer, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    static const char common[] =
        "PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA mmap_size = 2147418112;"
        "PRAGMA temp_store = MEMORY;";
    bool good = db_exec(db, common, problem);
    if (good && writer && !store->read_only)
        good = db_exec(db,
                       "PRAGMA cache_size = -32000; PRAGMA journal_mode = WAL; PRAGMA synchronous "
                       "= FULL; PRAGMA secure_delete "
                       "= ON; PRAGMA cell_size_check = ON;",
                       problem);
    if (good && !writer)
        good = db_exec(db, "PRAGMA query_only = ON; SELECT 1 FROM sqlite_schema;", problem);
    if (!good) {
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (int i = 0; i < QUERY_COUNT; i++)
        stmt_free(db->named[i]);
    for (int i = 0; i < TEXT_BUCKETS; i++) {
        while (db->composed[i]) {
            struct stmt *stmt = db->composed[i];
            db->composed[i] = stmt->next;
            stmt_free(stmt);
        }
    }
    kept_free(db);
    sqlite3_finalize(db->at_root);
    sqlite3_finalize(db->begin);
    sqlite3_finalize(db->commit);
    pthread_mutex_destroy(&db->turn);
    sqlite3_close_v2(db->handle);
    free(db);
}

const char *db_error(const struct db *db)
{
    return sqlite3_errmsg(db->handle);
}

static void configure_once(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool create_file(struct store *store, unsigned flags, struct problem *problem)
{
    struct stat about;
    if (!stat(store->file, &about))
        return true;
    if (!(flags & STORE_CREATE))
        return problem_set(problem, FAULT_STORAGE, "error.text_503", "%s: no such file",
                           store->file);
    FILE *file = fopen(store->file, "ab");
    if (!file)
        return problem_set(problem, FAULT_STORAGE, "error.text_503", "%s: %s", store->file,
                           strerror(errno));
    fclose(file);
    chmod(store->file, 0600);
    return true;
}

struct store *store_open(const char *file, unsigned flags, struct problem *problem)
{
    configure_once();
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        abort();
    store->file = strdup(file);
    store->read_only = flags & STORE_READ_ONLY;
    pthread_mutex_init(&store->write_lock, NULL);
    pthread_mutex_init(&store->registry_lock, NULL);
    pthread_key_create(&store->reader_key, reader_leave);
    if (!queries_load(problem) || !create_file(store, flags, problem) ||
        !(store->writer = db_open(store, true, problem)) ||
        ((flags & STORE_MIGRATE) && !migrate(store, problem)) || !durable_start(store, problem)) {
        store_close(store);
        return NULL;
    }
    place_note(store);
    tables_load(store);
    guard_install(store->writer);
    log_find(store);
    store_look_around(store, true);
    return store;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    while (store->readers) {
        struct db *db = store->readers;
        store->readers = db->next;
        db_close(db);
    }
    durable_end(store);
    db_close(store->writer);
    pthread_key_delete(store->reader_key);
    for (int i = 0; i < store->table_count; i++)
        free((void *)(uintptr_t)store->tables[i].name);
    free(store->file);
    free(store);
}

const char *store_file(const struct store *store)
{
    return store->file;
}

int64_t last_insert_id(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t rows_changed(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

/* An empty file that nobody else may open and nobody laid there before us. */
static bool create_part(const char *part)
{
    unlink(part);
    int file = open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return file >= 0 && !close(file);
}

/* A file's bytes, or a folder's names, on the disk. */
static bool sync_path(const char *path, int flags)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | flags);
    bool good = file >= 0 && !fsync(file);
    if (file >= 0)
        close(file);
    return good;
}

static bool copy_to(struct db *source, const char *part, int *code)
{
    sqlite3 *target = NULL;
    *code = sqlite3_open_v2(part, &target, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_backup *backup =
        *code == SQLITE_OK ? sqlite3_backup_init(target, "main", source->handle, "main") : NULL;
    if (backup) {
        *code = sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    bool good = backup && *code == SQLITE_DONE;
    if (good) /* one file, without a journal beside it */
        good = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(target);
    return good;
}

bool store_backup(struct store *store, const char *file, struct problem *problem)
{
    char part[4096], folder[4096];
    int code = SQLITE_CANTOPEN;
    const char *slash = strrchr(file, '/');
    if (snprintf(part, sizeof part, "%s.part", file) >= (int)sizeof part)
        return problem_set(problem, FAULT_STORAGE, "error.text_503",
                           "backup: the name is too long");
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - file) + 1 : 1,
             slash ? file : ".");
    struct db *source = db_open(store, false, problem);
    if (!source)
        return false;
    bool made = create_part(part);
    bool good = made && copy_to(source, part, &code) && sync_path(part, 0) && !rename(part, file) &&
                sync_path(folder, O_DIRECTORY);
    db_close(source);
    if (good)
        return true;
    if (made)
        unlink(part);
    return problem_set(problem, FAULT_STORAGE, "error.text_503", "backup to %s failed: sqlite %d",
                       file, code);
}

int64_t store_blob_size(struct db *db, const char *table, const char *column, int64_t id)
{
    sqlite3_blob *blob = NULL;
    int64_t size = -1;
    if (sqlite3_blob_open(db->handle, "main", table, column, id, 0, &blob) == SQLITE_OK)
        size = sqlite3_blob_bytes(blob);
    sqlite3_blob_close(blob);
    return size;
}

bool store_blob_read(struct db *db, const char *table, const char *column, int64_t id,
                     uint64_t from, size_t len, void *bytes)
{
    sqlite3_blob *blob = NULL;
    bool good = sqlite3_blob_open(db->handle, "main", table, column, id, 0, &blob) == SQLITE_OK &&
                sqlite3_blob_read(blob, bytes, (int)len, (int)from) == SQLITE_OK;
    sqlite3_blob_close(blob);
    return good;
}
