/* What stands of an erased person in things of others that wait: drafts, kept forms, saved lists, files for import. */
#pragma once
#include "record/personal.h"

/* Inside a transaction, while her records are still there. Links leave the drafts (record/draft.h); what cannot be taken apart goes: forms
 * that wait for a sign-in, saved lists that search for her, files for import with a row that names her. */
bool traces_erase(struct db *db, const struct person *person);
