/* BibTeX: entries, macros, names, and the letters behind LaTeX's commands. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/text.h"
#include "site/publications/reference_internal.h"
#include "web/locale.h"

static const char *const blanks = " \t\r\n";

/* --- LaTeX --------------------------------------------------------------------------------------------------------- */

/* A command that puts an accent on the letter that follows, as a combining mark. */
static const char *accent(const char *command, size_t len)
{
    static const struct {
        char command;
        const char *mark;
    } accents[] = {
        { '\'', "\u0301" }, { '`', "\u0300" }, { '^', "\u0302" }, { '"', "\u0308" },
        { '~', "\u0303" },  { '=', "\u0304" }, { '.', "\u0307" }, { 'c', "\u0327" },
        { 'v', "\u030c" },  { 'H', "\u030b" }, { 'k', "\u0328" }, { 'u', "\u0306" },
        { 'r', "\u030a" },  { 'd', "\u0323" }, { 'b', "\u0331" },
    };
    for (size_t i = 0; len == 1 && i < sizeof accents / sizeof *accents; i++) {
        if (accents[i].command == *command)
            return accents[i].mark;
    }
    return NULL;
}

/* A command that is a letter or sign by itself; NULL: one that only says how its words look. */
static const char *sign(const char *command, size_t len)
{
    static const char *const signs[][2] = {
        { "aa", "å" },
        { "AA", "Å" },
        { "ae", "æ" },
        { "AE", "Æ" },
        { "oe", "œ" },
        { "OE", "Œ" },
        { "o", "ø" },
        { "O", "Ø" },
        { "l", "ł" },
        { "L", "Ł" },
        { "ss", "ß" },
        { "i", "i" },
        { "j", "j" },
        { "dh", "ð" },
        { "DH", "Ð" },
        { "th", "þ" },
        { "TH", "Þ" },
        { "dj", "đ" },
        { "DJ", "Đ" },
        { "&", "&" },
        { "%", "%" },
        { "$", "$" },
        { "#", "#" },
        { "_", "_" },
        { "{", "{" },
        { "}", "}" },
        { " ", " " },
        { "-", "" },
        { ",", " " },
        { "/", "" },
        { "\\", " " },
        { "textendash", "–" },
        { "textemdash", "—" },
        { "textquoteright", "’" },
        { "textquoteleft", "‘" },
        { "textquotedblleft", "“" },
        { "textquotedblright", "”" },
        { "textbackslash", "\\" },
        { "guillemotleft", "«" },
        { "guillemotright", "»" },
        { "textexclamdown", "¡" },
        { "textquestiondown", "¿" },
        { "textordfeminine", "ª" },
        { "textordmasculine", "º" },
        { "ldots", "…" },
        { "dots", "…" },
        { "LaTeX", "LaTeX" },
        { "TeX", "TeX" },
        { "S", "§" },
        { "copyright", "©" },
        { "textasciitilde", "~" },
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (strlen(signs[i][0]) == len && !strncmp(signs[i][0], command, len))
            return signs[i][1];
    }
    return NULL;
}

static size_t command_length(const char *command)
{
    size_t len = 0;
    while (isalpha((unsigned char)command[len]))
        len++;
    return len ? len : *command ? 1 : 0;
}

/* The letter that an accent goes on: of "e", "{e}", "\i", "{\i}"; its length in the text in *USED. */
static const char *accented(struct arena *arena, const char *at, size_t *used)
{
    const char *start = at, *letter = "";
    at += strspn(at, blanks);
    int braces = 0;
    while (*at == '{') {
        braces++;
        at++;
    }
    if (*at == '\\') {
        size_t len = command_length(at + 1);
        letter = sign(at + 1, len);
        letter = letter ? letter : "";
        at += 1 + len;
        at += strspn(at, " ");
    } else if (*at && *at != '}') {
        size_t len = 1;
        while (((unsigned char)at[len] & 0xc0) == 0x80)
            len++;
        letter = arena_copy_n(arena, at, len);
        at += len;
    }
    while (braces-- > 0 && *at == '}')
        at++;
    *used = (size_t)(at - start);
    return letter;
}

/* One command after its backslash; how much of the text it took. */
static size_t put_command(struct arena *arena, struct buffer *out, const char *command)
{
    size_t len = command_length(command), used = 0;
    const char *mark = accent(command, len), *letter = mark ? NULL : sign(command, len);
    if (mark) {
        buffer_puts(out, accented(arena, command + len, &used));
        buffer_puts(out, mark);
        return len + used;
    }
    if (letter)
        buffer_puts(out, letter);
    if (isalpha((unsigned char)*command)) /* a word command takes the spaces after it */
        used = strspn(command + len, " ");
    return len + used;
}

/* Ligatures of TeX; how much of the text they took, 0: none here. */
static size_t put_ligature(struct buffer *out, const char *at)
{
    static const char *const ligatures[][2] = { { "---", "—" }, { "--", "–" }, { "``", "“" },
                                                { "''", "”" },  { "?`", "¿" }, { "!`", "¡" },
                                                { "~", " " } };
    for (size_t i = 0; i < sizeof ligatures / sizeof *ligatures; i++) {
        if (text_starts(at, ligatures[i][0])) {
            buffer_puts(out, ligatures[i][1]);
            return strlen(ligatures[i][0]);
        }
    }
    return 0;
}

const char *reference_plain(struct arena *arena, const char *latex)
{
    struct buffer out = { 0 };
    for (const char *at = latex; *at;) {
        size_t used = *at == '\\' ? 1 + put_command(arena, &out, at + 1) : put_ligature(&out, at);
        if (!used) {
            if (*at != '{' && *at != '}')
                buffer_putc(&out, *at);
            used = 1;
        }
        at += used;
    }
    const char *squeezed = reference_squeezed(arena, out.len ? out.at : "", out.len);
    buffer_free(&out);
    return locale_composed(arena, squeezed);
}

/* --- names ------------------------------------------------------------------------------------------------------ */

/* Where WORD stands outside of braces, as a word of its own when SPACED; NULL: nowhere before END. */
static const char *outside(const char *at, const char *end, const char *word, bool spaced)
{
    int depth = 0;
    size_t len = strlen(word);
    for (const char *start = at; at + len <= end; at++) {
        depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
        if (depth || strncasecmp(at, word, len))
            continue;
        if (!spaced ||
            (at > start && strchr(blanks, at[-1]) && at + len < end && strchr(blanks, at[len])))
            return at;
    }
    return NULL;
}

static const char *plain_n(struct arena *arena, const char *text, const char *end)
{
    return end > text ? reference_plain(arena, arena_copy_n(arena, text, (size_t)(end - text)))
                      : "";
}

/* "Ana de la Cruz": the family begins at the first word in lower case, or is the last word. */
static const char *family_start(const char *at, const char *end)
{
    const char *last = at;
    int depth = 0;
    for (const char *word = at; word < end; word++) {
        bool first = word == at || (strchr(blanks, word[-1]) && !depth);
        if (first && word > at && islower((unsigned char)*word))
            return word;
        if (first && !strchr(blanks, *word))
            last = word;
        depth += *word == '{' ? 1 : *word == '}' ? -1 : 0;
    }
    return last;
}

static void add_name(struct arena *arena, struct reference *reference, const char *at,
                     const char *end, const char *role)
{
    while (at < end && strchr(blanks, *at))
        at++;
    while (end > at && strchr(blanks, end[-1]))
        end--;
    const char *comma = outside(at, end, ",", false);
    if (end - at == 6 && !strncmp(at, "others", 6))
        return;
    if (comma) { /* "Family, Given" or "Family, Jr, Given" */
        const char *second = outside(comma + 1, end, ",", false);
        reference_name_add(arena, reference, plain_n(arena, second ? second + 1 : comma + 1, end),
                           plain_n(arena, at, comma), role);
        return;
    }
    const char *family = family_start(at, end);
    reference_name_add(arena, reference, plain_n(arena, at, family), plain_n(arena, family, end),
                       role);
}

static void add_names(struct arena *arena, struct reference *reference, const char *value,
                      const char *role)
{
    const char *end = value + strlen(value);
    while (value < end) {
        const char *and = outside(value, end, "and", true);
        add_name(arena, reference, value, and? and : end, role);
        value = and? and+3 : end;
    }
}

/* --- entries ----------------------------------------------------------------------------------------------------- */

struct macro {
    const char *name, *value;
    struct macro *next;
};
#define SPREAD_MOST 1000000

struct reader {
    struct reference_list *list;
    struct arena *arena;
    const char *at;
    struct macro *macros;
    const char *wrong; /* message key of what stopped the entry */
    size_t spread;     /* bytes of all values, with macros written out */
};

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, blanks);
}

static const char *word(struct reader *reader)
{
    size_t len = strcspn(reader->at, " \t\r\n{}(),=#\"@");
    const char *copy = arena_copy_n(reader->arena, reader->at, len);
    reader->at += len;
    skip_blanks(reader);
    return copy;
}

/* What stands up to the CLOSE that matches, outside of braces; NULL when the text ends before. */
static const char *delimited(struct reader *reader, char close)
{
    const char *start = ++reader->at;
    int depth = 0;
    for (; *reader->at; reader->at++) {
        if (*reader->at == '\\' && reader->at[1]) {
            reader->at++;
        } else if (!depth && *reader->at == close) {
            return arena_copy_n(reader->arena, start, (size_t)(reader->at++ - start));
        } else {
            depth += *reader->at == '{' ? 1 : *reader->at == '}' ? -1 : 0;
        }
    }
    reader->wrong = "claims.unbalanced";
    return NULL;
}

static const char *macro_value(const struct reader *reader, const char *name)
{
    for (const struct macro *macro = reader->macros; macro; macro = macro->next) {
        if (!strcasecmp(macro->name, name))
            return macro->value;
    }
    return name; /* a number, or a name that means itself: "jan" */
}

/* Macros of macros can make a gigabyte of a few lines: all values together have an end. NULL behind it. */
static const char *spread(struct reader *reader, const char *part)
{
    reader->spread += part ? strlen(part) : 0;
    if (reader->spread <= SPREAD_MOST)
        return part;
    reader->wrong = "claims.too_spread";
    return NULL;
}

/* {text}, "text", a number or a macro; joined by #. */
static const char *value(struct reader *reader)
{
    struct buffer out = { 0 };
    const char *part = NULL;
    for (bool more = true; more;) {
        skip_blanks(reader);
        part = *reader->at == '{'   ? delimited(reader, '}')
               : *reader->at == '"' ? delimited(reader, '"')
                                    : macro_value(reader, word(reader));
        part = spread(reader, part);
        if (!part)
            break;
        buffer_puts(&out, part);
        skip_blanks(reader);
        more = *reader->at == '#';
        reader->at += more;
    }
    const char *text = part ? arena_copy(reader->arena, buffer_text(&out)) : NULL;
    buffer_free(&out);
    return text;
}

static const char *kind_of(const char *type)
{
    static const char *const kinds[][2] = {
        { "article", "article" },
        { "book", "book" },
        { "booklet", "book" },
        { "proceedings", "book" },
        { "collection", "book" },
        { "inbook", "chapter" },
        { "incollection", "chapter" },
        { "inproceedings", "conference_paper" },
        { "conference", "conference_paper" },
        { "techreport", "report" },
        { "report", "report" },
        { "manual", "report" },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!strcasecmp(kinds[i][0], type))
            return kinds[i][1];
    }
    return "working_paper"; /* unpublished, theses, misc */
}

static const char *field_name(const char *name)
{
    static const char *const names[][2] = {
        { "journal", "container" },     { "journaltitle", "container" },
        { "booktitle", "container" },   { "issue", "number" },
        { "institution", "publisher" }, { "organization", "publisher" },
        { "school", "publisher" },      { "address", "place" },
        { "location", "place" },        { "langid", "language" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strcasecmp(names[i][0], name))
            return names[i][1];
    }
    return name;
}

static const char *lower(struct arena *arena, const char *text)
{
    char *copy = arena_copy(arena, text);
    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

/* Commas or semicolons between keywords: one a line. */
static const char *keyword_lines(struct arena *arena, const char *text)
{
    struct buffer out = { 0 };
    while (*text) {
        size_t len = strcspn(text, ",;");
        const char *keyword = reference_squeezed(arena, text, len);
        if (*keyword)
            buffer_printf(&out, "%s%s", out.len ? "\n" : "", keyword);
        text += len + (text[len] != '\0');
    }
    const char *lines = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return lines;
}

/* An address: braces and escapes go, nothing else changes. */
static const char *address(struct arena *arena, const char *text)
{
    char *copy = arena_copy(arena, text), *to = copy;
    for (const char *at = text; *at; at++) {
        if (!strchr("\\{} \t\r\n", *at))
            *to++ = *at;
    }
    *to = '\0';
    return copy;
}

static void take(struct reader *reader, struct reference *entry, const char *name, const char *raw)
{
    struct arena *arena = reader->arena;
    name = lower(arena, name);
    if (!strcmp(name, "author") || !strcmp(name, "editor") || !strcmp(name, "translator"))
        add_names(arena, entry, raw, name);
    else if (!strcmp(name, "pages"))
        reference_pages(arena, entry, reference_plain(arena, raw));
    else if (!strcmp(name, "year") || !strcmp(name, "date"))
        reference_set(entry, "year", reference_year(arena, raw));
    else if (!strcmp(name, "doi") || !strcmp(name, "url"))
        reference_set(entry, name, address(arena, raw));
    else if (!strcmp(name, "keywords"))
        reference_set(entry, name, keyword_lines(arena, reference_plain(arena, raw)));
    else if (strcmp(name, "kind"))
        reference_set(entry, field_name(name), reference_plain(arena, raw));
}

static void read_fields(struct reader *reader, struct reference *entry, char close)
{
    for (;;) {
        skip_blanks(reader);
        if (*reader->at == ',') {
            reader->at++;
            continue;
        }
        if (*reader->at == close) {
            reader->at++;
            return;
        }
        const char *name = word(reader);
        if (!*name || *reader->at != '=') {
            reader->wrong =
                *reader->at && *reader->at != '@' ? "claims.not_bibtex" : "claims.unbalanced";
            entry->detail = *name ? name : NULL;
            return;
        }
        reader->at++;
        const char *raw = value(reader);
        if (!raw)
            return;
        take(reader, entry, name, raw);
    }
}

static void read_macro(struct reader *reader, char close)
{
    const char *name = word(reader);
    if (*reader->at == '=') {
        reader->at++;
        const char *text = value(reader);
        struct macro *macro = text ? arena_one(reader->arena, struct macro) : NULL;
        if (macro) {
            *macro = (struct macro){ name, text, reader->macros };
            reader->macros = macro;
        }
    }
    skip_blanks(reader);
    reader->at += *reader->at == close;
}

/* After an entry that cannot be read: goes on at the next line that begins with "@". */
static void resume(struct reader *reader, const char *start)
{
    const char *at = start + 1;
    while ((at = strchr(at, '@'))) {
        const char *before = at;
        while (before > start && strchr(" \t", before[-1]))
            before--;
        if (before > start && before[-1] == '\n')
            break;
        at++;
    }
    reader->at = at ? at : start + strlen(start);
}

/* False when there are too many entries. */
static bool read_entry(struct reader *reader, const char *start)
{
    reader->at = start + 1;
    skip_blanks(reader);
    const char *type = word(reader);
    char open = *reader->at, close = open == '(' ? ')' : '}';
    reader->wrong = NULL;
    if (!strcasecmp(type, "comment") || !strcasecmp(type, "preamble")) {
        if (open == '{')
            delimited(reader, '}');
        return true;
    }
    if (open != '{' && open != '(')
        return true; /* an "@" in a text */
    reader->at++;
    skip_blanks(reader);
    if (!strcasecmp(type, "string")) {
        read_macro(reader, close);
        return true;
    }
    struct reference *entry = reference_add(reader->list, start);
    if (!entry)
        return false;
    entry->kind = kind_of(type);
    const char *before_key = reader->at, *key = word(reader);
    if (*reader->at == '=') /* no key */
        reader->at = before_key;
    else
        entry->key = key;
    read_fields(reader, entry, close);
    entry->wrong = reader->wrong;
    if (entry->wrong)
        resume(reader, start);
    return true;
}

void bibtex_read(struct reference_list *list)
{
    struct reader reader = { .list = list, .arena = list->arena, .at = list->text };
    while ((reader.at = strchr(reader.at, '@')) && read_entry(&reader, reader.at))
        ;
}
