/* One action for many records, each guarded by the version that was seen when it was chosen. */
#pragma once
#include "record/record.h"

struct record_action {
    enum { ACT_STATE, ACT_DELETE, ACT_ADD, ACT_REMOVE, ACT_SET } act;
    const struct field *field; /* of ADD and REMOVE (links), of SET */
    const char *value;         /* the state; a slug; the choice */
    bool not_public;           /* what is public is left alone: the visitor may not change it */
};
/* Inside a transaction. NULL when it is done; otherwise the message key that says why not ("record.trouble_edited", "record.trouble_same" when there was
 * nothing to do), and the record is as it was. When the database itself failed, *PROBLEM is set too and the transaction is lost. */
const char *record_act(struct db *db, struct arena *arena, const struct record_type *type,
                       int64_t id, int64_t version, const struct record_action *action,
                       struct problem *problem);
/* What the record is now; false when it is gone. STATE lives in ARENA. */
bool record_stand(struct db *db, struct arena *arena, const struct record_type *type, int64_t id,
                  int64_t *version, const char **state);
/* The record's title in LANG or else in the other language, its slug if it has none; NULL when it is gone. */
const char *record_title_of(struct db *db, struct arena *arena, const struct record_type *type,
                            int64_t id, enum language lang);
