/* Parsers of what people send. */
#pragma once
#include "web/http.h"

/* What one request may hold; more is malformed. */
#define FIELD_LIMIT 1000     /* fields, and as many in the query */
#define FILE_LIMIT 20        /* uploads */
#define FIELD_NAME_LIMIT 100 /* bytes of a field's name */

/* Decodes %XX (and + as space when FORM) in place. False for malformed escapes, NUL, or bytes that
 * are not UTF-8. */
bool percent_decode(char *text, bool form);
/* Adds the fields of LEN BYTES to OUT. False when malformed, as percent_decode(), or beyond the
 * limits. */
bool urlencoded_parse(struct arena *arena, const char *bytes, size_t len, struct pairs *out);
/* multipart/form-data into form fields and uploads, in the order sent. False as above: also a field
 * or a file's name with NUL or bytes that are not UTF-8. Files may hold anything. */
bool multipart_parse(struct request *request, const char *boundary);
/* By Content-Type. 0 when fine, otherwise the status: 400 malformed, 415 a type the route does not
 * take (JSON is left in request->body, and only where the route has ROUTE_JSON). */
int body_parse(struct request *request);
