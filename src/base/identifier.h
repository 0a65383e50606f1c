/* Identifiers of scholarship, and e-mail addresses: form and check digits. Each function writes the usual form into OUT or returns false. */
#pragma once
#include <stdbool.h>

#define IDENTIFIER_SIZE 256
bool identifier_orcid(const char *text,
                      char out[IDENTIFIER_SIZE]); /* 0000-0002-1825-0097 (ISO 7064 MOD 11-2) */
bool identifier_isbn(const char *text, char out[IDENTIFIER_SIZE]); /* digits only, 10 or 13 */
bool identifier_issn(const char *text, char out[IDENTIFIER_SIZE]); /* 1870-7599 */
bool identifier_doi(const char *text,
                    char out[IDENTIFIER_SIZE]); /* without resolver, 10.1234/abc */
/* Without white space around it, its domain in lower case: ana@Example.ORG is ana@example.org. */
bool identifier_email(const char *text, char out[IDENTIFIER_SIZE]);
