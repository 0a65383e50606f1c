#include "site/privacy/consent.h"

#include <stdio.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/page.h"
#include "site/privacy/holdings.h"

struct value consent_wording(struct request *request, const char *form, const char *table)
{
    struct stmt *stmt = query(request->db, Q_policy_newest);
    bind_text(stmt, "form", form);
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *map = stmt_map(stmt, request->arena);
    if (!map)
        return value_null();
    page_shown_lang(request, map, map_get_text(map, "lang"));
    map_set(map, "kept",
            table ? holdings_kept(request->db, request->arena, page_locale(request), table)
                  : array_value(array_new(request->arena)));
    return map_value(map);
}

int64_t consent_shown(const struct request *request, struct db *db, const char *form)
{
    long long number = 0;
    struct stmt *stmt = query(db, Q_policy_number);
    bind_text(stmt, "form", form);
    bind_int(stmt, "number", text_to_int(request_form(request, "policy"), &number) ? number : 0);
    return scalar_int(stmt);
}

bool consent_note(struct db *db, int64_t member, const char *form, int64_t number,
                  enum language lang, const char *action)
{
    char version[24];
    snprintf(version, sizeof version, "%lld", (long long)number);
    struct stmt *stmt = query(db, Q_consent_add);
    bind_int(stmt, "member", member);
    bind_text(stmt, "form", form);
    bind_text(stmt, "text_version", version);
    bind_text(stmt, "language", language_codes[lang]);
    bind_text(stmt, "action", action);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

bool consent_holds(struct db *db, int64_t member, const char *form)
{
    struct stmt *stmt = query(db, Q_consent_holds);
    bind_int(stmt, "member", member);
    bind_text(stmt, "form", form);
    return scalar_int(stmt);
}

void policy_reindex(struct db *db, int64_t id)
{
    struct stmt *changed = query(db, Q_policy_changed);
    bind_int(changed, "id", id);
    if (!scalar_int(changed))
        return;
    struct stmt *keep = query(db, Q_policy_keep);
    bind_int(keep, "id", id);
    bind_int(keep, "now", moment_now());
    run(keep);
}
