-- The second step of signing in: codes by time, recovery codes, who owes a code.

-- name: second_step_of
SELECT s.secret, s.confirmed_at, s.last_step, s.failures, s.locked_until,
    (SELECT count(*) FROM recovery_code c WHERE c.account_id = s.account_id AND c.used_at IS NULL) AS codes_left
FROM second_step s WHERE s.account_id = :account;

-- name: second_step_begin
INSERT INTO second_step (account_id, secret) VALUES (:account, :secret)
ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret WHERE confirmed_at IS NULL;

-- name: second_step_confirm
UPDATE second_step SET confirmed_at = :now, last_step = :step, failures = 0 WHERE account_id = :account AND confirmed_at IS NULL;

-- name: second_step_off
DELETE FROM second_step WHERE account_id = :account;

-- name: second_step_right
UPDATE second_step SET last_step = max(last_step, :step), failures = 0, locked_until = 0 WHERE account_id = :account;

-- name: second_step_wrong
UPDATE second_step SET failures = failures + 1, locked_until = CASE WHEN failures + 1 >= :allowed THEN :now + :lock ELSE 0 END WHERE account_id = :account;

-- name: recovery_codes_clear
DELETE FROM recovery_code WHERE account_id = :account;

-- name: recovery_code_add
INSERT INTO recovery_code (account_id, code_hash) VALUES (:account, :code_hash);

-- name: recovery_code_use
UPDATE recovery_code SET used_at = :now WHERE account_id = :account AND code_hash = :code_hash AND used_at IS NULL;

-- name: half_session_add
INSERT INTO half_session (token_hash, account_id, how, next, expires_at) VALUES (:token_hash, :account, :how, :next, :expires_at);

-- name: half_session_find
SELECT h.account_id, h.how, h.next FROM half_session h JOIN account a ON a.id = h.account_id
WHERE h.token_hash = :token_hash AND h.expires_at > :now AND a.state = 'active';

-- name: half_session_end
DELETE FROM half_session WHERE token_hash = :token_hash;

-- name: half_session_clear
DELETE FROM half_session WHERE account_id = :account;

-- name: half_session_purge
DELETE FROM half_session WHERE expires_at <= :now;
