/* What all doors do alike: one request and its answer, from headers to the last byte. */
#pragma once
#include <stdatomic.h>

#include "base/buffer.h"
#include "doors/door.h"

struct exchange {
    struct arena *arena;
    struct request *request;
    struct response *response;
    struct buffer body; /* as long as it is small */
    int body_fd;        /* the body on disk, -1: in memory */
    size_t body_len;
    int64_t began; /* moment_ticks() */
    bool answered; /* the response is complete */
    bool too_large;
    bool over;  /* of response->stream: its last piece was made */
    bool close; /* what follows on this connection cannot be trusted or is not wanted */
};

/* Exchanges begun and not ended, in the whole process. */
extern _Atomic int exchanges_open;

struct exchange *exchange_new(void);
void exchange_free(struct exchange *exchange); /* NULL is allowed */

/* Adds a request header; NAME in any case, VALUE copied. */
void exchange_header(struct exchange *exchange, const char *name, const char *value);
/* All headers are there: refuses what is malformed and what the dispatcher refuses
 * (exchange->answered). TARGET as sent; PEER the address of the other end, copied. */
void exchange_head(struct exchange *exchange, const struct door_settings *door, const char *method,
                   const char *target, const char *peer);
/* The bytes that Content-Length promises: 0 without, -1 when they are not known (chunked). */
long long exchange_promised(const struct exchange *exchange);
/* A piece of the body, kept up to the route's limit. False: so much more came that the connection
 * is better cut. */
bool exchange_body(struct exchange *exchange, const void *bytes, size_t len);
/* The body is whole. Sets answered when it was too large. */
void exchange_body_end(struct exchange *exchange, const struct door_settings *door);
/* Runs the handler; afterwards the exchange is answered. May take long if dispatch_slow(). */
void exchange_run(struct exchange *exchange, const struct door_settings *door);

/* Calls ADD for each header of the answer but Content-Length. */
void exchange_headers(const struct exchange *exchange,
                      void (*add)(void *self, const char *name, const char *value), void *self);
/* The bytes of the answer if they are in memory. */
const char *exchange_bytes(const struct exchange *exchange, size_t *len);
/* The next piece of an answer that is made while it is sent (response->stream) is appended to OUT: 1, 0 at the end, -1 when
 * the rest cannot be made. */
int exchange_piece(struct exchange *exchange, struct buffer *out);
/* Whether the answer is one and is wanted (not for HEAD). */
bool exchange_streams(const struct exchange *exchange);
/* Waits until no exchange is open, for some seconds at most. */
void exchanges_drain(void);
