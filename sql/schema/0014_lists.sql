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
-- Those that changed, before they follow in one statement; empty but inside a transaction.
CREATE TABLE title_next (
    id INTEGER PRIMARY KEY,
    area INTEGER NOT NULL,
    title_en TEXT,
    title_es TEXT,
    more TEXT,                       -- NULL: the record is not there any more
    sort_en TEXT,
    sort_es TEXT
);
INSERT INTO untracked VALUES ('record_title', 'made from the records'), ('title_next', 'passing states');

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

-- Lists as somebody wants them: filters, order and columns as a query string. One over members is a segment.
CREATE TABLE list_view (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    shared INTEGER NOT NULL DEFAULT 0, -- with all who may read the type
    created_at INTEGER NOT NULL
);
CREATE INDEX list_view_account ON list_view (account_id, table_name);
CREATE INDEX list_view_shared ON list_view (table_name) WHERE shared;
-- The view that somebody's list begins with.
CREATE TABLE list_start (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    view_id INTEGER NOT NULL REFERENCES list_view (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, table_name)
) WITHOUT ROWID;
CREATE INDEX list_start_view ON list_start (view_id);
INSERT INTO untracked VALUES ('list_view', 'everybody''s own'), ('list_start', 'everybody''s own');
INSERT INTO personal VALUES ('list_view', 'account_id', 'account', 'delete', 'lists.personal_view'),
    ('list_start', 'account_id', 'account', 'delete', 'lists.personal_view');

-- A bulk action: what was chosen when, and what became of it. The rows go when it is done, the rest a week later.
CREATE TABLE bulk (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    action TEXT NOT NULL,            -- publish, archive, draft, delete, add, remove, set
    field TEXT,                      -- of add, remove, set
    value TEXT,
    back TEXT NOT NULL,              -- the list's query string
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    change_id INTEGER,
    chosen INTEGER NOT NULL DEFAULT 0,
    published INTEGER NOT NULL DEFAULT 0, -- of the chosen ones, when they were chosen
    changed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX bulk_account ON bulk (account_id);
CREATE INDEX bulk_created ON bulk (created_at);
CREATE TABLE bulk_row (
    bulk_id INTEGER NOT NULL REFERENCES bulk (id) ON DELETE CASCADE,
    record_id INTEGER NOT NULL,
    version INTEGER NOT NULL,        -- when it was chosen: what was edited since is left alone
    trouble TEXT,                    -- message key: why it was not changed
    PRIMARY KEY (bulk_id, record_id)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('bulk', 'passing states'), ('bulk_row', 'passing states');
INSERT INTO personal VALUES ('bulk', 'account_id', 'account', 'delete', 'lists.personal_bulk');
