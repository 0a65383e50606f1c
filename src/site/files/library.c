#include "site/files/library.h"

#include "base/moment.h"
#include "base/text.h"
#include "record/uses.h"
#include "site/admin/staff.h"
#include "site/files/files.h"
#include "site/files/keep.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define PAGE_SIZE 48
#define USES_SHOWN 200

static const char *library_url(const struct request *request, int64_t id)
{
    return page_path(request, "admin_medium", arena_number(request->arena, id));
}

static const char *refusal(const struct request *request, const char *key, const char *argument)
{
    struct map *arguments = map_new(request->arena);
    map_text(arguments, "limit", argument ? argument : "");
    return locale_say(page_locale(request), request->arena, key, arguments);
}

static const char *kind_word(struct arena *arena, const char *type)
{
    const struct file_kind *kind = file_kind_of(type);
    char *word = arena_copy(arena, kind ? kind->extension : "");
    for (char *at = word; *at; at++)
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
    return word;
}

/* What the row does not say itself: kind, what is missing, how many use it, when it goes. */
static void complete(struct request *request, struct map *file)
{
    int count = 0;
    int64_t id = map_get(file, "id").number;
    bool picture = map_get(file, "is_picture").number;
    bool direct = map_get(file, "direct").number;
    struct value since = map_get(file, "unused_since");
    map_text(file, "kind", kind_word(request->arena, map_get_text(file, "type")));
    map_bool(file, "is_picture", picture);
    map_bool(file, "is_direct", direct);
    map_bool(file, "has_copies", map_get(file, "copies").number);
    map_bool(file, "no_alt_en", picture && !map_get_text(file, "alt_en"));
    map_bool(file, "no_alt_es", picture && !map_get_text(file, "alt_es"));
    map_text(file, "page_url", library_url(request, id));
    record_uses(request->db, request->arena, &file_type, id, request->lang, USES_SHOWN, &count);
    map_int(file, "uses_count", count);
    map_set(file, "gone_at",
            since.kind == VALUE_INT && !direct ? value_int(since.number + FILES_UNUSED_DAYS * 86400)
                                               : value_null());
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

static const char *const shows[] = { "all", "pictures", "documents", "no_alt", "unused", "copies" };

static const char *chosen_show(const struct request *request)
{
    for (size_t i = 1; i < sizeof shows / sizeof *shows; i++) {
        if (text_equal(shows[i], request_query(request, "show")))
            return shows[i];
    }
    return shows[0];
}

static void add_filters(struct request *request, struct map *page)
{
    static const char *const access[] = { "public", "members", "staff" };
    struct array *list = map_array(page, "shows");
    for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
        struct map *option = array_add_map(list);
        map_text(option, "value", i ? shows[i] : "");
        map_text(option, "label",
                 page_say(request, arena_print(request->arena, "files.show_%s", shows[i])));
        map_bool(option, "selected", chosen_show(request) == shows[i]);
    }
    list = map_array(page, "levels");
    for (size_t i = 0; i < sizeof access / sizeof *access; i++) {
        struct map *option = array_add_map(list);
        map_text(option, "value", access[i]);
        map_text(option, "label",
                 page_say(request, arena_print(request->arena, "file.access_%s", access[i])));
        map_bool(option, "selected", text_equal(access[i], request_query(request, "access")));
    }
}

static const char *like(struct arena *arena, const char *words)
{
    if (text_blank(words))
        return NULL;
    char *plain = arena_copy(arena, words);
    for (char *at = plain; *at; at++)
        *at = (char)(*at == '%' ? '_' : *at);
    return arena_print(arena, "%%%s%%", plain);
}

static void add_files(struct request *request, struct map *page)
{
    struct stmt *stmt = query(request->db, Q_files_library);
    struct array *list = map_array(page, "files");
    const char *access = request_query(request, "access");
    long long before = 0;
    int64_t last = 0;
    bind_int(stmt, "before",
             text_to_int(request_query(request, "before"), &before) ? before : INT64_MAX);
    bind_text(stmt, "words", like(request->arena, request_query(request, "q")));
    bind_text(stmt, "access", text_blank(access) ? NULL : access);
    bind_text(stmt, "show", chosen_show(request));
    bind_int(stmt, "limit", PAGE_SIZE + 1);
    bool more = false;
    while (step(stmt) && !(more = array_count(list) == PAGE_SIZE)) {
        struct map *file = copy_row(stmt, request->arena);
        last = map_get(file, "id").number;
        complete(request, file);
        array_add(list, map_value(file));
    }
    done(stmt);
    map_text(page, "next_url",
             more ? page_query_with(request, "before", arena_number(request->arena, last)) : NULL);
}

static void show_list(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "files.library"), NULL);
    map_text(page, "error", error);
    map_text(page, "q", request_query(request, "q") ? request_query(request, "q") : "");
    map_bool(page, "may_add", may(request, file_type.name, ACTION_WRITE));
    add_filters(request, page);
    add_files(request, page);
    page_render(request, response, "files/library.html", page);
}

void library_list(struct request *request, struct response *response)
{
    if (!may(request, file_type.name, ACTION_READ))
        response->status = 403;
    else
        show_list(request, response, NULL);
}

/* --- adding ---------------------------------------------------------------------------------------------------------- */

struct adding {
    struct arena *arena;
    struct new_file file;
    bool direct;
    int64_t id; /* of the new one, or of that which gets new bytes */
};

static bool add_file(struct db *db, void *self, struct problem *problem)
{
    struct adding *adding = self;
    const char *slug = file_add(db, adding->arena, &adding->file, adding->direct, problem);
    adding->id = slug ? record_by_slug(db, &file_type, slug) : 0;
    return slug != NULL;
}

static int64_t same_bytes(struct request *request, const struct new_file *file)
{
    struct stmt *stmt = query(request->db, Q_files_same);
    bind_text(stmt, "sha256", file->sha256);
    return scalar_int(stmt);
}

void library_add(struct request *request, struct response *response)
{
    struct adding adding = { .arena = request->arena,
                             .direct = request_form(request, "direct") != NULL };
    struct author author = visitor_author(request, "save", "history.added");
    struct problem problem = { 0 };
    const char *argument = NULL, *wrong = "error.no_file";
    int64_t change = 0, same = 0;
    if (!may(request, file_type.name, ACTION_WRITE)) {
        response->status = 403;
        return;
    }
    if (request->uploads)
        wrong = file_prepare(request->arena, request->uploads, false, &adding.file, &argument);
    if (wrong) {
        response->status = 422;
        show_list(request, response, refusal(request, wrong, argument));
        return;
    }
    if (!request_form(request, "again"))
        same = same_bytes(request, &adding.file);
    if (same)
        staff_saved(request, response, "files.here_already", 0, library_url(request, same));
    else if (store_write(site_store(), &author, add_file, &adding, &change, &problem))
        staff_saved(request, response, "files.added", change, library_url(request, adding.id));
    else
        page_problem(request, response, &problem);
}

/* --- one file ---------------------------------------------------------------------------------------------------------- */

static struct map *load_file(struct request *request, struct response *response, enum action action)
{
    struct stmt *stmt = query(request->db, Q_files_library_one);
    long long id = 0;
    bool allowed = may(request, file_type.name, action);
    text_to_int(request_param(request, 0), &id);
    bind_int(stmt, "id", id);
    struct map *row = stmt_map(stmt, request->arena);
    if (!allowed)
        response->status = 403;
    else if (!row)
        response->status = 404;
    return response->status == 200 ? row : NULL;
}

static void add_use(struct request *request, struct array *list, const struct record_type *type,
                    int64_t id, const char *title, const char *field)
{
    struct map *map = array_add_map(list);
    map_text(map, "title", title);
    map_text(map, "kind", page_say(request, arena_print(request->arena, "%s.one", type->name)));
    map_text(map, "field", field);
    map_text(map, "url",
             may(request, type->name, ACTION_READ)
                 ? staff_record_url(request, "admin_edit", type, id)
                 : NULL);
}

static void add_texts(struct request *request, struct array *list, int64_t id)
{
    struct stmt *stmt = query(request->db, Q_files_texts_naming);
    bind_int(stmt, "id", id);
    bind_int(stmt, "limit", USES_SHOWN);
    while (step(stmt)) {
        const struct record_type *type = record_type_named(col_text(stmt, "table_name"));
        int64_t record_id = col_int(stmt, "record_id");
        struct record *record =
            type ? record_load(request->db, request->arena, type, record_id) : NULL;
        if (record)
            add_use(request, list, type, record_id, record_title(record, request->lang),
                    page_say(request, "files.in_text"));
    }
    done(stmt);
}

static void add_uses(struct request *request, struct map *page, int64_t id)
{
    struct array *list = map_array(page, "uses");
    const struct use *use =
        record_uses(request->db, request->arena, &file_type, id, request->lang, USES_SHOWN, NULL);
    for (; use; use = use->next)
        add_use(request, list, use->type, use->id, use->title,
                page_say(request,
                         arena_print(request->arena, "%s.%s", use->type->name, use->field->name)));
    add_texts(request, list, id);
}

static void add_copies(struct request *request, struct map *page, const struct map *file)
{
    struct stmt *stmt = query(request->db, Q_files_copies);
    struct array *list = map_array(page, "copies");
    bind_int(stmt, "id", map_get(file, "id").number);
    while (step(stmt)) {
        struct map *copy = copy_row(stmt, request->arena);
        map_text(copy, "page_url", library_url(request, map_get(copy, "id").number));
        map_bool(copy, "mergeable",
                 text_equal(map_get_text(copy, "access"), map_get_text(file, "access")));
        array_add(list, map_value(copy));
    }
    done(stmt);
}

static void show_file(struct request *request, struct response *response, struct map *file,
                      const char *error)
{
    int64_t id = map_get(file, "id").number;
    struct map *page = staff_page(request, page_say(request, "files.library"),
                                  page_path(request, "admin_media", NULL));
    page_breadcrumb(request, page, map_get_text(file, "name"), NULL);
    complete(request, file);
    map_set(page, "file", map_value(file));
    map_text(page, "error", error);
    map_text(page, "action", library_url(request, id));
    map_text(page, "edit_url", staff_record_url(request, "admin_edit", &file_type, id));
    map_text(page, "history_url", staff_record_url(request, "admin_history", &file_type, id));
    map_bool(page, "may_write", may(request, file_type.name, ACTION_WRITE));
    map_bool(page, "may_delete", may(request, file_type.name, ACTION_DELETE));
    add_uses(request, page, id);
    add_copies(request, page, file);
    page_render(request, response, "files/one.html", page);
}

void library_show(struct request *request, struct response *response)
{
    struct map *file = load_file(request, response, ACTION_READ);
    if (file)
        show_file(request, response, file, NULL);
}

/* --- what is done with one ------------------------------------------------------------------------------------------- */

static bool put_new_bytes(struct db *db, void *self, struct problem *problem)
{
    struct adding *adding = self;
    return file_replace(db, adding->arena, adding->id, &adding->file, problem);
}

static void replace(struct request *request, struct response *response, struct map *file)
{
    struct adding adding = { .arena = request->arena, .id = map_get(file, "id").number };
    struct author author = visitor_author(request, "save", "files.history_replaced");
    struct problem problem = { 0 };
    const char *argument = NULL, *wrong = "error.no_file";
    int64_t change = 0;
    if (request->uploads)
        wrong = file_prepare(request->arena, request->uploads, map_get(file, "is_picture").number,
                             &adding.file, &argument);
    if (wrong) {
        response->status = 422;
        show_file(request, response, file, refusal(request, wrong, argument));
    } else if (store_write(site_store(), &author, put_new_bytes, &adding, &change, &problem)) {
        staff_saved(request, response, "files.replaced", change, library_url(request, adding.id));
    } else {
        page_problem(request, response, &problem);
    }
}

struct act {
    struct request *request;
    int64_t id;
    bool direct;
};

static bool bound(struct db *db, enum query_id query_id, int64_t id, int64_t to)
{
    struct stmt *stmt = query(db, query_id);
    bind_int(stmt, "id", id);
    bind_int(stmt, "to", to);
    return run(stmt);
}

/* One copy goes: what used it uses the file, its address goes on there. */
static bool merge_copy(struct db *db, struct arena *arena, int64_t copy, int64_t id,
                       struct problem *problem)
{
    return record_relink(db, arena, &file_type, copy, id) && bound(db, Q_files_alias, copy, id) &&
           bound(db, Q_files_aliases_move, copy, id) &&
           record_delete(db, &file_type, copy, problem);
}

static bool is_asked(const struct act *act, int64_t id)
{
    const struct pairs *form = &act->request->form;
    bool asked = false;
    for (int i = -1; (i = pairs_next(form, "merge", i + 1)) >= 0;)
        asked = asked || text_equal(form->at[i].value, arena_number(act->request->arena, id));
    return asked;
}

/* Those that were ticked and that the same people may open. */
static bool merge_copies(struct db *db, void *self, struct problem *problem)
{
    const struct act *act = self;
    struct arena *arena = act->request->arena;
    struct record *file = record_load(db, arena, &file_type, act->id);
    struct stmt *stmt = query(db, Q_files_copies);
    int64_t copies[100];
    int count = 0;
    bind_int(stmt, "id", act->id);
    while (file && count < 100 && step(stmt)) {
        if (is_asked(act, col_int(stmt, "id")) &&
            text_equal(col_text(stmt, "access"), record_value(file, "access", LANG_EN)))
            copies[count++] = col_int(stmt, "id");
    }
    done(stmt);
    bool good = file != NULL;
    for (int i = 0; i < count && good; i++)
        good = merge_copy(db, arena, copies[i], act->id, problem);
    return good;
}

static bool set_direct(struct db *db, void *self, struct problem *problem)
{
    const struct act *act = self;
    struct stmt *stmt = query(db, Q_files_direct);
    (void)problem;
    bind_int(stmt, "id", act->id);
    bind_int(stmt, "direct", act->direct);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool delete_file(struct db *db, void *self, struct problem *problem)
{
    const struct act *act = self;
    if (db_referenced(db, "file", act->id))
        return problem_set(problem, FAULT_CONFLICT, "record.in_use", "file %lld is used",
                           (long long)act->id);
    return record_delete(db, &file_type, act->id, problem);
}

static void act_on(struct request *request, struct response *response, struct act *act,
                   write_work *work, const char *why, const char *said, const char *to)
{
    struct author author = visitor_author(request, "save", why);
    struct problem problem = { 0 };
    int64_t change = 0;
    if (store_write(site_store(), &author, work, act, &change, &problem))
        staff_saved(request, response, said, change, to);
    else
        page_problem(request, response, &problem);
}

void library_act(struct request *request, struct response *response)
{
    bool wants_delete = request_form(request, "delete") != NULL;
    struct map *file = load_file(request, response, wants_delete ? ACTION_DELETE : ACTION_WRITE);
    if (!file)
        return;
    struct act act = { request, map_get(file, "id").number,
                       text_equal(request_form(request, "direct"), "1") };
    const char *here = library_url(request, act.id);
    if (wants_delete)
        act_on(request, response, &act, delete_file, "history.deleted", "admin.deleted",
               page_path(request, "admin_media", NULL));
    else if (request_form(request, "merge"))
        act_on(request, response, &act, merge_copies, "files.history_merged", "files.merged", here);
    else if (request_form(request, "direct"))
        act_on(request, response, &act, set_direct, "history.edited", "admin.saved", here);
    else
        replace(request, response, file);
}

struct value files_choose(struct db *db, struct arena *arena, enum language lang, bool pictures)
{
    struct stmt *stmt = query(db, Q_files_choose);
    bind_text(stmt, "lang", language_codes[lang]);
    bind_int(stmt, "pictures", pictures);
    return stmt_rows(stmt, arena);
}
