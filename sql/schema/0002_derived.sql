-- What is made again from the records when they change (src/site/reindex.c): the public directory, lists, counts, search.
-- Only what everybody may see is in here, so a private field cannot leak from a list, a count or a search.

CREATE TABLE member_card (
    member_id INTEGER PRIMARY KEY,
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
    topics TEXT NOT NULL,     -- JSON: "" and the slugs
    languages TEXT NOT NULL,  -- JSON: "" and the codes
    demo INTEGER NOT NULL,
    since INTEGER NOT NULL
);
CREATE INDEX member_card_since ON member_card (since);
-- The directory's order for each pair of country and kind; '' is any.
CREATE TABLE member_order (
    country TEXT NOT NULL,
    kind TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    PRIMARY KEY (country, kind, sort_key, member_id)
) WITHOUT ROWID;
-- The same for one topic ("t:remittances") or language ("l:es").
CREATE TABLE member_facet (
    facet TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    PRIMARY KEY (facet, sort_key, member_id)
) WITHOUT ROWID;
-- How many members each combination of filters finds; '' is any.
CREATE TABLE member_count (
    topic TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (topic, language, kind, country)
) WITHOUT ROWID;
CREATE INDEX member_count_topic ON member_count (language, kind, country, n, topic);
CREATE INDEX member_count_language ON member_count (topic, kind, country, n, language);
CREATE INDEX member_count_country ON member_count (topic, language, kind, n, country);
CREATE INDEX member_count_kind ON member_count (topic, language, country, n, kind);

CREATE TABLE publication_card (
    publication_id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER,
    title_en TEXT,
    title_es TEXT,
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
    year INTEGER NOT NULL,
    rank INTEGER NOT NULL,    -- newest first: -(year * 10000000 + id)
    publication_id INTEGER NOT NULL,
    PRIMARY KEY (topic_id, kind, year, rank)
) WITHOUT ROWID;
CREATE TABLE publication_count (
    topic_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (topic_id, kind, year)
) WITHOUT ROWID;
CREATE INDEX publication_count_topic ON publication_count (kind, year, n, topic_id);
CREATE INDEX publication_count_kind ON publication_count (topic_id, year, n, kind);

INSERT INTO untracked VALUES ('member_card', 'derived'), ('member_order', 'derived'), ('member_facet', 'derived'),
    ('member_count', 'derived'), ('publication_card', 'derived'), ('publication_order', 'derived'), ('publication_count', 'derived');

-- Search: words as they are without accents, so that Lopez finds López; names and topics count more than running text.
CREATE VIRTUAL TABLE search_fts USING fts5 (title, words, body, content = 'search_doc', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
-- Holds more of what is to be written in memory: large imports merge less.
INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', 8388608);
-- A row while most documents are made again in one transaction: the index follows once at its end.
CREATE TABLE search_pause (id INTEGER PRIMARY KEY CHECK (id = 1));
INSERT INTO untracked VALUES ('search_pause', 'passing states');
CREATE TRIGGER search_doc_insert AFTER INSERT ON search_doc WHEN NOT EXISTS (SELECT 1 FROM search_pause) BEGIN
    INSERT INTO search_fts (rowid, title, words, body) VALUES (new.id, new.title, new.words, new.body);
END;
CREATE TRIGGER search_doc_delete AFTER DELETE ON search_doc WHEN NOT EXISTS (SELECT 1 FROM search_pause) BEGIN
    INSERT INTO search_fts (search_fts, rowid, title, words, body) VALUES ('delete', old.id, old.title, old.words, old.body);
END;
