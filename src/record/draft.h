/* Values that wait: a draft over a record, or of one that is not there yet. What is published stays as it is until the draft is
 * published, and then record_save() decides as for any other save: what others changed meanwhile is merged, or it is a conflict.
 *
 * A draft keeps only the fields that it changes, each with what it was when the draft was made. */
#pragma once
#include "record/record.h"

/* DRAFT_STAFF: the staff's draft, one for a record. DRAFT_SUBMISSION: a member's edit that waits for approval, one for a record.
 * DRAFT_SCHEDULED: a state that the record takes at a moment (published, archived), and nothing else; any number. */
#define DRAFT_STAFF "draft"
#define DRAFT_SUBMISSION "submission"
#define DRAFT_SCHEDULED "scheduled"

struct draft {
    int64_t id, record_id; /* 0: a record that is not there yet */
    int64_t account;       /* who changed it last, 0: not known any more */
    const char *who;       /* their name */
    const char *kind, *why;
    int64_t created_at, updated_at;
    int64_t publish_at;  /* 0: when somebody says so */
    const char *trouble; /* message key: why it was not published at its moment; NULL */
    const struct record_type *type;
    /* The record as it is now with the draft's values over it (id, version and slug as now), and the one to compare with: as it is now,
     * but the fields that the draft changes as they were. */
    struct record *record, *base;
    struct array *fields; /* what it changes: list of label_key, lang (null), before, after */
};

/* Inside a transaction: keeps what RECORD has differently from BASE as a draft of KIND (record->id 0: of a new record), in place of the
 * one that is there for this record and kind, or of draft *ID when that is not 0. *ID is its number afterwards, 0 when nothing differs:
 * then there is none any more. Nothing is checked: call record_validate() before, as for a save. */
bool draft_save(struct db *db, const char *kind, const struct record *record,
                const struct record *base, int64_t account, const char *why, int64_t *id);
/* NULL if there is none, or its record is gone. */
struct draft *draft_load(struct db *db, struct arena *arena, int64_t id);
/* The draft of KIND over a record; NULL if there is none. The latest for DRAFT_SCHEDULED. */
struct draft *draft_of(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t record, const char *kind);
/* Inside a transaction: checks and writes the draft's record by record_save() and takes the draft away. STATE: what the record shall be
 * ("published"), NULL: as it is, or as the draft says. Fails as record_save() does, with *CLASHES, and FAULT_INPUT when what waits is
 * not valid (any more): nothing is written then. draft->record->id is the record afterwards. */
bool draft_publish(struct db *db, struct draft *draft, const char *state,
                   struct record_clash **clashes, struct problem *problem);
/* For good: what was published, or taken back by who sent it. */
bool draft_discard(struct db *db, int64_t id);
/* Inside a transaction: the draft waits no more; the history of its record says so as change *CHANGE of AUTHOR, which can be undone while
 * the rule draft_discarded keeps it. */
bool draft_set_aside(struct db *db, const struct draft *draft, const struct author *author,
                     int64_t *change);
/* What change NUMBER set aside: its kind ("draft", ...), NULL: nothing (any more). */
const char *draft_set_aside_by(struct db *db, struct arena *arena, int64_t number,
                               const struct record_type **type, int64_t *record);
/* Inside a transaction: it waits again, draft *ID, named in the history by AUTHOR. Fails with FAULT_MISSING, and FAULT_CONFLICT when another
 * draft of its kind waits for the record. */
bool draft_bring_back(struct db *db, const struct author *author, int64_t number, int64_t *id,
                      struct problem *problem);
/* Inside a transaction: when it shall be published; 0: not by itself. The caller adds the job. */
bool draft_schedule(struct db *db, int64_t id, int64_t publish_at);
/* Inside a transaction: why it was not published at its moment (message key). */
bool draft_trouble(struct db *db, int64_t id, const char *trouble);

/* Inside a transaction: members with one of the addresses SLUGS are erased. Links to them, and their e-mail addresses, leave the drafts of
 * other records by the rules by which they leave the records: the line goes, or only the link where the register of personal data keeps the row. */
struct person;
bool drafts_forget(struct db *db, const struct person *person, const struct scrub_set *slugs);

/* Drafts of a kind, type, record, account (NULL and 0: any), oldest first, at most 200: list of struct draft *, ends with NULL. */
struct draft **drafts_waiting(struct db *db, struct arena *arena, const char *kind,
                              const struct record_type *type, int64_t record, int64_t account);
