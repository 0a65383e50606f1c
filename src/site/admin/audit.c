/* What people did with accounts and personal data, for administrators. */
#include "site/admin/staff.h"

#include <string.h>

#include "base/text.h"
#include "record/record.h"
#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"

#define PAGE_SIZE 100

static const char *const actions[] = {
    "sign_in",     "sign_in_failed",  "sign_out", "sessions", "password", "second_step", "passkey",
    "token",       "email",           "account",  "role",     "view",     "export",      "leave",
    "erase_asked", "erase_cancelled", "erase",    "purge",    "settings", NULL
};

static void add_option(struct array *options, const char *value, const char *label,
                       const char *chosen)
{
    struct map *option = array_add_map(options);
    map_text(option, "value", value);
    map_text(option, "label", label);
    map_bool(option, "selected", text_equal(value, chosen));
}

/* The words of an action or an area; what has none stands as it is. */
static const char *words_of(const struct request *request, const char *prefix, const char *name)
{
    const struct record_type *type = record_type_named(name);
    const char *key = type ? arena_print(request->arena, "%s.many", type->name)
                           : arena_print(request->arena, "%s%s", prefix, name),
               *text = locale_text(page_locale(request), key);
    return text ? text : name;
}

/* A detail is words of the program, names and numbers with commas between: what has words in the page's language is said in them. */
static const char *detail_of(const struct request *request, const char *detail)
{
    const char *said = "";
    for (size_t len; *detail; detail += len + (detail[len] ? 2 : 0)) {
        const char *comma = strstr(detail, ", ");
        len = comma ? (size_t)(comma - detail) : strlen(detail);
        char *name = arena_copy_n(request->arena, detail, len);
        char *key = arena_copy(request->arena, name);
        for (char *at = key; (at = strchr(at, ' '));)
            *at = '_';
        const char *part =
            locale_text(page_locale(request), arena_print(request->arena, "audit.detail_%s", key));
        said = arena_print(request->arena, "%s%s%s", said, *said ? ", " : "", part ? part : name);
    }
    return said;
}

static void add_filters(struct request *request, struct map *page)
{
    struct array *list = map_array(page, "actions"), *areas = map_array(page, "areas");
    const char *action = request_query(request, "action"), *area = request_query(request, "area");
    for (int i = 0; actions[i]; i++)
        add_option(list, actions[i], words_of(request, "audit.action_", actions[i]), action);
    for (const struct permission_area *at = permission_areas; at->name; at++)
        add_option(areas, at->name, words_of(request, "permission.area_", at->name), area);
    for (const struct record_type *const *type = record_types(); *type; type++)
        add_option(areas, (*type)->name, words_of(request, "", (*type)->name), area);
}

static const char *chosen(const struct request *request, const char *name)
{
    const char *value = request_query(request, name);
    return text_blank(value) ? NULL : value;
}

/* The account that is asked for: -1 when the address is nobody's. */
static int64_t account_asked(const struct request *request)
{
    const char *email = chosen(request, "person");
    if (!email)
        return 0;
    struct stmt *stmt = query(request->db, Q_account_id);
    bind_text(stmt, "email", email);
    int64_t id = scalar_int(stmt);
    return id ? id : -1;
}

static void add_row(struct request *request, struct array *rows, struct stmt *stmt)
{
    struct map *row = copy_row(stmt, request->arena);
    const char *area = map_get_text(row, "area"), *action = map_get_text(row, "action"),
               *detail = map_get_text(row, "detail");
    const struct record_type *type = area ? record_type_named(area) : NULL;
    int64_t id = col_int(stmt, "record_id");
    map_text(row, "action_words", words_of(request, "audit.action_", action));
    map_text(row, "detail", detail ? detail_of(request, detail) : NULL);
    map_text(row, "area_words", area ? words_of(request, "permission.area_", area) : NULL);
    map_text(row, "url",
             type && id && may(request, type->name, ACTION_READ)
                 ? staff_record_url(request, "admin_edit", type, id)
                 : NULL);
    array_add(rows, map_value(row));
}

static const char *list_rows(struct request *request, struct map *page)
{
    struct array *rows = map_array(page, "rows");
    int64_t account = account_asked(request), last = 0;
    struct stmt *stmt = query(request->db, account ? Q_audit_list_of : Q_audit_list);
    long long before = 0;
    bind_int(stmt, "before",
             text_to_int(request_query(request, "before"), &before) ? before : INT64_MAX);
    bind_text(stmt, "action", chosen(request, "action"));
    bind_text(stmt, "area", chosen(request, "area"));
    if (account)
        bind_int(stmt, "account", account);
    while (array_count(rows) < PAGE_SIZE && step(stmt)) {
        add_row(request, rows, stmt);
        last = col_int(stmt, "id");
    }
    bool more = array_count(rows) == PAGE_SIZE && step(stmt);
    done(stmt);
    return more ? page_query_with(request, "before", arena_number(request->arena, last)) : NULL;
}

void admin_audit(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "accounts", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "audit.title"), NULL);
    const char *person = request_query(request, "person");
    add_filters(request, page);
    map_text(page, "person", person ? person : "");
    map_text(page, "next_url", list_rows(request, page));
    page_render(request, response, "admin/audit.html", page);
}
