#include "site/edit.h"

#include <string.h>

#include "base/text.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/schedule.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

/* One of the three sides as people read it. */
static const char *clash_words(struct request *request, const struct edit *edit,
                               const struct record_clash *clash, const char *value)
{
    struct record *record = record_new(request->arena, edit->type);
    record_set(record, clash->field->name, clash->lang, value);
    return record_words(request->db, record, clash->field, clash->lang, page_locale(request));
}

static void add_clashes(struct request *request, struct map *page, const struct edit *edit,
                        const struct record_clash *clashes)
{
    struct array *list = map_array(page, "clashes");
    for (; clashes; clashes = clashes->next) {
        struct map *clash = array_add_map(list);
        const char *label =
            locale_text(page_locale(request), arena_print(request->arena, "%s.%s", edit->type->name,
                                                          clashes->field->name));
        map_text(clash, "label", label ? label : clashes->field->name);
        map_text(clash, "lang",
                 clashes->field->flags & TRANSLATED ? language_codes[clashes->lang] : NULL);
        map_text(clash, "base", clash_words(request, edit, clashes, clashes->base));
        map_text(clash, "theirs", clash_words(request, edit, clashes, clashes->theirs));
        map_text(clash, "mine", clash_words(request, edit, clashes, clashes->mine));
    }
    map_bool(page, "has_clashes", array_count(list));
}

static void add_hidden(struct request *request, struct map *form, const char *name, int64_t number)
{
    struct value hidden = map_get(form, "hidden");
    struct map *map = array_add_map((struct array *)(uintptr_t)hidden.list);
    map_text(map, "name", name);
    map_text(map, "value", arena_number(request->arena, number));
}

static int64_t sent_number(const struct request *request, const char *name)
{
    long long number = 0;
    return text_to_int(request_form(request, name), &number) ? number : 0;
}

int64_t edit_sent_draft(const struct request *request)
{
    return sent_number(request, "draft_shown");
}

void edit_show(struct request *request, struct response *response, struct map *page,
               const struct edit *edit, const struct record *record, const struct record *base,
               const struct record_errors *errors, const struct record_clash *clashes)
{
    struct map *form = map_map(page, "form");
    struct form_options options = edit->options;
    options.sent = request->method == METHOD_POST ? &request->form : NULL;
    record_form(request->db, form, record, base, &options, errors);
    map_text(form, "action", edit->action);
    map_text(form, "csrf", visitor_csrf(request));
    map_text(form, "submit_label", page_say(request, edit->submit_key));
    if (edit->draft)
        add_hidden(request, form, "draft_shown", edit->draft);
    if (map_get(page, "over").number)
        add_hidden(request, form, "over", map_get(page, "over").number);
    map_text(page, "record_title", record->id ? record_title(record, request->lang) : NULL);
    map_text(page, "record_state",
             record->id && !edit->type->stateless
                 ? arena_print(request->arena, "record.state_%s", record->state)
                 : NULL);
    add_clashes(request, page, edit, clashes);
    page_render(request, response, edit->template, page);
}

struct sent_file {
    const struct field *field;
    const char *sent_name, *before; /* what the record has */
    struct new_file file;
    bool good;
    struct sent_file *next;
};

struct saving {
    const struct request *request;
    const struct edit *edit;
    struct sent_file *files;
    struct record *record, *base;
    struct record_errors errors;
    struct record_clash *clashes;
    struct record *theirs; /* what the clashes are with, when it is not the record itself */
    int64_t over;          /* version of the record whose clashes with the draft were shown */
    int64_t account;
    bool invalid;
};

static const struct upload *next_upload(const struct upload *upload, const char *name)
{
    while (upload && strcmp(upload->name, name))
        upload = upload->next;
    return upload;
}

static void take_file(const struct request *request, struct saving *saving,
                      const struct field *field, const struct upload *upload)
{
    const char *argument, *wrong;
    struct sent_file *sent = arena_one(request->arena, struct sent_file), **end = &saving->files;
    *sent = (struct sent_file){ .field = field,
                                .sent_name = upload->filename,
                                .before = record_value(saving->record, field->name, LANG_EN) };
    while (*end)
        end = &(*end)->next;
    *end = sent;
    wrong =
        file_prepare(request->arena, upload, field->kind == KIND_PICTURE, &sent->file, &argument);
    sent->good = !wrong;
    if (wrong)
        record_error(&saving->errors, field, LANG_EN, wrong, argument);
}

/* Looks at every file that came with the form; what is wrong with it becomes an error of its field. */
static void take_files(const struct request *request, struct saving *saving)
{
    const struct edit *edit = saving->edit;
    for (const struct field *field = edit->type->fields; field->name; field++) {
        bool adds = field_adds_files(field);
        const char *name = adds ? arena_print(request->arena, "%s.add", field->name) : field->name;
        const struct upload *upload = request->uploads;
        if ((!adds && !field_uploads(field)) || !form_wants(&edit->options, field))
            continue;
        while ((upload = next_upload(upload, name))) {
            take_file(request, saving, field, upload);
            upload = adds ? upload->next : NULL;
        }
    }
}

/* The words for a picture, as sent beside it: they stand with the picture. */
static bool write_alts(struct db *db, struct saving *saving, const struct field *field,
                       struct problem *problem)
{
    struct arena *arena = saving->record->arena;
    const char *slug = record_value(saving->record, field->name, LANG_EN);
    int64_t id = slug ? record_by_slug(db, &file_type, slug) : 0;
    struct record *file = id ? record_load(db, arena, &file_type, id) : NULL;
    struct record_errors errors = { 0 };
    struct record_clash *clashes = NULL;
    bool chosen =
        saving->edit->options.files &&
        !text_blank(request_form(saving->request, arena_print(arena, "%s.existing", field->name)));
    for (int lang = 0; file && lang < LANG_COUNT; lang++) {
        const char *sent = request_form(
            saving->request, arena_print(arena, "%s.alt.%s", field->name, language_codes[lang]));
        if (sent && !(chosen && text_blank(sent))) /* a chosen picture has its own words */
            record_set(file, "alt", (enum language)lang, sent);
    }
    if (!file)
        return true;
    if (record_validate(db, file, &errors))
        return record_save(db, file, NULL, &clashes, problem);
    record_error(&saving->errors, field, LANG_EN, errors.first->key, errors.first->argument);
    return true;
}

/* A file that is there and was chosen for a picture must be one. */
static void check_chosen(const struct request *request, struct saving *saving)
{
    const struct edit *edit = saving->edit;
    for (const struct field *field = edit->type->fields; edit->options.files && field->name;
         field++) {
        const char *slug = record_value(saving->record, field->name, LANG_EN);
        if (field->kind != KIND_PICTURE || !slug || !form_wants(&edit->options, field))
            continue;
        struct stmt *stmt = query(request->db, Q_files_not_picture);
        bind_text(stmt, "slug", slug);
        if (scalar_int(stmt))
            record_error(&saving->errors, field, LANG_EN, "error.picture_type", NULL);
    }
}

static bool write_files(struct db *db, struct saving *saving, struct problem *problem)
{
    struct record *record = saving->record;
    for (struct sent_file *sent = saving->files; sent; sent = sent->next) {
        const char *slug =
            sent->good ? file_add(db, record->arena, &sent->file, false, problem) : NULL;
        const char *name = sent->field->name, *have = record_value(record, name, LANG_EN);
        if (sent->good && !slug)
            return false;
        if (slug && have && field_adds_files(sent->field))
            slug = arena_print(record->arena, "%s\n%s", have, slug);
        if (slug)
            record_set(record, name, LANG_EN, slug);
    }
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (field->kind == KIND_PICTURE && form_wants(&saving->edit->options, field) &&
            !write_alts(db, saving, field, problem))
            return false;
    }
    return true;
}

/* Nothing was written: browsers send no file twice, so its field asks for it again. */
static void give_files_back(struct saving *saving)
{
    for (struct sent_file *sent = saving->files; sent; sent = sent->next) {
        record_set(saving->record, sent->field->name, LANG_EN, sent->before);
        if (sent->good)
            record_error(&saving->errors, sent->field, LANG_EN, "error.file_again",
                         sent->sent_name);
    }
}

/* What the values are compared with when the draft is published: as they were when it was made; or the record of now, once its
 * clashes with the draft were shown and the form was sent again. */
static const struct record *ground_of(struct db *db, const struct saving *saving,
                                      const struct draft *draft, const struct record *theirs)
{
    if (!draft)
        return theirs;
    return saving->over != draft->record->version
               ? draft->base
               : record_load(db, saving->record->arena, saving->edit->type, saving->edit->id);
}

/* The draft whose values the form has: over this record, of the staff; NULL when it is another's, or gone. */
static struct draft *shown_draft(struct db *db, struct arena *arena, const struct edit *edit)
{
    struct draft *draft = edit->draft ? draft_load(db, arena, edit->draft) : NULL;
    return draft && draft->record_id == edit->id && draft->type == edit->type &&
                   text_equal(draft->kind, DRAFT_STAFF)
               ? draft
               : NULL;
}

/* As for the record: what others changed in the draft (or in the record, where there is none yet) is merged or clashes. */
static bool write_by_draft(struct db *db, struct saving *saving, struct problem *problem)
{
    const struct edit *edit = saving->edit;
    struct record *record = saving->record;
    struct arena *arena = record->arena;
    struct draft *draft = shown_draft(db, arena, edit);
    if (!draft && edit->keep_as && edit->id)
        draft = draft_of(db, arena, edit->type, edit->id, edit->keep_as);
    struct record *theirs = draft      ? draft->record
                            : edit->id ? record_load(db, arena, edit->type, edit->id)
                                       : record_new(arena, edit->type);
    int64_t id = draft ? draft->id : 0;
    if (!theirs)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "%s %lld", edit->type->name,
                           (long long)edit->id);
    if (saving->base && !record_merge(record, saving->base, theirs, &saving->clashes)) {
        saving->theirs = theirs;
        return problem_set(problem, FAULT_CONFLICT, "error.text_409", "draft of %s %lld",
                           edit->type->name, (long long)edit->id);
    }
    const struct record *ground = ground_of(db, saving, draft, theirs);
    if (edit->keep_as)
        return draft_save(db, edit->keep_as, record, ground, saving->account, edit->why, &id) &&
               (!edit->ends_plan || schedule_cancel(db, arena, id));
    if (record_save(db, record, ground, &saving->clashes, problem))
        return !draft || draft_discard(db, draft->id);
    saving->theirs = theirs;
    saving->over = theirs->version;
    return false;
}

static bool write_translated(struct db *db, const struct edit *edit, int64_t id)
{
    bool good = true;
    for (int lang = 0; lang < LANG_COUNT && good; lang++) {
        if (!(edit->translated & 1u << lang))
            continue;
        good =
            record_text_fresh(db, edit->type, id, (enum language)lang) &&
            (!edit->state_of_texts ||
             record_text_state_set(db, edit->type, id, (enum language)lang, edit->state_of_texts));
    }
    return good;
}

static bool work(struct db *db, void *self, struct problem *problem)
{
    struct saving *saving = self;
    if (!write_files(db, saving, problem))
        return false;
    if (!record_validate(db, saving->record, &saving->errors)) {
        saving->invalid = true;
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "form");
    }
    if (saving->edit->before &&
        !saving->edit->before(db, saving->record, saving->base, saving->edit->self, problem))
        return false;
    saving->record->translated = saving->edit->translated;
    if (saving->edit->keep_as || saving->edit->draft)
        return write_by_draft(db, saving, problem);
    return record_save(db, saving->record, saving->base, &saving->clashes, problem) &&
           write_translated(db, saving->edit, saving->record->id);
}

/* The record that the form is over: of now, or with the draft's values; NULL if it is gone. */
static struct record *shown_record(struct request *request, const struct edit *edit)
{
    struct draft *draft = shown_draft(request->db, request->arena, edit);
    if (draft)
        return draft->record;
    return edit->id ? record_load(request->db, request->arena, edit->type, edit->id)
                    : record_new(request->arena, edit->type);
}

/* The record as the form has it, and the one it was made from (NULL for a new one): what the form does not show is as it is now. */
static struct record *sent_record(struct request *request, const struct edit *edit,
                                  struct record **base)
{
    struct record *present = shown_record(request, edit);
    long long version = 0;
    if (!present)
        return NULL;
    *base = edit->id ? record_base(request, present, &edit->options) : NULL;
    struct record *record = record_copy(*base ? *base : present);
    if (edit->id && text_to_int(request_form(request, "version"), &version))
        record->version = version;
    record_from_form(request, record, &edit->options);
    if (edit->state)
        record->state = edit->state;
    return record;
}

/* 409: the form with both sides, from what is there now. */
static void show_conflict(struct request *request, struct response *response, struct map *page,
                          struct saving *saving)
{
    const struct edit *edit = saving->edit;
    struct record *theirs = saving->theirs
                                ? saving->theirs
                                : record_load(request->db, request->arena, edit->type, edit->id);
    response->status = 409;
    saving->record->version = theirs ? theirs->version : saving->record->version;
    map_int(page, "over", saving->over);
    edit_show(request, response, page, edit, saving->record, theirs, &saving->errors,
              saving->clashes);
}

bool edit_save(struct request *request, struct response *response, struct map *page,
               const struct edit *edit, int64_t *id, int64_t *change)
{
    const struct visitor *visitor = visitor_of(request);
    struct problem problem = { 0 };
    struct saving saving = { .request = request,
                             .edit = edit,
                             .over = sent_number(request, "over"),
                             .account = visitor->account };
    struct author author = visitor_author(request, "save", edit->why);
    if (form_asks_row(request)) {
        edit_again(request, response, page, edit);
        return false;
    }
    saving.record = sent_record(request, edit, &saving.base);
    if (!saving.record) {
        response->status = 404;
        return false;
    }
    saving.errors.arena = request->arena;
    take_files(request, &saving);
    check_chosen(request, &saving);
    if (store_write(site_store(), &author, work, &saving, change, &problem)) {
        *id = saving.record->id;
        return true;
    }
    give_files_back(&saving);
    if (saving.invalid) {
        response->status = 422;
        edit_show(request, response, page, edit, saving.record, saving.base, &saving.errors, NULL);
    } else if (problem.fault == FAULT_CONFLICT && edit->id) {
        show_conflict(request, response, page, &saving);
    } else {
        page_problem(request, response, &problem);
    }
    return false;
}

void edit_again(struct request *request, struct response *response, struct map *page,
                const struct edit *edit)
{
    struct saving saving = { .request = request, .edit = edit };
    saving.errors.arena = request->arena;
    saving.record = sent_record(request, edit, &saving.base);
    if (!saving.record) {
        response->status = 404;
        return;
    }
    take_files(request, &saving);
    give_files_back(&saving);
    edit_show(request, response, page, edit, saving.record, saving.base, &saving.errors, NULL);
}
