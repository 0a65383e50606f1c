#include "site/accounts/represent.h"

#include "base/moment.h"
#include "base/text.h"
#include "record/record.h"
#include "site/accounts/accounts.h"
#include "site/accounts/mail.h"
#include "site/page.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"
#include "web/limit.h"

#define INVITATION_SECONDS (7 * 86400)

bool represent_applies(const struct request *request)
{
    return !text_starts(request->path, page_path(request, "privacy_data", NULL));
}

static struct value organizations(struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    struct stmt *stmt = query(request->db, Q_represent_organizations);
    bind_text(stmt, "email", visitor->email);
    bind_int(stmt, "acts_for", visitor->acts_for);
    return stmt_rows(stmt, request->arena);
}

void represent_add(struct request *request, struct map *page)
{
    const struct visitor *visitor = visitor_of(request);
    map_set(page, "organizations", organizations(request));
    map_bool(page, "has_own", visitor->own);
}

/* --- whom one acts for ------------------------------------------------------------------------------------------------ */

struct choosing {
    const char *session;
    int64_t member;
};

static bool choose(struct db *db, void *self, struct problem *problem)
{
    const struct choosing *choosing = self;
    (void)problem;
    struct stmt *stmt = query(db, Q_represent_choose);
    bind_text(stmt, "token_hash", choosing->session);
    if (choosing->member)
        bind_int(stmt, "member", choosing->member);
    return run(stmt);
}

static bool speaks_for(const struct request *request, int64_t member)
{
    struct stmt *stmt = query(request->db, Q_represent_may);
    bind_text(stmt, "email", visitor_of(request)->email);
    bind_int(stmt, "member", member);
    return scalar_int(stmt) != 0;
}

bool represent_switch(struct request *request, int64_t member)
{
    struct visitor *visitor = visitor_of(request);
    if (!represent_applies(request))
        return true;
    if (member && !speaks_for(request, member))
        return false;
    visitor->acts_for = member;
    visitor->member = member ? member : visitor->own;
    return true;
}

void represent_go_on(struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    struct choosing choosing = { visitor->session, visitor->acts_for };
    store_write_quietly(site_store(), choose, &choosing, NULL);
}

/* Any number may be sent: the session acts for it only while its account speaks for it. */
void represent_choose(struct request *request, struct response *response)
{
    struct choosing choosing = { .session = visitor_of(request)->session };
    struct problem problem = { 0 };
    long long member = 0;
    choosing.member = text_to_int(request_form(request, "member"), &member) ? member : 0;
    if (store_write_quietly(site_store(), choose, &choosing, &problem))
        response_redirect(request, response, 303, page_path(request, "account", NULL));
    else
        page_problem(request, response, &problem);
}

/* --- representatives of one organization -------------------------------------------------------------------------------- */

struct naming {
    struct request *request;
    const struct visitor *visitor;
    struct record *agent;
    struct record_errors errors;
    const char *organization;
    int64_t end, show, hide;
    bool invalid;
};

static struct form_options options(const struct request *request)
{
    static const char *const names[] = { "name", "role", "email", NULL };
    return (struct form_options){ .locale = page_locale(request), .names = names };
}

/* Naming others is for those whom the staff have verified. */
static bool is_verified(const struct request *request, struct db *db)
{
    struct stmt *stmt = query(db, Q_represent_verified);
    bind_text(stmt, "email", visitor_of(request)->email);
    bind_int(stmt, "member", visitor_of(request)->acts_for);
    return scalar_int(stmt);
}

static void show(struct request *request, struct response *response, struct naming *naming)
{
    struct map *page = map_new(request->arena), *form = map_map(page, "form");
    struct form_options opts = options(request);
    struct record *organization =
        record_load(request->db, request->arena, &member_type, visitor_of(request)->acts_for);
    if (!organization) {
        response->status = 404;
        return;
    }
    struct stmt *stmt = query(request->db, Q_represent_agents);
    bind_int(stmt, "member", organization->id);
    bind_text(stmt, "email", visitor_of(request)->email);
    bind_int(stmt, "verified", is_verified(request, request->db));
    map_set(page, "agents", stmt_rows(stmt, request->arena));
    record_form(request->db, form, naming->agent, NULL, &opts, &naming->errors);
    map_text(form, "action", request->path);
    map_text(form, "csrf", visitor_csrf(request));
    map_text(page, "organization", record_title(organization, request->lang));
    map_bool(page, "verified", is_verified(request, request->db));
    page_breadcrumb_account(request, page, "representative.many");
    page_render(request, response, "accounts/representatives.html", page);
}

static struct naming naming_new(struct request *request)
{
    return (struct naming){ .request = request,
                            .visitor = visitor_of(request),
                            .agent = record_new(request->arena, &representative_type),
                            .errors = { .arena = request->arena } };
}

void representatives_page(struct request *request, struct response *response)
{
    struct naming naming = naming_new(request);
    show(request, response, &naming);
}

static bool invite(struct db *db, const struct naming *naming)
{
    struct request *request = naming->request;
    const char *email = record_value(naming->agent, "email", LANG_EN);
    const char *name = record_value(naming->agent, "name", LANG_EN);
    int64_t account = account_put(db, email, name, "member", language_codes[request->lang], 0);
    const char *token =
        account ? account_link(db, request->arena, account, INVITATION_SECONDS) : NULL;
    struct map *words = map_new(request->arena);
    map_text(words, "name", name);
    map_text(words, "organization", naming->organization);
    map_text(words, "who", visitor_name(naming->visitor));
    map_text(words, "link", page_url(request, request->lang, "sign_in_link", token));
    return token && mail_add(db, request->arena, request->lang, "representative", email, words,
                             account, naming->visitor->acts_for);
}

static bool add(struct db *db, void *self, struct problem *problem)
{
    struct naming *naming = self;
    struct record_clash *clashes = NULL;
    struct record *organization =
        record_load(db, naming->request->arena, &member_type, naming->visitor->acts_for);
    char today[24];
    moment_iso(moment_now(), today);
    if (!organization || !is_verified(naming->request, db))
        return problem_set(problem, FAULT_FORBIDDEN, "error.text_403", "not verified");
    naming->organization = record_title(organization, naming->request->lang);
    record_set(naming->agent, "member", LANG_EN, organization->slug);
    record_set(naming->agent, "since", LANG_EN, arena_copy_n(naming->request->arena, today, 10));
    naming->agent->state = "published";
    record_validate(db, naming->agent, &naming->errors);
    struct stmt *stmt = query(db, Q_represent_there);
    bind_text(stmt, "email", record_value(naming->agent, "email", LANG_EN));
    bind_int(stmt, "member", organization->id);
    if (scalar_int(stmt))
        record_error(&naming->errors, field_named(&representative_type, "email"), LANG_EN,
                     "joining.agent_there", NULL);
    naming->invalid = naming->errors.count;
    if (naming->invalid)
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "form");
    return record_save(db, naming->agent, NULL, &clashes, problem) && invite(db, naming);
}

static bool change(struct db *db, void *self, struct problem *problem)
{
    const struct naming *naming = self;
    struct stmt *stmt = query(db, naming->end ? Q_represent_end : Q_represent_show);
    int64_t id = naming->end ? naming->end : naming->show ? naming->show : naming->hide;
    bind_int(stmt, "id", id);
    bind_int(stmt, "member", naming->visitor->acts_for);
    bind_int(stmt, "now", moment_now());
    bind_text(stmt, "email", naming->visitor->email);
    bind_int(stmt, "verified", is_verified(naming->request, db));
    if (!naming->end)
        bind_int(stmt, "shown", naming->show != 0);
    return run(stmt) && (rows_changed(db) || problem_set(problem, FAULT_MISSING, "error.text_404",
                                                         "no such representative"));
}

static int64_t number(const struct request *request, const char *name)
{
    long long id = 0;
    return text_to_int(request_form(request, name), &id) ? id : 0;
}

static bool write(struct naming *naming, write_work *work, const char *why, struct problem *problem)
{
    struct author author = visitor_author(naming->request, "save", why);
    return store_write(site_store(), &author, work, naming, NULL, problem);
}

void representatives_save(struct request *request, struct response *response)
{
    struct naming naming = naming_new(request);
    struct form_options opts = options(request);
    struct problem problem = { 0 };
    if (!naming.visitor->acts_for) {
        response->status = 404;
        return;
    }
    naming.end = number(request, "end");
    naming.show = number(request, "show");
    naming.hide = number(request, "hide");
    bool changes = naming.end || naming.show || naming.hide;
    if (!changes && !limit_take("represent", naming.visitor->email, 0.2, 10)) {
        response->status = 429;
        return;
    }
    record_from_form(request, naming.agent, &opts);
    bool good = changes ? write(&naming, change, "history.representative", &problem)
                        : write(&naming, add, "history.representative", &problem);
    if (good) {
        page_go(request, response, request->path,
                changes ? "joining.agent_saved" : "joining.agent_added");
    } else if (naming.invalid) {
        response->status = 422;
        show(request, response, &naming);
    } else {
        page_problem(request, response, &problem);
    }
}
