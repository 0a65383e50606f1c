#include "site/job_kinds.h"

/* kind, run, why, who, outside */
const struct job_kind site_job_kinds[] = {
    { "scour", .outside = store_scour },
    { 0 },
};
