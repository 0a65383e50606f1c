/* Somebody, and all that is kept of them. */
#pragma once
#include "record/personal.h"

/* Any one of them is enough: the rest is found by it. */
struct somebody {
    int64_t member, account; /* 0: not known */
    const char *email;       /* NULL: not known */
};
/* All numbers and addresses of SOMEBODY. False when nobody is found (an address alone always is somebody). */
bool person_find(struct db *db, struct arena *arena, const struct somebody *somebody,
                 struct person *out);
/* A JSON list of what finds PERSON by SUBJECT. */
const char *person_json(const struct person *person, enum subject subject);
/* Whether without them nobody could administer the site. */
bool person_is_last_administrator(struct db *db, const struct person *person);

/* Inside a transaction (it keeps no change then): erases SOMEBODY from every table, file, and kept change, notes in the history that
 * WHO (shown, ACCOUNT their account, 0: the program) did it and WHY (message key), and adds the job that writes the database file anew. */
bool person_erase(struct db *db, const struct somebody *somebody, int64_t account, const char *who,
                  const char *why, struct problem *problem);
/* Inside a transaction that erased something (person_erase() does it by itself): the note in the history and that job. */
bool erased_note(struct db *db, int64_t account, const char *who, const char *why);
