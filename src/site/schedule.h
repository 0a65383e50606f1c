/* Publishing and unpublishing at a moment: a draft with a moment (record/draft.h) and a job. */
#pragma once
#include "record/draft.h"
#include "record/record.h"

/* Inside a transaction: STATE ("published", "archived") for the record at AT. Publishing what is public already publishes the staff's draft over
 * it; false with FAULT_INPUT when there is none. Otherwise a draft of the state alone is made. */
bool schedule_add(struct db *db, struct arena *arena, const struct record_type *type, int64_t id,
                  const char *state, int64_t at, int64_t account, struct problem *problem);
/* Inside a transaction: takes draft ID's moment away; a draft of a state alone goes with it. */
bool schedule_cancel(struct db *db, struct arena *arena, int64_t id);
/* Inside a transaction: as draft_set_aside() and draft_bring_back(), its job with it. A state whose moment has passed does not come back
 * (FAULT_CONFLICT); a draft whose moment has passed comes back without one, and so does one that somebody brings back who may not publish
 * (PUBLISHES false). */
bool schedule_set_aside(struct db *db, const struct draft *draft, const struct author *author,
                        int64_t *change);
bool schedule_bring_back(struct db *db, const struct author *author, int64_t number, bool publishes,
                         struct problem *problem);

/* The job "publish": what waits is written if nothing stands in its way; otherwise nothing is, and the draft and its author are told. */
#define SCHEDULE_JOB "publish"
bool schedule_run(struct db *db, int64_t draft, struct problem *problem);
const char *schedule_who(struct db *db, int64_t draft, struct arena *arena);
