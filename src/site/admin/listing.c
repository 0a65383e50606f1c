#include "site/admin/listing.h"

#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "web/body.h"

#define PILLS 12        /* of one condition: more are one pill with their number */
#define REMEMBERED 1500 /* bytes: a longer query is not worth a cookie with every request */

static bool same_columns(const char *const *some, const char *const *others)
{
    int count = 0;
    for (; others[count]; count++) {
        const char *const *at = some;
        while (*at && strcmp(*at, others[count]))
            at++;
        if (!*at)
            return false;
    }
    while (count && *some) {
        some++;
        count--;
    }
    return !count && !*some;
}

struct listing listing_of(struct arena *arena, const struct record_type *type,
                          const struct pairs *pairs)
{
    struct listing listing = { type, selection_parse(arena, type, pairs), NULL };
    const char **columns = arena_many(arena, const char *, pairs->count + 1);
    int count = 0;
    for (int i = -1; (i = pairs_next(pairs, "column", i + 1)) >= 0;) {
        if (record_list_has(type, pairs->at[i].value))
            columns[count++] = pairs->at[i].value;
    }
    const char *const *asked = record_list_columns(arena, type, columns);
    if (count && !same_columns(asked, record_list_columns(arena, type, NULL)))
        listing.columns = asked;
    return listing;
}

bool listing_of_text(struct arena *arena, const struct record_type *type, const char *query,
                     struct listing *listing)
{
    struct pairs pairs = { 0 };
    struct selection *selection = selection_of_text(arena, type, query);
    if (!selection || !urlencoded_parse(arena, query, strlen(query), &pairs))
        return false;
    *listing = listing_of(arena, type, &pairs);
    listing->selection = selection;
    return true;
}

const char *listing_query(struct arena *arena, const struct listing *listing)
{
    const char *query = selection_query(arena, listing->selection);
    for (const char *const *column = listing->columns; column && *column; column++)
        query = arena_print(arena, "%s%scolumn=%s", query, *query ? "&" : "", *column);
    return query;
}

const char *listing_url(const struct request *request, const struct listing *listing)
{
    const char *query = listing_query(request->arena, listing);
    return arena_print(request->arena, "%s?%s",
                       page_path(request, "admin_list", listing->type->admin),
                       *query ? query : "all=1");
}

static const char *url_without(struct request *request, const struct listing *listing,
                               const char *name, const char *value)
{
    struct listing less = *listing;
    less.selection = selection_without(request->arena, listing->selection, name, value);
    return listing_url(request, &less);
}

static void add_pill(struct request *request, struct array *pills, const struct listing *listing,
                     const char *label, const char *text, const char *name, const char *value)
{
    struct map *pill = array_add_map(pills);
    map_text(pill, "label", arena_print(request->arena, "%s: %s", label, text));
    map_text(pill, "remove_url", url_without(request, listing, name, value));
}

static void add_condition(struct request *request, struct array *pills,
                          const struct listing *listing, const struct condition *one)
{
    struct arena *arena = request->arena;
    const struct record_type *type = listing->type;
    const char *label =
        page_say(request, one->field ? arena_print(arena, "%s.%s", type->name, one->name)
                                     : arena_print(arena, "record.%s", one->name));
    for (int i = 0; i < one->count && one->count <= PILLS; i++)
        add_pill(request, pills, listing, label,
                 selection_value_words(request->db, arena, page_locale(request), type, one,
                                       one->values[i]),
                 one->name, one->values[i]);
    if (one->count > PILLS)
        add_pill(request, pills, listing, label, arena_print(arena, "%d", one->count), one->name,
                 NULL);
    const struct {
        const char *ending, *word, *value;
    } ends[] = { { "from", "lists.from", one->from }, { "to", "lists.to", one->to } };
    for (int i = 0; i < 2; i++) {
        if (ends[i].value)
            add_pill(request, pills, listing,
                     arena_print(arena, "%s, %s", label, page_say(request, ends[i].word)),
                     one->field && one->field->kind == KIND_NUMBER
                         ? ends[i].value
                         : locale_date(page_locale(request), arena, ends[i].value),
                     arena_print(arena, "%s.%s", one->name, ends[i].ending), NULL);
    }
    if (one->is)
        add_pill(request, pills, listing, label,
                 text_equal(one->is, "empty")    ? page_say(request, "lists.empty")
                 : text_equal(one->is, "filled") ? page_say(request, "lists.filled")
                                                 : one->is,
                 arena_print(arena, "%s.is", one->name), NULL);
}

void listing_pills(struct request *request, struct map *page, const struct listing *listing)
{
    struct array *pills = map_array(page, "pills");
    const struct selection *selection = listing->selection;
    struct listing all = *listing;
    if (selection->search)
        add_pill(request, pills, listing, page_say(request, "site.search"), selection->search, "q",
                 NULL);
    for (const struct condition *one = selection->conditions; one; one = one->next)
        add_condition(request, pills, listing, one);
    all.selection = selection_parse(request->arena, listing->type, NULL);
    map_text(page, "clear_url", selection_empty(selection) ? NULL : listing_url(request, &all));
}

void listing_remember(struct request *request, struct response *response,
                      const struct listing *listing, const char *position)
{
    const char *query = listing_query(request->arena, listing);
    const char *value = arena_print(request->arena, "%s:%s%s%s", listing->type->admin, query,
                                    *query && *position ? "&" : "", position);
    const char *had = request_cookie(request, request->secure ? "__Host-list" : "list");
    if (strlen(value) > REMEMBERED)
        value = listing->type->admin;
    if (text_equal(had, value) || (!had && !*query && !*position))
        return;
    response_cookie(request, response,
                    &(struct cookie){ .name = "list", .value = value, .http_only = true });
}
