/* What each kind of field accepts, and the form it is kept in. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/identifier.h"
#include "base/moment.h"
#include "base/text.h"
#include "record/record_internal.h"

void record_error(struct record_errors *errors, const struct field *field, enum language lang,
                  const char *key, const char *argument)
{
    struct record_error *error = arena_one(errors->arena, struct record_error);
    *error = (struct record_error){ field, lang, key, argument, NULL };
    *(errors->last ? &errors->last->next : &errors->first) = error;
    errors->last = error;
    errors->count++;
}

/* A rule looks at one VALUE, may replace it by its usual form, and returns the key of what is wrong or NULL. */
struct look {
    struct db *db;
    struct arena *arena;
    const struct record_type *type;
    const struct field *field;
};
typedef const char *rule(const struct look *look, const char **value);

static const char *any_text(const struct look *look, const char **value)
{
    (void)look;
    (void)value;
    return NULL;
}

static const char *url(const struct look *look, const char **value)
{
    (void)look;
    const char *host = text_starts(*value, "https://")  ? *value + 8
                       : text_starts(*value, "http://") ? *value + 7
                                                        : NULL;
    return host && isalnum((unsigned char)*host) && strchr(host, '.') &&
                   !strpbrk(*value, " \t\r\n<>\"")
               ? NULL
               : "error.not_url";
}

static bool date_partial(const char *text)
{
    size_t len = strlen(text);
    char whole[16];
    if (len == 10)
        return date_valid(text);
    if (len != 4 && len != 7)
        return false;
    snprintf(whole, sizeof whole, "%s%s", text, len == 4 ? "-01-01" : "-01");
    return date_valid(whole);
}

static const char *date(const struct look *look, const char **value)
{
    bool good = look->field->flags & PARTIAL ? date_partial(*value) : date_valid(*value);
    return good ? NULL : "error.not_date";
}

static const char *local_time(const struct look *look, const char **value)
{
    const char *t = strchr(*value, 'T');
    if (!t)
        return date_partial(*value) ? NULL : "error.not_date";
    if (!date_valid(arena_copy_n(look->arena, *value, (size_t)(t - *value))))
        return "error.not_date";
    int hour = -1, minute = -1, used = 0;
    bool good = sscanf(t + 1, "%2d:%2d%n", &hour, &minute, &used) == 2 && used == 5 &&
                (!t[6] || !strcmp(t + 6, ":00")) && hour >= 0 && hour < 24 && minute >= 0 &&
                minute < 60;
    *value = arena_copy_n(look->arena, *value, (size_t)(t - *value) + 6);
    return good ? NULL : "error.not_time";
}

static const char *zone(const struct look *look, const char **value)
{
    (void)look;
    return zone_valid(*value) ? NULL : "error.not_zone";
}

static const char *number(const struct look *look, const char **value)
{
    long long parsed;
    if (!text_to_int(*value, &parsed))
        return "error.not_number";
    *value = arena_print(look->arena, "%lld", parsed);
    return NULL;
}

static const char *yesno(const struct look *look, const char **value)
{
    (void)look;
    bool yes = text_equal(*value, "1") || text_equal(*value, "yes");
    *value = yes ? "1" : "0";
    return NULL;
}

static const char *choice(const struct look *look, const char **value)
{
    for (int i = 0; look->field->choices[i]; i++) {
        if (text_equal(look->field->choices[i], *value))
            return NULL;
    }
    return "error.not_choice";
}

static const char *country(const struct look *look, const char **value)
{
    (void)look;
    return country_valid(*value) ? NULL : "error.not_country";
}

static const char *language(const struct look *look, const char **value)
{
    (void)look;
    return language_valid(*value) ? NULL : "error.not_language";
}

static const char *link_to(const struct look *look, const char **value)
{
    struct stmt *stmt =
        query_text(look->db, arena_print(look->arena, "SELECT 1 FROM %s WHERE slug = :slug",
                                         look->field->target));
    bind_text(stmt, "slug", *value);
    return scalar_int(stmt) ? NULL : "error.not_link";
}

static const char *identifier(const struct look *look, const char **value,
                              bool (*parse)(const char *, char *), const char *key)
{
    char out[IDENTIFIER_SIZE];
    if (!parse(*value, out))
        return key;
    *value = arena_copy(look->arena, out);
    return NULL;
}

static const char *email(const struct look *look, const char **value)
{
    return identifier(look, value, identifier_email, "error.not_email");
}

static const char *orcid(const struct look *look, const char **value)
{
    return identifier(look, value, identifier_orcid, "error.not_orcid");
}

static const char *doi(const struct look *look, const char **value)
{
    return identifier(look, value, identifier_doi, "error.not_doi");
}

static const char *isbn(const struct look *look, const char **value)
{
    return identifier(look, value, identifier_isbn, "error.not_isbn");
}

static const char *issn(const struct look *look, const char **value)
{
    return identifier(look, value, identifier_issn, "error.not_issn");
}

static const char *parts(const struct look *look, const char **value);

static const struct {
    rule *check;
    long max; /* characters of one value */
} kinds[KIND_COUNT] = {
    [KIND_TEXT] = { any_text, 300 },    [KIND_LONG] = { any_text, 50000 },
    [KIND_EMAIL] = { email, 254 },      [KIND_URL] = { url, 500 },
    [KIND_DATE] = { date, 10 },         [KIND_LOCAL] = { local_time, 19 },
    [KIND_ZONE] = { zone, 60 },         [KIND_NUMBER] = { number, 20 },
    [KIND_YESNO] = { yesno, 5 },        [KIND_CHOICE] = { choice, 60 },
    [KIND_CHOICES] = { choice, 60 },    [KIND_COUNTRY] = { country, 2 },
    [KIND_COUNTRIES] = { country, 2 },  [KIND_LANGUAGE] = { language, 8 },
    [KIND_LANGUAGES] = { language, 8 }, [KIND_LINK] = { link_to, 200 },
    [KIND_LINKS] = { link_to, 200 },    [KIND_PARTS] = { parts, 2000 },
    [KIND_FILE] = { link_to, 200 },     [KIND_PICTURE] = { link_to, 200 },
    [KIND_SLUG] = { any_text, 100 },    [KIND_ORCID] = { orcid, 60 },
    [KIND_DOI] = { doi, 250 },          [KIND_ISBN] = { isbn, 40 },
    [KIND_ISSN] = { issn, 20 },
};

/* One line of parts: each cell by its own kind. */
static const char *parts(const struct look *look, const char **value)
{
    const char *rest = *value, *out = "";
    for (const struct field *part = look->field->parts; part->name; part++) {
        const char *bar = rest ? strchr(rest, '|') : NULL;
        size_t len = rest ? (bar ? (size_t)(bar - rest) : strlen(rest)) : 0;
        while (len && rest[len - 1] == ' ')
            len--;
        const char *cell =
            rest ? arena_copy_n(look->arena,
                                rest + (strspn(rest, " ") < len ? strspn(rest, " ") : 0),
                                len - (strspn(rest, " ") < len ? strspn(rest, " ") : 0))
                 : "";
        struct look inner = { look->db, look->arena, look->type, part };
        const char *wrong = text_blank(cell) ? (part->flags & REQUIRED ? "error.required" : NULL)
                                             : kinds[part->kind].check(&inner, &cell);
        if (wrong)
            return wrong;
        out =
            arena_print(look->arena, "%s%s%s", out, part == look->field->parts ? "" : " | ", cell);
        rest = bar ? bar + 1 : NULL;
    }
    *value = out;
    return rest && !text_blank(rest) ? "error.too_many" : NULL;
}

/* Trimmed, line ends as \n, control characters out. */
static const char *trim(struct arena *arena, const char *value, bool lines)
{
    char *out = arena_copy(arena, value), *to = out;
    for (const char *at = value; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '\n' && lines)
            *to++ = '\n';
        else if (c >= 0x20 && c != 0x7f)
            *to++ = (char)c;
        else if (c == '\t' || c == '\n')
            *to++ = ' ';
    }
    while (to > out && isspace((unsigned char)to[-1]))
        to--;
    *to = '\0';
    return out + strspn(out, " \n");
}

static void check_one(const struct look *look, const char **value, enum language lang,
                      struct record_errors *errors)
{
    const struct field *field = look->field;
    long max = field->max ? field->max : kinds[field->kind].max;
    if ((long)text_length(*value) > max) {
        record_error(errors, field, lang, "error.too_long", arena_print(errors->arena, "%ld", max));
        return;
    }
    const char *wrong = kinds[field->kind].check(look, value);
    if (wrong)
        record_error(errors, field, lang, wrong, *value);
}

/* Every line of a field of several values. */
static const char *check_lines(const struct look *look, const char *value, enum language lang,
                               struct record_errors *errors)
{
    const char *out = "";
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = trim(look->arena, arena_copy_n(look->arena, at, len), false);
        at += len + (at[len] == '\n');
        if (text_blank(line))
            continue;
        check_one(look, &line, lang, errors);
        out = arena_print(look->arena, "%s%s%s", out, *out ? "\n" : "", line);
    }
    return out;
}

int field_languages(const struct field *field)
{
    return field->flags & TRANSLATED ? LANG_COUNT : 1;
}

static void check_field(struct db *db, struct record *record, const struct field *field,
                        struct record_errors *errors)
{
    struct look look = { db, record->arena, record->type, field };
    bool any = false;
    for (int lang = 0; lang < field_languages(field); lang++) {
        const char *value = field_value(record, field, (enum language)lang);
        if (text_blank(value))
            continue;
        any = true;
        if (!text_is_utf8(value, strlen(value))) {
            record_error(errors, field, (enum language)lang, "error.not_text", NULL);
            continue;
        }
        if (field_several(field)) {
            value = check_lines(&look, value, (enum language)lang, errors);
        } else {
            value = trim(record->arena, value,
                         field->kind == KIND_LONG || !strcmp(field->name, "sources") ||
                             !strcmp(field->name, "keywords") || !strcmp(field->name, "notes"));
            check_one(&look, &value, (enum language)lang, errors);
        }
        field_set(record, field, (enum language)lang, value);
    }
    if (!any && field->flags & REQUIRED)
        record_error(errors, field, LANG_EN, "error.required", NULL);
}

static const char *slug_of(struct arena *arena, const char *title)
{
    const char *folded = locale_fold(arena, title);
    char *out = arena_copy(arena, folded), *to = out;
    for (const char *at = folded; *at; at++) {
        if (isalnum((unsigned char)*at))
            *to++ = *at;
        else if (to > out && to[-1] != '-')
            *to++ = '-';
        if (to - out >= 70)
            break;
    }
    while (to > out && to[-1] == '-')
        to--;
    *to = '\0';
    return out;
}

/* The record's slug, or one made of its title, that no other record has. */
static const char *free_slug(struct db *db, struct record *record)
{
    struct arena *arena = record->arena;
    const char *wish = text_blank(record->slug) ? slug_of(arena, record_title(record, LANG_ES))
                                                : slug_of(arena, record->slug);
    if (!*wish)
        wish = record->type->name;
    for (int n = 1; n < 10000; n++) {
        const char *slug = n == 1 ? wish : arena_print(arena, "%s-%d", wish, n);
        int64_t holder = record_by_slug(db, record->type, slug);
        if (!holder || holder == record->id)
            return slug;
    }
    return wish;
}

bool record_validate(struct db *db, struct record *record, struct record_errors *errors)
{
    errors->arena = record->arena;
    if (record->type->derive)
        record->type->derive(record, record->arena);
    for (const struct field *field = record->type->fields; field->name; field++)
        check_field(db, record, field, errors);
    if (record->type->check)
        record->type->check(record, errors);
    if (!errors->count)
        record->slug = free_slug(db, record);
    return !errors->count;
}
