-- Values that wait (src/record/draft.h), who looks at what, and forms that wait for a sign-in.

-- FIELDS: {"title.en": [from, to], "visibility.email": [...], "state": [...]}, only what differs.
CREATE TABLE draft (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('draft', 'submission', 'scheduled')),
    table_name TEXT NOT NULL,
    record_id INTEGER,               -- NULL: of a record that is not there yet
    member_id INTEGER REFERENCES member (id) ON DELETE CASCADE, -- the record when it is a member
    base_version INTEGER NOT NULL,   -- of the record, when the values were last compared with it
    fields TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE SET NULL,
    why TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    publish_at INTEGER,
    trouble TEXT,                    -- message key: why it was not published at its moment
    discarded INTEGER                -- the change that set it aside: undoing that brings it back; NULL: it waits
);
CREATE INDEX draft_record ON draft (table_name, record_id, kind);
CREATE INDEX draft_account ON draft (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX draft_member ON draft (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX draft_kind ON draft (kind, updated_at);
CREATE INDEX draft_discarded ON draft (discarded) WHERE discarded IS NOT NULL;

INSERT INTO untracked VALUES ('draft', 'passing states');
INSERT INTO retention (rule, table_name, column_name, from_column, condition, amount, unit, action, fixed) VALUES
    ('draft_discarded', 'draft', NULL, 'updated_at', 't.discarded IS NOT NULL', 30, 'days', 'delete', 0);
INSERT INTO personal VALUES
    ('draft', 'member_id', 'member', 'delete', 'edit.personal_draft_member'),
    ('draft', 'account_id', 'account', 'clear', 'edit.personal_draft_account');

-- Links to a preview: who has one reads the draft of this record, or the record itself while it is not public, until it expires.
CREATE TABLE preview_link (
    token TEXT PRIMARY KEY,          -- as it is: it opens no more than what stands beside it
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE SET NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX preview_link_record ON preview_link (table_name, record_id);
CREATE INDEX preview_link_account ON preview_link (account_id) WHERE account_id IS NOT NULL;

-- Who has the form of a record open: a hint for the others, no lock.
CREATE TABLE presence (
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (table_name, record_id, account_id)
) WITHOUT ROWID;
CREATE INDEX presence_account ON presence (account_id);
CREATE INDEX presence_seen ON presence (seen_at);

INSERT INTO untracked VALUES ('preview_link', 'passing states'), ('presence', 'passing states');
INSERT INTO personal VALUES
    ('preview_link', 'account_id', 'account', 'clear', 'edit.personal_preview'),
    ('presence', 'account_id', 'account', 'delete', 'edit.personal_presence');

-- What was sent with a session that had ended: kept for an hour, until the same person in the same browser has signed in again.
CREATE TABLE kept_form (
    token TEXT PRIMARY KEY,
    cookie_hash TEXT NOT NULL,       -- of the browser's form cookie
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    acts_for INTEGER NOT NULL,       -- the organization that the form is for, 0: the person
    path TEXT NOT NULL,
    fields TEXT NOT NULL,            -- JSON: [[name, value], ...]
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX kept_form_account ON kept_form (account_id);
CREATE INDEX kept_form_expires ON kept_form (expires_at);
CREATE TABLE kept_upload (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL REFERENCES kept_form (token) ON DELETE CASCADE,
    name TEXT NOT NULL,
    filename TEXT NOT NULL,
    type TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX kept_upload_token ON kept_upload (token);
INSERT INTO untracked VALUES ('kept_form', 'secret'), ('kept_upload', 'secret');
INSERT INTO personal VALUES ('kept_form', 'account_id', 'account', 'delete', 'edit.personal_kept');
