/* A file of rows below one header: CSV as spreadsheets write it (UTF-8, UTF-16 or Windows-1252; commas, semicolons, tabs or bars),
 * or address cards (vcard.h), each a row. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"

#define TABLE_COLUMNS 200
enum table_format { TABLE_CSV, TABLE_VCARD };
struct table {
    enum table_format format;
    const char *encoding; /* "UTF-8", "UTF-16", "Windows-1252" */
    bool guessed;         /* nothing in the file says so */
    char delimiter;       /* of CSV */
    int columns;
    const char **names; /* by column, as the file has them */
    bool twice;         /* a name stands there twice */
    const char *text;   /* UTF-8 */
    size_t len;
};

/* Reads what the file is and its header. What OUT holds lives as long as ARENA and BYTES. NULL when it can be read, else the message key
 * of what is wrong, with its *ARGUMENT (NULL: none). */
const char *table_open(struct arena *arena, const char *bytes, size_t len, struct table *out,
                       const char **argument);
/* One row: NUMBER as a spreadsheet counts (the header is 1; of cards the first is 2). CELLS, one for each column, live until it returns. FAULT:
 * message key of what is wrong with its form, or NULL. False stops the reading. */
typedef bool table_row(void *self, long number, const char *const *cells, const char *fault);
/* Every row but the header and blank ones, in order. */
void table_each(const struct table *table, table_row *row, void *self);

/* Appends VALUE to a line of CSV, quoted where it must be; a formula is made plain text by an apostrophe. */
void csv_cell(struct buffer *line, const char *value, bool first);
/* VALUE as it was before csv_cell() made it plain. */
const char *csv_plain(const char *value);
