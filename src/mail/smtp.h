/* Delivery by SMTP (libcurl). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct smtp_settings {
    const char *url;             /* smtp://host:587, smtps://host:465 */
    const char *user, *password; /* NULL: without */
    const char *from;            /* address */
    const char *from_name;
};
/* Sends one plain-text message; false with the reason in ERROR. Blocks; 30 s at most. */
bool smtp_send(const struct smtp_settings *settings, const char *to, const char *subject,
               const char *body, long message, char *error, size_t error_size);
