/* Who signed in, took data away, changed roles or looked at personal data: a quiet table, kept as long as the rule "audit" of the
 * retention says, without addresses of the network. What was changed in records stands in the history instead. */
#pragma once
#include <stdint.h>

#include "store/store.h"
#include "web/http.h"

/* Inside a transaction: the visitor did ACTION in AREA (as may() names it; NULL: none) with record RECORD_ID (0: none). DETAIL, one line
 * for the staff (what kind of sign-in, how many rows), never holds data about a person, and may be NULL.
 * ACTION is a word with a message "audit.action_ACTION": sign_in, sign_in_failed, sign_out, export, view, role, account, password,
 * second_step, passkey, email, sessions. False on an error, which the transaction keeps. */
bool audit_add(struct db *db, const struct request *request, const char *action, const char *area,
               int64_t record_id, const char *detail);
/* The same for an account that is not (yet) the visitor's, 0: unknown. */
bool audit_add_of(struct db *db, int64_t account, const char *action, const char *area,
                  int64_t record_id, const char *detail);
/* In a transaction of its own, for pages that only read: the visitor looks at personal data (ACTION "view") or takes data away
 * ("export"). The same view within an hour is written once. False when it cannot be written (a full disk): pages are read all the same, but
 * nobody takes the data of others away without a trace. */
bool audit_read(const struct request *request, const char *action, const char *area,
                int64_t record_id, const char *detail);
