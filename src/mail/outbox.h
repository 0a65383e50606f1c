/* The outbox: every message is a row first, written in the transaction that causes it. */
#pragma once
#include "mail/smtp.h"
#include "store/store.h"

struct message {
    const char *recipient, *language, *kind, *subject, *body;
    int64_t account, member; /* 0: none */
    int64_t mailing;         /* written to many: waits until the staff let it go; 0: none */
    /* The values of its letter, JSON: while it waits it follows the letter; NULL. */
    const char *words;
    const char *off_url; /* where the recipient ends such messages, NULL: not such a message */
    /* The recipient asked for it just now (a link to sign in): goes out even to an address that refused mail before. */
    bool asked;
};
/* Inside a transaction. To an address that refused mail before, the message is held. */
bool outbox_add(struct db *db, const struct message *message);
/* Delivers one message that is due; false when there was none. Without SMTP settings messages stay queued and readable. */
bool outbox_deliver_one(struct store *store);
/* Holds messages whose sending was cut off (a crash): nobody knows whether they went out, so a person decides. */
void outbox_recover(struct store *store);
/* The mail server as the staff set it, or else the environment; texts in ARENA. */
struct smtp_settings outbox_settings(struct db *db, struct arena *arena);

/* What came back. A report of failure (RFC 3464), or what is left of it. */
struct bounce {
    int64_t message;       /* ours, 0 if it is not named */
    const char *recipient; /* NULL if it is not named */
    const char *status;    /* RFC 3463, "5.1.1"; NULL */
    const char *reason;    /* the server's words, NULL */
    bool failed;           /* the report says so; false: delayed, delivered, or no report at all */
};
/* Reads a message (RFC 5322) of LEN bytes; texts in ARENA. */
struct bounce bounce_read(struct arena *arena, const char *mail, size_t len);
/* Records it at the message and the address. Inside a transaction. False when it is no failure of an address known. */
bool bounce_record(struct db *db, struct arena *arena, const struct bounce *bounce);
