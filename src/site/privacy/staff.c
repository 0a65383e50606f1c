/* The staff's side: requests that wait, rules of retention, the purge, and acting for a person who wrote a letter. */
#include <stdlib.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/retention.h"
#include "site/admin/staff.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/privacy/erasure.h"
#include "site/privacy/holdings.h"
#include "site/privacy/privacy.h"
#include "site/site.h"
#include "site/visitor.h"

#define AMOUNT_MOST 1200

/* --- rules ------------------------------------------------------------------------------------------------------- */

static bool amount_fits(const char *sent)
{
    long long amount = 0;
    return text_to_int(sent, &amount) && amount >= 1 && amount <= AMOUNT_MOST;
}

static void add_rule(struct request *request, struct array *list, const struct retention_rule *rule)
{
    struct map *item = array_add_map(list);
    struct retention_due due = retention_due(request->db, request->arena, rule);
    const char *typed = request_form(request, arena_print(request->arena, "amount.%s", rule->rule));
    struct stmt *last = query(request->db, Q_purge_last_of);
    bind_text(last, "rule", rule->rule);
    map_set(item, "last", stmt_row(last, request->arena));
    map_text(item, "rule", rule->rule);
    map_text(item, "what",
             page_say(request, arena_print(request->arena, "retention.%s", rule->rule)));
    map_text(item, "action_key", arena_print(request->arena, "retention.action_%s", rule->action));
    map_text(item, "unit_key", arena_print(request->arena, "retention.unit_%s", rule->unit));
    map_text(item, "amount", typed ? typed : arena_number(request->arena, rule->amount));
    map_text(item, "wrong",
             typed && !amount_fits(typed) ? page_say(request, "privacy.amount_wrong") : NULL);
    map_bool(item, "fixed", rule->fixed);
    map_text(item, "span",
             holdings_span(page_locale(request), request->arena, rule->amount, rule->unit));
    map_int(item, "due", due.rows);
    map_set(item, "next", due.next_at ? value_int(due.next_at) : value_null());
}

static void show(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "privacy.admin_title"), NULL);
    struct retention_rules rules = retention_load(request->db, request->arena);
    struct array *list = map_array(page, "rules");
    for (size_t i = 0; i < rules.count; i++)
        add_rule(request, list, &rules.at[i]);
    map_set(page, "waiting",
            stmt_rows(query(request->db, Q_admin_privacy_waiting), request->arena));
    map_set(page, "counts", stmt_row(query(request->db, Q_admin_privacy_done), request->arena));
    map_set(page, "log", stmt_rows(query(request->db, Q_purge_log), request->arena));
    int64_t last = scalar_int(query(request->db, Q_purge_last));
    map_set(page, "last_purge", last ? value_int(last) : value_null());
    map_bool(page, "may_write", may(request, "privacy", ACTION_WRITE));
    map_text(page, "error", page_say(request, error));
    page_render(request, response, "privacy/admin.html", page);
}

void admin_privacy(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "privacy", ACTION_READ))
        show(request, response, NULL);
}

static bool save_amounts(struct db *db, void *self, struct problem *problem)
{
    struct request *request = self;
    struct retention_rules rules = retention_load(db, request->arena);
    bool good = true, changed = false;
    (void)problem;
    for (size_t i = 0; i < rules.count && good; i++) {
        long long amount = 0;
        const char *sent =
            request_form(request, arena_print(request->arena, "amount.%s", rules.at[i].rule));
        if (!text_to_int(sent, &amount) || rules.at[i].fixed)
            continue;
        struct stmt *stmt = query(db, Q_admin_privacy_amount);
        bind_text(stmt, "rule", rules.at[i].rule);
        bind_int(stmt, "amount", amount);
        good = run(stmt);
        changed = changed || rows_changed(db);
    }
    return good && (!changed || audit_add(db, request, "settings", "privacy", 0, "retention"));
}

static bool amounts_fit(const struct request *request)
{
    for (size_t i = 0; i < request->form.count; i++) {
        if (text_starts(request->form.at[i].name, "amount.") &&
            !amount_fits(request->form.at[i].value))
            return false;
    }
    return true;
}

void admin_privacy_save(struct request *request, struct response *response)
{
    struct problem problem = { 0 };
    if (!may_or_403(request, response, "privacy", ACTION_WRITE))
        return;
    if (!amounts_fit(request)) {
        response->status = 422;
        show(request, response, "privacy.amount_wrong");
    } else if (!store_write_quietly(site_store(), save_amounts, request, &problem)) {
        page_problem(request, response, &problem);
    } else {
        page_go(request, response, page_path(request, "admin_privacy", NULL),
                "privacy.rules_saved");
    }
}

static bool purge_now(struct db *db, void *self, struct problem *problem)
{
    return audit_add(db, self, "purge", "privacy", 0, NULL) && privacy_purge(db, 1, problem);
}

void admin_privacy_run(struct request *request, struct response *response)
{
    struct problem problem = { 0 };
    if (!may_or_403(request, response, "privacy", ACTION_WRITE))
        return;
    if (!store_write_quietly(site_store(), purge_now, request, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    page_go(request, response, page_path(request, "admin_privacy", NULL), "privacy.purged");
}

/* --- for a person --------------------------------------------------------------------------------------------------- */

static const char *sent(const struct request *request, const char *name)
{
    const char *value =
        request->method & METHOD_SAFE ? request_query(request, name) : request_form(request, name);
    return text_blank(value) ? NULL : value;
}

static struct somebody asked_for(const struct request *request)
{
    long long member = 0;
    struct somebody somebody = { .email = sent(request, "email") };
    if (text_to_int(sent(request, "member"), &member))
        somebody = (struct somebody){ .member = member };
    return somebody;
}

static void show_person(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "privacy.admin_title"),
                                  page_path(request, "admin_privacy", NULL));
    struct somebody somebody = asked_for(request);
    struct person person;
    const char *what = sent(request, "what");
    bool found = person_find(request->db, request->arena, &somebody, &person);
    struct value kept = found ? holdings(request->db, request->arena, page_locale(request), &person)
                              : array_value(array_new(request->arena));
    struct stmt *names = query(request->db, Q_admin_privacy_names);
    bind_text(names, "members", found ? person_json(&person, SUBJECT_MEMBER) : "[]");
    map_set(page, "names", stmt_rows(names, request->arena));
    map_set(page, "holdings", kept);
    map_text(page, "email", somebody.email);
    map_text(page, "member",
             somebody.member ? arena_number(request->arena, somebody.member) : NULL);
    map_text(page, "reason", sent(request, "reason"));
    map_bool(page, "leave_selected", text_equal(what, "leave"));
    map_bool(page, "erase_selected", text_equal(what, "erase"));
    map_bool(page, "now_selected", text_equal(what, "now"));
    map_bool(page, "may_write", may(request, "privacy", ACTION_WRITE));
    bool reason = text_equal(error, "privacy.reason_missing");
    map_text(page, "error", page_say(request, error));
    map_text(page, "error_field", reason ? "reason" : "what");
    map_bool(page, "reason_wrong", reason);
    map_bool(page, "what_wrong", text_equal(error, "privacy.choice_missing"));
    page_breadcrumb(request, page, page_say(request, "privacy.person_title"), NULL);
    page_render(request, response, "privacy/person.html", page);
}

void admin_privacy_person(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "privacy", ACTION_READ))
        return;
    audit_read(request, "view", "privacy", asked_for(request).member, NULL);
    show_person(request, response, NULL);
}

static bool ask(struct db *db, void *self, struct problem *problem)
{
    return erasure_ask(db, self, problem);
}

/* The account and the record belong together where both are there. */
static struct somebody whole(const struct request *request)
{
    struct somebody somebody = asked_for(request);
    struct person person;
    if (!person_find(request->db, request->arena, &somebody, &person))
        return somebody;
    if (person.who[SUBJECT_MEMBER].id_count)
        somebody.member = person.who[SUBJECT_MEMBER].ids[0];
    if (person.who[SUBJECT_ACCOUNT].id_count)
        somebody.account = person.who[SUBJECT_ACCOUNT].ids[0];
    return somebody;
}

/* An account of the staff is closed, and so erased, by who may close accounts. */
static bool may_end(const struct request *request, const struct somebody *somebody)
{
    struct person person;
    if (may(request, "accounts", ACTION_WRITE) ||
        !person_find(request->db, request->arena, somebody, &person))
        return true;
    struct stmt *stmt = query(request->db, Q_privacy_is_staff);
    bind_text(stmt, "accounts", person_json(&person, SUBJECT_ACCOUNT));
    return !scalar_int(stmt);
}

static enum leaving what_of(const struct request *request)
{
    const char *what = sent(request, "what");
    return text_equal(what, "leave")   ? LEAVE_KEEP
           : text_equal(what, "erase") ? LEAVE_ERASE
           : text_equal(what, "now")   ? LEAVE_NOW
                                       : LEAVE_NONE;
}

static void person_done(struct request *request, struct response *response, enum leaving what)
{
    const char *key = what != LEAVE_NOW         ? "privacy.request_noted"
                      : erasure_finish(request) ? "privacy.erased_now"
                                                : "privacy.erased_tonight";
    page_go(request, response, page_path(request, "admin_privacy", NULL), key);
}

void admin_privacy_person_send(struct request *request, struct response *response)
{
    struct erasure_request wish = { .request = request,
                                    .somebody = whole(request),
                                    .what = what_of(request),
                                    .origin = "staff",
                                    .reason = sent(request, "reason") };
    struct author author = visitor_author(
        request, "save", wish.what == LEAVE_KEEP ? "history.left" : "history.erasure_asked");
    struct problem problem = { 0 };
    const char *error = !wish.what     ? "privacy.choice_missing"
                        : !wish.reason ? "privacy.reason_missing"
                                       : NULL;
    if (!may_or_403(request, response, "privacy", ACTION_WRITE))
        return;
    if (!may_end(request, &wish.somebody)) {
        response->status = 403;
        return;
    }
    if (!error && !store_write(site_store(), &author, ask, &wish, NULL, &problem)) {
        if (problem.fault != FAULT_INPUT) {
            page_problem(request, response, &problem);
            return;
        }
        error = arena_copy(request->arena, problem.key);
    }
    if (error) {
        response->status = 422;
        show_person(request, response, error);
    } else {
        person_done(request, response, wish.what);
    }
}

/* --- a request that waits -------------------------------------------------------------------------------------------- */

static int64_t erasure_number(const struct request *request)
{
    return strtoll(request_param(request, 0), NULL, 10);
}

static bool settle(struct db *db, void *self, struct problem *problem)
{
    struct request *request = self;
    if (request_form(request, "cancel"))
        return audit_add(db, request, "erase_cancelled", "privacy", 0, NULL) &&
               erasure_call_off(db, erasure_number(request), problem);
    return audit_add(db, request, "erase", "privacy", 0, NULL) &&
           privacy_erase_due(db, erasure_number(request), problem);
}

void admin_privacy_request(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "save", "history.erasure_cancelled");
    struct problem problem = { 0 };
    bool cancels = request_form(request, "cancel") != NULL;
    if (!may_or_403(request, response, "privacy", ACTION_WRITE))
        return;
    if (!store_write(site_store(), &author, settle, request, NULL, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    const char *key = cancels                   ? "privacy.cancelled"
                      : erasure_finish(request) ? "privacy.erased_now"
                                                : "privacy.erased_tonight";
    page_go(request, response, page_path(request, "admin_privacy", NULL), key);
}
