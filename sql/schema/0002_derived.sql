-- What is made again from the records when they change (src/site/reindex.c): the public directory, lists, counts, search.
-- Only what everybody may see is in here, so a private field cannot leak from a list, a count or a search.

-- What a list shows of a record stands packed in one column (src/store/packed.c): it is read more often than all the rest.
CREATE TABLE member_card (
    member_id INTEGER PRIMARY KEY,
    shown BLOB NOT NULL,      -- packed: slug, name, key of the kind's word, country, affiliation, whether it is invented
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    city TEXT,
    display_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    affiliation TEXT,
    headline_en TEXT,
    headline_es TEXT,
    picture_id INTEGER,
    codes BLOB NOT NULL,      -- what the directory finds the member by: see src/site/members/directory.h
    demo INTEGER NOT NULL,
    since INTEGER NOT NULL
);
CREATE INDEX member_card_since ON member_card (since, member_id);
-- The directory's order for each pair of country and kind; '' is any, '-' no country.
CREATE TABLE member_order (
    country TEXT NOT NULL,
    kind TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    PRIMARY KEY (country, kind, sort_key, member_id)
) WITHOUT ROWID;
-- The same for one topic, language, origin or destination.
CREATE TABLE member_facet (
    code INTEGER NOT NULL,
    sort_key TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    PRIMARY KEY (code, sort_key, member_id)
) WITHOUT ROWID;
-- How many members have each code, among those that have the codes one and two (0: any; one < two): pairs of codes and numbers.
CREATE TABLE member_count (
    one INTEGER NOT NULL,
    two INTEGER NOT NULL,
    total INTEGER NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (one, two)
) WITHOUT ROWID;
-- All codes of all members side by side, by their numbers, with the beginnings of their sort keys: processes keep them in memory, where
-- what three filters or a search find is counted and chosen (src/site/members/directory_memory.h). A block that has nobody any more stays.
CREATE TABLE member_block (
    block INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,   -- higher than all before at each change: milliseconds, so that a restored file's are never met again
    entries BLOB NOT NULL
);
CREATE INDEX member_block_version ON member_block (version);

CREATE TABLE publication_card (
    publication_id INTEGER PRIMARY KEY,
    shown_en BLOB NOT NULL,   -- packed: slug, title, authors, year, venue, key of the kind's word, whether it is invented, language of the title
    shown_es BLOB NOT NULL,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    kind_key TEXT NOT NULL,   -- of its word
    language TEXT,
    year INTEGER,
    title_en TEXT NOT NULL,   -- as it is shown in English, in the language lang_en
    title_es TEXT NOT NULL,
    lang_en TEXT NOT NULL,
    lang_es TEXT NOT NULL,
    authors TEXT,
    venue TEXT,
    topics TEXT NOT NULL,     -- JSON: 0 and the topics' numbers
    own INTEGER NOT NULL,
    demo INTEGER NOT NULL
);
-- The order and the number of each combination of filters; 0 or '' is any.
CREATE TABLE publication_order (
    topic_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    year INTEGER NOT NULL,
    rank INTEGER NOT NULL,    -- newest first: -(year * 10000000 + id)
    publication_id INTEGER NOT NULL,
    PRIMARY KEY (topic_id, kind, language, year, rank)
) WITHOUT ROWID;
CREATE TABLE publication_count (
    topic_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    year INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (topic_id, kind, language, year)
) WITHOUT ROWID;
CREATE INDEX publication_count_topic ON publication_count (kind, language, year, n, topic_id);
CREATE INDEX publication_count_kind ON publication_count (topic_id, language, year, n, kind);
CREATE INDEX publication_count_language ON publication_count (topic_id, kind, year, n, language);

INSERT INTO untracked VALUES ('member_card', 'derived'), ('member_order', 'derived'), ('member_facet', 'derived'),
    ('member_count', 'derived'), ('member_block', 'derived'), ('publication_card', 'derived'), ('publication_order', 'derived'), ('publication_count', 'derived');

-- Search: words as they are without accents, so that Lopez finds López; names and topics count more than running text.
CREATE VIRTUAL TABLE search_fts USING fts5 (title, words, body, content = 'search_doc', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
-- Holds more of what is to be written in memory: large imports merge less.
INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', 8388608);
-- Its words one by one, to find those with one beginning.
CREATE VIRTUAL TABLE search_word USING fts5vocab (search_fts, instance);
CREATE TRIGGER search_doc_insert AFTER INSERT ON search_doc BEGIN
    INSERT INTO search_fts (rowid, title, words, body) VALUES (new.id, new.title, new.words, new.body);
END;
CREATE TRIGGER search_doc_delete AFTER DELETE ON search_doc BEGIN
    INSERT INTO search_fts (search_fts, rowid, title, words, body) VALUES ('delete', old.id, old.title, old.words, old.body);
END;
-- Whose documents are made again, and what they are then; empty but inside a transaction. Each table follows in one statement, and only
-- where something differs: each statement makes the full-text indexes write all that they hold.
CREATE TABLE search_changed (record_id INTEGER PRIMARY KEY);
CREATE TABLE search_next (
    id INTEGER NOT NULL,             -- of the document
    record_id INTEGER NOT NULL,
    lang TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    body TEXT NOT NULL,
    slug TEXT NOT NULL,
    date TEXT,
    PRIMARY KEY (record_id, lang)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('search_changed', 'passing states'), ('search_next', 'passing states');
-- The directory's own search: one document a member, both languages together, by the member's number. It keeps no copy of the words.
CREATE VIEW member_words AS SELECT c.member_id, (SELECT group_concat(d.title || ' ' || d.words || ' ' || d.body, ' ')
    FROM search_doc d WHERE d.table_name = 'member' AND d.record_id = c.member_id) AS words FROM member_card c;
CREATE VIRTUAL TABLE member_fts USING fts5 (words, content = 'member_words', content_rowid = 'member_id', detail = 'none', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
CREATE VIRTUAL TABLE member_word USING fts5vocab (member_fts, instance);
