#include "web/zone_file.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HEADER 44

/* When summer time begins or ends, by the footer: "M10.5.0/3", "J60" or "59". */
struct turn {
    char kind; /* 'M', 'J', or 'N' for the zero-based day */
    long month, week, day, seconds;
};

struct zone_file {
    size_t count;
    int64_t *at;      /* when each offset begins */
    int32_t *offsets; /* from then on */
    int32_t first;    /* before all of them */
    bool rule, summer;
    int32_t standard, daylight;
    struct turn begin, end;
};

int64_t zone_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* --- the footer: the rule for all later years ------------------------------------------------- */

static bool read_name(const char **at)
{
    const char *start = *at;
    if (**at == '<') {
        *at += strcspn(*at, ">");
        *at += **at == '>';
    } else {
        while (isalpha((unsigned char)**at))
            ++*at;
    }
    return *at > start;
}

static bool read_number(const char **at, long *number)
{
    char *end;
    if (!isdigit((unsigned char)**at))
        return false;
    *number = strtol(*at, &end, 10);
    *at = end;
    return *number <= 366;
}

/* Hours, perhaps minutes and seconds, perhaps signed. */
static bool read_seconds(const char **at, long *seconds)
{
    long sign = **at == '-' ? -1 : 1, part = 0, total = 0;
    *at += **at == '-' || **at == '+';
    for (long unit = 3600; unit; unit /= 60) {
        if (!read_number(at, &part))
            return false;
        total += part * unit;
        if (**at != ':')
            break;
        ++*at;
    }
    *seconds = sign * total;
    return true;
}

static bool read_turn(const char **at, struct turn *turn)
{
    if (*(*at)++ != ',')
        return false;
    turn->kind = **at == 'M' || **at == 'J' ? *(*at)++ : 'N';
    if (turn->kind == 'M') {
        if (!read_number(at, &turn->month) || *(*at)++ != '.' || !read_number(at, &turn->week) ||
            *(*at)++ != '.' || !read_number(at, &turn->day))
            return false;
        if (turn->month < 1 || turn->month > 12 || turn->week < 1 || turn->week > 5 ||
            turn->day > 6)
            return false;
    } else if (!read_number(at, &turn->day)) {
        return false;
    }
    turn->seconds = 7200;
    if (**at != '/')
        return true;
    ++*at;
    return read_seconds(at, &turn->seconds);
}

static bool read_rule(struct zone_file *file, const char *at)
{
    long west = 0;
    if (!read_name(&at) || !read_seconds(&at, &west))
        return false;
    file->standard = (int32_t)-west;
    file->rule = true;
    if (!*at)
        return true;
    if (!read_name(&at))
        return false;
    west -= 3600;
    if (*at != ',' && !read_seconds(&at, &west))
        return false;
    file->daylight = (int32_t)-west;
    file->summer = true;
    return read_turn(&at, &file->begin) && read_turn(&at, &file->end) && !*at;
}

/* The wall clock at the turn, as seconds since 1970 of that clock. */
static int64_t turn_at(const struct turn *turn, int year)
{
    if (turn->kind == 'N')
        return (zone_days(year, 1, 1) + turn->day) * 86400 + turn->seconds;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (turn->kind == 'J') /* 29 February is never counted */
        return (zone_days(year, 1, 1) + turn->day - 1 + (leap && turn->day > 59)) * 86400 +
               turn->seconds;
    int month = (int)turn->month;
    int64_t first = zone_days(year, month, 1);
    int64_t next = month == 12 ? zone_days(year + 1, 1, 1) : zone_days(year, month + 1, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    int64_t day = first + (turn->day - weekday + 7) % 7 + (turn->week - 1) * 7;
    return (day >= next ? day - 7 : day) * 86400 + turn->seconds;
}

static int32_t rule_offset(const struct zone_file *file, int64_t utc)
{
    if (!file->summer)
        return file->standard;
    int64_t days = (utc + file->standard) / 86400;
    int year = (int)(1970 + days / 366);
    while (zone_days(year + 1, 1, 1) <= days)
        year++;
    int64_t begin = turn_at(&file->begin, year) - file->standard;
    int64_t end = turn_at(&file->end, year) - file->daylight;
    bool summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
    return summer ? file->daylight : file->standard;
}

/* --- the blocks of transitions ---------------------------------------------------------------- */

static uint32_t be32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t be64(const unsigned char *at)
{
    return (int64_t)((uint64_t)be32(at) << 32 | be32(at + 4));
}

struct header {
    size_t utc, standard, leaps, times, types, chars;
};

static bool read_header(const unsigned char *bytes, size_t len, struct header *header)
{
    if (len < HEADER || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
        return false;
    *header = (struct header){ be32(bytes + 20), be32(bytes + 24), be32(bytes + 28),
                               be32(bytes + 32), be32(bytes + 36), be32(bytes + 40) };
    return header->utc < 65536 && header->standard < 65536 && header->leaps < 65536 &&
           header->times < 65536 && header->types < 65536 && header->chars < 65536;
}

static size_t block_size(const struct header *header, size_t width)
{
    return header->times * (width + 1) + header->types * 6 + header->chars +
           header->leaps * (width + 4) + header->standard + header->utc;
}

static bool read_block(struct zone_file *file, const unsigned char *block,
                       const struct header *header)
{
    const unsigned char *which = block + header->times * 8, *types = which + header->times;
    file->count = header->times;
    file->at = calloc(header->times + 1, sizeof *file->at);
    file->offsets = calloc(header->times + 1, sizeof *file->offsets);
    if (!file->at || !file->offsets || !header->types)
        return false;
    file->first = (int32_t)be32(types);
    for (size_t i = 0; i < header->times; i++) {
        if (which[i] >= header->types)
            return false;
        file->at[i] = be64(block + i * 8);
        file->offsets[i] = (int32_t)be32(types + which[i] * 6);
    }
    return true;
}

static bool read_footer(struct zone_file *file, const unsigned char *bytes, size_t len)
{
    char text[80];
    const unsigned char *end = len ? memchr(bytes + 1, '\n', len - 1) : NULL;
    if (!end || *bytes != '\n' || (size_t)(end - bytes) > sizeof text)
        return false;
    size_t size = (size_t)(end - bytes) - 1;
    memcpy(text, bytes + 1, size);
    text[size] = '\0';
    return !size || read_rule(file, text);
}

struct zone_file *zone_file_parse(const unsigned char *bytes, size_t len)
{
    struct header old, header;
    if (!read_header(bytes, len, &old))
        return NULL;
    size_t at = HEADER + block_size(&old, 4); /* the 32-bit block is for old readers */
    if (at > len || !read_header(bytes + at, len - at, &header))
        return NULL;
    at += HEADER;
    size_t size = block_size(&header, 8);
    if (size > len - at)
        return NULL;
    struct zone_file *file = calloc(1, sizeof *file);
    if (file && read_block(file, bytes + at, &header) &&
        read_footer(file, bytes + at + size, len - at - size))
        return file;
    zone_file_free(file);
    return NULL;
}

void zone_file_free(struct zone_file *file)
{
    if (!file)
        return;
    free(file->at);
    free(file->offsets);
    free(file);
}

int32_t zone_file_offset(const struct zone_file *file, int64_t utc)
{
    size_t low = 0, high = file->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (file->at[middle] <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == file->count && file->rule)
        return rule_offset(file, utc);
    return low ? file->offsets[low - 1] : file->first;
}
