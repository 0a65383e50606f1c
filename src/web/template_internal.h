/* The compiled forms of a template: a tree of nodes as it is written (template_compile.c), and from that, together with its
 * parents, blocks and partials, the steps of a page in one language (template_link.c), which are run (template_render.c). */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

#include "web/locale.h"
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
    struct name_part {
        symbol name;
        const struct formatter *format; /* NULL: no formatter has that name */
    } * parts;                          /* count 0: the implicit iterator "." */
    int count;
    const char *text;          /* as written */
    const char *message;       /* "members.title" of t.members.title, or NULL */
    symbol message_key;        /* the same as a symbol */
    const struct template *in; /* where it is written */
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
    struct node *children, *next;
};

/* How a value is written. */
enum writing { WRITE_AS_IS, WRITE_ESCAPED, WRITE_URL, WRITE_JSON };

enum step_op {
    STEP_TEXT,
    STEP_VALUE,
    STEP_SECTION,
    STEP_INVERTED,
    STEP_CALL, /* what is known only now: {{>*name}}, a template or block in itself, or none of that name */
    STEP_STOP /* too deep */
};

struct step {
    uint8_t op;
    uint8_t text_as, html_as; /* VALUE: enum writing of VALUE_TEXT and VALUE_HTML */
    uint32_t len;             /* TEXT: bytes; SECTION, INVERTED: steps inside, which follow */
    union {
        const char *text;
        const struct name *name; /* VALUE, SECTION, INVERTED */
        const struct call *call;
        const struct template *in; /* STOP */
    };
};

struct program {
    size_t count;
    const struct step *steps;
    _Atomic size_t usual; /* bytes that the largest page had */
};

/* Blocks that a child gives to its parent; the first frame is the child that was asked for. */
struct frame {
    const struct node *blocks;
    const struct template *template; /* where they are written */
    const struct frame *outer;       /* the child that overrides this one */
};

/* Where nodes stand. */
struct scope {
    const struct template *template; /* in which they are written */
    const struct frame *frames;
    const char *indent; /* before each line */
    enum place
        place; /* of the block whose given content they are: not text if in an attribute or title */
    int calls; /* partials, parents and given blocks around them */
    const struct node *given; /* the block that was entered last, NULL: the template was */
    const struct scope *outer;
};

struct call {
    const struct node *node; /* PARTIAL, PARENT or BLOCK */
    const struct scope *scope;
};

struct template
{
    const char *name;
    enum escape_mode mode;
    struct arena *arena;
    struct node *nodes;
    struct programs *programs; /* of a template in a set, NULL: not kept */
};

/* Made when a page is first asked for in a language. */
struct programs {
    struct template_set *set;
    _Atomic(struct program *) of[LANG_COUNT];
};

struct template_set {
    struct arena *arena;
    template_constant *constant;
    pthread_mutex_t linking;     /* who holds it puts programs into the arena */
    const char **paths;          /* sorted */
    struct template **templates; /* of each path; NULL: not compiled yet (lazy) */
    size_t count;
};

/* Sets the place of every value and block of an HTML file. Returns the first fault, its line
 * and the name it is about, or NULL. */
const char *template_places(struct node *nodes, int *line, const char **name);

/* The steps of TEMPLATE in the rendering's language. */
struct program *template_link(const struct template *template, const struct rendering *rendering);
/* Those of what CALL names (NAME where it is a value); NULL: there is no such template. */
const struct program *template_link_call(const struct call *call, const char *name,
                                         const struct rendering *rendering);
/* Writes VALUE, which is of STEP, to OUT. */
void template_write(struct buffer *out, const struct step *step, struct value value);
/* VALUE after the parts of NAME from FROM on. */
struct value template_follow(const struct name *name, int from, struct value value,
                             const struct locale *locale, struct arena *arena);
