/* Messages that go out. */
#include "site/admin/staff.h"

#include <stdlib.h>

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"

void admin_outbox(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "outbox", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "admin.outbox"), NULL);
    map_set(page, "messages", stmt_rows(query(request->db, Q_admin_outbox), request->arena));
    struct stmt *server = query(request->db, Q_outbox_setting);
    bind_text(server, "key", "mail.url");
    map_bool(page, "no_smtp",
             text_blank(scalar_text(server, request->arena)) && !getenv("INMD_SMTP_URL"));
    page_render(request, response, "admin/outbox.html", page);
}
