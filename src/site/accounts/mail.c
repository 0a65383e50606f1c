#include "site/accounts/mail.h"

#include "base/log.h"
#include "base/text.h"
#include "site/outbox/outbox.h"
#include "web/json.h"

/* What its recipient has just asked for by a form. */
static bool asked_for(const char *kind)
{
    static const char *const asked[] = {
        "sign_in",   "proof",     "continue",           "known",
        "email_new", "email_old", "registration_proof", "registration_known",
        NULL
    };
    for (int i = 0; asked[i]; i++) {
        if (text_equal(kind, asked[i]))
            return true;
    }
    return false;
}

struct message mail_begin(struct arena *arena, enum language lang, const char *kind,
                          const char *recipient, const struct map *words)
{
    return (struct message){ .recipient = recipient,
                             .language = language_codes[lang],
                             .kind = kind,
                             .words = json_of_words(arena, words),
                             .asked = asked_for(kind) };
}

bool mail_end(struct db *db, struct arena *arena, enum language lang, struct message *message,
              const struct map *words)
{
    if (letter_write(db, arena, lang, message->kind, words, &message->subject, &message->body))
        return outbox_add(db, message);
    BUG("mail=%s", message->kind);
    return false;
}

bool mail_add(struct db *db, struct arena *arena, enum language lang, const char *kind,
              const char *recipient, const struct map *words, int64_t account, int64_t member)
{
    struct message message = mail_begin(arena, lang, kind, recipient, words);
    message.account = account;
    message.member = member;
    return mail_end(db, arena, lang, &message, words);
}
