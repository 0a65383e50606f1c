#include "site/permission.h"

#include <string.h>

#include "record/record.h"
#include "site/visitor.h"

const char *const permission_areas[] = { "approvals", "membership", "outbox",
                                         "changes",   "imports",    "privacy",
                                         "settings",  "accounts",   NULL };

static enum role least_for(const char *area, enum action action)
{
    const struct record_type *type = record_type_named(area);
    if (type)
        return action == ACTION_READ || action == ACTION_EXPORT ? type->may_read
               : action == ACTION_DELETE                        ? type->may_delete
                                                                : type->may_write;
    return !strcmp(area, "settings") || !strcmp(area, "accounts") || !strcmp(area, "privacy")
               ? ROLE_ADMINISTRATOR
               : ROLE_EDITOR;
}

bool may(const struct request *request, const char *area, enum action action)
{
    enum role least = least_for(area, action);
    return visitor_may(request, least > ROLE_EDITOR ? least : ROLE_EDITOR);
}

bool may_in(const struct request *request, const char *area, enum action action, enum language lang)
{
    (void)lang;
    return may(request, area, action);
}
