/* Requests to leave or to be erased, and carrying them out. */
#pragma once
#include "base/secret.h"
#include "site/privacy/person.h"
#include "web/http.h"

#define ERASURE_DAYS 14

enum leaving { LEAVE_NONE, LEAVE_KEEP, LEAVE_ERASE, LEAVE_NOW };

struct erasure_request {
    struct request *request;
    struct somebody somebody;
    enum leaving what;
    const char *origin; /* "person", "staff" */
    const char *reason; /* NULL: none */
    const char *token;  /* set: of the link that calls it off */
};
/* Inside a transaction: the page is taken down, and what was asked for is done or waits for its day; the person is written to. */
bool erasure_ask(struct db *db, struct erasure_request *ask, struct problem *problem);
/* Inside a transaction: everything comes back as it was. FAULT_MISSING when nothing waits. */
bool erasure_call_off(struct db *db, int64_t erasure, struct problem *problem);
/* The request that waits for SOMEBODY: id, kind, asked_at, due_at; null if there is none. */
struct value erasure_waiting(struct db *db, struct arena *arena, const struct somebody *somebody);
/* After a transaction that erased somebody: writes the file anew at once, so that nobody has to wait for the job. The request's own
 * snapshot, which would stand in the way, is a new one afterwards. False when that is left to the night. */
bool erasure_finish(const struct request *request);
