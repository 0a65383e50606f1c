#include "web/compress.h"

#include <brotli/encode.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/text.h"

const char *const encoding_names[ENCODING_COUNT] = { "identity", "gzip", "br" };

/* The weight (in thousandths) in the parameters of one item, from AT to END: 1000 unless q says so.
 */
static int weight_of(const char *at, const char *end)
{
    while (at < end && (at = memchr(at, ';', (size_t)(end - at)))) {
        at++;
        at += strspn(at, " \t");
        if (end - at < 2 || (at[0] | 32) != 'q' || at[1] != '=')
            continue;
        int weight = at[2] == '1' ? 1000 : 0, step = 100;
        for (at += 3; at < end && step; at++) {
            if (*at >= '0' && *at <= '9' && weight < 1000) {
                weight += (*at - '0') * step;
                step /= 10;
            }
        }
        return weight;
    }
    return 1000;
}

/* The encoding named by LEN bytes at NAME; ENCODING_COUNT for "*", -1 for others. */
static int encoding_of(const char *name, size_t len)
{
    if (len == 1 && *name == '*')
        return ENCODING_COUNT;
    for (int encoding = 0; encoding < ENCODING_COUNT; encoding++) {
        if (strlen(encoding_names[encoding]) == len &&
            !strncasecmp(name, encoding_names[encoding], len))
            return encoding;
    }
    return -1;
}

enum encoding encoding_preferred(const char *accept)
{
    int weights[ENCODING_COUNT + 1] = { -1, -1, -1, -1 };
    for (const char *at = accept ? accept : ""; *at;) {
        at += strspn(at, ", \t");
        size_t len = strcspn(at, ",");
        int encoding = encoding_of(at, strcspn(at, "; \t,"));
        if (encoding >= 0)
            weights[encoding] = weight_of(at, at + len);
        at += len;
    }
    enum encoding found = ENCODING_IDENTITY;
    int best = weights[ENCODING_IDENTITY] > 0 ? weights[ENCODING_IDENTITY] : 1;
    for (int encoding = ENCODING_GZIP; encoding < ENCODING_COUNT; encoding++) {
        int weight = weights[encoding] < 0 ? weights[ENCODING_COUNT] : weights[encoding];
        if (weight >= best) {
            best = weight;
            found = (enum encoding)encoding;
        }
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

bool compress_bytes(enum encoding encoding, bool small, const char *bytes, size_t len,
                    struct buffer *out)
{
    if (encoding == ENCODING_GZIP)
        return gzip(small, bytes, len, out);
    size_t size = BrotliEncoderMaxCompressedSize(len);
    buffer_reserve(out, size + 64);
    if (!BrotliEncoderCompress(small ? 6 : 1, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, len,
                               (const uint8_t *)bytes, &size, (uint8_t *)out->at + out->len))
        return false;
    out->len += size;
    return true;
}

bool compressible(const char *type, size_t len)
{
    char name[80];
    if (!type || len < COMPRESS_FROM)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(type, "; "), type);
    return text_starts(name, "text/") || text_ends(name, "+xml") || text_ends(name, "/xml") ||
           text_ends(name, "+json") || text_ends(name, "/json") || text_ends(name, "/javascript");
}

void etag_encoded(const char *etag, enum encoding encoding, char *out, size_t room)
{
    snprintf(out, room, "%.*s-%c\"", (int)strlen(etag) - 1, etag,
             encoding == ENCODING_BR ? 'b' : 'g');
}

/* --- streams ------------------------------------------------------------------------------------- */

struct gzip_stream {
    struct stream stream;
    struct stream *inner;
    struct buffer plain; /* of the present piece */
    z_stream state;
};

static void deflate_piece(struct gzip_stream *gzip, bool last, struct buffer *out)
{
    z_stream *state = &gzip->state;
    state->next_in = (unsigned char *)gzip->plain.at;
    state->avail_in = (unsigned)gzip->plain.len;
    do {
        buffer_reserve(out, 16384);
        state->next_out = (unsigned char *)out->at + out->len;
        state->avail_out = (unsigned)(out->cap - out->len);
        deflate(state, last ? Z_FINISH : Z_NO_FLUSH);
        out->len = out->cap - state->avail_out;
    } while (!state->avail_out);
}

/* Pieces that compress to nothing yet are put together with the next ones. */
static bool gzip_more(struct stream *stream, struct buffer *out)
{
    struct gzip_stream *gzip = (struct gzip_stream *)stream;
    size_t before = out->len;
    bool more = true;
    while (more && out->len == before) {
        gzip->plain.len = 0;
        more = gzip->inner->more(gzip->inner, &gzip->plain);
        stream->broken = gzip->inner->broken;
        if (stream->broken)
            return false;
        deflate_piece(gzip, !more, out);
    }
    return more;
}

static void gzip_end(struct stream *stream)
{
    struct gzip_stream *gzip = (struct gzip_stream *)stream;
    if (gzip->inner->end)
        gzip->inner->end(gzip->inner);
    deflateEnd(&gzip->state);
    buffer_free(&gzip->plain);
}

struct stream *stream_gzip(struct arena *arena, struct stream *inner)
{
    struct gzip_stream *gzip = arena_one(arena, struct gzip_stream);
    gzip->stream = (struct stream){ gzip_more, gzip_end, false };
    gzip->inner = inner;
    if (deflateInit2(&gzip->state, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    return &gzip->stream;
}
