/* Segments: saved views over members, for messages and exports. Who may use them is for the caller to ask: may(request, "member",
 * ACTION_READ), and what he does with them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"
#include "web/http.h"

/* Adds the visitor's own and the shared segments to LIST by name: id, name, shared, own, owner, query. */
void segment_list(const struct request *request, struct array *list);

struct recipient {
    int64_t member;
    const char *email, *name;
    enum language language; /* the account's, else that of the registration, else Spanish */
};
/* Calls VISIT for each member whom the segment finds now, who has an e-mail address and was not declined, until it returns false;
 * newest first, in bounded memory. The recipient lives until the next one. False when there is no such segment, when it asks for
 * what members have not any more (then nobody is found rather than too many), or when the database failed. */
bool segment_each(struct db *db, int64_t segment,
                  bool (*visit)(void *self, const struct recipient *recipient), void *self);
