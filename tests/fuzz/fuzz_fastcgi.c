/* Any bytes as a FastCGI connection: read to the end without a fault, whatever the lengths in them
 * say. */
#include <stdlib.h>
#include <string.h>

#include "doors/fastcgi_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(void *self, const char *name, const char *value)
{
    *(size_t *)self += strlen(name) + strlen(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 0, texts = 0;
    struct record record;
    struct buffer out = { 0 };
    for (long used; (used = record_read(data + at, size - at, &record)) > 0; at += (size_t)used) {
        if ((size_t)used > size - at || record.content + record.len > data + size)
            abort();
        texts = 0;
        if (record_pairs(record.content, record.len, take, &texts) && texts > record.len)
            abort();
        record_values(&out, &record, 1);
        out.len = 0;
    }
    /* What we write we can read. */
    record_write(&out, RECORD_STDOUT, 7, data, size);
    size_t back = 0;
    for (at = 0; at < out.len;) {
        long used = record_read((const unsigned char *)out.at + at, out.len - at, &record);
        if (used <= 0 || record.id != 7 || memcmp(record.content, data + back, record.len))
            abort();
        at += (size_t)used;
        back += record.len;
    }
    if (back != size)
        abort();
    buffer_free(&out);
    return 0;
}
