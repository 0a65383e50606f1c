/* Letters: the words of the messages that the site writes by itself. Built in, in templates/mail; the staff may put their own in place. */
#include <string.h>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/outbox/outbox.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/templates.h"
#include "site/visitor.h"

/* --- what a letter may name ------------------------------------------------------------------------------------ */

/* Stands in for the values of a message: gives each name back as {{name}}, and remembers it. */
struct stand_in {
    const struct object_class *class;
    struct asked {
        struct arena *arena;
        const char *names; /* "name link", in the order in which they are asked for */
    } * asked;
};

static bool stand_in_get(const void *self, symbol name, struct value *out)
{
    struct asked *asked = ((const struct stand_in *)self)->asked;
    const char *text = symbol_name(name);
    *out = value_text(arena_print(asked->arena, "{{%s}}", text));
    if (!strstr(arena_print(asked->arena, " %s ", asked->names),
                arena_print(asked->arena, " %s ", text)))
        asked->names =
            arena_print(asked->arena, "%s%s%s", asked->names, *asked->names ? " " : "", text);
    return true;
}

static const struct object_class stand_in_class = { stand_in_get };

struct built_in {
    const char *subject, *body, *names;
};

static const struct template *mail_template(struct arena *arena, const char *kind)
{
    return template_find(site_templates(), arena_print(arena, "mail/%s.txt", kind));
}

/* Null when SOURCE is no template or names what WORDS lack: *FAULT says what. */
static const char *fill(struct arena *arena, const struct locale *locale, const char *source,
                        struct value words, const char **fault)
{
    struct problem problem = { 0 };
    struct rendering rendering = { .arena = arena, .locale = locale, .strict = true };
    struct buffer out = { 0 };
    struct template *template =
        template_compile("letter", source, strlen(source), ESCAPE_NONE, &problem);
    const char *text = NULL;
    if (template && template_render(template, &rendering, &words, 1, &out))
        text = arena_copy(arena, buffer_text(&out));
    *fault = text ? NULL : arena_copy(arena, template ? rendering.missing : problem.detail);
    buffer_free(&out);
    template_free(template);
    return text;
}

/* The built-in subject of KIND, which may name values as {name}; NULL if there is none. */
static const char *own_subject(struct arena *arena, const struct locale *locale, const char *kind,
                               struct value words)
{
    const char *fault;
    return fill(arena, locale, arena_print(arena, "{{t.mail.%s_subject}}", kind), words, &fault);
}

/* The built-in words of KIND with {{name}} where values stand; body NULL if there are none. */
static struct built_in built_in(struct arena *arena, enum language lang, const char *kind)
{
    struct built_in built = { .names = "" };
    const struct template *template = mail_template(arena, kind);
    const struct locale *locale = locale_of(lang);
    struct asked asked = { arena, "" };
    struct stand_in stand_in = { &stand_in_class, &asked };
    struct value context = { .kind = VALUE_OBJECT, .object = &stand_in.class };
    struct rendering rendering = { .arena = arena, .set = site_templates(), .locale = locale };
    struct buffer body = { 0 };
    built.subject = own_subject(arena, locale, kind, context);
    if (template && built.subject && template_render(template, &rendering, &context, 1, &body)) {
        built.body = arena_copy(arena, buffer_text(&body));
        built.names = asked.names;
    }
    buffer_free(&body);
    return built;
}

/* --- writing a message ------------------------------------------------------------------------------------------- */

static bool own_words(struct db *db, struct arena *arena, enum language lang, const char *kind,
                      const struct map *words, const char **subject, const char **body)
{
    struct stmt *stmt = query(db, Q_outbox_letter);
    const char *fault = NULL;
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "lang", language_codes[lang]);
    struct value letter = stmt_row(stmt, arena);
    if (letter.kind != VALUE_OBJECT)
        return false;
    struct value context = map_value(words);
    const struct locale *locale = locale_of(lang);
    *subject = fill(arena, locale, value_get(letter, symbol_of("subject")).text, context, &fault);
    *body = *subject
                ? fill(arena, locale, value_get(letter, symbol_of("body")).text, context, &fault)
                : NULL;
    if (!*body) /* checked when it was saved: the built-in words go out instead */
        BUG("letter=%s fault=%s", kind, fault);
    return *body;
}

bool letter_write(struct db *db, struct arena *arena, enum language lang, const char *kind,
                  const struct map *words, const char **subject, const char **body)
{
    if (own_words(db, arena, lang, kind, words, subject, body))
        return true;
    const struct template *template = mail_template(arena, kind);
    const struct locale *locale = locale_of(lang);
    struct value context = map_value(words);
    struct rendering rendering = { .arena = arena, .set = site_templates(), .locale = locale };
    struct buffer text = { 0 };
    *subject = own_subject(arena, locale, kind, context);
    bool good = template && *subject && template_render(template, &rendering, &context, 1, &text);
    if (good)
        *body = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return good;
}

/* --- the record type ----------------------------------------------------------------------------------------------- */

static void check_words(const struct record *record, struct record_errors *errors,
                        const char *field, const char *names, enum language lang)
{
    const char *source = record_value(record, field, lang), *fault = NULL;
    struct map *words = map_new(errors->arena);
    char *list = arena_copy(errors->arena, names), *save = NULL;
    for (char *name = strtok_r(list, " ", &save); name; name = strtok_r(NULL, " ", &save))
        map_text(words, name, name);
    if (source && !fill(errors->arena, locale_of(lang), source, map_value(words), &fault))
        record_error(errors, field_named(record->type, field), lang, "letter.wrong_name",
                     fault ? fault : "");
}

static void check_letter(const struct record *record, struct record_errors *errors)
{
    const char *names = record_value(record, "names", LANG_EN);
    const char *kind = record_value(record, "kind", LANG_EN);
    if (!kind || !mail_template(errors->arena, kind))
        record_error(errors, NULL, LANG_EN, "letter.wrong_kind", kind);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        check_words(record, errors, "subject", names ? names : "", (enum language)lang);
        check_words(record, errors, "body", names ? names : "", (enum language)lang);
    }
}

/* clang-format off */
static const struct field letter_fields[] = {
    { "subject", KIND_TEXT, REQUIRED | PUBLIC | TRANSLATED | SEARCHED, .max = 200 },
    { "body", KIND_LONG, REQUIRED | PUBLIC | TRANSLATED, .max = 20000 },
    { "kind", KIND_TEXT, DERIVED | LISTED, .max = 60 },
    { "names", KIND_TEXT, DERIVED | LISTED, .max = 500 },
    { 0 },
};
const struct record_type letter_type = { "letter", NULL, "letters", letter_fields, "subject", ROLE_EDITOR, ROLE_EDITOR, ROLE_ADMINISTRATOR, check_letter, NULL };
/* clang-format on */

/* --- the staff's page ----------------------------------------------------------------------------------------------- */

static const char *kind_of(struct arena *arena, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    return arena_copy_n(arena, name, strlen(name) - strlen(".txt"));
}

static void add_words(struct request *request, struct map *kind, const char *name)
{
    struct map *sample = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_outbox_sample_name);
    const char *person = scalar_text(stmt, request->arena);
    struct built_in built = built_in(request->arena, request->lang, name);
    const char *subject = built.subject, *body = built.body;
    char *list = arena_copy(request->arena, built.names), *save = NULL;
    for (char *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save))
        map_text(sample, word,
                 text_equal(word, "name") && person ? person
                                                    : arena_print(request->arena, "[%s]", word));
    letter_write(request->db, request->arena, request->lang, name, sample, &subject, &body);
    map_text(kind, "subject", subject);
    map_text(kind, "body", body);
}

static int64_t letter_of(struct db *db, const char *kind)
{
    struct stmt *stmt = query(db, Q_outbox_letter_of);
    bind_text(stmt, "kind", kind);
    return scalar_int(stmt);
}

void letters_list(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "letter", ACTION_READ))
        return;
    struct map *page = staff_page(request, page_say(request, "admin.outbox"),
                                  page_path(request, "admin_outbox", NULL));
    struct array *kinds = map_array(page, "letters");
    page_breadcrumb(request, page, page_say(request, "outbox.letters"), NULL);
    for (const char **path = files_list(request->arena, "templates/mail/"); *path; path++) {
        const char *name = kind_of(request->arena, *path);
        struct map *kind = array_add_map(kinds);
        int64_t id = letter_of(request->db, name);
        map_text(kind, "kind", name);
        map_text(kind, "edit_url",
                 id ? staff_record_url(request, "admin_edit", &letter_type, id) : NULL);
        add_words(request, kind, name);
    }
    map_bool(page, "may_write", may(request, "letter", ACTION_WRITE));
    page_render(request, response, "outbox/letters.html", page);
}

struct writing {
    struct arena *arena;
    const char *kind;
    int64_t id;
};

static bool put_letter(struct db *db, void *self, struct problem *problem)
{
    struct writing *writing = self;
    struct record *record = record_new(writing->arena, &letter_type);
    struct record_errors errors = { .arena = writing->arena };
    record_set(record, "kind", LANG_EN, writing->kind);
    record->state = "published";
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct built_in built = built_in(writing->arena, (enum language)lang, writing->kind);
        record_set(record, "subject", (enum language)lang, built.subject);
        record_set(record, "body", (enum language)lang, built.body);
        record_set(record, "names", LANG_EN, built.names);
    }
    bool good =
        record_validate(db, record, &errors) && record_save(db, record, NULL, NULL, problem);
    writing->id = record->id;
    return good;
}

/* Own words for a kind: a record that begins with the built-in ones. */
void letters_write(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "save", "history.added");
    struct problem problem = { 0 };
    struct writing writing = { request->arena, request_param(request, 0), 0 };
    if (!may(request, "letter", ACTION_WRITE)) {
        response->status = 403;
    } else if (!mail_template(request->arena, writing.kind)) {
        response->status = 404;
    } else if ((writing.id = letter_of(request->db, writing.kind)) ||
               store_write(site_store(), &author, put_letter, &writing, NULL, &problem)) {
        response_redirect(request, response, 303,
                          staff_record_url(request, "admin_edit", &letter_type, writing.id));
    } else {
        page_problem(request, response, &problem);
    }
}
