#include "site/privacy/traces.h"

#include <string.h>

#include "base/text.h"
#include "record/draft.h"
#include "record/table.h"
#include "site/privacy/person.h"
#include "web/body.h"
#include "web/locale.h"

#define SHORT 3 /* bytes: less names nobody */
#define ROW_LIMIT 65536
#define AT_ONCE 200

/* Folded: without accents and case. */
struct needles {
    struct db *db;
    struct arena *arena;
    struct scrub_set slugs, all; /* ALL: slugs, addresses and whole names */
    const struct scrub_set *names;
};

static void add(struct needles *needles, struct scrub_set *set, const char *text)
{
    const char **texts = arena_many(needles->arena, const char *, set->text_count + 1);
    if (set->text_count)
        memcpy(texts, set->texts, set->text_count * sizeof *texts);
    texts[set->text_count++] = text;
    set->texts = texts;
}

static void add_all(struct needles *needles, const struct scrub_set *from)
{
    for (size_t i = 0; i < from->text_count; i++) {
        if (strlen(from->texts[i]) >= SHORT)
            add(needles, &needles->all, locale_fold(needles->arena, from->texts[i]));
    }
}

static void read_needles(const struct person *person, struct needles *needles)
{
    struct stmt *stmt = query(needles->db, Q_privacy_slugs);
    bind_text(stmt, "members", person_json(person, SUBJECT_MEMBER));
    while (step(stmt))
        add(needles, &needles->slugs, arena_copy(needles->arena, col_text(stmt, "slug")));
    done(stmt);
    needles->names = &person->who[SUBJECT_NAME];
    add_all(needles, &needles->slugs);
    add_all(needles, &person->who[SUBJECT_EMAIL]);
    add_all(needles, needles->names);
}

static bool holds(const struct needles *needles, struct arena *arena, const char *text)
{
    const char *folded = locale_fold(arena, text ? text : "");
    for (size_t i = 0; i < needles->all.text_count; i++) {
        if (strstr(folded, needles->all.texts[i]))
            return true;
    }
    return false;
}

static const char *plain(struct arena *arena, const char *query)
{
    char *text = arena_copy(arena, query);
    return percent_decode(text, true) ? text : query;
}

static bool run_id(struct db *db, enum query_id query_id, int64_t id)
{
    struct stmt *stmt = query(db, query_id);
    bind_int(stmt, "id", id);
    return run(stmt);
}

/* Of what is found at most AT_ONCE; *MORE: there may be others. */
static bool drop_some_forms(const struct needles *needles, bool *more)
{
    const char *tokens[AT_ONCE];
    int count = 0;
    bool good = true;
    struct stmt *stmt = query(needles->db, Q_privacy_kept_forms);
    while (count < AT_ONCE && step(stmt)) {
        if (holds(needles, needles->arena, col_text(stmt, "fields")))
            tokens[count++] = arena_copy(needles->arena, col_text(stmt, "token"));
    }
    done(stmt);
    for (int i = 0; i < count && good; i++) {
        stmt = query(needles->db, Q_privacy_kept_form_drop);
        bind_text(stmt, "token", tokens[i]);
        good = run(stmt);
    }
    *more = count == AT_ONCE;
    return good;
}

static bool drop_forms(const struct needles *needles)
{
    bool good = true;
    for (bool more = true; more && good;)
        good = drop_some_forms(needles, &more);
    return good;
}

/* Runs DROP for those rows of LIST whose name or query names the person. */
static bool drop_some_lists(const struct needles *needles, enum query_id list, const char *column,
                            enum query_id drop, bool *more)
{
    int64_t ids[AT_ONCE];
    int count = 0;
    bool good = true;
    struct stmt *stmt = query(needles->db, list);
    while (count < AT_ONCE && step(stmt)) {
        const char *query = plain(needles->arena, col_text(stmt, column));
        if (holds(needles, needles->arena, query) ||
            (list == Q_privacy_views && holds(needles, needles->arena, col_text(stmt, "name"))))
            ids[count++] = col_int(stmt, "id");
    }
    done(stmt);
    for (int i = 0; i < count && good; i++)
        good = run_id(needles->db, drop, ids[i]);
    *more = count == AT_ONCE;
    return good;
}

static bool drop_lists(const struct needles *needles, enum query_id list, const char *column,
                       enum query_id drop)
{
    bool good = true;
    for (bool more = true; more && good;)
        good = drop_some_lists(needles, list, column, drop, &more);
    return good;
}

/* --- files for import --------------------------------------------------------------------------------------------- */

struct looking {
    const struct needles *needles;
    struct arena *arena; /* of one row */
    int columns;
    bool found;
};

/* Whether all words of a name stand in the row: given names and surnames have columns of their own. */
static bool has_words(struct arena *arena, const char *folded_row, const char *name)
{
    const char *folded = locale_fold(arena, name);
    int words = 0;
    for (const char *at = folded; *at;) {
        size_t len = strcspn(at, " ,");
        if (len && !strstr(folded_row, arena_copy_n(arena, at, len)))
            return false;
        words += len != 0;
        at += len + (at[len] != '\0');
    }
    return words > 1;
}

static bool look_at_row(void *self, long number, const char *const *cells, const char *fault)
{
    struct looking *looking = self;
    const struct needles *needles = looking->needles;
    const char *row = "";
    (void)number;
    (void)fault;
    for (int i = 0; i < looking->columns; i++) {
        if (!text_blank(cells[i]) && strlen(row) < ROW_LIMIT)
            row = arena_print(looking->arena, "%s%s\n", row, cells[i]);
    }
    looking->found = holds(needles, looking->arena, row);
    row = locale_fold(looking->arena, row);
    for (size_t i = 0; i < needles->names->text_count; i++)
        looking->found |= has_words(looking->arena, row, needles->names->texts[i]);
    arena_reset(looking->arena);
    return !looking->found;
}

static bool file_names(const struct needles *needles, int64_t id)
{
    struct arena *arena = arena_new();
    struct looking looking = { .needles = needles, .arena = arena_new() };
    struct table table;
    const char *argument;
    size_t len = 0;
    struct stmt *stmt = query(needles->db, Q_imports_file);
    bind_int(stmt, "id", id);
    const char *bytes = step(stmt) ? col_blob(stmt, "data", &len) : NULL;
    if (bytes && !table_open(arena, bytes, len, &table, &argument)) {
        looking.columns = table.columns;
        table_each(&table, look_at_row, &looking);
    }
    done(stmt);
    arena_free(looking.arena);
    arena_free(arena);
    return looking.found;
}

static bool drop_some_imports(const struct needles *needles, int64_t *after, bool *more)
{
    int64_t ids[AT_ONCE];
    bool named[AT_ONCE];
    int count = 0;
    bool good = true;
    struct stmt *stmt = query(needles->db, Q_privacy_imports);
    bind_int(stmt, "after", *after);
    while (count < AT_ONCE && step(stmt)) {
        named[count] = holds(needles, needles->arena, col_text(stmt, "name"));
        ids[count++] = col_int(stmt, "id");
    }
    done(stmt);
    for (int i = 0; i < count && good; i++) {
        if (named[i] || file_names(needles, ids[i]))
            good = run_id(needles->db, Q_privacy_import_drop, ids[i]) &&
                   run_id(needles->db, Q_imports_error_clear, ids[i]) &&
                   run_id(needles->db, Q_privacy_import_clear, ids[i]);
    }
    *more = count == AT_ONCE;
    *after = count ? ids[count - 1] : *after;
    return good;
}

static bool drop_imports(const struct needles *needles)
{
    int64_t after = 0;
    bool good = true;
    for (bool more = true; more && good;)
        good = drop_some_imports(needles, &after, &more);
    return good;
}

bool traces_erase(struct db *db, const struct person *person)
{
    struct needles needles = { .db = db, .arena = person->arena };
    read_needles(person, &needles);
    return drafts_forget(db, person, &needles.slugs) && drop_forms(&needles) &&
           drop_lists(&needles, Q_privacy_views, "query", Q_privacy_view_drop) &&
           drop_lists(&needles, Q_privacy_bulks, "back", Q_privacy_bulk_clear) &&
           drop_imports(&needles);
}
