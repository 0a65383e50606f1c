#include "record/open.h"

#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

bool field_open(const struct field *field)
{
    return field->flags & (PUBLIC | OWNER);
}

bool field_levelled(const struct field *field)
{
    return field->flags & OWNER || field->with;
}

const char *open_sql(struct arena *arena, const struct record_type *type,
                     const struct audience *audience)
{
    const struct openness *open = &type->open;
    const struct field *title = field_named(type, type->title);
    if (!audience)
        return "1";
    if (open->how == CLOSED)
        return "0";
    const char *sql = "+t.state = 'published'";
    if (title->flags & TRANSLATED)
        sql = arena_print(arena,
                          "%s AND EXISTS (SELECT 1 FROM %s_text o WHERE o.%s_id = t.id AND o.state "
                          "= 'published' AND o.%s IS NOT NULL)",
                          sql, type->name, type->name, title->name);
    if (open->from)
        sql = arena_print(arena, "%s AND +t.%s <= date('now')", sql, open->from);
    if (open->level)
        sql = arena_print(arena, "%s AND +t.%s IN ('public', '%s')", sql, open->level,
                          audience->member ? "members" : "public");
    return sql;
}

const char *open_list_sql(struct arena *arena, const struct record_type *type,
                          const struct audience *audience)
{
    const char *sql = open_sql(arena, type, audience);
    if (!audience || !type->open.card)
        return sql;
    return arena_print(arena, "%s AND EXISTS (SELECT 1 FROM %s k WHERE k.%s_id = t.id)", sql,
                       type->open.card, type->name);
}

const char *open_field_sql(struct arena *arena, const struct record_type *type,
                           const struct field *field, const struct audience *audience)
{
    if (!audience || !field_levelled(field))
        return "1";
    const char *name = field->with ? field->with : field->name;
    return arena_print(arena,
                       "NOT EXISTS (SELECT 1 FROM %s_visibility h WHERE h.%s_id = t.id AND h.field "
                       "= '%s' AND h.level NOT IN ('public', '%s'))",
                       type->name, type->name, name, audience->member ? "members" : "public");
}

int64_t open_by_slug(struct db *db, struct arena *arena, const struct record_type *type,
                     const char *slug, const struct audience *audience)
{
    struct stmt *stmt =
        query_text(db, arena_print(arena, "SELECT t.id FROM %s t WHERE t.slug = :slug AND %s",
                                   type->name, open_sql(arena, type, audience)));
    bind_text(stmt, "slug", slug);
    return scalar_int(stmt);
}

/* --- one record ------------------------------------------------------------------------------------------------ */

struct seeing {
    struct db *db;
    struct record *record;
    const struct audience *audience;
};

static const char *level_of(const struct record *record, const struct field *field)
{
    const struct field *decides = field->with ? field_named(record->type, field->with) : field;
    return record->visibility[field_index(record->type, decides)];
}

static bool is_shown(const struct seeing *seeing, const struct field *field)
{
    if (!field_open(field))
        return false;
    if (!field_levelled(field))
        return true;
    const char *level = level_of(seeing->record, field);
    if (!level)
        return field->flags & PUBLIC;
    return text_equal(level, "public") ||
           (text_equal(level, "members") && seeing->audience->member);
}

static const char *seen_slug(const struct seeing *seeing, const struct field *field,
                             const char *slug)
{
    const struct record_type *target = record_type_named(field->target);
    return open_by_slug(seeing->db, seeing->record->arena, target, slug, seeing->audience) ? slug
                                                                                           : "";
}

/* A line of parts without the links that lead to what the audience may not see. */
static const char *seen_parts(const struct seeing *seeing, const struct field *field,
                              const char *line)
{
    const char *cells[PARTS_LIMIT];
    int count = parts_count(field);
    parts_split(seeing->record->arena, line, cells, count);
    for (int i = 0; i < count; i++) {
        if (field_links(&field->parts[i]) && *cells[i])
            cells[i] = seen_slug(seeing, &field->parts[i], cells[i]);
    }
    return parts_join(seeing->record->arena, cells, count);
}

static void see_lines(const struct seeing *seeing, const struct field *field)
{
    struct record *record = seeing->record;
    struct buffer out = { 0 };
    for (const char *at = field_value(record, field, LANG_EN); at && *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = arena_copy_n(record->arena, at, len);
        line = field->kind == KIND_PARTS ? seen_parts(seeing, field, line)
                                         : seen_slug(seeing, field, line);
        if (*line && out.len)
            buffer_putc(&out, '\n');
        buffer_puts(&out, line);
        at += len + (at[len] == '\n');
    }
    field_set(record, field, LANG_EN, buffer_text(&out));
    buffer_free(&out);
}

static bool has_links(const struct field *field)
{
    for (const struct field *part = field->parts; part && part->name; part++) {
        if (field_links(part))
            return true;
    }
    return field->kind == KIND_LINKS;
}

static void see_field(const struct seeing *seeing, const struct field *field)
{
    struct record *record = seeing->record;
    if (!is_shown(seeing, field)) {
        for (int lang = 0; lang < field_languages(field); lang++)
            field_set(record, field, (enum language)lang, NULL);
    } else if (field_links(field) && field_value(record, field, LANG_EN)) {
        field_set(record, field, LANG_EN,
                  seen_slug(seeing, field, field_value(record, field, LANG_EN)));
    } else if (has_links(field)) {
        see_lines(seeing, field);
    }
}

/* Texts that are not published are not there. */
static void see_texts(const struct seeing *seeing)
{
    const struct record_type *type = seeing->record->type;
    for (int lang = 0; lang < LANG_COUNT && type_translated(type); lang++) {
        struct record_text text;
        if (record_text(seeing->db, type, seeing->record->id, (enum language)lang, &text) &&
            text.is_public)
            continue;
        for (const struct field *field = type->fields; field->name; field++) {
            if (field->flags & TRANSLATED)
                field_set(seeing->record, field, (enum language)lang, NULL);
        }
    }
}

struct record *record_as_seen(struct db *db, struct record *record, const struct audience *audience)
{
    if (!audience)
        return record;
    struct seeing seeing = { db, record_copy(record), audience };
    for (const struct field *field = record->type->fields; field->name; field++)
        see_field(&seeing, field);
    see_texts(&seeing);
    memset(seeing.record->visibility, 0,
           (size_t)field_count(record->type) * sizeof *seeing.record->visibility);
    return seeing.record;
}
