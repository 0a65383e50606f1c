/* gzip and Brotli. */
#pragma once
#include "web/http.h"

/* The best encoding that Accept-Encoding takes: br, gzip or identity. */
enum encoding encoding_preferred(const char *accept);
extern const char *const encoding_names[ENCODING_COUNT]; /* "identity", "gzip", "br" */
/* BYTES in ENCODING, in OUT. SMALL: as small as is sensible (kept pages); otherwise fast. */
bool compress_bytes(enum encoding encoding, bool small, const char *bytes, size_t len, struct buffer *out);
bool compressible(const char *type);
