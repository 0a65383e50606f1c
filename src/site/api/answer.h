/* What the API's handlers share. */
#pragma once
#include "record/json.h"
#include "site/api/api.h"

/* Answers with JSON, whose owner this becomes. */
void api_answer(struct request *request, struct response *response, json_t *json);
/* A problem (RFC 9457) with STATUS: DETAIL in the reader's language (NULL: none but the title), MORE: further members, or NULL. */
void api_problem(struct request *request, struct response *response, int status, const char *detail,
                 json_t *more);
/* The same with a message of the reader's language, whose {value} is VALUE. */
void api_problem_key(struct request *request, struct response *response, int status,
                     const char *key, const char *value);
/* Whether the handler may go on: not with a token that is none. */
bool api_begins(struct request *request, struct response *response);
/* The record type of the address, if the visitor may see any of it; NULL: answered. */
const struct record_type *api_type(struct request *request, struct response *response);
/* As whom the visitor sees records of TYPE: NULL as the staff. */
const struct audience *api_audience(const struct request *request, const struct record_type *type);
/* "/api/event", "/api/event/SLUG"; of a file where its bytes are. */
const char *api_type_address(struct arena *arena, const struct record_type *type);
record_address api_address;
/* The names that AUDIENCE can filter and sort TYPE by. */
json_t *api_filters(struct arena *arena, const struct record_type *type,
                    const struct audience *audience);
json_t *api_sorts(const struct record_type *type, const struct audience *audience);
/* The whole document of RECORD as AUDIENCE sees it. DB: the connection it was read by. */
json_t *api_document(const struct request *request, struct db *db, struct record *record,
                     const struct audience *audience);
/* The ETag of what the staff see of RECORD: its version, and of what it holds. */
const char *api_etag(const struct record *record);
/* The record that the address names, for AUDIENCE; 0: answered, also with where it is now. */
int64_t api_record_id(struct request *request, struct response *response,
                      const struct record_type *type, const struct audience *audience);
/* Notes in the audit that the staff read (ACTION "view") or took away ("export") what is about persons. False when that cannot be written:
 * then nothing is taken away. */
bool api_audit(const struct request *request, const struct record_type *type, const char *action,
               int64_t record_id, int count);
