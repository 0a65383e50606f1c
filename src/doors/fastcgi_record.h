/* The records of FastCGI 1.0, apart from sockets. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum record_type {
    RECORD_BEGIN = 1,
    RECORD_ABORT,
    RECORD_END,
    RECORD_PARAMS,
    RECORD_STDIN,
    RECORD_STDOUT,
    RECORD_STDERR,
    RECORD_DATA,
    RECORD_GET_VALUES,
    RECORD_GET_VALUES_RESULT,
    RECORD_UNKNOWN_TYPE
};
enum end_status { END_COMPLETE, END_CANT_MULTIPLEX, END_OVERLOADED, END_UNKNOWN_ROLE };
enum { ROLE_RESPONDER = 1, KEEP_CONNECTION = 1, RECORD_HEAD = 8, RECORD_CONTENT = 65528 };

struct record {
    unsigned type, id;
    const unsigned char *content;
    size_t len;
};
/* Reads the record at BYTES: the bytes it takes, 0 when it is not whole yet, -1 when it is none of
 * ours. */
long record_read(const unsigned char *bytes, size_t len, struct record *record);
/* Calls ADD for each name and value (NUL-terminated, writable copies of LEN bytes each); false when
 * the lengths lie or a text holds NUL. */
bool record_pairs(const unsigned char *bytes, size_t len,
                  void (*add)(void *self, const char *name, const char *value), void *self);

/* Writing. CONTENT of any length becomes as many records as needed; none for LEN 0. */
void record_write(struct buffer *out, unsigned type, unsigned id, const void *content, size_t len);
/* The empty record that ends a stream. */
void record_finish(struct buffer *out, unsigned type, unsigned id);
void record_end(struct buffer *out, unsigned id, enum end_status status);
/* Answers RECORD_GET_VALUES with those of our values that were asked for. */
void record_values(struct buffer *out, const struct record *asked, int connections);
void record_unknown(struct buffer *out, unsigned type);
