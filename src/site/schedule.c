#include "site/schedule.h"

#include "base/moment.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "site/accounts/mail.h"
#include "site/origin.h"
#include "site/site.h"
#include "web/locale.h"

static bool set_moment(struct db *db, int64_t draft, int64_t at)
{
    return job_remove(db, SCHEDULE_JOB, draft) && draft_schedule(db, draft, at) &&
           (!at || job_add(db, SCHEDULE_JOB, draft, at));
}

/* The plan for STATE that is there already: a new moment replaces the old one. */
static int64_t planned(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t id, const char *state)
{
    struct draft **drafts = drafts_waiting(db, arena, DRAFT_SCHEDULED, type, id, 0);
    while (*drafts && !text_equal((*drafts)->record->state, state))
        drafts++;
    return *drafts ? (*drafts)->id : 0;
}

bool schedule_add(struct db *db, struct arena *arena, const struct record_type *type, int64_t id,
                  const char *state, int64_t at, int64_t account, struct problem *problem)
{
    struct record *record = record_load(db, arena, type, id);
    int64_t number = 0;
    if (!record)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "%s %lld", type->name,
                           (long long)id);
    if (text_equal(record->state, state)) {
        struct draft *draft = draft_of(db, arena, type, id, DRAFT_STAFF);
        if (!draft)
            return problem_set(problem, FAULT_INPUT, "edit.nothing_to_publish", "no draft");
        return set_moment(db, draft->id, at);
    }
    struct record *then = record_copy(record);
    then->state = state;
    number = planned(db, arena, type, id, state);
    return draft_save(db, DRAFT_SCHEDULED, then, record, account, NULL, &number) &&
           set_moment(db, number, at);
}

bool schedule_cancel(struct db *db, struct arena *arena, int64_t id)
{
    struct draft *draft = draft_load(db, arena, id);
    if (!draft)
        return true;
    if (!text_equal(draft->kind, DRAFT_SCHEDULED))
        return set_moment(db, id, 0);
    return job_remove(db, SCHEDULE_JOB, id) && draft_discard(db, id);
}

bool schedule_set_aside(struct db *db, const struct draft *draft, const struct author *author,
                        int64_t *change)
{
    return job_remove(db, SCHEDULE_JOB, draft->id) && draft_set_aside(db, draft, author, change);
}

bool schedule_bring_back(struct db *db, const struct author *author, int64_t number, bool publishes,
                         struct problem *problem)
{
    struct arena *arena = arena_new();
    int64_t id;
    bool good = draft_bring_back(db, author, number, &id, problem);
    struct draft *draft = good ? draft_load(db, arena, id) : NULL;
    bool past = draft && draft->publish_at && draft->publish_at <= moment_now();
    if (past && text_equal(draft->kind, DRAFT_SCHEDULED))
        good = problem_set(problem, FAULT_CONFLICT, "edit.moment_past", "its moment has passed");
    if (good && draft)
        good = set_moment(db, id, past || !publishes ? 0 : draft->publish_at);
    arena_free(arena);
    return good;
}

/* Writes to who made the draft; without an address of the site there is no link to give. */
static bool tell(struct db *db, struct arena *arena, const struct draft *draft)
{
    struct stmt *stmt = query(db, Q_draft_author);
    bind_int(stmt, "id", draft->account);
    const struct map *author = stmt_map(stmt, arena);
    if (!author)
        return true;
    enum language lang = language_of(map_get_text(author, "language"));
    const char *origin = site_origin(db, arena);
    const char *number = arena_number(arena, draft->record_id);
    const char *params[4] = { draft->type->admin, number };
    struct map *words = map_new(arena);
    map_text(words, "name", map_get_text(author, "name"));
    map_text(words, "title", record_title(draft->record, lang));
    map_text(words, "trouble", locale_text(locale_of(lang), draft->trouble));
    map_text(words, "link",
             origin ? arena_print(arena, "%s%s", origin,
                                  router_path(site_router(), arena, "admin_edit", lang, params))
                    : NULL);
    return mail_add(db, arena, lang, "schedule", map_get_text(author, "email"), words,
                    draft->account, 0);
}

bool schedule_run(struct db *db, int64_t id, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct draft *draft = draft_load(db, arena, id);
    struct record_clash *clashes = NULL;
    bool good = true;
    if (draft && draft->publish_at && draft->publish_at <= moment_now()) {
        good = draft_publish(db, draft, NULL, &clashes, problem);
        if (!good && (problem->fault == FAULT_CONFLICT || problem->fault == FAULT_INPUT)) {
            draft->trouble =
                problem->fault == FAULT_CONFLICT ? "edit.trouble_conflict" : "edit.trouble_invalid";
            good = draft_trouble(db, id, draft->trouble) && tell(db, arena, draft);
        }
    }
    arena_free(arena);
    return good;
}

const char *schedule_who(struct db *db, int64_t id, struct arena *arena)
{
    struct draft *draft = draft_load(db, arena, id);
    return draft ? draft->who : NULL;
}
