/* What stands around the form of a record: its draft, what is planned, the link to a preview, who else has it open. */
#pragma once
#include "record/draft.h"
#include "site/preview.h"
#include "web/http.h"

/* Adds to the page of RECORD's form: draft, plans, link, others, preview_url, schedule. SHOWN: the draft that the form shows. */
void drafts_show(struct request *request, struct map *page, const struct record *record,
                 int64_t shown);
/* What was sent by one of the small forms around (discard, cancel, share, unshare): true when it was one, and answered. */
bool drafts_act(struct request *request, struct response *response, const struct record_type *type,
                int64_t id);
/* The moment that the form names. False when it is none: PAGE says why, with what was typed. */
bool schedule_sent(struct request *request, struct map *page, int64_t *at);
/* Plans STATE for the record; *KEY is what the staff is told then. False when it failed: the answer is there. */
bool schedule_wish(struct request *request, struct response *response,
                   const struct record_type *type, int64_t id, const char *state, int64_t at,
                   const char **key);
/* Notes that the visitor has the form of the record open. */
void presence_note(struct request *request, const struct record_type *type, int64_t id);
