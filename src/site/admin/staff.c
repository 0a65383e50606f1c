#include "site/admin/staff.h"

#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/types.h"
#include "site/visitor.h"

/* The menu: pages, each with the right that it asks for (NULL: any of the staff), and record types by their names. */
static const struct menu_entry {
    const char *group; /* words: "staff.GROUP"; NULL: the one before */
    const char *route, *label, *area;
    const char *type; /* instead of a page */
} entries[] = {
    { "people", "admin_queue", "admin.approvals", "approvals", NULL },
    { NULL, "admin_profiles", "profile.queue", "approvals", NULL },
    { NULL, "admin_claims", "claims.queue", "approvals", NULL },
    { .type = "member" },
    { .type = "organization" },
    { .type = "representative" },
    { NULL, "admin_duplicates", "joining.duplicates", "approvals", NULL },
    { NULL, "admin_membership", "membership.title", "membership", NULL },
    { .type = "membership" },
    { .type = "grade" },
    { .type = "coverage" },
    { NULL, "admin_registrations", "registrations.many", "registrant", NULL },
    { "contents", "admin_drafts", "edit.drafts", NULL, NULL },
    { NULL, "admin_translations", "edit.translations", NULL, NULL },
    { NULL, "admin_media", "files.library", "file", NULL }, /* and every other type */
    { "messages", "admin_outbox", "admin.outbox", "outbox", NULL },
    { NULL, "admin_mailings", "mailing.many", "mailing", NULL },
    { NULL, "admin_letters", "outbox.letters", "letter", NULL },
    { .type = "reason" },
    { NULL, "admin_contact", "contact.staff", "outbox", NULL },
    { "administration", "admin_changes", "admin.changes", "changes", NULL },
    { NULL, "admin_imports", "imports.title", "imports", NULL },
    { NULL, "admin_accounts", "permission.accounts", "accounts", NULL },
    { NULL, "admin_roles", "permission.roles", "accounts", NULL },
    { NULL, "admin_privacy", "privacy.admin_title", "privacy", NULL },
    { .type = "policy" },
    { NULL, "admin_audit", "audit.title", "accounts", NULL },
    { NULL, "admin_settings", "admin.settings", "settings", NULL },
};
#define ENTRY_COUNT (sizeof entries / sizeof *entries)

struct menu_group {
    struct map *map;
    struct array *items;
};

/* The entry of the menu that an address belongs to: the one with the longest address that it begins with. */
struct menu_place {
    const char *address;
    size_t len;
    struct map *item, *group;
};

struct menu {
    struct menu_group group;
    struct menu_place page, parent; /* of the page, and of the one above it in the breadcrumb */
};

static void note_place(struct menu_place *place, const struct menu_group *group, struct map *item,
                       const char *url)
{
    size_t len = strlen(url);
    if (!text_starts(place->address, url) || !strchr("/?", place->address[len]) ||
        len <= place->len)
        return;
    place->len = len;
    place->item = item;
    place->group = group->map;
}

static void add_item(struct request *request, struct menu *menu, const char *label, const char *url)
{
    struct map *item = array_add_map(menu->group.items);
    map_text(item, "label", page_say(request, label));
    map_text(item, "url", url);
    map_text(item, "current", NULL);
    map_bool(menu->group.map, "any", true);
    note_place(&menu->page, &menu->group, item, url);
    note_place(&menu->parent, &menu->group, item, url);
}

/* "page" is the entry's own page, "true" one that belongs to it: a record of the list, what is done with it. */
static void mark_place(const struct request *request, const struct menu *menu)
{
    const struct menu_place *place = menu->page.item ? &menu->page : &menu->parent;
    if (!place->item)
        return;
    map_text(place->item, "current",
             text_equal(request->path, map_get_text(place->item, "url")) ? "page" : "true");
    map_bool(place->group, "open", true);
}

static void add_type(struct request *request, struct menu *menu, const struct record_type *type)
{
    if (may(request, type->name, ACTION_READ))
        add_item(request, menu, arena_print(request->arena, "%s.many", type->name),
                 page_path(request, "admin_list", type->admin));
}

static bool in_menu(const struct record_type *type)
{
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (text_equal(entries[i].type, type->name) || text_equal(entries[i].area, type->name))
            return true;
    }
    return false;
}

static struct menu_group begin_group(struct request *request, struct array *groups,
                                     const char *name)
{
    struct menu_group group = { .map = array_add_map(groups) };
    group.items = map_array(group.map, "items");
    map_text(group.map, "label", page_say(request, arena_print(request->arena, "staff.%s", name)));
    map_bool(group.map, "any", false);
    map_bool(group.map, "open", false);
    return group;
}

static void add_menu(struct request *request, struct map *page, const char *parent)
{
    struct array *groups = map_array(page, "staff_menu");
    struct menu menu = { .page = { request->path }, .parent = { parent } };
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        const struct menu_entry *entry = &entries[i];
        if (entry->group)
            menu.group = begin_group(request, groups, entry->group);
        if (entry->type)
            add_type(request, &menu, record_type_named(entry->type));
        else if (entry->route && (!entry->area || may(request, entry->area, ACTION_READ)))
            add_item(request, &menu, entry->label, page_path(request, entry->route, NULL));
        for (int other = 0; text_equal(entry->group, "contents") && site_types[other]; other++) {
            if (!in_menu(site_types[other]))
                add_type(request, &menu, site_types[other]);
        }
    }
    mark_place(request, &menu);
}

struct map *staff_page(struct request *request, const char *label, const char *url)
{
    struct map *page = map_new(request->arena);
    add_menu(request, page, url);
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

const char *staff_record_url(const struct request *request, const char *route,
                             const struct record_type *type, int64_t id)
{
    const char *params[4] = { type->admin, arena_number(request->arena, id) };
    return page_path_params(request, route, params);
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

/* One line of a value. */
static const char *line_value(const struct request *request, const struct record_type *type,
                              const struct field *field, const char *line)
{
    const struct record_type *target = field->target ? record_type_named(field->target) : NULL;
    if (field->kind == KIND_PARTS)
        return record_value_words(page_locale(request), request->arena, type, field, line);
    if (field->choices)
        return page_say(request,
                        arena_print(request->arena, "%s.%s_%s", type->name, field->name, line));
    if (field->kind == KIND_COUNTRY || field->kind == KIND_COUNTRIES)
        return locale_country(page_locale(request), line);
    if (field->kind == KIND_LANGUAGE || field->kind == KIND_LANGUAGES)
        return locale_language_name(page_locale(request), request->arena, line);
    int64_t id = target ? record_by_slug(request->db, target, line) : 0;
    struct record *record = id ? record_load(request->db, request->arena, target, id) : NULL;
    return record ? record_title(record, request->lang) : line;
}

const char *staff_value(const struct request *request, const struct record_type *type,
                        const struct field *field, const char *value)
{
    const char *out = NULL;
    if (!value || field->kind == KIND_LONG)
        return value;
    if (field->kind == KIND_YESNO)
        return text_equal(value, "1") ? page_say(request, "record.yes") : NULL;
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = line_value(request, type, field, arena_copy_n(request->arena, at, len));
        out = out ? arena_print(request->arena, "%s\n%s", out, line) : line;
        at += len + (at[len] == '\n');
    }
    return out;
}
