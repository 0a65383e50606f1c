#include "record/record_internal.h"

#include <string.h>

#include "base/text.h"

static const struct record_type *const *types;

void record_types_set(const struct record_type *const *all)
{
    types = all;
}

const struct record_type *const *record_types(void)
{
    return types;
}

const struct record_type *record_type_named(const char *name)
{
    for (int i = 0; types && types[i]; i++) {
        if (text_equal(types[i]->name, name))
            return types[i];
    }
    return NULL;
}

const struct record_type *record_type_admin(const char *admin)
{
    for (int i = 0; types && types[i]; i++) {
        if (text_equal(types[i]->admin, admin))
            return types[i];
    }
    return NULL;
}

const struct field *field_named(const struct record_type *type, const char *name)
{
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->name == name) /* mostly it comes from the type itself */
            return field;
    }
    for (const struct field *field = type->fields; field->name; field++) {
        if (text_equal(field->name, name))
            return field;
    }
    return NULL;
}

int field_index(const struct record_type *type, const struct field *field)
{
    return (int)(field - type->fields);
}

int field_count(const struct record_type *type)
{
    int count = 0;
    while (type->fields[count].name)
        count++;
    return count;
}

bool field_several(const struct field *field)
{
    return field->kind == KIND_CHOICES || field->kind == KIND_COUNTRIES ||
           field->kind == KIND_LANGUAGES || field->kind == KIND_LINKS || field->kind == KIND_PARTS;
}

int field_lines_most(const struct field *field)
{
    return field->flags & MEMBER_EDITS ? 100 : 1000;
}

bool field_uploads(const struct field *field)
{
    return field->kind == KIND_FILE || field->kind == KIND_PICTURE;
}

bool field_adds_files(const struct field *field)
{
    return field->kind == KIND_LINKS && text_equal(field->target, "file");
}

bool field_links(const struct field *field)
{
    return field->kind == KIND_LINK || field_uploads(field);
}

const char *field_column(struct arena *arena, const struct field *field)
{
    return field_links(field) ? arena_print(arena, "%s_id", field->name) : field->name;
}

struct record *record_new(struct arena *arena, const struct record_type *type)
{
    struct record *record = arena_one(arena, struct record);
    size_t count = (size_t)field_count(type);
    record->type = type;
    record->arena = arena;
    record->state = "draft";
    record->visibility = arena_many(arena, const char *, count);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        record->values[lang] = arena_many(arena, const char *, count);
    return record;
}

static const char **value_slot(const struct record *record, const struct field *field,
                               enum language lang)
{
    return &record->values[field->flags & TRANSLATED ? lang : 0][field_index(record->type, field)];
}

const char *field_value(const struct record *record, const struct field *field, enum language lang)
{
    return *value_slot(record, field, lang);
}

void field_set(struct record *record, const struct field *field, enum language lang,
               const char *value)
{
    *value_slot(record, field, lang) = text_blank(value) ? NULL : arena_copy(record->arena, value);
}

const char *record_value(const struct record *record, const char *name, enum language lang)
{
    const struct field *field = field_named(record->type, name);
    return field ? field_value(record, field, lang) : NULL;
}

void record_set(struct record *record, const char *name, enum language lang, const char *value)
{
    const struct field *field = field_named(record->type, name);
    if (field)
        field_set(record, field, lang, value);
}

const char *record_title(const struct record *record, enum language lang)
{
    const char *title = record_value(record, record->type->title, lang);
    if (!title)
        title = record_value(record, record->type->title, language_other(lang));
    return title ? title : record->slug ? record->slug : "";
}

/* --- reading --------------------------------------------------------------------------------------------- */

static const char *parts_sql(struct arena *arena, const struct field *field)
{
    const char *sql = "";
    for (const struct field *part = field->parts; part->name; part++) {
        const char *column =
            field_links(part)
                ? arena_print(arena, "(SELECT slug FROM %s WHERE id = s.%s_id)", part->target,
                              part->name)
                : arena_print(arena, "replace(replace(s.%s, '\\', '\\\\'), '|', '\\|')",
                              part->name);
        sql = arena_print(arena, "%s%sifnull(%s, '')", sql, *sql ? " || ' | ' || " : "", column);
    }
    return sql;
}

/* The SQL expression of a field's value as text, for a row t of the type's table. */
const char *field_sql(struct arena *arena, const struct record_type *type,
                      const struct field *field)
{
    const char *value = "s.value";
    const char *order = "s.value";
    if (field_links(field))
        return arena_print(arena, "(SELECT slug FROM %s WHERE id = t.%s_id)", field->target,
                           field->name);
    if (!field_several(field))
        return arena_print(arena, "t.%s", field->name);
    if (field->kind == KIND_PARTS)
        value = parts_sql(arena, field);
    else if (field->kind == KIND_LINKS)
        value = arena_print(arena, "(SELECT slug FROM %s WHERE id = s.target_id)", field->target);
    if (field->kind == KIND_PARTS || field->kind == KIND_LINKS)
        order = "s.position";
    return arena_print(arena,
                       "(SELECT group_concat(v, char(10)) FROM (SELECT %s AS v FROM %s_%s s WHERE "
                       "s.%s_id = t.id ORDER BY %s))",
                       value, type->name, field->name, type->name, order);
}

static void load_texts(struct db *db, struct record *record)
{
    const struct record_type *type = record->type;
    const char *columns = "";
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & TRANSLATED)
            columns = arena_print(record->arena, "%s, %s", columns, field->name);
    }
    if (!*columns)
        return;
    struct stmt *stmt =
        query_text(db, arena_print(record->arena, "SELECT lang%s FROM %s_text WHERE %s_id = :id",
                                   columns, type->name, type->name));
    bind_int(stmt, "id", record->id);
    while (step(stmt)) {
        enum language lang = language_of(col_text(stmt, "lang"));
        for (const struct field *field = type->fields; field->name; field++) {
            if (field->flags & TRANSLATED)
                field_set(record, field, lang, col_text(stmt, field->name));
        }
    }
    done(stmt);
}

bool type_has_owner(const struct record_type *type)
{
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & OWNER)
            return true;
    }
    return false;
}

static void load_visibility(struct db *db, struct record *record)
{
    if (!type_has_owner(record->type))
        return;
    struct stmt *stmt = query_text(
        db, arena_print(record->arena, "SELECT field, level FROM %s_visibility WHERE %s_id = :id",
                        record->type->name, record->type->name));
    bind_int(stmt, "id", record->id);
    while (step(stmt)) {
        const struct field *field = field_named(record->type, col_text(stmt, "field"));
        if (field)
            record->visibility[field_index(record->type, field)] =
                arena_copy(record->arena, col_text(stmt, "level"));
    }
    done(stmt);
}

struct record *record_load(struct db *db, struct arena *arena, const struct record_type *type,
                           int64_t id)
{
    struct record *record = record_new(arena, type);
    const char *columns = "t.id, t.version, t.slug, t.state, t.created_at, t.updated_at";
    for (const struct field *field = type->fields; field->name; field++) {
        if (!(field->flags & TRANSLATED))
            columns = arena_print(arena, "%s, %s AS \"%s\"", columns, field_sql(arena, type, field),
                                  field->name);
    }
    struct stmt *stmt = query_text(
        db, arena_print(arena, "SELECT %s FROM %s t WHERE t.id = :id", columns, type->name));
    bind_int(stmt, "id", id);
    if (!step(stmt)) {
        done(stmt);
        return NULL;
    }
    record->id = id;
    record->version = col_int(stmt, "version");
    record->created_at = col_int(stmt, "created_at");
    record->updated_at = col_int(stmt, "updated_at");
    record->slug = arena_copy(arena, col_text(stmt, "slug"));
    record->state = arena_copy(arena, col_text(stmt, "state"));
    for (const struct field *field = type->fields; field->name; field++) {
        if (!(field->flags & TRANSLATED))
            field_set(record, field, LANG_EN, col_text(stmt, field->name));
    }
    done(stmt);
    load_texts(db, record);
    load_visibility(db, record);
    return record;
}

int64_t record_by_slug(struct db *db, const struct record_type *type, const char *slug)
{
    struct arena *arena = arena_new();
    struct stmt *stmt =
        query_text(db, arena_print(arena, "SELECT id FROM %s WHERE slug = :slug", type->name));
    bind_text(stmt, "slug", slug);
    int64_t id = scalar_int(stmt);
    arena_free(arena);
    return id;
}

struct record *record_copy(const struct record *record)
{
    struct record *copy = record_new(record->arena, record->type);
    size_t count = (size_t)field_count(record->type);
    const char **visibility = copy->visibility, **values[LANG_COUNT];
    memcpy(values, copy->values, sizeof values);
    *copy = *record;
    copy->visibility = visibility;
    memcpy(copy->visibility, record->visibility, count * sizeof *visibility);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        copy->values[lang] = values[lang];
        memcpy(copy->values[lang], record->values[lang], count * sizeof *values[lang]);
    }
    return copy;
}
