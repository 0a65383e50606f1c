/* The staff's pages of registrations: the events, one event's queue, adding by hand, cancelling with a reason. */
#include "site/admin/staff.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/registrations/queue.h"
#include "site/registrations/registrations.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define SHOWN 500 /* rows; the list of the record type has them all */
#define MANY 500  /* done with at once */
#define REASON_MAX 500
#define AHEAD_MAX 300

static const char *const tabs[] = { "registered", "waiting", "unconfirmed", "cancelled", NULL };

void admin_registrations(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "registrant", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "registrations.many"), NULL);
    struct stmt *stmt = query(request->db, Q_registrations_events);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "now", moment_now());
    map_set(page, "events", stmt_rows(stmt, request->arena));
    page_render(request, response, "registrations/events.html", page);
}

/* --- one event --------------------------------------------------------------------------------------------------------- */

struct act;
struct desk {
    struct request *request;
    struct record *event;
    const char *tab;
    struct record *record; /* who is added by hand */
    struct record_errors errors;
    const struct act *act; /* what is done with those ticked */
    int64_t ids[MANY];
    int count;
    const char *reason;
};

static struct form_options adding_options(const struct request *request)
{
    static const char *const names[] = { "name", "email", "affiliation", "language", NULL };
    return (struct form_options){ .locale = page_locale(request), .names = names };
}

/* The event of the address; false with the status set. */
static bool begin(struct request *request, struct response *response, enum action action,
                  struct desk *desk)
{
    long long id = 0;
    const char *tab = request_query(request, "status");
    *desk = (struct desk){ .request = request,
                           .tab = tabs[0],
                           .record = record_new(request->arena, &registrant_type),
                           .errors = { .arena = request->arena } };
    for (int i = 0; tab && tabs[i]; i++)
        desk->tab = text_equal(tabs[i], tab) ? tabs[i] : desk->tab;
    if (!may_or_403(request, response, "registrant", action))
        return false;
    if (text_to_int(request_param(request, 0), &id))
        desk->event = record_load(request->db, request->arena, &event_type, id);
    response->status = desk->event ? response->status : 404;
    return desk->event;
}

static void add_tabs(const struct desk *desk, struct map *page)
{
    struct request *request = desk->request;
    struct array *list = map_array(page, "tabs");
    struct stmt *stmt = query(request->db, Q_registrations_counts);
    bind_int(stmt, "event", desk->event->id);
    struct value counts = stmt_row(stmt, request->arena);
    for (int i = 0; tabs[i]; i++) {
        struct map *tab = array_add_map(list);
        map_text(tab, "label",
                 page_say(request, arena_print(request->arena, "registrant.status_%s", tabs[i])));
        map_set(tab, "n", value_get(counts, symbol_of(tabs[i])));
        map_text(tab, "url", arena_print(request->arena, "%s?status=%s", request->path, tabs[i]));
        map_bool(tab, "current", text_equal(desk->tab, tabs[i]));
    }
}

static void add_rows(const struct desk *desk, struct map *page)
{
    struct request *request = desk->request;
    struct array *list = map_array(page, "rows");
    struct stmt *stmt = query(request->db, Q_registrations_list);
    bind_int(stmt, "event", desk->event->id);
    bind_text(stmt, "status", desk->tab);
    bind_int(stmt, "limit", SHOWN);
    for (int place = 1; step(stmt); place++) {
        struct map *row = copy_row(stmt, request->arena);
        map_int(row, "place", place);
        map_text(
            row, "url",
            staff_record_url(request, "admin_edit", &registrant_type, map_get(row, "id").number));
        array_add(list, map_value(row));
    }
    done(stmt);
}

static void add_adding(struct desk *desk, struct map *page)
{
    struct request *request = desk->request;
    struct form_options options = adding_options(request);
    struct map *form = map_map(page, "form");
    if (!record_value(desk->record, "language", LANG_EN))
        record_set(desk->record, "language", LANG_EN, language_codes[request->lang]);
    record_form(request->db, form, desk->record, NULL, &options, &desk->errors);
    map_text(form, "action", request->path);
    map_text(form, "csrf", visitor_csrf(request));
}

static void add_links(const struct desk *desk, struct map *page)
{
    struct request *request = desk->request;
    const char *query =
        arena_print(request->arena, "event=%s", page_encode(request->arena, desk->event->slug));
    map_text(page, "list_url", page_path(request, "admin_list", registrant_type.admin));
    map_text(page, "slug", desk->event->slug);
    map_text(page, "query", query);
    map_text(page, "event_url",
             may(request, "event", ACTION_READ)
                 ? staff_record_url(request, "admin_edit", &event_type, desk->event->id)
                 : NULL);
    map_text(page, "export_url",
             may(request, "registrant", ACTION_EXPORT)
                 ? page_path(request, "admin_export", registrant_type.admin)
                 : NULL);
}

static struct map *desk_page(const struct desk *desk)
{
    struct request *request = desk->request;
    struct map *page = staff_page(request, page_say(request, "registrations.many"),
                                  page_path(request, "admin_registrations", NULL));
    map_text(page, "title", record_title(desk->event, request->lang));
    map_text(page, "places", record_value(desk->event, "places", LANG_EN));
    map_text(page, "action", request->path);
    return page;
}

static void show(struct desk *desk, struct response *response)
{
    struct request *request = desk->request;
    struct map *page = desk_page(desk);
    bool may_write = may(request, "registrant", ACTION_WRITE);
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    add_tabs(desk, page);
    add_rows(desk, page);
    add_links(desk, page);
    add_adding(desk, page);
    map_bool(page, "waiting", text_equal(desk->tab, "waiting"));
    map_bool(page, "cancelled", text_equal(desk->tab, "cancelled"));
    map_bool(page, "may_write", may_write);
    map_bool(page, "may_cancel", may_write && !text_equal(desk->tab, "cancelled"));
    page_render(request, response, "registrations/event.html", page);
}

void admin_registrations_event(struct request *request, struct response *response)
{
    struct desk desk;
    if (!begin(request, response, ACTION_READ, &desk))
        return;
    audit_read(request, "view", "event", desk.event->id, "registrations");
    show(&desk, response);
}

/* --- adding by hand ------------------------------------------------------------------------------------------------------ */

/* A place while there is one, however the public form stands; then the waiting list. */
static bool add(struct db *db, void *self, struct problem *problem)
{
    struct desk *desk = self;
    struct arena *arena = desk->request->arena;
    struct offer offer = offer_of(db, arena, LANG_ES, desk->event->id);
    struct registration there = { 0 };
    const char *status = offer.left ? "registered" : "waiting";
    bool known = registration_find(db, arena, desk->event->id,
                                   record_value(desk->record, "email", LANG_EN), 0, &there);
    if (known && registration_live(&there)) {
        record_error(&desk->errors, field_named(&registrant_type, "email"), LANG_EN,
                     "registrations.there_already", NULL);
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "form");
    }
    record_set(desk->record, "status", LANG_EN, status);
    return known ? registration_put(db, there.id, status, NULL, 0)
                 : record_save(db, desk->record, NULL, NULL, problem);
}

static void add_by_hand(struct desk *desk, struct response *response)
{
    struct request *request = desk->request;
    struct form_options options = adding_options(request);
    struct author author = visitor_author(request, "save", "history.event_registered");
    struct problem problem = { 0 };
    int64_t change = 0;
    record_from_form(request, desk->record, &options);
    record_set(desk->record, "event", LANG_EN, desk->event->slug);
    record_set(desk->record, "status", LANG_EN, "registered");
    bool good = record_validate(request->db, desk->record, &desk->errors) &&
                store_write(site_store(), &author, add, desk, &change, &problem);
    if (good) {
        staff_saved(request, response, "registrations.added", change, request->path);
    } else if (desk->errors.count) {
        response->status = 422;
        show(desk, response);
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- with those ticked ------------------------------------------------------------------------------------------------- */

/* What can be done with them: the button's name, whom it is about (NULL: whose registration is not cancelled), and the words for it. */
static const struct act {
    const char *name, *status, *why, *done;
    bool reasoned; /* not without a reason */
    int most;      /* characters of the reason; 0: none is asked for */
} acts[] = {
    { "cancel", NULL, "history.event_cancelled", "registrations.cancelled", false, REASON_MAX },
    { "ahead", "waiting", "history.event_queue", "registrations.moved", true, AHEAD_MAX },
    { "in_turn", "waiting", "history.event_queue", "registrations.moved", false, 0 },
};

static const struct act *act_named(const char *name)
{
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (text_equal(acts[i].name, name))
            return &acts[i];
    }
    return NULL;
}

static void read_ids(struct desk *desk)
{
    const struct pairs *form = &desk->request->form;
    long long id;
    for (int i = -1; desk->count < MANY && (i = pairs_next(form, "id", i + 1)) >= 0;) {
        struct registration row;
        if (text_to_int(form->at[i].value, &id) &&
            registration_load(desk->request->db, desk->request->arena, id, &row) &&
            row.event == desk->event->id && !text_equal(row.status, "cancelled") &&
            (!desk->act->status || text_equal(row.status, desk->act->status)))
            desk->ids[desk->count++] = id;
    }
}

/* Messages go out at once and no undo takes them back, and a reason is to be given: so it asks first. */
static void ask(struct desk *desk, struct response *response, const char *error)
{
    struct request *request = desk->request;
    struct map *page = desk_page(desk);
    struct array *list = map_array(page, "rows");
    const char *label =
        page_say(request, arena_print(request->arena, "registrations.%s_ticked", desk->act->name));
    page_breadcrumb(request, page, map_get_text(page, "title"), request->path);
    page_breadcrumb(request, page, label, NULL);
    for (int i = 0; i < desk->count; i++) {
        struct registration row;
        if (!registration_load(request->db, request->arena, desk->ids[i], &row))
            continue;
        struct map *map = array_add_map(list);
        map_int(map, "id", row.id);
        map_text(map, "name", row.name);
        map_text(map, "email", row.email);
    }
    map_int(page, "count", desk->count);
    map_text(page, "do", desk->act->name);
    map_text(page, "do_label", label);
    map_bool(page, "cancels", text_equal(desk->act->name, "cancel"));
    map_text(page, "reason", desk->reason ? desk->reason : "");
    map_text(page, "error", page_say(request, error));
    page_render(request, response, "registrations/sure.html", page);
}

static bool put_ahead(struct db *db, int64_t id, const char *reason)
{
    struct stmt *stmt = query(db, Q_registrations_ahead);
    bind_int(stmt, "id", id);
    bind_text(stmt, "reason", reason);
    bind_int(stmt, "now", moment_now());
    return run(stmt) && registration_rank(db, id);
}

/* From the last to the first: whoever is put ahead comes before those who were. */
static bool do_act(struct db *db, void *self, struct problem *problem)
{
    const struct desk *desk = self;
    const char *reason = text_blank(desk->reason) ? NULL : desk->reason;
    bool cancels = text_equal(desk->act->name, "cancel"), good = true;
    (void)problem;
    for (int i = desk->count - 1; i >= 0 && good; i--)
        good = cancels ? registration_put(db, desk->ids[i], "cancelled", reason, 0)
                       : put_ahead(db, desk->ids[i], reason);
    return good;
}

static const char *reason_wrong(const struct desk *desk)
{
    if (desk->reason && text_length(desk->reason) > (size_t)desk->act->most)
        return desk->act->most == AHEAD_MAX ? "registrations.reason_long_300"
                                            : "registrations.reason_long";
    return desk->act->reasoned && text_blank(desk->reason) ? "registrations.reason_missing" : NULL;
}

static void act_on_ticked(struct desk *desk, struct response *response)
{
    struct request *request = desk->request;
    struct author author = visitor_author(request, "save", desk->act->why);
    struct problem problem = { 0 };
    int64_t change = 0;
    bool sure = request_form(request, "sure") || !desk->act->most;
    read_ids(desk);
    desk->reason = desk->act->most ? request_form(request, "reason") : NULL;
    const char *wrong = sure ? reason_wrong(desk) : NULL;
    if (!desk->count) {
        page_go(request, response, request->path, "registrations.none_ticked");
    } else if (!sure || wrong) {
        response->status = wrong ? 422 : 200;
        ask(desk, response, wrong);
    } else if (store_write(site_store(), &author, do_act, desk, &change, &problem)) {
        staff_saved(request, response, desk->act->done, change,
                    desk->act->status ? arena_print(request->arena, "%s?status=%s", request->path,
                                                    desk->act->status)
                                      : request->path);
    } else {
        page_problem(request, response, &problem);
    }
}

void admin_registrations_act(struct request *request, struct response *response)
{
    struct desk desk;
    if (!begin(request, response, ACTION_WRITE, &desk))
        return;
    desk.act = act_named(request_form(request, "do"));
    if (desk.act)
        act_on_ticked(&desk, response);
    else
        add_by_hand(&desk, response);
}
