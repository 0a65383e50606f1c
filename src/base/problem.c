#include "base/problem.h"

#include <stdarg.h>
#include <stdio.h>

bool problem_set(struct problem *problem, enum fault fault, const char *key, const char *detail,
                 ...)
{
    if (!problem)
        return false;
    problem->fault = fault;
    snprintf(problem->key, sizeof problem->key, "%s", key);
    va_list args;
    va_start(args, detail);
    vsnprintf(problem->detail, sizeof problem->detail, detail, args);
    va_end(args);
    return false;
}
