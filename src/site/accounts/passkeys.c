/* Passkeys: a page of one's own, and signing in. A challenge is good once, for one browser and purpose; the key verifies the person by
 * itself, so it is password and second step at once. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/webauthn.h"
#include "site/accounts/accounts.h"
#include "site/accounts/enter.h"
#include "site/accounts/notice.h"
#include "site/accounts/password.h"
#include "site/accounts/second_step.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

#define CHALLENGE_SECONDS 600
#define KEYS_MAX 20
#define NAME_LENGTH 100
#define SENT_MAX 8192 /* bytes of one field, decoded */

/* --- challenges ----------------------------------------------------------------------------------------------------- */

/* The domain of the site: what a passkey is for. */
static const char *relying_party(struct request *request)
{
    const char *host = strstr(request->origin, "://");
    host = host ? host + 3 : request->origin;
    return arena_copy_n(request->arena, host, strcspn(host, ":/"));
}

/* The browser that a challenge is for: its session, or its cookie for forms. */
static const char *bound_to(struct request *request, const char *purpose)
{
    const char *who = visitor_of(request)->session;
    if (!who)
        who = visitor_csrf(request);
    char hash[HASH_SIZE];
    secret_hash(arena_print(request->arena, "%s %s", purpose, who), hash);
    return arena_copy(request->arena, hash);
}

struct challenge {
    char token[TOKEN_SIZE];
    const char *bound;
};

static bool add_challenge(struct db *db, void *self, struct problem *problem)
{
    const struct challenge *challenge = self;
    struct stmt *purge = query(db, Q_passkey_challenge_purge),
                *add = query(db, Q_passkey_challenge_add);
    (void)problem;
    bind_int(purge, "now", moment_now());
    bind_text(add, "challenge", challenge->token);
    bind_text(add, "bound", challenge->bound);
    bind_int(add, "expires_at", moment_now() + CHALLENGE_SECONDS);
    bool purged = run(purge);
    return run(add) && purged;
}

static bool take_challenge(struct db *db, struct request *request, const char *purpose)
{
    struct stmt *stmt = query(db, Q_passkey_challenge_take);
    const char *challenge = request_form(request, "challenge");
    bind_text(stmt, "challenge", challenge ? challenge : "");
    bind_text(stmt, "bound", bound_to(request, purpose));
    bind_int(stmt, "now", moment_now());
    return run(stmt) && rows_changed(db) == 1;
}

static void answer_json(struct request *request, struct response *response, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    buffer_puts(&response->body, text ? text : "{}");
    response_type(request, response, "application/json");
    free(text);
    json_decref(json);
}

/* A new challenge as JSON, with what both purposes share; NULL when it could not be kept: the answer is there. */
static json_t *new_challenge(struct request *request, struct response *response,
                             const char *purpose)
{
    struct challenge challenge = { .bound = bound_to(request, purpose) };
    struct problem problem = { 0 };
    secret_token(challenge.token);
    if (!store_write_quietly(site_store(), add_challenge, &challenge, &problem)) {
        page_problem(request, response, &problem);
        return NULL;
    }
    return json_pack("{s:s, s:i, s:s}", "challenge", challenge.token, "timeout",
                     CHALLENGE_SECONDS * 1000, "userVerification", "required");
}

/* --- what the browser sends ------------------------------------------------------------------------------------------ */

static struct passkey_bytes sent(struct request *request, const char *name)
{
    unsigned char *out = arena_alloc(request->arena, SENT_MAX);
    long len = base64url_decode(request_form(request, name), out, SENT_MAX);
    return (struct passkey_bytes){ out, len > 0 ? (size_t)len : 0 };
}

static struct passkey_expected expected_of(struct request *request)
{
    return (struct passkey_expected){ relying_party(request), request->origin,
                                      request_form(request, "challenge") };
}

/* The same for one account for ever, and says nothing about it. */
static const char *user_handle(struct arena *arena, int64_t account)
{
    char token[TOKEN_SIZE];
    secret_sign(site_key(), arena_print(arena, "passkey %lld", (long long)account), token);
    return arena_copy(arena, token);
}

/* --- one's own page ---------------------------------------------------------------------------------------------------- */

static void show(struct request *request, struct response *response, const char *error)
{
    const struct visitor *visitor = visitor_of(request);
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_passkey_list);
    bind_int(stmt, "account", visitor->account);
    map_set(page, "passkeys", stmt_rows(stmt, request->arena));
    account_proof_add(request, page);
    map_bool(page, "second_step_on",
             second_step_of(request->db, request->arena, visitor->account).on);
    map_text(page, "error", page_say(request, error));
    page_breadcrumb_account(request, page, "accounts.passkeys");
    page_render(request, response, "accounts/passkeys.html", page);
}

void passkeys_page(struct request *request, struct response *response)
{
    show(request, response, NULL);
}

/* Keys that the account has already: an authenticator makes no second one. */
static json_t *known_keys(struct request *request)
{
    json_t *list = json_array();
    struct stmt *stmt = query(request->db, Q_passkey_list);
    bind_int(stmt, "account", visitor_of(request)->account);
    while (step(stmt))
        json_array_append_new(list, json_pack("{s:s, s:s}", "type", "public-key", "id",
                                              col_text(stmt, "credential")));
    done(stmt);
    return list;
}

/* Options for navigator.credentials.create(): the password and the code are asked for before the device is. */
void passkeys_begin(struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    const char *error = account_not_proven(request);
    error = error ? error : second_step_asks(request);
    if (error) {
        response->status = 422;
        answer_json(request, response, json_pack("{s:s}", "error", page_say(request, error)));
        return;
    }
    json_t *json = new_challenge(request, response, "register");
    if (!json)
        return;
    const char *name = visitor_name(visitor);
    json_object_set_new(json, "rp",
                        json_pack("{s:s, s:s}", "id", relying_party(request), "name",
                                  page_say(request, "site.name")));
    json_object_set_new(json, "user",
                        json_pack("{s:s, s:s, s:s}", "id",
                                  user_handle(request->arena, visitor->account), "name",
                                  visitor->email, "displayName", name));
    json_object_set_new(json, "algorithms", json_pack("[i, i, i]", -8, -7, -257));
    json_object_set_new(json, "known", known_keys(request));
    answer_json(request, response, json);
}

struct keeping {
    struct request *request;
    struct passkey *key;
    const char *fault;
};

static bool keep_passkey(struct db *db, struct keeping *keeping)
{
    struct request *request = keeping->request;
    const struct passkey *key = keeping->key;
    const char *name = request_form(request, "name");
    char *credential = arena_bytes(request->arena, key->id_len * 4 / 3 + 4);
    struct stmt *stmt = query(db, Q_passkey_add);
    base64url_encode(key->id, key->id_len, credential);
    bind_int(stmt, "account", visitor_of(request)->account);
    bind_text(stmt, "credential", credential);
    bind_int(stmt, "algorithm", key->algorithm);
    bind_blob(stmt, "public_key", key->key, key->key_len);
    bind_int(stmt, "sign_count", key->count);
    bind_text(stmt, "name", text_blank(name) ? page_say(request, "accounts.passkey") : name);
    bind_int(stmt, "now", moment_now());
    return run(stmt) && audit_add(db, request, "passkey", NULL, 0, "added") &&
           account_notice(db, request, visitor_of(request)->account, "passkey_added");
}

static bool is_known(struct db *db, struct request *request, const struct passkey *key)
{
    char *credential = arena_bytes(request->arena, key->id_len * 4 / 3 + 4);
    struct stmt *stmt = query(db, Q_passkey_find);
    base64url_encode(key->id, key->id_len, credential);
    bind_text(stmt, "credential", credential);
    return scalar_int(stmt);
}

static bool too_many(struct db *db, const struct request *request)
{
    struct stmt *stmt = query(db, Q_passkey_count);
    bind_int(stmt, "account", visitor_of(request)->account);
    return scalar_int(stmt) >= KEYS_MAX;
}

static bool register_passkey(struct db *db, void *self, struct problem *problem)
{
    struct keeping *keeping = self;
    struct request *request = keeping->request;
    const struct passkey_expected expected = expected_of(request);
    (void)problem;
    keeping->fault = !take_challenge(db, request, "register")
                         ? "no such challenge"
                         : passkey_register(&expected, sent(request, "client_data"),
                                            sent(request, "auth_data"), keeping->key);
    if (!keeping->fault && (is_known(db, request, keeping->key) || too_many(db, request)))
        keeping->fault = "known already, or too many";
    return keeping->fault || keep_passkey(db, keeping); /* the challenge is used up either way */
}

static bool remove_passkey(struct db *db, void *self, struct problem *problem)
{
    struct request *request = self;
    struct stmt *stmt = query(db, Q_passkey_remove);
    long long id = 0;
    (void)problem;
    text_to_int(request_form(request, "remove"), &id);
    bind_int(stmt, "id", id);
    bind_int(stmt, "account", visitor_of(request)->account);
    return run(stmt) &&
           (!rows_changed(db) ||
            (audit_add(db, request, "passkey", NULL, 0, "removed") &&
             account_notice(db, request, visitor_of(request)->account, "passkey_removed")));
}

void passkeys_save(struct request *request, struct response *response)
{
    struct keeping keeping = { request, arena_one(request->arena, struct passkey), NULL };
    struct problem problem = { 0 };
    bool removes = request_form(request, "remove") != NULL;
    const char *name = request_form(request, "name");
    if (name && text_length(name) > NAME_LENGTH) {
        response->status = 422;
        show(request, response, "accounts.passkey_name_long");
        return;
    }
    if (!store_write_quietly(site_store(), removes ? remove_passkey : register_passkey,
                             removes ? (void *)request : (void *)&keeping, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    if (keeping.fault) {
        log_line(LOG_INFO, "passkey", "refused=\"%s\"", keeping.fault);
        response->status = 422;
        show(request, response, "accounts.passkey_refused");
        return;
    }
    page_go(request, response, request->path,
            removes ? "accounts.passkey_removed" : "accounts.passkey_added");
}

/* --- signing in ---------------------------------------------------------------------------------------------------------- */

void passkey_options(struct request *request, struct response *response)
{
    json_t *json = new_challenge(request, response, "sign in");
    if (!json)
        return;
    json_object_set_new(json, "rpId", json_string(relying_party(request)));
    answer_json(request, response, json);
}

struct entering {
    struct request *request;
    struct passkey key;
    int64_t id, account;
    const char *fault;
};

/* The key that signed, by its number; false when nobody's or of a closed account. */
static bool find_key(struct db *db, struct entering *entering)
{
    struct stmt *stmt = query(db, Q_passkey_find);
    size_t len = 0;
    const char *credential = request_form(entering->request, "credential");
    bind_text(stmt, "credential", credential ? credential : "");
    bool found = step(stmt) && text_equal(col_text(stmt, "state"), "active");
    const void *bytes = found ? col_blob(stmt, "public_key", &len) : NULL;
    found = found && len <= sizeof entering->key.key;
    if (found) {
        memcpy(entering->key.key, bytes, len);
        entering->key.key_len = len;
        entering->key.algorithm = (int)col_int(stmt, "algorithm");
        entering->key.count = (uint32_t)col_int(stmt, "sign_count");
        entering->id = col_int(stmt, "id");
        entering->account = col_int(stmt, "account_id");
    }
    done(stmt);
    return found;
}

static bool check_passkey(struct db *db, void *self, struct problem *problem)
{
    struct entering *entering = self;
    struct request *request = entering->request;
    const struct passkey_expected expected = expected_of(request);
    uint32_t count = 0;
    (void)problem;
    entering->fault =
        !take_challenge(db, request, "sign in") ? "no such challenge"
        : !find_key(db, entering)               ? "no such key"
        : !secret_equal(request_form(request, "user"),
                        user_handle(request->arena, entering->account))
            ? "another person"
            : passkey_verify(&expected, &entering->key, sent(request, "client_data"),
                             sent(request, "auth_data"), sent(request, "signature"), &count);
    if (entering->fault)
        return audit_add_of(db, entering->account, "sign_in_failed", NULL, 0, "passkey");
    struct stmt *stmt = query(db, Q_passkey_used);
    bind_int(stmt, "id", entering->id);
    bind_int(stmt, "sign_count", count);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

void passkey_sign_in(struct request *request, struct response *response)
{
    struct entering *entering = arena_one(request->arena, struct entering);
    struct problem problem = { 0 };
    entering->request = request;
    if (!store_write_quietly(site_store(), check_passkey, entering, &problem)) {
        page_problem(request, response, &problem);
    } else if (entering->fault) {
        log_line(LOG_INFO, "passkey", "refused=\"%s\"", entering->fault);
        response->status = 422;
        sign_in_again(request, response, "accounts.passkey_refused");
    } else {
        enter(request, response, entering->account, "passkey", NULL);
    }
}
