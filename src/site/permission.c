#include "site/permission.h"

#include <string.h>

#include "base/text.h"
#include "record/record.h"
#include "site/site.h"
#include "site/visitor.h"

#define BIT(action) (1u << (action))
#define READ_WRITE (BIT(ACTION_READ) | BIT(ACTION_WRITE))

const char *const action_names[ACTION_COUNT] = { "read", "write", "publish", "delete", "export" };

const struct permission_area permission_areas[] = {
    { "approvals", READ_WRITE },
    { "outbox", READ_WRITE },
    { "changes", READ_WRITE },
    { "imports", READ_WRITE },
    { "privacy", READ_WRITE | BIT(ACTION_EXPORT) },
    { "settings", BIT(ACTION_READ) },
    { "accounts", BIT(ACTION_READ) },
    { NULL, 0 },
};

/* What all roles of the visitor together allow in one area. */
struct grant {
    const char *area; /* "*": every one */
    unsigned actions, by_language[LANG_COUNT];
    struct grant *next;
};

static unsigned action_bit(const char *name)
{
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (text_equal(name, action_names[action]))
            return BIT(action);
    }
    return 0;
}

static void add_grant(struct grant *grant, const char *lang, unsigned bit)
{
    if (!*lang)
        grant->actions |= bit;
    for (int i = 0; i < LANG_COUNT; i++) {
        if (!*lang || text_equal(lang, language_codes[i]))
            grant->by_language[i] |= bit;
    }
}

/* Read once a request, when first asked. */
static const struct grant *grants_of(const struct request *request)
{
    struct visitor *visitor = visitor_of(request);
    struct grant *grant = NULL;
    if (visitor->grants_known)
        return visitor->grants;
    visitor->grants_known = true;
    struct stmt *stmt = query(request->db, Q_permission_grants);
    bind_int(stmt, "account", visitor->account);
    while (step(stmt)) { /* sorted by area */
        const char *area = col_text(stmt, "area");
        if (!grant || strcmp(grant->area, area)) {
            struct grant *next = arena_one(request->arena, struct grant);
            next->area = arena_copy(request->arena, area);
            next->next = grant;
            grant = next;
        }
        add_grant(grant, col_text(stmt, "lang"), action_bit(col_text(stmt, "action")));
    }
    done(stmt);
    return visitor->grants = grant;
}

static bool is_staff(const struct request *request)
{
    return visitor_of(request)->account && visitor_may(request, ROLE_EDITOR);
}

bool may(const struct request *request, const char *area, enum action action)
{
    const struct grant *grant = is_staff(request) ? grants_of(request) : NULL;
    for (; grant; grant = grant->next) {
        if (grant->actions & BIT(action) &&
            (text_equal(grant->area, "*") || text_equal(grant->area, area)))
            return true;
    }
    return false;
}

bool may_in(const struct request *request, const char *area, enum action action, enum language lang)
{
    return may_languages(request, area, action) & 1u << lang;
}

unsigned may_languages(const struct request *request, const char *area, enum action action)
{
    const struct grant *grant = is_staff(request) ? grants_of(request) : NULL;
    unsigned languages = 0;
    for (; grant; grant = grant->next) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (grant->by_language[lang] & BIT(action) &&
                (text_equal(grant->area, "*") || text_equal(grant->area, area)))
                languages |= 1u << lang;
        }
    }
    return languages;
}

bool may_or_403(const struct request *request, struct response *response, const char *area,
                enum action action)
{
    if (may(request, area, action))
        return true;
    response->status = 403;
    return false;
}

/* --- record types that are new --------------------------------------------------------------------------------------- */

static bool give_editors(struct db *db, const struct record_type *type)
{
    const enum role least[ACTION_COUNT] = { type->may_read, type->may_write, type->may_write,
                                            type->may_delete, type->may_read };
    struct stmt *stmt = query(db, Q_permission_area_add);
    bind_text(stmt, "area", type->name);
    bool good = run(stmt);
    for (int action = 0; action < ACTION_COUNT && good; action++) {
        if (least[action] > ROLE_EDITOR)
            continue;
        stmt = query(db, Q_permission_grant_editor);
        bind_text(stmt, "area", type->name);
        bind_text(stmt, "action", action_names[action]);
        good = run(stmt);
    }
    return good;
}

static bool is_known(struct db *db, const struct record_type *type)
{
    struct stmt *stmt = query(db, Q_permission_area_known);
    bind_text(stmt, "area", type->name);
    return scalar_int(stmt);
}

static bool add_types(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    for (const struct record_type *const *type = record_types(); *type; type++) {
        if (!is_known(db, *type) && !give_editors(db, *type))
            return false;
    }
    return true;
}

static bool all_known(void)
{
    struct db *db = store_reader(site_store());
    bool known = db && reader_begin(db, NULL);
    for (const struct record_type *const *type = record_types(); known && *type; type++)
        known = is_known(db, *type);
    if (db)
        reader_end(db);
    return known;
}

bool permission_start(struct problem *problem)
{
    return all_known() || store_write_quietly(site_store(), add_types, NULL, problem);
}
