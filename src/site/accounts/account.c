/* One's own account: password and sessions. */
#include "site/accounts/accounts.h"

#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

#define PASSWORD_MIN 12
#define PASSWORD_MAX 200

static const struct author quiet = { .kind = "system", .quiet = true };

static void show_account(struct request *request, struct response *response, const char *error)
{
    const struct visitor *visitor = visitor_of(request);
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_account_sessions);
    bind_int(stmt, "account", visitor->account);
    bind_text(stmt, "mine", visitor->session);
    bind_int(stmt, "now", moment_now());
    map_set(page, "sessions", stmt_rows(stmt, request->arena));
    map_text(page, "email", visitor->email);
    map_bool(page, "has_profile", visitor->member);
    map_text(page, "error", error ? page_say(request, error) : NULL);
    page_breadcrumb(request, page, page_say(request, "accounts.account"), NULL);
    page_render(request, response, "accounts/account.html", page);
}

void account_page(struct request *request, struct response *response)
{
    show_account(request, response, NULL);
}

struct account_change {
    const struct visitor *visitor;
    char hash[PASSWORD_HASH_SIZE];
};

static bool end_others(struct db *db, void *self, struct problem *problem)
{
    const struct account_change *change = self;
    (void)problem;
    struct stmt *stmt = query(db, Q_account_sessions_end);
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "mine", change->visitor->session);
    return run(stmt);
}

static bool put_password(struct db *db, void *self, struct problem *problem)
{
    const struct account_change *change = self;
    struct stmt *stmt = query(db, Q_account_password_put);
    bind_int(stmt, "account", change->visitor->account);
    bind_text(stmt, "password_hash", change->hash);
    return run(stmt) && end_others(db, self, problem);
}

void account_save(struct request *request, struct response *response)
{
    struct account_change change = { .visitor = visitor_of(request) };
    struct problem problem = { 0 };
    const char *password = request_form(request, "new_password"),
               *current = request_form(request, "password"), *error = NULL;
    bool ends = request_form(request, "end_others") != NULL, good;
    struct stmt *stmt = query(request->db, Q_account_by_email);
    bind_text(stmt, "email", change.visitor->email);
    const char *hash =
        step(stmt) ? arena_copy(request->arena, col_text(stmt, "password_hash")) : NULL;
    done(stmt);
    if (!ends && (text_blank(password) || text_length(password) < PASSWORD_MIN ||
                  strlen(password) > PASSWORD_MAX))
        error = "accounts.password_short";
    else if (!ends && hash && !password_matches(current ? current : "", hash))
        error = "accounts.password_wrong";
    if (error) {
        response->status = 422;
        show_account(request, response, error);
        return;
    }
    good = ends || password_hash(password, change.hash);
    if (!good || !store_write(site_store(), &quiet, ends ? end_others : put_password, &change, NULL,
                              &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    session_notice(request,
                   page_say(request, ends ? "accounts.others_ended" : "accounts.password_saved"),
                   NULL);
    response_redirect(request, response, 303, page_path(request, "account", NULL));
}
