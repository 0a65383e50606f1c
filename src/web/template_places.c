/* Follows the HTML of a template, character by character, and notes for each value where it stands.
 * What cannot be made safe by escaping (a value in a script, an attribute without quotes, half a
 * tag in a section) is refused when the template is compiled. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "web/template_internal.h"

enum part {
    PART_NONE,
    PART_LESS,     /* text: just after '<' */
    PART_ELEMENT,  /* tag: in the element's name */
    PART_GAP,      /* tag: white space */
    PART_NAME,     /* tag: in an attribute's name */
    PART_NAME_GAP, /* tag: white space after it */
    PART_EQUALS,
    PART_UNQUOTED,
    PART_ENDED /* tag: after a quote or a section: white space must follow */
};

struct html {
    enum place place;
    enum part part;
    char quote;
    bool closing;       /* tag: </ */
    bool typed, json;   /* tag: has a type attribute; it is application/ld+json */
    bool string, slash; /* JSON: in a string, after its backslash */
    bool valued;        /* URL: something variable came already */
    int dashes;         /* comment */
    char tag[16], attribute[24];
    char word[24]; /* begin of an attribute's value, or of the end tag of a raw element */
};

struct walk {
    struct html html;
    int line;
    const struct node *node;
    const char *fault; /* the first one */
    int fault_line;
    const struct node *fault_node;
};

static void refuse(struct walk *walk, const char *fault)
{
    if (!walk->fault) {
        walk->fault = fault;
        walk->fault_line = walk->line;
        walk->fault_node = walk->node;
    }
}

static void append(char *word, size_t size, char c)
{
    size_t len = strlen(word);
    if (len + 1 < size) {
        word[len] = (char)tolower((unsigned char)c);
        word[len + 1] = '\0';
    }
}

static bool one_of(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names;
}

static bool url_attribute(const char *name)
{
    static const char *const names[] = { "href",   "src",      "action",     "formaction",
                                         "poster", "data",     "cite",       "background",
                                         "ping",   "manifest", "xlink:href", NULL };
    return one_of(names, name);
}

/* Attributes whose text is code or a document of its own. */
static bool code_attribute(const char *name)
{
    return text_starts(name, "on") || !strcmp(name, "style") || !strcmp(name, "srcdoc");
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void text_char(struct html *html, char c)
{
    bool less = html->part == PART_LESS;
    html->part = c == '<' ? PART_LESS : PART_NONE;
    if (!less || (!isalpha((unsigned char)c) && c != '/' && c != '!'))
        return;
    *html = (struct html){ .place = PLACE_TAG, .part = PART_ELEMENT, .closing = c == '/' };
    if (c != '/')
        append(html->tag, sizeof html->tag, c);
}

/* The '>' of a tag: what comes now depends on the element. */
static void tag_end(struct html *html)
{
    static const char *const titles[] = { "title", "textarea", NULL };
    static const char *const raws[] = { "script",  "style",    "iframe",    "xmp",
                                        "noembed", "noframes", "plaintext", NULL };
    html->part = PART_NONE;
    html->word[0] = '\0';
    html->place = PLACE_TEXT;
    if (html->closing)
        return;
    if (one_of(titles, html->tag))
        html->place = PLACE_TITLE;
    else if (one_of(raws, html->tag))
        html->place = html->json && !strcmp(html->tag, "script") ? PLACE_JSON : PLACE_SCRIPT;
}

static void attribute_begin(struct html *html, char quote)
{
    html->quote = quote;
    html->word[0] = '\0';
    html->valued = false;
    html->place = url_attribute(html->attribute)    ? PLACE_URL
                  : code_attribute(html->attribute) ? PLACE_CODE
                                                    : PLACE_ATTRIBUTE;
}

static void attribute_name(struct html *html, char c)
{
    html->attribute[0] = '\0';
    append(html->attribute, sizeof html->attribute, c);
    html->part = PART_NAME;
}

/* A character that neither ends the tag nor is white space. */
static void tag_word(struct walk *walk, char c)
{
    struct html *html = &walk->html;
    bool quote = c == '"' || c == '\'';
    if (html->part == PART_ELEMENT) {
        append(html->tag, sizeof html->tag, c);
        if (!strcmp(html->tag, "!--"))
            *html = (struct html){ .place = PLACE_COMMENT, .dashes = 2 };
    } else if (html->part == PART_EQUALS) {
        html->part = PART_UNQUOTED;
        if (quote)
            attribute_begin(html, c);
    } else if (quote && html->tag[0] == '!' && html->part == PART_GAP) {
        html->attribute[0] = '\0'; /* <!DOCTYPE html SYSTEM "..."> */
        attribute_begin(html, c);
    } else if (quote) {
        refuse(walk, "a quote without = before it");
    } else if (c == '=' && (html->part == PART_NAME || html->part == PART_NAME_GAP)) {
        html->part = PART_EQUALS;
    } else if (html->part == PART_ENDED || c == '=') {
        if (html->part != PART_UNQUOTED)
            refuse(walk, "white space must stand before an attribute");
    } else if (html->part == PART_NAME) {
        append(html->attribute, sizeof html->attribute, c);
    } else if (html->part != PART_UNQUOTED) {
        attribute_name(html, c);
    }
}

static void tag_char(struct walk *walk, char c)
{
    struct html *html = &walk->html;
    if (c == '>') {
        if (html->part == PART_EQUALS)
            refuse(walk, "an attribute without value");
        tag_end(html);
    } else if (is_space(c)) {
        if (html->part == PART_NAME)
            html->part = PART_NAME_GAP;
        else if (html->part != PART_EQUALS && html->part != PART_NAME_GAP)
            html->part = PART_GAP;
    } else if (c == '/' && html->part != PART_EQUALS && html->part != PART_UNQUOTED) {
        html->part = PART_GAP;
    } else {
        tag_word(walk, c);
    }
}

/* The begin of an address decides what it is: only a literal '/', '?', '#' or known scheme settles
 * it. */
static void url_char(struct walk *walk, char c)
{
    static const char *const schemes[] = { "http", "https", "mailto", "tel", "otpauth", NULL };
    struct html *html = &walk->html;
    if (c == '/' || c == '?' || c == '#') {
        html->place = PLACE_ATTRIBUTE;
    } else if (c == ':' && html->valued) {
        refuse(walk, "a colon after a value at the start of an address");
    } else if (c == ':' || c == '&') {
        html->place = c == ':' && one_of(schemes, html->word) ? PLACE_ATTRIBUTE : PLACE_CODE;
    } else {
        append(html->word, sizeof html->word, c);
    }
}

static void attribute_char(struct walk *walk, char c)
{
    struct html *html = &walk->html;
    if (c == html->quote) {
        if (!strcmp(html->attribute, "type") && html->tag[0]) {
            html->json =
                !html->typed && !html->valued && !strcmp(html->word, "application/ld+json");
            html->typed = true;
        }
        html->place = PLACE_TAG;
        html->part = PART_ENDED;
    } else if (html->place == PLACE_URL) {
        url_char(walk, c);
    } else {
        append(html->word, sizeof html->word, c);
    }
}

static void comment_char(struct html *html, char c)
{
    if (c == '>' && html->dashes >= 2)
        *html = (struct html){ .place = PLACE_TEXT };
    else if (c == '-')
        html->dashes++;
    else if (c != '!')
        html->dashes = 0;
}

/* In script, style, title, textarea: only the element's own end tag ends it. */
static void raw_char(struct walk *walk, char c)
{
    struct html *html = &walk->html;
    if (c == '<' || html->word[0]) {
        char end[20];
        snprintf(end, sizeof end, "</%s", html->tag);
        if (!strcmp(html->word, end) && (is_space(c) || c == '/' || c == '>')) {
            html->place = PLACE_TAG;
            html->part = PART_ENDED;
            html->closing = true;
            tag_char(walk, c);
            return;
        }
        if (c == '<')
            html->word[0] = '\0';
        append(html->word, sizeof html->word, c);
        if (!text_starts(end, html->word))
            html->word[0] = '\0';
    }
    if (html->place != PLACE_JSON)
        return;
    if (html->slash || (html->string && c == '\\'))
        html->slash = !html->slash;
    else if (c == '"')
        html->string = !html->string;
}

static void walk_text(struct walk *walk, const struct node *node)
{
    walk->line = node->line;
    for (size_t i = 0; i < node->len; i++) {
        char c = node->text[i];
        switch (walk->html.place) {
        case PLACE_TEXT:
            text_char(&walk->html, c);
            break;
        case PLACE_TAG:
            tag_char(walk, c);
            break;
        case PLACE_ATTRIBUTE:
        case PLACE_URL:
        case PLACE_CODE:
            attribute_char(walk, c);
            break;
        case PLACE_COMMENT:
            comment_char(&walk->html, c);
            break;
        default:
            raw_char(walk, c);
        }
        walk->line += c == '\n';
    }
}

/* Nothing variable may stand where the characters before it await their next one. */
static bool is_pending(const struct html *html)
{
    switch (html->place) {
    case PLACE_TEXT:
        return html->part == PART_LESS;
    case PLACE_TAG:
        return html->part == PART_EQUALS;
    case PLACE_JSON:
    case PLACE_SCRIPT:
    case PLACE_TITLE:
        return html->word[0] || html->slash;
    default:
        return false;
    }
}

static void walk_value(struct walk *walk, struct node *node)
{
    struct html *html = &walk->html;
    node->place = html->place;
    if (html->place == PLACE_TAG || html->place == PLACE_SCRIPT || html->place == PLACE_COMMENT ||
        html->place == PLACE_CODE || (html->place == PLACE_JSON && !html->string))
        refuse(walk, "a value may not stand here:");
    html->valued = true;
}

/* A section begins or ends in a tag: an attribute's name does not reach over that. */
static void settle(struct html *html)
{
    html->valued = true;
    if (html->place != PLACE_TAG)
        return;
    html->part = html->part == PART_GAP || html->part == PART_NAME_GAP ? PART_GAP : PART_ENDED;
    html->attribute[0] = '\0';
}

/* After a section that may have been left out: the state that is safe either way. */
static void join(struct walk *walk, const struct html *before)
{
    struct html *html = &walk->html;
    bool same = html->place == before->place && html->string == before->string &&
                html->dashes == before->dashes;
    settle(html);
    if (before->place == PLACE_URL && html->place == PLACE_ATTRIBUTE &&
        html->quote == before->quote) {
        html->place = PLACE_URL;
        same = true;
    }
    if (!same || is_pending(html))
        refuse(walk, "HTML must end in a section as it began:");
    if (html->place == PLACE_TAG && before->part != PART_GAP)
        html->part = PART_ENDED;
    html->json = html->json && before->json;
    html->typed = html->typed || before->typed;
}

static void walk_nodes(struct walk *walk, struct node *node);

static void walk_section(struct walk *walk, struct node *node)
{
    settle(&walk->html);
    struct html before = walk->html;
    walk_nodes(walk, node->children);
    if (!walk->fault)
        walk->line = node->line;
    walk->node = node;
    join(walk, &before);
}

static void walk_block(struct walk *walk, struct node *node)
{
    struct html *html = &walk->html;
    node->place = html->place;
    bool plain = html->place == PLACE_ATTRIBUTE && !url_attribute(html->attribute);
    if (html->place != PLACE_TEXT && html->place != PLACE_TITLE && !plain)
        refuse(walk, "a block may not stand here:");
    walk_section(walk, node);
}

static void walk_parent(struct walk *walk, struct node *node)
{
    struct html before = walk->html;
    for (struct node *block = node->children; block; block = block->next) {
        if (block->op != NODE_BLOCK)
            continue;
        walk->html = (struct html){ 0 };
        walk_section(walk, block);
    }
    walk->html = before;
}

static void walk_node(struct walk *walk, struct node *node)
{
    walk->line = node->line;
    walk->node = node;
    if (node->op != NODE_TEXT && is_pending(&walk->html))
        refuse(walk, "the text before it is not complete:");
    switch (node->op) {
    case NODE_TEXT:
        walk_text(walk, node);
        break;
    case NODE_VALUE:
    case NODE_RAW:
        walk_value(walk, node);
        break;
    case NODE_PARTIAL:
    case NODE_PARENT:
        if (walk->html.place != PLACE_TEXT)
            refuse(walk, "a partial may only stand in the text of an element:");
        walk_parent(walk, node);
        break;
    case NODE_BLOCK:
        walk_block(walk, node);
        break;
    default:
        walk_section(walk, node);
    }
}

static void walk_nodes(struct walk *walk, struct node *node)
{
    for (; node && !walk->fault; node = node->next)
        walk_node(walk, node);
}

const char *template_places(struct node *nodes, int *line, const char **name)
{
    struct walk walk = { .line = 1 };
    walk_nodes(&walk, nodes);
    walk.node = walk.fault ? walk.node : NULL;
    if (walk.html.place != PLACE_TEXT || walk.html.part == PART_LESS)
        refuse(&walk, "the file ends inside a tag, attribute, comment or script");
    const struct node *node = walk.fault_node;
    bool named = node && node->op != NODE_TEXT;
    *line = walk.fault_line;
    *name = !named ? "" : node->name.text ? node->name.text : node->text;
    return walk.fault;
}
