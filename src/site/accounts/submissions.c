/* Changes of profiles that wait for approval: taken back by the member, decided by the staff. */
#include <stdlib.h>

#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/accounts/profile.h"
#include "site/admin/staff.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

#define REASON_MAX 2000

static void add_difference(struct request *request, struct array *list, const struct draft *draft,
                           const struct field *field, enum language lang)
{
    const struct locale *locale = page_locale(request);
    const char *before = record_words(request->db, draft->base, field, lang, locale);
    const char *after = record_words(request->db, draft->record, field, lang, locale);
    if (text_equal(before, after))
        return;
    struct map *map = array_add_map(list);
    map_text(map, "label",
             page_say(request, arena_print(request->arena, "member.%s", field->name)));
    map_text(map, "lang", field->flags & TRANSLATED ? language_codes[lang] : NULL);
    map_text(map, "before", before);
    map_text(map, "after", after);
}

struct value profile_differences(struct request *request, const struct draft *draft)
{
    struct array *list = array_new(request->arena);
    for (const struct field *field = draft->type->fields; field->name; field++) {
        for (int lang = 0; lang < (field->flags & TRANSLATED ? LANG_COUNT : 1); lang++)
            add_difference(request, list, draft, field, (enum language)lang);
    }
    return array_value(list);
}

/* --- the member ------------------------------------------------------------------------------------------------- */

static bool withdraw(struct db *db, void *self, struct problem *problem)
{
    struct request *request = self;
    struct draft *draft =
        draft_of(db, request->arena, &member_type, visitor_of(request)->member, DRAFT_SUBMISSION);
    (void)problem;
    return !draft || draft_discard(db, draft->id);
}

void profile_withdraw(struct request *request, struct response *response)
{
    struct author author = visitor_author(request, "save", "history.withdrawn");
    struct problem problem = { 0 };
    if (!visitor_of(request)->member) {
        response->status = 404;
    } else if (store_write(site_store(), &author, withdraw, request, NULL, &problem)) {
        page_go(request, response, page_path(request, "account", NULL), "profile.withdrawn");
    } else {
        page_problem(request, response, &problem);
    }
}

/* --- the staff ---------------------------------------------------------------------------------------------------- */

struct decision {
    struct request *request;
    int64_t draft, over; /* version of the record whose clashes with the draft were shown */
    bool approve;
    const char *reason;
    const struct author *author;
    int64_t change; /* by which it was declined */
    struct draft *waiting;
    struct record_clash *clashes;
    bool invalid;
};

static void add_clashes(struct request *request, struct map *map, const struct decision *decision)
{
    struct array *list = map_array(map, "clashes");
    const struct record_clash *clash = decision ? decision->clashes : NULL;
    for (; clash; clash = clash->next) {
        struct map *one = array_add_map(list);
        map_text(one, "label",
                 page_say(request, arena_print(request->arena, "member.%s", clash->field->name)));
        map_text(one, "lang", NULL);
        map_text(one, "base", clash->base);
        map_text(one, "theirs", clash->theirs);
        map_text(one, "mine", clash->mine);
    }
    map_bool(map, "has_clashes", array_count(list));
}

static void add_waiting(struct request *request, struct array *list, const struct draft *draft,
                        const struct decision *decided)
{
    struct map *map = array_add_map(list);
    bool this = decided && decided->draft == draft->id;
    map_int(map, "id", draft->id);
    map_text(map, "name", record_title(draft->base, request->lang));
    map_int(map, "since", draft->created_at);
    map_text(map, "record_url",
             staff_record_url(request, "admin_edit", &member_type, draft->record_id));
    map_set(map, "differences", profile_differences(request, draft));
    map_text(map, "reason", this && decided->reason ? decided->reason : "");
    map_bool(map, "reason_wrong", this && !decided->approve);
    map_bool(map, "invalid", this && decided->invalid);
    map_int(map, "over", this && decided->clashes ? draft->record->version : 0);
    add_clashes(request, map, this ? decided : NULL);
}

static void show(struct request *request, struct response *response, const struct decision *decided)
{
    struct map *page = staff_page(request, page_say(request, "profile.queue"), NULL);
    struct array *list = map_array(page, "waiting");
    struct draft **drafts =
        drafts_waiting(request->db, request->arena, DRAFT_SUBMISSION, &member_type, 0, 0);
    for (; *drafts; drafts++)
        add_waiting(request, list, *drafts, decided);
    page_render(request, response, "accounts/queue.html", page);
}

void profile_queue(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "approvals", ACTION_READ))
        show(request, response, NULL);
}

/* In the member's language: what was asked for, and why it is not done. */
static bool tell(struct db *db, const struct decision *decision)
{
    struct request *request = decision->request;
    const struct draft *draft = decision->waiting;
    struct stmt *stmt = query(db, Q_profile_mail);
    bind_int(stmt, "member", draft->record_id);
    const struct map *to = stmt_map(stmt, request->arena);
    if (!to || !map_get_text(to, "email"))
        return true; /* nobody to write to */
    enum language lang = language_of(map_get_text(to, "language"));
    struct value account = map_get(to, "account_id");
    struct map *words = map_new(request->arena);
    map_text(words, "name", record_title(draft->base, lang));
    map_text(words, "reason", decision->reason);
    map_text(words, "link", page_url(request, lang, "profile", NULL));
    return mail_add(db, request->arena, lang, "profile_declined", map_get_text(to, "email"), words,
                    account.kind == VALUE_INT ? account.number : 0, draft->record_id);
}

static bool decide(struct db *db, void *self, struct problem *problem)
{
    struct decision *decision = self;
    struct arena *arena = decision->request->arena;
    struct draft *draft = decision->waiting = draft_load(db, arena, decision->draft);
    if (!draft || draft->type != &member_type || !text_equal(draft->kind, DRAFT_SUBMISSION))
        return problem_set(problem, FAULT_MISSING, "error.text_404", "no such submission");
    if (!decision->approve)
        return draft_set_aside(db, draft, decision->author, &decision->change) &&
               tell(db, decision);
    if (decision->over == draft->record->version) /* shown, and wanted all the same */
        draft->base = record_load(db, arena, &member_type, draft->record_id);
    if (draft_publish(db, draft, NULL, &decision->clashes, problem))
        return true;
    decision->invalid = problem->fault == FAULT_INPUT;
    return false;
}

void profile_decide(struct request *request, struct response *response)
{
    long long over = 0;
    struct decision decision = { .request = request,
                                 .draft = strtoll(request_param(request, 0), NULL, 10),
                                 .approve = request_form(request, "approve") != NULL,
                                 .reason = request_form(request, "reason") };
    struct author author = visitor_author(
        request, "save", decision.approve ? "history.profile_approved" : "history.declined");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (!may_or_403(request, response, "approvals", ACTION_WRITE))
        return;
    decision.over = text_to_int(request_form(request, "over"), &over) ? over : -1;
    decision.author = &author;
    bool wordless = !decision.approve &&
                    (text_blank(decision.reason) || text_length(decision.reason) > REASON_MAX);
    if (!wordless && store_write(site_store(), &author, decide, &decision, &change, &problem)) {
        staff_saved(request, response, decision.approve ? "profile.approved" : "profile.declined",
                    decision.approve ? change : decision.change,
                    page_path(request, "admin_profiles", NULL));
        return;
    }
    if (wordless || problem.fault == FAULT_CONFLICT || decision.invalid) {
        response->status = problem.fault == FAULT_CONFLICT ? 409 : 422;
        show(request, response, &decision);
    } else if (problem.fault == FAULT_MISSING) { /* taken back, or decided by somebody else */
        staff_saved(request, response, "profile.gone", 0,
                    page_path(request, "admin_profiles", NULL));
    } else {
        page_problem(request, response, &problem);
    }
}
