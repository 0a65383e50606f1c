/* Probable duplicates among all members and organizations, to be worked through. */
#include "site/admin/staff.h"

#include <stdio.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/admin/admin.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/twins.h"
#include "site/types.h"
#include "site/visitor.h"

#define PAGE_SIZE 50

static const struct record_type *type_asked(const struct request *request)
{
    return text_equal(request_query(request, "type"), organization_type.admin) ? &organization_type
                                                                               : &member_type;
}

/* The list begins after a pair, "CERTAIN.ONE.OTHER". */
static void bind_after(const struct request *request, struct stmt *stmt)
{
    const char *after = request_query(request, "after");
    long long certain = -2, one = 0, other = 0;
    if (after && sscanf(after, "%lld.%lld.%lld", &certain, &one, &other) != 3) {
        certain = -2;
        one = other = 0;
    }
    bind_int(stmt, "certain", certain);
    bind_int(stmt, "one", one);
    bind_int(stmt, "other", other);
    bind_int(stmt, "limit", PAGE_SIZE + 1);
}

static const char *add_pairs(struct request *request, struct map *page, struct stmt *stmt)
{
    struct array *pairs = map_array(page, "pairs");
    const char *last = NULL, *next = NULL;
    int count = 0;
    while (!next && step(stmt)) {
        if (++count > PAGE_SIZE) {
            next = last;
            continue;
        }
        struct map *pair = copy_row(stmt, request->arena);
        twins_reasons(request, pair, map_get_text(pair, "letters"));
        last =
            arena_print(request->arena, "%lld.%lld.%lld", (long long)-col_int(stmt, "certain"),
                        (long long)col_int(stmt, "one_id"), (long long)col_int(stmt, "other_id"));
        map_bool(pair, "certain", col_int(stmt, "certain"));
        array_add(pairs, map_value(pair));
    }
    done(stmt);
    return next;
}

/* Two records of one's own choice, named by their addresses or numbers. */
static int64_t chosen(const struct request *request, const struct record_type *type,
                      const char *name)
{
    long long id = 0;
    const char *text = request_query(request, name);
    if (text_blank(text))
        return 0;
    return text_to_int(text, &id) ? id : record_by_slug(request->db, type, text);
}

static bool goes_on(struct request *request, struct response *response,
                    const struct record_type *type)
{
    int64_t one = chosen(request, type, "one"), other = chosen(request, type, "other");
    const char *params[4] = { type->admin, arena_number(request->arena, one),
                              arena_number(request->arena, other) };
    if (!one || !other)
        return false;
    response_redirect(request, response, 303, page_path_params(request, "admin_merge", params));
    return true;
}

void admin_duplicates(struct request *request, struct response *response)
{
    const struct record_type *type = type_asked(request);
    if (!may_or_403(request, response, type->name, ACTION_READ) || goes_on(request, response, type))
        return;
    struct map *page = staff_page(request, page_say(request, "joining.duplicates"), NULL);
    struct stmt *count = query(request->db, Q_twins_count);
    bind_text(count, "table_name", type->name);
    map_int(page, "total", scalar_int(count));
    bool members = type == &member_type;
    struct stmt *stmt = query(request->db, members ? Q_twins_members : Q_twins_organizations);
    if (!members)
        bind_text(stmt, "lang", language_codes[request->lang]);
    bind_after(request, stmt);
    const char *next = add_pairs(request, page, stmt);
    map_text(page, "next_url", next ? page_query_with(request, "after", next) : NULL);
    map_text(page, "type", type->admin);
    map_text(page, "asked_one", request_query(request, "one"));
    map_text(page, "asked_other", request_query(request, "other"));
    map_bool(page, "members", members);
    map_bool(page, "may_merge", may(request, type->name, ACTION_WRITE));
    page_render(request, response, "admin/duplicates.html", page);
}

struct refusal {
    const char *table, *who;
    int64_t one, other;
};

static bool refuse(struct db *db, void *self, struct problem *problem)
{
    const struct refusal *refusal = self;
    (void)problem;
    struct stmt *stmt = query(db, Q_twins_not);
    bind_text(stmt, "table_name", refusal->table);
    bind_int(stmt, "one", refusal->one);
    bind_int(stmt, "other", refusal->other);
    bind_text(stmt, "who", refusal->who);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

/* Where the button stood: the queue's page of an applicant, or the list. */
static const char *way_back(struct request *request, const struct record_type *type)
{
    long long back = 0;
    if (text_to_int(request_form(request, "back"), &back) && back > 0)
        return page_path(request, "admin_applicant", arena_number(request->arena, back));
    return arena_print(request->arena, "%s?type=%s", page_path(request, "admin_duplicates", NULL),
                       type->admin);
}

void admin_not_duplicate(struct request *request, struct response *response)
{
    const char *name = request_form(request, "type");
    const struct record_type *type =
        text_equal(name, organization_type.admin) ? &organization_type : &member_type;
    struct author author = visitor_author(request, "save", "history.not_duplicate");
    struct refusal refusal = { .table = type->name, .who = author.name };
    long long one = 0, other = 0;
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!may_or_403(request, response, type->name, ACTION_WRITE))
        return;
    text_to_int(request_form(request, "one"), &one);
    text_to_int(request_form(request, "other"), &other);
    refusal.one = one;
    refusal.other = other;
    if (one <= 0 || other <= 0 || one == other)
        response->status = 404;
    else if (store_write(site_store(), &author, refuse, &refusal, &change, &problem))
        staff_saved(request, response, "joining.remembered", change, way_back(request, type));
    else
        page_problem(request, response, &problem);
}
