/* What is kept how long (table retention, sql/schema/0012_privacy.sql): what is due, and doing it. */
#pragma once
#include "record/personal.h"

struct retention_rule {
    const char *rule, *table, *column, *from, *condition, *unit, *action;
    int64_t amount;
    bool fixed;
};
struct retention_rules {
    struct retention_rule *at;
    size_t count;
};
struct retention_rules retention_load(struct db *db, struct arena *arena);
/* How many rows are due now, and when the next one is (seconds since 1970, 0: none). */
struct retention_due {
    int64_t rows, next_at;
};
struct retention_due retention_due(struct db *db, struct arena *arena,
                                   const struct retention_rule *rule);
/* When the last of PERSON's rows that RULE is about will be due; 0: it is about none of them. */
int64_t retention_until(struct db *db, const struct person *person,
                        const struct personal_register *all, const struct retention_rule *rule);
/* Inside a transaction, which keeps no change then: deletes or empties what is due; what is deleted goes from the history too. The number of
 * rows, -1 when it failed. */
int64_t retention_apply(struct db *db, struct arena *arena, const struct retention_rule *rule);
/* The rows that are due for a rule that erases people, for the caller to erase: member_id, account_id. */
struct stmt *retention_people(struct db *db, struct arena *arena,
                              const struct retention_rule *rule);
/* Rules that name no table or column, or whose condition does not prepare. */
bool retention_check(struct db *db, void (*report)(void *self, const char *fault), void *self);
