/* Messages that wait follow the words of their letter or mailing. */
#include "base/text.h"
#include "mail/outbox.h"
#include "site/outbox/outbox.h"
#include "web/json.h"

struct waiting {
    int64_t id;
    enum language lang;
    const char *kind, *subject, *body, *off_url;
    struct map *words;
};

/* The next after the one that *ONE is; MAILING 0: of letters. */
static bool next_waiting(struct db *db, struct arena *arena, int64_t mailing, struct waiting *one)
{
    struct stmt *stmt = query(db, Q_outbox_waiting);
    bind_int(stmt, "after", one->id);
    if (mailing)
        bind_int(stmt, "mailing", mailing);
    bool found = step(stmt);
    if (found)
        *one = (struct waiting){ col_int(stmt, "id"),
                                 language_of(col_text(stmt, "language")),
                                 arena_copy(arena, col_text(stmt, "kind")),
                                 arena_copy(arena, col_text(stmt, "subject")),
                                 arena_copy(arena, col_text(stmt, "body")),
                                 arena_copy(arena, col_text(stmt, "off_url")),
                                 json_to_words(arena, col_text(stmt, "words")) };
    done(stmt);
    return found;
}

static void rewrite(struct db *db, const struct waiting *one, struct message_words words)
{
    if (!words.subject || !words.body ||
        (text_equal(words.subject, one->subject) && text_equal(words.body, one->body)))
        return;
    struct stmt *stmt = query(db, Q_outbox_rewrite);
    bind_int(stmt, "id", one->id);
    bind_text(stmt, "subject", words.subject);
    bind_text(stmt, "body", words.body);
    run(stmt);
}

void messages_reindex(struct db *db, const char *table, int64_t id)
{
    bool letter = text_equal(table, "letter");
    if (!letter && !text_equal(table, "mailing"))
        return;
    struct arena *arena = arena_new();
    const struct record *mailing = letter ? NULL : record_load(db, arena, &mailing_type, id);
    struct waiting one = { 0 };
    while ((letter || mailing) && next_waiting(db, arena, letter ? 0 : id, &one)) {
        struct message_words words = { 0 };
        if (!one.words)
            continue;
        if (mailing)
            words = mailing_words(arena, mailing, one.lang, map_get_text(one.words, "name"),
                                  one.off_url);
        else
            letter_write(db, arena, one.lang, one.kind, one.words, &words.subject, &words.body);
        rewrite(db, &one, words);
    }
    arena_free(arena);
}
