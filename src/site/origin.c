#include "site/origin.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "site/site.h"

const char *site_origin(struct db *db, struct arena *arena)
{
    if (site_settings()->origin)
        return site_settings()->origin;
    const char *said = setting_read(db, arena, "site.origin");
    return text_blank(said) ? NULL : said;
}

const char *site_origin_remembered(struct db *db, struct arena *arena)
{
    static _Thread_local struct {
        bool known;
        uint64_t tables[4], stamp;
        char text[300];
    } kept;
    if (site_settings()->origin || !kept.known ||
        !store_unchanged(site_store(), kept.tables, kept.stamp)) {
        const char *origin = site_origin(db, arena);
        kept.known = !site_settings()->origin && (!origin || strlen(origin) < sizeof kept.text);
        if (!kept.known)
            return origin;
        reader_tables(db, kept.tables, &kept.stamp);
        snprintf(kept.text, sizeof kept.text, "%s", origin ? origin : "");
    }
    return *kept.text ? arena_copy(arena, kept.text) : NULL;
}

static _Thread_local const char *asked;

void site_origin_asked(const char *origin)
{
    asked = origin;
}

const char *site_origin_for_message(struct db *db, struct arena *arena)
{
    const char *own = site_origin(db, arena);
    return own ? own : asked ? asked : "http://localhost";
}

bool site_origin_known(void)
{
    struct db *db = store_reader(site_store());
    struct arena *arena = arena_new();
    bool known = db && reader_begin(db, NULL) && site_origin(db, arena);
    if (db)
        reader_end(db);
    arena_free(arena);
    return known;
}

struct learning {
    const struct request *request;
    int64_t account;
};

static bool learn(struct db *db, void *self, struct problem *problem)
{
    const struct learning *learning = self;
    struct stmt *stmt = query(db, Q_site_origin_learn);
    (void)problem;
    bind_text(stmt, "origin", learning->request->origin);
    bind_int(stmt, "account", learning->account);
    return run(stmt);
}

void site_origin_learn(const struct request *request, int64_t account)
{
    struct learning learning = { request, account };
    const char *host = strstr(request->origin, "://");
    if (host && !text_is_loopback(host + 3) && !site_origin(request->db, request->arena))
        store_write_quietly(site_store(), learn, &learning, NULL);
}
