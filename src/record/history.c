/* What happened to a record, in words: it is made as it was before and after each change, and compared field by field. */
#include <string.h>

#include "base/difference.h"
#include "base/text.h"
#include "record/record_internal.h"

#define CHANGES 50
#define SHORT 120 /* characters: a longer text is shown by what changed in it */
#define AROUND 60 /* bytes that are shown of a text beside what changed */

struct reader {
    struct db *db;
    const struct record_type *type;
    const struct locale *locale;
    struct arena *arena;
    struct array *fields;
};

const char *value_plain(struct arena *arena, struct value value)
{
    return value.kind == VALUE_INT    ? arena_number(arena, value.number)
           : value.kind == VALUE_REAL ? arena_print(arena, "%.15g", value.real)
           : value.kind == VALUE_TEXT ? value.text
                                      : "";
}

bool type_has_table(const struct record_type *type, const char *table)
{
    size_t len = strlen(type->name);
    return !strncmp(table, type->name, len) && (!table[len] || table[len] == '_');
}

/* --- pieces ------------------------------------------------------------------------------------------------- */

static size_t character_start(const char *text, size_t at)
{
    while (at && ((unsigned char)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

/* What stayed is shown only beside what changed. */
static const char *shortened(struct arena *arena, const struct piece *piece, bool first)
{
    if (piece->len <= 3 * AROUND)
        return arena_copy_n(arena, piece->text, piece->len);
    size_t head = character_start(piece->text, AROUND),
           tail = character_start(piece->text, piece->len - AROUND);
    const char *end = arena_copy_n(arena, piece->text + tail, piece->len - tail);
    if (first)
        return arena_print(arena, "… %s", end);
    const char *begin = arena_copy_n(arena, piece->text, head);
    return piece->next ? arena_print(arena, "%s … %s", begin, end)
                       : arena_print(arena, "%s …", begin);
}

void difference_list(struct arena *arena, struct array *list, const struct piece *piece, bool whole)
{
    for (bool first = true; piece; piece = piece->next, first = false) {
        struct map *map = array_add_map(list);
        const char *all = arena_copy_n(arena, piece->text, piece->len);
        const char *same = whole ? all : shortened(arena, piece, first);
        map_text(map, "same", piece->kind == PIECE_SAME ? same : NULL);
        map_text(map, "out", piece->kind == PIECE_OUT ? all : NULL);
        map_text(map, "in", piece->kind == PIECE_IN ? all : NULL);
    }
}

/* --- fields ------------------------------------------------------------------------------------------------- */

static struct map *add_field(const struct reader *reader, const char *label, const char *lang,
                             const char *before, const char *after)
{
    struct map *map = array_add_map(reader->fields);
    map_text(map, "label", label);
    map_text(map, "lang", lang);
    map_array(map, "lines");
    map_array(map, "text");
    map_set(map, "short", value_null());
    map_text(map, "before", text_blank(before) ? NULL : before);
    map_text(map, "after", text_blank(after) ? NULL : after);
    return map;
}

static void add_short(const struct reader *reader, const char *label, const char *lang,
                      const char *before, const char *after)
{
    map_bool(add_field(reader, label, lang, before, after), "short", true);
}

static const char *label_of(const struct reader *reader, const struct field *field)
{
    const char *label =
        locale_text(reader->locale, field_label_key(reader->arena, reader->type, field));
    return label ? label : field->name;
}

/* Several values row by row, a long text by what changed in it, all else before and after. */
static void compare_values(const struct reader *reader, const struct field *field,
                           enum language lang, const struct record *before,
                           const struct record *after)
{
    const char *one = record_words(reader->db, before, field, lang, reader->locale);
    const char *other = record_words(reader->db, after, field, lang, reader->locale);
    const char *code = field->flags & TRANSLATED ? language_codes[lang] : NULL;
    one = one ? one : "";
    other = other ? other : "";
    if (text_equal(one, other))
        return;
    if (field_several(field)) {
        struct map *map = add_field(reader, label_of(reader, field), code, one, other);
        difference_list(reader->arena, map_array(map, "lines"),
                        difference_lines(reader->arena, one, other), false);
    } else if (*one && *other && strlen(one) + strlen(other) > 2 * SHORT) {
        struct map *map = add_field(reader, label_of(reader, field), code, one, other);
        difference_list(reader->arena, map_array(map, "text"),
                        difference_text(reader->arena, one, other), false);
    } else {
        add_short(reader, label_of(reader, field), code, one, other);
    }
}

static const char *level_words(const struct reader *reader, const struct record *record,
                               const struct field *field)
{
    const char *level = record->visibility[field_index(reader->type, field)];
    level = level ? level : field->flags & PUBLIC ? "public" : "staff";
    return locale_text(reader->locale, arena_print(reader->arena, "record.visible_%s", level));
}

static const char *state_words(const struct reader *reader, const struct record *record)
{
    const char *words =
        record->id ? locale_text(reader->locale,
                                 arena_print(reader->arena, "record.state_%s", record->state))
                   : "";
    return words ? words : record->state;
}

/* A language that was kept off the site while others were on it, or put on it. */
static void compare_texts(const struct reader *reader, const struct record *before,
                          const struct record *after)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *one = before->text_states[lang], *other = after->text_states[lang];
        bool same = one ? text_equal(one, other) : !other || text_equal(other, "published");
        if (same || !other)
            continue;
        add_short(
            reader, locale_text(reader->locale, "record.text_state"), language_codes[lang],
            one ? locale_text(reader->locale, text_equal(one, "published") ? "record.text_public"
                                                                           : "record.text_apart")
                : NULL,
            locale_text(reader->locale, text_equal(other, "published") ? "record.text_public"
                                                                       : "record.text_apart"));
    }
}

static void compare(const struct reader *reader, const struct record *before,
                    const struct record *after)
{
    for (const struct field *field = reader->type->fields; field->name; field++) {
        for (int lang = 0; lang < field_languages(field) && !(field->flags & DERIVED); lang++) {
            if (!text_equal(field_value(before, field, (enum language)lang),
                            field_value(after, field, (enum language)lang)))
                compare_values(reader, field, (enum language)lang, before, after);
        }
        const char *one = level_words(reader, before, field),
                   *other = level_words(reader, after, field);
        if (field->flags & OWNER && !text_equal(one, other))
            add_short(reader,
                      arena_print(reader->arena, "%s: %s", label_of(reader, field),
                                  locale_text(reader->locale, "record.who_sees")),
                      NULL, one, other);
    }
    compare_texts(reader, before, after);
    if (!text_equal(before->slug, after->slug))
        add_short(reader, locale_text(reader->locale, "record.slug"), NULL, before->slug,
                  after->slug);
    if (!text_equal(state_words(reader, before), state_words(reader, after)))
        add_short(reader, locale_text(reader->locale, "record.state"), NULL,
                  state_words(reader, before), state_words(reader, after));
}

struct value record_differences(struct db *db, const struct record *before,
                                const struct record *after, const struct locale *locale)
{
    struct reader reader = { db, after->type, locale, after->arena, array_new(after->arena) };
    compare(&reader, before, after);
    return array_value(reader.fields);
}

static struct value changes_of(struct db *db, struct arena *arena, const struct record_type *type,
                               int64_t id, int64_t before)
{
    struct stmt *stmt = query_text(
        db, arena_print(arena,
                        "SELECT c.id AS change, c.at, c.who, c.kind, c.why, c.undoes, "
                        "(SELECT min(u.id) FROM change u WHERE u.undoes = c.id) AS undone_by "
                        "FROM change_record r JOIN change c ON c.id = r.change_id "
                        "WHERE r.table_name = :table_name AND r.record_id = :id AND c.id < :before "
                        "ORDER BY c.id DESC "
                        "LIMIT %d",
                        CHANGES + 1));
    bind_int(stmt, "before", before);
    bind_text(stmt, "table_name", type->name);
    bind_int(stmt, "id", id);
    return stmt_rows(stmt, arena);
}

struct value record_history(struct db *db, struct arena *arena, const struct record_type *type,
                            int64_t id, const struct locale *locale, int64_t before_change,
                            int64_t *older)
{
    int64_t from = before_change ? before_change : INT64_MAX;
    struct value list = changes_of(db, arena, type, id, from), item;
    struct array *out = array_new(arena);
    struct past *past = past_open(db, arena, type, id);
    bool known = past_go_back(past, from - 1); /* what is not kept hides what was before */
    struct record *nothing = record_new(arena, type), *after = known ? past_record(past) : NULL;
    struct value item_before = value_null();
    *older = 0;
    nothing->state = "";
    (*list.list)->start((void *)(uintptr_t)list.list);
    while ((*list.list)->next((void *)(uintptr_t)list.list, &item)) {
        struct map *map = map_of(item);
        struct reader reader = { db, type, locale, arena, map_array(map, "fields") };
        if (array_count(out) == CHANGES) {
            *older = value_get(item_before, symbol_of("change")).number;
            break;
        }
        known = known && past_take_back(past, map_get(map, "change").number);
        struct record *before = known ? past_record(past) : NULL;
        if (known)
            compare(&reader, before ? before : nothing, after ? after : nothing);
        after = before;
        map_text(map, "kind_key", arena_print(arena, "history.kind_%s", map_get_text(map, "kind")));
        /* the newest is what the record is now */
        map_bool(map, "past", before_change || array_count(out) > 0);
        array_add(out, item);
        item_before = item;
    }
    return array_value(out);
}
