/* Search over everything that is public. */
#pragma once
#include "web/route.h"

route_handler search_page;
