/* What the staff may do: by area, action and language. The default is no. */
#pragma once
#include <stdbool.h>

#include "web/http.h"

enum action {
    ACTION_READ,
    ACTION_WRITE,
    ACTION_PUBLISH, /* and archive: what everybody sees changes */
    ACTION_DELETE,
    ACTION_EXPORT, /* take personal or unpublished data away */
    ACTION_COUNT
};
/* Whether the visitor may do ACTION in AREA: a record type's name ("event"), or "approvals", "outbox", "changes",
 * "settings", "accounts", "imports", "privacy", "membership". */
bool may(const struct request *request, const char *area, enum action action);
/* The same for texts in LANG alone (a translator). */
bool may_in(const struct request *request, const char *area, enum action action,
            enum language lang);
/* The areas that are no record types, in the order of the pages; NULL at the end. Words: "permission.area_NAME". */
extern const char *const permission_areas[];
