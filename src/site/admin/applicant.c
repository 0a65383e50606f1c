/* The page of one applicant: all that was typed, doubts, questions and answers, and the message of a decision. */
#include "site/admin/applicant.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/accounts/join.h"
#include "site/admin/admin.h"
#include "site/admin/staff.h"
#include "site/audit.h"
#include "site/outbox/outbox.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/twins.h"
#include "site/types.h"
#include "site/visitor.h"

const char *const decision_names[] = { "", "approve", "ask", "decline", NULL };

enum decision decision_named(const char *name)
{
    for (int i = 1; decision_names[i]; i++) {
        if (text_equal(decision_names[i], name))
            return (enum decision)i;
    }
    return DECIDE_NOTHING;
}

const char *applicant_letter(const struct applicant *applicant, enum decision decision)
{
    static const char *const kinds[] = { "", "welcome", "question", "declined" };
    return decision == DECIDE_APPROVE && applicant->agent ? "welcome_organization"
                                                          : kinds[decision];
}

static struct map *row_of(const struct request *request, struct db *db, enum query_id id,
                          int64_t member)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", member);
    return stmt_map(stmt, request->arena);
}

bool applicant_load(const struct request *request, struct db *db, int64_t id,
                    struct applicant *applicant)
{
    struct record *record = id > 0 ? record_load(db, request->arena, &member_type, id) : NULL;
    if (!record)
        return false;
    struct map *row = row_of(request, db, Q_approvals_application, id);
    const char *email = row ? map_get_text(row, "email") : NULL;
    const char *greeted = row ? map_get_text(row, "agent") : NULL;
    *applicant =
        (struct applicant){ .record = record,
                            .agent = greeted != NULL,
                            .waits = text_equal(record->state, "pending"),
                            .email =
                                text_blank(email) ? record_value(record, "email", LANG_EN) : email,
                            .name = greeted ? greeted : record_title(record, LANG_ES),
                            .lang = language_of(row ? map_get_text(row, "language") : NULL),
                            .application = row };
    return true;
}

/* --- what was typed -------------------------------------------------------------------------------------------------- */

static void add_facts(struct request *request, struct map *page, const struct record *record)
{
    struct array *facts = map_array(page, "facts");
    for (const struct field *field = record->type->fields; field->name; field++) {
        for (int lang = 0; lang < (field->flags & TRANSLATED ? LANG_COUNT : 1); lang++) {
            const char *value = record_value(record, field->name, (enum language)lang);
            if (!value || field->kind == KIND_YESNO || field->kind == KIND_PICTURE)
                continue;
            struct map *fact = array_add_map(facts);
            map_text(fact, "label",
                     page_say(request, arena_print(request->arena, "member.%s", field->name)));
            map_text(fact, "lang", field->flags & TRANSLATED ? language_codes[lang] : NULL);
            map_text(fact, "value", staff_value(request, record->type, field, value));
        }
    }
}

void applicant_doubts(struct request *request, struct map *row, int64_t id, const char *suspicion)
{
    struct array *suspicions = map_array(row, "suspicions"), *twins = map_array(row, "twins");
    for (const char *at = suspicion ? suspicion : ""; *at;) {
        size_t len = strcspn(at, "\n");
        map_text(
            array_add_map(suspicions), "text",
            page_say(request, arena_print(request->arena, "joining.suspicion_%.*s", (int)len, at)));
        at += len + (at[len] == '\n');
    }
    struct stmt *stmt = query(request->db, Q_twins_of);
    bind_int(stmt, "id", id);
    while (step(stmt)) {
        struct map *twin = copy_row(stmt, request->arena);
        twins_reasons(request, twin, map_get_text(twin, "letters"));
        map_bool(twin, "certain", map_get(twin, "certain").number);
        array_add(twins, map_value(twin));
    }
    done(stmt);
}

/* --- the message ----------------------------------------------------------------------------------------------------- */

struct map *applicant_words(const struct request *request, const struct applicant *applicant,
                            const char *text, const char *link)
{
    struct map *words = map_new(request->arena);
    map_text(words, "name", applicant->name);
    map_text(words, "organization", record_title(applicant->record, applicant->lang));
    map_text(words, "reason", text_blank(text) ? NULL : text);
    map_text(words, "link", link);
    return words;
}

/* As it would go out; the link is made when it does. */
static void add_preview(struct request *request, struct map *page,
                        const struct applicant *applicant, enum decision decision, const char *text)
{
    const struct map *words =
        applicant_words(request, applicant, text, decision == DECIDE_DECLINE ? NULL : "https://…");
    const char *subject, *body;
    if (!letter_write(request->db, request->arena, applicant->lang,
                      applicant_letter(applicant, decision), words, &subject, &body))
        return;
    struct map *preview = map_map(page, "letter");
    map_text(preview, "to", applicant->email);
    map_text(preview, "lang", language_codes[applicant->lang]);
    map_text(preview, "subject", subject);
    map_text(preview, "body", body);
}

/* Reasons for this decision, in the applicant's language; the text of the one that the address names. */
static const char *add_reasons(struct request *request, struct map *page,
                               const struct applicant *applicant, enum decision decision)
{
    struct array *reasons = map_array(page, "templates");
    const char *chosen = request_query(request, "reason"), *text = NULL;
    struct stmt *stmt = query(request->db, Q_approvals_reasons);
    bind_text(stmt, "use", decision_names[decision]);
    bind_text(stmt, "lang", language_codes[applicant->lang]);
    bind_text(stmt, "mine", language_codes[request->lang]);
    while (step(stmt)) {
        struct map *reason = copy_row(stmt, request->arena);
        bool selected = text_equal(map_get_text(reason, "slug"), chosen);
        map_bool(reason, "selected", selected);
        map_text(reason, "url",
                 arena_print(request->arena, "%s?do=%s&reason=%s#decide", request->path,
                             decision_names[decision],
                             page_encode(request->arena, map_get_text(reason, "slug"))));
        if (selected)
            text = map_get_text(reason, "body");
        array_add(reasons, map_value(reason));
    }
    done(stmt);
    return text;
}

static void add_ways(struct request *request, struct map *page, enum decision decision)
{
    struct array *ways = map_array(page, "ways");
    for (int i = DECIDE_APPROVE; i <= DECIDE_DECLINE; i++) {
        struct map *way = array_add_map(ways);
        map_text(
            way, "label",
            page_say(request, arena_print(request->arena, "joining.decide_%s", decision_names[i])));
        map_text(way, "url",
                 arena_print(request->arena, "%s?do=%s#decide", request->path, decision_names[i]));
        map_bool(way, "selected", (int)decision == i);
    }
}

static void add_form(struct request *request, struct map *page, const struct applicant *applicant,
                     enum decision decision, const char *text, bool preview)
{
    const char *reason = add_reasons(request, page, applicant, decision);
    text = text ? text : reason;
    add_ways(request, page, decision);
    map_text(page, "do", decision_names[decision]);
    map_text(page, "button_key",
             arena_print(request->arena, "joining.do_%s", decision_names[decision]));
    map_text(page, "message_key",
             arena_print(request->arena, "joining.message_%s", decision_names[decision]));
    map_text(page, "message", text);
    map_text(page, "message_lang", language_codes[applicant->lang]);
    map_bool(page, "approving", decision == DECIDE_APPROVE);
    map_set(page, "letter", value_null());
    if (preview)
        add_preview(request, page, applicant, decision, text);
}

static struct value rows_of(struct request *request, enum query_id id, int64_t member)
{
    struct stmt *stmt = query(request->db, id);
    bind_int(stmt, "id", member);
    return stmt_rows(stmt, request->arena);
}

/* What was decided, by whom, when: null while it waits. */
static void add_state(struct map *page, const struct applicant *applicant)
{
    static const char *const names[] = { "waits_for",  "waits_since", "applied_at",
                                         "decided_at", "decided_by",  "decision_key" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        map_set(page, names[i],
                applicant->application ? map_get(applicant->application, names[i]) : value_null());
    map_bool(page, "waits", applicant->waits);
    map_bool(page, "asked",
             applicant->waits && applicant->application &&
                 text_equal(map_get_text(applicant->application, "waits_for"), "applicant"));
}

void applicant_show(struct request *request, struct response *response,
                    const struct applicant *applicant, enum decision decision, const char *text,
                    const char *error, bool preview)
{
    const struct record *record = applicant->record;
    struct map *page = staff_page(request, page_say(request, "admin.approvals"),
                                  page_path(request, "admin_queue", NULL));
    page_breadcrumb(request, page, record_title(record, request->lang), NULL);
    map_text(page, "title", record_title(record, request->lang));
    map_text(page, "state_key", arena_print(request->arena, "record.state_%s", record->state));
    map_text(page, "email", applicant->email);
    map_text(page, "action", request->path);
    map_text(page, "applicant", arena_number(request->arena, record->id));
    map_int(page, "version", record->version);
    map_text(page, "error", page_say(request, error));
    map_text(page, "edit_url", staff_record_url(request, "admin_edit", &member_type, record->id));
    map_text(page, "not_url", page_path(request, "admin_duplicates", NULL));
    map_bool(page, "may_decide", applicant->waits && may(request, "approvals", ACTION_WRITE));
    add_state(page, applicant);
    add_facts(request, page, record);
    applicant_doubts(request, page, record->id,
                     applicant->application ? map_get_text(applicant->application, "suspicion")
                                            : NULL);
    map_set(page, "questions", rows_of(request, Q_approvals_questions, record->id));
    map_set(page, "agents", rows_of(request, Q_approvals_agents, record->id));
    add_form(request, page, applicant, decision ? decision : DECIDE_APPROVE, text, preview);
    audit_read(request, "view", "member", record->id, NULL);
    page_render(request, response, "admin/applicant.html", page);
}
