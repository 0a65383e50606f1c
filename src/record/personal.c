#include "record/personal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/locale.h"

static const char *const subject_names[SUBJECT_COUNT] = { "member", "account", "email",
                                                          "file",   "name",    "by" };
static const char *const fate_names[ERASE_COUNT] = { "delete", "clear", "keep", "derived" };

static int index_of(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (text_equal(names[i], name))
            return i;
    }
    return 0;
}

struct personal_register personal_load(struct db *db, struct arena *arena)
{
    struct stmt *count = query_text(db, "SELECT count(*) FROM personal");
    size_t room = (size_t)scalar_int(count);
    struct personal_register all = { arena_many(arena, struct personal, room + 1), 0 };
    struct stmt *stmt = query_text(
        db, "SELECT table_name, column_name, subject, on_erase, why, subject IN ('member', 'file') "
            "AND column_name != 'member_id' AND EXISTS (SELECT 1 FROM "
            "pragma_table_info(p.table_name) WHERE name = 'table_name') AS of_record FROM personal "
            "p ORDER BY table_name, column_name");
    while (all.count < room && step(stmt))
        all.at[all.count++] = (struct personal){
            .table = arena_copy(arena, col_text(stmt, "table_name")),
            .column = arena_copy(arena, col_text(stmt, "column_name")),
            .why = arena_copy(arena, col_text(stmt, "why")),
            .of_record = col_int(stmt, "of_record"),
            .subject =
                (enum subject)index_of(subject_names, SUBJECT_COUNT, col_text(stmt, "subject")),
            .on_erase = (enum on_erase)index_of(fate_names, ERASE_COUNT, col_text(stmt, "on_erase"))
        };
    done(stmt);
    return all;
}

/* --- the person ------------------------------------------------------------------------------------------------- */

void person_add_id(struct person *person, enum subject subject, int64_t id)
{
    struct scrub_set *set = &person->who[subject];
    for (size_t i = 0; i < set->id_count; i++) {
        if (set->ids[i] == id)
            return;
    }
    int64_t *ids = arena_many(person->arena, int64_t, set->id_count + 1);
    if (set->id_count)
        memcpy(ids, set->ids, set->id_count * sizeof *ids);
    ids[set->id_count++] = id;
    set->ids = ids;
}

void person_add_text(struct person *person, enum subject subject, const char *text)
{
    struct scrub_set *set = &person->who[subject];
    for (size_t i = 0; i < set->text_count; i++) {
        if (text_equal(set->texts[i], text))
            return;
    }
    if (text_blank(text))
        return;
    const char **texts = arena_many(person->arena, const char *, set->text_count + 1);
    if (set->text_count)
        memcpy(texts, set->texts, set->text_count * sizeof *texts);
    texts[set->text_count++] = text;
    set->texts = texts;
}

static const char *set_json(struct arena *arena, const struct scrub_set *set)
{
    json_t *list = json_array();
    for (size_t i = 0; i < set->id_count; i++)
        json_array_append_new(list, json_integer(set->ids[i]));
    for (size_t i = 0; i < set->text_count; i++)
        json_array_append_new(list, json_string(set->texts[i]));
    char *text = json_dumps(list, JSON_COMPACT);
    const char *copy = arena_copy(arena, text ? text : "[]");
    free(text);
    json_decref(list);
    return copy;
}

/* --- conditions ------------------------------------------------------------------------------------------------- */

/* What the neighbour column table_name must say; NULL where there is none. */
static const char *record_of(const struct personal *entry)
{
    return entry->of_record ? subject_names[entry->subject] : NULL;
}

/* Whether people are found by this column. */
static bool finds(const struct personal *entry)
{
    return entry->subject < SUBJECT_NAME;
}

static const char *condition(struct arena *arena, const struct personal *entry)
{
    const char *subject = subject_names[entry->subject], *of = record_of(entry);
    return arena_print(arena, "(%s%s%s\"%s\"%s IN (SELECT value FROM json_each(:%s)))",
                       of ? "table_name = '" : "", of ? of : "", of ? "' AND " : "", entry->column,
                       entry->subject == SUBJECT_EMAIL ? " COLLATE NOCASE" : "", subject);
}

/* Binds the person to the conditions that SQL holds. */
static struct stmt *bind_person(struct db *db, const struct person *person, const char *sql)
{
    struct stmt *stmt = query_text(db, sql);
    for (int subject = 0; subject < SUBJECT_COUNT; subject++) {
        if (strstr(sql, arena_print(person->arena, "(:%s)", subject_names[subject])))
            bind_text(stmt, subject_names[subject], set_json(person->arena, &person->who[subject]));
    }
    return stmt;
}

/* The columns of TABLE by which the person is found; NULL when there is none. FATE: only those with this rule, ERASE_COUNT: all. */
static const char *where(const struct person *person, const struct personal_register *all,
                         const char *table, enum on_erase fate)
{
    const char *sql = NULL;
    for (size_t i = 0; i < all->count; i++) {
        const struct personal *entry = &all->at[i];
        if (!text_equal(entry->table, table) || !finds(entry) ||
            (fate != ERASE_COUNT && entry->on_erase != fate))
            continue;
        const char *one = condition(person->arena, entry);
        sql = sql ? arena_print(person->arena, "%s OR %s", sql, one) : one;
    }
    return sql;
}

const char *personal_condition(const struct person *person, const struct personal_register *all,
                               const char *table)
{
    return where(person, all, table, ERASE_COUNT);
}

struct stmt *personal_query(struct db *db, const struct person *person, const char *sql)
{
    return bind_person(db, person, sql);
}

struct stmt *personal_rows(struct db *db, const struct person *person,
                           const struct personal_register *all, const char *table,
                           enum on_erase fate)
{
    const char *which = where(person, all, table, fate);
    return which ? bind_person(
                       db, person,
                       arena_print(person->arena, "SELECT * FROM \"%s\" WHERE %s", table, which))
                 : NULL;
}

int64_t personal_count(struct db *db, const struct person *person,
                       const struct personal_register *all, const char *table)
{
    const char *which = where(person, all, table, ERASE_COUNT);
    return which ? scalar_int(bind_person(db, person,
                                          arena_print(person->arena,
                                                      "SELECT count(*) FROM \"%s\" WHERE %s", table,
                                                      which)))
                 : 0;
}

enum on_erase personal_fate(const struct personal_register *all, const char *table)
{
    enum on_erase fate = ERASE_DERIVED;
    for (size_t i = 0; i < all->count; i++) {
        if (text_equal(all->at[i].table, table) && finds(&all->at[i]) && all->at[i].on_erase < fate)
            fate = all->at[i].on_erase;
    }
    return fate;
}

/* --- erasing ---------------------------------------------------------------------------------------------------- */

static bool nullable(struct db *db, const char *table, const char *column)
{
    struct stmt *stmt = query_text(db, "SELECT \"notnull\" = 0 AND pk = 0 FROM "
                                       "pragma_table_info(:table) WHERE name = :column");
    bind_text(stmt, "table", table);
    bind_text(stmt, "column", column);
    return scalar_int(stmt);
}

static const char *emptied(struct db *db, struct arena *arena, const struct personal *entry)
{
    return arena_print(arena, "\"%s\" = %s", entry->column,
                       nullable(db, entry->table, entry->column) ? "NULL" : "''");
}

/* Empties the column, and what the same row says of the person beside it. */
static bool clear_column(struct db *db, const struct person *person,
                         const struct personal_register *all, const struct personal *entry)
{
    const char *sets = emptied(db, person->arena, entry);
    for (size_t i = 0; i < all->count; i++) {
        const struct personal *other = &all->at[i];
        if (text_equal(other->table, entry->table) && other->subject == SUBJECT_NAME &&
            other->on_erase == ERASE_CLEAR)
            sets = arena_print(person->arena, "%s, %s", sets, emptied(db, person->arena, other));
    }
    return run(bind_person(db, person,
                           arena_print(person->arena, "UPDATE \"%s\" SET %s WHERE %s", entry->table,
                                       sets, condition(person->arena, entry))));
}

bool personal_erase_rows(struct db *db, const struct person *person)
{
    struct personal_register all = personal_load(db, person->arena);
    const char *last = "";
    bool good = run(query_text(db, "PRAGMA defer_foreign_keys = ON"));
    transaction_forget(db);
    for (size_t i = 0; i < all.count && good; i++) {
        if (all.at[i].on_erase == ERASE_CLEAR && all.at[i].subject != SUBJECT_FILE &&
            all.at[i].subject != SUBJECT_NAME)
            good = clear_column(db, person, &all, &all.at[i]);
    }
    for (size_t i = 0; i < all.count && good; i++) {
        const char *table = all.at[i].table;
        const char *which = text_equal(table, last) || all.at[i].subject == SUBJECT_FILE
                                ? NULL
                                : where(person, &all, table, ERASE_DELETE);
        last = table;
        if (which)
            good = run(bind_person(
                db, person,
                arena_print(person->arena, "DELETE FROM \"%s\" WHERE %s", table, which)));
    }
    return good;
}

/* Rows that may stand without the person's number are found by the name too: a change holds only the columns that it changed. */
static bool found_by_name(struct db *db, const struct personal_register *all,
                          const struct personal *entry)
{
    for (size_t i = 0; i < all->count && entry->on_erase == ERASE_DELETE; i++) {
        const struct personal *other = &all->at[i];
        if (text_equal(other->table, entry->table) && other->subject == SUBJECT_MEMBER)
            return nullable(db, other->table, other->column);
    }
    return false;
}

bool personal_erase_history(struct db *db, const struct person *person)
{
    struct personal_register all = personal_load(db, person->arena);
    struct scrub_rule *rules = arena_many(person->arena, struct scrub_rule, all.count + 1);
    size_t count = 0;
    transaction_forget(db);
    for (size_t i = 0; i < all.count; i++) {
        const struct personal *entry = &all.at[i];
        if (entry->on_erase > ERASE_CLEAR ||
            (entry->subject == SUBJECT_NAME && !found_by_name(db, &all, entry)))
            continue;
        rules[count++] = (struct scrub_rule){ .table = entry->table,
                                              .column = entry->column,
                                              .of = record_of(entry),
                                              .set = &person->who[entry->subject],
                                              .drop = entry->on_erase == ERASE_DELETE };
    }
    return store_scrub(db, rules, count);
}

/* --- what hangs on the person's rows ------------------------------------------------------------------------------ */

static const char references[] =
    "SELECT s.name AS child, f.\"from\" AS reference FROM sqlite_schema s JOIN "
    "pragma_foreign_key_list(s.name) f WHERE s.type = 'table' AND f.\"table\" = :table";

struct linked {
    struct db *db;
    const struct person *person;
    const char *table;
    void (*found)(void *self, int64_t id);
    void *self;
    const char *child, *reference;
};

static void in_change(void *self, const char *table, char op, const char *key, const char *column,
                      struct value before, struct value after)
{
    const struct linked *linked = self;
    const struct scrub_set *members = &linked->person->who[SUBJECT_MEMBER];
    bool ours = false;
    (void)op;
    for (size_t i = 0; i < members->id_count; i++)
        ours = ours || strtoll(key, NULL, 10) == members->ids[i];
    if (!ours || !text_equal(table, linked->child) || !text_equal(column, linked->reference))
        return;
    if (before.kind == VALUE_INT)
        linked->found(linked->self, before.number);
    if (after.kind == VALUE_INT)
        linked->found(linked->self, after.number);
}

static void linked_in_history(const struct linked *linked)
{
    struct linked copy = *linked;
    struct stmt *stmt = bind_person(
        linked->db, linked->person,
        "SELECT DISTINCT change_id FROM change_record WHERE table_name = 'member' AND record_id IN "
        "(SELECT value FROM json_each(:member))");
    while (step(stmt))
        store_change_each(linked->db, linked->person->arena, col_int(stmt, "change_id"), in_change,
                          &copy);
    done(stmt);
}

static void linked_now(const struct linked *linked, const char *which)
{
    struct stmt *stmt = bind_person(
        linked->db, linked->person,
        arena_print(linked->person->arena,
                    "SELECT \"%s\" AS target FROM \"%s\" WHERE \"%s\" IS NOT NULL AND (%s)",
                    linked->reference, linked->child, linked->reference, which));
    while (step(stmt))
        linked->found(linked->self, col_int(stmt, "target"));
    done(stmt);
}

void personal_linked(struct db *db, const struct person *person, const char *table,
                     void (*found)(void *self, int64_t id), void *self)
{
    struct personal_register all = personal_load(db, person->arena);
    struct stmt *stmt = query_text(db, references);
    bind_text(stmt, "table", table);
    while (step(stmt)) {
        struct linked linked = { db,
                                 person,
                                 table,
                                 found,
                                 self,
                                 arena_copy(person->arena, col_text(stmt, "child")),
                                 arena_copy(person->arena, col_text(stmt, "reference")) };
        const char *which = where(person, &all, linked.child, ERASE_DELETE);
        if (!which || strstr(which, ":file"))
            continue;
        linked_now(&linked, which);
        linked_in_history(&linked);
    }
    done(stmt);
}

/* --- the check --------------------------------------------------------------------------------------------------- */

struct check {
    struct db *db;
    struct arena *arena;
    void (*report)(void *self, const char *fault);
    void *self;
    bool good;
};

static void fault(struct check *check, const char *what, const char *table, const char *column)
{
    check->report(check->self,
                  arena_print(check->arena, "personal data: %s.%s: %s", table, column, what));
    check->good = false;
}

/* Names of columns that hold somebody, or words about somebody. */
static bool looks_personal(const char *column)
{
    static const char *const names[] = {
        "member_id",      "account_id", "person_id", "user_id",   "email",      "recipient",
        "phone",          "given",      "family",    "surname",   "surname1",   "surname2",
        "display_name",   "sort_name",  "full_name", "applicant", "birthday",   "birth_date",
        "postal_address", "peer",       "ip",        "agent",     "user_agent", "who",
        "signer",         NULL
    };
    for (int i = 0; names[i]; i++) {
        if (text_equal(column, names[i]))
            return true;
    }
    return text_ends(column, "_email") || text_ends(column, "_phone") || text_ends(column, "_by") ||
           text_ends(column, "_member_id") || text_ends(column, "_account_id");
}

static void check_column(struct check *check, const char *table, const char *column,
                         const char *target)
{
    if (!looks_personal(column) && !text_equal(target, "member") && !text_equal(target, "account"))
        return;
    struct stmt *stmt = query_text(check->db, "SELECT 1 FROM personal WHERE table_name = :table "
                                              "AND column_name = :column");
    bind_text(stmt, "table", table);
    bind_text(stmt, "column", column);
    if (!scalar_int(stmt))
        fault(check, "is not in the register (table personal)", table, column);
}

static void check_columns(struct check *check)
{
    struct stmt *stmt = query_text(
        check->db,
        "SELECT s.name AS table_name, c.name AS column_name, (SELECT f.\"table\" FROM "
        "pragma_foreign_key_list(s.name) f WHERE f.\"from\" = c.name) AS target FROM "
        "sqlite_schema s JOIN pragma_table_info(s.name) c WHERE s.type = 'table' AND s.sql NOT "
        "LIKE 'CREATE VIRTUAL%' AND s.name NOT LIKE 'sqlite%' AND s.name != 'personal'");
    while (step(stmt))
        check_column(check, col_text(stmt, "table_name"), col_text(stmt, "column_name"),
                     col_text(stmt, "target"));
    done(stmt);
}

static void check_entry(struct check *check, const struct personal_register *all,
                        const struct personal *entry)
{
    if (!store_has_column(check->db, entry->table, entry->column))
        fault(check, "is in the register, but not in the schema", entry->table, entry->column);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!locale_text(locale_of((enum language)lang), entry->why))
            fault(check, arena_print(check->arena, "no words for %s", entry->why), entry->table,
                  entry->column);
    }
    bool found = entry->subject != SUBJECT_NAME;
    for (size_t i = 0; i < all->count && !found; i++)
        found = text_equal(all->at[i].table, entry->table) && all->at[i].subject != SUBJECT_NAME;
    if (!found)
        fault(check, "a name, but no column says whose", entry->table, entry->column);
}

bool personal_check(struct db *db, void (*report)(void *self, const char *fault), void *self)
{
    struct check check = { db, arena_new(), report, self, true };
    struct personal_register all = personal_load(db, check.arena);
    check_columns(&check);
    for (size_t i = 0; i < all.count; i++)
        check_entry(&check, &all, &all.at[i]);
    arena_free(check.arena);
    return check.good;
}
