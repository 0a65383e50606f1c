/* A selection: a question over the records of one type. Words to search, filters that work together, an order. It comes from a
 * query string and goes back into one; lists, exports, bulk actions, saved views and segments of members are all over one.
 *
 *   q=WORDS              in the titles (any language), the address and identifiers such as e-mail; every word as a beginning
 *   NAME=VALUE           one of the values; repeated: any of them. NAME is "state" or a FILTERED field; links by slug; yes/no as 1, 0
 *   NAME.from, NAME.to   dates (also years, months), numbers, "created", "updated"; both ends belong to it
 *   NAME.is=empty|filled
 *   sort=NAME, sort=-NAME   upwards, downwards; without it the newest first
 *
 * A value that no record has finds nothing; it never widens the selection. */
#pragma once
#include "record/open.h"

struct condition {
    const char *name;          /* of the field; "state", "created", "updated" */
    const struct field *field; /* NULL: what every record has */
    const char **values;       /* sorted */
    int count;
    const char *from, *to, *is; /* NULL: not asked for */
    struct condition *next;
};
struct selection {
    const struct record_type *type;
    const char *search; /* NULL: everything */
    struct condition *conditions;
    const char *sort; /* NULL: newest first */
    bool down;
    /* NULL: the staff; others find only what they may see, by what they may see. */
    const struct audience *seen_by;
    const char *among; /* only records of these numbers, "[1,2]"; NULL: of all */
};
/* From the pairs of a query string; what is not of a selection (a page, columns) is passed over. Lives in ARENA. */
struct selection *selection_parse(struct arena *arena, const struct record_type *type,
                                  const struct pairs *pairs);
/* The same for SEEN_BY, in which nothing is passed over but the names PASSED (NULL at the end): *UNKNOWN is the first pair that SEEN_BY cannot ask
 * for, NULL when there is none. Others than the staff are to be searched for by the caller: selection->search is theirs. */
struct selection *selection_parse_strict(struct arena *arena, const struct record_type *type,
                                         const struct pairs *pairs, const struct audience *seen_by,
                                         const char *const *passed, const char **unknown);
/* From text that selection_query() gave. NULL when it asks for a filter that the type has not any more: fewer filters would mean more records. */
struct selection *selection_of_text(struct arena *arena, const struct record_type *type,
                                    const char *query);
/* As a query string, percent-encoded, always the same for the same question; "" for everything, newest first. */
const char *selection_query(struct arena *arena, const struct selection *selection);
/* A copy without VALUE of NAME; VALUE NULL: without NAME ("q", "kind", "kind.from", "kind.is"). */
struct selection *selection_without(struct arena *arena, const struct selection *selection,
                                    const char *name, const char *value);
bool selection_empty(const struct selection *selection); /* no words and no filters */

/* Whether lists can be filtered by FIELD by choosing values, by a range; whether they can be sorted by NAME. */
bool field_chosen(const struct field *field);
bool field_ranged(const struct field *field);
bool selection_sortable(const struct record_type *type, const char *name);
/* Whether SEEN_BY can ask for NAME with the ending KIND ("", ".from", ".to", ".is"), and sort by it. */
bool selection_askable(const struct record_type *type, const struct audience *seen_by,
                       const char *name, const char *ending);
bool selection_sorts(const struct record_type *type, const struct audience *seen_by,
                     const char *name);

/* Calls VISIT with each record's id, newest first, until it returns false. False when the database failed. */
bool selection_each(struct db *db, const struct selection *selection,
                    bool (*visit)(void *self, int64_t id), void *self);

/* The same in the selection's own order, titles as LANG sorts them. */
bool selection_each_in_order(struct db *db, const struct selection *selection, enum language lang,
                             bool (*visit)(void *self, int64_t id), void *self);
/* A page of the selection in its order: up to LIMIT records after the record AFTER, or before BEFORE (0: from the beginning). */
struct selection_page {
    int64_t *ids;
    int count;
    bool earlier, later; /* there are more on either side */
    int64_t total;       /* as selection_count() gives it */
    bool about;
};
void selection_page(struct db *db, struct arena *arena, const struct selection *selection,
                    enum language lang, int64_t after, int64_t before, int limit,
                    struct selection_page *page);
/* The condition on NAME ("state", a field); NULL if there is none. */
const struct condition *selection_condition(const struct selection *selection, const char *name);
/* Adds to LIST what FIELD (NULL: the state) can be set to: value, label, selected; closed lists whole, others what is in use, by
 * label. How many are selected. */
int selection_choices(struct db *db, struct array *list, const struct locale *locale,
                      const struct selection *selection, const struct field *field);
/* Adds to LIST every published record that FIELD can link to: value (slug), label, by label. */
void selection_targets(struct db *db, struct array *list, const struct locale *locale,
                       const struct field *field);
/* What a person calls VALUE of the condition: the title of what is linked, a country's name. */
const char *selection_value_words(struct db *db, struct arena *arena, const struct locale *locale,
                                  const struct record_type *type, const struct condition *condition,
                                  const char *value);

/* Keeps what the titles are searched and sorted by; called whenever records changed (reindex). */
void record_titles_keep(struct db *db, const struct record_type *type,
                        const struct touched_record *records, size_t count);
