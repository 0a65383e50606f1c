/* Debian has no C library for address cards (libical reads calendars), so this is a small reader of what an address book
 * writes: folded lines, groups, parameters, escapes, quoted-printable of 2.1. Pictures, sounds and keys are left out. */
#include "record/vcard.h"

#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>

#include "base/text.h"

enum { MANY = 1 }; /* values are gathered, one a line */
#define MANY_LONG 20000
/* Property, column, part of the property (0: the whole, 1: the first ...). */
static const struct source {
    const char *property, *column;
    int part;
    unsigned flags;
} sources[] = {
    { "FN", "FN", 0, 0 },
    { "N", "family name", 1, 0 },
    { "N", "given name", 2, 0 },
    { "N", "additional name", 3, 0 },
    { "NICKNAME", "nickname", 0, 0 },
    { "ORG", "ORG", 1, 0 },
    { "ORG", "department", 2, 0 },
    { "TITLE", "job title", 0, 0 },
    { "ROLE", "role", 0, 0 },
    { "EMAIL", "email", 0, 0 },
    { "TEL", "phone", 0, 0 },
    { "URL", "website", 0, 0 },
    { "ADR", "street", 3, 0 },
    { "ADR", "city", 4, 0 },
    { "ADR", "region", 5, 0 },
    { "ADR", "postcode", 6, 0 },
    { "ADR", "country", 7, 0 },
    { "LANG", "languages", 0, MANY },
    { "CATEGORIES", "categories", 0, MANY },
    { "NOTE", "note", 0, 0 },
    { "BDAY", "birthday", 0, 0 },
    { "KIND", "kind", 0, 0 },
    { "UID", "uid", 0, 0 },
};
#define SOURCES ((int)(sizeof sources / sizeof *sources))

struct card {
    struct arena *arena;
    const char *values[SOURCES];
    bool preferred[SOURCES]; /* the card says that this one is to be used */
};

struct line {
    const char *name; /* upper or lower case, without group */
    const char *parameters;
    const char *value;
};

bool vcard_is(const char *text, size_t len)
{
    while (len && (*text == '\r' || *text == '\n' || *text == ' ')) {
        text++;
        len--;
    }
    return len >= 11 && !strncasecmp(text, "BEGIN:VCARD", 11);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* The next line, joined with those that continue it. */
static const char *next_line(struct arena *arena, const char **at, const char *end)
{
    struct buffer line = { 0 };
    bool more = true;
    while (more && *at < end) {
        const char *feed = memchr(*at, '\n', (size_t)(end - *at)), *stop = feed ? feed : end;
        size_t len = (size_t)(stop - *at);
        while (len && (*at)[len - 1] == '\r')
            len--;
        buffer_add(&line, *at, len);
        *at = feed ? feed + 1 : end;
        more = *at < end && (**at == ' ' || **at == '\t');
        *at += more;
    }
    const char *text = line.len ? arena_copy_n(arena, line.at, line.len) : "";
    buffer_free(&line);
    return text;
}

/* Where the value begins: after the first colon outside of quotes. NULL when there is none. */
static char *find_colon(char *text)
{
    bool quoted = false;
    for (; *text; text++) {
        if (*text == '"')
            quoted = !quoted;
        else if (*text == ':' && !quoted)
            return text;
    }
    return NULL;
}

static bool split_line(struct arena *arena, const char *text, struct line *line)
{
    char *copy = arena_copy(arena, text), *colon = find_colon(copy);
    if (!colon)
        return false;
    *colon = '\0';
    char *parameters = strchr(copy, ';');
    if (parameters)
        *parameters++ = '\0';
    char *group = strchr(copy, '.');
    *line = (struct line){ group ? group + 1 : copy, parameters ? parameters : "", colon + 1 };
    return true;
}

/* Whether a parameter is there: "PREF", or as one of the values of TYPE. Words of parameters are few and plain. */
static bool has_word(const char *parameters, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = parameters; (at = strcasestr(at, word)); at += len) {
        bool begins = at == parameters || strchr(";=,\"", at[-1]);
        if (begins && (!at[len] || strchr(";=,\"", at[len])))
            return true;
    }
    return false;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

static int hexadecimal(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* In UTF-8, or Latin as 2.1 wrote it. */
static const char *decode_printable(struct arena *arena, const char *text)
{
    char *out = arena_bytes(arena, strlen(text) + 1), *to = out;
    for (const char *at = text; *at; at++) {
        int high = *at == '=' && at[1] ? hexadecimal(at[1]) : -1;
        int low = high >= 0 ? hexadecimal(at[2]) : -1;
        if (low >= 0 && (high || low)) {
            *to++ = (char)(high * 16 + low);
            at += 2;
        } else if (*at != '=') {
            *to++ = *at;
        }
    }
    *to = '\0';
    if (text_is_utf8(out, (size_t)(to - out)))
        return out;
    UErrorCode status = U_ZERO_ERROR;
    size_t size = (size_t)(to - out) * 3 + 1;
    char *wide = arena_bytes(arena, size);
    int32_t len = ucnv_convert("UTF-8", "windows-1252", wide, (int32_t)size, out,
                               (int32_t)(to - out), &status);
    return U_SUCCESS(status) ? arena_copy_n(arena, wide, (size_t)len) : "";
}

/* Part PART of a value (0: the whole) without its escapes; parts end at a semicolon. */
static const char *part_of(struct arena *arena, const char *value, int part)
{
    char *out = arena_bytes(arena, strlen(value) + 1), *to = out;
    int now = part ? 1 : 0;
    for (const char *at = value; *at && now <= part; at++) {
        if (*at == ';' && part) {
            now++;
            continue;
        }
        bool escaped = *at == '\\' && at[1];
        at += escaped;
        if (now == part)
            *to++ = escaped && (*at == 'n' || *at == 'N') ? '\n' : *at;
    }
    *to = '\0';
    return out;
}

static const char *without_scheme(const char *value)
{
    static const char *const schemes[] = { "tel:", "mailto:" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!strncasecmp(value, schemes[i], strlen(schemes[i])))
            return value + strlen(schemes[i]);
    }
    return value;
}

static void take_value(struct card *card, int source, const struct line *line)
{
    const char *value = without_scheme(part_of(card->arena, line->value, sources[source].part));
    const char *present = card->values[source];
    bool preferred = has_word(line->parameters, "pref");
    if (text_blank(value))
        return;
    if (sources[source].flags & MANY) {
        char *many = arena_copy(card->arena, value);
        for (char *at = many; *at; at++)
            *at = (char)(*at == ',' ? '\n' : *at);
        if (present && strlen(present) > MANY_LONG)
            return; /* longer than any field takes: it is refused as it is */
        value = present ? arena_print(card->arena, "%s\n%s", present, many) : many;
    } else if (present && (!preferred || card->preferred[source])) {
        return; /* the first one, or that which the card prefers */
    }
    card->values[source] = value;
    card->preferred[source] = preferred;
}

static void take_line(struct card *card, const struct line *line)
{
    struct line plain = *line;
    if (has_word(line->parameters, "base64") || has_word(line->parameters, "b"))
        return;
    if (has_word(line->parameters, "quoted-printable"))
        plain.value = decode_printable(card->arena, line->value);
    for (int i = 0; i < SOURCES; i++) {
        if (!strcasecmp(sources[i].property, plain.name))
            take_value(card, i, &plain);
    }
}

/* --- cards -------------------------------------------------------------------------------------------------------- */

typedef bool card_visitor(void *self, long number, const struct card *card, bool whole);

static bool continues(const char *line)
{
    size_t len = strlen(line);
    return len && line[len - 1] == '=' && strcasestr(line, "quoted-printable");
}

/* A line of quoted-printable that ends with "=" goes on in the next one. */
static const char *whole_line(struct arena *arena, const char **at, const char *end)
{
    struct buffer joined = { 0 };
    const char *line = next_line(arena, at, end);
    if (!continues(line))
        return line;
    buffer_add(&joined, line, strlen(line) - 1);
    bool more = true;
    while (more && *at < end) {
        line = next_line(arena, at, end);
        size_t len = strlen(line);
        more = len && line[len - 1] == '=';
        buffer_add(&joined, line, len - more);
    }
    line = arena_copy_n(arena, joined.at ? joined.at : "", joined.len);
    buffer_free(&joined);
    return line;
}

static void each_card(const char *text, size_t len, card_visitor *visit, void *self)
{
    const char *at = text, *end = text + len;
    struct arena *arena = arena_new();
    struct card card = { .arena = arena };
    bool inside = false, go_on = true;
    long number = 1;
    while (at < end && go_on) {
        struct line line;
        const char *whole = whole_line(arena, &at, end);
        if (!split_line(arena, whole, &line))
            continue;
        bool begins = !strcasecmp(line.name, "BEGIN") && !strcasecmp(line.value, "VCARD");
        bool ends = !strcasecmp(line.name, "END") && !strcasecmp(line.value, "VCARD");
        if (inside && (begins || ends)) {
            go_on = visit(self, ++number, &card, ends);
            arena_reset(arena);
        }
        if (begins || ends)
            card = (struct card){ .arena = arena };
        else if (inside)
            take_line(&card, &line);
        inside = begins || (inside && !ends);
    }
    if (inside && go_on)
        visit(self, ++number, &card, false);
    arena_free(arena);
}

static bool note_columns(void *self, long number, const struct card *card, bool whole)
{
    bool *used = self;
    (void)number;
    (void)whole;
    for (int i = 0; i < SOURCES; i++)
        used[i] = used[i] || card->values[i];
    return true;
}

const char *vcard_open(struct arena *arena, struct table *out)
{
    bool used[SOURCES] = { false };
    each_card(out->text, out->len, note_columns, used);
    out->names = arena_many(arena, const char *, SOURCES);
    for (int i = 0; i < SOURCES; i++) {
        if (used[i])
            out->names[out->columns++] = sources[i].column;
    }
    return out->columns ? NULL : "imports.no_cards";
}

struct rows {
    const struct table *table;
    table_row *row;
    void *self;
};

static bool give_card(void *self, long number, const struct card *card, bool whole)
{
    const struct rows *rows = self;
    const char *cells[SOURCES];
    int column = 0;
    for (int i = 0; i < SOURCES && column < rows->table->columns; i++) {
        if (rows->table->names[column] == sources[i].column) {
            cells[column] = card->values[i] ? card->values[i] : "";
            column++;
        }
    }
    return rows->row(rows->self, number, cells, whole ? NULL : "imports.card_end");
}

void vcard_each(const struct table *table, table_row *row, void *self)
{
    struct rows rows = { table, row, self };
    each_card(table->text, table->len, give_card, &rows);
}
