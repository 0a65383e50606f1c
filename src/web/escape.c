#include "web/escape.h"

#include <string.h>
#include <strings.h>

#include "base/word.h"

/* Sixteen characters, compared at once. */
typedef uint8_t sixteen __attribute__((vector_size(16)));

/* How many characters come before the first that is one of " & ' < > or #, which can be told from the rest in two comparisons. */
static size_t plain_begin(sixteen text)
{
    sixteen found = (sixteen)(((text & 0xfa) == '"') | ((text & 0xfd) == '<'));
    uint64_t half[2];
    memcpy(half, &found, sizeof half);
    if (half[0])
        return (size_t)__builtin_ctzll(le64toh(half[0])) / 8;
    return half[1] ? 8 + (size_t)__builtin_ctzll(le64toh(half[1])) / 8 : 16;
}

/* The first LEN characters at TEXT, 16 at most, and NULs. */
static sixteen characters(const char *text, size_t len)
{
    sixteen all;
    char half[16] = { 0 };
    if (len >= 16) {
        memcpy(&all, text, sizeof all);
        return all;
    }
    if (len >= 8)
        word_put(half + 8, word_part(text + 8, len - 8));
    word_put(half, len >= 8 ? word_at(text) : word_part(text, len));
    memcpy(&all, half, sizeof all);
    return all;
}

static const struct reference {
    char text[7];
    uint8_t len;
} references[256] = {
    ['&'] = { "&amp;", 5 },  ['<'] = { "&lt;", 4 },   ['>'] = { "&gt;", 4 },
    ['"'] = { "&quot;", 6 }, ['\''] = { "&#39;", 5 }, ['#'] = { "#", 1 },
};

/* What is copied beyond the end of the text or of a reference is written over next. */
void escape_html(struct buffer *out, const char *text, size_t len)
{
    while (len) {
        size_t plain = 16;
        if (out->cap - out->len < len + 32)
            buffer_reserve(out, len + 32);
        char *to = out->at + out->len;
        while (len && plain == 16) {
            sixteen some = characters(text, len);
            size_t step = len < 16 ? len : 16;
            plain = plain_begin(some);
            step = plain < step ? plain : step;
            memcpy(to, &some, sizeof some);
            to += step;
            text += step;
            len -= step;
        }
        if (plain < 16) {
            const struct reference *reference = &references[(unsigned char)*text];
            memcpy(to, reference, sizeof *reference);
            to += reference->len;
            text++;
            len--;
        }
        out->len = (size_t)(to - out->at);
    }
}

char *percent_encode(char *to, const char *text)
{
    /* A-Z a-z 0-9 - . _ ~ */
    static const uint32_t plain[8] = { 0, 0x03ff6000, 0x87fffffe, 0x47fffffe };
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (plain[c / 32] >> c % 32 & 1) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    *to = '\0';
    return to;
}

void escape_markup(struct buffer *out, const char *text, size_t len)
{
    for (const char *and; (and = memchr(text, '&', len)) != NULL;) {
        size_t span = (size_t)(and-text);
        escape_html(out, text, span);
        buffer_putc(out, '&');
        text += span + 1;
        len -= span + 1;
    }
    escape_html(out, text, len);
}

void escape_json(struct buffer *out, const char *text, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == '<' || c == '>' || c == '&')
            buffer_add(out, (char[]){ '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] }, 6);
        else if (c == '"' || c == '\\')
            buffer_add(out, (char[]){ '\\', (char)c }, 2);
        else
            buffer_putc(out, (char)c);
    }
}

bool address_safe(const char *address, size_t len)
{
    static const char *const schemes[] = { "http:", "https:", "mailto:", "tel:" };
    if (len && (unsigned char)*address <= 0x20)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = address[i];
        if (c == '/' || c == '?' || c == '#')
            break;
        if (c != ':')
            continue;
        for (size_t n = 0; n < sizeof schemes / sizeof *schemes; n++) {
            if (i + 1 == strlen(schemes[n]) && !strncasecmp(address, schemes[n], i + 1))
                return true;
        }
        return false;
    }
    return true;
}
