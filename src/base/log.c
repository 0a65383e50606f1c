#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = { "info", "warning", "error" };

static void write_line(enum log_level level, const char *event, const char *text)
{
    char line[1600];
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t len = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &utc);
    len += (size_t)snprintf(line + len, sizeof line - len, ".%03ldZ %s %s ", now.tv_nsec / 1000000,
                            level_names[level], event);
    for (; *text && len < sizeof line - 8; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f)
            len += (size_t)snprintf(line + len, sizeof line - len, "\\x%02x", c);
        else
            line[len++] = (char)c;
    }
    line[len++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, len);
    (void)written; /* a log that cannot be written must not stop a request */
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    write_line(level, event, text);
}

unsigned log_bug(const char *file, int line, const char *format, ...)
{
    static _Atomic unsigned last;
    char text[1024];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    unsigned number =
        (unsigned)((uint64_t)now.tv_sec * 131 + (unsigned)getpid() * 31 + ++last) % 900000 + 100000;
    int len = snprintf(text, sizeof text, "number=%u at=%s:%d ", number, file, line);
    va_list args;
    va_start(args, format);
    vsnprintf(text + len, sizeof text - (size_t)len, format, args);
    va_end(args);
    write_line(LOG_ERROR, "bug", text);
    return number;
}
