#include "site/site.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "base/log.h"
#include "base/secret.h"
#include "jobs/jobs.h"
#include "record/merge.h"
#include "record/personal.h"
#include "record/retention.h"
#include "site/files/keep.h"
#include "site/hooks.h"
#include "site/job_kinds.h"
#include "site/membership/daily.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/privacy/privacy.h"
#include "site/privacy/takeout.h"
#include "site/registrations/registrations.h"
#include "site/reindex.h"
#include "site/routes.h"
#include "site/search/search.h"
#include "site/templates.h"
#include "site/types.h"
#include "web/asset.h"
#include "web/limit.h"
#include "web/locale.h"

#define CACHE_BYTES ((size_t)64 << 20)

static struct {
    struct store *store;
    struct site_settings settings;
    struct router *router;
    struct dispatcher *dispatcher;
    struct template_set *templates;
    char key[TOKEN_SIZE];
} site;

struct store *site_store(void)
{
    return site.store;
}

const struct site_settings *site_settings(void)
{
    return &site.settings;
}

const struct router *site_router(void)
{
    return site.router;
}

struct dispatcher *site_dispatcher(void)
{
    return site.dispatcher;
}

const struct template_set *site_templates(void)
{
    return site.templates;
}

const char *site_key(void)
{
    return site.key;
}

static bool make_key(struct db *db, void *self, struct problem *problem)
{
    struct arena *arena = arena_new();
    const char *have = setting_read(db, arena, "secret.key");
    (void)problem;
    if (have) {
        snprintf(self, TOKEN_SIZE, "%s", have);
    } else {
        secret_token(self);
        setting_write(db, "secret.key", self);
    }
    arena_free(arena);
    return true;
}

/* The mark is written with the content, so that a start that was cut off before it is made good by the next. */
static bool wants_seed(struct db *db, struct arena *arena)
{
    return !setting_read(db, arena, "seeded") && !scalar_int(query(db, Q_site_has_pages));
}

static bool run_seed(struct db *db, void *self, struct problem *problem)
{
    struct arena *arena = self;
    if (!wants_seed(db, arena))
        return true;
    for (const char **path = files_list(arena, "sql/seed/"); *path; path++) {
        size_t len;
        const char *sql = files_read(arena, *path, &len);
        if (sql && !db_script(db, sql, problem))
            return false;
    }
    return setting_write(db, "seeded", "1");
}

static bool seed(struct problem *problem)
{
    static const struct author author = { .kind = "system",
                                          .name = "inmd",
                                          .why = "history.starting_content" };
    struct arena *arena = arena_new();
    struct db *db = store_reader(site.store);
    bool good = db && reader_begin(db, problem);
    bool wanted = good && wants_seed(db, arena); /* asked again where nobody else can write */
    if (good)
        reader_end(db);
    if (wanted)
        good = store_write(site.store, &author, run_seed, arena, NULL, problem);
    arena_free(arena);
    return good;
}

static bool start_daily(struct store *store, struct problem *problem)
{
    return membership_daily_start(store, problem) && privacy_start(store, problem) &&
           files_daily_start(store, problem) && search_daily_start(store, problem);
}

bool site_start(struct store *store, const struct site_settings *settings, struct problem *problem)
{
    site.store = store;
    site.settings = *settings;
    limit_switch(!settings->test);
    record_types_set(site_types);
    job_kinds_set(site_job_kinds);
    store_on_settle(store, registrations_settle);
    store_on_reindex(store, site_reindex);
    store_on_follow(store, merge_follow);
    site.router = router_new(site_routes, site_route_count);
    assets_load();
    site.templates = settings->once ? templates_lazy(page_constant) : NULL;
    if (!locales_load(problem) ||
        (!site.templates && !(site.templates = templates_load(page_constant, problem))) ||
        !store_write_quietly(store, make_key, site.key, problem) || !seed(problem) ||
        !permission_start(problem) || (!settings->once && !start_daily(store, problem)))
        return false;
    size_t cache = settings->no_page_cache || settings->once ? 0
                   : settings->cache_bytes                   ? settings->cache_bytes
                                                             : CACHE_BYTES;
    site.dispatcher = dispatcher_new(site.router, &site_hooks, cache);
    return true;
}

void site_stop(void)
{
    dispatcher_free(site.dispatcher);
    router_free(site.router);
    templates_free(site.templates);
    memset(&site, 0, sizeof site);
}

bool site_check(void (*report)(void *self, const char *fault), void *self)
{
    bool words = locale_check(report, self);
    bool templates = templates_check(site.templates, report, self);
    bool queries = store_check(site.store, report, self);
    struct db *db = store_reader(site.store);
    bool records = db && reader_begin(db, NULL) && record_check(db, report, self);
    bool personal = db && personal_check(db, report, self) && takeout_check(db, report, self) &&
                    retention_check(db, report, self);
    if (db)
        reader_end(db);
    return words && templates && queries && records && personal;
}

void site_reload(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static long long last;
    struct problem problem = { 0 };
    if (!files_on_disk() || pthread_mutex_trylock(&lock))
        return;
    long long stamp = files_stamp("templates") + files_stamp("public");
    if (last && stamp != last) {
        assets_load(); /* first: pages hold the files' addresses */
        struct template_set *fresh =
            locales_load(&problem) ? templates_load(page_constant, &problem) : NULL;
        if (fresh)
            site.templates = fresh; /* the old set stays for requests that use it */
        else
            log_line(LOG_ERROR, "reload", "detail=\"%s\"", problem.detail);
    }
    last = stamp;
    pthread_mutex_unlock(&lock);
}
