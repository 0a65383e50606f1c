/* Messages that go out: the outbox, letters (the staff's own words), mailings to many, and what comes back. */
#pragma once
#include "record/record.h"
#include "web/route.h"

route_handler outbox_list, outbox_show, outbox_act, outbox_bounce_form, outbox_bounce_take,
    letters_list, letters_write, mailing_list, mailing_new, mailing_add, mailing_show, mailing_send,
    mailing_off, mailing_off_send;

extern const struct record_type letter_type, mailing_type;

/* The subject and body of a message of KIND in LANG with WORDS: the staff's letter, or else templates/mail/KIND.txt.
 * False when there is neither. Texts in ARENA. */
bool letter_write(struct db *db, struct arena *arena, enum language lang, const char *kind,
                  const struct map *words, const char **subject, const char **body);

struct message_words {
    const char *subject, *body;
};
/* MAILING as the member NAME reads it in LANG, with the address that ends such messages. In ARENA. */
struct message_words mailing_words(struct arena *arena, const struct record *mailing,
                                   enum language lang, const char *name, const char *off_url);

/* After a change of a letter or mailing (TABLE, ID): the messages that wait are written anew with its words, but for those that
 * somebody edited. Inside the transaction of the change. */
void messages_reindex(struct db *db, const char *table, int64_t id);

/* TEXT of a message without what signs in: every run of signs as long as a token, whatever stands around it, becomes stars.
 * NULL: NULL. In ARENA. */
const char *message_without_tokens(struct arena *arena, const char *text);
