/* The form of registration: one press for who is signed in; a guest's address is proven by a mailed page. */
#include "base/moment.h"
#include "base/text.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/registrations/queue.h"
#include "site/registrations/registrations.h"
#include "site/site.h"
#include "site/trap.h"
#include "site/types.h"
#include "site/visitor.h"
#include "web/limit.h"

#define TWICE_SECONDS 60

struct applying {
    struct request *request;
    struct offer offer;
    struct record *record;
    struct record_errors errors;
    bool asks_name; /* somebody who is signed in and whose name is not known */
    int64_t id;
    bool none_left;
};

static struct form_options options_of(const struct applying *applying)
{
    static const char *const guest[] = { "name", "email", "affiliation", NULL };
    static const char *const name[] = { "name", NULL }, *const nothing[] = { NULL };
    bool signed_in = visitor_of(applying->request)->account != 0;
    return (struct form_options){ .locale = page_locale(applying->request),
                                  .names = !signed_in            ? guest
                                           : applying->asks_name ? name
                                                                 : nothing,
                                  .own = true };
}

/* What the site knows of who is signed in. */
static void set_own(struct applying *applying)
{
    struct request *request = applying->request;
    const struct visitor *visitor = visitor_of(request);
    struct stmt *stmt = query(request->db, Q_registrations_self);
    bind_int(stmt, "member", visitor->own);
    struct value self = stmt_row(stmt, request->arena);
    bool member = self.kind == VALUE_OBJECT;
    const char *name = member ? value_get(self, symbol_of("display_name")).text : visitor->name;
    record_set(applying->record, "email", LANG_EN, visitor->email);
    record_set(applying->record, "name", LANG_EN, text_blank(name) ? NULL : name);
    applying->asks_name = text_blank(name);
    if (!member)
        return;
    record_set(applying->record, "member", LANG_EN, value_get(self, symbol_of("slug")).text);
    record_set(applying->record, "affiliation", LANG_EN,
               value_get(self, symbol_of("affiliation")).text);
}

/* The event of the address; false when the answer is there: nobody registers for it here. */
static bool begin(struct request *request, struct response *response, struct applying *applying)
{
    *applying = (struct applying){
        .request = request,
        .offer = offer_at(request->db, request->arena, request->lang, request_param(request, 0)),
        .record = record_new(request->arena, &registrant_type),
        .errors = { .arena = request->arena },
    };
    if (applying->offer.state == OFFER_NONE) {
        page_moved_to(request, response, "event", "event_registration");
        return false;
    }
    record_set(applying->record, "event", LANG_EN, map_get_text(applying->offer.row, "slug"));
    record_set(applying->record, "language", LANG_EN, language_codes[request->lang]);
    record_set(applying->record, "status", LANG_EN, "unconfirmed");
    if (visitor_of(request)->account)
        set_own(applying);
    return true;
}

static const char *link_of(struct request *request, int64_t id, const char *email)
{
    return page_path(request, "registration", registration_token(request->arena, id, email));
}

/* The visitor's own registration, if it holds or waits for a place. */
static bool find_own(struct db *db, const struct applying *applying, struct registration *out)
{
    const struct visitor *visitor = visitor_of(applying->request);
    return visitor->account &&
           registration_find(db, applying->request->arena, applying->offer.event, visitor->email,
                             visitor->own, out);
}

/* Events, the one of PAGE, and what is done with it. */
static void add_path(struct request *request, struct map *page, const char *words)
{
    page_breadcrumb(request, page, page_say(request, "site.nav_events"),
                    page_path(request, "events", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"),
                    page_path(request, "event", map_get_text(page, "slug")));
    page_breadcrumb(request, page, page_say(request, words), NULL);
}

static void show(struct applying *applying, struct response *response)
{
    struct request *request = applying->request;
    struct form_options options = options_of(applying);
    struct registration own = { 0 };
    struct map *page = map_new(request->arena), *form = map_map(page, "form");
    bool mine = find_own(request->db, applying, &own) && registration_live(&own);
    record_form(request->db, form, applying->record, NULL, &options, &applying->errors);
    map_text(form, "action", request->path);
    map_text(form, "csrf", visitor_csrf(request));
    trap_add(request, form);
    offer_add(request, page, &applying->offer);
    map_bool(page, "takes", !mine && map_get_text(map_of(map_get(page, "offer")), "url"));
    map_text(page, "mine_url", mine ? link_of(request, own.id, own.email) : NULL);
    map_bool(page, "guest", !visitor_of(request)->account);
    map_text(page, "as_name", record_value(applying->record, "name", LANG_EN));
    map_text(page, "as_email", record_value(applying->record, "email", LANG_EN));
    map_text(page, "sign_in_url",
             arena_print(request->arena, "%s?next=%s", page_path(request, "sign_in", NULL),
                         page_encode(request->arena, request->path)));
    map_set(page, "policy", consent_wording(request, "event", "registrant"));
    add_path(request, page, "registrations.register");
    page_render(request, response, "registrations/form.html", page);
}

void registrations_form(struct request *request, struct response *response)
{
    struct applying applying;
    if (begin(request, response, &applying))
        show(&applying, response);
}

/* --- who is signed in ------------------------------------------------------------------------------------------------- */

static bool insert(struct db *db, struct applying *applying, const char *status,
                   struct problem *problem)
{
    record_set(applying->record, "status", LANG_EN, status);
    bool good = record_save(db, applying->record, NULL, NULL, problem);
    applying->id = applying->record->id;
    return good;
}

/* Once: pressed twice it is the same registration. */
static bool register_own(struct db *db, void *self, struct problem *problem)
{
    struct applying *applying = self;
    struct request *request = applying->request;
    const struct visitor *visitor = visitor_of(request);
    struct registration own = { 0 };
    bool there = find_own(db, applying, &own);
    applying->id = own.id;
    if (there && registration_live(&own))
        return true;
    const char *status = registration_chance(db, request->arena, applying->offer.event);
    applying->none_left = !status;
    if (!status)
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "no place left");
    bool good = there ? registration_put(db, own.id, status, NULL, visitor->own)
                      : insert(db, applying, status, problem);
    return good && (!visitor->own ||
                    consent_note(db, visitor->own, "event", consent_shown(request, db, "event"),
                                 request->lang, "told"));
}

static void send_own(struct applying *applying, struct response *response)
{
    struct request *request = applying->request;
    struct author author = visitor_author(request, "registration", "history.event_registered");
    struct problem problem = { 0 };
    struct registration own = { 0 };
    if (store_write(site_store(), &author, register_own, applying, NULL, &problem)) {
        reader_end(request->db);
        reader_begin(request->db, NULL); /* what was just written */
        find_own(request->db, applying, &own);
        response_redirect(request, response, 303, link_of(request, own.id, own.email));
    } else if (applying->none_left) {
        applying->offer =
            offer_of(request->db, request->arena, request->lang, applying->offer.event);
        response->status = 409;
        show(applying, response);
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- guests ------------------------------------------------------------------------------------------------------------ */

/* A form that is sent twice is one message. */
static bool mailed_just_now(struct db *db, struct arena *arena, const struct registration *there,
                            const char *kind)
{
    struct stmt *stmt = query(db, Q_registrations_mailed);
    bind_text(stmt, "email", there->email);
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "token", registration_token(arena, there->id, there->email));
    bind_int(stmt, "since", moment_now() - TWICE_SECONDS);
    return scalar_int(stmt);
}

/* What is there already is mailed to its address; the page says the same to everybody. */
static bool register_guest(struct db *db, void *self, struct problem *problem)
{
    struct applying *applying = self;
    struct request *request = applying->request;
    const struct record *record = applying->record;
    struct registration there = { 0 };
    if (!registration_find(db, request->arena, applying->offer.event,
                           record_value(record, "email", LANG_EN), 0, &there))
        return insert(db, applying, "unconfirmed", problem) &&
               registration_mail(db, request->arena, applying->id, "registration_proof");
    struct stmt *stmt = query(db, Q_registrations_renew); /* only what is not confirmed */
    bind_int(stmt, "id", there.id);
    bind_text(stmt, "name", record_value(record, "name", LANG_EN));
    bind_text(stmt, "affiliation", record_value(record, "affiliation", LANG_EN));
    bind_text(stmt, "language", language_codes[request->lang]);
    bind_int(stmt, "now", moment_now());
    const char *kind = registration_live(&there) ? "registration_known" : "registration_proof";
    return run(stmt) && (mailed_just_now(db, request->arena, &there, kind) ||
                         registration_mail(db, request->arena, there.id, kind));
}

static void say_sent(struct applying *applying, struct response *response)
{
    struct request *request = applying->request;
    struct map *page = map_new(request->arena);
    offer_add(request, page, &applying->offer);
    add_path(request, page, "registrations.sent");
    page_render(request, response, "registrations/sent.html", page);
}

static void send_guest(struct applying *applying, struct response *response)
{
    struct request *request = applying->request;
    struct problem problem = { 0 };
    if (trap_filled(request)) {
        say_sent(applying, response); /* a robot: nothing is kept, and it learns nothing */
    } else if (!limit_take("registration", request->peer, 10, 60)) {
        page_resend(request, response, 429, "error.title_429", "error.resend_429");
    } else if (!limit_take("registration_email", record_value(applying->record, "email", LANG_EN),
                           0.1, 5) ||
               store_write_quietly(site_store(), register_guest, applying, &problem)) {
        say_sent(applying, response); /* nobody's mailbox is filled by others */
    } else {
        page_problem(request, response, &problem);
    }
}

/* An account's address is proven, whatever it looks like ("admin@localhost"): the rest is checked. */
static bool check(struct applying *applying)
{
    struct request *request = applying->request;
    const char *own = visitor_of(request)->account ? visitor_of(request)->email : NULL;
    if (own)
        record_set(applying->record, "email", LANG_EN, "own@example.org");
    bool good = record_validate(request->db, applying->record, &applying->errors);
    if (own)
        record_set(applying->record, "email", LANG_EN, own);
    if (own || !good || !trap_odd_time(request))
        return good;
    record_error(&applying->errors, NULL, LANG_EN, "registrations.once_more", NULL);
    return false;
}

void registrations_send(struct request *request, struct response *response)
{
    struct applying applying;
    if (!begin(request, response, &applying))
        return;
    struct form_options options = options_of(&applying);
    record_from_form(request, applying.record, &options);
    bool good = check(&applying);
    if (applying.offer.state != OFFER_OPEN && applying.offer.state != OFFER_WAITING) {
        response->status = 409;
        show(&applying, response);
    } else if (!good) {
        response->status = 422;
        show(&applying, response);
    } else if (visitor_of(request)->account) {
        send_own(&applying, response);
    } else {
        send_guest(&applying, response);
    }
}
