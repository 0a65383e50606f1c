#include "site/admin/staff.h"

#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/types.h"
#include "site/visitor.h"

struct author staff_author(const struct request *request, const char *kind, const char *why)
{
    const struct visitor *visitor = visitor_of(request);
    return (struct author){ .account = visitor->account,
                            .name = *visitor->name ? visitor->name : visitor->email,
                            .kind = kind,
                            .why = why };
}

/* The pages beside the records, each with the right that it asks for; NULL: any of the staff. */
static const struct menu_page {
    const char *route, *label, *area;
} menu_pages[] = {
    { "admin", "admin.title", NULL },
    { "admin_queue", "admin.approvals", "approvals" },
    { "admin_profiles", "profile.queue", "approvals" },
    { "admin_claims", "claims.queue", "approvals" },
    { "admin_membership", "membership.title", "membership" },
    { "admin_duplicates", "joining.duplicates", "approvals" },
    { "admin_outbox", "admin.outbox", "outbox" },
    { "admin_contact", "contact.staff", "outbox" },
    { "admin_drafts", "edit.drafts", NULL },
    { "admin_changes", "admin.changes", "changes" },
    { "admin_accounts", "permission.accounts", "accounts" },
    { "admin_roles", "permission.roles", "accounts" },
    { "admin_imports", "imports.title", "imports" },
    { "admin_privacy", "privacy.admin_title", "privacy" },
    { "admin_media", "files.library", "file" },
    { "admin_audit", "audit.title", "accounts" },
    { "admin_settings", "admin.settings", "settings" },
};

static void add_menu(struct request *request, struct map *page)
{
    struct array *menu = map_array(page, "staff_menu");
    for (size_t i = 0; i < sizeof menu_pages / sizeof *menu_pages; i++) {
        const struct menu_page *entry = &menu_pages[i];
        if (entry->area && !may(request, entry->area, ACTION_READ))
            continue;
        struct map *item = array_add_map(menu);
        map_text(item, "label", page_say(request, entry->label));
        map_text(item, "url", page_path(request, entry->route, NULL));
        map_bool(item, "current", text_equal(request->route->name, entry->route));
    }
}

struct map *staff_page(struct request *request, const char *label, const char *url)
{
    struct map *page = map_new(request->arena);
    struct array *nav = map_array(page, "staff_nav");
    add_menu(request, page);
    for (const struct record_type *const *type = site_types; *type; type++) {
        if (!may(request, (*type)->name, ACTION_READ))
            continue;
        struct map *item = array_add_map(nav);
        map_text(item, "label",
                 page_say(request, arena_print(request->arena, "%s.many", (*type)->name)));
        map_text(item, "url", page_path(request, "admin_list", (*type)->admin));
        map_bool(item, "current", text_equal(request_param(request, 0), (*type)->admin));
    }
    page_breadcrumb(request, page, page_say(request, "admin.title"),
                    label ? page_path(request, "admin", NULL) : NULL);
    if (label)
        page_breadcrumb(request, page, label, url);
    return page;
}

const struct record_type *staff_type(const struct request *request, struct response *response)
{
    const struct record_type *type = record_type_admin(request_param(request, 0));
    if (!type)
        response->status = 404;
    else if (!may(request, type->name, ACTION_READ))
        response->status = 403;
    return response->status == 200 ? type : NULL;
}

const char *staff_list_url(const struct request *request, const struct record_type *type)
{
    const char *path = page_path(request, "admin_list", type->admin);
    const char *list = request_cookie(request, request->secure ? "__Host-list" : "list");
    size_t len = strlen(type->admin);
    if (!list || strncmp(list, type->admin, len) || list[len] != ':' || !list[len + 1])
        return path;
    return arena_print(request->arena, "%s?%s", path, list + len + 1);
}

int64_t staff_record_id(const struct request *request)
{
    long long id = 0;
    return text_to_int(request_param(request, 1), &id) ? id : 0;
}

void staff_saved(struct request *request, struct response *response, const char *key,
                 int64_t change, const char *to)
{
    const char *undo = change ? page_path(request, "admin_undo",
                                          arena_print(request->arena, "%lld", (long long)change))
                              : NULL;
    session_notice(request, page_say(request, key), undo);
    response_redirect(request, response, 303, to);
}

const char *staff_value(const struct request *request, const struct record_type *type,
                        const struct field *field, const char *value)
{
    if (value && field->kind == KIND_CHOICE)
        return page_say(request,
                        arena_print(request->arena, "%s.%s_%s", type->name, field->name, value));
    return value && field->kind == KIND_COUNTRY ? locale_country(page_locale(request), value)
                                                : value;
}
