/* Texts side by side, and what waits for translators. */
#include <stdlib.h>

#include "base/text.h"
#include "record/draft.h"
#include "site/admin/admin.h"
#include "site/admin/staff.h"
#include "site/edit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define ROWS 100 /* on the page; of one type and language */

/* --- one record ------------------------------------------------------------------------------------------------ */

struct translation {
    const struct record_type *type;
    struct record *record;
    struct draft *draft; /* of the staff, NULL: none */
    struct record_text text;
    enum language to;
};

/* Into which language: as the address says, else the one that is behind or missing. */
static enum language language_to(struct request *request, const struct record_type *type,
                                 int64_t id)
{
    const char *asked = request_query(request, "to");
    struct record_text text;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (text_equal(asked, language_codes[lang]))
            return (enum language)lang;
    }
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!record_text(request->db, type, id, (enum language)lang, &text) || text.behind_since)
            return (enum language)lang;
    }
    return language_other(request->lang);
}

static bool may_translate(const struct request *request, const struct translation *it)
{
    return may_in(request, it->type->name, ACTION_WRITE, it->to);
}

/* What the address names, for those who may write in that language; false with the status set. */
static bool find(struct request *request, struct response *response, struct translation *out)
{
    int64_t id = staff_record_id(request);
    out->type = staff_type(request, response);
    if (!out->type)
        return false;
    out->record = id && type_translated(out->type)
                      ? record_load(request->db, request->arena, out->type, id)
                      : NULL;
    if (!out->record) {
        response->status = 404;
        return false;
    }
    out->to = language_to(request, out->type, id);
    out->draft = draft_of(request->db, request->arena, out->type, id, DRAFT_STAFF);
    record_text(request->db, out->type, id, out->to, &out->text);
    if (!may_translate(request, out))
        response->status = 403;
    return response->status == 200;
}

/* The record as it was when the translation was last right; under a draft, what is public. */
static const struct record *was_right(struct request *request, const struct translation *it)
{
    if (it->text.behind_since)
        return record_before(request->db, request->arena, it->type, it->record->id,
                             it->text.behind_since);
    return it->draft ? it->record : NULL;
}

static struct edit edit_of(struct request *request, const struct translation *it)
{
    return (struct edit){ .type = it->type,
                          .id = it->record->id,
                          .template = "admin/translate.html",
                          .options = { .locale = page_locale(request),
                                       .languages = 1u << it->to,
                                       .beside = true,
                                       .was = was_right(request, it) },
                          .action = arena_print(request->arena, "%s?to=%s", request->path,
                                                language_codes[it->to]),
                          .submit_key = "edit.translation_save",
                          .translated = 1u << it->to,
                          .draft = it->draft ? it->draft->id : 0,
                          .why = "edit.history_translated" };
}

/* Whether visitors are shown the languages of a record each by its own state: of what is public and has a page of texts. */
static bool goes_apart(const struct translation *it)
{
    return it->type->path && it->type != &member_type && it->type != &issue_type && !it->draft &&
           text_equal(it->record->state, "published");
}

static struct map *translate_page(struct request *request, const struct translation *it)
{
    struct map *page = staff_page(request, page_say(request, "edit.translations"),
                                  page_path(request, "admin_translations", NULL));
    const char *edit_url = staff_record_url(request, "admin_edit", it->type, it->record->id);
    bool may_publish = may_in(request, it->type->name, ACTION_PUBLISH, it->to);
    bool is_public = it->text.there && it->text.is_public;
    page_breadcrumb(request, page, record_title(it->record, request->lang), edit_url);
    page_breadcrumb(request, page, page_say(request, "edit.translate"), NULL);
    map_text(page, "to", language_codes[it->to]);
    map_text(page, "from", language_codes[language_other(it->to)]);
    map_text(page, "edit_url", edit_url);
    map_text(page, "other_way_url",
             arena_print(request->arena, "%s?to=%s", request->path,
                         language_codes[language_other(it->to)]));
    map_set(page, "behind_since",
            it->text.behind_since ? value_int(it->text.behind_since) : value_null());
    map_bool(page, "missing", !it->text.there);
    map_bool(page, "has_draft", it->draft);
    map_bool(page, "not_public", it->text.there && !it->text.is_public);
    bool apart = goes_apart(it), waits = apart && !is_public;
    bool at_once = may_publish || !text_equal(it->record->state, "published");
    map_bool(page, "may_save", !it->draft && !waits && at_once);
    map_bool(page, "may_publish", waits && may_publish);
    map_bool(page, "may_hide", apart && is_public && may_publish);
    map_bool(page, "may_keep_apart", waits);
    map_bool(page, "may_keep", it->draft || (!waits && text_equal(it->record->state, "published")));
    map_text(page, "action",
             arena_print(request->arena, "%s?to=%s", request->path, language_codes[it->to]));
    return page;
}

void admin_translate(struct request *request, struct response *response)
{
    struct translation it = { 0 };
    if (!find(request, response, &it))
        return;
    struct edit edit = edit_of(request, &it);
    edit_show(request, response, translate_page(request, &it), &edit,
              it.draft ? it.draft->record : it.record, NULL, NULL, NULL);
}

struct marking {
    const struct translation *it;
    const char *state; /* NULL: marks as up to date */
};

static bool mark(struct db *db, void *self, struct problem *problem)
{
    const struct marking *marking = self;
    const struct translation *it = marking->it;
    (void)problem;
    return marking->state
               ? record_text_state_set(db, it->type, it->record->id, it->to, marking->state)
               : record_text_fresh(db, it->type, it->record->id, it->to);
}

/* The buttons that save no text: "minor", "hide". True when it was one, and answered. */
static bool marked(struct request *request, struct response *response, const struct translation *it)
{
    bool hide = request_form(request, "hide") != NULL;
    struct marking marking = { it, hide ? "draft" : NULL };
    struct author author =
        visitor_author(request, "save", hide ? "edit.history_hidden" : "edit.history_minor");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!hide && !request_form(request, "minor"))
        return false;
    if (!may_in(request, it->type->name, ACTION_PUBLISH, it->to))
        response->status = 403;
    else if (store_write(site_store(), &author, mark, &marking, &change, &problem))
        staff_saved(request, response, hide ? "edit.hidden" : "edit.marked", change,
                    page_path(request, "admin_translations", NULL));
    else
        page_problem(request, response, &problem);
    return true;
}

void admin_translate_save(struct request *request, struct response *response)
{
    struct translation it = { 0 };
    int64_t id = 0, change = 0;
    if (!find(request, response, &it) || marked(request, response, &it))
        return;
    struct edit edit = edit_of(request, &it);
    bool waits = goes_apart(&it) && !(it.text.there && it.text.is_public);
    bool shown = text_equal(it.record->state, "published") && !waits;
    bool publish = waits && request_form(request, "publish");
    bool may_publish = may_in(request, it.type->name, ACTION_PUBLISH, it.to);
    if (request_form(request, "publish") && !may_publish) {
        response->status = 403;
        return;
    }
    edit.state_of_texts = publish ? "published" : waits ? "draft" : NULL;
    bool keep = it.draft || (shown && (request_form(request, "draft") || !may_publish));
    edit.keep_as = keep ? DRAFT_STAFF : NULL;
    edit.ends_plan = !may(request, it.type->name, ACTION_PUBLISH);
    edit.draft = it.draft && edit_sent_draft(request) == it.draft->id ? it.draft->id : 0;
    if (edit_save(request, response, translate_page(request, &it), &edit, &id, &change))
        staff_saved(request, response, keep ? "edit.draft_saved" : "edit.translation_saved", change,
                    page_path(request, "admin_translations", NULL));
}

/* --- what waits ------------------------------------------------------------------------------------------------ */

/* Types whose records have a translated title and are not their owners' own. */
static bool is_queued(const struct record_type *type)
{
    const struct field *title = field_named(type, type->title);
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & OWNER)
            return false;
    }
    return title && title->flags & TRANSLATED;
}

struct row {
    const struct record_type *type;
    enum language to;
    struct text_waiting waiting;
};

struct queue {
    struct request *request;
    struct array *counts;
    struct row rows[ROWS * 4];
    int count;
};

static void add_rows(struct queue *queue, const struct record_type *type, enum language to,
                     const char *only)
{
    struct request *request = queue->request;
    struct text_waiting waiting[ROWS];
    int counts[3], found;
    found = texts_waiting(request->db, request->arena, type, to, waiting, ROWS, counts);
    if (!counts[TEXT_BEHIND] && !counts[TEXT_MISSING] && !counts[TEXT_NOT_PUBLIC])
        return;
    struct map *map = array_add_map(queue->counts);
    const char *url = arena_print(request->arena, "%s?type=%s&to=%s", request->path, type->admin,
                                  language_codes[to]);
    map_text(map, "type_key", arena_print(request->arena, "%s.many", type->name));
    map_text(map, "to", language_codes[to]);
    map_text(map, "url", url);
    map_int(map, "behind", counts[TEXT_BEHIND]);
    map_int(map, "missing", counts[TEXT_MISSING]);
    map_int(map, "not_public", counts[TEXT_NOT_PUBLIC]);
    if (only && !text_equal(only, type->admin))
        return;
    for (int i = 0; i < found && queue->count < ROWS * 4; i++)
        queue->rows[queue->count++] = (struct row){ type, to, waiting[i] };
}

/* What is behind first, then what is not public, then what is missing; the oldest first. */
static int by_age(const void *one, const void *other)
{
    static const int order[] = { [TEXT_BEHIND] = 0, [TEXT_NOT_PUBLIC] = 1, [TEXT_MISSING] = 2 };
    const struct text_waiting *a = &((const struct row *)one)->waiting,
                              *b = &((const struct row *)other)->waiting;
    if (a->why != b->why)
        return order[a->why] - order[b->why];
    return (a->since > b->since) - (a->since < b->since);
}

static void show_rows(struct queue *queue, struct map *page)
{
    static const char *const whys[] = { [TEXT_BEHIND] = "edit.behind_since",
                                        [TEXT_MISSING] = "edit.missing",
                                        [TEXT_NOT_PUBLIC] = "edit.not_public" };
    struct request *request = queue->request;
    struct array *rows = map_array(page, "rows");
    for (int i = 0; i < queue->count && i < ROWS; i++) {
        const struct row *row = &queue->rows[i];
        struct record *record =
            record_load(request->db, request->arena, row->type, row->waiting.id);
        struct map *map = array_add_map(rows);
        map_text(map, "title", record ? record_title(record, request->lang) : "");
        map_text(map, "type_key", arena_print(request->arena, "%s.many", row->type->name));
        map_text(map, "to", language_codes[row->to]);
        map_text(map, "why_key", whys[row->waiting.why]);
        map_set(map, "since",
                row->waiting.why == TEXT_BEHIND ? value_int(row->waiting.since) : value_null());
        map_text(
            map, "url",
            arena_print(request->arena, "%s?to=%s",
                        staff_record_url(request, "admin_translate", row->type, row->waiting.id),
                        language_codes[row->to]));
    }
    map_bool(page, "more", queue->count > ROWS);
}

void admin_translations(struct request *request, struct response *response)
{
    struct map *page = staff_page(request, page_say(request, "edit.translations"), NULL);
    struct queue *queue = arena_one(request->arena, struct queue);
    const char *only = request_query(request, "type"), *to = request_query(request, "to");
    queue->request = request;
    queue->counts = map_array(page, "counts");
    for (const struct record_type *const *type = record_types(); *type; type++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            bool wanted = text_blank(to) || text_equal(to, language_codes[lang]);
            if (is_queued(*type) &&
                may_in(request, (*type)->name, ACTION_WRITE, (enum language)lang))
                add_rows(queue, *type, (enum language)lang,
                         !wanted            ? ""
                         : text_blank(only) ? NULL
                                            : only);
        }
    }
    qsort(queue->rows, (size_t)queue->count, sizeof *queue->rows, by_age);
    show_rows(queue, page);
    map_text(page, "all_url", text_blank(only) && text_blank(to) ? NULL : request->path);
    page_render(request, response, "admin/translations.html", page);
}
