/* Where the columns of a file go. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "record/import.h"
#include "record/record_internal.h"

static const struct {
    const char *name;
    int part;
} fixed[] = {
    { "id", IMPORT_ID },
    { "version", IMPORT_VERSION },
    { "slug", IMPORT_SLUG },
    { "state", IMPORT_STATE },
};
#define FIXED (sizeof fixed / sizeof *fixed)

static const struct field *own_field(const struct record_type *type, const char *name, size_t len)
{
    for (const struct field *field = type->fields; field->name; field++) {
        if (strlen(field->name) == len && !memcmp(field->name, name, len))
            return field->flags & DERIVED ? NULL : field;
    }
    return NULL;
}

bool import_target(const struct record_type *type, const char *name, struct import_target *out)
{
    *out = (struct import_target){ .part = IMPORT_LEAVE };
    for (size_t i = 0; i < FIXED; i++) {
        if (text_equal(fixed[i].name, name)) {
            out->part = fixed[i].part;
            return true;
        }
    }
    size_t len = name ? strlen(name) : 0;
    if (!len)
        return false;
    if (text_starts(name, "visibility.")) {
        out->field = own_field(type, name + 11, len - 11);
        if (out->field && !(out->field->flags & OWNER))
            out->field = NULL;
        out->part = out->field ? IMPORT_LEVEL : IMPORT_LEAVE;
        return out->field;
    }
    out->field = own_field(type, name, len);
    for (int lang = 0; lang < LANG_COUNT && !out->field && len > 3; lang++) {
        if (name[len - 3] == '_' && text_equal(name + len - 2, language_codes[lang])) {
            out->field = own_field(type, name, len - 3);
            out->lang = (enum language)lang;
            if (out->field && !(out->field->flags & TRANSLATED))
                out->field = NULL;
        }
    }
    out->part = out->field ? IMPORT_VALUE : IMPORT_LEAVE;
    return out->field;
}

const char **import_targets(struct arena *arena, const struct record_type *type)
{
    size_t count = 0;
    const char **targets =
        arena_many(arena, const char *, FIXED + (size_t)field_count(type) * (LANG_COUNT + 1) + 1);
    for (size_t i = 0; i < FIXED; i++)
        targets[count++] = fixed[i].name;
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->flags & DERIVED)
            continue;
        for (int lang = 0; lang < field_languages(field); lang++)
            targets[count++] = field->flags & TRANSLATED
                                   ? arena_print(arena, "%s_%s", field->name, language_codes[lang])
                                   : field->name;
        if (field->flags & OWNER)
            targets[count++] = arena_print(arena, "visibility.%s", field->name);
    }
    return targets;
}

static const char *say_field(const struct locale *locale, struct arena *arena, const char *key,
                             const char *field)
{
    struct map *arguments = map_new(arena);
    map_text(arguments, "field", field);
    return locale_say(locale, arena, key, arguments);
}

const char *import_label(const struct locale *locale, struct arena *arena,
                         const struct record_type *type, const char *name)
{
    struct import_target target;
    if (!import_target(type, name, &target))
        return name ? name : "";
    if (!target.field)
        return locale_text(locale, arena_print(arena, "imports.target_%s", name));
    const char *label = locale_text(locale, field_label_key(arena, type, target.field));
    if (target.part == IMPORT_LEVEL)
        return say_field(locale, arena, "imports.target_level", label);
    if (target.field->flags & TRANSLATED)
        return arena_print(arena, "%s (%s)", label,
                           locale_language_name(locale, arena, language_codes[target.lang]));
    return label;
}

const char **import_keys(struct arena *arena, const struct record_type *type)
{
    size_t count = 0;
    const char **keys = arena_many(arena, const char *, (size_t)field_count(type) + 1);
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->kind == KIND_EMAIL || field->kind == KIND_DOI || field->kind == KIND_ORCID ||
            field->kind == KIND_ISBN || field->kind == KIND_ISSN)
            keys[count++] = field->name;
    }
    return keys;
}

/* --- guessing -------------------------------------------------------------------------------------------------- */

/* Letters and digits only, without accents and case: "E-mail:" and "e mail" are the same. */
static const char *bare(struct arena *arena, const char *text)
{
    char *out = arena_copy(arena, locale_fold(arena, text)), *to = out;
    for (const char *at = out; *at; at++) {
        if (isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80)
            *to++ = *at;
    }
    *to = '\0';
    return out;
}

/* Whether the list of words, with commas between, has BARE. */
static bool lists(struct arena *arena, const char *words, const char *name)
{
    for (const char *at = words; at && *at;) {
        size_t len = strcspn(at, ",");
        if (text_equal(bare(arena, arena_copy_n(arena, at, len)), name))
            return true;
        at += len + (at[len] == ',');
    }
    return false;
}

/* What a target is called in LOCALE: its label, without a language too in that language, and other words for it. */
static bool is_called(const struct locale *locale, struct arena *arena,
                      const struct record_type *type, const char *name, const char *header)
{
    struct import_target target;
    import_target(type, name, &target);
    if (text_equal(bare(arena, import_label(locale, arena, type, name)), header))
        return true;
    if (target.part == IMPORT_LEVEL)
        return false;
    const char *also = locale_text(
        locale, arena_print(arena, "imports.also_%s", target.field ? target.field->name : name));
    const char *label =
        target.field ? locale_text(locale, field_label_key(arena, type, target.field)) : NULL;
    bool translated = target.field && target.field->flags & TRANSLATED;
    if (translated && locale_language(locale) != target.lang)
        return false;
    return (label && text_equal(bare(arena, label), header)) || lists(arena, also, header);
}

const char *import_guess(struct arena *arena, const struct record_type *type, const char *header)
{
    struct import_target target;
    const char *name = bare(arena, header);
    if (import_target(type, header, &target))
        return header;
    if (!*name)
        return NULL;
    const char **targets = import_targets(arena, type);
    for (int i = 0; targets[i]; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (text_equal(bare(arena, targets[i]), name) ||
                is_called(locale_of((enum language)lang), arena, type, targets[i], name))
                return targets[i];
        }
    }
    return NULL;
}
