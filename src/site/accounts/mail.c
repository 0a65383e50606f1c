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

bool mail_write(struct db *db, struct arena *arena, enum language lang, const char *kind,
                const char *recipient, const struct map *words, struct message *message)
{
    *message = (struct message){ .recipient = recipient,
                                 .language = language_codes[lang],
                                 .kind = kind,
                                 .words = json_of_words(arena, words),
                                 .asked = asked_for(kind) };
    if (letter_write(db, arena, lang, kind, words, &message->subject, &message->body))
        return true;
    BUG("mail=%s", kind);
    return false;
}

bool mail_add(struct db *db, struct arena *arena, enum language lang, const char *kind,
              const char *recipient, const struct map *words, int64_t account, int64_t member)
{
    struct message message;
    if (!mail_write(db, arena, lang, kind, recipient, words, &message))
        return false;
    message.account = account;
    message.member = member;
    return outbox_add(db, &message);
}
