/* What a writing request sends. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "site/api/write.h"
#include "site/page.h"

#define ETAG_BYTES 80

static bool is_json(const struct request *request)
{
    static const char *const types[] = { "application/json", "application/merge-patch+json" };
    const char *type = request_header(request, "content-type");
    size_t len = type ? strcspn(type, "; \t") : 0;
    if (request->method == METHOD_PATCH && len == strlen(types[1]) &&
        !strncasecmp(type, types[1], len))
        return true;
    return len == strlen(types[0]) && !strncasecmp(type, types[0], len);
}

/* Where the text is no JSON. */
static void refuse_json(struct request *request, struct response *response,
                        const json_error_t *error)
{
    struct map *arguments = map_new(request->arena);
    map_int(arguments, "line", error->line);
    map_int(arguments, "column", error->column);
    api_problem(request, response, 400,
                locale_say(page_locale(request), request->arena, "api.not_json", arguments),
                json_pack("{s:i, s:i, s:i, s:s}", "line", error->line, "column", error->column,
                          "position", error->position, "reason", error->text));
}

json_t *api_sent(struct request *request, struct response *response)
{
    json_error_t error;
    if (!is_json(request)) {
        response->status = 415;
        api_error(request, response);
        return NULL;
    }
    json_t *json = json_loadb(request->body_len ? request->body : "", request->body_len,
                              JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(json))
        return json;
    if (json)
        api_problem_key(request, response, 400, "api.not_object", NULL);
    else
        refuse_json(request, response, &error);
    json_decref(json);
    return NULL;
}

/* "12.0123456789abcdef", also with the ending that a compressed answer had; NULL: it is none of ours. */
static const char *own_etag(struct arena *arena, const char *sent, int64_t *version)
{
    sent += strspn(sent, " \t");
    size_t digits = *sent == '"' ? strspn(sent + 1, "0123456789") : 0;
    size_t hash = digits ? strspn(sent + 1 + digits, ".0123456789abcdef") : 0,
           end = 1 + digits + hash;
    if (!hash || digits > 18 || end > ETAG_BYTES)
        return NULL;
    const char *rest = sent + end;
    rest += text_starts(rest, "-g") || text_starts(rest, "-b") ? 2 : 0;
    if (*rest != '"' || rest[1 + strspn(rest + 1, " \t")])
        return NULL;
    *version = strtoll(sent + 1, NULL, 10);
    return arena_print(arena, "%.*s\"", (int)end, sent);
}

bool api_sent_match(struct request *request, struct response *response, struct seen_version *match)
{
    const char *sent = request_header(request, "if-match");
    if (text_blank(sent) ||
        text_equal(sent, "*")) { /* "whatever it is now" is how changes get lost */
        api_problem_key(request, response, 428, "api.match_needed", NULL);
        return false;
    }
    match->etag = own_etag(request->arena, sent, &match->version);
    if (!match->etag)
        api_refuse_stale(request, response, NULL);
    return match->etag;
}
