/* The directory as filtered, to take away: exactly what whoever asks may see on the members' pages, by name, made while it is sent. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/table.h"
#include "site/members/directory.h"
#include "site/members/members.h"
#include "site/members/seen.h"
#include "site/page.h"
#include "site/site.h"
#include "web/locale.h"

#define AT_ONCE 20 /* members in a piece: about a millisecond */

enum format { FORMAT_CSV, FORMAT_JSON, FORMAT_VCARD };

struct download {
    struct stream stream;
    enum format format;
    struct viewer viewer;
    struct directory_answer answer;
    const char *member_path; /* addresses of members begin so */
    struct arena *piece;     /* memory of one piece */
    struct buffer key;       /* the last one's place in the order */
    int64_t id;
    bool begun;
};

/* --- one member in each format -------------------------------------------------------------------------------------- */

static const char *const columns[] = { "slug",      "name",      "kind",  "headline", "affiliation",
                                       "role",      "country",   "city",  "topics",   "languages",
                                       "corridors", "website",   "orcid", "email",    "phone",
                                       "links",     "biography", "url",   NULL };

/* The texts NAME of a list of objects (and of SECOND behind it), one a line; NULL without any. */
static const char *joined(struct arena *arena, struct value list, const char *name,
                          const char *second)
{
    struct value item;
    const char *out = NULL;
    if (list.kind != VALUE_LIST)
        return NULL;
    for ((*list.list)->start((void *)(uintptr_t)list.list);
         (*list.list)->next((void *)(uintptr_t)list.list, &item);) {
        struct value one = value_get(item, symbol_of(name));
        struct value two = second ? value_get(item, symbol_of(second)) : value_null();
        const char *text = one.kind == VALUE_TEXT ? one.text : "";
        if (two.kind == VALUE_TEXT)
            text = arena_print(arena, "%s | %s", text, two.text);
        out = out ? arena_print(arena, "%s\n%s", out, text) : text;
    }
    return out;
}

static const char *column(const struct download *download, const struct map *member,
                          const char *name)
{
    struct arena *arena = download->piece;
    if (!strcmp(name, "name"))
        return map_get_text(member, "display_name");
    if (!strcmp(name, "kind"))
        return map_get_text(member, "kind_key") + strlen("member.kind_");
    if (!strcmp(name, "role"))
        return map_get_text(member, "affiliation_role");
    if (!strcmp(name, "topics"))
        return joined(arena, map_get(member, "topics"), "slug", NULL);
    if (!strcmp(name, "languages"))
        return joined(arena, map_get(member, "languages"), "value", NULL);
    if (!strcmp(name, "corridors"))
        return joined(arena, map_get(member, "corridors"), "origin", "destination");
    if (!strcmp(name, "links"))
        return joined(arena, map_get(member, "links"), "label", "url");
    if (!strcmp(name, "url"))
        return arena_print(arena, "%s%s/%s", download->viewer.origin, download->member_path,
                           map_get_text(member, "slug"));
    return map_get_text(member, name);
}

static void put_csv(const struct download *download, const struct map *member, struct buffer *out)
{
    for (int i = 0; columns[i]; i++)
        csv_cell(out, column(download, member, columns[i]), i == 0);
    buffer_puts(out, "\r\n");
}

static bool is_list(const char *name)
{
    return !strcmp(name, "topics") || !strcmp(name, "languages") || !strcmp(name, "corridors") ||
           !strcmp(name, "links");
}

/* Lines become a list; parts of a line lists in it. */
static json_t *json_lines(const char *lines)
{
    json_t *list = json_array();
    for (const char *at = lines ? lines : ""; *at;) {
        size_t len = strcspn(at, "\n");
        const char *bar = memmem(at, len, " | ", 3);
        if (bar)
            json_array_append_new(list, json_pack("[s%, s%]", at, (size_t)(bar - at), bar + 3,
                                                  len - (size_t)(bar + 3 - at)));
        else
            json_array_append_new(list, json_stringn(at, len));
        at += len + (at[len] == '\n');
    }
    return list;
}

static void put_json(const struct download *download, const struct map *member, struct buffer *out)
{
    json_t *object = json_object();
    for (int i = 0; columns[i]; i++) {
        const char *text = column(download, member, columns[i]);
        json_object_set_new(object, columns[i],
                            is_list(columns[i]) ? json_lines(text)
                            : text              ? json_string(text)
                                                : json_null());
    }
    char *text = json_dumps(object, JSON_COMPACT);
    buffer_puts(out, text ? text : "null");
    free(text);
    json_decref(object);
}

/* --- the whole, piece by piece ---------------------------------------------------------------------------------------- */

static void put_begin(const struct download *download, struct buffer *out)
{
    if (download->format == FORMAT_JSON)
        buffer_puts(out, "[");
    if (download->format != FORMAT_CSV)
        return;
    buffer_puts(out, "\xef\xbb\xbf"); /* for spreadsheets */
    for (int i = 0; columns[i]; i++)
        csv_cell(out, columns[i], i == 0);
    buffer_puts(out, "\r\n");
}

static void put_member(struct download *download, const char *slug, struct buffer *out)
{
    const struct map *member = member_seen(&download->viewer, slug);
    if (!member)
        return;
    if (download->format == FORMAT_CSV) {
        put_csv(download, member, out);
    } else if (download->format == FORMAT_VCARD) {
        member_vcard(out, &download->viewer, member, false);
    } else {
        buffer_puts(out, download->begun ? ",\n" : "\n");
        put_json(download, member, out);
    }
    download->begun = true;
}

/* The next members of the order after the last one; false at its end. */
static bool put_next(struct download *download, struct buffer *out)
{
    struct stmt *stmt = query(download->viewer.db, Q_members_order_slugs);
    const char *key = arena_copy(download->piece, buffer_text(&download->key));
    int count = 0;
    bind_text(stmt, "key", key);
    bind_int(stmt, "id", download->id);
    while (count < AT_ONCE && step(stmt)) {
        if (!directory_has(&download->answer, col_int(stmt, "id")))
            continue;
        put_member(download, col_text(stmt, "slug"), out);
        download->id = col_int(stmt, "id");
        download->key.len = 0;
        buffer_puts(&download->key, col_text(stmt, "key"));
        count++;
    }
    download->stream.broken = stmt_fault(stmt);
    done(stmt);
    return count == AT_ONCE;
}

static bool more(struct stream *stream, struct buffer *out)
{
    struct download *download = (struct download *)stream;
    struct db *db = store_reader(site_store());
    if (!db || !reader_begin(db, NULL)) {
        stream->broken = true;
        return false;
    }
    if (!download->id)
        put_begin(download, out);
    arena_reset(download->piece);
    download->viewer.db = db;
    download->viewer.arena = download->piece;
    bool goes_on = put_next(download, out);
    reader_end(db);
    if (!goes_on && download->format == FORMAT_JSON)
        buffer_puts(out, "\n]\n");
    return goes_on;
}

static void end(struct stream *stream)
{
    struct download *download = (struct download *)stream;
    buffer_free(&download->key);
    arena_free(download->piece);
}

static void answer(struct request *request, struct response *response, enum format format)
{
    static const char *const types[] = { "text/csv", "application/json", "text/vcard" };
    static const char *const endings[] = { "csv", "json", "vcf" };
    struct download *download = arena_one(request->arena, struct download);
    struct directory_question question;
    members_question(request, &question);
    question.whole = true;
    directory_ask(request->db, request->arena, &question, &download->answer);
    download->format = format;
    download->viewer = viewer_of(request);
    download->viewer.hides =
        "staff"; /* what only the staff sees is taken away from the staff's lists */
    download->member_path = page_path(request, "members", NULL);
    download->stream = (struct stream){ more, end, false };
    response_type(request, response, types[format]);
    response_header(request, response, "Content-Disposition",
                    arena_print(request->arena, "attachment; filename=\"%s.%s\"",
                                page_say(request, "members.file_name"), endings[format]));
    download->piece = arena_new();
    response->stream = &download->stream;
}

void members_csv(struct request *request, struct response *response)
{
    answer(request, response, FORMAT_CSV);
}

void members_json(struct request *request, struct response *response)
{
    answer(request, response, FORMAT_JSON);
}

void members_vcards(struct request *request, struct response *response)
{
    answer(request, response, FORMAT_VCARD);
}
