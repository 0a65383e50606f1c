/* What a list of the staff's shows: a selection and its columns, as they stand in the address, a saved view, or a form. */
#pragma once
#include "record/selection.h"
#include "site/admin/staff.h"

struct listing {
    const struct record_type *type;
    struct selection *selection;
    const char *const *columns; /* as asked for, NULL at the end; NULL: the usual ones */
};
struct listing listing_of(struct arena *arena, const struct record_type *type,
                          const struct pairs *pairs);
/* From what listing_query() gave. False when it asks for what the type has not. */
bool listing_of_text(struct arena *arena, const struct record_type *type, const char *query,
                     struct listing *listing);
/* Selection and columns as one query string; "" for the usual list. */
const char *listing_query(struct arena *arena, const struct listing *listing);
/* The list's address with that query. */
const char *listing_url(const struct request *request, const struct listing *listing);
/* The conditions in words: list "pills" of label, remove_url; "clear_url". */
void listing_pills(struct request *request, struct map *page, const struct listing *listing);
/* Remembers in a cookie where the list stands, so that staff_list_url() leads back to it. */
void listing_remember(struct request *request, struct response *response,
                      const struct listing *listing, const char *position);
/* The views that the visitor may use: list "views" of name, url, current, shared, own, owner, start; "saved" (the listing is one of them), "usual"
 * (it is the usual list), "views_url", "list_query". */
void listing_views(struct request *request, struct map *page, const struct listing *listing);
/* The address that the visitor's list begins with; NULL: the usual list. */
const char *listing_start(struct request *request, const struct record_type *type);
/* What can be done with many: list "acts" of value, label; "may_act". */
void listing_acts(struct request *request, struct map *page, const struct listing *listing);
/* What it can be taken away as: list "formats" of value, label_key; "may_export", "export_url". */
void listing_formats(struct request *request, struct map *page, const struct listing *listing);
