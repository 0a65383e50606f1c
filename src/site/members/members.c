#include "site/members/members.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/facet.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/visitor.h"
#include "store/store.h"

#define PAGE_SIZE 25

struct filters {
    const char *topic, *language, *kind, *country; /* "" is any */
};

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static struct filters read_filters(const struct request *request)
{
    return (struct filters){ or_empty(filter_of(request, "topic")),
                             or_empty(filter_of(request, "language")),
                             or_empty(filter_of(request, "kind")),
                             or_empty(filter_of(request, "country")) };
}

/* The page after KEY.ID, the last one of the page before. */
static void bind_after(const struct request *request, struct stmt *stmt)
{
    const char *after = request_query(request, "after"), *dot = after ? strchr(after, '.') : NULL;
    bind_text(stmt, "after_key",
              dot ? arena_copy_n(request->arena, after, (size_t)(dot - after)) : "");
    bind_int(stmt, "after_id", dot ? strtoll(dot + 1, NULL, 10) : 0);
}

static struct stmt *list_query(const struct request *request, const struct filters *filters)
{
    bool facet = *filters->topic || *filters->language;
    struct stmt *stmt = query(request->db, facet ? Q_members_list_facet : Q_members_list);
    if (facet) {
        const char *topic =
            *filters->topic ? arena_print(request->arena, "t:%s", filters->topic) : NULL;
        const char *language =
            *filters->language ? arena_print(request->arena, "l:%s", filters->language) : NULL;
        bind_text(stmt, "facet", topic ? topic : language);
        bind_text(stmt, "second", topic && language ? language : "");
    }
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "country", filters->country);
    bind_text(stmt, "kind", filters->kind);
    bind_int(stmt, "limit", PAGE_SIZE + 1);
    bind_after(request, stmt);
    return stmt;
}

/* The rows of this page, copied, and the address of the next one. */
static void add_rows(struct request *request, struct map *page, struct stmt *stmt)
{
    struct array *rows = map_array(page, "members");
    const char *next = NULL, *last = NULL;
    int count = 0;
    while (step(stmt)) {
        if (++count > PAGE_SIZE) {
            next = last;
            break;
        }
        array_add(rows, map_value(copy_row(stmt, request->arena)));
        if (count == PAGE_SIZE)
            last = arena_print(request->arena, "%s.%lld", col_text(stmt, "sort_key"),
                               (long long)col_int(stmt, "id"));
    }
    done(stmt);
    struct map *pager = map_map(page, "pager");
    map_text(pager, "previous_url", NULL);
    map_text(pager, "first_url",
             request_query(request, "after") ? page_query_with(request, "after", NULL) : NULL);
    map_text(pager, "next_url", next ? page_query_with(request, "after", next) : NULL);
}

static struct stmt *facet_query(const struct request *request, enum query_id id,
                                const struct filters *filters, const char *without)
{
    struct stmt *stmt = query(request->db, id);
    static const char *const names[] = { "topic", "language", "kind", "country" };
    const char *values[] = { filters->topic, filters->language, filters->kind, filters->country };
    for (int i = 0; i < 4; i++) {
        if (strcmp(names[i], without))
            bind_text(stmt, names[i], values[i]);
    }
    return stmt;
}

static void add_facets(struct request *request, struct map *page, const struct filters *filters)
{
    facet_add(request, page, "kind", "member.kind",
              facet_query(request, Q_members_kinds, filters, "kind"), "member.kind_");
    struct stmt *countries = facet_query(request, Q_members_countries, filters, "country");
    bind_int(countries, "limit", 60);
    facet_add(request, page, "country", "member.country", countries, "country");
    struct stmt *topics = facet_query(request, Q_members_topics, filters, "topic");
    bind_text(topics, "lang", language_codes[request->lang]);
    bind_int(topics, "limit", 20);
    facet_add(request, page, "topic", "member.topics", topics, NULL);
    struct stmt *languages = facet_query(request, Q_members_languages, filters, "language");
    bind_int(languages, "limit", 12);
    facet_add(request, page, "language", "member.languages", languages, "language");
}

static const char *topic_label(struct request *request, const char *slug)
{
    struct stmt *stmt = query(request->db, Q_topic_label);
    bind_text(stmt, "slug", slug);
    bind_text(stmt, "lang", language_codes[request->lang]);
    const char *label = scalar_text(stmt, request->arena);
    return label ? label : slug;
}

static void add_pills(struct request *request, struct map *page, const struct filters *filters)
{
    if (*filters->kind)
        pill_add(request, page, "kind", facet_label(request, "member.kind_", filters->kind));
    if (*filters->country)
        pill_add(request, page, "country", facet_label(request, "country", filters->country));
    if (*filters->topic)
        pill_add(request, page, "topic", topic_label(request, filters->topic));
    if (*filters->language)
        pill_add(request, page, "language", facet_label(request, "language", filters->language));
}

void members_list(struct request *request, struct response *response)
{
    struct filters filters = read_filters(request);
    struct map *page = map_new(request->arena);
    facets_start(request, page);
    struct stmt *count = facet_query(request, Q_members_count, &filters, "");
    map_int(page, "total", scalar_int(count));
    add_rows(request, page, list_query(request, &filters));
    add_facets(request, page, &filters);
    add_pills(request, page, &filters);
    page_breadcrumb(request, page, page_say(request, "site.nav_members"), NULL);
    response->cacheable = true;
    page_render(request, response, "members/list.html", page);
}

static struct value load(struct request *request, const char *slug)
{
    enum role role = visitor_of(request)->role;
    struct stmt *stmt = query(request->db, Q_members_show);
    bind_text(stmt, "slug", slug);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "hides", may(request, "member", ACTION_READ) ? "" : "staff");
    bind_text(stmt, "hides_also", role >= ROLE_MEMBER ? "" : "members");
    return stmt_row(stmt, request->arena);
}

static struct value related(struct request *request, const struct map *member, const char *shown,
                            enum query_id id)
{
    if (shown && !map_get(member, shown).number)
        return value_null();
    struct stmt *stmt = query(request->db, id);
    bind_int(stmt, "id", map_get(member, "id").number);
    if (id == Q_members_show_topics || id == Q_members_show_publications)
        bind_text(stmt, "lang", language_codes[request->lang]);
    return stmt_rows(stmt, request->arena);
}

static struct map *profile(struct request *request, struct value member)
{
    struct map *page = (struct map *)(uintptr_t)member.object;
    map_set(page, "topics", related(request, page, "topics_shown", Q_members_show_topics));
    map_set(page, "languages", related(request, page, "languages_shown", Q_members_show_languages));
    map_bool(page, "has_tags",
             value_truth(map_get(page, "topics")) || value_truth(map_get(page, "languages")));
    map_set(page, "corridors", related(request, page, "corridors_shown", Q_members_show_corridors));
    map_set(page, "links", related(request, page, "links_shown", Q_members_show_links));
    map_set(page, "publications", related(request, page, NULL, Q_members_show_publications));
    map_bool(page, "demo", map_get(page, "demo").number);
    map_bool(page, "is_person", map_get(page, "is_person").number);
    struct value lang = map_get(page, "shown_lang");
    page_shown_lang(request, page, lang.kind == VALUE_TEXT ? lang.text : NULL);
    return page;
}

void members_show(struct request *request, struct response *response)
{
    struct value member = load(request, request_param(request, 0));
    if (member.kind != VALUE_OBJECT) {
        page_moved(request, response, "member");
        return;
    }
    struct map *page = profile(request, member);
    struct stmt *picture = query(request->db, Q_files_picture_of_member);
    bind_int(picture, "id", map_get(page, "id").number);
    map_set(page, "picture", files_picture(request, picture, 320));
    page_breadcrumb(request, page, page_say(request, "site.nav_members"),
                    page_path(request, "members", NULL));
    page_breadcrumb(request, page, map_get(page, "display_name").text, NULL);
    response->cacheable = true;
    page_render(request, response, "members/show.html", page);
}

/* --- vCard: 3.0 unless 4.0 is asked for ------------------------------------------------------------------------ */

static void vcard_line(struct buffer *out, const char *line)
{
    size_t room = 75;
    for (size_t len = strlen(line); len;) { /* folded at 75 octets, never inside a character */
        size_t take = len < room ? len : room;
        while (take < len && ((unsigned char)line[take] & 0xc0) == 0x80)
            take--;
        buffer_add(out, line, take);
        buffer_puts(out, "\r\n");
        line += take;
        len -= take;
        if (len)
            buffer_putc(out, ' ');
        room = 74;
    }
}

static const char *vcard_escape(struct arena *arena, struct value value)
{
    const char *text = value.kind == VALUE_TEXT ? value.text : "";
    char *out = arena_bytes(arena, strlen(text) * 2 + 1), *to = out;
    for (; *text; text++) {
        if (strchr(",;\\", *text))
            *to++ = '\\';
        if (*text == '\n') {
            *to++ = '\\';
            *to++ = 'n';
        } else if (*text != '\r') {
            *to++ = *text;
        }
    }
    *to = '\0';
    return out;
}

static void vcard_field(struct request *request, struct buffer *out, const struct map *member,
                        const char *property, const char *name)
{
    const char *text = vcard_escape(request->arena, map_get(member, name));
    if (*text)
        vcard_line(out, arena_print(request->arena, "%s:%s", property, text));
}

void members_vcard(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct buffer *out = &response->body;
    struct value value = load(request, request_param(request, 0));
    if (value.kind != VALUE_OBJECT) {
        response->status = 404;
        return;
    }
    const struct map *member = (const struct map *)value.object;
    bool four = text_equal(request_query(request, "version"), "4.0");
    response_type(request, response, "text/vcard");
    response_header(
        request, response, "Content-Disposition",
        arena_print(arena, "attachment; filename=\"%s.vcf\"", map_get(member, "slug").text));
    vcard_line(out, "BEGIN:VCARD");
    vcard_line(out, four ? "VERSION:4.0" : "VERSION:3.0");
    vcard_field(request, out, member, "FN", "display_name");
    vcard_line(out, arena_print(arena, "N:%s%s%s;%s;;;",
                                vcard_escape(arena, map_get(member, "surname1")),
                                map_get(member, "surname2").kind == VALUE_TEXT ? " " : "",
                                vcard_escape(arena, map_get(member, "surname2")),
                                vcard_escape(arena, map_get(member, "given"))));
    vcard_field(request, out, member, "ORG", "affiliation");
    vcard_field(request, out, member, "TITLE", "affiliation_role");
    vcard_field(request, out, member, "EMAIL", "email");
    vcard_field(request, out, member, "TEL", "phone");
    vcard_field(request, out, member, "URL", "website");
    struct value country = map_get(member, "country");
    if (country.kind == VALUE_TEXT)
        vcard_line(
            out, arena_print(arena, "ADR:;;;%s;;;%s", vcard_escape(arena, map_get(member, "city")),
                             vcard_escape(arena, value_text(locale_country(page_locale(request),
                                                                           country.text)))));
    vcard_line(out,
               arena_print(arena, "UID:%s%s", request->origin,
                           page_path_in(request, LANG_EN, "member", map_get(member, "slug").text)));
    vcard_line(out, "END:VCARD");
    response->cacheable = true;
}
