/* The link in a message: its sender proves an address by it, its recipient answers or reports. */
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/members/contact.h"
#include "site/members/members.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/site.h"
#include "web/limit.h"

#define REPORT_MAX 2000
#define SUBJECT_MAX 160

static struct map *find_message(struct request *request)
{
    char *hash = arena_bytes(request->arena, HASH_SIZE);
    secret_hash(request_param(request, 0), hash);
    struct stmt *stmt = query(request->db, Q_contact_by_token);
    bind_text(stmt, "token_hash", hash);
    return stmt_map(stmt, request->arena);
}

static bool is_unproven(const struct map *message)
{
    return text_equal(map_get_text(message, "state"), "unproven");
}

static void show(struct request *request, struct response *response, struct map *message,
                 bool check)
{
    const char *text = request_form(request, "text");
    bool unproven = is_unproven(message),
         answered = map_get(message, "answered_at").kind == VALUE_INT;
    struct array *fields = contact_form_start(message);
    map_bool(message, "unproven", unproven);
    map_bool(message, "may_answer", !unproven && !answered);
    map_bool(message, "may_report", !unproven && map_get(message, "reported_at").kind != VALUE_INT);
    map_text(message, "address",
             !unproven && map_get(message, "shows_address").number
                 ? map_get_text(message, "from_email")
                 : NULL);
    contact_field(request, message, fields, "text", "textarea", text,
                  check ? contact_wrong(text, CONTACT_BODY_MAX) : NULL);
    contact_field(request, message, fields, "shows_address", "checkbox",
                  contact_ticked(request, "shows_address") ? "1" : "0", NULL);
    map_text(message, "action", request->path);
    map_set(message, "policy", consent_wording(request, "contact", "contact"));
    page_breadcrumb(request, message, page_say(request, "contact.message"), NULL);
    page_render(request, response, "members/contact_open.html", message);
}

void contact_open(struct request *request, struct response *response)
{
    struct map *message = find_message(request);
    if (message)
        show(request, response, message, false);
    else
        page_error(request, response, 404);
}

static void say_done(struct request *request, struct response *response, const char *key)
{
    struct map *page = map_new(request->arena);
    map_text(page, "done", page_say(request, key));
    page_breadcrumb(request, page, page_say(request, "contact.message"), NULL);
    page_render(request, response, "members/contact_done.html", page);
}

struct answering {
    struct request *request;
    struct map *message;
    const char *report;
};

static struct contact read_contact(const struct map *message)
{
    struct value to_account = map_get(message, "to_account"),
                 member = map_get(message, "member_id");
    struct value from_account = map_get(message, "from_account");
    return (struct contact){
        .id = map_get(message, "id").number,
        .member = member.kind == VALUE_INT ? member.number : 0,
        .from_name = map_get_text(message, "from_name"),
        .from_email = map_get_text(message, "from_email"),
        .from_account = from_account.kind == VALUE_INT ? from_account.number : 0,
        .to_name = map_get_text(message, "to_name"),
        .to_email = map_get_text(message, "to_email"),
        .to_account = to_account.kind == VALUE_INT ? to_account.number : 0,
        .language = language_of(map_get_text(message, "language")),
        .subject = map_get_text(message, "subject"),
        .body = map_get_text(message, "body"),
        .shows_address = map_get(message, "shows_address").number != 0,
        .copy = map_get(message, "copy").number != 0,
    };
}

static bool prove(struct db *db, void *self, struct problem *problem)
{
    const struct answering *answering = self;
    struct contact contact = read_contact(answering->message);
    (void)problem;
    return contact_pass_on(db, answering->request, &contact);
}

static const char *answer_subject(struct arena *arena, const char *subject)
{
    return text_starts(subject, "Re: ") ? subject
                                        : arena_print(arena, "Re: %.*s", SUBJECT_MAX, subject);
}

/* Of who has an account; else the one that the first message was written in is not known, and the page's is taken. */
static enum language language_to(struct db *db, const struct request *request, int64_t account)
{
    struct stmt *stmt = query(db, Q_account_show);
    bind_int(stmt, "account", account);
    enum language lang = step(stmt) ? language_of(col_text(stmt, "language")) : request->lang;
    done(stmt);
    return lang;
}

/* The way back: once. */
static bool answer(struct db *db, void *self, struct problem *problem)
{
    const struct answering *answering = self;
    struct request *request = answering->request;
    struct contact first = read_contact(answering->message);
    struct contact back = {
        .answers = first.id,
        .from_name = first.to_name,
        .from_email = first.to_email,
        .from_account = first.to_account,
        .to_name = first.from_name,
        .to_email = first.from_email,
        .to_account = first.from_account,
        .language = language_to(db, request, first.from_account),
        .subject = answer_subject(request->arena, first.subject),
        .body = request_form(request, "text"),
        .shows_address = contact_ticked(request, "shows_address"),
    };
    struct stmt *answered = query(db, Q_contact_answered);
    (void)problem;
    bind_int(answered, "id", first.id);
    bind_int(answered, "now", moment_now());
    return run(answered) && (!rows_changed(db) || contact_put(db, request, &back, false));
}

static bool report(struct db *db, void *self, struct problem *problem)
{
    const struct answering *answering = self;
    struct stmt *stmt = query(db, Q_contact_report);
    (void)problem;
    bind_int(stmt, "id", map_get(answering->message, "id").number);
    bind_int(stmt, "now", moment_now());
    bind_text(stmt, "report", answering->report);
    return run(stmt);
}

static void do_it(struct request *request, struct response *response, struct answering *answering,
                  write_work *work, const char *key)
{
    struct problem problem = { 0 };
    if (store_write_quietly(site_store(), work, answering, &problem))
        say_done(request, response, key);
    else
        page_problem(request, response, &problem);
}

void contact_act(struct request *request, struct response *response)
{
    struct answering answering = { request, find_message(request),
                                   request_form(request, "report") };
    const char *what = request_form(request, "do");
    if (!answering.message) {
        page_error(request, response, 404);
    } else if (!limit_take("contact_link", request->peer, 2, 10)) {
        page_resend(request, response, 429, "error.title_429", "contact.too_many");
    } else if (is_unproven(answering.message)) {
        do_it(request, response, &answering, prove, "contact.on_its_way");
    } else if (text_equal(what, "report")) {
        if (answering.report && strlen(answering.report) > REPORT_MAX)
            answering.report = arena_copy_n(request->arena, answering.report, REPORT_MAX);
        do_it(request, response, &answering, report, "contact.reported");
    } else if (map_get(answering.message, "answered_at").kind == VALUE_INT) {
        say_done(request, response, "contact.answered_before");
    } else if (contact_wrong(request_form(request, "text"), CONTACT_BODY_MAX)) {
        response->status = 422;
        show(request, response, answering.message, true);
    } else {
        do_it(request, response, &answering, answer, "contact.answer_sent");
    }
}
