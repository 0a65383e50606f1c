#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "web/template_internal.h"

#define DEPTH_LIMIT 60

struct parser {
    struct arena *arena;
    const struct template *template;
    const char *file;
    const char *at, *end;
    const char *line_at; /* where the present line begins */
    bool clean;          /* nothing but white space and silent tags on it so far */
    bool fresh;          /* no output node on it yet */
    int line, depth;
    int tag_line; /* where the present tag begins */
    size_t strip; /* white space taken from each line's begin (content of an overriding block) */
    char open[8], close[8];
    struct problem *problem;
    bool failed;
};

struct tag {
    char kind; /* 0 variable, or one of # ^ / > < $ ! = & { */
    const char *name;
    size_t len;
    const char *begin, *after;
};

static void fail(struct parser *parser, const char *what, const char *name, size_t len)
{
    if (!parser->failed)
        problem_set(parser->problem, FAULT_INPUT, "error.template", "%s:%d: %s %.*s", parser->file,
                    parser->line, what, (int)len, name);
    parser->failed = true;
}

static struct node *node_add(struct parser *parser, struct node ***tail, enum node_op op)
{
    struct node *node = arena_one(parser->arena, struct node);
    node->op = op;
    node->line = op == NODE_TEXT ? parser->line : parser->tag_line;
    node->line_start = parser->fresh;
    parser->fresh = false;
    **tail = node;
    *tail = &node->next;
    return node;
}

/* Text up to END; at line starts the stripped white space is left out. */
static void add_text(struct parser *parser, struct node ***tail, const char *end)
{
    while (parser->at < end) {
        if (parser->at == parser->line_at) {
            size_t strip = parser->strip;
            while (strip-- && parser->at < end && (*parser->at == ' ' || *parser->at == '\t'))
                parser->at++;
            if (parser->at == end)
                return;
        }
        const char *newline = memchr(parser->at, '\n', (size_t)(end - parser->at));
        const char *stop = newline ? newline + 1 : end;
        struct node *node = node_add(parser, tail, NODE_TEXT);
        node->text = parser->at;
        node->len = (size_t)(stop - parser->at);
        for (const char *c = parser->at; c < stop; c++)
            parser->clean = parser->clean && isspace((unsigned char)*c);
        parser->at = stop;
        if (newline) {
            parser->line++;
            parser->line_at = stop;
            parser->clean = parser->fresh = true;
        }
    }
}

static const char *find(const char *at, const char *end, const char *what)
{
    return memmem(at, (size_t)(end - at), what, strlen(what));
}

static bool read_tag(struct parser *parser, const char *begin, struct tag *tag)
{
    const char *at = begin + strlen(parser->open);
    *tag = (struct tag){ .begin = begin };
    while (at < parser->end && isspace((unsigned char)*at))
        at++;
    if (at < parser->end && *at && strchr("#^/><$!=&{", *at))
        tag->kind = *at++;
    char close[10] = { tag->kind == '{' ? '}' : '=' };
    strncpy(close + (tag->kind == '{' || tag->kind == '='), parser->close, sizeof close - 2);
    const char *stop = find(at, parser->end, close);
    if (!stop) {
        fail(parser, "tag without end", begin,
             10 < parser->end - begin ? 10 : (size_t)(parser->end - begin));
        return false;
    }
    tag->after = stop + strlen(close);
    while (at < stop && isspace((unsigned char)*at))
        at++;
    while (stop > at && isspace((unsigned char)stop[-1]))
        stop--;
    tag->name = at;
    tag->len = (size_t)(stop - at);
    return true;
}

/* Whether the rest of the line after AT is blank; *NEXT is where the next line begins. */
static bool line_ends(const struct parser *parser, const char *at, const char **next)
{
    while (at < parser->end && (*at == ' ' || *at == '\t'))
        at++;
    if (at < parser->end && *at == '\r' && at + 1 < parser->end && at[1] == '\n')
        at++;
    if (at < parser->end && *at != '\n')
        return false;
    *next = at < parser->end ? at + 1 : at;
    return true;
}

static void skip_line(struct parser *parser, const char *next)
{
    for (const char *c = parser->at; c < next; c++)
        parser->line += *c == '\n';
    parser->at = next;
    parser->line_at = next;
    parser->clean = parser->fresh = true;
}

static void name_parse(struct parser *parser, struct name *name, const char *text, size_t len)
{
    name->text = arena_copy_n(parser->arena, text, len);
    name->in = parser->template;
    if (len == 1 && *text == '.')
        return;
    if (len > 2 && !strncmp(text, "t.", 2)) {
        name->message = name->text + 2;
        name->message_key = symbol_of_n(text + 2, len - 2);
    }
    name->parts = arena_many(parser->arena, struct name_part, len + 1);
    for (const char *at = text, *end = text + len; at <= end;) {
        const char *dot = memchr(at, '.', (size_t)(end - at));
        const char *stop = dot ? dot : end;
        symbol part = symbol_of_n(at, (size_t)(stop - at));
        name->parts[name->count++] = (struct name_part){ part, locale_formatter(part) };
        at = stop + 1;
    }
}

static void set_delimiters(struct parser *parser, const struct tag *tag)
{
    const char *gap = tag->name, *end = tag->name + tag->len;
    while (gap < end && !isspace((unsigned char)*gap))
        gap++;
    const char *second = gap;
    while (second < end && isspace((unsigned char)*second))
        second++;
    size_t one = (size_t)(gap - tag->name), two = (size_t)(end - second);
    if (!one || !two || one >= sizeof parser->open || two >= sizeof parser->close) {
        fail(parser, "delimiters", tag->name, tag->len);
        return;
    }
    memcpy(parser->open, tag->name, one);
    parser->open[one] = '\0';
    memcpy(parser->close, second, two);
    parser->close[two] = '\0';
}

static void parse_nodes(struct parser *parser, struct node ***tail, const char *closing,
                        size_t closing_len, bool in_parent);

/* White space at the begin of the line where AT is next to come, less what is stripped. */
static size_t line_indent(const struct parser *parser, const char *at)
{
    const char *from = at;
    while (at < parser->end && (*at == ' ' || *at == '\t'))
        at++;
    size_t width = (size_t)(at - from);
    return width > parser->strip ? width - parser->strip : 0;
}

static bool begins(const struct parser *parser, const char *at, const char *what)
{
    size_t len = strlen(what);
    return at < parser->end && (size_t)(parser->end - at) >= len && !memcmp(at, what, len);
}

static void parse_block(struct parser *parser, struct node ***tail, const struct tag *tag,
                        bool in_parent, const char *indent, bool standalone, const char *next)
{
    struct node *node = node_add(parser, tail, NODE_BLOCK);
    struct node **inner = &node->children;
    size_t strip = parser->strip;
    node->text = arena_copy_n(parser->arena, tag->name, tag->len);
    node->indent = indent;
    node->first_line_inline = !standalone;
    node->line_start = false;
    parser->at = tag->after;
    if (standalone) {
        skip_line(parser, next);
        size_t own = line_indent(parser, parser->at);
        const char *end;
        bool blank = line_ends(parser, parser->at, &end) ||
                     begins(parser, parser->at + parser->strip + own, parser->open);
        if (in_parent)
            parser->strip += own;
        else if (!blank || own)
            node->indent = blank && !own
                               ? indent
                               : arena_copy_n(parser->arena, parser->at + parser->strip, own);
    }
    if (!standalone && !in_parent)
        parser->clean = false;
    parse_nodes(parser, &inner, tag->name, tag->len, false);
    parser->strip = strip;
}

static void parse_parent(struct parser *parser, struct node ***tail, const struct tag *tag,
                         const char *indent, bool clean)
{
    struct node *node = node_add(parser, tail, NODE_PARENT);
    struct node **inner = &node->children;
    const char *next;
    node->text = arena_copy_n(parser->arena, tag->name, tag->len);
    node->indent = "";
    node->line_start = false;
    parser->at = tag->after;
    bool was_clean = clean;
    if (line_ends(parser, tag->after, &next) && clean)
        skip_line(parser, next);
    parse_nodes(parser, &inner, tag->name, tag->len, true);
    if (was_clean && (parser->at == parser->line_at || parser->at == parser->end)) {
        node->indent = indent;
    } else if (was_clean &&
               *indent) { /* not alone on its line after all: the white space is text */
        struct node *space = arena_one(parser->arena, struct node);
        *space = *node;
        *node =
            (struct node){ .op = NODE_TEXT, .text = indent, .len = strlen(indent), .next = space };
        *tail = &space->next;
    }
}

/* Reads past the closing tag; true when it is the one that NODES wait for. */
static bool close_section(struct parser *parser, const struct tag *tag, const char *closing,
                          size_t closing_len)
{
    if (closing && tag->len == closing_len && !memcmp(tag->name, closing, closing_len))
        return true;
    fail(parser, "unexpected end of section", tag->name, tag->len);
    return false;
}

static void parse_section(struct parser *parser, struct node ***tail, const struct tag *tag)
{
    struct node *node = node_add(parser, tail, tag->kind == '#' ? NODE_SECTION : NODE_INVERTED);
    struct node **inner = &node->children;
    name_parse(parser, &node->name, tag->name, tag->len);
    if (parser->clean) /* alone on its line: prints nothing itself */
        node->line_start = false;
    parse_nodes(parser, &inner, tag->name, tag->len, false);
}

static void parse_value(struct parser *parser, struct node ***tail, const struct tag *tag)
{
    bool raw = tag->kind == '&' || tag->kind == '{';
    struct node *node = node_add(parser, tail, raw ? NODE_RAW : NODE_VALUE);
    name_parse(parser, &node->name, tag->name, tag->len);
    if (!tag->len)
        fail(parser, "tag without name", "", 0);
}

static void parse_partial(struct parser *parser, struct node ***tail, const struct tag *tag,
                          const char *indent)
{
    struct node *node = node_add(parser, tail, NODE_PARTIAL);
    const char *name = tag->name;
    size_t len = tag->len;
    node->dynamic = len && *name == '*';
    if (node->dynamic) {
        do {
            name++;
            len--;
        } while (len && isspace((unsigned char)*name));
        name_parse(parser, &node->name, name, len);
    }
    node->text = arena_copy_n(parser->arena, name, len);
    node->indent = indent;
    if (*indent)
        node->line_start = false;
}

/* One tag that is no closing tag. STANDALONE: alone on its line, which ends at NEXT. */
static void parse_tag(struct parser *parser, struct node ***tail, const struct tag *tag,
                      bool in_parent, bool clean, const char *indent, bool standalone,
                      const char *next)
{
    bool quiet = tag->kind == '<' || tag->kind == '$';
    if (!quiet) {
        parser->at = tag->after;
        if (standalone)
            skip_line(parser, next);
        else
            parser->clean = false;
    }
    switch (tag->kind) {
    case '#':
    case '^':
        parse_section(parser, tail, tag);
        break;
    case '>':
        parse_partial(parser, tail, tag, standalone ? indent : "");
        break;
    case '<':
        parse_parent(parser, tail, tag, indent, clean);
        break;
    case '$':
        parse_block(parser, tail, tag, in_parent, indent, standalone, next);
        break;
    case '=':
        set_delimiters(parser, tag);
        break;
    case '!':
        break;
    default:
        parse_value(parser, tail, tag);
    }
}

static void parse_nodes(struct parser *parser, struct node ***tail, const char *closing,
                        size_t closing_len, bool in_parent)
{
    if (++parser->depth > DEPTH_LIMIT)
        fail(parser, "sections too deep", "", 0);
    while (!parser->failed) {
        struct tag tag;
        const char *next = NULL, *begin = find(parser->at, parser->end, parser->open);
        if (!begin) {
            if (closing)
                fail(parser, "section without end", closing, closing_len);
            add_text(parser, tail, parser->end);
            break;
        }
        const char *line = parser->line_at, *space = begin;
        for (const char *c = parser->at; c < begin; c++)
            line = *c == '\n' ? c + 1 : line;
        while (space > parser->at && (space[-1] == ' ' || space[-1] == '\t'))
            space--;
        if (!read_tag(parser, begin, &tag))
            break;
        bool from_start = space == line || (space == parser->at && parser->clean);
        bool silent = tag.kind && !strchr("&{", tag.kind);
        bool standalone = silent && from_start && line_ends(parser, tag.after, &next);
        bool clean_parent = from_start && tag.kind == '<';
        bool clean_override = from_start && in_parent && (tag.kind == '$' || tag.kind == '/');
        const char *text_end = standalone || clean_parent || clean_override ? space : begin;
        add_text(parser, tail, text_end);
        parser->tag_line = parser->line;
        for (const char *c = begin; c < tag.after; c++)
            parser->line += *c == '\n';
        size_t drop =
            parser->strip < (size_t)(begin - space) ? parser->strip : (size_t)(begin - space);
        if (space != line)
            drop = 0;
        const char *indent =
            from_start ? arena_copy_n(parser->arena, space + drop, (size_t)(begin - space) - drop)
                       : "";
        if (tag.kind == '/') {
            parser->at = tag.after;
            if (!close_section(parser, &tag, closing, closing_len))
                break;
            if (standalone)
                skip_line(parser, next);
            parser->depth--;
            return;
        }
        parse_tag(parser, tail, &tag, in_parent, from_start, indent, standalone, next);
    }
    parser->depth--;
}

static void check_places(struct parser *parser, struct node *nodes)
{
    const char *name, *fault = template_places(nodes, &parser->line, &name);
    if (fault)
        fail(parser, fault, name, strlen(name));
}

struct template *template_compile(const char *name, const char *source, size_t len,
                                  enum escape_mode mode, struct problem *problem)
{
    struct arena *arena = arena_new();
    struct template *template = arena_one(arena, struct template);
    const char *copy = arena_copy_n(arena, source, len);
    struct parser parser = { .arena = arena,
                             .template = template,
                             .file = name,
                             .at = copy,
                             .end = copy + len,
                             .line_at = copy,
                             .clean = true,
                             .fresh = true,
                             .line = 1,
                             .open = "{{",
                             .close = "}}",
                             .problem = problem };
    struct node **tail = &template->nodes;
    template->name = arena_copy(arena, name);
    template->mode = mode;
    template->arena = arena;
    parse_nodes(&parser, &tail, NULL, 0, false);
    if (!parser.failed && mode == ESCAPE_HTML && text_ends(name, ".html"))
        check_places(&parser, template->nodes);
    if (parser.failed) {
        arena_free(arena);
        return NULL;
    }
    return template;
}

void template_free(struct template *template)
{
    if (template)
        arena_free(template->arena);
}

static enum escape_mode mode_of(const char *path)
{
    return text_ends(path, ".html")  ? ESCAPE_HTML
           : text_ends(path, ".xml") ? ESCAPE_XML
                                     : ESCAPE_NONE;
}

static bool has_raw(const struct node *node, const struct node **found)
{
    for (; node; node = node->next) {
        if (node->op == NODE_RAW) {
            *found = node;
            return true;
        }
        if (has_raw(node->children, found))
            return true;
    }
    return false;
}

static struct template *load_one(struct template_set *set, const char *path,
                                 struct problem *problem)
{
    size_t len = 0;
    const struct node *raw;
    const char *source = files_read(set->arena, path, &len);
    struct template *template =
        source ? template_compile(path, source, len, mode_of(path), problem) : NULL;
    if (template && template->mode != ESCAPE_NONE && has_raw(template->nodes, &raw)) {
        problem_set(problem, FAULT_BUG, "error.template", "%s:%d: unescaped %s", path, raw->line,
                    raw->name.text);
        template_free(template);
        template = NULL;
    }
    if (template) {
        template->name += strlen("templates/");
        template->programs = arena_one(template->arena, struct programs);
        template->programs->set = set;
    }
    return template;
}

/* The files below templates/ that are templates, by name. */
static struct template_set *new_set(template_constant *constant)
{
    struct arena *arena = arena_new();
    struct template_set *set = arena_one(arena, struct template_set);
    *set = (struct template_set){ .arena = arena,
                                  .constant = constant,
                                  .linking = PTHREAD_MUTEX_INITIALIZER };
    set->paths = files_list(arena, "templates/");
    for (const char **path = set->paths; *path; path++) {
        if (!text_starts(*path, "templates/locale/") && !text_ends(*path, ".json"))
            set->paths[set->count++] = *path;
    }
    set->templates = arena_many(arena, struct template *, set->count + 1);
    return set;
}

static int compare_name(const void *name, const void *path)
{
    return strcmp(name, *(const char *const *)path + strlen("templates/"));
}

const struct template *template_find(const struct template_set *set, const char *name)
{
    const char **path =
        set->count ? bsearch(name, set->paths, set->count, sizeof *set->paths, compare_name) : NULL;
    if (!path)
        return NULL;
    struct template **template = &set->templates[path - set->paths];
    struct problem problem = { 0 };
    if (!*template &&
        !(*template = load_one((struct template_set *)(uintptr_t)set, *path, &problem)))
        BUG("template=%s detail=\"%s\"", name, problem.detail);
    return *template;
}

struct template_set *templates_load(template_constant *constant, struct problem *problem)
{
    struct template_set *set = new_set(constant);
    for (size_t i = 0; i < set->count; i++) {
        set->templates[i] = load_one(set, set->paths[i], problem);
        if (!set->templates[i]) {
            templates_free(set);
            return NULL;
        }
    }
    return set;
}

struct template_set *templates_lazy(template_constant *constant)
{
    return new_set(constant);
}

void templates_free(struct template_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++)
        template_free(set->templates[i]);
    arena_free(set->arena);
}
