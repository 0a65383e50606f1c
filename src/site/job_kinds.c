#include "site/job_kinds.h"

#include "site/schedule.h"

/* kind, run, why, who, outside */
const struct job_kind site_job_kinds[] = {
    { "scour", .outside = store_scour },
    { SCHEDULE_JOB, schedule_run, "edit.history_scheduled", schedule_who, NULL },
    { 0 },
};
