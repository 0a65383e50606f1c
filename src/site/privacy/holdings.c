#include "site/privacy/holdings.h"

#include "base/text.h"

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

static void add_ground(struct db *db, struct arena *arena, struct map *item, const char *table)
{
    struct stmt *stmt = query(db, Q_privacy_ground);
    bind_text(stmt, "table", table);
    bool known = step(stmt);
    map_text(
        item, "audience_key",
        arena_print(arena, "privacy.audience_%s", known ? col_text(stmt, "audience") : "staff"));
    map_text(
        item, "basis_key",
        arena_print(arena, "privacy.basis_%s", known ? col_text(stmt, "basis") : "membership"));
    done(stmt);
}

static void add_holding(struct db *db, struct array *list, const struct locale *locale,
                        const struct personal_register *all, const struct personal *entry,
                        int64_t rows)
{
    static const char *const fates[ERASE_COUNT] = { "delete", "clear", "keep", "derived" };
    struct map *item = array_add_map(list);
    struct arena *arena = map_arena(item);
    enum on_erase fate = personal_fate(all, entry->table);
    const char *what = locale_text(locale, entry->why);
    map_text(item, "table", entry->table);
    map_text(item, "what", what ? what : entry->table);
    map_int(item, "rows", rows);
    map_bool(item, "goes", fate == ERASE_DELETE);
    map_text(item, "fate_key", arena_print(arena, "privacy.fate_%s", fates[fate]));
    map_set(item, "kept", holdings_kept(db, arena, locale, entry->table));
    add_ground(db, arena, item, entry->table);
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
            add_holding(db, list, locale, &all, entry, rows);
    }
    return array_value(list);
}
