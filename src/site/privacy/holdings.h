/* What is kept about people, in words: from the register and the rules of retention. */
#pragma once
#include "site/privacy/person.h"
#include "web/http.h"
#include "web/locale.h"

/* One entry a table: what (text), table, rows, audience_key, basis_key, fate_key, goes (true or null), kept: list of text. With PERSON only tables that
 * hold something about them; without, all tables. Derived tables are left out. */
struct value holdings(struct db *db, struct arena *arena, const struct locale *locale,
                      const struct person *person);
/* How long TABLE's rows are kept, in words: list of text. */
struct value holdings_kept(struct db *db, struct arena *arena, const struct locale *locale,
                           const char *table);
/* "6 months". */
const char *holdings_span(const struct locale *locale, struct arena *arena, int64_t amount,
                          const char *unit);
