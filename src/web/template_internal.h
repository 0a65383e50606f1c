/* The compiled form of a template: shared by template_compile.c and template_render.c. */
#pragma once
#include "web/template.h"

enum node_op {
    NODE_TEXT,
    NODE_VALUE, /* {{x}} */
    NODE_RAW,   /* {{{x}}} {{&x}} */
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
    NODE_PARENT,
    NODE_BLOCK
};

enum place {
    PLACE_TEXT,
    PLACE_TITLE, /* title, textarea: text without elements */
    PLACE_TAG,
    PLACE_ATTRIBUTE, /* quoted */
    PLACE_URL,       /* an address of which nothing certain is written yet */
    PLACE_CODE,      /* an attribute that holds code: no values */
    PLACE_JSON,
    PLACE_SCRIPT,
    PLACE_COMMENT
};

struct name {
    symbol *parts; /* count 0: the implicit iterator "." */
    int count;
    const char *text;    /* as written */
    const char *message; /* "members.title" of t.members.title, or NULL */
    symbol message_key;  /* the same as a symbol */
};

struct node {
    enum node_op op;
    enum place place;       /* where a value or block stands (HTML) */
    bool line_start;        /* first output of its line: partial indentation goes before it */
    bool dynamic;           /* {{>*name}} */
    bool first_line_inline; /* block: its first line continues a line */
    int line;
    const char *text; /* NODE_TEXT: the bytes; PARTIAL, PARENT, BLOCK: the name */
    size_t len;
    const char *indent; /* PARTIAL, PARENT, BLOCK: white space added to each line */
    struct name name;
    /* PARTIAL, PARENT in a set that is loaded whole; NULL: by its name. */
    const struct template *target;
    struct node *children, *next;
};

struct template
{
    const char *name;
    enum escape_mode mode;
    struct arena *arena;
    struct node *nodes;
};

struct template_set {
    struct arena *arena;
    const char **paths;          /* sorted */
    struct template **templates; /* of each path; NULL: not compiled yet (lazy) */
    size_t count;
};

/* Sets the place of every value and block of an HTML file. Returns the first fault, its line
 * and the name it is about, or NULL. */
const char *template_places(struct node *nodes, int *line, const char **name);
