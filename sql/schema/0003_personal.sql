-- Where personal data stands. Every table that holds data about a person has a row for each column that says about whom;
-- download, erasure and merge read this table, and a test fails for a column that is not named here.
CREATE TABLE personal (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('member', 'account', 'email')), -- what the column holds
    on_erase TEXT NOT NULL CHECK (on_erase IN ('delete', 'clear', 'keep')),  -- the row, the column, or nothing
    why TEXT NOT NULL,               -- message key: what it is, and for "keep" why it stays
    PRIMARY KEY (table_name, column_name)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('personal', 'part of the schema');
