/* The topics as pages name them: few, on many pages, so they are kept in memory until they change. */
#pragma once
#include "store/store.h"
#include "web/http.h"

struct topic {
    int64_t id;
    const char *slug;
    const char *label[LANG_COUNT]; /* NULL: has none in that language */
};
/* NULL: there is none. Valid as long as the request. */
const struct topic *topic_by_id(struct db *db, int64_t id);
const struct topic *topic_by_slug(struct db *db, const char *slug);
