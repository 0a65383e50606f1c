/* What is kept about membership: grades, terms, and whom an organization's membership covers. */
#include "site/types.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"

/* clang-format off */

static const char *const periods[] = { "open", "rolling", "fixed", NULL };
static const struct field grade_fields[] = {
    { "name", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED, .max = 120 },
    { "kinds", KIND_CHOICES, LISTED, .choices = member_kinds },
    { "free", KIND_YESNO, LISTED },
    { "period", KIND_CHOICE, REQUIRED | LISTED, .choices = periods },
    { "months", KIND_NUMBER, 0 },
    { "ends_day", KIND_TEXT, 0, .max = 5 },
    { "grace_days", KIND_NUMBER, 0 },
    { "position", KIND_NUMBER, 0 },
    { "description", KIND_LONG, PUBLIC | TRANSLATED, .max = 2000 },
    { 0 },
};

static const char *const reasons[] = { "resigned", "unpaid", "unreachable", "duplicate", "dissolved", "died", "excluded", "other", NULL };
static const struct field membership_fields[] = {
    { "member", KIND_LINK, REQUIRED | LISTED, .target = "member" },
    { "grade", KIND_LINK, REQUIRED | LISTED, .target = "grade" },
    { "starts_on", KIND_DATE, REQUIRED | LISTED },
    { "ends_on", KIND_DATE, LISTED },
    { "grace_days", KIND_NUMBER, 0 },
    { "left_on", KIND_DATE, LISTED },
    { "left_reason", KIND_CHOICE, FILTERED, .choices = reasons },
    { "note", KIND_LONG, 0, .max = 2000 },
    { 0 },
};

static const struct field coverage_fields[] = {
    { "organization", KIND_LINK, REQUIRED | LISTED, .target = "member" },
    { "person", KIND_LINK, LISTED, .target = "member" },
    { "name", KIND_TEXT, LISTED, .max = 200 },
    { "role", KIND_TEXT, 0, .max = 120 },
    { "starts_on", KIND_DATE, REQUIRED | LISTED },
    { "ends_on", KIND_DATE, LISTED },
    { "note", KIND_LONG, 0, .max = 2000 },
    { 0 },
};

/* clang-format on */

static const char *of(const struct record *record, const char *field)
{
    return record_value(record, field, LANG_EN);
}

static void wrong(const struct record *record, struct record_errors *errors, const char *field,
                  const char *key)
{
    record_error(errors, field_named(record->type, field), LANG_EN, key, NULL);
}

static bool out_of(const char *text, long long least, long long most)
{
    long long number;
    return text && text_to_int(text, &number) && (number < least || number > most);
}

static void grade_check(const struct record *record, struct record_errors *errors)
{
    const char *period = of(record, "period"), *day = of(record, "ends_day");
    if (text_equal(period, "rolling") && !of(record, "months"))
        wrong(record, errors, "months", "error.required");
    if (out_of(of(record, "months"), 1, 600))
        wrong(record, errors, "months", "membership.months_range");
    if (text_equal(period, "fixed") && !day)
        wrong(record, errors, "ends_day", "error.required");
    if (out_of(of(record, "grace_days"), 0, 3650))
        wrong(record, errors, "grace_days", "membership.grace_range");
    /* of a year without 29 February */
    if (day && (strlen(day) != 5 || !date_valid(arena_print(record->arena, "2023-%s", day))))
        wrong(record, errors, "ends_day", "membership.not_day");
}

static bool before(const char *one, const char *other)
{
    return one && other && strcmp(one, other) < 0;
}

static void membership_check(const struct record *record, struct record_errors *errors)
{
    const char *starts = of(record, "starts_on"), *left = of(record, "left_on");
    if (before(of(record, "ends_on"), starts))
        wrong(record, errors, "ends_on", "error.end_before_start");
    if (before(left, starts))
        wrong(record, errors, "left_on", "error.end_before_start");
    if (left && !of(record, "left_reason"))
        wrong(record, errors, "left_reason", "error.required");
    if (!left && of(record, "left_reason"))
        wrong(record, errors, "left_on", "error.required");
    if (out_of(of(record, "grace_days"), 0, 3650))
        wrong(record, errors, "grace_days", "membership.grace_range");
}

static void coverage_check(const struct record *record, struct record_errors *errors)
{
    if (!of(record, "person") && !of(record, "name"))
        wrong(record, errors, "person", "membership.who_is_covered");
    if (of(record, "person") && text_equal(of(record, "person"), of(record, "organization")))
        wrong(record, errors, "person", "membership.covers_itself");
    if (before(of(record, "ends_on"), of(record, "starts_on")))
        wrong(record, errors, "ends_on", "error.end_before_start");
}

/* An address of its own, also where many begin on one day. */
static void name_by(struct record *record, struct arena *arena, const char *field)
{
    if (text_blank(record->slug) && of(record, field) && of(record, "starts_on"))
        record->slug = arena_print(arena, "%s-%s", of(record, field), of(record, "starts_on"));
}

static void membership_derive(struct record *record, struct arena *arena)
{
    name_by(record, arena, "member");
}

static void coverage_derive(struct record *record, struct arena *arena)
{
    name_by(record, arena, "organization");
}

/* clang-format off */
const struct record_type grade_type = { "grade", NULL, "grades", grade_fields, "name", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, grade_check, NULL };
const struct record_type membership_type = { "membership", NULL, "memberships", membership_fields, "starts_on", ROLE_EDITOR, ROLE_EDITOR, ROLE_EDITOR, membership_check, membership_derive };
const struct record_type coverage_type = { "coverage", NULL, "coverages", coverage_fields, "starts_on", ROLE_EDITOR, ROLE_EDITOR, ROLE_EDITOR, coverage_check, coverage_derive };
/* clang-format on */
