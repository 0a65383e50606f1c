/* The site's own address, for links in messages and for passkeys: never what a client sends, once somebody who may has said it. */
#pragma once
#include "store/store.h"
#include "web/http.h"

/* "https://www.example.org": the program's setting, or else the staff's; NULL while nobody said. In ARENA, or as long as the program. */
const char *site_origin(struct db *db, struct arena *arena);
/* The same where nothing was read of the snapshot yet: the thread remembers it as long as no setting changes. */
const char *site_origin_remembered(struct db *db, struct arena *arena);
/* For a link in a message: the site's own address, or, while nobody said, the one that the request of this thread came to
 * (site_origin_asked()), or else this machine's. */
const char *site_origin_for_message(struct db *db, struct arena *arena);
/* From now on this thread works for a request to ORIGIN; NULL: for none. Not copied. */
void site_origin_asked(const char *origin);
/* The same, asked outside of a request. */
bool site_origin_known(void);
/* ACCOUNT has just signed in. The first administrator's address is the site's, but for an address of this machine; can be
 * changed in the settings. */
void site_origin_learn(const struct request *request, int64_t account);
