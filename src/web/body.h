/* Parsers of what people send. */
#pragma once
#include "web/http.h"

#define FIELD_LIMIT 2000

/* Decodes %XX (and + as space when FORM) in place. False for malformed escapes, NUL, or bytes that are not UTF-8. */
bool percent_decode(char *text, bool form);
bool urlencoded_parse(struct arena *arena, const char *bytes, size_t len, struct pairs *out);
/* multipart/form-data into form fields and uploads. */
bool multipart_parse(struct request *request, const char *boundary);
/* By Content-Type. 0 when fine, otherwise the status (400, 415). */
int body_parse(struct request *request);
