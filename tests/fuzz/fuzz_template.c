/* Any row of tags and pieces of HTML as a template: compiling and rendering neither crash nor hang,
 * and a hostile value never reaches the page as it is. Each byte of the input is one piece (names
 * stay few: they are interned for ever). Built with clang -fsanitize=fuzzer,address,undefined. */
#include <stdlib.h>
#include <string.h>

#include "web/template.h"

static const char hostile[] = "<x y='\"'>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *itself(void *source, const char *name)
{
    return strcmp(name, "self.html") ? NULL : source;
}

static struct value context(struct arena *arena)
{
    struct map *map = map_new(arena);
    struct array *list = map_array(map, "l");
    map_text(map, "x", hostile);
    map_text(map, "u", "javascript:x");
    map_bool(map, "t", true);
    map_bool(map, "f", false);
    for (int i = 0; i < 2; i++)
        map_text(array_add_map(list), "y", hostile);
    return map_value(map);
}

static void render(struct arena *arena, const struct template *template, const char *source)
{
    struct buffer out = { 0 };
    struct value data = context(arena);
    struct rendering rendering = { .arena = arena,
                                   .partial = itself,
                                   .partial_self = (void *)(uintptr_t)source };
    template_render(template, &rendering, &data, 1, &out);
    bool may = memmem(source, strlen(source), hostile, sizeof hostile - 1) != NULL;
    if (!may && memmem(out.at ? out.at : "", out.len, hostile, sizeof hostile - 1))
        abort();
    buffer_free(&out);
}

static const char *const pieces[] = {
    "{{x}}",
    "{{u}}",
    "{{y}}",
    "{{.}}",
    "{{t.x}}",
    "{{#t}}",
    "{{/t}}",
    "{{^t}}",
    "{{#l}}",
    "{{/l}}",
    "{{^f}}",
    "{{/f}}",
    "{{$a}}",
    "{{/a}}",
    "{{$b}}",
    "{{/b}}",
    "{{<self.html}}",
    "{{/self.html}}",
    "{{>self.html}}",
    "{{>*x}}",
    "{{>no}}",
    "{{!",
    "}}",
    "{{=<% %>=}}",
    "<%x%>",
    "<%={{ }}=%>",
    "{{=",
    "{{",
    " ",
    "\t",
    "\n",
    "\r\n",
    "<",
    ">",
    "/",
    "=",
    "\"",
    "'",
    "-",
    "--",
    "!",
    "?",
    "#",
    ":",
    "\\",
    "a",
    "<p",
    "<a",
    "</",
    "<!--",
    "-->",
    " title=",
    " href=",
    " onclick=",
    " style=",
    " type=",
    "application/ld+json",
    "<script",
    "</script",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<style>",
    "</style>",
    "java",
    "script",
    "mailto:",
    "https://",
    "<p title=\"",
    "<a href=\"",
    "\">",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct buffer source = { 0 };
    for (size_t i = 0; i < size && i < 400; i++)
        buffer_puts(&source, pieces[data[i] % (sizeof pieces / sizeof *pieces)]);
    const char *text = buffer_text(&source);
    struct template *template = template_compile("self.html", text, source.len, ESCAPE_HTML, NULL);
    if (template)
        render(arena, template, text);
    template_free(template);
    arena_free(arena);
    buffer_free(&source);
    return 0;
}
