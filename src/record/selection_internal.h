/* The SQL of a selection, for lists and exports. */
#pragma once
#include "record/selection.h"

/* How a selection is read: which condition leads, what FROM, WHERE and ORDER BY say. */
struct binding;
struct plan {
    struct arena *arena;
    const struct selection *selection;
    enum language lang;
    const char *from, *lead, *rest; /* the leading condition, all others ("1": none) */
    const char *key, *id;           /* what rows are ordered by; KEY NULL: the id alone */
    int64_t offset;                 /* of ID against the record's number */
    bool down, number, nullable;    /* of KEY */
    const char *labels;             /* codes in the order of their names, NULL: KEY needs none */
    bool impossible;                /* nothing can match */
    struct binding *bindings;
};
/* The condition that fewest records meet; one that has an index. */
struct leader {
    const struct condition *condition; /* NULL and not SEARCH: nothing leads */
    bool search;
    int index;    /* of the condition */
    int64_t size; /* not counted beyond some thousands */
};
struct leader selection_leader(struct db *db, struct arena *arena,
                               const struct selection *selection);
/* Rows t of the type's table in the selection's order, titles as LANG sorts them. */
struct plan *plan_make(struct db *db, struct arena *arena, const struct selection *selection,
                       struct leader leader, enum language lang);
struct window {
    int64_t from;  /* the id of a row: those after it; 0: the first ones */
    bool backward; /* those before it, nearest first */
    int limit;     /* 0: all */
};
/* A statement of COLUMNS ("t.id, t.slug"), with its values bound. */
struct stmt *plan_rows(struct db *db, const struct plan *plan, const char *columns,
                       const struct window *window);
/* How many records match. Counted to the end when that takes little, or when EXACT asks for it; *ABOUT tells that it is an estimate. */
int64_t plan_count(struct db *db, struct arena *arena, const struct selection *selection,
                   struct leader leader, bool exact, bool *about);
