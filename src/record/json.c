#include "record/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

/* --- to JSON ---------------------------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
    return text_blank(text) ? json_null() : json_string(text);
}

static json_t *one_value(struct arena *arena, const struct field *field, const char *value,
                         record_address *address)
{
    long long number;
    if (text_blank(value))
        return field->kind == KIND_YESNO ? json_false() : json_null();
    if (field->target)
        return json_string(address(arena, field->target, value));
    if (field->kind == KIND_YESNO)
        return json_boolean(!strcmp(value, "1"));
    return field->kind == KIND_NUMBER && text_to_int(value, &number) ? json_integer(number)
                                                                     : json_string(value);
}

static json_t *line_value(struct arena *arena, const struct field *field, const char *line,
                          record_address *address)
{
    if (field->kind != KIND_PARTS)
        return one_value(arena, field, line, address);
    const char *cells[PARTS_LIMIT];
    json_t *row = json_object();
    int count = parts_count(field);
    parts_split(arena, line, cells, count);
    for (int i = 0; i < count; i++)
        json_object_set_new(row, field->parts[i].name,
                            one_value(arena, &field->parts[i], cells[i], address));
    return row;
}

json_t *value_to_json(struct arena *arena, const struct field *field, const char *value,
                      record_address *address)
{
    if (!field_several(field))
        return one_value(arena, field, value, address);
    json_t *list = json_array();
    for (const char *at = value ? value : ""; *at;) {
        size_t len = strcspn(at, "\n");
        json_array_append_new(list,
                              line_value(arena, field, arena_copy_n(arena, at, len), address));
        at += len + (at[len] == '\n');
    }
    return list;
}

static json_t *field_to_json(const struct record *record, const struct field *field,
                             record_address *address)
{
    if (!(field->flags & TRANSLATED))
        return value_to_json(record->arena, field, field_value(record, field, LANG_EN), address);
    json_t *languages = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(languages, language_codes[lang],
                            value_to_json(record->arena, field,
                                          field_value(record, field, (enum language)lang),
                                          address));
    return languages;
}

json_t *record_to_json(const struct record *record, const struct audience *seen_by,
                       record_address *address)
{
    json_t *fields = json_object(), *levels = json_object();
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!seen_by || field_open(field))
            json_object_set_new(fields, field->name, field_to_json(record, field, address));
        if (field->flags & OWNER)
            json_object_set_new(levels, field->name,
                                text_or_null(record->visibility[field_index(record->type, field)]));
    }
    json_t *out = json_pack("{s:s?, s:s, s:o}", "slug", record->slug, "state", record->state,
                            "fields", fields);
    if (!seen_by && type_has_owner(record->type))
        json_object_set(out, "visibility", levels);
    json_decref(levels);
    return out;
}

/* --- from JSON -------------------------------------------------------------------------------------------------- */

struct taking {
    struct record *record;
    record_address *address;
    struct record_errors *errors;
    json_t *unknown;
    const struct field *field;
    enum language lang;
    int row; /* of several values, from 1 */
};

static void *wrong(const struct taking *taking, const struct field *part, const char *key)
{
    record_error(taking->errors, taking->field, taking->lang, key, NULL);
    taking->errors->last->row = taking->row;
    taking->errors->last->part = part;
    return NULL;
}

static void add_unknown(const struct taking *taking, const char *pointer, const char *key)
{
    json_array_append_new(taking->unknown, json_pack("{s:s, s:s}", "pointer", pointer, "key", key));
}

/* A record's slug from its address; what is no address is a slug itself. NULL: the address of something else. */
static const char *slug_of(const struct taking *taking, const char *target, const char *link)
{
    const char *slash = strrchr(link, '/');
    if (!slash)
        return link;
    const char *own = taking->address(taking->record->arena, target, slash + 1);
    return text_equal(own, link) ? slash + 1 : NULL;
}

static const char *text_of_string(const struct taking *taking, const struct field *field,
                                  const struct field *part, const json_t *json)
{
    const char *text = json_string_value(json);
    if (!text)
        return wrong(taking, part, field->target ? "api.shape_link" : "api.shape_text");
    if (field->target && !(text = slug_of(taking, field->target, text)))
        return wrong(taking, part, "api.shape_link");
    if (taking->row && strchr(text, '\n'))
        return wrong(taking, part, "api.shape_line");
    return arena_copy(taking->record->arena, text);
}

/* One value as text, "" for null; NULL when it has the wrong shape. PART: it is a cell of that, NULL: a whole value. */
static const char *text_of(const struct taking *taking, const struct field *part,
                           const json_t *json)
{
    const struct field *field = part ? part : taking->field;
    if (json_is_null(json))
        return taking->row && !part ? wrong(taking, part, "api.shape_null") : "";
    if (field->kind == KIND_YESNO)
        return json_is_boolean(json) ? json_is_true(json) ? "1" : "0"
                                     : wrong(taking, part, "api.shape_yesno");
    if (field->kind != KIND_NUMBER)
        return text_of_string(taking, field, part, json);
    return json_is_integer(json) ? arena_number(taking->record->arena, json_integer_value(json))
                                 : wrong(taking, part, "api.shape_number");
}

static const char *row_of_parts(const struct taking *taking, const char *pointer,
                                const json_t *json)
{
    const char *cells[PARTS_LIMIT], *name;
    const json_t *cell;
    bool good = true;
    if (!json_is_object(json))
        return wrong(taking, NULL, "api.shape_row");
    json_object_foreach((json_t *)(uintptr_t)json, name, cell)
    {
        const struct field *part = taking->field->parts;
        while (part->name && strcmp(part->name, name))
            part++;
        if (!part->name)
            add_unknown(
                taking,
                arena_print(taking->record->arena, "%s/%d/%s", pointer, taking->row - 1, name),
                "api.unknown_name");
    }
    int count = parts_count(taking->field);
    for (int i = 0; i < count; i++) {
        cell = json_object_get(json, taking->field->parts[i].name);
        cells[i] = cell ? text_of(taking, &taking->field->parts[i], cell) : "";
        good = good && cells[i];
    }
    return good ? parts_join(taking->record->arena, cells, count) : NULL;
}

static void take_list(struct taking *taking, const char *pointer, const json_t *json)
{
    struct buffer out = { 0 };
    const json_t *item;
    size_t i;
    if (json && !json_is_null(json) && !json_is_array(json)) {
        wrong(taking, NULL, "api.shape_list");
        return;
    }
    json_array_foreach((json_t *)(uintptr_t)json, i, item)
    {
        taking->row = (int)i + 1;
        const char *line = taking->field->kind == KIND_PARTS ? row_of_parts(taking, pointer, item)
                                                             : text_of(taking, NULL, item);
        if (text_blank(line))
            continue;
        if (out.len)
            buffer_putc(&out, '\n');
        buffer_puts(&out, line);
    }
    taking->row = 0;
    field_set(taking->record, taking->field, LANG_EN, buffer_text(&out));
    buffer_free(&out);
}

static void take_value(struct taking *taking, const char *pointer, const json_t *json)
{
    if (field_several(taking->field)) {
        take_list(taking, pointer, json);
        return;
    }
    const char *text = json ? text_of(taking, NULL, json) : "";
    if (text)
        field_set(taking->record, taking->field, taking->lang, text);
}

static void take_languages(struct taking *taking, const char *pointer, const json_t *was,
                           const json_t *now)
{
    const char *name;
    const json_t *value;
    if (now && !json_is_null(now) && !json_is_object(now)) {
        wrong(taking, NULL, "api.shape_languages");
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)now, name, value)
    {
        if (!json_object_get(was, name))
            add_unknown(taking, arena_print(taking->record->arena, "%s/%s", pointer, name),
                        "api.unknown_language");
    }
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        value = json_object_get(now, language_codes[lang]);
        taking->lang = (enum language)lang;
        if (!json_equal(value ? value : json_null(), json_object_get(was, language_codes[lang])))
            take_value(taking, pointer, value);
    }
    taking->lang = LANG_EN;
}

static bool same(const json_t *now, const json_t *was)
{
    return json_equal(now ? now : json_null(), was ? was : json_null());
}

static void take_fields(struct taking *taking, const json_t *was, const json_t *now)
{
    const struct record_type *type = taking->record->type;
    struct arena *arena = taking->record->arena;
    const char *name;
    const json_t *value;
    json_object_foreach((json_t *)(uintptr_t)now, name, value)
    {
        if (!field_named(type, name))
            add_unknown(taking, arena_print(arena, "/fields/%s", name), "api.unknown_name");
    }
    for (const struct field *field = type->fields; field->name; field++) {
        const json_t *before = json_object_get(was, field->name);
        const char *pointer = arena_print(arena, "/fields/%s", field->name);
        value = json_object_get(now, field->name);
        taking->field = field;
        if (same(value, before))
            continue;
        if (field->flags & DERIVED)
            add_unknown(taking, pointer, "api.read_only");
        else if (field->flags & TRANSLATED)
            take_languages(taking, pointer, before, value);
        else
            take_value(taking, pointer, value);
    }
}

static void take_level(struct taking *taking, const struct field *field, const json_t *json)
{
    static const char *const levels[] = { "public", "members", "staff", NULL };
    const char *text = json_string_value(json);
    int i = 0;
    while (levels[i] && !text_equal(levels[i], text))
        i++;
    taking->field = field;
    if (!levels[i] && json && !json_is_null(json))
        wrong(taking, NULL, "api.shape_level");
    else
        taking->record->visibility[field_index(taking->record->type, field)] = levels[i];
}

static void take_levels(struct taking *taking, const json_t *was, const json_t *now)
{
    const char *name;
    const json_t *value;
    json_object_foreach((json_t *)(uintptr_t)now, name, value)
    {
        if (!json_object_get(was, name))
            add_unknown(taking, arena_print(taking->record->arena, "/visibility/%s", name),
                        "api.unknown_name");
    }
    for (const struct field *field = taking->record->type->fields; field->name; field++) {
        value = json_object_get(now, field->name);
        if (field->flags & OWNER && !same(value, json_object_get(was, field->name)))
            take_level(taking, field, value);
    }
}

/* "slug" or "state": text. */
static const char *take_plain(struct taking *taking, const char *name, const json_t *was,
                              const json_t *now)
{
    const json_t *value = json_object_get(now, name);
    if (same(value, json_object_get(was, name)) || !value)
        return json_string_value(json_object_get(was, name));
    if (!json_is_string(value))
        add_unknown(taking, arena_print(taking->record->arena, "/%s", name), "api.shape_text");
    return json_string_value(value);
}

bool record_from_json(struct record *record, const json_t *was, const json_t *now,
                      record_address *address, struct record_errors *errors, json_t *unknown)
{
    static const char *const groups[] = { "fields", "visibility" };
    struct taking taking = {
        .record = record, .address = address, .errors = errors, .unknown = unknown
    };
    errors->arena = record->arena;
    for (size_t i = 0; i < 2; i++) {
        const json_t *group = json_object_get(now, groups[i]);
        if (group && !json_is_null(group) && !json_is_object(group))
            add_unknown(&taking, arena_print(record->arena, "/%s", groups[i]), "api.shape_object");
    }
    record->slug = arena_copy(record->arena, take_plain(&taking, "slug", was, now));
    record->state = arena_copy(record->arena, take_plain(&taking, "state", was, now));
    take_fields(&taking, json_object_get(was, "fields"), json_object_get(now, "fields"));
    take_levels(&taking, json_object_get(was, "visibility"), json_object_get(now, "visibility"));
    return !errors->count && !json_array_size(unknown);
}

json_t *json_merge_patch(const json_t *target, const json_t *patch)
{
    const char *name;
    const json_t *value;
    if (!json_is_object(patch))
        return json_deep_copy(patch);
    json_t *out = json_is_object(target) ? json_copy((json_t *)(uintptr_t)target) : json_object();
    json_object_foreach((json_t *)(uintptr_t)patch, name, value)
    {
        if (json_is_null(value))
            json_object_del(out, name);
        else
            json_object_set_new(out, name, json_merge_patch(json_object_get(target, name), value));
    }
    return out;
}
