/* The list of any record type. */
#include "site/admin/staff.h"

#include <string.h>

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/admin/listing.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/types.h"

#define PAGE_SIZE 50

/* --- the form of filters ------------------------------------------------------------------------------------- */

static struct map *add_filter(struct request *request, struct array *filters,
                              const struct listing *listing, const struct field *field,
                              const char *name)
{
    struct arena *arena = request->arena;
    const struct condition *one = selection_condition(listing->selection, name);
    struct map *filter = array_add_map(filters);
    map_text(filter, "name", name);
    map_text(filter, "label",
             page_say(request, field ? arena_print(arena, "%s.%s", listing->type->name, name)
                                     : arena_print(arena, "record.%s", name)));
    map_set(filter, "selected_count", value_null());
    map_bool(filter, "active", one != NULL);
    map_bool(filter, "is_range", false);
    map_text(filter, "from", one && one->from ? one->from : "");
    map_text(filter, "to", one && one->to ? one->to : "");
    map_text(filter, "input_type", "date");
    map_bool(filter, "is_text", false);
    map_bool(filter, "is_empty", one && text_equal(one->is, "empty"));
    map_bool(filter, "is_filled", one && text_equal(one->is, "filled"));
    map_array(filter, "options");
    return filter;
}

static void add_range(struct request *request, struct array *filters, const struct listing *listing,
                      const struct field *field, const char *name)
{
    struct map *filter = add_filter(request, filters, listing, field, name);
    map_bool(filter, "is_range", true);
    if (field && field->kind == KIND_NUMBER)
        map_text(filter, "input_type", "number");
}

static void add_choices(struct request *request, struct array *filters,
                        const struct listing *listing, const struct field *field)
{
    struct map *filter =
        add_filter(request, filters, listing, field, field ? field->name : "state");
    struct array *options = map_array(filter, "options");
    int selected =
        selection_choices(request->db, options, page_locale(request), listing->selection, field);
    if (selected)
        map_int(filter, "selected_count", selected);
}

static void add_filters(struct request *request, struct map *page, const struct listing *listing)
{
    struct array *filters = map_array(page, "filters");
    if (!listing->type->stateless)
        add_choices(request, filters, listing, NULL);
    for (const struct field *field = listing->type->fields; field->name; field++) {
        if (!(field->flags & FILTERED))
            continue;
        if (field_chosen(field))
            add_choices(request, filters, listing, field);
        else if (field_ranged(field))
            add_range(request, filters, listing, field, field->name);
        else
            map_bool(add_filter(request, filters, listing, field, field->name), "is_text", true);
    }
    add_range(request, filters, listing, NULL, "created");
    add_range(request, filters, listing, NULL, "updated");
}

/* --- columns and order ---------------------------------------------------------------------------------------- */

static bool among(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name))
        names++;
    return *names;
}

static void add_column_choice(struct request *request, struct array *list,
                              const struct record_type *type, const char *const *shown,
                              const char *name, bool plain)
{
    struct map *choice = array_add_map(list);
    map_text(choice, "name", name);
    map_text(choice, "label",
             page_say(request,
                      arena_print(request->arena, "%s.%s", plain ? "record" : type->name, name)));
    map_bool(choice, "selected", among(shown, name));
}

/* Every column that the list can have, those that it has marked. */
static void add_column_choices(struct request *request, struct map *page,
                               const struct listing *listing)
{
    const struct record_type *type = listing->type;
    const char *const *shown = record_list_columns(request->arena, type, listing->columns);
    struct array *list = map_array(page, "column_choices");
    if (!type->stateless)
        add_column_choice(request, list, type, shown, "state", true);
    for (const struct field *field = type->fields; field->name; field++) {
        if (record_list_has(type, field->name) && strcmp(field->name, "state"))
            add_column_choice(request, list, type, shown, field->name, false);
    }
    add_column_choice(request, list, type, shown, "created", true);
    add_column_choice(request, list, type, shown, "updated", true);
}

/* A press sorts upwards, the next one downwards, the third as it was. */
static void add_sort(struct request *request, struct map *column, const struct listing *listing,
                     const char *name)
{
    struct selection selection = *listing->selection;
    struct listing other = *listing;
    bool present = text_equal(selection.sort, name);
    map_bool(column, "ascending", present && !selection.down);
    map_bool(column, "descending", present && selection.down);
    selection.sort = present && selection.down ? NULL : name;
    selection.down = present && !selection.down;
    other.selection = &selection;
    map_text(column, "sort_url",
             selection_sortable(listing->type, name) ? listing_url(request, &other) : NULL);
}

static void add_sorts(struct request *request, struct map *page, const struct listing *listing)
{
    const char *const *shown = record_list_columns(request->arena, listing->type, listing->columns);
    struct array *columns = map_array(page, "columns");
    struct map *title = map_map(page, "title_column");
    add_sort(request, title, listing, "title");
    for (; *shown; shown++) {
        const struct field *field = field_named(listing->type, *shown);
        bool plain =
            !strcmp(*shown, "state") || !strcmp(*shown, "created") || !strcmp(*shown, "updated");
        struct map *column = array_add_map(columns);
        map_text(column, "label",
                 page_say(request, plain ? arena_print(request->arena, "record.%s", *shown)
                                         : arena_print(request->arena, "%s.%s", listing->type->name,
                                                       *shown)));
        map_bool(column, "number", !plain && field->kind == KIND_NUMBER);
        map_bool(column, "moment", plain && strcmp(*shown, "state"));
        add_sort(request, column, listing, *shown);
    }
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static const char *position_url(const struct request *request, const struct listing *listing,
                                const struct map *page, const char *where, const char *name)
{
    struct value at = map_get(page, where);
    if (at.kind != VALUE_INT)
        return NULL;
    return arena_print(request->arena, "%s&%s=%lld", listing_url(request, listing), name,
                       (long long)at.number);
}

static int64_t number_in(const struct request *request, const char *name)
{
    long long number = 0;
    return text_to_int(request_query(request, name), &number) && number > 0 ? number : 0;
}

static void add_rows(struct request *request, struct map *page, const struct listing *listing)
{
    struct list_options options = { .locale = page_locale(request),
                                    .selection = listing->selection,
                                    .columns = listing->columns,
                                    .after = number_in(request, "after"),
                                    .before = number_in(request, "before"),
                                    .limit = PAGE_SIZE };
    record_list(request->db, page, listing->type, &options);
    map_text(page, "next_url", position_url(request, listing, page, "next", "after"));
    map_text(page, "previous_url", position_url(request, listing, page, "previous", "before"));
    map_text(page, "first_url",
             map_get(page, "previous").kind == VALUE_INT ? listing_url(request, listing) : NULL);
}

static const char *position_of(const struct request *request)
{
    int64_t after = number_in(request, "after"), before = number_in(request, "before");
    if (!after && !before)
        return "";
    return arena_print(request->arena, "%s=%lld", before ? "before" : "after",
                       (long long)(before ? before : after));
}

/* Forms send what was left empty too: the address goes on without it. NULL: nothing is empty. */
static const char *plain_url(const struct request *request, const struct record_type *type)
{
    const struct pairs *query = &request->query;
    bool blank = false;
    for (size_t i = 0; i < query->count; i++)
        blank = blank || !*query->at[i].value;
    struct listing listing = listing_of(request->arena, type, query);
    return blank ? listing_url(request, &listing) : NULL;
}

/* A mailing to whom the list finds, for those who may write one; it goes to published members who have an address. */
static const char *write_url(const struct request *request, const struct listing *listing)
{
    if (listing->type != &member_type || !may(request, "mailing", ACTION_WRITE))
        return NULL;
    const char *path = page_path(request, "admin_mailing_new", NULL),
               *query = selection_query(request->arena, listing->selection);
    return *query ? arena_print(request->arena, "%s?%s", path, query) : path;
}

void admin_list(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    if (!type)
        return;
    const char *elsewhere =
        *request->raw_query ? plain_url(request, type) : listing_start(request, type);
    if (elsewhere) {
        response_redirect(request, response, 302, elsewhere);
        return;
    }
    const char *many = page_say(request, arena_print(request->arena, "%s.many", type->name));
    struct map *page = staff_page(request, many, NULL);
    struct listing listing = listing_of(request->arena, type, &request->query);
    add_rows(request, page, &listing);
    add_sorts(request, page, &listing);
    add_filters(request, page, &listing);
    add_column_choices(request, page, &listing);
    listing_pills(request, page, &listing);
    listing_views(request, page, &listing);
    listing_acts(request, page, &listing);
    listing_formats(request, page, &listing);
    map_bool(page, "may_many",
             may(request, type->name, ACTION_EXPORT) ||
                 map_get(page, "may_act").kind == VALUE_TRUE);
    map_bool(page, "may_add", may(request, type->name, ACTION_WRITE));
    map_text(page, "import_url",
             may(request, "imports", ACTION_WRITE) && may(request, type->name, ACTION_WRITE)
                 ? arena_print(request->arena, "%s?type=%s",
                               page_path(request, "admin_imports", NULL), type->admin)
                 : NULL);
    map_text(page, "list_url", page_path(request, "admin_list", type->admin));
    map_text(page, "write_url", write_url(request, &listing));
    map_text(page, "type_title", many);
    map_text(page, "q", listing.selection->search ? listing.selection->search : "");
    map_text(page, "sort",
             listing.selection->sort
                 ? arena_print(request->arena, "%s%s", listing.selection->down ? "-" : "",
                               listing.selection->sort)
                 : NULL);
    listing_remember(request, response, &listing, position_of(request));
    page_render(request, response, "admin/list.html", page);
}
