#include "record/retention.h"

#include "base/text.h"
#include "web/locale.h"

struct retention_rules retention_load(struct db *db, struct arena *arena)
{
    size_t room = (size_t)scalar_int(query_text(db, "SELECT count(*) FROM retention"));
    struct retention_rules rules = { arena_many(arena, struct retention_rule, room + 1), 0 };
    struct stmt *stmt = query_text(db, "SELECT * FROM retention ORDER BY table_name, rule");
    while (rules.count < room && step(stmt))
        rules.at[rules.count++] =
            (struct retention_rule){ .rule = arena_copy(arena, col_text(stmt, "rule")),
                                     .table = arena_copy(arena, col_text(stmt, "table_name")),
                                     .column = arena_copy(arena, col_text(stmt, "column_name")),
                                     .from = arena_copy(arena, col_text(stmt, "from_column")),
                                     .condition = arena_copy(arena, col_text(stmt, "condition")),
                                     .unit = arena_copy(arena, col_text(stmt, "unit")),
                                     .action = arena_copy(arena, col_text(stmt, "action")),
                                     .amount = col_int(stmt, "amount"),
                                     .fixed = col_int(stmt, "fixed") };
    done(stmt);
    return rules;
}

/* The moment that the rule counts from: an instant, or the beginning of a date. */
static const char *moment(struct arena *arena, const struct retention_rule *rule)
{
    return arena_print(arena, "iif(typeof(t.\"%s\") = 'text', unixepoch(t.\"%s\"), t.\"%s\")",
                       rule->from, rule->from, rule->from);
}

static const char *due(struct arena *arena, const struct retention_rule *rule)
{
    return arena_print(arena, "(%s) AND %s <= unixepoch('now', '-%lld %s')", rule->condition,
                       moment(arena, rule), (long long)rule->amount, rule->unit);
}

struct retention_due retention_due(struct db *db, struct arena *arena,
                                   const struct retention_rule *rule)
{
    struct retention_due result = { 0 };
    struct stmt *stmt = query_text(
        db, arena_print(arena,
                        "SELECT count(*) FILTER (WHERE %s) AS n, unixepoch(min(%s), 'unixepoch', "
                        "'+%lld %s') AS next_at FROM \"%s\" t WHERE %s",
                        due(arena, rule), moment(arena, rule), (long long)rule->amount, rule->unit,
                        rule->table, rule->condition));
    if (step(stmt)) {
        result.rows = col_int(stmt, "n");
        result.next_at = col_int(stmt, "next_at");
    }
    done(stmt);
    return result;
}

int64_t retention_until(struct db *db, const struct person *person,
                        const struct personal_register *all, const struct retention_rule *rule)
{
    struct arena *arena = person->arena;
    const char *which = personal_condition(person, all, rule->table);
    if (!which)
        return 0;
    return scalar_int(personal_query(
        db, person,
        arena_print(arena,
                    "SELECT unixepoch(max(%s), 'unixepoch', '+%lld %s') FROM \"%s\" t WHERE (%s) "
                    "AND (%s)",
                    moment(arena, rule), (long long)rule->amount, rule->unit, rule->table,
                    rule->condition, which)));
}

static bool may_be_null(struct db *db, const struct retention_rule *rule)
{
    struct stmt *stmt = query_text(
        db, "SELECT \"notnull\" = 0 FROM pragma_table_info(:table) WHERE name = :column");
    bind_text(stmt, "table", rule->table);
    bind_text(stmt, "column", rule->column);
    return scalar_int(stmt);
}

/* What the history keeps of rows that go, goes with them. */
static bool scrub_due(struct db *db, struct arena *arena, const struct retention_rule *rule)
{
    struct stmt *tracked = query_text(
        db, "SELECT NOT EXISTS (SELECT 1 FROM untracked WHERE name = :table) AND EXISTS (SELECT 1 "
            "FROM pragma_table_info(:table) WHERE name = 'id' AND pk = 1)");
    bind_text(tracked, "table", rule->table);
    if (!scalar_int(tracked))
        return true;
    const char *where = due(arena, rule);
    size_t room = (size_t)scalar_int(query_text(
        db, arena_print(arena, "SELECT count(*) FROM \"%s\" t WHERE %s", rule->table, where)));
    int64_t *ids = arena_many(arena, int64_t, room + 1);
    struct scrub_set set = { .ids = ids };
    struct stmt *stmt =
        query_text(db, arena_print(arena, "SELECT id FROM \"%s\" t WHERE %s", rule->table, where));
    while (set.id_count < room && step(stmt))
        ids[set.id_count++] = col_int(stmt, "id");
    done(stmt);
    struct scrub_rule scrub = { .table = rule->table, .column = "id", .set = &set, .drop = true };
    return !set.id_count || store_scrub(db, &scrub, 1);
}

int64_t retention_apply(struct db *db, struct arena *arena, const struct retention_rule *rule)
{
    const char *sql =
        text_equal(rule->action, "clear")
            ? arena_print(arena, "UPDATE \"%s\" AS t SET \"%s\" = %s WHERE %s", rule->table,
                          rule->column, may_be_null(db, rule) ? "NULL" : "''", due(arena, rule))
            : arena_print(arena, "DELETE FROM \"%s\" AS t WHERE %s", rule->table, due(arena, rule));
    transaction_forget(db);
    if (!text_equal(rule->action, "clear") && !scrub_due(db, arena, rule))
        return -1;
    return run(query_text(db, sql)) ? rows_changed(db) : -1;
}

struct stmt *retention_people(struct db *db, struct arena *arena, const struct retention_rule *rule)
{
    bool member = text_equal(rule->table, "member");
    return query_text(db, arena_print(arena, "SELECT %s FROM \"%s\" t WHERE %s LIMIT 50",
                                      member ? "t.id AS member_id, NULL AS account_id"
                                             : "t.member_id, t.account_id",
                                      rule->table, due(arena, rule)));
}

bool retention_check(struct db *db, void (*report)(void *self, const char *fault), void *self)
{
    struct arena *arena = arena_new();
    struct retention_rules rules = retention_load(db, arena);
    bool good = true;
    for (size_t i = 0; i < rules.count; i++) {
        const struct retention_rule *rule = &rules.at[i];
        bool words = true;
        for (int lang = 0; lang < LANG_COUNT; lang++)
            words = words && locale_text(locale_of((enum language)lang),
                                         arena_print(arena, "retention.%s", rule->rule));
        bool columns = store_has_column(db, rule->table, rule->from) &&
                       (!rule->column || store_has_column(db, rule->table, rule->column));
        bool prepares = columns && retention_due(db, arena, rule).rows >= 0 &&
                        !text_equal(db_error(db), "") && words;
        if (prepares)
            continue;
        report(self, arena_print(arena, "retention %s: %s", rule->rule,
                                 !words     ? "no words"
                                 : !columns ? "no such column"
                                            : db_error(db)));
        good = false;
    }
    arena_free(arena);
    return good;
}
