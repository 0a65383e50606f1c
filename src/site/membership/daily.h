/* What membership asks of every day: reminders before and after the end of a term, the yearly question whether a profile is still
 * correct, and who is in the directory. */
#pragma once
#include "jobs/jobs.h"

#define MEMBERSHIP_DAILY "membership_daily"
bool membership_daily(struct db *db, int64_t subject, struct problem *problem);
/* Adds the job if it is not there yet. At start. */
bool membership_daily_start(struct store *store, struct problem *problem);
/* Whether the directory leaves MEMBER out: only where the network set it so, and for those alone whose last term has ended. */
bool membership_hides(struct db *db, int64_t member);
