-- Accounts of the staff and of members: what they did, what they may, and what protects them.

-- Sign-ins, exports, changes of roles, views of personal data: kept for two years, without addresses of the network.
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
