/* Pasted references: any text is read to its end, and each entry's own text is of the whole. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/publications/reference.h"
#include "web/locale.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready && !locales_load(NULL))
        abort();
    ready = true;
    struct arena *arena = arena_new();
    const char *text = arena_copy_n(arena, (const char *)data, size);
    if (text_is_utf8(text, strlen(text))) {
        struct reference *entry = references_read(arena, text);
        for (; entry; entry = entry->next) {
            if (!strstr(text, entry->typed) || (!entry->wrong && (!entry->title || !entry->names)))
                abort();
        }
    }
    arena_free(arena);
    return 0;
}
