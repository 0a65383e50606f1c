/* The public page as it would be: rendered by its own handler inside a transaction that is taken back. */
#pragma once
#include "record/record.h"
#include "web/http.h"
#include "web/route.h"

/* What a page that is a preview says about itself (see visitor.preview). */
struct preview {
    const char *paths[LANG_COUNT]; /* of the preview in each language */
    const char *edit_url;          /* for those who may edit it, or NULL */
    int64_t expires_at;            /* of the link, 0 without */
    const char *text;              /* what it is, in the reader's language; NULL: a preview */
};
/* Whether records of TYPE have a public page. */
bool preview_possible(const struct record_type *type);
/* Answers with the page of record ID (0: one that is not there yet) as it would be with the values of DRAFT (0: with its own), published. */
void preview_show(struct request *request, struct response *response,
                  const struct record_type *type, int64_t id, int64_t draft,
                  const struct preview *preview);
/* The link that is shared for a record: its path, or NULL if there is none; and until when. */
const char *preview_link(struct request *request, const struct record_type *type, int64_t id,
                         int64_t *expires_at);

/* Whether the preview whose link this browser followed shows the file SLUG, and everybody may open that once it is public. */
bool preview_opens_file(const struct request *request, const char *slug);

/* GET /en/preview/:token */
route_handler preview_page;
