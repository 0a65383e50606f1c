/* FastCGI on epoll: each thread serves its own connections, which are dealt out in turn, so that no
 * number of kept connections starves the others. One request at a time on a connection. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "doors/cgi.h"
#include "doors/fastcgi_record.h"
#include "doors/listen.h"
#include "doors/slow.h"

#define THREADS 16
#define EVENTS 64
#define CONNECTIONS 4096
#define PARAMS_LIMIT ((size_t)128 << 10)
#define READ_BYTES ((size_t)16 << 10)
#define KEPT_BYTES ((size_t)64 << 10) /* buffers beyond this are not kept for the next request */
#define BACKLOG 1024

enum stage {
    STAGE_IDLE, /* between requests */
    STAGE_PARAMS,
    STAGE_BODY,
    STAGE_WAITING, /* a slow thread has it: nothing is read */
    STAGE_SENDING
};

struct worker;
struct connection {
    int fd;
    struct worker *worker;
    enum stage stage;
    uint32_t interest; /* what epoll watches for */
    unsigned id;       /* of the request */
    bool keep, gone;   /* gone: closed while a slow thread has its request */
    struct buffer in, out, params;
    size_t in_at, out_at;
    uint64_t file_sent;
    bool streams; /* more pieces of the answer are to be made */
    struct exchange *exchange;
    struct cgi_variables variables;
    struct connection *next, *previous; /* of the worker's connections */
    struct connection *next_done;
};

struct worker {
    pthread_t thread;
    int epoll, wake;
    struct connection *connections;
    pthread_mutex_t lock; /* of what other threads give: */
    struct connection *done, *arrived;
};

static const struct door_settings *door;
static struct worker workers[THREADS];
static int worker_count, listener = -1;
static _Atomic unsigned turn;
static _Atomic int connection_count;
static _Atomic bool ended;

/* The one event that is no connection and no wake-up. */
static char listener_mark;

static void wake(struct worker *worker)
{
    uint64_t one = 1;
    if (write(worker->wake, &one, sizeof one) < 0)
        return; /* it is awake already */
}

static void watch(struct connection *connection, uint32_t interest)
{
    struct epoll_event event = { .events = interest, .data.ptr = connection };
    if (connection->interest == interest)
        return;
    connection->interest = interest;
    epoll_ctl(connection->worker->epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

static void free_connection(struct connection *connection)
{
    *(connection->previous ? &connection->previous->next : &connection->worker->connections) =
        connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    exchange_free(connection->exchange);
    buffer_free(&connection->in);
    buffer_free(&connection->out);
    buffer_free(&connection->params);
    free(connection);
    atomic_fetch_sub(&connection_count, 1);
}

/* The connection is over; one that a slow thread works for is freed when that comes back. */
static void hang_up(struct connection *connection)
{
    if (connection->fd >= 0)
        close(connection->fd);
    connection->fd = -1;
    if (connection->stage == STAGE_WAITING)
        connection->gone = true;
    else
        free_connection(connection);
}

/* --- the answer
 * -------------------------------------------------------------------------------------- */

static void write_close(struct connection *connection)
{
    record_finish(&connection->out, RECORD_STDOUT, connection->id);
    record_end(&connection->out, connection->id, END_COMPLETE);
}

static bool has_file(const struct connection *connection)
{
    const struct exchange *exchange = connection->exchange;
    return exchange->response->file.fd >= 0 && exchange->request->method != METHOD_HEAD;
}

/* The next piece of the file; false when there is none left or it cannot be read. */
static bool write_file_piece(struct connection *connection)
{
    const struct file_range *file = &connection->exchange->response->file;
    char block[RECORD_CONTENT];
    uint64_t left = file->len - connection->file_sent;
    if (!has_file(connection) || !left)
        return false;
    ssize_t got = pread(file->fd, block, left < sizeof block ? (size_t)left : sizeof block,
                        (off_t)(file->from + connection->file_sent));
    if (got <= 0)
        return false;
    record_write(&connection->out, RECORD_STDOUT, connection->id, block, (size_t)got);
    connection->file_sent += (uint64_t)got;
    if (connection->file_sent == file->len)
        write_close(connection);
    return true;
}

/* False: the rest cannot be made. */
static bool write_stream_piece(struct connection *connection)
{
    struct buffer piece = { 0 };
    int more = exchange_piece(connection->exchange, &piece);
    record_write(&connection->out, RECORD_STDOUT, connection->id, piece.at, piece.len);
    buffer_free(&piece);
    connection->streams = more > 0;
    if (!more)
        write_close(connection);
    return more >= 0;
}

static void write_answer(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    struct buffer head = { 0 };
    size_t len;
    cgi_write_head(&head, exchange);
    record_write(&connection->out, RECORD_STDOUT, connection->id, head.at, head.len);
    buffer_free(&head);
    const char *bytes = exchange_bytes(exchange, &len);
    if (exchange->request->method != METHOD_HEAD)
        record_write(&connection->out, RECORD_STDOUT, connection->id, bytes, len);
    connection->file_sent = 0;
    connection->streams = exchange_streams(exchange);
    if (!connection->streams && (!has_file(connection) || !exchange->response->file.len))
        write_close(connection);
    connection->stage = STAGE_SENDING;
}

static void run_slow(void *self)
{
    struct connection *connection = self;
    struct worker *worker = connection->worker;
    exchange_run(connection->exchange, door);
    pthread_mutex_lock(&worker->lock);
    connection->next_done = worker->done;
    worker->done = connection;
    pthread_mutex_unlock(&worker->lock);
    wake(worker);
}

static void run_request(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    exchange_body_end(exchange, door);
    if (!exchange->answered && dispatch_slow(exchange->request)) {
        connection->stage = STAGE_WAITING;
        watch(connection, 0);
        slow_run(run_slow, connection);
        return;
    }
    if (!exchange->answered)
        exchange_run(exchange, door);
    write_answer(connection);
}

/* --- the records
 * ------------------------------------------------------------------------------------- */

static void take_begin(struct connection *connection, const struct record *record)
{
    unsigned role = record->len >= 3 ? (unsigned)record->content[0] << 8 | record->content[1] : 0;
    if (connection->stage != STAGE_IDLE) {
        record_end(&connection->out, record->id, END_CANT_MULTIPLEX);
        return;
    }
    connection->keep = record->len >= 3 && record->content[2] & KEEP_CONNECTION;
    if (role != ROLE_RESPONDER) {
        record_end(&connection->out, record->id, END_UNKNOWN_ROLE);
        return;
    }
    connection->id = record->id;
    connection->stage = STAGE_PARAMS;
    connection->params.len = 0;
    connection->exchange = exchange_new();
    connection->variables = (struct cgi_variables){ .exchange = connection->exchange };
}

/* Ends the request without an answer. */
static void drop_request(struct connection *connection, enum end_status status)
{
    record_end(&connection->out, connection->id, status);
    exchange_free(connection->exchange);
    connection->exchange = NULL;
    connection->stage = STAGE_IDLE;
}

static bool take_params(struct connection *connection, const struct record *record)
{
    struct buffer *params = &connection->params;
    if (connection->stage != STAGE_PARAMS)
        return true;
    if (record->len) {
        if (params->len + record->len > PARAMS_LIMIT)
            drop_request(connection, END_OVERLOADED);
        else
            buffer_add(params, record->content, record->len);
        return true;
    }
    if (!record_pairs((const unsigned char *)params->at, params->len, cgi_variable,
                      &connection->variables))
        return false;
    cgi_head(&connection->variables, door);
    connection->stage = STAGE_BODY;
    return true;
}

static void take_stdin(struct connection *connection, const struct record *record)
{
    if (connection->stage != STAGE_BODY)
        return;
    if (record->len)
        exchange_body(connection->exchange, record->content, record->len);
    else
        run_request(connection);
}

/* False: the connection is beyond repair. */
static bool take_record(struct connection *connection, const struct record *record)
{
    bool ours = connection->stage != STAGE_IDLE && record->id == connection->id;
    if (!record->id) {
        if (record->type == RECORD_GET_VALUES)
            record_values(&connection->out, record, CONNECTIONS);
        else
            record_unknown(&connection->out, record->type);
        return true;
    }
    if (record->type == RECORD_BEGIN)
        take_begin(connection, record);
    else if (ours && record->type == RECORD_PARAMS)
        return take_params(connection, record);
    else if (ours && record->type == RECORD_STDIN)
        take_stdin(connection, record);
    else if (ours && record->type == RECORD_ABORT)
        drop_request(connection, END_COMPLETE);
    return true;
}

/* --- the connection
 * ---------------------------------------------------------------------------------- */

/* 1: all is sent, 0: the other side must read first, -1: it is gone. */
static int flush(struct connection *connection)
{
    struct buffer *out = &connection->out;
    while (connection->out_at < out->len) {
        ssize_t sent = send(connection->fd, out->at + connection->out_at,
                            out->len - connection->out_at, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN ? 0 : -1;
        connection->out_at += (size_t)sent;
    }
    out->len = connection->out_at = 0;
    if (out->cap > KEPT_BYTES)
        buffer_free(out);
    return 1;
}

/* All of the answer is sent. False: the connection ends with it. */
static bool end_request(struct connection *connection)
{
    exchange_free(connection->exchange);
    connection->exchange = NULL;
    connection->stage = STAGE_IDLE;
    return connection->keep && !door_stopping();
}

/* Takes the next whole record. 1: taken, 0: more must come, -1: hang up. */
static int next_record(struct connection *connection)
{
    struct buffer *in = &connection->in;
    struct record record;
    long used = record_read((const unsigned char *)in->at + connection->in_at,
                            in->len - connection->in_at, &record);
    if (used > 0) {
        connection->in_at += (size_t)used;
        bool was_open = connection->stage != STAGE_IDLE;
        if (!take_record(connection, &record))
            return -1;
        /* Refused or aborted, and not to be kept: flushed, then closed. */
        bool over = connection->stage == STAGE_IDLE && !connection->keep &&
                    (was_open || record.type == RECORD_BEGIN);
        return over ? (flush(connection), -1) : 1;
    }
    if (connection->in_at) {
        memmove(in->at, in->at + connection->in_at, in->len - connection->in_at);
        in->len -= connection->in_at;
        connection->in_at = 0;
        if (!in->len && in->cap > KEPT_BYTES)
            buffer_free(in);
    }
    return (int)used;
}

/* Does all that can be done without waiting. False: hang up. */
static bool advance(struct connection *connection)
{
    for (;;) {
        if (connection->stage == STAGE_WAITING)
            return true;
        int sent = flush(connection);
        if (sent <= 0) {
            watch(connection, EPOLLOUT);
            return sent == 0;
        }
        if (connection->stage == STAGE_SENDING) {
            uint64_t before = connection->file_sent;
            if (has_file(connection) && before < connection->exchange->response->file.len) {
                if (!write_file_piece(connection))
                    return false; /* the file shrank: the reader must see that something is missing
                                   */
            } else if (connection->streams) {
                if (!write_stream_piece(connection))
                    return false;
            } else if (!end_request(connection)) {
                return false;
            }
            continue;
        }
        int taken = next_record(connection);
        if (taken < 0)
            return false;
        if (!taken) {
            watch(connection, EPOLLIN);
            return true;
        }
    }
}

static bool receive(struct connection *connection)
{
    struct buffer *in = &connection->in;
    buffer_reserve(in, READ_BYTES);
    ssize_t got = recv(connection->fd, in->at + in->len, in->cap - in->len, 0);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    in->len += (size_t)got;
    return got > 0;
}

static void handle(struct connection *connection, uint32_t events)
{
    bool good = true;
    if (connection->stage == STAGE_WAITING) {
        if (events & (EPOLLHUP | EPOLLERR))
            hang_up(connection);
        return;
    }
    if (events & EPOLLIN || (events & (EPOLLHUP | EPOLLERR) && !(events & EPOLLOUT)))
        good = receive(connection);
    if (!good || !advance(connection))
        hang_up(connection);
}

/* --- the workers
 * ------------------------------------------------------------------------------------- */

static void adopt(struct worker *worker, struct connection *connection)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
    connection->previous = NULL;
    connection->next = worker->connections;
    if (connection->next)
        connection->next->previous = connection; // NOLINT(clang-analyzer-unix.Malloc): see serve()
    worker->connections = connection;
    connection->interest = EPOLLIN;
    if (epoll_ctl(worker->epoll, EPOLL_CTL_ADD, connection->fd, &event))
        hang_up(connection);
}

/* Deals a new connection to the next worker. */
static void deal(struct worker *self, int fd)
{
    struct connection *connection = calloc(1, sizeof *connection);
    struct worker *worker = &workers[atomic_fetch_add(&turn, 1) % (unsigned)worker_count];
    if (!connection)
        abort();
    connection->fd = fd;
    connection->worker = worker;
    atomic_fetch_add(&connection_count, 1);
    if (worker == self) {
        adopt(worker, connection);
        return;
    }
    pthread_mutex_lock(&worker->lock);
    connection->next_done = worker->arrived;
    worker->arrived = connection;
    pthread_mutex_unlock(&worker->lock);
    wake(worker);
}

static void accept_all(struct worker *self)
{
    for (int i = 0; i < EVENTS && !door_stopping(); i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        if (atomic_load(&connection_count) >= CONNECTIONS)
            close(fd);
        else
            deal(self, fd);
    }
}

/* What other threads gave: answers of slow requests, new connections. */
static void take_given(struct worker *worker)
{
    uint64_t count;
    if (read(worker->wake, &count, sizeof count) < 0)
        count = 0; /* at the end, nobody rang */
    pthread_mutex_lock(&worker->lock);
    struct connection *done = worker->done, *arrived = worker->arrived;
    worker->done = worker->arrived = NULL;
    pthread_mutex_unlock(&worker->lock);
    for (struct connection *next; done; done = next) {
        next = done->next_done;
        done->stage = STAGE_SENDING;
        if (done->gone) {
            free_connection(done);
            continue;
        }
        write_answer(done);
        if (!advance(done))
            hang_up(done);
    }
    for (struct connection *next; arrived; arrived = next) {
        next = arrived->next_done;
        adopt(worker, arrived);
    }
}

static void *serve(void *self)
{
    struct worker *worker = self;
    struct epoll_event events[EVENTS];
    bool listening = true;
    while (!atomic_load(&ended)) {
        int count = epoll_wait(worker->epoll, events, EVENTS, -1);
        bool given = false;
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == &listener_mark)
                accept_all(worker);
            else if (events[i].data.ptr == worker)
                given = true; /* last, since it may free connections that have events here */
            else
                handle(events[i].data.ptr, events[i].events);
        }
        if (given)
            take_given(worker);
        if (listening && door_stopping()) {
            epoll_ctl(worker->epoll, EPOLL_CTL_DEL, listener, NULL);
            listening = false;
        }
    }
    take_given(worker);
    while (worker->connections)
        /* The analyzer does not see that the first of a list has none before it. */
        hang_up(worker->connections); // NOLINT(clang-analyzer-unix.Malloc)
    return NULL;
}

static bool start_worker(struct worker *worker)
{
    struct epoll_event listening = { .events = EPOLLIN | EPOLLEXCLUSIVE,
                                     .data.ptr = &listener_mark };
    struct epoll_event given = { .events = EPOLLIN, .data.ptr = worker };
    pthread_mutex_init(&worker->lock, NULL);
    worker->epoll = epoll_create1(EPOLL_CLOEXEC);
    worker->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return worker->epoll >= 0 && worker->wake >= 0 &&
           !epoll_ctl(worker->epoll, EPOLL_CTL_ADD, listener, &listening) &&
           !epoll_ctl(worker->epoll, EPOLL_CTL_ADD, worker->wake, &given);
}

/* --- opening
 * ----------------------------------------------------------------------------------------- */

bool fastcgi_inherited(void)
{
    int listens = 0;
    socklen_t size = sizeof listens;
    return !getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) && listens;
}

static int listen_on(int fd, const void *address, socklen_t size)
{
    if (fd >= 0 && !bind(fd, address, size) && !listen(fd, BACKLOG))
        return fd;
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

/* A socket file that nobody answers on was left by a crash. */
static void remove_stale(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) &&
        errno == ECONNREFUSED)
        unlink(address->sun_path);
    if (fd >= 0)
        close(fd);
}

static int listen_socket_file(const struct door_settings *settings)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(settings->socket) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    snprintf(address.sun_path, sizeof address.sun_path, "%s", settings->socket);
    remove_stale(&address);
    mode_t mode = settings->socket_mode ? settings->socket_mode : 0660;
    mode_t before = umask(0777 & ~mode);
    int fd = listen_on(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), &address, sizeof address);
    umask(before);
    return fd;
}

static int open_listener(const struct door_settings *settings)
{
    struct sockaddr_storage address;
    int on = 1;
    if (fastcgi_inherited())
        return STDIN_FILENO;
    if (settings->socket)
        return listen_socket_file(settings);
    if (!address_parse(settings->address, settings->port, &address)) {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    return listen_on(fd, &address, address_size(&address));
}

static void close_all(void)
{
    atomic_store(&ended, true);
    for (int i = 0; i < worker_count; i++)
        wake(&workers[i]);
    for (int i = 0; i < worker_count; i++) {
        pthread_join(workers[i].thread, NULL);
        close(workers[i].epoll);
        close(workers[i].wake);
    }
    close(listener);
    if (door->socket && listener != STDIN_FILENO)
        unlink(door->socket);
}

bool fastcgi_serve(const struct door_settings *settings, struct problem *problem)
{
    door = settings;
    listener = open_listener(settings);
    if (listener < 0)
        return problem_set(problem, FAULT_STORAGE, "error.text_503", "cannot listen on %s: %s",
                           settings->socket ? settings->socket : settings->address,
                           strerror(errno));
    fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
    slow_start(settings->threads);
    worker_count = settings->threads < 1         ? 1
                   : settings->threads < THREADS ? settings->threads
                                                 : THREADS;
    for (int i = 0; i < worker_count; i++) {
        if (!start_worker(&workers[i]) ||
            pthread_create(&workers[i].thread, NULL, serve, &workers[i]))
            abort(); /* no descriptors or threads at the very start */
    }
    if (settings->opened)
        settings->opened();
    door_wait();
    for (int i = 0; i < worker_count; i++)
        wake(&workers[i]);
    exchanges_drain();
    slow_stop();
    close_all();
    return true;
}
