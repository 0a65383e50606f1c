/* What FastCGI and plain CGI share: variables in, a head of lines out. */
#pragma once
#include "doors/exchange.h"

/* The variables that are not headers, collected while they are read. */
struct cgi_variables {
    struct exchange *exchange;
    const char *method, *uri, *query, *script, *path_info, *peer;
};
/* Takes one variable; HTTP_*, CONTENT_TYPE and CONTENT_LENGTH become headers. Both texts are
 * copied. */
void cgi_variable(void *self, const char *name, const char *value);
/* All are there: see exchange_head(). */
void cgi_head(struct cgi_variables *variables, const struct door_settings *door);
/* "Status: 200 OK", the headers, Content-Length, an empty line. */
void cgi_write_head(struct buffer *out, const struct exchange *exchange);
