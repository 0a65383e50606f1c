/* Probable duplicates: what two records of one person or organization would share is kept folded, as keys (twin_key), and the
 * pairs that share some (twin). Made again from the records when they change.
 *
 *   certain    e: e-mail address   o: ORCID iD   r: ROR
 *   probable   n: surnames, initial of the given names, country   a: surnames, initial, organization
 *              g: given names, first surname, country             d: whole name, country   w: website's host */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/value.h"
#include "store/store.h"
#include "web/http.h"

/* After a change of RECORDS. */
void twins_reindex(struct db *db, const char *table, const struct touched_record *records,
                   size_t count);
/* Adds the list "reasons" (of text) for LETTERS to ROW. */
void twins_reasons(const struct request *request, struct map *row, const char *letters);
