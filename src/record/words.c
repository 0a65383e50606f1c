/* Values as people read them. */
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

static const char *one(struct db *db, const struct locale *locale, struct arena *arena,
                       const struct record_type *type, const struct field *field, const char *text)
{
    const struct record_type *target = field->target ? record_type_named(field->target) : NULL;
    int64_t id = target ? record_by_slug(db, target, text) : 0;
    struct record *record = id ? record_load(db, arena, target, id) : NULL;
    if (record)
        return record_title(record, locale_language(locale));
    switch (field->kind) {
    case KIND_CHOICE:
    case KIND_CHOICES:
        return choice_label(locale, arena, type, field, text);
    case KIND_COUNTRY:
    case KIND_COUNTRIES:
        return locale_country(locale, text);
    case KIND_LANGUAGE:
    case KIND_LANGUAGES:
        return locale_language_name(locale, arena, text);
    case KIND_DATE:
        return locale_date(locale, arena, text);
    case KIND_YESNO:
        return locale_text(locale, text_equal(text, "1") ? "record.yes" : "record.no");
    default:
        return text;
    }
}

/* The choices of a part have words of their own: "publication.authors_role_editor". */
static const char *part_words(struct db *db, const struct locale *locale, struct arena *arena,
                              const struct record_type *type, const struct field *field,
                              const struct field *part, const char *text)
{
    const char *words = part->kind == KIND_CHOICE
                            ? locale_text(locale, arena_print(arena, "%s.%s_%s_%s", type->name,
                                                              field->name, part->name, text))
                            : NULL;
    return words ? words : one(db, locale, arena, type, part, text);
}

/* The cells of a line of parts, each as its own kind: "México → Estados Unidos". */
static const char *cells_words(struct db *db, const struct locale *locale, struct arena *arena,
                               const struct record_type *type, const struct field *field,
                               const char *line)
{
    const char *out = "", *between = "", *cells[PARTS_LIMIT];
    int count = parts_count(field);
    parts_split(arena, line, cells, count);
    for (int i = 0; i < count; i++) {
        const struct field *part = &field->parts[i];
        if (text_blank(cells[i]))
            continue;
        out = arena_print(arena, "%s%s%s", out, between,
                          part_words(db, locale, arena, type, field, part, cells[i]));
        between = part->kind == KIND_COUNTRY ? " → " : ", ";
    }
    return out;
}

const char *record_words(struct db *db, const struct record *record, const struct field *field,
                         enum language lang, const struct locale *locale)
{
    struct arena *arena = record->arena;
    const char *value = field_value(record, field, lang), *out = "";
    if (!value)
        return NULL;
    if (!field_several(field))
        return one(db, locale, arena, record->type, field, value);
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = arena_copy_n(arena, at, len);
        out = arena_print(arena, "%s%s%s", out, *out ? "\n" : "",
                          field->parts ? cells_words(db, locale, arena, record->type, field, line)
                                       : one(db, locale, arena, record->type, field, line));
        at += len + (at[len] == '\n');
    }
    return out;
}
