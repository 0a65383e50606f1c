#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/escape.h"
#include "web/template_internal.h"

#define STACK_LIMIT 64
#define USUAL_LIMIT 65536

struct state {
    struct rendering *rendering;
    struct buffer *out;
    int depth;
    bool stopped;                    /* a limit was reached */
    struct value stack[STACK_LIMIT]; /* not cleared */
};

static void run(struct state *state, const struct step *step, size_t count);

/* --- values --------------------------------------------------------------------------------------------------- */

static inline struct value lookup(const struct state *state, symbol name)
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

static void note_missing(struct state *state, const char *name, const struct template *in)
{
    if (state->rendering->strict && !state->rendering->missing) {
        state->rendering->missing = name;
        state->rendering->missing_in = in->name;
    }
}

/* A limit is reached: nothing more is written, and the rendering fails. */
static void stop(struct state *state, const struct template *in)
{
    if (state->stopped)
        return;
    state->stopped = true;
    state->rendering->missing = "too deep";
    state->rendering->missing_in = in->name;
}

struct value template_follow(const struct name *name, int from, struct value value,
                             const struct locale *locale, struct arena *arena)
{
    for (int i = from; i < name->count && value.kind != VALUE_MISSING; i++) {
        const struct name_part *part = &name->parts[i];
        struct value next = value_get(value, part->name);
        if (next.kind == VALUE_MISSING && part->format && locale)
            next = locale_apply(locale, arena, part->format, value);
        value = next;
    }
    return value;
}

static struct value evaluate_dotted(struct state *state, const struct name *name)
{
    const struct locale *locale = state->rendering->locale;
    struct arena *arena = state->rendering->arena;
    struct value value;
    if (!name->count)
        return state->depth ? state->stack[state->depth - 1] : value_null();
    if (name->message && locale)
        value = locale_message_of(locale, arena, name->message_key, false, lookup_argument, state);
    else
        value = template_follow(name, 1, lookup(state, name->parts[0].name), locale, arena);
    if (value.kind == VALUE_MISSING)
        note_missing(state, name->text, name->in);
    return value;
}

static inline struct value evaluate(struct state *state, const struct name *name)
{
    if (name->count == 1) {
        struct value value = lookup(state, name->parts[0].name);
        if (value.kind != VALUE_MISSING)
            return value;
    }
    return evaluate_dotted(state, name);
}

/* --- writing -------------------------------------------------------------------------------------------------- */

static void write_text(struct buffer *out, uint8_t as, const char *text, size_t len)
{
    switch ((enum writing)as) {
    case WRITE_AS_IS:
        buffer_add(out, text, len);
        break;
    case WRITE_JSON:
        escape_json(out, text, len);
        break;
    case WRITE_URL:
        if (!address_safe(text, len)) {
            buffer_putc(out, '#');
            break;
        }
        __attribute__((fallthrough));
    case WRITE_ESCAPED:
        escape_html(out, text, len);
    }
}

static void write_real(struct buffer *out, double number)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    buffer_puts(out, text);
}

void template_write(struct buffer *out, const struct step *step, struct value value)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_TEXT:
        write_text(out, step->text_as, value.text, value.len);
        break;
    case VALUE_HTML:
        write_text(out, step->html_as, value.text, value.len);
        break;
    case VALUE_INT:
        buffer_int(out, value.number);
        break;
    case VALUE_REAL:
        write_real(out, value.real);
        break;
    case VALUE_TRUE:
        buffer_puts(out, "true");
        break;
    case VALUE_FALSE:
        buffer_puts(out, "false");
        break;
    default:
        break;
    }
}

/* --- running -------------------------------------------------------------------------------------------------- */

/* Runs the steps in STEP, a section, with VALUE around them. */
static void run_inside(struct state *state, const struct step *step, struct value value)
{
    if (state->depth == STACK_LIMIT) {
        stop(state, step->name->in);
        return;
    }
    state->stack[state->depth++] = value;
    run(state, step + 1, step->len);
    state->depth--;
}

static void run_section(struct state *state, const struct step *step)
{
    struct value value = evaluate(state, step->name);
    if (value.kind == VALUE_LIST) {
        const struct list_class *class = *value.list;
        void *self = (void *)(uintptr_t)value.list;
        struct value item;
        for (class->start(self); class->next(self, &item);)
            run_inside(state, step, item);
    } else if (value_truth(value)) {
        run_inside(state, step, value);
    }
}

static void run_call(struct state *state, const struct call *call)
{
    const struct node *node = call->node;
    const char *name = node->text;
    if (node->dynamic) {
        struct value value = evaluate(state, &node->name);
        if (value.kind != VALUE_TEXT)
            return;
        name = value.text;
    }
    const struct program *program = template_link_call(call, name, state->rendering);
    if (program)
        run(state, program->steps, program->count);
    else
        note_missing(state, name, call->scope->template);
}

static void run(struct state *state, const struct step *step, size_t count)
{
    for (const struct step *end = step + count; step < end && !state->stopped; step++) {
        switch ((enum step_op)step->op) {
        case STEP_TEXT:
            buffer_add(state->out, step->text, step->len);
            break;
        case STEP_VALUE:
            template_write(state->out, step, evaluate(state, step->name));
            break;
        case STEP_SECTION:
            run_section(state, step);
            step += step->len;
            break;
        case STEP_INVERTED:
            if (value_truth(evaluate(state, step->name)))
                step += step->len;
            break;
        case STEP_CALL:
            run_call(state, step->call);
            break;
        case STEP_STOP:
            stop(state, step->in);
        }
    }
}

/* Room for what the largest page had, so that few buffers grow. */
static void make_room(struct buffer *out, const struct program *program)
{
    buffer_reserve(out, atomic_load_explicit(&program->usual, memory_order_relaxed));
}

static void note_size(struct program *program, size_t len)
{
    if (len <= USUAL_LIMIT && len > atomic_load_explicit(&program->usual, memory_order_relaxed))
        atomic_store_explicit(&program->usual, len, memory_order_relaxed);
}

bool template_render(const struct template *template, struct rendering *rendering,
                     const struct value *contexts, int count, struct buffer *out)
{
    struct program *program = template_link(template, rendering);
    struct state state;
    size_t before = out->len;
    memset(&state, 0, offsetof(struct state, stack));
    state.rendering = rendering;
    state.out = out;
    rendering->missing = NULL;
    for (; state.depth < count && state.depth < STACK_LIMIT; state.depth++)
        state.stack[state.depth] = contexts[state.depth];
    make_room(out, program);
    run(&state, program->steps, program->count);
    note_size(program, out->len - before);
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
    const char *last = name->count > 1 ? symbol_name(name->parts[name->count - 1].name) : "";
    if (text_starts(last, "as_") && !name->parts[name->count - 1].format)
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
