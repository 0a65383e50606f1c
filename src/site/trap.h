/* What tells a robot from a person without asking anybody to prove it: a field that people do not see, and the time a form takes. */
#pragma once
#include "base/value.h"
#include "web/http.h"

/* Adds to FORM's list "hidden" when it was given out; a form that is shown again keeps its time. */
void trap_add(const struct request *request, struct map *form);
/* "form" for one that was not ours, "fast" for one filled in faster than people can; NULL otherwise. An old one is no sign of anything. */
const char *trap_odd_time(const struct request *request);
/* Whether the field "homepage", which nobody sees, was filled in. */
bool trap_filled(const struct request *request);
