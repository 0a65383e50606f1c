/* The member's page: find one's publications, claim them, bring new ones, take back what waits. */
#include "site/publications/claims.h"

#include <stdlib.h>

#include "base/identifier.h"
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/page.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"
#include "web/limit.h"

/* A DOI that we do not have: what else there is to know is asked for, in a form that the member can complete. */
static const char *skeleton(struct request *request, const char *q)
{
    char doi[IDENTIFIER_SIZE];
    return q && identifier_doi(q, doi)
               ? arena_print(request->arena,
                             "@article{doi,\n  title = {},\n  author = {},\n  journal = {},\n  "
                             "year = {},\n  doi = {%s}\n}\n",
                             doi)
               : "";
}

static void show(struct request *request, struct response *response, struct reference *entries,
                 const char *error)
{
    struct map *page = map_new(request->arena);
    const char *q = request_query(request, "q"), *text = request_form(request, "text");
    struct value found = text_blank(q) ? value_null() : claims_search(request, q);
    bool any = value_truth(found);
    page_breadcrumb_account(request, page, "claims.title");
    map_text(page, "q", q ? q : "");
    map_bool(page, "searched", !text_blank(q));
    map_set(page, "found", any ? found : value_null());
    map_text(page, "text", text ? text : any ? "" : skeleton(request, q));
    map_text(page, "error", page_say(request, error));
    claims_add_entries(request, page, entries);
    page_render(request, response, "publications/claims.html", page);
}

void claims_page(struct request *request, struct response *response)
{
    if (visitor_of(request)->member)
        show(request, response, NULL, NULL);
    else
        response->status = 404;
}

/* --- "this is me" -------------------------------------------------------------------------------------------------- */

struct claiming {
    struct request *request;
    struct reference *entries;
    const struct reference *wrong;
    int count;
};

static bool claim_line(struct db *db, void *self, struct problem *problem)
{
    const struct claiming *claiming = self;
    const struct request *request = claiming->request;
    const char *slug = request_form(request, "claim"), *number = request_form(request, "position");
    int64_t position = number ? strtoll(number, NULL, 10) : 0, member = visitor_of(request)->member;
    int64_t publication = record_by_slug(db, &publication_type, slug);
    struct stmt *stmt = query(db, Q_claims_line);
    bind_text(stmt, "slug", slug);
    bind_int(stmt, "position", position);
    const char *line = scalar_text(stmt, request->arena);
    if (!line)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "no such line, or taken");
    stmt = query(db, Q_claims_pending);
    bind_int(stmt, "publication", publication);
    bind_int(stmt, "member", member);
    return scalar_int(stmt) || claims_put(db, publication, member, position, line, false);
}

static void go_on(struct request *request, struct response *response, const char *key)
{
    staff_saved(request, response, key, 0, page_path(request, "account", NULL));
}

static void send_claim(struct request *request, struct response *response)
{
    struct claiming claiming = { .request = request };
    struct author author = visitor_author(request, "save", "history.claimed");
    struct problem problem = { 0 };
    if (store_write(site_store(), &author, claim_line, &claiming, NULL, &problem)) {
        go_on(request, response, "claims.claimed");
    } else if (problem.fault == FAULT_MISSING) {
        response->status = 422;
        show(request, response, NULL, "claims.not_claimable");
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- pasted text ------------------------------------------------------------------------------------------------------ */

static bool save_entries(struct db *db, void *self, struct problem *problem)
{
    struct claiming *claiming = self;
    return claims_save_entries(db, claiming->request, claiming->entries, &claiming->count,
                               &claiming->wrong, problem);
}

static void send_entries(struct request *request, struct response *response,
                         struct reference *entries)
{
    struct claiming claiming = { .request = request, .entries = entries };
    struct author author = visitor_author(request, "save", "history.publications_brought");
    struct problem problem = { 0 };
    bool good = store_write(site_store(), &author, save_entries, &claiming, NULL, &problem);
    if (good && claiming.count) {
        go_on(request, response, "claims.brought");
    } else if (good || problem.fault == FAULT_INPUT) {
        response->status = 422;
        show(request, response, entries,
             good ? "claims.nothing_chosen"
                  : (text_equal(problem.key, "claims.which_line") ? "claims.which_line"
                                                                  : "claims.look_below"));
    } else {
        page_problem(request, response, &problem);
    }
}

void claims_send(struct request *request, struct response *response)
{
    const char *text = request_form(request, "text"),
               *account = arena_number(request->arena, visitor_of(request)->account);
    if (!visitor_of(request)->member) {
        response->status = 404;
        return;
    }
    if (!limit_take("claims", account, 20, 30)) {
        response->status = 429;
        return;
    }
    if (request_form(request, "claim")) {
        send_claim(request, response);
        return;
    }
    struct reference *entries = text ? references_read(request->arena, text) : NULL;
    if (entries && request_form(request, "save")) {
        send_entries(request, response, entries);
        return;
    }
    if (!entries)
        response->status = 422;
    show(request, response, entries, entries ? NULL : "claims.nothing_read");
}

/* --- taken back --------------------------------------------------------------------------------------------------------- */

static bool withdraw(struct db *db, void *self, struct problem *problem)
{
    const struct request *request = self;
    struct stmt *stmt = query(db, Q_claims_get);
    bind_int(stmt, "id", strtoll(request_param(request, 0), NULL, 10));
    bind_int(stmt, "member", visitor_of(request)->member);
    struct value claim = stmt_row(stmt, request->arena);
    if (claim.kind != VALUE_OBJECT || !visitor_of(request)->member)
        return true; /* decided meanwhile, or taken back already */
    if (value_get(claim, symbol_of("added")).number)
        return record_delete(db, &publication_type,
                             value_get(claim, symbol_of("publication_id")).number, problem);
    stmt = query(db, Q_claims_decide);
    bind_int(stmt, "id", value_get(claim, symbol_of("id")).number);
    bind_text(stmt, "state", "withdrawn");
    return run(stmt);
}

void claims_withdraw(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "save", "history.withdrawn");
    struct problem problem = { 0 };
    if (store_write(site_store(), &author, withdraw, request, NULL, &problem))
        go_on(request, response, "profile.withdrawn");
    else
        page_problem(request, response, &problem);
}
