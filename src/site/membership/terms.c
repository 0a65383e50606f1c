/* Terms and states. */
#include "site/membership/membership.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/types.h"

#define RENEW_DAYS 60

const char *membership_today(struct arena *arena)
{
    char local[24];
    int offset;
    if (!zone_from_utc(HOME_ZONE, moment_now(), local, &offset))
        moment_iso(moment_now(), local);
    return arena_copy_n(arena, local, 10);
}

static const char *state_key(struct arena *arena, const char *state)
{
    return arena_print(arena, "membership.state_%s", state);
}

static struct stmt *of_member(struct db *db, enum query_id id, int64_t member, const char *today)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "member", member);
    bind_text(stmt, "today", today);
    return stmt;
}

struct value membership_terms(struct db *db, struct arena *arena, int64_t member, const char *today,
                              enum language lang)
{
    struct array *rows = array_new(arena);
    struct stmt *stmt = of_member(db, Q_membership_terms, member, today);
    bind_text(stmt, "lang", language_codes[lang]);
    while (step(stmt)) {
        struct map *row = copy_row(stmt, arena);
        map_text(row, "state_key", state_key(arena, map_get_text(row, "state")));
        array_add(rows, map_value(row));
    }
    done(stmt);
    return array_value(rows);
}

/* The state that says most, of several terms: a term that runs counts before one that ended. */
static int weight(const char *state)
{
    static const char *const states[] = { "current", "grace", "future", NULL };
    for (int i = 0; states[i]; i++) {
        if (text_equal(states[i], state))
            return i;
    }
    return 3; /* lapsed, left: the newest */
}

static struct map *none(struct arena *arena)
{
    static const char *const names[] = { "id",         "grade",    "grade_name", "starts_on",
                                         "ends_on",    "grace_on", "left_on",    "free",
                                         "reason_key", NULL };
    struct map *map = map_new(arena);
    for (int i = 0; names[i]; i++)
        map_set(map, names[i], value_null());
    map_text(map, "state", "none");
    return map;
}

static void add_cover(struct db *db, struct arena *arena, struct map *now, int64_t member,
                      const char *today)
{
    struct stmt *stmt = of_member(db, Q_membership_covered_by, member, today);
    while (step(stmt)) {
        if (col_null(stmt, "now"))
            continue;
        map_text(now, "organization", arena_copy(arena, col_text(stmt, "organization")));
        map_text(now, "state", "covered");
        break;
    }
    done(stmt);
}

struct map *membership_now(struct db *db, struct arena *arena, int64_t member, const char *today,
                           enum language lang)
{
    struct map *best = NULL;
    bool renewed = false;
    struct stmt *stmt = of_member(db, Q_membership_terms, member, today);
    bind_text(stmt, "lang", language_codes[lang]);
    while (step(stmt)) {
        renewed = renewed || text_equal(col_text(stmt, "state"), "future");
        if (!best || weight(col_text(stmt, "state")) < weight(map_get_text(best, "state")))
            best = copy_row(stmt, arena);
    }
    done(stmt);
    best = best ? best : none(arena);
    map_text(best, "organization", NULL);
    map_bool(best, "renewed", renewed);
    const char *state = map_get_text(best, "state");
    if (!text_equal(state, "current") && !text_equal(state, "grace"))
        add_cover(db, arena, best, member, today);
    map_text(best, "state_key", state_key(arena, map_get_text(best, "state")));
    return best;
}

static const char *grade_of(struct db *db, struct arena *arena, int64_t member)
{
    struct stmt *stmt = query(db, Q_membership_grade_of);
    bind_int(stmt, "member", member);
    return scalar_text(stmt, arena);
}

const char *membership_next_start(struct db *db, struct arena *arena, int64_t member)
{
    struct stmt *stmt = of_member(db, Q_membership_next_start, member, membership_today(arena));
    return scalar_text(stmt, arena);
}

const char *membership_ends_on(struct db *db, struct arena *arena, const char *grade,
                               const char *starts_on)
{
    struct stmt *stmt = query(db, Q_membership_ends_on);
    bind_text(stmt, "grade", grade);
    bind_text(stmt, "starts_on", starts_on);
    return scalar_text(stmt, arena);
}

bool membership_overlaps(struct db *db, int64_t member, int64_t term, const char *grade,
                         const char *starts_on, const char *last_on)
{
    struct stmt *stmt = query(db, Q_membership_overlaps);
    bind_int(stmt, "member", member);
    bind_int(stmt, "id", term);
    bind_text(stmt, "grade", grade);
    bind_text(stmt, "starts_on", starts_on);
    bind_text(stmt, "last_on", last_on);
    return scalar_int(stmt);
}

bool membership_start(struct db *db, struct arena *arena, int64_t member, const char *grade,
                      const char *starts_on, const char *ends_on, struct problem *problem)
{
    struct record *person = record_load(db, arena, &member_type, member);
    struct record_errors errors = { .arena = arena };
    struct record_clash *clashes = NULL;
    grade = grade ? grade : grade_of(db, arena, member);
    if (!person || !grade)
        return true;
    starts_on = starts_on ? starts_on : membership_next_start(db, arena, member);
    ends_on = ends_on ? ends_on : membership_ends_on(db, arena, grade, starts_on);
    if (membership_overlaps(db, member, 0, grade, starts_on, ends_on))
        return true;
    struct record *term = record_new(arena, &membership_type);
    term->state = "published";
    record_set(term, "member", LANG_EN, person->slug);
    record_set(term, "grade", LANG_EN, grade);
    record_set(term, "starts_on", LANG_EN, starts_on);
    record_set(term, "ends_on", LANG_EN, ends_on);
    if (!record_validate(db, term, &errors))
        return problem_set(problem, FAULT_BUG, "error.text_500", "term: %s", errors.first->key);
    return record_save(db, term, NULL, &clashes, problem);
}

long membership_setting(struct db *db, struct arena *arena, const char *key, long fallback)
{
    const char *value = setting_read(db, arena, key);
    long long number;
    return value && text_to_int(value, &number) ? (long)number : fallback;
}

bool membership_may_renew(const struct map *now, const char *today)
{
    const char *state = map_get_text(now, "state"), *ends = map_get_text(now, "ends_on");
    struct arena *arena = map_arena(now);
    int64_t at, end;
    if (map_get(now, "free").kind == VALUE_NULL || !ends || text_equal(state, "left") ||
        value_truth(map_get(now, "renewed")))
        return false;
    return zone_to_utc("UTC", arena_copy(arena, today), &at) && zone_to_utc("UTC", ends, &end) &&
           end - at <= RENEW_DAYS * 86400LL;
}
