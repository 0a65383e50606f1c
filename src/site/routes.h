/* The table of all addresses. */
#pragma once
#include "web/route.h"

extern const struct route site_routes[];
extern const size_t site_route_count;
