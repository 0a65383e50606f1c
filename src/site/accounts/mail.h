/* Messages to people, from templates/mail/KIND.txt and the words "mail.KIND_subject". */
#pragma once
#include "mail/outbox.h"
#include "store/store.h"
#include "web/http.h"

/* In two steps, so that only what needs it is done inside a transaction: a message without its text, in ARENA; then its text, by
 * WORDS, and into the outbox. */
struct message mail_begin(struct arena *arena, enum language lang, const char *kind,
                          const char *recipient, const struct map *words);
bool mail_end(struct db *db, struct arena *arena, enum language lang, struct message *message,
              const struct map *words);
/* Both. */
bool mail_add(struct db *db, struct arena *arena, enum language lang, const char *kind,
              const char *recipient, const struct map *words, int64_t account, int64_t member);
/* As in accounts.c: adds or finds the account of EMAIL; its id, 0 on failure. Inside a transaction. */
int64_t account_put(struct db *db, const char *email, const char *name, const char *role,
                    const char *language, int64_t member);
/* A one-time link's token, in ARENA; NULL on failure. Inside a transaction. */
const char *account_link(struct db *db, struct arena *arena, int64_t account, int64_t seconds);
