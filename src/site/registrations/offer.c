/* What an event says about its registration: on its own page and on every page of a registration. */
#include "base/text.h"
#include "site/page.h"
#include "site/registrations/queue.h"
#include "site/registrations/registrations.h"
#include "site/visitor.h"

static bool takes(const struct offer *offer)
{
    return offer->state == OFFER_OPEN || offer->state == OFFER_WAITING;
}

/* What {opens}, {closes} and {n} stand for in the words of each state. */
static const char *state_words(struct request *request, const struct offer *offer)
{
    const struct locale *locale = page_locale(request);
    const char *opens = map_get_text(offer->row, "registration_opens"),
               *closes = map_get_text(offer->row, "registration_closes"),
               *zone = map_get_text(offer->row, "zone");
    struct map *words = map_new(request->arena);
    map_text(words, "opens", opens ? local_words(locale, request->arena, opens, zone) : "");
    map_text(words, "closes", closes ? local_words(locale, request->arena, closes, zone) : "");
    const char *name = offer_names[offer->state];
    bool begins = offer->state == OFFER_OPEN && !closes;
    return locale_say(
        locale, request->arena,
        arena_print(request->arena, "registrations.offer_%s%s", name, begins ? "_begins" : ""),
        words);
}

static struct map *add_state(struct request *request, struct map *page, const char *name,
                             const struct offer *offer)
{
    struct map *map = map_map(page, name);
    const char *slug = map_get_text(offer->row, "slug");
    map_text(map, "text", state_words(request, offer));
    map_set(map, "left",
            offer->state == OFFER_OPEN && offer->left >= 0 ? value_int(offer->left) : value_null());
    map_bool(map, "waits", offer->state == OFFER_WAITING);
    map_text(map, "url", takes(offer) ? page_path(request, "event_registration", slug) : NULL);
    return map;
}

/* What the visitor has already stands in the place of the button. */
static void add_own(struct request *request, struct map *map, const struct offer *offer)
{
    const struct visitor *visitor = visitor_of(request);
    struct registration own = { 0 };
    bool live = visitor->account &&
                registration_find(request->db, request->arena, offer->event, visitor->email,
                                  visitor->own, &own) &&
                registration_live(&own);
    map_text(map, "mine_key",
             live ? arena_print(request->arena, "registrations.is_%s", own.status) : NULL);
    map_text(map, "mine_url",
             live ? page_path(request, "registration",
                              registration_token(request->arena, own.id, own.email))
                  : NULL);
}

int64_t registrations_offer(struct request *request, struct map *page)
{
    struct offer offer =
        offer_of(request->db, request->arena, request->lang, map_get(page, "id").number);
    if (offer.state == OFFER_NONE)
        map_set(page, "registration", value_null());
    else
        add_own(request, add_state(request, page, "registration", &offer), &offer);
    return offer.next;
}

void offer_add(struct request *request, struct map *page, const struct offer *offer)
{
    const char *shown = map_get_text(offer->row, "shown_lang");
    map_text(page, "title", map_get_text(offer->row, "title"));
    map_text(page, "slug", map_get_text(offer->row, "slug"));
    map_text(page, "title_lang", text_equal(shown, language_codes[request->lang]) ? NULL : shown);
    map_text(page, "when",
             local_words(page_locale(request), request->arena, map_get_text(offer->row, "starts"),
                         map_get_text(offer->row, "zone")));
    map_text(page, "starts", map_get_text(offer->row, "starts"));
    map_text(page, "city", map_get_text(offer->row, "city"));
    if (offer->state == OFFER_NONE)
        map_set(page, "offer", value_null());
    else
        add_state(request, page, "offer", offer);
}
