/* The mailed page of a registration: proven, seen, cancelled there. It opens nothing else. */
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/page.h"
#include "site/privacy/holdings.h"
#include "site/privacy/person.h"
#include "site/registrations/queue.h"
#include "site/registrations/registrations.h"
#include "site/site.h"
#include "site/visitor.h"
#include "web/limit.h"

/* Page and POST: what is there, and what was said about the press of a button (message key). */
struct linked {
    struct request *request;
    struct registration row;
    bool found;
    const char *said;
    bool none_left;
};

static struct linked find(struct request *request, struct db *db)
{
    struct linked linked = { .request = request };
    linked.found =
        registration_of_token(db, request->arena, request_param(request, 0), &linked.row);
    return linked;
}

static bool is(const struct linked *linked, const char *status)
{
    return linked->found && text_equal(linked->row.status, status);
}

/* Enough for its owner to know it: who was sent the link by somebody else learns no address. */
static const char *masked(struct arena *arena, const char *email)
{
    const char *at = strrchr(email, '@');
    size_t first = 1;
    while (((unsigned char)email[first] & 0xc0) == 0x80)
        first++;
    return at ? arena_print(arena, "%.*s…%s", (int)first, email, at) : "…";
}

static void add_state(struct map *page, const struct linked *linked, const struct offer *offer)
{
    struct request *request = linked->request;
    bool over = offer->event && map_get(offer->row, "ends_at").number <= moment_now();
    bool takes = offer->state == OFFER_OPEN || offer->state == OFFER_WAITING;
    bool waiting = is(linked, "waiting"),
         begun = map_get(offer->row, "starts_utc").number <= moment_now();
    map_text(page, "status_key",
             waiting && begun
                 ? "registrations.is_begun"
                 : arena_print(request->arena, "registrations.is_%s", linked->row.status));
    map_set(page, "position",
            waiting && !begun ? value_int(registration_position(request->db, linked->row.id))
                              : value_null());
    map_bool(page, "may_confirm", is(linked, "unconfirmed") && takes);
    map_bool(page, "may_again", is(linked, "cancelled") && takes);
    map_bool(page, "may_cancel", registration_live(&linked->row) && !over);
    map_bool(page, "may_delete", over || !registration_live(&linked->row));
    map_bool(page, "registered", is(linked, "registered"));
    map_bool(page, "not_offered", !takes && !registration_live(&linked->row));
}

static void show(struct response *response, struct linked *linked)
{
    struct request *request = linked->request;
    struct map *page = map_new(request->arena);
    struct offer offer = { 0 };
    if (linked->found)
        offer = offer_of(request->db, request->arena, request->lang, linked->row.event);
    map_bool(page, "found", offer.event);
    if (offer.event) {
        offer_add(request, page, &offer);
        add_state(page, linked, &offer);
        map_text(page, "name", linked->row.name);
        map_text(page, "email", masked(request->arena, linked->row.email));
        map_text(page, "action", request->path);
        map_text(page, "said", page_say(request, linked->said));
        map_set(page, "kept",
                holdings_kept(request->db, request->arena, page_locale(request), "registrant"));
    } else {
        response->status = 410;
    }
    page_breadcrumb(request, page, page_say(request, "registrations.one"), NULL);
    page_render(request, response, "registrations/one.html", page);
}

void registration_page(struct request *request, struct response *response)
{
    struct linked linked = find(request, request->db);
    show(response, &linked);
}

/* --- buttons ------------------------------------------------------------------------------------------------------------- */

static int64_t member_of(struct db *db, const char *email)
{
    struct stmt *stmt = query(db, Q_registrations_member_of);
    bind_text(stmt, "email", email);
    return scalar_int(stmt);
}

/* A place, or one in the waiting list, for who has proven the address just now or comes back. */
static bool take_place(struct db *db, void *self, struct problem *problem)
{
    struct linked *linked = self, now = find(linked->request, db);
    if (!now.found || registration_live(&now.row)) {
        linked->said = "registrations.said_already";
        return true; /* pressed twice */
    }
    const char *status = registration_chance(db, linked->request->arena, now.row.event);
    linked->none_left = !status;
    linked->said = "registrations.said_done";
    return status ? registration_put(db, now.row.id, status, NULL, member_of(db, now.row.email))
                  : problem_set(problem, FAULT_CONFLICT, "error.text_409", "no place left");
}

static bool give_back(struct db *db, void *self, struct problem *problem)
{
    struct linked *linked = self, now = find(linked->request, db);
    (void)problem;
    linked->said = now.found && registration_live(&now.row)
                       ? "registrations.said_cancelled"
                       : "registrations.said_cancelled_already";
    return !now.found || !registration_live(&now.row) ||
           registration_put(db, now.row.id, "cancelled", NULL, 0);
}

/* The row, what the history keeps of it, and what was written about it. */
static bool erase(struct db *db, void *self, struct problem *problem)
{
    struct linked *linked = self, now = find(linked->request, db);
    struct scrub_set set = { .ids = &now.row.id, .id_count = 1 };
    struct scrub_rule scrub = { .table = "registrant", .column = "id", .set = &set, .drop = true };
    struct stmt *drop = query(db, Q_registrations_drop),
                *unwrite = query(db, Q_registrations_unwrite);
    (void)problem;
    if (!now.found)
        return true; /* pressed twice */
    transaction_forget(db);
    bind_int(drop, "id", now.row.id);
    bind_text(unwrite, "email", now.row.email);
    bind_text(unwrite, "token", request_param(linked->request, 0));
    return store_scrub(db, &scrub, 1) && run(drop) && run(unwrite) &&
           erased_note(db, 0, "", "history.event_erased");
}

static void act_delete(struct linked *linked, struct response *response)
{
    struct request *request = linked->request;
    static const struct author author = { .name = "",
                                          .kind = "erase",
                                          .why = "history.event_erased" };
    struct problem problem = { 0 };
    struct map *page = map_new(request->arena);
    if (!store_write(site_store(), &author, erase, linked, NULL, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    page_breadcrumb(request, page, page_say(request, "registrations.one"), NULL);
    page_render(request, response, "registrations/deleted.html", page);
}

/* Who still has a place, or waits for one, cancels first: the place goes to somebody. */
static bool may_delete(const struct linked *linked)
{
    struct request *request = linked->request;
    struct offer offer = offer_of(request->db, request->arena, request->lang, linked->row.event);
    return !registration_live(&linked->row) ||
           (offer.event && map_get(offer.row, "ends_at").number <= moment_now());
}

void registration_act(struct request *request, struct response *response)
{
    struct linked linked = find(request, request->db);
    struct problem problem = { 0 };
    bool cancel = text_equal(request_form(request, "do"), "cancel");
    struct author author = { .name = "",
                             .kind = "registration",
                             .why =
                                 cancel ? "history.event_cancelled" : "history.event_registered" };
    if (!linked.found) {
        show(response, &linked);
    } else if (!limit_take("registration_link", request->peer, 10, 60)) {
        page_resend(request, response, 429, "error.title_429", "error.resend_429");
    } else if (text_equal(request_form(request, "do"), "delete")) {
        if (may_delete(&linked)) {
            act_delete(&linked, response);
        } else {
            response->status = 409;
            linked.said = "registrations.said_cancel_first";
            show(response, &linked);
        }
    } else if (store_write(site_store(), &author, cancel ? give_back : take_place, &linked, NULL,
                           &problem) ||
               linked.none_left) {
        const char *said = linked.none_left ? "registrations.said_none_left" : linked.said;
        response->status = linked.none_left ? 409 : 200;
        reader_end(request->db);
        reader_begin(request->db, NULL); /* what was just written */
        linked = find(request, request->db);
        linked.said = said;
        show(response, &linked);
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- one's own ------------------------------------------------------------------------------------------------------------ */

void registrations_add_own(struct request *request, struct map *page)
{
    const struct visitor *visitor = visitor_of(request);
    struct array *list = map_array(page, "registrations");
    struct stmt *stmt = query(request->db, Q_registrations_mine);
    bind_text(stmt, "email", visitor->email);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "now", moment_now());
    if (visitor->own)
        bind_int(stmt, "member", visitor->own);
    while (step(stmt)) {
        struct map *row = copy_row(stmt, request->arena);
        const char *token = registration_token(request->arena, map_get(row, "id").number,
                                               map_get_text(row, "email"));
        bool waiting = text_equal(map_get_text(row, "status"), "waiting");
        map_text(row, "url", page_path(request, "registration", token));
        map_set(row, "position",
                waiting ? value_int(registration_position(request->db, map_get(row, "id").number))
                        : value_null());
        array_add(list, map_value(row));
    }
    done(stmt);
}
