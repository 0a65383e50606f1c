-- Joining: registrations that can be continued, the staff's queue, representatives, probable duplicates, merges.

-- Why the staff should look twice: ends of message keys, one a line. NULL: nothing.
ALTER TABLE registration ADD COLUMN suspicion TEXT;

-- What waits for a decision, and for whom: the staff, or the applicant who was asked something.
CREATE TABLE member_application (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    applied_at INTEGER NOT NULL,
    language TEXT NOT NULL,
    email TEXT NOT NULL,             -- proven
    suspicion TEXT,
    waits_for TEXT NOT NULL DEFAULT 'staff' CHECK (waits_for IN ('staff', 'applicant', 'nobody')),
    waits_since INTEGER NOT NULL,
    decision TEXT CHECK (decision IN ('approved', 'declined')),
    decided_at INTEGER,
    decided_by TEXT
);
CREATE TABLE member_question (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    question TEXT NOT NULL,
    answered_at INTEGER,
    answer TEXT,
    PRIMARY KEY (member_id, position)
) WITHOUT ROWID;

-- Who speaks for an organization, since when, until when; the staff verify it.
CREATE TABLE representative (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE, -- the organization
    name TEXT NOT NULL,
    role TEXT,
    email TEXT NOT NULL COLLATE NOCASE,
    since TEXT,
    until TEXT,                      -- the last day
    shown INTEGER NOT NULL DEFAULT 0, -- on the organization's page, once verified
    verified_on TEXT,
    verified_by TEXT
);
-- The organization that a session acts for; NULL: oneself, or the only one where somebody has no record of their own.
ALTER TABLE session ADD COLUMN acts_for INTEGER;
CREATE INDEX representative_member ON representative (member_id);
CREATE INDEX representative_email ON representative (email);

-- Reasons that the staff give to applicants, in both languages.
CREATE TABLE reason (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    use TEXT NOT NULL                -- approve, ask, decline
);
CREATE TABLE reason_text (
    reason_id INTEGER NOT NULL REFERENCES reason (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (reason_id, lang)
) WITHOUT ROWID;

-- --- duplicates -------------------------------------------------------------------------------------------------
-- What two records of the same person or organization would share, folded: "e:" e-mail, "o:" ORCID iD, ... (src/site/twins.c).
CREATE TABLE twin_key (
    table_name TEXT NOT NULL,
    key TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (table_name, key, record_id)
) WITHOUT ROWID;
CREATE INDEX twin_key_record ON twin_key (table_name, record_id);
-- The pairs that share some.
CREATE TABLE twin (
    table_name TEXT NOT NULL,
    one_id INTEGER NOT NULL,         -- the smaller number
    other_id INTEGER NOT NULL,
    certain INTEGER NOT NULL,
    reasons TEXT NOT NULL,           -- first letters of the keys
    PRIMARY KEY (table_name, one_id, other_id)
) WITHOUT ROWID;
CREATE INDEX twin_other ON twin (table_name, other_id);
CREATE INDEX twin_order ON twin (table_name, certain DESC, one_id, other_id);
CREATE TABLE not_duplicate (
    table_name TEXT NOT NULL,
    one_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (table_name, one_id, other_id)
) WITHOUT ROWID;

-- --- merges ------------------------------------------------------------------------------------------------------
-- One row a merge: it goes when the merge is undone, and takes back what the history does not follow (src/record/merge.h).
CREATE TABLE merge (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    winner_id INTEGER NOT NULL,
    loser_id INTEGER NOT NULL
);
CREATE INDEX merge_loser ON merge (table_name, loser_id);
-- Rows of tables without history that went to the winner.
CREATE TABLE merge_moved (
    merge_id INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    PRIMARY KEY (merge_id, table_name, column_name, row_id)
) WITHOUT ROWID;
CREATE INDEX message_member ON message (member_id) WHERE member_id IS NOT NULL;

INSERT INTO untracked VALUES ('twin_key', 'derived'), ('twin', 'derived'), ('merge_moved', 'what the history does not follow');
INSERT INTO personal VALUES ('member_application', 'member_id', 'member', 'delete', 'joining.personal_application'),
    ('member_application', 'email', 'email', 'delete', 'joining.personal_application'),
    ('member_question', 'member_id', 'member', 'delete', 'joining.personal_question'),
    ('representative', 'member_id', 'member', 'delete', 'joining.personal_representative'),
    ('representative', 'email', 'email', 'delete', 'joining.personal_representative');
