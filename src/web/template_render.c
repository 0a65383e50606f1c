#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/escape.h"
#include "web/locale.h"
#include "web/template_internal.h"

#define STACK_LIMIT 64
#define CALL_LIMIT 100

/* Blocks that a child gives to its parent; the first frame is the child that was asked for. */
struct frame {
    const struct node *blocks;
    const struct template *template; /* where they are written */
    const struct frame *outer;       /* the child that overrides this one */
};

struct state {
    struct rendering *rendering;
    const struct template *template;
    int depth, calls;
    bool stopped;     /* a limit was reached */
    enum place place; /* of the block whose given content is written: not text if in an attribute or
                         title */
    const struct frame *frames;
    size_t indent_len;
    struct buffer *out;
    struct value stack[STACK_LIMIT]; /* not cleared */
    char indent[128];
};

static void render_nodes(struct state *state, const struct node *node);

static struct value lookup(const struct state *state, symbol name)
{
    struct value found;
    for (int i = state->depth - 1; i >= 0; i--) {
        const struct value *object = &state->stack[i];
        if (object->kind == VALUE_OBJECT && (*object->object)->get(object->object, name, &found))
            return found;
    }
    return (struct value){ .kind = VALUE_MISSING };
}

static struct value lookup_argument(void *self, symbol name)
{
    return lookup(self, name);
}

static void note_missing(struct state *state, const char *name)
{
    if (state->rendering->strict && !state->rendering->missing) {
        state->rendering->missing = name;
        state->rendering->missing_in = state->template->name;
    }
}

/* A limit is reached: nothing more is written, and the rendering fails. */
static void stop(struct state *state)
{
    if (state->stopped)
        return;
    state->stopped = true;
    state->rendering->missing = "too deep";
    state->rendering->missing_in = state->template->name;
}

static bool can_be_formatted(struct value value)
{
    return (value.kind >= VALUE_NULL && value.kind <= VALUE_HTML) || value.kind == VALUE_LIST;
}

static struct value evaluate_dotted(struct state *state, const struct name *name)
{
    const struct locale *locale = state->rendering->locale;
    if (!name->count)
        return state->depth ? state->stack[state->depth - 1] : value_null();
    if (name->message && locale) {
        struct value text = locale_message_of(locale, state->rendering->arena, name->message_key,
                                              false, lookup_argument, state);
        if (text.kind == VALUE_MISSING)
            note_missing(state, name->text);
        return text;
    }
    struct value value = lookup(state, name->parts[0]);
    for (int i = 1; i < name->count && value.kind != VALUE_MISSING; i++) {
        struct value next = value_get(value, name->parts[i]);
        if (next.kind == VALUE_MISSING && locale && can_be_formatted(value) &&
            locale_format(locale, state->rendering->arena, name->parts[i], value, &next)) {
            value = next;
            continue;
        }
        value = next;
    }
    if (value.kind == VALUE_MISSING)
        note_missing(state, name->text);
    return value;
}

static inline struct value evaluate(struct state *state, const struct name *name)
{
    if (name->count == 1) {
        struct value value = lookup(state, name->parts[0]);
        if (value.kind != VALUE_MISSING)
            return value;
    }
    return evaluate_dotted(state, name);
}

static void write_escaped(struct state *state, enum place place, const char *text, size_t len)
{
    if (state->template->mode == ESCAPE_NONE)
        buffer_add(state->out, text, len);
    else if (place == PLACE_JSON && state->place == PLACE_TEXT)
        escape_json(state->out, text, len);
    else if (place == PLACE_URL && !address_safe(text, len))
        buffer_puts(state->out, "#");
    else
        escape_html(state->out, text, len);
}

static void write_real(struct state *state, double number)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    buffer_puts(state->out, text);
}

static void write_value(struct state *state, const struct node *node, struct value value)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_TRUE:
        buffer_puts(state->out, "true");
        break;
    case VALUE_FALSE:
        buffer_puts(state->out, "false");
        break;
    case VALUE_INT:
        buffer_int(state->out, value.number);
        break;
    case VALUE_REAL:
        write_real(state, value.real);
        break;
    case VALUE_HTML:
        if (node->place == PLACE_TEXT && state->place == PLACE_TEXT &&
            state->template->mode == ESCAPE_HTML) {
            buffer_add(state->out, value.text, value.len);
            break;
        }
        write_escaped(state, node->place, value.text, value.len);
        break;
    case VALUE_TEXT:
        if (node->op == NODE_RAW)
            buffer_add(state->out, value.text, value.len);
        else
            write_escaped(state, node->place, value.text, value.len);
        break;
    default:
        break;
    }
}

/* Literal text of a template; in a block that stands in an attribute or title it may not end that.
 */
static void write_literal(struct state *state, const char *text, size_t len)
{
    if (state->place == PLACE_TEXT)
        buffer_add(state->out, text, len);
    else
        escape_markup(state->out, text, len);
}

static void write_text(struct state *state, const struct node *node)
{
    if (!state->indent_len) {
        write_literal(state, node->text, node->len);
        return;
    }
    const char *at = node->text, *end = at + node->len;
    bool start = node->line_start;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline + 1 : end;
        if (start)
            buffer_add(state->out, state->indent, state->indent_len);
        write_literal(state, at, (size_t)(stop - at));
        at = stop;
        start = true;
    }
}

static bool push(struct state *state, struct value value)
{
    if (state->depth == STACK_LIMIT) {
        stop(state);
        return false;
    }
    state->stack[state->depth++] = value;
    return true;
}

static void render_section(struct state *state, const struct node *node)
{
    struct value value = evaluate(state, &node->name);
    if (value.kind == VALUE_LIST) {
        const struct list_class *class = *value.list;
        void *self = (void *)(uintptr_t)value.list;
        struct value item;
        for (class->start(self); class->next(self, &item);) {
            if (push(state, item)) {
                render_nodes(state, node->children);
                state->depth--;
            }
        }
    } else if (value_truth(value) && push(state, value)) {
        render_nodes(state, node->children);
        state->depth--;
    }
}

/* Runs NODES with more indentation, and gives it back. */
static void render_indented(struct state *state, const char *indent, const struct node *nodes)
{
    size_t len = state->indent_len, more = strlen(indent);
    if (len + more > sizeof state->indent) {
        stop(state);
        return;
    }
    memcpy(state->indent + len, indent, more);
    state->indent_len += more;
    render_nodes(state, nodes);
    state->indent_len = len;
}

static struct template *compile_partial(struct state *state, const char *name)
{
    struct rendering *rendering = state->rendering;
    const char *source =
        rendering->partial ? rendering->partial(rendering->partial_self, name) : NULL;
    struct template *template =
        source ? template_compile(name, source, strlen(source), state->template->mode, NULL) : NULL;
    if (template)
        arena_defer(rendering->arena, (void (*)(void *))template_free, template);
    return template;
}

static const struct template *find_template(struct state *state, const char *name)
{
    const struct template *template =
        state->rendering->set ? template_find(state->rendering->set, name) : NULL;
    return template ? template : compile_partial(state, name);
}

static bool call(struct state *state)
{
    if (state->calls == CALL_LIMIT)
        stop(state);
    else
        state->calls++;
    return !state->stopped;
}

/* The template that NODE names, or NAME where it names it by a value. */
static void render_template(struct state *state, const struct node *node, const char *name,
                            const struct frame *frames)
{
    const struct template *template = node->target ? node->target : find_template(state, name);
    const struct template *before = state->template;
    const struct frame *outer = state->frames;
    bool plain = template && template->mode == ESCAPE_NONE && before->mode != ESCAPE_NONE;
    if (!template || plain) { /* plain text in a page would not be escaped */
        note_missing(state, name);
        return;
    }
    if (!call(state))
        return;
    state->template = template;
    state->frames = frames;
    render_indented(state, node->indent, template->nodes);
    state->frames = outer;
    state->template = before;
    state->calls--;
}

static void render_partial(struct state *state, const struct node *node)
{
    const char *name = node->text;
    if (node->dynamic) {
        struct value value = evaluate(state, &node->name);
        if (value.kind != VALUE_TEXT)
            return;
        name = value.text;
    }
    render_template(state, node, name, NULL);
}

/* The block NAME of the outermost child that gives one; *FROM is the child's frame. */
static const struct node *overriding(const struct frame *frame, const char *name,
                                     const struct frame **from)
{
    const struct node *found = NULL;
    for (; frame; frame = frame->outer) {
        for (const struct node *node = frame->blocks; node; node = node->next) {
            if (node->op == NODE_BLOCK && !strcmp(node->text, name)) {
                found = node;
                *from = frame;
                break;
            }
        }
    }
    return found;
}

static void render_given(struct state *state, const struct node *node, const struct node *given)
{
    if (!node->first_line_inline || !given->children || !given->children->line_start) {
        render_indented(state, node->indent, given->children);
        return;
    }
    struct node first = *given->children; /* continues a line that is indented already */
    first.line_start = false;
    render_indented(state, node->indent, &first);
}

static void render_block(struct state *state, const struct node *node)
{
    const struct frame *from;
    const struct node *given = overriding(state->frames, node->text, &from);
    if (!given) {
        render_nodes(state, node->children);
        return;
    }
    if (!call(state))
        return;
    const struct template *template = state->template;
    enum place place = state->place;
    state->template = from->template;
    if (node->place != PLACE_TEXT)
        state->place = node->place;
    render_given(state, node, given);
    state->place = place;
    state->template = template;
    state->calls--;
}

static void render_node(struct state *state, const struct node *node)
{
    if (node->line_start && state->indent_len && node->op != NODE_TEXT)
        buffer_add(state->out, state->indent, state->indent_len);
    switch (node->op) {
    case NODE_TEXT:
        write_text(state, node);
        break;
    case NODE_VALUE:
    case NODE_RAW:
        write_value(state, node, evaluate(state, &node->name));
        break;
    case NODE_SECTION:
        render_section(state, node);
        break;
    case NODE_INVERTED:
        if (!value_truth(evaluate(state, &node->name)))
            render_nodes(state, node->children);
        break;
    case NODE_PARTIAL:
        render_partial(state, node);
        break;
    case NODE_PARENT: {
        struct frame frame = { node->children, state->template, state->frames };
        render_template(state, node, node->text, &frame);
        break;
    }
    case NODE_BLOCK:
        render_block(state, node);
        break;
    }
}

static void render_nodes(struct state *state, const struct node *node)
{
    for (; node && !state->stopped; node = node->next)
        render_node(state, node);
}

bool template_render(const struct template *template, struct rendering *rendering,
                     const struct value *contexts, int count, struct buffer *out)
{
    struct state state;
    memset(&state, 0, offsetof(struct state, stack));
    state.rendering = rendering;
    state.template = template;
    state.out = out;
    rendering->missing = NULL;
    for (int i = 0; i < count; i++)
        push(&state, contexts[i]);
    render_nodes(&state, template->nodes);
    return !rendering->missing;
}

/* --- checks
 * ----------------------------------------------------------------------------------------- */

struct check {
    const struct template_set *set;
    const struct template *template;
    void (*report)(void *self, const char *fault);
    void *self;
    bool good;
};

static void report(struct check *check, const struct node *node, const char *what, const char *name)
{
    char fault[300];
    snprintf(fault, sizeof fault, "templates/%s:%d: %s %s", check->template->name, node->line, what,
             name);
    check->report(check->self, fault);
    check->good = false;
}

static void check_name(struct check *check, const struct node *node)
{
    const struct name *name = &node->name;
    for (int lang = 0; name->message && lang < LANG_COUNT; lang++) {
        if (!locale_text(locale_of((enum language)lang), name->message))
            report(check, node, lang == LANG_EN ? "no English words for" : "no Spanish words for",
                   name->message);
    }
    const char *last = name->count > 1 ? symbol_name(name->parts[name->count - 1]) : "";
    if (text_starts(last, "as_") && !locale_has_format(name->parts[name->count - 1]))
        report(check, node, "no such formatter:", last);
}

static void check_nodes(struct check *check, const struct node *node)
{
    for (; node; node = node->next) {
        if (node->op == NODE_PARENT || (node->op == NODE_PARTIAL && !node->dynamic)) {
            const struct template *named = template_find(check->set, node->text);
            if (!named)
                report(check, node, "no such template:", node->text);
            else if (named->mode == ESCAPE_NONE && check->template->mode != ESCAPE_NONE)
                report(check, node, "plain text may not be part of a page:", node->text);
        } else if (node->op != NODE_TEXT && node->op != NODE_BLOCK) {
            check_name(check, node);
        }
        check_nodes(check, node->children);
    }
}

bool templates_check(const struct template_set *set,
                     void (*report_fault)(void *self, const char *fault), void *self)
{
    struct check check = { set, NULL, report_fault, self, true };
    for (size_t i = 0; i < set->count; i++) {
        check.template = set->templates[i];
        check_nodes(&check, check.template->nodes);
    }
    return check.good;
}
