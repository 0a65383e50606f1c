/* The doors: bytes in, bytes out. Each makes a struct request, calls the dispatcher, sends the
 * struct response. */
#pragma once
#include "base/problem.h"
#include "web/dispatch.h"

struct door_settings {
    struct dispatcher *dispatcher;
    const char *address; /* "127.0.0.1", "::1" */
    int port;
    const char *socket;   /* path of a Unix socket (FastCGI), NULL: address and port */
    unsigned socket_mode; /* of that socket; 0: 0660 */
    int threads;          /* serving threads; as many again, at least four, for slow routes */
    const char *origin;   /* of the site, NULL: from the Host header */
    bool trust_proxy;     /* X-Forwarded-Proto and X-Forwarded-For are believed */
    void (*opened)(void); /* called when the door listens, NULL: nothing */
};

/* Serve until door_stop(), then finish what has begun; false when the door cannot open. */
bool microhttpd_serve(const struct door_settings *settings, struct problem *problem);
/* Uses descriptor 0 when that is a socket that listens (fastcgi_inherited()), whatever the settings
 * say. */
bool fastcgi_serve(const struct door_settings *settings, struct problem *problem);
/* Answers the one request of the CGI environment on standard output; false when it cannot be
 * written. */
bool cgi_answer(const struct door_settings *settings, struct problem *problem);
/* Whether descriptor 0 is a socket that listens: a web server started us by FastCGI. */
bool fastcgi_inherited(void);
/* Asks the open door to finish what it has begun and to return; safe in a signal handler. */
void door_stop(void);
bool door_stopping(void);
