#include "web/escape.h"

#include <string.h>
#include <strings.h>

struct reference {
    uint8_t len; /* 0: the character stands for itself */
    char text[7];
};

static const struct reference html_references[256] = {
    ['&'] = { 5, "&amp;" },  ['<'] = { 4, "&lt;" },   ['>'] = { 4, "&gt;" },
    ['"'] = { 6, "&quot;" }, ['\''] = { 5, "&#39;" },
};

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t has_zero_byte(uint64_t word)
{
    return (word - EACH_BYTE(0x01)) & ~word & EACH_BYTE(0x80);
}

/* Whether a byte of WORD is one of & < > " ': in pairs that differ by one bit. */
static bool needs_reference(uint64_t word)
{
    return (has_zero_byte((word & EACH_BYTE(0xfb)) ^ EACH_BYTE('"')) |
            has_zero_byte(word ^ EACH_BYTE('\'')) |
            has_zero_byte((word & EACH_BYTE(0xfd)) ^ EACH_BYTE('<'))) != 0;
}

/* How many bytes at the begin of TEXT need no reference. */
static size_t plain_span(const char *text, size_t len)
{
    size_t i = 0;
    for (uint64_t word; len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        if (needs_reference(word))
            break;
    }
    while (i < len && !html_references[(unsigned char)text[i]].len)
        i++;
    return i;
}

void escape_html(struct buffer *out, const char *text, size_t len)
{
    for (;;) {
        size_t span = plain_span(text, len);
        buffer_add(out, text, span);
        if (span == len)
            return;
        const struct reference *reference = &html_references[(unsigned char)text[span]];
        buffer_add(out, reference->text, reference->len);
        text += span + 1;
        len -= span + 1;
    }
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
