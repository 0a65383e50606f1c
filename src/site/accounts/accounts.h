/* Registration, signing in, one's own account and profile. */
#pragma once
#include <stddef.h>

#include "base/problem.h"
#include "web/route.h"

route_handler join_form, join_send, join_proof, join_prove, sign_in_form, sign_in_send,
    sign_in_link, sign_in_use, sign_in_code, sign_in_code_send, sign_out, second_step_page,
    second_step_save, passkeys_page, passkeys_begin, passkeys_save, passkey_options,
    passkey_sign_in, account_page, account_save, email_form, email_ask, email_proof, email_prove,
    representatives_page, representatives_save, represent_choose;

/* The page of signing in again, with what is wrong (message key). */
void sign_in_again(struct request *request, struct response *response, const char *error);
/* The path of a one-time link for the first administrator; false when there is staff already. */
bool account_first_link(char *path, size_t size);
/* Adds an account, or gives one a further ROLE ("member", or the key of a staff_role); *PATH is a one-time link to sign in. */
bool account_add(const char *email, const char *role, char *path, size_t size,
                 struct problem *problem);
