/* The form on a member's page. */
#include "site/members/contact.h"

#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/members/members.h"
#include "site/page.h"
#include "site/privacy/consent.h"
#include "site/site.h"
#include "site/visitor.h"
#include "web/limit.h"

#define SUBJECT_MAX 150
#define NAME_MAX 120
#define AGAIN_SECONDS 600 /* the same words to the same person are one message */
#define A_DAY 86400
#define DAILY_MAX 20

const char *const contact_from_names[] = { "nobody", "members", "visitors", NULL };

enum contact_from contact_setting(struct db *db, struct arena *arena)
{
    const char *set = setting_read(db, arena, "contact.from");
    for (int i = 0; set && contact_from_names[i]; i++) {
        if (!strcmp(set, contact_from_names[i]))
            return (enum contact_from)i;
    }
    return CONTACT_MEMBERS;
}

enum contact_from contact_allowed(struct db *db, struct arena *arena, const char *choice)
{
    enum contact_from most = contact_setting(db, arena);
    if (text_equal(choice, "nobody"))
        return CONTACT_NOBODY;
    return text_equal(choice, "members") && most > CONTACT_MEMBERS ? CONTACT_MEMBERS : most;
}

/* --- kept and sent ----------------------------------------------------------------------------------------------- */

static const char *link_to(const struct request *request, enum language lang, const char *token)
{
    return page_url(request, lang, "contact_open", token);
}

static bool add_row(struct db *db, const struct contact *contact, const char *state,
                    const char *hash)
{
    struct stmt *add = query(db, Q_contact_add);
    bind_int(add, "now", moment_now());
    bind_text(add, "state", state);
    if (contact->member)
        bind_int(add, "member", contact->member);
    if (contact->answers)
        bind_int(add, "answers", contact->answers);
    bind_text(add, "from_name", contact->from_name);
    bind_text(add, "from_email", contact->from_email);
    if (contact->from_account)
        bind_int(add, "from_account", contact->from_account);
    bind_text(add, "to_name", contact->to_name);
    bind_text(add, "to_email", contact->to_email);
    if (contact->to_account)
        bind_int(add, "to_account", contact->to_account);
    bind_text(add, "language", language_codes[contact->language]);
    bind_text(add, "subject", contact->subject);
    bind_text(add, "body", contact->body);
    bind_int(add, "shows_address", contact->shows_address);
    bind_int(add, "copy", contact->copy);
    bind_text(add, "token_hash", hash);
    return run(add);
}

static struct map *words_of(const struct request *request, const struct contact *contact,
                            const char *name, const char *link)
{
    struct map *words = map_new(request->arena);
    map_text(words, "name", name);
    map_text(words, "sender", contact->from_name);
    map_bool(words, "answers", contact->answers);
    map_text(words, "recipient", contact->to_name);
    map_text(words, "subject", contact->subject);
    map_text(words, "text", contact->body);
    map_text(words, "address", contact->shows_address ? contact->from_email : NULL);
    map_text(words, "link", link);
    return words;
}

/* To the recipient, and a copy to the sender who asked for one. */
static bool send(struct db *db, const struct request *request, const struct contact *contact,
                 const char *token)
{
    struct arena *arena = request->arena;
    const char *link = link_to(request, contact->language, token);
    bool good =
        !contact->to_email || mail_add(db, arena, contact->language, "contact", contact->to_email,
                                       words_of(request, contact, contact->to_name, link),
                                       contact->to_account, contact->member);
    return good &&
           (!contact->copy ||
            mail_add(db, arena, request->lang, "contact_copy", contact->from_email,
                     words_of(request, contact, contact->from_name, ""), contact->from_account, 0));
}

bool contact_put(struct db *db, const struct request *request, const struct contact *contact,
                 bool unproven)
{
    char token[TOKEN_SIZE], hash[HASH_SIZE];
    secret_token(token);
    secret_hash(token, hash);
    const char *state = unproven ? "unproven" : contact->to_email ? "sent" : "stuck";
    if (!add_row(db, contact, state, hash))
        return false;
    if (!unproven)
        return send(db, request, contact, token);
    return mail_add(
        db, request->arena, request->lang, "contact_proof", contact->from_email,
        words_of(request, contact, contact->from_name, link_to(request, request->lang, token)), 0,
        0);
}

bool contact_pass_on(struct db *db, const struct request *request, const struct contact *contact)
{
    char token[TOKEN_SIZE], hash[HASH_SIZE];
    secret_token(token);
    secret_hash(token, hash);
    struct stmt *prove = query(db, Q_contact_prove);
    bind_int(prove, "id", contact->id);
    bind_text(prove, "state", contact->to_email ? "sent" : "stuck");
    bind_text(prove, "token_hash", hash);
    return run(prove) && (!rows_changed(db) || send(db, request, contact, token));
}

/* --- forms ---------------------------------------------------------------------------------------------------------- */

struct array *contact_form_start(struct map *page)
{
    map_array(page, "errors");
    map_bool(page, "has_errors", false);
    return map_array(page, "fields");
}

static void add_error(struct request *request, struct map *page, struct map *field,
                      const char *error)
{
    struct array *errors = (struct array *)(uintptr_t)map_get(page, "errors").list;
    const char *message = page_say(request, error);
    struct map *one = array_add_map(errors);
    map_text(one, "id", map_get_text(field, "id"));
    map_text(one, "message",
             arena_print(request->arena, "%s: %s", map_get_text(field, "label"), message));
    map_text(field, "error", message);
    map_bool(page, "has_errors", true);
}

static void describe(struct arena *arena, struct map *field, const char *id, bool hint, bool error)
{
    map_text(field, "described_by",
             hint || error
                 ? arena_print(arena, "%s%s%s%s%s", hint ? id : "", hint ? "-hint" : "",
                               hint && error ? " " : "", error ? id : "", error ? "-error" : "")
                 : NULL);
}

void contact_field(struct request *request, struct map *page, struct array *fields,
                   const char *name, const char *kind, const char *value, const char *error)
{
    struct arena *arena = request->arena;
    struct map *field = array_add_map(fields);
    const char *id = arena_print(arena, "f-%s", name);
    const char *hint =
        locale_text(page_locale(request), arena_print(arena, "contact.%s_hint", name));
    map_text(field, "id", id);
    map_text(field, "name", name);
    map_text(field, "type", kind);
    map_text(field, "label", page_say(request, arena_print(arena, "contact.%s", name)));
    map_text(field, "hint", hint);
    map_text(field, "value", value ? value : "");
    map_bool(field, "checked", text_equal(value, "1"));
    map_bool(field, "is_textarea", text_equal(kind, "textarea"));
    map_bool(field, "is_checkbox", text_equal(kind, "checkbox"));
    map_text(field, "autocomplete",
             text_equal(name, "name") || text_equal(name, "email") ? name : NULL);
    map_text(field, "error", NULL);
    if (error)
        add_error(request, page, field, error);
    describe(arena, field, id, hint != NULL, error != NULL);
}

bool contact_ticked(const struct request *request, const char *name)
{
    bool ticked = false; /* a hidden field before the box says "0" */
    for (int i = -1; (i = pairs_next(&request->form, name, i + 1)) >= 0;)
        ticked |= text_equal(request->form.at[i].value, "1");
    return ticked;
}

/* What is wrong with a text that must be there and not be too long; NULL: nothing. */
const char *contact_wrong(const char *text, size_t max)
{
    if (text_blank(text))
        return "error.required";
    return strlen(text) > max ? "contact.too_long" : NULL;
}

static const char *wrong_email(const char *email)
{
    const char *at = email ? strchr(email, '@') : NULL;
    if (text_blank(email))
        return "error.required";
    return !at || at == email || !strchr(at, '.') || strlen(email) > 200 ||
                   strpbrk(email, " ,;<>\r\n")
               ? "error.not_email"
               : NULL;
}

/* The member of the address with who may write; NULL: nobody there, or the form is not offered. */
static struct map *find_member(struct request *request, enum contact_from *from)
{
    struct stmt *stmt = query(request->db, Q_contact_member);
    bind_text(stmt, "slug", request_param(request, 0));
    struct map *member = stmt_map(stmt, request->arena);
    if (!member)
        return NULL;
    *from = contact_allowed(request->db, request->arena, map_get_text(member, "contactable"));
    bool own = map_get(member, "id").number == visitor_of(request)->member;
    return *from == CONTACT_NOBODY || map_get(member, "demo").number || own ? NULL : member;
}

static void show(struct request *request, struct response *response, const struct map *member,
                 bool check)
{
    struct map *page = map_new(request->arena);
    struct array *fields = contact_form_start(page);
    const char *subject = request_form(request, "subject"), *text = request_form(request, "text");
    bool guest = !visitor_of(request)->account;
    if (guest) {
        const char *name = request_form(request, "name"), *email = request_form(request, "email");
        contact_field(request, page, fields, "name", "text", name,
                      check ? contact_wrong(name, NAME_MAX) : NULL);
        contact_field(request, page, fields, "email", "email", email,
                      check ? wrong_email(email) : NULL);
    }
    contact_field(request, page, fields, "subject", "text", subject,
                  check ? contact_wrong(subject, SUBJECT_MAX) : NULL);
    contact_field(request, page, fields, "text", "textarea", text,
                  check ? contact_wrong(text, CONTACT_BODY_MAX) : NULL);
    contact_field(request, page, fields, "shows_address", "checkbox",
                  contact_ticked(request, "shows_address") ? "1" : "0", NULL);
    contact_field(request, page, fields, "copy", "checkbox",
                  contact_ticked(request, "copy") ? "1" : "0", NULL);
    map_text(page, "display_name", map_get_text(member, "display_name"));
    map_text(page, "action", request->path);
    map_bool(page, "guest", guest);
    map_set(page, "policy", consent_wording(request, "contact", "contact"));
    page_breadcrumb(request, page, page_say(request, "site.nav_members"),
                    page_path(request, "members", NULL));
    page_breadcrumb(request, page, map_get_text(member, "display_name"),
                    page_path(request, "member", map_get_text(member, "slug")));
    page_breadcrumb(request, page, page_say(request, "contact.title"), NULL);
    page_render(request, response, "members/contact.html", page);
}

/* Whether whoever asks may write; else the answer is there: to sign in first, or that there is no such page. */
static struct map *member_or_answer(struct request *request, struct response *response)
{
    enum contact_from from = CONTACT_NOBODY;
    struct map *member = find_member(request, &from);
    if (!member) {
        response->status = 404;
    } else if (from == CONTACT_MEMBERS && !visitor_of(request)->account) {
        response_redirect(request, response, 303,
                          arena_print(request->arena, "%s?next=%s",
                                      page_path(request, "sign_in", NULL),
                                      page_encode(request->arena, request->path)));
        member = NULL;
    }
    return member;
}

void contact_form(struct request *request, struct response *response)
{
    struct map *member = member_or_answer(request, response);
    if (member)
        show(request, response, member, false);
}

static void say_sent(struct request *request, struct response *response, const struct map *member,
                     bool guest)
{
    struct map *page = map_new(request->arena);
    map_bool(page, "guest", guest);
    map_bool(page, "has_errors", false);
    map_text(page, "display_name", map_get_text(member, "display_name"));
    map_text(page, "member_url", page_path(request, "member", map_get_text(member, "slug")));
    page_breadcrumb(request, page, page_say(request, "site.nav_members"),
                    page_path(request, "members", NULL));
    page_breadcrumb(request, page, map_get_text(member, "display_name"),
                    page_path(request, "member", map_get_text(member, "slug")));
    page_render(request, response, "members/contact_sent.html", page);
}

/* The name that the recipient reads: of the account or its member, never the address. */
static const char *own_name(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    if (!text_blank(visitor->name) && !strchr(visitor->name, '@'))
        return visitor->name;
    struct stmt *stmt = query(request->db, Q_contact_name);
    bind_int(stmt, "id", visitor->member);
    const char *name = scalar_text(stmt, request->arena);
    return name ? name : page_say(request, "contact.a_member");
}

static struct contact contact_to(const struct request *request, const struct map *member)
{
    const struct visitor *visitor = visitor_of(request);
    const char *language = map_get_text(member, "account_language");
    const char *account_email = map_get_text(member, "account_email");
    bool guest = !visitor->account;
    return (struct contact){
        .member = map_get(member, "id").number,
        .from_name = guest ? request_form(request, "name") : own_name(request),
        .from_email = guest ? request_form(request, "email") : visitor->email,
        .from_account = visitor->account,
        .to_name = map_get_text(member, "display_name"),
        .to_email = account_email ? account_email : map_get_text(member, "email"),
        .to_account =
            map_get(member, "account").kind == VALUE_INT ? map_get(member, "account").number : 0,
        .language = text_equal(language, "en")   ? LANG_EN
                    : text_equal(language, "es") ? LANG_ES
                                                 : request->lang,
        .subject = request_form(request, "subject"),
        .body = request_form(request, "text"),
        .shows_address = contact_ticked(request, "shows_address"),
        .copy = contact_ticked(request, "copy"),
    };
}

struct sending {
    struct request *request;
    const struct contact *contact;
    bool unproven;
};

static bool is_known(struct db *db, const struct contact *contact)
{
    struct stmt *same = query(db, Q_contact_same);
    bind_text(same, "email", contact->from_email);
    bind_int(same, "since", moment_now() - AGAIN_SECONDS);
    if (contact->member)
        bind_int(same, "member", contact->member);
    if (contact->answers)
        bind_int(same, "answers", contact->answers);
    bind_text(same, "subject", contact->subject);
    bind_text(same, "body", contact->body);
    return scalar_int(same);
}

static bool keep(struct db *db, void *self, struct problem *problem)
{
    const struct sending *sending = self;
    (void)problem;
    return is_known(db, sending->contact) ||
           contact_put(db, sending->request, sending->contact, sending->unproven);
}

static bool too_many(const struct request *request, const struct contact *contact)
{
    struct stmt *recent = query(request->db, Q_contact_recent);
    bind_text(recent, "email", contact->from_email);
    bind_int(recent, "since", moment_now() - A_DAY);
    return scalar_int(recent) >= DAILY_MAX ||
           !limit_take("contact", contact->from_account ? contact->from_email : request->peer, 0.2,
                       6);
}

static bool is_blocked(const struct request *request, const struct contact *contact)
{
    struct stmt *blocked = query(request->db, Q_contact_blocked);
    bind_text(blocked, "email", contact->from_email);
    return scalar_int(blocked);
}

static bool is_right(const struct request *request, const struct contact *contact)
{
    bool guest = !visitor_of(request)->account;
    return !contact_wrong(contact->subject, SUBJECT_MAX) &&
           !contact_wrong(contact->body, CONTACT_BODY_MAX) &&
           (!guest ||
            (!contact_wrong(contact->from_name, NAME_MAX) && !wrong_email(contact->from_email)));
}

void contact_send(struct request *request, struct response *response)
{
    struct map *member = member_or_answer(request, response);
    if (!member)
        return;
    struct contact contact = contact_to(request, member);
    bool guest = !visitor_of(request)->account;
    struct sending sending = { request, &contact, guest };
    struct problem problem = { 0 };
    if (!is_right(request, &contact)) {
        response->status = 422;
        show(request, response, member, true);
    } else if (!text_blank(request_form(request, "homepage"))) {
        say_sent(request, response, member, guest); /* a robot learns nothing */
    } else if (is_blocked(request, &contact)) {
        page_error(request, response, 403);
    } else if (too_many(request, &contact)) {
        page_resend(request, response, 429, "error.title_429", "contact.too_many");
    } else if (store_write_quietly(site_store(), keep, &sending, &problem)) {
        say_sent(request, response, member, guest);
    } else {
        page_problem(request, response, &problem);
    }
}
