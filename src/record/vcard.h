/* Address cards: vCard 4.0 (RFC 6350), 3.0 (RFC 2426) and 2.1, several in a file, as a table with a row for each card. */
#pragma once
#include "record/table.h"

bool vcard_is(const char *text, size_t len);
/* Sets the columns of OUT, whose text is there: those that any card fills. NULL, or the message key of what is wrong. */
const char *vcard_open(struct arena *arena, struct table *out);
/* Each card as a row of these columns; a card without an end is a fault. */
void vcard_each(const struct table *table, table_row *row, void *self);
