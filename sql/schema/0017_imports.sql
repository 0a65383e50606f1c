-- Imports by the staff: the file that was sent and how its columns are read, until it is a week old; who, when and how many for good.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,              -- of records
    name TEXT NOT NULL,              -- of the file
    encoding TEXT NOT NULL,
    guessed INTEGER NOT NULL,        -- the encoding is
    rows INTEGER NOT NULL,
    header TEXT NOT NULL,            -- hash of the columns' names
    state TEXT NOT NULL CHECK (state IN ('mapping', 'checked', 'done')),
    account_id INTEGER REFERENCES account (id) ON DELETE SET NULL,
    who TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    plan TEXT,                       -- JSON: where the columns go
    report TEXT,                     -- JSON: what the check found
    checked_change INTEGER,          -- the last change before the check
    inserted INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    change_id INTEGER
);
CREATE TABLE import_file (
    import_id INTEGER PRIMARY KEY REFERENCES import (id) ON DELETE CASCADE,
    data BLOB NOT NULL
);
-- What is wrong, row by row.
CREATE TABLE import_error (
    import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    key TEXT NOT NULL,               -- of the message, with its argument
    argument TEXT,
    PRIMARY KEY (import_id, row, position)
) WITHOUT ROWID;
-- Whose addresses the file holds: when one of them is erased, the file goes.
CREATE TABLE import_email (
    email TEXT NOT NULL COLLATE NOCASE,
    import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    PRIMARY KEY (email, import_id)
) WITHOUT ROWID;
CREATE INDEX import_email_of ON import_email (import_id);
CREATE TRIGGER import_email_gone AFTER DELETE ON import_email
WHEN EXISTS (SELECT 1 FROM import_file WHERE import_id = old.import_id) BEGIN
    DELETE FROM import_file WHERE import_id = old.import_id;
    DELETE FROM import_error WHERE import_id = old.import_id;
    UPDATE import SET plan = NULL, report = NULL WHERE id = old.import_id;
END;
-- Where the columns of a header went the last time.
CREATE TABLE import_memory (
    type TEXT NOT NULL,
    header TEXT NOT NULL,
    plan TEXT NOT NULL,
    PRIMARY KEY (type, header)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('import', 'passing states'), ('import_file', 'kept for a week'), ('import_error', 'kept for a week'),
    ('import_email', 'kept for a week'), ('import_memory', 'a convenience');
INSERT INTO personal VALUES ('import', 'account_id', 'account', 'clear', 'imports.personal'), ('import', 'who', 'by', 'clear', 'imports.personal'),
    ('import_email', 'email', 'email', 'delete', 'imports.personal_file');
