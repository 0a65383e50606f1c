/* Reading: what there is, lists, one record. */
#include <string.h>

#include "base/text.h"
#include "record/selection.h"
#include "site/api/answer.h"
#include "site/match.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/search/search.h"

#define ROWS 25
#define ROWS_MOST 100
/* A search of others than the staff looks at so many hits in each language, the newest. */
#define HITS 4000

/* --- what there is -------------------------------------------------------------------------------------------------- */

static json_t *describe_type(const struct request *request, const struct record_type *type,
                             const struct audience *audience)
{
    struct arena *arena = request->arena;
    json_t *title = json_object();
    const char *key = arena_print(arena, "%s.many", type->name);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(title, language_codes[lang],
                            json_string(locale_text(locale_of((enum language)lang), key)));
    return json_pack("{s:s, s:o, s:s, s:s, s:b, s:o, s:o}", "type", type->name, "title", title,
                     "list", api_type_address(arena, type), "record",
                     arena_print(arena, "/api/%s/{slug}", type->name), "search",
                     !audience || search_kind_of(type->name) >= 0, "filters",
                     api_filters(arena, type, audience), "sorts", api_sorts(type, audience));
}

void api_root(struct request *request, struct response *response)
{
    json_t *types = json_array();
    if (!api_begins(request, response)) {
        json_decref(types);
        return;
    }
    for (const struct record_type *const *type = record_types(); *type; type++) {
        const struct audience *audience = api_audience(request, *type);
        if (!audience || (*type)->open.how == OPEN)
            json_array_append_new(types, describe_type(request, *type, audience));
    }
    response->cacheable = !visitor_of(request)->account;
    api_answer(request, response,
               json_pack("{s:o, s:s}", "types", types, "openapi", "/api/openapi.json"));
}

/* --- lists ------------------------------------------------------------------------------------------------------------ */

struct asked {
    const struct record_type *type;
    const struct audience *audience;
    struct selection *selection;
    int64_t after, before;
    int limit;
    enum language lang;
};

/* The numbers of the public documents that the words find. */
static const char *hits_of(const struct request *request, const struct record_type *type,
                           const char *words)
{
    const char *match = match_of(request->arena, words);
    const char *beginning =
        *match ? match_beginning(request->db, request->arena, Q_search_word, match) : NULL;
    int kind = search_kind_of(type->name);
    if (!*match || kind < 0)
        return "[]";
    struct stmt *stmt = query(request->db, Q_api_hits);
    bind_text(stmt, "match", beginning ? beginning : match);
    bind_int(stmt, "limit", HITS);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *code = language_codes[lang];
        bind_int(stmt, arena_print(request->arena, "first_%s", code),
                 search_first(kind, (enum language)lang));
        bind_int(stmt, arena_print(request->arena, "last_%s", code),
                 search_last(kind, (enum language)lang));
    }
    return scalar_text(stmt, request->arena);
}

/* The number of the record that NAME ("after", "before") names; 0: not asked for. -1: the audience sees none of that address. */
static int64_t cursor(const struct request *request, const struct asked *asked, const char *name)
{
    const char *slug = request_query(request, name);
    if (text_blank(slug))
        return 0;
    int64_t id = open_by_slug(request->db, request->arena, asked->type, slug, asked->audience);
    return id ? id : -1;
}

static int limit_of(const struct request *request)
{
    const char *text = request_query(request, "limit");
    long long limit = ROWS;
    if (text_blank(text))
        return ROWS;
    return text_to_int(text, &limit) && limit >= 1 && limit <= ROWS_MOST ? (int)limit : -1;
}

static bool take_query(struct request *request, struct response *response, struct asked *asked)
{
    static const char *const passed[] = { "after", "before", "limit", "lang", NULL };
    const char *unknown, *lang = request_query(request, "lang");
    asked->selection = selection_parse_strict(request->arena, asked->type, &request->query,
                                              asked->audience, passed, &unknown);
    struct selection *selection = asked->selection;
    if (!unknown && selection->search && asked->audience && search_kind_of(asked->type->name) < 0)
        unknown = "q";
    asked->after = cursor(request, asked, "after");
    asked->before = cursor(request, asked, "before");
    asked->limit = limit_of(request);
    asked->lang = language_of(lang);
    if (!unknown)
        unknown = asked->after < 0    ? "after"
                  : asked->before < 0 ? "before"
                  : asked->limit < 0  ? "limit"
                                      : NULL;
    if (unknown) {
        api_problem_key(request, response, 400, "api.unknown_query", unknown);
        return false;
    }
    if (asked->audience && selection->search) {
        selection->among = hits_of(request, asked->type, selection->search);
        selection->search = NULL;
    }
    return true;
}

/* This list, from the record after or before the one of number ID on. */
static const char *page_address(struct request *request, const struct asked *asked,
                                const char *name, int64_t id)
{
    struct record *record = record_load(request->db, request->arena, asked->type, id);
    const char *other = strcmp(name, "after") ? "after" : "before", *rest = "";
    for (size_t i = 0; i < request->query.count; i++) {
        const struct pair *pair = &request->query.at[i];
        if (strcmp(pair->name, name) && strcmp(pair->name, other))
            rest = arena_print(request->arena, "%s%s=%s&", rest,
                               page_encode(request->arena, pair->name),
                               page_encode(request->arena, pair->value));
    }
    return arena_print(request->arena, "/api/%s?%s%s=%s", asked->type->name, rest, name,
                       page_encode(request->arena, record ? record->slug : ""));
}

static void add_link(struct request *request, struct response *response, json_t *links,
                     const char *rel, const char *address)
{
    json_object_set_new(links, rel, address ? json_string(address) : json_null());
    if (address)
        response_header(request, response, "Link",
                        arena_print(request->arena, "<%s>; rel=\"%s\"", address, rel));
}

static json_t *links_of(struct request *request, struct response *response,
                        const struct asked *asked, const struct selection_page *page)
{
    json_t *links = json_object();
    int64_t last = page->count ? page->ids[page->count - 1] : 0;
    add_link(request, response, links, "next",
             page->later && last ? page_address(request, asked, "after", last) : NULL);
    add_link(request, response, links, "prev",
             page->earlier && last ? page_address(request, asked, "before", page->ids[0]) : NULL);
    return links;
}

/* Of a record that one may read but not take away in numbers: what the staff's list shows. */
static void shorten(json_t *document, const struct record_type *type)
{
    json_t *fields = json_object_get(document, "fields");
    for (const struct field *field = type->fields; field->name; field++) {
        if (!(field->flags & LISTED) && strcmp(field->name, type->title))
            json_object_del(fields, field->name);
    }
    json_object_del(document, "visibility");
}

static json_t *records_of(struct request *request, const struct asked *asked,
                          const struct selection_page *page, bool whole)
{
    json_t *list = json_array();
    for (int i = 0; i < page->count; i++) {
        struct record *record = record_load(request->db, request->arena, asked->type, page->ids[i]);
        json_t *document =
            record ? api_document(request, request->db, record, asked->audience) : NULL;
        if (document && !whole)
            shorten(document, asked->type);
        if (document)
            json_array_append_new(list, document);
    }
    return list;
}

/* Whether what is open changes with the day, without anything being written. */
static bool depends_on_day(const struct record_type *type)
{
    bool depends = type->open.from;
    for (const struct field *field = type->fields; field->name; field++) {
        const struct record_type *target = field->target ? record_type_named(field->target) : NULL;
        depends = depends || (target && target->open.from);
    }
    return depends;
}

static bool may_keep(const struct request *request, const struct record_type *type)
{
    return !visitor_of(request)->account && !depends_on_day(type);
}

void api_list(struct request *request, struct response *response)
{
    struct asked asked = { .type = api_type(request, response) };
    struct selection_page page;
    if (!asked.type)
        return;
    asked.audience = api_audience(request, asked.type);
    if (!take_query(request, response, &asked))
        return;
    bool whole = asked.audience || may(request, asked.type->name, ACTION_EXPORT);
    selection_page(request->db, request->arena, asked.selection, asked.lang, asked.after,
                   asked.before, asked.limit, &page);
    if (!asked.audience &&
        !api_audit(request, asked.type, whole ? "export" : "view", 0, page.count) && whole) {
        response->status = 503;
        api_error(request, response);
        return;
    }
    json_t *records = records_of(request, &asked, &page, whole);
    json_t *links = links_of(request, response, &asked, &page);
    response->cacheable = may_keep(request, asked.type);
    api_answer(request, response,
               json_pack("{s:s, s:I, s:b, s:b, s:o, s:o}", "type", asked.type->name, "total",
                         (json_int_t)page.total, "total_is_estimate", page.about, "whole", whole,
                         "links", links, "records", records));
}

/* --- one record --------------------------------------------------------------------------------------------------------- */

void api_show(struct request *request, struct response *response)
{
    const struct record_type *type = api_type(request, response);
    const struct audience *audience = type ? api_audience(request, type) : NULL;
    int64_t id = type ? api_record_id(request, response, type, audience) : 0;
    struct record *record = id ? record_load(request->db, request->arena, type, id) : NULL;
    if (!record)
        return;
    if (!audience) {
        response->etag = api_etag(record);
        api_audit(request, type, "view", id, 1);
    }
    response->cacheable = may_keep(request, type);
    api_answer(request, response, api_document(request, request->db, record, audience));
}
