#include "mail/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/library.h"
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

void smtp_write(struct buffer *out, const struct smtp_settings *settings,
                const struct smtp_message *message)
{
    char date[64];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &utc);
    const char *at = strchr(settings->from, '@');
    buffer_printf(out, "Date: %s\r\nMessage-ID: <%ld.inmd%s>\r\nTo: <%s>\r\n", date, message->id,
                  at ? at : "@localhost", message->to);
    put_header(out, "From", settings->from_name, " ");
    out->len -= 3; /* the address goes on the same line */
    buffer_printf(out, " <%s>\r\n", settings->from);
    put_header(out, "Subject", message->subject, "");
    if (message->off_url)
        buffer_printf(out,
                      "List-Unsubscribe: <%s>\r\n"
                      "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                      message->off_url);
    buffer_puts(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: "
                     "text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n");
    put_base64(out, message->body, strlen(message->body), 76);
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

/* Macros that check arguments; the functions are called by pointers here. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#define CURL_FUNCTIONS(F)                                                                          \
    F(curl_easy_init)                                                                              \
    F(curl_easy_reset)                                                                             \
    F(curl_easy_setopt)                                                                            \
    F(curl_easy_perform)                                                                           \
    F(curl_easy_getinfo)                                                                           \
    F(curl_easy_cleanup)                                                                           \
    F(curl_easy_strerror)                                                                          \
    F(curl_slist_append)                                                                           \
    F(curl_slist_free_all)
static struct {
    CURL_FUNCTIONS(LIBRARY_MEMBER)
} lib;
static const char *const curl_names[] = { CURL_FUNCTIONS(LIBRARY_NAME) NULL };
static struct library curl = { "libcurl.so.4", curl_names, &lib, 0 };

/* The server's last refusal: its own words say more than libcurl's. */
static char refusal[300];

static size_t hear(char *line, size_t size, size_t count, void *self)
{
    size_t len = size * count;
    (void)self;
    if (len > 3 && (*line == '4' || *line == '5')) {
        snprintf(refusal, sizeof refusal, "%.*s", (int)(len < 299 ? len : 299), line);
        refusal[strcspn(refusal, "\r\n")] = '\0';
    }
    return len;
}

static CURL *handle; /* keeps its connection from message to message */

static bool on_this_machine(const char *url)
{
    const char *host = strstr(url, "://");
    return text_is_loopback(host ? host + 3 : url);
}

static void set_server(const struct smtp_settings *settings)
{
    const char *authority = getenv("INMD_SMTP_CA");
    lib.curl_easy_setopt(handle, CURLOPT_URL, settings->url);
    lib.curl_easy_setopt(handle, CURLOPT_MAIL_FROM, settings->from);
    lib.curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    lib.curl_easy_setopt(handle, CURLOPT_TIMEOUT, 30L);
    if (settings->user || !on_this_machine(settings->url))
        lib.curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (authority)
        lib.curl_easy_setopt(handle, CURLOPT_CAINFO, authority);
    if (settings->user) {
        lib.curl_easy_setopt(handle, CURLOPT_USERNAME, settings->user);
        lib.curl_easy_setopt(handle, CURLOPT_PASSWORD, settings->password);
    }
}

static enum smtp_result perform(const struct buffer *text, const char *to, char *error,
                                size_t error_size)
{
    char words[CURL_ERROR_SIZE] = "";
    long answer = 0;
    struct upload_state upload = { text, 0 };
    struct curl_slist *recipients = lib.curl_slist_append(NULL, to);
    lib.curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
    lib.curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_message);
    lib.curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
    lib.curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    lib.curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, hear);
    lib.curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words);
    *refusal = '\0';
    CURLcode code = lib.curl_easy_perform(handle);
    lib.curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer);
    lib.curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, NULL);
    lib.curl_slist_free_all(recipients);
    if (code == CURLE_OK)
        return SMTP_SENT;
    bool heard = *refusal && text_is_utf8(refusal, strlen(refusal));
    snprintf(error, error_size, "%s",
             heard    ? refusal
             : *words ? words
                      : lib.curl_easy_strerror(code));
    /* A refused sign-in or a broken connection is the server's matter; a refused recipient or message is final. */
    bool final = (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY) && answer >= 500 &&
                 answer < 600;
    return final ? SMTP_REFUSED : SMTP_LATER;
}

enum smtp_result smtp_send(const struct smtp_settings *settings, const struct smtp_message *message,
                           char *error, size_t error_size)
{
    struct buffer text = { 0 };
    if (!library_load(&curl) || (!handle && !(handle = lib.curl_easy_init()))) {
        snprintf(error, error_size, "libcurl is not there");
        return SMTP_LATER;
    }
    lib.curl_easy_reset(handle);
    set_server(settings);
    smtp_write(&text, settings, message);
    enum smtp_result result = perform(&text, message->to, error, error_size);
    buffer_free(&text);
    return result;
}

void smtp_end(void)
{
    if (handle)
        lib.curl_easy_cleanup(handle);
    handle = NULL;
}
