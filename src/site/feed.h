/* Atom feeds of any area. */
#pragma once
#include "store/store.h"
#include "web/http.h"

/* Writes the feed of AREA (message "AREA.feed_title"); STMT gives slug, title, summary, updated_at, created_at, shown_lang; items' pages are ROUTE. */
void feed_write(struct request *request, struct response *response, const char *area,
                const char *route, struct stmt *stmt);
