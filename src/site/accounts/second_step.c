#include "site/accounts/second_step.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

#include "base/moment.h"
#include "base/qr.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/totp.h"
#include "site/accounts/accounts.h"
#include "site/accounts/notice.h"
#include "site/accounts/password.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/site.h"
#include "site/visitor.h"

#define WRONG_ALLOWED 5
#define LOCK_SECONDS 900
#define CODE_BYTES 10 /* 80 bits: 16 letters and digits */

struct second_step second_step_of(struct db *db, struct arena *arena, int64_t account)
{
    struct second_step out = { 0 };
    struct stmt *stmt = query(db, Q_second_step_of);
    bind_int(stmt, "account", account);
    if (step(stmt)) {
        out.secret = arena_copy(arena, col_text(stmt, "secret"));
        out.since = col_int(stmt, "confirmed_at");
        out.on = out.since;
        out.last_step = col_int(stmt, "last_step");
        out.locked_until = col_int(stmt, "locked_until");
        out.codes_left = col_int(stmt, "codes_left");
    }
    done(stmt);
    return out;
}

/* What is kept of a recovery code: without spaces and hyphens, in upper case. */
static void recovery_hash(struct arena *arena, const char *typed, char hash[HASH_SIZE])
{
    char *plain = arena_bytes(arena, strlen(typed) + 1), *at = plain;
    for (; *typed; typed++) {
        if (isalnum((unsigned char)*typed))
            *at++ = (char)toupper((unsigned char)*typed);
    }
    *at = '\0';
    secret_hash(plain, hash);
}

static bool use_recovery(struct db *db, struct arena *arena, int64_t account, const char *code)
{
    char hash[HASH_SIZE];
    struct stmt *stmt = query(db, Q_recovery_code_use);
    recovery_hash(arena, code, hash);
    bind_int(stmt, "account", account);
    bind_text(stmt, "code_hash", hash);
    bind_int(stmt, "now", moment_now());
    return run(stmt) && rows_changed(db);
}

static void note_right(struct db *db, int64_t account, int64_t at)
{
    struct stmt *stmt = query(db, Q_second_step_right);
    bind_int(stmt, "account", account);
    bind_int(stmt, "step", at);
    run(stmt);
}

static void note_wrong(struct db *db, int64_t account)
{
    struct stmt *stmt = query(db, Q_second_step_wrong);
    bind_int(stmt, "account", account);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "allowed", WRONG_ALLOWED);
    bind_int(stmt, "lock", LOCK_SECONDS);
    run(stmt);
}

enum code_answer second_step_take(struct db *db, struct arena *arena, int64_t account,
                                  const char *code)
{
    struct second_step second = second_step_of(db, arena, account);
    int64_t now = moment_now(), at;
    if (second.locked_until > now)
        return CODE_LOCKED;
    if (!second.secret || !code || strlen(code) > 100)
        return CODE_WRONG;
    at = totp_step(second.secret, code, now, second.last_step);
    if (at) {
        note_right(db, account, at);
        return CODE_RIGHT;
    }
    if (use_recovery(db, arena, account, code)) {
        note_right(db, account, 0);
        return CODE_RECOVERY;
    }
    note_wrong(db, account);
    return CODE_WRONG;
}

static bool clear_codes(struct db *db, int64_t account)
{
    struct stmt *stmt = query(db, Q_recovery_codes_clear);
    bind_int(stmt, "account", account);
    return run(stmt);
}

bool second_step_end(struct db *db, int64_t account)
{
    struct stmt *stmt = query(db, Q_second_step_off);
    bind_int(stmt, "account", account);
    return run(stmt) && clear_codes(db, account);
}

/* --- one's own page -------------------------------------------------------------------------------------------------- */

/* In groups of four: "ABCD EFGH ...". */
static const char *grouped(struct arena *arena, const char *text, char between)
{
    struct buffer out = { 0 };
    for (size_t i = 0; text[i]; i++) {
        if (i && i % 4 == 0)
            buffer_putc(&out, between);
        buffer_putc(&out, text[i]);
    }
    const char *copy = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return copy;
}

/* What the app reads, as text, as a link and as a picture. */
static void add_secret(struct request *request, struct map *page, const char *secret)
{
    const char *issuer = page_say(request, "site.short"),
               *label = page_encode(request->arena, visitor_of(request)->email);
    const char *uri = arena_print(request->arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s",
                                  page_encode(request->arena, issuer), label, secret,
                                  page_encode(request->arena, issuer));
    int size = 0;
    map_text(page, "secret", secret);
    map_text(page, "secret_grouped", grouped(request->arena, secret, ' '));
    map_text(page, "issuer", issuer);
    map_text(page, "label", visitor_of(request)->email);
    map_text(page, "qr_path", qr_path(request->arena, uri, &size));
    map_int(page, "qr_size", size);
}

static void show(struct request *request, struct response *response, const char *error,
                 struct array *codes)
{
    const struct visitor *visitor = visitor_of(request);
    struct second_step second = second_step_of(request->db, request->arena, visitor->account);
    struct map *page = map_new(request->arena);
    map_bool(page, "is_on", second.on);
    map_bool(page, "is_off", !second.secret);
    map_bool(page, "is_pending", second.secret && !second.on);
    map_int(page, "since", second.since);
    map_int(page, "left", second.codes_left);
    account_proof_add(request, page);
    map_set(page, "codes", codes ? array_value(codes) : value_null());
    map_text(page, "error", page_say(request, error));
    if (second.secret && !second.on)
        add_secret(request, page, second.secret);
    page_breadcrumb_account(request, page, "accounts.second_step");
    page_render(request, response, "accounts/second_step.html", page);
}

void second_step_page(struct request *request, struct response *response)
{
    show(request, response, NULL, NULL);
}

struct setting {
    struct request *request;
    int64_t account;
    const char *error; /* nothing but a counter was written */
    struct array *codes;
};

static bool add_codes(struct db *db, struct setting *setting)
{
    struct arena *arena = setting->request->arena;
    setting->codes = array_new(arena);
    bool good = clear_codes(db, setting->account);
    for (int i = 0; i < RECOVERY_CODES && good; i++) {
        unsigned char bytes[CODE_BYTES];
        char code[CODE_BYTES * 8 / 5 + 1], hash[HASH_SIZE];
        randombytes_buf(bytes, sizeof bytes);
        base32_encode(bytes, sizeof bytes, code);
        recovery_hash(arena, code, hash);
        struct stmt *stmt = query(db, Q_recovery_code_add);
        bind_int(stmt, "account", setting->account);
        bind_text(stmt, "code_hash", hash);
        good = run(stmt);
        map_text(array_add_map(setting->codes), "code", grouped(arena, code, '-'));
    }
    return good;
}

static bool begin(struct db *db, void *self, struct problem *problem)
{
    const struct setting *setting = self;
    char secret[TOTP_SECRET_SIZE];
    struct stmt *stmt = query(db, Q_second_step_begin);
    (void)problem;
    totp_secret(secret);
    bind_int(stmt, "account", setting->account);
    bind_text(stmt, "secret", secret);
    return run(stmt);
}

static bool noted(struct db *db, const struct setting *setting, const char *detail,
                  const char *notice)
{
    return audit_add(db, setting->request, "second_step", NULL, 0, detail) &&
           account_notice(db, setting->request, setting->account, notice);
}

static bool confirm(struct db *db, void *self, struct problem *problem)
{
    struct setting *setting = self;
    struct request *request = setting->request;
    struct second_step second = second_step_of(db, request->arena, setting->account);
    (void)problem;
    int64_t at = second.secret && !second.on
                     ? totp_step(second.secret, request_form(request, "code"), moment_now(), 0)
                     : 0;
    if (!at) {
        setting->error = "accounts.code_wrong";
        return true;
    }
    struct stmt *stmt = query(db, Q_second_step_confirm);
    bind_int(stmt, "account", setting->account);
    bind_int(stmt, "step", at);
    bind_int(stmt, "now", moment_now());
    return run(stmt) && add_codes(db, setting) && noted(db, setting, "on", "second_step_on");
}

static bool cancel(struct db *db, void *self, struct problem *problem)
{
    const struct setting *setting = self;
    (void)problem;
    return second_step_of(db, setting->request->arena, setting->account).on ||
           second_step_end(db, setting->account);
}

/* Asks for a code before the second step itself is changed. */
static bool proven(struct db *db, struct setting *setting)
{
    enum code_answer answer = second_step_take(db, setting->request->arena, setting->account,
                                               request_form(setting->request, "code"));
    setting->error = answer == CODE_LOCKED  ? "accounts.code_locked"
                     : answer == CODE_WRONG ? "accounts.code_wrong"
                                            : NULL;
    return !setting->error;
}

static bool take_code(struct db *db, void *self, struct problem *problem)
{
    (void)problem;
    proven(db, self);
    return true;
}

const char *second_step_asks(struct request *request)
{
    struct setting setting = { .request = request, .account = visitor_of(request)->account };
    if (!second_step_of(request->db, request->arena, setting.account).on)
        return NULL;
    return store_write_quietly(site_store(), take_code, &setting, NULL) ? setting.error
                                                                        : "accounts.code_wrong";
}

static bool turn_off(struct db *db, void *self, struct problem *problem)
{
    struct setting *setting = self;
    (void)problem;
    return !proven(db, setting) ||
           (second_step_end(db, setting->account) && noted(db, setting, "off", "second_step_off"));
}

static bool new_codes(struct db *db, void *self, struct problem *problem)
{
    struct setting *setting = self;
    (void)problem;
    return !proven(db, setting) ||
           (add_codes(db, setting) && noted(db, setting, "new codes", "recovery_codes"));
}

/* The buttons of the page; those that ask for the password besides, where there is one. */
static const struct {
    const char *name;
    bool (*run)(struct db *db, void *self, struct problem *problem);
    bool password;
    const char *notice;
} acts[] = {
    { "begin", begin, false, NULL },     { "confirm", confirm, true, NULL },
    { "cancel", cancel, false, NULL },   { "off", turn_off, false, "accounts.second_step_is_off" },
    { "codes", new_codes, false, NULL },
};

void second_step_save(struct request *request, struct response *response)
{
    struct setting setting = { .request = request, .account = visitor_of(request)->account };
    struct problem problem = { 0 };
    size_t i = 0;
    while (i < sizeof acts / sizeof *acts && !request_form(request, acts[i].name))
        i++;
    if (i == sizeof acts / sizeof *acts) {
        response->status = 400;
        return;
    }
    if (acts[i].password)
        setting.error = account_not_proven(request);
    if (!setting.error && !store_write_quietly(site_store(), acts[i].run, &setting, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    if (setting.error || setting.codes) {
        reader_end(request->db);
        reader_begin(request->db, NULL); /* what was just written */
        response->status = setting.error ? 422 : 200;
        show(request, response, setting.error, setting.codes);
        return;
    }
    page_go(request, response, request->path, acts[i].notice);
}
