/* The texts of a record in one language: public or not, right or behind the others. */
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record_internal.h"

bool type_translated(const struct record_type *type)
{
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & TRANSLATED && !(field->flags & DERIVED))
            return true;
    }
    return false;
}

bool record_text(struct db *db, const struct record_type *type, int64_t id, enum language lang,
                 struct record_text *out)
{
    struct arena *arena = arena_new();
    struct stmt *stmt = query_text(
        db, arena_print(
                arena, "SELECT state, behind_since FROM %s_text WHERE %s_id = :id AND lang = :lang",
                type->name, type->name));
    bind_int(stmt, "id", id);
    bind_text(stmt, "lang", language_codes[lang]);
    *out = (struct record_text){ 0 };
    out->there = step(stmt);
    if (out->there) {
        out->is_public = text_equal(col_text(stmt, "state"), "published");
        out->behind_since = col_int(stmt, "behind_since");
    }
    done(stmt);
    arena_free(arena);
    return out->there;
}

static bool set(struct db *db, const struct record_type *type, int64_t id, enum language lang,
                const char *what, const char *state)
{
    struct arena *arena = arena_new();
    struct stmt *stmt = query_text(
        db, arena_print(arena, "UPDATE %s_text SET %s WHERE %s_id = :id AND lang = :lang",
                        type->name, what, type->name));
    bind_int(stmt, "id", id);
    bind_text(stmt, "lang", language_codes[lang]);
    if (state)
        bind_text(stmt, "state", state);
    bool good = run(stmt);
    arena_free(arena);
    return good;
}

bool record_text_state_set(struct db *db, const struct record_type *type, int64_t id,
                           enum language lang, const char *state)
{
    return set(db, type, id, lang, "state = :state", state);
}

bool record_text_fresh(struct db *db, const struct record_type *type, int64_t id,
                       enum language lang)
{
    return set(db, type, id, lang, "behind_since = NULL", NULL);
}

struct record *record_before(struct db *db, struct arena *arena, const struct record_type *type,
                             int64_t id, int64_t at)
{
    struct past *past = past_open(db, arena, type, id);
    struct stmt *stmt = query_text(
        db, "SELECT c.id AS change FROM change_record r JOIN change c ON c.id = r.change_id "
            "WHERE r.table_name = :table_name AND r.record_id = :id AND c.at >= :at "
            "ORDER BY c.id DESC");
    bool known = true;
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "id", id);
    bind_int(stmt, "at", at);
    while (known && step(stmt))
        known = past_take_back(past, col_int(stmt, "change"));
    done(stmt);
    return known ? past_record(past) : NULL;
}

/* --- what waits for translators ------------------------------------------------------------------------------- */

/* Public records whose title has words in another language and none that are public in LANG, or that are behind. T: what tells
 * since when; the oldest first. */
static const char *waiting_sql(struct arena *arena, const struct record_type *type)
{
    const char *t = type->name, *title = type->title;
    const char *elsewhere = arena_print(arena,
                                        "EXISTS (SELECT 1 FROM %s_text o WHERE o.%s_id = t.id AND "
                                        "o.lang != :lang AND o.%s IS NOT NULL)",
                                        t, t, title);
    return arena_print(
        arena,
        "SELECT t.id AS id, x.behind_since AS behind_since, t.updated_at AS updated_at, "
        "x.%s IS NOT NULL AS there FROM %s t LEFT JOIN %s_text x ON x.%s_id = t.id AND "
        "x.lang = :lang WHERE t.state = 'published' AND (x.behind_since IS NOT NULL OR "
        "((x.%s IS NULL OR x.state != 'published') AND %s)) "
        "ORDER BY x.behind_since IS NULL, ifnull(x.behind_since, t.updated_at), t.id LIMIT 1000",
        title, t, t, t, title, elsewhere);
}

int texts_waiting(struct db *db, struct arena *arena, const struct record_type *type,
                  enum language lang, struct text_waiting *out, int limit, int counts[3])
{
    const struct field *title = field_named(type, type->title);
    int count = 0;
    memset(counts, 0, 3 * sizeof *counts);
    if (!title || !(title->flags & TRANSLATED))
        return 0;
    struct stmt *stmt = query_text(db, waiting_sql(arena, type));
    bind_text(stmt, "lang", language_codes[lang]);
    while (step(stmt)) {
        bool behind = !col_null(stmt, "behind_since");
        struct text_waiting row = { col_int(stmt, "id"),
                                    col_int(stmt, behind ? "behind_since" : "updated_at"),
                                    behind                   ? TEXT_BEHIND
                                    : col_int(stmt, "there") ? TEXT_NOT_PUBLIC
                                                             : TEXT_MISSING };
        counts[row.why]++;
        if (count < limit)
            out[count++] = row;
    }
    done(stmt);
    return count;
}
