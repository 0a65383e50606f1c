#include "site/accounts/notice.h"

#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/page.h"
#include "web/locale.h"

bool account_notice(struct db *db, struct request *request, int64_t account, const char *what)
{
    struct stmt *stmt = query(db, Q_account_show);
    bind_int(stmt, "account", account);
    bool there = step(stmt);
    const char *email = there ? arena_copy(request->arena, col_text(stmt, "email")) : NULL,
               *name = there ? arena_copy(request->arena, col_text(stmt, "name")) : NULL;
    enum language lang = language_of(there ? col_text(stmt, "language") : NULL);
    done(stmt);
    if (!there)
        return true;
    struct map *words = map_new(request->arena);
    map_text(words, "name", name);
    map_text(words, "what",
             locale_text(locale_of(lang), arena_print(request->arena, "mail.security_%s", what)));
    return mail_add(db, request->arena, lang, "security", email, words, account, 0);
}
