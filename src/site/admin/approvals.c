/* The staff's queue of applications, and the decisions: approve, ask for more, decline. */
#include "site/admin/staff.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "record/merge.h"
#include "site/accounts/join.h"
#include "site/accounts/mail.h"
#include "site/admin/admin.h"
#include "site/admin/applicant.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define WELCOME_SECONDS (7 * 86400)
#define ANSWER_SECONDS (30 * 86400)
#define TEXT_MAX 8000

/* --- the list ------------------------------------------------------------------------------------------------------ */

static void add_waiting(struct request *request, struct map *page, const char *name,
                        const char *whom)
{
    struct array *list = map_array(page, name);
    struct stmt *stmt = query(request->db, Q_approvals_waiting);
    bind_text(stmt, "waits_for", whom);
    bind_int(stmt, "now", moment_now());
    while (step(stmt)) {
        struct map *row = copy_row(stmt, request->arena);
        applicant_doubts(request, row, map_get(row, "id").number, map_get_text(row, "suspicion"));
        map_bool(row, "clear",
                 !value_truth(map_get(row, "suspicions")) && !value_truth(map_get(row, "twins")));
        array_add(list, map_value(row));
    }
    done(stmt);
}

void admin_queue(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "approvals", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "admin.approvals"), NULL);
    map_bool(page, "may_decide", may(request, "approvals", ACTION_WRITE));
    add_waiting(request, page, "applicants", "staff");
    add_waiting(request, page, "asked", "applicant");
    page_render(request, response, "admin/queue.html", page);
}

void admin_applicant(struct request *request, struct response *response)
{
    struct applicant applicant;
    long long id = 0;
    if (!may_or_403(request, response, "approvals", ACTION_READ))
        return;
    text_to_int(request_param(request, 0), &id);
    int64_t other = merged_into(request->db, &member_type, id);
    if (applicant_load(request, request->db, id, &applicant))
        applicant_show(request, response, &applicant, decision_named(request_query(request, "do")),
                       NULL, NULL, false);
    else if (other)
        response_redirect(
            request, response, 303,
            page_path(request, "admin_applicant", arena_number(request->arena, other)));
    else
        response->status = 404;
}

/* --- a decision ------------------------------------------------------------------------------------------------------ */

struct deciding {
    struct request *request;
    int64_t id, version; /* VERSION 0: whichever */
    enum decision decision;
    const char *text, *who;
    struct applicant applicant;
};

static bool mark(struct db *db, const struct deciding *deciding, enum query_id id)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", deciding->id);
    bind_int(stmt, "now", moment_now());
    if (id == Q_approvals_decided) {
        bind_text(stmt, "decision", deciding->decision == DECIDE_APPROVE ? "approved" : "declined");
        bind_text(stmt, "who", deciding->who);
    }
    return run(stmt);
}

static bool change_member(struct db *db, const struct deciding *deciding)
{
    static const char *const states[] = { "", "published", "pending", "declined" };
    struct stmt *stmt = query(db, Q_approvals_member);
    bind_text(stmt, "state", states[deciding->decision]);
    bind_int(stmt, "id", deciding->id);
    bind_int(stmt, "version", deciding->version);
    bind_int(stmt, "now", moment_now());
    return run(stmt) && rows_changed(db);
}

static const char *link_of(const struct deciding *deciding, const char *route, const char *token)
{
    return page_url(deciding->request, deciding->applicant.lang, route, token);
}

static bool tell(struct db *db, const struct deciding *deciding, const char *link, int64_t account)
{
    const struct applicant *applicant = &deciding->applicant;
    return mail_add(db, deciding->request->arena, applicant->lang,
                    applicant_letter(applicant, deciding->decision), applicant->email,
                    applicant_words(deciding->request, applicant, deciding->text, link), account,
                    deciding->id);
}

/* Whether the applicant's address opens the profile of another person: who came first keeps it. */
static bool address_taken(struct db *db, const struct deciding *deciding)
{
    struct stmt *stmt = query(db, Q_approvals_address_taken);
    bind_text(stmt, "email", deciding->applicant.email);
    bind_int(stmt, "id", deciding->id);
    return scalar_int(stmt);
}

/* Whoever speaks for an organization acts for it as long as that lasts; the account is a person's, and may be a member's already. */
static int64_t account_for(struct db *db, const struct deciding *deciding)
{
    const struct applicant *applicant = &deciding->applicant;
    bool speaks =
        join_is_organization(record_value(applicant->record, "kind", LANG_EN)) && applicant->agent;
    return account_put(db, applicant->email, applicant->name, "member",
                       language_codes[applicant->lang], speaks ? 0 : deciding->id);
}

/* With a link that signs in; without one to whom the address is not theirs alone. */
static bool welcome(struct db *db, const struct deciding *deciding)
{
    bool speaks = deciding->applicant.agent;
    if (!speaks && address_taken(db, deciding))
        return tell(db, deciding, NULL, 0);
    int64_t account = account_for(db, deciding);
    const char *token =
        account ? account_link(db, deciding->request->arena, account, WELCOME_SECONDS) : NULL;
    return token && tell(db, deciding, link_of(deciding, "sign_in_link", token), account);
}

static bool verify(struct db *db, const struct deciding *deciding)
{
    const struct pairs *form = &deciding->request->form;
    bool good = true;
    for (int i = -1; good && (i = pairs_next(form, "verify", i + 1)) >= 0;) {
        struct stmt *stmt = query(db, Q_representative_verify);
        bind_int(stmt, "id", strtoll(form->at[i].value, NULL, 10));
        bind_int(stmt, "member", deciding->id);
        bind_text(stmt, "who", deciding->who);
        bind_int(stmt, "now", moment_now());
        good = run(stmt);
    }
    return good;
}

static bool approve(struct db *db, const struct deciding *deciding, struct problem *problem)
{
    if (!mark(db, deciding, Q_approvals_decided) || !verify(db, deciding) ||
        !membership_start(db, deciding->request->arena, deciding->id, NULL, NULL, NULL, problem))
        return false;
    return !deciding->applicant.email || welcome(db, deciding); /* else nobody to write to */
}

static bool decline(struct db *db, const struct deciding *deciding)
{
    return mark(db, deciding, Q_approvals_decided) &&
           (!deciding->applicant.email || tell(db, deciding, NULL, 0));
}

/* A page of its own for the answer: the form where it is, and what was asked. */
static bool ask(struct db *db, const struct deciding *deciding)
{
    char token[TOKEN_SIZE], hash[HASH_SIZE];
    secret_token(token);
    secret_hash(token, hash);
    struct stmt *stmt = query(db, Q_approvals_question);
    bind_int(stmt, "id", deciding->id);
    bind_text(stmt, "question", deciding->text);
    bind_text(stmt, "who", deciding->who);
    bind_int(stmt, "now", moment_now());
    if (!mark(db, deciding, Q_approvals_asked) || !run(stmt))
        return false;
    stmt = query(db, Q_approvals_link);
    bind_text(stmt, "token_hash", hash);
    bind_text(stmt, "email", deciding->applicant.email);
    bind_text(stmt, "language", language_codes[deciding->applicant.lang]);
    bind_int(stmt, "id", deciding->id);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "expires_at", moment_now() + ANSWER_SECONDS);
    return run(stmt) &&
           tell(db, deciding,
                link_of(deciding, "join_proof", arena_copy(deciding->request->arena, token)), 0);
}

static bool decide(struct db *db, void *self, struct problem *problem)
{
    struct deciding *deciding = self;
    if (!applicant_load(deciding->request, db, deciding->id, &deciding->applicant))
        return problem_set(problem, FAULT_MISSING, "error.text_404", "no such applicant");
    if (!change_member(db, deciding))
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "decided or answered since");
    return deciding->decision == DECIDE_APPROVE ? approve(db, deciding, problem)
           : deciding->decision == DECIDE_ASK   ? ask(db, deciding)
                                                : decline(db, deciding);
}

static const char *wrong_text(const struct deciding *deciding)
{
    if (deciding->text && strlen(deciding->text) > TEXT_MAX)
        return "joining.message_long";
    if (deciding->decision == DECIDE_ASK && text_blank(deciding->text))
        return "joining.message_missing";
    if (deciding->decision == DECIDE_ASK && !deciding->applicant.email)
        return "joining.no_address";
    return NULL;
}

static struct deciding read_decision(struct request *request)
{
    struct deciding deciding = { .request = request, .text = request_form(request, "reason") };
    long long version = 0;
    for (int i = DECIDE_APPROVE; i <= DECIDE_DECLINE; i++) {
        if (request_form(request, decision_names[i]))
            deciding.decision = (enum decision)i;
    }
    deciding.id = strtoll(request_param(request, 0), NULL, 10);
    deciding.version = text_to_int(request_form(request, "version"), &version) ? version : 0;
    return deciding;
}

/* Two decide at once: the second sees what was decided, and keeps what was typed. */
static void show_decided(struct request *request, struct response *response,
                         struct deciding *deciding)
{
    response->status = 409;
    applicant_load(request, request->db, deciding->id, &deciding->applicant);
    applicant_show(request, response, &deciding->applicant, deciding->decision, deciding->text,
                   "joining.decided_meanwhile", false);
}

static void carry_out(struct request *request, struct response *response, struct deciding *deciding)
{
    static const char *const why[] = { "", "history.approved", "history.asked",
                                       "history.declined" };
    static const char *const said[] = { "", "admin.approved", "joining.asked", "admin.declined" };
    struct author author = visitor_author(request, "save", why[deciding->decision]);
    struct problem problem = { 0 };
    int64_t change = 0;
    deciding->who = author.name;
    if (store_write(site_store(), &author, decide, deciding, &change, &problem))
        staff_saved(request, response, said[deciding->decision], change,
                    page_path(request, "admin_queue", NULL));
    else if (problem.fault == FAULT_CONFLICT)
        show_decided(request, response, deciding);
    else
        page_problem(request, response, &problem);
}

void admin_decide(struct request *request, struct response *response)
{
    struct deciding deciding = read_decision(request);
    bool preview = request_form(request, "preview") != NULL;
    if (!may_or_403(request, response, "approvals", ACTION_WRITE))
        return;
    if (preview)
        deciding.decision = decision_named(request_form(request, "do"));
    if (!applicant_load(request, request->db, deciding.id, &deciding.applicant)) {
        response->status = 404;
        return;
    }
    const char *wrong = wrong_text(&deciding);
    if (preview || wrong || !deciding.decision) {
        response->status = preview ? 200 : 422;
        applicant_show(request, response, &deciding.applicant, deciding.decision,
                       deciding.text ? deciding.text : "", wrong, preview);
    } else {
        carry_out(request, response, &deciding);
    }
}
