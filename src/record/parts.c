/* Lines of parts as text: "MX | US". A bar or a backslash inside of a cell is written with a backslash before it. */
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"

int parts_count(const struct field *field)
{
    int count = 0;
    while (field->parts[count].name)
        count++;
    return count < PARTS_LIMIT ? count : PARTS_LIMIT;
}

const char *parts_escape(struct arena *arena, const char *cell)
{
    if (!strpbrk(cell, "|\\"))
        return cell;
    char *out = arena_bytes(arena, 2 * strlen(cell) + 1), *to = out;
    for (; *cell; cell++) {
        if (*cell == '|' || *cell == '\\')
            *to++ = '\\';
        *to++ = *cell;
    }
    *to = '\0';
    return out;
}

const char *parts_join(struct arena *arena, const char *const *cells, int count)
{
    const char *line = "";
    for (int i = 0; i < count; i++)
        line = arena_print(arena, "%s%s%s", line, i ? " | " : "",
                           parts_escape(arena, cells[i] ? cells[i] : ""));
    return line;
}

/* One cell up to its bar, without its escapes and the blanks around it; *LINE goes on behind the bar, NULL at the end. */
static const char *take_cell(struct arena *arena, const char **line)
{
    char *out = arena_bytes(arena, strlen(*line) + 1), *to = out;
    const char *at = *line + strspn(*line, " ");
    for (; *at && *at != '|'; at++) {
        if (*at == '\\' && (at[1] == '|' || at[1] == '\\'))
            at++;
        *to++ = *at;
    }
    while (to > out && to[-1] == ' ')
        to--;
    *to = '\0';
    *line = *at ? at + 1 : NULL;
    return out;
}

bool parts_split(struct arena *arena, const char *line, const char **cells, int count)
{
    for (int i = 0; i < count; i++)
        cells[i] = line ? take_cell(arena, &line) : "";
    return text_blank(line);
}
