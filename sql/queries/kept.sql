-- Forms that wait for a sign-in: src/site/kept.c.

-- name: kept_session
SELECT account_id FROM session WHERE token_hash = :token_hash;

-- name: kept_replace
-- The same form anew, and what is more than the nine latest: files are kept with them.
DELETE FROM kept_form WHERE account_id = :account
    AND (path = :path OR token NOT IN (SELECT token FROM kept_form WHERE account_id = :account ORDER BY expires_at DESC LIMIT 9));

-- name: kept_purge
DELETE FROM kept_form WHERE expires_at <= :now;

-- name: kept_add
INSERT INTO kept_form (token, cookie_hash, account_id, acts_for, path, fields, expires_at) VALUES (:token, :cookie_hash, :account, :acts_for, :path, :fields, :expires_at);

-- name: kept_upload_add
INSERT INTO kept_upload (token, name, filename, type, data) VALUES (:token, :name, :filename, :type, :data);

-- name: kept_get
SELECT path, acts_for, fields FROM kept_form WHERE token = :token AND cookie_hash = :cookie_hash AND account_id = :account AND expires_at > :now;

-- name: kept_latest
SELECT token FROM kept_form WHERE account_id = :account AND cookie_hash = :cookie_hash AND expires_at > :now ORDER BY expires_at DESC LIMIT 1;

-- name: kept_uploads
SELECT name, filename, type, data FROM kept_upload WHERE token = :token ORDER BY id;

-- name: kept_done
DELETE FROM kept_form WHERE token = :token;
