/* The password of an account: what it must be, and asking for it again before something that protects the account is changed. */
#pragma once
#include "store/store.h"
#include "web/http.h"

bool account_has_password(struct db *db, struct arena *arena, int64_t account);
/* Whether the form's field "password" is the visitor's; true for who has none. Slow, and few a minute. */
bool account_password_right(struct request *request);
/* Before something is added that signs in: NULL, or the message key of what is missing: the password, or for who has none a sign-in of the last
 * minutes. */
const char *account_not_proven(struct request *request);
/* Adds "has_password", "email" and "prove_again" (whether a new sign-in comes first) to PAGE. */
void account_proof_add(struct request *request, struct map *page);
/* NULL, or the message key of why it cannot be a password of an account with EMAIL. */
const char *password_fault(const char *password, const char *email);
