#include "site/members/members.h"

#include <string.h>

#include "base/text.h"
#include "site/facet.h"
#include "site/files/files.h"
#include "site/members/directory.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/visitor.h"
#include "store/store.h"

#define PAGE_SIZE 25
#define WORDS_LIMIT 200 /* bytes of a search */

/* What the list can be filtered by: the name in the address, the words of its values (as in facet.h), how many are offered. */
static const struct {
    const char *name, *label, *prefix;
    size_t limit;
    bool closed;
} facets[FACET_END] = {
    [FACET_KIND] = { "kind", "member.kind", "member.kind_", 12, false },
    [FACET_COUNTRY] = { "country", "member.country", "country", 20, false },
    [FACET_TOPIC] = { "topic", "member.topics", NULL, 20, false },
    [FACET_LANGUAGE] = { "language", "member.languages", "language", 12, false },
    [FACET_ORIGIN] = { "origin", "members.origin", "country", 12, true },
    [FACET_DESTINATION] = { "destination", "members.destination", "country", 12, true },
};
static const enum facet facet_order[] = { FACET_KIND,     FACET_COUNTRY, FACET_TOPIC,
                                          FACET_LANGUAGE, FACET_ORIGIN,  FACET_DESTINATION };
#define FACETS (sizeof facet_order / sizeof *facet_order)
static const char *const sorts[] = { "name", "newest", "country", NULL };

static uint32_t topic_code(const struct request *request, const char *slug)
{
    struct stmt *stmt = query(request->db, Q_members_topic_id);
    bind_text(stmt, "slug", slug);
    int64_t id = scalar_int(stmt);
    return id ? (uint32_t)FACET_TOPIC << 24 | (uint32_t)id : 0;
}

void members_question(struct request *request, struct directory_question *question)
{
    const char *words = filter_of(request, "q"), *sort = filter_of(request, "sort");
    *question = (struct directory_question){ .words = words, .lang = request->lang };
    question->nothing = words && strlen(words) > WORDS_LIMIT;
    for (int i = 0; sort && sorts[i]; i++) {
        if (text_equal(sort, sorts[i]))
            question->sort = (enum directory_sort)i;
    }
    for (int facet = 1; facet < FACET_END; facet++) {
        const char *value = filter_of(request, facets[facet].name);
        if (!value)
            continue;
        question->code[facet] = facet == FACET_TOPIC ? topic_code(request, value)
                                                     : directory_code((enum facet)facet, value);
        question->nothing |= !question->code[facet];
    }
}

/* The words of a value; a topic's slug in *VALUE. */
static const char *label_of(struct request *request, uint32_t code, const char **value)
{
    enum facet facet = FACET_OF(code);
    if (facet != FACET_TOPIC) {
        *value = directory_value(request->arena, code);
        return facet_label(request, facets[facet].prefix, *value);
    }
    struct stmt *stmt = query(request->db, Q_members_topic);
    bind_int(stmt, "id", code & 0xffffff);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bool found = step(stmt);
    *value = found ? arena_copy(request->arena, col_text(stmt, "slug")) : "";
    const char *label = found ? arena_copy(request->arena, col_text(stmt, "label")) : "";
    done(stmt);
    return label;
}

/* The address of ROUTE with the filters of this page. */
static const char *page_in(struct request *request, const char *route)
{
    const char *here = page_query_with(request, "sort", NULL), *filters = strchr(here, '?');
    const char *path = page_path(request, route, NULL);
    return filters ? arena_print(request->arena, "%s%s", path, filters) : path;
}

/* The most frequent values of a facet, and the chosen one if it is not among them. */
static void add_facet(struct request *request, struct map *page, enum facet facet,
                      const struct directory_question *question,
                      const struct directory_answer *answer)
{
    size_t limit = facets[facet].limit, count = 0;
    struct facet_value *values = arena_many(request->arena, struct facet_value, limit + 1);
    for (size_t i = 0; i < answer->count[facet]; i++) {
        const struct code_count *one = &answer->counts[facet][i];
        if (count >= limit && one->code != question->code[facet])
            continue;
        struct facet_value *value = &values[count];
        value->label = label_of(request, one->code, &value->value);
        value->n = one->n;
        count += *value->value != '\0';
    }
    bool all = facet == FACET_COUNTRY && answer->count[facet] > limit;
    facet_add_values(request, page, facets[facet].name, facets[facet].label, values, count,
                     facets[facet].closed, all ? page_in(request, "members_map") : NULL);
}

void members_pills(struct request *request, struct map *page,
                   const struct directory_question *question)
{
    if (question->words)
        pill_add(request, page, "q", arena_print(request->arena, "“%s”", question->words));
    for (size_t i = 0; i < FACETS; i++) {
        enum facet facet = facet_order[i];
        const char *value = filter_of(request, facets[facet].name);
        if (!value)
            continue;
        const char *label =
            question->code[facet] ? label_of(request, question->code[facet], &value) : value;
        if (facet == FACET_ORIGIN || facet == FACET_DESTINATION)
            label = arena_print(request->arena, "%s: %s", page_say(request, facets[facet].label),
                                label);
        pill_add(request, page, facets[facet].name, label);
    }
}

static void add_rows(struct request *request, struct map *page,
                     const struct directory_question *question,
                     const struct directory_answer *answer)
{
    const char *after = request_query(request, "after"), *before = request_query(request, "before");
    struct directory_page found;
    directory_page(request->db, request->arena, question, answer, after, before, PAGE_SIZE, &found);
    struct array *rows = map_array(page, "members");
    for (size_t i = 0; i < found.count; i++)
        array_add(rows, map_value(found.rows[i]));
    pager_add(request, page, found.previous, found.next);
}

/* The search keeps the other filters. */
static void add_search(struct request *request, struct map *page,
                       const struct directory_question *question)
{
    struct array *kept = map_array(page, "hidden");
    for (size_t i = 0; i < request->query.count; i++) {
        const struct pair *pair = &request->query.at[i];
        if (text_equal(pair->name, "q") || text_equal(pair->name, "after") ||
            text_equal(pair->name, "before") || !*pair->value)
            continue;
        struct map *field = array_add_map(kept);
        map_text(field, "name", pair->name);
        map_text(field, "value", pair->value);
    }
    map_text(page, "q", question->words ? question->words : "");
    map_text(page, "action", request->path);
    map_text(page, "label", page_say(request, "members.search"));
}

void members_list(struct request *request, struct response *response)
{
    struct directory_question question;
    struct directory_answer answer;
    struct map *page = map_new(request->arena);
    members_question(request, &question);
    directory_ask(request->db, request->arena, &question, &answer);
    map_int(page, "total", answer.total);
    map_bool(page, "bounded", answer.bounded);
    add_rows(request, page, &question, &answer);
    facets_start(request, page);
    members_pills(request, page, &question);
    for (size_t i = 0; i < FACETS; i++)
        add_facet(request, page, facet_order[i], &question, &answer);
    map_text(page, "map_url", page_in(request, "members_map"));
    add_search(request, page, &question);
    sorts_add(request, page, sorts, "members.sort");
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
