/* Writing a page: the names every template sees (docs/templates.md), and the common answers. */
#pragma once
#include "base/value.h"
#include "web/http.h"
#include "web/locale.h"

const struct locale *page_locale(const struct request *request);
/* What templates see as path.NAME and asset.NAME. */
struct value page_constant(enum language lang, symbol group, symbol name);
/* The text of a message in the page's language, without arguments; NULL gives NULL. */
const char *page_say(const struct request *request, const char *key);
/* Renders TEMPLATE with the base names and PAGE (may be NULL), as status response->status. */
void page_render(struct request *request, struct response *response, const char *template,
                 const struct map *page);
/* Renders a template that is no page (feed, vCard, mail) into OUT; false is a bug, logged. */
bool page_text(struct request *request, const char *template, const struct map *page,
               struct buffer *out);
/* Ends with an error page: 404 and so on. */
void page_error(struct request *request, struct response *response, int status);
/* The same with words of its own: TITLE and TEXT are message keys. */
void page_refuse(struct request *request, struct response *response, int status, const char *title,
                 const char *text);
/* The form that was sent, offered again with all that was typed: one more press sends it. TITLE and TEXT are message keys. */
void page_resend(struct request *request, struct response *response, int status, const char *title,
                 const char *text);
/* The error page that fits PROBLEM: 503 for storage, 500 for a bug, ... */
void page_problem(struct request *request, struct response *response,
                  const struct problem *problem);
/* Goes on to the page TO (303), which says the message KEY once (NULL: nothing). */
void page_go(struct request *request, struct response *response, const char *to, const char *key);
/* The status that fits PROBLEM, which is logged (a bug with its number in the request). */
int page_problem_status(struct request *request, const struct problem *problem);
/* The path of a route in the page's language; PARAMS may be NULL. */
const char *page_path(const struct request *request, const char *route, const char *param);
/* With several parameters. */
const char *page_path_params(const struct request *request, const char *route,
                             const char *const params[4]);
/* The same in LANG. */
const char *page_path_in(const struct request *request, enum language lang, const char *route,
                         const char *param);
/* The whole address, with scheme and host, in LANG: for messages. */
const char *page_url(const struct request *request, enum language lang, const char *route,
                     const char *param);
/* An address with the query changed: NAME set to VALUE (NULL: taken out), "after" and "before" taken out. */
const char *page_query_with(const struct request *request, const char *name, const char *value);
/* Adds {label, url} to the list "breadcrumb" of PAGE; the first call adds the home page before. URL NULL: the page itself. */
void page_breadcrumb(struct request *request, struct map *page, const char *label, const char *url);
/* For pages of one's own account: its page, then the message LABEL (NULL: more follows). */
void page_breadcrumb_account(struct request *request, struct map *page, const char *label);
/* Sets "pager": links to the page before (the rows before BEFORE), the next (after AFTER) and the first; NULL: none. */
void pager_add(struct request *request, struct map *page, const char *before, const char *after);
/* Marks PAGE's text as shown in LANG (code) because there is none in the page's language: sets shown_lang (null if the same). */
void page_shown_lang(struct request *request, struct map *page, const char *lang);
/* Languages in which this item really exists: sets alternates for hreflang. PATHS by language, NULL where not there. */
void page_alternates(struct request *request, struct map *page,
                     const char *const paths[LANG_COUNT]);
/* The same for an item of ROUTE with one SLUG: LANGS names the languages it has words in ("en,es"). */
void page_alternates_of(struct request *request, struct map *page, const char *route,
                        const char *slug, const char *langs);
/* For an item of TYPE (also its route) that is not found: its new address when it was renamed, else 404. */
void page_moved(struct request *request, struct response *response, const char *type);
/* The same for another form of the item (vCard, calendar), at ROUTE. */
void page_moved_to(struct request *request, struct response *response, const char *type,
                   const char *route);
/* Percent-encoded for a path segment or a query value. */
const char *page_encode(struct arena *arena, const char *text);
