/* The directory of members. */
#pragma once
#include "web/route.h"

route_handler members_list, members_show, members_vcard;
