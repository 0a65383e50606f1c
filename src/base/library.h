/* Libraries that are loaded when they are first used. A start costs what stands behind every library that is linked, some 100 microseconds
 * each; a page uses few, and a CGI process starts for each request.
 *
 *   #define THING_FUNCTIONS(F) F(thing_open) F(thing_close)
 *   static struct { THING_FUNCTIONS(LIBRARY_MEMBER) } lib;
 *   static const char *const names[] = { THING_FUNCTIONS(LIBRARY_NAME) NULL };
 *   static struct library thing = { "libthing.so.1", names, &lib };
 *   if (library_load(&thing)) lib.thing_open(...); */
#pragma once
#include <stdbool.h>

#define LIBRARY_MEMBER(name) __typeof__(name) *(name);
#define LIBRARY_NAME(name) #name,

struct library {
    const char *file;         /* "libcurl.so.4" */
    const char *const *names; /* of its functions, NULL at the end */
    void *functions;          /* as many pointers to functions, in this order */
    int state;                /* 0: not asked yet */
};
/* Finds the functions, the first time. False, with a line in the log, when the library or one of them is not there. Any thread. */
bool library_load(struct library *library);
