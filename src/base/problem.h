/* How functions say that something went wrong: whose fault, and in words the reader knows. */
#pragma once
#include <stdbool.h>

enum fault {
    FAULT_NONE,
    FAULT_INPUT,     /* the visitor's mistake: 400 or a form shown again */
    FAULT_FORBIDDEN, /* 403 */
    FAULT_MISSING,   /* 404 */
    FAULT_CONFLICT,  /* edited meanwhile: 409 */
    FAULT_TOO_LARGE, /* 413 */
    FAULT_BUSY,      /* locked for longer than we wait: 503 with Retry-After */
    FAULT_STORAGE,   /* disk full, read-only, corrupt: 503 */
    FAULT_BUG        /* ours: 500, with a number that the log knows */
};

struct problem {
    enum fault fault;
    char key[64];     /* message key for the reader, such as "error.too_long" */
    char detail[256]; /* for the log, in English, without personal data */
};

/* Fills *PROBLEM (which may be NULL) and returns false, so that callers can return it. */
bool problem_set(struct problem *problem, enum fault fault, const char *key, const char *detail,
                 ...) __attribute__((format(printf, 4, 5)));
