/* The list of any record type. */
#include "site/admin/staff.h"

#include <string.h>

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"

#define PAGE_SIZE 50

static void add_filters(struct request *request, struct map *page, const struct record_type *type)
{
    struct array *filters = map_array(page, "filters");
    static const char *const states[] = { "draft",   "published", "archived",
                                          "pending", "declined",  NULL };
    struct map *state = array_add_map(filters);
    struct array *options = map_array(state, "options");
    map_text(state, "name", "state");
    map_text(state, "label", page_say(request, "record.state"));
    for (int i = 0; states[i]; i++) {
        struct map *option = array_add_map(options);
        map_text(option, "value", states[i]);
        map_text(option, "label",
                 page_say(request, arena_print(request->arena, "record.state_%s", states[i])));
        map_bool(option, "selected", text_equal(request_query(request, "state"), states[i]));
    }
    for (const struct field *field = type->fields; field->name; field++) {
        if (!(field->flags & FILTERED) || !field->choices)
            continue;
        struct map *filter = array_add_map(filters);
        options = map_array(filter, "options");
        map_text(filter, "name", field->name);
        map_text(filter, "label",
                 page_say(request, arena_print(request->arena, "%s.%s", type->name, field->name)));
        for (int i = 0; field->choices[i]; i++) {
            struct map *option = array_add_map(options);
            map_text(option, "value", field->choices[i]);
            map_text(option, "label",
                     page_say(request, arena_print(request->arena, "%s.%s_%s", type->name,
                                                   field->name, field->choices[i])));
            map_bool(option, "selected",
                     text_equal(request_query(request, field->name), field->choices[i]));
        }
    }
}

void admin_list(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    long long after = 0;
    if (!type)
        return;
    text_to_int(request_query(request, "after"), &after);
    struct map *page = staff_page(
        request, page_say(request, arena_print(request->arena, "%s.many", type->name)), NULL);
    struct list_options options = { .locale = page_locale(request),
                                    .search = request_query(request, "q"),
                                    .query = &request->query,
                                    .after = after,
                                    .limit = PAGE_SIZE };
    record_list(request->db, page, type, &options);
    add_filters(request, page, type);
    struct value next = map_get(page, "next");
    map_text(page, "next_url",
             next.kind == VALUE_INT
                 ? page_query_with(request, "after",
                                   arena_print(request->arena, "%lld", (long long)next.number))
                 : NULL);
    map_bool(page, "may_add", may(request, type->name, ACTION_WRITE));
    map_text(page, "list_url", staff_list_url(request, type));
    map_text(page, "type_title",
             page_say(request, arena_print(request->arena, "%s.many", type->name)));
    map_text(page, "q", request_query(request, "q") ? request_query(request, "q") : "");
    page_render(request, response, "admin/list.html", page);
}
