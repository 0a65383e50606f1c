/* Descriptors against the schema and the words. */

#include "record/record_internal.h"

struct check {
    struct db *db;
    struct arena *arena;
    void (*report)(void *self, const char *fault);
    void *self;
    bool good;
};

static void fault(struct check *check, const struct record_type *type, const char *what,
                  const char *name)
{
    check->report(check->self,
                  arena_print(check->arena, "record type %s: %s %s", type->name, what, name));
    check->good = false;
}

static void check_columns(struct check *check, const struct record_type *type,
                          const struct field *field)
{
    const char *table = type->name, *column = field_column(check->arena, field);
    if (field_several(field)) {
        table = arena_print(check->arena, "%s_%s", type->name, field->name);
        column = arena_print(check->arena, "%s_id", type->name);
    } else if (field->flags & TRANSLATED) {
        table = arena_print(check->arena, "%s_text", type->name);
    }
    if (!store_has_column(check->db, table, column))
        fault(check, type, "no column for", field->name);
    for (const struct field *part = field->parts; part && part->name; part++) {
        if (!store_has_column(check->db, table, field_column(check->arena, part)))
            fault(check, type, "no column for a part of", field->name);
    }
    if (field->target && !record_type_named(field->target))
        fault(check, type, "no such target:", field->target);
}

static void check_words(struct check *check, const struct record_type *type,
                        const struct field *field)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct locale *locale = locale_of((enum language)lang);
        if (!(field->flags & DERIVED) &&
            !locale_text(locale, field_label_key(check->arena, type, field)))
            fault(check, type, "no label for", field->name);
        for (const struct field *part = field->parts; part && part->name; part++) {
            const char *key =
                arena_print(check->arena, "%s.%s_%s", type->name, field->name, part->name);
            if (!locale_text(locale, key))
                fault(check, type, "no words for", key);
        }
        for (int i = 0; field->choices && field->choices[i]; i++) {
            const char *key =
                arena_print(check->arena, "%s.%s_%s", type->name, field->name, field->choices[i]);
            if (!locale_text(locale, key))
                fault(check, type, "no words for", key);
        }
    }
}

/* What is open must say so by names that there are: a wrong one would show too much. */
static void check_open(struct check *check, const struct record_type *type)
{
    const struct openness *open = &type->open;
    if ((open->from && !field_named(type, open->from)) ||
        (open->level && !field_named(type, open->level)))
        fault(check, type,
              "is open by a field that is not there:", open->from ? open->from : open->level);
    if (open->card &&
        !store_has_column(check->db, open->card, arena_print(check->arena, "%s_id", type->name)))
        fault(check, type, "no such table of cards:", open->card);
    for (const struct field *field = type->fields; field->name; field++) {
        const struct field *with = field->with ? field_named(type, field->with) : NULL;
        if (field->with && !(with && with->flags & OWNER))
            fault(check, type, "no OWNER field to be shown with:", field->name);
    }
}

bool record_check(struct db *db, void (*report)(void *self, const char *fault), void *self)
{
    struct check check = { db, arena_new(), report, self, true };
    for (const struct record_type *const *type = record_types(); *type; type++) {
        if (!field_named(*type, (*type)->title))
            fault(&check, *type, "no title field", (*type)->title);
        check_open(&check, *type);
        for (const struct field *field = (*type)->fields; field->name; field++) {
            check_columns(&check, *type, field);
            check_words(&check, *type, field);
        }
    }
    arena_free(check.arena);
    return check.good;
}
