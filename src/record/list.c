/* The staff's list of any type. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "record/record_internal.h"

#define COUNT_LIMIT 10000

/* SQL of the title in the reader's language, or else in the other. */
static const char *title_sql(struct arena *arena, const struct record_type *type, const char *lang)
{
    const struct field *title = field_named(type, type->title);
    if (!(title->flags & TRANSLATED))
        return arena_print(arena, "ifnull(t.%s, t.slug)", title->name);
    return arena_print(arena,
                       "ifnull((SELECT %s FROM %s_text x WHERE x.%s_id = t.id AND %s IS NOT NULL "
                       "ORDER BY x.lang = '%s' DESC LIMIT 1), t.slug)",
                       title->name, type->name, type->name, title->name, lang);
}

static const char *filter_value(const struct list_options *options, const char *name)
{
    const char *value = options->query ? pairs_get(options->query, name) : NULL;
    return text_blank(value) ? NULL : value;
}

static bool filters_by(const struct field *field)
{
    return field->flags & FILTERED && !field_several(field) && !(field->flags & TRANSLATED);
}

/* Published records by their words in the search, where accents do not count; drafts, and types that the search does not have, by
 * a part of the title; all by a part of the slug, which has no accents either. */
static const char *search_sql(struct arena *arena, const struct record_type *type,
                              const char *title)
{
    return arena_print(
        arena,
        "(t.id IN (SELECT d.record_id FROM search_fts CROSS JOIN search_doc d ON d.id = "
        "search_fts.rowid "
        "WHERE search_fts MATCH :match AND d.table_name = '%s') OR t.slug LIKE :slug ESCAPE '\\' "
        "OR "
        "((t.state <> 'published' OR NOT EXISTS (SELECT 1 FROM search_doc WHERE table_name = "
        "'%s')) "
        "AND %s LIKE :search ESCAPE '\\'))",
        type->name, type->name, title);
}

/* Words of TYPED as a query of the full-text index: all of them, the last one as a beginning. */
static const char *match_text(struct arena *arena, const char *typed)
{
    struct buffer out = { 0 };
    buffer_puts(&out, "{title} : (");
    for (const char *at = typed + strspn(typed, " "); *at; at += strspn(at, " ")) {
        buffer_putc(&out, '"');
        for (; *at && *at != ' '; at++)
            buffer_puts(&out, *at == '"' ? "\"\"" : (char[]){ *at, '\0' });
        buffer_puts(&out, at[strspn(at, " ")] ? "\" " : "\" *");
    }
    buffer_putc(&out, ')');
    const char *text = arena_copy_n(arena, out.at, out.len);
    buffer_free(&out);
    return text;
}

/* A pattern of LIKE for what contains TEXT; in a slug, blanks are hyphens. */
static const char *containing(struct arena *arena, const char *text, bool slug)
{
    char *out = arena_bytes(arena, strlen(text) * 2 + 3), *to = out;
    *to++ = '%';
    for (const char *at = text; *at; at++) {
        if (strchr("%_\\", *at))
            *to++ = '\\';
        *to++ = slug && *at == ' ' ? '-' : *at;
    }
    *to++ = '%';
    *to = '\0';
    return out;
}

static const char *where_sql(struct arena *arena, const struct record_type *type,
                             const struct list_options *options, const char *title)
{
    const char *sql = "WHERE 1";
    if (filter_value(options, "state"))
        sql = arena_print(arena, "%s AND t.state = :state", sql);
    for (const struct field *field = type->fields; field->name; field++) {
        if (filters_by(field) && filter_value(options, field->name))
            sql = arena_print(arena, "%s AND %s = :%s", sql, field_sql(arena, type, field),
                              field->name);
    }
    if (!text_blank(options->search))
        sql = arena_print(arena, "%s AND %s", sql, search_sql(arena, type, title));
    return sql;
}

static void bind_where(struct stmt *stmt, struct arena *arena, const struct record_type *type,
                       const struct list_options *options)
{
    if (filter_value(options, "state"))
        bind_text(stmt, "state", filter_value(options, "state"));
    for (const struct field *field = type->fields; field->name; field++) {
        if (filters_by(field) && filter_value(options, field->name))
            bind_text(stmt, field->name, filter_value(options, field->name));
    }
    if (text_blank(options->search))
        return;
    bind_text(stmt, "search", containing(arena, options->search, false));
    bind_text(stmt, "slug", containing(arena, locale_fold(arena, options->search), true));
    bind_text(stmt, "match", match_text(arena, options->search));
}

static const char *cell_text(const struct list_options *options, struct arena *arena,
                             const struct record_type *type, const struct field *field,
                             const char *value)
{
    if (!value)
        return "";
    if (field->kind == KIND_YESNO)
        return text_equal(value, "1") ? locale_text(options->locale, "record.yes") : "";
    if (field->kind == KIND_CHOICE)
        return choice_label(options->locale, arena, type, field, value);
    if (field->kind == KIND_LANGUAGE)
        return locale_language_name(options->locale, arena, value);
    if (field->kind == KIND_COUNTRY)
        return locale_country(options->locale, value);
    if (field->kind == KIND_DATE || field->kind == KIND_LOCAL)
        return locale_date(options->locale, arena, arena_copy_n(arena, value, strnlen(value, 10)));
    return arena_copy(arena, value);
}

static void add_row(struct array *rows, struct stmt *stmt, const struct record_type *type,
                    const struct list_options *options, struct arena *arena)
{
    struct map *row = array_add_map(rows);
    map_int(row, "id", col_int(stmt, "id"));
    map_text(row, "slug", arena_copy(arena, col_text(stmt, "slug")));
    map_text(row, "title", arena_copy(arena, col_text(stmt, "title_")));
    map_text(row, "state", arena_copy(arena, col_text(stmt, "state")));
    map_text(row, "state_key", arena_print(arena, "record.state_%s", col_text(stmt, "state")));
    map_int(row, "updated_at", col_int(stmt, "updated_at"));
    struct array *cells = map_array(row, "cells");
    for (const struct field *field = type->fields; field->name; field++) {
        if (!(field->flags & LISTED) || field->flags & TRANSLATED)
            continue;
        map_text(array_add_map(cells), "text",
                 cell_text(options, arena, type, field, col_text(stmt, field->name)));
    }
}

static void add_columns(struct map *page, const struct record_type *type,
                        const struct list_options *options, struct arena *arena)
{
    struct array *columns = map_array(page, "columns");
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & LISTED && !(field->flags & TRANSLATED))
            map_text(array_add_map(columns), "label",
                     locale_text(options->locale, field_label_key(arena, type, field)));
    }
}

void record_list(struct db *db, struct map *page, const struct record_type *type,
                 const struct list_options *options)
{
    struct arena *arena = arena_new();
    struct array *rows = map_array(page, "rows");
    const char *title = title_sql(arena, type, language_codes[locale_language(options->locale)]);
    const char *where = where_sql(arena, type, options, title), *columns = "";
    int64_t last = 0;
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & LISTED && !(field->flags & TRANSLATED))
            columns = arena_print(arena, "%s, %s AS \"%s\"", columns, field_sql(arena, type, field),
                                  field->name);
    }
    struct stmt *stmt =
        query_text(db, arena_print(arena,
                                   "SELECT t.id, t.slug, t.state, t.updated_at, %s AS title_%s "
                                   "FROM %s t %s %s ORDER BY t.id DESC LIMIT %d",
                                   title, columns, type->name, where,
                                   options->after ? "AND t.id < :after" : "", options->limit + 1));
    bind_where(stmt, arena, type, options);
    if (options->after)
        bind_int(stmt, "after", options->after);
    int count = 0;
    struct arena *keep = map_arena(page);
    while (step(stmt) && ++count <= options->limit) {
        last = col_int(stmt, "id");
        add_row(rows, stmt, type, options, keep);
    }
    done(stmt);
    map_set(page, "next", count > options->limit ? value_int(last) : value_null());
    stmt =
        query_text(db, arena_print(arena, "SELECT count(*) FROM (SELECT 1 FROM %s t %s LIMIT %d)",
                                   type->name, where, COUNT_LIMIT));
    bind_where(stmt, arena, type, options);
    map_int(page, "total", scalar_int(stmt));
    add_columns(page, type, options, keep);
    arena_free(arena);
}
