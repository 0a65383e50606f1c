#include "site/search/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/facet.h"
#include "site/match.h"
#include "site/page.h"
#include "store/store.h"
#include "web/escape.h"
#include "web/locale.h"

#define PAGE 25 /* hits of one kind */
#define LEAST 6 /* hits of each kind beside others, and how many they have together */
#define TOGETHER 24
#define FEW 40    /* hits of whole words below which beginnings are looked for */
#define MANY 1000 /* hits of a kind, the newest, that are ranked and counted */
#define OFFSET_LIMIT 10000000

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

/* Whether the words as typed, with their accents, stand in TEXT (lower case): those hits come first. */
static bool has_accents(const char *text, const char *typed)
{
    return text && strcasestr(text, typed);
}

/* What is searched for. */
struct search {
    struct request *request;
    const char *typed, *match;
};

/* The hits of a kind. */
struct group {
    int kind;
    int64_t found, oldest;       /* at most MANY + 1, the oldest of these */
    double score;                /* of the best that is shown: less is better */
    struct array *hits, *others; /* exact accents first */
};

static struct stmt *search_query(const struct search *search, enum query_id id, int64_t first,
                                 int64_t last, int64_t limit)
{
    struct stmt *stmt = query(search->request->db, id);
    bind_text(stmt, "match", search->match);
    bind_int(stmt, "first", first);
    bind_int(stmt, "last", last);
    bind_int(stmt, "limit", limit);
    return stmt;
}

static int64_t count_hits(const struct search *search, int64_t first, int64_t last, int64_t limit,
                          int64_t *oldest)
{
    struct stmt *stmt = search_query(search, Q_search_count, first, last, limit);
    int64_t count = step(stmt) ? col_int(stmt, "n") : 0;
    *oldest = count ? col_int(stmt, "oldest") : 0;
    done(stmt);
    return count;
}

/* Beginnings are looked for where whole words find few. */
static void choose_match(struct search *search)
{
    enum language lang = search->request->lang;
    int64_t first = search_first(0, lang), last = search_first(0, lang + 1) - 1, oldest;
    if (count_hits(search, first, last, FEW, &oldest) >= FEW)
        return;
    const char *beginning =
        match_beginning(search->request->db, search->request->arena, Q_search_word, search->match);
    if (beginning)
        search->match = beginning;
}

static void find_kind(const struct search *search, int kind, struct group *group)
{
    enum language lang = search->request->lang;
    *group = (struct group){ .kind = kind,
                             .hits = array_new(search->request->arena),
                             .others = array_new(search->request->arena) };
    group->found = count_hits(search, search_first(kind, lang), search_last(kind, lang), MANY + 1,
                              &group->oldest);
}

static void add_hit(const struct search *search, struct stmt *stmt, struct group *group)
{
    struct arena *arena = search->request->arena;
    bool exact = has_accents(col_text(stmt, "title"), search->typed) ||
                 has_accents(col_text(stmt, "words"), search->typed);
    struct map *hit = array_add_map(exact ? group->hits : group->others);
    const char *snippet = col_text(stmt, "snippet"), *route = search_kinds[group->kind].route;
    map_set(hit, "title", snippet_html(arena, arena_copy(arena, col_text(stmt, "marked"))));
    map_text(hit, "url", route ? page_path(search->request, route, col_text(stmt, "slug")) : NULL);
    map_set(hit, "snippet",
            snippet && *snippet ? snippet_html(arena, arena_copy(arena, snippet)) : value_null());
}

/* LIMIT hits after OFFSET: of the newest MANY the best come first, the older ones by their age. */
static struct stmt *hits_query(const struct search *search, const struct group *group,
                               int64_t offset, int64_t limit)
{
    enum language lang = search->request->lang;
    int64_t first = search_first(group->kind, lang), last = search_last(group->kind, lang);
    bool many = group->found > MANY;
    if (many && offset >= MANY) {
        count_hits(search, first, last, offset, &first);
        return search_query(search, Q_search_older, first + 1, last, limit);
    }
    struct stmt *stmt =
        search_query(search, Q_search_ranked, first, many ? group->oldest - 1 : last, limit);
    bind_int(stmt, "offset", offset);
    return stmt;
}

/* Adds LIMIT hits after OFFSET. Returns whether more follow. */
static bool add_hits(const struct search *search, struct group *group, int64_t offset,
                     int64_t limit)
{
    struct stmt *stmt = hits_query(search, group, offset, limit + 1);
    int64_t count = 0;
    bool more;
    for (; (more = step(stmt)) && count < limit; count++) {
        if (!count)
            group->score = col_real(stmt, "score");
        add_hit(search, stmt, group);
    }
    done(stmt);
    return more || (group->found > MANY && offset + limit == MANY);
}

static void add_group(const struct search *search, struct map *group_map, const struct group *group,
                      bool more)
{
    struct request *request = search->request;
    const char *table = search_kinds[group->kind].table;
    struct value others = array_value(group->others), item;
    for ((*others.list)->start(group->others); (*others.list)->next(group->others, &item);)
        array_add(group->hits, item);
    map_text(group_map, "label", page_say(request, arena_print(request->arena, "%s.many", table)));
    map_text(group_map, "kind_url", page_query_with(request, "kind", table));
    map_bool(group_map, "many", group->found > MANY);
    map_int(group_map, "found", group->found > MANY ? MANY : group->found);
    map_bool(group_map, "more", more);
    map_set(group_map, "hits", array_value(group->hits));
}

static int by_score(const void *one, const void *two)
{
    const struct group *a = one, *b = two;
    return a->score != b->score ? (a->score < b->score ? -1 : 1) : a->kind - b->kind;
}

/* The best of each kind. */
static void add_kinds(const struct search *search, struct array *groups)
{
    struct group found[SEARCH_KINDS];
    size_t count = 0;
    for (int kind = 0; search_kinds[kind].table; kind++) {
        find_kind(search, kind, &found[count]);
        count += found[count].found > 0;
    }
    int64_t limit = count && TOGETHER / count > LEAST ? (int64_t)(TOGETHER / count) : LEAST;
    for (size_t i = 0; i < count; i++)
        add_hits(search, &found[i], 0, limit);
    qsort(found, count, sizeof *found, by_score);
    for (size_t i = 0; i < count; i++)
        add_group(search, array_add_map(groups), &found[i], found[i].found > limit);
}

/* How many hits stand before those of the page: "after" and "before" of its address are such numbers. */
static int64_t read_offset(const struct request *request)
{
    const char *after = request_query(request, "after"), *before = request_query(request, "before");
    int64_t offset = before  ? strtoll(before, NULL, 10) - PAGE
                     : after ? strtoll(after, NULL, 10)
                             : 0;
    return offset < 0 ? 0 : offset > OFFSET_LIMIT ? OFFSET_LIMIT : offset;
}

/* A page of the hits of one kind. */
static void add_kind(const struct search *search, struct map *page, int kind)
{
    struct request *request = search->request;
    struct group group;
    int64_t offset = read_offset(request);
    find_kind(search, kind, &group);
    bool more = add_hits(search, &group, offset, PAGE);
    add_group(search, map_map(page, "only"), &group, more);
    pager_add(request, page, offset ? arena_print(request->arena, "%lld", (long long)offset) : NULL,
              more ? arena_print(request->arena, "%lld", (long long)offset + PAGE) : NULL);
}

void search_page(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    const char *typed = request_query(request, "q"), *only = filter_of(request, "kind");
    struct search search = { request, typed, "" };
    struct array *groups = map_array(page, "groups");
    int kind = only ? search_kind_of(only) : -1;
    if (!text_blank(typed) && strlen(typed) <= 300)
        search.match = match_of(request->arena, typed);
    facets_start(request, page);
    map_text(page, "q", typed ? typed : "");
    map_bool(page, "asked", *search.match);
    map_text(page, "kind", kind >= 0 ? only : NULL);
    map_set(page, "only", value_null());
    map_set(page, "pager", value_null());
    if (*search.match)
        choose_match(&search);
    if (*search.match && kind >= 0)
        add_kind(&search, page, kind);
    else if (*search.match)
        add_kinds(&search, groups);
    if (kind >= 0)
        pill_add(request, page, "kind",
                 page_say(request, arena_print(request->arena, "%s.many", only)));
    page_breadcrumb(request, page, page_say(request, "search.title"), NULL);
    response->cacheable = true;
    page_render(request, response, "search/page.html", page);
}
