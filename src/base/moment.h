/* Instants are whole seconds since 1970 UTC (int64_t); calendar dates are text, YYYY-MM-DD. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

int64_t moment_now(void);
/* Monotonic time in microseconds, for measuring. */
int64_t moment_ticks(void);
/* "2026-03-05T10:00:00Z" */
void moment_iso(int64_t at, char text[24]);
/* "Thu, 05 Mar 2026 10:00:00 GMT" (RFC 9110) and back; -1 if it is not such a date. */
void moment_http(int64_t at, char text[32]);
int64_t moment_from_http(const char *text);
/* Whether TEXT is a date that exists, YYYY-MM-DD. */
bool date_valid(const char *text);
