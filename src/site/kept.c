#include "site/kept.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/represent.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

#define KEPT_SECONDS 3600

/* Of the cookie that this browser's forms carry; NULL when it has none. */
static const char *browser_hash(const struct request *request)
{
    const char *cookie = visitor_form_cookie(request);
    char *hash = arena_bytes(request->arena, HASH_SIZE);
    if (!cookie)
        return NULL;
    secret_hash(cookie, hash);
    return hash;
}

/* Whose session it was, also when it has ended; 0 when it is not known. */
static int64_t former_account(const struct request *request)
{
    const char *token = request_cookie(request, request->secure ? "__Host-session" : "session");
    char hash[HASH_SIZE];
    if (text_blank(token))
        return 0;
    secret_hash(token, hash);
    struct stmt *stmt = query(request->db, Q_kept_session);
    bind_text(stmt, "token_hash", hash);
    return scalar_int(stmt);
}

/* Passwords and the like are typed again; so are codes of the second step. */
static bool is_secret(const char *name)
{
    return text_equal(name, "csrf") || text_equal(name, "kept") || text_equal(name, "code") ||
           strstr(name, "password");
}

struct keeping {
    struct request *request;
    int64_t account;
    const char *browser;
    char token[TOKEN_SIZE];
};

static bool keep_uploads(struct db *db, const struct keeping *keeping)
{
    bool good = true;
    for (const struct upload *file = keeping->request->uploads; file && good; file = file->next) {
        struct stmt *stmt = query(db, Q_kept_upload_add);
        bind_text(stmt, "token", keeping->token);
        bind_text(stmt, "name", file->name);
        bind_text(stmt, "filename", file->filename ? file->filename : "");
        bind_text(stmt, "type", file->type ? file->type : "");
        bind_blob(stmt, "data", file->bytes, file->len);
        good = run(stmt);
    }
    return good;
}

static bool keep(struct db *db, void *self, struct problem *problem)
{
    struct keeping *keeping = self;
    const struct pairs *form = &keeping->request->form;
    struct stmt *drop = query(db, Q_kept_replace), *add = query(db, Q_kept_add);
    json_t *fields = json_array();
    (void)problem;
    for (size_t i = 0; i < form->count; i++) {
        if (!is_secret(form->at[i].name))
            json_array_append_new(fields, json_pack("[s, s]", form->at[i].name, form->at[i].value));
    }
    char *text = json_dumps(fields, JSON_COMPACT);
    bind_int(drop, "account", keeping->account);
    bind_text(drop, "path", keeping->request->path);
    bind_text(add, "token", keeping->token);
    bind_text(add, "cookie_hash", keeping->browser);
    bind_int(add, "account", keeping->account);
    bind_int(add, "acts_for", visitor_form_for(keeping->request));
    bind_text(add, "path", keeping->request->path);
    bind_text(add, "fields", text);
    bind_int(add, "expires_at", moment_now() + KEPT_SECONDS);
    bool good = text && run(drop) && run(add) && keep_uploads(db, keeping) && kept_purge(db);
    free(text);
    json_decref(fields);
    return good;
}

void kept_offer(struct request *request, struct response *response)
{
    visitor_form_cookie_make(request);
    struct keeping keeping = { request, former_account(request), browser_hash(request), "" };
    secret_token(keeping.token);
    if (keeping.account && keeping.browser &&
        store_write_quietly(site_store(), keep, &keeping, NULL))
        response_redirect(request, response, 303,
                          arena_print(request->arena, "%s?next=%s",
                                      page_path(request, "sign_in", NULL),
                                      page_path(request, "continue", keeping.token)));
    else
        page_resend(request, response, 403, "site.signed_out_title", "error.signed_out_form");
}

static void show(struct request *request, struct response *response, const char *token,
                 const char *path, const char *title, const char *text)
{
    struct map *page = map_new(request->arena);
    struct map *field = array_add_map(map_array(page, "fields"));
    map_text(field, "name", "kept");
    map_text(field, "value", token);
    map_array(page, "secrets");
    map_array(page, "files"); /* kept with the form */
    map_bool(page, "has_files", false);
    map_text(page, "sign_in_url", NULL);
    map_text(page, "resend_title", page_say(request, title));
    map_text(page, "resend_text", page_say(request, text));
    map_text(page, "action", path);
    map_set(page, "alternates", array_value(array_new(request->arena)));
    page_render(request, response, "error/resend.html", page);
}

void kept_old(struct request *request, struct response *response)
{
    visitor_form_cookie_make(request);
    struct keeping keeping = { request, visitor_of(request)->account, browser_hash(request), "" };
    secret_token(keeping.token);
    response->status = 403;
    if (store_write_quietly(site_store(), keep, &keeping, NULL))
        show(request, response, arena_copy(request->arena, keeping.token), request->path,
             "site.expired_title", "error.expired_form");
    else
        page_resend(request, response, 403, "site.expired_title", "error.expired_form");
}

/* --- coming back ---------------------------------------------------------------------------------------------- */

static struct value kept_row(struct request *request, const char *token)
{
    const char *browser = browser_hash(request);
    struct stmt *stmt = query(request->db, Q_kept_get);
    bind_text(stmt, "token", token);
    bind_text(stmt, "cookie_hash", browser ? browser : "");
    bind_int(stmt, "account", visitor_of(request)->account);
    bind_int(stmt, "now", moment_now());
    return stmt_row(stmt, request->arena);
}

static void resume_uploads(struct request *request, const char *token)
{
    struct stmt *stmt = query(request->db, Q_kept_uploads);
    struct upload **tail = &request->uploads;
    bind_text(stmt, "token", token);
    for (request->uploads = NULL; step(stmt); tail = &(*tail)->next) {
        size_t len;
        const void *bytes = col_blob(stmt, "data", &len);
        *tail = arena_one(request->arena, struct upload);
        **tail =
            (struct upload){ .name = arena_copy(request->arena, col_text(stmt, "name")),
                             .filename = arena_copy(request->arena, col_text(stmt, "filename")),
                             .type = arena_copy(request->arena, col_text(stmt, "type")),
                             .bytes = arena_copy_n(request->arena, bytes ? bytes : "", len),
                             .len = len };
    }
    done(stmt);
}

void kept_resume(struct request *request)
{
    const char *token = request_form(request, "kept");
    struct value row = text_blank(token) || !visitor_of(request)->account
                           ? value_null()
                           : kept_row(request, token);
    if (row.kind != VALUE_OBJECT ||
        !text_equal(value_get(row, symbol_of("path")).text, request->path) ||
        value_get(row, symbol_of("acts_for")).number != visitor_form_for(request))
        return;
    json_t *fields = json_loads(value_get(row, symbol_of("fields")).text, 0, NULL), *pair;
    size_t i;
    request->form = (struct pairs){ 0 };
    json_array_foreach(fields, i, pair)
    {
        const char *name = json_string_value(json_array_get(pair, 0)),
                   *value = json_string_value(json_array_get(pair, 1));
        pairs_add(request->arena, &request->form, arena_copy(request->arena, name),
                  arena_copy(request->arena, value));
    }
    json_decref(fields);
    resume_uploads(request, token);
    visitor_of(request)->kept = token;
    if (visitor_of(request)->acts_for)
        represent_go_on(request);
}

static bool forget(struct db *db, void *self, struct problem *problem)
{
    struct stmt *stmt = query(db, Q_kept_done);
    (void)problem;
    bind_text(stmt, "token", self);
    return run(stmt);
}

void kept_end(struct request *request, const struct response *response)
{
    const char *token = visitor_of(request)->kept;
    if (token && response->status == 303)
        store_write_quietly(site_store(), forget, (void *)(uintptr_t)token, NULL);
}

const char *kept_path(struct request *request, int64_t account)
{
    const char *browser = browser_hash(request);
    struct stmt *stmt = query(request->db, Q_kept_latest);
    bind_int(stmt, "account", account);
    bind_text(stmt, "cookie_hash", browser ? browser : "");
    bind_int(stmt, "now", moment_now());
    const char *token = scalar_text(stmt, request->arena);
    return token ? page_path(request, "continue", token) : NULL;
}

bool kept_purge(struct db *db)
{
    struct stmt *stmt = query(db, Q_kept_purge);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

void kept_page(struct request *request, struct response *response)
{
    const char *token = request_param(request, 0);
    struct value row = kept_row(request, token);
    if (row.kind != VALUE_OBJECT) {
        response->status = 404;
        return;
    }
    if (represent_switch(request, value_get(row, symbol_of("acts_for")).number))
        show(request, response, token, value_get(row, symbol_of("path")).text, "site.kept_title",
             "site.kept_text");
    else
        page_refuse(request, response, 403, "site.acts_no_more_title", "site.acts_no_more");
}
