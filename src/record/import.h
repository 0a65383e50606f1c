/* Import: rows of a file become records of one type, in one change. */
#pragma once
#include "record/record.h"
#include "record/table.h"

/* --- where a column goes: a target, by name ---------------------------------------------------------------------
 * "id", "version", "slug", "state", FIELD, FIELD_LANG for translated ones, "visibility.FIELD". */
struct import_target {
    enum {
        IMPORT_LEAVE,
        IMPORT_ID,
        IMPORT_VERSION,
        IMPORT_SLUG,
        IMPORT_STATE,
        IMPORT_VALUE,
        IMPORT_LEVEL
    } part;
    const struct field *field;
    enum language lang;
};
/* False when the type has no such target. */
bool import_target(const struct record_type *type, const char *name, struct import_target *out);
/* Every target of the type in the order of its exports, NULL at the end. */
const char **import_targets(struct arena *arena, const struct record_type *type);
/* "Title (Spanish)" */
const char *import_label(const struct locale *locale, struct arena *arena,
                         const struct record_type *type, const char *target);
/* The target that a column called HEADER is most likely for, by the names of fields in every language; NULL: none. */
const char *import_guess(struct arena *arena, const struct record_type *type, const char *header);
/* Fields by which records can be recognised besides id and slug, NULL at the end: those with e-mail addresses or identifiers. */
const char **import_keys(struct arena *arena, const struct record_type *type);

/* --- the import --------------------------------------------------------------------------------------------------- */

enum import_existing { IMPORT_UPDATE, IMPORT_SKIP, IMPORT_FILL }; /* FILL: only what is empty */
struct import_result;
struct import_options {
    const struct record_type *type;
    const struct author *author;
    const char *const *targets; /* by column, NULL: left out; all NULL: each column's own name */
    /* By column: what stands between several values; NULL or '\n': line ends. */
    const char *separators;
    const char *match; /* "id" (also NULL): by id, else slug; "slug"; or a field of import_keys() */
    enum import_existing existing;
    const char *state; /* of new records where the file says none; NULL: draft */
    bool dry_run;      /* nothing is written */
    bool good_only;    /* wrong rows are left out; otherwise one wrong row stops all */
    bool no_publish;   /* nothing may become public, or cease to be */
    const long *
        skip; /* rows to leave out, ascending, 0 at the end (they were wrong in the dry run); NULL: none */
    /* Records changed after this change are not overwritten: such rows are wrong; 0: not asked. */
    int64_t since;
    /* Inside the transaction, after the last row, when it will be written. False rolls back. May be NULL. */
    bool (*also)(struct db *db, void *self, struct import_result *result, struct problem *problem);
    void *self;
};
struct import_error {
    long row;
    const char *field;    /* target or column, "" for the whole row */
    const char *key;      /* message; its {limit} or {value} is ARGUMENT */
    const char *argument; /* NULL: none */
    const char *message;  /* in English, for the command line */
    struct import_error *next;
};
struct import_change { /* an existing record that would change */
    long row;
    struct record *before, *after;
    struct import_change *next;
};
struct import_twin { /* a new record that looks like one that is there */
    long row;
    const char *title;
    int64_t id; /* of the other; 0: it is row OTHER of the same file */
    long other;
    struct import_twin *next;
};
#define IMPORT_SHOWN 10
#define IMPORT_TWINS 100
struct import_result {
    long rows, inserted, updated, unchanged,
        skipped;                   /* rows but the header; skipped: existing ones left alone */
    long failed, bad_rows;         /* errors, and rows that have any */
    struct import_error *errors;   /* in order */
    struct import_change *changes; /* the first IMPORT_SHOWN */
    struct import_twin *twins;     /* the first IMPORT_TWINS of a dry run */
    long twin_count;
    bool broken; /* the file itself cannot be read on: there are no "good rows" */
    int64_t change;
};
/* Updates and inserts records by the rows of TABLE, all in one change. True when it was written, or for a dry run when no row is wrong. */
bool import_table(struct store *store, struct arena *arena, const struct import_options *options,
                  const struct table *table, struct import_result *result, struct problem *problem);
/* The same for the bytes of a file, for the command line. */
bool import_bytes(struct store *store, struct arena *arena, const struct import_options *options,
                  const char *bytes, size_t len, struct import_result *result,
                  struct problem *problem);
const char *import_message(const struct locale *locale, struct arena *arena,
                           const struct import_error *error);
