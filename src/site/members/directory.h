/* The directory's index: who is found by which filters, how many there are, and in which order. Only what everybody may see is
 * in it. Kept by directory_reindex(); read by the directory's pages and downloads.
 *
 * What a member is found by are codes: a facet and a value of it. With up to two filters the numbers stand in member_count;
 * with more, or with a search, they are counted from the codes of those found, which every process holds in memory. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"
#include "web/http.h"

enum facet {
    FACET_KIND = 1, /* the number of the choice, from 1: choices are only ever appended */
    FACET_COUNTRY,  /* letters as numbers, five bits each; also the other codes */
    FACET_TOPIC,    /* the topic's id */
    FACET_LANGUAGE,
    FACET_ORIGIN, /* of the corridors */
    FACET_DESTINATION,
    FACET_END
};
#define FACET_OF(code) ((enum facet)((code) >> 24))

/* VALUE of FACET as a code ("MX"; a topic by its number); 0 if it can be none. */
uint32_t directory_code(enum facet facet, const char *value);
/* The value of CODE: "MX", "scholar", a topic's number; copied into ARENA. */
const char *directory_value(struct arena *arena, uint32_t code);

enum directory_sort { SORT_NAME, SORT_NEWEST, SORT_COUNTRY, SORT_COUNT };

/* What is asked for. */
struct directory_question {
    uint32_t code[FACET_END]; /* by facet; 0: any */
    bool nothing;             /* a value that nobody has */
    /* All who fit are wanted, not a page of the newest of them: directory_has() answers for each. */
    bool whole;
    const char *words; /* to search for as typed, NULL: none */
    size_t first;      /* so many of each facet's numbers are wanted in order, 0: all */
    enum directory_sort sort;
    enum language lang;
};

struct code_count {
    uint32_t code, n;
};
struct directory_answer {
    int64_t total;
    /* More hits than are looked at: these are the newest of them, and all numbers are theirs. */
    bool bounded;
    /* By facet, most first as far as the question wants it: among those who fit the filters of the other facets. */
    struct code_count *counts[FACET_END];
    size_t count[FACET_END];
    /* Who fits, when the order's tables alone do not tell (scanned). */
    bool scanned;
    uint64_t *bits; /* by id */
    uint32_t bits_end;
    const struct memory *memory; /* the index that they were found in; NULL without one */
};
/* Answers QUESTION; everything in ARENA. */
void directory_ask(struct db *db, struct arena *arena, const struct directory_question *question,
                   struct directory_answer *answer);
/* Whether ID is among those found; always when the answer was not scanned. */
bool directory_has(const struct directory_answer *answer, int64_t id);

/* A page of up to LIMIT members, from the one after AFTER or those before BEFORE (as "KEY.ID", both NULL: the first). */
struct directory_page {
    struct map **rows; /* in order */
    size_t count;
    const char *previous,
        *next; /* for AFTER of the next page and BEFORE of the one before; NULL: none */
};
void directory_page(struct db *db, struct arena *arena, const struct directory_question *question,
                    const struct directory_answer *answer, const char *after, const char *before,
                    size_t limit, struct directory_page *page);

/* Makes the index of the members RECORDS (in order) again. */
void directory_reindex(struct db *db, const struct touched_record *records, size_t count);
/* Makes the numbers anew from member_block. */
void directory_recount(struct db *db);
