/* Messages by the form on a member's page: what its form, its links and the staff's page share. */
#pragma once
#include "base/problem.h"
#include "store/store.h"
#include "web/http.h"

/* Who may write: the stricter of the network's setting and the member's own choice. */
enum contact_from { CONTACT_NOBODY, CONTACT_MEMBERS, CONTACT_VISITORS };
extern const char
    *const contact_from_names[]; /* of the setting "contact.from", by enum; NULL at the end */
enum contact_from contact_setting(struct db *db, struct arena *arena);
/* CHOICE: the member's field "contactable", NULL: as the network has it. */
enum contact_from contact_allowed(struct db *db, struct arena *arena, const char *choice);

struct contact {
    int64_t id, member, answers;                             /* 0: none */
    const char *from_name, *from_email, *to_name, *to_email; /* to_email NULL: there is none */
    int64_t from_account, to_account;
    enum language language; /* of the recipient */
    const char *subject, *body;
    bool shows_address, copy;
};
/* Inside a transaction: keeps CONTACT and sends it, with a link to answer and to report it; UNPROVEN: a link to its sender first. */
bool contact_put(struct db *db, const struct request *request, const struct contact *contact,
                 bool unproven);
/* Inside a transaction: the unproven CONTACT goes on its way. */
bool contact_pass_on(struct db *db, const struct request *request, const struct contact *contact);

#define CONTACT_BODY_MAX 5000
/* What is wrong with a text that must be there and not be too long (message key); NULL: nothing. */
const char *contact_wrong(const char *text, size_t max);
/* Whether the box NAME was ticked. */
bool contact_ticked(const struct request *request, const char *name);
/* A field of a form for members/contact_fields.html. KIND: "text", "email", "textarea" or "checkbox". Adds ERROR (message key, NULL:
 * none) to PAGE's "errors". */
void contact_field(struct request *request, struct map *page, struct array *fields,
                   const char *name, const char *kind, const char *value, const char *error);
/* Starts "errors" and "fields". */
struct array *contact_form_start(struct map *page);
