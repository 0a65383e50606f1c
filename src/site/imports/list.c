/* The list of imports, and sending a file. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/imports/imports.h"
#include "site/imports/plan.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define PAGE_SIZE 50
#define KEPT_SECONDS (7 * 86400)
#define IMPORT_BYTES (30 * 1024 * 1024)
#define NAME_BYTES 120
#define EMAILS_AT_ONCE 10000

static bool may_import(const struct request *request, const struct record_type *type)
{
    return may(request, "imports", ACTION_WRITE) && may(request, type->name, ACTION_WRITE);
}

static void add_types(struct request *request, struct map *page, const char *chosen)
{
    struct array *types = map_array(page, "types");
    for (const struct record_type *const *type = site_types; *type; type++) {
        if (!may_import(request, *type))
            continue;
        struct map *option = array_add_map(types);
        map_text(option, "value", (*type)->name);
        map_text(option, "label",
                 page_say(request, arena_print(request->arena, "%s.many", (*type)->name)));
        map_bool(option, "selected",
                 text_equal((*type)->name, chosen) || text_equal((*type)->admin, chosen));
    }
}

static void show_list(struct request *request, struct response *response, const char *error)
{
    struct map *page = staff_page(request, page_say(request, "imports.title"), NULL);
    struct stmt *stmt = query(request->db, Q_imports_list);
    const char *chosen = request_form(request, "type");
    long long before = 0;
    bind_int(stmt, "before",
             text_to_int(request_query(request, "before"), &before) ? before : INT64_MAX);
    bind_int(stmt, "limit", PAGE_SIZE);
    struct array *list = map_array(page, "imports");
    int64_t last = 0;
    size_t seen = 0;
    for (; step(stmt); seen++) {
        last = col_int(stmt, "id");
        if (may(request, col_text(stmt, "type"), ACTION_READ))
            array_add(list, map_value(copy_row(stmt, request->arena)));
    }
    done(stmt);
    add_types(request, page, chosen ? chosen : request_query(request, "type"));
    bool type_wrong = error && text_equal(error, page_say(request, "imports.choose_type"));
    map_text(page, "error", error);
    map_bool(page, "type_wrong", type_wrong);
    map_bool(page, "file_wrong", error && !type_wrong);
    map_text(page, "next_url",
             seen == PAGE_SIZE
                 ? page_query_with(request, "before", arena_number(request->arena, last))
                 : NULL);
    page_render(request, response, "imports/list.html", page);
}

void imports_list(struct request *request, struct response *response)
{
    if (!may(request, "imports", ACTION_READ))
        response->status = 403;
    else
        show_list(request, response, NULL);
}

/* --- sending a file ------------------------------------------------------------------------------------------------ */

struct sending {
    struct request *request;
    const struct record_type *type;
    const struct upload *upload;
    struct table table;
    long rows;
    int64_t id;
    struct arena *arena; /* of the addresses */
    const char **emails;
    size_t count, room;
};

static void add_email(struct sending *sending, const char *from, size_t len)
{
    if (sending->count == sending->room) {
        sending->room = sending->room ? sending->room * 2 : 256;
        sending->emails = realloc(sending->emails, sending->room * sizeof *sending->emails);
        if (!sending->emails)
            abort();
    }
    sending->emails[sending->count++] = arena_copy_n(sending->arena, from, len);
}

/* Every address in a cell: whoever is erased takes the file along. */
static void note_emails(struct sending *sending, const char *cell)
{
    static const char ends[] = " \t\r\n,;<>()\"'|:";
    for (const char *at = cell; (at = strchr(at, '@'));) {
        const char *from = at, *to = at + strcspn(at, ends);
        while (from > cell && !strchr(ends, from[-1]))
            from--;
        if (from < at && to > at + 1 && to - from < 255)
            add_email(sending, from, (size_t)(to - from));
        at = to;
    }
}

static int by_email(const void *one, const void *other)
{
    return strcasecmp(*(const char *const *)one, *(const char *const *)other);
}

/* In their order and each once, before anybody has to wait for it. */
static void sort_emails(struct sending *sending)
{
    size_t kept = 0;
    if (sending->count)
        qsort(sending->emails, sending->count, sizeof *sending->emails, by_email);
    for (size_t i = 0; i < sending->count; i++) {
        if (!kept || strcasecmp(sending->emails[kept - 1], sending->emails[i]) != 0)
            sending->emails[kept++] = sending->emails[i];
    }
    sending->count = kept;
}

static bool keep_emails(struct db *db, const struct sending *sending)
{
    bool good = true;
    for (size_t i = 0; i < sending->count && good;) {
        json_t *some = json_array();
        for (size_t end = i + EMAILS_AT_ONCE; i < sending->count && i < end; i++)
            json_array_append_new(some, json_string(sending->emails[i]));
        char *list = json_dumps(some, JSON_COMPACT);
        struct stmt *add = query(db, Q_imports_emails_add);
        bind_text(add, "emails", list);
        bind_int(add, "id", sending->id);
        good = run(add);
        free(list);
        json_decref(some);
    }
    return good;
}

static bool look_at_row(void *self, long number, const char *const *cells, const char *fault)
{
    struct sending *sending = self;
    (void)number;
    sending->rows++;
    for (int i = 0; i < sending->table.columns && !fault; i++)
        note_emails(sending, cells[i]);
    return true;
}

static const char *header_hash(struct arena *arena, const struct table *table)
{
    char *hash = arena_alloc(arena, HASH_SIZE);
    const char *names = "";
    for (int i = 0; i < table->columns; i++)
        names = arena_print(arena, "%s\n%s", names, locale_fold(arena, table->names[i]));
    secret_hash(names, hash);
    return hash;
}

/* The last part of what the sender called it. */
static const char *plain_name(struct arena *arena, const char *sent)
{
    const char *start = sent;
    for (const char *at = sent; *at; at++) {
        if (*at == '/' || *at == '\\')
            start = at + 1;
    }
    size_t len = strlen(start);
    len = len > NAME_BYTES ? NAME_BYTES : len;
    while (len && !text_is_utf8(start, len))
        len--;
    return len ? arena_copy_n(arena, start, len) : "?";
}

static bool keep_file(struct db *db, void *self, struct problem *problem)
{
    struct sending *sending = self;
    struct request *request = sending->request;
    const struct visitor *visitor = visitor_of(request);
    struct stmt *add = query(db, Q_imports_add);
    (void)problem;
    bind_text(add, "type", sending->type->name);
    bind_text(add, "name", plain_name(request->arena, sending->upload->filename));
    bind_text(add, "encoding", sending->table.encoding);
    bind_int(add, "guessed", sending->table.guessed);
    bind_int(add, "rows", sending->rows);
    bind_text(add, "header", header_hash(request->arena, &sending->table));
    bind_int(add, "account", visitor->account);
    bind_text(add, "who", visitor_name(visitor));
    bind_int(add, "now", moment_now());
    if (!run(add))
        return false;
    sending->id = last_insert_id(db);
    struct stmt *file = query(db, Q_imports_file_add);
    bind_int(file, "id", sending->id);
    bind_blob(file, "data", sending->upload->bytes, sending->upload->len);
    if (!run(file))
        return false;
    return keep_emails(db, sending) &&
           job_add(db, "import_purge", sending->id, moment_now() + KEPT_SECONDS);
}

static const char *say_wrong(struct request *request, const char *key, const char *argument)
{
    struct import_error error = { .key = key, .argument = argument };
    return import_message(page_locale(request), request->arena, &error);
}

void imports_upload(struct request *request, struct response *response)
{
    struct sending sending = { .request = request,
                               .type = record_type_named(request_form(request, "type")),
                               .upload = request->uploads };
    struct problem problem = { 0 };
    const char *wrong = NULL, *argument = NULL;
    if (!may(request, "imports", ACTION_WRITE) ||
        (sending.type && !may_import(request, sending.type))) {
        response->status = 403;
        return;
    }
    sending.arena = arena_new();
    if (!sending.type)
        wrong = "imports.choose_type";
    else if (!sending.upload || !sending.upload->len)
        wrong = "imports.choose_file";
    else if (sending.upload->len > IMPORT_BYTES)
        wrong = "error.file_too_large", argument = "30 MB";
    else
        wrong = table_open(request->arena, sending.upload->bytes, sending.upload->len,
                           &sending.table, &argument);
    if (!wrong)
        table_each(&sending.table, look_at_row, &sending);
    sort_emails(&sending);
    long rows = sending.rows;
    if (!wrong && !rows)
        wrong = "imports.no_rows";
    if (wrong) {
        response->status = 422;
        show_list(request, response, say_wrong(request, wrong, argument));
    } else if (store_write_quietly(site_store(), keep_file, &sending, &problem)) {
        response_redirect(request, response, 303, import_url(request, sending.id));
    } else {
        page_problem(request, response, &problem);
    }
    free(sending.emails);
    arena_free(sending.arena);
}

bool imports_purge(struct db *db, int64_t id, struct problem *problem)
{
    static const enum query_id steps[] = { Q_imports_purge_file, Q_imports_error_clear,
                                           Q_imports_purge_emails, Q_imports_purge };
    bool good = true;
    (void)problem;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && good; i++) {
        struct stmt *stmt = query(db, steps[i]);
        bind_int(stmt, "id", id);
        good = run(stmt);
    }
    return good;
}
