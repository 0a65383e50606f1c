/* The embedded server. Several daemons share the port (SO_REUSEPORT) and are run by threads of ours, each by any of them:
 * libmicrohttpd's own thread pool can put all kept connections on one thread. */
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/library.h"
#include "base/moment.h"
#include "base/text.h"
#include "doors/crew.h"
#include "doors/exchange.h"
#include "doors/listen.h"
#include "doors/slow.h"
#include "web/compress.h"

#define IDLE_SECONDS 30
#define CONNECTIONS 2000u             /* each daemon */
#define FROM_ONE_PEER 256u            /* each daemon; not behind a proxy, where all come from one */
#define HEAD_BYTES ((size_t)16 << 10) /* libmicrohttpd clears them for each request */
#define STREAM_BYTES ((size_t)16 << 10)
#define SLOW_SENDER_AFTER (30 * 1000000) /* microseconds */
#define SLOW_SENDER_BYTES 2000           /* a second, at least */
#define READ_FIRST (8 << 20) /* a refused body up to this is read before the answer goes out */

/* clang-format off */
#define MHD_FUNCTIONS(F) \
    F(MHD_add_response_header) F(MHD_create_response_from_buffer) F(MHD_create_response_from_callback) \
    F(MHD_create_response_from_fd_at_offset64) F(MHD_destroy_response) F(MHD_get_connection_info) \
    F(MHD_get_connection_values) F(MHD_get_daemon_info) F(MHD_get_timeout) F(MHD_queue_response) \
    F(MHD_quiesce_daemon) F(MHD_resume_connection) F(MHD_run) F(MHD_start_daemon) F(MHD_stop_daemon) \
    F(MHD_suspend_connection)
/* clang-format on */
static struct {
    MHD_FUNCTIONS(LIBRARY_MEMBER)
} lib;
static const char *const mhd_names[] = { MHD_FUNCTIONS(LIBRARY_NAME) NULL };
static struct library microhttpd = { "libmicrohttpd.so.12", mhd_names, &lib, 0 };

static const struct door_settings *door;

/* libmicrohttpd's state of some of the connections: for one thread at a time. */
static struct part {
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock;
} parts[POSTS];
static struct post posts[POSTS]; /* one for each */

/* One request on a connection; the exchange is made when its headers are there. */
struct visit {
    struct exchange *exchange;
    const struct part *part;
    struct MHD_Connection *connection;
    char *target;        /* as sent, before libmicrohttpd decodes anything */
    bool slow;           /* given to the slow threads */
    struct buffer piece; /* of an answer that is made while it is sent */
    size_t piece_at;
};

static enum MHD_Result add_request_header(void *self, enum MHD_ValueKind kind, const char *name,
                                          const char *value)
{
    (void)kind;
    exchange_header(self, name, value);
    return MHD_YES;
}

/* The visitor's address as text, written once for each connection. */
static void connection_changes(void *self, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    const union MHD_ConnectionInfo *info =
        lib.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[64] = "";
    (void)self;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        free(*context);
        *context = NULL;
        return;
    }
    if (info && info->client_addr)
        getnameinfo(info->client_addr,
                    address_size((const struct sockaddr_storage *)info->client_addr), text,
                    sizeof text, NULL, 0, NI_NUMERICHOST);
    *context = strdup(text);
}

static const char *peer_name(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        lib.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info && info->socket_context ? info->socket_context : "";
}

static void free_made(void *response)
{
    lib.MHD_destroy_response(response);
}

static void add_header(void *self, const char *name, const char *value)
{
    lib.MHD_add_response_header(self, name, value);
}

static struct MHD_Response *of_bytes(const struct exchange *exchange)
{
    size_t len;
    const char *bytes = exchange_bytes(exchange, &len);
    struct MHD_Response *out =
        lib.MHD_create_response_from_buffer(len, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
    if (!out)
        abort();
    exchange_headers(exchange, add_header, out);
    return out;
}

/* The kept page as libmicrohttpd's response, made once for each encoding and shared. */
static struct MHD_Response *of_cached(const struct exchange *exchange)
{
    struct cached *page = exchange->response->cached;
    enum encoding encoding = exchange->response->encoding;
    struct MHD_Response *made = atomic_load(&page->door[encoding]);
    if (made)
        return made;
    made = of_bytes(exchange);
    void *none = NULL;
    page->door_free = free_made;
    if (!atomic_compare_exchange_strong(&page->door[encoding], &none, (void *)made)) {
        lib.MHD_destroy_response(made);
        made = none;
    }
    return made;
}

static struct MHD_Response *of_file(struct exchange *exchange)
{
    struct file_range *file = &exchange->response->file;
    struct MHD_Response *out =
        lib.MHD_create_response_from_fd_at_offset64(file->len, file->fd, file->from);
    if (!out)
        abort();
    file->fd = -1; /* closed with the response */
    exchange_headers(exchange, add_header, out);
    return out;
}

/* libmicrohttpd asks for up to MAX bytes. */
static ssize_t read_stream(void *self, uint64_t at, char *bytes, size_t max)
{
    struct visit *visit = self;
    struct buffer *piece = &visit->piece;
    (void)at;
    while (visit->piece_at == piece->len) {
        piece->len = visit->piece_at = 0;
        crew_call();
        int more = exchange_piece(visit->exchange, piece);
        if (more < 0)
            return MHD_CONTENT_READER_END_WITH_ERROR;
        if (!more && !piece->len)
            return MHD_CONTENT_READER_END_OF_STREAM;
    }
    size_t left = piece->len - visit->piece_at, take = left < max ? left : max;
    memcpy(bytes, piece->at + visit->piece_at, take);
    visit->piece_at += take;
    return (ssize_t)take;
}

static struct MHD_Response *of_stream(struct visit *visit)
{
    struct MHD_Response *out = lib.MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BYTES,
                                                                     read_stream, visit, NULL);
    if (!out)
        abort();
    exchange_headers(visit->exchange, add_header, out);
    return out;
}

static struct MHD_Response *of_answer(struct visit *visit)
{
    const struct response *response = visit->exchange->response;
    if (exchange_streams(
            visit->exchange)) /* libmicrohttpd ends HEAD of unknown length with a chunk */
        return of_stream(visit);
    return response->file.fd >= 0 ? of_file(visit->exchange) : of_bytes(visit->exchange);
}

static enum MHD_Result send_answer(struct visit *visit)
{
    struct exchange *exchange = visit->exchange;
    struct response *response = exchange->response;
    bool last = exchange->close || exchange->too_large || door_stopping();
    if (response->cached && response->status == 200 && !last)
        return lib.MHD_queue_response(visit->connection, 200, of_cached(exchange));
    struct MHD_Response *out = of_answer(visit);
    if (last)
        lib.MHD_add_response_header(out, "Connection", "close");
    enum MHD_Result result =
        lib.MHD_queue_response(visit->connection, (unsigned)response->status, out);
    lib.MHD_destroy_response(out);
    return result;
}

static void run_slow(void *self)
{
    struct visit *visit = self;
    const struct part *part =
        visit->part; /* the visit may be over as soon as the connection goes on */
    exchange_run(visit->exchange, door);
    lib.MHD_resume_connection(visit->connection);
    crew_ring(&posts[part - parts]);
}

static enum MHD_Result run_request(struct visit *visit)
{
    if (dispatch_slow(visit->exchange->request)) {
        visit->slow = true;
        lib.MHD_suspend_connection(visit->connection);
        slow_run(run_slow, visit);
        return MHD_YES;
    }
    crew_call();
    exchange_run(visit->exchange, door);
    return send_answer(visit);
}

/* Whether to answer before the body is read. libmicrohttpd then closes the connection, and closing
 * on unread bytes can lose the answer on its way: only for bodies that are too long to read and for
 * those who asked first. */
static bool answer_early(const struct exchange *exchange)
{
    long long promised = exchange_promised(exchange);
    return promised > READ_FIRST || (promised && request_header(exchange->request, "expect"));
}

/* The request line and the headers are there. */
static enum MHD_Result begin_request(struct visit *visit, struct MHD_Connection *connection,
                                     const char *method)
{
    struct exchange *exchange = visit->exchange = exchange_new();
    visit->connection = connection;
    lib.MHD_get_connection_values(connection, MHD_HEADER_KIND, add_request_header, exchange);
    exchange_head(exchange, door, method, visit->target, peer_name(connection));
    if (!exchange->answered || !answer_early(exchange))
        return MHD_YES;
    exchange->close = true;
    return send_answer(visit);
}

/* A body that drips in to hold the connection is cut off. */
static bool too_slow(const struct exchange *exchange)
{
    int64_t spent = moment_ticks() - exchange->began;
    return spent > SLOW_SENDER_AFTER &&
           (int64_t)exchange->body_len < spent / 1000000 * SLOW_SENDER_BYTES;
}

static enum MHD_Result enter(void *self, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *size, void **state)
{
    struct visit *visit = *state;
    (void)url;
    (void)version;
    if (!visit)
        return MHD_NO;
    visit->part = self;
    if (!visit->exchange)
        return begin_request(visit, connection, method);
    if (*size) {
        bool good = exchange_body(visit->exchange, data, *size) && !too_slow(visit->exchange);
        *size = 0;
        return good ? MHD_YES : MHD_NO;
    }
    if (visit->slow)
        return visit->exchange->answered ? send_answer(visit) : MHD_YES;
    exchange_body_end(visit->exchange, door);
    return visit->exchange->answered ? send_answer(visit) : run_request(visit);
}

/* Called with the whole request target; what it returns becomes *state of the others. */
static void *begin(void *self, const char *target, struct MHD_Connection *connection)
{
    struct visit *visit = calloc(1, sizeof *visit);
    (void)self;
    (void)connection;
    if (!visit || !(visit->target = strdup(target)))
        abort();
    /* The query is read from our copy. libmicrohttpd would make a list of it, too, and when its memory does not suffice for some
     * hundreds of parameters it neither answers nor closes the connection: it finds none. TARGET is its own line, writable. */
    char *query = strchr((char *)(uintptr_t)target, '?');
    if (query && query[1])
        query[1] = '\0';
    return visit;
}

static void completed(void *self, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode code)
{
    struct visit *visit = *state;
    (void)self;
    (void)connection;
    (void)code;
    if (!visit)
        return;
    exchange_free(visit->exchange);
    buffer_free(&visit->piece);
    free(visit->target);
    free(visit);
    *state = NULL;
}

static struct MHD_Daemon *start_daemon(const struct sockaddr_storage *address, struct part *part)
{
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                     (address->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    return lib.MHD_start_daemon(
        flags, 0, NULL, NULL, enter, part, MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)address,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, door->trust_proxy ? 0u : FROM_ONE_PEER,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_BYTES, MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changes, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

/* With SO_REUSEPORT a second server on the same port would open and take half of the visitors:
 * asked without it. */
static bool port_free(const struct sockaddr_storage *address)
{
    int on = 1, fd = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool is_free = !bind(fd, (const struct sockaddr *)address, address_size(address));
    int error = errno;
    close(fd);
    errno = error;
    return is_free;
}

/* Whether there is more to be done at once. */
static bool run_part(void *self)
{
    struct part *part = self;
    MHD_UNSIGNED_LONG_LONG wait = 1;
    pthread_mutex_lock(&part->lock);
    lib.MHD_run(part->daemon);
    bool more = lib.MHD_get_timeout(part->daemon, &wait) == MHD_YES && !wait;
    pthread_mutex_unlock(&part->lock);
    return more;
}

/* As many as can be opened, up to WANTED. */
static int open_parts(const struct sockaddr_storage *address, int wanted)
{
    int count = 0;
    for (; count < wanted && count < POSTS; count++) {
        struct part *part = &parts[count];
        part->daemon = start_daemon(address, part);
        if (!part->daemon)
            break;
        pthread_mutex_init(&part->lock, NULL);
        int fd =
            lib.MHD_get_daemon_info(part->daemon, MHD_DAEMON_INFO_EPOLL_FD_LINUX_ONLY)->epoll_fd;
        posts[count] = (struct post){ run_part, part, fd, -1 };
    }
    return count;
}

/* No new connections; what has begun ends; kept connections that ask nothing are not waited for. */
static void drain(int count)
{
    for (int i = 0; i < count; i++) {
        pthread_mutex_lock(&parts[i].lock);
        MHD_socket socket = lib.MHD_quiesce_daemon(parts[i].daemon);
        pthread_mutex_unlock(&parts[i].lock);
        if (socket != MHD_INVALID_SOCKET)
            close(socket);
    }
    exchanges_drain();
    slow_stop();
    crew_stop();
    for (int i = 0; i < count; i++)
        lib.MHD_stop_daemon(parts[i].daemon);
}

bool microhttpd_serve(const struct door_settings *settings, struct problem *problem)
{
    struct sockaddr_storage address;
    int wanted = settings->threads < 1 ? 1 : settings->threads;
    door = settings;
    if (!address_parse(settings->address, settings->port, &address))
        return problem_set(problem, FAULT_INPUT, "error.text_400", "not an address: %s",
                           settings->address);
    if (!library_load(&microhttpd))
        return problem_set(problem, FAULT_BUG, "error.text_500", "%s is not there",
                           microhttpd.file);
    int count = port_free(&address) ? open_parts(&address, wanted) : 0;
    if (!count)
        return problem_set(problem, FAULT_STORAGE, "error.text_503", "cannot listen on %s:%d: %s",
                           settings->address, settings->port, strerror(errno));
    slow_start(wanted);
    crew_start(posts, count, wanted);
    if (settings->opened)
        settings->opened();
    door_wait();
    drain(count);
    return true;
}
