/* What waits for the staff. */
#include "site/admin/staff.h"

#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/visitor.h"

/* Those who are not signed in are asked to, and come back. */
void admin_root(struct request *request, struct response *response)
{
    const char *admin = page_path(request, "admin", NULL);
    if (visitor_may(request, ROLE_EDITOR))
        response_redirect(request, response, 302, admin);
    else
        response_redirect(
            request, response, 302,
            arena_print(request->arena, "%s?next=%s", page_path(request, "sign_in", NULL), admin));
}

/* What is counted, and who may know it. */
static const struct {
    const char *name, *area;
} counted[] = {
    { "pending", "approvals" },
    { "failed", "outbox" },
    { "queued", "outbox" },
    { "drafts", "publication" },
};

void admin_home(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, NULL, NULL);
    struct stmt *stmt = query(request->db, Q_admin_waiting);
    struct map *waiting = step(stmt) ? copy_row(stmt, request->arena) : map_new(request->arena);
    done(stmt);
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        if (!may(request, counted[i].area, ACTION_READ))
            map_set(waiting, counted[i].name, value_null());
    }
    map_set(page, "waiting", map_value(waiting));
    page_render(request, response, "admin/home.html", page);
}
