-- Messages by the form on a member's page.

-- name: contact_member
SELECT m.id, m.slug, m.display_name, m.contactable, m.demo, m.email, a.id AS account, a.email AS account_email, a.language AS account_language
FROM member m LEFT JOIN account a ON a.id = (SELECT b.id FROM account b WHERE b.member_id = m.id AND b.state = 'active' ORDER BY b.id LIMIT 1)
WHERE m.slug = :slug AND m.state = 'published';

-- name: contact_name
SELECT display_name FROM member WHERE id = :id;

-- name: contact_blocked
SELECT EXISTS (SELECT 1 FROM contact_block WHERE email = :email);

-- name: contact_same
SELECT EXISTS (SELECT 1 FROM contact WHERE from_email = :email AND created_at > :since AND member_id IS :member AND answers IS :answers AND subject = :subject AND body = :body);

-- name: contact_recent
SELECT count(*) FROM contact WHERE from_email = :email AND created_at > :since;

-- name: contact_add
INSERT INTO contact (created_at, state, member_id, answers, from_name, from_email, from_account, to_name, to_email, to_account, language, subject, body, shows_address, copy, token_hash)
VALUES (:now, :state, :member, :answers, :from_name, :from_email, :from_account, :to_name, :to_email, :to_account, :language, :subject, :body, :shows_address, :copy, :token_hash);

-- name: contact_by_token
SELECT c.*, m.slug AS member_slug FROM contact c LEFT JOIN member m ON m.id = c.member_id AND m.state = 'published' WHERE c.token_hash = :token_hash;

-- name: contact_prove
UPDATE contact SET state = :state, token_hash = :token_hash WHERE id = :id AND state = 'unproven';

-- name: contact_answered
UPDATE contact SET answered_at = :now WHERE id = :id AND answered_at IS NULL;

-- name: contact_report
UPDATE contact SET reported_at = :now, report = :report, handled_at = NULL WHERE id = :id AND reported_at IS NULL;

-- name: contact_waiting
SELECT c.id, c.created_at, c.state, nullif(c.state = 'stuck', 0) AS stuck, c.from_name, c.from_email, c.to_name, c.subject, c.body, c.reported_at, c.report, m.slug AS member_slug,
    nullif((SELECT count(*) FROM contact_block b WHERE b.email = c.from_email), 0) AS blocked
FROM contact c LEFT JOIN member m ON m.id = c.member_id
WHERE (c.reported_at IS NOT NULL OR c.state = 'stuck') AND c.handled_at IS NULL ORDER BY c.id DESC LIMIT 100;

-- name: contact_handled
UPDATE contact SET handled_at = :now WHERE id = :id;

-- name: contact_block
INSERT OR IGNORE INTO contact_block (email, at) SELECT from_email, :now FROM contact WHERE id = :id;

-- name: contact_unblock
DELETE FROM contact_block WHERE email = :email;

-- name: contact_blocks
SELECT email, at FROM contact_block ORDER BY at DESC LIMIT 200;
