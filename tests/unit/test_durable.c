/* What was acknowledged survives the loss of power: the store on a disk that forgets what was not synced, and that fails. */
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit/scratch.h"

#define WRITERS 4
#define TOPICS 400

/* --- the disk: a VFS over the system's ---------------------------------------------------------------------------------- */

struct range {
    size_t from, len;
};
/* A file as it would be found after the power went. */
struct image {
    unsigned char *bytes;
    size_t len, room;
    struct range *dirty; /* written since, and not synced */
    size_t dirty_count, dirty_room;
    int errors; /* each descriptor is told of each once */
};
static struct image images[2]; /* the database, its log */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool hold;           /* syncs of the log wait */
static int held, log_syncs; /* so many wait; were asked for */
static int checkpoints;     /* so many times the file was synced */
static int failures;        /* so many syncs that follow fail */

struct opened {
    sqlite3_file base;
    struct image *image;
    int errors_seen;
    sqlite3_file *real;
};

static sqlite3_vfs *below(void)
{
    return sqlite3_vfs_find("unix");
}

static sqlite3_file *real_of(sqlite3_file *opened)
{
    return ((struct opened *)opened)->real;
}

static void grow(struct image *image, size_t len)
{
    if (len > image->room) {
        image->room = len * 2;
        image->bytes = realloc(image->bytes, image->room);
        assert_non_null(image->bytes);
    }
    if (len > image->len)
        memset(image->bytes + image->len, 0, len - image->len);
    image->len = len;
}

static int disk_write(sqlite3_file *self, const void *bytes, int len, sqlite3_int64 from)
{
    struct opened *opened = (struct opened *)self;
    struct image *image = opened->image;
    pthread_mutex_lock(&lock);
    int code = opened->real->pMethods->xWrite(opened->real, bytes, len, from);
    if (image && code == SQLITE_OK) {
        if (image->dirty_count == image->dirty_room) {
            image->dirty_room = image->dirty_room ? image->dirty_room * 2 : 64;
            image->dirty = realloc(image->dirty, image->dirty_room * sizeof *image->dirty);
            assert_non_null(image->dirty);
        }
        image->dirty[image->dirty_count++] = (struct range){ (size_t)from, (size_t)len };
    }
    pthread_mutex_unlock(&lock);
    return code;
}

/* What is written now, range after range; the caller's to free. */
static unsigned char *read_ranges(sqlite3_file *real, const struct range *ranges, size_t count)
{
    size_t sum = 1;
    for (size_t i = 0; i < count; i++)
        sum += ranges[i].len;
    unsigned char *bytes = calloc(1, sum), *at = bytes;
    assert_non_null(bytes);
    for (size_t i = 0; i < count; at += ranges[i++].len) /* what was cut off reads as nothing */
        real->pMethods->xRead(real, at, (int)ranges[i].len, (sqlite3_int64)ranges[i].from);
    return bytes;
}

static void keep(struct image *image, const struct range *range, const unsigned char *bytes)
{
    if (range->from + range->len > image->len)
        grow(image, range->from + range->len);
    memcpy(image->bytes + range->from, bytes, range->len);
}

/* Of the log: asked for, and held up where the test wants that. */
static void note_sync(const struct image *image)
{
    checkpoints += image == &images[0];
    if (image != &images[1])
        return;
    log_syncs++;
    held++;
    pthread_cond_broadcast(&changed);
    while (hold)
        pthread_cond_wait(&changed, &lock);
    held--;
}

/* What is dirty when it begins is on the disk when it ends. A failing one loses it: the system takes it for written all the same. */
static int disk_sync(sqlite3_file *self, int flags)
{
    struct opened *opened = (struct opened *)self;
    struct image *image = opened->image;
    sqlite3_int64 size = 0;
    (void)flags;
    if (!image)
        return SQLITE_OK;
    pthread_mutex_lock(&lock);
    size_t count = image->dirty_count;
    struct range *ranges = image->dirty;
    unsigned char *bytes = read_ranges(opened->real, ranges, count), *at = bytes;
    opened->real->pMethods->xFileSize(opened->real, &size);
    image->dirty = NULL;
    image->dirty_count = image->dirty_room = 0;
    note_sync(image);
    bool fails = failures > 0;
    failures -= fails;
    image->errors += fails;
    pthread_mutex_unlock(&lock);
    usleep(200);
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < count && !fails; at += ranges[i++].len)
        keep(image, &ranges[i], at);
    if (!fails && (size_t)size < image->len)
        grow(image, (size_t)size);
    int code = opened->errors_seen < image->errors ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    opened->errors_seen = image->errors;
    pthread_mutex_unlock(&lock);
    free(ranges);
    free(bytes);
    return code;
}

static int disk_close(sqlite3_file *opened)
{
    int code = real_of(opened)->pMethods->xClose(real_of(opened));
    free(real_of(opened));
    return code;
}

static int disk_read(sqlite3_file *opened, void *bytes, int len, sqlite3_int64 from)
{
    return real_of(opened)->pMethods->xRead(real_of(opened), bytes, len, from);
}

static int disk_truncate(sqlite3_file *opened, sqlite3_int64 len)
{
    return real_of(opened)->pMethods->xTruncate(real_of(opened), len);
}

static int disk_size(sqlite3_file *opened, sqlite3_int64 *len)
{
    return real_of(opened)->pMethods->xFileSize(real_of(opened), len);
}

static int disk_lock(sqlite3_file *opened, int how)
{
    return real_of(opened)->pMethods->xLock(real_of(opened), how);
}

static int disk_unlock(sqlite3_file *opened, int how)
{
    return real_of(opened)->pMethods->xUnlock(real_of(opened), how);
}

static int disk_reserved(sqlite3_file *opened, int *out)
{
    return real_of(opened)->pMethods->xCheckReservedLock(real_of(opened), out);
}

static int disk_control(sqlite3_file *opened, int op, void *argument)
{
    return op == SQLITE_FCNTL_VFSNAME
               ? SQLITE_NOTFOUND
               : real_of(opened)->pMethods->xFileControl(real_of(opened), op, argument);
}

static int disk_sector(sqlite3_file *opened)
{
    return real_of(opened)->pMethods->xSectorSize(real_of(opened));
}

static int disk_traits(sqlite3_file *opened)
{
    return real_of(opened)->pMethods->xDeviceCharacteristics(real_of(opened));
}

static int disk_shm_map(sqlite3_file *opened, int page, int size, int extend, void volatile **out)
{
    return real_of(opened)->pMethods->xShmMap(real_of(opened), page, size, extend, out);
}

static int disk_shm_lock(sqlite3_file *opened, int from, int count, int flags)
{
    return real_of(opened)->pMethods->xShmLock(real_of(opened), from, count, flags);
}

static void disk_shm_barrier(sqlite3_file *opened)
{
    real_of(opened)->pMethods->xShmBarrier(real_of(opened));
}

static int disk_shm_unmap(sqlite3_file *opened, int remove)
{
    return real_of(opened)->pMethods->xShmUnmap(real_of(opened), remove);
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *self, int flags, int *out)
{
    static const sqlite3_io_methods methods = {
        2,           disk_close,   disk_read,     disk_write,       disk_truncate,  disk_sync,
        disk_size,   disk_lock,    disk_unlock,   disk_reserved,    disk_control,   disk_sector,
        disk_traits, disk_shm_map, disk_shm_lock, disk_shm_barrier, disk_shm_unmap, NULL,
        NULL
    };
    struct opened *opened = (struct opened *)self;
    (void)vfs;
    *opened = (struct opened){ .real = calloc(1, (size_t)below()->szOsFile) };
    assert_non_null(opened->real);
    int code = below()->xOpen(below(), name, opened->real, flags, out);
    if (code != SQLITE_OK) {
        free(opened->real);
        return code;
    }
    opened->image = flags & SQLITE_OPEN_MAIN_DB ? &images[0]
                    : flags & SQLITE_OPEN_WAL   ? &images[1]
                                                : NULL;
    opened->errors_seen = opened->image ? opened->image->errors : 0;
    opened->base.pMethods = &methods;
    return SQLITE_OK;
}

/* --- the store on it ------------------------------------------------------------------------------------------------------- */

static int disk_start(void **state)
{
    static sqlite3_vfs disk;
    disk = *below();
    disk.zName = "disk";
    disk.szOsFile = sizeof(struct opened);
    disk.xOpen = disk_open;
    disk.pNext = NULL;
    hold = false;
    held = log_syncs = checkpoints = failures = 0;
    return sqlite3_vfs_register(&disk, 1) != SQLITE_OK || scratch_open(state);
}

static int disk_end(void **state)
{
    int code = scratch_close(state);
    sqlite3_vfs_unregister(sqlite3_vfs_find("disk"));
    for (int i = 0; i < 2; i++) {
        free(images[i].bytes);
        free(images[i].dirty);
        images[i] = (struct image){ 0 };
    }
    return code;
}

static void save(const char *path, const struct image *image, const char *now)
{
    FILE *real = fopen(now, "rb"), *out = fopen(path, "wb");
    assert_true(real && out);
    assert_int_equal(fwrite(image->bytes, 1, image->len, out), image->len);
    for (size_t i = 0; i < image->dirty_count; i++) { /* any part of the rest may be there, too */
        unsigned char bytes[65536];
        const struct range *range = &image->dirty[i];
        if (rand() % 2 || range->len > sizeof bytes)
            continue;
        fseek(real, (long)range->from, SEEK_SET);
        size_t len = fread(bytes, 1, range->len, real);
        fseek(out, (long)range->from, SEEK_SET);
        assert_int_equal(fwrite(bytes, 1, len, out), len);
    }
    fclose(real);
    fclose(out);
}

static int ask(sqlite3 *handle, const char *question)
{
    sqlite3_stmt *stmt = NULL;
    int answer = -1;
    if (sqlite3_prepare_v2(handle, question, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        answer = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return answer;
}

/* What the loss of power now would leave answers COUNT questions; -1 where it is damaged. */
static void after_power_loss(const char *const *questions, int *answers, int count)
{
    char path[100], log[100], log_now[100];
    sqlite3 *handle = NULL;
    snprintf(path, sizeof path, "%s.lost", file);
    snprintf(log, sizeof log, "%s.lost-wal", file);
    snprintf(log_now, sizeof log_now, "%s-wal", file);
    pthread_mutex_lock(&lock);
    save(path, &images[0], file);
    save(log, &images[1], log_now);
    pthread_mutex_unlock(&lock);
    assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, "unix"), SQLITE_OK);
    bool whole = ask(handle, "SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1;
    for (int i = 0; i < count; i++)
        answers[i] = whole ? ask(handle, questions[i]) : -1;
    sqlite3_close(handle);
    unlink(path);
    unlink(log);
}

static int topics_on_disk(void)
{
    static const char *const question[] = { "SELECT count(*) FROM topic" };
    int answer;
    after_power_loss(question, &answer, 1);
    return answer;
}

static int topics_seen(void)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    int64_t count = scalar_int(query_text(db, "SELECT count(*) FROM topic"));
    reader_end(db);
    return (int)count;
}

static bool add_topic(struct db *db, void *self, struct problem *problem)
{
    (void)problem;
    struct stmt *stmt = query_text(
        db, "INSERT OR IGNORE INTO topic (slug, created_at, updated_at) VALUES (:slug, 1, 1)");
    bind_text(stmt, "slug", self);
    return run(stmt);
}

static bool add(const char *slug, struct problem *problem)
{
    static const struct author someone = { .account = 1, .name = "Ana", .kind = "save" };
    return store_write(store, &someone, add_topic, (void *)(uintptr_t)slug, NULL, problem);
}

struct writer {
    pthread_t thread;
    int number, wanted;
    _Atomic int acknowledged;
};

/* Each topic until it is acknowledged; where only one is wanted, it is tried once. */
static void *write_topics(void *self)
{
    struct writer *writer = self;
    for (int i = 0; i < writer->wanted;) {
        char slug[32];
        snprintf(slug, sizeof slug, "w%d-%d", writer->number, i);
        bool good = add(slug, NULL);
        writer->acknowledged += good;
        i += good || writer->wanted == 1;
    }
    return NULL;
}

static void start_writers(struct writer *writers, int wanted)
{
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ .number = i, .wanted = wanted };
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_topics, &writers[i]), 0);
    }
}

static int end_writers(struct writer *writers)
{
    int sum = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        sum += writers[i].acknowledged;
    }
    return sum;
}

/* --- the tests --------------------------------------------------------------------------------------------------------------- */

static void let_go(int failing)
{
    pthread_mutex_lock(&lock);
    hold = false;
    failures = failing;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

/* The power goes again and again, while the log fills up, is copied to the file and begun anew; up to FAILING syncs in a row fail. */
static void lose_power(int failing)
{
    static const char *const questions[WRITERS] = {
        "SELECT count(*) FROM topic WHERE slug LIKE 'w0-%'",
        "SELECT count(*) FROM topic WHERE slug LIKE 'w1-%'",
        "SELECT count(*) FROM topic WHERE slug LIKE 'w2-%'",
        "SELECT count(*) FROM topic WHERE slug LIKE 'w3-%'"
    };
    struct writer writers[WRITERS];
    int lost = 0;
    start_writers(writers, TOPICS);
    for (int done = 0; done < WRITERS * TOPICS;) {
        int acknowledged[WRITERS], found[WRITERS];
        let_go(failing ? rand() % (failing + 1) : 0);
        done = 0;
        for (int i = 0; i < WRITERS; i++)
            done += acknowledged[i] = writers[i].acknowledged;
        after_power_loss(questions, found, WRITERS);
        for (int i = 0; i < WRITERS; i++)
            lost += found[i] < acknowledged[i];
    }
    assert_int_equal(end_writers(writers), WRITERS * TOPICS);
    assert_int_equal(lost, 0);
}

static void test_power_loss(void **state)
{
    (void)state;
    checkpoints = 0;
    lose_power(0);
    assert_true(log_syncs < WRITERS * TOPICS);
    assert_true(checkpoints >= 2);
}

static void test_power_loss_on_failing_disk(void **state)
{
    (void)state;
    lose_power(2);
}

static void wait_for_sync(void)
{
    pthread_mutex_lock(&lock);
    while (!held)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

/* Four commit while the sync of the first is held up, and then fails where FAILING. How many were acknowledged at the end. */
static int commit_four(int failing)
{
    struct writer writers[WRITERS];
    int before = topics_seen(), early = 0;
    hold = true;
    log_syncs = 0;
    start_writers(writers, 1);
    wait_for_sync();
    while (topics_seen() < before + WRITERS)
        usleep(1000);
    usleep(20000);
    for (int i = 0; i < WRITERS; i++)
        early += writers[i].acknowledged;
    int on_disk = topics_on_disk();
    let_go(failing);
    int acknowledged = end_writers(writers);
    assert_int_equal(early, 0);
    assert_int_equal(on_disk, before);
    return acknowledged;
}

static void test_one_sync_for_many(void **state)
{
    (void)state;
    int before = topics_seen();
    assert_int_equal(commit_four(0), WRITERS);
    assert_int_equal(log_syncs, 2);
    assert_int_equal(topics_on_disk(), before + WRITERS);
}

/* Nobody is told that it is kept, neither whose sync failed nor who waited for it. What comes after is on disk with all before it. */
static void test_failing_sync(void **state)
{
    struct problem problem = { 0 };
    (void)state;
    int before = topics_seen();
    assert_int_equal(commit_four(1), 0);
    assert_int_equal(topics_seen(), before + WRITERS);
    failures = 1000;
    assert_false(add("no", &problem));
    assert_int_equal(problem.fault, FAULT_STORAGE);
    failures = 0;
    assert_int_equal(topics_on_disk(), before);
    assert_true(add("yes", &problem));
    assert_int_equal(topics_on_disk(), before + WRITERS + 1);
    assert_true(add("again", &problem));
    assert_int_equal(topics_on_disk(), before + WRITERS + 2);
}

static bool look(struct db *db, void *self, struct problem *problem)
{
    (void)problem;
    *(int *)self = (int)scalar_int(query_text(db, "SELECT count(*) FROM topic"));
    return true;
}

static void *write_one(void *slug)
{
    return (void *)(uintptr_t)add(slug, NULL);
}

static void *look_only(void *count)
{
    return (void *)(uintptr_t)store_write_quietly(store, look, count, NULL);
}

/* Who wrote nothing, but found what another wrote, does not answer before that is on disk. */
static void test_what_was_found(void **state)
{
    pthread_t writer, looker;
    int count = 0;
    (void)state;
    int before = topics_seen();
    hold = true;
    assert_int_equal(pthread_create(&writer, NULL, write_one, (void *)(uintptr_t) "one"), 0);
    wait_for_sync();
    assert_int_equal(pthread_create(&looker, NULL, look_only, &count), 0);
    usleep(50000);
    bool waits = pthread_tryjoin_np(looker, NULL) == EBUSY;
    let_go(0);
    pthread_join(writer, NULL);
    if (waits)
        pthread_join(looker, NULL);
    assert_true(waits);
    assert_int_equal(count, before + 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, disk_start, disk_end)
    const struct CMUnitTest tests[] = { CASE(test_power_loss),
                                        CASE(test_power_loss_on_failing_disk),
                                        CASE(test_one_sync_for_many), CASE(test_failing_sync),
                                        CASE(test_what_was_found) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
