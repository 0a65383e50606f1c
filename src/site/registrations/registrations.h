/* Registrations for events: one queue an event, of those who have a place and those who wait for one. */
#pragma once
#include "base/value.h"
#include "store/store.h"
#include "web/http.h"
#include "web/route.h"

route_handler registrations_form, registrations_send, registration_page, registration_act,
    admin_registrations, admin_registrations_event, admin_registrations_act;

/* Sets "registration" of an event's PAGE (its columns): null, or what it offers (templates/registrations/offer.html). Returns the moment
 * from which that is another, 0: never. */
int64_t registrations_offer(struct request *request, struct map *page);
/* Sets "registrations" of PAGE: the visitor's own, those to come first. */
void registrations_add_own(struct request *request, struct map *page);

/* Inside a transaction that touched record ID of TABLE ("event", "registrant"): what follows from it. Who waits longest gets a place
 * that is free, and everybody whose status changed is written to. */
void registrations_settle(struct db *db, const char *table, int64_t id);
/* The job of the moment at which EVENT begins: who still waits is told that there was no place. */
#define REGISTRATIONS_BEGIN "event_begins"
bool registrations_begin(struct db *db, int64_t event, struct problem *problem);
