/* What each kind of field accepts, and the form it is kept in. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/identifier.h"
#include "base/moment.h"
#include "base/text.h"
#include "record/record_internal.h"

void record_error(struct record_errors *errors, const struct field *field, enum language lang,
                  const char *key, const char *argument)
{
    struct record_error *error = arena_one(errors->arena, struct record_error);
    *error =
        (struct record_error){ .field = field, .lang = lang, .key = key, .argument = argument };
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
    int row;                         /* which of several lines, from 1 */
    const struct field **wrong_part; /* of a line of parts; may be NULL */
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

/* HH:MM, also with seconds that are none. */
static bool clock_valid(const char *clock)
{
    size_t len = strlen(clock);
    if ((len != 5 && len != 8) || (len == 8 && strcmp(clock + 5, ":00") != 0) || clock[2] != ':')
        return false;
    for (int i = 0; i < 5; i++) {
        if (i != 2 && !isdigit((unsigned char)clock[i]))
            return false;
    }
    return strncmp(clock, "24", 2) < 0 && clock[3] < '6';
}

static const char *local_time(const struct look *look, const char **value)
{
    const char *t = strchr(*value, 'T');
    if (!t)
        return date_partial(*value) ? NULL : "error.not_date";
    if (!date_valid(arena_copy_n(look->arena, *value, (size_t)(t - *value))))
        return "error.not_date";
    const char *clock = t + 1;
    if (isdigit((unsigned char)*clock) && clock[1] == ':')
        clock = arena_print(look->arena, "0%s", clock); /* 9:05 */
    if (!clock_valid(clock))
        return "error.not_time";
    *value = arena_print(look->arena, "%.*s%.5s", (int)(t + 1 - *value), *value, clock);
    return NULL;
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
    *value = arena_number(look->arena, parsed);
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

/* The one record that is called VALUE; NULL when there is none, or several. */
static const char *slug_called(const struct look *look, const char *value)
{
    const struct record_type *target = record_type_named(look->field->target);
    const struct field *title = target ? field_named(target, target->title) : NULL;
    if (!title || field_several(title) || field_links(title))
        return NULL;
    const char *from =
        title->flags & TRANSLATED
            ? arena_print(look->arena, "%s t JOIN %s_text x ON x.%s_id = t.id WHERE x.%s = :value",
                          target->name, target->name, target->name, title->name)
            : arena_print(look->arena, "%s t WHERE t.%s = :value", target->name, title->name);
    struct stmt *stmt = query_text(
        look->db,
        arena_print(look->arena, "SELECT iif(count(DISTINCT t.id) = 1, min(t.slug), NULL) FROM %s",
                    from));
    bind_text(stmt, "value", value);
    return scalar_text(stmt, look->arena);
}

/* By its address, or by its title when only one has that. */
static const char *link_to(const struct look *look, const char **value)
{
    struct stmt *stmt =
        query_text(look->db, arena_print(look->arena, "SELECT 1 FROM %s WHERE slug = :slug",
                                         look->field->target));
    bind_text(stmt, "slug", *value);
    if (scalar_int(stmt))
        return NULL;
    const char *slug = slug_called(look, *value);
    *value = slug ? slug : *value;
    return slug ? NULL : "error.not_link";
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

/* One line of parts: each cell by its own kind. What is wrong with a cell is noted here, so that the form can say it there. */
static const char *parts(const struct look *look, const char **value)
{
    const char *cells[PARTS_LIMIT], *first_wrong = NULL;
    int count = parts_count(look->field);
    bool fits = parts_split(look->arena, *value, cells, count);
    for (int i = 0; i < count; i++) {
        const struct field *part = &look->field->parts[i];
        struct look inner = { look->db, look->arena, look->type, part, 0, NULL };
        long max = part->max ? part->max : kinds[part->kind].max;
        const char *wrong =
            text_blank(cells[i])                ? (part->flags & REQUIRED ? "error.required" : NULL)
            : (long)text_length(cells[i]) > max ? "error.too_long"
                                                : kinds[part->kind].check(&inner, &cells[i]);
        if (wrong && !first_wrong && look->wrong_part)
            *look->wrong_part = part;
        first_wrong = first_wrong ? first_wrong : wrong;
    }
    *value = parts_join(look->arena, cells, count);
    return first_wrong ? first_wrong : fits ? NULL : "error.too_many";
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

static void check_one(struct look *look, const char **value, enum language lang,
                      struct record_errors *errors)
{
    const struct field *part = NULL;
    const struct field *field = look->field;
    long max = field->max ? field->max : kinds[field->kind].max;
    if ((long)text_length(*value) > max) {
        record_error(errors, field, lang, "error.too_long", arena_print(errors->arena, "%ld", max));
        return;
    }
    look->wrong_part = &part;
    const char *wrong = kinds[field->kind].check(look, value);
    look->wrong_part = NULL;
    if (!wrong)
        return;
    record_error(
        errors, field, lang, wrong,
        part && text_equal(wrong, "error.too_long")
            ? arena_print(errors->arena, "%ld", part->max ? part->max : kinds[part->kind].max)
            : *value);
    errors->last->part = part;
    errors->last->row = look->row;
}

/* Every line of a field of several values. */
static const char *check_lines(struct look *look, const char *value, enum language lang,
                               struct record_errors *errors)
{
    struct buffer out = { 0 };
    int count = 0, most = field_lines_most(look->field);
    for (const char *at = value; *at && count <= most;) {
        size_t len = strcspn(at, "\n");
        const char *line = trim(look->arena, arena_copy_n(look->arena, at, len), false);
        at += len + (at[len] == '\n');
        bool nothing =
            look->field->kind == KIND_PARTS ? !line[strspn(line, " |")] : text_blank(line);
        if (nothing)
            continue;
        look->row++;
        if (++count > most)
            record_error(errors, look->field, lang, "error.too_many", NULL);
        else
            check_one(look, &line, lang, errors);
        if (out.len)
            buffer_putc(&out, '\n');
        buffer_puts(&out, line);
    }
    const char *lines = arena_copy(look->arena, buffer_text(&out));
    buffer_free(&out);
    return lines;
}

int field_languages(const struct field *field)
{
    return field->flags & TRANSLATED ? LANG_COUNT : 1;
}

static void check_field(struct db *db, struct record *record, const struct field *field,
                        struct record_errors *errors)
{
    struct look look = { db, record->arena, record->type, field, 0, NULL };
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

bool record_check_values(struct db *db, struct record *record, struct record_errors *errors)
{
    errors->arena = record->arena;
    if (record->type->derive)
        record->type->derive(record, record->arena);
    for (const struct field *field = record->type->fields; field->name; field++)
        check_field(db, record, field, errors);
    if (record->type->check)
        record->type->check(record, errors);
    return !errors->count;
}

bool record_validate(struct db *db, struct record *record, struct record_errors *errors)
{
    if (!record_check_values(db, record, errors))
        return false;
    record->slug = free_slug(db, record);
    return true;
}
