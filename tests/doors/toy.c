/* A small site behind the real doors: what the tests of the doors ask. Routes that show what came
 * in, wait, send files. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "doors/door.h"
#include "web/dispatch.h"

#define BIG 200000

static void page(struct request *request, struct response *response)
{
    response_type(request, response, "text/html");
    buffer_puts(&response->body, "<!doctype html><title>Página</title>");
    for (int i = 0; i < 400; i++)
        buffer_printf(&response->body, "<p>Migración y desarrollo, párrafo %d</p>\n", i);
    response->cacheable = true;
}

static void fixed(struct request *request, struct response *response)
{
    static char bytes[12288];
    memset(bytes, 'x', sizeof bytes);
    response_type(request, response, "text/html");
    buffer_add(&response->body, bytes, sizeof bytes);
    response->cacheable = true;
}

/* Everything that a handler sees of a request, as lines. */
static void echo(struct request *request, struct response *response)
{
    struct buffer *out = &response->body;
    response_type(request, response, "text/plain");
    buffer_printf(out, "method %s\npath %s\nquery %s\nlang %s\norigin-is-http %d\n",
                  request->method_name, request->path, request->raw_query,
                  language_codes[request->lang], text_starts(request->origin, "http://"));
    for (size_t i = 0; i < request->query.count; i++)
        buffer_printf(out, "query %s=%s\n", request->query.at[i].name, request->query.at[i].value);
    for (size_t i = 0; i < request->form.count; i++)
        buffer_printf(out, "form %s=%s\n", request->form.at[i].name, request->form.at[i].value);
    for (const struct upload *file = request->uploads; file; file = file->next) {
        char hash[HASH_SIZE];
        secret_hash_bytes(file->bytes, file->len, hash);
        buffer_printf(out, "file %s %s %zu %s\n", file->name, file->filename, file->len, hash);
    }
    const char *token = request_cookie(request, "session");
    buffer_printf(out, "session %s\n", token ? token : "-");
    const char *param = request_param(request, 0);
    buffer_printf(out, "param %s\n", param ? param : "-");
    buffer_printf(out, "peer %s\n", *request->peer ? "known" : "unknown");
}

static void sign_in(struct request *request, struct response *response)
{
    struct cookie cookie = { .name = "session", .value = "s3cret", .path = "/", .http_only = true };
    response_cookie(request, response, &cookie);
    struct cookie other = { .name = "second", .value = "2", .path = "/" };
    response_cookie(request, response, &other);
    response_redirect(request, response, 303, "/en/echo?signed=in");
}

static void slow(struct request *request, struct response *response)
{
    const char *ms = request_query(request, "ms");
    long long wait = 300;
    if (ms)
        text_to_int(ms, &wait);
    usleep((useconds_t)wait * 1000);
    response_type(request, response, "text/plain");
    buffer_puts(&response->body, "slow\n");
}

static void file(struct request *request, struct response *response)
{
    char name[] = "/tmp/toyXXXXXX";
    int fd = mkstemp(name);
    unlink(name);
    for (int i = 0; i < BIG / 10; i++)
        dprintf(fd, "%09d\n", i);
    response_type(request, response, "application/pdf");
    response->etag = "\"file-1\"";
    response->file = (struct file_range){ fd, 0, BIG };
}

static void large(struct request *request, struct response *response)
{
    response_type(request, response, "application/octet-stream");
    for (int i = 0; i < 300000; i++)
        buffer_printf(&response->body, "%09d\n", i);
}

/* 40,000 lines of ten bytes in pieces; with ?broken the last third cannot be made. */
struct lines {
    struct stream stream;
    int next, breaks;
};

static _Atomic int lines_open;

static bool more_lines(struct stream *stream, struct buffer *out)
{
    struct lines *lines = (struct lines *)stream;
    for (int i = 0; i < 1500 && lines->next < 40000; i++)
        buffer_printf(out, "%09d\n", lines->next++);
    stream->broken = lines->breaks && lines->next > lines->breaks;
    return lines->next < 40000;
}

static void end_lines(struct stream *stream)
{
    (void)stream;
    lines_open--;
}

static void stream_lines(struct request *request, struct response *response)
{
    struct lines *lines = arena_one(request->arena, struct lines);
    *lines = (struct lines){ { more_lines, end_lines, false }, 0, 0 };
    lines->breaks = request_query(request, "broken") ? 27000 : 0;
    lines_open++;
    response_type(request, response, "text/csv");
    response->stream = &lines->stream;
}

static void count_lines(struct request *request, struct response *response)
{
    response_type(request, response, "text/plain");
    buffer_printf(&response->body, "%d\n", lines_open);
}

static const struct route routes[] = {
    { "page", METHOD_GET, { "/en/page", "/es/pagina" }, ROLE_ANYONE, ROUTE_CACHED, 0, page },
    { "fixed", METHOD_GET, { "/fixed", NULL }, ROLE_ANYONE, ROUTE_CACHED, 0, fixed },
    { "echo", METHOD_GET | METHOD_POST, { "/en/echo", "/es/eco" }, ROLE_ANYONE, 0, 1 << 20, echo },
    { "named", METHOD_GET, { "/en/named/:name", "/es/nombre/:name" }, ROLE_ANYONE, 0, 0, echo },
    { "upload",
      METHOD_POST,
      { "/upload", NULL },
      ROLE_ANYONE,
      ROUTE_UPLOAD | ROUTE_SLOW,
      4 << 20,
      echo },
    { "sign_in", METHOD_POST, { "/sign-in", NULL }, ROLE_ANYONE, 0, 10000, sign_in },
    { "slow", METHOD_GET, { "/slow", NULL }, ROLE_ANYONE, ROUTE_SLOW, 0, slow },
    { "slow_asked", METHOD_GET, { "/asked", NULL }, ROLE_ANYONE, ROUTE_SLOW_ASKED, 0, slow },
    { "file", METHOD_GET, { "/file", NULL }, ROLE_ANYONE, 0, 0, file },
    { "large", METHOD_GET, { "/large", NULL }, ROLE_ANYONE, 0, 0, large },
    { "stream", METHOD_GET, { "/stream", NULL }, ROLE_ANYONE, ROUTE_SLOW, 0, stream_lines },
    { "quick_stream", METHOD_GET, { "/quick-stream", NULL }, ROLE_ANYONE, 0, 0, stream_lines },
    { "streams", METHOD_GET, { "/streams", NULL }, ROLE_ANYONE, 0, 0, count_lines },
};

static void begin(struct request *request)
{
    request->db = (struct db *)&routes; /* never used: only its being there is looked at */
}

static void end(struct request *request, struct response *response)
{
    (void)request;
    (void)response;
}

static enum role role(const struct request *request)
{
    return request_cookie(request, "session") ? ROLE_MEMBER : ROLE_ANYONE;
}

static const char *csrf(const struct request *request)
{
    (void)request;
    return "token";
}

static void error(struct request *request, struct response *response)
{
    response_type(request, response, "text/plain");
    buffer_printf(&response->body, "error %d\n", response->status);
}

static bool fresh(const struct page_deps *deps)
{
    (void)deps;
    return true;
}

static void deps(const struct request *request, struct page_deps *out)
{
    (void)request;
    memset(out, 0, sizeof *out);
}

static bool limited(const struct request *request)
{
    (void)request;
    return false;
}

static const struct site_hooks hooks = {
    .begin = begin,
    .end = end,
    .role = role,
    .csrf = csrf,
    .error = error,
    .fresh = fresh,
    .deps = deps,
    .limited = limited,
};

static void stop(int signal_number)
{
    (void)signal_number;
    door_stop();
}

static void opened(void)
{
    puts("open");
    fflush(stdout);
}

/* toy serve PORT | toy fastcgi SOCKET-OR-PORT | toy (inherited FastCGI or CGI) */
int main(int argc, char **argv)
{
    struct problem problem = { 0 };
    struct router *router = router_new(routes, sizeof routes / sizeof *routes);
    struct door_settings door = { .dispatcher = dispatcher_new(router, &hooks, 1 << 20),
                                  .address = "127.0.0.1",
                                  .socket_mode = 0666,
                                  .threads = 2,
                                  .opened = opened };
    bool good;
    secret_start();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, stop);
    if (argc == 3) {
        long long port = 0;
        door.socket = text_to_int(argv[2], &port) ? NULL : argv[2];
        door.port = (int)port;
        good = strcmp(argv[1], "serve") ? fastcgi_serve(&door, &problem)
                                        : microhttpd_serve(&door, &problem);
    } else if (fastcgi_inherited()) {
        door.opened = NULL;
        good = fastcgi_serve(&door, &problem);
    } else {
        good = cgi_answer(&door, &problem);
    }
    if (!good)
        fprintf(stderr, "toy: %s\n", problem.detail);
    dispatcher_free(door.dispatcher);
    router_free(router);
    return good ? 0 : 1;
}
