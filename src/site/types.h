/* What this network keeps: the record types, NULL at the end. */
#pragma once
#include "record/record.h"

extern const struct record_type member_type, organization_type, event_type, process_type,
    publication_type, journal_type, issue_type, section_type, post_type, page_type, topic_type,
    country_type, file_type, representative_type, reason_type, policy_type;
extern const struct record_type registrant_type;
extern const struct record_type grade_type, membership_type, coverage_type;
extern const char *const member_kinds[]; /* NULL at the end */
extern const struct record_type *const site_types[];
