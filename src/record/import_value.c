/* What people write in spreadsheets, as records keep it. */
#include <stdlib.h>
#include <string.h>

#include "base/identifier.h"
#include "base/text.h"
#include "record/import_internal.h"

#define TARGETS 50000 /* records of a linked type whose titles are looked at */

static void put_words(struct lookup *lookup, struct arena *arena, const char *word,
                      const char *value)
{
    if (text_blank(word))
        return;
    lookup_put(lookup, locale_fold(arena, word), value, 0);
}

static void put_choices(struct lookup *lookup, struct arena *arena, const struct record_type *type,
                        const struct field *field)
{
    for (int i = 0; field->choices[i]; i++) {
        put_words(lookup, arena, field->choices[i], field->choices[i]);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            put_words(
                lookup, arena,
                choice_label(locale_of((enum language)lang), arena, type, field, field->choices[i]),
                field->choices[i]);
    }
}

static void put_codes(struct lookup *lookup, struct arena *arena, const char **codes,
                      bool countries)
{
    for (; *codes; codes++) {
        put_words(lookup, arena, *codes, *codes);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const struct locale *locale = locale_of((enum language)lang);
            put_words(lookup, arena,
                      countries ? locale_country(locale, *codes)
                                : locale_language_name(locale, arena, *codes),
                      *codes);
        }
    }
}

static void put_yesno(struct lookup *lookup, struct arena *arena)
{
    static const char *const yes[] = { "1", "yes", "y", "true", "x", "si", "verdadero", NULL };
    static const char *const no[] = { "0", "no", "n", "false", "falso", NULL };
    for (int i = 0; yes[i]; i++)
        put_words(lookup, arena, yes[i], "1");
    for (int i = 0; no[i]; i++)
        put_words(lookup, arena, no[i], "0");
}

static const char *titles_sql(struct arena *arena, const struct record_type *type)
{
    const struct field *title = field_named(type, type->title);
    if (title->flags & TRANSLATED)
        return arena_print(arena,
                           "SELECT t.slug, x.%s AS title FROM %s t JOIN %s_text x ON x.%s_id = "
                           "t.id LIMIT %d",
                           title->name, type->name, type->name, type->name, TARGETS);
    return arena_print(arena, "SELECT slug, %s AS title FROM %s LIMIT %d", title->name, type->name,
                       TARGETS);
}

/* Links are written as addresses; titles are understood where only one record has them. */
static void put_titles(struct db *db, struct lookup *lookup, struct arena *arena,
                       const struct record_type *type)
{
    struct stmt *stmt = query_text(db, titles_sql(arena, type));
    while (step(stmt))
        put_words(lookup, arena, col_text(stmt, "title"),
                  arena_copy(arena, col_text(stmt, "slug")));
    done(stmt);
}

struct words words_of(struct db *db, struct arena *arena, const struct record_type *type,
                      const struct field *field)
{
    struct lookup *lookup = lookup_new(arena);
    const struct record_type *target = field->target ? record_type_named(field->target) : NULL;
    switch (field->kind) {
    case KIND_CHOICE:
    case KIND_CHOICES:
        put_choices(lookup, arena, type, field);
        break;
    case KIND_COUNTRY:
    case KIND_COUNTRIES:
        put_codes(lookup, arena, country_list(), true);
        break;
    case KIND_LANGUAGE:
    case KIND_LANGUAGES:
        put_codes(lookup, arena, language_list(), false);
        break;
    case KIND_YESNO:
        put_yesno(lookup, arena);
        break;
    case KIND_LINK:
    case KIND_LINKS:
        if (target)
            put_titles(db, lookup, arena, target);
        break;
    default:
        return (struct words){ NULL };
    }
    return (struct words){ lookup };
}

static bool known(const struct field *field, const char *value)
{
    switch (field->kind) {
    case KIND_COUNTRY:
    case KIND_COUNTRIES:
        return country_valid(value);
    case KIND_LANGUAGE:
    case KIND_LANGUAGES:
        return language_valid(value);
    default:
        break;
    }
    for (int i = 0; field->choices && field->choices[i]; i++) {
        if (!strcmp(field->choices[i], value))
            return true;
    }
    return false;
}

static const char *trimmed(struct arena *arena, const char *text, size_t len)
{
    while (len && strchr(" \t\r\n", *text)) {
        text++;
        len--;
    }
    while (len && strchr(" \t\r\n", text[len - 1]))
        len--;
    return arena_copy_n(arena, text, len);
}

static const char *one_value(struct arena *arena, const struct field *field,
                             const struct words *words, const char *value)
{
    if (!words->values || !*value || strlen(value) > 400 || known(field, value))
        return value;
    const struct found *found = lookup_get(words->values, locale_fold(arena, value));
    if (found && !found->several)
        return found->text;
    return field->kind == KIND_YESNO ? "?" : value; /* anything else would count as no */
}

static int by_text(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static const char *join_lines(struct arena *arena, const char **values, size_t count, bool once)
{
    struct buffer lines = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!once || !i || strcmp(values[i], values[i - 1]))
            buffer_printf(&lines, "%s%s", lines.len ? "\n" : "", values[i]);
    }
    const char *text = arena_copy_n(arena, lines.at ? lines.at : "", lines.len);
    buffer_free(&lines);
    return text;
}

const char *cell_value(struct arena *arena, const struct field *field, const struct words *words,
                       char separator, const char *cell)
{
    if (!*cell || (!words->values && !(field_several(field) && separator && separator != '\n')))
        return cell;
    if (!field_several(field))
        return one_value(arena, field, words, trimmed(arena, cell, strlen(cell)));
    char ends[] = { '\n', separator, 0 };
    size_t count = 0;
    const char **values = arena_many(arena, const char *, strlen(cell) / 2 + 2);
    for (const char *at = cell; *at;) {
        size_t len = strcspn(at, ends);
        const char *value = one_value(arena, field, words, trimmed(arena, at, len));
        if (*value)
            values[count++] = value;
        at += len + (at[len] != 0);
    }
    bool ordered = field->kind == KIND_LINKS || field->kind == KIND_PARTS;
    if (!ordered) /* sets are kept in the order of their codes */
        qsort(values, count, sizeof *values, by_text);
    return join_lines(arena, values, count, !ordered);
}

const char *key_form(struct arena *arena, const struct field *field, const char *value)
{
    char out[IDENTIFIER_SIZE];
    bool good = field->kind == KIND_DOI     ? identifier_doi(value, out)
                : field->kind == KIND_ORCID ? identifier_orcid(value, out)
                : field->kind == KIND_ISBN  ? identifier_isbn(value, out)
                : field->kind == KIND_ISSN  ? identifier_issn(value, out)
                                            : false;
    bool identifier = field->kind == KIND_DOI || field->kind == KIND_ORCID ||
                      field->kind == KIND_ISBN || field->kind == KIND_ISSN;
    if ((identifier && !good) || (field->kind == KIND_EMAIL && !strchr(value, '@')))
        return NULL;
    return locale_fold(arena, good ? out : trimmed(arena, value, strlen(value)));
}
