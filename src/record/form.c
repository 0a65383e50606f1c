/* Forms of any type: the values that templates/part/form_fields.html shows. */
#include <stdlib.h>
#include <string.h>

#include "base/difference.h"
#include "base/text.h"
#include "record/form.h"

const char *field_label_key(struct arena *arena, const struct record_type *type,
                            const struct field *field)
{
    return arena_print(arena, "%s.%s", type->name, field->name);
}

const char *choice_label(const struct locale *locale, struct arena *arena,
                         const struct record_type *type, const struct field *field,
                         const char *choice)
{
    const char *text =
        locale_text(locale, arena_print(arena, "%s.%s_%s", type->name, field->name, choice));
    return text ? text : choice;
}

bool form_wants(const struct form_options *options, const struct field *field)
{
    if (field->flags & DERIVED || (options->languages && !(field->flags & TRANSLATED)))
        return false;
    if (options->names) {
        for (int i = 0; options->names[i]; i++) {
            if (text_equal(options->names[i], field->name))
                return true;
        }
        return false;
    }
    return !options->only || field->flags & options->only;
}

bool form_wants_language(const struct form_options *options, int lang)
{
    return !options->languages || options->languages & 1u << lang;
}

const char *form_name(struct arena *arena, const struct field *field, enum language lang)
{
    return field->flags & TRANSLATED
               ? arena_print(arena, "%s.%s", field->name, language_codes[lang])
               : field->name;
}

const struct record_error *form_error_of(const struct maker *maker, const struct field *field,
                                         enum language lang)
{
    for (const struct record_error *error = maker->errors ? maker->errors->first : NULL; error;
         error = error->next) {
        if (error->field == field && (error->lang == lang || !(field->flags & TRANSLATED)))
            return error;
    }
    return NULL;
}

const char *record_error_words(struct arena *arena, const struct locale *locale,
                               const struct record_type *type, const struct record_error *error)
{
    struct map *arguments = map_new(arena);
    map_text(arguments, "limit", error->argument ? error->argument : "");
    map_text(arguments, "value", error->argument ? error->argument : "");
    const char *text = locale_say(locale, arena, error->key, arguments);
    if (!error->part) /* "2, Destination: ..." where it is one cell of a row */
        return text;
    return arena_print(arena, "%d, %s: %s", error->row,
                       form_part_label(locale, arena, type, error->field, error->part), text);
}

static const char *error_words(const struct maker *maker, const struct record_error *error)
{
    return record_error_words(maker->arena, maker->options->locale, maker->record->type, error);
}

void form_add_option(const struct maker *maker, struct array *options, const struct field *field,
                     const char *value, const char *label, const char *chosen)
{
    struct map *option = array_add_map(options);
    map_text(option, "value", value);
    map_text(option, "label", label);
    map_bool(option, "selected", text_has_line(chosen, value));
    map_text(option, "id", arena_print(maker->arena, "f-%s-%s", field->name, value));
    map_text(option, "hint", NULL);
}

struct labelled {
    const char *value, *label, *key;
};

static int by_key(const void *one, const void *other)
{
    return strcmp(((const struct labelled *)one)->key, ((const struct labelled *)other)->key);
}

/* Countries or languages in the order of the reader's language. */
static void add_codes(const struct maker *maker, struct array *options, const struct field *field,
                      const char **codes, bool countries, const char *chosen)
{
    struct labelled items[400];
    int count = 0;
    const struct locale *locale = maker->options->locale;
    for (; *codes && count < 400; codes++) {
        const char *label = countries ? locale_country(locale, *codes)
                                      : locale_language_name(locale, maker->arena, *codes);
        if (text_equal(label, *codes)) /* has no name in this language */
            continue;
        items[count++] =
            (struct labelled){ *codes, label, locale_sort_key(locale, maker->arena, label) };
    }
    qsort(items, (size_t)count, sizeof *items, by_key);
    for (int i = 0; i < count; i++)
        form_add_option(maker, options, field, items[i].value, items[i].label, chosen);
}

bool form_add_targets(const struct maker *maker, struct array *options, const struct field *field,
                      const char *chosen, int limit)
{
    const struct record_type *target = record_type_named(field->target);
    struct arena *arena = maker->arena;
    /* counted first: a hundred thousand members are not sorted to be left out */
    if (scalar_int(query_text(maker->db,
                              arena_print(arena, "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d)",
                                          field->target, limit + 1))) > limit)
        return false;
    const char *lang = language_codes[locale_language(maker->options->locale)];
    const struct field *title = target ? field_named(target, target->title) : NULL;
    const char *label = !title ? "t.slug"
                        : title->flags & TRANSLATED
                            ? arena_print(arena,
                                          "ifnull((SELECT %s FROM %s_text x WHERE x.%s_id = t.id "
                                          "ORDER BY x.lang = '%s' DESC LIMIT 1), t.slug)",
                                          title->name, target->name, target->name, lang)
                            : arena_print(arena, "ifnull(t.%s, t.slug)", title->name);
    struct stmt *stmt = query_text(
        maker->db,
        arena_print(arena, "SELECT t.slug AS slug, %s AS label FROM %s t ORDER BY label LIMIT %d",
                    label, field->target, limit + 1));
    int count = 0;
    while (step(stmt) && ++count <= limit)
        form_add_option(maker, options, field, arena_copy(arena, col_text(stmt, "slug")),
                        arena_copy(arena, col_text(stmt, "label")), chosen);
    done(stmt);
    return count <= limit;
}

void form_add_countries(const struct maker *maker, struct array *options, const struct field *field,
                        const char *chosen)
{
    add_codes(maker, options, field, country_list(), true, chosen);
}

static void add_choices(const struct maker *maker, struct array *options, const struct field *field,
                        const char *value)
{
    for (int i = 0; field->choices[i]; i++)
        form_add_option(maker, options, field, field->choices[i],
                        choice_label(maker->options->locale, maker->arena, maker->record->type,
                                     field, field->choices[i]),
                        value);
}

static void set_control(struct map *map, const char *control)
{
    static const char *const controls[] = { "is_input",   "is_textarea",   "is_select",
                                            "is_radios",  "is_checkboxes", "is_checkbox",
                                            "is_file",    "is_files",      "is_parts",
                                            "is_datetime" };
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        map_bool(map, controls[i], text_equal(controls[i], control));
}

static void text_control(struct map *map, const struct field *field)
{
    static const char *const types[KIND_COUNT] = { [KIND_EMAIL] = "email", [KIND_URL] = "url" };
    bool lines = field->kind == KIND_LONG || field_several(field) || field->max > 300;
    set_control(map, lines ? "is_textarea" : "is_input");
    map_int(map, "rows", field->kind == KIND_LONG ? 10 : 4);
    map_text(map, "type", types[field->kind] ? types[field->kind] : "text");
    if (field->kind == KIND_NUMBER)
        map_text(map, "inputmode", "numeric");
}

/* What a picture shows, in words, beside it: one text a language, kept with the picture. */
static void draw_alts(const struct maker *maker, struct map *map, const struct field *field,
                      const struct record *file)
{
    const struct locale *locale = maker->options->locale;
    struct array *alts = map_array(map, "alts");
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct map *alt = array_add_map(alts);
        const char *name =
            arena_print(maker->arena, "%s.alt.%s", field->name, language_codes[lang]);
        const char *sent = maker->options->sent ? pairs_get(maker->options->sent, name) : NULL;
        const char *now = sent   ? sent
                          : file ? record_value(file, "alt", (enum language)lang)
                                 : NULL;
        map_text(alt, "name", name);
        map_text(alt, "id", arena_print(maker->arena, "f-%s", name));
        map_text(alt, "lang", language_codes[lang]);
        map_text(alt, "label",
                 arena_print(maker->arena, "%s (%s)", locale_text(locale, "record.alt"),
                             locale_language_name(locale, maker->arena, language_codes[lang])));
        map_text(alt, "value", now ? now : "");
    }
}

/* The files of a list, to keep or to leave out; uploads add more. */
static void files_control(const struct maker *maker, struct map *map, const struct field *field,
                          const char *value)
{
    const struct record_type *target = record_type_named(field->target);
    struct array *options = map_array(map, "options");
    set_control(map, "is_files");
    map_text(map, "accept", ".pdf,.docx,.odt,.csv,.txt,image/*");
    for (const char *at = value ? value : ""; *at;) {
        size_t len = strcspn(at, "\n");
        const char *slug = arena_copy_n(maker->arena, at, len);
        int64_t id = record_by_slug(maker->db, target, slug);
        struct record *file = id ? record_load(maker->db, maker->arena, target, id) : NULL;
        form_add_option(maker, options, field, slug,
                        file ? record_title(file, locale_language(maker->options->locale)) : slug,
                        value);
        at += len + (at[len] == '\n');
    }
}

/* A file that is there may be chosen instead: by its address, or from the latest ones. TYPED: what was sent and is none. */
static void offer_files(const struct maker *maker, struct map *map, const struct field *field,
                        const char *typed)
{
    const struct form_options *options = maker->options;
    if (!options->files)
        return;
    struct map *existing = map_map(map, "existing");
    map_text(existing, "name", arena_print(maker->arena, "%s.existing", field->name));
    map_text(existing, "id", arena_print(maker->arena, "f-%s-existing", field->name));
    map_text(existing, "list", arena_print(maker->arena, "f-%s-files", field->name));
    map_text(existing, "value", typed ? typed : "");
    map_set(existing, "files",
            options->files(maker->db, maker->arena, locale_language(options->locale),
                           field->kind == KIND_PICTURE));
}

/* The file that is there already, and what the browser may offer. */
static void upload_control(const struct maker *maker, struct map *map, const struct field *field,
                           const char *value)
{
    bool picture = field->kind == KIND_PICTURE;
    const struct record_type *target = record_type_named(field->target);
    int64_t id = target && !text_blank(value) ? record_by_slug(maker->db, target, value) : 0;
    set_control(map, "is_file");
    offer_files(maker, map, field, id ? NULL : value);
    map_text(map, "accept",
             picture ? "image/jpeg,image/png,image/webp,image/gif"
                     : ".pdf,.docx,.odt,.csv,.txt,image/*");
    struct record *file = id ? record_load(maker->db, maker->arena, target, id) : NULL;
    if (picture)
        draw_alts(maker, map, field, file);
    if (!file)
        return;
    struct map *present = map_map(map, "present");
    map_text(present, "slug", value);
    map_text(present, "title", record_title(file, locale_language(maker->options->locale)));
    map_bool(present, "is_picture", picture);
    map_text(present, "remove_name", arena_print(maker->arena, "%s.remove", field->name));
    map_text(present, "remove_id", arena_print(maker->arena, "f-%s-remove", field->name));
}

/* A date and a time, each with its own label; what was typed stands there as it was typed. */
static void local_control(const struct maker *maker, struct map *map, const char *value)
{
    const char *date, *time;
    form_split_local(maker->arena, value ? value : "", &date, &time);
    set_control(map, "is_datetime");
    map_text(map, "value_date", date);
    map_text(map, "value_time", time);
}

static void draw_control(const struct maker *maker, struct map *map, const struct field *field,
                         const char *value)
{
    struct array *options = map_array(map, "options");
    text_control(map, field);
    switch (field->kind) {
    case KIND_CHOICE:
    case KIND_CHOICES:
        add_choices(maker, options, field, value);
        set_control(map, field->kind == KIND_CHOICES ? "is_checkboxes" : "is_select");
        break;
    case KIND_COUNTRY:
    case KIND_COUNTRIES:
        add_codes(maker, options, field, country_list(), true, value);
        set_control(map, field->kind == KIND_COUNTRIES ? "is_checkboxes" : "is_select");
        break;
    case KIND_LANGUAGE:
    case KIND_LANGUAGES:
        add_codes(maker, options, field, language_list(), false, value);
        set_control(map, field->kind == KIND_LANGUAGES ? "is_checkboxes" : "is_select");
        break;
    case KIND_ZONE:
        for (const char **zone = zone_list(); *zone; zone++)
            form_add_option(maker, options, field, *zone, *zone, value);
        set_control(map, "is_select");
        break;
    case KIND_YESNO:
        map_bool(map, "checked", text_equal(value, "1"));
        set_control(map, "is_checkbox");
        break;
    case KIND_LINK:
        if (form_add_targets(maker, options, field, value, SELECT_LIMIT))
            set_control(map, "is_select");
        break;
    case KIND_LINKS:
        if (field_adds_files(field))
            files_control(maker, map, field, value);
        else if (form_add_targets(maker, options, field, value, CHECKBOX_LIMIT))
            set_control(map, "is_checkboxes");
        break;
    case KIND_PARTS:
        form_draw_rows(maker, map, field, value);
        set_control(map, "is_parts");
        break;
    case KIND_LOCAL:
        local_control(maker, map, value);
        break;
    case KIND_FILE:
    case KIND_PICTURE:
        upload_control(maker, map, field, value);
        break;
    default:
        break;
    }
}

static void set_defaults(struct map *map)
{
    static const char *const nothing[] = { "inputmode",  "autocomplete",   "accept",
                                           "maxlength",  "spellcheck_off", "checked",
                                           "visibility", "lang",           "present",
                                           "alts",       "existing",       "original" };
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        map_set(map, nothing[i], value_null());
    map_int(map, "rows", 4);
    map_text(map, "type", "text");
}

static void draw_visibility(const struct maker *maker, struct map *map, const struct field *field)
{
    static const char *const levels[] = { "public", "members", "staff", NULL };
    struct map *visibility = map_map(map, "visibility");
    struct array *options = map_array(visibility, "options");
    const char *now = maker->record->visibility[field_index(maker->record->type, field)];
    now = now ? now : field->flags & PUBLIC ? "public" : "staff";
    map_text(visibility, "name", arena_print(maker->arena, "visibility.%s", field->name));
    map_text(visibility, "id", arena_print(maker->arena, "f-visibility-%s", field->name));
    for (int i = 0; levels[i]; i++) {
        struct map *option = array_add_map(options);
        map_text(option, "value", levels[i]);
        map_text(option, "label",
                 locale_text(maker->options->locale,
                             arena_print(maker->arena, "record.visible_%s", levels[i])));
        map_bool(option, "selected", text_equal(now, levels[i]));
    }
}

static bool form_requires(const struct form_options *options, const struct field *field)
{
    const char *const *name = options->required;
    while (name && *name && !text_equal(*name, field->name))
        name++;
    return field->flags & REQUIRED || (name && *name);
}

void form_check_required(const struct form_options *options, const struct record *record,
                         struct record_errors *errors)
{
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (form_requires(options, field) && !(field->flags & REQUIRED) &&
            !field_value(record, field, LANG_EN))
            record_error(errors, field, LANG_EN, "error.required", NULL);
    }
}

/* Its own, or how dates are written. */
static const char *hint_of(const struct maker *maker, const struct field *field)
{
    const struct locale *locale = maker->options->locale;
    const char *hint = locale_text(
        locale, arena_print(maker->arena, "%s.%s_hint", maker->record->type->name, field->name));
    if (hint || (field->kind != KIND_DATE && field->kind != KIND_LOCAL))
        return hint;
    return locale_text(locale,
                       field->flags & PARTIAL ? "record.date_partial_hint" : "record.date_hint");
}

/* "Title (Spanish)" for translated fields, "City" for others. */
static const char *language_label(const struct maker *maker, const struct field *field,
                                  enum language lang)
{
    const struct locale *locale = maker->options->locale;
    const char *label =
        locale_text(locale, field_label_key(maker->arena, maker->record->type, field));
    label = label ? label : field->name;
    return field->flags & TRANSLATED
               ? arena_print(maker->arena, "%s (%s)", label,
                             locale_language_name(locale, maker->arena, language_codes[lang]))
               : label;
}

/* The text that is translated, with what changed in it. */
static void draw_original(const struct maker *maker, struct map *map, const struct field *field,
                          enum language lang)
{
    enum language from = language_other(lang);
    const char *now = field_value(maker->record, field, from);
    const char *then = maker->options->was ? field_value(maker->options->was, field, from) : now;
    struct map *original = map_map(map, "original");
    struct array *pieces = map_array(original, "pieces");
    now = now ? now : "";
    then = then ? then : "";
    map_text(original, "title", language_label(maker, field, from));
    map_text(original, "from", language_codes[from]);
    map_bool(original, "changed", !text_equal(now, then));
    difference_list(maker->arena, pieces, difference_sentences(maker->arena, then, now), true);
}

static void draw_field(const struct maker *maker, struct array *fields, const struct field *field,
                       enum language lang)
{
    struct arena *arena = maker->arena;
    const char *name = form_name(arena, field, lang),
               *value = field_value(maker->record, field, lang);
    const char *hint = hint_of(maker, field);
    const struct record_error *wrong = form_error_of(maker, field, lang);
    const char *error = wrong ? error_words(maker, wrong) : NULL;
    struct map *map = array_add_map(fields);
    set_defaults(map);
    map_text(map, "id", arena_print(arena, "f-%s", name));
    map_text(map, "name", name);
    map_text(map, "label", language_label(maker, field, lang));
    map_text(map, "hint", hint);
    map_text(map, "error", error);
    map_bool(map, "optional", !form_requires(maker->options, field));
    map_text(map, "autocomplete", maker->options->own ? field->autocomplete : NULL);
    map_text(map, "value", value ? value : "");
    const char *described = hint ? arena_print(arena, "f-%s-hint", name) : NULL;
    if (error)
        described = arena_print(arena, "%s%sf-%s-error", described ? described : "",
                                described ? " " : "", name);
    map_text(map, "described_by", described);
    if (field->flags & TRANSLATED)
        map_text(map, "lang", language_codes[lang]);
    if (field->flags & TRANSLATED && maker->options->beside)
        draw_original(maker, map, field, lang);
    draw_control(maker, map, field, value);
    /* One level for both languages: shown once, at the first. */
    if (field->flags & OWNER && maker->options->visibility && lang == 0)
        draw_visibility(maker, map, field);
}

/* The record's address: renaming keeps the old one, which redirects. */
static void draw_slug(const struct maker *maker, struct array *fields)
{
    const struct locale *locale = maker->options->locale;
    struct map *map = array_add_map(fields);
    set_defaults(map);
    set_control(map, "is_input");
    map_array(map, "options");
    map_text(map, "id", "f-slug");
    map_text(map, "name", "slug");
    map_text(map, "label", locale_text(locale, "record.slug"));
    map_text(map, "hint", locale_text(locale, "record.slug_hint"));
    map_text(map, "described_by", "f-slug-hint");
    map_text(map, "error", NULL);
    map_bool(map, "optional", true);
    map_text(map, "value", maker->record->slug ? maker->record->slug : "");
}

static void add_hidden(struct array *hidden, const char *name, const char *value)
{
    struct map *map = array_add_map(hidden);
    map_text(map, "name", name);
    map_text(map, "value", value ? value : "");
}

/* The control that an error is about. */
static const char *error_place(const struct maker *maker, const struct record_error *error)
{
    if (error->field && error->part)
        return arena_print(maker->arena, "f-%s.%d.%s", error->field->name, error->row,
                           error->part->name);
    return error->field ? arena_print(maker->arena, "f-%s",
                                      form_name(maker->arena, error->field, error->lang))
                        : "form";
}

static void draw_error(const struct maker *maker, struct array *list,
                       const struct record_error *error)
{
    struct map *map = array_add_map(list);
    const char *text = error_words(maker, error);
    const char *label =
        error->field ? locale_text(maker->options->locale,
                                   field_label_key(maker->arena, maker->record->type, error->field))
                     : NULL;
    map_text(map, "id", error_place(maker, error));
    map_text(map, "message", label ? arena_print(maker->arena, "%s: %s", label, text) : text);
}

/* In the order of the fields, not of the rules that found them; what is wrong with the whole comes first. */
static void draw_errors(const struct maker *maker, struct map *form)
{
    struct array *list = map_array(form, "errors");
    const struct record_type *type = maker->record->type;
    const struct record_error *first = maker->errors ? maker->errors->first : NULL;
    for (int place = -1; first && (place < 0 || type->fields[place].name); place++) {
        for (const struct record_error *error = first; error; error = error->next) {
            if ((error->field ? field_index(type, error->field) : -1) == place)
                draw_error(maker, list, error);
        }
    }
    map_bool(form, "has_errors", first != NULL);
}

/* A new group of fields; its list of fields. */
static struct array *add_group(const struct maker *maker, struct array *groups, const char *legend)
{
    struct map *group = array_add_map(groups);
    map_text(group, "legend", legend ? locale_text(maker->options->locale, legend) : NULL);
    map_text(group, "hint", NULL);
    return map_array(group, "fields");
}

void record_form(struct db *db, struct map *form, const struct record *record,
                 const struct record *base, const struct form_options *options,
                 const struct record_errors *errors)
{
    struct maker maker = { db, record->arena, record, options, errors };
    struct array *groups = map_array(form, "groups"), *fields = NULL;
    struct array *hidden = map_array(form, "hidden");
    const char *legend = NULL;
    bool uploads = false, rows = false;
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!form_wants(options, field))
            continue;
        uploads = uploads || field_uploads(field) || field_adds_files(field);
        rows = rows || field->kind == KIND_PARTS;
        const char *under = options->legend ? options->legend(field) : NULL;
        if (!fields || !text_equal(under, legend))
            fields = add_group(&maker, groups, under);
        legend = under;
        for (int lang = 0; lang < field_languages(field); lang++) {
            if (form_wants_language(options, lang))
                draw_field(&maker, fields, field, (enum language)lang);
        }
    }
    if (options->slug)
        draw_slug(&maker, fields ? fields : add_group(&maker, groups, NULL));
    if (record->id) {
        add_hidden(hidden, "version",
                   arena_print(record->arena, "%lld", (long long)record->version));
        add_hidden(hidden, "base", form_pack(record->arena, base ? base : record, options));
    }
    draw_errors(&maker, form);
    map_bool(form, "multipart", uploads);
    map_bool(form, "has_rows", rows);
}
