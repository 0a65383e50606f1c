/* The table of addresses. One row states all that the dispatcher enforces. */
#pragma once
#include "web/http.h"

enum role { ROLE_ANYONE, ROLE_MEMBER, ROLE_EDITOR, ROLE_ADMINISTRATOR };

enum route_flag {
    ROUTE_CACHED = 1, /* the same for every visitor without a session: may enter the page cache */
    ROUTE_SLOW = 2, /* may take milliseconds (search, password hashing): not on a serving thread */
    /* Only for machine protocols that carry no cookie's power (the API: a token writes, no session). */
    ROUTE_NO_CSRF = 4,
    ROUTE_UPLOAD = 8, /* takes multipart bodies up to body_limit on disk */
    /* Cache-Control: no-store, Referrer-Policy: no-referrer, not compressed, never in the cache. */
    ROUTE_PRIVATE = 16,
    /* Takes application/json and merge-patch+json beside forms: left in request->body. */
    ROUTE_JSON = 32,
    ROUTE_GIVES_JSON = 64, /* answers JSON alone: 406 for who takes none */
    /* ROUTE_SLOW where its query has words to search for (q), or more than two parameters. */
    ROUTE_SLOW_ASKED = 128
};

typedef void route_handler(struct request *request, struct response *response);

struct route {
    const char *name;             /* {{path.NAME}}; NULL for rows that only add a method */
    unsigned methods;             /* enum method; GET brings HEAD, and OPTIONS always answers */
    const char *path[LANG_COUNT]; /* "/es/miembros/:slug", "/es/miembros/:slug.vcf": a parameter is
                                     a whole segment or one with a fixed ending; one NULL language:
                                     the same path for both */
    enum role role;               /* at least */
    unsigned flags;
    size_t body_limit; /* bytes; 0: no body taken */
    route_handler *handler;
};

struct router; /* a compiled table: look-ups cost the length of the path */
/* A table that cannot work (a path with more than 4 parameters or 6 rows, a parameter inside a
 * segment, a row that another hides) ends the process with a line in the log. ROUTES must outlive
 * the router. */
struct router *router_new(const struct route *routes, size_t count);
void router_free(struct router *router);

struct match {
    const struct route *route; /* NULL: 404, or 405 when allowed is not 0 */
    unsigned allowed;          /* methods that this path has */
    enum language lang;
    const char *params[4]; /* copied into the arena */
};
struct match router_match(const struct router *router, struct arena *arena, const char *path,
                          enum method method);
/* The path of the route NAME in LANG, its parameters filled from PARAMS (percent-encoded here),
 * NULL if there is no such route. Without PARAMS: up to the first parameter, at the cost of a
 * look-up (lives as long as the router). */
const char *router_path(const struct router *router, struct arena *arena, const char *name,
                        enum language lang, const char *const *params);
