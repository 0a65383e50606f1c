#include "site/job_kinds.h"

/* kind, run, why, who */
const struct job_kind site_job_kinds[] = {
    { 0 },
};
