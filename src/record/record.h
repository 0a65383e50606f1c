/* Record types: constant tables of fields. This floor names none of them.
 *
 * A type T has table T(id, version, slug, state, demo?, created_at, updated_at, ...), and T_text(T_id, lang, ..., state, behind_since)
 * for TRANSLATED fields, and for each field that holds several values a table T_FIELD(T_id, position, value columns).
 * List, filter, search, show, form, validation, CSV in and out, and check are each one function over any type. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/value.h"
#include "store/store.h"
#include "web/http.h"
#include "web/locale.h"
#include "web/route.h"

enum field_kind {
    KIND_TEXT, /* one line */
    KIND_LONG, /* Markdown */
    KIND_EMAIL,
    KIND_URL,
    KIND_DATE, /* YYYY-MM-DD; with PARTIAL also YYYY-MM and YYYY */
    KIND_LOCAL, /* local date and time, YYYY-MM-DDTHH:MM, or a date (also partial): the zone is a field beside it */
    KIND_ZONE, /* IANA time zone */
    KIND_NUMBER,
    KIND_YESNO,
    KIND_CHOICE,    /* a closed list; label: message "TYPE.FIELD_CHOICE" */
    KIND_CHOICES,   /* several of them: table T_FIELD(T_id, value) */
    KIND_COUNTRY,   /* ISO 3166-1 alpha-2 */
    KIND_COUNTRIES, /* table T_FIELD(T_id, value) */
    KIND_LANGUAGE,  /* ISO 639 */
    KIND_LANGUAGES,
    KIND_LINK,  /* to one record of TARGET: column NAME_id */
    KIND_LINKS, /* to several, ordered: table T_FIELD(T_id, position, target_id) */
    KIND_PARTS, /* rows of their own small fields (authors, corridors, links): table T_FIELD(T_id, position, PARTS' columns) */
    KIND_FILE, /* a link to one record of TARGET that an upload makes; a form keeps, replaces or removes it */
    KIND_PICTURE, /* the same, pictures only */
    KIND_SLUG,
    KIND_ORCID,
    KIND_DOI,
    KIND_ISBN,
    KIND_ISSN,
    KIND_COUNT
};

enum field_flag {
    REQUIRED = 1 << 0,
    PUBLIC = 1 << 1,     /* may leave the staff's side; without it, private */
    TRANSLATED = 1 << 2, /* in T_text, one value a language */
    LISTED = 1 << 3,     /* a column of the staff's list */
    SEARCHED = 1 << 4,
    FILTERED = 1 << 5,
    OWNER = 1 << 7,        /* the owner chooses who sees it: T_visibility(T_id, field, level) */
    MEMBER_EDITS = 1 << 8, /* on the member's own form */
    DERIVED = 1 << 9,      /* computed by the type's derive(): never taken from a form */
    PARTIAL = 1 << 10,     /* dates without day or month */
    SENSITIVE = 1 << 11    /* a member's change of it waits for approval */
};

struct record_type;
struct field {
    /* Column, form key, CSV column; label: message "TYPE.FIELD", hint: "TYPE.FIELD_hint" if there is one. */
    const char *name;
    enum field_kind kind;
    unsigned flags;
    long max;                   /* length of text in characters; 0: the kind's own */
    const char *const *choices; /* CHOICE, CHOICES: NULL at the end */
    const char *target;         /* LINK, LINKS, FILE: table of the record type */
    const char *autocomplete;  /* the token of HTML for one's own data ("given-name"), NULL: none */
    const struct field *parts; /* PARTS: ends with a field without name */
    const char *with; /* the OWNER field whose level of visibility is this field's too; NULL */
};

/* What others than the staff may see of a type's records, once they are published (record/open.h). */
struct openness {
    enum {
        CLOSED, /* nothing */
        LINKED, /* as links of what is open */
        OPEN    /* lists, search, and each by itself */
    } how;
    /* Derived table that has a row (T_id) for each record in public lists; NULL: all are in them. */
    const char *card;
    const char *from;  /* date field: only from that day on */
    const char *level; /* choice field "public", "members", "staff": who sees the record */
};

struct record;        /* one record's values, in an arena */
struct record_errors; /* what is wrong with them */
struct record_type {
    const char *name;  /* table, and the words' area: "event" */
    const char *path;  /* name of the public page's route ("event"), NULL if there is none */
    const char *admin; /* URL part on the staff's side: "events" */
    const struct field *fields; /* ends with a field without name */
    const char *title;          /* name of the field that heads lists */
    /* From which role on, of editor and administrator, a new installation lets the staff (site/permission.h). */
    enum role may_read, may_write, may_delete;
    /* Rules over several fields; adds errors with record_error(). May be NULL. */
    void (*check)(const struct record *record, struct record_errors *errors);
    /* Sets DERIVED fields from the others before a save. May be NULL. */
    void (*derive)(struct record *record, struct arena *arena);
    /* A field of its own says what counts: every record is "published", the staff choose no state and keep no drafts. */
    bool stateless;
    struct openness open;
};

/* The types of the site, NULL at the end: given once at start. */
void record_types_set(const struct record_type *const *types);
const struct record_type *const *record_types(void);
const struct record_type *record_type_named(const char *name);
const struct record_type *record_type_admin(const char *admin);
const struct field *field_named(const struct record_type *type, const char *name);

struct record {
    const struct record_type *type;
    int64_t id, version;            /* 0: new */
    int64_t created_at, updated_at; /* of a record that was loaded */
    const char *slug, *state;       /* "draft", "published", "archived", "pending", "declined" */
    /* Values as the form and CSV write them: text; several values one a line; parts as lines of columns joined by " | ".
     * By field index and language (untranslated ones in [0]). NULL is empty. */
    const char **values[LANG_COUNT];
    const char **
        visibility; /* by field index for OWNER fields: "public", "members", "staff"; NULL: the usual */
    /* Of a record as it was (history): the state of its texts by language, NULL where there are none. */
    const char *text_states[LANG_COUNT];
    /* Texts of these languages (bits 1 << LANG) follow the others: saving them leaves none behind, and they are right afterwards. */
    unsigned translated;
    struct arena *arena;
};
/* What heads the record, in LANG or else in the other language. */
const char *record_title(const struct record *record, enum language lang);
const char *record_value(const struct record *record, const char *field, enum language lang);
void record_set(struct record *record, const char *field, enum language lang, const char *value);
/* The value of FIELD as people read it: labels of choices, names of countries, languages and linked records; several ones one a line.
 * NULL when empty. */
const char *record_words(struct db *db, const struct record *record, const struct field *field,
                         enum language lang, const struct locale *locale);
struct record *record_new(struct arena *arena, const struct record_type *type);
/* NULL if there is none. */
struct record *record_load(struct db *db, struct arena *arena, const struct record_type *type,
                           int64_t id);
/* A copy in the same arena. */
struct record *record_copy(const struct record *record);
int64_t record_by_slug(struct db *db, const struct record_type *type, const char *slug);

struct record_error {
    const struct field *field; /* NULL: of the whole record */
    enum language lang;
    const char *key;          /* message: "error.required" */
    const char *argument;     /* {limit}, {value} */
    int row;                  /* of several values: which, from 1; 0: not of one alone */
    const struct field *part; /* PARTS: the cell of that row; NULL */
    struct record_error *next;
};
struct record_errors {
    struct arena *arena;
    struct record_error *first, *last;
    int count;
};
void record_error(struct record_errors *errors, const struct field *field, enum language lang,
                  const char *key, const char *argument);
/* What is wrong, in words; of one cell with its row and label. */
const char *record_error_words(struct arena *arena, const struct locale *locale,
                               const struct record_type *type, const struct record_error *error);
/* Whether the field is filled by an upload: FILE, PICTURE. */
bool field_uploads(const struct field *field);
/* Whether uploads (NAME.add) add to the field: LINKS to files. */
bool field_adds_files(const struct field *field);
/* Whether the field holds several values, one a line. */
bool field_several(const struct field *field);
/* How many languages a field has values in: TRANSLATED all, others one. */
int field_languages(const struct field *field);
/* Whether some field of the type is OWNER. */
bool type_has_owner(const struct record_type *type);
/* A field's index in its type; -1 if it is not of it. */
int field_index(const struct record_type *type, const struct field *field);
/* Normalises (trims, folds identifiers) and checks every value by its kind, limits, links, uniqueness, then type->check. True when there is no error. */
bool record_validate(struct db *db, struct record *record, struct record_errors *errors);
/* The same of what is not kept as a record yet: no free slug is looked for. */
bool record_check_values(struct db *db, struct record *record, struct record_errors *errors);

/* What stands in the way when BASE version is old: fields changed by both sides. */
struct record_clash {
    const struct field *field;
    enum language lang;
    const char *base, *theirs, *mine;
    struct record_clash *next;
};
/* Writes RECORD inside a transaction (store_write). With BASE (the record as the form was made from it) what others changed
 * since is merged: fields that only one side changed are taken from it; if fields clash nothing is written and *CLASHES lists
 * them (fault FAULT_CONFLICT). Without BASE the versions must agree. */
bool record_save(struct db *db, struct record *record, const struct record *base,
                 struct record_clash **clashes, struct problem *problem);
/* The same three versions into one, without writing: what is merged is in RECORD. True when nothing clashes. */
bool record_merge(struct record *record, const struct record *base, const struct record *theirs,
                  struct record_clash **clashes);
bool record_state_set(struct db *db, const struct record_type *type, int64_t id, const char *state,
                      struct problem *problem);
/* FAULT_CONFLICT when others link to it: then nothing happened, and a transaction of more can go on. */
bool record_delete(struct db *db, const struct record_type *type, int64_t id,
                   struct problem *problem);

/* --- texts by language -------------------------------------------------------------------------------------- */

/* A text that others changed without it is behind them since then. A text of its own state "draft" is not public while others are. */
struct record_text {
    bool there, is_public;
    int64_t behind_since; /* 0: it is not */
};
bool type_translated(const struct record_type *type);
/* False when there is none. */
bool record_text(struct db *db, const struct record_type *type, int64_t id, enum language lang,
                 struct record_text *out);
/* Inside a transaction: "published" or "draft". */
bool record_text_state_set(struct db *db, const struct record_type *type, int64_t id,
                           enum language lang, const char *state);
/* Inside a transaction: what changed elsewhere does not matter here; it is behind no more. */
bool record_text_fresh(struct db *db, const struct record_type *type, int64_t id,
                       enum language lang);
/* The record as it was before what was done from AT on; NULL when it was not there or that is not kept any more. */
struct record *record_before(struct db *db, struct arena *arena, const struct record_type *type,
                             int64_t id, int64_t at);
/* The record as VERSION of it was; NULL when that is not known any more, or there never was one. */
struct record *record_of_version(struct db *db, struct arena *arena, const struct record_type *type,
                                 int64_t id, int64_t version);
enum text_why { TEXT_BEHIND, TEXT_MISSING, TEXT_NOT_PUBLIC };
struct text_waiting {
    int64_t id, since;
    enum text_why why;
};
/* Public records of TYPE whose texts in LANG wait for a translator, the oldest first: up to LIMIT into OUT (their number is returned), and how many
 * there are of each kind (up to 1000 together). */
int texts_waiting(struct db *db, struct arena *arena, const struct record_type *type,
                  enum language lang, struct text_waiting *out, int limit, int counts[3]);

/* --- forms -------------------------------------------------------------------------------------------------- */

struct form_options {
    const struct locale *locale;
    /* The message key of the heading that FIELD stands under; NULL: a form without headings. */
    const char *(*legend)(const struct field *field);
    /* The form as it was sent, for the words beside a picture; NULL: not yet. */
    const struct pairs *sent;
    unsigned only;   /* flags a field must have (MEMBER_EDITS), 0: all */
    bool visibility; /* with the choice of who sees OWNER fields */
    bool slug;       /* with the record's address */
    /* Files that are there, to be chosen instead of an upload: list of value (an address that ends with "/SLUG") and label. NULL: none is offered,
     * and none is taken. */
    struct value (*files)(struct db *db, struct arena *arena, enum language lang, bool pictures);
    bool own; /* about the person who fills it in: browsers may complete it */
    const char *const
        *required; /* fields that this form asks for besides REQUIRED ones, NULL at the end */
    const char *const *names; /* only these fields, in this order, NULL at the end; NULL: all */
    /* Beside each text the one of the other language, with what changed in it since it was as in WAS (NULL: not known). */
    bool beside;
    const struct record *was;
    unsigned
        languages; /* only texts, in these languages (bits 1 << LANG): a translator's; 0: everything */
};
/* Whether a form with OPTIONS has FIELD. */
bool form_wants(const struct form_options *options, const struct field *field);
/* Adds an error for each field that OPTIONS require and RECORD lacks. */
void form_check_required(const struct form_options *options, const struct record *record,
                         struct record_errors *errors);
/* Fills RECORD from the request's form: only the fields that the form has; what is not sent stays as it is. */
void record_from_form(const struct request *request, struct record *record,
                      const struct form_options *options);
/* Whether a button of the form asks for one row more or another order: the form is to be shown again, nothing is saved. */
bool form_asks_row(const struct request *request);
/* The context of part/form.html: groups of fields with values and errors; hidden version and base. */
void record_form(struct db *db, struct map *form, const struct record *record,
                 const struct record *base, const struct form_options *options,
                 const struct record_errors *errors);
/* The record that the form was made from: PRESENT with the form's own fields as its hidden field "base" has them, so that
 * nothing else can come from a form. NULL if there is no base. */
struct record *record_base(const struct request *request, const struct record *present,
                           const struct form_options *options);

/* --- lists -------------------------------------------------------------------------------------------------- */

struct selection;
struct list_options {
    const struct locale *locale;
    const struct selection *selection;
    const char *const *
        columns; /* names of fields, "state", "created", "updated", NULL at the end; NULL: the type's usual ones */
    int64_t after,
        before; /* id of the last row of the page before, of the first row of the page after; 0: none */
    int limit;
};
/* Rows for the staff's list in the order of the selection: "rows" (id, slug, title, state, updated_at, cells: list of label, number, and one of text,
 * state_key, moment), "next" and "previous" (ids to go on from, null), "total", "about" (total is an estimate). */
void record_list(struct db *db, struct map *page, const struct record_type *type,
                 const struct list_options *options);
/* The columns that OPTIONS ask for (or the usual ones), NULL at the end; unknown names are left out. */
const char *const *record_list_columns(struct arena *arena, const struct record_type *type,
                                       const char *const *columns);
/* Whether a list can have a column NAME. */
bool record_list_has(const struct record_type *type, const char *name);
/* What a person calls VALUE of FIELD: a choice, a country, a date in words. */
const char *record_value_words(const struct locale *locale, struct arena *arena,
                               const struct record_type *type, const struct field *field,
                               const char *value);

/* --- CSV, JSON, history --------------------------------------------------------------------------------------- */

/* Writes every record (id, version, slug, state, every field; TRANSLATED ones as NAME_en, NAME_es) as CSV by WRITE, streaming. Spreadsheet formulas are neutralised. Import: record/import.h. */
bool record_export(struct db *db, const struct record_type *type,
                   bool (*write)(void *self, const char *bytes, size_t len), void *self);
/* The history of a record, newest first, fifty changes before change BEFORE (0: the last ones; *OLDER: where the next page begins, 0: nowhere):
 * list of change, at, who, why, kind_key, undone_by, past, and fields: list of label, lang (null), before, after (null where empty) and how to show
 * them: short (true or null), or lines or text (lists of same, out, in, two of them null; else empty). */
struct value record_history(struct db *db, struct arena *arena, const struct record_type *type,
                            int64_t id, const struct locale *locale, int64_t before,
                            int64_t *older);

/* What differs between two states of a record, in words: fields as in the history. */
struct value record_differences(struct db *db, const struct record *before,
                                const struct record *after, const struct locale *locale);

/* Pieces of a difference (base/difference.h) as a list of same, out, in; what stayed the same is shortened unless WHOLE. */
struct piece;
void difference_list(struct arena *arena, struct array *list, const struct piece *piece,
                     bool whole);

/* Writes the record as it was after change CHANGE as a new version, inside a transaction (store_write). Fails with
 * FAULT_MISSING when it did not exist then or the history does not reach back, FAULT_INPUT when what it was is not valid now. */
bool record_restore(struct db *db, const struct record_type *type, int64_t id, int64_t change,
                    struct problem *problem);

/* Descriptors against the schema, both languages' labels, targets, routes. Each fault is reported. */
bool record_check(struct db *db, void (*report)(void *self, const char *fault), void *self);
