-- What is known of addresses, and letters: the staff's own words for messages, in place of the built-in ones.

CREATE TABLE mail_address (
    email TEXT PRIMARY KEY COLLATE NOCASE,
    bounces INTEGER NOT NULL DEFAULT 0,
    bounced_at INTEGER,
    status TEXT,                     -- RFC 3463: 5.1.1
    reason TEXT,                     -- the server's words
    off_at INTEGER                   -- wants no mailings since
) WITHOUT ROWID;
CREATE INDEX mail_address_bounced ON mail_address (bounced_at) WHERE bounced_at IS NOT NULL;
INSERT INTO untracked VALUES ('mail_address', 'passing states');
INSERT INTO personal VALUES ('mail_address', 'email', 'email', 'delete', 'outbox.personal_address');
INSERT INTO personal VALUES ('message', 'edited_by', 'by', 'clear', 'privacy.what_message');

CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    kind TEXT NOT NULL UNIQUE,       -- of the message: "welcome"
    names TEXT                       -- what {{...}} the words may hold
);
CREATE TABLE letter_text (
    letter_id INTEGER NOT NULL REFERENCES letter (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    subject TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (letter_id, lang)
) WITHOUT ROWID;

-- A message of the staff to many.
CREATE TABLE mailing (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    recipients TEXT NOT NULL DEFAULT '', -- the question that finds them, as the list of members has it: "kind=scholar&country=MX"
    notes TEXT
);
CREATE TABLE mailing_text (
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    subject TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (mailing_id, lang)
) WITHOUT ROWID;
