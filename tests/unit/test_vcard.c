/* Address cards as address books write them. */
#include <stdlib.h>

#include "base/text.h"
#include "record/table.h"
#include "unit/test.h"

static struct arena *arena;
static struct table table;
static const char *cells[10][TABLE_COLUMNS], *faults[10];
static int rows;

static int begin(void **state)
{
    (void)state;
    arena = arena_new();
    rows = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static bool keep(void *self, long number, const char *const *row, const char *fault)
{
    (void)self;
    assert_int_equal(number, rows + 2);
    for (int i = 0; i < table.columns; i++)
        cells[rows][i] = arena_copy(arena, row[i]);
    faults[rows++] = fault;
    return true;
}

static const char *read_bytes(const char *bytes, size_t len)
{
    const char *argument;
    const char *wrong = table_open(arena, bytes, len, &table, &argument);
    rows = 0;
    if (!wrong)
        table_each(&table, keep, NULL);
    return wrong;
}

static void reads(const char *text)
{
    assert_null(read_bytes(text, strlen(text)));
    assert_int_equal(table.format, TABLE_VCARD);
}

static const char *cell(int row, const char *name)
{
    for (int i = 0; i < table.columns; i++) {
        if (text_equal(table.names[i], name))
            return cells[row][i];
    }
    return NULL;
}

static void test_card(void **state)
{
    (void)state;
    reads(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:López García;María;del Carmen;Dra.;\r\nFN:María López\r\n"
        "ORG:Universidad Autónoma\\; Sede "
        "Sur;Estudios\r\nitem1.EMAIL;TYPE=INTERNET:maria@example.org\r\n"
        "NOTE:one\\ntwo\\, three\\\\\r\nADR;TYPE=WORK:;;Calle "
        "5;Zacatecas;Zac.;98000;México\r\nEND:VCARD\r\n");
    assert_int_equal(rows, 1);
    assert_null(faults[0]);
    assert_string_equal(cell(0, "family name"), "López García");
    assert_string_equal(cell(0, "given name"), "María");
    assert_string_equal(cell(0, "additional name"), "del Carmen");
    assert_string_equal(cell(0, "FN"), "María López");
    assert_string_equal(cell(0, "ORG"), "Universidad Autónoma; Sede Sur");
    assert_string_equal(cell(0, "department"), "Estudios");
    assert_string_equal(cell(0, "email"), "maria@example.org");
    assert_string_equal(cell(0, "note"), "one\ntwo, three\\");
    assert_string_equal(cell(0, "city"), "Zacatecas");
    assert_string_equal(cell(0, "country"), "México");
    assert_null(cell(0, "phone"));
}

static void test_folding(void **state)
{
    (void)state;
    reads("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ma\r\n r\r\n\tía \r\n  Ruiz\r\nEND:VCARD");
    assert_string_equal(cell(0, "FN"), "María  Ruiz");
    reads("BEGIN:VCARD\nFN;X=\"a:b;c\":Ana\nEND:VCARD\n"); /* line feeds alone; a colon in quotes */
    assert_string_equal(cell(0, "FN"), "Ana");
}

static void test_old(void **state)
{
    (void)state;
    reads("BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Pe=C3=B1a;Jos="
          "C3=A9\r\n"
          "NOTE;ENCODING=QUOTED-PRINTABLE:a long =\r\nline=0D=0Aand more\r\n"
          "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Jos=E9 "
          "Pe=F1a\r\nTEL;CELL:1\r\nTEL;PREF;WORK:+52 2\r\n"
          "PHOTO;JPEG;ENCODING=BASE64:AAAA\r\n BBBB\r\n\r\nEND:VCARD\r\n");
    assert_string_equal(cell(0, "family name"), "Peña");
    assert_string_equal(cell(0, "given name"), "José");
    assert_string_equal(cell(0, "FN"), "José Peña");
    assert_string_equal(cell(0, "note"), "a long line\r\nand more");
    assert_string_equal(cell(0, "phone"), "+52 2");
}

static void test_several(void **state)
{
    (void)state;
    reads("BEGIN:VCARD\nFN:A\nEND:VCARD\nrubbish\nBEGIN:VCARD\nFN:B\nEMAIL:b@example.org\n"
          "BEGIN:VCARD\nFN:C\nTEL;VALUE=uri:tel:+1-2\nLANG;PREF=1:es\nLANG:en\nend:vcard\nBEGIN:"
          "VCARD\nFN:D\n");
    assert_int_equal(rows, 4);
    assert_string_equal(cell(0, "FN"), "A");
    assert_string_equal(cell(0, "email"), "");
    assert_string_equal(faults[1], "imports.card_end");
    assert_string_equal(cell(1, "email"), "b@example.org");
    assert_null(faults[2]);
    assert_string_equal(cell(2, "phone"), "+1-2");
    assert_string_equal(cell(2, "languages"), "es\nen");
    assert_string_equal(faults[3], "imports.card_end");
}

static void test_hostile(void **state)
{
    (void)state;
    assert_string_equal(read_bytes("BEGIN:VCARD\nEND:VCARD\n", 22), "imports.no_cards");
    assert_string_equal(read_bytes("BEGIN:VCARD", 11), "imports.no_cards");
    assert_string_equal(read_bytes("BEGIN:VCARD\nFN:a\0b\nEND:VCARD\n", 29), "imports.not_text");
    reads("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:=4=\nEND:VCARD");
    reads("BEGIN:VCARD\nFN:=;;;;;;\\\nN:;;;;;;;;;;a\nADR:x\nORG:o\nEND:VCARD");
    assert_string_equal(cell(0, "FN"), "=;;;;;;\\");
    size_t len = 10 << 20;
    char *huge = malloc(len);
    memset(huge, 'a', len);
    memcpy(huge, "BEGIN:VCARD\nFN:", 15);
    memcpy(huge + len - 11, "\nEND:VCARD\n", 11);
    assert_null(read_bytes(huge, len));
    assert_int_equal(strlen(cell(0, "FN")), len - 26);
    free(huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_card, begin, end),
        cmocka_unit_test_setup_teardown(test_folding, begin, end),
        cmocka_unit_test_setup_teardown(test_old, begin, end),
        cmocka_unit_test_setup_teardown(test_several, begin, end),
        cmocka_unit_test_setup_teardown(test_hostile, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
