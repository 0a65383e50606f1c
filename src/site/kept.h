/* A form that was sent with a session that had ended: kept for an hour and offered again after signing in, with its files. */
#pragma once
#include "store/store.h"
#include "web/http.h"
#include "web/route.h"

/* Keeps what was sent by nobody who is signed in and leads to the sign-in, where the browser's session is one that ended; otherwise offers the form
 * again in the page, to be sent once one has signed in elsewhere. */
void kept_offer(struct request *request, struct response *response);
/* Keeps what was sent, with its files, by somebody who is signed in but whose form is too old, and offers it again at once. */
void kept_old(struct request *request, struct response *response);
/* Puts what was kept in the place of a form that names it ("kept"), if it is of this browser, person and address. */
void kept_resume(struct request *request);
/* After the answer: what was sent again and taken is kept no longer. */
void kept_end(struct request *request, const struct response *response);
/* Where the form of ACCOUNT waits that this browser sent, NULL if there is none: to go there after signing in. */
const char *kept_path(struct request *request, int64_t account);
/* Inside a transaction: what nobody came back for. */
bool kept_purge(struct db *db);

/* GET /en/continue/:token */
route_handler kept_page;
