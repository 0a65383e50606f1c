#include "base/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static pthread_once_t registered = PTHREAD_ONCE_INIT;

static cmark_node *parse(const char *source)
{
    static const char *const extensions[] = { "table", "autolink", "strikethrough" };
    pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(parser, source, strlen(source));
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return document;
}

static bool picture_ours(const char *url)
{
    return url[0] == '/' && url[1] != '/' && url[1] != '\\';
}

/* A colon before any of "/?#" ends a scheme, also one that a browser would only find after dropping
 * characters. */
static bool link_good(const char *url)
{
    static const char *const schemes[] = { "http:", "https:", "mailto:", "tel:" };
    if (url[strcspn(url, ":/?#")] != ':')
        return true;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!strncasecmp(url, schemes[i], strlen(schemes[i])))
            return true;
    }
    return false;
}

/* Leaves the words of a link or the alternative text of a picture in its place. */
static void unwrap(cmark_node *node)
{
    for (cmark_node *child; (child = cmark_node_first_child(node));)
        cmark_node_insert_before(node, child);
    cmark_node_free(node);
}

/* The levels that headings were written with, from the first down to the present one. */
struct outline {
    int levels[6], depth;
};

/* The first heading gets level FIRST and none skips a level, whatever levels were written. */
static void place_heading(struct outline *outline, cmark_node *node, int first)
{
    int written = cmark_node_get_heading_level(node);
    while (outline->depth && outline->levels[outline->depth - 1] >= written)
        outline->depth--;
    int level = first + outline->depth;
    cmark_node_set_heading_level(node, level > 6 ? 6 : level);
    outline->levels[outline->depth++] = written;
}

static void adapt(cmark_node *document, int heading)
{
    struct outline outline = { 0 };
    cmark_iter *iter = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        bool leaving = event == CMARK_EVENT_EXIT;
        if (type == CMARK_NODE_HEADING && !leaving)
            place_heading(&outline, node, heading);
        if (leaving && type == CMARK_NODE_IMAGE && !picture_ours(cmark_node_get_url(node)))
            unwrap(node);
        else if (leaving && type == CMARK_NODE_LINK && !link_good(cmark_node_get_url(node)))
            unwrap(node);
    }
    cmark_iter_free(iter);
}

struct value markdown_html(struct arena *arena, const char *source, int heading)
{
    cmark_node *document = parse(source);
    adapt(document, heading);
    char *html = cmark_render_html(document, CMARK_OPT_DEFAULT, NULL);
    size_t len = strlen(html);
    const char *copy = arena_copy_n(arena, html, len);
    free(html);
    cmark_node_free(document);
    return value_html(copy, len);
}

static bool breaks_line(cmark_node *node, bool leaving)
{
    cmark_node_type type = cmark_node_get_type(node);
    bool cell = strcmp(cmark_node_get_type_string(node), "table_cell") == 0;
    return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK ||
           (leaving && (cell || type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING));
}

/* The words of TEXT; of several spaces one. */
static void add_words(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (!strchr(" \t\r\n", *text))
            buffer_putc(out, *text);
        else if (out->len && out->at[out->len - 1] != ' ')
            buffer_putc(out, ' ');
    }
}

static void add_node(struct buffer *out, cmark_node *node, bool leaving)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
        add_words(out, cmark_node_get_literal(node));
    if (breaks_line(node, leaving))
        add_words(out, " ");
}

void markdown_words(struct buffer *out, const char *source)
{
    /* A line without marks needs no parser. */
    if (!source[strcspn(source, "\\`*_[<&~\n\r")] && !strchr("#>-+0123456789 \t", source[0])) {
        add_words(out, source);
        return;
    }
    cmark_node *document = parse(source);
    cmark_iter *iter = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;)
        add_node(out, cmark_iter_get_node(iter), event == CMARK_EVENT_EXIT);
    cmark_iter_free(iter);
    cmark_node_free(document);
    while (out->len && out->at[out->len - 1] == ' ')
        out->len--;
}
