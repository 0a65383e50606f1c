#include "site/publications/citation.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *get(const struct citation *citation, const char *name)
{
    struct value value = map_get(citation->publication, name);
    return value.kind == VALUE_TEXT && value.len ? value.text
           : value.kind == VALUE_INT             ? arena_number(citation->arena, value.number)
                                                 : NULL;
}

/* Where it appeared: our journal, or what is written. */
static const char *container(const struct citation *citation)
{
    const char *journal = get(citation, "journal_title"), *book = get(citation, "book_title");
    return journal ? journal : book ? book : get(citation, "container");
}

static const char *volume(const struct citation *citation)
{
    const char *own = get(citation, "volume");
    return own ? own : get(citation, "issue_volume");
}

static const char *issue(const struct citation *citation)
{
    const char *own = get(citation, "number");
    return own ? own : get(citation, "issue_number");
}

static const char *pages(const struct citation *citation, const char *dash)
{
    const char *first = get(citation, "first_page"), *last = get(citation, "last_page");
    return !first ? NULL : last ? arena_print(citation->arena, "%s%s%s", first, dash, last) : first;
}

static bool is(const struct citation *citation, const char *kind)
{
    return text_equal(get(citation, "kind"), kind);
}

typedef void each_author(const struct citation *citation, void *self, const char *given,
                         const char *family, const char *role);

static void for_authors(const struct citation *citation, each_author *call, void *self)
{
    void *list = (void *)(uintptr_t)citation->authors.list;
    struct value item;
    for ((*citation->authors.list)->start(list); (*citation->authors.list)->next(list, &item);) {
        struct value given = value_get(item, symbol_of("given")),
                     family = value_get(item, symbol_of("family"));
        struct value role = value_get(item, symbol_of("role"));
        call(citation, self, given.kind == VALUE_TEXT ? given.text : "",
             family.kind == VALUE_TEXT ? family.text : "",
             role.kind == VALUE_TEXT ? role.text : "author");
    }
}

/* --- APA ------------------------------------------------------------------------------------------------------------ */

struct names {
    const char *text;
    int count;
};

static const char *initials(struct arena *arena, const char *given)
{
    const char *out = "";
    for (const char *at = given; *at;) {
        size_t len = strcspn(at, " -"), first = 1;
        while (((unsigned char)at[first] & 0xc0) == 0x80)
            first++;
        if (len)
            out = arena_print(arena, "%s%s%.*s.", out, *out ? " " : "", (int)first, at);
        at += len + (at[len] != '\0');
    }
    return out;
}

static void apa_author(const struct citation *citation, void *self, const char *given,
                       const char *family, const char *role)
{
    struct names *names = self;
    if (text_equal(role, "translator"))
        return;
    const char *name =
        *given ? arena_print(citation->arena, "%s, %s", family, initials(citation->arena, given))
               : family;
    names->text = names->count++ ? arena_print(citation->arena, "%s; %s", names->text, name) : name;
}

const char *citation_apa(const struct citation *citation)
{
    struct arena *arena = citation->arena;
    struct names names = { "", 0 };
    for_authors(citation, apa_author, &names);
    char *authors = arena_copy(arena, names.text), *last = strrchr(authors, ';');
    if (last) { /* A; B; C -> A, B & C */
        authors = arena_print(arena, "%.*s &%s", (int)(last - authors), authors, last + 1);
        for (char *c = authors; *c; c++)
            *c = *c == ';' ? ',' : *c;
    }
    const char *year = get(citation, "year"), *where = container(citation), *vol = volume(citation),
               *no = issue(citation);
    const char *page = pages(citation, "–"), *publisher = get(citation, "publisher"),
               *doi = get(citation, "doi");
    const char *out =
        arena_print(arena, "%s%s(%s). %s.", authors, *authors ? " " : "",
                    year ? year : locale_text(citation->locale, "publications.no_date"),
                    get(citation, "title"));
    if (where)
        out = arena_print(arena, "%s %s%s%s%s%s%s%s%s.", out, where, vol ? ", " : "",
                          vol ? vol : "", no ? (vol ? "(" : ", (") : "", no ? no : "",
                          no ? ")" : "", page ? ", " : "", page ? page : "");
    if (publisher && !get(citation, "journal_title"))
        out = arena_print(arena, "%s %s.", out, publisher);
    return arena_print(arena, "%s %s%s", out, doi ? "https://doi.org/" : "",
                       doi ? doi : citation->url);
}

/* --- BibTeX --------------------------------------------------------------------------------------------------------- */

static const char *tex(struct arena *arena, const char *text)
{
    char *out = arena_bytes(arena, strlen(text) * 2 + 1), *to = out;
    for (; *text; text++) {
        if (strchr("&%$#_{}", *text))
            *to++ = '\\';
        *to++ = *text == '\n' ? ' ' : *text;
    }
    *to = '\0';
    return out;
}

static void bibtex_field(const struct citation *citation, struct buffer *out, const char *name,
                         const char *value)
{
    if (value)
        buffer_printf(out, "  %s = {%s},\n", name, tex(citation->arena, value));
}

static void and_name(const struct citation *citation, void *self, const char *given,
                     const char *family, const char *role)
{
    struct names *names = self;
    if (text_equal(role, "translator"))
        return;
    const char *name = *given ? arena_print(citation->arena, "%s, %s", family, given) : family;
    names->text =
        names->count++ ? arena_print(citation->arena, "%s and %s", names->text, name) : name;
}

void citation_bibtex(const struct citation *citation, struct buffer *out)
{
    struct names names = { NULL, 0 };
    bool article = is(citation, "article"), chapter = is(citation, "chapter");
    for_authors(citation, and_name, &names);
    buffer_printf(out, "@%s{%s,\n",
                  article                            ? "article"
                  : is(citation, "book")             ? "book"
                  : chapter                          ? "incollection"
                  : is(citation, "conference_paper") ? "inproceedings"
                                                     : "techreport",
                  get(citation, "slug"));
    bibtex_field(citation, out, "author", names.text);
    bibtex_field(citation, out, "title", get(citation, "title"));
    bibtex_field(citation, out, "year", get(citation, "year"));
    bibtex_field(citation, out,
                 article                                       ? "journal"
                 : chapter || is(citation, "conference_paper") ? "booktitle"
                                                               : "series",
                 container(citation));
    bibtex_field(citation, out, "volume", volume(citation));
    bibtex_field(citation, out, "number", issue(citation));
    bibtex_field(citation, out, "pages", pages(citation, "--"));
    bibtex_field(citation, out,
                 is(citation, "book") || chapter || article ? "publisher" : "institution",
                 get(citation, "publisher"));
    bibtex_field(citation, out, "address", get(citation, "place"));
    bibtex_field(citation, out, "isbn", get(citation, "isbn"));
    bibtex_field(citation, out, "issn", get(citation, "issn_print"));
    bibtex_field(citation, out, "doi", get(citation, "doi"));
    bibtex_field(citation, out, "language", get(citation, "language"));
    buffer_printf(out, "  url = {%s}\n}\n", citation->url);
}

/* --- RIS -------------------------------------------------------------------------------------------------------------- */

static void ris_field(struct buffer *out, const char *tag, const char *value)
{
    if (!value)
        return;
    buffer_printf(out, "%s  - ", tag);
    for (; *value; value++)
        buffer_putc(out, *value == '\n' || *value == '\r' ? ' ' : *value);
    buffer_puts(out, "\r\n");
}

static void ris_author(const struct citation *citation, void *self, const char *given,
                       const char *family, const char *role)
{
    const char *name = *given ? arena_print(citation->arena, "%s, %s", family, given) : family;
    ris_field(self,
              text_equal(role, "editor")       ? "ED"
              : text_equal(role, "translator") ? "A4"
                                               : "AU",
              name);
}

void citation_ris(const struct citation *citation, struct buffer *out)
{
    ris_field(out, "TY",
              is(citation, "article")            ? "JOUR"
              : is(citation, "book")             ? "BOOK"
              : is(citation, "chapter")          ? "CHAP"
              : is(citation, "conference_paper") ? "CPAPER"
                                                 : "RPRT");
    for_authors(citation, ris_author, out);
    ris_field(out, "TI", get(citation, "title"));
    ris_field(out, "TT", get(citation, "other_title"));
    ris_field(out, "PY", get(citation, "year"));
    ris_field(out, "T2", container(citation));
    ris_field(out, "VL", volume(citation));
    ris_field(out, "IS", issue(citation));
    ris_field(out, "SP", get(citation, "first_page"));
    ris_field(out, "EP", get(citation, "last_page"));
    ris_field(out, "PB", get(citation, "publisher"));
    ris_field(out, "CY", get(citation, "place"));
    ris_field(out, "SN",
              get(citation, "isbn") ? get(citation, "isbn") : get(citation, "issn_print"));
    ris_field(out, "DO", get(citation, "doi"));
    ris_field(out, "LA", get(citation, "language"));
    ris_field(out, "UR", citation->url);
    ris_field(out, "ER", "");
}

/* --- CSL-JSON ----------------------------------------------------------------------------------------------------------- */

static void csl_author(const struct citation *citation, void *self, const char *given,
                       const char *family, const char *role)
{
    json_t *item = self;
    const char *list = text_equal(role, "editor")       ? "editor"
                       : text_equal(role, "translator") ? "translator"
                                                        : "author";
    (void)citation;
    if (!json_object_get(item, list))
        json_object_set_new(item, list, json_array());
    json_t *name = json_object();
    json_object_set_new(name, "family", json_string(family));
    if (*given)
        json_object_set_new(name, "given", json_string(given));
    json_array_append_new(json_object_get(item, list), name);
}

static void csl_set(json_t *item, const char *name, const char *value)
{
    if (value)
        json_object_set_new(item, name, json_string(value));
}

void citation_csl(const struct citation *citation, struct buffer *out)
{
    json_t *item = json_object(), *list = json_array();
    json_array_append_new(list, item);
    csl_set(item, "id", get(citation, "slug"));
    csl_set(item, "type",
            is(citation, "article")            ? "article-journal"
            : is(citation, "book")             ? "book"
            : is(citation, "chapter")          ? "chapter"
            : is(citation, "conference_paper") ? "paper-conference"
                                               : "report");
    for_authors(citation, csl_author, item);
    csl_set(item, "title", get(citation, "title"));
    csl_set(item, "container-title", container(citation));
    csl_set(item, "volume", volume(citation));
    csl_set(item, "issue", issue(citation));
    csl_set(item, "page", pages(citation, "-"));
    csl_set(item, "publisher", get(citation, "publisher"));
    csl_set(item, "publisher-place", get(citation, "place"));
    csl_set(item, "ISBN", get(citation, "isbn"));
    csl_set(item, "ISSN", get(citation, "issn_print"));
    csl_set(item, "DOI", get(citation, "doi"));
    csl_set(item, "language", get(citation, "language"));
    csl_set(item, "URL", citation->url);
    const char *year = get(citation, "year");
    if (year)
        json_object_set_new(
            item, "issued",
            json_pack("{s:[[I]]}", "date-parts", (json_int_t)strtoll(year, NULL, 10)));
    char *text = json_dumps(list, JSON_INDENT(2));
    buffer_puts(out, text ? text : "[]");
    free(text);
    json_decref(list);
}
