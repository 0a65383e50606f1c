/* What members and staff do with personal data, and the page that says what is kept. */
#pragma once
#include "base/problem.h"
#include "store/store.h"
#include "web/route.h"

route_handler privacy_page, privacy_wording, privacy_data, privacy_download, privacy_consent,
    privacy_leave, privacy_leave_send, privacy_cancel, privacy_cancel_send, privacy_call_off,
    admin_privacy, admin_privacy_save, admin_privacy_run, admin_privacy_person,
    admin_privacy_person_send, admin_privacy_request;

/* Kinds of jobs: an erasure whose days have passed, and the daily purge. */
bool privacy_erase_due(struct db *db, int64_t erasure, struct problem *problem);
bool privacy_purge(struct db *db, int64_t subject, struct problem *problem);
/* At start: the purge of today is among the jobs. */
bool privacy_start(struct store *store, struct problem *problem);
