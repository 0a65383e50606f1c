#include "site/publications/reference.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/identifier.h"
#include "base/text.h"
#include "site/publications/reference_internal.h"

static const char *const blanks = " \t\r\n";

static int line_at(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

struct reference *reference_add(struct reference_list *list, const char *at)
{
    if (list->count == REFERENCES_MAX) {
        list->last->wrong = "claims.too_many";
        return NULL;
    }
    struct reference *reference = arena_one(list->arena, struct reference);
    reference->line = line_at(list->text, at);
    reference->typed = at;
    *(list->last ? &list->last->next : &list->first) = reference;
    list->last = reference;
    list->count++;
    return reference;
}

bool reference_set(struct reference *reference, const char *name, const char *value)
{
    const struct {
        const char *name, **at;
    } fields[] = {
        { "kind", &reference->kind },
        { "title", &reference->title },
        { "subtitle", &reference->subtitle },
        { "year", &reference->year },
        { "container", &reference->container },
        { "volume", &reference->volume },
        { "number", &reference->number },
        { "publisher", &reference->publisher },
        { "place", &reference->place },
        { "isbn", &reference->isbn },
        { "doi", &reference->doi },
        { "url", &reference->url },
        { "abstract", &reference->abstract },
        { "keywords", &reference->keywords },
        { "language", &reference->language },
        { "first_page", &reference->first_page },
        { "last_page", &reference->last_page },
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, name))
            continue;
        if (!*fields[i].at && !text_blank(value))
            *fields[i].at = value;
        return true;
    }
    return false;
}

void reference_name_add(struct arena *arena, struct reference *reference, const char *given,
                        const char *family, const char *role)
{
    struct reference_name **at = &reference->names;
    if (text_blank(family))
        return;
    while (*at)
        at = &(*at)->next;
    *at = arena_one(arena, struct reference_name);
    **at = (struct reference_name){ text_blank(given) ? NULL : given, family, role, NULL };
}

const char *reference_squeezed(struct arena *arena, const char *text, size_t len)
{
    struct buffer out = { 0 };
    for (size_t i = 0; i < len; i++) {
        if (!strchr(blanks, text[i]))
            buffer_putc(&out, text[i]);
        else if (out.len && out.at[out.len - 1] != ' ')
            buffer_putc(&out, ' ');
    }
    if (out.len && out.at[out.len - 1] == ' ')
        out.len--;
    const char *copy = arena_copy_n(arena, out.len ? out.at : "", out.len);
    buffer_free(&out);
    return copy;
}

void reference_pages(struct arena *arena, struct reference *reference, const char *pages)
{
    static const char *const dashes[] = { "---", "--", "—", "–", "-" };
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        const char *dash = strstr(pages, dashes[i]);
        if (!dash || dash == pages)
            continue;
        const char *last = dash + strlen(dashes[i]);
        reference_set(reference, "first_page",
                      reference_squeezed(arena, pages, (size_t)(dash - pages)));
        reference_set(reference, "last_page", reference_squeezed(arena, last, strlen(last)));
        return;
    }
    reference_set(reference, "first_page", reference_squeezed(arena, pages, strlen(pages)));
}

const char *reference_year(struct arena *arena, const char *text)
{
    for (const char *at = text; *at; at++) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 4)
            return arena_copy_n(arena, at, 4);
        at += digits ? digits - 1 : 0;
    }
    return NULL;
}

/* --- what every entry must have ------------------------------------------------------------------------------- */

static void fault(struct reference *reference, const char *key, const char *detail)
{
    if (!reference->wrong) {
        reference->wrong = key;
        reference->detail = detail;
    }
}

static void check_identifiers(struct arena *arena, struct reference *reference)
{
    char out[IDENTIFIER_SIZE];
    if (reference->doi && identifier_doi(reference->doi, out))
        reference->doi = arena_copy(arena, out);
    else if (reference->doi)
        fault(reference, "claims.bad_doi", reference->doi);
    /* an ISBN that is none is likely an ISSN: it is left out */
    reference->isbn =
        reference->isbn && identifier_isbn(reference->isbn, out) ? arena_copy(arena, out) : NULL;
    if (reference->url && !text_starts(reference->url, "http://") &&
        !text_starts(reference->url, "https://"))
        reference->url = NULL;
}

static void check(struct arena *arena, struct reference *reference)
{
    long year = reference->year ? strtol(reference->year, NULL, 10) : 0;
    check_identifiers(arena, reference);
    if (!reference->title)
        fault(reference, "claims.no_title", NULL);
    if (!reference->names)
        fault(reference, "claims.no_author", NULL);
    if (!reference->year)
        fault(reference, "claims.no_year", NULL);
    else if (year < 1800 || year > 2100)
        fault(reference, "claims.bad_year", reference->year);
}

/* Each entry's own text ends where the next one begins. */
static void cut(struct arena *arena, struct reference *reference)
{
    const char *end =
        reference->next ? reference->next->typed : reference->typed + strlen(reference->typed);
    while (end > reference->typed && strchr(blanks, end[-1]))
        end--;
    reference->typed = arena_copy_n(arena, reference->typed, (size_t)(end - reference->typed));
}

static bool is_ris(const char *text)
{
    for (const char *at = text; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
        at += strspn(at, " \t\xef\xbb\xbf");
        if (text_starts(at, "TY  -") || text_starts(at, "TY -"))
            return true;
    }
    return false;
}

struct reference *references_read(struct arena *arena, const char *text)
{
    struct reference_list list = { .arena = arena, .text = text };
    if (is_ris(text))
        ris_read(&list);
    else
        bibtex_read(&list);
    for (struct reference *reference = list.first; reference; reference = reference->next) {
        cut(arena, reference);
        check(arena, reference);
    }
    return list.first;
}
