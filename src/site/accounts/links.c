/* Accounts, and the one-time links that sign in. */
#include "site/accounts/accounts.h"

#include <stdio.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/site.h"

#define FIRST_LINK_SECONDS 86400

struct new_link {
    int64_t account, seconds;
    char token[TOKEN_SIZE];
};

static bool add_link(struct db *db, struct new_link *link)
{
    char hash[HASH_SIZE];
    secret_token(link->token);
    secret_hash(link->token, hash);
    struct stmt *stmt = query(db, Q_account_link_add);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "account", link->account);
    bind_int(stmt, "now", moment_now());
    bind_int(stmt, "expires_at", moment_now() + link->seconds);
    return run(stmt);
}

static bool give_role(struct db *db, int64_t account, const char *key)
{
    struct stmt *stmt = query(db, Q_permission_role_by_key);
    bind_text(stmt, "key", key);
    int64_t role = scalar_int(stmt);
    if (!role)
        return false;
    stmt = query(db, Q_permission_role_give);
    bind_int(stmt, "account", account);
    bind_int(stmt, "role", role);
    return run(stmt);
}

int64_t account_put(struct db *db, const char *email, const char *name, const char *role,
                    const char *language, int64_t member)
{
    struct stmt *stmt = query(db, Q_account_upsert);
    bind_text(stmt, "email", email);
    bind_text(stmt, "name", name);
    bind_text(stmt, "language", language);
    bind_int(stmt, "now", moment_now());
    if (member)
        bind_int(stmt, "member", member);
    if (!run(stmt))
        return 0;
    stmt = query(db, Q_account_id);
    bind_text(stmt, "email", email);
    int64_t account = scalar_int(stmt);
    return text_equal(role, "member") || give_role(db, account, role) ? account : 0;
}

const char *account_link(struct db *db, struct arena *arena, int64_t account, int64_t seconds)
{
    struct new_link link = { account, seconds, "" };
    return add_link(db, &link) ? arena_copy(arena, link.token) : NULL;
}

struct adding {
    const char *email, *role;
    struct new_link link;
};

static bool add_account(struct db *db, void *self, struct problem *problem)
{
    struct adding *adding = self;
    adding->link.account = account_put(db, adding->email, "", adding->role, "es", 0);
    adding->link.seconds = FIRST_LINK_SECONDS;
    if (!adding->link.account)
        return problem_set(problem, FAULT_INPUT, "error.text_400", "no such role: %s",
                           adding->role);
    return add_link(db, &adding->link);
}

bool account_add(const char *email, const char *role, char *path, size_t size,
                 struct problem *problem)
{
    struct adding adding = { .email = email, .role = role };
    if (!store_write_quietly(site_store(), add_account, &adding, problem))
        return false;
    snprintf(path, size, "/es/entrar/%s", adding.link.token);
    return true;
}

bool account_first_link(char *path, size_t size)
{
    struct db *db = store_reader(site_store());
    bool there = !db || !reader_begin(db, NULL) || scalar_int(query(db, Q_account_staff_exists));
    if (db)
        reader_end(db);
    return !there && account_add("admin@localhost", "administrator", path, size, NULL);
}
