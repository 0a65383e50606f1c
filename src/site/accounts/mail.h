/* Messages to people, from templates/mail/KIND.txt and the words "mail.KIND_subject". */
#pragma once
#include "mail/outbox.h"
#include "store/store.h"
#include "web/http.h"

/* The message itself, in ARENA, for outbox_add(); and at once. False when there is no such kind. */
bool mail_write(struct db *db, struct arena *arena, enum language lang, const char *kind,
                const char *recipient, const struct map *words, struct message *message);
bool mail_add(struct db *db, struct arena *arena, enum language lang, const char *kind,
              const char *recipient, const struct map *words, int64_t account, int64_t member);
/* As in accounts.c: adds or finds the account of EMAIL; its id, 0 on failure. Inside a transaction. */
int64_t account_put(struct db *db, const char *email, const char *name, const char *role,
                    const char *language, int64_t member);
/* A one-time link's token, in ARENA; NULL on failure. Inside a transaction. */
const char *account_link(struct db *db, struct arena *arena, int64_t account, int64_t seconds);
