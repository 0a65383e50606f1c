/* Selections: from a query string and back. */
#include "record/selection.h"

#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"
#include "web/body.h"

#define SEARCH_BYTES 200

static const char *const plain_names[] = { "state", "created", "updated" };

bool field_chosen(const struct field *field)
{
    switch (field->kind) {
    case KIND_CHOICE:
    case KIND_CHOICES:
    case KIND_COUNTRY:
    case KIND_COUNTRIES:
    case KIND_LANGUAGE:
    case KIND_LANGUAGES:
    case KIND_LINK:
    case KIND_LINKS:
    case KIND_YESNO:
        return true;
    default:
        return false;
    }
}

bool field_ranged(const struct field *field)
{
    return field->kind == KIND_DATE || field->kind == KIND_LOCAL || field->kind == KIND_NUMBER;
}

bool selection_sortable(const struct record_type *type, const char *name)
{
    const struct field *field = field_named(type, name);
    if (!strcmp(name, "title") || !strcmp(name, type->title))
        return true;
    for (size_t i = 0; i < 3; i++) {
        if (!strcmp(name, plain_names[i]))
            return true;
    }
    return field && !(field->flags & TRANSLATED) && !field_several(field) && !field_links(field) &&
           field->kind != KIND_LONG;
}

/* Whether the staff can ask for NAME with the ending KIND ("", ".from", ".is"). */
static bool askable(const struct record_type *type, const char *name, const char *ending)
{
    const struct field *field = field_named(type, name);
    bool range = !strcmp(ending, ".from") || !strcmp(ending, ".to");
    if (!strcmp(name, "created") || !strcmp(name, "updated"))
        return range;
    if (!strcmp(name, "state"))
        return !*ending;
    if (!field || !(field->flags & FILTERED))
        return false;
    return range ? field_ranged(field) : *ending ? true : field_chosen(field);
}

/* Others than the staff ask only for what they may see, and nothing from whose answer they could tell what they may not. */
bool selection_askable(const struct record_type *type, const struct audience *seen_by,
                       const char *name, const char *ending)
{
    const struct field *field = field_named(type, name);
    if (!askable(type, name, ending))
        return false;
    if (!seen_by)
        return true;
    if (!field)
        return strcmp(name, "state") && !type_has_owner(type);
    return field->flags & PUBLIC &&
           (strcmp(ending, ".is") || !(field_levelled(field) || field->flags & TRANSLATED ||
                                       field_links(field) || field->kind == KIND_LINKS));
}

bool selection_sorts(const struct record_type *type, const struct audience *seen_by,
                     const char *name)
{
    const struct field *field = field_named(type, strcmp(name, "title") ? name : type->title);
    if (!selection_sortable(type, name))
        return false;
    if (!seen_by)
        return true;
    if (!field)
        return strcmp(name, "state") && !type_has_owner(type);
    return field->flags & PUBLIC && !field_levelled(field) && !(field->flags & TRANSLATED);
}

/* Conditions stand in the order of the fields, so that the same question is always the same text. */
static int place_of(const struct record_type *type, const char *name)
{
    const struct field *field = field_named(type, name);
    return !strcmp(name, "state") ? -1 : field ? field_index(type, field) : 1000 + (*name == 'u');
}

static struct condition *condition_of(struct arena *arena, struct selection *selection,
                                      const char *name)
{
    struct condition **at = &selection->conditions;
    int place = place_of(selection->type, name);
    while (*at && place_of(selection->type, (*at)->name) < place)
        at = &(*at)->next;
    if (*at && !strcmp((*at)->name, name))
        return *at;
    struct condition *condition = arena_one(arena, struct condition);
    *condition = (struct condition){ .name = name,
                                     .field = field_named(selection->type, name),
                                     .next = *at };
    if (!condition->field || !strcmp(name, "state"))
        condition->field = NULL;
    *at = condition;
    return condition;
}

static void add_value(struct arena *arena, struct condition *condition, const char *value)
{
    int at = 0;
    while (at < condition->count && strcmp(condition->values[at], value) < 0)
        at++;
    if (at < condition->count && !strcmp(condition->values[at], value))
        return;
    const char **more = arena_many(arena, const char *, (size_t)condition->count + 1);
    for (int i = 0; i < condition->count; i++)
        more[i + (i >= at)] = condition->values[i];
    more[at] = value;
    condition->values = more;
    condition->count++;
}

/* False when the pair is of no selection. */
static bool take_pair(struct arena *arena, struct selection *selection, const char *name,
                      const char *value)
{
    const char *dot = strrchr(name, '.'), *ending = dot ? dot : "";
    const char *base = dot ? arena_copy_n(arena, name, (size_t)(dot - name)) : name;
    if (!selection_askable(selection->type, selection->seen_by, base, ending) ||
        (*ending && strcmp(ending, ".from") && strcmp(ending, ".to") && strcmp(ending, ".is")))
        return false;
    struct condition *condition = condition_of(arena, selection, base);
    if (!*ending)
        add_value(arena, condition, value);
    else if (!strcmp(ending, ".from"))
        condition->from = value;
    else if (!strcmp(ending, ".to"))
        condition->to = value;
    else
        condition->is = value;
    return true;
}

static const char *trimmed(struct arena *arena, const char *text)
{
    text += strspn(text, " \t\r\n");
    size_t len = strlen(text);
    while (len && strchr(" \t\r\n", text[len - 1]))
        len--;
    if (len > SEARCH_BYTES) {
        len = SEARCH_BYTES;
        while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    return arena_copy_n(arena, text, len);
}

/* What stands in PAIRS; *UNKNOWN: the first name that is nothing of it, NULL if all are. */
static struct selection *parse(struct arena *arena, const struct record_type *type,
                               const struct pairs *pairs, const struct audience *seen_by,
                               const char *const *passed, const char **unknown)
{
    struct selection *selection = arena_one(arena, struct selection);
    selection->type = type;
    selection->seen_by = seen_by;
    *unknown = NULL;
    for (size_t i = 0; pairs && i < pairs->count; i++) {
        const char *name = pairs->at[i].name, *value = pairs->at[i].value;
        bool down = *value == '-', known = text_blank(value);
        for (const char *const *one = passed; *one && !known; one++)
            known = !strcmp(name, *one);
        if (known)
            continue;
        if (!strcmp(name, "q"))
            selection->search = trimmed(arena, value);
        else if (!strcmp(name, "sort") && selection_sorts(type, seen_by, value + down)) {
            selection->sort = value + down;
            selection->down = down;
        } else if (!take_pair(arena, selection, name, value) && !*unknown) {
            *unknown = name;
        }
    }
    return selection;
}

static const char *const columns_passed[] = { "column", NULL };

struct selection *selection_parse(struct arena *arena, const struct record_type *type,
                                  const struct pairs *pairs)
{
    const char *unknown;
    return parse(arena, type, pairs, NULL, columns_passed, &unknown);
}

struct selection *selection_parse_strict(struct arena *arena, const struct record_type *type,
                                         const struct pairs *pairs, const struct audience *seen_by,
                                         const char *const *passed, const char **unknown)
{
    return parse(arena, type, pairs, seen_by, passed, unknown);
}

struct selection *selection_of_text(struct arena *arena, const struct record_type *type,
                                    const char *query)
{
    struct pairs pairs = { 0 };
    const char *unknown;
    if (!urlencoded_parse(arena, query, strlen(query), &pairs))
        return NULL;
    struct selection *selection = parse(arena, type, &pairs, NULL, columns_passed, &unknown);
    return unknown ? NULL : selection;
}

static void put_encoded(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     strchr("-._~", c);
        if (plain)
            buffer_putc(out, (char)c);
        else
            buffer_printf(out, "%%%02X", c);
    }
}

static void put_pair(struct buffer *out, const char *name, const char *ending, const char *value)
{
    if (!value)
        return;
    if (out->len)
        buffer_putc(out, '&');
    put_encoded(out, name);
    buffer_puts(out, ending);
    buffer_putc(out, '=');
    put_encoded(out, value);
}

const char *selection_query(struct arena *arena, const struct selection *selection)
{
    struct buffer out = { 0 };
    put_pair(&out, "q", "", selection->search);
    for (const struct condition *one = selection->conditions; one; one = one->next) {
        for (int i = 0; i < one->count; i++)
            put_pair(&out, one->name, "", one->values[i]);
        put_pair(&out, one->name, ".from", one->from);
        put_pair(&out, one->name, ".to", one->to);
        put_pair(&out, one->name, ".is", one->is);
    }
    if (selection->sort)
        put_pair(&out, "sort", "",
                 arena_print(arena, "%s%s", selection->down ? "-" : "", selection->sort));
    const char *text = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return text;
}

struct selection *selection_without(struct arena *arena, const struct selection *selection,
                                    const char *name, const char *value)
{
    struct pairs all = { 0 }, rest = { 0 };
    const char *query = selection_query(arena, selection);
    urlencoded_parse(arena, query, strlen(query), &all);
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.at[i].name, name) || (value && strcmp(all.at[i].value, value)))
            pairs_add(arena, &rest, all.at[i].name, all.at[i].value);
    }
    return selection_parse(arena, selection->type, &rest);
}

bool selection_empty(const struct selection *selection)
{
    return !selection->search && !selection->conditions;
}

const struct condition *selection_condition(const struct selection *selection, const char *name)
{
    const struct condition *one = selection->conditions;
    while (one && strcmp(one->name, name))
        one = one->next;
    return one;
}
