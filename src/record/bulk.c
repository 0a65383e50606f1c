#include "record/bulk.h"

#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

bool record_stand(struct db *db, struct arena *arena, const struct record_type *type, int64_t id,
                  int64_t *version, const char **state)
{
    struct stmt *stmt = query_text(
        db, arena_print(arena, "SELECT version, state FROM %s WHERE id = :id", type->name));
    bind_int(stmt, "id", id);
    bool found = step(stmt);
    *version = found ? col_int(stmt, "version") : 0;
    *state = found ? arena_copy(arena, col_text(stmt, "state")) : NULL;
    done(stmt);
    return found;
}

const char *record_title_of(struct db *db, struct arena *arena, const struct record_type *type,
                            int64_t id, enum language lang)
{
    struct stmt *stmt =
        query_text(db, arena_print(arena, "SELECT ifnull(%s, t.slug) FROM %s t WHERE t.id = :id",
                                   title_of_sql(arena, type, "t.id", lang), type->name));
    bind_int(stmt, "id", id);
    return scalar_text(stmt, arena);
}

static bool valid(struct db *db, struct record *record)
{
    struct record_errors errors = { .arena = record->arena };
    return record_validate(db, record, &errors);
}

/* A state is set as it is; what becomes public must be whole. */
static const char *set_state(struct db *db, struct arena *arena, const struct record_type *type,
                             int64_t id, const char *present, const char *state,
                             struct problem *problem)
{
    if (text_equal(present, state))
        return "record.trouble_same";
    if (text_equal(present, "pending") || text_equal(present, "declined"))
        return "record.trouble_waits"; /* an application: decided one by one, with its message */
    if (text_equal(state, "published")) {
        struct record *record = record_load(db, arena, type, id);
        if (!record || !valid(db, record))
            return "record.trouble_incomplete";
    }
    return record_state_set(db, type, id, state, problem) ? NULL : "record.trouble_failed";
}

static const char *without_line(struct arena *arena, const char *lines, const char *line)
{
    const char *out = "";
    for (const char *at = lines; *at;) {
        size_t len = strcspn(at, "\n");
        const char *one = arena_copy_n(arena, at, len);
        if (strcmp(one, line))
            out = arena_print(arena, "%s%s%s", out, *out ? "\n" : "", one);
        at += len + (at[len] == '\n');
    }
    return out;
}

static const char *changed_value(struct arena *arena, const char *now,
                                 const struct record_action *action)
{
    if (action->act == ACT_SET)
        return text_equal(now, action->value) ? now : action->value;
    if (text_has_line(now, action->value) == (action->act == ACT_ADD))
        return now;
    if (action->act == ACT_REMOVE)
        return without_line(arena, now, action->value);
    return now ? arena_print(arena, "%s\n%s", now, action->value) : action->value;
}

static const char *change_field(struct db *db, struct arena *arena, const struct record_type *type,
                                int64_t id, const struct record_action *action,
                                struct problem *problem)
{
    struct record_clash *clashes = NULL;
    struct record *record = record_load(db, arena, type, id);
    if (!record)
        return "record.trouble_gone";
    const char *now = record_value(record, action->field->name, LANG_EN),
               *value = changed_value(arena, now, action);
    if (value == now)
        return "record.trouble_same";
    record_set(record, action->field->name, LANG_EN, value);
    if (!valid(db, record))
        return "record.trouble_refused";
    return record_save(db, record, NULL, &clashes, problem) ? NULL : "record.trouble_failed";
}

const char *record_act(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t id, int64_t version, const struct record_action *action,
                       struct problem *problem)
{
    int64_t present;
    const char *state;
    if (!record_stand(db, arena, type, id, &present, &state))
        return "record.trouble_gone";
    if (present != version)
        return "record.trouble_edited";
    if (action->not_public && text_equal(state, "published"))
        return "record.trouble_public";
    if (action->act == ACT_STATE)
        return set_state(db, arena, type, id, state, action->value, problem);
    if (action->act != ACT_DELETE)
        return change_field(db, arena, type, id, action, problem);
    if (record_delete(db, type, id, problem))
        return NULL;
    if (problem->fault != FAULT_CONFLICT)
        return "record.trouble_failed";
    *problem = (struct problem){ 0 };
    return "record.in_use";
}
