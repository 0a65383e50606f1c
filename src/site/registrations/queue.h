/* What the pages of registrations share: what an event offers, one registration, its link. */
#pragma once
#include "record/record.h"
#include "web/http.h"

enum offer_state {
    OFFER_NONE,    /* no registration on this site, or the event is over */
    OFFER_LATER,   /* opens at a moment to come */
    OFFER_OPEN,    /* there are places */
    OFFER_WAITING, /* full, with a waiting list */
    OFFER_FULL,
    OFFER_CLOSED
};
extern const char *const offer_names[]; /* by offer_state, for words and templates */

struct offer {
    enum offer_state state;
    int64_t event, next; /* the moment from which the state is another, 0: none is known */
    int64_t left;        /* places, -1: no limit */
    struct map *row;     /* the event: slug, title, starts, zone ... */
};
/* What the event of that number offers now, with its words in LANG; event 0 when there is none. */
struct offer offer_of(struct db *db, struct arena *arena, enum language lang, int64_t event);
/* The same for the event at the address SLUG, if it is public. */
struct offer offer_at(struct db *db, struct arena *arena, enum language lang, const char *slug);
/* Adds to PAGE the words about the event: title, title_lang, slug, when, where, and "offer" with its state in words. */
void offer_add(struct request *request, struct map *page, const struct offer *offer);
/* "5 March 2026, 10:00 (Mexico City)": LOCAL in ZONE (may be NULL). */
const char *local_words(const struct locale *locale, struct arena *arena, const char *local,
                        const char *zone);

struct registration {
    int64_t id, event, member; /* 0: none */
    const char *name, *email, *status;
    enum language language;
    int64_t updated_at;
};
/* Somebody's row of EVENT by address or member (0: none), the one that counts most. False when there is none. */
bool registration_find(struct db *db, struct arena *arena, int64_t event, const char *email,
                       int64_t member, struct registration *out);
bool registration_load(struct db *db, struct arena *arena, int64_t id, struct registration *out);
/* Whether it holds a place or waits for one. */
bool registration_live(const struct registration *registration);
/* How long an address has to be confirmed. */
#define PROOF_SECONDS (7 * 86400)
/* Inside a transaction: STATUS from now on; of a cancellation by the staff with REASON. MEMBER (0: as it is) is whose it is. */
bool registration_put(struct db *db, int64_t id, const char *status, const char *reason,
                      int64_t member);
/* Inside a transaction: the status that somebody gets who registers now; NULL when nothing is to be had. */
const char *registration_chance(struct db *db, struct arena *arena, int64_t event);
/* Inside a transaction: whoever has a reason to stand ahead of others comes before all who wait; who has none stands where she came. */
bool registration_rank(struct db *db, int64_t id);
/* Place in the waiting list, from 1. */
int64_t registration_position(struct db *db, int64_t id);

/* The last part of the page's address where somebody sees and cancels a registration: signed, no other right hangs on it. */
const char *registration_token(struct arena *arena, int64_t id, const char *email);
/* The registration of such a token; false when there is none, or the address was not confirmed in time. */
bool registration_of_token(struct db *db, struct arena *arena, const char *token,
                           struct registration *out);
/* Inside a transaction: the message KIND about registration ID to its address. */
bool registration_mail(struct db *db, struct arena *arena, int64_t id, const char *kind);
