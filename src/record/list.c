/* The staff's list of any type. */
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"
#include "record/selection_internal.h"

#define COLUMN_COUNT 24 /* of one list */

static bool plain_column(const char *name)
{
    return !strcmp(name, "state") || !strcmp(name, "created") || !strcmp(name, "updated");
}

bool record_list_has(const struct record_type *type, const char *name)
{
    const struct field *field = field_named(type, name);
    /* Of what is computed, only what is said to be for lists: the rest has no words. */
    return plain_column(name) ||
           (field && strcmp(name, type->title) && field->kind != KIND_LONG &&
            !field_uploads(field) && (!(field->flags & DERIVED) || field->flags & LISTED));
}

const char *const *record_list_columns(struct arena *arena, const struct record_type *type,
                                       const char *const *columns)
{
    const char **out = arena_many(arena, const char *, COLUMN_COUNT + 1);
    int count = 0;
    for (; columns && *columns && count < COLUMN_COUNT; columns++) {
        bool twice = false;
        for (int i = 0; i < count; i++)
            twice = twice || !strcmp(out[i], *columns);
        if (!twice && record_list_has(type, *columns))
            out[count++] = *columns;
    }
    if (count)
        return out;
    if (!type->stateless)
        out[count++] = "state";
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & LISTED && record_list_has(type, field->name) && count < COLUMN_COUNT - 1)
            out[count++] = field->name;
    }
    out[count++] = "updated";
    return out;
}

/* --- cells ------------------------------------------------------------------------------------------------- */

static const char *cell_sql(struct arena *arena, const struct record_type *type,
                            const struct field *field, enum language lang)
{
    if (field_links(field))
        return title_of_sql(arena, record_type_named(field->target),
                            arena_print(arena, "t.%s", field_column(arena, field)), lang);
    if (field->kind == KIND_LINKS)
        return arena_print(
            arena,
            "(SELECT group_concat(v, char(10)) FROM (SELECT %s AS v FROM %s_%s s "
            "WHERE s.%s_id = t.id ORDER BY s.position))",
            title_of_sql(arena, record_type_named(field->target), "s.target_id", lang), type->name,
            field->name, type->name);
    if (field->flags & TRANSLATED)
        return arena_print(arena,
                           "(SELECT x.%s FROM %s_text x WHERE x.%s_id = t.id AND x.%s IS NOT NULL "
                           "ORDER BY x.lang = '%s' DESC LIMIT 1)",
                           field->name, type->name, type->name, field->name, language_codes[lang]);
    return field_sql(arena, type, field);
}

/* One value in words. */
static const char *one_word(const struct locale *locale, struct arena *arena,
                            const struct record_type *type, const struct field *field,
                            const char *value)
{
    switch (field->kind) {
    case KIND_YESNO:
        return locale_text(locale, text_equal(value, "1") ? "record.yes" : "record.no");
    case KIND_CHOICE:
    case KIND_CHOICES:
        return choice_label(locale, arena, type, field, value);
    case KIND_LANGUAGE:
    case KIND_LANGUAGES:
        return locale_language_name(locale, arena, value);
    case KIND_COUNTRY:
    case KIND_COUNTRIES:
        return locale_country(locale, value);
    case KIND_DATE:
        return locale_date(locale, arena, value);
    case KIND_LOCAL:
        return strlen(value) > 10
                   ? arena_print(arena, "%s, %s", locale_date(locale, arena, value), value + 11)
                   : locale_date(locale, arena, value);
    default:
        return value;
    }
}

/* "MX | US" as "Mexico → United States": countries of a part by name. */
static const char *part_words(const struct locale *locale, struct arena *arena,
                              const struct field *field, const char *line)
{
    const char *out = "", *cells[PARTS_LIMIT];
    int count = parts_count(field);
    bool countries = true;
    parts_split(arena, line, cells, count);
    for (int i = 0; i < count; i++)
        countries = countries && field->parts[i].kind == KIND_COUNTRY;
    for (int i = 0; i < count; i++) {
        const char *cell = field->parts[i].kind == KIND_COUNTRY && *cells[i]
                               ? locale_country(locale, cells[i])
                               : cells[i];
        if (!text_blank(cell))
            out = arena_print(arena, "%s%s%s", out, !*out ? "" : countries ? " → " : ", ", cell);
    }
    return out;
}

const char *record_value_words(const struct locale *locale, struct arena *arena,
                               const struct record_type *type, const struct field *field,
                               const char *value)
{
    const char *out = "";
    if (!value || !field_several(field))
        return value ? one_word(locale, arena, type, field, value) : "";
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = arena_copy_n(arena, at, len);
        const char *word = field->kind == KIND_PARTS ? part_words(locale, arena, field, line)
                                                     : one_word(locale, arena, type, field, line);
        out = arena_print(arena, "%s%s%s", out, *out ? "; " : "", word);
        at += len + (at[len] == '\n');
    }
    return out;
}

static const char *column_label(struct arena *arena, const struct record_type *type,
                                const char *name, const struct locale *locale)
{
    return locale_text(locale, plain_column(name)
                                   ? arena_print(arena, "record.%s", name)
                                   : field_label_key(arena, type, field_named(type, name)));
}

static void set_cell(struct map *cell, struct stmt *stmt, const struct record_type *type,
                     const char *name, const struct locale *locale)
{
    struct arena *arena = map_arena(cell);
    const struct field *field = plain_column(name) ? NULL : field_named(type, name);
    map_text(cell, "label", column_label(arena, type, name, locale));
    map_text(cell, "text", NULL);
    map_text(cell, "state_key", NULL);
    map_set(cell, "moment", value_null());
    map_bool(cell, "number", field && field->kind == KIND_NUMBER);
    if (field)
        map_text(cell, "text",
                 record_value_words(locale, arena, type, field,
                                    arena_copy(arena, col_text(stmt, name))));
    else if (!strcmp(name, "state"))
        map_text(cell, "state_key", arena_print(arena, "record.state_%s", col_text(stmt, "state")));
    else
        map_int(cell, "moment", col_int(stmt, arena_print(arena, "%s_at", name)));
}

static void add_row(struct array *rows, struct stmt *stmt, const struct record_type *type,
                    const char *const *columns, const struct locale *locale)
{
    struct map *row = array_add_map(rows);
    struct arena *arena = map_arena(row);
    const char *title = col_text(stmt, "title_");
    map_int(row, "id", col_int(stmt, "id"));
    map_text(row, "slug", arena_copy(arena, col_text(stmt, "slug")));
    map_text(row, "title", arena_copy(arena, title ? title : col_text(stmt, "slug")));
    map_text(row, "state", arena_copy(arena, col_text(stmt, "state")));
    map_text(row, "state_key", arena_print(arena, "record.state_%s", col_text(stmt, "state")));
    map_int(row, "updated_at", col_int(stmt, "updated_at"));
    struct array *cells = map_array(row, "cells");
    for (; *columns; columns++)
        set_cell(array_add_map(cells), stmt, type, *columns, locale);
}

static const char *columns_sql(struct arena *arena, const struct record_type *type,
                               const char *const *columns, enum language lang)
{
    const char *sql =
        arena_print(arena, "t.id, t.slug, t.state, t.created_at, t.updated_at, %s AS title_",
                    title_of_sql(arena, type, "t.id", lang));
    for (; *columns; columns++) {
        if (!plain_column(*columns))
            sql = arena_print(arena, "%s, %s AS \"%s\"", sql,
                              cell_sql(arena, type, field_named(type, *columns), lang), *columns);
    }
    return sql;
}

static void add_rows(struct map *page, struct stmt *stmt, const struct list_options *options,
                     const char *const *columns, bool backward)
{
    const struct record_type *type = options->selection->type;
    struct array *rows = map_array(page, "rows");
    int count = 0;
    int64_t first = 0, last = 0;
    while (step(stmt) && ++count <= options->limit) {
        last = col_int(stmt, "id");
        first = first ? first : last;
        add_row(rows, stmt, type, columns, options->locale);
    }
    bool more = count > options->limit;
    if (backward) {
        int64_t swap = first;
        array_reverse(rows);
        first = last;
        last = swap;
    }
    map_set(page, "next", last && (backward || more) ? value_int(last) : value_null());
    map_set(page, "previous",
            first && (backward ? more : options->after > 0) ? value_int(first) : value_null());
    map_int(page, "shown", count - more);
}

static void add_total(struct db *db, struct arena *arena, struct map *page,
                      const struct list_options *options, struct leader leader)
{
    bool about;
    int64_t shown = map_get(page, "shown").number;
    bool rest =
        map_get(page, "next").kind != VALUE_NULL || map_get(page, "previous").kind != VALUE_NULL;
    int64_t total = plan_count(db, arena, options->selection, leader, false, &about);
    if (about && !rest) { /* all of them are here */
        about = false;
        total = shown;
    }
    map_int(page, "total", total < shown ? shown : total);
    map_bool(page, "about", about);
}

void record_list(struct db *db, struct map *page, const struct record_type *type,
                 const struct list_options *options)
{
    struct arena *arena = arena_new();
    enum language lang = locale_language(options->locale);
    struct leader leader = selection_leader(db, arena, options->selection);
    struct plan *plan = plan_make(db, arena, options->selection, leader, lang);
    const char *const *columns = record_list_columns(map_arena(page), type, options->columns);
    bool backward = options->before > 0;
    struct window window = { .from = backward ? options->before : options->after,
                             .backward = backward,
                             .limit = options->limit + 1 };
    struct stmt *stmt = plan_rows(db, plan, columns_sql(arena, type, columns, lang), &window);
    add_rows(page, stmt, options, columns, backward);
    done(stmt);
    add_total(db, arena, page, options, leader);
    arena_free(arena);
}
