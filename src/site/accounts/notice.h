/* Messages about one's own account: something that protects it has changed. */
#pragma once
#include "store/store.h"
#include "web/http.h"

/* Inside a transaction: tells the account's address WHAT has changed: message "mail.security_WHAT", in the account's language. */
bool account_notice(struct db *db, struct request *request, int64_t account, const char *what);
