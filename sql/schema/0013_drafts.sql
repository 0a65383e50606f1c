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
    trouble TEXT                     -- message key: why it was not published at its moment
);
CREATE INDEX draft_record ON draft (table_name, record_id, kind);
CREATE INDEX draft_account ON draft (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX draft_member ON draft (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX draft_kind ON draft (kind, updated_at);

INSERT INTO untracked VALUES ('draft', 'passing states');
INSERT INTO personal VALUES
    ('draft', 'member_id', 'member', 'delete', 'edit.personal_draft_member'),
    ('draft', 'account_id', 'account', 'clear', 'edit.personal_draft_account');
