#include "site/privacy/erasure.h"

#include "base/moment.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "record/record.h"
#include "site/accounts/mail.h"
#include "site/audit.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/privacy/privacy.h"
#include "site/privacy/tombstone.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

struct value erasure_waiting(struct db *db, struct arena *arena, const struct somebody *somebody)
{
    struct stmt *stmt = query(db, Q_erasure_waiting);
    bind_int(stmt, "member", somebody->member);
    bind_int(stmt, "account", somebody->account);
    return stmt_row(stmt, arena);
}

/* The member's record as it stands now; taken down if it is public. */
static bool take_down(struct db *db, struct arena *arena, int64_t member, const char **state,
                      struct problem *problem)
{
    struct stmt *stmt = query(db, Q_erasure_member_state);
    bind_int(stmt, "member", member);
    *state = scalar_text(stmt, arena);
    return !text_equal(*state, "published") ||
           record_state_set(db, &member_type, member, "archived", problem);
}

static bool run_account(struct db *db, enum query_id id, int64_t account)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "account", account);
    return run(stmt);
}

static bool close_account(struct db *db, int64_t account)
{
    return run_account(db, Q_erasure_account_close, account) &&
           run_account(db, Q_erasure_sessions_end, account);
}

/* Ends the terms of membership; CALLED_OFF brings those back that the request ended. */
static bool end_terms(struct db *db, struct arena *arena, int64_t member, int64_t called_off)
{
    struct stmt *stmt = query(db, called_off ? Q_erasure_terms_back : Q_erasure_terms_end);
    bind_int(stmt, "member", member);
    bind_int(stmt, "now", moment_now());
    if (called_off)
        bind_int(stmt, "id", called_off);
    else
        bind_text(stmt, "today", membership_today(arena));
    return run(stmt);
}

static bool add_request(struct db *db, const struct erasure_request *ask, const char *state,
                        int64_t due_at)
{
    struct stmt *stmt = query(db, Q_erasure_add);
    char hash[HASH_SIZE];
    secret_hash(ask->token, hash);
    bind_text(stmt, "kind", ask->what == LEAVE_KEEP ? "leave" : "erase");
    bind_text(stmt, "origin", ask->origin);
    if (ask->somebody.member)
        bind_int(stmt, "member", ask->somebody.member);
    if (ask->somebody.account)
        bind_int(stmt, "account", ask->somebody.account);
    bind_text(stmt, "email", ask->somebody.email);
    bind_text(stmt, "previous_state", state);
    bind_text(stmt, "reason", ask->reason);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "due_at", due_at);
    return run(stmt) &&
           (ask->what != LEAVE_ERASE || job_add(db, "erase", last_insert_id(db), due_at));
}

static bool tell(struct db *db, const struct erasure_request *ask, int64_t due_at)
{
    struct request *request = ask->request;
    struct stmt *stmt = query(db, Q_erasure_address);
    bind_int(stmt, "member", ask->somebody.member);
    bind_int(stmt, "account", ask->somebody.account);
    const struct map *to = stmt_map(stmt, request->arena);
    if (!to || !map_get_text(to, "email"))
        return true; /* nobody to write to */
    enum language lang = language_of(map_get_text(to, "language"));
    struct map *words = map_new(request->arena);
    char iso[24];
    moment_iso(due_at, iso);
    map_set(words, "name", map_get(to, "name"));
    map_text(words, "due",
             locale_date(locale_of(lang), request->arena, arena_copy_n(request->arena, iso, 10)));
    map_text(words, "link", page_url(request, lang, "privacy_cancel", ask->token));
    return mail_add(db, request->arena, lang, ask->what == LEAVE_KEEP ? "left" : "erasure",
                    map_get_text(to, "email"), words, ask->somebody.account, ask->somebody.member);
}

/* One that waits already gives way; how the record stood before it is remembered. */
static bool replace_waiting(struct db *db, struct erasure_request *ask, const char **state)
{
    struct value waiting = erasure_waiting(db, ask->request->arena, &ask->somebody);
    struct value before = value_get(waiting, symbol_of("previous_state"));
    if (waiting.kind != VALUE_OBJECT)
        return true;
    if (before.kind == VALUE_TEXT)
        *state = before.text;
    int64_t id = value_get(waiting, symbol_of("id")).number;
    struct stmt *stmt = query(db, Q_erasure_cancelled);
    bind_int(stmt, "id", id);
    return run(stmt) && job_remove(db, "erase", id);
}

static bool erase_now(struct db *db, const struct erasure_request *ask, struct problem *problem)
{
    const struct visitor *visitor = visitor_of(ask->request);
    bool staff = text_equal(ask->origin, "staff");
    struct stmt *waiting = query(db, Q_erasure_done_of);
    bind_int(waiting, "member", ask->somebody.member);
    bind_int(waiting, "account", ask->somebody.account);
    bind_int(waiting, "now", moment_now());
    if (!run(waiting))
        return false;
    if (!rows_changed(db)) {
        struct stmt *none = query(db, Q_erasure_note_done);
        bind_text(none, "origin", ask->origin);
        bind_int(none, "now", moment_now());
        if (!run(none))
            return false;
    }
    return audit_add(db, ask->request, "erase", "privacy", 0, NULL) &&
           person_erase(db, &ask->somebody, staff ? visitor->account : 0,
                        staff ? visitor_name(visitor) : "", "history.erased_request", problem);
}

bool erasure_ask(struct db *db, struct erasure_request *ask, struct problem *problem)
{
    struct person person;
    const char *state = NULL;
    char *token = arena_bytes(ask->request->arena, TOKEN_SIZE);
    int64_t due_at = moment_now() + ERASURE_DAYS * 86400;
    if (!person_find(db, ask->request->arena, &ask->somebody, &person))
        return problem_set(problem, FAULT_MISSING, "error.text_404", "nobody");
    if (person_is_last_administrator(db, &person))
        return problem_set(problem, FAULT_INPUT, "privacy.last_administrator",
                           "the last administrator");
    if (ask->what == LEAVE_NOW)
        return erase_now(db, ask, problem);
    secret_token(token);
    ask->token = token;
    if (ask->what == LEAVE_KEEP) {
        struct stmt *stmt = query(db, Q_erasure_left_due);
        bind_int(stmt, "now", moment_now());
        due_at = scalar_int(stmt);
    }
    return (!ask->somebody.member ||
            (take_down(db, ask->request->arena, ask->somebody.member, &state, problem) &&
             end_terms(db, ask->request->arena, ask->somebody.member, 0))) &&
           replace_waiting(db, ask, &state) && add_request(db, ask, state, due_at) &&
           tell(db, ask, due_at) &&
           audit_add(db, ask->request, ask->what == LEAVE_KEEP ? "leave" : "erase_asked", "privacy",
                     ask->somebody.member, NULL) &&
           (ask->what != LEAVE_KEEP || !ask->somebody.account ||
            close_account(db, ask->somebody.account));
}

/* Only what the request took down: what the staff decided since then stands. */
static bool put_up(struct db *db, struct arena *arena, int64_t member, const char *before,
                   struct problem *problem)
{
    struct stmt *stmt = query(db, Q_erasure_member_state);
    bind_int(stmt, "member", member);
    const char *now = scalar_text(stmt, arena);
    return !text_equal(before, "published") || !text_equal(now, "archived") ||
           record_state_set(db, &member_type, member, before, problem);
}

bool erasure_call_off(struct db *db, int64_t erasure, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct stmt *stmt = query(db, Q_erasure_one);
    bind_int(stmt, "id", erasure);
    struct value row = stmt_row(stmt, arena), member = value_get(row, symbol_of("member_id")),
                 account = value_get(row, symbol_of("account_id")),
                 state = value_get(row, symbol_of("previous_state"));
    bool good = row.kind == VALUE_OBJECT;
    if (!good)
        problem_set(problem, FAULT_MISSING, "privacy.cancel_gone", "nothing waits");
    if (good && member.kind == VALUE_INT && state.kind == VALUE_TEXT)
        good = put_up(db, arena, member.number, state.text, problem) &&
               end_terms(db, arena, member.number, erasure);
    if (good && account.kind == VALUE_INT)
        good = run_account(db, Q_erasure_account_open, account.number);
    if (good) {
        stmt = query(db, Q_erasure_cancelled);
        bind_int(stmt, "id", erasure);
        good = run(stmt) && job_remove(db, "erase", erasure);
    }
    arena_free(arena);
    return good;
}

bool privacy_erase_due(struct db *db, int64_t erasure, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct stmt *stmt = query(db, Q_erasure_one);
    bind_int(stmt, "id", erasure);
    struct value row = stmt_row(stmt, arena), member = value_get(row, symbol_of("member_id")),
                 account = value_get(row, symbol_of("account_id")),
                 email = value_get(row, symbol_of("email"));
    bool good = true;
    if (row.kind == VALUE_OBJECT) {
        const struct somebody somebody = { member.kind == VALUE_INT ? member.number : 0,
                                           account.kind == VALUE_INT ? account.number : 0,
                                           email.kind == VALUE_TEXT ? email.text : NULL };
        stmt = query(db, Q_erasure_done);
        bind_int(stmt, "id", erasure);
        bind_int(stmt, "now", moment_now());
        good = run(stmt) && person_erase(db, &somebody, 0, "", "history.erased_due", problem);
    }
    arena_free(arena);
    return good;
}

static bool take_off(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return job_remove(db, "scour", 0);
}

bool erasure_finish(const struct request *request)
{
    bool small = tombstones_scour_at(site_store(), 0) == 0, good = false;
    reader_end(request->db);
    if (!small)
        tombstones_tidy(site_store(), NULL);
    else if (tombstones_scour(site_store(), NULL))
        good = store_write_quietly(site_store(), take_off, NULL, NULL);
    reader_begin(request->db, NULL);
    return good;
}
