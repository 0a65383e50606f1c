/* Membership as dated terms: what somebody is on a day is computed from dates when it is asked. */
#pragma once
#include "base/problem.h"
#include "record/record.h"
#include "store/store.h"
#include "web/http.h"
#include "web/route.h"

/* Today at the network's seat, YYYY-MM-DD. */
const char *membership_today(struct arena *arena);
/* The terms of MEMBER, newest first, as they are on TODAY: id, starts_on, ends_on, grace_on, left_on, reason_key, grade, grade_name,
 * free, note, state, state_key. */
struct value membership_terms(struct db *db, struct arena *arena, int64_t member, const char *today,
                              enum language lang);
/* What MEMBER is on TODAY: state ("current", "grace", "future", "lapsed", "left", "covered", "none"), state_key, and of the term that
 * says so (or null): id, grade, grade_name, starts_on, ends_on, grace_on, free; "organization" when covered by one; "renewed"
 * when another term is to begin. */
struct map *membership_now(struct db *db, struct arena *arena, int64_t member, const char *today,
                           enum language lang);
/* Inside a transaction: begins a term in GRADE (slug; NULL: the first that has the member's kind) on STARTS_ON (NULL: the day after
 * the last day that is paid or granted, else today). ENDS_ON NULL: by the grade's period. True and nothing done where a member of that kind has no grade,
 * or has a term of that grade then. */
bool membership_start(struct db *db, struct arena *arena, int64_t member, const char *grade,
                      const char *starts_on, const char *ends_on, struct problem *problem);
/* The day a renewal begins: the day after the last one that there is, or today. */
const char *membership_next_start(struct db *db, struct arena *arena, int64_t member);
/* The last day of a term of GRADE (slug) that begins on STARTS_ON; NULL: without end. */
const char *membership_ends_on(struct db *db, struct arena *arena, const char *grade,
                               const char *starts_on);
/* Whether MEMBER has another term than TERM (0: any) of GRADE in these days. LAST_ON NULL: without end. */
bool membership_overlaps(struct db *db, int64_t member, int64_t term, const char *grade,
                         const char *starts_on, const char *last_on);
/* Whether the owner may renew NOW (of membership_now()): a free grade that ends, within 60 days before its end or after it. */
bool membership_may_renew(const struct map *now, const char *today);
/* MEMBER said that the profile is correct. */
bool membership_confirm(int64_t member, struct problem *problem);
/* A number among the settings of membership, or FALLBACK. */
long membership_setting(struct db *db, struct arena *arena, const char *key, long fallback);

route_handler membership_overview, membership_page, membership_term, membership_term_save,
    membership_cover, membership_cover_save, membership_figures, membership_figures_csv,
    membership_public_figures, membership_public_csv, membership_settings, membership_settings_save,
    membership_renew, membership_check_page, membership_check_send;
