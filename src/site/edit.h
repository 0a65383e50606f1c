/* Editing one record by a form: what the staff's side and a member's own profile share. */
#pragma once
#include "record/draft.h"
#include "record/record.h"
#include "web/http.h"

struct edit {
    const struct record_type *type;
    int64_t id; /* 0: new */
    struct form_options options;
    const char *template; /* expects form, title, clashes */
    const char *action;   /* where the form is sent */
    const char *submit_key;
    const char *why;   /* for the history */
    const char *state; /* asked for with the save; NULL: as it is */
    /* What is sent is kept as a draft of this kind (DRAFT_STAFF ...) and the record stays as it is; NULL: it is saved. */
    const char *keep_as;
    /* By who may not publish: a draft that has a moment waits for somebody who may. */
    bool ends_plan;
    /* A translation: texts of these languages (bits) follow the others, and are right afterwards; then STATE_OF_TEXTS: "published", "draft", NULL:
     * as it is. */
    unsigned translated;
    const char *state_of_texts;
    /* The draft that the form shows: saving publishes it; 0: the form shows the record. */
    int64_t draft;
    /* After the checks, in the transaction, before RECORD is written (BASE: what the form was made from; NULL: a new record or unknown):
     * may change both. NULL: nothing. */
    bool (*before)(struct db *db, struct record *record, struct record *base, void *self,
                   struct problem *problem);
    void *self;
};
/* The draft that a sent form was made of, 0 if of none: for edit.draft. */
int64_t edit_sent_draft(const struct request *request);
/* Shows the form of RECORD with ERRORS and CLASHES (both may be NULL). PAGE may hold more names. */
void edit_show(struct request *request, struct response *response, struct map *page,
               const struct edit *edit, const struct record *record, const struct record *base,
               const struct record_errors *errors, const struct record_clash *clashes);
/* Takes the sent form. True when it was saved: *ID and *CHANGE tell. Otherwise the answer is there: the form again with all that was typed. */
bool edit_save(struct request *request, struct response *response, struct map *page,
               const struct edit *edit, int64_t *id, int64_t *change);
/* The form again as it was sent, nothing saved and nothing checked. */
void edit_again(struct request *request, struct response *response, struct map *page,
                const struct edit *edit);
