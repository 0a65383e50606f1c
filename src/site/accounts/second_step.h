/* The second step: a code by time from an app, or one of ten recovery codes. */
#pragma once
#include "store/store.h"
#include "web/http.h"

#define RECOVERY_CODES 10

struct second_step {
    bool on;            /* confirmed: asked for at every sign-in but by passkey */
    const char *secret; /* base 32; NULL: neither on nor being set up */
    int64_t since, last_step, locked_until, codes_left;
};
struct second_step second_step_of(struct db *db, struct arena *arena, int64_t account);

enum code_answer { CODE_WRONG, CODE_RIGHT, CODE_RECOVERY, CODE_LOCKED };
/* Inside a transaction, which must be committed whatever the answer: a right code is used up, a wrong one is counted, and after five in
 * a row none is taken for a quarter of an hour. CODE is what was typed, of the app or for recovery. */
enum code_answer second_step_take(struct db *db, struct arena *arena, int64_t account,
                                  const char *code);
/* Before something that protects the visitor's account is changed: asks for the form's "code" where the second step is on. NULL when it
 * is right, or not asked for; else the message key of what is wrong. Writes (a transaction of its own). */
const char *second_step_asks(struct request *request);
/* Inside a transaction: takes the second step off, with its recovery codes. */
bool second_step_end(struct db *db, int64_t account);
