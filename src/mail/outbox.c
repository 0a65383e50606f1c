#include "mail/outbox.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/moment.h"
#include "mail/smtp.h"

#define ATTEMPTS 6

bool outbox_add(struct db *db, const struct message *message)
{
    struct stmt *stmt = query(db, Q_outbox_add);
    bind_text(stmt, "recipient", message->recipient);
    bind_text(stmt, "language", message->language);
    bind_text(stmt, "kind", message->kind);
    bind_text(stmt, "subject", message->subject);
    bind_text(stmt, "body", message->body);
    bind_int(stmt, "now", moment_now());
    if (message->account)
        bind_int(stmt, "account", message->account);
    if (message->member)
        bind_int(stmt, "member", message->member);
    return run(stmt);
}

/* What the staff set, or else the environment. */
static const char *setting(struct db *db, struct arena *arena, const char *key,
                           const char *variable)
{
    struct stmt *stmt = query(db, Q_outbox_setting);
    bind_text(stmt, "key", key);
    const char *value = scalar_text(stmt, arena);
    return value && *value ? value : getenv(variable);
}

static struct smtp_settings read_settings(struct store *store, struct arena *arena)
{
    struct smtp_settings settings = { .from_name = "INMD / RIMD" };
    struct db *db = store_reader(store);
    if (!db || !reader_begin(db, NULL))
        return settings;
    settings.url = setting(db, arena, "mail.url", "INMD_SMTP_URL");
    settings.user = setting(db, arena, "mail.user", "INMD_SMTP_USER");
    settings.password = setting(db, arena, "mail.password", "INMD_SMTP_PASSWORD");
    settings.from = setting(db, arena, "mail.from", "INMD_MAIL_FROM");
    reader_end(db);
    return settings;
}

struct delivery {
    struct arena *arena;
    int64_t id, attempts;
    const char *recipient, *subject, *body, *error;
    bool sent;
};

/* Marks it as being sent before it is: after a crash in between it waits for a person instead of going out twice. */
static bool take(struct db *db, void *self, struct problem *problem)
{
    struct delivery *delivery = self;
    struct stmt *stmt = query(db, Q_outbox_due);
    (void)problem;
    bind_int(stmt, "now", moment_now());
    if (step(stmt)) {
        delivery->id = col_int(stmt, "id");
        delivery->attempts = col_int(stmt, "attempts") + 1;
        delivery->recipient = arena_copy(delivery->arena, col_text(stmt, "recipient"));
        delivery->subject = arena_copy(delivery->arena, col_text(stmt, "subject"));
        delivery->body = arena_copy(delivery->arena, col_text(stmt, "body"));
    }
    done(stmt);
    if (!delivery->id)
        return true;
    stmt = query(db, Q_outbox_take);
    bind_int(stmt, "id", delivery->id);
    return run(stmt);
}

static bool settle(struct db *db, void *self, struct problem *problem)
{
    const struct delivery *delivery = self;
    struct stmt *stmt = query(db, delivery->sent ? Q_outbox_sent : Q_outbox_failed);
    (void)problem;
    bind_int(stmt, "id", delivery->id);
    if (delivery->sent) {
        bind_int(stmt, "now", moment_now());
    } else { /* 1, 4, 16, 64 minutes ... */
        bind_text(stmt, "state", delivery->attempts >= ATTEMPTS ? "failed" : "queued");
        bind_text(stmt, "error", delivery->error);
        bind_int(stmt, "next_at", moment_now() + (60LL << (2 * (delivery->attempts - 1))));
    }
    return run(stmt);
}

bool outbox_deliver_one(struct store *store)
{
    static const struct author quiet = { .kind = "system", .quiet = true };
    char error[300] = "";
    struct delivery delivery = { .arena = arena_new() };
    struct smtp_settings settings = read_settings(store, delivery.arena);
    bool ready = settings.url && settings.from;
    if (ready && store_write(store, &quiet, take, &delivery, NULL, NULL) && delivery.id) {
        delivery.sent = smtp_send(&settings, delivery.recipient, delivery.subject, delivery.body,
                                  (long)delivery.id, error, sizeof error);
        delivery.error = error;
        if (!delivery.sent)
            log_line(LOG_WARNING, "outbox", "message=%lld attempt=%lld error=\"%s\"",
                     (long long)delivery.id, (long long)delivery.attempts, error);
        store_write(store, &quiet, settle, &delivery, NULL, NULL);
    }
    arena_free(delivery.arena);
    return delivery.id != 0;
}
