/* What a filter can be set to. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"
#include "record/selection.h"

#define CHOICE_LIMIT 300 /* in use: more are not offered */

struct choice {
    const char *value, *label, *key;
};
struct choices {
    struct choice at[CHOICE_LIMIT];
    int count;
};

static void add(struct choices *choices, const struct locale *locale, struct arena *arena,
                const char *value, const char *label)
{
    if (choices->count == CHOICE_LIMIT || !value)
        return;
    choices->at[choices->count++] =
        (struct choice){ value, label, locale_sort_key(locale, arena, label) };
}

static int by_label(const void *one, const void *other)
{
    return strcmp(((const struct choice *)one)->key, ((const struct choice *)other)->key);
}

/* The distinct values of an indexed column, each found by one step down the index. */
static const char *distinct_sql(struct arena *arena, const char *table, const char *column)
{
    return arena_print(
        arena,
        "WITH RECURSIVE v (x) AS (SELECT min(%s) FROM %s WHERE %s IS NOT NULL UNION ALL SELECT "
        "(SELECT min(%s) FROM %s WHERE %s > v.x) FROM v WHERE v.x IS NOT NULL)",
        column, table, column, column, table, column);
}

static void add_used(struct db *db, struct choices *choices, const struct locale *locale,
                     struct arena *arena, const struct record_type *type, const struct field *field)
{
    const char *table =
        field_several(field) ? arena_print(arena, "%s_%s", type->name, field->name) : type->name;
    const char *column = field->kind == KIND_LINKS ? "target_id"
                         : field_several(field)    ? "value"
                                                   : field_column(arena, field);
    const char *sql = distinct_sql(arena, table, column);
    bool links = field->kind == KIND_LINKS || field_links(field);
    if (links)
        sql = arena_print(
            arena, "%s SELECT t.slug AS value, %s AS label FROM v JOIN %s t ON t.id = v.x", sql,
            title_of_sql(arena, record_type_named(field->target), "t.id", locale_language(locale)),
            field->target);
    else
        sql = arena_print(arena, "%s SELECT x AS value, NULL AS label FROM v WHERE x IS NOT NULL",
                          sql);
    struct stmt *stmt = query_text(db, arena_print(arena, "%s LIMIT %d", sql, CHOICE_LIMIT));
    while (step(stmt)) {
        const char *value = arena_copy(arena, col_text(stmt, "value")),
                   *label = arena_copy(arena, col_text(stmt, "label"));
        if (!links)
            label = record_value_words(locale, arena, type, field, value);
        add(choices, locale, arena, value, label ? label : value);
    }
    done(stmt);
}

static void add_states(struct db *db, struct choices *choices, const struct locale *locale,
                       struct arena *arena, const struct record_type *type)
{
    static const char *const states[] = { "draft",   "published", "archived",
                                          "pending", "declined",  NULL };
    for (int i = 0; states[i]; i++) {
        struct stmt *stmt = query_text(
            db, arena_print(arena, "SELECT EXISTS (SELECT 1 FROM %s WHERE state = :state)",
                            type->name));
        bind_text(stmt, "state", states[i]);
        if (scalar_int(stmt) || i < 3)
            add(choices, locale, arena, states[i],
                locale_text(locale, arena_print(arena, "record.state_%s", states[i])));
    }
}

static void collect(struct db *db, struct choices *choices, const struct locale *locale,
                    struct arena *arena, const struct record_type *type, const struct field *field)
{
    if (!field) {
        add_states(db, choices, locale, arena, type);
    } else if (field->choices) {
        for (int i = 0; field->choices[i]; i++)
            add(choices, locale, arena, field->choices[i],
                choice_label(locale, arena, type, field, field->choices[i]));
    } else if (field->kind == KIND_YESNO) {
        add(choices, locale, arena, "1", locale_text(locale, "record.yes"));
        add(choices, locale, arena, "0", locale_text(locale, "record.no"));
    } else {
        add_used(db, choices, locale, arena, type, field);
        qsort(choices->at, (size_t)choices->count, sizeof *choices->at, by_label);
    }
}

static bool chosen(const struct condition *condition, const char *value)
{
    for (int i = 0; condition && i < condition->count; i++) {
        if (!strcmp(condition->values[i], value))
            return true;
    }
    return false;
}

int selection_choices(struct db *db, struct array *list, const struct locale *locale,
                      const struct selection *selection, const struct field *field)
{
    struct arena *arena = arena_new();
    struct choices *choices = arena_one(arena, struct choices);
    const struct condition *condition =
        selection_condition(selection, field ? field->name : "state");
    int count = 0;
    collect(db, choices, locale, arena, selection->type, field);
    for (int i = 0; i < choices->count; i++) {
        struct map *option = array_add_map(list);
        bool selected = chosen(condition, choices->at[i].value);
        map_text(option, "value", arena_copy(map_arena(option), choices->at[i].value));
        map_text(option, "label", arena_copy(map_arena(option), choices->at[i].label));
        map_bool(option, "selected", selected);
        count += selected;
    }
    arena_free(arena);
    return count;
}

const char *selection_value_words(struct db *db, struct arena *arena, const struct locale *locale,
                                  const struct record_type *type, const struct condition *condition,
                                  const char *value)
{
    const struct field *field = condition->field;
    if (!field) {
        const char *state = locale_text(locale, arena_print(arena, "record.state_%s", value));
        return state ? state : value;
    }
    if (field->choices) {
        for (int i = 0; field->choices[i]; i++) {
            if (!strcmp(field->choices[i], value))
                return choice_label(locale, arena, type, field, value);
        }
        return value;
    }
    if (!field_links(field) && field->kind != KIND_LINKS)
        return record_value_words(locale, arena, type, field, value);
    const struct record_type *target = record_type_named(field->target);
    struct stmt *stmt =
        query_text(db, arena_print(arena, "SELECT %s FROM %s t WHERE t.slug = :slug",
                                   title_of_sql(arena, target, "t.id", locale_language(locale)),
                                   target->name));
    bind_text(stmt, "slug", value);
    const char *title = scalar_text(stmt, arena);
    return title ? title : value;
}

void selection_targets(struct db *db, struct array *list, const struct locale *locale,
                       const struct field *field)
{
    struct arena *arena = arena_new();
    struct choices *choices = arena_one(arena, struct choices);
    const struct record_type *target = record_type_named(field->target);
    struct stmt *stmt = query_text(
        db, arena_print(arena,
                        "SELECT t.slug AS value, %s AS label FROM %s t WHERE t.state = 'published' "
                        "LIMIT %d",
                        title_of_sql(arena, target, "t.id", locale_language(locale)), target->name,
                        CHOICE_LIMIT));
    while (step(stmt)) {
        const char *value = arena_copy(arena, col_text(stmt, "value")),
                   *label = arena_copy(arena, col_text(stmt, "label"));
        add(choices, locale, arena, value, label ? label : value);
    }
    done(stmt);
    qsort(choices->at, (size_t)choices->count, sizeof *choices->at, by_label);
    for (int i = 0; i < choices->count; i++) {
        struct map *option = array_add_map(list);
        map_text(option, "value", arena_copy(map_arena(option), choices->at[i].value));
        map_text(option, "label", arena_copy(map_arena(option), choices->at[i].label));
        map_bool(option, "selected", false);
    }
    arena_free(arena);
}
