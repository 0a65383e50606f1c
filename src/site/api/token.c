/* Who asks, by a token: it acts with the rights that its owner has at that moment. */
#include <string.h>
#include <strings.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/api/api.h"
#include "site/site.h"
#include "web/limit.h"

#define USED_STEP 300 /* seconds between two writes of used_at */

struct use {
    int64_t id, now;
};

static bool write_use(struct db *db, void *self, struct problem *problem)
{
    const struct use *use = self;
    struct stmt *stmt = query(db, Q_api_token_used);
    (void)problem;
    bind_int(stmt, "id", use->id);
    bind_int(stmt, "now", use->now);
    return run(stmt);
}

/* What stands behind "Bearer "; NULL: nothing, or another scheme, which is for a server in front of this one. */
static const char *sent_token(const struct request *request)
{
    const char *header = request_header(request, "authorization");
    if (!header || strncasecmp(header, "Bearer", 6) || (header[6] && header[6] != ' '))
        return NULL;
    return header + 6 + strspn(header + 6, " ");
}

bool api_passes_session(const struct request *request)
{
    return sent_token(request) || !(request->method & METHOD_SAFE);
}

void api_find_visitor(const struct request *request, struct visitor *visitor)
{
    const char *token = sent_token(request);
    struct use use = { 0, moment_now() };
    char hash[HASH_SIZE];
    if (!token)
        return;
    secret_hash(token, hash);
    struct stmt *stmt = query(request->db, Q_api_token);
    bind_text(stmt, "token_hash", hash);
    bind_int(stmt, "now", use.now);
    visitor->token_refused = !step(stmt);
    if (!visitor->token_refused) {
        use.id = col_int(stmt, "used_at") < use.now - USED_STEP ? col_int(stmt, "id") : 0;
        visitor->account = col_int(stmt, "account");
        visitor->name = arena_copy(request->arena, col_text(stmt, "name"));
        visitor->email = arena_copy(request->arena, col_text(stmt, "email"));
        visitor->language = request->lang;
        visitor->role =
            text_equal(col_text(stmt, "role"), "administrator") ? ROLE_ADMINISTRATOR : ROLE_EDITOR;
        visitor->token = arena_copy(request->arena, col_text(stmt, "token"));
        visitor->token_writes = col_int(stmt, "may_write");
    }
    done(stmt);
    if (use.id)
        store_write_quietly(site_store(), write_use, &use, NULL);
}

bool api_limited(const struct request *request)
{
    const struct visitor *visitor = visitor_of(request);
    if (visitor->token)
        return !limit_take("api_token", arena_number(request->arena, visitor->account), 600, 600);
    return !limit_take("api", request->peer, 120, 240);
}
