/* Events, and the global processes. */
#pragma once
#include "web/route.h"

route_handler events_list, events_month, events_show, events_ics, events_calendar, events_feed,
    processes_list, processes_show;
