/* Saved views of the lists. */
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/admin/admin.h"
#include "site/admin/listing.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

#define NAME_LENGTH 80 /* characters */
#define VIEWS 50       /* of one account and type */

void listing_views(struct request *request, struct map *page, const struct listing *listing)
{
    struct array *views = map_array(page, "views");
    const char *query_now = listing_query(request->arena, listing);
    struct stmt *stmt = query(request->db, Q_lists_views);
    bool any = false;
    bind_int(stmt, "account", visitor_of(request)->account);
    bind_text(stmt, "table_name", listing->type->name);
    while (step(stmt)) {
        struct map *view = copy_row(stmt, request->arena);
        const char *text = map_get_text(view, "query");
        bool current = text_equal(text, query_now);
        map_bool(view, "shared", col_int(stmt, "shared"));
        map_bool(view, "own", col_int(stmt, "own"));
        map_bool(view, "start", col_int(stmt, "start"));
        map_bool(view, "current", current);
        map_text(view, "url",
                 arena_print(request->arena, "%s?%s",
                             page_path(request, "admin_list", listing->type->admin),
                             *text ? text : "all=1"));
        array_add(views, map_value(view));
        any = any || current;
    }
    done(stmt);
    map_bool(page, "saved", any);
    map_bool(page, "usual", !*query_now);
    map_text(page, "views_url", page_path(request, "admin_views", listing->type->admin));
    map_text(page, "list_query", query_now);
}

const char *listing_start(struct request *request, const struct record_type *type)
{
    struct stmt *stmt = query(request->db, Q_lists_start);
    bind_int(stmt, "account", visitor_of(request)->account);
    bind_text(stmt, "table_name", type->name);
    const char *text = scalar_text(stmt, request->arena);
    if (text_blank(text))
        return NULL;
    return arena_print(request->arena, "%s?%s", page_path(request, "admin_list", type->admin),
                       text);
}

void admin_views(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    if (!type)
        return;
    const char *many = page_say(request, arena_print(request->arena, "%s.many", type->name));
    struct map *page = staff_page(request, many, staff_list_url(request, type));
    struct listing usual = { type, selection_parse(request->arena, type, NULL), NULL };
    page_breadcrumb(request, page, page_say(request, "lists.views"), NULL);
    listing_views(request, page, &usual);
    map_bool(page, "is_member", !strcmp(type->name, "member"));
    map_bool(page, "may_all", visitor_may(request, ROLE_ADMINISTRATOR));
    page_render(request, response, "admin/views.html", page);
}

struct view {
    int64_t account, id;
    const struct record_type *type;
    const char *name, *query;
    bool shared, start, remove;
};

static bool put_start(struct db *db, const struct view *view)
{
    struct stmt *stmt = query(db, view->start ? Q_lists_start_put : Q_lists_start_drop);
    bind_int(stmt, "account", view->account);
    bind_text(stmt, "table_name", view->type->name);
    bind_int(stmt, "view", view->id);
    return run(stmt);
}

static void bind_view(struct stmt *stmt, const struct view *view)
{
    bind_int(stmt, "account", view->account);
    bind_text(stmt, "table_name", view->type->name);
    bind_text(stmt, "name", view->name);
}

/* One's own view of the same name is the one that is meant. */
static bool add_view(struct db *db, void *self, struct problem *problem)
{
    struct view *view = self;
    struct stmt *stmt = query(db, Q_lists_view_named), *count = query(db, Q_lists_view_count);
    bind_view(stmt, view);
    view->id = scalar_int(stmt);
    bind_int(count, "account", view->account);
    bind_text(count, "table_name", view->type->name);
    if (scalar_int(count) >= VIEWS && !view->id)
        return problem_set(problem, FAULT_INPUT, "lists.too_many_views", "views");
    stmt = query(db, view->id ? Q_lists_view_replace : Q_lists_view_add);
    bind_view(stmt, view);
    bind_text(stmt, "query", view->query);
    bind_int(stmt, "shared", view->shared);
    if (!view->id)
        bind_int(stmt, "now", moment_now());
    if (!run(stmt))
        return false;
    view->id = view->id ? view->id : last_insert_id(db);
    return put_start(db, view);
}

static bool view_name(const struct request *request, const char **name)
{
    const char *text = request_form(request, "name");
    text = text ? text + strspn(text, " ") : "";
    size_t len = strlen(text);
    while (len && text[len - 1] == ' ')
        len--;
    *name = arena_copy_n(request->arena, text, len);
    return len && text_length(*name) <= NAME_LENGTH && !strpbrk(*name, "\r\n\t");
}

/* Back to PATH, which says KEY once. */
static void answer(struct request *request, struct response *response, const char *key,
                   const char *path)
{
    page_go(request, response, path, key);
}

static bool write_view(struct request *request, struct response *response, struct view *view,
                       write_work *work, const char *back)
{
    struct author author = visitor_author(request, "save", "lists.views");
    struct problem problem = { 0 };
    author.quiet = true;
    if (store_write(site_store(), &author, work, view, NULL, &problem))
        return true;
    if (problem.fault == FAULT_INPUT)
        answer(request, response, problem.key, back);
    else
        page_problem(request, response, &problem);
    return false;
}

void admin_view_add(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    const char *text = request_form(request, "query");
    struct listing listing;
    if (!type)
        return;
    if (!listing_of_text(request->arena, type, text ? text : "", &listing)) {
        response->status = 400;
        return;
    }
    struct view view = { .account = visitor_of(request)->account,
                         .type = type,
                         .query = listing_query(request->arena, &listing),
                         .shared = request_form(request, "shared") != NULL,
                         .start = request_form(request, "start") != NULL };
    const char *back = listing_url(request, &listing);
    if (!view_name(request, &view.name))
        answer(request, response, "lists.name_needed", back);
    else if (write_view(request, response, &view, add_view, back))
        answer(request, response, "lists.view_saved", back);
}

static bool change_view(struct db *db, void *self, struct problem *problem)
{
    struct view *view = self;
    struct stmt *stmt = query(db, view->remove ? Q_lists_view_drop : Q_lists_view_change);
    (void)problem;
    bind_int(stmt, "id", view->id);
    if (view->remove)
        return run(stmt);
    bind_text(stmt, "name", view->name);
    bind_int(stmt, "shared", view->shared);
    if (!run(stmt))
        return false;
    if (!view->shared) { /* nobody's list begins with what only its owner sees */
        stmt = query(db, Q_lists_view_unshare);
        bind_int(stmt, "id", view->id);
        bind_int(stmt, "account", view->account);
        if (!run(stmt))
            return false;
    }
    return put_start(db, view);
}

static bool begin_with_view(struct db *db, void *self, struct problem *problem)
{
    (void)problem;
    return put_start(db, self);
}

/* Finds the view that the address names: whether the visitor may use it, and whether it is his own to change. */
static bool find_view(const struct request *request, const struct record_type *type,
                      struct view *view, bool *own)
{
    struct stmt *stmt = query(request->db, Q_lists_view);
    int64_t account = visitor_of(request)->account, owner;
    bind_int(stmt, "id", staff_record_id(request));
    bool found = step(stmt) && text_equal(col_text(stmt, "table_name"), type->name);
    owner = found ? col_int(stmt, "account_id") : 0;
    bool shared = found && col_int(stmt, "shared");
    done(stmt);
    *own = found && (owner == account || (shared && visitor_may(request, ROLE_ADMINISTRATOR)));
    *view = (struct view){ .account = account, .id = staff_record_id(request), .type = type };
    return found && (owner == account || shared);
}

void admin_view_change(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    struct view view;
    bool own;
    if (!type)
        return;
    if (!find_view(request, type, &view, &own)) {
        response->status = 404;
        return;
    }
    const char *back = page_path(request, "admin_views", type->admin);
    view.shared = request_form(request, "shared") != NULL;
    view.start = request_form(request, "start") != NULL;
    view.remove = request_form(request, "delete") != NULL;
    if (!own && view.remove)
        response->status = 403;
    else if (own && !view.remove && !view_name(request, &view.name))
        answer(request, response, "lists.name_needed", back);
    else if (write_view(request, response, &view, own ? change_view : begin_with_view, back))
        answer(request, response, view.remove ? "lists.view_deleted" : "lists.view_saved", back);
}
