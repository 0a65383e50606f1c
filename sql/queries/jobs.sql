-- name: jobs_purge_registrations
DELETE FROM registration WHERE expires_at <= :now AND member_id IS NULL;

-- name: jobs_purge_links
DELETE FROM login_link WHERE expires_at <= :now;

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
