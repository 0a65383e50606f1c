/* Forms of any type: what comes back. */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/form.h"

/* Between a date and a time where the date ends with no digit, so that both come back as they were typed. */
#define APART "\xe2\x90\x9f"

static const char *join_local(struct arena *arena, const char *date, const char *time)
{
    size_t len = strlen(date);
    if (text_blank(time))
        return date;
    bool plain = len && isdigit((unsigned char)date[len - 1]);
    return arena_print(arena, "%s%s%s", date, plain ? "T" : APART, time);
}

void form_split_local(struct arena *arena, const char *value, const char **date, const char **time)
{
    const char *at = strstr(value, APART), *rest = at ? at + strlen(APART) : NULL;
    for (const char *t = value; !at && (t = strchr(t, 'T')); t++) {
        if (t > value && isdigit((unsigned char)t[-1])) {
            at = t;
            rest = t + 1;
        }
    }
    *date = at ? arena_copy_n(arena, value, (size_t)(at - value)) : value;
    *time = at ? rest : "";
}

const char *form_pack(struct arena *arena, const struct record *record,
                      const struct form_options *options)
{
    json_t *json = json_object();
    for (const struct field *field = record->type->fields; field->name; field++) {
        const char *level = record->visibility[field_index(record->type, field)];
        if (!form_wants(options, field))
            continue;
        for (int lang = 0; lang < field_languages(field); lang++) {
            const char *value = field_value(record, field, (enum language)lang);
            if (value && form_wants_language(options, lang))
                json_object_set_new(json, form_name(arena, field, (enum language)lang),
                                    json_string(value));
        }
        if (level && options->visibility)
            json_object_set_new(json, arena_print(arena, "visibility.%s", field->name),
                                json_string(level));
    }
    if (options->slug && record->slug)
        json_object_set_new(json, "slug", json_string(record->slug));
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_copy(arena, text ? text : "{}");
    free(text);
    json_decref(json);
    return copy;
}

/* No more lines than are needed to say that they are too many: a value of millions would be drawn again. */
static const char *bounded(struct arena *arena, const struct field *field, const char *value)
{
    const char *at = value;
    for (int lines = field_lines_most(field) + 1; at && lines; lines--) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    return at && field_several(field) ? arena_copy_n(arena, value, (size_t)(at - value)) : value;
}

static void unpack_field(struct record *record, const struct field *field, const json_t *json,
                         const struct form_options *options)
{
    struct arena *arena = record->arena;
    for (int lang = 0; lang < field_languages(field); lang++) {
        const char *name = form_name(arena, field, (enum language)lang);
        if (form_wants_language(options, lang))
            field_set(record, field, (enum language)lang,
                      bounded(arena, field, json_string_value(json_object_get(json, name))));
    }
    if (options->visibility && field->flags & OWNER)
        record->visibility[field_index(record->type, field)] =
            arena_copy(arena, json_string_value(json_object_get(
                                  json, arena_print(arena, "visibility.%s", field->name))));
}

struct record *record_base(const struct request *request, const struct record *present,
                           const struct form_options *options)
{
    const char *text = request_form(request, "base");
    json_t *json = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (!json_is_object(json)) {
        json_decref(json);
        return NULL;
    }
    struct record *record = record_copy(present);
    for (const struct field *field = present->type->fields; field->name; field++) {
        if (form_wants(options, field))
            unpack_field(record, field, json, options);
    }
    const char *slug = json_string_value(json_object_get(json, "slug"));
    if (options->slug && slug)
        record->slug = arena_copy(record->arena, slug);
    json_decref(json);
    return record;
}

/* Repeated values: one line each. */
static const char *joined(const struct request *request, const char *name)
{
    struct buffer out = { 0 };
    int count = 0;
    for (int i = -1; (i = pairs_next(&request->form, name, i + 1)) >= 0; count++) {
        if (count)
            buffer_putc(&out, '\n');
        buffer_puts(&out, request->form.at[i].value);
    }
    const char *text = count ? arena_copy(request->arena, buffer_text(&out)) : NULL;
    buffer_free(&out);
    return text;
}

/* Checkboxes arrive in the order of the form: what was chosen before keeps its place, what is new comes behind. */
static const char *in_order(struct arena *arena, const char *sent, const char *before)
{
    const char *out = "";
    for (int pass = 0; pass < 2; pass++) {
        for (const char *at = pass ? sent : before ? before : ""; *at;) {
            size_t len = strcspn(at, "\n");
            const char *line = arena_copy_n(arena, at, len);
            if (len && (pass || text_has_line(sent, line)) && !text_has_line(out, line))
                out = arena_print(arena, "%s%s%s", out, *out ? "\n" : "", line);
            at += len + (at[len] == '\n');
        }
    }
    return out;
}

static const char *values_sent(const struct request *request, const struct record *record,
                               const struct field *field, enum language lang, const char *name)
{
    int first = pairs_next(&request->form, name, 0), last = first;
    for (int i = first; i >= 0; i = pairs_next(&request->form, name, i + 1))
        last = i;
    if (first == last || field->kind == KIND_PARTS)
        return bounded(request->arena, field, joined(request, name));
    if (!field_several(field)) /* a checkbox comes behind the hidden field that says no */
        return request->form.at[last].value;
    return in_order(request->arena, bounded(request->arena, field, joined(request, name)),
                    field_value(record, field, lang));
}

/* A date and a time of their own; NULL when they were not sent. */
static const char *local_sent(const struct request *request, const char *name)
{
    const char *date = request_form(request, arena_print(request->arena, "%s.date", name));
    const char *time = request_form(request, arena_print(request->arena, "%s.time", name));
    return date ? join_local(request->arena, date, time) : NULL;
}

/* What is sent under the field's own name (also by scripts) goes before its rows, or its date and time. */
static void take_field(const struct request *request, struct record *record,
                       const struct field *field, enum language lang)
{
    const char *name = form_name(request->arena, field, lang), *sent = NULL;
    if (pairs_next(&request->form, name, 0) >= 0)
        sent = values_sent(request, record, field, lang, name);
    else if (field->kind == KIND_PARTS)
        sent = form_rows_sent(request, field);
    else if (field->kind == KIND_LOCAL)
        sent = local_sent(request, name);
    if (sent)
        field_set(record, field, lang, sent);
}

bool form_asks_row(const struct request *request)
{
    return request_form(request, "row") != NULL;
}

/* The address of a file that is there: its last part, without a query. */
static void take_existing(const struct request *request, struct record *record,
                          const struct field *field)
{
    const char *typed =
        request_form(request, arena_print(request->arena, "%s.existing", field->name));
    if (text_blank(typed))
        return;
    const char *slash = strrchr(typed, '/'), *from = slash ? slash + 1 : typed;
    from += strspn(from, " \t");
    field_set(record, field, LANG_EN, arena_copy_n(request->arena, from, strcspn(from, "?# \t")));
}

void record_from_form(const struct request *request, struct record *record,
                      const struct form_options *options)
{
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!form_wants(options, field))
            continue;
        if (field_uploads(field) &&
            text_equal(request_form(request, arena_print(request->arena, "%s.remove", field->name)),
                       "1"))
            field_set(record, field, LANG_EN, NULL);
        if (field_uploads(field) && options->files)
            take_existing(request, record, field);
        for (int lang = 0; !field_uploads(field) && lang < field_languages(field); lang++) {
            if (!form_wants_language(options, lang))
                continue;
            take_field(request, record, field, (enum language)lang);
        }
        const char *level =
            options->visibility && field->flags & OWNER
                ? request_form(request, arena_print(request->arena, "visibility.%s", field->name))
                : NULL;
        if (text_equal(level, "public") || text_equal(level, "members") ||
            text_equal(level, "staff"))
            record->visibility[field_index(record->type, field)] = level;
    }
    if (options->slug && request_form(request, "slug"))
        record->slug = request_form(request, "slug");
}
