#include "site/members/members.h"

#include <string.h>

#include "base/text.h"
#include "site/facet.h"
#include "site/members/directory.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/topics.h"
#include "site/visitor.h"
#include "store/store.h"

#define PAGE_SIZE 25
#define VALUES_MOST 12  /* of a facet, unless all are asked for */
#define WORDS_LIMIT 200 /* bytes of a search */

/* What the list can be filtered by: the name in the address, the words of its values (as in facet.h), how many are offered. */
static const struct {
    const char *name, *label, *prefix;
    size_t limit;
    bool closed;
} facets[FACET_END] = {
    [FACET_KIND] = { "kind", "member.kind", "member.kind_", 12, false },
    [FACET_COUNTRY] = { "country", "member.country", "country", 10, false },
    [FACET_TOPIC] = { "topic", "member.topics", NULL, 10, false },
    [FACET_LANGUAGE] = { "language", "member.languages", "language", 8, false },
    [FACET_ORIGIN] = { "origin", "members.origin", "country", 8, true },
    [FACET_DESTINATION] = { "destination", "members.destination", "country", 8, true },
};
static const enum facet facet_order[] = { FACET_KIND,     FACET_COUNTRY, FACET_TOPIC,
                                          FACET_LANGUAGE, FACET_ORIGIN,  FACET_DESTINATION };
#define FACETS (sizeof facet_order / sizeof *facet_order)
static const char *const sorts[] = { "name", "newest", "country", NULL };

static uint32_t topic_code(const struct request *request, const char *slug)
{
    const struct topic *topic = topic_by_slug(request->db, slug);
    return topic ? (uint32_t)FACET_TOPIC << 24 | (uint32_t)topic->id : 0;
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
    const struct topic *topic = topic_by_id(request->db, code & 0xffffff);
    bool named = topic && topic->label[request->lang];
    *value = named ? topic->slug : "";
    return named ? topic->label[request->lang] : "";
}

/* The address of ROUTE with the filters of this page. */
static const char *page_in(struct request *request, const char *route)
{
    const char *here = page_query_with(request, "sort", NULL), *filters = strchr(here, '?');
    const char *path = page_path(request, route, NULL);
    return filters ? arena_join(request->arena, path, filters) : path;
}

/* The most frequent values of a facet, and the chosen one if it is not among them. */
static void add_facet(struct request *request, struct map *page, enum facet facet,
                      const struct directory_question *question,
                      const struct directory_answer *answer)
{
    bool more = text_equal(request_query(request, "more"), facets[facet].name);
    size_t limit = more ? answer->count[facet] : facets[facet].limit, count = 0;
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
    facet_add_values(
        request, page, facets[facet].name, facets[facet].label, values, count,
        facets[facet].closed && !more,
        answer->count[facet] > limit ? page_query_with(request, "more", facets[facet].name) : NULL);
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

static void add_downloads(struct request *request, struct map *page)
{
    static const char *const formats[][2] = { { "members_csv", "CSV" },
                                              { "members_json", "JSON" },
                                              { "members_vcards", "vCard" } };
    struct array *downloads = map_array(page, "downloads");
    for (int i = 0; i < 3; i++) {
        struct map *download = array_add_map(downloads);
        map_text(download, "label", formats[i][1]);
        map_text(download, "url", page_in(request, formats[i][0]));
        map_text(download, "note", NULL);
    }
}

void members_list(struct request *request, struct response *response)
{
    struct directory_question question;
    struct directory_answer answer;
    struct map *page = map_new(request->arena);
    members_question(request, &question);
    question.first = request_query(request, "more") ? 0 : VALUES_MOST;
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
    add_downloads(request, page);
    sorts_add(request, page, sorts, "members.sort");
    page_breadcrumb(request, page, page_say(request, "site.nav_members"), NULL);
    response->cacheable = true;
    page_render(request, response, "members/list.html", page);
}
