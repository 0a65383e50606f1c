/* The staff's pages: who is a member and since when; one member's terms; whom an organization covers. */
#include "site/admin/staff.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/edit.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define PAGE_SIZE 50

static bool allowed(struct request *request, struct response *response, enum action action)
{
    return may_or_403(request, response, "membership", action);
}

static struct map *membership_staff_page(struct request *request, const char *label)
{
    struct map *page = staff_page(request, page_say(request, "membership.title"),
                                  label ? page_path(request, "admin_membership", NULL) : NULL);
    if (label)
        page_breadcrumb(request, page, label, NULL);
    return page;
}

/* --- everybody ------------------------------------------------------------------------------------------------ */

/* Lists of members: by the state of their last term, or by a question of its own. */
static const struct listing {
    const char *state;
    enum query_id list, count; /* QUERY_COUNT: counted with the states */
} listings[] = {
    { "current", Q_membership_list, QUERY_COUNT },
    { "ending", Q_membership_ending_list, Q_membership_ending },
    { "grace", Q_membership_list, QUERY_COUNT },
    { "lapsed", Q_membership_list, QUERY_COUNT },
    { "left", Q_membership_list, QUERY_COUNT },
    { "future", Q_membership_list, QUERY_COUNT },
    { "none", Q_membership_without_term_list, Q_membership_without_term },
    { "unanswered", Q_membership_unanswered_list, Q_membership_unanswered },
};
#define LISTINGS (sizeof listings / sizeof *listings)
#define ENDING_DAYS 60
#define ANSWER_SECONDS (30 * 86400)

/* What the questions ask with: each takes what it names. */
static struct stmt *bound(const struct request *request, const struct listing *listing,
                          enum query_id id, const char *today)
{
    struct stmt *stmt = query(request->db, id);
    bool lists = id == listing->list;
    if (id == Q_membership_list)
        bind_text(stmt, "state", listing->state);
    if (id == Q_membership_list || text_equal(listing->state, "ending"))
        bind_text(stmt, "today", today);
    if (text_equal(listing->state, "ending"))
        bind_text(stmt, "within", arena_print(request->arena, "+%d days", ENDING_DAYS));
    if (text_equal(listing->state, "unanswered"))
        bind_int(stmt, "before", moment_now() - ANSWER_SECONDS);
    if (lists && !text_equal(listing->state, "none") && !text_equal(listing->state, "unanswered"))
        bind_text(stmt, "lang", language_codes[request->lang]);
    return stmt;
}

static void add_state(struct request *request, struct map *page, const char *state, int64_t n,
                      const char *chosen)
{
    struct map *map = array_add_map((struct array *)(uintptr_t)map_get(page, "states").list);
    map_text(map, "label",
             page_say(request, arena_print(request->arena, "membership.state_%s", state)));
    map_text(map, "url",
             arena_print(request->arena, "%s?state=%s",
                         page_path(request, "admin_membership", NULL), state));
    map_int(map, "n", n);
    map_bool(map, "current", text_equal(state, chosen));
}

static void add_states(struct request *request, struct map *page, const char *today,
                       const char *chosen)
{
    int64_t counts[LISTINGS] = { 0 };
    struct stmt *stmt = query(request->db, Q_membership_state_counts);
    bind_text(stmt, "today", today);
    while (step(stmt)) {
        for (size_t i = 0; i < LISTINGS; i++) {
            if (text_equal(listings[i].state, col_text(stmt, "state")))
                counts[i] = col_int(stmt, "n");
        }
    }
    done(stmt);
    map_array(page, "states");
    for (size_t i = 0; i < LISTINGS; i++) {
        if (listings[i].count != QUERY_COUNT)
            counts[i] = scalar_int(bound(request, &listings[i], listings[i].count, today));
        add_state(request, page, listings[i].state, counts[i], chosen);
    }
}

static void add_people(struct request *request, struct map *page, const struct listing *listing,
                       const char *today)
{
    const char *after = request_query(request, "after");
    struct array *people = map_array(page, "people");
    struct stmt *stmt = bound(request, listing, listing->list, today);
    const char *last = NULL;
    int count = 0;
    bind_int(stmt, "after", after ? strtoll(after, NULL, 10) : 0);
    while (step(stmt) && ++count <= PAGE_SIZE) {
        struct map *row = copy_row(stmt, request->arena);
        array_add(people, map_value(row));
        last = arena_number(request->arena, map_get(row, "id").number);
        map_text(row, "url",
                 page_path(request, "admin_member_membership",
                           arena_number(request->arena, map_get(row, "member_id").number)));
    }
    done(stmt);
    map_text(page, "next_url", count > PAGE_SIZE ? page_query_with(request, "after", last) : NULL);
}

void membership_overview(struct request *request, struct response *response)
{
    const char *today = membership_today(request->arena), *state = request_query(request, "state");
    const struct listing *listing = listings;
    if (!allowed(request, response, ACTION_READ))
        return;
    for (size_t i = 0; i < LISTINGS; i++) {
        if (text_equal(listings[i].state, state ? state : "grace"))
            listing = &listings[i];
    }
    state = listing->state;
    struct map *page = membership_staff_page(request, NULL);
    map_text(page, "today", today);
    map_text(page, "state_label",
             page_say(request, arena_print(request->arena, "membership.state_%s", state)));
    add_states(request, page, today, state);
    add_people(request, page, listing, today);
    page_render(request, response, "membership/overview.html", page);
}

/* --- one member -------------------------------------------------------------------------------------------------- */

static struct map *member_of(struct request *request, struct response *response)
{
    const char *id = request_param(request, 0);
    struct stmt *stmt = query(request->db, Q_membership_member);
    bind_int(stmt, "id", strtoll(id, NULL, 10));
    struct map *member = stmt_map(stmt, request->arena);
    if (!member)
        response->status = 404;
    return member;
}

static int64_t number_of(const struct map *map, const char *name)
{
    struct value value = map_get(map, name);
    return value.kind == VALUE_INT ? value.number : 0;
}

static const char *member_url(const struct request *request, int64_t member)
{
    return page_path(request, "admin_member_membership", arena_number(request->arena, member));
}

static const char *part_url(const struct request *request, const char *route, const char *part)
{
    const char *params[4] = { request_param(request, 0), part };
    return page_path_params(request, route, params);
}

/* The staff's page with the member's name in the breadcrumb; LABEL: a page below it. */
static struct map *member_page(struct request *request, const struct map *member, const char *label)
{
    struct map *page = staff_page(request, page_say(request, "membership.title"),
                                  page_path(request, "admin_membership", NULL));
    page_breadcrumb(request, page, map_get_text(member, "display_name"),
                    label ? member_url(request, number_of(member, "id")) : NULL);
    if (label)
        page_breadcrumb(request, page, label, NULL);
    map_set(page, "member", map_value((struct map *)(uintptr_t)member));
    return page;
}

static struct stmt *about(const struct request *request, enum query_id id, int64_t member,
                          const char *today)
{
    struct stmt *stmt = query(request->db, id);
    bind_int(stmt, "member", member);
    bind_text(stmt, "today", today);
    return stmt;
}

void membership_page(struct request *request, struct response *response)
{
    const char *today = membership_today(request->arena);
    struct map *member =
        allowed(request, response, ACTION_READ) ? member_of(request, response) : NULL;
    if (!member)
        return;
    int64_t id = number_of(member, "id");
    struct map *page = member_page(request, member, NULL);
    map_text(member, "record_url", staff_record_url(request, "admin_edit", &member_type, id));
    map_set(page, "now",
            map_value(membership_now(request->db, request->arena, id, today, request->lang)));
    map_set(page, "terms", membership_terms(request->db, request->arena, id, today, request->lang));
    map_set(page, "covers",
            stmt_rows(about(request, Q_membership_covers, id, today), request->arena));
    map_set(page, "covered_by",
            stmt_rows(about(request, Q_membership_covered_by, id, today), request->arena));
    map_text(page, "term_url", part_url(request, "admin_member_term", ""));
    map_text(page, "cover_url", part_url(request, "admin_member_coverage", ""));
    page_render(request, response, "membership/member.html", page);
}

/* --- a term, a person who is covered: forms ---------------------------------------------------------------------------- */

struct form {
    const struct record_type *type;
    const char *owner; /* the field that names the member whose page this is */
    const char *const *names;
    const char *title, *saved;
};
static const char *const term_names[] = { "grade",   "starts_on",   "ends_on", "grace_days",
                                          "left_on", "left_reason", "note",    NULL };
static const char *const cover_names[] = { "person",  "name", "role", "starts_on",
                                           "ends_on", "note", NULL };
static const struct form term_form = { &membership_type, "member", term_names, "membership.one",
                                       "membership.saved" };
static const struct form cover_form = { &coverage_type, "organization", cover_names, "coverage.one",
                                        "membership.saved" };

static struct edit edit_of(const struct request *request, const struct form *form, int64_t id)
{
    return (struct edit){ .type = form->type,
                          .id = id,
                          .template = "membership/form.html",
                          .action = request->path,
                          .submit_key = "admin.save",
                          .options = { .locale = page_locale(request), .names = form->names } };
}

/* What a new term is likely to be: the next one in the same grade. */
static void propose(struct request *request, struct record *term, const struct map *member)
{
    struct arena *arena = request->arena;
    int64_t id = number_of(member, "id");
    const char *starts = membership_next_start(request->db, arena, id);
    struct map *now =
        membership_now(request->db, arena, id, membership_today(arena), request->lang);
    const char *grade = map_get_text(now, "grade");
    if (!grade) {
        struct stmt *stmt = query(request->db, Q_membership_grade_of);
        bind_int(stmt, "member", id);
        grade = scalar_text(stmt, arena);
    }
    record_set(term, "grade", LANG_EN, grade);
    record_set(term, "starts_on", LANG_EN, starts);
    record_set(term, "ends_on", LANG_EN,
               grade ? membership_ends_on(request->db, arena, grade, starts) : NULL);
}

/* The record of the address, or a new one; NULL with 404 when it is not this member's. */
static struct record *record_of(struct request *request, struct response *response,
                                const struct form *form, const struct map *member)
{
    const char *given = request_param(request, 1);
    long long id = 0;
    struct record *record = NULL;
    if (text_to_int(given, &id) && id > 0)
        record = record_load(request->db, request->arena, form->type, id);
    else if (text_equal(given, "new"))
        record = record_new(request->arena, form->type);
    const char *owner = record ? record_value(record, form->owner, LANG_EN) : NULL;
    if (!record || (record->id && !text_equal(owner, map_get_text(member, "slug")))) {
        response->status = 404;
        return NULL;
    }
    if (!record->id) {
        record->state = "published";
        record_set(record, form->owner, LANG_EN, map_get_text(member, "slug"));
        record_set(record, "starts_on", LANG_EN, membership_today(request->arena));
    }
    return record;
}

static void show_form(struct request *request, struct response *response, const struct form *form,
                      const struct map *member, const struct record *record,
                      const struct record *base, const struct record_errors *errors,
                      const struct record_clash *clashes)
{
    struct edit edit = edit_of(request, form, record->id);
    const char *label = page_say(request, form->title);
    struct map *page = member_page(request, member, label);
    map_text(page, "label", label);
    map_text(page, "back_url", member_url(request, number_of(member, "id")));
    map_bool(page, "may_delete", record->id && may(request, "membership", ACTION_DELETE));
    edit_show(request, response, page, &edit, record, base, errors, clashes);
}

static void form_page(struct request *request, struct response *response, const struct form *form)
{
    struct map *member =
        allowed(request, response, ACTION_READ) ? member_of(request, response) : NULL;
    struct record *record = member ? record_of(request, response, form, member) : NULL;
    if (!record)
        return;
    if (!record->id && form == &term_form)
        propose(request, record, member);
    show_form(request, response, form, member, record, NULL, NULL, NULL);
}

struct saving {
    const struct form *form;
    int64_t member;
    struct record *record, *base;
    struct record_errors errors;
    struct record_clash *clashes;
    bool delete;
};

/* An empty last day is the one that the grade gives; two terms of a grade at once are a mistake. */
static void complete_term(struct db *db, struct saving *saving)
{
    struct record *record = saving->record;
    const char *grade = record_value(record, "grade", LANG_EN),
               *starts = record_value(record, "starts_on", LANG_EN);
    if (!record->id && !record_value(record, "ends_on", LANG_EN))
        record_set(record, "ends_on", LANG_EN,
                   membership_ends_on(db, record->arena, grade, starts));
    if (membership_overlaps(db, saving->member, record->id, grade, starts,
                            record_value(record, "ends_on", LANG_EN)))
        record_error(&saving->errors, field_named(record->type, "starts_on"), LANG_EN,
                     "membership.overlaps", NULL);
}

static bool save_work(struct db *db, void *self, struct problem *problem)
{
    struct saving *saving = self;
    struct record *record = saving->record;
    if (saving->delete)
        return record_delete(db, record->type, record->id, problem);
    if (record_validate(db, record, &saving->errors) && saving->form == &term_form)
        complete_term(db, saving);
    if (saving->errors.count)
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "form");
    return record_save(db, record, saving->base, &saving->clashes, problem);
}

/* The answer to a form that could not be saved. */
static void refuse(struct request *request, struct response *response, struct saving *saving,
                   const struct map *member, const struct problem *problem)
{
    struct record *base = saving->base;
    if (saving->errors.count) {
        response->status = 422;
    } else if (problem->fault == FAULT_CONFLICT && saving->record->id && !saving->delete) {
        response->status = 409;
        base = record_load(request->db, request->arena, saving->form->type, saving->record->id);
        saving->record->version = base ? base->version : saving->record->version;
    } else {
        page_problem(request, response, problem);
        return;
    }
    show_form(request, response, saving->form, member, saving->record, base, &saving->errors,
              saving->clashes);
}

static void form_save(struct request *request, struct response *response, const struct form *form)
{
    struct map *member =
        allowed(request, response, ACTION_WRITE) ? member_of(request, response) : NULL;
    struct record *present = member ? record_of(request, response, form, member) : NULL;
    if (!present)
        return;
    struct edit edit = edit_of(request, form, present->id);
    struct saving saving = { .form = form,
                             .member = number_of(member, "id"),
                             .errors = { .arena = request->arena },
                             .delete = present->id && request_form(request, "delete") };
    long long version = 0;
    int64_t change = 0;
    struct problem problem = { 0 };
    if (saving.delete &&!may(request, "membership", ACTION_DELETE)) {
        response->status = 403;
        return;
    }
    saving.base = present->id ? record_base(request, present, &edit.options) : NULL;
    saving.record = record_copy(saving.base ? saving.base : present);
    if (present->id && text_to_int(request_form(request, "version"), &version))
        saving.record->version = version;
    record_from_form(request, saving.record, &edit.options);
    struct author author = visitor_author(request, "save", "history.membership");
    if (store_write(site_store(), &author, save_work, &saving, &change, &problem))
        staff_saved(request, response, saving.delete ? "admin.deleted" : form->saved, change,
                    member_url(request, saving.member));
    else
        refuse(request, response, &saving, member, &problem);
}

void membership_term(struct request *request, struct response *response)
{
    form_page(request, response, &term_form);
}

void membership_term_save(struct request *request, struct response *response)
{
    form_save(request, response, &term_form);
}

void membership_cover(struct request *request, struct response *response)
{
    form_page(request, response, &cover_form);
}

void membership_cover_save(struct request *request, struct response *response)
{
    form_save(request, response, &cover_form);
}
