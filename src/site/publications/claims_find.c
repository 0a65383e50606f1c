/* Is it in the list already? */
#include <ctype.h>
#include <string.h>

#include "base/identifier.h"
#include "base/text.h"
#include "record/selection.h"
#include "site/publications/claims.h"
#include "site/types.h"
#include "site/visitor.h"

#define SHOWN 20
#define LOOKED_AT 60 /* publications with the words of a title */
#define LONGEST 1000 /* bytes of a title: a longer one is none */

static int64_t by_doi(struct db *db, const char *doi)
{
    struct stmt *stmt = query(db, Q_claims_by_doi);
    bind_text(stmt, "doi", doi);
    return scalar_int(stmt);
}

/* Bytes of the character at AT; *LETTER: it is no sign. Signs beyond ASCII are those of Latin-1 and general punctuation. */
static size_t character(const char *at, bool *letter)
{
    const unsigned char *byte = (const unsigned char *)at;
    size_t len = 1;
    while ((byte[len] & 0xc0) == 0x80)
        len++;
    *letter = len == 1 ? isalnum(*byte) : *byte != 0xc2 && !(*byte == 0xe2 && byte[1] == 0x80);
    return len;
}

/* Letters and digits alone, folded: "The Remittance–Nexus!" and "the remittance nexus" are one. */
static const char *title_key(struct arena *arena, const char *title)
{
    const char *folded = locale_fold(arena, title);
    char *key = arena_copy(arena, folded), *to = key;
    while (*folded) {
        bool letter;
        size_t len = character(folded, &letter);
        if (letter) {
            memmove(to, folded, len);
            to += len;
        }
        folded += len;
    }
    *to = '\0';
    return key;
}

struct looking {
    struct db *db;
    struct arena *arena;
    const char *key, *year;
    int64_t found;
    int left;
};

static bool is_it(const struct looking *looking, struct stmt *row)
{
    static const char *const titles[] = { "title_en", "title_es" };
    const char *state = col_text(row, "state"), *year = col_text(row, "year");
    if (!text_equal(state, "published") && !text_equal(state, "pending"))
        return false;
    if (year && looking->year && strcmp(year, looking->year))
        return false;
    for (int i = 0; i < 2; i++) {
        const char *title = col_text(row, titles[i]);
        if (title && !strcmp(title_key(looking->arena, title), looking->key))
            return true;
    }
    return false;
}

static bool look(void *self, int64_t id)
{
    struct looking *looking = self;
    struct stmt *stmt = query(looking->db, Q_claims_publication);
    bind_int(stmt, "id", id);
    bind_text(stmt, "lang", "es");
    if (step(stmt) && is_it(looking, stmt))
        looking->found = id;
    done(stmt);
    return !looking->found && --looking->left > 0;
}

int64_t claims_duplicate(struct db *db, struct arena *arena, const struct reference *reference)
{
    int64_t found = reference->doi ? by_doi(db, reference->doi) : 0;
    if (found || !reference->title || strlen(reference->title) > LONGEST)
        return found;
    struct looking looking = { db, arena,    title_key(arena, reference->title), reference->year,
                               0,  LOOKED_AT };
    struct selection selection = { .type = &publication_type, .search = reference->title };
    selection_each(db, &selection, look, &looking);
    return looking.found;
}

/* --- for the page ------------------------------------------------------------------------------------------------ */

struct value claims_found(struct request *request, int64_t publication)
{
    struct stmt *stmt = query(request->db, Q_claims_publication);
    bind_int(stmt, "id", publication);
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *row = stmt_map(stmt, request->arena);
    if (!row || !text_equal(map_get_text(row, "state"), "published"))
        return value_null();
    stmt = query(request->db, Q_claims_lines);
    bind_int(stmt, "id", publication);
    bind_int(stmt, "member", visitor_of(request)->member);
    map_set(row, "lines", stmt_rows(stmt, request->arena));
    return map_value(row);
}

struct showing {
    struct request *request;
    struct array *list;
    int left;
};

static bool show(void *self, int64_t id)
{
    struct showing *showing = self;
    struct value row = claims_found(showing->request, id);
    if (row.kind == VALUE_OBJECT) {
        array_add(showing->list, row);
        showing->left--;
    }
    return showing->left > 0;
}

struct value claims_search(struct request *request, const char *query)
{
    struct showing showing = { request, array_new(request->arena), SHOWN };
    struct selection selection = { .type = &publication_type, .search = query };
    char doi[IDENTIFIER_SIZE];
    if (identifier_doi(query, doi))
        show(&showing, by_doi(request->db, doi));
    else if (strlen(query) <= LONGEST)
        selection_each(request->db, &selection, show, &showing);
    return array_value(showing.list);
}
