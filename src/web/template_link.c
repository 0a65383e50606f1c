/* Puts a page together before it is first shown in a language: parents, blocks and partials stand where they are named, what
 * is the same on each page (words without arguments, addresses of routes and of public files) is text, and neighbouring texts
 * are one. What is left for each request are the values. */
#include <string.h>

#include "web/escape.h"
#include "web/template_internal.h"

#define CALL_LIMIT 100
#define INDENT_LIMIT 128

struct linker {
    struct arena *arena; /* the program's; scopes and frames that calls hold are there too */
    const struct rendering *rendering;
    bool kept; /* the program outlives the rendering: only the set's templates may be part of it */
    struct buffer steps; /* of struct step */
    struct buffer text;  /* written since the last step */
};

static void link_nodes(struct linker *linker, const struct scope *scope, const struct node *node,
                       bool in_line);

static size_t step_count(const struct linker *linker)
{
    return linker->steps.len / sizeof(struct step);
}

static void add_step(struct linker *linker, struct step step)
{
    if (linker->text.len) {
        struct step text = { .op = STEP_TEXT, .len = (uint32_t)linker->text.len };
        text.text = arena_copy_n(linker->arena, linker->text.at, linker->text.len);
        buffer_add(&linker->steps, &text, sizeof text);
        linker->text.len = 0;
    }
    if (step.op != STEP_TEXT)
        buffer_add(&linker->steps, &step, sizeof step);
}

static void end_text(struct linker *linker)
{
    add_step(linker, (struct step){ .op = STEP_TEXT });
}

/* Literal text; in a block that stands in an attribute or title it may not end that. */
static void add_literal(struct linker *linker, const struct scope *scope, const char *text,
                        size_t len)
{
    if (scope->place == PLACE_TEXT)
        buffer_add(&linker->text, text, len);
    else
        escape_markup(&linker->text, text, len);
}

static void link_text(struct linker *linker, const struct scope *scope, const struct node *node,
                      bool line_start)
{
    const char *at = node->text, *end = at + node->len;
    if (!*scope->indent) {
        add_literal(linker, scope, at, node->len);
        return;
    }
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline ? newline + 1 : end;
        if (line_start)
            buffer_puts(&linker->text, scope->indent);
        add_literal(linker, scope, at, (size_t)(next - at));
        at = next;
        line_start = true;
    }
}

/* --- values --- */

/* The value of NAME where every page of the language shows the same, else VALUE_MISSING. */
static struct value constant(const struct linker *linker, const struct name *name)
{
    const struct rendering *rendering = linker->rendering;
    struct value value = { .kind = VALUE_MISSING };
    if (!rendering->locale)
        return value;
    if (name->message)
        return locale_fixed(rendering->locale, name->message_key);
    if (name->count < 2 || !rendering->set || !rendering->set->constant)
        return value;
    value = rendering->set->constant(locale_language(rendering->locale), name->parts[0].name,
                                     name->parts[1].name);
    return template_follow(name, 2, value, rendering->locale, linker->arena);
}

static void link_value(struct linker *linker, const struct scope *scope, const struct node *node)
{
    enum escape_mode mode = scope->template->mode;
    struct step step = { .op = STEP_VALUE, .text_as = WRITE_ESCAPED, .name = &node->name };
    if (mode == ESCAPE_NONE)
        step.text_as = WRITE_AS_IS;
    else if (node->place == PLACE_JSON && scope->place == PLACE_TEXT)
        step.text_as = WRITE_JSON;
    else if (node->place == PLACE_URL)
        step.text_as = WRITE_URL;
    bool html = mode == ESCAPE_HTML && node->place == PLACE_TEXT && scope->place == PLACE_TEXT;
    step.html_as = html ? WRITE_AS_IS : step.text_as;
    if (node->op == NODE_RAW)
        step.text_as = WRITE_AS_IS;
    struct value value = constant(linker, &node->name);
    if (value.kind != VALUE_MISSING)
        template_write(&linker->text, &step, value);
    else
        add_step(linker, step);
}

static void link_section(struct linker *linker, const struct scope *scope, const struct node *node)
{
    struct step step = { .op = node->op == NODE_SECTION ? STEP_SECTION : STEP_INVERTED,
                         .name = &node->name };
    add_step(linker, step);
    size_t at = step_count(linker);
    link_nodes(linker, scope, node->children, false);
    end_text(linker);
    struct step *begin = (struct step *)(void *)linker->steps.at + at - 1;
    begin->len = (uint32_t)(step_count(linker) - at);
}

/* --- partials, parents and blocks --- */

static const struct template *compile_partial(struct linker *linker, enum escape_mode mode,
                                              const char *name)
{
    const struct rendering *rendering = linker->rendering;
    const char *source = rendering->partial && !linker->kept
                             ? rendering->partial(rendering->partial_self, name)
                             : NULL;
    struct template *template =
        source ? template_compile(name, source, strlen(source), mode, NULL) : NULL;
    if (template)
        arena_defer(rendering->arena, (void (*)(void *))template_free, template);
    return template;
}

/* The template NAME that may stand in SCOPE: plain text in a page would not be escaped. */
static const struct template *find_template(struct linker *linker, const struct scope *scope,
                                            const char *name)
{
    const struct template_set *set = linker->rendering->set;
    enum escape_mode mode = scope->template->mode;
    const struct template *found = set ? template_find(set, name) : NULL;
    if (!found)
        found = compile_partial(linker, mode, name);
    return found && found->mode == ESCAPE_NONE && mode != ESCAPE_NONE ? NULL : found;
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

/* A scope in SCOPE with more indentation; NULL, and a step that stops: too deep. */
static struct scope *enter(struct linker *linker, const struct scope *scope, const char *indent)
{
    if (scope->calls == CALL_LIMIT || strlen(scope->indent) + strlen(indent) > INDENT_LIMIT) {
        add_step(linker, (struct step){ .op = STEP_STOP, .in = scope->template });
        return NULL;
    }
    struct scope *inner = arena_one(linker->arena, struct scope);
    *inner = *scope;
    inner->calls++;
    inner->given = NULL;
    inner->outer = scope;
    if (*indent)
        inner->indent = arena_join(linker->arena, scope->indent, indent);
    return inner;
}

static void link_template(struct linker *linker, const struct scope *scope, const struct node *node,
                          const struct template *template)
{
    struct scope *inner = enter(linker, scope, node->indent);
    struct frame *frame = NULL;
    if (!inner)
        return;
    if (node->op == NODE_PARENT) {
        frame = arena_one(linker->arena, struct frame);
        *frame = (struct frame){ node->children, scope->template, scope->frames };
    }
    inner->template = template;
    inner->frames = frame;
    link_nodes(linker, inner, template->nodes, false);
}

static void link_given(struct linker *linker, const struct scope *scope, const struct node *node,
                       const struct node *given, const struct frame *from)
{
    struct scope *inner = enter(linker, scope, node->indent);
    if (!inner)
        return;
    inner->template = from->template;
    inner->given = given;
    if (node->place != PLACE_TEXT)
        inner->place = node->place;
    link_nodes(linker, inner, given->children, node->first_line_inline);
}

/* Whether SCOPE is in the template NAME, or in GIVEN, already: to put that there again would never end. */
static bool in_template(const struct scope *scope, const char *name)
{
    while (scope && (scope->given || strcmp(scope->template->name, name) != 0))
        scope = scope->outer;
    return scope;
}

static bool in_given(const struct scope *scope, const struct node *given)
{
    while (scope && scope->given != given)
        scope = scope->outer;
    return scope;
}

static void add_call(struct linker *linker, const struct scope *scope, const struct node *node)
{
    struct call *call = arena_one(linker->arena, struct call);
    *call = (struct call){ node, scope };
    add_step(linker, (struct step){ .op = STEP_CALL, .call = call });
}

static void link_named(struct linker *linker, const struct scope *scope, const struct node *node)
{
    bool later = node->dynamic || in_template(scope, node->text);
    const struct template *template = later ? NULL : find_template(linker, scope, node->text);
    if (template)
        link_template(linker, scope, node, template);
    else
        add_call(linker, scope, node);
}

static void link_block(struct linker *linker, const struct scope *scope, const struct node *node)
{
    const struct frame *from;
    const struct node *given = overriding(scope->frames, node->text, &from);
    if (!given)
        link_nodes(linker, scope, node->children, false);
    else if (!in_given(scope, given))
        link_given(linker, scope, node, given, from);
    else
        add_call(linker, scope, node);
}

/* IN_LINE: the first line of NODE continues one that is indented already. */
static void link_nodes(struct linker *linker, const struct scope *scope, const struct node *node,
                       bool in_line)
{
    for (; node; node = node->next, in_line = false) {
        bool line_start = node->line_start && !in_line;
        if (line_start && node->op != NODE_TEXT)
            buffer_puts(&linker->text, scope->indent);
        switch (node->op) {
        case NODE_TEXT:
            link_text(linker, scope, node, line_start);
            break;
        case NODE_VALUE:
        case NODE_RAW:
            link_value(linker, scope, node);
            break;
        case NODE_SECTION:
        case NODE_INVERTED:
            link_section(linker, scope, node);
            break;
        case NODE_PARTIAL:
        case NODE_PARENT:
            link_named(linker, scope, node);
            break;
        case NODE_BLOCK:
            link_block(linker, scope, node);
        }
    }
}

/* --- programs --- */

static struct program *finish(struct linker *linker)
{
    struct program *program = arena_one(linker->arena, struct program);
    end_text(linker);
    program->count = step_count(linker);
    struct step *steps = arena_many(linker->arena, struct step, program->count);
    if (program->count)
        memcpy(steps, linker->steps.at, linker->steps.len);
    program->steps = steps;
    buffer_free(&linker->steps);
    buffer_free(&linker->text);
    return program;
}

static struct program *link_whole(struct linker *linker, const struct template *template)
{
    struct scope *scope = arena_one(linker->arena, struct scope);
    *scope = (struct scope){ .template = template, .indent = "" };
    link_nodes(linker, scope, template->nodes, false);
    return finish(linker);
}

static struct program *link_kept(const struct template *template, const struct rendering *rendering)
{
    struct programs *programs = template->programs;
    enum language lang = locale_language(rendering->locale);
    struct program *program = atomic_load_explicit(&programs->of[lang], memory_order_acquire);
    if (program)
        return program;
    pthread_mutex_lock(&programs->set->linking);
    program = atomic_load_explicit(&programs->of[lang], memory_order_relaxed);
    if (!program) {
        struct linker linker = { .arena = programs->set->arena,
                                 .rendering = rendering,
                                 .kept = true };
        program = link_whole(&linker, template);
        atomic_store_explicit(&programs->of[lang], program, memory_order_release);
    }
    pthread_mutex_unlock(&programs->set->linking);
    return program;
}

struct program *template_link(const struct template *template, const struct rendering *rendering)
{
    if (template->programs && rendering->locale && rendering->set == template->programs->set)
        return link_kept(template, rendering);
    struct linker linker = { .arena = rendering->arena, .rendering = rendering };
    return link_whole(&linker, template);
}

const struct program *template_link_call(const struct call *call, const char *name,
                                         const struct rendering *rendering)
{
    struct linker linker = { .arena = rendering->arena, .rendering = rendering };
    const struct scope *scope = call->scope;
    if (call->node->op == NODE_BLOCK) {
        const struct frame *from;
        const struct node *given = overriding(scope->frames, call->node->text, &from);
        if (given)
            link_given(&linker, scope, call->node, given, from);
    } else {
        const struct template *template = find_template(&linker, scope, name);
        if (!template)
            return NULL;
        link_template(&linker, scope, call->node, template);
    }
    return finish(&linker);
}
