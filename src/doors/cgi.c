/* Plain CGI: one request from the environment and standard input, then the end. */
#include "doors/cgi.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

extern char **environ;

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 204, "No Content" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 416, "Range Not Satisfiable" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 500, "Internal Server Error" },
        { 503, "Service Unavailable" },
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].status == status)
            return reasons[i].text;
    }
    return "Answer";
}

/* HTTP_ACCEPT_LANGUAGE is accept-language. */
static void add_header(struct exchange *exchange, const char *name, const char *value)
{
    char *dashed = arena_copy(exchange->arena, name);
    for (char *c = dashed; *c; c++)
        *c = (char)(*c == '_' ? '-' : *c);
    exchange_header(exchange, dashed, value);
}

void cgi_variable(void *self, const char *name, const char *value)
{
    struct cgi_variables *variables = self;
    struct exchange *exchange = variables->exchange;
    const struct {
        const char *name, **place;
    } places[] = {
        { "REQUEST_METHOD", &variables->method }, { "REQUEST_URI", &variables->uri },
        { "QUERY_STRING", &variables->query },    { "SCRIPT_NAME", &variables->script },
        { "PATH_INFO", &variables->path_info },   { "REMOTE_ADDR", &variables->peer },
    };
    if (text_starts(name, "HTTP_")) {
        /* Some servers send these two in both ways; what counts is the one without HTTP_. */
        if (strcmp(name, "HTTP_CONTENT_LENGTH") && strcmp(name, "HTTP_CONTENT_TYPE"))
            add_header(exchange, name + 5, value);
        return;
    }
    if ((!strcmp(name, "CONTENT_TYPE") || !strcmp(name, "CONTENT_LENGTH")) && *value)
        add_header(exchange, name, value);
    if (!strcmp(name, "HTTPS"))
        exchange->request->secure = *value && strcmp(value, "off") != 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!strcmp(name, places[i].name))
            *places[i].place = arena_copy(exchange->arena, value);
    }
}

/* The target as sent; of a server that does not pass it, put together again from its parts, which
 * are decoded. */
static const char *target_of(const struct cgi_variables *variables)
{
    struct arena *arena = variables->exchange->arena;
    struct buffer out = { 0 };
    const char *const parts[] = { variables->script, variables->path_info };
    if (variables->uri && *variables->uri)
        return variables->uri;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (const char *c = parts[i]; c && *c; c++) {
            if (*c == '%' || *c == '?')
                buffer_printf(&out, "%%%02X", (unsigned char)*c);
            else
                buffer_putc(&out, *c);
        }
    }
    if (variables->query && *variables->query)
        buffer_printf(&out, "?%s", variables->query);
    const char *target = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return target;
}

/* Some servers send both; a second way to end the body would be a way around them. The web server
 * has read the message's own framing: what it passes on is the length alone. */
static void drop_framing(struct request *request)
{
    int at = pairs_next(&request->headers, "transfer-encoding", 0);
    if (at >= 0 && request_header(request, "content-length"))
        request->headers.at[at].name = "x-transfer-encoding";
}

void cgi_head(struct cgi_variables *variables, const struct door_settings *door)
{
    drop_framing(variables->exchange->request);
    exchange_head(variables->exchange, door, variables->method ? variables->method : "",
                  target_of(variables), variables->peer ? variables->peer : "");
}

static void write_header(void *self, const char *name, const char *value)
{
    struct buffer *out = self;
    buffer_puts(out, name);
    buffer_add(out, ": ", 2);
    buffer_puts(out, value);
    buffer_add(out, "\r\n", 2);
}

void cgi_write_head(struct buffer *out, const struct exchange *exchange)
{
    const struct response *response = exchange->response;
    size_t len;
    exchange_bytes(exchange, &len);
    buffer_puts(out, "Status: ");
    buffer_int(out, response->status);
    buffer_putc(out, ' ');
    buffer_puts(out, reason(response->status));
    buffer_add(out, "\r\n", 2);
    exchange_headers(exchange, write_header, out);
    bool streams = response->stream && response->status == 200; /* of unknown length */
    if (response->status != 304 && response->status != 204 && !streams) {
        buffer_puts(out, "Content-Length: ");
        buffer_int(out, (int64_t)(response->file.fd >= 0 ? response->file.len : len));
        buffer_add(out, "\r\n", 2);
    }
    buffer_add(out, "\r\n", 2);
}

static bool put(const char *bytes, size_t len)
{
    while (len) {
        ssize_t wrote = write(STDOUT_FILENO, bytes, len);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes += wrote;
        len -= (size_t)wrote;
    }
    return true;
}

static bool put_file(const struct file_range *file)
{
    char block[1 << 16];
    for (uint64_t done = 0; done < file->len;) {
        size_t want = file->len - done < sizeof block ? (size_t)(file->len - done) : sizeof block;
        ssize_t got = pread(file->fd, block, want, (off_t)(file->from + done));
        if (got <= 0 || !put(block, (size_t)got))
            return false;
        done += (uint64_t)got;
    }
    return true;
}

static bool put_stream(struct exchange *exchange)
{
    struct buffer piece = { 0 };
    bool good = true;
    for (int more = 1; good && more > 0;) {
        piece.len = 0;
        more = exchange_piece(exchange, &piece);
        good = more >= 0 && put(piece.at, piece.len);
    }
    buffer_free(&piece);
    return good;
}

/* As many bytes as promised; all that there are when the request came in chunks (Apache ends the
 * stream then). */
static void read_body(struct exchange *exchange)
{
    long long left = exchange_promised(exchange);
    char block[1 << 16];
    while (left) {
        size_t want = left > 0 && left < (long long)sizeof block ? (size_t)left : sizeof block;
        ssize_t got = read(STDIN_FILENO, block, want);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || !exchange_body(exchange, block, (size_t)got))
            return;
        left -= left > 0 ? got : 0;
    }
}

static bool answer(struct exchange *exchange, const struct door_settings *door)
{
    struct buffer out = { 0 };
    size_t len;
    read_body(exchange);
    exchange_body_end(exchange, door);
    if (!exchange->answered)
        exchange_run(exchange, door);
    cgi_write_head(&out, exchange);
    const char *bytes = exchange_bytes(exchange, &len);
    bool head = exchange->request->method == METHOD_HEAD;
    bool good = put(out.at, out.len) && (head || put(bytes, len)) &&
                (head || exchange->response->file.fd < 0 || put_file(&exchange->response->file)) &&
                (!exchange_streams(exchange) || put_stream(exchange));
    buffer_free(&out);
    return good;
}

bool cgi_answer(const struct door_settings *door, struct problem *problem)
{
    struct exchange *exchange = exchange_new();
    struct cgi_variables variables = { .exchange = exchange };
    for (char **at = environ; *at; at++) {
        const char *equals = strchr(*at, '=');
        if (equals)
            cgi_variable(&variables, arena_copy_n(exchange->arena, *at, (size_t)(equals - *at)),
                         equals + 1);
    }
    cgi_head(&variables, door);
    bool good = answer(exchange, door);
    exchange_free(exchange);
    return good || problem_set(problem, FAULT_STORAGE, "error.text_503",
                               "the answer cannot be written: %s", strerror(errno));
}
