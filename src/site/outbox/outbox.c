/* The staff's outbox: what goes out, held, edited, cancelled, sent again; and what came back. */
#include "site/outbox/outbox.h"

#include <ctype.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "mail/outbox.h"
#include "site/admin/staff.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

#define PAGE_SIZE 50
#define SUBJECT_MAX 200
#define BODY_MAX 20000
#define BOUNCE_MAX 1048576

static const char *const states[] = { "queued",  "held", "sending",   "failed",
                                      "bounced", "sent", "cancelled", NULL };

const char *message_without_tokens(struct arena *arena, const char *text)
{
    char *copy = text ? arena_copy(arena, text) : NULL;
    for (char *at = copy; at && *at;) {
        size_t len = 0;
        while (isalnum((unsigned char)at[len]) || at[len] == '-' || at[len] == '_')
            len++;
        if (len >= TOKEN_SIZE - 1) /* longer: the staff's own words may stand right beside it */
            memset(at, '*', len);
        at += len ? len : 1;
    }
    return copy;
}

/* Links that sign in are for their recipients: who may not change accounts sees them without their token. */
static const char *without_tokens(const struct request *request, const char *text)
{
    return may(request, "accounts", ACTION_WRITE) ? text
                                                  : message_without_tokens(request->arena, text);
}

/* --- the list ------------------------------------------------------------------------------------------------ */

static int64_t number_of(const char *text)
{
    long long number = 0;
    return text_to_int(text, &number) ? number : 0;
}

static struct stmt *list_statement(const struct request *request, const char *state)
{
    const char *recipient = request_query(request, "q");
    int64_t mailing = number_of(request_query(request, "mailing")),
            before = number_of(request_query(request, "before"));
    struct stmt *stmt = query(request->db, !text_blank(recipient) ? Q_outbox_list_recipient
                                           : mailing              ? Q_outbox_list_mailing
                                           : state                ? Q_outbox_list_state
                                                                  : Q_outbox_list);
    if (!text_blank(recipient))
        bind_text(stmt, "recipient", recipient);
    else if (mailing)
        bind_int(stmt, "mailing", mailing);
    if (!text_blank(recipient) || mailing || state)
        bind_text(stmt, "state", state);
    bind_int(stmt, "before", before > 0 ? before : INT64_MAX);
    return stmt;
}

static const char *known_state(const char *asked)
{
    for (int i = 0; states[i]; i++) {
        if (text_equal(asked, states[i]))
            return states[i];
    }
    return NULL;
}

static void add_tabs(struct request *request, struct map *page, const char *state)
{
    struct array *tabs = map_array(page, "tabs");
    struct stmt *stmt = query(request->db, Q_outbox_counts);
    struct map *all = array_add_map(tabs);
    map_text(all, "label", page_say(request, "outbox.state_all"));
    map_text(all, "url", page_query_with(request, "state", NULL));
    map_bool(all, "current", !state);
    map_text(all, "n", NULL);
    while (step(stmt)) {
        const char *name = known_state(col_text(stmt, "state"));
        if (!col_int(stmt, "n") && !text_equal(name, state))
            continue;
        struct map *tab = array_add_map(tabs);
        map_text(tab, "label",
                 page_say(request, arena_print(request->arena, "outbox.state_%s", name)));
        map_text(tab, "url", page_query_with(request, "state", name));
        map_bool(tab, "current", text_equal(name, state));
        map_int(tab, "n", col_int(stmt, "n"));
    }
    done(stmt);
}

static void add_messages(struct request *request, struct map *page, struct stmt *stmt)
{
    struct array *messages = map_array(page, "messages");
    int64_t last = 0;
    map_text(page, "next_url", NULL);
    while (step(stmt)) {
        if (array_count(messages) == PAGE_SIZE) {
            map_text(page, "next_url",
                     page_query_with(request, "before", arena_number(request->arena, last)));
            break;
        }
        last = col_int(stmt, "id");
        struct map *message = copy_row(stmt, request->arena);
        map_text(message, "subject", without_tokens(request, map_get_text(message, "subject")));
        map_text(message, "shown_body", without_tokens(request, map_get_text(message, "body")));
        array_add(messages, map_value(message));
    }
    done(stmt);
}

void outbox_list(struct request *request, struct response *response)
{
    const char *state = known_state(request_query(request, "state")),
               *asked = request_query(request, "q");
    int64_t mailing = number_of(request_query(request, "mailing"));
    if (!may_or_403(request, response, "outbox", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "admin.outbox"), NULL);
    struct smtp_settings server = outbox_settings(request->db, request->arena);
    map_bool(page, "no_smtp", text_blank(server.url) || text_blank(server.from));
    map_text(page, "q", asked ? asked : "");
    map_text(page, "state", state);
    map_bool(page, "may_write", may(request, "outbox", ACTION_WRITE));
    if (mailing)
        map_int(page, "mailing", mailing);
    else
        map_text(page, "mailing", NULL);
    add_tabs(request, page, state);
    add_messages(request, page, list_statement(request, state));
    page_render(request, response, "outbox/list.html", page);
}

/* --- one message ----------------------------------------------------------------------------------------------- */

struct form_state {
    const char *subject, *body; /* as typed, NULL: as stored */
    const char *subject_error, *body_error;
};

static bool state_in(const char *state, const char *list)
{
    return state && strstr(list, state);
}

static void show(struct request *request, struct response *response, const struct form_state *form)
{
    struct stmt *stmt = query(request->db, Q_outbox_show);
    bind_int(stmt, "id", number_of(request_param(request, 0)));
    struct map *message = stmt_map(stmt, request->arena);
    if (!message) {
        response->status = 404;
        return;
    }
    struct map *page = staff_page(request, page_say(request, "admin.outbox"),
                                  page_path(request, "admin_outbox", NULL));
    const char *state = map_get_text(message, "state"),
               *subject = without_tokens(request, map_get_text(message, "subject")),
               *body = without_tokens(request, map_get_text(message, "body"));
    bool whole = text_equal(body, map_get_text(message, "body")) &&
                 text_equal(subject, map_get_text(message, "subject")),
         writes = may(request, "outbox", ACTION_WRITE);
    struct smtp_settings server = outbox_settings(request->db, request->arena);
    page_breadcrumb(request, page, subject, NULL);
    map_text(message, "subject", subject);
    map_set(page, "message", map_value(message));
    map_text(page, "shown_body", body);
    map_bool(page, "masked", !whole);
    map_text(page, "from", server.from);
    map_text(page, "from_name", server.from_name);
    map_text(page, "action", request->path);
    map_bool(page, "may_hold", writes && state_in(state, "queued"));
    map_bool(page, "may_release", writes && state_in(state, "held"));
    map_bool(page, "may_cancel", writes && state_in(state, "queued held failed"));
    map_bool(page, "may_resend", writes && state_in(state, "sent failed bounced cancelled"));
    map_bool(page, "may_edit", writes && whole && state_in(state, "queued held failed"));
    map_bool(page, "may_clear", writes && value_truth(map_get(message, "bounced_at")));
    map_text(page, "subject_value", form && form->subject ? form->subject : subject);
    map_text(page, "body_value", form && form->body ? form->body : body);
    map_text(page, "subject_error", form ? form->subject_error : NULL);
    map_text(page, "body_error", form ? form->body_error : NULL);
    map_bool(page, "has_errors", form && (form->subject_error || form->body_error));
    page_render(request, response, "outbox/message.html", page);
}

void outbox_show(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "outbox", ACTION_READ))
        show(request, response, NULL);
}

struct act {
    const struct request *request;
    int64_t id;
    enum query_id query;
    const char *subject, *body, *who, *email;
};

static bool act(struct db *db, void *self, struct problem *problem)
{
    const struct act *what = self;
    struct stmt *stmt = query(db, what->query);
    if (what->email)
        bind_text(stmt, "email", what->email);
    else
        bind_int(stmt, "id", what->id);
    if (what->query == Q_outbox_again)
        bind_int(stmt, "now", moment_now());
    if (what->query == Q_outbox_edit) {
        bind_text(stmt, "subject", what->subject);
        bind_text(stmt, "body", what->body);
        bind_text(stmt, "who", what->who);
    }
    if (!run(stmt))
        return false;
    return rows_changed(db) ||
           problem_set(problem, FAULT_CONFLICT, "outbox.too_late", "its state is another by now");
}

/* Which button was pressed; QUERY_COUNT: none known. */
static enum query_id asked_for(const struct request *request)
{
    static const struct {
        const char *button;
        enum query_id query;
    } buttons[] = {
        { "hold", Q_outbox_hold },          { "release", Q_outbox_release },
        { "cancel", Q_outbox_cancel },      { "resend", Q_outbox_again },
        { "clear", Q_outbox_address_good }, { "edit", Q_outbox_edit },
    };
    for (size_t i = 0; i < sizeof buttons / sizeof *buttons; i++) {
        if (request_form(request, buttons[i].button))
            return buttons[i].query;
    }
    return QUERY_COUNT;
}

static bool typed_well(struct request *request, struct response *response, struct act *what)
{
    struct form_state form = { .subject = request_form(request, "subject"),
                               .body = request_form(request, "body") };
    if (text_blank(form.subject) || text_length(form.subject) > SUBJECT_MAX ||
        strpbrk(form.subject, "\r\n"))
        form.subject_error = page_say(request, "outbox.subject_wrong");
    if (text_blank(form.body) || strlen(form.body) > BODY_MAX)
        form.body_error = page_say(request, "outbox.body_wrong");
    what->subject = form.subject;
    what->body = form.body;
    if (!form.subject_error && !form.body_error)
        return true;
    response->status = 422;
    show(request, response, &form);
    return false;
}

static const char *recipient_of(const struct request *request, int64_t id)
{
    struct stmt *stmt = query(request->db, Q_outbox_recipient);
    bind_int(stmt, "id", id);
    return scalar_text(stmt, request->arena);
}

/* Whether it holds a link that this visitor does not see: then nobody writes over it unseen. */
static bool is_masked(const struct request *request, int64_t id)
{
    struct stmt *stmt = query(request->db, Q_outbox_show);
    bind_int(stmt, "id", id);
    struct value row = stmt_row(stmt, request->arena);
    const char *subject = value_get(row, symbol_of("subject")).text,
               *body = value_get(row, symbol_of("body")).text;
    return row.kind == VALUE_OBJECT && !(text_equal(without_tokens(request, subject), subject) &&
                                         text_equal(without_tokens(request, body), body));
}

void outbox_act(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "save", "outbox.acted");
    struct problem problem = { 0 };
    struct act what = { .request = request,
                        .id = number_of(request_param(request, 0)),
                        .query = asked_for(request),
                        .who = author.name };
    author.quiet = true;
    if (!may_or_403(request, response, "outbox", ACTION_WRITE))
        return;
    if (what.query == QUERY_COUNT) {
        response->status = 400;
        return;
    }
    if (what.query == Q_outbox_address_good)
        what.email = recipient_of(request, what.id);
    if (what.query == Q_outbox_edit && is_masked(request, what.id)) {
        response->status = 403;
        return;
    }
    if (what.query == Q_outbox_edit && !typed_well(request, response, &what))
        return;
    if (store_write(site_store(), &author, act, &what, NULL, &problem)) {
        page_go(request, response,
                what.query == Q_outbox_again ? page_path(request, "admin_outbox", NULL)
                                             : request->path,
                "outbox.done");
    } else if (problem.fault == FAULT_CONFLICT) {
        struct form_state form = { .subject = what.subject,
                                   .body = what.body,
                                   .body_error = page_say(request, "outbox.too_late") };
        response->status = 409;
        show(request, response, &form);
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- what came back ---------------------------------------------------------------------------------------------- */

static void bounce_page(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "admin.outbox"),
                                  page_path(request, "admin_outbox", NULL));
    page_breadcrumb(request, page, page_say(request, "outbox.bounce"), NULL);
    map_text(page, "error", page_say(request, error));
    map_text(page, "mail", request_form(request, "mail") ? request_form(request, "mail") : "");
    page_render(request, response, "outbox/bounce.html", page);
}

void outbox_bounce_form(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "outbox", ACTION_WRITE))
        bounce_page(request, response, NULL);
}

struct taking {
    struct arena *arena;
    struct bounce bounce;
};

static bool take_bounce(struct db *db, void *self, struct problem *problem)
{
    const struct taking *taking = self;
    return bounce_record(db, taking->arena, &taking->bounce) ||
           problem_set(problem, FAULT_INPUT, "outbox.bounce_unknown", "no report of failure");
}

void outbox_bounce_take(struct request *request, struct response *response)
{
    struct taking taking = { .arena = request->arena };
    struct problem problem = { 0 };
    const struct upload *file = request->uploads;
    const char *typed = request_form(request, "mail");
    if (!may_or_403(request, response, "outbox", ACTION_WRITE))
        return;
    const char *mail = file && file->len ? file->bytes : typed;
    size_t len = file && file->len ? file->len : typed ? strlen(typed) : 0;
    if (mail && len && len <= BOUNCE_MAX)
        taking.bounce = bounce_read(request->arena, mail, len);
    if (!taking.bounce.failed) {
        response->status = 422;
        bounce_page(request, response, "outbox.bounce_unknown");
    } else if (store_write_quietly(site_store(), take_bounce, &taking, &problem)) {
        page_go(request, response, page_path(request, "admin_outbox", NULL), "outbox.bounce_taken");
    } else if (problem.fault == FAULT_INPUT) {
        response->status = 422;
        bounce_page(request, response, "outbox.bounce_unknown");
    } else {
        page_problem(request, response, &problem);
    }
}
