#include "record/draft.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/personal.h"
#include "record/record_internal.h"

#define LIST_LIMIT 200

/* --- what differs, as JSON ---------------------------------------------------------------------------------- */

static const char *field_key(struct arena *arena, const struct field *field, enum language lang)
{
    return field->flags & TRANSLATED
               ? arena_print(arena, "%s.%s", field->name, language_codes[lang])
               : field->name;
}

static void pack_pair(json_t *json, const char *key, const char *from, const char *to)
{
    if (!text_equal(from, to))
        json_object_set_new(
            json, key,
            json_pack("[s?, s?]", text_blank(from) ? NULL : from, text_blank(to) ? NULL : to));
}

static json_t *pack(const struct record *record, const struct record *base)
{
    json_t *json = json_object();
    struct arena *arena = record->arena;
    for (const struct field *field = record->type->fields; field->name; field++) {
        int index = field_index(record->type, field);
        for (int lang = 0; lang < field_languages(field) && !(field->flags & DERIVED); lang++)
            pack_pair(json, field_key(arena, field, (enum language)lang),
                      field_value(base, field, (enum language)lang),
                      field_value(record, field, (enum language)lang));
        if (field->flags & OWNER)
            pack_pair(json, arena_print(arena, "visibility.%s", field->name),
                      base->visibility[index], record->visibility[index]);
    }
    if (record->slug)
        pack_pair(json, "slug", base->slug, record->slug);
    pack_pair(json, "state", base->state, record->state);
    return json;
}

/* Where a key of the JSON stands in a record: a value, a level of visibility, slug or state. */
struct place {
    const struct field *field;
    enum language lang;
    bool visibility;
};

static bool place_of(const struct record_type *type, struct arena *arena, const char *key,
                     struct place *place)
{
    const char *dot = strchr(key, '.');
    *place = (struct place){ 0 };
    place->visibility = dot && text_starts(key, "visibility.");
    const char *name = key;
    if (dot)
        name = place->visibility ? dot + 1 : arena_copy_n(arena, key, (size_t)(dot - key));
    place->field = field_named(type, name);
    if (dot && !place->visibility)
        place->lang = text_equal(dot + 1, language_codes[LANG_ES]) ? LANG_ES : LANG_EN;
    return place->field != NULL;
}

static void put(struct record *record, const char *key, const char *value)
{
    struct place place;
    if (text_equal(key, "slug"))
        record->slug = arena_copy(record->arena, value);
    else if (text_equal(key, "state"))
        record->state = value ? arena_copy(record->arena, value) : record->state;
    else if (!place_of(record->type, record->arena, key, &place))
        return; /* a field that the program has no more */
    else if (place.visibility)
        record->visibility[field_index(record->type, place.field)] =
            value ? arena_copy(record->arena, value) : NULL;
    else
        field_set(record, place.field, place.lang, value);
}

static void list_field(struct draft *draft, struct arena *arena, const char *key, const char *from,
                       const char *to)
{
    struct place place;
    struct map *map = array_add_map(draft->fields);
    bool known = place_of(draft->type, arena, key, &place);
    map_text(map, "label_key",
             known ? field_label_key(arena, draft->type, place.field)
                   : arena_print(arena, "record.%s", key));
    map_text(map, "lang",
             known && !place.visibility && place.field->flags & TRANSLATED
                 ? language_codes[place.lang]
                 : NULL);
    map_bool(map, "is_visibility", place.visibility);
    map_text(map, "before", arena_copy(arena, from));
    map_text(map, "after", arena_copy(arena, to));
}

static void unpack(struct draft *draft, struct arena *arena, const char *text)
{
    json_t *json = json_loads(text, 0, NULL), *pair;
    const char *key;
    json_object_foreach(json, key, pair)
    {
        const char *from = json_string_value(json_array_get(pair, 0)),
                   *to = json_string_value(json_array_get(pair, 1));
        put(draft->base, key, from);
        put(draft->record, key, to);
        list_field(draft, arena, key, from, to);
    }
    json_decref(json);
}

/* --- keeping ------------------------------------------------------------------------------------------------ */

static int64_t number_of(struct db *db, const char *type, int64_t record, const char *kind)
{
    struct stmt *stmt = query(db, Q_draft_of);
    bind_text(stmt, "table_name", type);
    bind_int(stmt, "record", record);
    bind_text(stmt, "kind", kind);
    return scalar_int(stmt);
}

static void bind_values(struct stmt *stmt, const struct record *base, const char *fields,
                        int64_t account, const char *why)
{
    bind_int(stmt, "base_version", base->version);
    bind_text(stmt, "fields", fields);
    if (account)
        bind_int(stmt, "account", account);
    bind_text(stmt, "why", why);
    bind_int(stmt, "now", moment_now());
}

static bool insert(struct db *db, const char *kind, const struct record *record,
                   const struct record *base, const char *fields, int64_t account, const char *why)
{
    struct stmt *stmt = query(db, Q_draft_insert);
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "table_name", record->type->name);
    if (record->id)
        bind_int(stmt, "record", record->id);
    if (record->id && text_equal(record->type->name, "member"))
        bind_int(stmt, "member", record->id);
    bind_values(stmt, base, fields, account, why);
    return run(stmt);
}

static bool update(struct db *db, int64_t id, const struct record *base, const char *fields,
                   int64_t account, const char *why)
{
    struct stmt *stmt = query(db, Q_draft_update);
    bind_int(stmt, "id", id);
    bind_values(stmt, base, fields, account, why);
    return run(stmt);
}

bool draft_save(struct db *db, const char *kind, const struct record *record,
                const struct record *base, int64_t account, const char *why, int64_t *id)
{
    json_t *json = pack(record, base);
    char *fields = json_dumps(json, JSON_COMPACT);
    bool good = fields, any = json_object_size(json);
    if (!*id && record->id && !text_equal(kind, DRAFT_SCHEDULED))
        *id = number_of(db, record->type->name, record->id, kind);
    if (good && !any) {
        good = !*id || draft_discard(db, *id);
        *id = 0;
    } else if (good && *id) {
        good = update(db, *id, base, fields, account, why);
    } else if (good) {
        good = insert(db, kind, record, base, fields, account, why);
        *id = last_insert_id(db);
    }
    free(fields);
    json_decref(json);
    return good;
}

struct draft *draft_load(struct db *db, struct arena *arena, int64_t id)
{
    struct stmt *stmt = query(db, Q_draft_get);
    bind_int(stmt, "id", id);
    bool found = step(stmt);
    struct map *row = found ? copy_row(stmt, arena) : NULL;
    done(stmt);
    const struct record_type *type =
        row ? record_type_named(map_get_text(row, "table_name")) : NULL;
    if (!type)
        return NULL;
    struct draft *draft = arena_one(arena, struct draft);
    *draft = (struct draft){ .id = id,
                             .record_id = map_get(row, "record_id").number,
                             .account = map_get(row, "account_id").number,
                             .who = map_get_text(row, "who"),
                             .kind = map_get_text(row, "kind"),
                             .why = map_get_text(row, "why"),
                             .created_at = map_get(row, "created_at").number,
                             .updated_at = map_get(row, "updated_at").number,
                             .publish_at = map_get(row, "publish_at").number,
                             .trouble = map_get_text(row, "trouble"),
                             .type = type,
                             .fields = array_new(arena) };
    draft->base =
        draft->record_id ? record_load(db, arena, type, draft->record_id) : record_new(arena, type);
    if (!draft->base)
        return NULL;
    draft->record = record_copy(draft->base);
    unpack(draft, arena, map_get_text(row, "fields"));
    return draft;
}

struct draft *draft_of(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t record, const char *kind)
{
    int64_t id = number_of(db, type->name, record, kind);
    return id ? draft_load(db, arena, id) : NULL;
}

bool draft_publish(struct db *db, struct draft *draft, const char *state,
                   struct record_clash **clashes, struct problem *problem)
{
    struct record_errors errors = { 0 };
    if (state)
        draft->record->state = state;
    if (!record_validate(db, draft->record, &errors))
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "%s: %s",
                           errors.first->field ? errors.first->field->name : "", errors.first->key);
    return record_save(db, draft->record, draft->record_id ? draft->base : NULL, clashes,
                       problem) &&
           draft_discard(db, draft->id);
}

static bool run_on(struct db *db, enum query_id what, int64_t id)
{
    struct stmt *stmt = query(db, what);
    bind_int(stmt, "id", id);
    return run(stmt);
}

bool draft_discard(struct db *db, int64_t id)
{
    return run_on(db, Q_draft_delete, id);
}

bool draft_set_aside(struct db *db, const struct draft *draft, const struct author *author,
                     int64_t *change)
{
    if (!store_note(db, author, 0, draft->type->name, draft->record_id, change))
        return false;
    struct stmt *stmt = query(db, Q_draft_set_aside);
    bind_int(stmt, "id", draft->id);
    bind_int(stmt, "change", *change);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

const char *draft_set_aside_by(struct db *db, struct arena *arena, int64_t number,
                               const struct record_type **type, int64_t *record)
{
    struct stmt *stmt = query(db, Q_draft_set_aside_by);
    bind_int(stmt, "change", number);
    const char *kind = step(stmt) ? arena_copy(arena, col_text(stmt, "kind")) : NULL;
    *type = kind ? record_type_named(col_text(stmt, "table_name")) : NULL;
    *record = kind ? col_int(stmt, "record_id") : 0;
    done(stmt);
    return *type ? kind : NULL;
}

bool draft_bring_back(struct db *db, const struct author *author, int64_t number, int64_t *id,
                      struct problem *problem)
{
    struct arena *arena = arena_new();
    const struct record_type *type;
    int64_t record, change;
    const char *kind = draft_set_aside_by(db, arena, number, &type, &record);
    struct stmt *stmt = query(db, Q_draft_set_aside_by);
    bind_int(stmt, "change", number);
    *id = scalar_int(stmt);
    bool good = kind != NULL;
    if (!good)
        problem_set(problem, FAULT_MISSING, "error.text_404", "no draft of change %lld",
                    (long long)number);
    else if (record && !text_equal(kind, DRAFT_SCHEDULED) &&
             number_of(db, type->name, record, kind))
        good = problem_set(problem, FAULT_CONFLICT, "edit.another_waits", "another draft waits");
    if (good) {
        stmt = query(db, Q_draft_bring_back);
        bind_int(stmt, "id", *id);
        bind_int(stmt, "now", moment_now());
        good = run(stmt) && store_note(db, author, number, type->name, record, &change);
    }
    arena_free(arena);
    return good;
}

bool draft_schedule(struct db *db, int64_t id, int64_t publish_at)
{
    struct stmt *stmt = query(db, Q_draft_schedule);
    bind_int(stmt, "id", id);
    if (publish_at)
        bind_int(stmt, "publish_at", publish_at);
    return run(stmt);
}

bool draft_trouble(struct db *db, int64_t id, const char *trouble)
{
    struct stmt *stmt = query(db, Q_draft_trouble);
    bind_int(stmt, "id", id);
    bind_text(stmt, "trouble", trouble);
    return run(stmt);
}

/* --- forgetting somebody ------------------------------------------------------------------------------------------ */

struct forgetting {
    struct arena *arena;
    const struct person *person;
    const struct scrub_set *slugs;
    struct personal_register all;
    const struct record_type *type;
};

static bool is_in(const struct scrub_set *set, const char *text)
{
    for (size_t i = 0; i < set->text_count; i++) {
        if (text && !strcasecmp(set->texts[i], text))
            return true;
    }
    return false;
}

/* The rule of the register for a column; what is not in it is emptied. */
static enum on_erase rule_of(const struct forgetting *forgetting, const char *table,
                             const char *column)
{
    for (size_t i = 0; i < forgetting->all.count; i++) {
        const struct personal *entry = &forgetting->all.at[i];
        if (text_equal(entry->table, table) && text_equal(entry->column, column))
            return entry->on_erase;
    }
    return ERASE_CLEAR;
}

/* The line without the link; NULL when the row goes with it. */
static const char *parts_without(const struct forgetting *forgetting, const struct field *field,
                                 const char *line)
{
    const char *cells[PARTS_LIMIT] = { NULL };
    struct arena *arena = forgetting->arena;
    int count = parts_count(field);
    bool found = false;
    parts_split(arena, line, cells, count);
    for (int i = 0; i < count; i++) {
        if (!text_equal(field->parts[i].target, "member") || !is_in(forgetting->slugs, cells[i]))
            continue;
        if (rule_of(forgetting, arena_print(arena, "%s_%s", forgetting->type->name, field->name),
                    field_column(arena, &field->parts[i])) == ERASE_DELETE)
            return NULL;
        cells[i] = NULL;
        found = true;
    }
    return found ? parts_join(arena, cells, count) : line;
}

static const char *line_without(const struct forgetting *forgetting, const struct field *field,
                                const char *line)
{
    if (field->kind == KIND_PARTS)
        return parts_without(forgetting, field, line);
    bool link = text_equal(field->target, "member") && is_in(forgetting->slugs, line);
    bool address =
        field->kind == KIND_EMAIL && is_in(&forgetting->person->who[SUBJECT_EMAIL], line);
    return link || address ? NULL : line;
}

static const char *value_without(const struct forgetting *forgetting, const struct field *field,
                                 const char *value)
{
    const char *out = NULL;
    if (!value || !(field->kind == KIND_PARTS || field->kind == KIND_EMAIL || field->target))
        return value;
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line =
            line_without(forgetting, field, arena_copy_n(forgetting->arena, at, len));
        if (line)
            out = out ? arena_print(forgetting->arena, "%s\n%s", out, line) : line;
        at += len + (at[len] == '\n');
    }
    return out;
}

/* What the draft changes afterwards, as JSON. */
static json_t *fields_without(const struct forgetting *forgetting, json_t *fields)
{
    json_t *left = json_object(), *pair;
    const char *key;
    json_object_foreach(fields, key, pair)
    {
        struct place place;
        const char *from = json_string_value(json_array_get(pair, 0)),
                   *to = json_string_value(json_array_get(pair, 1));
        if (place_of(forgetting->type, forgetting->arena, key, &place) && !place.visibility) {
            from = value_without(forgetting, place.field, from);
            to = value_without(forgetting, place.field, to);
        }
        pack_pair(left, key, from, to);
    }
    return left;
}

static bool forget_in(struct db *db, const struct forgetting *forgetting, int64_t id,
                      const char *text)
{
    json_t *fields = json_loads(text, 0, NULL), *left = fields_without(forgetting, fields);
    bool good = true;
    if (!json_object_size(left)) {
        good = draft_discard(db, id);
    } else if (!json_equal(fields, left)) {
        char *written = json_dumps(left, JSON_COMPACT);
        struct stmt *stmt = query(db, Q_draft_forget);
        bind_int(stmt, "id", id);
        bind_text(stmt, "fields", written);
        good = run(stmt);
        free(written);
    }
    json_decref(left);
    json_decref(fields);
    return good;
}

bool drafts_forget(struct db *db, const struct person *person, const struct scrub_set *slugs)
{
    struct forgetting forgetting = { .arena = person->arena, .person = person, .slugs = slugs };
    bool good = true;
    forgetting.all = personal_load(db, person->arena);
    for (int64_t id = 0; good;) {
        struct stmt *stmt = query(db, Q_draft_next);
        bind_int(stmt, "after", id);
        if (!step(stmt)) {
            done(stmt);
            break;
        }
        id = col_int(stmt, "id");
        forgetting.type = record_type_named(col_text(stmt, "table_name"));
        const char *fields = arena_copy(person->arena, col_text(stmt, "fields"));
        done(stmt);
        good = !forgetting.type || forget_in(db, &forgetting, id, fields);
    }
    return good;
}

struct draft **drafts_waiting(struct db *db, struct arena *arena, const char *kind,
                              const struct record_type *type, int64_t record, int64_t account)
{
    struct draft **drafts = arena_many(arena, struct draft *, LIST_LIMIT + 1);
    int64_t ids[LIST_LIMIT];
    int count = 0, found = 0;
    struct stmt *stmt = query(db, Q_draft_list);
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "table_name", type ? type->name : NULL);
    if (record)
        bind_int(stmt, "record", record);
    if (account)
        bind_int(stmt, "account", account);
    while (step(stmt) && count < LIST_LIMIT)
        ids[count++] = col_int(stmt, "id");
    done(stmt);
    for (int i = 0; i < count; i++) {
        drafts[found] = draft_load(db, arena, ids[i]);
        found += drafts[found] != NULL;
    }
    drafts[found] = NULL;
    return drafts;
}
