-- The staff's lists: titles to search and sort by, indices of what is filtered, saved views, bulk actions.

-- What heads each record, in each language; one row a record. The number tells the record's type too (src/record/title.c).
-- Staff only: unlike search_doc it holds drafts, and e-mail addresses and other identifiers to find a record by.
CREATE TABLE record_title (
    id INTEGER PRIMARY KEY,
    area INTEGER NOT NULL,           -- of the type
    title_en TEXT,
    title_es TEXT,                   -- also of titles that are not translated
    more TEXT NOT NULL,
    sort_en TEXT,
    sort_es TEXT NOT NULL
);
CREATE INDEX record_title_en ON record_title (area, sort_en, id) WHERE sort_en IS NOT NULL;
CREATE INDEX record_title_es ON record_title (area, sort_es, id);
CREATE VIRTUAL TABLE title_fts USING fts5 (title_en, title_es, more, content = 'record_title', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER record_title_insert AFTER INSERT ON record_title BEGIN
    INSERT INTO title_fts (rowid, title_en, title_es, more) VALUES (new.id, new.title_en, new.title_es, new.more);
END;
CREATE TRIGGER record_title_delete AFTER DELETE ON record_title BEGIN
    INSERT INTO title_fts (title_fts, rowid, title_en, title_es, more) VALUES ('delete', old.id, old.title_en, old.title_es, old.more);
END;
INSERT INTO untracked VALUES ('record_title', 'made from the records');

-- Each filter of a type that grows has an index that begins with it, so that the rarest one leads.
CREATE INDEX member_kind ON member (kind);
CREATE INDEX member_country ON member (country);
CREATE INDEX member_created ON member (created_at);
CREATE INDEX member_updated ON member (updated_at);
CREATE INDEX member_languages_value ON member_languages (value, member_id);
CREATE INDEX publication_kind ON publication (kind);
CREATE INDEX publication_language ON publication (language);
CREATE INDEX publication_year ON publication (year);
CREATE INDEX publication_updated ON publication (updated_at);
CREATE INDEX event_kind ON event (kind);
CREATE INDEX event_country ON event (country);
CREATE INDEX event_begins ON event (starts);
CREATE INDEX event_updated ON event (updated_at);
CREATE INDEX member_orcid ON member (orcid) WHERE orcid IS NOT NULL;
