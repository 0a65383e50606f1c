#include "web/compress.h"

#include <brotli/encode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/text.h"

const char *const encoding_names[ENCODING_COUNT] = { "identity", "gzip", "br" };

enum encoding encoding_preferred(const char *accept)
{
    double best = 0;
    enum encoding found = ENCODING_IDENTITY;
    for (const char *at = accept ? accept : ""; *at;) {
        size_t len = strcspn(at, ",");
        char item[64];
        snprintf(item, sizeof item, "%.*s", (int)len, at + strspn(at, " "));
        const char *q = strstr(item, "q=");
        double quality = q ? strtod(q + 2, NULL) : 1;
        item[strcspn(item, "; ,")] = '\0';
        for (int encoding = ENCODING_GZIP; encoding < ENCODING_COUNT; encoding++) {
            bool better = quality > best || (quality == best && encoding > (int)found);
            if (!strcmp(item, encoding_names[encoding]) && quality > 0 && better) {
                best = quality;
                found = (enum encoding)encoding;
            }
        }
        at += len + (at[len] == ',');
    }
    return found;
}

static bool gzip(bool small, const char *bytes, size_t len, struct buffer *out)
{
    z_stream stream = { 0 };
    if (deflateInit2(&stream, small ? 6 : 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&stream, len) + 32;
    buffer_reserve(out, room);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)len;
    stream.next_out = (Bytef *)out->at + out->len;
    stream.avail_out = (uInt)room;
    bool good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out->len += stream.total_out;
    deflateEnd(&stream);
    return good;
}

bool compress_bytes(enum encoding encoding, bool small, const char *bytes, size_t len, struct buffer *out)
{
    if (encoding == ENCODING_GZIP)
        return gzip(small, bytes, len, out);
    size_t size = BrotliEncoderMaxCompressedSize(len);
    buffer_reserve(out, size + 64);
    if (!BrotliEncoderCompress(small ? 6 : 1, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, len, (const uint8_t *)bytes, &size,
                               (uint8_t *)out->at + out->len))
        return false;
    out->len += size;
    return true;
}

bool compressible(const char *type)
{
    return type && (text_starts(type, "text/") || strstr(type, "xml") || strstr(type, "json") || strstr(type, "javascript"));
}
