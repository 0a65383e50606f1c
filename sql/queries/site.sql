-- Sessions, settings and what every page asks.

-- name: setting_read
SELECT value FROM setting WHERE key = :key;

-- name: setting_write
INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: site_origin_learn
INSERT INTO setting (key, value) SELECT 'site.origin', :origin FROM account WHERE id = :account AND role = 'administrator'
ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value = '';

-- name: site_has_pages
SELECT EXISTS (SELECT 1 FROM page);

-- name: site_session
SELECT a.id AS account, a.name, a.email, a.role, a.language, a.member_id AS member, s.created_at AS since, s.csrf, s.notice, s.seen_at,
    (SELECT r.member_id FROM representative r JOIN member m ON m.id = r.member_id WHERE r.email = a.email AND r.state = 'published' AND m.state IN ('published', 'pending')
        AND ifnull(r.since, '') <= date('now') AND ifnull(r.until, '9') >= date('now') AND (r.member_id = s.acts_for OR (s.acts_for IS NULL AND a.member_id IS NULL))
        ORDER BY r.id LIMIT 1) AS acts_for
FROM session s JOIN account a ON a.id = s.account_id
WHERE s.token_hash = :token_hash AND s.expires_at > :now AND s.seen_at > :idle_since AND a.state = 'active';

-- name: site_session_add
INSERT INTO session (token_hash, account_id, csrf, created_at, seen_at, expires_at, agent)
VALUES (:token_hash, :account, :csrf, :now, :now, :expires_at, :agent);

-- name: site_signed_in
UPDATE account SET signed_in_at = :now WHERE id = :account;

-- name: site_session_seen
UPDATE session SET seen_at = :now WHERE token_hash = :token_hash;

-- name: site_session_end
DELETE FROM session WHERE token_hash = :token_hash;

-- name: site_session_notice
UPDATE session SET notice = :notice WHERE token_hash = :token_hash;

-- name: site_session_purge
DELETE FROM session WHERE expires_at <= :now;

-- name: site_moved
SELECT CASE a.table_name
    WHEN 'member' THEN (SELECT slug FROM member WHERE id = a.record_id AND state = 'published')
    WHEN 'event' THEN (SELECT slug FROM event WHERE id = a.record_id AND state = 'published')
    WHEN 'publication' THEN (SELECT slug FROM publication WHERE id = a.record_id AND state = 'published')
    WHEN 'post' THEN (SELECT slug FROM post WHERE id = a.record_id AND state = 'published')
    WHEN 'process' THEN (SELECT slug FROM process WHERE id = a.record_id AND state = 'published')
    WHEN 'issue' THEN (SELECT slug FROM issue WHERE id = a.record_id AND state = 'published') END
FROM slug_alias a WHERE a.table_name = :table_name AND a.slug = :slug;

-- name: topics
-- plan: scan (all are kept in memory)
SELECT t.id, t.slug, x.lang, x.label FROM topic t LEFT JOIN topic_text x ON x.topic_id = t.id ORDER BY t.id;
