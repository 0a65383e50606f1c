#include "web/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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

/* Headings begin at level HEADING; pictures from elsewhere become links. */
static void adapt(cmark_node *document, int heading)
{
    cmark_iter *iter = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_ENTER)
            continue;
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
            int level = cmark_node_get_heading_level(node) + heading - 2;
            level = level < heading ? heading : level;
            cmark_node_set_heading_level(node, level > 6 ? 6 : level);
        } else if (cmark_node_get_type(node) == CMARK_NODE_IMAGE && cmark_node_get_url(node)[0] != '/') {
            cmark_node_set_url(node, "");
        }
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

const char *markdown_text(struct arena *arena, const char *source)
{
    cmark_node *document = parse(source);
    char *text = cmark_render_plaintext(document, CMARK_OPT_DEFAULT, 0);
    const char *copy = arena_copy(arena, text);
    free(text);
    cmark_node_free(document);
    return copy;
}
