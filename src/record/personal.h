/* The register of personal data (sql/schema/0003_personal.sql) read: what the tables hold about a person, taken out, counted, erased. */
#pragma once
#include "store/store.h"

enum subject {
    SUBJECT_MEMBER,
    SUBJECT_ACCOUNT,
    SUBJECT_EMAIL,
    SUBJECT_FILE,
    SUBJECT_NAME,
    SUBJECT_BY,
    SUBJECT_COUNT
};
enum on_erase { ERASE_DELETE, ERASE_CLEAR, ERASE_KEEP, ERASE_DERIVED, ERASE_COUNT };

struct personal {
    const char *table, *column, *why;
    bool of_record; /* the neighbour column table_name says what it holds */
    enum subject subject;
    enum on_erase on_erase;
};
struct personal_register {
    struct personal *at;
    size_t count;
};
/* The whole register, by table, in ARENA. */
struct personal_register personal_load(struct db *db, struct arena *arena);

/* By what the register finds somebody: numbers and addresses; and the names that past versions of records may hold. */
struct person {
    struct arena *arena;
    struct scrub_set who[SUBJECT_COUNT];
};
/* Adds one more, once. TEXT is not copied; blank ones are left out. */
void person_add_id(struct person *person, enum subject subject, int64_t id);
void person_add_text(struct person *person, enum subject subject, const char *text);

/* All rows of TABLE about the person, every column; NULL when the register does not say how to find them. Given back by done().
 * FATE: only those found by columns with this rule (rows that erasure deletes are about the person; others may be about somebody else too);
 * ERASE_COUNT: all. */
struct stmt *personal_rows(struct db *db, const struct person *person,
                           const struct personal_register *all, const char *table,
                           enum on_erase fate);
int64_t personal_count(struct db *db, const struct person *person,
                       const struct personal_register *all, const char *table);
/* The condition that finds the person's rows of TABLE, and the statement SQL that holds it, bound; NULL where there is none. */
const char *personal_condition(const struct person *person, const struct personal_register *all,
                               const char *table);
struct stmt *personal_query(struct db *db, const struct person *person, const char *sql);
/* What becomes of TABLE's rows about a person: the strongest of its columns' rules. */
enum on_erase personal_fate(const struct personal_register *all, const char *table);

/* Inside a transaction (which keeps no change then): erases the person from every table. Rows of files are the caller's: others may use them too. */
bool personal_erase_rows(struct db *db, const struct person *person);
/* The same in every change that is kept, files among them: their rows go, or what points to the person is emptied. */
bool personal_erase_history(struct db *db, const struct person *person);
/* The numbers that the person's rows, now and in the history, hold in columns that refer to TABLE ("file"): FOUND once for each, in any order. */
void personal_linked(struct db *db, const struct person *person, const char *table,
                     void (*found)(void *self, int64_t id), void *self);

/* Columns that look as if they held personal data and are not in the register; rows of the register that name nothing, or whose words are missing. */
bool personal_check(struct db *db, void (*report)(void *self, const char *fault), void *self);
