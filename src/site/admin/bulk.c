/* One action for many records: chosen in a list, confirmed on a page that says what it will do, done as one change. */
#include "record/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/admin/admin.h"
#include "site/admin/listing.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

#define BULK_LIMIT 20000 /* records: while they are written nobody else can write */
#define KEPT_SECONDS (7 * 86400)
#define SAMPLES 10
#define CHUNK 200

/* --- what can be done ---------------------------------------------------------------------------------------- */

struct bulk {
    int64_t id;
    const struct record_type *type;
    const char *action; /* "publish", "archive", "draft", "delete", "add", "remove", "set" */
    const struct field *field;
    const char *value, *back;
    int64_t chosen, published, changed, change;
    bool is_done;
};

static enum action right_of(const char *action)
{
    return !strcmp(action, "delete") ? ACTION_DELETE
           : !strcmp(action, "add") || !strcmp(action, "remove") || !strcmp(action, "set")
               ? ACTION_WRITE
               : ACTION_PUBLISH;
}

static bool may_act(const struct request *request, const struct record_type *type,
                    const char *action)
{
    bool state = right_of(action) == ACTION_PUBLISH;
    return may(request, type->name, right_of(action)) &&
           (!state || (!type->stateless && may(request, type->name, ACTION_WRITE)));
}

/* Whether many records can get FIELD changed by ACTION. */
static bool fits(const struct field *field, const char *action)
{
    if (!field || !(field->flags & FILTERED) || field->flags & (DERIVED | TRANSLATED))
        return false;
    return !strcmp(action, "set") ? field->kind == KIND_CHOICE || field->kind == KIND_YESNO
                                  : field->kind == KIND_LINKS;
}

static void add_act(struct map *page, struct array *acts, const char *value, const char *label)
{
    struct map *act = array_add_map(acts);
    map_text(act, "value", value);
    map_text(act, "label", label);
    map_bool(page, "may_act", true);
}

void listing_acts(struct request *request, struct map *page, const struct listing *listing)
{
    static const char *const plain[] = { "publish", "archive", "draft" };
    static const char *const on_fields[] = { "add", "remove", "set" };
    struct arena *arena = request->arena;
    const struct record_type *type = listing->type;
    struct array *acts = map_array(page, "acts");
    map_bool(page, "may_act", false);
    for (int i = 0; i < 3; i++) {
        if (may_act(request, type, plain[i]))
            add_act(page, acts, plain[i],
                    page_say(request, arena_print(arena, "lists.act_%s", plain[i])));
    }
    for (const struct field *field = type->fields; field->name; field++) {
        for (int i = 0; i < 3; i++) {
            if (!fits(field, on_fields[i]) || !may_act(request, type, on_fields[i]))
                continue;
            const char *word = page_say(request, arena_print(arena, "lists.act_%s", on_fields[i]));
            const char *name =
                page_say(request, arena_print(arena, "%s.%s", type->name, field->name));
            add_act(page, acts, arena_print(arena, "%s:%s", on_fields[i], field->name),
                    arena_print(arena, "%s: %s", word, name));
        }
    }
    if (may_act(request, type, "delete"))
        add_act(page, acts, "delete", page_say(request, "lists.act_delete"));
}

/* "add:topics" into action and field. False for what cannot be done. */
static bool read_act(struct request *request, const struct record_type *type, const char *text,
                     struct bulk *bulk)
{
    static const char *const known[] = { "publish", "archive", "draft", "delete",
                                         "add",     "remove",  "set" };
    const char *colon = text ? strchr(text, ':') : NULL;
    const char *action = colon ? arena_copy_n(request->arena, text, (size_t)(colon - text)) : text;
    bool found = false;
    for (size_t i = 0; action && i < sizeof known / sizeof *known; i++)
        found = found || !strcmp(known[i], action);
    *bulk = (struct bulk){ .type = type,
                           .action = action,
                           .field = colon ? field_named(type, colon + 1) : NULL };
    return found && (right_of(action) == ACTION_WRITE ? fits(bulk->field, action) : !colon);
}

/* --- choosing -------------------------------------------------------------------------------------------------- */

struct choosing {
    struct request *request;
    struct bulk *bulk;
    struct db *db;
    const struct selection *selection; /* NULL: the ticked ones */
    struct arena *arena;
    bool good;
};

static bool choose_one(void *self, int64_t id)
{
    struct choosing *choosing = self;
    struct bulk *bulk = choosing->bulk;
    int64_t version;
    const char *state;
    bool found = record_stand(choosing->db, choosing->arena, bulk->type, id, &version, &state);
    struct stmt *stmt = query(choosing->db, Q_lists_bulk_choose);
    bind_int(stmt, "bulk", bulk->id);
    bind_int(stmt, "record", id);
    bind_int(stmt, "version", version);
    if (!found) {
        done(stmt);
    } else if (!run(stmt)) {
        choosing->good = false;
    } else if (rows_changed(choosing->db)) {
        bulk->chosen++;
        bulk->published += text_equal(state, "published");
    }
    arena_reset(choosing->arena);
    return choosing->good && bulk->chosen <= BULK_LIMIT;
}

static void choose_ticked(struct choosing *choosing)
{
    const struct pairs *form = &choosing->request->form;
    for (int i = -1; (i = pairs_next(form, "id", i + 1)) >= 0;) {
        long long id;
        if (text_to_int(form->at[i].value, &id) && !choose_one(choosing, id))
            return;
    }
}

static bool choose(struct db *db, void *self, struct problem *problem)
{
    struct choosing *choosing = self;
    struct bulk *bulk = choosing->bulk;
    int64_t now = moment_now();
    struct stmt *stmt = query(db, Q_lists_bulk_forget);
    bind_int(stmt, "before", now - KEPT_SECONDS);
    if (!run(stmt))
        return false;
    stmt = query(db, Q_lists_bulk_add);
    bind_int(stmt, "account", visitor_of(choosing->request)->account);
    bind_text(stmt, "table_name", bulk->type->name);
    bind_text(stmt, "action", bulk->action);
    bind_text(stmt, "field", bulk->field ? bulk->field->name : NULL);
    bind_text(stmt, "back", bulk->back);
    bind_int(stmt, "now", now);
    if (!run(stmt))
        return false;
    bulk->id = last_insert_id(db);
    choosing->db = db;
    choosing->good = true;
    if (!choosing->selection)
        choose_ticked(choosing);
    else if (!selection_each(db, choosing->selection, choose_one, choosing))
        return false;
    if (bulk->chosen > BULK_LIMIT)
        return problem_set(problem, FAULT_INPUT, "lists.too_many", "bulk");
    if (!bulk->chosen)
        return problem_set(problem, FAULT_INPUT, "lists.none_ticked", "bulk");
    stmt = query(db, Q_lists_bulk_count);
    bind_int(stmt, "id", bulk->id);
    bind_int(stmt, "chosen", bulk->chosen);
    bind_int(stmt, "published", bulk->published);
    return choosing->good && run(stmt);
}

static const char *bulk_url(const struct request *request, int64_t id)
{
    return page_path(request, "admin_bulk", arena_number(request->arena, id));
}

void admin_bulk_begin(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    const char *text = request_form(request, "query");
    struct listing listing;
    struct bulk bulk;
    struct problem problem = { 0 };
    if (!type)
        return;
    if (!listing_of_text(request->arena, type, text ? text : "", &listing) ||
        !read_act(request, type, request_form(request, "act"), &bulk)) {
        response->status = 400;
        return;
    }
    if (!may_act(request, type, bulk.action)) {
        response->status = 403;
        return;
    }
    struct author author = visitor_author(request, "bulk", "lists.bulk");
    struct choosing choosing = { .request = request,
                                 .bulk = &bulk,
                                 .arena = arena_new(),
                                 .selection = text_equal(request_form(request, "scope"), "all")
                                                  ? listing.selection
                                                  : NULL };
    author.quiet = true;
    bulk.back = listing_query(request->arena, &listing);
    if (store_write(site_store(), &author, choose, &choosing, NULL, &problem)) {
        response_redirect(request, response, 303, bulk_url(request, bulk.id));
    } else if (problem.fault == FAULT_INPUT) {
        page_go(request, response, listing_url(request, &listing), problem.key);
    } else {
        page_problem(request, response, &problem);
    }
    arena_free(choosing.arena);
}

/* --- the pages ---------------------------------------------------------------------------------------------------- */

/* The visitor's own bulk action that the address names; false with 404, or 403 when he may not (any more). */
static bool find_bulk(struct request *request, struct response *response, struct bulk *bulk)
{
    struct stmt *stmt = query(request->db, Q_lists_bulk);
    bind_int(stmt, "id", strtoll(request_param(request, 0), NULL, 10));
    bind_int(stmt, "account", visitor_of(request)->account);
    bool row = step(stmt);
    *bulk = (struct bulk){ 0 };
    if (row) {
        bulk->id = col_int(stmt, "id");
        bulk->type = record_type_named(col_text(stmt, "table_name"));
        bulk->action = arena_copy(request->arena, col_text(stmt, "action"));
        bulk->field = bulk->type && !col_null(stmt, "field")
                          ? field_named(bulk->type, col_text(stmt, "field"))
                          : NULL;
        bulk->value = arena_copy(request->arena, col_text(stmt, "value"));
        bulk->back = arena_copy(request->arena, col_text(stmt, "back"));
        bulk->chosen = col_int(stmt, "chosen");
        bulk->published = col_int(stmt, "published");
        bulk->changed = col_int(stmt, "changed");
        bulk->change = col_int(stmt, "change_id");
        bulk->is_done = !col_null(stmt, "done_at");
    }
    done(stmt);
    if (!row || !bulk->type)
        response->status = 404;
    else if (!may_act(request, bulk->type, bulk->action))
        response->status = 403;
    return response->status == 200;
}

static void add_titles(struct request *request, struct array *list, const struct bulk *bulk,
                       struct stmt *rows, int limit)
{
    while (step(rows) && limit--) {
        int64_t id = col_int(rows, "record_id");
        struct map *item = array_add_map(list);
        const char *number = arena_number(request->arena, id);
        const char *title =
            record_title_of(request->db, request->arena, bulk->type, id, request->lang);
        map_text(item, "title", title ? title : number);
        map_text(item, "url",
                 title ? staff_record_url(request, "admin_edit", bulk->type, id) : NULL);
    }
    done(rows);
}

static const char *act_words(struct request *request, const struct bulk *bulk)
{
    struct arena *arena = request->arena;
    const char *word = page_say(request, arena_print(arena, "lists.act_%s", bulk->action));
    if (!bulk->field)
        return word;
    return arena_print(
        arena, "%s: %s", word,
        page_say(request, arena_print(arena, "%s.%s", bulk->type->name, bulk->field->name)));
}

static struct map *bulk_page(struct request *request, const struct bulk *bulk)
{
    const char *many = page_say(request, arena_print(request->arena, "%s.many", bulk->type->name));
    const char *back =
        arena_print(request->arena, "%s?%s", page_path(request, "admin_list", bulk->type->admin),
                    *bulk->back ? bulk->back : "all=1");
    struct map *page = staff_page(request, many, back);
    page_breadcrumb(request, page, act_words(request, bulk), NULL);
    map_text(page, "act_words", act_words(request, bulk));
    map_text(page, "many", many);
    map_text(page, "back_url", back);
    map_text(page, "action", request->path);
    map_int(page, "chosen", bulk->chosen);
    map_int(page, "published", bulk->published);
    map_int(page, "hidden_before", bulk->chosen - bulk->published);
    map_int(page, "changed", bulk->changed);
    return page;
}

static void add_values(struct request *request, struct map *page, const struct bulk *bulk)
{
    struct array *values = map_array(page, "values");
    struct pairs none = { 0 };
    const struct selection *selection = selection_parse(request->arena, bulk->type, &none);
    map_bool(page, "wants_value", bulk->field != NULL);
    map_text(page, "value_label",
             bulk->field ? page_say(request, arena_print(request->arena, "%s.%s", bulk->type->name,
                                                         bulk->field->name))
                         : NULL);
    if (bulk->field && bulk->field->kind == KIND_LINKS && !strcmp(bulk->action, "add"))
        selection_targets(request->db, values, page_locale(request), bulk->field);
    else if (bulk->field)
        selection_choices(request->db, values, page_locale(request), selection, bulk->field);
}

static void show_confirm(struct request *request, struct response *response,
                         const struct bulk *bulk)
{
    struct map *page = bulk_page(request, bulk);
    struct stmt *rows = query(request->db, Q_lists_bulk_rows);
    bind_int(rows, "bulk", bulk->id);
    bind_int(rows, "after", 0);
    bind_int(rows, "many", SAMPLES);
    add_titles(request, map_array(page, "samples"), bulk, rows, SAMPLES);
    map_set(page, "more",
            bulk->chosen > SAMPLES ? value_int(bulk->chosen - SAMPLES) : value_null());
    map_text(page, "consequence_key", arena_print(request->arena, "lists.what_%s", bulk->action));
    map_bool(page, "says_published", bulk->published > 0);
    map_bool(page, "is_delete", !strcmp(bulk->action, "delete"));
    add_values(request, page, bulk);
    page_render(request, response, "admin/bulk.html", page);
}

static void show_result(struct request *request, struct response *response, const struct bulk *bulk)
{
    struct map *page = bulk_page(request, bulk);
    struct array *troubles = map_array(page, "troubles");
    struct stmt *stmt = query(request->db, Q_lists_bulk_troubles);
    bind_int(stmt, "bulk", bulk->id);
    while (step(stmt)) {
        struct map *trouble = array_add_map(troubles);
        const char *key = arena_copy(request->arena, col_text(stmt, "trouble"));
        struct stmt *rows = query(request->db, Q_lists_bulk_troubled);
        map_text(trouble, "reason_key", key);
        map_int(trouble, "n", col_int(stmt, "n"));
        bind_int(rows, "bulk", bulk->id);
        bind_text(rows, "trouble", key);
        add_titles(request, map_array(trouble, "records"), bulk, rows, 50);
    }
    done(stmt);
    map_text(page, "undo_url",
             bulk->change
                 ? page_path(request, "admin_undo", arena_number(request->arena, bulk->change))
                 : NULL);
    page_render(request, response, "admin/bulk_done.html", page);
}

void admin_bulk(struct request *request, struct response *response)
{
    struct bulk bulk;
    if (!find_bulk(request, response, &bulk))
        return;
    if (bulk.is_done)
        show_result(request, response, &bulk);
    else
        show_confirm(request, response, &bulk);
}

/* --- doing ----------------------------------------------------------------------------------------------------------- */

struct doing {
    const struct bulk *bulk;
    struct record_action action;
    struct arena *arena; /* of one record */
    int64_t changed;
    bool taken;
};

static struct record_action action_of(const struct request *request, const struct bulk *bulk)
{
    static const struct {
        const char *name, *state;
        int act;
    } known[] = { { "publish", "published", ACT_STATE },
                  { "archive", "archived", ACT_STATE },
                  { "draft", "draft", ACT_STATE },
                  { "delete", NULL, ACT_DELETE },
                  { "add", NULL, ACT_ADD },
                  { "remove", NULL, ACT_REMOVE },
                  { "set", NULL, ACT_SET } };
    struct record_action action = { .field = bulk->field, .value = bulk->value };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].name, bulk->action))
            continue;
        action.act = known[i].act;
        action.value = known[i].state ? known[i].state : bulk->value;
    }
    action.not_public = !may(request, bulk->type->name, ACTION_PUBLISH);
    return action;
}

static bool act_on(struct db *db, struct doing *doing, int64_t id, int64_t version,
                   struct problem *problem)
{
    const char *trouble =
        record_act(db, doing->arena, doing->bulk->type, id, version, &doing->action, problem);
    bool good = !problem->fault;
    if (good && trouble) {
        struct stmt *stmt = query(db, Q_lists_bulk_trouble);
        bind_int(stmt, "bulk", doing->bulk->id);
        bind_int(stmt, "record", id);
        bind_text(stmt, "trouble", trouble);
        good = run(stmt);
    }
    doing->changed += !trouble;
    arena_reset(doing->arena);
    return good;
}

static int next_rows(struct db *db, const struct doing *doing, int64_t after,
                     int64_t rows[CHUNK][2])
{
    struct stmt *stmt = query(db, Q_lists_bulk_rows);
    int count = 0;
    bind_int(stmt, "bulk", doing->bulk->id);
    bind_int(stmt, "after", after);
    bind_int(stmt, "many", CHUNK);
    while (step(stmt) && count < CHUNK) {
        rows[count][0] = col_int(stmt, "record_id");
        rows[count++][1] = col_int(stmt, "version");
    }
    done(stmt);
    return count;
}

static bool act_on_all(struct db *db, void *self, struct problem *problem)
{
    struct doing *doing = self;
    int64_t rows[CHUNK][2], after = 0;
    struct stmt *stmt = query(db, Q_lists_bulk_take);
    bind_int(stmt, "id", doing->bulk->id);
    bind_int(stmt, "now", moment_now());
    bind_text(stmt, "value", doing->bulk->value);
    if (!run(stmt))
        return false;
    doing->taken = rows_changed(db);
    if (!doing->taken)
        return true; /* pressed twice: it is done already */
    for (int count = CHUNK; count == CHUNK;) {
        count = next_rows(db, doing, after, rows);
        for (int i = 0; i < count; i++) {
            if (!act_on(db, doing, rows[i][0], rows[i][1], problem))
                return false;
        }
        after = count ? rows[count - 1][0] : after;
    }
    stmt = query(db, Q_lists_bulk_clear);
    bind_int(stmt, "bulk", doing->bulk->id);
    struct stmt *end = query(db, Q_lists_bulk_done);
    bind_int(end, "id", doing->bulk->id);
    bind_int(end, "changed", doing->changed);
    return run(stmt) && run(end);
}

struct noting {
    int64_t bulk, change;
};

static bool note_change(struct db *db, void *self, struct problem *problem)
{
    const struct noting *noting = self;
    struct stmt *stmt = query(db, Q_lists_bulk_change);
    (void)problem;
    bind_int(stmt, "id", noting->bulk);
    bind_int(stmt, "change", noting->change);
    return run(stmt);
}

/* Whether what was chosen for the field can be: a choice of it, a record that is there. */
static bool value_fits(struct request *request, const struct bulk *bulk)
{
    const struct field *field = bulk->field;
    if (!field)
        return true;
    if (text_blank(bulk->value))
        return false;
    if (field->kind == KIND_LINKS)
        return record_by_slug(request->db, record_type_named(field->target), bulk->value) != 0;
    if (field->kind == KIND_YESNO)
        return text_equal(bulk->value, "1") || text_equal(bulk->value, "0");
    for (int i = 0; field->choices[i]; i++) {
        if (text_equal(field->choices[i], bulk->value))
            return true;
    }
    return false;
}

void admin_bulk_do(struct request *request, struct response *response)
{
    struct bulk bulk;
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!find_bulk(request, response, &bulk))
        return;
    bulk.value = bulk.field ? request_form(request, "value") : NULL;
    if (!bulk.is_done && !value_fits(request, &bulk)) {
        page_go(request, response, request->path, "lists.choose_value");
        return;
    }
    struct author author =
        visitor_author(request, "bulk", arena_print(request->arena, "lists.why_%s", bulk.action));
    struct doing doing = { .bulk = &bulk,
                           .action = action_of(request, &bulk),
                           .arena = arena_new() };
    bool good =
        bulk.is_done || store_write(site_store(), &author, act_on_all, &doing, &change, &problem);
    arena_free(doing.arena);
    if (!good) {
        page_problem(request, response, &problem);
        return;
    }
    if (doing.taken && change) {
        struct noting noting = { bulk.id, change };
        author.quiet = true;
        store_write(site_store(), &author, note_change, &noting, NULL, &problem);
    }
    response_redirect(request, response, 303, request->path);
}
