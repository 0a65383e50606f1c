/* The most that SQLite can do: one small row a transaction, WAL, synchronous=FULL.   commits FILE
 * SECONDS */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    long count = 0;
    if (argc < 3 || sqlite3_open(argv[1], &db) ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, name, email, text)",
                     NULL, NULL, NULL))
        return 1;
    double began = now(), end = began + strtod(argv[2], NULL);
    for (; now() < end; count++) {
        if (sqlite3_exec(db,
                         "BEGIN IMMEDIATE; INSERT INTO t(name, email, text) VALUES('name', "
                         "'name@example.org', hex(randomblob(200))); COMMIT",
                         NULL, NULL, NULL))
            return 1;
    }
    printf("%.1f\n", (double)count / (now() - began));
    sqlite3_close(db);
    return 0;
}
