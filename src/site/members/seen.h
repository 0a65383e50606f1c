/* One member as somebody may see them: the same for the profile, the address card and every download. */
#pragma once
#include "store/store.h"
#include "web/http.h"

struct viewer {
    struct db *db;
    struct arena *arena;
    enum language lang;
    const char *origin;             /* of the site, for addresses */
    const char *hides, *hides_also; /* levels that are not shown: "staff", "members", or "" */
};
/* Who asks, with what they may see on a profile. */
struct viewer viewer_of(const struct request *request);
/* The published member of that address with all that VIEWER may see, related lists included; NULL if there is none. */
struct map *member_seen(const struct viewer *viewer, const char *slug);
/* Appends MEMBER (of member_seen()) as an address card: version 3.0, or 4.0 when FOUR. */
void member_vcard(struct buffer *out, const struct viewer *viewer, const struct map *member,
                  bool four);
