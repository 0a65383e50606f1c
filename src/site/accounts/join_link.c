/* The mailed page of a registration: the form where it was left, its proof by a button, and later the staff's questions. */

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/accounts.h"
#include "site/accounts/join.h"
#include "site/accounts/mail.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define KEEP_SECONDS (7 * 86400)

struct mailed {
    struct joining joining;
    int64_t applied_at, expires_at;
    const char *language, *question; /* QUESTION: what the staff asked and nobody answered, NULL */
    const char *answer;
    bool found, invalid;
    struct record_clash *clashes;
};

static void find_question(struct db *db, struct mailed *mailed)
{
    struct stmt *stmt = query(db, Q_joining_question);
    bind_int(stmt, "member", mailed->joining.member);
    if (step(stmt))
        mailed->question = arena_copy(mailed->joining.request->arena, col_text(stmt, "question"));
    done(stmt);
}

static struct mailed find(struct request *request, struct db *db)
{
    struct mailed mailed = { .joining = join_new(request, false) };
    char hash[HASH_SIZE];
    struct stmt *stmt = query(db, Q_joining_find);
    secret_hash(request_param(request, 0), hash);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "now", moment_now());
    mailed.found = step(stmt);
    if (mailed.found) {
        mailed.joining.id = col_int(stmt, "id");
        mailed.joining.member = col_int(stmt, "member_id");
        mailed.joining.email = arena_copy(request->arena, col_text(stmt, "email"));
        mailed.joining.suspicion = arena_copy(request->arena, col_text(stmt, "suspicion"));
        mailed.language = arena_copy(request->arena, col_text(stmt, "language"));
        mailed.applied_at = col_int(stmt, "created_at");
        mailed.expires_at = col_int(stmt, "expires_at");
        join_unpack(&mailed.joining, col_text(stmt, "fields"));
    }
    done(stmt);
    if (mailed.found && mailed.joining.member)
        find_question(db, &mailed);
    return mailed;
}

static void load_member(struct request *request, struct mailed *mailed)
{
    struct record *record =
        record_load(request->db, request->arena, &member_type, mailed->joining.member);
    if (record)
        mailed->joining.record = record;
    mailed->joining.organization =
        record && join_is_organization(record_value(record, "kind", LANG_EN));
}

/* Whether the page still has something to ask. */
static bool is_open(const struct mailed *mailed)
{
    return mailed->found && (!mailed->joining.member || mailed->question);
}

/* Whether the staff have said yes or no to what was sent. */
static bool is_decided(const struct request *request, const struct mailed *mailed)
{
    struct stmt *stmt = query(request->db, Q_joining_decided);
    bind_int(stmt, "member", mailed->joining.member);
    return scalar_int(stmt);
}

static void show(struct request *request, struct response *response, struct mailed *mailed,
                 bool saved)
{
    struct map *page = map_new(request->arena);
    bool open = is_open(mailed);
    map_bool(page, "found", mailed->found);
    map_bool(page, "confirmed", mailed->found && !open);
    map_bool(page, "decided", mailed->found && !open && is_decided(request, mailed));
    map_bool(page, "waiting", open && !mailed->question);
    map_bool(page, "saved", saved);
    map_text(page, "question", open ? mailed->question : NULL);
    map_text(page, "answer", mailed->answer);
    map_text(page, "email", mailed->joining.email);
    map_int(page, "until", mailed->expires_at);
    map_set(page, "form", value_null());
    map_bool(page, "organization", mailed->joining.organization);
    if (open)
        join_draw(&mailed->joining, page, true, request->path);
    if (!mailed->found)
        response->status = 410;
    page_render(request, response, "accounts/proof.html", page);
}

void join_proof(struct request *request, struct response *response)
{
    struct mailed mailed = find(request, request->db);
    if (mailed.question)
        load_member(request, &mailed);
    show(request, response, &mailed, false);
}

/* --- saved for later ------------------------------------------------------------------------------------------------- */

static bool put(struct db *db, void *self, struct problem *problem)
{
    const struct mailed *mailed = self;
    (void)problem;
    struct stmt *stmt = query(db, Q_joining_put);
    bind_int(stmt, "id", mailed->joining.id);
    bind_text(stmt, "fields", join_pack(&mailed->joining));
    bind_text(stmt, "suspicion", mailed->joining.suspicion);
    bind_int(stmt, "expires_at", moment_now() + KEEP_SECONDS);
    return run(stmt);
}

/* --- the application ------------------------------------------------------------------------------------------------- */

static bool save(struct db *db, struct record *record, struct problem *problem)
{
    struct record_clash *clashes = NULL;
    return record_save(db, record, NULL, &clashes, problem);
}

/* From today on, not verified: the staff do that. */
static bool add_agent(struct db *db, struct mailed *mailed, struct problem *problem)
{
    struct record *agent = mailed->joining.agent;
    struct record_errors errors = { 0 };
    char today[24];
    moment_iso(moment_now(), today);
    record_set(agent, "member", LANG_EN, mailed->joining.record->slug);
    record_set(agent, "email", LANG_EN, mailed->joining.email);
    record_set(agent, "since", LANG_EN, arena_copy_n(agent->arena, today, 10));
    agent->state = "published";
    return record_validate(db, agent, &errors)
               ? save(db, agent, problem)
               : problem_set(problem, FAULT_BUG, "error.text_500", "a representative is not valid");
}

static bool add_consent(struct db *db, const struct mailed *mailed)
{
    const struct request *request = mailed->joining.request;
    return consent_note(db, mailed->joining.member, "join", consent_shown(request, db, "join"),
                        request->lang, "told");
}

static bool add_application(struct db *db, const struct mailed *mailed)
{
    struct stmt *stmt = query(db, Q_joining_apply);
    bind_int(stmt, "member", mailed->joining.member);
    bind_int(stmt, "applied_at", mailed->applied_at);
    bind_text(stmt, "language", mailed->language);
    bind_text(stmt, "email", mailed->joining.email);
    bind_text(stmt, "suspicion", mailed->joining.suspicion);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool settle(struct db *db, const struct mailed *mailed)
{
    struct stmt *stmt = query(db, Q_registration_done);
    bind_int(stmt, "member", mailed->joining.member);
    bind_int(stmt, "id", mailed->joining.id);
    return run(stmt);
}

static bool apply(struct db *db, void *self, struct problem *problem)
{
    struct mailed *mailed = self, now = find(mailed->joining.request, db);
    struct joining *joining = &mailed->joining;
    if (!now.found)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "no such registration");
    joining->member = now.joining.member;
    if (joining->member)
        return true; /* pressed twice: the same answer */
    joining->record->state = "pending";
    if (!join_check(joining, db, true)) {
        mailed->invalid = true;
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "form");
    }
    if (!save(db, joining->record, problem))
        return false;
    joining->member = joining->record->id;
    return add_application(db, mailed) &&
           (!joining->organization || add_agent(db, mailed, problem)) && settle(db, mailed) &&
           add_consent(db, mailed);
}

static void finish(struct request *request, struct response *response, struct mailed *mailed)
{
    static const struct author author = { .kind = "registration",
                                          .name = "",
                                          .why = "history.registration" };
    struct problem problem = { 0 };
    bool good = store_write(site_store(), &author, apply, mailed, NULL, &problem);
    if (good || mailed->invalid || problem.fault == FAULT_MISSING) {
        mailed->found = problem.fault != FAULT_MISSING;
        response->status = mailed->invalid ? 422 : response->status;
        show(request, response, mailed, false);
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- an answer to the staff's question --------------------------------------------------------------------------------- */

static bool answer(struct db *db, void *self, struct problem *problem)
{
    struct mailed *mailed = self;
    struct joining *joining = &mailed->joining;
    const struct record *record = joining->record;
    if (!record_validate(db, joining->record, &joining->errors)) {
        mailed->invalid = true;
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "form");
    }
    if (!record_save(db, joining->record, joining->base, &mailed->clashes, problem))
        return false;
    struct stmt *stmt = query(db, Q_joining_answer);
    bind_int(stmt, "member", record->id);
    bind_text(stmt, "answer", mailed->answer);
    bind_int(stmt, "now", moment_now());
    if (!run(stmt) || !rows_changed(db))
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "answered already");
    stmt = query(db, Q_joining_back);
    bind_int(stmt, "member", record->id);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

/* Somebody changed the same meanwhile: the form again, made from what is there now, with what was typed. */
static void show_clash(struct request *request, struct response *response, struct mailed *mailed)
{
    struct record *theirs =
        record_load(request->db, request->arena, &member_type, mailed->joining.member);
    response->status = 409;
    if (theirs)
        mailed->joining.record->version = theirs->version;
    mailed->joining.base = theirs;
    record_error(&mailed->joining.errors, NULL, LANG_EN, "admin.clash_title", NULL);
    show(request, response, mailed, false);
}

/* What the form sends over what is there: the answer, and fields that were mended. */
static void read_answer(struct request *request, struct mailed *mailed)
{
    load_member(request, mailed);
    struct form_options options = join_options(&mailed->joining, true);
    struct record *base = record_base(request, mailed->joining.record, &options);
    mailed->joining.base = base;
    mailed->joining.record = record_copy(base ? base : mailed->joining.record);
    record_from_form(request, mailed->joining.record, &options);
    record_set(mailed->joining.record, "email", LANG_EN, mailed->joining.email);
    mailed->answer = request_form(request, "answer");
    mailed->invalid = text_blank(mailed->answer);
    if (mailed->invalid)
        record_error(&mailed->joining.errors, NULL, LANG_EN, "joining.answer_missing", NULL);
}

static void take_answer(struct request *request, struct response *response, struct mailed *mailed)
{
    static const struct author author = { .kind = "registration",
                                          .name = "",
                                          .why = "history.answered" };
    struct problem problem = { 0 };
    read_answer(request, mailed);
    if (!mailed->invalid && store_write(site_store(), &author, answer, mailed, NULL, &problem)) {
        mailed->question = NULL;
        show(request, response, mailed, false);
    } else if (mailed->invalid) {
        response->status = 422;
        show(request, response, mailed, false);
    } else if (problem.fault == FAULT_CONFLICT) {
        show_clash(request, response, mailed);
    } else {
        page_problem(request, response, &problem);
    }
}

void join_prove(struct request *request, struct response *response)
{
    struct mailed mailed = find(request, request->db);
    struct problem problem = { 0 };
    if (!is_open(&mailed)) {
        show(request, response, &mailed, false);
        return;
    }
    if (mailed.question) {
        take_answer(request, response, &mailed);
        return;
    }
    const char *email = mailed.joining.email;
    join_read(&mailed.joining);
    record_set(mailed.joining.record, "email", LANG_EN, email); /* proven: no form changes it */
    if (mailed.joining.organization)
        record_set(mailed.joining.agent, "email", LANG_EN, email);
    mailed.joining.email = email;
    join_suspect_texts(&mailed.joining);
    if (!request_form(request, "later")) {
        finish(request, response, &mailed);
    } else if (store_write_quietly(site_store(), put, &mailed, &problem)) {
        mailed.expires_at = moment_now() + KEEP_SECONDS;
        show(request, response, &mailed, true);
    } else {
        page_problem(request, response, &problem);
    }
}
