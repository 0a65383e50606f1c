/* The queue of an event, and what follows when somebody comes, goes, or places are added. */
#include "site/registrations/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "site/accounts/mail.h"
#include "site/origin.h"
#include "site/registrations/registrations.h"
#include "site/site.h"
#include "site/types.h"

const char *const offer_names[] = { "none", "later", "open", "waiting", "full", "closed" };

/* --- what an event offers ------------------------------------------------------------------------------------------ */

static int64_t number(const struct map *row, const char *name, int64_t none)
{
    struct value value = map_get(row, name);
    return value.kind == VALUE_INT ? value.number : none;
}

static enum offer_state state_of(const struct map *row, int64_t left, int64_t now)
{
    if (!number(row, "registration", 0) || number(row, "ends_at", 0) <= now ||
        !text_equal(map_get_text(row, "state"), "published"))
        return OFFER_NONE;
    if (!text_equal(map_get_text(row, "status"), "scheduled") ||
        number(row, "registration_closes_utc", number(row, "starts_utc", 0)) <= now)
        return OFFER_CLOSED;
    if (number(row, "registration_opens_utc", 0) > now)
        return OFFER_LATER;
    if (left)
        return OFFER_OPEN;
    return number(row, "waiting_list", 0) ? OFFER_WAITING : OFFER_FULL;
}

/* The first moment to come at which registration opens or closes, or the event ends. */
static int64_t next_moment(const struct map *row, int64_t now)
{
    const int64_t moments[] = { number(row, "registration_opens_utc", 0),
                                number(row, "registration_closes_utc",
                                       number(row, "starts_utc", 0)),
                                number(row, "ends_at", 0) };
    int64_t next = 0;
    for (int i = 0; number(row, "registration", 0) && i < 3; i++) {
        if (moments[i] > now && (!next || moments[i] < next))
            next = moments[i];
    }
    return next;
}

struct offer offer_of(struct db *db, struct arena *arena, enum language lang, int64_t event)
{
    struct offer offer = { .left = -1 };
    struct stmt *stmt = query(db, Q_registrations_offer);
    int64_t now = moment_now();
    bind_int(stmt, "event", event);
    bind_text(stmt, "lang", language_codes[lang]);
    offer.row = stmt_map(stmt, arena);
    if (!offer.row)
        return offer;
    offer.event = event;
    int64_t places = number(offer.row, "places", -1), taken = number(offer.row, "taken", 0);
    if (places >= 0)
        offer.left = places > taken ? places - taken : 0;
    offer.state = state_of(offer.row, offer.left, now);
    offer.next = next_moment(offer.row, now);
    return offer;
}

struct offer offer_at(struct db *db, struct arena *arena, enum language lang, const char *slug)
{
    struct stmt *stmt = query(db, Q_registrations_event);
    bind_text(stmt, "slug", slug);
    return offer_of(db, arena, lang, scalar_int(stmt));
}

const char *local_words(const struct locale *locale, struct arena *arena, const char *local,
                        const char *zone)
{
    const char *date = locale_date(locale, arena, local), *time = strchr(local, 'T');
    if (!time)
        return date;
    return zone
               ? arena_print(arena, "%s, %.5s (%s)", date, time + 1, zone_city(locale, arena, zone))
               : arena_print(arena, "%s, %.5s", date, time + 1);
}

static const char *place_words(const struct locale *locale, struct arena *arena,
                               const struct map *row)
{
    const char *country = map_get_text(row, "country"), *words = NULL;
    const char *parts[] = { map_get_text(row, "venue"), map_get_text(row, "city"),
                            country ? locale_country(locale, country) : NULL };
    for (int i = 0; i < 3; i++) {
        if (parts[i])
            words = words ? arena_print(arena, "%s, %s", words, parts[i]) : parts[i];
    }
    return words;
}

/* --- rows -------------------------------------------------------------------------------------------------------------- */

static bool read_row(struct stmt *stmt, struct arena *arena, struct registration *out)
{
    bool found = step(stmt);
    if (found)
        *out = (struct registration){ .id = col_int(stmt, "id"),
                                      .event = col_int(stmt, "event_id"),
                                      .member = col_int(stmt, "member_id"),
                                      .name = arena_copy(arena, col_text(stmt, "name")),
                                      .email = arena_copy(arena, col_text(stmt, "email")),
                                      .status = arena_copy(arena, col_text(stmt, "status")),
                                      .language = language_of(col_text(stmt, "language")),
                                      .updated_at = col_int(stmt, "updated_at") };
    done(stmt);
    return found;
}

bool registration_load(struct db *db, struct arena *arena, int64_t id, struct registration *out)
{
    struct stmt *stmt = query(db, Q_registrations_one);
    bind_int(stmt, "id", id);
    return read_row(stmt, arena, out);
}

bool registration_find(struct db *db, struct arena *arena, int64_t event, const char *email,
                       int64_t member, struct registration *out)
{
    struct stmt *stmt = query(db, Q_registrations_find);
    bind_int(stmt, "event", event);
    bind_text(stmt, "email", email);
    if (member)
        bind_int(stmt, "member", member);
    return read_row(stmt, arena, out);
}

bool registration_live(const struct registration *registration)
{
    return text_equal(registration->status, "registered") ||
           text_equal(registration->status, "waiting");
}

bool registration_put(struct db *db, int64_t id, const char *status, const char *reason,
                      int64_t member)
{
    struct stmt *stmt = query(db, Q_registrations_put);
    bind_int(stmt, "id", id);
    bind_text(stmt, "status", status);
    bind_text(stmt, "reason", reason);
    if (member)
        bind_int(stmt, "member", member);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

const char *registration_chance(struct db *db, struct arena *arena, int64_t event)
{
    struct offer offer = offer_of(db, arena, LANG_ES, event);
    return offer.state == OFFER_OPEN      ? "registered"
           : offer.state == OFFER_WAITING ? "waiting"
                                          : NULL;
}

int64_t registration_position(struct db *db, int64_t id)
{
    struct stmt *stmt = query(db, Q_registrations_position);
    bind_int(stmt, "id", id);
    return scalar_int(stmt);
}

/* --- links --------------------------------------------------------------------------------------------------------------- */

const char *registration_token(struct arena *arena, int64_t id, const char *email)
{
    char token[TOKEN_SIZE];
    secret_sign(site_key(), arena_print(arena, "registration %lld %s", (long long)id, email),
                token);
    return arena_print(arena, "%lld.%s", (long long)id, token);
}

bool registration_of_token(struct db *db, struct arena *arena, const char *token,
                           struct registration *out)
{
    int64_t id = strtoll(token, NULL, 10);
    if (!registration_load(db, arena, id, out) ||
        !secret_equal(token, registration_token(arena, id, out->email)))
        return false;
    return !text_equal(out->status, "unconfirmed") ||
           out->updated_at + PROOF_SECONDS > moment_now();
}

static const char *address(struct db *db, struct arena *arena, enum language lang,
                           const char *route, const char *param)
{
    const char *params[4] = { param };
    return arena_print(arena, "%s%s", site_origin_for_message(db, arena),
                       router_path(site_router(), arena, route, lang, params));
}

bool registration_mail(struct db *db, struct arena *arena, int64_t id, const char *kind)
{
    struct registration to;
    if (!registration_load(db, arena, id, &to))
        return true;
    struct offer offer = offer_of(db, arena, to.language, to.event);
    const struct locale *locale = locale_of(to.language);
    struct map *words = map_new(arena);
    struct stmt *one = query(db, Q_registrations_one);
    bind_int(one, "id", id);
    struct value row = stmt_row(one, arena);
    if (!offer.event) /* in no language, so not to be written about */
        return true;
    const char *slug = map_get_text(offer.row, "slug"),
               *token = registration_token(arena, id, to.email);
    map_text(words, "name", to.name);
    map_text(words, "event", map_get_text(offer.row, "title"));
    map_text(words, "when",
             local_words(locale, arena, map_get_text(offer.row, "starts"),
                         map_get_text(offer.row, "zone")));
    map_text(words, "place", place_words(locale, arena, offer.row));
    map_text(words, "event_link", address(db, arena, to.language, "event", slug));
    map_text(words, "calendar", address(db, arena, to.language, "event_ics", slug));
    map_text(words, "link", address(db, arena, to.language, "registration", token));
    map_int(words, "position", registration_position(db, id));
    map_text(words, "reason", value_get(row, symbol_of("reason")).text);
    return mail_add(db, arena, to.language, kind, to.email, words, 0, to.member);
}

/* --- what follows ----------------------------------------------------------------------------------------------------- */

static bool run_for(struct db *db, enum query_id query_id, const char *name, int64_t id, bool now)
{
    struct stmt *stmt = query(db, query_id);
    bind_int(stmt, name, id);
    if (now)
        bind_int(stmt, "now", moment_now());
    return run(stmt);
}

/* The message that says what changed. */
static const char *kind_of(const char *status, const char *told)
{
    if (text_equal(told, "begun") && !text_equal(status, "begun"))
        told = "waiting"; /* the event begins later than it did, or there is a place after all */
    if (text_equal(status, told))
        return "registration_moved";
    if (text_equal(status, "registered") && text_equal(told, "waiting"))
        return "registration_promoted";
    static const char *const kinds[] = { "registration_registered",
                                         "registration_waiting",
                                         "registration_cancelled",
                                         "registration_event_cancelled",
                                         "registration_event_postponed",
                                         "registration_begun",
                                         NULL };
    for (int i = 0; kinds[i]; i++) {
        if (text_equal(kinds[i] + strlen("registration_"), status))
            return kinds[i];
    }
    return NULL;
}

/* Writes to whoever has something else to know than what they were told last; not about what is over, and not of an end to who never
 * heard of a beginning. */
static void tell(struct db *db, struct arena *arena, int64_t id)
{
    struct stmt *stmt = query(db, Q_registrations_untold), *keep;
    bind_int(stmt, "id", id);
    bind_int(stmt, "now", moment_now());
    struct value row = stmt_row(stmt, arena);
    if (row.kind != VALUE_OBJECT)
        return;
    const char *status = value_get(row, symbol_of("status")).text;
    const char *told = value_get(row, symbol_of("told")).text, *kind = kind_of(status, told);
    bool over = value_get(row, symbol_of("over")).kind == VALUE_INT;
    keep = query(db, Q_registrations_tell);
    bind_int(keep, "id", id);
    bind_text(keep, "status", status);
    bind_text(keep, "starts", value_get(row, symbol_of("starts")).text);
    if (run(keep) && kind && !over && (told || !text_equal(status, "cancelled")))
        registration_mail(db, arena, id, kind);
}

/* Everybody who is to come to EVENT. */
static void tell_all(struct db *db, struct arena *arena, int64_t event)
{
    struct stmt *stmt = query(db, Q_registrations_live);
    bind_int(stmt, "event", event);
    struct value all = stmt_rows(stmt, arena), item;
    void *self = (void *)(uintptr_t)all.list;
    for ((*all.list)->start(self); (*all.list)->next(self, &item);)
        tell(db, arena, value_get(item, symbol_of("id")).number);
}

static void promote(struct db *db, struct arena *arena)
{
    for (;;) {
        struct stmt *next = query(db, Q_registrations_next);
        bind_int(next, "now", moment_now());
        int64_t id = scalar_int(next);
        if (!id || !run_for(db, Q_registrations_promote, "id", id, true))
            return;
        tell(db, arena, id);
    }
}

/* Of two registrations of one person the one that says less goes. True when that is ID itself. */
static bool drop_doubles(struct db *db, int64_t id)
{
    for (;;) {
        struct stmt *stmt = query(db, Q_registrations_double);
        bind_int(stmt, "id", id);
        int64_t double_id = scalar_int(stmt);
        if (!double_id || !run_for(db, Q_registrations_drop, "id", double_id, false))
            return false;
        if (double_id == id)
            return true;
    }
}

/* Whoever still waits when EVENT begins hears of it then: while somebody waits there is a job for that moment. */
static void plan_beginning(struct db *db, int64_t event)
{
    struct stmt *begins = query(db, Q_registrations_begins),
                *planned = query(db, Q_registrations_planned);
    bind_int(begins, "event", event);
    bind_int(begins, "now", moment_now());
    bind_text(planned, "kind", REGISTRATIONS_BEGIN);
    bind_int(planned, "event", event);
    int64_t at = scalar_int(begins), before = scalar_int(planned);
    if (at == before || !event)
        return;
    job_remove(db, REGISTRATIONS_BEGIN, event);
    if (at)
        job_add(db, REGISTRATIONS_BEGIN, event, at);
}

bool registrations_begin(struct db *db, int64_t event, struct problem *problem)
{
    struct arena *arena = arena_new();
    (void)problem;
    tell_all(db, arena, event);
    arena_free(arena);
    return true;
}

static int64_t event_of(struct db *db, int64_t id)
{
    struct stmt *stmt = query(db, Q_registrations_event_of);
    bind_int(stmt, "id", id);
    return scalar_int(stmt);
}

bool registration_rank(struct db *db, int64_t id)
{
    return run_for(db, Q_registrations_rank, "id", id, false);
}

void registrations_settle(struct db *db, const char *table, int64_t id)
{
    bool event = text_equal(table, "event"), registrant = text_equal(table, "registrant");
    if (!event && !registrant)
        return;
    struct arena *arena = arena_new();
    bool there = event || !drop_doubles(db, id);
    if (event) {
        run_for(db, Q_registrations_follow_event, "event", id, false);
    } else if (there) {
        run_for(db, Q_registrations_follow, "id", id, false);
        run_for(db, Q_registrations_queue, "id", id, true);
        registration_rank(db, id);
    }
    promote(db, arena);
    if (event)
        tell_all(db, arena, id);
    else if (there)
        tell(db, arena, id);
    plan_beginning(db, event ? id : event_of(db, id));
    arena_free(arena);
}
