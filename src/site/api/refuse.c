/* Why nothing was written: everything at once, by the place in what was sent. */
#include <string.h>

#include "base/text.h"
#include "site/api/write.h"
#include "site/page.h"

/* "/fields/title/es", "/fields/speakers/0/name"; LANG NULL: of no language. */
static const char *pointer_of(struct arena *arena, const struct field *field, const char *lang,
                              int row, const struct field *part)
{
    const char *pointer = arena_print(arena, "/fields/%s", field->name);
    if (lang)
        pointer = arena_print(arena, "%s/%s", pointer, lang);
    if (row)
        pointer = arena_print(arena, "%s/%d", pointer, row - 1);
    return part ? arena_print(arena, "%s/%s", pointer, part->name) : pointer;
}

/* What programs tell errors apart by: "error.too_long" is too_long. */
static const char *code_of(const char *key)
{
    const char *dot = strchr(key, '.');
    return dot ? dot + 1 : key;
}

static const char *label_of(const struct request *request, const struct record_type *type,
                            const struct field *field)
{
    const char *label = locale_text(page_locale(request),
                                    arena_print(request->arena, "%s.%s", type->name, field->name));
    return label ? label : field->name;
}

static void add_error(const struct request *request, json_t *list, const struct record_type *type,
                      const struct record_error *error)
{
    const struct field *field = error->field;
    /* A text that is required is so in one language, whichever. */
    bool in_language = field && field->flags & TRANSLATED && strcmp(error->key, "error.required");
    json_t *json = json_pack("{s:s, s:s}", "code", code_of(error->key), "detail",
                             record_error_words(request->arena, page_locale(request), type, error));
    if (field) {
        json_object_set_new(json, "pointer",
                            json_string(pointer_of(request->arena, field,
                                                   in_language ? language_codes[error->lang] : NULL,
                                                   error->row, error->part)));
        json_object_set_new(json, "field", json_string(field->name));
        json_object_set_new(json, "label", json_string(label_of(request, type, field)));
    }
    if (in_language)
        json_object_set_new(json, "lang", json_string(language_codes[error->lang]));
    json_array_append_new(list, json);
}

/* Whether an error of the same field stands before it: a value of the wrong shape is told once. */
static bool told(const struct record_errors *errors, const struct record_error *error)
{
    const struct record_error *one = errors->first;
    while (one != error &&
           !(one->field && one->field == error->field && text_starts(one->key, "api.")))
        one = one->next;
    return one != error && !text_starts(error->key, "api.");
}

void api_refuse_invalid(struct request *request, struct response *response,
                        const struct writing *writing)
{
    json_t *list = json_array(), *one;
    size_t i;
    json_array_foreach(writing->unknown, i, one)
    {
        const char *key = json_string_value(json_object_get(one, "key"));
        json_array_append_new(list, json_pack("{s:s, s:s, s:O}", "code", code_of(key), "detail",
                                              page_say(request, key), "pointer",
                                              json_object_get(one, "pointer")));
    }
    for (const struct record_error *error = writing->errors.first; error; error = error->next) {
        if (!told(&writing->errors, error))
            add_error(request, list, writing->type, error);
    }
    api_problem(request, response, 422, page_say(request, "api.text_422"),
                json_pack("{s:o}", "errors", list));
}

/* --- others were there before ---------------------------------------------------------------------------------------- */

static json_t *clash_json(const struct request *request, const struct writing *writing,
                          const struct record_clash *clash)
{
    struct arena *arena = request->arena;
    const struct field *field = clash->field;
    const char *lang = field->flags & TRANSLATED ? language_codes[clash->lang] : NULL;
    json_t *json = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "pointer",
                             pointer_of(arena, field, lang, 0, NULL), "field", field->name, "label",
                             label_of(request, writing->type, field), "base",
                             value_to_json(arena, field, clash->base, api_address), "theirs",
                             value_to_json(arena, field, clash->theirs, api_address), "mine",
                             value_to_json(arena, field, clash->mine, api_address));
    if (lang)
        json_object_set_new(json, "lang", json_string(lang));
    return json;
}

static void set_etag(struct response *response, const struct record *present)
{
    if (present)
        response->etag = api_etag(present);
}

void api_refuse_clash(struct request *request, struct response *response,
                      const struct writing *writing)
{
    json_t *list = json_copy(writing->more_clashes);
    for (const struct record_clash *clash = writing->clashes; clash; clash = clash->next)
        json_array_append_new(list, clash_json(request, writing, clash));
    const char *key = json_array_size(list) ? "api.text_409" : "api.merged_wrong";
    set_etag(response, writing->present);
    api_problem(request, response, 409, page_say(request, key),
                json_pack("{s:o}", "clashes", list));
}

void api_refuse_stale(struct request *request, struct response *response,
                      const struct record *present)
{
    set_etag(response, present);
    api_problem_key(request, response, 412, "api.text_412", NULL);
}
