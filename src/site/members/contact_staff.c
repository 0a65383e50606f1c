/* The staff's side of messages between members: what was reported, what reached nobody, who may write. */
#include "base/moment.h"
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/members/contact.h"
#include "site/members/members.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"

void admin_contact(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "outbox", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "contact.staff"), NULL);
    enum contact_from from = contact_setting(request->db, request->arena);
    struct array *choices = map_array(page, "choices");
    for (int i = 0; contact_from_names[i]; i++) {
        struct map *choice = array_add_map(choices);
        map_text(choice, "value", contact_from_names[i]);
        map_text(choice, "label",
                 page_say(request,
                          arena_print(request->arena, "contact.from_%s", contact_from_names[i])));
        map_bool(choice, "selected", i == (int)from);
    }
    map_set(page, "messages", stmt_rows(query(request->db, Q_contact_waiting), request->arena));
    map_set(page, "blocks", stmt_rows(query(request->db, Q_contact_blocks), request->arena));
    map_bool(page, "may_write", may(request, "outbox", ACTION_WRITE));
    map_bool(page, "may_set", may(request, "settings", ACTION_WRITE));
    page_render(request, response, "admin/contact.html", page);
}

struct decision {
    const struct request *request;
    const char *what;
    long long id;
};

static bool set_from(struct db *db, const char *value)
{
    for (int i = 0; contact_from_names[i]; i++) {
        if (text_equal(value, contact_from_names[i]))
            return setting_write(db, "contact.from", value);
    }
    return true;
}

static bool run_for(struct db *db, enum query_id query_id, long long id)
{
    struct stmt *stmt = query(db, query_id);
    bind_int(stmt, "id", id);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool decide(struct db *db, void *self, struct problem *problem)
{
    const struct decision *decision = self;
    (void)problem;
    if (text_equal(decision->what, "setting"))
        return set_from(db, request_form(decision->request, "from"));
    if (text_equal(decision->what, "unblock")) {
        struct stmt *stmt = query(db, Q_contact_unblock);
        bind_text(stmt, "email", request_form(decision->request, "email"));
        return run(stmt);
    }
    if (text_equal(decision->what, "block") && !run_for(db, Q_contact_block, decision->id))
        return false;
    return run_for(db, Q_contact_handled, decision->id);
}

void admin_contact_act(struct request *request, struct response *response)
{
    struct decision decision = { request, request_form(request, "do"), 0 };
    const char *id = request_form(request, "id");
    struct problem problem = { 0 };
    bool setting = text_equal(decision.what, "setting");
    if (!may_or_403(request, response, setting ? "settings" : "outbox", ACTION_WRITE))
        return;
    if (id)
        text_to_int(id, &decision.id);
    if (store_write_quietly(site_store(), decide, &decision, &problem))
        staff_saved(request, response, "contact.saved", 0,
                    page_path(request, "admin_contact", NULL));
    else
        page_problem(request, response, &problem);
}
