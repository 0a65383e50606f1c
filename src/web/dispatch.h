/* The life of a request, the same behind every door. */
#pragma once
#include "web/cache.h"
#include "web/route.h"

/* What the floors above tell the dispatcher (web knows neither SQLite nor the site). */
struct site_hooks {
    /* Sets request->db and request->site (who is signed in, by the cookie); opens the read snapshot
     * for safe methods. */
    void (*begin)(struct request *request);
    /* Closes it. Always called after begin. May set cookies: then the page is not kept. */
    void (*end)(struct request *request, struct response *response);
    enum role (*role)(const struct request *request);
    /* The token that unsafe requests must carry in the form field "csrf" (or header x-csrf-token).
     */
    const char *(*csrf)(const struct request *request);
    /* Writes the error page for response->status (400 403 404 405 406 413 414 415 429 500 503), in the
     * reader's language. */
    void (*error)(struct request *request, struct response *response);
    /* Whether the cached page of DEPS is still right (called with a lock held: quick); and a
     * snapshot of them (see web/cache.h). */
    bool (*fresh)(const struct page_deps *deps);
    void (*deps)(const struct request *request, struct page_deps *deps);
    /* The status when reading broke off (a damaged file, a fault of the disk): what was made of it is less than there is, and no answer.
     * 0: all was read. May be NULL. */
    int (*broken)(const struct request *request);
    /* A form's token is too old or missing, or it needs a role that the visitor has not (any more): may offer the form again with all
     * that was typed. False: 403. */
    bool (*expired)(struct request *request, struct response *response);
    /* An unsafe request that nothing refuses, before its handler. May be NULL. */
    void (*accepted)(struct request *request);
    /* Too many requests: true refuses with 429. */
    bool (*limited)(const struct request *request);
};

struct dispatcher;
/* CACHE_BYTES: the bound of the page cache, 0: there is none. */
struct dispatcher *dispatcher_new(const struct router *router, const struct site_hooks *hooks,
                                  size_t cache_bytes);
void dispatcher_free(struct dispatcher *dispatcher);

/* Ends the request: gives back what the answer holds (the cached page). Called by the door when all
 * is sent. */
void dispatch_done(struct response *response);
/* Before the body is read: matches the route, refuses what can be refused (400, 404, 405, 413; a
 * body with a safe method is 400), and answers from the page cache when the page is there. Only
 * looks: it leaves nothing that would have to be ended by dispatch_run(). True when RESPONSE is
 * complete, false when the body may be read (request->route says up to how much) and dispatch_run()
 * is to be called. */
bool dispatch_head(struct dispatcher *dispatcher, struct request *request,
                   struct response *response);
/* Whether dispatch_run() must be called on a thread that may wait. */
bool dispatch_slow(const struct request *request);
/* The rest: session, role, CSRF, handler, error page, ETag and Last-Modified, conditional GET,
 * compression, security headers. May wait up to 2 s for another thread that renders the same page.
 */
void dispatch_run(struct dispatcher *dispatcher, struct request *request,
                  struct response *response);
