-- name: jobs_purge_registrations
DELETE FROM registration WHERE expires_at <= :now AND member_id IS NULL;

-- name: jobs_purge_links
DELETE FROM login_link WHERE expires_at <= :now;

-- name: outbox_due
SELECT id, recipient, subject, body, attempts FROM message WHERE state = 'queued' AND next_at <= :now ORDER BY id LIMIT 1;

-- name: outbox_take
UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = :id AND state = 'queued';

-- name: outbox_sent
UPDATE message SET state = 'sent', sent_at = :now, error = NULL WHERE id = :id;

-- name: outbox_failed
UPDATE message SET state = :state, error = :error, next_at = :next_at WHERE id = :id;

-- name: outbox_add
INSERT INTO message (recipient, language, kind, subject, body, created_at, account_id, member_id)
VALUES (:recipient, :language, :kind, :subject, :body, :now, :account, :member);

-- name: outbox_setting
SELECT value FROM setting WHERE key = :key;

-- name: jobs_add
INSERT INTO job (kind, subject_id, run_at) VALUES (:kind, :subject, :run_at);

-- name: jobs_remove
DELETE FROM job WHERE kind = :kind AND subject_id = :subject;

-- name: jobs_next
SELECT id, kind, subject_id, attempts, run_at FROM job ORDER BY run_at, id LIMIT 1;

-- name: jobs_take
DELETE FROM job WHERE id = :id AND run_at <= :now;

-- name: jobs_postpone
UPDATE job SET attempts = attempts + 1, error = :error, run_at = :run_at WHERE id = :id;
