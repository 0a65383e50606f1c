/* Formatters: {{value.as_date}} and the others of docs/templates.md. */
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uloc.h>

#include "base/buffer.h"
#include "base/markdown.h"
#include "base/moment.h"
#include "base/text.h"
#include "web/escape.h"
#include "web/locale_internal.h"

static const char *plain(struct arena *arena, struct value value)
{
    return value.kind == VALUE_INT    ? arena_print(arena, "%lld", (long long)value.number)
           : value.kind == VALUE_TEXT ? value.text
                                      : "";
}

static const char *of(const struct locale *locale)
{
    return locale->lang == LANG_ES ? " de " : " ";
}

/* How many parts of "2026-03-05" TEXT has (a time may follow the day); 0 if it is no date that
 * exists. */
static int read_date(const char *text, int date[3])
{
    static const int places[] = { 4, 2, 2 };
    int parts = 0;
    for (const char *at = text; parts < 3; at++) {
        date[parts] = 0;
        for (int i = 0; i < places[parts]; i++, at++) {
            if (!isdigit((unsigned char)*at))
                return 0;
            date[parts] = date[parts] * 10 + *at - '0';
        }
        parts++;
        if (*at != '-' || parts == 3) {
            if (*at && !(parts == 3 && (*at == 'T' || *at == ' ')))
                return 0;
            break;
        }
    }
    char day[11];
    snprintf(day, sizeof day, "%.10s", text);
    return (parts < 2 || (date[1] >= 1 && date[1] <= 12)) && (parts < 3 || date_valid(day)) ? parts
                                                                                            : 0;
}

const char *locale_date(const struct locale *locale, struct arena *arena, const char *iso)
{
    int date[3], parts = read_date(iso, date);
    const char *month = parts > 1 ? locale->months[date[1] - 1] : "";
    if (parts == 0)
        return arena_copy(arena, iso);
    if (parts == 1)
        return arena_print(arena, "%d", date[0]);
    if (parts == 2)
        return arena_print(arena, "%s%s%d", month, of(locale), date[0]);
    return arena_print(arena, "%d%s%s%s%d", date[2], of(locale), month, of(locale), date[0]);
}

const char *locale_weekday(const struct locale *locale, int day)
{
    return locale->weekdays[day];
}

static struct value as_date(const struct locale *locale, struct arena *arena, struct value value)
{
    return value_text(locale_date(locale, arena, plain(arena, value)));
}

static struct value as_month(const struct locale *locale, struct arena *arena, struct value value)
{
    return value_text(locale_date(
        locale, arena, arena_copy_n(arena, plain(arena, value), strnlen(plain(arena, value), 7))));
}

static int weekday(int year, int month, int day)
{
    static const int shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
    year -= month < 3;
    return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

static struct value as_day(const struct locale *locale, struct arena *arena, struct value value)
{
    int date[3];
    const char *iso = plain(arena, value), *words = locale_date(locale, arena, iso);
    if (read_date(iso, date) != 3)
        return value_text(words);
    return value_text(
        arena_print(arena, "%s %s", locale->weekdays[weekday(date[0], date[1], date[2])], words));
}

/* Of "2026-03-05T10:30:00" and of "10:30". */
static struct value as_time(const struct locale *locale, struct arena *arena, struct value value)
{
    const char *text = plain(arena, value), *t = strchr(text, 'T');
    int hour, minute, used = 0;
    (void)locale;
    t = t ? t + 1 : text;
    if (sscanf(t, "%2d:%2d%n", &hour, &minute, &used) != 2 || used != 5)
        return value_null();
    return value_text(arena_copy_n(arena, t, 5));
}

static bool local_of(struct value value, char local[20])
{
    return value.kind == VALUE_INT && zone_from_utc(HOME_ZONE, value.number, local, NULL);
}

static struct value as_moment(const struct locale *locale, struct arena *arena, struct value value)
{
    char local[20];
    if (!local_of(value, local))
        return value_null();
    return value_text(arena_print(arena, "%s, %s (%s)",
                                  locale_date(locale, arena, arena_copy_n(arena, local, 10)),
                                  local + 11, zone_city(locale, arena, HOME_ZONE)));
}

/* As as_moment, short enough for the cell of a table, whose page names the zone. */
static struct value as_stamp(const struct locale *locale, struct arena *arena, struct value value)
{
    char local[20];
    if (!local_of(value, local))
        return value_null();
    int day = (local[8] - '0') * 10 + local[9] - '0',
        month = (local[5] - '0') * 10 + local[6] - '0';
    return value_text(
        arena_print(arena, "%d %.3s %.4s, %s", day, locale->months[month - 1], local, local + 11));
}

static struct value as_iso(const struct locale *locale, struct arena *arena, struct value value)
{
    char iso[24];
    (void)locale;
    if (value.kind != VALUE_INT)
        return value;
    moment_iso(value.number, iso);
    return value_text(arena_copy(arena, iso));
}

static char *put_before(char *at, const char *text)
{
    for (size_t len = strlen(text); len; len--)
        *--at = text[len - 1];
    return at;
}

static struct value as_number(const struct locale *locale, struct arena *arena, struct value value)
{
    char text[64], *at = text + sizeof text; /* filled from its end */
    if (value.kind != VALUE_INT)
        return value;
    uint64_t rest = value.number < 0 ? 0 - (uint64_t)value.number : (uint64_t)value.number;
    int digits = 0;
    do {
        if (digits && digits % 3 == 0)
            at = put_before(at, locale->grouping);
        *--at = (char)('0' + rest % 10);
        digits++;
    } while (rest /= 10);
    if (value.number < 0)
        at = put_before(at, "\u2212");
    size_t len = (size_t)(text + sizeof text - at);
    return value_text_n(arena_copy_n(arena, at, len), len);
}

static struct value as_bytes(const struct locale *locale, struct arena *arena, struct value value)
{
    static const char *const units[] = { "B", "kB", "MB", "GB" };
    double size = value.kind == VALUE_INT ? (double)value.number : 0;
    int unit = 0;
    for (; size >= 1000 && unit < 3; unit++)
        size /= 1000;
    char *text = arena_print(arena, unit && size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
    char *dot = strchr(text, '.');
    if (dot)
        *dot = *locale->decimal;
    return value_text(text);
}

const char *locale_country(const struct locale *locale, const char *iso2)
{
    if (!iso2 || strlen(iso2) != 2 || !isupper((unsigned char)iso2[0]) ||
        !isupper((unsigned char)iso2[1]))
        return iso2;
    const char *name = locale->countries[(iso2[0] - 'A') * 26 + iso2[1] - 'A'];
    return name ? name : iso2;
}

bool country_valid(const char *iso2)
{
    return iso2 && strlen(iso2) == 2 && isupper((unsigned char)iso2[0]) &&
           isupper((unsigned char)iso2[1]) &&
           locale_of(LANG_EN)->countries[(iso2[0] - 'A') * 26 + iso2[1] - 'A'];
}

const char **country_list(void)
{
    return (const char **)(uintptr_t)uloc_getISOCountries();
}

static struct value as_country(const struct locale *locale, struct arena *arena, struct value value)
{
    return value_text(locale_country(locale, plain(arena, value)));
}

static const char *const languages[] = {
    "es", "en", "fr", "pt", "de", "it", "ca", "nl", "sv",  "da",  "no", "fi", "pl", "ru",
    "uk", "el", "ro", "hu", "cs", "tr", "ar", "fa", "he",  "hi",  "bn", "ur", "ta", "pa",
    "ne", "si", "zh", "ja", "ko", "vi", "th", "id", "ms",  "tl",  "sw", "am", "so", "ha",
    "yo", "ig", "wo", "ln", "ht", "qu", "ay", "gn", "nah", "yua", "eu", "gl", NULL
};

const char **language_list(void)
{
    return (const char **)(uintptr_t)languages;
}

bool language_valid(const char *code)
{
    for (const char *const *known = uloc_getISOLanguages(); *known; known++) {
        if (text_equal(*known, code))
            return true;
    }
    for (int i = 0; languages[i]; i++) {
        if (text_equal(languages[i], code))
            return true;
    }
    return false;
}

static bool two_letters(const char *code)
{
    return islower((unsigned char)code[0]) && islower((unsigned char)code[1]) && !code[2];
}

const char *locale_language_name(const struct locale *locale, struct arena *arena, const char *code)
{
    const char *known =
        two_letters(code) ? locale->languages[(code[0] - 'a') * 26 + code[1] - 'a'] : NULL;
    if (known)
        return known;
    UChar text[128];
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = uloc_getDisplayLanguage(code, locale->lang == LANG_ES ? "es_MX" : "en_GB", text,
                                          128, &error);
    return error <= U_ZERO_ERROR ? icu_text(arena, text, len) : code;
}

static struct value as_language(const struct locale *locale, struct arena *arena,
                                struct value value)
{
    return value_text(locale_language_name(locale, arena, plain(arena, value)));
}

static struct value as_markdown(const struct locale *locale, struct arena *arena,
                                struct value value)
{
    (void)locale;
    return value.kind == VALUE_TEXT ? markdown_html(arena, value.text, 2) : value_null();
}

/* Line breaks stay line breaks, so that it can stand in a paragraph, a cell or <ins>: two make an
 * empty line. */
static struct value as_lines(const struct locale *locale, struct arena *arena, struct value value)
{
    struct buffer out = { 0 };
    (void)locale;
    for (const char *at = plain(arena, value); *at;) {
        size_t len = strcspn(at, "\r\n");
        buffer_puts(&out, out.len ? "<br>" : "");
        escape_html(&out, at, len);
        at += len;
        at += *at == '\r';
        at += *at == '\n';
    }
    const char *text = arena_copy_n(arena, out.at ? out.at : "", out.len);
    struct value html = value_html(text, out.len);
    buffer_free(&out);
    return html;
}

static struct value as_word(const struct locale *locale, struct arena *arena, struct value value)
{
    return locale_message(locale, arena, plain(arena, value), false, NULL, NULL);
}

/* The words of a key, or what is no key as it stands: reasons in the history are either. */
static struct value as_said(const struct locale *locale, struct arena *arena, struct value value)
{
    struct value word = as_word(locale, arena, value);
    return word.kind == VALUE_TEXT ? word : value;
}

static struct value as_url(const struct locale *locale, struct arena *arena, struct value value)
{
    const char *text = plain(arena, value);
    char *out = arena_bytes(arena, strlen(text) * 3 + 1);
    (void)locale;
    return value_text_n(out, (size_t)(percent_encode(out, text) - out));
}

/* Whether a list has any item; the one formatter that takes lists. */
static struct value as_any(const struct locale *locale, struct arena *arena, struct value value)
{
    (void)locale;
    (void)arena;
    return value_bool(value_truth(value));
}

static struct value as_host(const struct locale *locale, struct arena *arena, struct value value)
{
    const char *text = plain(arena, value), *host = strstr(text, "://");
    (void)locale;
    host = host ? host + 3 : text;
    if (text_starts(host, "www."))
        host += 4;
    return value_text(arena_copy_n(arena, host, strcspn(host, "/?#")));
}

static const struct formatter {
    const char *name;
    struct value (*format)(const struct locale *locale, struct arena *arena, struct value value);
} formatters[] = {
    { "as_date", as_date },       { "as_day", as_day },           { "as_month", as_month },
    { "as_time", as_time },       { "as_moment", as_moment },     { "as_stamp", as_stamp },
    { "as_iso", as_iso },         { "as_number", as_number },     { "as_bytes", as_bytes },
    { "as_country", as_country }, { "as_language", as_language }, { "as_markdown", as_markdown },
    { "as_lines", as_lines },     { "as_word", as_word },         { "as_said", as_said },
    { "as_url", as_url },         { "as_host", as_host },         { "as_any", as_any },
};

#define FORMATTERS (sizeof formatters / sizeof *formatters)
static symbol formatter_names[FORMATTERS];
static pthread_once_t formatters_once = PTHREAD_ONCE_INIT;

static void intern_formatters(void)
{
    for (size_t i = 0; i < FORMATTERS; i++)
        formatter_names[i] = symbol_of(formatters[i].name);
}

const struct formatter *locale_formatter(symbol name)
{
    pthread_once(&formatters_once, intern_formatters);
    for (size_t i = 0; i < FORMATTERS; i++) {
        if (formatter_names[i] == name)
            return &formatters[i];
    }
    return NULL;
}

struct value locale_apply(const struct locale *locale, struct arena *arena,
                          const struct formatter *formatter, struct value value)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_NULL:
        return value;
    case VALUE_LIST:
        if (formatter->format == as_any)
            return as_any(locale, arena, value);
        __attribute__((fallthrough));
    case VALUE_MISSING:
    case VALUE_OBJECT:
        return (struct value){ .kind = VALUE_MISSING };
    default:
        return formatter->format(locale, arena, value);
    }
}

bool locale_format(const struct locale *locale, struct arena *arena, symbol name,
                   struct value value, struct value *out)
{
    const struct formatter *formatter = locale_formatter(name);
    if (!formatter)
        return false;
    *out = locale_apply(locale, arena, formatter, value);
    return true;
}
