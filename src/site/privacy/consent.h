/* What forms tell people and what they agree to: every published wording is kept, and who was shown which. */
#pragma once
#include "base/value.h"
#include "store/store.h"
#include "web/http.h"

/* The wording of FORM ("join", "profile", "messages", "contact", "event") for part/policy.html: form, number, title, body, optional, shown_lang, kept (list of
 * text: how long what the form asks is kept, by TABLE's rules of retention; NULL: not said). Null when nothing is published for this form. */
struct value consent_wording(struct request *request, const char *form, const char *table);
/* The number of the wording that the request's form showed (hidden field "policy"), if there was such a one; else the newest. 0: there is none. */
int64_t consent_shown(const struct request *request, struct db *db, const char *form);
/* Inside a transaction: writes down that MEMBER was told, gave or withdrew (ACTION: "told", "given", "withdrawn"). */
bool consent_note(struct db *db, int64_t member, const char *form, int64_t number,
                  enum language lang, const char *action);
/* Whether MEMBER gave consent for FORM and did not take it back. */
bool consent_holds(struct db *db, int64_t member, const char *form);
/* Inside the transaction that changed policy ID: keeps its wording, if it is a new one. */
void policy_reindex(struct db *db, int64_t id);
