/* relevance(SEARCH_TABLE, WEIGHT OF COLUMN 1, ...): how well a hit fits, smaller is better. A word counts by the weight of the column
 * that it stands in; that it stands there again counts less and less, so that one word in a title outweighs any number in a text.
 * It looks at the hit alone: bm25() counts all hits of every word first, which takes tens of
 * milliseconds when there are many, and reads every hit's length. */
#include <string.h>

#include "store/store_internal.h"

#define PHRASES 64
#define COLUMNS 4
#define SATURATION 1.2 /* k1 of Okapi BM25 */

struct hit {
    int found[PHRASES][COLUMNS]; /* occurrences */
};

static int count_found(const Fts5ExtensionApi *api, Fts5Context *context, struct hit *hit)
{
    int instances = 0, code = api->xInstCount(context, &instances);
    for (int i = 0; i < instances && code == SQLITE_OK; i++) {
        int phrase, column, offset;
        code = api->xInst(context, i, &phrase, &column, &offset);
        if (code == SQLITE_OK && phrase < PHRASES && column < COLUMNS)
            hit->found[phrase][column]++;
    }
    return code;
}

static void relevance(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *out,
                      int count, sqlite3_value **weights)
{
    struct hit hit = { 0 };
    int code = count_found(api, context, &hit);
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(out, code);
        return;
    }
    int phrases = api->xPhraseCount(context);
    double score = 0;
    for (int column = 0; column < count && column < COLUMNS; column++) {
        double weight = sqlite3_value_double(weights[column]);
        for (int phrase = 0; phrase < phrases && phrase < PHRASES; phrase++) {
            double found = hit.found[phrase][column];
            score += weight * found / (found + SATURATION);
        }
    }
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
