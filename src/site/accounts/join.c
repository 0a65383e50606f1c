/* Registration, the first page: the least that is needed, and proof of the e-mail address by a mailed link. */
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/accounts.h"
#include "site/accounts/join.h"
#include "site/accounts/mail.h"
#include "site/page.h"
#include "site/site.h"
#include "site/trap.h"
#include "site/visitor.h"
#include "web/limit.h"

#define PROOF_SECONDS (7 * 86400)
#define SIGN_IN_SECONDS 3600

/* Buttons that carry what was typed to the other kind's form and back. */
static void add_switch(struct request *request, struct map *page, bool organization)
{
    struct array *ways = map_array(page, "ways");
    for (int i = 0; i < 2; i++) {
        struct map *way = array_add_map(ways);
        map_text(way, "label",
                 page_say(request, i ? "joining.as_organization" : "joining.as_person"));
        map_text(way, "value", i ? "organization" : "person");
        map_bool(way, "selected", organization == i);
    }
}

static void show(struct request *request, struct response *response, struct joining *joining)
{
    struct map *page = map_new(request->arena);
    join_draw(joining, page, false, page_path(request, "join", NULL));
    trap_add(request, map_of(map_get(page, "form")));
    add_switch(request, page, joining->organization);
    page_breadcrumb(request, page, page_say(request, "accounts.join"), NULL);
    page_render(request, response, "accounts/join.html", page);
}

void join_form(struct request *request, struct response *response)
{
    struct joining joining =
        join_new(request, text_equal(request_query(request, "as"), "organization"));
    show(request, response, &joining);
}

/* --- keeping what was sent ------------------------------------------------------------------------------------------ */

/* Whom a message greets: the person who fills in the form. */
static const char *greeted(const struct joining *joining)
{
    return record_title(joining->organization ? joining->agent : joining->record,
                        joining->request->lang);
}

static const char *link_to(const struct request *request, const char *route, const char *token)
{
    return page_url(request, request->lang, route, token);
}

struct letter {
    struct map *words;
    struct message message;
};

static struct letter letter_to(const struct joining *joining, const char *kind, const char *token,
                               const char *sign_in)
{
    struct request *request = joining->request;
    struct letter letter = { .words = map_new(request->arena) };
    map_text(letter.words, "name", greeted(joining));
    map_text(letter.words, "link", link_to(request, "join_proof", token));
    map_text(letter.words, "sign_in",
             link_to(request, sign_in ? "sign_in_link" : "sign_in", sign_in));
    letter.message = mail_begin(request->arena, request->lang, kind, joining->email, letter.words);
    return letter;
}

/* What the transaction needs is ready before it begins: it holds up all others. */
struct keeping {
    struct joining *joining;
    bool later; /* the form is not finished */
    char token[TOKEN_SIZE], hash[HASH_SIZE];
    const char *fields;
    struct letter letter; /* to an address that is not known */
};

static void prepare(struct keeping *keeping)
{
    secret_token(keeping->token);
    secret_hash(keeping->token, keeping->hash);
    keeping->fields = join_pack(keeping->joining);
    keeping->letter =
        letter_to(keeping->joining, keeping->later ? "continue" : "proof", keeping->token, NULL);
}

/* Somebody who is here already: a member or an applicant with this address, or who speaks for the same organization. */
static bool known(struct db *db, const struct joining *joining)
{
    struct stmt *stmt =
        query(db, joining->organization ? Q_joining_known_organization : Q_joining_known_person);
    bind_text(stmt, "email", joining->email);
    if (joining->organization)
        bind_text(stmt, "name", record_value(joining->record, "display_name", LANG_EN));
    return scalar_int(stmt);
}

static const char *sign_in_token(struct db *db, const struct joining *joining)
{
    struct stmt *stmt = query(db, Q_joining_account);
    bind_text(stmt, "email", joining->email);
    int64_t account = scalar_int(stmt);
    return account ? account_link(db, joining->request->arena, account, SIGN_IN_SECONDS) : NULL;
}

/* Keeps what was sent and mails a link to it. To an address that is known goes another message, which signs in;
 * the page, the work and so the time are the same. */
static bool keep(struct db *db, void *self, struct problem *problem)
{
    struct keeping *keeping = self;
    struct joining *joining = keeping->joining;
    struct request *request = joining->request;
    (void)problem;
    if (known(db, joining)) {
        join_suspect(joining, "known");
        keeping->letter = letter_to(joining, "known", keeping->token, sign_in_token(db, joining));
    }
    struct stmt *stmt = query(db, Q_joining_add);
    bind_text(stmt, "token_hash", keeping->hash);
    bind_text(stmt, "email", joining->email);
    bind_text(stmt, "language", language_codes[request->lang]);
    bind_text(stmt, "fields", keeping->fields);
    bind_text(stmt, "suspicion", joining->suspicion);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "expires_at", moment_now() + PROOF_SECONDS);
    return run(stmt) && mail_end(db, request->arena, request->lang, &keeping->letter.message,
                                 keeping->letter.words);
}

static void say_sent(struct request *request, struct response *response, bool later)
{
    struct map *page = map_new(request->arena);
    map_bool(page, "later", later);
    page_breadcrumb(request, page, page_say(request, "accounts.join"),
                    page_path(request, "join", NULL));
    page_render(request, response, "accounts/sent.html", page);
}

/* A form that is not finished needs an address to be found again, no more. */
static bool check(struct joining *joining, bool later)
{
    bool good = join_check(joining, joining->request->db, false);
    const struct record *holder = joining->organization ? joining->agent : joining->record;
    const struct record_errors *errors =
        joining->organization ? &joining->agent_errors : &joining->errors;
    if (good || !later)
        return good;
    for (const struct record_error *error = errors->first; error; error = error->next) {
        if (error->field && text_equal(error->field->name, "email"))
            return false;
    }
    return record_value(holder, "email", LANG_EN) != NULL;
}

static void suspect(struct joining *joining)
{
    struct request *request = joining->request;
    const char *odd = trap_odd_time(request);
    if (odd)
        join_suspect(joining, odd);
    if (trap_filled(request))
        join_suspect(joining, "trap");
    if (!limit_take("join", request->peer, 1, 20))
        join_suspect(joining, "many");
    join_suspect_texts(joining);
}

/* To the other kind's form: nothing is checked, nothing kept. */
static void switch_form(struct request *request, struct response *response, bool organization)
{
    join_switch(request, organization);
    struct joining joining = join_new(request, organization);
    join_read(&joining);
    show(request, response, &joining);
}

void join_send(struct request *request, struct response *response)
{
    const char *to = request_form(request, "switch");
    const char *as = request_form(request, "as");
    struct joining joining =
        join_new(request, as ? text_equal(as, "organization")
                             : join_is_organization(request_form(request, "kind")));
    struct keeping keeping = { .joining = &joining,
                               .later = request_form(request, "later") != NULL };
    struct problem problem = { 0 };
    if (to && text_equal(to, "organization") != joining.organization) {
        switch_form(request, response, !joining.organization);
        return;
    }
    join_read(&joining);
    bool good = check(&joining, keeping.later);
    if (!good && trap_filled(request)) {
        say_sent(request, response,
                 false); /* a robot: nothing is to be kept, and it learns nothing */
        return;
    }
    if (!good) {
        response->status = 422;
        show(request, response, &joining);
        return;
    }
    suspect(&joining);
    prepare(&keeping);
    /* Nobody's mailbox is filled by others: what comes too often is answered, and not sent. */
    if (!limit_take("join_email", joining.email, 0.1, 5) ||
        store_write_quietly(site_store(), keep, &keeping, &problem))
        say_sent(request, response, keeping.later);
    else
        page_problem(request, response, &problem);
}
