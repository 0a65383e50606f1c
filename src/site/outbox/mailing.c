/* Mailings: a message of the staff to the members that a selection finds, in each one's language; seen before it goes, and called off at will. */
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "mail/outbox.h"
#include "site/admin/listing.h"
#include "site/outbox/outbox.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"
#include "web/body.h"
#include "web/json.h"

#define SHOWN 10
#define SUBJECT_MAX 200
#define BODY_MAX 20000

/* clang-format off */
static const struct field mailing_fields[] = {
    { "subject", KIND_TEXT, REQUIRED | TRANSLATED | SEARCHED, .max = SUBJECT_MAX },
    { "body", KIND_LONG, REQUIRED | TRANSLATED, .max = BODY_MAX },
    { "recipients", KIND_TEXT, DERIVED, .max = 2000 },
    { "notes", KIND_LONG, 0, .max = 4000 },
    { 0 },
};
const struct record_type mailing_type = { "mailing", NULL, "mailings", mailing_fields, "subject", ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, NULL, NULL };
/* clang-format on */

/* --- who gets it ---------------------------------------------------------------------------------------------------- */

struct recipients {
    struct db *db;
    struct arena *arena;
    int64_t total, by_language[LANG_COUNT], no_address, off, bounced;
    /* For each one who can be reached; may be NULL. */
    bool (*visit)(struct recipients *self, int64_t member, const char *email, const char *name,
                  enum language lang);
    void *self;
    struct array *first; /* the first ten: name, email, language; NULL: not wanted */
};

static bool visit_member(void *self, int64_t id)
{
    struct recipients *all = self;
    struct stmt *stmt = query(all->db, Q_mailing_recipient);
    bool go_on = true;
    bind_int(stmt, "id", id);
    if (!step(stmt)) {
        done(stmt);
        return true; /* not public */
    }
    const char *email = col_text(stmt, "email");
    enum language lang = language_of(col_text(stmt, "language"));
    bool off = !col_null(stmt, "off_at"), bounced = !col_null(stmt, "bounced_at");
    all->no_address += text_blank(email);
    all->off += !text_blank(email) && off;
    if (!text_blank(email) && !off) {
        all->total++;
        all->bounced += bounced;
        all->by_language[lang]++;
        if (all->first && array_count(all->first) < SHOWN) {
            struct map *one = array_add_map(all->first);
            map_text(one, "name", arena_copy(all->arena, col_text(stmt, "display_name")));
            map_text(one, "email", arena_copy(all->arena, email));
            map_text(one, "language", language_codes[lang]);
        }
        if (all->visit)
            go_on = all->visit(all, id, email, col_text(stmt, "display_name"), lang);
    }
    done(stmt);
    return go_on;
}

/* False when the selection asks for what members have not any more, or the visitor stopped. */
static bool each_recipient(struct recipients *all, const char *question)
{
    struct selection *selection = selection_of_text(all->arena, &member_type, question);
    return selection && selection_each(all->db, selection, visit_member, all);
}

/* --- what it says ----------------------------------------------------------------------------------------------------- */

/* A name that looks like a mark is only a name. */
static const char *with_name(struct arena *arena, const char *text, const char *name)
{
    static const char *const marks[] = { "[name]", "[nombre]" };
    struct buffer out = { 0 };
    for (const char *at = text; at && *at;) {
        int mark = text_starts(at, marks[0]) ? 0 : text_starts(at, marks[1]) ? 1 : -1;
        if (mark < 0)
            buffer_putc(&out, *at++);
        else
            buffer_puts(&out, name), at += strlen(marks[mark]);
    }
    text = text ? arena_copy(arena, buffer_text(&out)) : NULL;
    buffer_free(&out);
    return text;
}

/* The address at which MEMBER ends such messages: signed, so that nobody ends another's. */
static const char *off_token(struct arena *arena, int64_t member)
{
    char token[TOKEN_SIZE];
    secret_sign(site_key(), arena_print(arena, "off:%lld", (long long)member), token);
    return arena_print(arena, "%lld.%s", (long long)member, token);
}

struct message_words mailing_words(struct arena *arena, const struct record *mailing,
                                   enum language lang, const char *name, const char *off_url)
{
    const char *subject = record_value(mailing, "subject", lang),
               *body = record_value(mailing, "body", lang);
    enum language other = language_other(lang);
    if (!subject || !body) {
        subject = record_value(mailing, "subject", other);
        body = record_value(mailing, "body", other);
    }
    struct map *arguments = map_new(arena);
    map_text(arguments, "url", off_url);
    const char *footer = locale_say(locale_of(lang), arena, "mailing.footer", arguments);
    return (struct message_words){
        with_name(arena, subject, name),
        arena_print(arena, "%s\n\n--\n%s\n%s\n", with_name(arena, body ? body : "", name),
                    locale_text(locale_of(lang), "site.name"), footer),
    };
}

static const char *off_url(struct request *request, enum language lang, int64_t member)
{
    return page_url(request, lang, "mailing_off", off_token(request->arena, member));
}

/* --- pages ------------------------------------------------------------------------------------------------------------- */

static struct map *mailing_page(struct request *request, const char *label)
{
    struct map *page = staff_page(request, page_say(request, "admin.outbox"),
                                  page_path(request, "admin_outbox", NULL));
    page_breadcrumb(request, page, page_say(request, "mailing.many"),
                    label ? page_path(request, "admin_mailings", NULL) : NULL);
    if (label)
        page_breadcrumb(request, page, label, NULL);
    return page;
}

void mailing_list(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "mailing", ACTION_READ))
        return;
    struct map *page = mailing_page(request, NULL);
    struct stmt *stmt = query(request->db, Q_mailing_list);
    bind_text(stmt, "lang", language_codes[request->lang]);
    map_set(page, "mailings", stmt_rows(stmt, request->arena));
    map_bool(page, "may_write", may(request, "mailing", ACTION_WRITE));
    page_render(request, response, "outbox/mailings.html", page);
}

/* Who it goes to, in words: the list's own pills. */
static bool add_question(struct request *request, struct map *page, const char *question)
{
    struct listing listing;
    if (!listing_of_text(request->arena, &member_type, question, &listing))
        return false;
    listing_pills(request, page, &listing);
    map_text(page, "list_url", listing_url(request, &listing));
    return true;
}

/* Null where there is none, so that a template need not say so. */
static void put_count(struct map *page, const char *name, int64_t n)
{
    map_set(page, name, n ? value_int(n) : value_null());
}

static void count_recipients(struct request *request, struct map *page, const char *question)
{
    struct recipients all = { .db = request->db, .arena = request->arena };
    struct array *first = map_array(page, "first");
    all.first = may(request, "member", ACTION_READ) ? first : NULL; /* with their addresses */
    each_recipient(&all, question);
    map_int(page, "reached", all.total);
    put_count(page, "total", all.total);
    put_count(page, "in_en", all.by_language[LANG_EN]);
    put_count(page, "in_es", all.by_language[LANG_ES]);
    put_count(page, "no_address", all.no_address);
    put_count(page, "off", all.off);
    put_count(page, "bounced", all.bounced);
}

static const char *const typed_names[] = { "subject.en", "subject.es", "body.en", "body.es" };

static void write_page(struct request *request, struct response *response, const char *question,
                       const char *error)
{
    struct map *page = mailing_page(request, page_say(request, "mailing.write"));
    if (!add_question(request, page, question)) {
        response->status = 400;
        return;
    }
    count_recipients(request, page, question);
    map_text(page, "recipients", question);
    map_text(page, "error", page_say(request, error));
    static const char *const shown[] = { "subject_en", "subject_es", "body_en", "body_es" };
    for (int i = 0; i < 4; i++) {
        const char *typed = request_form(request, typed_names[i]);
        map_text(page, shown[i], typed ? typed : "");
    }
    page_render(request, response, "outbox/mailing_new.html", page);
}

/* The list of members links here with its own question. */
void mailing_new(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "mailing", ACTION_WRITE) ||
        !may_or_403(request, response, "member", ACTION_READ)) /* it shows their addresses */
        return;
    struct selection *selection = selection_parse(request->arena, &member_type, &request->query);
    write_page(request, response, selection_query(request->arena, selection), NULL);
}

struct adding {
    struct request *request;
    struct record *record;
    struct record_errors errors;
};

static bool add_mailing(struct db *db, void *self, struct problem *problem)
{
    struct adding *adding = self;
    return (record_validate(db, adding->record, &adding->errors) ||
            problem_set(problem, FAULT_INPUT, "mailing.incomplete", "mailing")) &&
           record_save(db, adding->record, NULL, NULL, problem);
}

void mailing_add(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "save", "history.added");
    struct adding adding = { .request = request, .errors = { .arena = request->arena } };
    struct problem problem = { 0 };
    const char *question = request_form(request, "recipients");
    if (!may_or_403(request, response, "mailing", ACTION_WRITE) ||
        !may_or_403(request, response, "member", ACTION_READ)) /* what it asks for may be private */
        return;
    struct record *record = adding.record = record_new(request->arena, &mailing_type);
    record->state = "draft";
    record_set(record, "recipients", LANG_EN, question ? question : "");
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        record_set(record, "subject", (enum language)lang,
                   request_form(request, typed_names[lang]));
        record_set(record, "body", (enum language)lang,
                   request_form(request, typed_names[2 + lang]));
    }
    if (store_write(site_store(), &author, add_mailing, &adding, NULL, &problem)) {
        response_redirect(
            request, response, 303,
            page_path(request, "admin_mailing", arena_number(request->arena, record->id)));
    } else if (problem.fault == FAULT_INPUT) {
        response->status = 422;
        write_page(request, response, question ? question : "", "mailing.incomplete");
    } else {
        page_problem(request, response, &problem);
    }
}

static struct record *mailing_asked(struct request *request)
{
    long long id = 0;
    return text_to_int(request_param(request, 0), &id) && id > 0
               ? record_load(request->db, request->arena, &mailing_type, id)
               : NULL;
}

static struct value messages_of(struct db *db, struct arena *arena, int64_t mailing)
{
    struct stmt *stmt = query(db, Q_mailing_messages);
    bind_int(stmt, "mailing", mailing);
    return stmt_rows(stmt, arena);
}

static bool was_put(struct db *db, int64_t mailing)
{
    struct stmt *stmt = query(db, Q_mailing_was_put);
    bind_int(stmt, "mailing", mailing);
    return scalar_int(stmt);
}

/* What may still be let out, and what may still be called off. */
static void add_waiting(struct request *request, struct map *page, int64_t mailing)
{
    bool allowed = may(request, "mailing", ACTION_PUBLISH);
    struct stmt *held = query(request->db, Q_mailing_held),
                *waits = query(request->db, Q_mailing_waits);
    bind_int(held, "mailing", mailing);
    bind_int(waits, "mailing", mailing);
    map_bool(page, "may_release", scalar_int(held) && allowed);
    map_bool(page, "may_cancel", scalar_int(waits) && allowed);
}

static void add_samples(struct request *request, struct map *page, const struct record *mailing)
{
    struct array *samples = map_array(page, "samples");
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct map *sample = array_add_map(samples);
        struct message_words words = mailing_words(request->arena, mailing, (enum language)lang,
                                                   page_say(request, "mailing.sample_name"), "…");
        map_text(sample, "language", language_codes[lang]);
        map_text(sample, "subject", words.subject);
        map_text(sample, "body", words.body);
    }
}

void mailing_show(struct request *request, struct response *response)
{
    if (!may_or_403(request, response, "mailing", ACTION_READ))
        return;
    struct record *mailing = mailing_asked(request);
    if (!mailing) {
        response->status = 404;
        return;
    }
    const char *question = record_value(mailing, "recipients", LANG_EN);
    struct map *page = mailing_page(request, record_title(mailing, request->lang));
    bool put = was_put(request->db, mailing->id);
    map_text(page, "record_title", record_title(mailing, request->lang));
    map_bool(page, "no_such_question", !add_question(request, page, question ? question : ""));
    if (map_get(page, "no_such_question").kind == VALUE_TRUE) {
        map_array(page, "pills");
        map_text(page, "list_url", NULL);
    }
    count_recipients(request, page, question ? question : "");
    add_samples(request, page, mailing);
    map_int(page, "id", mailing->id);
    map_text(page, "edit_url", staff_record_url(request, "admin_edit", &mailing_type, mailing->id));
    map_text(page, "action", request->path);
    map_bool(page, "was_put", put);
    map_set(page, "messages", messages_of(request->db, request->arena, mailing->id));
    map_bool(page, "may_put", !put && may(request, "mailing", ACTION_PUBLISH));
    add_waiting(request, page, mailing->id);
    page_render(request, response, "outbox/mailing.html", page);
}

/* --- into the outbox ------------------------------------------------------------------------------------------------------ */

struct putting {
    struct request *request;
    struct record *mailing;
    enum query_id query; /* for what is in the outbox already */
};

static bool put_one(struct recipients *all, int64_t member, const char *email, const char *name,
                    enum language lang)
{
    struct putting *putting = all->self;
    const char *url = off_url(putting->request, lang, member);
    struct arena *arena = putting->request->arena;
    struct message_words words = mailing_words(arena, putting->mailing, lang, name, url);
    struct map *filled = map_new(arena);
    map_text(filled, "name", name);
    struct message message = { .recipient = email,
                               .language = language_codes[lang],
                               .kind = "mailing",
                               .subject = words.subject,
                               .body = words.body,
                               .member = member,
                               .mailing = putting->mailing->id,
                               .words = json_of_words(arena, filled),
                               .off_url = url };
    return outbox_add(all->db, &message);
}

static bool put_all(struct db *db, void *self, struct problem *problem)
{
    struct putting *putting = self;
    const char *question = record_value(putting->mailing, "recipients", LANG_EN);
    struct recipients all = {
        .db = db, .arena = putting->request->arena, .visit = put_one, .self = putting
    };
    if (was_put(db, putting->mailing->id))
        return problem_set(problem, FAULT_CONFLICT, "mailing.was_put", "in the outbox already");
    return each_recipient(&all, question ? question : "") &&
           (all.total || problem_set(problem, FAULT_INPUT, "mailing.nobody", "no recipients")) &&
           record_state_set(db, &mailing_type, putting->mailing->id, "published", problem);
}

static bool move_all(struct db *db, void *self, struct problem *problem)
{
    struct putting *putting = self;
    struct stmt *stmt = query(db, putting->query);
    (void)problem;
    bind_int(stmt, "mailing", putting->mailing->id);
    return run(stmt);
}

void mailing_send(struct request *request, struct response *response)
{
    struct putting putting = { .request = request };
    struct problem problem = { 0 };
    if (!may_or_403(request, response, "mailing", ACTION_PUBLISH))
        return;
    putting.mailing = mailing_asked(request);
    bool put = request_form(request, "put"), release = request_form(request, "release");
    putting.query = release ? Q_outbox_release_mailing : Q_outbox_cancel_mailing;
    if (!putting.mailing || (!put && !release && !request_form(request, "cancel"))) {
        response->status = putting.mailing ? 400 : 404;
        return;
    }
    struct author author = visitor_author(request, "save", "mailing.in_outbox");
    author.quiet = !put;
    if (store_write(site_store(), &author, put ? put_all : move_all, &putting, NULL, &problem))
        page_go(request, response, request->path,
                put       ? "mailing.put_done"
                : release ? "mailing.released"
                          : "mailing.cancelled");
    else if (problem.fault == FAULT_INPUT || problem.fault == FAULT_CONFLICT)
        page_go(request, response, request->path, problem.key);
    else
        page_problem(request, response, &problem);
}

/* --- ending them ----------------------------------------------------------------------------------------------------------- */

/* The member that the token names, 0 if it is not one of ours. */
static int64_t token_member(const struct request *request)
{
    const char *token = request_param(request, 0);
    int64_t member = strtoll(token, NULL, 10);
    return member > 0 && text_equal(token, off_token(request->arena, member)) ? member : 0;
}

struct ending {
    int64_t member;
    bool again;
};

static bool end_mailings(struct db *db, void *self, struct problem *problem)
{
    const struct ending *ending = self;
    struct stmt *stmt = query(db, ending->again ? Q_mailing_on : Q_mailing_off);
    (void)problem;
    bind_int(stmt, "member", ending->member);
    if (!ending->again)
        bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static void off_page(struct request *request, struct response *response, bool is_off)
{
    struct map *page = map_new(request->arena);
    map_bool(page, "is_off", is_off);
    map_text(page, "action", request->path);
    page_breadcrumb(request, page, page_say(request, "mailing.off_title"), NULL);
    page_render(request, response, "outbox/off.html", page);
}

/* A GET only shows a button: scanners of mail follow links. */
void mailing_off(struct request *request, struct response *response)
{
    int64_t member = token_member(request);
    if (!member) {
        response->status = 404;
        return;
    }
    struct stmt *stmt = query(request->db, Q_mailing_is_off);
    bind_int(stmt, "member", member);
    off_page(request, response, scalar_int(stmt));
}

/* By the button, or by the mail program itself (RFC 8058: no cookie, no form). */
void mailing_off_send(struct request *request, struct response *response)
{
    struct ending ending = { token_member(request), request_form(request, "again") != NULL };
    struct problem problem = { 0 };
    if (!ending.member)
        response->status = 404;
    else if (store_write_quietly(site_store(), end_mailings, &ending, &problem))
        off_page(request, response, !ending.again);
    else
        page_problem(request, response, &problem);
}
