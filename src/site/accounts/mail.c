#include "site/accounts/mail.h"

#include "base/log.h"
#include "mail/outbox.h"
#include "site/templates.h"
#include "web/locale.h"

bool mail_add(struct db *db, struct arena *arena, enum language lang, const char *kind,
              const char *recipient, const struct map *words, int64_t account, int64_t member)
{
    const struct template *template =
        template_find(site_templates(), arena_print(arena, "mail/%s.txt", kind));
    const struct locale *locale = locale_of(lang);
    const char *subject = locale_text(locale, arena_print(arena, "mail.%s_subject", kind));
    struct value context = map_value(words);
    struct rendering rendering = { .arena = arena, .set = site_templates(), .locale = locale };
    struct buffer body = { 0 };
    if (!template || !subject || !template_render(template, &rendering, &context, 1, &body)) {
        BUG("mail=%s", kind);
        buffer_free(&body);
        return false;
    }
    struct message message = { recipient, language_codes[lang], kind,
                               subject,   buffer_text(&body),   account,
                               member };
    bool good = outbox_add(db, &message);
    buffer_free(&body);
    return good;
}
