/* The privacy page, made from the rules by which the site really works; and each wording that was published. */
#include "site/page.h"
#include "base/text.h"
#include "site/privacy/holdings.h"
#include "site/privacy/privacy.h"

static struct value rows_in(struct request *request, enum query_id id)
{
    struct stmt *stmt = query(request->db, id);
    bind_text(stmt, "lang", language_codes[request->lang]);
    return stmt_rows(stmt, request->arena);
}

static struct value rules(struct request *request)
{
    struct array *list = array_new(request->arena);
    struct stmt *stmt = query(request->db, Q_privacy_rules);
    while (step(stmt)) {
        struct map *item = array_add_map(list);
        const char *rule = arena_print(request->arena, "retention.%s", col_text(stmt, "rule"));
        map_text(item, "what", page_say(request, rule));
        map_text(item, "span",
                 holdings_span(page_locale(request), request->arena, col_int(stmt, "amount"),
                               col_text(stmt, "unit")));
        map_text(item, "action_key",
                 arena_print(request->arena, "retention.action_%s", col_text(stmt, "action")));
    }
    done(stmt);
    return array_value(list);
}

void privacy_page(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_privacy_intro);
    bind_text(stmt, "lang", language_codes[request->lang]);
    map_set(page, "intro", stmt_row(stmt, request->arena));
    map_set(page, "holdings", holdings(request->db, request->arena, page_locale(request), NULL));
    map_set(page, "rules", rules(request));
    map_set(page, "wordings", rows_in(request, Q_policy_all));
    page_breadcrumb(request, page, page_say(request, "site.privacy"), NULL);
    response->cacheable = true;
    page_render(request, response, "privacy/page.html", page);
}

void privacy_wording(struct request *request, struct response *response)
{
    long long number = 0;
    struct stmt *stmt = query(request->db, Q_policy_one);
    bind_text(stmt, "form", request_param(request, 0));
    bind_int(stmt, "number", text_to_int(request_param(request, 1), &number) ? number : 0);
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        response->status = 404;
        return;
    }
    page_shown_lang(request, page, map_get_text(page, "lang"));
    map_bool(page, "old", map_get(page, "newest").number != map_get(page, "number").number);
    page_breadcrumb(request, page, page_say(request, "site.privacy"),
                    page_path(request, "privacy", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    response->cacheable = true;
    page_render(request, response, "privacy/wording.html", page);
}
