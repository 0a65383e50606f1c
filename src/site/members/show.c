/* A member's page and address card. */
#include "base/moment.h"
#include "base/text.h"
#include "site/files/files.h"
#include "site/members/contact.h"
#include "site/members/members.h"
#include "site/members/seen.h"
#include "site/page.h"
#include "site/visitor.h"

#define REPRESENTATIVES 20 /* shown at most */

/* Who speaks for an organization today. Returns whether that list changes by the date alone. */
static bool add_representatives(const struct viewer *viewer, struct map *page)
{
    char today[24];
    bool dated = false;
    struct array *shown = map_array(page, "representatives");
    if (map_get(page, "is_person").number)
        return false;
    struct stmt *stmt = query(viewer->db, Q_represent_public);
    moment_iso(moment_now(), today);
    bind_int(stmt, "id", map_get(page, "id").number);
    bind_text(stmt, "today", arena_copy_n(viewer->arena, today, 10));
    while (step(stmt)) {
        bool present = col_int(stmt, "present");
        dated |= col_int(stmt, "dated") != 0;
        if (present && array_count(shown) < REPRESENTATIVES)
            array_add(shown, map_value(copy_columns(stmt, viewer->arena, 2)));
    }
    done(stmt);
    return dated;
}

static struct value picture_of(struct request *request, const struct map *member)
{
    if (!map_get(member, "has_picture").number)
        return value_null();
    struct stmt *picture = query(request->db, Q_files_picture_of_member);
    bind_int(picture, "id", map_get(member, "id").number);
    return files_picture(request, picture, 320);
}

/* Returns whether the page changes by the date alone. */
static bool add_profile(struct request *request, const struct viewer *viewer, struct map *page)
{
    int64_t id = map_get(page, "id").number;
    struct stmt *publications = query(viewer->db, Q_members_show_publications);
    bind_int(publications, "id", id);
    bind_text(publications, "lang", language_codes[viewer->lang]);
    map_set(page, "publications", stmt_rows(publications, viewer->arena));
    bool dated = add_representatives(viewer, page);
    map_bool(page, "has_tags",
             value_truth(map_get(page, "topics")) || value_truth(map_get(page, "languages")));
    map_bool(page, "demo", map_get(page, "demo").number);
    map_bool(page, "is_person", map_get(page, "is_person").number);
    page_shown_lang(request, page, map_get_text(page, "shown_lang"));
    map_set(page, "picture", picture_of(request, page));
    return dated;
}

/* The form to write by is offered to those who may, and to visitors who would have to sign in first; not for invented people. */
static void add_contact(struct request *request, struct map *page)
{
    enum contact_from from =
        contact_allowed(request->db, request->arena, map_get_text(page, "contactable"));
    bool own = map_get(page, "id").number == visitor_of(request)->member;
    bool offered = from != CONTACT_NOBODY && !own && !value_truth(map_get(page, "demo"));
    map_text(page, "contact_url",
             offered ? page_path(request, "contact", map_get_text(page, "slug")) : NULL);
    map_bool(page, "contact_members", from == CONTACT_MEMBERS && !visitor_of(request)->account);
}

void members_show(struct request *request, struct response *response)
{
    struct viewer viewer = viewer_of(request);
    struct map *page = member_seen(&viewer, request_param(request, 0));
    if (!page) {
        page_moved(request, response, "member");
        return;
    }
    bool dated = add_profile(request, &viewer, page);
    add_contact(request, page);
    page_breadcrumb(request, page, page_say(request, "site.nav_members"),
                    page_path(request, "members", NULL));
    page_breadcrumb(request, page, map_get_text(page, "display_name"), NULL);
    response->cacheable = !dated; /* otherwise it is made anew each time */
    page_render(request, response, "members/show.html", page);
}

void members_vcard(struct request *request, struct response *response)
{
    struct viewer viewer = viewer_of(request);
    const struct map *member = member_seen(&viewer, request_param(request, 0));
    if (!member) {
        page_moved_to(request, response, "member", "member_vcard");
        return;
    }
    response_type(request, response, "text/vcard");
    response_header(request, response, "Content-Disposition",
                    arena_print(request->arena, "attachment; filename=\"%s.vcf\"",
                                map_get_text(member, "slug")));
    member_vcard(&response->body, &viewer, member,
                 text_equal(request_query(request, "version"), "4.0"));
    response->cacheable = true;
}
