#include "site/search/search.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "site/facet.h"
#include "site/match.h"
#include "site/page.h"
#include "store/store.h"
#include "web/escape.h"
#include "web/locale.h"

#define LIMIT 40
#define MANY 1000

/* A snippet's marks become <mark>, all else is escaped. */
static struct value snippet_html(struct arena *arena, const char *text)
{
    struct buffer out = { 0 };
    for (; text && *text; text++) {
        if (*text == 2)
            buffer_puts(&out, "<mark>");
        else if (*text == 3)
            buffer_puts(&out, "</mark>");
        else
            escape_html(&out, text, 1);
    }
    const char *copy = arena_copy_n(arena, out.at ? out.at : "", out.len);
    struct value html = value_html(copy, out.len);
    buffer_free(&out);
    return html;
}

static const char *address(struct request *request, const char *table, const char *slug)
{
    static const char *const routes[] = { "member", "event",   "publication", "post",
                                          "page",   "process", NULL };
    for (int i = 0; routes[i]; i++) {
        if (text_equal(routes[i], table))
            return page_path(request, table, slug);
    }
    return NULL;
}

/* Whether the words as typed, with their accents, stand in TEXT (lower case): those hits come first. */
static bool has_accents(const char *text, const char *typed)
{
    return text && strcasestr(text, typed);
}

struct group {
    const char *table;
    struct array *first, *others; /* exact accents first */
};

static struct array *group_of(struct request *request, struct group *groups, int *count,
                              const char *table, bool exact)
{
    int i = 0;
    while (i < *count && strcmp(groups[i].table, table))
        i++;
    if (i == *count) {
        groups[i] = (struct group){ arena_copy(request->arena, table), array_new(request->arena),
                                    array_new(request->arena) };
        ++*count;
    }
    return exact ? groups[i].first : groups[i].others;
}

static void add_hit(struct request *request, struct stmt *stmt, struct group *groups, int *count,
                    const char *typed)
{
    struct arena *arena = request->arena;
    const char *table = col_text(stmt, "table_name"), *title = col_text(stmt, "title");
    bool exact = has_accents(title, typed) || has_accents(col_text(stmt, "words"), typed);
    struct map *hit = array_add_map(group_of(request, groups, count, table, exact));
    const char *snippet = col_text(stmt, "snippet");
    map_set(hit, "title", snippet_html(arena, arena_copy(arena, col_text(stmt, "marked"))));
    map_text(hit, "url", address(request, table, col_text(stmt, "slug")));
    map_set(hit, "snippet",
            snippet && *snippet ? snippet_html(arena, arena_copy(arena, snippet)) : value_null());
}

/* How many hits there are, at most MANY, and where these begin. */
static int64_t count_newest(struct request *request, const char *match, int64_t *first)
{
    struct stmt *newest = query(request->db, Q_search_newest);
    bind_text(newest, "match", match);
    bind_int(newest, "many", MANY);
    int64_t count = step(newest) ? col_int(newest, "n") : 0;
    *first = count ? col_int(newest, "first") : 0;
    done(newest);
    return count;
}

static struct stmt *search_query(struct request *request, const char *match, bool *many)
{
    int64_t first, count = count_newest(request, match, &first);
    /* FTS5 joins the hits of all words with one beginning before it gives the first: only where whole words find few. */
    const char *beginning = count < LIMIT ? match_beginning(request->arena, match) : NULL;
    if (beginning) {
        match = beginning;
        count = count_newest(request, match, &first);
    }
    *many = count == MANY;
    struct stmt *stmt = query(request->db, *many ? Q_search_recent : Q_search_ranked);
    bind_text(stmt, "match", match);
    if (*many) /* ranking all of thousands of hits takes milliseconds */
        bind_int(stmt, "from", first);
    const char *kind = filter_of(request, "kind");
    bind_text(stmt, "table_name", kind ? kind : "");
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "limit", LIMIT);
    return stmt;
}

static void add_groups(struct request *request, struct map *page, struct group *groups, int count)
{
    struct array *list = map_array(page, "groups");
    for (int i = 0; i < count; i++) {
        struct map *group = array_add_map(list);
        struct array *hits = groups[i].first;
        struct value others = array_value(groups[i].others), item;
        for ((*others.list)->start(groups[i].others);
             (*others.list)->next(groups[i].others, &item);)
            array_add(hits, item);
        map_text(group, "label",
                 page_say(request, arena_print(request->arena, "%s.many", groups[i].table)));
        map_text(group, "kind_url", page_query_with(request, "kind", groups[i].table));
        map_set(group, "hits", array_value(hits));
    }
}

void search_page(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    const char *typed = request_query(request, "q");
    const char *match =
        text_blank(typed) || strlen(typed) > 300 ? "" : match_of(request->arena, typed);
    struct group groups[10];
    int count = 0, total = 0;
    bool many = false;
    if (*match) {
        struct stmt *stmt = search_query(request, match, &many);
        for (; step(stmt); total++)
            add_hit(request, stmt, groups, &count, typed);
        done(stmt);
    }
    facets_start(request, page);
    add_groups(request, page, groups, count);
    map_text(page, "q", typed ? typed : "");
    map_bool(page, "asked", *match);
    map_int(page, "total", total);
    map_bool(page, "many", many || total == LIMIT);
    if (filter_of(request, "kind"))
        pill_add(request, page, "kind",
                 facet_label(request, NULL,
                             page_say(request, arena_print(request->arena, "search.only"))));
    page_breadcrumb(request, page, page_say(request, "search.title"), NULL);
    response->cacheable = true;
    page_render(request, response, "search/page.html", page);
}
