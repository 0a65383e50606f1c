#include "site/preview.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/draft.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/reindex.h"
#include "site/routes.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

static const struct route *route_of(const struct record_type *type)
{
    for (size_t i = 0; type->path && i < site_route_count; i++) {
        if (text_equal(site_routes[i].name, type->path))
            return &site_routes[i];
    }
    return NULL;
}

bool preview_possible(const struct record_type *type)
{
    return route_of(type) != NULL;
}

struct previewing {
    struct request *request;
    struct response *response;
    const struct record_type *type;
    int64_t id, draft;
    const struct preview *preview;
    struct record_errors errors;
    bool shown;
};

/* A page has an address of its own in each language. */
static const char *address(const struct record *record, enum language lang)
{
    const char *path = record->type == &page_type ? record_value(record, "path", lang) : NULL;
    if (!path && record->type == &page_type)
        path = record_value(record, "path", language_other(lang));
    return path ? path : record->slug;
}

/* As it will be on its day. */
static void make_public(struct record *record, struct arena *arena)
{
    char today[24];
    moment_iso(moment_now(), today);
    today[10] = '\0';
    record->state = "published";
    const char *day = record_value(record, "published_on", LANG_EN);
    if (day && strcmp(day, today) > 0)
        record_set(record, "published_on", LANG_EN, arena_copy(arena, today));
}

static void take_over(struct previewing *previewing, const struct response *inner)
{
    struct request *request = previewing->request;
    struct response *response = previewing->response;
    const char *type = pairs_get(&inner->headers, "Content-Type");
    if (type)
        response_header(request, response, "Content-Type", arena_copy(request->arena, type));
    buffer_add(&response->body, inner->body.at, inner->body.len);
    previewing->shown = true;
}

/* Runs the page's own handler, as for somebody who is not signed in. */
static void render(struct previewing *previewing, struct db *db, struct arena *arena,
                   const struct record *record)
{
    struct request inner = *previewing->request;
    struct response *response = response_new(arena);
    const struct visitor visitor = { .language = inner.lang, .preview = previewing->preview };
    struct visitor *anybody = arena_one(arena, struct visitor);
    *anybody = visitor;
    inner.arena = arena;
    inner.db = db;
    inner.site = anybody;
    inner.route = route_of(record->type);
    inner.method = METHOD_GET;
    inner.query = inner.form = (struct pairs){ 0 };
    inner.raw_query = "";
    memset(inner.params, 0, sizeof inner.params);
    inner.params[0] = address(record, inner.lang);
    inner.path = page_path(&inner, inner.route->name, inner.params[0]);
    inner.route->handler(&inner, response);
    previewing->request->bug = inner.bug;
    if (response->status == 200 && response->body.len)
        take_over(previewing, response);
}

static bool work(struct db *db, void *self, struct problem *problem)
{
    struct previewing *previewing = self;
    struct arena *arena = arena_new();
    struct record_clash *clashes = NULL;
    struct draft *draft = previewing->draft ? draft_load(db, arena, previewing->draft) : NULL;
    struct record *record = draft ? draft->record
                            : previewing->id
                                ? record_load(db, arena, previewing->type, previewing->id)
                                : NULL;
    if (record)
        make_public(record, arena);
    if (!record)
        problem_set(problem, FAULT_MISSING, "error.text_404", "preview");
    else if (!record_validate(db, record, &previewing->errors))
        problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "preview");
    else if (record_save(db, record, NULL, &clashes, problem)) {
        site_reindex_one(db, record->type->name, record->id);
        render(previewing, db, arena, record);
        problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "preview: taken back");
    }
    arena_free(arena);
    return false;
}

void preview_show(struct request *request, struct response *response,
                  const struct record_type *type, int64_t id, int64_t draft,
                  const struct preview *preview)
{
    struct previewing previewing = { .request = request,
                                     .response = response,
                                     .type = type,
                                     .id = id,
                                     .draft = draft,
                                     .preview = preview };
    struct problem problem = { 0 };
    response_header(request, response, "X-Robots-Tag", "noindex");
    store_write_quietly(site_store(), work, &previewing, &problem);
    response->cacheable = false;
    if (previewing.shown)
        return;
    if (problem.fault == FAULT_MISSING) {
        response->status = 404;
    } else if (problem.fault == FAULT_INPUT) {
        struct map *page = map_new(request->arena);
        map_text(page, "edit_url", preview->edit_url);
        response->status = 422;
        page_render(request, response, "edit/no_preview.html", page);
    } else {
        page_problem(request, response, &problem);
    }
}

const char *preview_link(struct request *request, const struct record_type *type, int64_t id,
                         int64_t *expires_at)
{
    struct stmt *stmt = query(request->db, Q_preview_link_of);
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "record", id);
    bind_int(stmt, "now", moment_now());
    const char *path = NULL;
    if (step(stmt)) {
        path = page_path(request, "preview", arena_copy(request->arena, col_text(stmt, "token")));
        *expires_at = col_int(stmt, "expires_at");
    }
    done(stmt);
    return path;
}

/* What a link opens. */
struct linked {
    const struct record_type *type; /* NULL: no such link */
    int64_t id, expires_at;
    struct draft *draft;   /* NULL: the record itself */
    struct record *record; /* with the draft's values; NULL when it is gone */
};

static struct linked follow(const struct request *request, const char *token)
{
    struct linked linked = { 0 };
    struct stmt *stmt = query(request->db, Q_preview_link_get);
    bind_text(stmt, "token", token);
    bind_int(stmt, "now", moment_now());
    if (step(stmt)) {
        linked.type = record_type_named(col_text(stmt, "table_name"));
        linked.id = col_int(stmt, "record_id");
        linked.expires_at = col_int(stmt, "expires_at");
    }
    done(stmt);
    if (!linked.type)
        return linked;
    linked.draft = draft_of(request->db, request->arena, linked.type, linked.id, DRAFT_STAFF);
    linked.record = linked.draft ? linked.draft->record
                                 : record_load(request->db, request->arena, linked.type, linked.id);
    return linked;
}

bool preview_opens_file(const struct request *request, const char *slug)
{
    const char *token = request_cookie(request, request->secure ? "__Secure-preview" : "preview");
    struct linked linked = { 0 };
    if (!text_blank(token))
        linked = follow(request, token);
    if (!linked.record)
        return false;
    int64_t id = record_by_slug(request->db, &file_type, slug);
    struct record *file = id ? record_load(request->db, request->arena, &file_type, id) : NULL;
    if (!file || !text_equal(record_value(file, "access", LANG_EN), "public"))
        return false;
    for (const struct field *field = linked.type->fields; field->name; field++) {
        if ((field_uploads(field) || field_adds_files(field)) && field->flags & PUBLIC &&
            text_has_line(record_value(linked.record, field->name, LANG_EN), slug))
            return true;
    }
    return false;
}

void preview_page(struct request *request, struct response *response)
{
    const char *token = request_param(request, 0);
    struct linked linked = follow(request, token);
    if (!linked.record) {
        response->status = 404;
        return;
    }
    if (!linked.draft && text_equal(linked.record->state, "published")) {
        response_redirect(
            request, response, 302,
            page_path(request, linked.type->path, address(linked.record, request->lang)));
        return;
    }
    struct preview preview = { .expires_at = linked.expires_at };
    struct cookie cookie = {
        .name = "preview", .value = token, .path = "/files", .http_only = true
    };
    for (int lang = 0; lang < LANG_COUNT; lang++)
        preview.paths[lang] = page_path_in(request, (enum language)lang, "preview", token);
    response_cookie(request, response, &cookie); /* its pictures and files are asked for with it */
    preview_show(request, response, linked.type, linked.id, linked.draft ? linked.draft->id : 0,
                 &preview);
}
