-- name: account_staff_exists
-- plan: scan (asked once at start)
SELECT EXISTS (SELECT 1 FROM account WHERE role IN ('editor', 'administrator') AND password_hash IS NOT NULL);

-- name: account_by_email
SELECT id, name, password_hash, state, language FROM account WHERE email = :email;

-- name: account_show
SELECT id, email, name, language, password_hash, state FROM account WHERE id = :account;

-- name: account_upsert
INSERT INTO account (email, name, language, created_at, member_id) VALUES (:email, :name, :language, :now, :member)
ON CONFLICT (email) DO UPDATE SET member_id = ifnull(excluded.member_id, member_id);

-- name: account_id
SELECT id FROM account WHERE email = :email;

-- name: account_link_add
INSERT INTO login_link (token_hash, account_id, created_at, expires_at) VALUES (:token_hash, :account, :now, :expires_at);

-- name: account_link
SELECT l.account_id FROM login_link l JOIN account a ON a.id = l.account_id
WHERE l.token_hash = :token_hash AND l.expires_at > :now AND l.used_at IS NULL AND a.state = 'active';

-- name: account_link_use
UPDATE login_link SET used_at = :now WHERE token_hash = :token_hash AND used_at IS NULL;

-- name: account_sessions
SELECT substr(token_hash, 1, 16) AS number, agent, created_at, seen_at, CASE WHEN token_hash = :mine THEN 1 END AS mine FROM session WHERE account_id = :account AND expires_at > :now ORDER BY seen_at DESC;

-- name: account_sessions_end
DELETE FROM session WHERE account_id = :account AND token_hash != :mine;

-- name: account_session_end
DELETE FROM session WHERE account_id = :account AND substr(token_hash, 1, 16) = :number AND token_hash != :mine;

-- name: account_tokens_end
DELETE FROM api_token WHERE account_id = :account;

-- name: account_password_put
UPDATE account SET password_hash = :password_hash WHERE id = :account;

-- name: registration_done
UPDATE registration SET member_id = :member, fields = '{}' WHERE id = :id;

-- name: email_change_ask
INSERT INTO email_change (account_id, email, new_hash, old_hash, expires_at) VALUES (:account, :email, :new_hash, :old_hash, :expires_at)
ON CONFLICT (account_id) DO UPDATE SET email = excluded.email, new_hash = excluded.new_hash, old_hash = excluded.old_hash, expires_at = excluded.expires_at, new_at = NULL, old_at = NULL;

-- name: email_change_find
SELECT c.account_id, c.email, c.new_at, c.old_at, c.old_hash = :hash AS is_old FROM email_change c JOIN account a ON a.id = c.account_id
WHERE (c.new_hash = :hash OR c.old_hash = :hash) AND c.expires_at > :now AND a.state = 'active';

-- name: email_change_new
UPDATE email_change SET new_at = :now WHERE account_id = :account;

-- name: email_change_old
UPDATE email_change SET old_at = :now WHERE account_id = :account;

-- name: email_change_put
UPDATE account SET email = :email WHERE id = :account;

-- name: email_change_member
UPDATE member SET email = :email, version = version + 1, updated_at = unixepoch()
WHERE id = (SELECT member_id FROM account WHERE id = :account) AND email = (SELECT email FROM account WHERE id = :account);

-- name: email_change_drop
DELETE FROM email_change WHERE account_id = :account;

-- name: email_change_links
DELETE FROM login_link WHERE account_id = :account;
