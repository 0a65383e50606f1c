/* Imports by the staff (docs/imports.md): a file is sent, its columns are told where to go, a check says what would happen, then it happens
 * as one change. */
#pragma once
#include "jobs/jobs.h"
#include "web/route.h"

route_handler imports_list, imports_upload, imports_show, imports_act, imports_copy;
/* The job "import_purge": the file and what was read from it are deleted after a week. */
bool imports_purge(struct db *db, int64_t id, struct problem *problem);
