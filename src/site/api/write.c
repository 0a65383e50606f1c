/* POST, PATCH, DELETE: by the same function as every form (record_save), with the rights and under the name of the token's owner. */
#include "site/api/write.h"

#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"

/* --- who may what ------------------------------------------------------------------------------------------------------ */

/* The type that the address names, for a token that may write some of it; NULL: answered. */
static const struct record_type *writable_type(struct request *request, struct response *response,
                                               enum action action)
{
    const struct visitor *visitor = visitor_of(request);
    if (!api_begins(request, response))
        return NULL;
    if (!visitor->token || !visitor->token_writes) {
        api_problem_key(request, response, visitor->token ? 403 : 401,
                        visitor->token ? "api.token_reads_only" : "api.token_needed", NULL);
        return NULL;
    }
    const struct record_type *type = api_type(request, response);
    if (!type)
        return NULL;
    if (!api_audience(request, type) &&
        (action == ACTION_WRITE ? may_languages(request, type->name, action) != 0
                                : may(request, type->name, action)))
        return type;
    response->status = 403;
    api_error(request, response);
    return NULL;
}

/* Whether records of TYPE come with a file alone. */
static bool made_by_upload(const struct record_type *type)
{
    for (const struct record_type *const *one = record_types(); *one; one++) {
        for (const struct field *field = (*one)->fields; field->name; field++) {
            if (field_uploads(field) && text_equal(field->target, type->name))
                return true;
        }
    }
    return false;
}

/* Whether something else than texts of the languages that WRITES holds has changed. */
static bool beyond_texts(const struct record *record, const struct record *base, unsigned writes)
{
    if (!text_equal(record->slug, base->slug) || !text_equal(record->state, base->state))
        return true;
    for (int i = 0; record->type->fields[i].name; i++) {
        const struct field *field = &record->type->fields[i];
        bool translated = field->flags & TRANSLATED;
        if (!text_equal(record->visibility[i], base->visibility[i]))
            return true;
        for (int lang = 0; lang < field_languages(field); lang++) {
            if (!text_equal(record->values[lang][i], base->values[lang][i]) &&
                !(translated && writes & 1u << lang))
                return true;
        }
    }
    return false;
}

/* As the form asks (site/admin/edit.c): writing, what is public, the state. Message key of what is missing; NULL: nothing. */
static const char *not_allowed(const struct writing *writing, const struct record *record,
                               const struct record *base)
{
    const struct request *request = writing->request;
    const char *area = writing->type->name;
    unsigned writes = may_languages(request, area, ACTION_WRITE);
    bool all = may(request, area, ACTION_WRITE), state = !text_equal(record->state, base->state);
    bool is_public = text_equal(writing->present->state, "published") && !writing->type->stateless;
    if (!all && beyond_texts(record, base, writes))
        return "api.only_texts";
    if (is_public && writes & ~may_languages(request, area, ACTION_PUBLISH))
        return "api.may_not_publish";
    if (state && !(text_equal(record->state, "draft") && !is_public) &&
        !may(request, area, ACTION_PUBLISH))
        return "api.may_not_publish";
    return NULL;
}

/* --- the transaction ------------------------------------------------------------------------------------------------------ */

static void add_unknown(struct writing *writing, const char *pointer, const char *key)
{
    json_array_append_new(writing->unknown,
                          json_pack("{s:s, s:s}", "pointer", pointer, "key", key));
}

/* What is not the record's own: made by the program, the same for ever, or no name at all. */
static void check_names(struct writing *writing, const json_t *was, const json_t *now)
{
    static const char *const taken[] = { "slug", "state", "fields", "visibility", NULL };
    static const char *const passed[] = { "created", "updated", "links", NULL };
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)now, name, value)
    {
        const char *pointer = arena_print(writing->request->arena, "/%s", name);
        bool known = json_object_get(was, name), makes = false;
        for (int i = 0; taken[i]; i++)
            makes = makes || (known && !strcmp(name, taken[i]));
        for (int i = 0; passed[i]; i++)
            makes = makes || !strcmp(name, passed[i]);
        if (makes || json_equal(value, json_object_get(was, name)))
            continue;
        add_unknown(writing, pointer, known ? "api.read_only" : "api.unknown_name");
    }
}

/* Only what the form sets: what waits for a decision gets its state by that. */
static void check_state(struct writing *writing, const struct record *base)
{
    const char *state = writing->record->state;
    if (text_equal(state, base->state))
        return;
    if (writing->type->stateless)
        add_unknown(writing, "/state", "api.read_only");
    else if (!text_equal(state, "draft") && !text_equal(state, "published") &&
             !text_equal(state, "archived"))
        add_unknown(writing, "/state", "api.not_state");
}

/* RECORD as the patch makes it of BASE; false when that does not fit. */
static bool take_patch(struct writing *writing, struct db *db, struct record *base)
{
    json_t *was = api_document(writing->request, db, base, NULL);
    json_t *now = json_merge_patch(was, writing->patch);
    writing->record = record_copy(base);
    record_from_json(writing->record, was, now, api_address, &writing->errors, writing->unknown);
    check_names(writing, was, now);
    check_state(writing, base);
    json_decref(was);
    json_decref(now);
    record_validate(db, writing->record, &writing->errors);
    return !writing->errors.count && !json_array_size(writing->unknown);
}

static void add_clash(struct writing *writing, const char *name, const char *base,
                      const char *theirs, const char *mine)
{
    if (text_equal(mine, base) || text_equal(theirs, base) || text_equal(mine, theirs))
        return;
    json_array_append_new(writing->more_clashes,
                          json_pack("{s:s, s:s, s:s, s:s, s:s}", "pointer",
                                    arena_print(writing->request->arena, "/%s", name), "field",
                                    name, "base", base, "theirs", theirs, "mine", mine));
}

/* The record as it was when it was read; NULL: not known any more, or not as it was. */
static struct record *base_of(struct writing *writing, struct db *db)
{
    struct arena *arena = writing->request->arena;
    if (!writing->id) {
        writing->present = record_new(arena, writing->type);
        writing->present->state = writing->type->stateless ? "published" : "draft";
        return writing->present;
    }
    writing->present = record_load(db, arena, writing->type, writing->id);
    struct record *base = writing->present ? record_of_version(db, arena, writing->type,
                                                               writing->id, writing->match.version)
                                           : NULL;
    return base && text_equal(api_etag(base), writing->match.etag) ? base : NULL;
}

static bool end(struct writing *writing, int how, struct problem *problem)
{
    writing->end = how;
    return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "api");
}

static bool work(struct db *db, void *self, struct problem *problem)
{
    struct writing *writing = self;
    struct record *base = base_of(writing, db);
    if (!base)
        return end(writing, WRITE_STALE, problem);
    if (!take_patch(writing, db, base))
        return end(writing, WRITE_INVALID, problem);
    writing->forbidden = not_allowed(writing, writing->record, base);
    if (writing->forbidden)
        return end(writing, WRITE_FORBIDDEN, problem);
    add_clash(writing, "state", base->state, writing->present->state, writing->record->state);
    add_clash(writing, "slug", base->slug, writing->present->slug, writing->record->slug);
    if (json_array_size(writing->more_clashes))
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "api");
    if (!record_save(db, writing->record, writing->id ? base : NULL, &writing->clashes, problem))
        return false;
    writing->record = record_load(db, writing->request->arena, writing->type, writing->record->id);
    writing->document = api_document(writing->request, db, writing->record, NULL);
    writing->end = WRITE_DONE;
    return true;
}

/* --- answers --------------------------------------------------------------------------------------------------------------- */

static void refuse(struct request *request, struct response *response,
                   const struct writing *writing, const struct problem *problem)
{
    if (writing->end == WRITE_STALE && writing->present) {
        api_refuse_stale(request, response, writing->present);
    } else if (writing->end == WRITE_INVALID) {
        api_refuse_invalid(request, response, writing);
    } else if (writing->end == WRITE_FORBIDDEN) {
        api_problem_key(request, response, 403, writing->forbidden, NULL);
    } else if (problem->fault == FAULT_CONFLICT && writing->present) {
        api_refuse_clash(request, response, writing);
    } else {
        response->status =
            writing->end == WRITE_STALE ? 404 : page_problem_status(request, problem);
        api_error(request, response);
    }
}

/* Writes PATCH, whose owner this becomes. */
static void write_record(struct request *request, struct response *response,
                         const struct record_type *type, int64_t id,
                         const struct seen_version *match, json_t *patch)
{
    struct writing writing = { .request = request,
                               .type = type,
                               .id = id,
                               .patch = patch,
                               .match = *match,
                               .unknown = json_array(),
                               .more_clashes = json_array() };
    struct author author = visitor_author(request, "api", id ? "history.edited" : "history.added");
    struct problem problem = { 0 };
    if (store_write(site_store(), &author, work, &writing, NULL, &problem)) {
        response->etag = api_etag(writing.record);
        response->status = id ? 200 : 201;
        if (!id)
            response_header(request, response, "Location",
                            api_address(request->arena, type->name, writing.record->slug));
        api_answer(request, response, writing.document);
    } else {
        json_decref(writing.document);
        refuse(request, response, &writing, &problem);
    }
    json_decref(writing.unknown);
    json_decref(writing.more_clashes);
    json_decref(patch);
}

void api_add(struct request *request, struct response *response)
{
    const struct record_type *type = writable_type(request, response, ACTION_WRITE);
    const struct seen_version none = { 0 };
    if (!type)
        return;
    if (!may(request, type->name, ACTION_WRITE)) {
        api_problem_key(request, response, 403, "api.only_texts", NULL);
        return;
    }
    if (made_by_upload(type)) {
        response_header(request, response, "Allow", "GET, HEAD, OPTIONS");
        api_problem_key(request, response, 405, "api.upload_only", NULL);
        return;
    }
    json_t *sent = api_sent(request, response);
    if (sent)
        write_record(request, response, type, 0, &none, sent);
}

void api_change(struct request *request, struct response *response)
{
    const struct record_type *type = writable_type(request, response, ACTION_WRITE);
    int64_t id = type ? api_record_id(request, response, type, NULL) : 0;
    struct seen_version match;
    if (!id || !api_sent_match(request, response, &match))
        return;
    json_t *sent = api_sent(request, response);
    if (sent)
        write_record(request, response, type, id, &match, sent);
}

/* --- deleting ----------------------------------------------------------------------------------------------------------------- */

struct removal {
    const struct request *request;
    const struct record_type *type;
    int64_t id;
    struct seen_version match;
    struct record *present;
    bool stale;
};

/* Nothing is merged with a deletion: it is of what was read, or of nothing. */
static bool remove_record(struct db *db, void *self, struct problem *problem)
{
    struct removal *removal = self;
    removal->present = record_load(db, removal->request->arena, removal->type, removal->id);
    if (!removal->present)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "%s %lld", removal->type->name,
                           (long long)removal->id);
    removal->stale = !text_equal(api_etag(removal->present), removal->match.etag);
    if (removal->stale)
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "api");
    return record_delete(db, removal->type, removal->id, problem);
}

static void remove_it(struct request *request, struct response *response, struct removal *removal)
{
    struct author author = visitor_author(request, "api", "history.deleted");
    struct problem problem = { 0 };
    if (store_write(site_store(), &author, remove_record, removal, NULL, &problem)) {
        response->status = 204;
    } else if (removal->stale) {
        api_refuse_stale(request, response, removal->present);
    } else if (problem.fault == FAULT_CONFLICT) {
        api_problem_key(request, response, 409, "record.in_use", NULL);
    } else {
        response->status = page_problem_status(request, &problem);
        api_error(request, response);
    }
}

void api_remove(struct request *request, struct response *response)
{
    const struct record_type *type = writable_type(request, response, ACTION_DELETE);
    struct removal removal = { .request = request, .type = type };
    removal.id = type ? api_record_id(request, response, type, NULL) : 0;
    if (removal.id && api_sent_match(request, response, &removal.match))
        remove_it(request, response, &removal);
}
