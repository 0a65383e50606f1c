#include "site/facet.h"

#include <pthread.h>
#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "web/escape.h"

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
    const char *text =
        prefix ? locale_text(page_locale(request), arena_join(request->arena, prefix, value))
               : NULL;
    return text ? text : value;
}

static struct array *list_of(const struct map *page, const char *name)
{
    return (struct array *)(uintptr_t)map_get(page, name).list;
}

/* --- the values of a facet: made when the template asks, since there are many ------------------------------- */

struct facet_list;
static const struct object_class facet_item_class;
static const struct list_class facet_list_class;

struct facet_list {
    const struct list_class *class;
    struct facet_item {
        const struct object_class *class;
        const struct facet_list *list;
        const struct facet_value *value;
    } item;
    struct arena *arena;
    const struct facet_value *values;
    size_t count, at;
    const char *chosen;
    const char *base;    /* the address without this filter */
    const char *address; /* the same up to this filter's value */
    size_t address_len;
};

static symbol item_symbols[4];
static pthread_once_t item_once = PTHREAD_ONCE_INIT;
enum { ITEM_LABEL, ITEM_N, ITEM_URL, ITEM_SELECTED };

static void item_intern(void)
{
    static const char *const names[] = { "label", "n", "url", "selected" };
    for (int i = 0; i < 4; i++)
        item_symbols[i] = symbol_of(names[i]);
}

static bool is_chosen(const struct facet_item *item)
{
    return item->list->chosen && text_equal(item->list->chosen, item->value->value);
}

static struct value item_url(const struct facet_item *item)
{
    const struct facet_list *list = item->list;
    if (is_chosen(item))
        return value_text(list->base);
    const char *value = item->value->value;
    char *url = arena_bytes(list->arena, list->address_len + strlen(value) * 3 + 1);
    memcpy(url, list->address, list->address_len);
    return value_text_n(url, (size_t)(percent_encode(url + list->address_len, value) - url));
}

static bool item_get(const void *self, symbol name, struct value *out)
{
    const struct facet_item *item = self;
    if (name == item_symbols[ITEM_LABEL])
        *out = value_text(item->value->label);
    else if (name == item_symbols[ITEM_N])
        *out = value_int(item->value->n);
    else if (name == item_symbols[ITEM_URL])
        *out = item_url(item);
    else if (name == item_symbols[ITEM_SELECTED])
        *out = is_chosen(item) ? value_bool(true) : value_null();
    else
        return false;
    return true;
}

static void items_start(void *self)
{
    struct facet_list *list = self;
    list->at = 0;
}

static bool items_next(void *self, struct value *item)
{
    struct facet_list *list = self;
    if (list->at >= list->count)
        return false;
    list->item.value = &list->values[list->at++];
    *item = (struct value){ .kind = VALUE_OBJECT,
                            .object = (const struct object_class *const *)&list->item };
    return true;
}

static bool items_any(void *self)
{
    const struct facet_list *list = self;
    return list->count;
}

static const struct object_class facet_item_class = { item_get };
static const struct list_class facet_list_class = { items_start, items_next, items_any };

void facet_add_values(struct request *request, struct map *page, const char *name,
                      const char *label_key, const struct facet_value *values, size_t count,
                      bool closed, const char *more_url)
{
    struct map *facet = array_add_map(list_of(page, "facets"));
    struct facet_list *list = arena_one(request->arena, struct facet_list);
    pthread_once(&item_once, item_intern);
    *list = (struct facet_list){ .class = &facet_list_class,
                                 .item = { &facet_item_class, list, NULL },
                                 .arena = request->arena,
                                 .values = values,
                                 .count = count,
                                 .chosen = filter_of(request, name),
                                 .base = page_query_with(request, name, NULL) };
    list->address =
        arena_join(request->arena, list->base, strchr(list->base, '?') ? "&" : "?", name, "=");
    list->address_len = strlen(list->address);
    map_text(facet, "label", page_say(request, label_key));
    map_text(facet, "name", name);
    map_bool(facet, "closed", closed && !list->chosen);
    map_text(facet, "more_url", more_url);
    map_set(facet, "values",
            (struct value){ .kind = VALUE_LIST, .list = (const struct list_class *const *)list });
}

#define VALUES_LIMIT 300

void facet_add_some(struct request *request, struct map *page, const char *name,
                    const char *label_key, struct stmt *stmt, const char *prefix, size_t limit)
{
    struct arena *arena = request->arena;
    size_t count = 0;
    bool all = text_equal(request_query(request, "more"), name), more = false;
    if (all || limit > VALUES_LIMIT)
        limit = VALUES_LIMIT;
    struct facet_value read[VALUES_LIMIT]; /* not cleared: mostly few are used */
    while (step(stmt) && !(more = count == limit)) {
        const char *value = arena_copy(arena, col_text(stmt, "value"));
        const char *label = prefix ? facet_label(request, prefix, value)
                                   : arena_copy(arena, col_text(stmt, "label"));
        read[count++] = (struct facet_value){ value, label, col_int(stmt, "n") };
    }
    done(stmt);
    struct facet_value *values = arena_many(arena, struct facet_value, count);
    if (count)
        memcpy(values, read, sizeof *values * count);
    facet_add_values(request, page, name, label_key, values, count, false,
                     more && !all ? page_query_with(request, "more", name) : NULL);
}

void facet_add(struct request *request, struct map *page, const char *name, const char *label_key,
               struct stmt *stmt, const char *prefix)
{
    facet_add_some(request, page, name, label_key, stmt, prefix, VALUES_LIMIT);
}

void sorts_add(struct request *request, struct map *page, const char *const *names, const char *say)
{
    struct array *sorts = map_array(page, "sorts");
    const char *chosen = filter_of(request, "sort");
    for (int i = 0; names[i]; i++) {
        struct map *sort = array_add_map(sorts);
        map_text(sort, "label", page_say(request, arena_join(request->arena, say, "_", names[i])));
        map_text(sort, "url", page_query_with(request, "sort", i ? names[i] : NULL));
        map_bool(sort, "selected", i ? text_equal(chosen, names[i]) : !chosen);
    }
}

void pill_add(struct request *request, struct map *page, const char *name, const char *label)
{
    struct map *pill = array_add_map(list_of(page, "pills"));
    map_text(pill, "label", label);
    map_text(pill, "remove_url", page_query_with(request, name, NULL));
}
