/* From the first proof of who one is (a password, a mailed link) to the session, by way of the second step where there is one. */
#pragma once
#include <stdint.h>

#include "web/http.h"

/* ACCOUNT has shown HOW ("password", "link"): begins the session, or asks for the code first. */
void enter_first(struct request *request, struct response *response, int64_t account,
                 const char *how);
/* All is shown (a passkey does both steps): begins the session and goes on to NEXT (NULL: what the form says, what was kept, the account). */
void enter(struct request *request, struct response *response, int64_t account, const char *how,
           const char *next);
