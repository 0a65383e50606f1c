/* Compiled time zones as the system keeps them (TZif, RFC 8536): the transitions and, after the
 * last, the rule. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct zone_file;

/* Days since 1970-01-01 of a date of the Gregorian calendar, also before it was in use. */
int64_t zone_days(int year, int month, int day);

/* The zone in LEN bytes of a file of version 2 or later; NULL if they are not one. Freed with
 * zone_file_free(). */
struct zone_file *zone_file_parse(const unsigned char *bytes, size_t len);
void zone_file_free(struct zone_file *file);
/* Seconds east of Greenwich at UTC (seconds since 1970). */
int32_t zone_file_offset(const struct zone_file *file, int64_t utc);
