/* Time zones by ICU. */
#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include "web/locale_internal.h"

static UCalendar *open_zone(const char *zone)
{
    UChar name[64];
    UErrorCode error = U_ZERO_ERROR;
    if (!zone || strlen(zone) >= 64)
        return NULL;
    u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
    UCalendar *calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &error);
    return error <= U_ZERO_ERROR ? calendar : NULL;
}

bool zone_valid(const char *zone)
{
    UChar name[64], canonical[64];
    UErrorCode error = U_ZERO_ERROR;
    UBool system = 0;
    if (!zone || !strchr(zone, '/') || strlen(zone) >= 64)
        return zone && !strcmp(zone, "UTC");
    u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
    ucal_getCanonicalTimeZoneID(name, -1, canonical, 64, &system, &error);
    return error <= U_ZERO_ERROR && system;
}

bool zone_to_utc(const char *zone, const char *local, int64_t *utc)
{
    int year = 0, month = 1, day = 1, hour = 0, minute = 0;
    UErrorCode error = U_ZERO_ERROR;
    if (sscanf(local, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) < 1 || !zone_valid(zone))
        return false;
    UCalendar *calendar = open_zone(zone);
    if (!calendar)
        return false;
    ucal_clear(calendar);
    ucal_setDateTime(calendar, year, month - 1, day, hour, minute, 0, &error);
    ucal_setAttribute(calendar, UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);
    double at = ucal_getMillis(calendar, &error);
    ucal_close(calendar);
    *utc = (int64_t)(at / 1000);
    return error <= U_ZERO_ERROR;
}

bool zone_from_utc(const char *zone, int64_t utc, char local[20], int *offset_seconds)
{
    UErrorCode error = U_ZERO_ERROR;
    UCalendar *calendar = open_zone(zone);
    if (!calendar)
        return false;
    ucal_setMillis(calendar, (double)utc * 1000, &error);
    int field[5] = { ucal_get(calendar, UCAL_YEAR, &error), ucal_get(calendar, UCAL_MONTH, &error) + 1,
                     ucal_get(calendar, UCAL_DATE, &error), ucal_get(calendar, UCAL_HOUR_OF_DAY, &error),
                     ucal_get(calendar, UCAL_MINUTE, &error) };
    if (offset_seconds)
        *offset_seconds = (ucal_get(calendar, UCAL_ZONE_OFFSET, &error) + ucal_get(calendar, UCAL_DST_OFFSET, &error)) / 1000;
    ucal_close(calendar);
    snprintf(local, 20, "%04u-%02u-%02uT%02u:%02u", (unsigned)field[0] % 10000, (unsigned)field[1] % 100,
             (unsigned)field[2] % 100, (unsigned)field[3] % 100, (unsigned)field[4] % 100);
    return error <= U_ZERO_ERROR;
}

const char *zone_city(const struct locale *locale, struct arena *arena, const char *zone)
{
    UChar name[64], text[128];
    UErrorCode error = U_ZERO_ERROR;
    if (!zone || strlen(zone) >= 64)
        return zone;
    u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
    UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale->lang == LANG_ES ? "es_MX" : "en_GB", name, -1,
                                    u"VVV", -1, &error);
    if (error > U_ZERO_ERROR)
        return zone;
    int32_t len = udat_format(format, 0, text, 128, NULL, &error);
    udat_close(format);
    return error <= U_ZERO_ERROR ? icu_text(arena, text, len) : zone;
}

const char **zone_list(void)
{
    static const char *zones[] = {
        "America/Mexico_City", "America/Tijuana", "America/Hermosillo", "America/Monterrey", "America/Cancun",
        "America/Guatemala", "America/El_Salvador", "America/Tegucigalpa", "America/Managua", "America/Costa_Rica",
        "America/Panama", "America/Bogota", "America/Lima", "America/Guayaquil", "America/Caracas", "America/La_Paz",
        "America/Santiago", "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Montevideo",
        "America/Sao_Paulo", "America/Havana", "America/Santo_Domingo", "America/Port-au-Prince", "America/New_York",
        "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto", "Europe/London",
        "Europe/Madrid", "Europe/Paris", "Europe/Berlin", "Europe/Rome", "Europe/Brussels", "Europe/Zurich",
        "Europe/Vienna", "Europe/Stockholm", "Europe/Athens", "Europe/Istanbul", "Africa/Casablanca", "Africa/Dakar",
        "Africa/Lagos", "Africa/Cairo", "Africa/Nairobi", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata",
        "Asia/Dhaka", "Asia/Manila", "Asia/Tokyo", "Australia/Sydney", "UTC", NULL
    };
    return zones;
}
