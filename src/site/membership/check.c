/* "Is this still correct?": the mailed link shows what is known, says yes by one button without signing in. */
#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

static struct map *check_of(const struct request *request, struct db *db)
{
    char *hash = arena_bytes(request->arena, HASH_SIZE);
    struct stmt *stmt = query(db, Q_membership_check_of);
    secret_hash(request_param(request, 0), hash);
    bind_text(stmt, "token_hash", hash);
    return stmt_map(stmt, request->arena);
}

/* "m••••@example.org", "+5••••": enough to know one's own, too little for who reads over one's shoulder. */
static const char *masked(struct arena *arena, const char *value)
{
    const char *at = strchr(value, '@');
    size_t len = 1;
    while (((unsigned char)value[len] & 0xc0) == 0x80)
        len++;
    return arena_print(arena, "%s••••%s", arena_copy_n(arena, value, len), at ? at : "");
}

static bool is_public(const struct record *record, const struct field *field)
{
    const char *level = record->visibility[field_index(record->type, field)];
    return level ? text_equal(level, "public") : field->flags & PUBLIC;
}

/* What the member may change, as it is; what is not public is masked. */
static void add_values(struct request *request, struct map *page, const struct record *record)
{
    struct array *list = map_array(page, "values");
    for (const struct field *field = record->type->fields; field->name; field++) {
        if (!(field->flags & MEMBER_EDITS) || field_uploads(field) || field->kind == KIND_YESNO)
            continue;
        for (int lang = 0; lang < (field->flags & TRANSLATED ? LANG_COUNT : 1); lang++) {
            const char *words =
                record_words(request->db, record, field, (enum language)lang, page_locale(request));
            if (!words)
                continue;
            struct map *value = array_add_map(list);
            map_text(value, "label",
                     page_say(request, arena_print(request->arena, "member.%s", field->name)));
            map_text(value, "value",
                     is_public(record, field) || field->kind == KIND_CHOICE
                         ? words /* a choice of everybody's is nobody's secret */
                         : masked(request->arena, words));
            map_text(value, "lang", field->flags & TRANSLATED ? language_codes[lang] : NULL);
        }
    }
}

static void show(struct request *request, struct response *response, struct map *check)
{
    struct map *page = map_new(request->arena);
    struct record *record = check ? record_load(request->db, request->arena, &member_type,
                                                map_get(check, "member_id").number)
                                  : NULL;
    map_bool(page, "known", record);
    map_set(page, "check", map_value(check));
    map_text(page, "action", request->path);
    map_text(page, "name", record ? record_title(record, request->lang) : NULL);
    map_text(page, "change_url",
             arena_print(request->arena, "%s?next=%s", page_path(request, "sign_in", NULL),
                         page_path(request, "profile", NULL)));
    map_array(page, "values");
    if (record)
        add_values(request, page, record);
    if (!record)
        response->status = 404;
    page_render(request, response, "membership/check.html", page);
}

void membership_check_page(struct request *request, struct response *response)
{
    show(request, response, check_of(request, request->db));
}

struct confirmation {
    int64_t member;
};

static bool confirm(struct db *db, void *self, struct problem *problem)
{
    const struct confirmation *confirmation = self;
    (void)problem;
    struct stmt *stmt = query(db, Q_membership_check_confirm);
    bind_int(stmt, "member", confirmation->member);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

bool membership_confirm(int64_t member, struct problem *problem)
{
    struct confirmation confirmation = { member };
    return store_write_quietly(site_store(), confirm, &confirmation, problem);
}

void membership_check_send(struct request *request, struct response *response)
{
    struct map *check = check_of(request, request->db);
    struct problem problem = { 0 };
    if (check && map_get(check, "confirmed").kind == VALUE_NULL &&
        !membership_confirm(map_get(check, "member_id").number, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    if (check)
        response_redirect(request, response, 303, request->path);
    else
        show(request, response, NULL);
}
