/* Pages of a list by keyset, forwards and back: the address holds the key of the row that they follow or precede. */
#pragma once
#include "base/value.h"
#include "store/store.h"
#include "web/http.h"

struct cursor {
    bool back;       /* the rows before it, nearest first; otherwise those after it */
    const char *key; /* NULL: from the beginning */
    int64_t id;
};
/* A statement that gives at least LIMIT rows from CURSOR if there are as many, whose first two columns are its key and its number. */
typedef struct stmt *paging_query(const struct request *request, void *self,
                                  const struct cursor *cursor, int limit);
/* Sets NAME of PAGE to the rows that the address asks for (copied), and "pager". */
void paging_add(struct request *request, struct map *page, const char *name, paging_query *rows,
                void *self, int limit);
/* KEY as a number, or START at the beginning. */
int64_t cursor_number(const struct cursor *cursor, int64_t start);
