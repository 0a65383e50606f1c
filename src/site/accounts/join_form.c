/* The form of a registration: of a person, or of an organization with the person who speaks for it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/accounts/join.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/types.h"
#include "site/visitor.h"

#define OTHER "other."  /* what the other kind's page asks for, kept while this one is filled in */
#define LINKS_ALLOWED 2 /* in all texts together: more may be spam */

static const char *const person_kinds[] = { "scholar", "student", "person", NULL };
static const char *const person_first[] = { "kind",  "given",   "surname1", "surname2",
                                            "email", "country", NULL };
static const char *const person_more[] = {
    "kind",      "given",        "surname1", "surname2",    "country",
    "city",      "display_name", "headline", "affiliation", "affiliation_role",
    "languages", "topics",       "website",  "orcid",       NULL
};
static const char *const organization_first[] = { "kind", "display_name", "country", NULL };
static const char *const organization_more[] = { "kind",   "display_name", "country",
                                                 "city",   "headline",     "languages",
                                                 "topics", "website",      NULL };
static const char *const agent_first[] = { "name", "role", "email", NULL };
static const char *const agent_more[] = { "name", "role", NULL };

static bool named(const char *const *names, const char *name)
{
    while (*names && !text_equal(*names, name))
        names++;
    return *names;
}

bool join_is_organization(const char *kind)
{
    return kind && !named(person_kinds, kind);
}

struct form_options join_options(const struct joining *joining, bool more)
{
    static const char *const person[] = { "email", "country", NULL };
    static const char *const organization[] = { "display_name", "country", NULL };
    return (struct form_options){ .locale = page_locale(joining->request),
                                  .names = joining->organization
                                               ? more ? organization_more : organization_first
                                           : more ? person_more
                                                  : person_first,
                                  .required = joining->organization ? organization : person,
                                  .own = true };
}

struct form_options join_agent_options(const struct joining *joining, bool more)
{
    return (struct form_options){ .locale = page_locale(joining->request),
                                  .names = more ? agent_more : agent_first,
                                  .own = true };
}

struct joining join_new(struct request *request, bool organization)
{
    return (struct joining){ .request = request,
                             .organization = organization,
                             .record = record_new(request->arena, &member_type),
                             .agent = record_new(request->arena, &representative_type),
                             .errors = { .arena = request->arena },
                             .agent_errors = { .arena = request->arena } };
}

/* Pages ask for less than they take: what is typed on any of them is kept. */
void join_read(struct joining *joining)
{
    struct form_options options = join_options(joining, true),
                        agent = join_agent_options(joining, false);
    record_from_form(joining->request, joining->record, &options);
    options.names = person_first; /* the address is asked for there */
    if (!joining->organization)
        record_from_form(joining->request, joining->record, &options);
    if (joining->organization) {
        record_from_form(joining->request, joining->agent, &agent);
        record_set(joining->record, "email", LANG_EN,
                   record_value(joining->agent, "email", LANG_EN));
    }
    joining->email = record_value(joining->record, "email", LANG_EN);
}

/* --- a person after all, or an organization ------------------------------------------------------------------------- */

/* What each of the two first pages asks for. */
static bool asks(bool organization, const char *name)
{
    return organization ? named(organization_first, name) || named(agent_first, name)
                        : named(person_first, name);
}

/* Kinds are of one page or the other; all else that both ask for is the same. */
static bool shared(const char *name)
{
    return !text_equal(name, "kind") && asks(true, name) && asks(false, name);
}

static void put(struct request *request, struct pairs *form, const char *name, const char *value)
{
    if (!text_blank(value))
        pairs_add(request->arena, form, name, value);
}

/* Who typed her names as a person has said already who speaks for the organization. */
static void name_agent(struct request *request, const struct pairs *sent, struct pairs *form)
{
    static const char *const names[] = { "given", "surname1", "surname2" };
    const char *name = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *one = pairs_get(sent, names[i]);
        if (!text_blank(one))
            name = arena_print(request->arena, "%s%s%s", name, *name ? " " : "", one);
    }
    if (text_blank(pairs_get(form, "name")))
        put(request, form, "name", name);
}

void join_switch(struct request *request, bool organization)
{
    const struct pairs sent = request->form;
    struct pairs form = { 0 };
    for (size_t i = 0; i < sent.count; i++) {
        const char *name = sent.at[i].name, *value = sent.at[i].value;
        if (text_starts(name, OTHER) && asks(organization, name + strlen(OTHER)))
            put(request, &form, name + strlen(OTHER), value);
        else if (asks(!organization, name) && !shared(name))
            put(request, &form, arena_print(request->arena, OTHER "%s", name), value);
        else if (shared(name) || text_equal(name, "started") || text_equal(name, "homepage"))
            put(request, &form, name, value);
    }
    if (organization)
        name_agent(request, &sent, &form);
    request->form = form;
}

/* --- what is wrong --------------------------------------------------------------------------------------------------- */

/* Which organization somebody speaks for is known only when it is there. */
static void check_agent(struct joining *joining, struct db *db)
{
    struct record_errors errors = { 0 };
    record_check_values(db, joining->agent, &errors);
    for (const struct record_error *error = errors.first; error; error = error->next) {
        if (!error->field || !text_equal(error->field->name, "member"))
            record_error(&joining->agent_errors, error->field, error->lang, error->key,
                         error->argument);
    }
}

/* The name as it is shown is made of those that the first page asks for: they are missing, not it. */
static void tell_names(struct joining *joining)
{
    for (struct record_error *error = joining->errors.first; error; error = error->next) {
        if (error->field && text_equal(error->field->name, "display_name") &&
            text_equal(error->key, "error.required")) {
            error->field = field_named(&member_type, "given");
            error->key = "joining.name_missing";
        }
    }
}

bool join_check(struct joining *joining, struct db *db, bool applies)
{
    struct form_options options = join_options(joining, true);
    const char *kind = record_value(joining->record, "kind", LANG_EN);
    (applies ? record_validate : record_check_values)(db, joining->record, &joining->errors);
    form_check_required(&options, joining->record, &joining->errors);
    if (kind && join_is_organization(kind) != joining->organization)
        record_error(&joining->errors, field_named(&member_type, "kind"), LANG_EN,
                     "error.not_choice", kind);
    if (joining->organization)
        check_agent(joining, db);
    else
        tell_names(joining);
    joining->email = record_value(joining->record, "email", LANG_EN);
    return !joining->errors.count && !joining->agent_errors.count;
}

/* --- drawing ------------------------------------------------------------------------------------------------------- */

static struct array *list_of(const struct map *map, const char *name)
{
    return (struct array *)(uintptr_t)map_get(map, name).list;
}

/* Adds every item of the list FROM to the list TO. */
static void append(struct array *to, struct value from)
{
    void *self = (void *)(uintptr_t)from.list;
    struct value item;
    (*from.list)->start(self);
    while ((*from.list)->next(self, &item))
        array_add(to, item);
}

static void keep_kinds(const struct joining *joining, struct map *field)
{
    struct value options = map_get(field, "options"), item;
    void *self = (void *)(uintptr_t)options.list;
    struct array *kept = array_new(joining->request->arena);
    (*options.list)->start(self);
    while ((*options.list)->next(self, &item)) {
        if (join_is_organization(value_get(item, symbol_of("value")).text) == joining->organization)
            array_add(kept, item);
    }
    map_set(field, "options", array_value(kept));
}

/* No name of a person is required, but one of them is: none is called optional, and the first says so. */
static void adjust_name(const struct joining *joining, struct map *field, const char *name)
{
    if (text_equal(name, "given") || text_equal(name, "surname1"))
        map_bool(field, "optional", false);
    if (!text_equal(name, "given"))
        return;
    map_text(field, "hint", page_say(joining->request, "joining.name_hint"));
    map_text(field, "described_by",
             map_get_text(field, "error") ? "f-given-hint f-given-error" : "f-given-hint");
}

/* The words of the record type are for everybody who is in it; here somebody says who they are. */
static void adjust(const struct joining *joining, struct map *group)
{
    struct value fields = map_get(group, "fields"), item;
    void *self = (void *)(uintptr_t)fields.list;
    (*fields.list)->start(self);
    while ((*fields.list)->next(self, &item)) {
        struct map *field = map_of(item);
        const char *name = map_get_text(field, "name");
        if (text_equal(name, "kind"))
            keep_kinds(joining, field);
        if (text_equal(name, "email")) {
            map_text(field, "hint", page_say(joining->request, "joining.email_hint"));
            map_text(field, "described_by",
                     map_get_text(field, "error") ? "f-email-hint f-email-error" : "f-email-hint");
        }
        if (!joining->organization)
            adjust_name(joining, field, name);
        if (text_equal(name, "display_name") && joining->organization) {
            map_text(field, "label", page_say(joining->request, "joining.organization_name"));
            map_text(field, "hint", NULL);
            map_text(field, "described_by",
                     map_get_text(field, "error") ? "f-display_name-error" : NULL);
            map_text(field, "autocomplete", "organization");
        }
    }
}

static struct map *first_group(const struct map *form)
{
    struct value groups = map_get(form, "groups"), item = value_null();
    void *self = (void *)(uintptr_t)groups.list;
    (*groups.list)->start(self);
    (*groups.list)->next(self, &item);
    return map_of(item);
}

static void draw_agent(struct joining *joining, struct map *form, bool more)
{
    struct form_options options = join_agent_options(joining, more);
    struct map *part = map_new(joining->request->arena);
    record_form(joining->request->db, part, joining->agent, NULL, &options, &joining->agent_errors);
    struct map *group = first_group(part);
    map_text(group, "legend", page_say(joining->request, "joining.agent"));
    map_text(group, "hint", page_say(joining->request, "joining.agent_hint"));
    append(list_of(form, "groups"), map_get(part, "groups"));
    append(list_of(form, "errors"), map_get(part, "errors"));
    map_bool(form, "has_errors", joining->errors.count + joining->agent_errors.count);
}

static void carry_other(const struct request *request, struct array *hidden)
{
    for (size_t i = 0; i < request->form.count; i++) {
        const struct pair *pair = &request->form.at[i];
        if (text_starts(pair->name, OTHER) &&
            (asks(true, pair->name + strlen(OTHER)) || asks(false, pair->name + strlen(OTHER)))) {
            struct map *field = array_add_map(hidden);
            map_text(field, "name", pair->name);
            map_text(field, "value", pair->value);
        }
    }
}

void join_draw(struct joining *joining, struct map *page, bool more, const char *action)
{
    struct request *request = joining->request;
    struct map *form = map_map(page, "form");
    struct form_options options = join_options(joining, more);
    record_form(request->db, form, joining->record, joining->base, &options, &joining->errors);
    adjust(joining, first_group(form));
    if (joining->organization)
        draw_agent(joining, form, more);
    struct map *hidden = array_add_map(list_of(form, "hidden"));
    map_text(hidden, "name", "as");
    map_text(hidden, "value", joining->organization ? "organization" : "person");
    carry_other(request, list_of(form, "hidden"));
    map_text(form, "action", action);
    map_text(form, "csrf", visitor_csrf(request));
    map_bool(page, "organization", joining->organization);
    map_set(page, "policy", consent_wording(request, "join", "registration"));
}

/* --- keeping --------------------------------------------------------------------------------------------------------- */

static void pack_record(json_t *json, const struct record *record)
{
    for (const struct field *field = record->type->fields; field->name; field++) {
        int languages = field->flags & DERIVED ? 0 : field->flags & TRANSLATED ? LANG_COUNT : 1;
        for (int lang = 0; lang < languages; lang++) {
            const char *value = record_value(record, field->name, (enum language)lang);
            if (value)
                json_object_set_new(json,
                                    arena_print(record->arena, "%s.%s.%s", record->type->name,
                                                field->name, language_codes[lang]),
                                    json_string(value));
        }
    }
}

static void unpack_record(const json_t *json, struct record *record)
{
    for (const struct field *field = record->type->fields; field->name; field++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const char *value = json_string_value(
                json_object_get(json, arena_print(record->arena, "%s.%s.%s", record->type->name,
                                                  field->name, language_codes[lang])));
            if (value)
                record_set(record, field->name, (enum language)lang, value);
        }
    }
}

const char *join_pack(const struct joining *joining)
{
    json_t *json = json_object();
    json_object_set_new(json, "organization", json_boolean(joining->organization));
    pack_record(json, joining->record);
    if (joining->organization)
        pack_record(json, joining->agent);
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_copy(joining->request->arena, text ? text : "{}");
    free(text);
    json_decref(json);
    return copy;
}

void join_unpack(struct joining *joining, const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    joining->organization = json_is_true(json_object_get(json, "organization"));
    unpack_record(json, joining->record);
    unpack_record(json, joining->agent);
    json_decref(json);
}

/* --- what looks odd ---------------------------------------------------------------------------------------------------- */

void join_suspect(struct joining *joining, const char *reason)
{
    struct arena *arena = joining->request->arena;
    if (!joining->suspicion)
        joining->suspicion = reason;
    else if (!strstr(joining->suspicion, reason))
        joining->suspicion = arena_print(arena, "%s\n%s", joining->suspicion, reason);
}

static int count_links(const char *text)
{
    int count = 0;
    for (; text && (text = strstr(text, "://")); text += 3)
        count++;
    return count;
}

void join_suspect_texts(struct joining *joining)
{
    int count = 0;
    for (const struct field *field = member_type.fields; field->name; field++) {
        for (int lang = 0; lang < (field->flags & TRANSLATED ? LANG_COUNT : 1); lang++) {
            if (field->kind != KIND_URL)
                count +=
                    count_links(record_value(joining->record, field->name, (enum language)lang));
        }
    }
    const char *name = record_value(joining->record, "display_name", LANG_EN);
    if (count > LINKS_ALLOWED)
        join_suspect(joining, "links");
    if (name && (strstr(name, "://") || strstr(name, "www.")))
        join_suspect(joining, "name");
}
