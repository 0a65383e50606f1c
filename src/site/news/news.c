#include "site/news/news.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/feed.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/paging.h"
#include "store/store.h"

#define PAGE_SIZE 20

static const char *today(struct arena *arena)
{
    char iso[24];
    moment_iso(moment_now(), iso);
    return arena_copy_n(arena, iso, 10);
}

static struct stmt *begin(struct request *request, enum query_id id)
{
    struct stmt *stmt = query(request->db, id);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "today", today(request->arena));
    return stmt;
}

static struct stmt *posts(const struct request *request, void *self, const struct cursor *cursor,
                          int limit)
{
    struct stmt *stmt = query(request->db, cursor->back ? Q_news_list_back : Q_news_list);
    (void)self;
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "today", today(request->arena));
    bind_text(stmt, "on", cursor->key ? cursor->key : "9999-12-31");
    bind_int(stmt, "id", cursor->id);
    bind_int(stmt, "limit", limit);
    return stmt;
}

void news_list(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    paging_add(request, page, "news", posts, NULL, PAGE_SIZE);
    map_text(page, "feed_url", page_path(request, "news_feed", NULL));
    page_breadcrumb(request, page, page_say(request, "site.nav_news"), NULL);
    response->cacheable = true;
    page_render(request, response, "news/list.html", page);
}

void news_show(struct request *request, struct response *response)
{
    struct stmt *stmt = begin(request, Q_news_show);
    bind_text(stmt, "slug", request_param(request, 0));
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        page_moved(request, response, "post");
        return;
    }
    struct stmt *picture = query(request->db, Q_files_picture_of_post);
    bind_text(picture, "slug", request_param(request, 0));
    map_set(page, "picture", files_picture(request, picture, 800));
    page_alternates_of(request, page, "post", map_get_text(page, "slug"),
                       map_get_text(page, "langs"));
    page_shown_lang(request, page, map_get_text(page, "shown_lang"));
    page_breadcrumb(request, page, page_say(request, "site.nav_news"),
                    page_path(request, "news", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    response->cacheable = true;
    page_render(request, response, "news/show.html", page);
}

void news_feed(struct request *request, struct response *response)
{
    feed_write(request, response, "news", "post", begin(request, Q_news_feed));
}

static struct value organizations(struct request *request, const char *relation)
{
    struct stmt *stmt = query(request->db, Q_pages_organizations);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "relation", relation);
    return stmt_rows(stmt, request->arena);
}

void pages_show(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_pages_show);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "path", request_param(request, 0));
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        response->status = 404;
        return;
    }
    const char *slug = map_get(page, "slug").text, *path = map_get(page, "own_path").text;
    if (text_equal(slug, "privacy")) { /* has a page that is made from the rules */
        response_redirect(request, response, 301, page_path(request, "privacy", NULL));
        return;
    }
    if (strcmp(path, request_param(request, 0))) {
        response_redirect(request, response, 301, page_path(request, "page", path));
        return;
    }
    enum language other = language_other(request->lang);
    const char *other_path = map_get_text(page, other == LANG_EN ? "path_en" : "path_es");
    const char *paths[LANG_COUNT] = { NULL };
    paths[request->lang] = page_path(request, "page", path);
    if (other_path) {
        paths[other] = page_path_in(request, other, "page", other_path);
        map_text(page, "other_lang_url", paths[other]);
    }
    page_alternates(request, page, paths);
    map_set(page, "funders",
            text_equal(slug, "funders") ? organizations(request, "funder") : value_null());
    map_set(page, "partners",
            text_equal(slug, "about") ? organizations(request, "partner") : value_null());
    stmt = query(request->db, Q_pages_all);
    bind_text(stmt, "lang", language_codes[request->lang]);
    map_set(page, "pages", stmt_rows(stmt, request->arena));
    page_breadcrumb(request, page, map_get(page, "title").text, NULL);
    response->cacheable = true;
    page_render(request, response, "news/page.html", page);
}
