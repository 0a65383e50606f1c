/* The home page and what belongs to the whole site. */
#pragma once
#include "web/route.h"

route_handler home_root, home_page, home_style, home_robots, home_sitemap, home_health;
