/* Registration: a short form, proof of the e-mail address by a button on the mailed page, approval by the staff. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/accounts.h"
#include "site/accounts/mail.h"
#include "site/page.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define PROOF_SECONDS (7 * 86400)
#define FASTEST 2 /* seconds a person needs at least */
#define SLOWEST 86400
#define LINKS_ALLOWED 2 /* in the texts: more is spam */
#define TEXT_VERSION "2026-11"

static const char *const fields[] = {
    "kind",    "given", "surname1", "surname2", "display_name", "email", "affiliation",
    "country", "city",  "headline", "topics",   "languages",    NULL
};
static const struct author quiet = { .kind = "system", .quiet = true };

static struct form_options options(const struct request *request)
{
    static const char *const required[] = { "email", NULL };
    return (struct form_options){
        .locale = page_locale(request), .names = fields, .required = required, .own = true
    };
}

/* "SECONDS.SIGNATURE": when the form was given out. */
static const char *stamp(struct arena *arena, int64_t at)
{
    char token[TOKEN_SIZE];
    const char *text = arena_print(arena, "join %lld", (long long)at);
    secret_sign(site_key(), text, token);
    return arena_print(arena, "%lld.%s", (long long)at, token);
}

static bool too_fast(struct request *request)
{
    const char *sent = request_form(request, "started");
    int64_t at = sent ? strtoll(sent, NULL, 10) : 0, age = moment_now() - at;
    return !sent || !secret_equal(sent, stamp(request->arena, at)) || age < FASTEST ||
           age > SLOWEST;
}

static void show(struct request *request, struct response *response, const struct record *record,
                 const struct record_errors *errors)
{
    struct map *page = map_new(request->arena), *form = map_map(page, "form");
    struct form_options opts = options(request);
    record_form(request->db, form, record, NULL, &opts, errors);
    map_text(form, "action", page_path(request, "join", NULL));
    map_text(form, "csrf", visitor_csrf(request));
    map_text(form, "submit_label", page_say(request, "accounts.join_send"));
    struct map *hidden = array_add_map((struct array *)(uintptr_t)map_get(form, "hidden").list);
    map_text(hidden, "name", "started");
    map_text(hidden, "value", stamp(request->arena, moment_now() - (errors ? FASTEST : 0)));
    page_breadcrumb(request, page, page_say(request, "accounts.join"), NULL);
    page_render(request, response, "accounts/join.html", page);
}

void join_form(struct request *request, struct response *response)
{
    show(request, response, record_new(request->arena, &member_type), NULL);
}

static int count_links(const struct record *record)
{
    int count = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *text = record_value(record, "headline", (enum language)lang);
        for (; text && (text = strstr(text, "http")); text++)
            count++;
    }
    return count;
}

struct joining {
    struct request *request;
    struct record *record;
    struct record_errors errors;
    const char *token, *json;
    int64_t id, member;
    bool invalid;
};

static const char *to_json(struct arena *arena, const struct record *record)
{
    json_t *json = json_object();
    for (int i = 0; fields[i]; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const char *value = record_value(record, fields[i], (enum language)lang);
            if (value)
                json_object_set_new(json,
                                    arena_print(arena, "%s.%s", fields[i], language_codes[lang]),
                                    json_string(value));
        }
    }
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_copy(arena, text ? text : "{}");
    free(text);
    json_decref(json);
    return copy;
}

static bool mail_to(struct db *db, struct joining *joining, const char *kind, const char *route,
                    const char *token)
{
    struct request *request = joining->request;
    struct map *words = map_new(request->arena);
    map_text(words, "name", record_title(joining->record, request->lang));
    map_text(
        words, "link",
        arena_print(request->arena, "%s%s", request->origin, page_path(request, route, token)));
    return mail_add(db, request->arena, request->lang, kind,
                    record_value(joining->record, "email", LANG_EN), words, 0, 0);
}

/* Keeps what was sent and mails the link; an address that is known gets another mail, the page is the same. */
static bool keep(struct db *db, void *self, struct problem *problem)
{
    struct joining *joining = self;
    struct request *request = joining->request;
    const char *email = record_value(joining->record, "email", LANG_EN);
    char token[TOKEN_SIZE], hash[HASH_SIZE];
    (void)problem;
    struct stmt *known = query(db, Q_registration_known);
    bind_text(known, "email", email);
    if (scalar_int(known))
        return mail_to(db, joining, "known", "sign_in", NULL);
    secret_token(token);
    secret_hash(token, hash);
    struct stmt *stmt = query(db, Q_registration_add);
    bind_text(stmt, "token_hash", hash);
    bind_text(stmt, "email", email);
    bind_text(stmt, "language", language_codes[request->lang]);
    bind_text(stmt, "fields", joining->json);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "expires_at", moment_now() + PROOF_SECONDS);
    return run(stmt) && mail_to(db, joining, "proof", "join_proof", token);
}

static bool check(struct request *request, struct record *record, struct record_errors *errors)
{
    const struct form_options opts = options(request);
    errors->arena = request->arena;
    record_validate(request->db, record, errors);
    form_check_required(&opts, record, errors);
    return !errors->count;
}

static void say_sent(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    page_breadcrumb(request, page, page_say(request, "accounts.join"),
                    page_path(request, "join", NULL));
    page_render(request, response, "accounts/sent.html", page);
}

void join_send(struct request *request, struct response *response)
{
    struct form_options opts = options(request);
    struct joining joining = { .request = request,
                               .record = record_new(request->arena, &member_type) };
    struct problem problem = { 0 };
    record_from_form(request, joining.record, &opts);
    if (!text_blank(request_form(request, "homepage")) ||
        count_links(joining.record) > LINKS_ALLOWED) {
        say_sent(request,
                 response); /* a robot filled the field that people do not see: it learns nothing */
        return;
    }
    bool good = check(request, joining.record, &joining.errors);
    if (good && too_fast(request)) {
        record_error(&joining.errors, NULL, LANG_EN, "error.expired_form", NULL);
        good = false;
    }
    if (!good) {
        response->status = 422;
        show(request, response, joining.record, &joining.errors);
        return;
    }
    joining.json = to_json(request->arena, joining.record);
    if (store_write(site_store(), &quiet, keep, &joining, NULL, &problem))
        say_sent(request, response);
    else
        page_problem(request, response, &problem);
}

/* --- the mailed page --------------------------------------------------------------------------------------------------- */

static bool find(const struct request *request, struct db *db, struct joining *joining)
{
    char hash[HASH_SIZE];
    struct stmt *stmt = query(db, Q_registration_show);
    secret_hash(request_param(request, 0), hash);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "now", moment_now());
    bool found = step(stmt);
    if (found) {
        joining->id = col_int(stmt, "id");
        joining->member = col_int(stmt, "member_id");
        joining->json = arena_copy(request->arena, col_text(stmt, "fields"));
    }
    done(stmt);
    return found;
}

static void show_proof(struct request *request, struct response *response,
                       const struct joining *joining, bool found)
{
    struct map *page = map_new(request->arena);
    map_bool(page, "found", found);
    map_bool(page, "confirmed", found && joining->member);
    map_bool(page, "waiting", found && !joining->member);
    map_text(page, "action", request->path);
    response->status = found ? response->status : 410;
    page_render(request, response, "accounts/proof.html", page);
}

void join_proof(struct request *request, struct response *response)
{
    struct joining joining = { .request = request };
    bool found = find(request, request->db, &joining);
    show_proof(request, response, &joining, found);
}

static struct record *from_json(struct arena *arena, const char *text)
{
    struct record *record = record_new(arena, &member_type);
    json_t *json = json_loads(text, 0, NULL);
    for (int i = 0; fields[i]; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const char *value = json_string_value(json_object_get(
                json, arena_print(arena, "%s.%s", fields[i], language_codes[lang])));
            if (value)
                record_set(record, fields[i], (enum language)lang, value);
        }
    }
    json_decref(json);
    record->state = "pending";
    return record;
}

static bool prove(struct db *db, void *self, struct problem *problem)
{
    struct joining *joining = self;
    struct request *request = joining->request;
    struct record_clash *clashes = NULL;
    if (!find(request, db, joining))
        return problem_set(problem, FAULT_MISSING, "error.text_404", "no such registration");
    if (joining->member)
        return true; /* pressed twice: the same answer */
    joining->record = from_json(request->arena, joining->json);
    joining->errors.arena = request->arena;
    if (!record_validate(db, joining->record, &joining->errors))
        return problem_set(problem, FAULT_BUG, "error.text_500",
                           "a kept registration is not valid");
    if (!record_save(db, joining->record, NULL, &clashes, problem))
        return false;
    joining->member = joining->record->id;
    struct stmt *stmt = query(db, Q_registration_done);
    bind_int(stmt, "member", joining->member);
    bind_int(stmt, "id", joining->id);
    bool good = run(stmt);
    stmt = query(db, Q_consent_add);
    bind_int(stmt, "member", joining->member);
    bind_text(stmt, "form", "join");
    bind_text(stmt, "text_version", TEXT_VERSION);
    bind_text(stmt, "language", language_codes[request->lang]);
    bind_int(stmt, "now", moment_now());
    return run(stmt) && good;
}

void join_prove(struct request *request, struct response *response)
{
    static const struct author author = { .kind = "registration",
                                          .name = "",
                                          .why = "history.registration" };
    struct joining joining = { .request = request };
    struct problem problem = { 0 };
    bool good = store_write(site_store(), &author, prove, &joining, NULL, &problem);
    if (good || problem.fault == FAULT_MISSING)
        show_proof(request, response, &joining, good);
    else
        page_problem(request, response, &problem);
}
