/* A database in a folder of its own for each test. */
#pragma once
#include <stdlib.h>
#include <unistd.h>

#include "store/store.h"
#include "unit/test.h"

static char file[64];
static struct arena *arena;
static struct store *store;

static int scratch_open(void **state)
{
    char dir[] = "/tmp/inmd-test-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(file, sizeof file, "%s/t.db", dir);
    arena = arena_new();
    store = store_open(file, STORE_CREATE | STORE_MIGRATE, NULL);
    return store == NULL;
}

static int scratch_close(void **state)
{
    char command[100];
    (void)state;
    store_close(store);
    arena_free(arena);
    snprintf(command, sizeof command, "rm -r \"$(dirname %s)\"", file);
    return system(command);
}

/* The one number that SQL asks for. */
static inline int64_t asked(const char *sql)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    int64_t number = scalar_int(query_text(db, sql));
    reader_end(db);
    return number;
}
