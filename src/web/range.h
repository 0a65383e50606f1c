/* Range requests (RFC 9110, 14) for answers that are files. */
#pragma once
#include "web/http.h"

/* Narrows a 200 answer that is a file to the one range asked for (206), or says 416. Several
 * ranges, unknown units and an If-Range that does not hold give the whole. Adds Accept-Ranges. */
void range_apply(struct request *request, struct response *response);
/* Reads "bytes=FROM-TO", "bytes=FROM-", "bytes=-LAST" against SIZE. 1: a range, 0: to be ignored,
 * -1: not satisfiable. */
int range_parse(const char *text, uint64_t size, uint64_t *from, uint64_t *len);
