#include "site/api/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "record/selection.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"

#define ETAG_DIGITS 16

static const char *const plain_names[] = { "state", "created", "updated" }; /* of every record */

bool api_asked(const struct request *request)
{
    return text_starts(request->path, "/api/") || text_equal(request->path, "/api");
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* What everybody may read, pages of other sites may read too; nothing that came with a session or a token. */
static void add_origin(struct request *request, struct response *response)
{
    if (visitor_of(request)->account || request_header(request, "authorization") ||
        !(request->method & METHOD_SAFE))
        return;
    response_replace(request, response, "Access-Control-Allow-Origin", "*");
    response_replace(request, response, "Access-Control-Expose-Headers", "ETag, Link, Location");
    response_replace(request, response, "Cross-Origin-Resource-Policy", "cross-origin");
}

static void put_json(struct request *request, struct response *response, json_t *json,
                     const char *type)
{
    char *text = json_dumps(json, JSON_COMPACT);
    response->body.len = 0;
    buffer_puts(&response->body, text ? text : "null");
    buffer_putc(&response->body, '\n');
    free(text);
    json_decref(json);
    response_type(request, response, type);
    add_origin(request, response);
}

void api_answer(struct request *request, struct response *response, json_t *json)
{
    put_json(request, response, json, "application/json");
}

void api_problem(struct request *request, struct response *response, int status, const char *detail,
                 json_t *more)
{
    const struct locale *locale = page_locale(request);
    const char *title = locale_text(locale, arena_print(request->arena, "api.title_%d", status));
    json_t *json = json_pack("{s:i, s:s}", "status", status, "title",
                             title ? title : page_say(request, "api.title_500"));
    if (detail)
        json_object_set_new(json, "detail", json_string(detail));
    if (more)
        json_object_update(json, more);
    json_decref(more);
    response->status = status;
    response->cacheable = false;
    if (status == 401)
        response_replace(request, response, "WWW-Authenticate",
                         visitor_of(request)->token_refused ? "Bearer error=\"invalid_token\""
                                                            : "Bearer");
    if (status == 415 && request->method == METHOD_PATCH)
        response_replace(request, response, "Accept-Patch", "application/merge-patch+json");
    if (status == 503)
        response_replace(request, response, "Retry-After", "30");
    response_replace(request, response, "Content-Language", language_codes[request->lang]);
    response_header(request, response, "Vary", "Accept-Language");
    put_json(request, response, json, "application/problem+json");
}

void api_problem_key(struct request *request, struct response *response, int status,
                     const char *key, const char *value)
{
    struct map *arguments = map_new(request->arena);
    map_text(arguments, "value", value ? value : "");
    api_problem(request, response, status,
                locale_say(page_locale(request), request->arena, key, arguments), NULL);
}

void api_error(struct request *request, struct response *response)
{
    const char *detail = locale_text(page_locale(request),
                                     arena_print(request->arena, "api.text_%d", response->status));
    json_t *more = request->bug ? json_pack("{s:I}", "bug", (json_int_t)request->bug) : NULL;
    api_problem(request, response, response->status, detail, more);
}

/* --- who asks for what -------------------------------------------------------------------------------------------- */

bool api_begins(struct request *request, struct response *response)
{
    if (!visitor_of(request)->token_refused)
        return true;
    api_problem_key(request, response, 401, "api.token_refused", NULL);
    return false;
}

const struct audience *api_audience(const struct request *request, const struct record_type *type)
{
    if (may(request, type->name, ACTION_READ))
        return NULL;
    struct audience *audience = arena_one(request->arena, struct audience);
    audience->member = visitor_of(request)->role >= ROLE_MEMBER;
    return audience;
}

const struct record_type *api_type(struct request *request, struct response *response)
{
    const struct record_type *type = record_type_named(request_param(request, 0));
    if (!api_begins(request, response))
        return NULL;
    if (!type) {
        response->status = 404;
        api_error(request, response);
    } else if (type->open.how != OPEN && api_audience(request, type)) {
        response->status = visitor_of(request)->account ? 403 : 401;
        api_error(request, response);
    } else {
        return type;
    }
    return NULL;
}

const char *api_type_address(struct arena *arena, const struct record_type *type)
{
    return arena_print(arena, "/api/%s", type->name);
}

const char *api_address(struct arena *arena, const char *target, const char *slug)
{
    return text_equal(target, "file") ? arena_print(arena, "/files/%s", slug)
                                      : arena_print(arena, "/api/%s/%s", target, slug);
}

static void add_filters(struct arena *arena, json_t *list, const struct record_type *type,
                        const struct audience *audience, const char *name)
{
    static const char *const endings[] = { "", ".from", ".to", ".is" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (selection_askable(type, audience, name, endings[i]))
            json_array_append_new(list, json_string(arena_print(arena, "%s%s", name, endings[i])));
    }
}

json_t *api_filters(struct arena *arena, const struct record_type *type,
                    const struct audience *audience)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof plain_names / sizeof *plain_names; i++)
        add_filters(arena, list, type, audience, plain_names[i]);
    for (const struct field *field = type->fields; field->name; field++) {
        if (strcmp(field->name, "state"))
            add_filters(arena, list, type, audience, field->name);
    }
    return list;
}

json_t *api_sorts(const struct record_type *type, const struct audience *audience)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof plain_names / sizeof *plain_names; i++) {
        if (selection_sorts(type, audience, plain_names[i]))
            json_array_append_new(list, json_string(plain_names[i]));
    }
    if (selection_sorts(type, audience, "title"))
        json_array_append_new(list, json_string("title"));
    for (const struct field *field = type->fields; field->name; field++) {
        if (strcmp(field->name, "title") && strcmp(field->name, "state") &&
            selection_sorts(type, audience, field->name))
            json_array_append_new(list, json_string(field->name));
    }
    return list;
}

/* --- one record ------------------------------------------------------------------------------------------------------ */

static void set_moment(json_t *json, const char *name, int64_t at)
{
    char text[24];
    moment_iso(at, text);
    json_object_set_new(json, name, json_string(text));
}

static json_t *links_of(const struct request *request, const struct record *record)
{
    const struct record_type *type = record->type;
    json_t *links = json_pack("{s:s}", "self",
                              arena_print(request->arena, "/api/%s/%s", type->name, record->slug));
    if (!type->path || !text_equal(record->state, "published"))
        return links;
    json_t *page = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(
            page, language_codes[lang],
            json_string(page_path_in(request, (enum language)lang, type->path, record->slug)));
    json_object_set_new(links, "page", page);
    return links;
}

json_t *api_document(const struct request *request, struct db *db, struct record *record,
                     const struct audience *audience)
{
    json_t *json = json_pack("{s:s}", "type", record->type->name);
    json_t *content = record_to_json(record_as_seen(db, record, audience), audience, api_address);
    if (!audience) {
        json_object_set_new(json, "id", json_integer(record->id));
        json_object_set_new(json, "version", json_integer(record->version));
    }
    /* When a person's record changed is nobody else's business. */
    if (record->id && (!audience || !type_has_owner(record->type))) {
        set_moment(json, "created", record->created_at);
        set_moment(json, "updated", record->updated_at);
    }
    json_object_update(json, content);
    json_decref(content);
    if (record->id)
        json_object_set_new(json, "links", links_of(request, record));
    return json;
}

const char *api_etag(const struct record *record)
{
    json_t *content = record_to_json(record, NULL, api_address);
    char *text = json_dumps(content, JSON_COMPACT), hash[HASH_SIZE];
    secret_hash(text ? text : "", hash);
    free(text);
    json_decref(content);
    return arena_print(record->arena, "\"%lld.%.*s\"", (long long)record->version, ETAG_DIGITS,
                       hash);
}

/* The number that the address names, by a slug of now or of before (*MOVED), or by itself; 0 if there is none for AUDIENCE. */
static int64_t find(struct request *request, const struct record_type *type,
                    const struct audience *audience, const char **moved)
{
    struct arena *arena = request->arena;
    const char *name = request_param(request, 1);
    int64_t id = open_by_slug(request->db, arena, type, name, audience);
    long long number = 0;
    *moved = NULL;
    if (id)
        return id;
    if (!text_to_int(name, &number)) {
        struct stmt *stmt = query(request->db, Q_api_moved);
        bind_text(stmt, "table_name", type->name);
        bind_text(stmt, "slug", name);
        number = scalar_int(stmt);
    }
    struct record *record = number > 0 ? record_load(request->db, arena, type, number) : NULL;
    id = record ? open_by_slug(request->db, arena, type, record->slug, audience) : 0;
    *moved = id && id != strtoll(name, NULL, 10) ? record->slug : NULL;
    return id;
}

int64_t api_record_id(struct request *request, struct response *response,
                      const struct record_type *type, const struct audience *audience)
{
    const char *moved;
    int64_t id = find(request, type, audience, &moved);
    if (!id) {
        response->status = 404;
        api_error(request, response);
    } else if (moved) {
        response_redirect(request, response, 308,
                          arena_print(request->arena, "/api/%s/%s", type->name, moved));
        id = 0;
    }
    return id;
}

bool api_audit(const struct request *request, const struct record_type *type, const char *action,
               int64_t record_id, int count)
{
    struct stmt *stmt = query(request->db, Q_api_personal);
    bind_text(stmt, "table_name", type->name);
    return !scalar_int(stmt) ||
           audit_read(request, action, type->name, record_id,
                      record_id ? "api" : arena_print(request->arena, "api, %d", count));
}
