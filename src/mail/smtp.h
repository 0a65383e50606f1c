/* Delivery by SMTP (libcurl, loaded when the first message goes out: its eighty libraries would cost every CGI start). */
#pragma once
#include <stddef.h>

struct smtp_settings {
    /* smtps://host:465; smtp://host:587 with STARTTLS, which is required but for loopback without USER. */
    const char *url;
    const char *user, *password; /* NULL: without */
    const char *from;            /* address */
    const char *from_name;
};
struct smtp_message {
    long id; /* makes the Message-ID: <ID.inmd@DOMAIN>, by which a bounce is known again */
    const char *to, *subject, *body; /* plain text */
    /* Where the recipient ends such messages (RFC 8058, one click), NULL: not such a message. */
    const char *off_url;
};
enum smtp_result {
    SMTP_SENT,
    SMTP_LATER,  /* the server is away, or says 4xx: try again */
    SMTP_REFUSED /* 5xx for this recipient or message: trying again is of no use */
};
/* Writes the message as it goes over the wire (RFC 5322), CR LF line ends. */
struct buffer;
void smtp_write(struct buffer *out, const struct smtp_settings *settings,
                const struct smtp_message *message);
/* Sends one message; the reason in ERROR when it is not sent. Blocks; 30 s at most. The connection is kept for the next one:
 * one thread only. */
enum smtp_result smtp_send(const struct smtp_settings *settings, const struct smtp_message *message,
                           char *error, size_t error_size);
/* Closes the connection. */
void smtp_end(void);
