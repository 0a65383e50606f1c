-- Applications that wait, and decisions about them.

-- name: approvals_waiting
SELECT m.id, m.display_name, m.version, 'member.kind_' || m.kind AS kind_key, m.country, m.city, m.affiliation, m.email,
    (SELECT group_concat(headline, ' / ') FROM member_text x WHERE x.member_id = m.id) AS headline, a.suspicion,
    ifnull(a.waits_since, m.created_at) AS waits_since, (:now - ifnull(a.waits_since, m.created_at)) / 86400 AS days,
    (SELECT max(position) FROM member_question q WHERE q.member_id = m.id AND q.answered_at IS NOT NULL) AS answered
FROM member m LEFT JOIN member_application a ON a.member_id = m.id
WHERE m.state = 'pending' AND ifnull(a.waits_for, 'staff') = :waits_for ORDER BY ifnull(a.waits_since, m.created_at), m.id LIMIT 100;

-- name: approvals_application
SELECT a.applied_at, a.language, a.email, a.suspicion, a.waits_for, a.waits_since, a.decided_at, a.decided_by, 'joining.decision_' || a.decision AS decision_key,
    (SELECT r.name FROM representative r WHERE r.member_id = a.member_id AND r.email = a.email ORDER BY r.id DESC LIMIT 1) AS agent
FROM member_application a WHERE a.member_id = :id;

-- name: approvals_questions
SELECT asked_at, asked_by, question, answered_at, answer FROM member_question WHERE member_id = :id ORDER BY position;

-- name: approvals_agents
SELECT id, name, role, email, since, until, verified_on, verified_by FROM representative WHERE member_id = :id ORDER BY until IS NOT NULL, id;

-- name: approvals_reasons
SELECT r.slug, ifnull((SELECT x.title FROM reason_text x WHERE x.reason_id = r.id AND x.lang = :mine), (SELECT x.title FROM reason_text x WHERE x.reason_id = r.id AND x.title IS NOT NULL LIMIT 1)) AS title,
    ifnull((SELECT x.body FROM reason_text x WHERE x.reason_id = r.id AND x.lang = :lang), (SELECT x.body FROM reason_text x WHERE x.reason_id = r.id AND x.body IS NOT NULL LIMIT 1)) AS body
FROM reason r WHERE r.use = :use AND r.state = 'published' ORDER BY r.id LIMIT 50;

-- name: approvals_member
UPDATE member SET state = :state, version = version + 1, updated_at = :now, approved_at = iif(:state = 'published', :now, approved_at)
WHERE id = :id AND state = 'pending' AND (:version = 0 OR version = :version);

-- name: approvals_address_taken
SELECT EXISTS (SELECT 1 FROM account a JOIN member m ON m.id = a.member_id WHERE a.email = :email AND m.id != :id AND m.state IN ('pending', 'published'));

-- name: approvals_decided
INSERT INTO member_application (member_id, applied_at, language, email, waits_for, waits_since, decision, decided_at, decided_by)
SELECT id, created_at, 'es', ifnull(email, ''), 'nobody', :now, :decision, :now, :who FROM member WHERE id = :id
ON CONFLICT (member_id) DO UPDATE SET waits_for = 'nobody', waits_since = :now, decision = :decision, decided_at = :now, decided_by = :who;

-- name: approvals_asked
INSERT INTO member_application (member_id, applied_at, language, email, waits_for, waits_since)
SELECT id, created_at, 'es', ifnull(email, ''), 'applicant', :now FROM member WHERE id = :id
ON CONFLICT (member_id) DO UPDATE SET waits_for = 'applicant', waits_since = :now;

-- name: approvals_question
INSERT INTO member_question (member_id, position, asked_at, asked_by, question)
SELECT :id, ifnull((SELECT max(position) FROM member_question WHERE member_id = :id), 0) + 1, :now, :who, :question;

-- name: approvals_link
INSERT INTO registration (token_hash, email, language, fields, created_at, expires_at, member_id) VALUES (:token_hash, :email, :language, '{}', :now, :expires_at, :id);

-- A decision that was undone: its message does not go out.
-- name: approvals_void
UPDATE message SET state = 'cancelled' WHERE member_id = :id AND kind IN ('welcome', 'welcome_organization', 'question', 'declined', 'merged') AND state IN ('queued', 'held')
    AND EXISTS (SELECT 1 FROM member m JOIN member_application a ON a.member_id = m.id WHERE m.id = :id AND m.state = 'pending' AND a.waits_for = 'staff');

-- name: representative_verify
UPDATE representative SET verified_on = date(:now, 'unixepoch'), verified_by = :who, version = version + 1, updated_at = :now
WHERE id = :id AND member_id = :member AND verified_on IS NULL;
