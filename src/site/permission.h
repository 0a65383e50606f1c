/* What the staff may do: by area, action and language. The default is no: an account of the staff without roles may nothing. */
#pragma once
#include <stdbool.h>

#include "base/problem.h"
#include "web/http.h"

enum action {
    ACTION_READ,
    ACTION_WRITE,   /* what is not public, or waits: what is public needs ACTION_PUBLISH besides */
    ACTION_PUBLISH, /* and archive: what everybody sees changes */
    ACTION_DELETE,
    ACTION_EXPORT, /* take personal or unpublished data away */
    ACTION_COUNT
};
extern const char *const action_names[ACTION_COUNT]; /* "read", ...: in the database and in forms */

/* The areas that are no record types, and which actions mean something there (bits 1 << ACTION). Words: "permission.area_NAME".
 * To write "accounts" or "settings" opens all other doors (a role given, a mail server changed): only administrators may. */
struct permission_area {
    const char *name;
    unsigned actions;
};
extern const struct permission_area
    permission_areas[]; /* in the order of the pages; ends with one without name */

/* Whether the visitor may do ACTION in AREA: a record type's name ("event"), or one of permission_areas. */
bool may(const struct request *request, const char *area, enum action action);
/* The same for texts in LANG alone (a translator): true also for those who may in every language. */
bool may_in(const struct request *request, const char *area, enum action action,
            enum language lang);
/* The languages whose texts the visitor may write, as bits 1 << LANG; 0 none. All of them does not yet mean may(). */
unsigned may_languages(const struct request *request, const char *area, enum action action);
/* Whether the visitor may; if not, the answer is 403. */
bool may_or_403(const struct request *request, struct response *response, const char *area,
                enum action action);

/* At start: gives the editors' starting role its rights on record types that are new (record_type.may_read and so on). */
bool permission_start(struct problem *problem);
