#include "web/escape.h"

#include <string.h>
#include <strings.h>

static const char *const html_references[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void escape_html(struct buffer *out, const char *text, size_t len)
{
    size_t from = 0;
    for (size_t i = 0; i < len; i++) {
        const char *reference = html_references[(unsigned char)text[i]];
        if (reference) {
            buffer_add(out, text + from, i - from);
            buffer_puts(out, reference);
            from = i + 1;
        }
    }
    buffer_add(out, text + from, len - from);
}

void escape_json(struct buffer *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == '<' || c == '>' || c == '&')
            buffer_printf(out, "\\u%04x", c);
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
    for (size_t i = 0; i < len && !strchr("/?#", address[i]); i++) {
        if (address[i] != ':')
            continue;
        for (size_t n = 0; n < sizeof schemes / sizeof *schemes; n++) {
            if (i + 1 == strlen(schemes[n]) && !strncasecmp(address, schemes[n], i + 1))
                return true;
        }
        return false;
    }
    return true;
}
