/* gzip and Brotli. */
#pragma once
#include "web/http.h"

/* The best encoding that Accept-Encoding (NULL: none sent) takes: br, gzip or identity. Knows q,
 * q=0 and "*". */
enum encoding encoding_preferred(const char *accept);
extern const char *const encoding_names[ENCODING_COUNT]; /* "identity", "gzip", "br" */
/* BYTES in ENCODING, added to OUT, which the caller frees; false when it fails. SMALL: as small as
 * is sensible (kept pages); otherwise fast. */
bool compress_bytes(enum encoding encoding, bool small, const char *bytes, size_t len,
                    struct buffer *out);
#define COMPRESS_FROM 600 /* bytes: less is not worth the time */
/* Whether LEN bytes of the media TYPE (NULL: unknown) are worth compressing. */
bool compressible(const char *type, size_t len);
/* The ETag of a page in ENCODING, from ETAG of its bytes as they are: "x" becomes "x-g" or "x-b".
 */
void etag_encoded(const char *etag, enum encoding encoding, char *out, size_t room);
/* INNER in gzip, piece by piece, made in ARENA; ends INNER when it is ended. NULL when it cannot be made. */
struct stream *stream_gzip(struct arena *arena, struct stream *inner);
