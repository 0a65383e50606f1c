/* Address cards: whatever stands between the lines that make one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *self, long number, const char *const *cells, const char *fault)
{
    const struct table *table = self;
    (void)number;
    (void)fault;
    for (int i = 0; i < table->columns; i++) {
        if (!text_is_utf8(cells[i], strlen(cells[i])))
            abort();
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char begin[] = "BEGIN:VCARD\r\nFN:x\r\n", end[] = "\r\nEND:VCARD\r\n";
    struct arena *arena = arena_new();
    struct table table;
    const char *argument;
    struct buffer text = { 0 };
    buffer_add(&text, begin, sizeof begin - 1);
    buffer_add(&text, (const char *)data, size);
    buffer_add(&text, end, sizeof end - 1);
    const char *wrong = table_open(arena, text.at, text.len, &table, &argument);
    if (!wrong && table.format != TABLE_VCARD)
        abort();
    if (!wrong)
        table_each(&table, take, &table);
    buffer_free(&text);
    arena_free(arena);
    return 0;
}
