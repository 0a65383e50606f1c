/* Publications and the journal. */
#pragma once
#include "web/route.h"

route_handler publications_list, publications_show, publications_cite, publications_feed,
    journal_show, journal_issue;
