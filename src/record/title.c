/* What heads each record: found by its words, sorted as the language sorts. */
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"
#include "record/selection.h"

#define SORT_BYTES 80 /* of a key in hexadecimal: what follows hardly ever decides */

int64_t title_base(const struct record_type *type)
{
    uint32_t hash = 2166136261u;
    for (const char *at = type->name; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    return (int64_t)(hash & 0x7fff) << TITLE_ID_BITS;
}

/* Whether staff look for the record by this field too. */
static bool identifies(const struct record_type *type, const struct field *field)
{
    bool kind = field->kind == KIND_EMAIL || field->kind == KIND_ORCID || field->kind == KIND_DOI ||
                field->kind == KIND_ISBN || field->kind == KIND_ISSN;
    return !(field->flags & TRANSLATED) && !field_several(field) &&
           strcmp(field->name, type->title) && (kind || field->flags & SEARCHED);
}

static const char *words_sql(struct arena *arena, const struct record_type *type)
{
    const struct field *title = field_named(type, type->title);
    const char *name = type->name, *more = "t.slug";
    for (const struct field *field = type->fields; field->name; field++) {
        if (identifies(type, field))
            more = arena_print(arena, "%s, t.%s", more, field->name);
    }
    if (!(title->flags & TRANSLATED))
        return arena_print(arena,
                           "SELECT NULL AS title_en, t.%s AS title_es, t.slug, concat_ws(' ', %s) "
                           "AS more FROM %s t WHERE t.id = :id",
                           title->name, more, name);
    return arena_print(
        arena,
        "SELECT (SELECT x.%s FROM %s_text x WHERE x.%s_id = t.id AND x.lang = 'en') AS title_en, "
        "(SELECT x.%s FROM %s_text x WHERE x.%s_id = t.id AND x.lang = 'es') AS title_es, "
        "t.slug, concat_ws(' ', %s) AS more FROM %s t WHERE t.id = :id",
        title->name, name, name, title->name, name, name, more, name);
}

static bool unchanged(struct db *db, int64_t id, const char *en, const char *es, const char *more)
{
    struct stmt *stmt = query_text(db, "SELECT 1 FROM record_title WHERE id = :id AND title_en IS "
                                       ":en AND title_es IS :es AND more = :more");
    bind_int(stmt, "id", id);
    bind_text(stmt, "en", en);
    bind_text(stmt, "es", es);
    bind_text(stmt, "more", more);
    return scalar_int(stmt);
}

static const char *sort_key(struct arena *arena, enum language lang, const char *text)
{
    const char *key = locale_sort_key(locale_of(lang), arena, text);
    return arena_copy_n(arena, key, strnlen(key, SORT_BYTES));
}

static bool is_kept(struct db *db, int64_t id)
{
    struct stmt *stmt = query_text(db, "SELECT 1 FROM record_title WHERE id = :id");
    bind_int(stmt, "id", id);
    return scalar_int(stmt);
}

static struct stmt *note(struct db *db, const struct record_type *type, int64_t id)
{
    struct stmt *stmt = query_text(
        db, "INSERT INTO title_next (id, area, title_en, title_es, more, sort_en, sort_es) VALUES "
            "(:id, :area, :en, :es, :more, :sort_en, :sort_es)");
    bind_int(stmt, "id", title_base(type) + id);
    bind_int(stmt, "area", title_base(type));
    return stmt;
}

/* Whether the title changed: then it waits in title_next. */
static bool note_words(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t id, struct stmt *words)
{
    const char *en = arena_copy(arena, col_text(words, "title_en")),
               *es = arena_copy(arena, col_text(words, "title_es")),
               *more = arena_copy(arena, col_text(words, "more")),
               *slug = arena_copy(arena, col_text(words, "slug"));
    bool translated = field_named(type, type->title)->flags & TRANSLATED;
    if (unchanged(db, title_base(type) + id, en, es, more))
        return false;
    struct stmt *stmt = note(db, type, id);
    bind_text(stmt, "en", en);
    bind_text(stmt, "es", es);
    bind_text(stmt, "more", more);
    bind_text(stmt, "sort_en",
              translated ? sort_key(arena, LANG_EN,
                                    en   ? en
                                    : es ? es
                                         : slug)
                         : NULL);
    bind_text(stmt, "sort_es", sort_key(arena, LANG_ES, es ? es : en ? en : slug));
    return run(stmt);
}

static bool note_one(struct db *db, struct arena *arena, const struct record_type *type, int64_t id,
                     const char *sql)
{
    struct stmt *words = query_text(db, sql);
    bind_int(words, "id", id);
    bool there = step(words), changed = there && note_words(db, arena, type, id, words);
    done(words);
    return there ? changed : is_kept(db, title_base(type) + id) && run(note(db, type, id));
}

void record_titles_keep(struct db *db, const struct record_type *type,
                        const struct touched_record *records, size_t count)
{
    struct arena *arena = arena_new(), *each = arena_new();
    const char *sql = words_sql(arena, type);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (records[i].content)
            any |= note_one(db, each, type, records[i].id, sql);
        arena_reset(each);
    }
    arena_free(each);
    arena_free(arena);
    if (!any)
        return;
    run(query_text(db, "DELETE FROM record_title WHERE id IN (SELECT id FROM title_next)"));
    run(query_text(db, "INSERT INTO record_title SELECT * FROM title_next WHERE more IS NOT NULL"));
    run(query_text(db, "DELETE FROM title_next"));
}

const char *title_of_sql(struct arena *arena, const struct record_type *type, const char *id,
                         enum language lang)
{
    return arena_print(arena,
                       "(SELECT ifnull(h.title_%s, h.title_%s) FROM record_title h WHERE h.id = "
                       "%lld + %s)",
                       language_codes[lang], language_codes[language_other(lang)],
                       (long long)title_base(type), id);
}
