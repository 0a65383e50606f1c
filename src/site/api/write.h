/* Writing by the API: what is sent, what is done in one transaction, and how it is refused. */
#pragma once
#include "record/json.h"
#include "site/api/answer.h"

/* The header If-Match: the ETag of what was read. */
struct seen_version {
    int64_t version;
    const char *etag; /* as api_etag() gives it */
};
struct writing {
    const struct request *request;
    const struct record_type *type;
    int64_t id; /* 0: a new record */
    const json_t *patch;
    struct seen_version match;
    /* How it went. */
    enum { WRITE_FAILED, WRITE_DONE, WRITE_STALE, WRITE_INVALID, WRITE_FORBIDDEN } end;
    struct record *record; /* as it is afterwards, or as it was wanted */
    struct record *present;
    struct record_errors errors;
    json_t *unknown;              /* {"pointer", "key"}: names and shapes that do not fit */
    struct record_clash *clashes; /* of fields */
    json_t *more_clashes;         /* of the state, the address */
    const char *forbidden;        /* message key */
    json_t *document;
};

/* --- sent.c --- */
/* The object in the body, to be given back by the caller; NULL: answered. */
json_t *api_sent(struct request *request, struct response *response);
/* False: answered (428, 412). */
bool api_sent_match(struct request *request, struct response *response, struct seen_version *match);

/* --- refuse.c --- */
/* 422 with every error; 409 with every clash; 412 with the present ETag. */
void api_refuse_invalid(struct request *request, struct response *response,
                        const struct writing *writing);
void api_refuse_clash(struct request *request, struct response *response,
                      const struct writing *writing);
void api_refuse_stale(struct request *request, struct response *response,
                      const struct record *present);
