/* The structured log: one line a happening, to standard error, as key=value pairs.
 *
 * No secret, no personal data and no full address of a visitor is ever logged. Control
 * characters in values are escaped, so a value cannot forge a line. */
#pragma once

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };
/* EVENT is one word ("request", "outbox"); FORMAT gives "key=value key=value". */
void log_line(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A bug of ours: logged with a number that the error page shows. Returns the number. */
unsigned log_bug(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define BUG(...) log_bug(__FILE__, __LINE__, __VA_ARGS__)
