/* What this site does at a moment to come. */
#pragma once
#include "jobs/jobs.h"

extern const struct job_kind site_job_kinds[];
