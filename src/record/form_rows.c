/* Rows of parts (authors, corridors, links): labelled cells, one more row, up and down; all of it works by ordinary buttons. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/form.h"

const char *form_part_label(const struct locale *locale, struct arena *arena,
                            const struct record_type *type, const struct field *field,
                            const struct field *part)
{
    const char *label =
        locale_text(locale, arena_print(arena, "%s.%s_%s", type->name, field->name, part->name));
    return label ? label : part->name;
}

/* --- drawing ------------------------------------------------------------------------------------------------ */

struct cell {
    const struct field *field, *part;
    int row;
    const char *value;
};

static void cell_choices(const struct maker *maker, struct array *options, const struct cell *cell)
{
    for (int i = 0; cell->part->choices[i]; i++) {
        const char *label =
            locale_text(maker->options->locale,
                        arena_print(maker->arena, "%s.%s_%s_%s", maker->record->type->name,
                                    cell->field->name, cell->part->name, cell->part->choices[i]));
        form_add_option(maker, options, cell->part, cell->part->choices[i],
                        label ? label : cell->part->choices[i], cell->value);
    }
}

static void draw_cell(const struct maker *maker, struct array *cells, const struct cell *cell)
{
    struct arena *arena = maker->arena;
    struct map *map = array_add_map(cells);
    struct array *options = map_array(map, "options");
    const struct field *part = cell->part;
    const struct record_error *error = form_error_of(maker, cell->field, LANG_EN);
    const char *name = arena_print(arena, "%s.%d.%s", cell->field->name, cell->row, part->name);
    bool select = part->kind == KIND_COUNTRY || part->kind == KIND_CHOICE;
    map_text(map, "name", name);
    map_text(map, "id", arena_print(arena, "f-%s", name));
    map_text(
        map, "label",
        form_part_label(maker->options->locale, arena, maker->record->type, cell->field, part));
    map_text(map, "value", cell->value);
    map_text(map, "type", part->kind == KIND_URL ? "url" : "text");
    map_text(map, "list",
             part->kind == KIND_LINK ? arena_print(arena, "l-%s.%s", cell->field->name, part->name)
                                     : NULL);
    map_bool(map, "wrong", error && error->part == part && error->row == cell->row);
    map_bool(map, "is_select", select);
    map_bool(map, "is_input", !select);
    if (part->kind == KIND_COUNTRY)
        form_add_countries(maker, options, part, cell->value);
    else if (part->kind == KIND_CHOICE)
        cell_choices(maker, options, cell);
}

static void draw_row(const struct maker *maker, struct array *rows, const struct field *field,
                     const char *line, int number, bool last)
{
    const char *cells[PARTS_LIMIT];
    struct map *row = array_add_map(rows);
    struct array *list = map_array(row, "cells");
    int count = parts_count(field);
    map_int(row, "number", number);
    map_text(row, "remove_name", arena_print(maker->arena, "%s.%d.remove", field->name, number));
    map_text(row, "remove_id", arena_print(maker->arena, "f-%s.%d.remove", field->name, number));
    map_text(row, "up",
             number > 1 ? arena_print(maker->arena, "%s.%d.up", field->name, number) : NULL);
    map_text(row, "down",
             last ? NULL : arena_print(maker->arena, "%s.%d.down", field->name, number));
    parts_split(maker->arena, line, cells, count);
    for (int i = 0; i < count; i++) {
        struct cell cell = { field, &field->parts[i], number, cells[i] };
        draw_cell(maker, list, &cell);
    }
}

/* What the cells that name a record may hold, once for all rows. */
static void draw_lists(const struct maker *maker, struct map *map, const struct field *field)
{
    struct array *lists = map_array(map, "lists");
    for (const struct field *part = field->parts; part->name; part++) {
        if (part->kind != KIND_LINK)
            continue;
        struct map *list = array_add_map(lists);
        map_text(list, "id", arena_print(maker->arena, "l-%s.%s", field->name, part->name));
        if (!form_add_targets(maker, map_array(list, "options"), part, NULL, SELECT_LIMIT))
            map_array(list, "options"); /* too many to offer: it is typed */
    }
}

void form_draw_rows(const struct maker *maker, struct map *map, const struct field *field,
                    const char *value)
{
    struct array *rows = map_array(map, "part_rows");
    int number = 0;
    for (const char *at = value ? value : ""; *at;) {
        size_t len = strcspn(at, "\n");
        const char *line = arena_copy_n(maker->arena, at, len);
        at += len + (at[len] == '\n');
        draw_row(maker, rows, field, line, ++number, !*at);
    }
    if (!number)
        draw_row(maker, rows, field, "", ++number, true);
    map_int(map, "count", number);
    map_text(map, "add", arena_print(maker->arena, "%s.add", field->name));
    draw_lists(maker, map, field);
}

/* --- reading ------------------------------------------------------------------------------------------------ */

static const char *row_sent(const struct request *request, const struct field *field, long number)
{
    struct arena *arena = request->arena;
    const char *cells[PARTS_LIMIT];
    int count = parts_count(field);
    if (text_equal(request_form(request, arena_print(arena, "%s.%ld.remove", field->name, number)),
                   "1"))
        return NULL;
    for (int i = 0; i < count; i++) {
        const char *sent = request_form(
            request, arena_print(arena, "%s.%ld.%s", field->name, number, field->parts[i].name));
        char *cell = arena_copy(arena, sent ? sent : "");
        for (char *at = cell; *at; at++)
            *at = (char)(*at == '\n' || *at == '\r' ? ' ' : *at);
        cells[i] = cell;
    }
    return parts_join(arena, cells, count);
}

/* Which row changes places with the one above, 0 none: "speakers.3.up", or "speakers.2.down". */
static long row_moved(const struct request *request, const struct field *field)
{
    const char *asked = request_form(request, "row");
    size_t len = strlen(field->name);
    if (!asked || strncmp(asked, field->name, len) != 0 || asked[len] != '.')
        return 0;
    char *end;
    long row = strtol(asked + len + 1, &end, 10);
    return text_equal(end, ".up") ? row : text_equal(end, ".down") ? row + 1 : 0;
}

const char *form_rows_sent(const struct request *request, const struct field *field)
{
    struct arena *arena = request->arena;
    long long count = 0;
    const char *lines[ROW_LIMIT + 1] = { NULL }, *out = "";
    if (!text_to_int(request_form(request, arena_print(arena, "%s.rows", field->name)), &count) ||
        count < 0)
        return NULL;
    count = count < ROW_LIMIT ? count : ROW_LIMIT;
    for (long i = 1; i <= count; i++)
        lines[i - 1] = row_sent(request, field, i);
    long up = row_moved(request, field);
    if (up > 1 && up <= count) {
        const char *above = lines[up - 2];
        lines[up - 2] = lines[up - 1];
        lines[up - 1] = above;
    }
    if (text_equal(request_form(request, "row"), arena_print(arena, "%s.add", field->name)))
        lines[count++] = parts_join(arena, (const char *[PARTS_LIMIT]){ NULL }, parts_count(field));
    for (long i = 0; i < count; i++) {
        if (lines[i])
            out = arena_print(arena, "%s%s%s", out, *out ? "\n" : "", lines[i]);
    }
    return out;
}
