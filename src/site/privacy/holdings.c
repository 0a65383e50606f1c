#include "site/privacy/holdings.h"

#include "base/moment.h"
#include "base/text.h"
#include "record/retention.h"

const char *holdings_span(const struct locale *locale, struct arena *arena, int64_t amount,
                          const char *unit)
{
    struct map *arguments = map_new(arena);
    map_int(arguments, "n", amount);
    return amount ? locale_say(locale, arena, arena_print(arena, "privacy.%s", unit), arguments)
                  : locale_text(locale, "privacy.at_once");
}

struct value holdings_kept(struct db *db, struct arena *arena, const struct locale *locale,
                           const char *table)
{
    struct array *list = array_new(arena);
    struct stmt *stmt = query(db, Q_privacy_rules_of);
    bind_text(stmt, "table", table);
    while (step(stmt)) {
        const char *rule =
            locale_text(locale, arena_print(arena, "retention.%s", col_text(stmt, "rule")));
        const char *span =
            holdings_span(locale, arena, col_int(stmt, "amount"), col_text(stmt, "unit"));
        array_add(list, value_text(arena_print(arena, "%s: %s", rule ? rule : "", span)));
    }
    done(stmt);
    return array_value(list);
}

/* The words of a table are those of the first column by which people are found in it. */
static const struct personal *entry_of(const struct personal_register *all, size_t first)
{
    for (size_t i = first; i < all->count && text_equal(all->at[i].table, all->at[first].table);
         i++) {
        if (all->at[i].subject < SUBJECT_NAME)
            return &all->at[i];
    }
    return &all->at[first];
}

/* Who sees it and on what ground it is kept, as the area says; where it says nothing, what is USUAL. */
static void add_ground(struct db *db, struct map *item, const char *table, bool usual)
{
    struct arena *arena = map_arena(item);
    struct stmt *stmt = query(db, Q_privacy_ground);
    bind_text(stmt, "table", table);
    bool known = step(stmt);
    if (known || usual) {
        map_text(item, "audience_key",
                 arena_print(arena, "privacy.audience_%s",
                             known ? col_text(stmt, "audience") : "staff"));
        map_text(
            item, "basis_key",
            arena_print(arena, "privacy.basis_%s", known ? col_text(stmt, "basis") : "membership"));
    }
    done(stmt);
}

/* Until when what is there now is kept: by each rule that is about some of it. */
static struct value kept_until(struct db *db, const struct locale *locale,
                               const struct person *person, const struct personal_register *all,
                               const char *table)
{
    struct arena *arena = person->arena;
    struct array *list = array_new(arena);
    struct retention_rules rules = retention_load(db, arena);
    for (size_t i = 0; i < rules.count; i++) {
        int64_t until = text_equal(rules.at[i].table, table)
                            ? retention_until(db, person, all, &rules.at[i])
                            : 0;
        char iso[24];
        if (!until)
            continue;
        moment_iso(until, iso);
        struct map *arguments = map_new(arena);
        map_text(arguments, "what",
                 locale_text(locale, arena_print(arena, "retention.%s", rules.at[i].rule)));
        map_text(arguments, "date", locale_date(locale, arena, arena_copy_n(arena, iso, 10)));
        array_add(list, value_text(locale_say(locale, arena, "privacy.until", arguments)));
    }
    return array_value(list);
}

static struct map *holding_named(struct array *list, const char *what)
{
    struct value all = array_value(list), item;
    (*all.list)->start((void *)(uintptr_t)all.list);
    while ((*all.list)->next((void *)(uintptr_t)all.list, &item)) {
        if (text_equal(value_get(item, symbol_of("what")).text, what))
            return map_of(item);
    }
    return NULL;
}

/* Tables that are told in the same words are one entry. */
static void add_holding(struct db *db, struct array *list, const struct locale *locale,
                        const struct person *person, const struct personal_register *all,
                        const struct personal *entry, int64_t rows)
{
    static const char *const fates[ERASE_COUNT] = { "delete", "clear", "keep", "derived" };
    const char *what = locale_text(locale, entry->why);
    struct map *same = holding_named(list, what ? what : entry->table);
    if (same) {
        map_int(same, "rows", map_get(same, "rows").number + rows);
        add_ground(db, same, entry->table, false);
        return;
    }
    struct map *item = array_add_map(list);
    struct arena *arena = map_arena(item);
    enum on_erase fate = personal_fate(all, entry->table);
    map_text(item, "table", entry->table);
    map_text(item, "what", what ? what : entry->table);
    map_int(item, "rows", rows);
    map_bool(item, "goes", fate == ERASE_DELETE);
    map_text(item, "fate_key", arena_print(arena, "privacy.fate_%s", fates[fate]));
    map_set(item, "kept",
            person ? kept_until(db, locale, person, all, entry->table)
                   : holdings_kept(db, arena, locale, entry->table));
    add_ground(db, item, entry->table, true);
}

struct value holdings(struct db *db, struct arena *arena, const struct locale *locale,
                      const struct person *person)
{
    struct personal_register all = personal_load(db, arena);
    struct array *list = array_new(arena);
    for (size_t i = 0; i < all.count; i++) {
        const struct personal *entry = entry_of(&all, i);
        int64_t rows = 0;
        if ((i && text_equal(all.at[i].table, all.at[i - 1].table)) ||
            personal_fate(&all, all.at[i].table) == ERASE_DERIVED)
            continue;
        if (person)
            rows = personal_count(db, person, &all, entry->table);
        if (!person || rows)
            add_holding(db, list, locale, person, &all, entry, rows);
    }
    return array_value(list);
}
