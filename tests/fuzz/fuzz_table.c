/* Files that are sent for import, in any encoding: every row has all cells, each of them text, and rows come in order. What is written as
 * CSV reads as the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct reading {
    const struct table *table;
    struct buffer out;
    long last, rows;
};

static bool take(void *self, long number, const char *const *cells, const char *fault)
{
    struct reading *reading = self;
    if (number <= reading->last)
        abort();
    reading->last = number;
    reading->rows++;
    for (int i = 0; i < reading->table->columns; i++) {
        if (!text_is_utf8(cells[i], strlen(cells[i])))
            abort();
        if (!fault)
            csv_cell(&reading->out, cells[i], i == 0);
    }
    buffer_puts(&reading->out, "\r\n");
    return reading->rows < 1000;
}

/* One cell, there and back. */
static void round_trip(struct arena *arena, const uint8_t *data, size_t size)
{
    struct buffer line = { 0 };
    struct table table;
    const char *argument, *value = arena_copy_n(arena, (const char *)data, size);
    struct reading reading = { .table = &table };
    if (!text_is_utf8((const char *)data, size) || !size || strpbrk(value, "\r\n") ||
        text_blank(value) || value[strlen(value) - 1] == ' ')
        return;
    buffer_puts(&line, "a,b\r\n");
    csv_cell(&line, value, true);
    csv_cell(&line, "x", false);
    if (table_open(arena, line.at, line.len, &table, &argument))
        abort();
    table_each(&table, take, &reading);
    if (reading.rows != 1)
        abort();
    buffer_free(&line);
    buffer_free(&reading.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct table table;
    const char *argument;
    struct reading reading = { .table = &table };
    if (!table_open(arena, (const char *)data, size, &table, &argument))
        table_each(&table, take, &reading);
    buffer_free(&reading.out);
    round_trip(arena, data, size);
    arena_free(arena);
    return 0;
}
