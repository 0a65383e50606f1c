/* relevance(SEARCH_TABLE, WEIGHT OF COLUMN 1, ...): how well a hit fits, smaller is better, as
 * bm25() says it. It looks at the hit alone: bm25() counts all hits of every word first, which
 * takes tens of milliseconds when there are many. */

#include "store/store_internal.h"

#define PHRASES 16
#define SATURATION 1.2 /* k1 and b of Okapi BM25 */
#define LENGTH_SHARE 0.75

struct hit {
    double weighed[PHRASES]; /* occurrences of each phrase, by the weight of their columns */
    double length;           /* of the text, the mean being 1 */
};

static int weigh(const Fts5ExtensionApi *api, Fts5Context *context, int count,
                 sqlite3_value **weights, struct hit *hit)
{
    int instances = 0, code = api->xInstCount(context, &instances);
    for (int i = 0; i < instances && code == SQLITE_OK; i++) {
        int phrase, column, offset;
        code = api->xInst(context, i, &phrase, &column, &offset);
        if (code == SQLITE_OK && phrase < PHRASES)
            hit->weighed[phrase] += column < count ? sqlite3_value_double(weights[column]) : 1;
    }
    return code;
}

static int measure(const Fts5ExtensionApi *api, Fts5Context *context, struct hit *hit)
{
    sqlite3_int64 words = 0, rows = 0;
    int size = 0, code = api->xColumnSize(context, -1, &size);
    if (code == SQLITE_OK)
        code = api->xColumnTotalSize(context, -1, &words);
    if (code == SQLITE_OK)
        code = api->xRowCount(context, &rows);
    hit->length = words > 0 ? (double)size * (double)rows / (double)words : 1;
    return code;
}

static void relevance(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *out,
                      int count, sqlite3_value **weights)
{
    struct hit hit = { .length = 1 };
    int code = weigh(api, context, count, weights, &hit);
    if (code == SQLITE_OK)
        code = measure(api, context, &hit);
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(out, code);
        return;
    }
    double score = 0, damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * hit.length);
    for (int i = 0; i < PHRASES; i++)
        score += hit.weighed[i] * (SATURATION + 1) / (hit.weighed[i] + damping);
    sqlite3_result_double(out, -score);
}

void relevance_add(struct db *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db->handle, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    if (api)
        api->xCreateFunction(api, "relevance", NULL, relevance, NULL);
}
