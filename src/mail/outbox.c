#include "mail/outbox.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/text.h"

#define ATTEMPTS 6
#define SENDING_SECONDS 600 /* longer than any delivery lasts */

static bool address_bounced(struct db *db, const char *email)
{
    struct stmt *stmt = query(db, Q_outbox_address_bounced);
    bind_text(stmt, "email", email);
    return scalar_int(stmt);
}

bool outbox_add(struct db *db, const struct message *message)
{
    const char *held = !message->asked && address_bounced(db, message->recipient) ? "bounced"
                       : message->mailing                                         ? "mailing"
                                                                                  : NULL;
    struct stmt *stmt = query(db, Q_outbox_add);
    bind_text(stmt, "recipient", message->recipient);
    bind_text(stmt, "language", message->language);
    bind_text(stmt, "kind", message->kind);
    bind_text(stmt, "subject", message->subject);
    bind_text(stmt, "body", message->body);
    bind_text(stmt, "state", held ? "held" : "queued");
    bind_text(stmt, "held_why", held);
    bind_text(stmt, "off_url", message->off_url);
    bind_text(stmt, "words", message->words);
    bind_int(stmt, "now", moment_now());
    if (message->account)
        bind_int(stmt, "account", message->account);
    if (message->member)
        bind_int(stmt, "member", message->member);
    if (message->mailing)
        bind_int(stmt, "mailing", message->mailing);
    return run(stmt);
}

static const char *setting(struct db *db, struct arena *arena, const char *key,
                           const char *variable)
{
    const char *value = setting_read(db, arena, key);
    return value && *value ? value : getenv(variable);
}

struct smtp_settings outbox_settings(struct db *db, struct arena *arena)
{
    struct smtp_settings settings = {
        .url = setting(db, arena, "mail.url", "INMD_SMTP_URL"),
        .user = setting(db, arena, "mail.user", "INMD_SMTP_USER"),
        .password = setting(db, arena, "mail.password", "INMD_SMTP_PASSWORD"),
        .from = setting(db, arena, "mail.from", "INMD_MAIL_FROM"),
        .from_name = setting(db, arena, "mail.from_name", "INMD_MAIL_FROM_NAME"),
    };
    settings.from_name = settings.from_name ? settings.from_name : "INMD / RIMD";
    settings.user = text_blank(settings.user) ? NULL : settings.user;
    return settings;
}

static struct smtp_settings read_settings(struct store *store, struct arena *arena)
{
    struct smtp_settings settings = { 0 };
    struct db *db = store_reader(store);
    if (!db || !reader_begin(db, NULL))
        return settings;
    settings = outbox_settings(db, arena);
    reader_end(db);
    return settings;
}

struct delivery {
    struct arena *arena;
    struct smtp_message message;
    int64_t attempts;
    enum smtp_result result;
    const char *error;
};

/* Marks it as being sent before it is: after a crash in between it waits for a person instead of going out twice. */
static bool take(struct db *db, void *self, struct problem *problem)
{
    struct delivery *delivery = self;
    struct smtp_message *message = &delivery->message;
    struct stmt *stmt = query(db, Q_outbox_due);
    (void)problem;
    bind_int(stmt, "now", moment_now());
    if (step(stmt)) {
        message->id = (long)col_int(stmt, "id");
        message->to = arena_copy(delivery->arena, col_text(stmt, "recipient"));
        message->subject = arena_copy(delivery->arena, col_text(stmt, "subject"));
        message->body = arena_copy(delivery->arena, col_text(stmt, "body"));
        message->off_url = arena_copy(delivery->arena, col_text(stmt, "off_url"));
        delivery->attempts = col_int(stmt, "attempts") + 1;
    }
    done(stmt);
    if (!message->id)
        return true;
    stmt = query(db, Q_outbox_take);
    bind_int(stmt, "id", message->id);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool note_bounce(struct db *db, const char *email, const char *status, const char *reason)
{
    struct stmt *stmt = query(db, Q_outbox_address_bounce);
    bind_text(stmt, "email", email);
    bind_text(stmt, "status", status);
    bind_text(stmt, "reason", reason);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool settle(struct db *db, void *self, struct problem *problem)
{
    const struct delivery *delivery = self;
    bool sent = delivery->result == SMTP_SENT, refused = delivery->result == SMTP_REFUSED;
    struct stmt *stmt = query(db, sent ? Q_outbox_sent : Q_outbox_failed);
    (void)problem;
    bind_int(stmt, "id", delivery->message.id);
    if (sent) {
        bind_int(stmt, "now", moment_now());
    } else { /* 1, 4, 16, 64 minutes ... */
        bind_text(stmt, "state",
                  refused                          ? "bounced"
                  : delivery->attempts >= ATTEMPTS ? "failed"
                                                   : "queued");
        bind_text(stmt, "error", delivery->error);
        bind_int(stmt, "next_at", moment_now() + (60LL << (2 * (delivery->attempts - 1))));
    }
    return run(stmt) &&
           (!refused || note_bounce(db, delivery->message.to, "5.0.0", delivery->error));
}

bool outbox_deliver_one(struct store *store)
{
    char error[300] = "";
    struct delivery delivery = { .arena = arena_new(), .error = error };
    struct smtp_settings settings = read_settings(store, delivery.arena);
    bool ready = settings.url && settings.from;
    if (ready && store_write_quietly(store, take, &delivery, NULL) && delivery.message.id) {
        delivery.result = smtp_send(&settings, &delivery.message, error, sizeof error);
        if (delivery.result != SMTP_SENT)
            log_line(LOG_WARNING, "outbox",
                     "message=%ld attempt=%lld result=%s", /* the words may name a person */
                     delivery.message.id, (long long)delivery.attempts,
                     delivery.result == SMTP_REFUSED ? "refused" : "later");
        store_write_quietly(store, settle, &delivery, NULL);
    }
    arena_free(delivery.arena);
    return delivery.message.id != 0;
}

static bool hold_interrupted(struct db *db, void *self, struct problem *problem)
{
    struct stmt *stmt = query(db, Q_outbox_interrupted);
    (void)self;
    (void)problem;
    bind_int(stmt, "before", moment_now() - SENDING_SECONDS);
    return run(stmt);
}

void outbox_recover(struct store *store)
{
    store_write_quietly(store, hold_interrupted, NULL, NULL);
}

bool bounce_record(struct db *db, struct arena *arena, const struct bounce *bounce)
{
    if (!bounce->failed)
        return false;
    const char *recipient = bounce->recipient;
    if (bounce->message) {
        struct stmt *stmt = query(db, Q_outbox_recipient);
        bind_int(stmt, "id", bounce->message);
        const char *ours = scalar_text(stmt, arena);
        recipient =
            ours ? ours : recipient; /* forwarded mail fails at an address that is not ours */
        stmt = query(db, Q_outbox_bounced);
        bind_int(stmt, "id", bounce->message);
        bind_text(stmt, "email", recipient);
        bind_text(stmt, "reason", bounce->reason ? bounce->reason : bounce->status);
        if (!run(stmt))
            return false;
    }
    return recipient && note_bounce(db, recipient, bounce->status, bounce->reason);
}
