#include "site/membership/daily.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/membership/membership.h"
#include "site/origin.h"
#include "site/page.h"
#include "site/reindex.h"
#include "site/site.h"

#define DAY 86400
#define MINUTE 60
#define BATCH 100    /* messages of one run */
#define LATE_DAYS 14 /* a reminder that is later than this is not sent any more */
#define STEPS 8
#define DEFAULT_LADDER "30,7,-1"
#define DEFAULT_MONTHS 12

struct day {
    struct db *db;
    struct arena *arena;
    const char *today, *origin;
    int room; /* messages left of this run */
};

static const char *address(const struct day *day, enum language lang, const char *route,
                           const char *param)
{
    const char *params[4] = { param };
    return arena_print(day->arena, "%s%s", day->origin,
                       router_path(site_router(), day->arena, route, lang, params));
}

/* --- reminders ------------------------------------------------------------------------------------------------ */

static int ladder(struct db *db, struct arena *arena, long steps[STEPS])
{
    const char *text = setting_read(db, arena, "membership.reminders");
    int count = 0;
    for (const char *at = text ? text : DEFAULT_LADDER; *at && count < STEPS;) {
        char *end;
        steps[count] = strtol(at, &end, 10);
        count += end != at;
        at = end + (*end == ',' || *end == ' ' || end == at);
    }
    return count;
}

static int latest_first(const void *one, const void *other)
{
    return *(const long *)one < *(const long *)other ? -1
                                                     : *(const long *)one > *(const long *)other;
}

static bool remind(struct day *day, const struct map *row, long step)
{
    enum language lang = language_of(map_get_text(row, "language"));
    struct map *words = map_new(day->arena);
    map_text(words, "name", map_get_text(row, "display_name"));
    map_text(words, "grade", map_get_text(row, lang == LANG_EN ? "grade_en" : "grade_es"));
    map_text(words, "ends_on",
             locale_date(locale_of(lang), day->arena, map_get_text(row, "ends_on")));
    const char *grace = map_get_text(row, "grace_on");
    map_text(words, "grace_on", grace ? locale_date(locale_of(lang), day->arena, grace) : NULL);
    map_bool(words, "ended", step < 0);
    map_bool(words, "free", map_get(row, "free").number);
    map_text(words, "link", address(day, lang, "account", NULL));
    struct stmt *mark = query(day->db, Q_membership_reminder_add);
    bind_int(mark, "membership", map_get(row, "id").number);
    bind_text(mark, "ends_on", map_get_text(row, "ends_on"));
    bind_int(mark, "days", step);
    bind_int(mark, "now", moment_now());
    return run(mark) &&
           mail_add(
               day->db, day->arena, lang, "membership_reminder", map_get_text(row, "email"), words,
               map_get(row, "account_id").kind == VALUE_INT ? map_get(row, "account_id").number : 0,
               map_get(row, "member_id").number);
}

static struct value due_terms(const struct day *day, long step)
{
    struct stmt *stmt = query(day->db, Q_membership_reminders_due);
    bind_text(stmt, "today", day->today);
    bind_text(stmt, "last", arena_print(day->arena, "%+ld days", step));
    bind_text(stmt, "first", arena_print(day->arena, "%+ld days", step - LATE_DAYS));
    bind_int(stmt, "days", step);
    bind_int(stmt, "limit", day->room);
    return stmt_rows(stmt, day->arena);
}

/* Of several steps that are due the last one alone is sent: it says most. */
static bool send_reminders(struct day *day)
{
    long steps[STEPS];
    int count = ladder(day->db, day->arena, steps);
    qsort(steps, (size_t)count, sizeof *steps, latest_first);
    for (int i = 0; i < count && day->room > 0; i++) {
        struct value list = due_terms(day, steps[i]), row;
        void *self = (void *)(uintptr_t)list.list;
        for ((*list.list)->start(self); (*list.list)->next(self, &row); day->room--) {
            if (!remind(day, (const struct map *)row.object, steps[i]))
                return false;
        }
    }
    return true;
}

/* --- "is this still correct?" ------------------------------------------------------------------------------------ */

static bool ask(struct day *day, const struct map *row)
{
    enum language lang = language_of(map_get_text(row, "language"));
    char token[TOKEN_SIZE], hash[HASH_SIZE];
    struct map *words = map_new(day->arena);
    secret_token(token);
    secret_hash(token, hash);
    map_text(words, "name", map_get_text(row, "display_name"));
    map_text(words, "link", address(day, lang, "profile_check", token));
    struct stmt *put = query(day->db, Q_membership_check_ask);
    bind_int(put, "member", map_get(row, "member_id").number);
    bind_int(put, "now", moment_now());
    bind_text(put, "token_hash", hash);
    return run(put) &&
           mail_add(day->db, day->arena, lang, "profile_check", map_get_text(row, "email"), words,
                    map_get(row, "account_id").kind == VALUE_INT ? map_get(row, "account_id").number
                                                                 : 0,
                    map_get(row, "member_id").number);
}

static bool ask_yearly(struct day *day)
{
    long months =
        membership_setting(day->db, day->arena, "membership.check_months", DEFAULT_MONTHS);
    if (months <= 0 || day->room <= 0)
        return true;
    struct stmt *stmt = query(day->db, Q_membership_checks_due);
    bind_text(stmt, "today", day->today);
    bind_int(stmt, "before", moment_now() - (months < 12 ? 12 : months) * 365 * DAY / 12);
    bind_int(stmt, "limit", day->room);
    struct value list = stmt_rows(stmt, day->arena), row;
    void *self = (void *)(uintptr_t)list.list;
    for ((*list.list)->start(self); (*list.list)->next(self, &row); day->room--) {
        if (!ask(day, (const struct map *)row.object))
            return false;
    }
    return true;
}

/* --- the directory --------------------------------------------------------------------------------------------------- */

static bool bound_today(struct db *db, struct arena *arena, enum query_id id, int64_t member)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "member", member);
    bind_text(stmt, "today", membership_today(arena));
    return scalar_int(stmt);
}

bool membership_hides(struct db *db, int64_t member)
{
    struct arena *arena = arena_new();
    bool hides = membership_setting(db, arena, "membership.hide_lapsed", 0) == 1 &&
                 bound_today(db, arena, Q_membership_has_ended, member) &&
                 !bound_today(db, arena, Q_membership_is_member, member);
    arena_free(arena);
    return hides;
}

/* Those whose place in the directory is not what their terms say today. */
static void place_all(struct day *day)
{
    struct stmt *stmt = query(day->db, Q_membership_misplaced);
    bind_text(stmt, "today", day->today);
    bind_int(stmt, "hide",
             membership_setting(day->db, day->arena, "membership.hide_lapsed", 0) == 1);
    struct value list = stmt_rows(stmt, day->arena), row;
    void *self = (void *)(uintptr_t)list.list;
    for ((*list.list)->start(self); (*list.list)->next(self, &row);)
        site_reindex_one(day->db, "member", map_get((const struct map *)row.object, "id").number);
}

/* --- every day --------------------------------------------------------------------------------------------------------- */

bool membership_daily(struct db *db, int64_t subject, struct problem *problem)
{
    struct day day = { .db = db, .arena = arena_new(), .room = BATCH };
    (void)subject;
    (void)problem;
    day.today = membership_today(day.arena);
    day.origin = site_origin(db, day.arena); /* mails need whole addresses */
    bool good = !day.origin || (send_reminders(&day) && ask_yearly(&day));
    place_all(&day);
    int64_t wait = day.room > 0 ? DAY : 10 * MINUTE; /* the rest of them soon */
    good = good && job_add(db, MEMBERSHIP_DAILY, 0, moment_now() + wait);
    arena_free(day.arena);
    return good;
}

static bool start(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return scalar_int(query(db, Q_membership_daily_exists)) ||
           job_add(db, MEMBERSHIP_DAILY, 0, moment_now() + MINUTE);
}

bool membership_daily_start(struct store *store, struct problem *problem)
{
    return store_write_quietly(store, start, NULL, problem);
}
