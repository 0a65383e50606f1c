/* What every page of the staff's side shares. */
#pragma once
#include "record/record.h"
#include "web/http.h"

/* A page with the staff's menu; its breadcrumb ends with LABEL (text, NULL: the dashboard itself) at URL (NULL: the page itself). */
struct map *staff_page(struct request *request, const char *label, const char *url);
/* The record type that the address names; NULL with status 404, or 403 when the visitor may not read it. */
const struct record_type *staff_type(const struct request *request, struct response *response);
/* The record's number in the address, 0 for "new" and anything else. */
int64_t staff_record_id(const struct request *request);
/* The type's list as the visitor left it: with its filters, order and page. */
const char *staff_list_url(const struct request *request, const struct record_type *type);
/* One of a record's own pages: ROUTE is "admin_edit", "admin_history", "admin_preview", ... */
const char *staff_record_url(const struct request *request, const char *route,
                             const struct record_type *type, int64_t id);
/* Goes on to the page TO, which says KEY once, with a button that undoes CHANGE (0: without). */
void staff_saved(struct request *request, struct response *response, const char *key,
                 int64_t change, const char *to);
/* VALUE of FIELD as words: choices and countries named, the rest as it stands. */
const char *staff_value(const struct request *request, const struct record_type *type,
                        const struct field *field, const char *value);
