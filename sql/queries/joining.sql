-- Registration, the staff's queue, probable duplicates.

-- name: joining_known_person
SELECT EXISTS (SELECT 1 FROM member m WHERE m.email = :email AND m.state IN ('pending', 'published') AND m.kind IN ('scholar', 'student', 'person'))
    OR EXISTS (SELECT 1 FROM account a JOIN member m ON m.id = a.member_id WHERE a.email = :email AND m.state IN ('pending', 'published') AND m.kind IN ('scholar', 'student', 'person'));

-- name: joining_known_organization
SELECT EXISTS (SELECT 1 FROM representative r JOIN member m ON m.id = r.member_id WHERE r.email = :email AND m.display_name = :name COLLATE NOCASE AND m.state IN ('pending', 'published'))
    OR EXISTS (SELECT 1 FROM member m WHERE m.email = :email AND m.display_name = :name COLLATE NOCASE AND m.state IN ('pending', 'published'));

-- name: joining_account
SELECT id FROM account WHERE email = :email AND state = 'active';

-- name: joining_add
INSERT INTO registration (token_hash, email, language, fields, suspicion, created_at, expires_at)
VALUES (:token_hash, :email, :language, :fields, :suspicion, :now, :expires_at);

-- name: joining_find
SELECT id, email, language, fields, suspicion, created_at, expires_at, member_id FROM registration WHERE token_hash = :token_hash AND expires_at > :now;

-- name: joining_put
UPDATE registration SET fields = :fields, suspicion = :suspicion, expires_at = :expires_at WHERE id = :id;

-- name: joining_apply
INSERT INTO member_application (member_id, applied_at, language, email, suspicion, waits_since)
VALUES (:member, :applied_at, :language, :email, :suspicion, :now);

-- name: joining_decided
SELECT EXISTS (SELECT 1 FROM member_application WHERE member_id = :member AND decision IS NOT NULL);

-- name: joining_question
SELECT q.question FROM member_question q JOIN member_application a ON a.member_id = q.member_id
WHERE q.member_id = :member AND a.waits_for = 'applicant' AND q.answered_at IS NULL ORDER BY q.position DESC LIMIT 1;

-- name: joining_answer
UPDATE member_question SET answer = :answer, answered_at = :now WHERE member_id = :member AND answered_at IS NULL;

-- name: joining_back
UPDATE member_application SET waits_for = 'staff', waits_since = :now WHERE member_id = :member;

-- name: joining_personal_why
SELECT why FROM personal WHERE table_name = :table_name LIMIT 1;

-- name: joining_language
SELECT language FROM member_application WHERE member_id = :member;
