/* What happened to a record, in words. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

struct reader {
    struct db *db;
    const struct record_type *type;
    const struct locale *locale;
    struct arena *arena;
    int64_t id;
    struct array *fields;
};

const char *value_plain(struct arena *arena, struct value value)
{
    return value.kind == VALUE_INT    ? arena_print(arena, "%lld", (long long)value.number)
           : value.kind == VALUE_REAL ? arena_print(arena, "%.15g", value.real)
           : value.kind == VALUE_TEXT ? value.text
                                      : "";
}

bool type_has_table(const struct record_type *type, const char *table)
{
    size_t len = strlen(type->name);
    return !strncmp(table, type->name, len) && (!table[len] || table[len] == '_');
}

/* The field that a column of T or T_text, or the table T_FIELD, belongs to. */
static const struct field *field_of(const struct reader *reader, const char *table,
                                    const char *column)
{
    size_t len = strlen(reader->type->name);
    if (table[len] == '_' && strcmp(table + len, "_text"))
        return field_named(reader->type, table + len + 1);
    const struct field *field = field_named(reader->type, column);
    size_t size = strlen(column);
    if (!field && size > 3 && !strcmp(column + size - 3, "_id"))
        field = field_named(reader->type, arena_copy_n(reader->arena, column, size - 3));
    return field;
}

/* What the record NUMBER that a link names is called now; its number when it is gone. */
static const char *linked(const struct reader *reader, const struct field *field, int64_t number)
{
    const struct record_type *target = record_type_named(field->target);
    struct record *record = target ? record_load(reader->db, reader->arena, target, number) : NULL;
    return record ? record_title(record, locale_language(reader->locale)) : NULL;
}

static const char *words(const struct reader *reader, const struct field *field, const char *column,
                         struct value value)
{
    const char *text = value_plain(reader->arena, value);
    bool link = field && (field_links(field) ||
                          (field->kind == KIND_LINKS && text_equal(column, "target_id")));
    const char *title =
        link && value.kind == VALUE_INT ? linked(reader, field, value.number) : NULL;
    if (title)
        return title;
    if (field && field->kind == KIND_CHOICE && *text)
        return choice_label(reader->locale, reader->arena, reader->type, field, text);
    if (field && (field->kind == KIND_LANGUAGE || field->kind == KIND_LANGUAGES) && *text)
        return locale_language_name(reader->locale, reader->arena, text);
    if (field && (field->kind == KIND_CHOICES) && *text)
        return choice_label(reader->locale, reader->arena, reader->type, field, text);
    if (field && (field->kind == KIND_COUNTRY || field->kind == KIND_COUNTRIES) && *text)
        return locale_country(reader->locale, text);
    return text;
}

static void visit(void *self, const char *table, char op, const char *key, const char *column,
                  struct value before, struct value after)
{
    const struct reader *reader = self;
    (void)op;
    bool ours = type_has_table(reader->type, table) && strtoll(key, NULL, 10) == reader->id;
    if (!ours || text_equal(column, "version") || text_equal(column, "updated_at") ||
        text_equal(column, "created_at"))
        return;
    const struct field *field = field_of(reader, table, column);
    if (field && field->flags & DERIVED)
        return;
    const char *one = words(reader, field, column, before),
               *other = words(reader, field, column, after);
    if (!*one && !*other)
        return;
    const char *comma = strchr(key, ',');
    const char *label =
        field ? locale_text(reader->locale, field_label_key(reader->arena, reader->type, field))
              : locale_text(reader->locale, arena_print(reader->arena, "record.%s", column));
    struct map *map = array_add_map(reader->fields);
    map_text(map, "label", label ? label : column);
    map_text(map, "lang", comma && text_ends(table, "_text") ? comma + 1 : NULL);
    map_text(map, "before", *one ? one : NULL);
    map_text(map, "after", *other ? other : NULL);
}

struct value record_history(struct db *db, struct arena *arena, const struct record_type *type,
                            int64_t id, const struct locale *locale)
{
    struct stmt *stmt = query_text(
        db, "SELECT c.id AS change, c.at, c.who, c.kind, c.why, c.undoes, "
            "(SELECT min(u.id) FROM change u WHERE u.undoes = c.id) AS undone_by "
            "FROM change_record r JOIN change c ON c.id = r.change_id "
            "WHERE r.table_name = :table_name AND r.record_id = :id ORDER BY c.id DESC LIMIT 200");
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "id", id);
    struct value list = stmt_rows(stmt, arena), item;
    struct array *out = array_new(arena);
    (*list.list)->start((void *)(uintptr_t)list.list);
    while ((*list.list)->next((void *)(uintptr_t)list.list, &item)) {
        struct map *map = (struct map *)(uintptr_t)item.object;
        struct reader reader = { db, type, locale, arena, id, map_array(map, "fields") };
        store_change_each(db, arena, map_get(map, "change").number, visit, &reader);
        map_text(map, "kind_key", arena_print(arena, "history.kind_%s", map_get(map, "kind").text));
        map_bool(map, "past", array_count(out) > 0); /* the newest is what the record is now */
        array_add(out, item);
    }
    return array_value(out);
}
