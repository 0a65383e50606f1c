-- Passkeys and their challenges.

-- name: passkey_list
SELECT id, name, credential, created_at, used_at FROM passkey WHERE account_id = :account ORDER BY id;

-- name: passkey_count
SELECT count(*) FROM passkey WHERE account_id = :account;

-- name: passkey_find
SELECT p.id, p.account_id, p.algorithm, p.public_key, p.sign_count, a.state FROM passkey p JOIN account a ON a.id = p.account_id WHERE p.credential = :credential;

-- name: passkey_add
INSERT INTO passkey (account_id, credential, algorithm, public_key, sign_count, name, created_at)
VALUES (:account, :credential, :algorithm, :public_key, :sign_count, :name, :now);

-- name: passkey_used
UPDATE passkey SET used_at = :now, sign_count = :sign_count WHERE id = :id;

-- name: passkey_remove
DELETE FROM passkey WHERE id = :id AND account_id = :account;

-- name: passkey_challenge_add
INSERT INTO passkey_challenge (challenge, bound, expires_at) VALUES (:challenge, :bound, :expires_at);

-- name: passkey_challenge_take
DELETE FROM passkey_challenge WHERE challenge = :challenge AND bound = :bound AND expires_at > :now;

-- name: passkey_challenge_purge
DELETE FROM passkey_challenge WHERE expires_at <= :now;
