/* The staff's side: claims and publications that members brought, approved or declined. */
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/admin/staff.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/publications/claims.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define REASON_MAX 2000

static void show(struct request *request, struct response *response, int64_t wrong,
                 const char *reason)
{
    struct map *page = staff_page(request, page_say(request, "claims.queue"), NULL);
    struct array *list = map_array(page, "claims");
    struct stmt *stmt = query(request->db, Q_claims_queue);
    bind_text(stmt, "lang", language_codes[request->lang]);
    while (step(stmt)) {
        struct map *row = copy_row(stmt, request->arena);
        bool this = wrong && col_int(stmt, "id") == wrong;
        map_text(row, "edit_url",
                 staff_record_url(request, "admin_edit", &publication_type,
                                  col_int(stmt, "publication_id")));
        map_bool(row, "reason_wrong", this);
        map_text(row, "reason", this && reason ? reason : "");
        array_add(list, map_value(row));
    }
    done(stmt);
    page_render(request, response, "publications/claims_queue.html", page);
}

void claims_queue(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "approvals", ACTION_READ))
        show(request, response, 0, NULL);
}

struct decision {
    struct request *request;
    int64_t id;
    bool approve;
    const char *reason;
    struct value claim;
};

static struct value of(const struct decision *decision, const char *name)
{
    return value_get(decision->claim, symbol_of(name));
}

/* The authors' lines with the member on the line that was claimed; NULL when that line is not there any more, or is another's. */
static const char *with_member(struct arena *arena, const char *lines, const char *name,
                               const char *member)
{
    const char *out = "";
    bool put = false;
    for (const char *at = lines ? lines : ""; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = arena_copy_n(arena, at, len), *cells[5] = { "", "", "", "", "" };
        at += len + (at[len] == '\n');
        int count = 0;
        for (const char *cell = line; cell && count < 5; count++) {
            const char *bar = count < 4 ? strstr(cell, " | ") : NULL;
            cells[count] = bar ? arena_copy_n(arena, cell, (size_t)(bar - cell)) : cell;
            cell = bar ? bar + 3 : NULL;
        }
        const char *full = *cells[0] ? arena_print(arena, "%s %s", cells[0], cells[1]) : cells[1];
        bool here = !put && text_equal(full, name) &&
                    (text_blank(cells[4]) || text_equal(cells[4], member));
        put = put || here;
        out = arena_print(arena, "%s%s%s | %s | %s | %s | %s", out, *out ? "\n" : "", cells[0],
                          cells[1], cells[2], cells[3], here ? member : cells[4]);
    }
    return put ? out : NULL;
}

static bool approve(struct db *db, const struct decision *decision, struct problem *problem)
{
    struct arena *arena = decision->request->arena;
    struct record *record =
        record_load(db, arena, &publication_type, of(decision, "publication_id").number);
    struct record_errors errors = { .arena = arena };
    struct record_clash *clashes = NULL;
    const char *lines =
        record ? with_member(arena, record_value(record, "authors", LANG_EN),
                             of(decision, "line").text, of(decision, "member_slug").text)
               : NULL;
    if (!lines)
        return problem_set(problem, FAULT_CONFLICT, "claims.line_gone", "line changed");
    record_set(record, "authors", LANG_EN, lines);
    if (of(decision, "added").number)
        record->state = "published";
    if (!record_validate(db, record, &errors))
        return problem_set(problem, FAULT_CONFLICT, "claims.line_gone", "%s", errors.first->key);
    return record_save(db, record, NULL, &clashes, problem);
}

/* In the member's language: which publication, and why. */
static bool tell(struct db *db, const struct decision *decision)
{
    struct request *request = decision->request;
    struct stmt *stmt = query(db, Q_profile_mail);
    bind_int(stmt, "member", of(decision, "member_id").number);
    const struct map *to = stmt_map(stmt, request->arena);
    if (!to || !map_get_text(to, "email"))
        return true; /* nobody to write to */
    enum language lang = language_of(map_get_text(to, "language"));
    struct value account = map_get(to, "account_id");
    struct map *words = map_new(request->arena);
    map_set(words, "name", of(decision, "display_name"));
    map_set(words, "title", of(decision, "title"));
    map_text(words, "reason", decision->reason);
    return mail_add(db, request->arena, lang, "claim_declined", map_get_text(to, "email"), words,
                    account.kind == VALUE_INT ? account.number : 0,
                    of(decision, "member_id").number);
}

static bool decide(struct db *db, void *self, struct problem *problem)
{
    struct decision *decision = self;
    struct stmt *stmt = query(db, Q_claims_get);
    bind_int(stmt, "id", decision->id);
    bind_int(stmt, "member", 0);
    decision->claim = stmt_row(stmt, decision->request->arena);
    if (decision->claim.kind != VALUE_OBJECT)
        return problem_set(problem, FAULT_MISSING, "profile.gone", "not waiting any more");
    stmt = query(db, Q_claims_decide);
    bind_int(stmt, "id", decision->id);
    bind_text(stmt, "state", decision->approve ? "approved" : "declined");
    bind_text(stmt, "reason", decision->approve ? NULL : decision->reason);
    bind_int(stmt, "now", moment_now());
    if (!run(stmt))
        return false;
    if (decision->approve)
        return approve(db, decision, problem);
    return (!of(decision, "added").number ||
            record_state_set(db, &publication_type, of(decision, "publication_id").number,
                             "declined", problem)) &&
           tell(db, decision);
}

void claims_decide(struct request *request, struct response *response)
{
    struct decision decision = { .request = request,
                                 .id = strtoll(request_param(request, 0), NULL, 10),
                                 .approve = request_form(request, "approve") != NULL,
                                 .reason = request_form(request, "reason") };
    struct author author = visitor_author(
        request, "save", decision.approve ? "history.claim_approved" : "history.declined");
    struct problem problem = { 0 };
    const char *queue = page_path(request, "admin_claims", NULL);
    int64_t change = 0;
    if (!may_or_403(request, response, "approvals", ACTION_WRITE))
        return;
    if (!decision.approve &&
        (text_blank(decision.reason) || text_length(decision.reason) > REASON_MAX)) {
        response->status = 422;
        show(request, response, decision.id, decision.reason);
    } else if (store_write(site_store(), &author, decide, &decision, &change, &problem)) {
        staff_saved(request, response, decision.approve ? "claims.approved" : "profile.declined",
                    change, queue);
    } else if (problem.fault == FAULT_MISSING || problem.fault == FAULT_CONFLICT) {
        staff_saved(request, response, problem.key, 0, queue);
    } else {
        page_problem(request, response, &problem);
    }
}
