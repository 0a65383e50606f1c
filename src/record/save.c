/* Writing a record: only what changed, merged with what others wrote meanwhile. */
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record_internal.h"

static bool own_column(const struct field *field)
{
    return !(field->flags & TRANSLATED) && !field_several(field);
}

static const char *value_sql(struct arena *arena, const struct field *field)
{
    return field_links(field) ? arena_print(arena, "(SELECT id FROM %s WHERE slug = :%s)",
                                            field->target, field->name)
                              : arena_print(arena, ":%s", field->name);
}

static void bind_columns(struct stmt *stmt, const struct record *record)
{
    for (const struct field *field = record->type->fields; field->name; field++) {
        const char *value = own_column(field) ? field_value(record, field, LANG_EN) : NULL;
        if (own_column(field) && (value || field->kind != KIND_YESNO))
            bind_text(stmt, field->name, value);
        else if (own_column(field))
            bind_int(stmt, field->name, 0);
    }
}

static bool insert(struct db *db, struct record *record)
{
    struct arena *arena = record->arena;
    const char *columns = "slug, state, created_at, updated_at",
               *values = ":_slug, :_state, :_now, :_now";
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!own_column(field) ||
            (!field_value(record, field, LANG_EN) && field->kind != KIND_YESNO))
            continue;
        columns = arena_print(arena, "%s, %s", columns, field_column(arena, field));
        values = arena_print(arena, "%s, %s", values, value_sql(arena, field));
    }
    struct stmt *stmt = query_text(db, arena_print(arena, "INSERT INTO %s (%s) VALUES (%s)",
                                                   record->type->name, columns, values));
    bind_text(stmt, "_slug", record->slug);
    bind_text(stmt, "_state", record->state);
    bind_int(stmt, "_now", moment_now());
    for (const struct field *field = record->type->fields; field->name; field++) {
        const char *value = own_column(field) ? field_value(record, field, LANG_EN) : NULL;
        if (value)
            bind_text(stmt, field->name, value);
        else if (own_column(field) && field->kind == KIND_YESNO)
            bind_int(stmt, field->name, 0);
    }
    if (!run(stmt))
        return false;
    record->id = last_insert_id(db);
    record->version = 1;
    return true;
}

static bool update(struct db *db, struct record *record, const struct record *before)
{
    struct arena *arena = record->arena;
    const char *sets = "version = version + 1, updated_at = :_now, slug = :_slug, state = :_state";
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (own_column(field))
            sets = arena_print(arena, "%s, %s = %s", sets, field_column(arena, field),
                               value_sql(arena, field));
    }
    struct stmt *stmt = query_text(
        db, arena_print(arena, "UPDATE %s SET %s WHERE id = :_id", record->type->name, sets));
    bind_int(stmt, "_now", moment_now());
    bind_int(stmt, "_id", record->id);
    bind_text(stmt, "_slug", record->slug);
    bind_text(stmt, "_state", record->state);
    bind_columns(stmt, record);
    record->version++;
    if (!run(stmt))
        return false;
    if (text_equal(before->slug, record->slug))
        return true;
    stmt = query_text(db, "INSERT OR REPLACE INTO slug_alias (table_name, slug, record_id) VALUES "
                          "(:table_name, :slug, :id)");
    bind_text(stmt, "table_name", record->type->name);
    bind_text(stmt, "slug", before->slug);
    bind_int(stmt, "id", record->id);
    return run(stmt);
}

static bool text_changed(const struct record *record, const struct record *before,
                         enum language lang, bool *any)
{
    bool changed = false;
    *any = false;
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!(field->flags & TRANSLATED))
            continue;
        const char *value = field_value(record, field, lang);
        *any = *any || value;
        changed = changed || !text_equal(value, before ? field_value(before, field, lang) : NULL);
    }
    return changed;
}

static bool save_text(struct db *db, const struct record *record, enum language lang, bool any)
{
    struct arena *arena = record->arena;
    const char *table = record->type->name, *columns = "", *values = "", *sets = "";
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!(field->flags & TRANSLATED))
            continue;
        columns = arena_print(arena, "%s, %s", columns, field->name);
        values = arena_print(arena, "%s, :%s", values, field->name);
        sets = arena_print(arena, "%s, %s = excluded.%s", sets, field->name, field->name);
    }
    const char *sql =
        any ? arena_print(arena,
                          "INSERT INTO %s_text (%s_id, lang%s) VALUES (:_id, :_lang%s) ON CONFLICT "
                          "DO UPDATE SET "
                          "behind_since = NULL%s",
                          table, table, columns, values, sets)
            : arena_print(arena, "DELETE FROM %s_text WHERE %s_id = :_id AND lang = :_lang", table,
                          table);
    struct stmt *stmt = query_text(db, sql);
    bind_int(stmt, "_id", record->id);
    bind_text(stmt, "_lang", language_codes[lang]);
    for (const struct field *field = record->type->fields; any && field->name; field++) {
        if (field->flags & TRANSLATED)
            bind_text(stmt, field->name, field_value(record, field, lang));
    }
    return run(stmt);
}

static bool mark_behind(struct db *db, const struct record *record, enum language lang)
{
    struct stmt *stmt =
        query_text(db, arena_print(record->arena,
                                   "UPDATE %s_text SET behind_since = ifnull(behind_since, :now) "
                                   "WHERE %s_id = :id AND lang = :lang",
                                   record->type->name, record->type->name));
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "id", record->id);
    bind_text(stmt, "lang", language_codes[lang]);
    return run(stmt);
}

/* A text that is new, was behind, or is given as a translation, catches up with the others: they are not behind it. */
static bool follows_others(struct db *db, const struct record *record, enum language lang)
{
    struct record_text text;
    return record->translated & 1u << lang || !type_translated(record->type) ||
           !record_text(db, record->type, record->id, lang, &text) || text.behind_since;
}

static bool save_texts(struct db *db, const struct record *record, const struct record *before)
{
    bool changed[LANG_COUNT], any[LANG_COUNT], follows[LANG_COUNT], good = true;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        follows[lang] = before && follows_others(db, record, (enum language)lang);
        changed[lang] = text_changed(record, before, (enum language)lang, &any[lang]);
        if (changed[lang])
            good = good && save_text(db, record, (enum language)lang, any[lang]);
    }
    for (int lang = 0; lang < LANG_COUNT; lang++) { /* the other language stayed behind */
        if (before && changed[lang] && !changed[1 - lang] && any[1 - lang] && !follows[lang])
            good = good && mark_behind(db, record, (enum language)(1 - lang));
    }
    return good;
}

static bool insert_line(struct db *db, const struct record *record, const struct field *field,
                        int position, const char *line)
{
    struct arena *arena = record->arena;
    const char *table = record->type->name;
    const char *columns = "value", *values = ":_value";
    if (field->kind == KIND_LINKS) {
        columns = "position, target_id";
        values = arena_print(arena, ":_position, (SELECT id FROM %s WHERE slug = :_value)",
                             field->target);
    } else if (field->kind == KIND_PARTS) {
        columns = "position";
        values = ":_position";
        for (const struct field *part = field->parts; part->name; part++) {
            columns = arena_print(arena, "%s, %s", columns, field_column(arena, part));
            values = arena_print(arena, "%s, %s", values, value_sql(arena, part));
        }
    }
    struct stmt *stmt = query_text(
        db, arena_print(arena, "INSERT OR IGNORE INTO %s_%s (%s_id, %s) VALUES (:_id, %s)", table,
                        field->name, table, columns, values));
    bind_int(stmt, "_id", record->id);
    if (field->kind == KIND_LINKS || field->kind == KIND_PARTS)
        bind_int(stmt, "_position", position);
    if (field->kind != KIND_PARTS)
        bind_text(stmt, "_value", line);
    const char *cells[PARTS_LIMIT] = { NULL };
    int count = field->parts ? parts_count(field) : 0;
    parts_split(arena, line, cells, count);
    for (int i = 0; i < count; i++)
        bind_text(stmt, field->parts[i].name, text_blank(cells[i]) ? NULL : cells[i]);
    return run(stmt);
}

static bool drop_several(struct db *db, const struct record *record, const struct field *field)
{
    struct stmt *drop =
        query_text(db, arena_print(record->arena, "DELETE FROM %s_%s WHERE %s_id = :id",
                                   record->type->name, field->name, record->type->name));
    bind_int(drop, "id", record->id);
    return run(drop);
}

static bool save_several(struct db *db, const struct record *record, const struct field *field,
                         bool new)
{
    bool good = new || drop_several(db, record, field);
    int position = 0;
    const char *value = field_value(record, field, LANG_EN);
    for (const char *at = value ? value : ""; *at && good;) {
        size_t len = strcspn(at, "\n");
        good = insert_line(db, record, field, ++position, arena_copy_n(record->arena, at, len));
        at += len + (at[len] == '\n');
    }
    return good;
}

static bool save_level(struct db *db, const struct record *record, const struct field *field,
                       const char *level)
{
    const char *table = record->type->name;
    const char *sql =
        level ? arena_print(record->arena,
                            "INSERT INTO %s_visibility (%s_id, field, level) VALUES (:id, :field, "
                            ":level) ON CONFLICT DO UPDATE SET level = excluded.level",
                            table, table)
              : arena_print(record->arena,
                            "DELETE FROM %s_visibility WHERE %s_id = :id AND field = :field", table,
                            table);
    struct stmt *stmt = query_text(db, sql);
    bind_int(stmt, "id", record->id);
    bind_text(stmt, "field", field->name);
    if (level)
        bind_text(stmt, "level", level);
    return run(stmt);
}

static bool save_visibility(struct db *db, const struct record *record, const struct record *before)
{
    bool good = true;
    for (const struct field *field = record->type->fields; field->name && good; field++) {
        int index = field_index(record->type, field);
        const char *level = record->visibility[index];
        if (field->flags & OWNER && !text_equal(level, before ? before->visibility[index] : NULL))
            good = save_level(db, record, field, level);
    }
    return good;
}

static void add_clash(struct record *record, struct record_clash **clashes,
                      const struct field *field, enum language lang, const char *base,
                      const char *theirs, const char *mine)
{
    struct record_clash *clash = arena_one(record->arena, struct record_clash);
    *clash = (struct record_clash){ field, lang, base, theirs, mine, *clashes };
    *clashes = clash;
}

static int privacy(const char *level)
{
    return text_equal(level, "staff") ? 2 : text_equal(level, "members") ? 1 : 0;
}

/* State, address and who sees what: the side that changed it; where both did, the more private one. */
static void merge_rest(struct record *record, const struct record *base,
                       const struct record *theirs)
{
    if (text_equal(record->state, base->state))
        record->state = theirs->state;
    if (text_equal(record->slug, base->slug))
        record->slug = theirs->slug;
    for (const struct field *field = record->type->fields; field->name; field++) {
        int index = field_index(record->type, field);
        const char *mine = record->visibility[index], *from = base->visibility[index];
        const char *other = theirs->visibility[index];
        bool both = !text_equal(mine, from) && !text_equal(other, from);
        if (text_equal(mine, from) || (both && privacy(other) > privacy(mine)))
            record->visibility[index] = other;
    }
}

/* Three versions into one: fields that only one side changed are taken from it. True when nothing clashes. */
bool record_merge(struct record *record, const struct record *base, const struct record *theirs,
                  struct record_clash **clashes)
{
    bool good = true;
    for (const struct field *field = record->type->fields; field->name; field++) {
        for (int lang = 0; lang < field_languages(field); lang++) {
            if (field->flags &
                DERIVED) { /* no form has it: what is there stays until it is derived again */
                field_set(record, field, (enum language)lang,
                          field_value(theirs, field, (enum language)lang));
                continue;
            }
            const char *from = field_value(base, field, (enum language)lang);
            const char *mine = field_value(record, field, (enum language)lang);
            const char *other = field_value(theirs, field, (enum language)lang);
            if (text_equal(mine, other) || text_equal(from, other))
                continue;
            if (text_equal(from, mine)) {
                field_set(record, field, (enum language)lang, other);
            } else {
                add_clash(record, clashes, field, (enum language)lang, from, other, mine);
                good = false;
            }
        }
    }
    merge_rest(record, base, theirs);
    return good;
}

/* Two edits that are each right can be wrong together: an end moved before a start that moved too. */
static bool merged_fits(struct record *record)
{
    struct record_errors errors = { .arena = record->arena };
    if (record->type->derive)
        record->type->derive(record, record->arena);
    if (record->type->check)
        record->type->check(record, &errors);
    return !errors.count;
}

/* Whether saving RECORD would change anything: then it keeps its version. */
static bool differs(const struct record *record, const struct record *before)
{
    if (!text_equal(record->slug, before->slug) || !text_equal(record->state, before->state))
        return true;
    for (const struct field *field = record->type->fields; field->name; field++) {
        int index = field_index(record->type, field);
        if (!text_equal(record->visibility[index], before->visibility[index]))
            return true;
        for (int lang = 0; lang < field_languages(field); lang++) {
            const char *value = field_value(record, field, (enum language)lang);
            const char *was = field_value(before, field, (enum language)lang);
            bool same = field->kind == KIND_YESNO ? text_equal(value, "1") == text_equal(was, "1")
                                                  : text_equal(value, was);
            if (!same)
                return true;
        }
    }
    return false;
}

bool record_save(struct db *db, struct record *record, const struct record *base,
                 struct record_clash **clashes, struct problem *problem)
{
    struct record *before =
        record->id ? record_load(db, record->arena, record->type, record->id) : NULL;
    if (record->id && !before)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "%s %lld", record->type->name,
                           (long long)record->id);
    if (before && (base || before->version != record->version)) {
        *clashes = NULL;
        if (!base || !record_merge(record, base, before, clashes) || !merged_fits(record))
            return problem_set(problem, FAULT_CONFLICT, "error.text_409", "%s %lld",
                               record->type->name, (long long)record->id);
        record->version = before->version;
    }
    if (before && !differs(record, before))
        return true;
    bool good = before ? update(db, record, before) : insert(db, record);
    good = good && save_texts(db, record, before) && save_visibility(db, record, before);
    for (const struct field *field = record->type->fields; field->name && good; field++) {
        if (field_several(field) &&
            !text_equal(field_value(record, field, LANG_EN),
                        before ? field_value(before, field, LANG_EN) : NULL))
            good = save_several(db, record, field, !before);
    }
    return good;
}

bool record_state_set(struct db *db, const struct record_type *type, int64_t id, const char *state,
                      struct problem *problem)
{
    struct arena *arena = arena_new();
    struct stmt *stmt = query_text(
        db,
        arena_print(
            arena,
            "UPDATE %s SET state = :state, version = version + 1, updated_at = :now WHERE id = :id",
            type->name));
    bind_text(stmt, "state", state);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "id", id);
    bool good = run(stmt);
    arena_free(arena);
    if (good && !rows_changed(db))
        return problem_set(problem, FAULT_MISSING, "error.text_404", "%s %lld", type->name,
                           (long long)id);
    return good;
}

bool record_delete(struct db *db, const struct record_type *type, int64_t id,
                   struct problem *problem)
{
    struct arena *arena = arena_new();
    struct stmt *stmt =
        query_text(db, arena_print(arena, "DELETE FROM %s WHERE id = :id", type->name));
    bool refused;
    bind_int(stmt, "id", id);
    bool good = run_unless_refused(stmt, &refused);
    arena_free(arena);
    if (refused)
        return problem_set(problem, FAULT_CONFLICT, "record.in_use",
                           "%s %lld is linked from elsewhere", type->name, (long long)id);
    if (!good)
        return false;
    stmt = query(db, Q_draft_delete_of);
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "record", id);
    return run(stmt);
}
