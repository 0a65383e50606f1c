/* A record as JSON and back: the form that the API reads and writes.
 *
 *   {"slug": TEXT, "state": TEXT, "fields": {NAME: VALUE, ...}, "visibility": {NAME: LEVEL, ...}}
 *
 * A VALUE is text, a whole number, true or false by the field's kind; a list where there are several; an object of cells for each row of
 * parts; an address where it is a link; null where there is none. A field with languages is an object of one VALUE a language.
 * "visibility" has the OWNER fields, and is there for the staff alone. */
#pragma once
#include <jansson.h>

#include "record/open.h"

/* The address of a record of TARGET (a table). */
typedef const char *record_address(struct arena *arena, const char *target, const char *slug);
/* RECORD (as record_as_seen() gives it to SEEN_BY) as a new object. */
json_t *record_to_json(const struct record *record, const struct audience *seen_by,
                       record_address *address);
/* VALUE of FIELD, as text of the record, in the same form. */
json_t *value_to_json(struct arena *arena, const struct field *field, const char *value,
                      record_address *address);
/* Sets in RECORD what NOW has differently from WAS, both in that form. What has the wrong shape becomes an error; what is no field, or is
 * computed, is added to UNKNOWN: {"pointer": ..., "key": message}. True when there is neither. */
bool record_from_json(struct record *record, const json_t *was, const json_t *now,
                      record_address *address, struct record_errors *errors, json_t *unknown);
/* RFC 7396: TARGET as PATCH changes it; a new value. */
json_t *json_merge_patch(const json_t *target, const json_t *patch);
