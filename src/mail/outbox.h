/* The outbox: every message is a row first, written in the transaction that causes it. */
#pragma once
#include "store/store.h"

struct message {
    const char *recipient, *language, *kind, *subject, *body;
    int64_t account, member; /* 0: none */
};
bool outbox_add(struct db *db, const struct message *message);
/* Delivers one message that is due; false when there was none. Without SMTP settings messages stay queued and readable. */
bool outbox_deliver_one(struct store *store);
