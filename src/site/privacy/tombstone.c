#include "site/privacy/tombstone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "site/privacy/person.h"

#define SMALL_FILE ((off_t)64 << 20) /* bytes: rewritten in about a second */
#define SEEN "erased.seen"           /* setting */
#define DAY 86400
#define NIGHT (10 * 3600) /* UTC: four in the morning in Mexico */

struct tombstone {
    char kind[8];
    long long number, made_at, at;
};

int64_t tombstones_scour_at(const struct store *store, int64_t now)
{
    struct stat about;
    int64_t night = now / DAY * DAY + NIGHT;
    if (stat(store_file(store), &about) || about.st_size <= SMALL_FILE)
        return now;
    return night > now ? night : night + DAY;
}

static const char *path_of(struct arena *arena, const struct store *store)
{
    return arena_print(arena, "%s.erased", store_file(store));
}

/* The next line that is one; false at the end. */
static bool read_one(FILE *in, struct tombstone *out)
{
    char line[128];
    while (fgets(line, sizeof line, in)) {
        if (sscanf(line, "%7s %lld %lld %lld", out->kind, &out->number, &out->made_at, &out->at) ==
                4 &&
            (text_equal(out->kind, "member") || text_equal(out->kind, "account")))
            return true;
    }
    return false;
}

static bool add(struct db *db, const struct tombstone *tombstone)
{
    struct stmt *stmt = query(db, Q_privacy_erased_add);
    bind_text(stmt, "kind", tombstone->kind);
    bind_int(stmt, "number", tombstone->number);
    bind_int(stmt, "made_at", tombstone->made_at);
    bind_int(stmt, "at", tombstone->at);
    return run(stmt);
}

/* --- written ------------------------------------------------------------------------------------------------------ */

static bool put_all(struct db *db, FILE *out)
{
    struct stmt *stmt = query(db, Q_privacy_erased);
    while (step(stmt))
        fprintf(out, "%s %lld %lld %lld\n", col_text(stmt, "kind"),
                (long long)col_int(stmt, "number"), (long long)col_int(stmt, "made_at"),
                (long long)col_int(stmt, "at"));
    bool good = !stmt_fault(stmt) && !ferror(out);
    done(stmt);
    return good;
}

/* A new file in its place at once: never half of one. */
static bool write_file(struct db *db, struct arena *arena, const char *path)
{
    const char *part = arena_print(arena, "%s.part", path);
    unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!out)
        return false;
    bool good = put_all(db, out) && !fflush(out) && !fsync(fd);
    good = !fclose(out) && good && !rename(part, path);
    if (!good)
        unlink(part);
    return good;
}

static bool write_tombstones(struct store *store, struct problem *problem)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, store);
    struct db *db = store_reader(store);
    bool good = db && reader_begin(db, problem);
    if (good) {
        good = write_file(db, arena, path) || problem_set(problem, FAULT_STORAGE, "error.text_503",
                                                          "%s: %s", path, strerror(errno));
        reader_end(db);
    }
    if (!good)
        log_line(LOG_WARNING, "erased", "detail=\"the list beside the database was not written\"");
    arena_free(arena);
    return good;
}

bool tombstones_tidy(struct store *store, struct problem *problem)
{
    bool written = write_tombstones(store, problem);
    return store_wipe(store, problem) && written;
}

bool tombstones_scour(struct store *store, struct problem *problem)
{
    bool written = write_tombstones(store, problem);
    return store_scour(store, problem) && written;
}

/* --- read ---------------------------------------------------------------------------------------------------------- */

static bool came_back(struct db *db, const struct tombstone *tombstone)
{
    struct stmt *stmt = query(db, Q_privacy_came_back);
    bind_text(stmt, "kind", tombstone->kind);
    bind_int(stmt, "number", tombstone->number);
    bind_int(stmt, "made_at", tombstone->made_at);
    return scalar_int(stmt);
}

/* Size and time of the list, by which it is known whether this database has seen it: a restored one has not. */
static const char *stamp_of(struct arena *arena, const char *path)
{
    struct stat about;
    return stat(path, &about) ? NULL
                              : arena_print(arena, "%lld.%lld.%ld", (long long)about.st_size,
                                            (long long)about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
}

static bool has_seen(struct store *store, struct arena *arena, const char *stamp)
{
    struct db *db = store_reader(store);
    bool seen = false;
    if (db && reader_begin(db, NULL)) {
        seen = text_equal(setting_read(db, arena, SEEN), stamp);
        reader_end(db);
    }
    return seen;
}

struct list {
    FILE *in;
    const char *stamp;
};

static bool apply(struct db *db, void *self, struct problem *problem)
{
    const struct list *list = self;
    FILE *in = list->in;
    struct tombstone tombstone;
    bool good = true;
    while (good && read_one(in, &tombstone)) {
        bool member = text_equal(tombstone.kind, "member");
        struct somebody somebody = { member ? tombstone.number : 0, member ? 0 : tombstone.number,
                                     NULL };
        if (came_back(db, &tombstone))
            good = person_erase(db, &somebody, 0, "", "history.erased_again", problem);
        good = good && add(db, &tombstone);
    }
    return good && setting_write(db, SEEN, list->stamp);
}

bool tombstones_apply(struct store *store, struct problem *problem)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, store), *stamp = stamp_of(arena, path);
    struct list list = { stamp && !has_seen(store, arena, stamp) ? fopen(path, "r") : NULL, stamp };
    bool good = !list.in || store_write_quietly(store, apply, &list, problem);
    if (list.in)
        fclose(list.in);
    arena_free(arena);
    return good;
}
