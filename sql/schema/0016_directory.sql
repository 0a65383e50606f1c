-- Messages by the form on a member's page. Neither side is told the other's address unless the other says so.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    created_at INTEGER NOT NULL,
    -- unproven: a visitor's, until the address is proven; stuck: there is no address to send it to; none of it is told the sender
    state TEXT NOT NULL CHECK (state IN ('unproven', 'sent', 'stuck')),
    member_id INTEGER REFERENCES member (id) ON DELETE CASCADE, -- on whose page it was written; NULL for answers
    answers INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    from_name TEXT NOT NULL,
    from_email TEXT NOT NULL COLLATE NOCASE,
    from_account INTEGER,
    to_name TEXT NOT NULL,
    to_email TEXT COLLATE NOCASE,
    to_account INTEGER,
    language TEXT NOT NULL,          -- the recipient's
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    shows_address INTEGER NOT NULL,
    copy INTEGER NOT NULL,           -- to the sender
    token_hash TEXT NOT NULL UNIQUE, -- of the link that the mail holds: the sender's while unproven, then the recipient's
    answered_at INTEGER,
    reported_at INTEGER,
    report TEXT,
    handled_at INTEGER
);
CREATE INDEX contact_member ON contact (member_id, created_at) WHERE member_id IS NOT NULL;
CREATE INDEX contact_answers ON contact (answers) WHERE answers IS NOT NULL;
CREATE INDEX contact_from ON contact (from_email, created_at);
CREATE INDEX contact_to ON contact (to_email) WHERE to_email IS NOT NULL;
CREATE INDEX contact_from_account ON contact (from_account) WHERE from_account IS NOT NULL;
CREATE INDEX contact_to_account ON contact (to_account) WHERE to_account IS NOT NULL;
CREATE INDEX contact_waiting ON contact (id) WHERE (reported_at IS NOT NULL OR state = 'stuck') AND handled_at IS NULL;
-- Who may not write by it any more.
CREATE TABLE contact_block (
    email TEXT PRIMARY KEY COLLATE NOCASE,
    at INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('contact', 'private messages, kept for a while'), ('contact_block', 'passing states');

INSERT INTO personal VALUES
    ('contact', 'member_id', 'member', 'delete', 'contact.what'),
    ('contact', 'from_name', 'name', 'delete', 'contact.what'),
    ('contact', 'from_email', 'email', 'delete', 'contact.what'),
    ('contact', 'from_account', 'account', 'delete', 'contact.what'),
    ('contact', 'to_name', 'name', 'delete', 'contact.what'),
    ('contact', 'to_email', 'email', 'delete', 'contact.what'),
    ('contact', 'to_account', 'account', 'delete', 'contact.what'),
    ('contact_block', 'email', 'email', 'delete', 'contact.what_block');
INSERT INTO personal_table VALUES ('contact', 'you', 'consent'), ('contact_block', 'staff', 'security');
INSERT INTO retention (rule, table_name, column_name, from_column, condition, amount, unit, action, fixed) VALUES
    ('contact_unproven', 'contact', NULL, 'created_at', 't.state = ''unproven''', 7, 'days', 'delete', 1),
    ('contact', 'contact', NULL, 'created_at', 't.reported_at IS NULL OR t.handled_at IS NOT NULL', 3, 'months', 'delete', 0),
    ('contact_block', 'contact_block', NULL, 'at', '1', 24, 'months', 'delete', 0);

-- The ORCID iD that the staff have seen to be this member's own: this number and no other, so a change of it takes the check back.
CREATE TABLE orcid_check (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    orcid TEXT NOT NULL,
    checked_on TEXT NOT NULL,        -- date
    checked_by TEXT
);
INSERT INTO personal VALUES
    ('orcid_check', 'member_id', 'member', 'delete', 'members.what_orcid_check'),
    ('orcid_check', 'checked_by', 'by', 'clear', 'privacy.what_by');
