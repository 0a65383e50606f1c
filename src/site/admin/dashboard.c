/* What waits for the staff. */
#include "site/admin/staff.h"

#include "site/admin/admin.h"
#include "site/page.h"
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

void admin_home(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, NULL, NULL);
    map_set(page, "waiting", stmt_row(query(request->db, Q_admin_waiting), request->arena));
    page_render(request, response, "admin/home.html", page);
}
