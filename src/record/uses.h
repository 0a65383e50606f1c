/* What links to a record, read from the descriptors of every type. */
#pragma once
#include "record/record.h"

struct use {
    const struct record_type *type;
    const struct field *field;
    int64_t id;
    const char *title;
    struct use *next;
};
/* Records that link to record ID of TARGET, at most LIMIT, by type; *COUNT (may be NULL) is how many were found. */
struct use *record_uses(struct db *db, struct arena *arena, const struct record_type *target,
                        int64_t id, enum language lang, int limit, int *count);
/* Inside a transaction: all that link to FROM link to TO, each as a new version. */
bool record_relink(struct db *db, struct arena *arena, const struct record_type *target,
                   int64_t from, int64_t to);
/* Calls FOUND with the long texts of the record, by language, that hold NEEDLE. */
void record_texts(struct db *db, const struct record_type *type, int64_t id, const char *needle,
                  void (*found)(void *self, const char *text), void *self);
