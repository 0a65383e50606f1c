-- Tokens of the API: each acts for one of the staff, with the rights that the account has when it is used.
CREATE TABLE api_token (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    may_write INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX api_token_account ON api_token (account_id);
INSERT INTO untracked VALUES ('api_token', 'secret');
INSERT INTO personal VALUES ('api_token', 'account_id', 'account', 'delete', 'privacy.what_api_token'),
    ('api_token', 'name', 'name', 'delete', 'privacy.what_api_token');
