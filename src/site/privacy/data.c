/* "My data": what is kept, taking it away, consent, leaving. */
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/privacy/erasure.h"
#include "site/privacy/holdings.h"
#include "site/privacy/privacy.h"
#include "site/privacy/takeout.h"
#include "site/site.h"
#include "site/visitor.h"
#include "web/limit.h"

#define FRESH_SECONDS 3600
#define PASSWORD_LONGEST 200

static struct somebody myself(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    return (struct somebody){ visitor->own, visitor->account, NULL };
}

/* --- who really sits there ------------------------------------------------------------------------------------- */

static const char *my_password(const struct request *request)
{
    struct stmt *stmt = query(request->db, Q_privacy_password);
    bind_int(stmt, "account", visitor_of(request)->account);
    return scalar_text(stmt, request->arena);
}

static bool is_fresh(const struct request *request)
{
    struct stmt *stmt = query(request->db, Q_privacy_session_age);
    bind_text(stmt, "token_hash", visitor_of(request)->session);
    bind_int(stmt, "now", moment_now());
    return scalar_int(stmt) <= FRESH_SECONDS;
}

/* By the password, or, without one, by a sign-in of the last hour. NULL, or the message that says what is missing. */
static const char *doubt(const struct request *request)
{
    const char *hash = my_password(request), *sent = request_form(request, "password");
    if (!hash)
        return is_fresh(request) ? NULL : "privacy.sign_in_again";
    if (!limit_take("sign_in_email", visitor_of(request)->email, 5, 10))
        return "privacy.password_wrong";
    return sent && strlen(sent) <= PASSWORD_LONGEST && password_matches(sent, hash)
               ? NULL
               : "privacy.password_wrong";
}

static void add_proof(struct request *request, struct map *page, const char *error)
{
    map_bool(page, "has_password", my_password(request) != NULL);
    map_bool(page, "must_sign_in", !my_password(request) && !is_fresh(request));
    bool password = text_equal(error, "privacy.password_wrong"),
         email = text_equal(error, "privacy.confirm_email_wrong");
    map_text(page, "error", page_say(request, error));
    map_text(page, "error_field", password ? "password" : email ? "email" : "what");
    map_bool(page, "password_wrong", password);
    map_bool(page, "email_wrong", email);
    map_bool(page, "what_wrong", text_equal(error, "privacy.choice_missing"));
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static void add_consents(struct request *request, struct map *page)
{
    struct stmt *log = query(request->db, Q_consent_log);
    bind_int(log, "member", visitor_of(request)->own);
    map_set(page, "consents", stmt_rows(log, request->arena));
    map_array(page, "choices");
    if (!visitor_of(request)->own)
        return;
    struct stmt *choices = query(request->db, Q_consent_choices);
    bind_int(choices, "member", visitor_of(request)->own);
    bind_text(choices, "lang", language_codes[request->lang]);
    map_set(page, "choices", stmt_rows(choices, request->arena));
}

static void show(struct request *request, struct response *response, const char *error)
{
    struct somebody me = myself(request);
    struct map *page = map_new(request->arena);
    struct person person;
    person_find(request->db, request->arena, &me, &person);
    map_set(page, "holdings", holdings(request->db, request->arena, page_locale(request), &person));
    map_set(page, "waiting", erasure_waiting(request->db, request->arena, &me));
    map_bool(page, "has_profile", me.member);
    add_consents(request, page);
    add_proof(request, page, error);
    page_breadcrumb_account(request, page, "privacy.title");
    page_render(request, response, "privacy/data.html", page);
}

void privacy_data(struct request *request, struct response *response)
{
    show(request, response, NULL);
}

static void found_file(void *self, int64_t id)
{
    person_add_id(self, SUBJECT_FILE, id);
}

void privacy_download(struct request *request, struct response *response)
{
    struct somebody me = myself(request);
    struct archive_parts parts = { 0 };
    struct person person;
    char today[24];
    const char *error = doubt(request);
    if (error) {
        response->status = 422;
        show(request, response, error);
        return;
    }
    person_find(request->db, request->arena, &me, &person);
    personal_linked(request->db, &person, "file", found_file, &person);
    takeout(request, &person, &parts);
    audit_read(request, "export", "privacy", me.member, "own data");
    moment_iso(moment_now(), today);
    archive_send(
        request, response,
        arena_print(request->arena, "%s-%.10s.zip", page_say(request, "privacy.file_name"), today),
        &parts);
}

/* --- consent ------------------------------------------------------------------------------------------------------- */

struct choice {
    struct request *request;
    const char *form;
    bool gives;
};

/* Whether the network's mailings go to the member's address. */
static bool write_off(struct db *db, int64_t member, bool off)
{
    struct stmt *stmt = query(db, off ? Q_mailing_off : Q_mailing_on);
    bind_int(stmt, "member", member);
    if (off)
        bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool write_choice(struct db *db, void *self, struct problem *problem)
{
    const struct choice *choice = self;
    int64_t member = visitor_of(choice->request)->own;
    (void)problem;
    if (consent_holds(db, member, choice->form) == choice->gives)
        return true; /* pressed twice */
    if (text_equal(choice->form, "messages") && !write_off(db, member, !choice->gives))
        return false;
    return consent_note(db, member, choice->form, consent_shown(choice->request, db, choice->form),
                        choice->request->lang, choice->gives ? "given" : "withdrawn");
}

void privacy_consent(struct request *request, struct response *response)
{
    struct choice choice = { request, request_form(request, "form"),
                             request_form(request, "give") != NULL };
    struct problem problem = { 0 };
    struct stmt *known = query(request->db, Q_policy_optional);
    bind_text(known, "form", choice.form);
    if (!scalar_int(known) || !visitor_of(request)->own) {
        response->status = 404;
    } else if (!store_write_quietly(site_store(), write_choice, &choice, &problem)) {
        page_problem(request, response, &problem);
    } else {
        page_go(request, response, page_path(request, "privacy_data", NULL),
                choice.gives ? "privacy.agreed_done" : "privacy.withdrawn_done");
    }
}

/* --- leaving ------------------------------------------------------------------------------------------------------- */

static void show_leave(struct request *request, struct response *response, const char *error)
{
    struct somebody me = myself(request);
    struct map *page = map_new(request->arena);
    struct person person;
    const char *what = request_form(request, "what");
    person_find(request->db, request->arena, &me, &person);
    map_set(page, "holdings", holdings(request->db, request->arena, page_locale(request), &person));
    map_set(page, "waiting", erasure_waiting(request->db, request->arena, &me));
    map_bool(page, "leave_selected", text_equal(what, "leave"));
    map_bool(page, "erase_selected", text_equal(what, "erase"));
    map_text(page, "typed_email", request_form(request, "email"));
    add_proof(request, page, error);
    page_breadcrumb_account(request, page, NULL);
    page_breadcrumb(request, page, page_say(request, "privacy.title"),
                    page_path(request, "privacy_data", NULL));
    page_breadcrumb(request, page, page_say(request, "privacy.leave_title"), NULL);
    page_render(request, response, "privacy/leave.html", page);
}

void privacy_leave(struct request *request, struct response *response)
{
    show_leave(request, response, NULL);
}

static bool ask(struct db *db, void *self, struct problem *problem)
{
    return erasure_ask(db, self, problem);
}

static const char *wrong_with(const struct request *request)
{
    const char *what = request_form(request, "what"), *email = request_form(request, "email");
    if (!text_equal(what, "leave") && !text_equal(what, "erase"))
        return "privacy.choice_missing";
    if (text_blank(email) || strcasecmp(email, visitor_of(request)->email))
        return "privacy.confirm_email_wrong";
    return doubt(request);
}

void privacy_leave_send(struct request *request, struct response *response)
{
    bool leaves = text_equal(request_form(request, "what"), "leave");
    struct erasure_request wish = { .request = request,
                                    .somebody = myself(request),
                                    .what = leaves ? LEAVE_KEEP : LEAVE_ERASE,
                                    .origin = "person" };
    struct author author =
        visitor_author(request, "save", leaves ? "history.left" : "history.erasure_asked");
    struct problem problem = { 0 };
    const char *error = wrong_with(request);
    if (!error && !store_write(site_store(), &author, ask, &wish, NULL, &problem)) {
        if (problem.fault != FAULT_INPUT) {
            page_problem(request, response, &problem);
            return;
        }
        error = arena_copy(request->arena, problem.key);
    }
    if (error) {
        response->status = 422;
        show_leave(request, response, error);
    } else if (leaves) {
        session_end(request, response);
        struct map *page = map_new(request->arena);
        page_render(request, response, "privacy/left.html", page);
    } else {
        page_go(request, response, page_path(request, "privacy_data", NULL), "privacy.erase_asked");
    }
}

/* --- calling it off ------------------------------------------------------------------------------------------------- */

struct calling_off {
    int64_t erasure;
};

static bool call_off(struct db *db, void *self, struct problem *problem)
{
    const struct calling_off *calling = self;
    return erasure_call_off(db, calling->erasure, problem);
}

static struct value by_token(struct request *request)
{
    char hash[HASH_SIZE];
    secret_hash(request_param(request, 0), hash);
    struct stmt *stmt = query(request->db, Q_erasure_by_token);
    bind_text(stmt, "token_hash", hash);
    return stmt_row(stmt, request->arena);
}

void privacy_cancel(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    struct value waiting = by_token(request);
    map_set(page, "waiting", waiting);
    map_text(page, "action", request->path);
    map_bool(page, "cancelled", false);
    response->status = waiting.kind == VALUE_OBJECT ? 200 : 410;
    page_render(request, response, "privacy/cancel.html", page);
}

static bool call_off_as(struct request *request, struct response *response, int64_t erasure)
{
    static const struct author author = { .kind = "save",
                                          .name = "",
                                          .why = "history.erasure_cancelled" };
    struct calling_off calling = { erasure };
    struct problem problem = { 0 };
    if (store_write(site_store(), &author, call_off, &calling, NULL, &problem))
        return true;
    page_problem(request, response, &problem);
    return false;
}

void privacy_cancel_send(struct request *request, struct response *response)
{
    struct value waiting = by_token(request);
    if (waiting.kind != VALUE_OBJECT) {
        privacy_cancel(request, response);
    } else if (call_off_as(request, response, value_get(waiting, symbol_of("id")).number)) {
        struct map *page = map_new(request->arena);
        map_bool(page, "cancelled", true);
        map_set(page, "waiting", value_null());
        map_text(page, "action", request->path);
        page_render(request, response, "privacy/cancel.html", page);
    }
}

/* By somebody who is signed in. */
void privacy_call_off(struct request *request, struct response *response)
{
    struct somebody me = myself(request);
    struct value waiting = erasure_waiting(request->db, request->arena, &me);
    if (waiting.kind != VALUE_OBJECT) {
        response->status = 404;
    } else if (call_off_as(request, response, value_get(waiting, symbol_of("id")).number)) {
        page_go(request, response, page_path(request, "privacy_data", NULL), "privacy.cancelled");
    }
}
