/* Who asks: found by the session cookie when a request begins. */
#pragma once
#include "base/problem.h"
#include "store/store.h"
#include "web/http.h"
#include "web/route.h"

struct visitor {
    int64_t account; /* 0: not signed in */
    /* The member record that the visitor acts for: the account's own, or an organization's; 0 if none. */
    int64_t member;
    int64_t own,
        acts_for;  /* the account's own record; the organization that MEMBER is; 0 if none */
    int64_t since; /* when the session began: the last proof of who it is */
    const char *name, *email;
    enum role role;
    enum language language;
    const struct grant *grants; /* site/permission.c: read when first asked */
    bool grants_known;
    const char *session; /* hash of the session's token, NULL without */
    const char *csrf;    /* what unsafe requests must carry */
    const char *token;   /* the name of the API's token that came with the request, NULL: none */
    bool token_writes, token_refused; /* it may write; there is no such token (any more) */
    const char *notice;               /* shown once: message text */
    const char *undo_url;             /* with the notice, NULL if none */
    const char *kept; /* the form that was kept for a sign-in and is sent again, NULL: none */
    /* The page is a preview of this (site/preview.h), NULL: it is not. */
    const struct preview *preview;
    /* New value for the form cookie of someone not signed in, NULL: has one or needs none. */
    const char *form_cookie;
};
struct visitor *visitor_of(const struct request *request);
/* What to call one who is signed in: the name, the address where there is none. */
const char *visitor_name(const struct visitor *visitor);
/* Who signs a change: the visitor, with the KIND of the change and WHY (message key or text). */
struct author visitor_author(const struct request *request, const char *kind, const char *why);
/* Whether ROLE may do what LEAST is asked for. */
bool visitor_may(const struct request *request, enum role least);
/* The token for forms; gives those not signed in their form cookie with the answer. It says for whom the form is: a form
 * made while one acted for an organization is sent for it, whomever another window acts for by then. */
const char *visitor_csrf(const struct request *request);
/* The organization that the form that was sent says it is for; 0: oneself. */
int64_t visitor_form_for(const struct request *request);
/* The cookie that forms of this browser are bound to while nobody is signed in; NULL: it has none. */
const char *visitor_form_cookie(const struct request *request);
/* The same; one that has none gets it with the answer. */
const char *visitor_form_cookie_make(const struct request *request);

/* Starts a session for ACCOUNT: writes it, with HOW it signed in ("password", "link") for the audit, and sets the cookie. */
bool session_start(struct request *request, struct response *response, int64_t account,
                   const char *how, struct problem *problem);
void session_end(struct request *request, struct response *response);
/* What the next page of this session shows once. TEXT is in the reader's language. */
void session_notice(struct request *request, const char *text, const char *undo_url);
