/* Files of rows: what they are written in, and their rows. */
#include "record/table.h"

#include <csv.h>
#include <limits.h>
#include <string.h>
#include <unicode/ucnv.h>

#include "base/text.h"
#include "record/vcard.h"

/* --- cells ----------------------------------------------------------------------------------------------- */

/* Spreadsheets run a cell that begins like this. Apostrophes before it count too: export puts one more, import takes
 * one away, so that every value comes back as it was. */
static bool looks_formula(const char *value)
{
    char first = value[strspn(value, "'")];
    return first && strchr("=+-@\t\r", first);
}

const char *csv_plain(const char *value)
{
    return *value == '\'' && looks_formula(value) ? value + 1 : value;
}

void csv_cell(struct buffer *line, const char *value, bool first)
{
    if (!first)
        buffer_putc(line, ',');
    if (!value || !*value)
        return;
    bool formula = looks_formula(value);
    if (!formula && !strpbrk(value, ",\"\r\n") && *value != ' ') {
        buffer_puts(line, value);
        return;
    }
    buffer_putc(line, '"');
    if (formula)
        buffer_putc(line, '\'');
    for (const char *at = value; *at; at++) {
        if (*at == '"')
            buffer_putc(line, '"');
        buffer_putc(line, *at);
    }
    buffer_putc(line, '"');
}

/* --- what it is written in ---------------------------------------------------------------------------------- */

static bool convert(struct arena *arena, struct table *table, const char *from)
{
    UErrorCode status = U_ZERO_ERROR;
    if (table->len >= INT_MAX / 3)
        return false;
    size_t size = table->len * 3 + 1;
    char *out = arena_bytes(arena, size);
    int32_t len =
        ucnv_convert("UTF-8", from, out, (int32_t)size, table->text, (int32_t)table->len, &status);
    table->text = out;
    table->len = U_SUCCESS(status) ? (size_t)len : 0;
    return U_SUCCESS(status) && text_is_utf8(table->text, table->len);
}

/* Text of two bytes a character without a mark: every second byte of its beginning is nothing. */
static const char *wide_without_mark(const char *bytes, size_t len)
{
    size_t even = 0, odd = 0, look = len < 64 ? len : 64;
    for (size_t i = 0; i + 1 < look; i += 2) {
        even += !bytes[i];
        odd += !bytes[i + 1];
    }
    if (look < 4 || len % 2)
        return NULL;
    return !even && odd > look / 4 ? "UTF-16LE" : !odd && even > look / 4 ? "UTF-16BE" : NULL;
}

/* The bytes as UTF-8 without a byte order mark. */
static bool as_utf8(struct arena *arena, struct table *table)
{
    const char *bytes = table->text, *wide;
    size_t len = table->len;
    table->encoding = "UTF-8";
    if (len >= 2 && (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2))) {
        table->encoding = "UTF-16";
        return convert(arena, table, "UTF-16");
    }
    wide = wide_without_mark(bytes, len);
    if (wide) {
        table->encoding = "UTF-16";
        table->guessed = true;
        return convert(arena, table, wide);
    }
    if (len >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
        table->text += 3;
        table->len -= 3;
        return text_is_utf8(table->text, table->len);
    }
    if (text_is_utf8(bytes, len))
        return true;
    table->encoding = "Windows-1252";
    table->guessed = true;
    return !memchr(bytes, 0, len) && convert(arena, table, "windows-1252");
}

/* --- rows of CSV ------------------------------------------------------------------------------------------------ */

struct reading {
    const struct table *table;
    struct arena *arena; /* of the present row */
    table_row *row;
    void *self;
    const char *cells[TABLE_COLUMNS];
    int cell, last_end; /* the character that ended the row before */
    long number;
    bool blank, stopped, header;
};

static void on_cell(void *bytes, size_t len, void *self)
{
    struct reading *reading = self;
    if (reading->stopped)
        return;
    if (reading->cell < TABLE_COLUMNS)
        reading->cells[reading->cell] = arena_copy_n(reading->arena, bytes ? bytes : "", len);
    reading->blank = reading->blank && !len;
    reading->cell += reading->cell < INT_MAX;
}

/* Cells beyond the header's are a fault only if something is in them. */
static const char *form_fault(struct reading *reading)
{
    int columns = reading->table->columns;
    for (int i = columns; i < reading->cell; i++) {
        if (i >= TABLE_COLUMNS || !text_blank(reading->cells[i]))
            return "imports.more_cells";
    }
    bool fewer = reading->cell < columns;
    for (int i = reading->cell; i < columns; i++)
        reading->cells[i] = "";
    return fewer ? "imports.fewer_cells" : NULL;
}

static void give_row(struct reading *reading)
{
    bool go_on = true;
    if (!reading->header)
        reading->header = true;
    else if (!reading->blank)
        go_on = reading->row(reading->self, reading->number, reading->cells, form_fault(reading));
    reading->stopped = !go_on;
}

/* Also called for blank lines, so that rows are counted as a spreadsheet counts them. */
static void on_row(int end, void *self)
{
    struct reading *reading = self;
    bool line_feed = !reading->cell && end == '\n' && reading->last_end == '\r';
    reading->last_end = end;
    if (reading->stopped || line_feed || (end == -1 && !reading->cell))
        return;
    reading->number++;
    if (reading->cell)
        give_row(reading);
    reading->cell = 0;
    reading->blank = true;
    arena_reset(reading->arena);
}

/* Its buffer grows by 128 bytes unless it is told more: a cell of 10 MB would be moved 80,000 times. */
static void parser_start(struct csv_parser *parser, unsigned char options, char delimiter)
{
    csv_init(parser, options);
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_blk_size(parser, 1 << 16);
}

static void each_csv(const struct table *table, table_row *row, void *self)
{
    struct csv_parser parser;
    struct reading reading = {
        .table = table, .arena = arena_new(), .row = row, .self = self, .blank = true
    };
    parser_start(&parser, CSV_APPEND_NULL | CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL,
                 table->delimiter);
    bool bad = csv_parse(&parser, table->text, table->len, on_cell, on_row, &reading) != table->len;
    if ((bad || csv_fini(&parser, on_cell, on_row, &reading)) && !reading.stopped) {
        for (int i = 0; i < table->columns; i++)
            reading.cells[i] = "";
        row(self, reading.number + 1, reading.cells, "imports.quotes");
    }
    csv_free(&parser);
    arena_free(reading.arena);
}

void table_each(const struct table *table, table_row *row, void *self)
{
    if (table->format == TABLE_VCARD)
        vcard_each(table, row, self);
    else
        each_csv(table, row, self);
}

/* --- the header -------------------------------------------------------------------------------------------------- */

/* What stands most often in the first line outside of quotes. */
static char find_delimiter(const char *text, size_t len)
{
    static const char marks[] = ",;\t|";
    size_t counts[4] = { 0 }, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < len && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        const char *mark = text[i] ? strchr(marks, text[i]) : NULL;
        if (text[i] == '"')
            quoted = !quoted;
        else if (mark && !quoted)
            counts[mark - marks]++;
    }
    for (size_t i = 1; i < 4; i++) {
        if (counts[i] > counts[best])
            best = i;
    }
    return marks[best];
}

struct header {
    struct arena *arena;
    struct table *table;
    int cell;
    bool done;
};

static void header_cell(void *bytes, size_t len, void *self)
{
    struct header *header = self;
    struct table *table = header->table;
    if (header->done)
        return;
    if (header->cell < TABLE_COLUMNS) {
        char *name = arena_copy_n(header->arena, bytes ? bytes : "", len);
        for (char *at = name; *at; at++)
            *at = (char)((unsigned char)*at < 0x20 ? ' ' : *at);
        for (int i = 0; i < header->cell; i++)
            table->twice = table->twice || (*name && text_equal(table->names[i], name));
        table->names[header->cell] = name;
    }
    header->cell += header->cell < INT_MAX;
}

static void header_row(int end, void *self)
{
    struct header *header = self;
    (void)end;
    header->done = header->done || header->cell;
}

/* Columns of the first line that is not blank; those without a name at the end are none. */
static const char *read_header(struct arena *arena, struct table *table, const char **argument)
{
    struct csv_parser parser;
    struct header header = { .arena = arena, .table = table };
    size_t at = 0;
    table->names = arena_many(arena, const char *, TABLE_COLUMNS);
    parser_start(&parser, CSV_APPEND_NULL | CSV_REPALL_NL, table->delimiter);
    while (!header.done && at < table->len) {
        size_t piece = table->len - at < 4096 ? table->len - at : 4096;
        if (csv_parse(&parser, table->text + at, piece, header_cell, header_row, &header) != piece)
            break;
        at += piece;
    }
    if (!header.done)
        csv_fini(&parser, header_cell, header_row, &header);
    csv_free(&parser);
    *argument = arena_print(arena, "%d", TABLE_COLUMNS);
    if (header.cell > TABLE_COLUMNS)
        return "imports.many_columns";
    table->columns = header.cell;
    while (table->columns && text_blank(table->names[table->columns - 1]))
        table->columns--;
    return table->columns ? NULL : "imports.no_header";
}

/* Excel's own first line, "sep=;". */
static bool says_delimiter(struct table *table)
{
    size_t line = 6;
    if (table->len < 6 || strncmp(table->text, "sep=", 4) || !strchr("\r\n", table->text[5]))
        return false;
    line += table->text[5] == '\r' && table->len > 6 && table->text[6] == '\n';
    table->delimiter = table->text[4];
    table->text += line;
    table->len -= line;
    return true;
}

const char *table_open(struct arena *arena, const char *bytes, size_t len, struct table *out,
                       const char **argument)
{
    *out = (struct table){ .text = bytes, .len = len, .delimiter = ',' };
    *argument = NULL;
    if (!len)
        return "imports.empty";
    if (!as_utf8(arena, out))
        return "imports.not_text";
    if (vcard_is(out->text, out->len)) {
        out->format = TABLE_VCARD;
        return vcard_open(arena, out);
    }
    if (!says_delimiter(out))
        out->delimiter = find_delimiter(out->text, out->len);
    return read_header(arena, out, argument);
}
