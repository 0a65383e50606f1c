#include "site/feed.h"

#include <libxml/xmlwriter.h>

#include "base/moment.h"
#include "site/page.h"

static void element(xmlTextWriterPtr xml, const char *name, const char *text)
{
    xmlTextWriterWriteElement(xml, BAD_CAST name, BAD_CAST text);
}

static void link_to(xmlTextWriterPtr xml, const char *rel, const char *url)
{
    xmlTextWriterStartElement(xml, BAD_CAST "link");
    xmlTextWriterWriteAttribute(xml, BAD_CAST "rel", BAD_CAST rel);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "href", BAD_CAST url);
    xmlTextWriterEndElement(xml);
}

static void entry(struct request *request, xmlTextWriterPtr xml, const char *route,
                  struct stmt *stmt)
{
    char iso[24];
    const char *url = page_url(request, request->lang, route, col_text(stmt, "slug"));
    xmlTextWriterStartElement(xml, BAD_CAST "entry");
    xmlTextWriterWriteAttribute(xml, BAD_CAST "xml:lang", BAD_CAST col_text(stmt, "shown_lang"));
    element(xml, "id", url);
    element(xml, "title", col_text(stmt, "title"));
    moment_iso(col_int(stmt, "created_at"), iso);
    element(xml, "published", iso);
    moment_iso(col_int(stmt, "updated_at"), iso);
    element(xml, "updated", iso);
    link_to(xml, "alternate", url);
    if (!col_null(stmt, "summary"))
        element(xml, "summary", col_text(stmt, "summary"));
    xmlTextWriterEndElement(xml);
}

static void head(struct request *request, xmlTextWriterPtr xml, const char *area, int64_t updated)
{
    char iso[24];
    const char *self = arena_print(request->arena, "%s%s", request->origin, request->path);
    xmlTextWriterStartElement(xml, BAD_CAST "feed");
    xmlTextWriterWriteAttribute(xml, BAD_CAST "xmlns", BAD_CAST "http://www.w3.org/2005/Atom");
    xmlTextWriterWriteAttribute(xml, BAD_CAST "xml:lang", BAD_CAST language_codes[request->lang]);
    element(xml, "id", self);
    element(xml, "title", page_say(request, arena_print(request->arena, "%s.feed_title", area)));
    moment_iso(updated, iso);
    element(xml, "updated", iso);
    link_to(xml, "self", self);
    link_to(xml, "alternate", page_url(request, request->lang, area, NULL));
    xmlTextWriterStartElement(xml, BAD_CAST "author");
    element(xml, "name", page_say(request, "site.name"));
    xmlTextWriterEndElement(xml);
}

void feed_write(struct request *request, struct response *response, const char *area,
                const char *route, struct stmt *stmt)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr xml = xmlNewTextWriterMemory(buffer, 0);
    int64_t updated = 0;
    bool row = step(stmt);
    updated = row ? col_int(stmt, "updated_at") : 0;
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    head(request, xml, area, updated);
    for (; row; row = step(stmt))
        entry(request, xml, route, stmt);
    done(stmt);
    xmlTextWriterEndDocument(xml);
    xmlFreeTextWriter(xml);
    response_type(request, response, "application/atom+xml");
    buffer_add(&response->body, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    xmlBufferFree(buffer);
    response->cacheable = true;
}
