#include "base/identifier.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Digits and X of TEXT, after a prefix that ends with a slash or colon; -1 when there is anything else. */
static int digits_of(const char *text, char out[32])
{
    int count = 0;
    const char *slash = strrchr(text, '/');
    for (text = slash ? slash + 1 : text; *text; text++) {
        if (isdigit((unsigned char)*text) || *text == 'x' || *text == 'X')
            out[count++] = (char)toupper((unsigned char)*text);
        else if (*text != '-' && *text != ' ')
            return -1;
        if (count == 31)
            return -1;
    }
    out[count] = '\0';
    return count;
}

static int digit(char c)
{
    return c == 'X' ? 10 : c - '0';
}

bool identifier_orcid(const char *text, char out[IDENTIFIER_SIZE])
{
    char digits[32];
    int total = 0;
    if (digits_of(text, digits) != 16 || memchr(digits, 'X', 15))
        return false;
    for (int i = 0; i < 15; i++)
        total = (total + digit(digits[i])) * 2;
    if ((12 - total % 11) % 11 != digit(digits[15]))
        return false;
    snprintf(out, IDENTIFIER_SIZE, "%.4s-%.4s-%.4s-%.4s", digits, digits + 4, digits + 8,
             digits + 12);
    return true;
}

bool identifier_isbn(const char *text, char out[IDENTIFIER_SIZE])
{
    char digits[32];
    int count = digits_of(text, digits), sum = 0;
    if (count != 10 && count != 13)
        return false;
    if (memchr(digits, 'X', (size_t)count - 1) || (count == 13 && digits[12] == 'X'))
        return false;
    if (count == 13 && strncmp(digits, "978", 3) && strncmp(digits, "979", 3))
        return false; /* another kind of article number */
    for (int i = 0; i < count; i++)
        sum += digit(digits[i]) * (count == 10 ? 10 - i : i % 2 ? 3 : 1);
    snprintf(out, IDENTIFIER_SIZE, "%s", digits);
    return sum % (count == 10 ? 11 : 10) == 0;
}

bool identifier_issn(const char *text, char out[IDENTIFIER_SIZE])
{
    char digits[32];
    int sum = 0;
    if (digits_of(text, digits) != 8 || memchr(digits, 'X', 7))
        return false;
    for (int i = 0; i < 8; i++)
        sum += digit(digits[i]) * (8 - i);
    snprintf(out, IDENTIFIER_SIZE, "%.4s-%.4s", digits, digits + 4);
    return sum % 11 == 0;
}

bool identifier_doi(const char *text, char out[IDENTIFIER_SIZE])
{
    const char *at = strstr(text, "10.");
    if (!at || (at != text && at[-1] != '/' && at[-1] != ':' && at[-1] != ' '))
        return false;
    const char *slash = strchr(at, '/');
    if (!slash || slash - at < 7 || !slash[1] || strlen(at) >= IDENTIFIER_SIZE ||
        strpbrk(at, " \t\n<>\""))
        return false;
    for (const char *c = at + 3; c < slash; c++) {
        if (!isdigit((unsigned char)*c) && *c != '.')
            return false;
    }
    snprintf(out, IDENTIFIER_SIZE, "%s", at);
    return true;
}

bool identifier_email(const char *text, char out[IDENTIFIER_SIZE])
{
    const char *start = text + strspn(text, " \t\r\n");
    size_t len = strlen(start);
    while (len && strchr(" \t\r\n", start[len - 1]))
        len--;
    if (len > 254)
        return false;
    snprintf(out, IDENTIFIER_SIZE, "%.*s", (int)len, start);
    char *at = strchr(out, '@');
    const char *dot = at ? strrchr(at, '.') : NULL;
    if (!at || at == out || !dot || dot == at + 1 || strlen(dot) < 3 || strchr(at + 1, '@') ||
        strpbrk(out, " \t\r\n<>\"(),;:\\[]"))
        return false;
    for (; *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return true;
}
