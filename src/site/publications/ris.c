/* RIS: a tag, two spaces, a hyphen, a value. Programs write it loosely; what can be meant is read. */
#include <ctype.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "site/publications/reference_internal.h"

static const char *const kinds[][2] = {
    { "JOUR", "article" },
    { "EJOUR", "article" },
    { "MGZN", "article" },
    { "NEWS", "article" },
    { "BOOK", "book" },
    { "EBOOK", "book" },
    { "EDBOOK", "book" },
    { "CHAP", "chapter" },
    { "ECHAP", "chapter" },
    { "CONF", "conference_paper" },
    { "CPAPER", "conference_paper" },
    { "RPRT", "report" },
    { "GOVDOC", "report" },
    { "UNPB", "working_paper" },
    { "THES", "working_paper" },
};

static const char *const tags[][2] = {
    { "TI", "title" },     { "T1", "title" },     { "CT", "title" },      { "T2", "container" },
    { "JO", "container" }, { "JF", "container" }, { "JA", "container" },  { "J2", "container" },
    { "VL", "volume" },    { "IS", "number" },    { "SP", "first_page" }, { "EP", "last_page" },
    { "PB", "publisher" }, { "CY", "place" },     { "SN", "isbn" },       { "DO", "doi" },
    { "UR", "url" },       { "L1", "url" },       { "AB", "abstract" },   { "N2", "abstract" },
    { "LA", "language" },
};

static const char *found(const char *const (*table)[2], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(table[i][0], name))
            return table[i][1];
    }
    return NULL;
}
#define KEYWORDS_LONG 4000
#define FOUND(table, name) found(table, sizeof(table) / sizeof *(table), name)

/* "López García, Ana" or, against the rules, "Ana López". */
static void add_person(struct arena *arena, struct reference *reference, const char *value,
                       const char *role)
{
    const char *comma = strchr(value, ','), *space = strrchr(value, ' ');
    if (comma)
        reference_name_add(arena, reference,
                           reference_squeezed(arena, comma + 1, strlen(comma + 1)),
                           reference_squeezed(arena, value, (size_t)(comma - value)), role);
    else if (space)
        reference_name_add(arena, reference, arena_copy_n(arena, value, (size_t)(space - value)),
                           space + 1, role);
    else
        reference_name_add(arena, reference, NULL, value, role);
}

/* What is longer than any keywords may be is long enough to be refused. */
static void add_keyword(struct arena *arena, struct reference *reference, const char *value)
{
    const char *before = reference->keywords;
    if (!before)
        reference->keywords = value;
    else if (strlen(before) < KEYWORDS_LONG)
        reference->keywords = arena_print(arena, "%s\n%s", before, value);
}

static void take(struct arena *arena, struct reference *reference, const char *tag,
                 const char *value)
{
    const char *name = FOUND(tags, tag);
    if (!strcmp(tag, "AU") || !strcmp(tag, "A1"))
        add_person(arena, reference, value, "author");
    else if (!strcmp(tag, "A2") || !strcmp(tag, "ED"))
        add_person(arena, reference, value, "editor");
    else if (!strcmp(tag, "A4"))
        add_person(arena, reference, value, "translator");
    else if (!strcmp(tag, "PY") || !strcmp(tag, "Y1") || !strcmp(tag, "DA"))
        reference_set(reference, "year", reference_year(arena, value));
    else if (!strcmp(tag, "BT")) /* of a book; of a chapter's book */
        reference_set(reference, reference->title ? "container" : "title", value);
    else if (!strcmp(tag, "KW"))
        add_keyword(arena, reference, value);
    else if (!strcmp(tag, "SP") && (strstr(value, "-") || strstr(value, "–")))
        reference_pages(arena, reference, value);
    else if (name)
        reference_set(reference, name, value);
}

/* The tag that a line begins with, "" for a line that goes on with the value before. */
static const char *tag_of(const char *line, char tag[3])
{
    line += strspn(line, " \t\xef\xbb\xbf");
    tag[0] = '\0';
    if (!isupper((unsigned char)line[0]) || !isalnum((unsigned char)line[1]) ||
        islower((unsigned char)line[1]))
        return line;
    const char *hyphen = line + 2 + strspn(line + 2, " ");
    if (hyphen == line + 2 || *hyphen != '-' || (hyphen[1] && !strchr(" \r\n", hyphen[1])))
        return line;
    memcpy(tag, line, 2);
    tag[2] = '\0';
    return hyphen + 1;
}

struct ris {
    struct reference_list *list;
    struct reference *entry;
    struct buffer value; /* of TAG so far */
    char tag[3];
    bool full;
};

static void finish(struct ris *ris)
{
    const char *value = buffer_text(&ris->value);
    if (ris->entry && *ris->tag && !text_blank(value))
        take(ris->list->arena, ris->entry, ris->tag, arena_copy(ris->list->arena, value));
    ris->value.len = 0;
    *ris->tag = '\0';
}

static void begin(struct ris *ris, const char *line, const char *type)
{
    ris->entry = reference_add(ris->list, line);
    ris->full = !ris->entry;
    if (!ris->entry)
        return;
    const char *kind = FOUND(kinds, type);
    ris->entry->kind = kind ? kind : "report";
}

static void read_line(struct ris *ris, const char *line, size_t len)
{
    struct arena *arena = ris->list->arena;
    const char *text = arena_copy_n(arena, line, len);
    char tag[3];
    const char *value = tag_of(text, tag);
    value = reference_squeezed(arena, value, strlen(value));
    if (!*tag) { /* a value goes on */
        if (*ris->tag && *value)
            buffer_printf(&ris->value, " %s", value);
        return;
    }
    finish(ris);
    if (!strcmp(tag, "TY")) {
        begin(ris, line, value);
    } else if (!strcmp(tag, "ER")) {
        ris->entry = NULL;
    } else {
        memcpy(ris->tag, tag, sizeof tag);
        buffer_puts(&ris->value, value);
    }
}

void ris_read(struct reference_list *list)
{
    struct ris ris = { .list = list };
    for (const char *at = list->text; *at && !ris.full;) {
        size_t len = strcspn(at, "\n");
        read_line(&ris, at, len);
        at += len + (at[len] == '\n');
    }
    finish(&ris);
    buffer_free(&ris.value);
}
