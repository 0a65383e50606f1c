/* A member's own profile: forms by section, changes that wait for approval, the page as others see it. */
#pragma once
#include "record/draft.h"
#include "web/http.h"
#include "web/route.h"

route_handler profile_form, profile_save, profile_section, profile_section_save, profile_as,
    profile_withdraw, profile_confirm, profile_queue, profile_decide;

/* What a member's edit changes, field by field: list of label, lang (null), before, after (null where empty), in words. */
struct value profile_differences(struct request *request, const struct draft *draft);
/* The parts of the profile: list of label, url, missing (list of label) that are empty and would help others. */
struct value profile_sections(struct request *request, const struct record *record);
