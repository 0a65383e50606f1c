/* What others than the staff see of records: everything here is hidden unless its descriptor opens it. */
#pragma once
#include "record/record.h"

/* Who asks. Where a pointer to one is NULL, the staff ask: they see everything. */
struct audience {
    bool member; /* signed in */
};
/* Whether others may see FIELD in some record at all: PUBLIC, or shown where its owner says so. */
bool field_open(const struct field *field);
/* Whether its owner decides who sees it in a record: OWNER, or shown WITH one that is. */
bool field_levelled(const struct field *field);
/* The condition on row T of TYPE's table that the audience may see the record by itself ("1" for the staff), and that lists show it. */
const char *open_sql(struct arena *arena, const struct record_type *type,
                     const struct audience *audience);
const char *open_list_sql(struct arena *arena, const struct record_type *type,
                          const struct audience *audience);
/* The condition on row T that the audience may see what it has in FIELD (for levelled fields). */
const char *open_field_sql(struct arena *arena, const struct record_type *type,
                           const struct field *field, const struct audience *audience);
/* The number of the record of that address that the audience may see; 0 if there is none. */
int64_t open_by_slug(struct db *db, struct arena *arena, const struct record_type *type,
                     const char *slug, const struct audience *audience);
/* A copy with what the audience may see: fields, texts that are published, links to what they may see. The staff's is the record itself. */
struct record *record_as_seen(struct db *db, struct record *record,
                              const struct audience *audience);
