#include "site/trap.h"

#include <stdlib.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/site.h"

#define FASTEST 2 /* seconds a person needs at least */

/* "SECONDS.SIGNATURE": when the form was given out. */
static const char *stamp(struct arena *arena, int64_t at)
{
    char token[TOKEN_SIZE];
    const char *text = arena_print(arena, "form %lld", (long long)at);
    secret_sign(site_key(), text, token);
    return arena_print(arena, "%lld.%s", (long long)at, token);
}

void trap_add(const struct request *request, struct map *form)
{
    const char *sent = request_form(request, "started");
    struct map *hidden = array_add_map((struct array *)(uintptr_t)map_get(form, "hidden").list);
    map_text(hidden, "name", "started");
    map_text(hidden, "value", sent ? sent : stamp(request->arena, moment_now()));
}

const char *trap_odd_time(const struct request *request)
{
    const char *sent = request_form(request, "started");
    int64_t at = sent ? strtoll(sent, NULL, 10) : 0, age = moment_now() - at;
    if (!sent || !secret_equal(sent, stamp(request->arena, at)))
        return "form";
    return age < FASTEST ? "fast" : NULL;
}

bool trap_filled(const struct request *request)
{
    return !text_blank(request_form(request, "homepage"));
}
