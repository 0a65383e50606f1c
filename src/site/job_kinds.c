#include "site/job_kinds.h"

#include "site/files/keep.h"
#include "site/imports/imports.h"
#include "site/membership/daily.h"
#include "site/privacy/privacy.h"
#include "site/privacy/tombstone.h"
#include "site/registrations/registrations.h"
#include "site/schedule.h"
#include "site/search/search.h"

/* kind, run, why, who, outside */
const struct job_kind site_job_kinds[] = {
    { "scour", .outside = tombstones_scour },
    { "tidy", .outside = tombstones_tidy },
    { SEARCH_DAILY, .outside = search_daily },
    { "erase", privacy_erase_due, "history.erased_due" },
    { "purge", privacy_purge, "history.purged" },
    { SCHEDULE_JOB, schedule_run, "edit.history_scheduled", schedule_who, NULL },
    { MEMBERSHIP_DAILY, membership_daily, "history.membership_daily", NULL, NULL },
    { FILES_DAILY, files_daily, "files.history_daily", NULL, NULL },
    { "import_purge", imports_purge, "imports.history_purge", NULL, NULL },
    { REGISTRATIONS_BEGIN, registrations_begin, "history.event_begins", NULL, NULL },
    { 0 },
};
