#include "mail/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/text.h"

static void put_base64(struct buffer *out, const char *bytes, size_t len, size_t line)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0, column = 0; i < len; i += 3) {
        unsigned long word = (unsigned long)(unsigned char)bytes[i] << 16;
        word |= i + 1 < len ? (unsigned long)(unsigned char)bytes[i + 1] << 8 : 0;
        word |= i + 2 < len ? (unsigned long)(unsigned char)bytes[i + 2] : 0;
        buffer_putc(out, digits[word >> 18 & 63]);
        buffer_putc(out, digits[word >> 12 & 63]);
        buffer_putc(out, i + 1 < len ? digits[word >> 6 & 63] : '=');
        buffer_putc(out, i + 2 < len ? digits[word & 63] : '=');
        column += 4;
        if (line && column >= line) {
            buffer_puts(out, "\r\n");
            column = 0;
        }
    }
}

/* RFC 2047 words of whole characters; no line end can get into a header. */
static void put_header(struct buffer *out, const char *name, const char *text, const char *after)
{
    buffer_printf(out, "%s:", name);
    for (const char *at = text; *at;) {
        size_t take = 0;
        while (at[take] && take < 36)
            take++;
        while (at[take] && ((unsigned char)at[take] & 0xc0) == 0x80)
            take--;
        buffer_puts(out, at == text ? " =?UTF-8?B?" : "\r\n =?UTF-8?B?");
        put_base64(out, at, take, 0);
        buffer_puts(out, "?=");
        at += take;
    }
    buffer_printf(out, "%s\r\n", after);
}

static void write_message(struct buffer *out, const struct smtp_settings *settings, const char *to,
                          const char *subject, const char *body, long message)
{
    char date[64];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &utc);
    const char *at = strchr(settings->from, '@');
    buffer_printf(out, "Date: %s\r\nMessage-ID: <%ld.inmd%s>\r\nTo: <%s>\r\n", date, message,
                  at ? at : "@localhost", to);
    put_header(out, "From", settings->from_name, " ");
    out->len -= 3; /* the address goes on the same line */
    buffer_printf(out, " <%s>\r\n", settings->from);
    put_header(out, "Subject", subject, "");
    buffer_puts(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: "
                     "text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n");
    put_base64(out, body, strlen(body), 76);
    buffer_puts(out, "\r\n");
}

struct upload_state {
    const struct buffer *message;
    size_t at;
};

static size_t read_message(char *to, size_t size, size_t count, void *self)
{
    struct upload_state *upload = self;
    size_t left = upload->message->len - upload->at,
           take = size * count < left ? size * count : left;
    memcpy(to, upload->message->at + upload->at, take);
    upload->at += take;
    return take;
}

bool smtp_send(const struct smtp_settings *settings, const char *to, const char *subject,
               const char *body, long message, char *error, size_t error_size)
{
    struct buffer text = { 0 };
    char words[CURL_ERROR_SIZE] = "";
    CURL *curl = curl_easy_init();
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    write_message(&text, settings, to, subject, body, message);
    struct upload_state upload = { &text, 0 };
    curl_easy_setopt(curl, CURLOPT_URL, settings->url);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, settings->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    if (settings->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password);
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    }
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        snprintf(error, error_size, "%s", words[0] ? words : curl_easy_strerror(code));
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    buffer_free(&text);
    return code == CURLE_OK;
}
