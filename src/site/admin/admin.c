#include "site/admin/admin.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record.h"
#include "site/accounts/mail.h"
#include "site/edit.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define WELCOME_SECONDS (7 * 86400)
#define PAGE_SIZE 50
#define UNDO_AT_ONCE 100 /* rows: more asks first */

static struct author author_of(const struct request *request, const char *kind, const char *why)
{
    const struct visitor *visitor = visitor_of(request);
    return (struct author){ .account = visitor->account,
                            .name = *visitor->name ? visitor->name : visitor->email,
                            .kind = kind,
                            .why = why };
}

static struct map *staff_page(struct request *request, const char *label, const char *url)
{
    struct map *page = map_new(request->arena);
    struct array *nav = map_array(page, "staff_nav");
    for (const struct record_type *const *type = site_types; *type; type++) {
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

void admin_queue(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, page_say(request, "admin.approvals"), NULL);
    map_set(page, "applicants", stmt_rows(query(request->db, Q_admin_queue), request->arena));
    page_render(request, response, "admin/queue.html", page);
}

struct decision {
    struct request *request;
    int64_t member;
    bool approve;
    const char *reason;
};

static bool tell(struct db *db, struct decision *decision)
{
    struct request *request = decision->request;
    struct map *words = map_new(request->arena);
    struct stmt *stmt = query(db, Q_admin_member_mail);
    bind_int(stmt, "id", decision->member);
    struct value value = stmt_row(stmt, request->arena);
    struct value email = value_get(value, symbol_of("email")),
                 language = value_get(value, symbol_of("language"));
    if (email.kind != VALUE_TEXT)
        return true; /* nobody to write to */
    enum language lang =
        language.kind == VALUE_TEXT && !strcmp(language.text, "en") ? LANG_EN : LANG_ES;
    const char *name = value_get(value, symbol_of("display_name")).text;
    int64_t account = decision->approve ? account_put(db, email.text, name, "member",
                                                      language_codes[lang], decision->member)
                                        : 0;
    const char *token = account ? account_link(db, request->arena, account, WELCOME_SECONDS) : NULL;
    map_text(words, "name", name);
    map_text(words, "reason", text_blank(decision->reason) ? NULL : decision->reason);
    map_text(words, "link",
             token ? arena_print(request->arena, "%s%s", request->origin,
                                 page_path_in(request, lang, "sign_in_link", token))
                   : NULL);
    return (token || !decision->approve) &&
           mail_add(db, request->arena, lang, decision->approve ? "welcome" : "declined",
                    email.text, words, account, decision->member);
}

static bool decide(struct db *db, void *self, struct problem *problem)
{
    struct decision *decision = self;
    struct stmt *stmt = query(db, decision->approve ? Q_admin_approve : Q_admin_decline);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "id", decision->member);
    if (!run(stmt))
        return false;
    if (!rows_changed(db))
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "not waiting any more");
    return tell(db, decision);
}

void admin_decide(struct request *request, struct response *response)
{
    struct decision decision = { request, strtoll(request_param(request, 0), NULL, 10),
                                 request_form(request, "approve") != NULL,
                                 request_form(request, "reason") };
    struct author author =
        author_of(request, "save", decision.approve ? "history.approved" : "history.declined");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!store_write(site_store(), &author, decide, &decision, &change, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    session_notice(
        request, page_say(request, decision.approve ? "admin.approved" : "admin.declined"),
        page_path(request, "admin_undo", arena_print(request->arena, "%lld", (long long)change)));
    response_redirect(request, response, 303, page_path(request, "admin_queue", NULL));
}

void admin_outbox(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, page_say(request, "admin.outbox"), NULL);
    map_set(page, "messages", stmt_rows(query(request->db, Q_admin_outbox), request->arena));
    struct stmt *server = query(request->db, Q_outbox_setting);
    bind_text(server, "key", "mail.url");
    map_bool(page, "no_smtp",
             text_blank(scalar_text(server, request->arena)) && !getenv("INMD_SMTP_URL"));
    page_render(request, response, "admin/outbox.html", page);
}

void admin_changes(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, page_say(request, "admin.changes"), NULL);
    struct stmt *stmt = query(request->db, Q_admin_changes);
    long long before = 0;
    bind_int(stmt, "before",
             text_to_int(request_query(request, "before"), &before) ? before : INT64_MAX);
    map_set(page, "changes", stmt_rows(stmt, request->arena));
    page_render(request, response, "admin/changes.html", page);
}

/* Undoing much asks first: how much, and whose. True when the page was written. */
static bool undo_asks(struct request *request, struct response *response, int64_t number)
{
    struct stmt *stmt = query(request->db, Q_admin_change);
    bind_int(stmt, "id", number);
    struct value change = stmt_row(stmt, request->arena);
    if (change.kind != VALUE_OBJECT) {
        response->status = 404;
        return true;
    }
    if (request_form(request, "sure") || request_form(request, "partly") ||
        value_get(change, symbol_of("rows")).number <= UNDO_AT_ONCE)
        return false;
    struct map *page = staff_page(request, page_say(request, "admin.changes"),
                                  page_path(request, "admin_changes", NULL));
    map_set(page, "change", change);
    map_text(page, "action", request->path);
    page_render(request, response, "admin/undo_sure.html", page);
    return true;
}

void admin_undo(struct request *request, struct response *response)
{
    struct author author = author_of(request, "undo", "history.undo");
    struct problem problem = { 0 };
    struct array *conflicts = NULL;
    int64_t number = strtoll(request_param(request, 0), NULL, 10), change = 0;
    bool partly = request_form(request, "partly") != NULL;
    if (undo_asks(request, response, number))
        return;
    if (store_undo(site_store(), &author, number, partly, request->arena, &conflicts, &change,
                   &problem)) {
        session_notice(request, page_say(request, "admin.undone"),
                       page_path(request, "admin_undo",
                                 arena_print(request->arena, "%lld", (long long)change)));
        response_redirect(request, response, 303, page_path(request, "admin_changes", NULL));
    } else if (problem.fault == FAULT_CONFLICT) {
        struct map *page = staff_page(request, page_say(request, "admin.changes"),
                                      page_path(request, "admin_changes", NULL));
        map_int(page, "number", number);
        map_text(page, "action", request->path);
        map_set(page, "conflicts", array_value(conflicts));
        response->status = 409;
        page_render(request, response, "admin/undo.html", page);
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- records -------------------------------------------------------------------------------------------------------- */

static const struct record_type *type_of(const struct request *request, struct response *response)
{
    const struct record_type *type = record_type_admin(request_param(request, 0));
    if (!type)
        response->status = 404;
    else if (!visitor_may(request, type->may_read))
        response->status = 403;
    return response->status == 200 ? type : NULL;
}

static const char *list_url(const struct request *request, const struct record_type *type)
{
    return page_path(request, "admin_list", type->admin);
}

static void add_filters(struct request *request, struct map *page, const struct record_type *type)
{
    struct array *filters = map_array(page, "filters");
    static const char *const states[] = { "draft",   "published", "archived",
                                          "pending", "declined",  NULL };
    struct map *state = array_add_map(filters);
    struct array *options = map_array(state, "options");
    map_text(state, "name", "state");
    map_text(state, "label", page_say(request, "record.state"));
    for (int i = 0; states[i]; i++) {
        struct map *option = array_add_map(options);
        map_text(option, "value", states[i]);
        map_text(option, "label",
                 page_say(request, arena_print(request->arena, "record.state_%s", states[i])));
        map_bool(option, "selected", text_equal(request_query(request, "state"), states[i]));
    }
    for (const struct field *field = type->fields; field->name; field++) {
        if (!(field->flags & FILTERED) || !field->choices)
            continue;
        struct map *filter = array_add_map(filters);
        options = map_array(filter, "options");
        map_text(filter, "name", field->name);
        map_text(filter, "label",
                 page_say(request, arena_print(request->arena, "%s.%s", type->name, field->name)));
        for (int i = 0; field->choices[i]; i++) {
            struct map *option = array_add_map(options);
            map_text(option, "value", field->choices[i]);
            map_text(option, "label",
                     page_say(request, arena_print(request->arena, "%s.%s_%s", type->name,
                                                   field->name, field->choices[i])));
            map_bool(option, "selected",
                     text_equal(request_query(request, field->name), field->choices[i]));
        }
    }
}

void admin_list(struct request *request, struct response *response)
{
    const struct record_type *type = type_of(request, response);
    long long after = 0;
    if (!type)
        return;
    text_to_int(request_query(request, "after"), &after);
    struct map *page = staff_page(
        request, page_say(request, arena_print(request->arena, "%s.many", type->name)), NULL);
    struct list_options options = { .locale = page_locale(request),
                                    .search = request_query(request, "q"),
                                    .query = &request->query,
                                    .after = after,
                                    .limit = PAGE_SIZE };
    record_list(request->db, page, type, &options);
    add_filters(request, page, type);
    struct value next = map_get(page, "next");
    map_text(page, "next_url",
             next.kind == VALUE_INT
                 ? page_query_with(request, "after",
                                   arena_print(request->arena, "%lld", (long long)next.number))
                 : NULL);
    map_text(page, "list_url", list_url(request, type));
    map_text(page, "type_title",
             page_say(request, arena_print(request->arena, "%s.many", type->name)));
    map_text(page, "q", request_query(request, "q") ? request_query(request, "q") : "");
    page_render(request, response, "admin/list.html", page);
}

static struct edit edit_of(struct request *request, const struct record_type *type, int64_t id)
{
    return (struct edit){
        .type = type,
        .id = id,
        .template = "admin/edit.html",
        .options = { .locale = page_locale(request), .visibility = true, .slug = true },
        .action = request->path,
        .submit_key = "admin.save",
        .why = id ? "history.edited" : "history.added"
    };
}

static struct map *edit_page(struct request *request, const struct record_type *type, int64_t id)
{
    struct map *page =
        staff_page(request, page_say(request, arena_print(request->arena, "%s.many", type->name)),
                   list_url(request, type));
    const char *params[4] = { type->admin, request_param(request, 1) };
    page_breadcrumb(request, page, page_say(request, id ? "admin.edit" : "admin.add"), NULL);
    map_bool(page, "is_new", !id);
    map_bool(page, "may_delete", id && visitor_may(request, type->may_delete));
    map_text(page, "history_url", id ? page_path_params(request, "admin_history", params) : NULL);
    map_text(page, "public_url", NULL);
    return page;
}

static int64_t id_of(const struct request *request)
{
    long long id = 0;
    return text_to_int(request_param(request, 1), &id) ? id : 0;
}

static bool id_given(const struct request *request)
{
    return id_of(request) > 0 || text_equal(request_param(request, 1), "new");
}

void admin_edit(struct request *request, struct response *response)
{
    const struct record_type *type = type_of(request, response);
    int64_t id = id_of(request);
    if (!type)
        return;
    struct record *record = !id_given(request) ? NULL
                            : id               ? record_load(request->db, request->arena, type, id)
                                               : record_new(request->arena, type);
    if (!record) {
        response->status = 404;
        return;
    }
    struct edit edit = edit_of(request, type, id);
    struct map *page = edit_page(request, type, id);
    if (type == &file_type && !id) {
        file_new_show(request, response, page, NULL);
        return;
    }
    if (id && type->path && text_equal(record->state, "published"))
        map_text(page, "public_url", page_path(request, type->path, record->slug));
    edit_show(request, response, page, &edit, record, NULL, NULL, NULL);
}

struct removal {
    const struct record_type *type;
    int64_t id;
};

static bool remove_record(struct db *db, void *self, struct problem *problem)
{
    const struct removal *removal = self;
    return record_delete(db, removal->type, removal->id, problem);
}

static void say_saved(struct request *request, struct response *response, const char *key,
                      int64_t change, const char *to)
{
    const char *undo = change ? page_path(request, "admin_undo",
                                          arena_print(request->arena, "%lld", (long long)change))
                              : NULL;
    session_notice(request, page_say(request, key), undo);
    response_redirect(request, response, 303, to);
}

static void delete_record(struct request *request, struct response *response,
                          const struct record_type *type, int64_t id)
{
    struct removal removal = { type, id };
    struct author author = author_of(request, "save", "history.deleted");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!visitor_may(request, type->may_delete))
        response->status = 403;
    else if (store_write(site_store(), &author, remove_record, &removal, &change, &problem))
        say_saved(request, response, "admin.deleted", change, list_url(request, type));
    else
        page_problem(request, response, &problem);
}

void admin_save(struct request *request, struct response *response)
{
    const struct record_type *type = type_of(request, response);
    int64_t id = id_of(request), change = 0;
    if (!type || !id_given(request)) {
        response->status = type ? 404 : response->status;
        return;
    }
    if (!visitor_may(request, type->may_write)) {
        response->status = 403;
        return;
    }
    if (request_form(request, "delete") && id) {
        delete_record(request, response, type, id);
        return;
    }
    struct edit edit = edit_of(request, type, id);
    edit.state = request_form(request, "publish")   ? "published"
                 : request_form(request, "archive") ? "archived"
                 : request_form(request, "draft")   ? "draft"
                                                    : NULL;
    struct map *page = edit_page(request, type, id);
    bool saved = type == &file_type && !id
                     ? file_new_save(request, response, page, &id, &change)
                     : edit_save(request, response, page, &edit, &id, &change);
    if (saved) {
        const char *params[4] = { type->admin, arena_print(request->arena, "%lld", (long long)id) };
        say_saved(request, response, "admin.saved", change,
                  page_path_params(request, "admin_edit", params));
    }
}

void admin_history(struct request *request, struct response *response)
{
    const struct record_type *type = type_of(request, response);
    int64_t id = id_of(request);
    struct record *record = type && id ? record_load(request->db, request->arena, type, id) : NULL;
    if (!type)
        return;
    if (!record) {
        response->status = 404;
        return;
    }
    struct map *page =
        staff_page(request, page_say(request, arena_print(request->arena, "%s.many", type->name)),
                   list_url(request, type));
    const char *params[4] = { type->admin, request_param(request, 1) };
    page_breadcrumb(request, page, record_title(record, request->lang),
                    page_path_params(request, "admin_edit", params));
    page_breadcrumb(request, page, page_say(request, "admin.history"), NULL);
    map_text(page, "record_title", record_title(record, request->lang));
    map_text(page, "action", request->path);
    map_set(page, "changes",
            record_history(request->db, request->arena, type, id, page_locale(request)));
    page_render(request, response, "admin/history.html", page);
}

struct restoring {
    const struct record_type *type;
    int64_t id, change;
};

static bool restore_record(struct db *db, void *self, struct problem *problem)
{
    const struct restoring *restoring = self;
    return record_restore(db, restoring->type, restoring->id, restoring->change, problem);
}

void admin_restore(struct request *request, struct response *response)
{
    const struct record_type *type = type_of(request, response);
    struct author author = author_of(request, "save", "history.restored");
    struct problem problem = { 0 };
    long long number = 0;
    int64_t change = 0;
    if (!type)
        return;
    struct restoring restoring = { type, id_of(request), 0 };
    if (!visitor_may(request, type->may_write)) {
        response->status = 403;
    } else if (!text_to_int(request_form(request, "change"), &number) || number < 1) {
        response->status = 404;
    } else {
        restoring.change = number;
        if (store_write(site_store(), &author, restore_record, &restoring, &change, &problem))
            say_saved(request, response, "admin.restored", change, request->path);
        else
            page_problem(request, response, &problem);
    }
}
