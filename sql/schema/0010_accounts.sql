-- Accounts of the staff and of members: what they did, what they may, and what protects them.

-- Sign-ins, exports, changes of roles, views of personal data: kept as long as the rule "audit" says, without addresses of the network.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE SET NULL, -- NULL: nobody that we know
    action TEXT NOT NULL,
    area TEXT,
    record_id INTEGER,
    detail TEXT
);
CREATE INDEX audit_account ON audit (account_id, id);
CREATE INDEX audit_at ON audit (at);
INSERT INTO untracked VALUES ('audit', 'a history of its own');
INSERT INTO personal VALUES ('audit', 'account_id', 'account', 'clear', 'audit.personal');

ALTER TABLE account ADD COLUMN signed_in_at INTEGER;

-- --- roles --------------------------------------------------------------------------------------------------------
-- What the staff may do is the sum of their roles' grants; without a role an account may nothing. Roles are no content: the audit keeps
-- who changed them, and no undo of a change gives back a right that was taken.
CREATE TABLE staff_role (
    id INTEGER PRIMARY KEY,
    key TEXT UNIQUE                  -- of those that a new installation starts with; "administrator" stays as it is
);
CREATE TABLE staff_role_text (
    role_id INTEGER NOT NULL REFERENCES staff_role (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (role_id, lang)
) WITHOUT ROWID;
CREATE TABLE staff_grant (
    role_id INTEGER NOT NULL REFERENCES staff_role (id) ON DELETE CASCADE,
    area TEXT NOT NULL,              -- as may() names it; '*': every one
    action TEXT NOT NULL CHECK (action IN ('read', 'write', 'publish', 'delete', 'export')),
    lang TEXT NOT NULL DEFAULT '',   -- the texts of this language alone; '': all
    PRIMARY KEY (role_id, area, action, lang)
) WITHOUT ROWID;
-- Record types that were known already: the editors' starting role gets rights on a new one, once.
CREATE TABLE staff_area (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE account_role (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role_id INTEGER NOT NULL REFERENCES staff_role (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, role_id)
) WITHOUT ROWID;
CREATE INDEX account_role_role ON account_role (role_id);
INSERT INTO untracked VALUES ('staff_role', 'rights'), ('staff_role_text', 'rights'), ('staff_grant', 'rights'),
    ('staff_area', 'rights'), ('account_role', 'rights');
INSERT INTO personal VALUES ('account_role', 'account_id', 'account', 'delete', 'permission.personal');

-- account.role says in one word whether it is staff: 'editor' with any role, 'administrator' with that one.
CREATE TRIGGER account_role_given AFTER INSERT ON account_role BEGIN
    UPDATE account SET role = CASE WHEN role = 'administrator' OR EXISTS (SELECT 1 FROM staff_role r WHERE r.id = new.role_id AND r.key = 'administrator')
        THEN 'administrator' ELSE 'editor' END WHERE id = new.account_id;
END;
CREATE TRIGGER account_role_taken AFTER DELETE ON account_role BEGIN
    UPDATE account SET role = CASE
        WHEN EXISTS (SELECT 1 FROM account_role a JOIN staff_role r ON r.id = a.role_id WHERE a.account_id = old.account_id AND r.key = 'administrator') THEN 'administrator'
        WHEN EXISTS (SELECT 1 FROM account_role a WHERE a.account_id = old.account_id) THEN 'editor' ELSE 'member' END WHERE id = old.account_id;
END;

INSERT INTO staff_role (id, key) VALUES (1, 'administrator'), (2, 'editor'), (3, 'membership'), (4, 'journal'), (5, 'translator_en'),
    (6, 'translator_es'), (7, 'reader');
INSERT INTO staff_role_text VALUES (1, 'en', 'Administrator'), (1, 'es', 'Administración'), (2, 'en', 'Editor'), (2, 'es', 'Edición'),
    (3, 'en', 'Membership officer'), (3, 'es', 'Membresías'), (4, 'en', 'Journal editor'), (4, 'es', 'Edición de la revista'),
    (5, 'en', 'Translator to English'), (5, 'es', 'Traducción al inglés'), (6, 'en', 'Translator to Spanish'),
    (6, 'es', 'Traducción al español'), (7, 'en', 'Reader'), (7, 'es', 'Lectura');
-- The editors' rights on record types are given when a type is first known.
WITH action (name) AS (VALUES ('read'), ('write'), ('publish'), ('delete'), ('export')),
    content (area) AS (VALUES ('topic'), ('country'), ('file'), ('organization'), ('process'), ('event'), ('journal'), ('section'), ('issue'),
        ('publication'), ('post'), ('page'))
INSERT INTO staff_grant (role_id, area, action, lang)
SELECT 1, '*', name, '' FROM action
UNION ALL SELECT 2, area, name, '' FROM action JOIN (SELECT 'imports' AS area UNION ALL SELECT 'changes') WHERE name = 'read' OR (name = 'write' AND area = 'imports')
UNION ALL SELECT 3, area, name, '' FROM action JOIN (SELECT 'member' AS area UNION ALL SELECT 'representative' UNION ALL SELECT 'reason' UNION ALL SELECT 'letter' UNION ALL SELECT 'mailing' UNION ALL SELECT 'organization')
UNION ALL SELECT 3, area, name, '' FROM action JOIN (SELECT 'approvals' AS area UNION ALL SELECT 'membership' UNION ALL SELECT 'outbox' UNION ALL SELECT 'imports' UNION ALL SELECT 'privacy')
    WHERE name IN ('read', 'write') OR (name = 'export' AND area IN ('membership', 'privacy'))
UNION ALL SELECT 3, area, 'read', '' FROM (SELECT 'changes' AS area UNION ALL SELECT 'topic' UNION ALL SELECT 'country' UNION ALL SELECT 'file')
UNION ALL SELECT 4, area, name, '' FROM action JOIN (SELECT 'section' AS area UNION ALL SELECT 'issue' UNION ALL SELECT 'publication' UNION ALL SELECT 'file')
UNION ALL SELECT 4, 'journal', name, '' FROM action WHERE name IN ('read', 'write', 'publish')
UNION ALL SELECT 4, area, 'read', '' FROM (SELECT 'topic' AS area UNION ALL SELECT 'country' UNION ALL SELECT 'organization')
UNION ALL SELECT r.id, area, 'read', '' FROM content JOIN (SELECT 5 AS id UNION ALL SELECT 6 UNION ALL SELECT 7) r
UNION ALL SELECT 7, area, 'export', '' FROM content
UNION ALL SELECT r.id, area, name, r.lang FROM content JOIN action JOIN (SELECT 5 AS id, 'en' AS lang UNION ALL SELECT 6, 'es') r WHERE name IN ('write', 'publish');

-- --- what protects an account --------------------------------------------------------------------------------------
-- The second step: codes by time (RFC 6238).
CREATE TABLE second_step (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    confirmed_at INTEGER,            -- NULL: being set up, asks nobody for anything yet
    last_step INTEGER NOT NULL DEFAULT 0, -- a code works once
    failures INTEGER NOT NULL DEFAULT 0,  -- in a row
    locked_until INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (account_id, code_hash)
) WITHOUT ROWID;
-- Who has shown a password or a link and owes the code.
CREATE TABLE half_session (
    token_hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    how TEXT NOT NULL,
    next TEXT,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX half_session_expires ON half_session (expires_at);
CREATE INDEX half_session_account ON half_session (account_id);
INSERT INTO untracked VALUES ('second_step', 'secret'), ('recovery_code', 'secret'), ('half_session', 'secret');
INSERT INTO personal VALUES ('second_step', 'account_id', 'account', 'delete', 'privacy.what_second_step'),
    ('recovery_code', 'account_id', 'account', 'delete', 'privacy.what_second_step'),
    ('half_session', 'account_id', 'account', 'delete', 'privacy.what_session');

-- Passkeys: a key that signs in by itself; what it knows of the person stays in the person's device.
CREATE TABLE passkey (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential TEXT NOT NULL UNIQUE, -- its number, in base64url
    algorithm INTEGER NOT NULL,      -- COSE: -7, -8, -257
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX passkey_account ON passkey (account_id);
-- Given out once, for one browser (of a session, or of a form's cookie) and one purpose.
CREATE TABLE passkey_challenge (
    challenge TEXT PRIMARY KEY,
    bound TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires_at);
INSERT INTO untracked VALUES ('passkey', 'secret'), ('passkey_challenge', 'secret');
INSERT INTO personal VALUES ('passkey', 'account_id', 'account', 'delete', 'privacy.what_passkey');

-- Another address that both addresses have to agree to.
CREATE TABLE email_change (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    new_hash TEXT NOT NULL UNIQUE,
    old_hash TEXT NOT NULL UNIQUE,
    new_at INTEGER,
    old_at INTEGER,
    expires_at INTEGER NOT NULL
);
INSERT INTO untracked VALUES ('email_change', 'secret, and passing');
INSERT INTO personal VALUES ('email_change', 'account_id', 'account', 'delete', 'privacy.what_email_change'),
    ('email_change', 'email', 'email', 'delete', 'privacy.what_email_change');
