#include "site/privacy/person.h"

#include "base/moment.h"
#include "jobs/jobs.h"
#include "site/files/keep.h"
#include "site/privacy/tombstone.h"
#include "site/privacy/traces.h"
#include "site/site.h"

const char *person_json(const struct person *person, enum subject subject)
{
    const struct scrub_set *set = &person->who[subject];
    const char *list = "";
    for (size_t i = 0; i < set->id_count; i++)
        list = arena_print(person->arena, "%s%s%lld", list, i ? "," : "", (long long)set->ids[i]);
    return arena_print(person->arena, "[%s]", list);
}

static void add_accounts(struct db *db, const struct somebody *somebody, struct person *out)
{
    struct stmt *stmt = query(db, Q_privacy_accounts);
    bind_int(stmt, "account", somebody->account);
    bind_int(stmt, "member", somebody->member);
    bind_text(stmt, "email", somebody->email);
    while (step(stmt)) {
        person_add_id(out, SUBJECT_ACCOUNT, col_int(stmt, "id"));
        person_add_text(out, SUBJECT_EMAIL, arena_copy(out->arena, col_text(stmt, "email")));
        person_add_text(out, SUBJECT_BY, arena_copy(out->arena, col_text(stmt, "email")));
        person_add_text(out, SUBJECT_BY, arena_copy(out->arena, col_text(stmt, "name")));
        if (!col_null(stmt, "member_id"))
            person_add_id(out, SUBJECT_MEMBER, col_int(stmt, "member_id"));
    }
    done(stmt);
}

static void add_members_of(struct db *db, const char *email, struct person *out)
{
    struct stmt *stmt = query(db, Q_privacy_members_of_email);
    bind_text(stmt, "email", email);
    while (step(stmt))
        person_add_id(out, SUBJECT_MEMBER, col_int(stmt, "id"));
    done(stmt);
}

static void add_member(struct db *db, int64_t member, struct person *out)
{
    struct stmt *stmt = query(db, Q_privacy_member);
    bind_int(stmt, "member", member);
    if (step(stmt)) {
        person_add_text(out, SUBJECT_EMAIL, arena_copy(out->arena, col_text(stmt, "email")));
        person_add_text(out, SUBJECT_NAME, arena_copy(out->arena, col_text(stmt, "display_name")));
        person_add_text(out, SUBJECT_NAME, arena_copy(out->arena, col_text(stmt, "sort_name")));
    }
    done(stmt);
    stmt = query(db, Q_privacy_merged);
    bind_int(stmt, "member", member);
    while (step(stmt))
        person_add_id(out, SUBJECT_MEMBER, col_int(stmt, "loser_id"));
    done(stmt);
    stmt = query(db, Q_privacy_registrations);
    bind_int(stmt, "member", member);
    while (step(stmt))
        person_add_text(out, SUBJECT_EMAIL, arena_copy(out->arena, col_text(stmt, "email")));
    done(stmt);
}

/* An address that others have too says nothing of this person alone. */
static void leave_shared(struct db *db, struct person *out)
{
    struct scrub_set all = out->who[SUBJECT_EMAIL];
    out->who[SUBJECT_EMAIL] = (struct scrub_set){ 0 };
    for (size_t i = 0; i < all.text_count; i++) {
        struct stmt *stmt = query(db, Q_privacy_email_shared);
        bind_text(stmt, "email", all.texts[i]);
        bind_text(stmt, "members", person_json(out, SUBJECT_MEMBER));
        bind_text(stmt, "accounts", person_json(out, SUBJECT_ACCOUNT));
        if (!scalar_int(stmt))
            person_add_text(out, SUBJECT_EMAIL, all.texts[i]);
    }
}

bool person_find(struct db *db, struct arena *arena, const struct somebody *somebody,
                 struct person *out)
{
    *out = (struct person){ .arena = arena };
    if (somebody->member)
        person_add_id(out, SUBJECT_MEMBER, somebody->member);
    add_accounts(db, somebody, out);
    if (somebody->email && !somebody->member)
        add_members_of(db, somebody->email, out);
    for (size_t i = 0; i < out->who[SUBJECT_MEMBER].id_count; i++)
        add_member(db, out->who[SUBJECT_MEMBER].ids[i], out);
    person_add_text(out, SUBJECT_EMAIL, somebody->email);
    leave_shared(db, out);
    return out->who[SUBJECT_MEMBER].id_count || out->who[SUBJECT_ACCOUNT].id_count ||
           out->who[SUBJECT_EMAIL].text_count;
}

bool person_is_last_administrator(struct db *db, const struct person *person)
{
    struct stmt *stmt = query(db, Q_privacy_last_administrator);
    bind_text(stmt, "accounts", person_json(person, SUBJECT_ACCOUNT));
    return scalar_int(stmt);
}

/* --- erasing ---------------------------------------------------------------------------------------------------- */

static void found_file(void *self, int64_t id)
{
    person_add_id(self, SUBJECT_FILE, id);
}

static bool run_with(struct db *db, enum query_id id, int64_t number)
{
    struct stmt *stmt = query(db, id);
    bind_int(stmt, "id", number);
    return run(stmt);
}

/* The person's pictures, now and before; one that somebody else's record uses too stays. */
static bool erase_files(struct db *db, struct person *person)
{
    struct scrub_set files = person->who[SUBJECT_FILE];
    bool good = true;
    person->who[SUBJECT_FILE] = (struct scrub_set){ 0 };
    for (size_t i = 0; i < files.id_count && good; i++) {
        struct stmt *stmt = query(db, Q_privacy_file_data);
        bind_int(stmt, "id", files.ids[i]);
        int64_t data = scalar_int(stmt);
        if (file_is_used(db, files.ids[i]))
            continue;
        person_add_id(person, SUBJECT_FILE, files.ids[i]);
        good = run_with(db, Q_privacy_file_forget, files.ids[i]) &&
               run_with(db, Q_privacy_file_alias, files.ids[i]) &&
               run_with(db, Q_privacy_file_drop, files.ids[i]) &&
               (!data || run_with(db, Q_privacy_file_data_drop, data));
    }
    return good;
}

static bool note_in_history(struct db *db, int64_t account, const char *who, const char *why)
{
    struct stmt *stmt = query(db, Q_privacy_note);
    bind_int(stmt, "now", moment_now());
    if (account)
        bind_int(stmt, "account", account);
    bind_text(stmt, "who", who ? who : "");
    bind_text(stmt, "why", why);
    return run(stmt);
}

/* Only the number and when the record was made: no backup shall bring them back (tombstone.h). */
static bool remember(struct db *db, const struct person *person, enum query_id id,
                     enum subject subject)
{
    struct stmt *stmt = query(db, id);
    bind_text(stmt, "numbers", person_json(person, subject));
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

/* One for all that were erased meanwhile. */
static bool plan_scouring(struct db *db)
{
    int64_t now = moment_now(), at = tombstones_scour_at(site_store(), now);
    return job_remove(db, "scour", 0) && job_add(db, "scour", 0, at) &&
           (at <= now || (job_remove(db, "tidy", 0) && job_add(db, "tidy", 0, now)));
}

bool erased_note(struct db *db, int64_t account, const char *who, const char *why)
{
    return note_in_history(db, account, who, why) && plan_scouring(db);
}

bool person_erase(struct db *db, const struct somebody *somebody, int64_t account, const char *who,
                  const char *why, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct person person;
    bool good = person_find(db, arena, somebody, &person);
    if (!good)
        problem_set(problem, FAULT_MISSING, "error.text_404", "nobody to erase");
    else if (person_is_last_administrator(db, &person))
        good = problem_set(problem, FAULT_INPUT, "privacy.last_administrator",
                           "the last administrator");
    if (good) {
        good = remember(db, &person, Q_privacy_erased_members, SUBJECT_MEMBER) &&
               remember(db, &person, Q_privacy_erased_accounts, SUBJECT_ACCOUNT);
        personal_linked(db, &person, "file", found_file, &person);
        good = good && traces_erase(db, &person) && personal_erase_rows(db, &person) &&
               erase_files(db, &person) && personal_erase_history(db, &person) &&
               erased_note(db, account, who, why);
    }
    arena_free(arena);
    return good;
}
