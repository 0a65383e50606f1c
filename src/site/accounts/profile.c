/* One's own profile. */
#include "site/accounts/accounts.h"

#include "site/edit.h"
#include "site/page.h"
#include "site/types.h"
#include "site/visitor.h"

static struct edit profile_edit(struct request *request)
{
    return (struct edit){ .type = &member_type,
                          .id = visitor_of(request)->member,
                          .template = "accounts/profile.html",
                          .options = { .locale = page_locale(request),
                                       .only = MEMBER_EDITS,
                                       .own = true,
                                       .visibility = true },
                          .action = request->path,
                          .submit_key = "accounts.save_profile",
                          .why = "history.own_profile" };
}

static struct map *profile_page(struct request *request)
{
    struct map *page = map_new(request->arena);
    page_breadcrumb(request, page, page_say(request, "accounts.account"),
                    page_path(request, "account", NULL));
    page_breadcrumb(request, page, page_say(request, "accounts.profile"), NULL);
    return page;
}

void profile_form(struct request *request, struct response *response)
{
    struct edit edit = profile_edit(request);
    struct record *record =
        edit.id ? record_load(request->db, request->arena, edit.type, edit.id) : NULL;
    if (record)
        edit_show(request, response, profile_page(request), &edit, record, NULL, NULL, NULL);
    else
        response->status = 404;
}

void profile_save(struct request *request, struct response *response)
{
    struct edit edit = profile_edit(request);
    int64_t id, change;
    if (!edit.id) {
        response->status = 404;
    } else if (edit_save(request, response, profile_page(request), &edit, &id, &change)) {
        session_notice(request, page_say(request, "accounts.profile_saved"), NULL);
        response_redirect(request, response, 303, page_path(request, "account", NULL));
    }
}
