/* One's own profile: the whole form, or one section of it on a page of its own. What is sensitive waits for approval. */
#include "site/accounts/profile.h"

#include "base/text.h"
#include "site/accounts/join.h"
#include "site/edit.h"
#include "site/members/members.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/preview.h"
#include "site/privacy/consent.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

/* Sections of the form in the order of the fields. PATHS: the last part of the address, by language. */
static const struct section {
    const char *name, *paths[LANG_COUNT];
    const char *const *fields;
} sections[] = {
    { "who",
      { "name", "nombre" },
      (const char *const[]){ "kind", "given", "surname1", "surname2", "display_name", "sort_name",
                             NULL } },
    { "work",
      { "work", "trabajo" },
      (const char *const[]){ "headline", "affiliation", "affiliation_role", NULL } },
    { "place",
      { "topics", "temas" },
      (const char *const[]){ "country", "city", "languages", "topics", "corridors", NULL } },
    { "about",
      { "about", "semblanza" },
      (const char *const[]){ "biography", "links", "website", "orcid", NULL } },
    { "contact",
      { "contact", "contacto" },
      (const char *const[]){ "email", "phone", "contactable", NULL } },
    { "picture", { "picture", "imagen" }, (const char *const[]){ "picture", NULL } },
    { "listing", { "listing", "directorio" }, (const char *const[]){ "unlisted", NULL } },
};
#define SECTIONS (sizeof sections / sizeof *sections)

static bool has_field(const struct section *section, const char *name)
{
    for (const char *const *field = section->fields; *field; field++) {
        if (text_equal(*field, name))
            return true;
    }
    return false;
}

static const char *const legends[SECTIONS] = { "profile.who",     "profile.work",
                                               "profile.place",   "profile.about",
                                               "profile.contact", "profile.picture",
                                               "profile.listing" };

static const char *legend(const struct field *field)
{
    for (size_t i = 0; i < SECTIONS; i++) {
        if (has_field(&sections[i], field->name))
            return legends[i];
    }
    return NULL;
}

static const struct section *section_of(const struct request *request)
{
    for (size_t i = 0; i < SECTIONS; i++) {
        if (text_equal(sections[i].paths[request->lang], request_param(request, 0)))
            return &sections[i];
    }
    return NULL;
}

static const char *section_label(const struct request *request, const struct section *section)
{
    return page_say(request, legends[section - sections]);
}

/* What would help others to find and know this member, where it is empty: named once, without counting. */
static const char *const useful[] = { "headline", "affiliation", "country", "languages",
                                      "topics",   "biography",   "picture", NULL };

static void add_missing(const struct request *request, struct map *map,
                        const struct section *section, const struct record *record)
{
    struct array *missing = map_array(map, "missing");
    bool organization = join_is_organization(record_value(record, "kind", LANG_EN));
    for (int i = 0; useful[i]; i++) {
        const struct field *field = field_named(record->type, useful[i]);
        if (organization && text_equal(useful[i], "affiliation"))
            continue; /* it is one */
        if (!has_field(section, useful[i]) || record_value(record, useful[i], LANG_EN) ||
            (field->flags & TRANSLATED && record_value(record, useful[i], LANG_ES)))
            continue;
        map_text(array_add_map(missing), "label",
                 page_say(request, arena_print(request->arena, "member.%s", useful[i])));
    }
}

struct value profile_sections(struct request *request, const struct record *record)
{
    struct array *list = array_new(request->arena);
    for (size_t i = 0; i < SECTIONS; i++) {
        struct map *map = array_add_map(list);
        map_text(map, "label", section_label(request, &sections[i]));
        map_text(map, "url",
                 page_path(request, "profile_section", sections[i].paths[request->lang]));
        add_missing(request, map, &sections[i], record);
    }
    return array_value(list);
}

/* --- what waits ------------------------------------------------------------------------------------------------ */

struct own {
    const struct record_type *type;
    int64_t member, account;
    unsigned only;
    const char *const *names;
    bool waits; /* something waits for approval after the save */
};

static bool same(const struct record *one, const struct record *other, const struct field *field)
{
    return text_equal(record_value(one, field->name, LANG_EN),
                      record_value(other, field->name, LANG_EN));
}

/* Takes the sensitive changes out of RECORD and puts them over what waits already; the approved values stay until the staff say so. */
static bool keep_for_approval(struct db *db, struct record *record, struct record *base, void *self,
                              struct problem *problem)
{
    struct own *own = self;
    struct record *live = record_load(db, record->arena, own->type, own->member);
    struct draft *draft = draft_of(db, record->arena, own->type, own->member, DRAFT_SUBMISSION);
    if (!live || !base)
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "a form without its base");
    if (!text_equal(live->state, "published"))
        return true; /* nothing is public yet: the staff read all of it */
    struct record *wish = draft ? draft->record : record_copy(live);
    for (const struct field *field = own->type->fields; field->name; field++) {
        if (!(field->flags & SENSITIVE) || !(field->flags & MEMBER_EDITS))
            continue;
        if (!same(record, base, field))
            record_set(wish, field->name, LANG_EN, record_value(record, field->name, LANG_EN));
        const char *now = record_value(live, field->name, LANG_EN);
        record_set(record, field->name, LANG_EN, now);
        record_set(base, field->name, LANG_EN, now);
    }
    int64_t id = draft ? draft->id : 0;
    bool good =
        draft_save(db, DRAFT_SUBMISSION, wish, live, own->account, "history.own_profile", &id);
    own->waits = id;
    return good;
}

/* The record as its owner last wrote it: what waits lies over what is approved. */
static struct record *own_record(struct request *request)
{
    int64_t id = visitor_of(request)->member;
    struct draft *draft =
        id ? draft_of(request->db, request->arena, &member_type, id, DRAFT_SUBMISSION) : NULL;
    if (draft)
        return draft->record;
    return id ? record_load(request->db, request->arena, &member_type, id) : NULL;
}

/* --- the forms ---------------------------------------------------------------------------------------------------- */

static struct edit edit_of(struct request *request, const struct section *section, struct own *own)
{
    const struct visitor *visitor = visitor_of(request);
    *own = (struct own){ .type = &member_type,
                         .member = visitor->member,
                         .account = visitor->account };
    return (struct edit){ .type = &member_type,
                          .id = visitor->member,
                          .template = "accounts/profile.html",
                          .options = { .locale = page_locale(request),
                                       .only = MEMBER_EDITS,
                                       .names = section ? section->fields : NULL,
                                       .legend = section ? NULL : legend,
                                       .own = true,
                                       .visibility = true },
                          .action = request->path,
                          .submit_key = "accounts.save_profile",
                          .why = "history.own_profile",
                          .before = keep_for_approval,
                          .self = own };
}

static void add_waiting(struct request *request, struct map *page)
{
    struct draft *draft = draft_of(request->db, request->arena, &member_type,
                                   visitor_of(request)->member, DRAFT_SUBMISSION);
    map_set(page, "waiting", value_null());
    if (!draft)
        return;
    struct map *waiting = map_map(page, "waiting");
    map_int(waiting, "since", draft->created_at);
    map_set(waiting, "differences", profile_differences(request, draft));
}

static struct map *profile_page(struct request *request, const struct section *section,
                                const struct record *record)
{
    struct map *page = map_new(request->arena);
    page_breadcrumb_account(request, page, NULL);
    page_breadcrumb(request, page, page_say(request, "accounts.profile"),
                    section ? page_path(request, "profile", NULL) : NULL);
    if (section) {
        enum language other = language_other(request->lang);
        page_breadcrumb(request, page, section_label(request, section), NULL);
        map_text(page, "other_lang_url",
                 page_path_in(request, other, "profile_section", section->paths[other]));
    }
    map_text(page, "heading",
             section ? section_label(request, section) : page_say(request, "accounts.profile"));
    map_bool(page, "whole", !section);
    map_set(page, "sections", record ? profile_sections(request, record) : value_null());
    map_bool(page, "public", record && text_equal(record->state, "published"));
    map_set(page, "policy", consent_wording(request, "profile", NULL));
    add_waiting(request, page);
    return page;
}

static void show(struct request *request, struct response *response, const struct section *section)
{
    struct own own;
    struct edit edit = edit_of(request, section, &own);
    struct record *record = own_record(request);
    if (record)
        edit_show(request, response, profile_page(request, section, record), &edit, record, NULL,
                  NULL, NULL);
    else
        response->status = 404;
}

static void save(struct request *request, struct response *response, const struct section *section)
{
    struct own own;
    struct edit edit = edit_of(request, section, &own);
    struct record *record = own_record(request);
    int64_t id, change;
    if (!record) {
        response->status = 404;
    } else if (edit_save(request, response, profile_page(request, section, record), &edit, &id,
                         &change)) {
        page_go(request, response, page_path(request, "account", NULL),
                own.waits ? "profile.saved_waits" : "accounts.profile_saved");
    }
}

void profile_form(struct request *request, struct response *response)
{
    show(request, response, NULL);
}

void profile_save(struct request *request, struct response *response)
{
    save(request, response, NULL);
}

void profile_section(struct request *request, struct response *response)
{
    const struct section *section = section_of(request);
    if (section)
        show(request, response, section);
    else
        response->status = 404;
}

void profile_section_save(struct request *request, struct response *response)
{
    const struct section *section = section_of(request);
    if (section)
        save(request, response, section);
    else
        response->status = 404;
}

/* --- as others see it --------------------------------------------------------------------------------------------- */

/* The page itself, by its own handler, for a visitor who is nobody, or any member. */
static void show_as(struct request *request, struct response *response, const struct record *record,
                    enum role role, const struct preview *preview)
{
    struct request inner = *request;
    struct visitor other = { .role = role,
                             .name = "",
                             .email = "",
                             .grants_known = true,
                             .csrf = visitor_of(request)->csrf,
                             .language = request->lang,
                             .preview = preview };
    inner.site = &other;
    inner.params[0] = record->slug;
    inner.query = (struct pairs){ 0 };
    inner.raw_query = "";
    members_show(&inner, response);
    request->bug = inner.bug;
    response->cacheable = false;
}

void profile_as(struct request *request, struct response *response)
{
    bool everybody = text_equal(request_param(request, 0), "public");
    int64_t member = visitor_of(request)->member;
    struct record *record =
        member ? record_load(request->db, request->arena, &member_type, member) : NULL;
    if (!record || (!everybody && !text_equal(request_param(request, 0), "members"))) {
        response->status = 404;
        return;
    }
    bool public = text_equal(record->state, "published");
    struct preview preview = { .edit_url = page_path(request, "account", NULL),
                               .text = page_say(request, !public     ? "profile.not_public"
                                                         : everybody ? "profile.as_public"
                                                                     : "profile.as_member") };
    for (int lang = 0; lang < LANG_COUNT; lang++)
        preview.paths[lang] =
            page_path_in(request, (enum language)lang, "profile_as", request_param(request, 0));
    if (public)
        show_as(request, response, record, everybody ? ROLE_ANYONE : ROLE_MEMBER, &preview);
    else
        preview_show(request, response, &member_type, member, 0, &preview);
}

void profile_confirm(struct request *request, struct response *response)
{
    int64_t member = visitor_of(request)->member;
    struct problem problem = { 0 };
    if (!member) {
        response->status = 404;
    } else if (membership_confirm(member, &problem)) {
        page_go(request, response, page_path(request, "account", NULL), "profile.confirmed");
    } else {
        page_problem(request, response, &problem);
    }
}
