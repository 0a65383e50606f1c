#include "base/text.h"
#include "site/search/search.h"

#define RECORD_BITS 40
#define KIND_BITS 6

const struct search_kind search_kinds[SEARCH_KINDS + 1] = {
    { "member", Q_reindex_search_member, "member" },
    { "event", Q_reindex_search_event, "event" },
    { "publication", Q_reindex_search_publication, "publication" },
    { "post", Q_reindex_search_post, "post" },
    { "page", Q_reindex_search_page, "page" },
    { "process", Q_reindex_search_process, "process" },
    { "organization", Q_reindex_search_organization, NULL },
    { NULL, 0, NULL },
};

int search_kind_of(const char *table)
{
    for (int kind = 0; search_kinds[kind].table; kind++) {
        if (text_equal(search_kinds[kind].table, table))
            return kind;
    }
    return -1;
}

int64_t search_first(int kind, enum language lang)
{
    return ((int64_t)lang << KIND_BITS | kind) << RECORD_BITS;
}

int64_t search_last(int kind, enum language lang)
{
    return search_first(kind + 1, lang) - 1;
}
