#include "web/locale.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucal.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "base/buffer.h"
#include "base/files.h"
#include "base/text.h"
#include "web/escape.h"
#include "web/locale_internal.h"

#define SYMBOLS 32768
#define KEYS 8192

static const char *const icu_names[LANG_COUNT] = { "en_GB", "es_MX" };

enum piece_kind { PIECE_TEXT, PIECE_VALUE, PIECE_PLURAL, PIECE_SELECT, PIECE_HASH };

struct choice {
    const char *name; /* "one", "=0", "other" */
    struct piece *pieces;
    struct choice *next;
};

struct piece {
    enum piece_kind kind;
    const char *text;
    size_t len;
    symbol name;
    const struct formatter *format;
    struct choice *choices;
    struct piece *next;
};

struct message {
    const char *text;
    size_t len;
    struct piece *pieces; /* NULL: no arguments */
};

static struct locale locales[LANG_COUNT];
static struct arena *locale_arena;

/* --- reading messages
 * ------------------------------------------------------------------------------- */

struct pattern {
    const char *at;
    bool bad;
};

static struct piece *parse_pieces(struct pattern *pattern, bool inner, bool plural);

static void skip_space(struct pattern *pattern)
{
    while (*pattern->at == ' ' || *pattern->at == '\n')
        pattern->at++;
}

static const char *parse_word(struct pattern *pattern)
{
    skip_space(pattern);
    size_t len = strcspn(pattern->at, " ,{}\n");
    const char *word = arena_copy_n(locale_arena, pattern->at, len);
    pattern->at += len;
    skip_space(pattern);
    return word;
}

static void parse_choices(struct pattern *pattern, struct piece *piece)
{
    struct choice **tail = &piece->choices;
    bool other = false;
    while (*pattern->at && *pattern->at != '}' && !pattern->bad) {
        struct choice *choice = arena_one(locale_arena, struct choice);
        choice->name = parse_word(pattern);
        if (*pattern->at != '{') {
            pattern->bad = true;
            return;
        }
        pattern->at++;
        choice->pieces = parse_pieces(pattern, true, piece->kind == PIECE_PLURAL);
        other = other || !strcmp(choice->name, "other");
        *tail = choice;
        tail = &choice->next;
        skip_space(pattern);
    }
    pattern->bad = pattern->bad || !other;
}

static struct piece *parse_argument(struct pattern *pattern)
{
    struct piece *piece = arena_one(locale_arena, struct piece);
    pattern->at++;
    piece->kind = PIECE_VALUE;
    piece->name = symbol_of(parse_word(pattern));
    if (*pattern->at == ',') {
        pattern->at++;
        const char *kind = parse_word(pattern);
        if (!strcmp(kind, "plural") || !strcmp(kind, "select")) {
            piece->kind = *kind == 'p' ? PIECE_PLURAL : PIECE_SELECT;
            if (*pattern->at == ',')
                pattern->at++;
            skip_space(pattern);
            parse_choices(pattern, piece);
        } else {
            piece->format = locale_formatter(symbol_of(
                text_starts(kind, "as_") ? kind : arena_print(locale_arena, "as_%s", kind)));
        }
    }
    if (*pattern->at == '}')
        pattern->at++;
    else
        pattern->bad = true;
    return piece;
}

/* Words up to the next argument or quote: '' is an apostrophe, and '{', '}' and '#' are that sign;
 * another apostrophe is itself. */
static void parse_text(struct pattern *pattern, struct piece *piece, const char *stops)
{
    const char *at = pattern->at;
    bool apostrophe = at[0] == '\'' && at[1] == '\'';
    bool sign = at[0] == '\'' && at[1] && strchr("{}#", at[1]) && at[2] == '\'';
    piece->text = at + (apostrophe || sign);
    piece->len = 1;
    if (!apostrophe && !sign)
        piece->len += strcspn(at + 1, stops);
    pattern->at += apostrophe ? 2 : sign ? 3 : piece->len;
}

static struct piece *parse_pieces(struct pattern *pattern, bool inner, bool plural)
{
    const char *stops = inner ? (plural ? "'{}#" : "'{}") : "'{";
    struct piece *first = NULL, **tail = &first;
    while (*pattern->at && !pattern->bad) {
        struct piece *piece;
        if (inner && *pattern->at == '}') {
            pattern->at++;
            return first;
        }
        if (*pattern->at == '{') {
            piece = parse_argument(pattern);
        } else {
            piece = arena_one(locale_arena, struct piece);
            if (plural && *pattern->at == '#') {
                piece->kind = PIECE_HASH;
                pattern->at++;
            } else {
                parse_text(pattern, piece, stops);
            }
        }
        *tail = piece;
        tail = &piece->next;
    }
    pattern->bad = pattern->bad || inner;
    return first;
}

/* A message without arguments is one text. */
static void join_pieces(struct message *message)
{
    struct buffer text = { 0 };
    for (const struct piece *piece = message->pieces; piece; piece = piece->next) {
        if (piece->kind != PIECE_TEXT) {
            buffer_free(&text);
            return;
        }
        buffer_add(&text, piece->text, piece->len);
    }
    message->text = arena_copy_n(locale_arena, text.at ? text.at : "", text.len);
    message->len = text.len;
    message->pieces = NULL;
    buffer_free(&text);
}

const char *locale_add_message(struct locale *locale, const char *area, const char *key,
                               const char *words)
{
    symbol name = symbol_of(key);
    struct pattern pattern = { words, false };
    if (!text_starts(key, area))
        return "does not begin with its area";
    if (!name || name >= SYMBOLS || locale->key_count == KEYS)
        return "too many words";
    if (locale->messages[name])
        return "is there twice";
    struct message *message = arena_one(locale_arena, struct message);
    message->text = words;
    message->len = strlen(words);
    if (strpbrk(words, "{'"))
        message->pieces = parse_pieces(&pattern, false, false);
    if (pattern.bad)
        return "is no pattern";
    if (message->pieces)
        join_pieces(message);
    locale->messages[name] = message;
    locale->keys[locale->key_count++] = key;
    return NULL;
}

static bool read_words(struct locale *locale, const char *path, struct problem *problem)
{
    size_t len;
    const char *source = files_read(locale_arena, path, &len);
    const char *dot = strchr(path + strlen("templates/locale/"), '.');
    if (!source || !dot)
        return problem_set(problem, FAULT_BUG, "error.words", "%s: not readable", path);
    const char *area = arena_copy_n(locale_arena, dot + 1, strcspn(dot + 1, ".") + 1);
    int line = 0;
    for (const char *at = source; *at;) {
        size_t length = strcspn(at, "\n");
        char *row = arena_copy_n(locale_arena, at, length);
        at += length + (at[length] == '\n');
        line++;
        char *equals = strstr(row, " = ");
        if (!*row || *row == '#')
            continue;
        if (!equals)
            return problem_set(problem, FAULT_BUG, "error.words", "%s:%d: no ' = '", path, line);
        *equals = '\0';
        const char *fault = locale_add_message(locale, area, row, equals + 3);
        if (fault)
            return problem_set(problem, FAULT_BUG, "error.words", "%s:%d: %s %s", path, line, row,
                               fault);
    }
    return true;
}

/* --- names from ICU
 * ------------------------------------------------------------------------------------ */

const char *icu_text(struct arena *arena, const UChar *text, int32_t len)
{
    int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    char *out = arena_bytes(arena, (size_t)(len < 0 ? u_strlen(text) : len) * 3 + 1);
    u_strToUTF8(out, (len < 0 ? u_strlen(text) : len) * 3 + 1, &size, text, len, &error);
    return out;
}

static void read_calendar(struct locale *locale, const char *name)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar text[64];
    UDateFormat *format = udat_open(UDAT_FULL, UDAT_FULL, name, u"UTC", -1, NULL, -1, &error);
    for (int month = 0; month < 12; month++) {
        int32_t len = udat_getSymbols(format, UDAT_MONTHS, month, text, 64, &error);
        locale->months[month] = icu_text(locale_arena, text, len);
    }
    for (int day = 0; day < 7; day++) {
        int32_t len = udat_getSymbols(format, UDAT_WEEKDAYS, day + 1, text, 64, &error);
        locale->weekdays[day] = icu_text(locale_arena, text, len);
    }
    udat_close(format);
    UNumberFormat *number = unum_open(UNUM_DECIMAL, NULL, 0, name, NULL, &error);
    int32_t len = unum_getSymbol(number, UNUM_GROUPING_SEPARATOR_SYMBOL, text, 64, &error);
    locale->grouping = icu_text(locale_arena, text, len);
    len = unum_getSymbol(number, UNUM_DECIMAL_SEPARATOR_SYMBOL, text, 64, &error);
    locale->decimal = icu_text(locale_arena, text, len);
    unum_close(number);
    locale->plural = uplrules_open(name, &error);
    locale->collator = ucol_open(name, &error);
}

static void read_countries(struct locale *locale, const char *name)
{
    for (const char *const *code = uloc_getISOCountries(); *code; code++) {
        UErrorCode error = U_ZERO_ERROR;
        UChar text[128];
        int32_t len = uloc_getDisplayCountry(arena_print(locale_arena, "und_%s", *code), name, text,
                                             128, &error);
        locale->countries[((*code)[0] - 'A') * 26 + (*code)[1] - 'A'] =
            error <= U_ZERO_ERROR ? icu_text(locale_arena, text, len) : *code;
    }
}

static void read_languages(struct locale *locale)
{
    for (const char **code = language_list(); *code; code++) {
        if (strlen(*code) == 2)
            locale->languages[((*code)[0] - 'a') * 26 + (*code)[1] - 'a'] =
                locale_language_name(locale, locale_arena, *code);
    }
}

bool locales_load(struct problem *problem)
{
    struct arena *before = locale_arena;
    locale_arena = arena_new();
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct locale *locale = &locales[lang];
        const char **paths =
            files_list(locale_arena, arena_print(locale_arena, "templates/locale/"));
        *locale = (struct locale){ .lang = (enum language)lang,
                                   .messages = arena_many(locale_arena, struct message *, SYMBOLS),
                                   .keys = arena_many(locale_arena, const char *, KEYS) };
        read_calendar(locale, icu_names[lang]);
        read_countries(locale, icu_names[lang]);
        read_languages(locale);
        const char *prefix =
            arena_print(locale_arena, "templates/locale/%s.", language_codes[lang]);
        for (; *paths; paths++) {
            if (text_starts(*paths, prefix) && !read_words(locale, *paths, problem))
                return false;
        }
    }
    (void)
        before; /* templates may still hold its texts: a reload keeps the old words until the end */
    return true;
}

const struct locale *locale_of(enum language lang)
{
    return &locales[lang];
}

enum language locale_language(const struct locale *locale)
{
    return locale->lang;
}

static const struct message *message_of(const struct locale *locale, const char *key)
{
    symbol name = symbol_known(key, strlen(key));
    return name < SYMBOLS && locale->messages ? locale->messages[name] : NULL;
}

const char *locale_text(const struct locale *locale, const char *key)
{
    const struct message *message = message_of(locale, key);
    return message ? message->text : NULL;
}

/* --- filling messages --- */

struct filling {
    const struct locale *locale;
    struct arena *arena;
    struct buffer out;
    struct value (*lookup)(void *self, symbol name);
    void *self;
    bool html;
    int64_t number; /* of the plural around */
};

static void fill_value(struct filling *filling, struct value value)
{
    struct value text = value;
    if (value.kind == VALUE_INT)
        locale_format(filling->locale, filling->arena, SYMBOL("as_number"), value, &text);
    if (text.kind == VALUE_TEXT && filling->html)
        escape_html(&filling->out, text.text, text.len);
    else if (text.kind == VALUE_TEXT || text.kind == VALUE_HTML)
        buffer_add(&filling->out, text.text, text.len);
}

static bool choice_fits(const struct filling *filling, const struct choice *choice,
                        const char *keyword, int64_t number, bool plural)
{
    (void)filling;
    if (plural && *choice->name == '=')
        return strtoll(choice->name + 1, NULL, 10) == number;
    return !strcmp(choice->name, keyword);
}

static void fill_pieces(struct filling *filling, const struct piece *piece);

static void fill_choice(struct filling *filling, const struct piece *piece, struct value value)
{
    bool plural = piece->kind == PIECE_PLURAL;
    char keyword[32] = "other";
    int64_t number = value.kind == VALUE_INT ? value.number : 0, outer = filling->number;
    if (plural) {
        UChar text[32];
        UErrorCode error = U_ZERO_ERROR;
        uplrules_select(filling->locale->plural, (double)number, text, 32, &error);
        u_UCharsToChars(text, keyword, u_strlen(text) + 1);
    } else if (value.kind == VALUE_TEXT) {
        snprintf(keyword, sizeof keyword, "%.*s", (int)value.len, value.text);
    } else {
        snprintf(keyword, sizeof keyword, "%s", value_truth(value) ? "yes" : "no");
    }
    const struct choice *found = NULL, *other = NULL;
    for (const struct choice *choice = piece->choices; choice; choice = choice->next) {
        if (!found && choice_fits(filling, choice, keyword, number, plural))
            found = choice;
        if (!strcmp(choice->name, "other"))
            other = choice;
    }
    filling->number = number;
    if (found || other)
        fill_pieces(filling, found ? found->pieces : other->pieces);
    filling->number = outer;
}

static void fill_pieces(struct filling *filling, const struct piece *piece)
{
    for (; piece; piece = piece->next) {
        if (piece->kind == PIECE_TEXT) {
            if (filling->html)
                escape_html(&filling->out, piece->text, piece->len);
            else
                buffer_add(&filling->out, piece->text, piece->len);
        } else if (piece->kind == PIECE_HASH) {
            fill_value(filling, value_int(filling->number));
        } else {
            struct value value =
                filling->lookup ? filling->lookup(filling->self, piece->name) : value_null();
            if (piece->format)
                value = locale_apply(filling->locale, filling->arena, piece->format, value);
            if (piece->kind == PIECE_VALUE)
                fill_value(filling, value);
            else
                fill_choice(filling, piece, value);
        }
    }
}

struct value locale_fixed(const struct locale *locale, symbol key)
{
    const struct message *message =
        key < SYMBOLS && locale->messages ? locale->messages[key] : NULL;
    return message && !message->pieces ? value_text_n(message->text, message->len)
                                       : (struct value){ .kind = VALUE_MISSING };
}

struct value locale_message(const struct locale *locale, struct arena *arena, const char *key,
                            bool html, struct value (*lookup)(void *self, symbol name), void *self)
{
    return locale_message_of(locale, arena, symbol_known(key, strlen(key)), html, lookup, self);
}

struct value locale_message_of(const struct locale *locale, struct arena *arena, symbol key,
                               bool html, struct value (*lookup)(void *self, symbol name),
                               void *self)
{
    const struct message *message =
        key < SYMBOLS && locale->messages ? locale->messages[key] : NULL;
    if (!message)
        return (struct value){ .kind = VALUE_MISSING };
    if (!message->pieces && !html)
        return value_text_n(message->text, message->len);
    struct filling filling = { locale, arena, { 0 }, lookup, self, html, 0 };
    if (message->pieces)
        fill_pieces(&filling, message->pieces);
    else
        escape_html(&filling.out, message->text, message->len);
    const char *text = arena_copy_n(arena, filling.out.at ? filling.out.at : "", filling.out.len);
    size_t len = filling.out.len;
    buffer_free(&filling.out);
    return html ? value_html(text, len) : value_text_n(text, len);
}

static struct value from_map(void *self, symbol name)
{
    return value_get(map_value(self), name);
}

const char *locale_say(const struct locale *locale, struct arena *arena, const char *key,
                       const struct map *arguments)
{
    struct value value = locale_message(locale, arena, key, false, arguments ? from_map : NULL,
                                        (void *)(uintptr_t)arguments);
    return value.kind == VALUE_TEXT ? value.text : key;
}

static bool uses(const struct piece *piece, symbol name)
{
    for (; piece; piece = piece->next) {
        if (piece->kind != PIECE_TEXT && piece->name == name)
            return true;
        for (const struct choice *choice = piece->choices; choice; choice = choice->next) {
            if (uses(choice->pieces, name))
                return true;
        }
    }
    return false;
}

struct checking {
    const char *key, *lacking; /* the language that may lack something */
    const struct piece *other;
    void (*report)(void *self, const char *fault);
    void *self;
    bool good;
};

static void report_fault(struct checking *checking, const char *lacks)
{
    char fault[200];
    snprintf(fault, sizeof fault, "words: %s has no %s in %s", checking->key, lacks,
             checking->lacking);
    checking->report(checking->self, fault);
    checking->good = false;
}

/* Each argument of one language's message is in the other's too. */
static void check_arguments(struct checking *checking, const struct piece *piece)
{
    for (; piece; piece = piece->next) {
        char argument[100];
        snprintf(argument, sizeof argument, "{%s}", piece->name ? symbol_name(piece->name) : "");
        if (piece->name && !uses(checking->other, piece->name))
            report_fault(checking, argument);
        for (const struct choice *choice = piece->choices; choice; choice = choice->next)
            check_arguments(checking, choice->pieces);
    }
}

bool locale_check(void (*report)(void *self, const char *fault), void *self)
{
    struct checking checking = { .report = report, .self = self, .good = true };
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct locale *one = &locales[lang], *other = &locales[1 - lang];
        checking.lacking = language_codes[1 - lang];
        for (size_t i = 0; i < one->key_count; i++) {
            const struct message *message = message_of(other, one->keys[i]);
            checking.key = one->keys[i];
            checking.other = message ? message->pieces : NULL;
            if (message)
                check_arguments(&checking, message_of(one, one->keys[i])->pieces);
            else
                report_fault(&checking, "words");
        }
    }
    if (!zone_valid(HOME_ZONE)) {
        report(self, "zones: none in /usr/share/zoneinfo: install tzdata");
        checking.good = false;
    }
    return checking.good;
}

/* --- collation, folding, languages
 * ------------------------------------------------------------------------------ */

static UChar *to_utf16(struct arena *arena, const char *text, int32_t *len)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t room = (int32_t)strlen(text) + 1;
    UChar *out = arena_many(arena, UChar, (size_t)room);
    u_strFromUTF8(out, room, len, text, -1, &error);
    return out;
}

const char *locale_sort_key(const struct locale *locale, struct arena *arena, const char *text)
{
    int32_t len = 0;
    UChar *wide = to_utf16(arena, text, &len);
    uint8_t room[512], *key = room;
    int32_t size = ucol_getSortKey(locale->collator, wide, len, key, sizeof room);
    if (size > (int32_t)sizeof room) {
        key = arena_alloc(arena, (size_t)size);
        size = ucol_getSortKey(locale->collator, wide, len, key, size);
    }
    char *out = arena_bytes(arena, (size_t)size * 2 + 1), *at = out;
    for (int32_t i = 0; i + 1 < size; i++) {
        *at++ = "0123456789abcdef"[key[i] >> 4];
        *at++ = "0123456789abcdef"[key[i] & 15];
    }
    *at = '\0';
    return out;
}

static const char *fold_any(struct arena *arena, const char *text)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = 0;
    UChar *wide = to_utf16(arena, text, &len);
    int32_t room = len * 4 + 8, size = 0;
    UChar *apart = arena_many(arena, UChar, (size_t)room);
    size = unorm2_normalize(unorm2_getNFDInstance(&error), wide, len, apart, room, &error);
    int32_t kept = 0;
    for (int32_t i = 0; i < size;) {
        UChar32 c;
        U16_NEXT(apart, i, size, c);
        if (u_charType(c) == U_NON_SPACING_MARK)
            continue;
        c = u_tolower(c);
        U16_APPEND_UNSAFE(apart, kept, c);
    }
    return icu_text(arena, apart, kept);
}

/* Characters of Latin scripts are folded one by one: ICU takes ten times as long. */
#define FOLDED 0x250
static char folded[FOLDED][4]; /* "": not that way */
static pthread_once_t folded_once = PTHREAD_ONCE_INIT;

static void fill_folded(void)
{
    struct arena *arena = arena_new();
    for (unsigned c = 1; c < FOLDED; c++) {
        char one[3] = { (char)c, '\0', '\0' };
        if (c >= 0x80) {
            one[0] = (char)(0xc0 | c >> 6);
            one[1] = (char)(0x80 | (c & 0x3f));
        }
        const char *fold = fold_any(arena, one);
        if (strlen(fold) < sizeof *folded)
            memcpy(folded[c], fold, strlen(fold) + 1);
    }
    arena_free(arena);
}

/* The character at *TEXT, which moves on; 0 at the end and for all that the table has not. */
static unsigned next_latin(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    unsigned c = *at < 0x80 ? *at : 0;
    if (*at >= 0xc2 && *at < 0xc0 + (FOLDED >> 6) + 1 && (at[1] & 0xc0) == 0x80)
        c = (*at & 0x1fu) << 6 | (at[1] & 0x3fu);
    *text += c ? 1 + (c >= 0x80) : 0;
    return c < FOLDED ? c : 0;
}

const char *locale_fold(struct arena *arena, const char *text)
{
    pthread_once(&folded_once, fill_folded);
    char *out = arena_bytes(arena, strlen(text) * 2 + 4), *to = out;
    for (const char *at = text; *at;) {
        unsigned c = next_latin(&at);
        if (!c || !*folded[c])
            return fold_any(arena, text);
        for (const char *one = folded[c]; *one; one++)
            *to++ = *one;
    }
    *to = '\0';
    return out;
}

const char *locale_words(struct arena *arena, const char *text)
{
    const uint32_t word = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK | U_GC_CO_MASK;
    int32_t len = 0;
    UChar *wide = to_utf16(arena, text, &len);
    for (int32_t i = 0, from = 0; i < len; from = i) {
        UChar32 c;
        U16_NEXT(wide, i, len, c);
        if (!(U_GET_GC_MASK(c) & word))
            u_memset(wide + from, ' ', i - from);
    }
    return icu_text(arena, wide, len);
}

const char *locale_composed(struct arena *arena, const char *text)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = 0;
    UChar *wide = to_utf16(arena, text, &len);
    int32_t room = len * 3 + 8;
    UChar *together = arena_many(arena, UChar, (size_t)room);
    int32_t size =
        unorm2_normalize(unorm2_getNFCInstance(&error), wide, len, together, room, &error);
    return icu_text(arena, together, size);
}

/* "; q=0.8" after a language range; 1 without it. */
static double quality(const char *at, size_t len)
{
    const char *end = at + len;
    for (const char *semicolon; (semicolon = memchr(at, ';', (size_t)(end - at)));) {
        at = semicolon + 1;
        while (at < end && isspace((unsigned char)*at))
            at++;
        if (end - at > 2 && tolower((unsigned char)*at) == 'q' && at[1] == '=')
            return strtod(at + 2, NULL);
    }
    return 1;
}

enum language language_preferred(const char *accept)
{
    double best = 0;
    bool refused[LANG_COUNT] = { false };
    enum language found = LANG_COUNT;
    for (const char *at = accept ? accept : ""; *at;) {
        at += strspn(at, " \t,");
        size_t len = strcspn(at, ",");
        double wish = quality(at, len);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (strncasecmp(at, language_codes[lang], 2) != 0 || isalnum((unsigned char)at[2]))
                continue;
            refused[lang] = wish <= 0;
            if (wish > best) {
                best = wish;
                found = (enum language)lang;
            }
        }
        at += len;
    }
    if (found != LANG_COUNT)
        return found;
    return refused[LANG_ES] && !refused[LANG_EN] ? LANG_EN : LANG_ES;
}
