/* Roles: a table of areas and actions. */
#include "site/admin/staff.h"

#include <string.h>

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

#define NAME_LIMIT 100
#define EVERY_ACTION ((1u << ACTION_COUNT) - 1)

static bool name_good(const struct request *request, const char *field)
{
    const char *name = request_form(request, field);
    return !text_blank(name) && text_length(name) <= NAME_LIMIT;
}

static bool names_good(const struct request *request)
{
    return name_good(request, "name_en") && name_good(request, "name_es");
}

/* The fields of both names: as sent, or as they are in ROLE (may be NULL), and which of those sent is wrong. */
static void add_names(struct request *request, struct map *page, const struct map *role, bool check)
{
    const char *first = NULL;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *name = arena_print(request->arena, "name_%s", language_codes[lang]),
                   *sent = request_form(request, name);
        bool wrong = check && !name_good(request, name);
        map_text(page, name, sent ? sent : role ? map_look_text(role, symbol_of(name)) : "");
        map_bool(page, arena_print(request->arena, "%s_wrong", name), wrong);
        if (wrong && !first)
            first = name;
    }
    map_text(page, "error_field", first);
}

static void show_roles(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "permission.roles"), NULL);
    struct stmt *stmt = query(request->db, Q_staff_roles);
    bind_text(stmt, "lang", language_codes[request->lang]);
    map_set(page, "roles", stmt_rows(stmt, request->arena));
    map_bool(page, "may_write", may(request, "accounts", ACTION_WRITE));
    map_text(page, "error", page_say(request, error));
    add_names(request, page, NULL, error);
    page_render(request, response, "admin/roles.html", page);
}

void admin_roles(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "accounts", ACTION_READ))
        show_roles(request, response, NULL);
}

struct role_work {
    struct request *request;
    int64_t role;
};

static bool put_names(struct db *db, const struct role_work *work)
{
    bool good = true;
    for (int lang = 0; lang < LANG_COUNT && good; lang++) {
        struct stmt *stmt = query(db, Q_staff_role_name_put);
        bind_int(stmt, "role", work->role);
        bind_text(stmt, "lang", language_codes[lang]);
        bind_text(stmt, "name",
                  request_form(work->request,
                               arena_print(work->request->arena, "name_%s", language_codes[lang])));
        good = run(stmt);
    }
    return good;
}

static bool add_role(struct db *db, void *self, struct problem *problem)
{
    struct role_work *work = self;
    (void)problem;
    if (!run(query(db, Q_staff_role_add)))
        return false;
    work->role = last_insert_id(db);
    return put_names(db, work) &&
           audit_add(db, work->request, "role", "accounts", work->role, "added");
}

static const char *role_path(struct request *request, int64_t role)
{
    return page_path(request, "admin_role", arena_number(request->arena, role));
}

void admin_roles_add(struct request *request, struct response *response)
{
    struct role_work work = { request, 0 };
    struct problem problem = { 0 };
    if (!may_or_403(request, response, "accounts", ACTION_WRITE))
        return;
    if (!names_good(request)) {
        response->status = 422;
        show_roles(request, response, "permission.names_missing");
    } else if (store_write_quietly(site_store(), add_role, &work, &problem)) {
        response_redirect(request, response, 303, role_path(request, work.role));
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- one role ------------------------------------------------------------------------------------------------------- */

/* A box of the table: "event.write", or "event.texts.en" for writing and publishing the texts of one language. */
static const char *box_name(struct arena *arena, const char *area, const char *action,
                            const char *lang)
{
    return lang && *lang ? arena_print(arena, "%s.texts.%s", area, lang)
                         : arena_print(arena, "%s.%s", area, action ? action : "");
}

/* The grants that a role has, as names of boxes, one a line with a line break on both sides. */
static const char *boxes_of(struct db *db, struct arena *arena, int64_t role)
{
    struct buffer out = { 0 };
    struct stmt *stmt = query(db, Q_staff_grants);
    bind_int(stmt, "role", role);
    buffer_puts(&out, "\n");
    while (step(stmt))
        buffer_printf(&out, "%s\n",
                      box_name(arena, col_text(stmt, "area"), col_text(stmt, "action"),
                               col_text(stmt, "lang")));
    done(stmt);
    const char *text = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return text;
}

static const char *boxes_sent(const struct request *request)
{
    struct buffer out = { 0 };
    buffer_puts(&out, "\n");
    for (int i = -1; (i = pairs_next(&request->form, "grant", i + 1)) >= 0;) {
        if (!strchr(request->form.at[i].value, '\n'))
            buffer_printf(&out, "%s\n", request->form.at[i].value);
    }
    const char *text = arena_copy(request->arena, buffer_text(&out));
    buffer_free(&out);
    return text;
}

static bool has_box(struct arena *arena, const char *boxes, const char *name)
{
    return strstr(boxes, arena_print(arena, "\n%s\n", name)) != NULL;
}

static bool has_texts(const struct record_type *type)
{
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & TRANSLATED)
            return true;
    }
    return false;
}

/* Calls VISIT for every box that means something, whether it is checked in BOXES or not. */
struct table_walk {
    struct arena *arena;
    const char *boxes;
    bool (*box)(void *self, const char *area, const char *action, const char *lang, bool exists,
                bool checked);
    void (*row)(void *self, const char *area, bool is_type);
    void *self;
};

static bool walk_row(const struct table_walk *walk, const char *area, unsigned actions, bool texts)
{
    bool good = true;
    for (int action = 0; action < ACTION_COUNT && good; action++)
        good = walk->box(walk->self, area, action_names[action], "", actions & 1u << action,
                         has_box(walk->arena, walk->boxes,
                                 box_name(walk->arena, area, action_names[action], NULL)));
    for (int lang = 0; lang < LANG_COUNT && good; lang++)
        good = walk->box(walk->self, area, NULL, language_codes[lang], texts,
                         has_box(walk->arena, walk->boxes,
                                 box_name(walk->arena, area, NULL, language_codes[lang])));
    return good;
}

static bool walk_table(const struct table_walk *walk)
{
    bool good = true;
    for (const struct record_type *const *type = record_types(); *type && good; type++) {
        if (walk->row)
            walk->row(walk->self, (*type)->name, true);
        good = walk_row(walk, (*type)->name, EVERY_ACTION, has_texts(*type));
    }
    for (const struct permission_area *area = permission_areas; area->name && good; area++) {
        if (walk->row)
            walk->row(walk->self, area->name, false);
        good = walk_row(walk, area->name, area->actions, false);
    }
    return good;
}

struct drawing {
    struct request *request;
    struct array *rows, *boxes;
    const char *label;
};

static void draw_row(void *self, const char *area, bool is_type)
{
    struct drawing *drawing = self;
    struct map *row = array_add_map(drawing->rows);
    drawing->label =
        page_say(drawing->request,
                 is_type ? arena_print(drawing->request->arena, "%s.many", area)
                         : arena_print(drawing->request->arena, "permission.area_%s", area));
    map_text(row, "label", drawing->label);
    drawing->boxes = map_array(row, "boxes");
}

static bool draw_box(void *self, const char *area, const char *action, const char *lang,
                     bool exists, bool checked)
{
    struct drawing *drawing = self;
    struct request *request = drawing->request;
    struct map *box = array_add_map(drawing->boxes);
    const char *column = page_say(
        request, arena_print(request->arena, *lang ? "permission.texts_%s" : "permission.action_%s",
                             *lang ? lang : action));
    map_bool(box, "exists", exists);
    map_text(box, "value", box_name(request->arena, area, action, lang));
    map_text(box, "column", column);
    map_text(box, "label", arena_print(request->arena, "%s: %s", drawing->label, column));
    map_bool(box, "checked", checked);
    return true;
}

static int64_t role_asked(const struct request *request)
{
    long long id = 0;
    return text_to_int(request_param(request, 0), &id) ? id : 0;
}

static void add_columns(struct request *request, struct map *page)
{
    struct array *columns = map_array(page, "columns");
    for (int action = 0; action < ACTION_COUNT; action++)
        map_text(array_add_map(columns), "label",
                 page_say(request, arena_print(request->arena, "permission.action_%s",
                                               action_names[action])));
    for (int lang = 0; lang < LANG_COUNT; lang++)
        map_text(array_add_map(columns), "label",
                 page_say(request, arena_print(request->arena, "permission.texts_%s",
                                               language_codes[lang])));
}

static void show_role(struct request *request, struct response *response, const char *error)
{
    struct stmt *stmt = query(request->db, Q_staff_role);
    bind_int(stmt, "id", role_asked(request));
    const struct map *role = stmt_map(stmt, request->arena);
    if (!role) {
        response->status = 404;
        return;
    }
    struct map *page = staff_page(request, page_say(request, "permission.roles"),
                                  page_path(request, "admin_roles", NULL));
    const char *name = map_get_text(role, request->lang == LANG_EN ? "name_en" : "name_es");
    page_breadcrumb(request, page, name, NULL);
    map_text(page, "role_name", name);
    add_names(request, page, role, text_equal(error, "permission.names_missing"));
    map_int(page, "accounts", map_get(role, "accounts").number);
    bool fixed = text_equal(map_get_text(role, "key"), "administrator"),
         writes = may(request, "accounts", ACTION_WRITE);
    map_bool(page, "fixed", fixed);
    map_bool(page, "may_write", writes && !fixed);
    map_bool(page, "may_delete", writes && !fixed && !map_get(role, "accounts").number);
    map_text(page, "error", page_say(request, error));
    map_text(page, "action", request->path);
    add_columns(request, page);
    struct drawing drawing = { request, map_array(page, "rows"), NULL, NULL };
    struct table_walk walk = { request->arena,
                               error ? boxes_sent(request)
                                     : boxes_of(request->db, request->arena, role_asked(request)),
                               draw_box, draw_row, &drawing };
    walk_table(&walk);
    page_render(request, response, "admin/role.html", page);
}

void admin_role(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "accounts", ACTION_READ))
        show_role(request, response, NULL);
}

struct granting {
    struct db *db;
    struct arena *arena;
    int64_t role;
    const char *before;
    struct buffer detail; /* "+event.write −page.delete" */
};

static bool add_grant(const struct granting *granting, const char *area, const char *action,
                      const char *lang)
{
    struct stmt *stmt = query(granting->db, Q_staff_grant_add);
    bind_int(stmt, "role", granting->role);
    bind_text(stmt, "area", area);
    bind_text(stmt, "action", action);
    bind_text(stmt, "lang", lang);
    return run(stmt);
}

static bool grant_box(void *self, const char *area, const char *action, const char *lang,
                      bool exists, bool checked)
{
    struct granting *granting = self;
    const char *name = box_name(granting->arena, area, action, lang);
    bool before = has_box(granting->arena, granting->before, name), after = exists && checked;
    if (before != after)
        buffer_printf(&granting->detail, "%s%s%s", granting->detail.len ? " " : "",
                      after ? "+" : "−", name);
    if (!after)
        return true;
    return *lang ? add_grant(granting, area, "write", lang) &&
                       add_grant(granting, area, "publish", lang)
                 : add_grant(granting, area, action, "");
}

static bool save_grants(struct db *db, void *self, struct problem *problem)
{
    struct role_work *work = self;
    struct request *request = work->request;
    struct granting granting = {
        db, request->arena, work->role, boxes_of(db, request->arena, work->role), { 0 }
    };
    struct table_walk walk = { request->arena, boxes_sent(request), grant_box, NULL, &granting };
    struct stmt *clear = query(db, Q_staff_grants_clear);
    (void)problem;
    bind_int(clear, "role", work->role);
    bool good = put_names(db, work) && run(clear) && walk_table(&walk) &&
                audit_add(db, request, "role", "accounts", work->role,
                          granting.detail.len ? buffer_text(&granting.detail) : NULL);
    buffer_free(&granting.detail);
    return good;
}

static bool delete_role(struct db *db, void *self, struct problem *problem)
{
    const struct role_work *work = self;
    struct stmt *stmt = query(db, Q_staff_role_delete);
    bind_int(stmt, "id", work->role);
    if (!run(stmt))
        return false;
    if (!rows_changed(db))
        return problem_set(problem, FAULT_INPUT, "permission.role_in_use", "a role in use");
    return audit_add(db, work->request, "role", "accounts", work->role, "deleted");
}

/* Whether there is such a role that may be changed: the administrators' stays as it is. */
static bool may_change(struct request *request, int *status)
{
    struct stmt *stmt = query(request->db, Q_staff_role);
    bind_int(stmt, "id", role_asked(request));
    bool there = step(stmt), fixed = there && text_equal(col_text(stmt, "key"), "administrator");
    done(stmt);
    *status = !there ? 404 : fixed ? 403 : 200;
    return there && !fixed;
}

void admin_role_save(struct request *request, struct response *response)
{
    struct role_work work = { request, role_asked(request) };
    struct problem problem = { 0 };
    bool deletes = request_form(request, "delete") != NULL;
    if (!may_or_403(request, response, "accounts", ACTION_WRITE) ||
        !may_change(request, &response->status))
        return;
    if (!deletes && !names_good(request)) {
        response->status = 422;
        show_role(request, response, "permission.names_missing");
    } else if (store_write_quietly(site_store(), deletes ? delete_role : save_grants, &work,
                                   &problem)) {
        staff_saved(request, response, deletes ? "admin.deleted" : "admin.saved", 0,
                    deletes ? page_path(request, "admin_roles", NULL) : request->path);
    } else if (problem.fault == FAULT_INPUT) {
        response->status = 422;
        show_role(request, response, problem.key);
    } else {
        page_problem(request, response, &problem);
    }
}
