/* The staff's side of a member's ORCID iD: who looked whether it is theirs, and when. Another number is not checked by that. */
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/members/members.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

static int64_t member_asked(const struct request *request)
{
    long long id = 0;
    return text_to_int(request_param(request, 0), &id) ? id : 0;
}

void admin_orcid(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "member", ACTION_READ))
        return;
    struct stmt *stmt = query(request->db, Q_orcid_show);
    bind_int(stmt, "id", member_asked(request));
    struct value member = stmt_row(stmt, request->arena);
    if (member.kind != VALUE_OBJECT) {
        response->status = 404;
        return;
    }
    struct map *page = staff_page(request, page_say(request, "member.many"),
                                  staff_list_url(request, &member_type));
    page_breadcrumb(request, page, page_say(request, "member.orcid"), NULL);
    map_set(page, "member", member);
    map_bool(page, "may_check", may(request, "member", ACTION_PUBLISH));
    map_text(page, "record_url",
             staff_record_url(request, "admin_edit", &member_type, member_asked(request)));
    map_text(page, "action", request->path);
    page_render(request, response, "admin/orcid.html", page);
}

struct checking {
    const struct request *request;
    bool back;
};

/* The number that was looked at: one that was changed meanwhile is not checked. */
static bool write_check(struct db *db, void *self, struct problem *problem)
{
    const struct checking *checking = self;
    struct stmt *stmt = query(db, checking->back ? Q_orcid_uncheck : Q_orcid_check);
    bind_int(stmt, "id", member_asked(checking->request));
    if (!checking->back) {
        bind_text(stmt, "orcid", request_form(checking->request, "orcid"));
        bind_text(stmt, "who", visitor_name(visitor_of(checking->request)));
    }
    return run(stmt) && (checking->back || rows_changed(db) ||
                         problem_set(problem, FAULT_CONFLICT, "error.text_409", "another number"));
}

void admin_orcid_check(struct request *request, struct response *response)
{
    struct checking checking = { request, request_form(request, "back") != NULL };
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!may_or_403(request, response, "member", ACTION_PUBLISH))
        return;
    struct author author =
        visitor_author(request, "save", checking.back ? "history.orcid_back" : "history.orcid");
    if (store_write(site_store(), &author, write_check, &checking, &change, &problem))
        staff_saved(request, response,
                    checking.back ? "members.orcid_taken_back" : "members.orcid_noted", change,
                    request->path);
    else
        page_problem(request, response, &problem);
}
