#include "site/members/seen.h"

#include <string.h>

#include "base/text.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/topics.h"
#include "site/visitor.h"
#include "web/locale.h"
#include "web/route.h"

struct viewer viewer_of(const struct request *request)
{
    bool member = visitor_of(request)->role >= ROLE_MEMBER;
    return (struct viewer){ .db = request->db,
                            .arena = request->arena,
                            .lang = request->lang,
                            .origin = request->origin,
                            .hides = may(request, "member", ACTION_READ) ? "" : "staff",
                            .hides_also = member ? "" : "members" };
}

/* What the owner decides on: the column of members_show, the field that says who sees it, and whether all do where nothing is said. */
static const struct {
    const char *column, *field;
    bool usually;
} levelled[] = {
    { "country", "country", true },
    { "city", "city", true },
    { "affiliation", "affiliation", true },
    { "affiliation_role", "affiliation", true },
    { "website", "website", true },
    { "orcid", "orcid", true },
    { "orcid_checked_on", "orcid", true },
    { "headline", "headline", true },
    { "biography", "biography", true },
    { "email", "email", false },
    { "phone", "phone", false },
    { "has_picture", "picture", true },
};

/* Whether VIEWER sees FIELD by LEVELS ("country=staff,email=members"; NULL: the owner said nothing). */
static bool sees(const struct viewer *viewer, const char *levels, const char *field, bool usually)
{
    size_t len = strlen(field);
    for (const char *at = levels; at && *at; at += *at == ',') {
        size_t end = strcspn(at, ",");
        if (end > len && !memcmp(at, field, len) && at[len] == '=') {
            const char *level = arena_copy_n(viewer->arena, at + len + 1, end - len - 1);
            return !text_equal(level, viewer->hides) && !text_equal(level, viewer->hides_also);
        }
        at += end;
    }
    return usually;
}

static struct value related(const struct viewer *viewer, const struct map *member, enum query_id id)
{
    struct stmt *stmt = query(viewer->db, id);
    bind_int(stmt, "id", map_get(member, "id").number);
    return stmt_rows(stmt, viewer->arena);
}

static struct value topics_of(const struct viewer *viewer, const struct map *member)
{
    struct array *topics = array_new(viewer->arena);
    struct stmt *stmt = query(viewer->db, Q_members_show_topics);
    bind_int(stmt, "id", map_get(member, "id").number);
    while (step(stmt)) {
        const struct topic *topic = topic_by_id(viewer->db, col_int(stmt, "id"));
        if (!topic || !topic->label[viewer->lang])
            continue;
        struct map *shown = array_add_map(topics);
        map_text(shown, "slug", topic->slug);
        map_text(shown, "label", topic->label[viewer->lang]);
    }
    done(stmt);
    return array_value(topics);
}

/* Takes out what VIEWER may not see, and adds the lists of what they may. */
static void see(const struct viewer *viewer, struct map *member)
{
    const char *levels = map_get_text(member, "levels");
    struct value none = value_null();
    map_set(member, "levels", none);
    for (size_t i = 0; i < sizeof levelled / sizeof *levelled; i++) {
        if (!sees(viewer, levels, levelled[i].field, levelled[i].usually))
            map_set(member, levelled[i].column, none);
    }
    bool topics = sees(viewer, levels, "topics", true);
    bool languages = sees(viewer, levels, "languages", true);
    bool corridors = sees(viewer, levels, "corridors", true);
    bool links = sees(viewer, levels, "links", true);
    map_set(member, "topics", topics ? topics_of(viewer, member) : none);
    map_set(member, "languages",
            languages ? related(viewer, member, Q_members_show_languages) : none);
    map_set(member, "corridors",
            corridors ? related(viewer, member, Q_members_show_corridors) : none);
    map_set(member, "links", links ? related(viewer, member, Q_members_show_links) : none);
}

struct map *member_seen(const struct viewer *viewer, const char *slug)
{
    struct stmt *stmt = query(viewer->db, Q_members_show);
    bind_text(stmt, "slug", slug);
    bind_text(stmt, "lang", language_codes[viewer->lang]);
    bind_text(stmt, "other", language_codes[language_other(viewer->lang)]);
    struct map *member = stmt_map(stmt, viewer->arena);
    if (member)
        see(viewer, member);
    return member;
}

/* --- address cards ---------------------------------------------------------------------------------------------- */

static void vcard_line(struct buffer *out, const char *line)
{
    size_t room = 75;
    for (size_t len = strlen(line); len;) { /* folded at 75 octets, never inside a character */
        size_t take = len < room ? len : room;
        while (take < len && ((unsigned char)line[take] & 0xc0) == 0x80)
            take--;
        buffer_add(out, line, take);
        buffer_puts(out, "\r\n");
        line += take;
        len -= take;
        if (len)
            buffer_putc(out, ' ');
        room = 74;
    }
}

static const char *vcard_escape(struct arena *arena, struct value value)
{
    const char *text = value.kind == VALUE_TEXT ? value.text : "";
    char *out = arena_bytes(arena, strlen(text) * 2 + 1), *to = out;
    for (; *text; text++) {
        if (strchr(",;\\", *text))
            *to++ = '\\';
        if (*text == '\n') {
            *to++ = '\\';
            *to++ = 'n';
        } else if (*text != '\r') {
            *to++ = *text;
        }
    }
    *to = '\0';
    return out;
}

static void vcard_field(struct buffer *out, struct arena *arena, const struct map *member,
                        const char *property, const char *name)
{
    const char *text = vcard_escape(arena, map_get(member, name));
    if (*text)
        vcard_line(out, arena_print(arena, "%s:%s", property, text));
}

static void vcard_name(struct buffer *out, struct arena *arena, const struct map *member)
{
    bool second = map_get_text(member, "surname2") != NULL;
    vcard_line(out, arena_print(arena, "N:%s%s%s;%s;;;",
                                vcard_escape(arena, map_get(member, "surname1")), second ? " " : "",
                                vcard_escape(arena, map_get(member, "surname2")),
                                vcard_escape(arena, map_get(member, "given"))));
}

void member_vcard(struct buffer *out, const struct viewer *viewer, const struct map *member,
                  bool four)
{
    struct arena *arena = viewer->arena;
    const char *country = map_get_text(member, "country");
    const char *const slug[4] = { map_get_text(member, "slug") };
    vcard_line(out, "BEGIN:VCARD");
    vcard_line(out, four ? "VERSION:4.0" : "VERSION:3.0");
    vcard_field(out, arena, member, "FN", "display_name");
    vcard_name(out, arena, member);
    vcard_field(out, arena, member, "ORG", "affiliation");
    vcard_field(out, arena, member, "TITLE", "affiliation_role");
    vcard_field(out, arena, member, "EMAIL", "email");
    vcard_field(out, arena, member, "TEL", "phone");
    vcard_field(out, arena, member, "URL", "website");
    if (country) {
        const char *name = locale_country(locale_of(viewer->lang), country);
        vcard_line(out, arena_print(arena, "ADR:;;;%s;;;%s",
                                    vcard_escape(arena, map_get(member, "city")),
                                    vcard_escape(arena, value_text(name))));
    }
    vcard_line(out, arena_print(arena, "UID:%s%s", viewer->origin,
                                router_path(site_router(), arena, "member", LANG_EN, slug)));
    vcard_line(out, "END:VCARD");
}
