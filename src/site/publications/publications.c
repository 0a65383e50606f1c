#include "site/publications/publications.h"

#include <string.h>

#include "base/text.h"
#include "site/facet.h"
#include "site/feed.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/paging.h"
#include "site/publications/citation.h"
#include "site/topics.h"
#include "store/store.h"

#define PAGE_SIZE 25
#define TOPICS 10
#define TOPICS_MOST 300
#define BEFORE_ALL (-1000000000000000)

struct filters {
    const char *kind, *language, *topic; /* topic: its slug or NULL */
    long long year, topic_id;            /* 0: any */
};

static struct filters read_filters(const struct request *request)
{
    const char *kind = filter_of(request, "kind"), *year = filter_of(request, "year");
    const char *language = filter_of(request, "language");
    struct filters filters = { .kind = kind ? kind : "",
                               .language = language ? language : "",
                               .topic = filter_of(request, "topic") };
    if (!year || !text_to_int(year, &filters.year))
        filters.year = 0;
    if (filters.topic) {
        const struct topic *topic = topic_by_slug(request->db, filters.topic);
        filters.topic_id = topic ? topic->id : -1;
    }
    return filters;
}

static void bind_filters(struct stmt *stmt, const struct filters *filters)
{
    bind_text(stmt, "kind", filters->kind);
    bind_text(stmt, "language", filters->language);
    bind_int(stmt, "year", filters->year);
    bind_int(stmt, "topic", filters->topic_id);
}

/* Oldest first is the same order from its other end. */
static struct stmt *rows(const struct request *request, void *self, const struct cursor *cursor,
                         int limit)
{
    const struct filters *filters = self;
    bool down = text_equal(filter_of(request, "sort"), "oldest") != cursor->back;
    struct stmt *stmt = query(request->db, down ? Q_publications_before : Q_publications_after);
    bind_filters(stmt, filters);
    bind_int(stmt, "english", request->lang == LANG_EN);
    bind_int(stmt, "rank", cursor_number(cursor, down ? -BEFORE_ALL : BEFORE_ALL));
    bind_int(stmt, "limit", limit);
    return stmt;
}

static void add_topics(struct request *request, struct map *page, const struct filters *filters)
{
    bool all = text_equal(request_query(request, "more"), "topic"), more = false;
    size_t limit = all ? TOPICS_MOST : TOPICS, count = 0;
    struct facet_value *values = arena_many(request->arena, struct facet_value, limit);
    struct stmt *stmt = query(request->db, Q_publications_topics);
    bind_text(stmt, "kind", filters->kind);
    bind_text(stmt, "language", filters->language);
    bind_int(stmt, "year", filters->year);
    bind_int(stmt, "limit", (int64_t)limit + !all);
    while (step(stmt)) {
        const struct topic *topic = topic_by_id(request->db, col_int(stmt, "id"));
        if (!topic || !topic->label[request->lang])
            continue;
        if ((more = count == limit))
            break;
        values[count++] =
            (struct facet_value){ topic->slug, topic->label[request->lang], col_int(stmt, "n") };
    }
    done(stmt);
    facet_add_values(request, page, "topic", "publication.topics", values, count, false,
                     more ? page_query_with(request, "more", "topic") : NULL);
}

static void add_facets(struct request *request, struct map *page, const struct filters *filters)
{
    struct stmt *kinds = query(request->db, Q_publications_kinds),
                *years = query(request->db, Q_publications_years),
                *languages = query(request->db, Q_publications_languages);
    bind_int(kinds, "topic", filters->topic_id);
    bind_text(kinds, "language", filters->language);
    bind_int(kinds, "year", filters->year);
    bind_int(languages, "topic", filters->topic_id);
    bind_text(languages, "kind", filters->kind);
    bind_int(languages, "year", filters->year);
    bind_int(years, "topic", filters->topic_id);
    bind_text(years, "kind", filters->kind);
    bind_text(years, "language", filters->language);
    facet_add(request, page, "kind", "publication.kind", kinds, "publication.kind_");
    facet_add(request, page, "language", "publication.language", languages, "language");
    facet_add_some(request, page, "year", "publication.year", years, "", 10);
    add_topics(request, page, filters);
    if (*filters->kind)
        pill_add(request, page, "kind", facet_label(request, "publication.kind_", filters->kind));
    if (*filters->language)
        pill_add(request, page, "language", facet_label(request, "language", filters->language));
    if (filters->year)
        pill_add(request, page, "year", arena_number(request->arena, filters->year));
    if (filters->topic) {
        const struct topic *topic = topic_by_slug(request->db, filters->topic);
        const char *label = topic ? topic->label[request->lang] : NULL;
        pill_add(request, page, "topic", label ? label : filters->topic);
    }
}

void publications_list(struct request *request, struct response *response)
{
    struct filters filters = read_filters(request);
    struct map *page = map_new(request->arena);
    struct stmt *count = query(request->db, Q_publications_count);
    facets_start(request, page);
    bind_filters(count, &filters);
    map_int(page, "total", scalar_int(count));
    paging_add(request, page, "publications", rows, &filters, PAGE_SIZE);
    sorts_add(request, page, (const char *const[]){ "newest", "oldest", NULL },
              "publications.sort");
    add_facets(request, page, &filters);
    map_text(page, "feed_url", page_path(request, "publications_feed", NULL));
    page_breadcrumb(request, page, page_say(request, "site.nav_publications"), NULL);
    response->cacheable = true;
    page_render(request, response, "publications/list.html", page);
}

static struct map *load(struct request *request)
{
    struct stmt *stmt = query(request->db, Q_publications_show);
    bind_text(stmt, "slug", request_param(request, 0));
    bind_text(stmt, "lang", language_codes[request->lang]);
    return stmt_map(stmt, request->arena);
}

static struct value by_id(const struct request *request, enum query_id id,
                          const struct map *publication, bool lang)
{
    struct stmt *stmt = query(request->db, id);
    bind_int(stmt, "id", map_get(publication, "id").number);
    if (lang)
        bind_text(stmt, "lang", language_codes[request->lang]);
    return stmt_rows(stmt, request->arena);
}

static struct citation citation_of(struct request *request, const struct map *publication)
{
    return (struct citation){ .arena = request->arena,
                              .publication = publication,
                              .locale = page_locale(request),
                              .authors = by_id(request, Q_publications_authors, publication, false),
                              .url = page_url(request, request->lang, "publication",
                                              map_get_text(publication, "slug")) };
}

static void add_formats(struct request *request, struct map *page)
{
    static const char *const formats[][2] = { { "bibtex", "BibTeX" },
                                              { "ris", "RIS" },
                                              { "csl", "CSL-JSON" } };
    struct array *list = map_array(page, "formats");
    const char *slug = map_get_text(page, "slug");
    for (size_t i = 0; i < 3; i++) {
        const char *params[4] = { slug, formats[i][0] };
        struct map *format = array_add_map(list);
        map_text(format, "label", formats[i][1]);
        map_text(format, "url", page_path_params(request, "publication_cite", params));
    }
}

static void add_keywords(struct request *request, struct map *page)
{
    const char *keywords = map_get_text(page, "keywords");
    struct array *list = map_array(page, "keyword_list");
    for (const char *at = keywords ? keywords : ""; *at;) {
        size_t len = strcspn(at, "\n");
        map_text(array_add_map(list), "keyword", arena_copy_n(request->arena, at, len));
        at += len + (at[len] == '\n');
    }
}

void publications_show(struct request *request, struct response *response)
{
    struct map *page = load(request);
    if (!page) {
        page_moved(request, response, "publication");
        return;
    }
    struct citation citation = citation_of(request, page);
    map_set(page, "notes", value_null()); /* staff only */
    map_bool(page, "demo", map_get(page, "demo").number);
    map_set(page, "authors", citation.authors);
    map_text(page, "citation_text", citation_apa(&citation));
    map_set(page, "files", files_of(request, Q_files_of_publication, map_get(page, "id").number));
    map_set(page, "topics", by_id(request, Q_publications_show_topics, page, true));
    map_set(page, "related", by_id(request, Q_publications_related, page, true));
    map_set(page, "year",
            value_text(map_get(page, "year").kind == VALUE_INT
                           ? arena_number(request->arena, map_get(page, "year").number)
                           : NULL));
    map_bool(page, "is_article", text_equal(map_get_text(page, "kind"), "article"));
    add_formats(request, page);
    add_keywords(request, page);
    page_alternates_of(request, page, "publication", map_get_text(page, "slug"),
                       map_get_text(page, "langs"));
    page_shown_lang(request, page, map_get_text(page, "shown_lang"));
    page_breadcrumb(request, page, page_say(request, "site.nav_publications"),
                    page_path(request, "publications", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    response->cacheable = true;
    page_render(request, response, "publications/show.html", page);
}

void publications_cite(struct request *request, struct response *response)
{
    static const struct {
        const char *name, *type, *suffix;
        void (*write)(const struct citation *, struct buffer *);
    } formats[] = { { "bibtex", "application/x-bibtex", "bib", citation_bibtex },
                    { "ris", "application/x-research-info-systems", "ris", citation_ris },
                    { "csl", "application/vnd.citationstyles.csl+json", "json", citation_csl } };
    const struct map *publication = load(request);
    response->status = 404;
    for (size_t i = 0; publication && i < 3; i++) {
        if (!text_equal(request_param(request, 1), formats[i].name))
            continue;
        struct citation citation = citation_of(request, publication);
        response->status = 200;
        response_type(request, response, formats[i].type);
        response_header(request, response, "Content-Disposition",
                        arena_print(request->arena, "attachment; filename=\"%s.%s\"",
                                    map_get_text(publication, "slug"), formats[i].suffix));
        formats[i].write(&citation, &response->body);
        response->cacheable = true;
    }
}

void publications_feed(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_publications_feed);
    bind_text(stmt, "lang", language_codes[request->lang]);
    feed_write(request, response, "publications", "publication", stmt);
}

void journal_show(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_journal_show);
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        response->status = 404;
        return;
    }
    map_set(page, "notes", value_null());
    map_set(page, "issues", by_id(request, Q_journal_issues, page, false));
    page_breadcrumb(request, page, page_say(request, "site.nav_publications"),
                    page_path(request, "publications", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    response->cacheable = true;
    page_render(request, response, "publications/journal.html", page);
}

void journal_issue(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_journal_issue);
    bind_text(stmt, "slug", request_param(request, 0));
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        page_moved(request, response, "issue");
        return;
    }
    map_set(page, "notes", value_null());
    map_set(page, "articles", by_id(request, Q_journal_articles, page, true));
    page_breadcrumb(request, page, map_get_text(page, "journal_title"),
                    page_path(request, "journal", NULL));
    page_breadcrumb(request, page,
                    arena_print(request->arena, "%s %s", page_say(request, "publications.number"),
                                map_get_text(page, "number")),
                    NULL);
    response->cacheable = true;
    page_render(request, response, "publications/issue.html", page);
}
