/* News and the pages about the network. */
#pragma once
#include "web/route.h"

route_handler news_list, news_show, news_feed, pages_show;
