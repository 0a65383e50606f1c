#include "site/types.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "site/outbox/outbox.h"

/* clang-format off */

#define NOTES { "sources", KIND_TEXT, PUBLIC, .max = 4000 }, { "notes", KIND_LONG, 0, .max = 4000 }

/* --- topics, countries, files ----------------------------------------------------------------------------- */

static const struct field topic_fields[] = {
    { "label", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED, .max = 120 },
    { "description", KIND_LONG, PUBLIC | TRANSLATED },
    { "parent", KIND_LINK, PUBLIC | LISTED | FILTERED, .target = "topic" },
    { 0 },
};
const struct record_type topic_type = { "topic", NULL, "topics", topic_fields, "label", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

static const struct field country_fields[] = {
    { "name", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED },
    { "region", KIND_TEXT, PUBLIC | TRANSLATED },
    { "capital", KIND_TEXT, PUBLIC | TRANSLATED },
    { "iso2", KIND_TEXT, REQUIRED | PUBLIC | LISTED, .max = 2 },
    { "iso3", KIND_TEXT, REQUIRED | PUBLIC | LISTED, .max = 3 },
    { "currency", KIND_TEXT, PUBLIC, .max = 40 },
    { 0 },
};

/* The code itself is what the staff see and write: elsewhere a country is a choice by its name. */
static void country_check(const struct record *record, struct record_errors *errors)
{
    const char *code = record_value(record, "iso2", LANG_EN);
    if (code && !country_valid(code))
        record_error(errors, field_named(record->type, "iso2"), LANG_EN, "country.not_code", NULL);
}

const struct record_type country_type = { "country", NULL, "countries", country_fields, "name", ROLE_EDITOR, ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, country_check, NULL, .open = { OPEN } };

static const char *const access_levels[] = { "public", "members", "staff", NULL };
static const struct field file_fields[] = {
    { "name", KIND_TEXT, REQUIRED | PUBLIC | SEARCHED, .max = 200 },
    { "alt", KIND_TEXT, PUBLIC | TRANSLATED, .max = 300 },
    { "caption", KIND_TEXT, PUBLIC | TRANSLATED, .max = 300 },
    { "access", KIND_CHOICE, REQUIRED | LISTED | FILTERED, .choices = access_levels },
    { "type", KIND_TEXT, PUBLIC | LISTED | DERIVED, .max = 100 },
    { "size", KIND_NUMBER, PUBLIC | DERIVED },
    { "width", KIND_NUMBER, PUBLIC | DERIVED },
    { "height", KIND_NUMBER, PUBLIC | DERIVED },
    { "sha256", KIND_TEXT, PUBLIC | DERIVED, .max = 64 },
    { "direct", KIND_YESNO, DERIVED },
    { "data_id", KIND_NUMBER, DERIVED },
    { 0 },
};
const struct record_type file_type = { "file", NULL, "files", file_fields, "name", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { LINKED, .level = "access" } };

/* --- organizations ------------------------------------------------------------------------------------------ */

static const char *const organization_kinds[] = { "university", "research_centre", "association", "civil_society", "government",
                                                  "funder", "international", "network", "publisher", "media", "other", NULL };
static const char *const relations[] = { "itself", "partner", "funder", "affiliation", NULL };
static const struct field organization_fields[] = {
    { "name", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "acronym", KIND_TEXT, PUBLIC | TRANSLATED, .max = 40 },
    { "kind", KIND_CHOICE, REQUIRED | PUBLIC | LISTED | FILTERED, .choices = organization_kinds },
    { "relation", KIND_CHOICE, REQUIRED | PUBLIC | LISTED | FILTERED, .choices = relations },
    { "country", KIND_COUNTRY, PUBLIC | LISTED | FILTERED },
    { "city", KIND_TEXT, PUBLIC, .max = 120 },
    { "website", KIND_URL, PUBLIC | FILTERED},
    { "ror", KIND_URL, PUBLIC },
    { "description", KIND_LONG, PUBLIC | TRANSLATED },
    NOTES,
    { 0 },
};
const struct record_type organization_type = { "organization", NULL, "organizations", organization_fields, "name", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

/* --- members -------------------------------------------------------------------------------------------------- */

const char *const member_kinds[] = { "scholar", "student", "person", "migrant_association", "civil_society", "institution",
                                            "government", "funder", NULL };
static const char *const contactable[] = { "members", "nobody", NULL };
static const struct field corridor_parts[] = { { "origin", KIND_COUNTRY, REQUIRED }, { "destination", KIND_COUNTRY, REQUIRED }, { 0 } };
static const struct field link_parts[] = { { "label", KIND_TEXT, 0 }, { "url", KIND_URL, REQUIRED }, { 0 } };
static const struct field member_fields[] = {
    { "kind", KIND_CHOICE, REQUIRED | PUBLIC | MEMBER_EDITS | SENSITIVE | LISTED | FILTERED, .choices = member_kinds },
    { "given", KIND_TEXT, PUBLIC | MEMBER_EDITS | SENSITIVE, .max = 120, .autocomplete = "given-name" },
    { "surname1", KIND_TEXT, PUBLIC | MEMBER_EDITS | SENSITIVE, .max = 120, .autocomplete = "family-name" },
    { "surname2", KIND_TEXT, PUBLIC | MEMBER_EDITS | SENSITIVE, .max = 120 },
    { "display_name", KIND_TEXT, PUBLIC | SEARCHED | MEMBER_EDITS | SENSITIVE, .max = 200 },
    { "sort_name", KIND_TEXT, PUBLIC | MEMBER_EDITS | SENSITIVE, .max = 200 },
    { "headline", KIND_TEXT, PUBLIC | TRANSLATED | OWNER | MEMBER_EDITS, .max = 160 },
    { "organization", KIND_LINK, PUBLIC | FILTERED, .target = "organization", .with = "affiliation" },
    { "affiliation", KIND_TEXT, PUBLIC | OWNER | MEMBER_EDITS | SENSITIVE, .max = 200, .autocomplete = "organization" },
    { "affiliation_role", KIND_TEXT, PUBLIC | MEMBER_EDITS, .max = 120, .with = "affiliation" },
    { "country", KIND_COUNTRY, PUBLIC | LISTED | FILTERED | OWNER | MEMBER_EDITS, .autocomplete = "country" },
    { "city", KIND_TEXT, PUBLIC | OWNER | MEMBER_EDITS, .max = 120, .autocomplete = "address-level2" },
    { "languages", KIND_LANGUAGES, PUBLIC | OWNER | MEMBER_EDITS | FILTERED},
    { "topics", KIND_LINKS, PUBLIC | OWNER | MEMBER_EDITS | FILTERED, .target = "topic" },
    { "corridors", KIND_PARTS, PUBLIC | OWNER | MEMBER_EDITS, .parts = corridor_parts },
    { "biography", KIND_LONG, PUBLIC | TRANSLATED | OWNER | MEMBER_EDITS, .max = 6000 },
    { "links", KIND_PARTS, PUBLIC | OWNER | MEMBER_EDITS, .parts = link_parts },
    { "website", KIND_URL, PUBLIC | OWNER | MEMBER_EDITS, .autocomplete = "url" },
    { "orcid", KIND_ORCID, PUBLIC | OWNER | MEMBER_EDITS | SENSITIVE | FILTERED},
    { "email", KIND_EMAIL, OWNER | MEMBER_EDITS | FILTERED, .autocomplete = "email" },
    { "phone", KIND_TEXT, OWNER | MEMBER_EDITS, .max = 40, .autocomplete = "tel" },
    { "picture", KIND_PICTURE, PUBLIC | OWNER | MEMBER_EDITS | FILTERED, .target = "file" },
    { "contactable", KIND_CHOICE, MEMBER_EDITS, .choices = contactable },
    { "unlisted", KIND_YESNO, MEMBER_EDITS | FILTERED},
    { "demo", KIND_YESNO, LISTED | FILTERED},
    { "notes", KIND_LONG, 0, .max = 4000 },
    { 0 },
};

/* clang-format on */

/* What is shown and how it sorts, where nobody wrote it: names are taken as they are, never "corrected". */
static void member_derive(struct record *record, struct arena *arena)
{
    const char *given = record_value(record, "given", LANG_EN),
               *one = record_value(record, "surname1", LANG_EN);
    const char *two = record_value(record, "surname2", LANG_EN);
    if (!record_value(record, "display_name", LANG_EN) && (given || one))
        record_set(record, "display_name", LANG_EN,
                   arena_print(arena, "%s%s%s%s%s", given ? given : "", given && one ? " " : "",
                               one ? one : "", two ? " " : "", two ? two : ""));
    const char *shown = record_value(record, "display_name", LANG_EN);
    if (!record_value(record, "sort_name", LANG_EN))
        record_set(record, "sort_name", LANG_EN,
                   one ? arena_print(arena, "%s%s%s%s%s", one, two ? " " : "", two ? two : "",
                                     given ? ", " : "", given ? given : "")
                       : shown);
}

static void member_check(const struct record *record, struct record_errors *errors)
{
    if (!record_value(record, "display_name", LANG_EN))
        record_error(errors, field_named(record->type, "display_name"), LANG_EN, "error.required",
                     NULL);
}

/* clang-format off */
const struct record_type member_type = { "member", "member", "members", member_fields, "display_name", ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, member_check, member_derive, .open = { OPEN, .card = "member_card" } };

/* --- processes, events -------------------------------------------------------------------------------------------- */

static const char *const series[] = { "gfmd", "pga", "wsfm", "hld", "gcm", "imrf", NULL };
static const struct field process_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "theme", KIND_TEXT, PUBLIC | TRANSLATED, .max = 500 },
    { "series", KIND_CHOICE, REQUIRED | PUBLIC | LISTED | FILTERED, .choices = series },
    { "edition", KIND_NUMBER, PUBLIC },
    { "year", KIND_NUMBER, PUBLIC | LISTED | FILTERED},
    { "starts_on", KIND_DATE, PUBLIC | PARTIAL },
    { "ends_on", KIND_DATE, PUBLIC | PARTIAL },
    { "city", KIND_TEXT, PUBLIC | LISTED },
    { "country", KIND_COUNTRY, PUBLIC | FILTERED },
    { "chair", KIND_TEXT, PUBLIC },
    { "civil_starts_on", KIND_DATE, PUBLIC | PARTIAL },
    { "civil_ends_on", KIND_DATE, PUBLIC | PARTIAL },
    { "civil_organizer", KIND_TEXT, PUBLIC },
    { "body", KIND_LONG, PUBLIC | TRANSLATED },
    NOTES,
    { 0 },
};
const struct record_type process_type = { "process", "process", "processes", process_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

static const char *const event_kinds[] = { "conference", "seminar", "workshop", "course", "forum", "lecture", "meeting", "deadline", "other", NULL };
static const char *const event_statuses[] = { "scheduled", "cancelled", "postponed", NULL };
static const char *const event_modes[] = { "onsite", "online", "hybrid", NULL };
static const char *const network_roles[] = { "organizer", "co_organizer", "participant", "host_unit", NULL };
static const char *const organizer_roles[] = { "organizer", "supporter", NULL };
static const struct field organizer_parts[] = { { "name", KIND_TEXT, 0 }, { "organization", KIND_LINK, 0, .target = "organization" }, { "role", KIND_CHOICE, 0, .choices = organizer_roles }, { 0 } };
static const struct field speaker_parts[] = { { "name", KIND_TEXT, 0 }, { "affiliation", KIND_TEXT, 0 }, { "talk", KIND_TEXT, 0 }, { "member", KIND_LINK, 0, .target = "member" }, { 0 } };
static const struct field event_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "summary", KIND_TEXT, PUBLIC | TRANSLATED, .max = 500 },
    { "kind", KIND_CHOICE, REQUIRED | PUBLIC | LISTED | FILTERED, .choices = event_kinds },
    { "status", KIND_CHOICE, REQUIRED | PUBLIC | FILTERED, .choices = event_statuses },
    { "mode", KIND_CHOICE, REQUIRED | PUBLIC | FILTERED, .choices = event_modes },
    { "starts", KIND_LOCAL, REQUIRED | PUBLIC | LISTED | PARTIAL | FILTERED},
    { "ends", KIND_LOCAL, PUBLIC | PARTIAL },
    { "zone", KIND_ZONE, PUBLIC },
    { "starts_utc", KIND_NUMBER, PUBLIC | DERIVED },
    { "ends_utc", KIND_NUMBER, PUBLIC | DERIVED },
    { "venue", KIND_TEXT, PUBLIC },
    { "city", KIND_TEXT, PUBLIC | LISTED },
    { "country", KIND_COUNTRY, PUBLIC | FILTERED },
    { "online_url", KIND_URL, PUBLIC },
    { "website", KIND_URL, PUBLIC },
    { "contact_email", KIND_EMAIL, 0 },
    { "network_role", KIND_CHOICE, PUBLIC, .choices = network_roles },
    { "process", KIND_LINK, PUBLIC | FILTERED, .target = "process" },
    { "body", KIND_LONG, PUBLIC | TRANSLATED },
    { "organizers", KIND_PARTS, PUBLIC, .parts = organizer_parts },
    { "speakers", KIND_PARTS, PUBLIC, .parts = speaker_parts },
    { "languages", KIND_LANGUAGES, PUBLIC | FILTERED},
    { "topics", KIND_LINKS, PUBLIC | FILTERED, .target = "topic" },
    { "publications", KIND_LINKS, PUBLIC, .target = "publication" },
    { "documents", KIND_LINKS, PUBLIC, .target = "file" },
    { "registration", KIND_YESNO, PUBLIC | FILTERED },
    { "registration_opens", KIND_LOCAL, PUBLIC },
    { "registration_opens_utc", KIND_NUMBER, PUBLIC | DERIVED },
    { "registration_closes", KIND_LOCAL, PUBLIC },
    { "registration_closes_utc", KIND_NUMBER, PUBLIC | DERIVED },
    { "places", KIND_NUMBER, PUBLIC },
    { "waiting_list", KIND_YESNO, PUBLIC },
    { "demo", KIND_YESNO, FILTERED},
    NOTES,
    { 0 },
};

/* clang-format on */
/* Sets the moment NAME_utc of the local NAME, if there is one; of a last day, its end. */
static void derive_moment(struct record *record, struct arena *arena, const char *zone,
                          const char *name, bool last)
{
    const char *local = record_value(record, name, LANG_EN);
    int64_t utc = 0;
    bool have = local && zone_to_utc(zone, local, &utc);
    if (have && last && !strchr(local, 'T'))
        utc += 86400;
    record_set(record, arena_print(arena, "%s_utc", name), LANG_EN,
               have ? arena_print(arena, "%lld", (long long)utc) : NULL);
}

static void event_derive(struct record *record, struct arena *arena)
{
    const char *zone = record_value(record, "zone", LANG_EN),
               *starts = record_value(record, "starts", LANG_EN);
    int64_t utc;
    zone = zone ? zone : "UTC";
    if (starts && zone_to_utc(zone, starts, &utc))
        record_set(record, "starts_utc", LANG_EN, arena_print(arena, "%lld", (long long)utc));
    derive_moment(record, arena, zone, "ends", true);
    derive_moment(record, arena, zone, "registration_opens", false);
    derive_moment(record, arena, zone, "registration_closes", true);
}

/* What is no date is told once, not compared besides. */
static bool wrong_already(const struct record_errors *errors, const char *field)
{
    const struct record_error *error = errors->first;
    while (error && (!error->field || !text_equal(error->field->name, field)))
        error = error->next;
    return error;
}

static int64_t moment_of(const struct record *record, const char *name)
{
    long long moment = 0;
    return text_to_int(record_value(record, name, LANG_EN), &moment) ? moment : 0;
}

/* Registration closes before the event is over, opens before it closes, and takes no fewer than nobody. */
static void check_registration(const struct record *record, struct record_errors *errors)
{
    int64_t opens = moment_of(record, "registration_opens_utc"), places = 0;
    int64_t closes = moment_of(record, "registration_closes_utc"),
            starts = moment_of(record, "starts_utc"), ends = moment_of(record, "ends_utc");
    const struct record_type *type = record->type;
    if (closes && starts && closes > (ends ? ends : starts + 86400))
        record_error(errors, field_named(type, "registration_closes"), LANG_EN,
                     "event.closes_after_end", NULL);
    if (opens && opens >= (closes ? closes : starts))
        record_error(errors, field_named(type, "registration_opens"), LANG_EN,
                     "event.opens_after_close", NULL);
    places = moment_of(record, "places");
    if (places < 0)
        record_error(errors, field_named(type, "places"), LANG_EN, "event.places_negative", NULL);
}

static void event_check(const struct record *record, struct record_errors *errors)
{
    const char *starts = record_value(record, "starts", LANG_EN),
               *ends = record_value(record, "ends", LANG_EN);
    if (starts && ends && !wrong_already(errors, "starts") && !wrong_already(errors, "ends") &&
        strcmp(ends, starts) < 0)
        record_error(errors, field_named(record->type, "ends"), LANG_EN, "error.end_before_start",
                     NULL);
    if (starts && strchr(starts, 'T') && !record_value(record, "zone", LANG_EN))
        record_error(errors, field_named(record->type, "zone"), LANG_EN, "error.not_zone", NULL);
    check_registration(record, errors);
}

/* There are no drafts of registrations: what counts is the status. The address in the staff's pages names nobody. */
static void registrant_derive(struct record *record, struct arena *arena)
{
    record->state = "published";
    if (text_blank(record->slug)) {
        char token[TOKEN_SIZE];
        secret_token(token);
        record->slug = arena_print(arena, "r-%.16s", token);
    }
}

/* clang-format off */
const struct record_type event_type = { "event", "event", "events", event_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, event_check, event_derive, .open = { OPEN } };

/* --- the journal and all publications ------------------------------------------------------------------------------- */

static const struct field journal_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "description", KIND_LONG, PUBLIC | TRANSLATED },
    { "abbreviation", KIND_TEXT, PUBLIC },
    { "issn_print", KIND_ISSN, PUBLIC | LISTED },
    { "issn_online", KIND_ISSN, PUBLIC | LISTED },
    { "publisher", KIND_TEXT, PUBLIC },
    { "start_year", KIND_NUMBER, PUBLIC },
    { "email", KIND_EMAIL, PUBLIC },
    { "licence", KIND_TEXT, PUBLIC },
    { "doi_prefix", KIND_TEXT, PUBLIC },
    { "website", KIND_URL, PUBLIC },
    NOTES,
    { 0 },
};
const struct record_type journal_type = { "journal", NULL, "journals", journal_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

static const struct field section_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "journal", KIND_LINK, REQUIRED | PUBLIC | FILTERED, .target = "journal" },
    { "position", KIND_NUMBER, LISTED },
    { 0 },
};
const struct record_type section_type = { "section", NULL, "sections", section_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

static const struct field issue_fields[] = {
    { "journal", KIND_LINK, REQUIRED | PUBLIC | FILTERED, .target = "journal" },
    { "volume", KIND_TEXT, PUBLIC | LISTED, .max = 20 },
    { "number", KIND_TEXT, PUBLIC | LISTED | SEARCHED, .max = 20 },
    { "year", KIND_NUMBER, PUBLIC | LISTED | FILTERED},
    { "period", KIND_TEXT, PUBLIC },
    { "doi", KIND_DOI, PUBLIC },
    { "title", KIND_TEXT, PUBLIC | TRANSLATED },
    { "description", KIND_LONG, PUBLIC | TRANSLATED },
    NOTES,
    { 0 },
};
const struct record_type issue_type = { "issue", "issue", "issues", issue_fields, "number", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

static const char *const publication_kinds[] = { "article", "book", "chapter", "working_paper", "conference_paper", "policy_brief", "report", NULL };
static const char *const author_roles[] = { "author", "editor", "translator", NULL };
static const struct field author_parts[] = {
    { "given", KIND_TEXT, 0 }, { "family", KIND_TEXT, REQUIRED }, { "role", KIND_CHOICE, REQUIRED, .choices = author_roles },
    { "affiliation", KIND_TEXT, 0 }, { "member", KIND_LINK, 0, .target = "member" }, { 0 },
};
static const struct field publication_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED, .max = 500 },
    { "subtitle", KIND_TEXT, PUBLIC | TRANSLATED },
    { "kind", KIND_CHOICE, REQUIRED | PUBLIC | LISTED | FILTERED, .choices = publication_kinds },
    { "authors", KIND_PARTS, PUBLIC, .parts = author_parts },
    { "language", KIND_LANGUAGE, PUBLIC | FILTERED },
    { "year", KIND_NUMBER, PUBLIC | LISTED | FILTERED},
    { "issued", KIND_DATE, PUBLIC | PARTIAL },
    { "issue", KIND_LINK, PUBLIC | FILTERED, .target = "issue" },
    { "section", KIND_LINK, PUBLIC, .target = "section" },
    { "position", KIND_NUMBER, 0 },
    { "book", KIND_LINK, PUBLIC, .target = "publication" },
    { "container", KIND_TEXT, PUBLIC },
    { "volume", KIND_TEXT, PUBLIC, .max = 20 },
    { "number", KIND_TEXT, PUBLIC, .max = 40 },
    { "first_page", KIND_TEXT, PUBLIC, .max = 20 },
    { "last_page", KIND_TEXT, PUBLIC, .max = 20 },
    { "publisher", KIND_TEXT, PUBLIC },
    { "place", KIND_TEXT, PUBLIC },
    { "isbn", KIND_ISBN, PUBLIC },
    { "doi", KIND_DOI, PUBLIC | FILTERED},
    { "url", KIND_URL, PUBLIC },
    { "licence", KIND_TEXT, PUBLIC },
    { "file", KIND_FILE, PUBLIC | FILTERED, .target = "file" },
    { "abstract", KIND_LONG, PUBLIC | TRANSLATED, .max = 6000 },
    { "keywords", KIND_TEXT, PUBLIC | TRANSLATED, .max = 600 },
    { "topics", KIND_LINKS, PUBLIC | FILTERED, .target = "topic" },
    { "own", KIND_YESNO, PUBLIC | LISTED | FILTERED},
    { "demo", KIND_YESNO, FILTERED},
    NOTES,
    { 0 },
};
const struct record_type publication_type = { "publication", "publication", "publications", publication_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

/* --- news, pages ------------------------------------------------------------------------------------------------------ */

static const struct field post_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "summary", KIND_TEXT, PUBLIC | TRANSLATED, .max = 500 },
    { "published_on", KIND_DATE, REQUIRED | PUBLIC | LISTED | FILTERED},
    { "picture", KIND_PICTURE, PUBLIC | FILTERED, .target = "file" },
    { "body", KIND_LONG, PUBLIC | TRANSLATED },
    { "topics", KIND_LINKS, PUBLIC | FILTERED, .target = "topic" },
    NOTES,
    { 0 },
};
const struct record_type post_type = { "post", "post", "news", post_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN, .from = "published_on" } };

static const struct field page_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED },
    { "path", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED, .max = 80 },
    { "body", KIND_LONG, PUBLIC | TRANSLATED },
    { "position", KIND_NUMBER, LISTED },
    NOTES,
    { 0 },
};
const struct record_type page_type = { "page", "page", "pages", page_fields, "title", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

/* --- who speaks for an organization; what the staff say to applicants ---------------------------------------------------- */

static const struct field representative_fields[] = {
    { "member", KIND_LINK, REQUIRED | PUBLIC | LISTED, .target = "member" },
    { "name", KIND_TEXT, REQUIRED | PUBLIC | SEARCHED, .max = 200, .autocomplete = "name" },
    { "role", KIND_TEXT, PUBLIC | LISTED, .max = 120, .autocomplete = "organization-title" },
    { "email", KIND_EMAIL, REQUIRED | LISTED | SEARCHED, .autocomplete = "email" },
    { "since", KIND_DATE, PUBLIC | LISTED | PARTIAL },
    { "until", KIND_DATE, PUBLIC | LISTED },
    { "shown", KIND_YESNO, 0 },
    { "verified_on", KIND_DATE, LISTED },
    { "verified_by", KIND_TEXT, 0 },
    { 0 },
};
const struct record_type representative_type = { "representative", NULL, "representatives", representative_fields, "name", ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, NULL, NULL };

static const char *const reason_uses[] = { "approve", "ask", "decline", NULL };
static const struct field reason_fields[] = {
    { "title", KIND_TEXT, REQUIRED | TRANSLATED | SEARCHED, .max = 120 },
    { "use", KIND_CHOICE, REQUIRED | LISTED | FILTERED, .choices = reason_uses },
    { "body", KIND_LONG, REQUIRED | TRANSLATED, .max = 4000 },
    { 0 },
};
const struct record_type reason_type = { "reason", NULL, "reasons", reason_fields, "title", ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, NULL, NULL };

/* Who registered for an event. What it says about somebody nobody sees but the staff and themselves. */
static const char *const registrant_statuses[] = { "registered", "waiting", "cancelled", "unconfirmed", NULL };
static const char *const message_languages[] = { "es", "en", NULL };
static const struct field registrant_fields[] = {
    { "event", KIND_LINK, REQUIRED | LISTED | FILTERED, .target = "event" },
    { "name", KIND_TEXT, REQUIRED | SEARCHED, .max = 200, .autocomplete = "name" },
    { "email", KIND_EMAIL, REQUIRED | LISTED | SEARCHED, .autocomplete = "email" },
    { "affiliation", KIND_TEXT, LISTED, .max = 200, .autocomplete = "organization" },
    { "language", KIND_CHOICE, REQUIRED, .choices = message_languages },
    { "status", KIND_CHOICE, REQUIRED | LISTED | FILTERED, .choices = registrant_statuses },
    { "reason", KIND_TEXT, 0, .max = 500 },
    { "ahead", KIND_TEXT, 0, .max = 300 },
    { "member", KIND_LINK, FILTERED, .target = "member" },
    { "notes", KIND_LONG, 0, .max = 4000 },
    { 0 },
};
const struct record_type registrant_type = { "registrant", NULL, "registrants", registrant_fields, "name", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, NULL, registrant_derive, .stateless = true };

/* What a form tells people. Each wording that is published is kept as it was (src/site/privacy/consent.c). */
static const char *const policy_forms[] = { "join", "profile", "messages", "contact", "event", NULL };
static const struct field policy_fields[] = {
    { "title", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED, .max = 160 },
    { "form", KIND_CHOICE, REQUIRED | PUBLIC | LISTED | FILTERED, .choices = policy_forms },
    { "optional", KIND_YESNO, PUBLIC | LISTED },
    { "body", KIND_LONG, PUBLIC | TRANSLATED, .max = 6000 },
    { "notes", KIND_LONG, 0, .max = 4000 },
    { 0 },
};
const struct record_type policy_type = { "policy", NULL, "policies", policy_fields, "title", ROLE_EDITOR, ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, NULL, NULL, .open = { OPEN } };

const struct record_type *const site_types[] = {
    &member_type, &membership_type, &grade_type, &coverage_type, &organization_type, &event_type, &registrant_type, &process_type, &publication_type, &issue_type, &post_type,
    &page_type, &topic_type, &journal_type, &section_type, &country_type, &file_type,
    &representative_type, &reason_type, &letter_type, &mailing_type,
    &policy_type, NULL,
};
