-- Files: who names them in texts, and since when nothing uses them. (Records that link to files say so themselves.)
CREATE TABLE file_ref (
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    slug TEXT NOT NULL,              -- of /files/SLUG in a text
    PRIMARY KEY (table_name, record_id, slug)
) WITHOUT ROWID;
CREATE INDEX file_ref_slug ON file_ref (slug);
CREATE TABLE file_unused (
    file_id INTEGER PRIMARY KEY REFERENCES file (id) ON DELETE CASCADE,
    since INTEGER NOT NULL
);
CREATE TABLE file_data_unused (
    data_id INTEGER PRIMARY KEY REFERENCES file_data (id) ON DELETE CASCADE,
    since INTEGER NOT NULL
);
INSERT INTO personal VALUES ('file_ref', 'record_id', 'member', 'delete', 'privacy.what_derived');
INSERT INTO untracked VALUES ('file_ref', 'made from the records'), ('file_unused', 'found anew every day'),
    ('file_data_unused', 'found anew every day');
