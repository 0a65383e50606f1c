#include "site/facet.h"

#include "base/text.h"
#include "site/page.h"

const char *filter_of(const struct request *request, const char *name)
{
    const char *value = request_query(request, name);
    return text_blank(value) ? NULL : value;
}

void facets_start(struct request *request, struct map *page)
{
    map_array(page, "facets");
    map_array(page, "pills");
    map_text(page, "clear_url", request->path);
}

const char *facet_label(struct request *request, const char *prefix, const char *value)
{
    if (text_equal(prefix, "country"))
        return locale_country(page_locale(request), value);
    if (text_equal(prefix, "language"))
        return locale_language_name(page_locale(request), request->arena, value);
    const char *text = prefix ? locale_text(page_locale(request),
                                            arena_print(request->arena, "%s%s", prefix, value))
                              : NULL;
    return text ? text : value;
}

static struct array *list_of(const struct map *page, const char *name)
{
    return (struct array *)(uintptr_t)map_get(page, name).list;
}

void facet_add(struct request *request, struct map *page, const char *name, const char *label_key,
               struct stmt *stmt, const char *prefix)
{
    struct arena *arena = request->arena;
    struct map *facet = array_add_map(list_of(page, "facets"));
    struct array *values = map_array(facet, "values");
    const char *chosen = filter_of(request, name);
    map_text(facet, "label", page_say(request, label_key));
    map_text(facet, "name", name);
    while (step(stmt)) {
        const char *value = arena_copy(arena, col_text(stmt, "value"));
        struct map *item = array_add_map(values);
        map_text(item, "label",
                 prefix ? facet_label(request, prefix, value)
                        : arena_copy(arena, col_text(stmt, "label")));
        map_int(item, "n", col_int(stmt, "n"));
        map_bool(item, "selected", text_equal(chosen, value));
        map_text(item, "url",
                 page_query_with(request, name, text_equal(chosen, value) ? NULL : value));
    }
    done(stmt);
}

void pill_add(struct request *request, struct map *page, const char *name, const char *label)
{
    struct map *pill = array_add_map(list_of(page, "pills"));
    map_text(pill, "label", label);
    map_text(pill, "remove_url", page_query_with(request, name, NULL));
}
