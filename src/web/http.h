/* A request and its answer: what every door makes and every handler sees.
 *
 * A door turns bytes into a struct request, calls the dispatcher, and sends the struct response. Nothing
 * behind a door knows which door it was. Everything hangs on the request's arena. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/value.h"

enum method {
    METHOD_GET = 1,
    METHOD_HEAD = 2,
    METHOD_POST = 4,
    METHOD_PUT = 8,
    METHOD_DELETE = 16,
    METHOD_OPTIONS = 32,
    METHOD_PATCH = 64,
    METHOD_OTHER = 128
};
#define METHOD_SAFE (METHOD_GET | METHOD_HEAD | METHOD_OPTIONS)

enum language { LANG_EN, LANG_ES, LANG_COUNT };
extern const char *const language_codes[LANG_COUNT]; /* "en", "es" */
/* All but "en" is the network's own language, Spanish; NULL too. */
enum language language_of(const char *code);
enum language language_other(enum language lang);

struct pair {
    const char *name, *value; /* both valid UTF-8 without NUL */
};
struct pairs {
    struct pair *at;
    size_t count, room;
};
/* The first value of NAME, or NULL. */
const char *pairs_get(const struct pairs *pairs, const char *name);
/* The next index from FROM on whose name is NAME, or -1: for repeated values. */
int pairs_next(const struct pairs *pairs, const char *name, int from);
void pairs_add(struct arena *arena, struct pairs *pairs, const char *name, const char *value);

/* An uploaded file, in memory up to the route's limit. */
struct upload {
    const char *name;     /* of the form field */
    const char *filename; /* as sent: never a path of ours */
    const char *type;     /* as sent: never trusted */
    const char *bytes;
    size_t len;
    struct upload *next;
};

struct route;
struct response;
struct db;

struct request {
    struct arena *arena;
    enum method method;
    const char *method_name;
    const char *path;      /* percent-decoded, one leading slash, no dot segments */
    const char *raw_query; /* as sent, without "?"; "" when there is none */
    struct pairs query;    /* decoded, in order */
    struct pairs headers;  /* names in lower case */
    struct pairs cookies;
    const char *origin; /* "https://host": from settings, or the Host header */
    const char *peer;   /* address of the visitor, for rate limits only; never logged whole */
    bool secure;        /* https, by the door or a trusted proxy */
    enum language lang; /* of the page, from the path */

    /* The body, read by the door up to the route's limit; parsed by the dispatcher. */
    const char *body;
    size_t body_len;
    struct pairs form; /* urlencoded and multipart fields */
    struct upload *uploads;

    const struct route *route;
    const char *params[4]; /* the parts of the path that the route leaves open, in order */
    struct db *db; /* this thread's connection, read-only for safe methods; set by the dispatcher */
    void *site;    /* the site's own data of this request: who is signed in, and so on */
    unsigned bug;  /* number of a bug that was logged, 0 if none */
};

/* Fills method, path, query from the request line's METHOD and TARGET (path with query, as sent) and the cookies from
 * the headers. False when the request is malformed: response->status says how (400, 414). */
bool request_prepare(struct request *request, const char *method, const char *target,
                     struct response *response);
/* A new request in ARENA, ready to be filled; and its empty answer. */
struct request *request_new(struct arena *arena);
struct response *response_new(struct arena *arena);
/* The value of a header in lower case, or NULL. */
const char *request_header(const struct request *request, const char *name);
const char *request_query(const struct request *request, const char *name);
const char *request_form(const struct request *request, const char *name);
const char *request_cookie(const struct request *request, const char *name);
const char *request_param(const struct request *request, int index);

struct file_range {
    int fd; /* sent from, closed by the door */
    uint64_t from, len;
};

/* A body of unknown length that is made while it is sent, piece by piece, so that memory stays bounded. Lives in the request's
 * arena, or longer. */
struct stream {
    /* Appends the next piece (some 16 kB) to OUT; false when there is none left. Called on the door's thread, one call at a
     * time, after the request's own snapshot was closed: it opens one of its own for each piece. */
    bool (*more)(struct stream *stream, struct buffer *out);
    void (*end)(struct stream *stream); /* once, also when the reader went away; may be NULL */
    /* Set by more(): the rest cannot be made; the connection is cut, so that the reader sees it. */
    bool broken;
};

enum encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BR, ENCODING_COUNT };

struct response {
    int status;             /* 200 */
    enum encoding encoding; /* of the cached body that is to be sent */
    struct pairs headers;
    struct buffer body;     /* freed with the arena */
    struct cached *cached;  /* set instead of body when the page cache holds it */
    struct file_range file; /* fd -1 when unused */
    struct stream *stream;  /* set instead of body: never kept, hashed or compressed */
    bool cacheable;         /* may be kept for every visitor: set by handlers of public pages */
    int64_t until;          /* until this moment only, 0: while the tables it was read from stay */
    /* Strong, with its quotes; by the dispatcher for 200 answers to GET unless set before. */
    const char *etag;
    int64_t changed; /* for Last-Modified and If-Modified-Since, 0 if unknown */
};

void response_header(struct request *request, struct response *response, const char *name,
                     const char *value);
/* As response_header(), in the place of the first header of that NAME. */
void response_replace(struct request *request, struct response *response, const char *name,
                      const char *value);
/* Content-Type; text types get a charset. */
void response_type(struct request *request, struct response *response, const char *type);
/* 303 after a form, 301/302/308 for addresses. LOCATION is a path of this site or a full address. */
void response_redirect(struct request *request, struct response *response, int status,
                       const char *location);
struct cookie {
    const char *name, *value, *path;
    int64_t max_age; /* seconds; 0: session; -1: delete */
    bool http_only;  /* SameSite=Lax always; Secure, and the prefix, when the request is secure */
};
/* PATH NULL is "/". The prefix is __Host- for "/" and __Secure- below it. */
void response_cookie(struct request *request, struct response *response,
                     const struct cookie *cookie);
