#include "site/home/home.h"

#include <jansson.h>

#include "base/files.h"
#include "base/moment.h"
#include "base/text.h"
#include "site/members/members.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/site.h"
#include "web/json.h"

/* "/" chooses a language once: the one that was chosen before, else what the browser prefers. */
void home_root(struct request *request, struct response *response)
{
    const char *chosen = request_cookie(request, request->secure ? "__Host-lang" : "lang");
    enum language lang = text_equal(chosen, "en") ? LANG_EN
                         : text_equal(chosen, "es")
                             ? LANG_ES
                             : language_preferred(request_header(request, "accept-language"));
    response_header(request, response, "Vary", "Accept-Language, Cookie");
    response_redirect(request, response, 302, page_path_in(request, lang, "home", NULL));
}

static struct value newest(struct request *request, enum query_id id, int limit)
{
    char today[24];
    struct stmt *stmt = query(request->db, id);
    moment_iso(moment_now(), today);
    if (id != Q_home_members)
        bind_text(stmt, "lang", language_codes[request->lang]);
    if (id == Q_home_news)
        bind_text(stmt, "today", arena_copy_n(request->arena, today, 10));
    bind_int(stmt, "limit", limit);
    return stmt_list(stmt, request->arena);
}

void home_page(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    map_set(page, "news", newest(request, Q_home_news, 3));
    map_set(page, "events", newest(request, Q_home_events, 4));
    map_set(page, "publications", newest(request, Q_home_publications, 5));
    map_set(page, "members", newest(request, Q_home_members, 6));
    map_set(page, "counts", stmt_row(query(request->db, Q_home_counts), request->arena));
    response->cacheable = true;
    page_render(request, response, "home/index.html", page);
}

void home_style(struct request *request, struct response *response)
{
    size_t len = 0;
    const char *text = files_read(request->arena, "templates/home/style.json", &len);
    json_t *json = text ? json_loadb(text, len, 0, NULL) : NULL;
    struct value sample =
        json ? json_to_value(request->arena, json_object_get(json, language_codes[request->lang]))
             : value_null();
    json_decref(json);
    struct map *page = map_new(request->arena);
    map_set(page, "sample", sample);
    members_world(request, map_map(page, "world"));
    map_set(page, "policy", consent_wording(request, "join", "registration"));
    response->cacheable = true;
    page_render(request, response, "home/style.html", page);
}

void home_robots(struct request *request, struct response *response)
{
    response_type(request, response, "text/plain");
    buffer_printf(&response->body,
                  "User-agent: *\nDisallow: /en/search\nDisallow: /es/buscar\nDisallow: "
                  "/en/admin\nDisallow: /es/admin\n"
                  "Disallow: /en/sign-in\nDisallow: /es/entrar\nSitemap: %s/sitemap.xml\n",
                  request->origin);
    response->cacheable = true;
}

static bool has_page(const char *table)
{
    static const char *const routes[] = { "member", "event",   "publication", "post",
                                          "page",   "process", NULL };
    for (int i = 0; routes[i]; i++) {
        if (text_equal(routes[i], table))
            return true;
    }
    return false;
}

/* One address for each language, each naming all of them. */
static void put_urls(struct request *request, struct buffer *out,
                     const char *const paths[LANG_COUNT])
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!paths[lang])
            continue;
        buffer_printf(out, "<url><loc>%s%s</loc>", request->origin, paths[lang]);
        for (int other = 0; other < LANG_COUNT; other++) {
            if (paths[other])
                buffer_printf(out, "<xhtml:link rel=\"alternate\" hreflang=\"%s\" href=\"%s%s\"/>",
                              language_codes[other], request->origin, paths[other]);
        }
        buffer_puts(out, "</url>\n");
    }
}

void home_sitemap(struct request *request, struct response *response)
{
    static const char *const sections[] = { "home",   "members",      "members_map",
                                            "events", "publications", "journal",
                                            "news",   "processes",    NULL };
    struct buffer *out = &response->body;
    struct stmt *stmt = query(request->db, Q_home_sitemap);
    const char *paths[LANG_COUNT];
    response_type(request, response, "application/xml");
    buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
                     "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
                     "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    for (int i = 0; sections[i]; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++)
            paths[lang] = page_path_in(request, (enum language)lang, sections[i], NULL);
        put_urls(request, out, paths);
    }
    while (step(stmt)) {
        const char *table = col_text(stmt, "table_name");
        if (!has_page(table))
            continue;
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const char *slug = col_text(stmt, language_codes[lang]);
            paths[lang] = slug ? page_path_in(request, (enum language)lang, table, slug) : NULL;
        }
        put_urls(request, out, paths);
    }
    done(stmt);
    buffer_puts(out, "</urlset>\n");
    response->cacheable = true;
}

void home_health(struct request *request, struct response *response)
{
    response_type(request, response, "text/plain");
    if (!scalar_int(query(request->db, Q_home_alive)) || !store_in_place(site_store()))
        response->status = 503;
    buffer_puts(&response->body, response->status == 200 ? "ok\n" : "unavailable\n");
}
