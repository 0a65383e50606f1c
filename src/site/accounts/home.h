/* What a member finds on coming home: profile, membership, events, publications, messages, and what waits. */
#pragma once
#include "web/http.h"
#include "web/route.h"

/* Sets "home" on the account's PAGE (templates/accounts/home.html); null for an account without a member's record. */
void account_home_add(struct request *request, struct map *page);

route_handler account_messages, account_message;
