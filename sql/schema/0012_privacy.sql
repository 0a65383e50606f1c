-- What a form tells people, who agreed to which wording, what is kept how long, and who asked to be erased.

-- --- the words of forms -------------------------------------------------------------------------------------------
-- Edited like any record. Each wording that was published stays, as it was, in policy_version.
CREATE TABLE policy (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    form TEXT NOT NULL,              -- join, profile, messages, contact, event
    optional INTEGER NOT NULL DEFAULT 0, -- agreed to by choice and taken back at any time; otherwise it only tells
    notes TEXT
);
CREATE INDEX policy_form ON policy (form, state);
CREATE TABLE policy_text (
    policy_id INTEGER NOT NULL REFERENCES policy (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (policy_id, lang)
) WITHOUT ROWID;
CREATE TABLE policy_version (
    form TEXT NOT NULL,
    number INTEGER NOT NULL,
    lang TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    optional INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (form, number, lang)
) WITHOUT ROWID;
CREATE TRIGGER policy_version_stays BEFORE UPDATE ON policy_version BEGIN
    SELECT raise(ABORT, 'a wording that was published stays as it was');
END;
CREATE TRIGGER policy_version_not_deleted BEFORE DELETE ON policy_version BEGIN
    SELECT raise(ABORT, 'a wording that was published stays');
END;
INSERT INTO untracked VALUES ('policy_version', 'append only');

-- --- retention ------------------------------------------------------------------------------------------------------
-- Rows of TABLE_NAME for which CONDITION holds are due AMOUNT UNITs after the moment in FROM_COLUMN (seconds since 1970, or a date).
-- Each area adds its own; the staff may change AMOUNT.
CREATE TABLE retention (
    rule TEXT PRIMARY KEY,           -- words: "retention.RULE"
    table_name TEXT NOT NULL,
    column_name TEXT,                -- emptied; NULL: the whole row
    from_column TEXT NOT NULL,
    condition TEXT NOT NULL DEFAULT '1', -- over the row, named t
    amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 1200),
    unit TEXT NOT NULL CHECK (unit IN ('days', 'months')),
    action TEXT NOT NULL CHECK (action IN ('delete', 'clear', 'erase')), -- erase: the person, from everything
    fixed INTEGER NOT NULL DEFAULT 0 -- follows from a link's life: not to be changed
) WITHOUT ROWID;
CREATE TABLE purge (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    rows INTEGER NOT NULL
);
CREATE INDEX purge_rule ON purge (rule, id);
INSERT INTO untracked VALUES ('retention', 'rules, not content'), ('purge', 'passing states');

INSERT INTO retention (rule, table_name, column_name, from_column, condition, amount, unit, action, fixed) VALUES
    ('registration_unproven', 'registration', NULL, 'expires_at', 't.member_id IS NULL', 0, 'days', 'delete', 1),
    ('registration_proven', 'registration', NULL, 'created_at', 't.member_id IS NOT NULL', 12, 'months', 'delete', 0),
    ('applicant_declined', 'member', NULL, 'updated_at', 't.state = ''declined''', 6, 'months', 'erase', 0),
    ('applicant_waiting', 'member', NULL, 'updated_at', 't.state = ''pending''', 24, 'months', 'erase', 0),
    ('member_left', 'erasure', NULL, 'asked_at', 't.kind = ''leave'' AND t.state = ''waiting''', 24, 'months', 'erase', 0),
    ('session_idle', 'session', NULL, 'seen_at', '1', 90, 'days', 'delete', 0),
    ('login_link', 'login_link', NULL, 'expires_at', '1', 0, 'days', 'delete', 1),
    ('message_body', 'message', 'body', 'created_at', 't.state IN (''sent'', ''failed'', ''cancelled'') AND t.body != ''''', 6, 'months', 'clear', 0),
    ('message_row', 'message', NULL, 'created_at', 't.state IN (''sent'', ''failed'', ''cancelled'')', 24, 'months', 'delete', 0),
    ('audit', 'audit', NULL, 'at', '1', 24, 'months', 'delete', 0),
    ('file_orphan', 'file', NULL, 'updated_at', '0', 30, 'days', 'delete', 1), -- told here, done by src/site/files/keep.c
    ('erasure_done', 'erasure', NULL, 'asked_at', 't.state != ''waiting''', 36, 'months', 'delete', 0),
    ('purge_log', 'purge', NULL, 'at', '1', 36, 'months', 'delete', 0);

-- --- erasure -----------------------------------------------------------------------------------------------------------
-- Who asked to leave or to be erased. When it is done only that it was done stays here.
CREATE TABLE erasure (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('leave', 'erase')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'cancelled', 'done')),
    origin TEXT NOT NULL CHECK (origin IN ('person', 'staff', 'rule')),
    member_id INTEGER,
    account_id INTEGER,
    email TEXT,                      -- of somebody who has neither
    previous_state TEXT,             -- of the member's record
    reason TEXT,                     -- the staff's: "letter of 3 May"
    token_hash TEXT UNIQUE,          -- of the mailed link that calls it off
    asked_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    done_at INTEGER
);
CREATE INDEX erasure_member ON erasure (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX erasure_account ON erasure (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX erasure_state ON erasure (state, due_at);
INSERT INTO untracked VALUES ('erasure', 'passing states');
INSERT INTO personal VALUES
    ('erasure', 'member_id', 'member', 'clear', 'privacy.what_erasure'),
    ('erasure', 'account_id', 'account', 'clear', 'privacy.what_erasure'),
    ('erasure', 'email', 'email', 'clear', 'privacy.what_erasure'),
    ('erasure', 'reason', 'name', 'clear', 'privacy.what_erasure');

-- Numbers of those who were erased: written to a file beside the database too, so that a restored backup does not bring them back.
CREATE TABLE erased (
    kind TEXT NOT NULL CHECK (kind IN ('member', 'account')),
    number INTEGER NOT NULL,
    made_at INTEGER NOT NULL,        -- when the record was made: tells it from another one with its number
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, number, made_at)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('erased', 'append only');

-- What finds a person's rows.
CREATE INDEX IF NOT EXISTS consent_member ON consent (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS message_recipient ON message (recipient COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS message_account ON message (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS message_member ON message (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS registration_email ON registration (email COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS change_account ON change (account_id) WHERE account_id IS NOT NULL;

-- What other areas keep beside a member.
INSERT INTO personal VALUES
    ('merge', 'winner_id', 'member', 'delete', 'privacy.what_merge'),
    ('merge', 'loser_id', 'member', 'delete', 'privacy.what_merge'),
    ('twin', 'one_id', 'member', 'derived', 'privacy.what_derived'),
    ('twin', 'other_id', 'member', 'derived', 'privacy.what_derived'),
    ('twin_key', 'record_id', 'member', 'derived', 'privacy.what_derived'),
    ('not_duplicate', 'one_id', 'member', 'delete', 'privacy.what_not_duplicate'),
    ('not_duplicate', 'other_id', 'member', 'delete', 'privacy.what_not_duplicate'),
    ('not_duplicate', 'who', 'by', 'clear', 'privacy.what_by'),
    ('representative', 'name', 'name', 'delete', 'joining.personal_representative'),
    ('representative', 'verified_by', 'by', 'clear', 'privacy.what_by'),
    ('member_application', 'decided_by', 'by', 'clear', 'privacy.what_by'),
    ('member_question', 'asked_by', 'by', 'clear', 'privacy.what_by');

-- Who sees what a table holds about people, and on what ground it is kept; without a row: the staff, for the membership.
CREATE TABLE personal_table (
    table_name TEXT PRIMARY KEY,
    audience TEXT NOT NULL CHECK (audience IN ('public', 'chosen', 'staff', 'you', 'nobody')),
    basis TEXT NOT NULL CHECK (basis IN ('membership', 'consent', 'security', 'record', 'law'))
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('personal_table', 'part of the schema');
INSERT INTO personal_table VALUES
    ('member', 'chosen', 'membership'), ('member_text', 'chosen', 'membership'), ('member_topics', 'chosen', 'membership'),
    ('member_languages', 'chosen', 'membership'), ('member_corridors', 'chosen', 'membership'), ('member_links', 'chosen', 'membership'),
    ('file', 'chosen', 'membership'), ('file_text', 'chosen', 'membership'), ('slug_alias', 'public', 'membership'),
    ('event_speakers', 'public', 'record'), ('publication_authors', 'public', 'record'), ('journal', 'public', 'record'),
    ('account', 'you', 'security'), ('session', 'you', 'security'), ('login_link', 'nobody', 'security'),
    ('change', 'staff', 'security'), ('change_record', 'staff', 'security'), ('consent', 'you', 'law'), ('erasure', 'staff', 'law');
