/* The API: every record type as JSON under /api, from its descriptor alone (docs/api.md). */
#pragma once
#include "site/visitor.h"
#include "web/route.h"

route_handler api_root, api_describe, api_list, api_show, api_add, api_change, api_remove;
/* The staff's tokens, a page of one's own account. */
route_handler tokens_page, tokens_save;

/* Whether the request's address is the API's. */
bool api_asked(const struct request *request);
/* Whether it takes no account of a session: who sends a token is its owner, and only a token may write (a browser sends cookies by itself, also
 * for other sites' pages; it never sends a token). */
bool api_passes_session(const struct request *request);
/* Sets who asks by the token, if one was sent. */
void api_find_visitor(const struct request *request, struct visitor *visitor);
bool api_limited(const struct request *request);
/* Errors are JSON (RFC 9457): the one for response->status. */
void api_error(struct request *request, struct response *response);
