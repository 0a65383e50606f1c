/* Language: the words of the interface, dates, numbers, plurals, names of countries and languages,
 * collation and time zones, by ICU. A locale is made at start, immutable, shared by all threads
 * (objects of ICU that are not thread-safe are kept per thread). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/value.h"
#include "web/http.h"

struct locale;
/* Reads templates/locale/LANG.*.txt. In the words {name} is an argument, '' an apostrophe (a single one is itself
 * too), and '{', '}' and '#' in apostrophes stand for these signs. */
bool locales_load(struct problem *problem);
const struct locale *locale_of(enum language lang);
enum language locale_language(const struct locale *locale);

/* The message KEY as it stands, without arguments; NULL if there is none. */
const char *locale_text(const struct locale *locale, const char *key);
/* The message with arguments: LOOKUP gives each by name. Escaped for HTML when HTML is true (values of kind VALUE_HTML are not). */
struct value locale_message(const struct locale *locale, struct arena *arena, const char *key,
                            bool html, struct value (*lookup)(void *self, symbol name), void *self);
/* The message of KEY, a symbol, where it has no arguments; else VALUE_MISSING. */
struct value locale_fixed(const struct locale *locale, symbol key);
/* locale_message() by the key's symbol, so that nothing is hashed. */
struct value locale_message_of(const struct locale *locale, struct arena *arena, symbol key,
                               bool html, struct value (*lookup)(void *self, symbol name),
                               void *self);
/* The same with arguments from a map. */
const char *locale_say(const struct locale *locale, struct arena *arena, const char *key,
                       const struct map *arguments);
/* Every key has words in every language, with the same arguments, and the system has time zones; each fault is reported. */
bool locale_check(void (*report)(void *self, const char *fault), void *self);

/* The formatter NAME ("as_date"), NULL if there is none. New ones are rows of one table. */
struct formatter;
const struct formatter *locale_formatter(symbol name);
/* What it makes of VALUE: null of null, VALUE_MISSING of objects, and of lists except by as_any. */
struct value locale_apply(const struct locale *locale, struct arena *arena,
                          const struct formatter *formatter, struct value value);
/* The same by name; false if there is no such formatter. */
bool locale_format(const struct locale *locale, struct arena *arena, symbol name,
                   struct value value, struct value *out);

/* "5 March 2026" of "2026-03-05" (also with a time after it), "March 2026" of "2026-03"; what is no date as it is. */
/* The name of a day of the week, Sunday 0. */
const char *locale_weekday(const struct locale *locale, int day);
const char *locale_date(const struct locale *locale, struct arena *arena, const char *iso_date);
const char *locale_country(const struct locale *locale,
                           const char *iso2); /* the code itself if unknown */
const char *locale_language_name(const struct locale *locale, struct arena *arena,
                                 const char *code);
/* Sort key (hexadecimal) of TEXT: comparing keys as bytes sorts as the language does. */
const char *locale_sort_key(const struct locale *locale, struct arena *arena, const char *text);
/* TEXT with a space for each sign that is of no word: what full-text indexes take for words stands alone. */
const char *locale_words(struct arena *arena, const char *text);
/* Lower case, accents folded: for search and duplicate checks. */
const char *locale_fold(struct arena *arena, const char *text);

/* Letters and accents that belong together as one character (NFC). */
const char *locale_composed(struct arena *arena, const char *text);

/* Local date and time "YYYY-MM-DDTHH:MM" in the IANA zone to UTC seconds and back, by the system's tzdata.
 * A date alone, a month or a year is its first moment. False for unknown zones and for dates and times that
 * do not exist. A time skipped by summer time moves forward; a repeated one is the first. */
bool zone_to_utc(const char *zone, const char *local, int64_t *utc);
bool zone_from_utc(const char *zone, int64_t utc, char local[20], int *offset_seconds);
/* Whether the system's tzdata has a zone of that name. */
bool zone_valid(const char *zone);
const char *zone_city(const struct locale *locale, struct arena *arena,
                      const char *zone); /* "Mexico City"; lives as long as the process */
const char **zone_list(void);            /* canonical zones, NULL at the end */
/* The zone in which moments are shown, and meant where none is named: the network's seat. */
#define HOME_ZONE "America/Mexico_City"
/* Whether CODE is an assigned ISO 3166-1 alpha-2 / an ISO 639 code of a language; lists for forms, NULL at the end
 * (of languages only those that are likely). */
bool country_valid(const char *iso2);
bool language_valid(const char *code);
const char **country_list(void);
const char **language_list(void);
/* The language that Accept-Language prefers among ours; Spanish if it names none. */
enum language language_preferred(const char *accept_language);
