#include "base/moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t moment_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int64_t moment_ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void moment_iso(int64_t at, char text[24])
{
    struct tm utc;
    time_t seconds = at;
    gmtime_r(&seconds, &utc);
    strftime(text, 24, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static const char *const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char *const days = "SunMonTueWedThuFriSat";

void moment_http(int64_t at, char text[32])
{
    struct tm utc;
    time_t seconds = at;
    gmtime_r(&seconds, &utc);
    snprintf(text, 32, "%.3s, %02u %.3s %04u %02u:%02u:%02u GMT", days + 3 * utc.tm_wday,
             (unsigned)utc.tm_mday % 100, months + 3 * utc.tm_mon,
             (unsigned)(utc.tm_year + 1900) % 10000, (unsigned)utc.tm_hour % 100,
             (unsigned)utc.tm_min % 100, (unsigned)utc.tm_sec % 100);
}

int64_t moment_from_http(const char *text)
{
    struct tm utc = { 0 };
    char month[4] = "";
    int used = 0;
    if (!text ||
        sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT%n", &utc.tm_mday, month, &utc.tm_year,
               &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &used) != 6 ||
        !used || text[used])
        return -1;
    const char *found = strlen(month) == 3 ? strstr(months, month) : NULL;
    if (!found || (found - months) % 3)
        return -1;
    utc.tm_mon = (int)(found - months) / 3;
    utc.tm_year -= 1900;
    return timegm(&utc);
}

bool date_valid(const char *text)
{
    int year, month, day, used = 0;
    if (!text || strlen(text) != 10 ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10)
        return false;
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < 1 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (month == 2 && leap);
}
