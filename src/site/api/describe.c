/* The API for programs: OpenAPI 3.1, from the descriptors, as far as whoever asks may see them. */
#include <string.h>

#include "base/text.h"
#include "site/api/answer.h"
#include "site/page.h"

/* --- one field ----------------------------------------------------------------------------------------------------------- */

/* {"type": [NAME, "null"]}, without null where a value is always there. */
static json_t *schema_of(const char *name, bool null)
{
    return null ? json_pack("{s:[s, s]}", "type", name, "null") : json_pack("{s:s}", "type", name);
}

static json_t *choices_schema(const struct field *field, bool null)
{
    json_t *list = json_array();
    for (int i = 0; field->choices[i]; i++)
        json_array_append_new(list, json_string(field->choices[i]));
    if (null)
        json_array_append_new(list, json_null());
    return json_pack("{s:o}", "enum", list);
}

static json_t *one_schema(const struct field *field, bool null)
{
    static const char *const formats[KIND_COUNT] = { [KIND_EMAIL] = "email", [KIND_URL] = "uri" };
    if (field->choices)
        return choices_schema(field, null);
    if (field->kind == KIND_YESNO)
        return schema_of("boolean", false);
    if (field->kind == KIND_NUMBER)
        return schema_of("integer", null);
    json_t *schema = schema_of("string", null);
    const char *format = field->target ? "uri-reference" : formats[field->kind];
    if (format)
        json_object_set_new(schema, "format", json_string(format));
    if (field->max)
        json_object_set_new(schema, "maxLength", json_integer(field->max));
    return schema;
}

static json_t *row_schema(const struct field *field)
{
    json_t *cells = json_object();
    for (const struct field *part = field->parts; part->name; part++)
        json_object_set_new(cells, part->name, one_schema(part, !(part->flags & REQUIRED)));
    return json_pack("{s:s, s:o}", "type", "object", "properties", cells);
}

static json_t *field_schema(const struct request *request, const struct record_type *type,
                            const struct field *field)
{
    const char *label = locale_text(page_locale(request),
                                    arena_print(request->arena, "%s.%s", type->name, field->name));
    json_t *schema;
    if (field_several(field)) {
        schema =
            json_pack("{s:s, s:o}", "type", "array", "items",
                      field->kind == KIND_PARTS ? row_schema(field) : one_schema(field, false));
    } else if (field->flags & TRANSLATED) {
        json_t *languages = json_object();
        for (int lang = 0; lang < LANG_COUNT; lang++)
            json_object_set_new(languages, language_codes[lang], one_schema(field, true));
        schema = json_pack("{s:s, s:o}", "type", "object", "properties", languages);
    } else {
        schema = one_schema(field, true);
    }
    if (label)
        json_object_set_new(schema, "title", json_string(label));
    if (field->flags & DERIVED)
        json_object_set_new(schema, "readOnly", json_true());
    return schema;
}

/* --- one type -------------------------------------------------------------------------------------------------------------- */

static json_t *type_schema(const struct request *request, const struct record_type *type,
                           const struct audience *audience)
{
    json_t *fields = json_object();
    for (const struct field *field = type->fields; field->name; field++) {
        if (!audience || field_open(field))
            json_object_set_new(fields, field->name, field_schema(request, type, field));
    }
    return json_pack("{s:s, s:{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s, s:o}, s:{s:s, s:b}}}", "type",
                     "object", "properties", "type", "const", type->name, "slug", "type", "string",
                     "state", "type", "string", "fields", "type", "object", "properties", fields,
                     "links", "type", "object", "readOnly", true);
}

static void add_parameter(json_t *list, const char *name, const char *where, const char *kind)
{
    json_array_append_new(list,
                          json_pack("{s:s, s:s, s:b, s:{s:s}}", "name", name, "in", where,
                                    "required", !strcmp(where, "path"), "schema", "type", kind));
}

static json_t *list_parameters(const struct request *request, const struct record_type *type,
                               const struct audience *audience)
{
    static const char *const plain[] = { "q", "sort", "after", "before", "lang" };
    json_t *list = json_array(), *filters = api_filters(request->arena, type, audience), *name;
    size_t i;
    for (i = 0; i < sizeof plain / sizeof *plain; i++)
        add_parameter(list, plain[i], "query", "string");
    add_parameter(list, "limit", "query", "integer");
    json_array_foreach(filters, i, name)
        add_parameter(list, json_string_value(name), "query", "string");
    json_decref(filters);
    return list;
}

static json_t *content(const char *type, json_t *schema)
{
    return json_pack("{s:{s:o}}", type, "schema", schema);
}

static json_t *reference(const struct request *request, const char *name)
{
    return json_pack("{s:s}", "$ref", arena_print(request->arena, "#/components/schemas/%s", name));
}

/* What comes back: STATUS with SCHEMA (NULL: nothing), or a problem. */
static json_t *responses(const struct request *request, const char *status, json_t *schema)
{
    json_t *good = json_pack("{s:s}", "description", "OK");
    if (schema)
        json_object_set_new(good, "content", content("application/json", schema));
    return json_pack("{s:o, s:{s:s, s:o}}", status, good, "default", "description", "Problem",
                     "content", content("application/problem+json", reference(request, "problem")));
}

static json_t *operation(const char *verb, const struct record_type *type, json_t *parameters,
                         json_t *answers, const struct request *request)
{
    return json_pack("{s:s, s:o, s:o}", "operationId",
                     arena_print(request->arena, "%s_%s", verb, type->name), "parameters",
                     parameters, "responses", answers);
}

/* One that writes: by a token, with a body unless BODY is NULL. */
static json_t *writing(json_t *made, const struct request *request, const struct record_type *type,
                       const char *body)
{
    json_object_set_new(made, "security", json_pack("[{s:[]}]", "token"));
    if (body)
        json_object_set_new(made, "requestBody",
                            json_pack("{s:b, s:o}", "required", true, "content",
                                      content(body, reference(request, type->name))));
    return made;
}

static json_t *list_path(const struct request *request, const struct record_type *type,
                         const struct audience *audience)
{
    json_t *schema = json_pack("{s:s, s:{s:{s:s, s:o}, s:{s:s}, s:{s:s}, s:{s:s}}}", "type",
                               "object", "properties", "records", "type", "array", "items",
                               reference(request, type->name), "total", "type", "integer",
                               "total_is_estimate", "type", "boolean", "links", "type", "object");
    json_t *path = json_pack("{s:o}", "get",
                             operation("list", type, list_parameters(request, type, audience),
                                       responses(request, "200", schema), request));
    if (!audience)
        json_object_set_new(
            path, "post",
            writing(operation("add", type, json_array(),
                              responses(request, "201", reference(request, type->name)), request),
                    request, type, "application/json"));
    return path;
}

static json_t *record_parameters(bool match)
{
    json_t *list = json_array();
    add_parameter(list, "record", "path", "string");
    if (match) {
        add_parameter(list, "If-Match", "header", "string");
        json_object_set_new(json_array_get(list, 1), "required", json_true());
    }
    return list;
}

static json_t *record_path(const struct request *request, const struct record_type *type,
                           const struct audience *audience)
{
    json_t *path =
        json_pack("{s:o}", "get",
                  operation("show", type, record_parameters(false),
                            responses(request, "200", reference(request, type->name)), request));
    if (audience)
        return path;
    json_object_set_new(
        path, "patch",
        writing(operation("change", type, record_parameters(true),
                          responses(request, "200", reference(request, type->name)), request),
                request, type, "application/merge-patch+json"));
    json_object_set_new(path, "delete",
                        writing(operation("remove", type, record_parameters(true),
                                          responses(request, "204", NULL), request),
                                request, type, NULL));
    return path;
}

void api_describe(struct request *request, struct response *response)
{
    if (!api_begins(request, response))
        return;
    json_t *paths = json_object(), *schemas = json_object();
    for (const struct record_type *const *one = record_types(); *one; one++) {
        const struct record_type *type = *one;
        const struct audience *audience = api_audience(request, type);
        if (audience && type->open.how != OPEN)
            continue;
        const char *list = api_type_address(request->arena, type);
        json_object_set_new(paths, list, list_path(request, type, audience));
        json_object_set_new(paths, arena_print(request->arena, "%s/{record}", list),
                            record_path(request, type, audience));
        json_object_set_new(schemas, type->name, type_schema(request, type, audience));
    }
    json_object_set_new(schemas, "problem",
                        json_pack("{s:s, s:{s:{s:s}, s:{s:s}, s:{s:s}}}", "type", "object",
                                  "properties", "status", "type", "integer", "title", "type",
                                  "string", "detail", "type", "string"));
    response_header(request, response, "Vary", "Accept-Language");
    api_answer(request, response,
               json_pack("{s:s, s:{s:s, s:s}, s:o, s:{s:o, s:{s:{s:s, s:s}}}}", "openapi", "3.1.0",
                         "info", "title", page_say(request, "site.name"), "version", "1", "paths",
                         paths, "components", "schemas", schemas, "securitySchemes", "token",
                         "type", "http", "scheme", "bearer"));
}
