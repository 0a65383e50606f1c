/* Time zones: offsets from the system's tzdata, which is kept up to date; cities by ICU, whose own
 * zones are not. */
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include "base/text.h"
#include "web/locale_internal.h"
#include "web/zone_file.h"

#define ZONES "/usr/share/zoneinfo/"

struct zone {
    char name[64];
    struct zone_file *file;
    char *cities[LANG_COUNT];
    struct zone *next;
};

/* Zones once read stay; there are only as many as the system has. */
static struct zone *zones;
static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;

/* No path tricks: plain names only, and none of the files that are no zones or count leap seconds.
 */
static bool name_good(const char *name)
{
    static const char *const others[] = { "localtime", "posixrules", "Factory" };
    size_t len = name ? strlen(name) : 0;
    if (!len || len >= 64 || *name == '/' || text_starts(name, "posix/") ||
        text_starts(name, "right/"))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!strcmp(name, others[i]))
            return false;
    }
    for (const char *at = name; *at; at++) {
        bool good =
            *at == '/' ? at[1] && at[1] != '/' : isalnum((unsigned char)*at) || strchr("_+-", *at);
        if (!good)
            return false;
    }
    return true;
}

static struct zone_file *read_zone(const char *name)
{
    unsigned char bytes[65536];
    char path[sizeof ZONES + 64];
    snprintf(path, sizeof path, ZONES "%s", name);
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return zone_file_parse(bytes, len);
}

/* The caller holds the lock. */
static struct zone *zone_add(const char *name)
{
    struct zone_file *file = read_zone(name);
    struct zone *zone = file ? calloc(1, sizeof *zone) : NULL;
    if (!zone) {
        zone_file_free(file);
        return NULL;
    }
    snprintf(zone->name, sizeof zone->name, "%s", name);
    zone->file = file;
    zone->next = zones;
    zones = zone;
    return zone;
}

static struct zone *zone_of(const char *name)
{
    if (!name_good(name))
        return NULL;
    pthread_mutex_lock(&zones_lock);
    struct zone *zone = zones;
    while (zone && strcmp(zone->name, name) != 0)
        zone = zone->next;
    if (!zone)
        zone = zone_add(name);
    pthread_mutex_unlock(&zones_lock);
    return zone;
}

bool zone_valid(const char *zone)
{
    return zone_of(zone) != NULL;
}

static bool two_digits(const char **at, char before, int *number)
{
    const char *text = *at;
    if (text[0] != before || !isdigit((unsigned char)text[1]) || !isdigit((unsigned char)text[2]))
        return false;
    *number = (text[1] - '0') * 10 + text[2] - '0';
    *at += 3;
    return true;
}

static bool date_exists(int year, int month, int day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* "2026", "2026-03", "2026-03-05" and with "T10:30" or "T10:30:00" as seconds of that clock. */
static bool read_local(const char *text, int64_t *seconds)
{
    int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    if (strspn(text, "0123456789") != 4)
        return false;
    for (int i = 0; i < 4; i++)
        year = year * 10 + *text++ - '0';
    bool dated = two_digits(&text, '-', &month) && two_digits(&text, '-', &day);
    if (dated && *text && !(two_digits(&text, 'T', &hour) && two_digits(&text, ':', &minute)))
        return false;
    if (dated && *text)
        two_digits(&text, ':', &second);
    if (*text || !date_exists(year, month, day) || hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = zone_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

bool zone_to_utc(const char *name, const char *local, int64_t *utc)
{
    int64_t clock;
    const struct zone *zone = zone_of(name);
    if (!zone || !local || !read_local(local, &clock))
        return false;
    /* A clock turns at most once in two days: it shows this with the offset of the day before, of
     * the day after, both or none. */
    int64_t before = clock - zone_file_offset(zone->file, clock - 86400);
    int64_t after = clock - zone_file_offset(zone->file, clock + 86400);
    bool first = before + zone_file_offset(zone->file, before) == clock;
    bool second = after + zone_file_offset(zone->file, after) == clock;
    *utc = second && (!first || after < before) ? after : before;
    return true;
}

bool zone_from_utc(const char *name, int64_t utc, char local[20], int *offset_seconds)
{
    const struct zone *zone = zone_of(name);
    if (!zone || utc < -62167219200 + 86400 || utc > 253402300799 - 86400) /* years 0000 to 9999 */
        return false;
    int32_t offset = zone_file_offset(zone->file, utc);
    time_t clock = (time_t)(utc + offset);
    struct tm tm;
    gmtime_r(&clock, &tm);
    if (offset_seconds)
        *offset_seconds = offset;
    snprintf(local, 20, "%04u-%02u-%02uT%02u:%02u", (unsigned)(tm.tm_year + 1900) % 10000,
             (unsigned)(tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100,
             (unsigned)tm.tm_hour % 100, (unsigned)tm.tm_min % 100);
    return true;
}

/* The city in words of the language; the last part of the name where ICU does not know the zone
 * yet. */
static char *city_of(const char *zone, const char *language)
{
    UChar name[64], canonical[64], text[128];
    char city[400];
    UBool system = 0;
    UErrorCode error = U_ZERO_ERROR;
    const char *slash = strrchr(zone, '/');
    snprintf(city, sizeof city, "%s", slash ? slash + 1 : zone);
    for (char *at = city; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    if (!slash || text_starts(zone, "Etc/"))
        return strdup(city);
    u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
    ucal_getCanonicalTimeZoneID(name, -1, canonical, 64, &system, &error);
    if (error > U_ZERO_ERROR || !system)
        return strdup(city);
    UDateFormat *format =
        udat_open(UDAT_PATTERN, UDAT_PATTERN, language, name, -1, u"VVV", -1, &error);
    int32_t len = format ? udat_format(format, 0, text, 128, NULL, &error) : 0, size = 0;
    udat_close(format);
    if (len > 0 && error <= U_ZERO_ERROR)
        u_strToUTF8(city, sizeof city, &size, text, len, &error);
    return strdup(city);
}

const char *zone_city(const struct locale *locale, struct arena *arena, const char *name)
{
    (void)arena;
    struct zone *zone = zone_of(name);
    if (!zone)
        return name;
    pthread_mutex_lock(&zones_lock);
    char **city = &zone->cities[locale->lang];
    if (!*city)
        *city = city_of(name, locale->lang == LANG_ES ? "es_MX" : "en_GB");
    const char *found = *city;
    pthread_mutex_unlock(&zones_lock);
    return found ? found : name;
}

const char **zone_list(void)
{
    static const char *offered[] = { "America/Mexico_City",
                                     "America/Tijuana",
                                     "America/Hermosillo",
                                     "America/Monterrey",
                                     "America/Cancun",
                                     "America/Guatemala",
                                     "America/El_Salvador",
                                     "America/Tegucigalpa",
                                     "America/Managua",
                                     "America/Costa_Rica",
                                     "America/Panama",
                                     "America/Bogota",
                                     "America/Lima",
                                     "America/Guayaquil",
                                     "America/Caracas",
                                     "America/La_Paz",
                                     "America/Santiago",
                                     "America/Argentina/Buenos_Aires",
                                     "America/Asuncion",
                                     "America/Montevideo",
                                     "America/Sao_Paulo",
                                     "America/Havana",
                                     "America/Santo_Domingo",
                                     "America/Port-au-Prince",
                                     "America/New_York",
                                     "America/Chicago",
                                     "America/Denver",
                                     "America/Los_Angeles",
                                     "America/Toronto",
                                     "Europe/London",
                                     "Europe/Madrid",
                                     "Europe/Paris",
                                     "Europe/Berlin",
                                     "Europe/Rome",
                                     "Europe/Brussels",
                                     "Europe/Zurich",
                                     "Europe/Vienna",
                                     "Europe/Stockholm",
                                     "Europe/Athens",
                                     "Europe/Istanbul",
                                     "Africa/Casablanca",
                                     "Africa/Dakar",
                                     "Africa/Lagos",
                                     "Africa/Cairo",
                                     "Africa/Nairobi",
                                     "Africa/Johannesburg",
                                     "Asia/Dubai",
                                     "Asia/Kolkata",
                                     "Asia/Dhaka",
                                     "Asia/Manila",
                                     "Asia/Tokyo",
                                     "Australia/Sydney",
                                     "UTC",
                                     NULL };
    return offered;
}
