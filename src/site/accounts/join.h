/* Registration: what the first page and the mailed page share. */
#pragma once
#include "record/record.h"
#include "web/http.h"

struct joining {
    struct request *request;
    bool organization;             /* else a person */
    struct record *record, *agent; /* the member; who speaks for an organization */
    const struct record *base;     /* what the form of a member that is there was made from, NULL */
    struct record_errors errors, agent_errors;
    const char *email, *suspicion; /* lines of reasons, NULL: none */
    int64_t id, member;            /* of the registration; of the member once proven, else 0 */
};

/* What the form asks on its first page, and what it takes on any: MORE. */
struct form_options join_options(const struct joining *joining, bool more);
struct form_options join_agent_options(const struct joining *joining, bool more);
/* A new one, empty. */
struct joining join_new(struct request *request, bool organization);
/* Makes of the form that was sent, for the other kind, one for this kind: what only the other asks for is carried along under "other.", and back. */
void join_switch(struct request *request, bool organization);
/* Takes what the form sends. */
void join_read(struct joining *joining);
/* Whether all is right; else errors say what is not. APPLIES: the record is saved next. */
bool join_check(struct joining *joining, struct db *db, bool applies);
/* Puts the form under "form" of PAGE, sent to ACTION. */
void join_draw(struct joining *joining, struct map *page, bool more, const char *action);
/* All that was typed, as JSON, and back. */
const char *join_pack(const struct joining *joining);
void join_unpack(struct joining *joining, const char *json);
/* Adds REASON (end of the message key "joining.suspicion_...") to what the staff should look at. */
void join_suspect(struct joining *joining, const char *reason);
/* Reasons in what was typed: too many links. */
void join_suspect_texts(struct joining *joining);
/* Whether KIND of member is an organization. */
bool join_is_organization(const char *kind);
