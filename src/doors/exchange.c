#include "doors/exchange.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/text.h"
#include "web/compress.h"
#include "web/range.h"

#define IN_MEMORY ((size_t)64 << 10)
#define PATIENCE                                                                                   \
    ((size_t)8 << 20) /* unwanted bytes that are read, so that the sender sees the answer */
#define HEADERS 200
#define SPARES 16
#define DRAIN_TENTHS 50

_Atomic int exchanges_open;

/* A few arenas are kept for the next requests: taking and giving back 64 kB costs more than a small
 * request. */
static struct arena *spares[SPARES];
static int spare_count;
static pthread_mutex_t spares_lock = PTHREAD_MUTEX_INITIALIZER;

static struct arena *take_arena(void)
{
    struct arena *arena = NULL;
    pthread_mutex_lock(&spares_lock);
    if (spare_count)
        arena = spares[--spare_count];
    pthread_mutex_unlock(&spares_lock);
    return arena ? arena : arena_new();
}

static void give_arena(struct arena *arena)
{
    arena_reset(arena);
    pthread_mutex_lock(&spares_lock);
    bool keep = spare_count < SPARES;
    if (keep)
        spares[spare_count++] = arena;
    pthread_mutex_unlock(&spares_lock);
    if (!keep)
        arena_free(arena);
}

struct exchange *exchange_new(void)
{
    struct arena *arena = take_arena();
    struct exchange *exchange = arena_one(arena, struct exchange);
    exchange->arena = arena;
    exchange->request = request_new(arena);
    exchange->response = response_new(arena);
    exchange->body_fd = -1;
    exchange->began = moment_ticks();
    atomic_fetch_add_explicit(&exchanges_open, 1, memory_order_relaxed);
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (!exchange)
        return;
    struct stream *stream = exchange->response->stream;
    dispatch_done(exchange->response);
    if (stream && stream->end)
        stream->end(stream);
    if (exchange->response->file.fd >= 0)
        close(exchange->response->file.fd);
    if (exchange->body_fd >= 0)
        close(exchange->body_fd);
    buffer_free(&exchange->body);
    give_arena(exchange->arena);
    atomic_fetch_sub_explicit(&exchanges_open, 1, memory_order_release);
}

void exchange_header(struct exchange *exchange, const char *name, const char *value)
{
    char *lower = arena_copy(exchange->arena, name);
    for (char *c = lower; *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    pairs_add(exchange->arena, &exchange->request->headers, lower,
              arena_copy(exchange->arena, value ? value : ""));
}

static bool host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= ':' && c != '/') ||
           c == '[' || c == ']' || c == '_';
}

static bool host_valid(const char *host)
{
    size_t len = 0;
    while (host && host_character(host[len]))
        len++;
    return len && len < 256 && !host[len];
}

/* One well-formed Host, and one way to say where the body ends. */
static bool framing_valid(const struct pairs *headers)
{
    int host = pairs_next(headers, "host", 0), length = pairs_next(headers, "content-length", 0);
    return headers->count <= HEADERS && host >= 0 && host_valid(headers->at[host].value) &&
           pairs_next(headers, "host", host + 1) < 0 &&
           (length < 0 || (pairs_next(headers, "content-length", length + 1) < 0 &&
                           pairs_next(headers, "transfer-encoding", 0) < 0));
}

static void fill_origin(struct exchange *exchange, const struct door_settings *door)
{
    struct request *request = exchange->request;
    const char *host = request_header(request, "host");
    const char *proto = door->trust_proxy ? request_header(request, "x-forwarded-proto") : NULL;
    if (text_equal(proto, "https") || (door->origin && text_starts(door->origin, "https://")))
        request->secure = true;
    if (door->origin)
        request->origin = door->origin;
    else if (host_valid(host))
        request->origin =
            arena_join(request->arena, request->secure ? "https://" : "http://", host);
}

/* The proxy adds the address it sees at the end; what stands before it anyone can write. */
static const char *peer_of(const struct request *request, const struct door_settings *door,
                           const char *peer)
{
    const char *list = door->trust_proxy ? request_header(request, "x-forwarded-for") : NULL;
    const char *last = list ? strrchr(list, ',') : NULL;
    last = last ? last + 1 : list ? list : peer;
    return arena_copy(request->arena, last + strspn(last, " "));
}

/* "http://host/path" is as good as "/path"; the rest is as sent. */
static const char *origin_form(const char *target)
{
    size_t scheme = text_starts(target, "http://") ? 7 : text_starts(target, "https://") ? 8 : 0;
    if (!scheme)
        return target;
    target += scheme + strcspn(target + scheme, "/?");
    return *target == '/' ? target : "/";
}

void exchange_head(struct exchange *exchange, const struct door_settings *door, const char *method,
                   const char *target, const char *peer)
{
    struct request *request = exchange->request;
    struct response *response = exchange->response;
    request->peer = peer_of(request, door, peer);
    fill_origin(exchange, door);
    bool good = request_prepare(request, method, origin_form(target), response);
    if (good && !framing_valid(&request->headers))
        response->status = 400;
    exchange->close = response->status != 200;
    exchange->answered = dispatch_head(door->dispatcher, request, response);
}

long long exchange_promised(const struct exchange *exchange)
{
    long long size = 0;
    const char *length = request_header(exchange->request, "content-length");
    if (request_header(exchange->request, "transfer-encoding"))
        return -1;
    return length && text_to_int(length, &size) && size > 0 ? size : 0;
}

static int in_memory(void)
{
    return memfd_create("body", MFD_CLOEXEC);
}

/* An unlinked file: it goes with its descriptor. */
static int open_nameless(void)
{
    const char *dir = getenv("TMPDIR");
    int fd = open(dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : in_memory();
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t wrote = write(fd, bytes, len);
        if (wrote <= 0)
            return false;
        bytes += wrote;
        len -= (size_t)wrote;
    }
    return true;
}

/* Moves what has come so far to FD, which is closed when that fails. */
static bool move_to(struct exchange *exchange, int fd)
{
    off_t at = 0;
    bool good = fd >= 0;
    if (good && exchange->body_fd < 0)
        good = write_all(fd, exchange->body.at, exchange->body.len);
    else
        while (good && (size_t)at < exchange->body_len)
            good = sendfile(fd, exchange->body_fd, &at, exchange->body_len - (size_t)at) > 0;
    if (!good) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    if (exchange->body_fd >= 0)
        close(exchange->body_fd);
    buffer_free(&exchange->body);
    exchange->body_fd = fd;
    return true;
}

/* In a file where it is long; where the disk is full, in memory all the same: what somebody typed is not lost for that. */
static bool keep_piece(struct exchange *exchange, const char *bytes, size_t len)
{
    if (exchange->body_fd < 0 && exchange->body_len + len <= IN_MEMORY) {
        buffer_add(&exchange->body, bytes, len);
        return true;
    }
    if (exchange->body_fd < 0 && !move_to(exchange, open_nameless()) &&
        !move_to(exchange, in_memory()))
        return false;
    return write_all(exchange->body_fd, bytes, len) ||
           (move_to(exchange, in_memory()) && write_all(exchange->body_fd, bytes, len));
}

bool exchange_body(struct exchange *exchange, const void *bytes, size_t len)
{
    const struct route *route = exchange->request->route;
    size_t limit = route ? route->body_limit : 0;
    exchange->too_large |= exchange->body_len + len > limit;
    if (!exchange->answered && !exchange->too_large && !keep_piece(exchange, bytes, len)) {
        exchange->response->status = 503; /* no room anywhere */
        exchange->too_large = true;
    }
    exchange->body_len += len;
    return exchange->body_len <= limit + PATIENCE;
}

struct mapping {
    void *at;
    size_t len;
};

static void unmap(void *self)
{
    struct mapping *mapping = self;
    munmap(mapping->at, mapping->len);
}

/* A body on disk is read as memory all the same: the kernel fetches and drops its pages. */
static bool map_body(struct exchange *exchange)
{
    struct mapping *mapping = arena_one(exchange->arena, struct mapping);
    mapping->len = exchange->body_len;
    mapping->at = mmap(NULL, mapping->len, PROT_READ, MAP_PRIVATE, exchange->body_fd, 0);
    if (mapping->at == MAP_FAILED)
        return false;
    arena_defer(exchange->arena, unmap, mapping);
    exchange->request->body = mapping->at;
    exchange->request->body_len = mapping->len;
    return true;
}

void exchange_body_end(struct exchange *exchange, const struct door_settings *door)
{
    struct response *response = exchange->response;
    if (exchange->answered)
        return;
    long long promised = exchange_promised(exchange);
    if (exchange->too_large)
        response->status = response->status == 200 ? 413 : response->status;
    else if (exchange->body_fd >= 0 && !map_body(exchange))
        response->status = 503;
    else if (promised > 0 && (long long)exchange->body_len != promised)
        response->status = 400; /* cut short on its way */
    if (exchange->body_fd < 0) {
        exchange->request->body = exchange->body.at;
        exchange->request->body_len = exchange->body.len;
    }
    if (response->status != 200)
        exchange->answered = dispatch_head(door->dispatcher, exchange->request, response);
}

void exchange_run(struct exchange *exchange, const struct door_settings *door)
{
    dispatch_run(door->dispatcher, exchange->request, exchange->response);
    range_apply(exchange->request, exchange->response);
    exchange->answered = true;
}

void exchange_headers(const struct exchange *exchange,
                      void (*add)(void *self, const char *name, const char *value), void *self)
{
    const struct response *response = exchange->response;
    const struct cached *cached = response->cached;
    const struct pairs *headers = cached ? &cached->headers : &response->headers;
    const char *etag = cached ? cached->etag[response->encoding] : response->etag;
    for (size_t i = 0; i < headers->count; i++)
        add(self, headers->at[i].name, headers->at[i].value);
    if (etag)
        add(self, "ETag", etag);
    if (cached && response->encoding && response->status != 304)
        add(self, "Content-Encoding", encoding_names[response->encoding]);
}

const char *exchange_bytes(const struct exchange *exchange, size_t *len)
{
    const struct response *response = exchange->response;
    const struct cached *cached = response->cached;
    if (response->status == 304 || response->status == 204) {
        *len = 0;
        return "";
    }
    *len = cached ? cached->len[response->encoding] : response->body.len;
    const char *at = cached ? cached->body[response->encoding] : response->body.at;
    return at ? at : "";
}

bool exchange_streams(const struct exchange *exchange)
{
    const struct response *response = exchange->response;
    return response->stream && response->status == 200 && exchange->request->method != METHOD_HEAD;
}

int exchange_piece(struct exchange *exchange, struct buffer *out)
{
    struct stream *stream = exchange->response->stream;
    if (!exchange->over)
        exchange->over = !stream->more(stream, out);
    return stream->broken ? -1 : !exchange->over;
}

void exchanges_drain(void)
{
    for (int tenth = 0; tenth < DRAIN_TENTHS && atomic_load(&exchanges_open) > 0; tenth++)
        usleep(100000);
    if (atomic_load(&exchanges_open) > 0)
        log_line(LOG_WARNING, "drain", "unfinished=%d", atomic_load(&exchanges_open));
}
