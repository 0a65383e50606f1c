#include "site/files/sniff.h"

#include <string.h>

#include "base/text.h"

enum { PDF, PNG, JPEG, GIF, WEBP, DOCX, ODT, CSV, TEXT };
static const struct file_kind kinds[] = {
    [PDF] = { "application/pdf", "pdf", false, true },
    [PNG] = { "image/png", "png", true, true },
    [JPEG] = { "image/jpeg", "jpg", true, true },
    [GIF] = { "image/gif", "gif", true, true },
    [WEBP] = { "image/webp", "webp", true, true },
    [DOCX] = { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
               false, false },
    [ODT] = { "application/vnd.oasis.opendocument.text", "odt", false, false },
    [CSV] = { "text/csv", "csv", false, false },
    [TEXT] = { "text/plain", "txt", false, false },
};

static bool holds(const char *bytes, size_t len, size_t at, const char *mark, size_t mark_len)
{
    return len >= at + mark_len && !memcmp(bytes + at, mark, mark_len);
}

static bool names(const char *bytes, size_t len, const char *name)
{
    return memmem(bytes, len, name, strlen(name)) != NULL;
}

/* Documents are ZIP archives; those with macros are not taken. */
static const struct file_kind *sniff_archive(const char *bytes, size_t len)
{
    static const char odt[] = "mimetypeapplication/vnd.oasis.opendocument.text";
    if (names(bytes, len, "vbaProject.bin"))
        return NULL;
    if (holds(bytes, len, 30, odt, sizeof odt - 1))
        return &kinds[ODT];
    bool word = names(bytes, len, "[Content_Types].xml") && names(bytes, len, "word/document.xml");
    return word ? &kinds[DOCX] : NULL;
}

/* How often MARK stands in the line at TEXT. */
static int count_in_line(const char *text, size_t len, char mark)
{
    int count = 0;
    for (size_t i = 0; i < len && text[i] != '\n'; i++)
        count += text[i] == mark;
    return count;
}

static bool is_table(const char *text, size_t len)
{
    static const char marks[] = ",;\t";
    const char *second = memchr(text, '\n', len);
    size_t rest = second ? len - (size_t)(second + 1 - text) : 0;
    for (int i = 0; rest && marks[i]; i++) {
        int count = count_in_line(text, len, marks[i]);
        if (count && count == count_in_line(second + 1, rest, marks[i]))
            return true;
    }
    return false;
}

/* Plain text is UTF-8 without control characters, and no markup: that is for browsers to run. */
static const struct file_kind *sniff_text(const char *bytes, size_t len)
{
    size_t start = holds(bytes, len, 0, "\xef\xbb\xbf", 3) ? 3 : 0;
    while (start < len && strchr(" \t\r\n", bytes[start]) && bytes[start])
        start++;
    if (start == len || bytes[start] == '<' || !text_is_utf8(bytes, len))
        return NULL;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f') || c == 0x7f)
            return NULL;
    }
    return is_table(bytes + start, len - start) ? &kinds[CSV] : &kinds[TEXT];
}

const struct file_kind *file_sniff(const char *bytes, size_t len)
{
    static const struct {
        const char *mark;
        size_t len;
        int kind;
    } marks[] = { { "%PDF-", 5, PDF },
                  { "\x89PNG\r\n\x1a\n", 8, PNG },
                  { "\xff\xd8\xff", 3, JPEG },
                  { "GIF87a", 6, GIF },
                  { "GIF89a", 6, GIF } };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (holds(bytes, len, 0, marks[i].mark, marks[i].len))
            return &kinds[marks[i].kind];
    }
    if (holds(bytes, len, 0, "RIFF", 4) && holds(bytes, len, 8, "WEBP", 4))
        return &kinds[WEBP];
    if (holds(bytes, len, 0, "PK\x03\x04", 4))
        return sniff_archive(bytes, len);
    return len ? sniff_text(bytes, len) : NULL;
}

const struct file_kind *file_kind_of(const char *type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (text_equal(kinds[i].type, type))
            return &kinds[i];
    }
    return NULL;
}
