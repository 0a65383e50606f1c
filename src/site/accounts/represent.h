/* Who speaks for an organization: acting for it, naming others, ending. */
#pragma once
#include "base/value.h"
#include "web/http.h"

/* Whether a visitor who speaks for an organization acts for it on the asked page: everywhere but where their own data is. */
bool represent_applies(const struct request *request);
/* Lets this request act for the organization MEMBER, or for the visitor alone (0); false when the account does not speak for it. */
bool represent_switch(struct request *request, int64_t member);
/* From now on the session acts for whom the request does. */
void represent_go_on(struct request *request);
/* Adds "organizations", those that the visitor speaks for, and "acts_for" (name, null) to the account's PAGE. */
void represent_add(struct request *request, struct map *page);
