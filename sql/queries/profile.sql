-- One's own profile and account.

-- name: profile_mail
SELECT ifnull(a.email, m.email) AS email, a.id AS account_id, ifnull(a.language, (SELECT r.language FROM registration r WHERE r.member_id = m.id)) AS language
FROM member m LEFT JOIN account a ON a.id = (SELECT min(id) FROM account WHERE member_id = m.id AND state = 'active') WHERE m.id = :member;

-- name: profile_events
-- Events where the member speaks, or that the member's organization holds; those to come first.
SELECT e.slug, e.starts, e.zone, e.city, e.country, 'event.kind_' || e.kind AS kind_key, iif(p.speaks, 'profile.speaker', 'profile.organizer') AS role_key,
    ifnull((SELECT title FROM event_text x WHERE x.event_id = e.id AND x.lang = :lang), (SELECT title FROM event_text x WHERE x.event_id = e.id AND title IS NOT NULL)) AS title
FROM (SELECT s.event_id AS id, 1 AS speaks FROM event_speakers s WHERE s.member_id = :member
        UNION SELECT o.event_id, 0 FROM member m JOIN event_organizers o ON o.organization_id = m.organization_id WHERE m.id = :member) p
    JOIN event e ON e.id = p.id
WHERE e.state = 'published' ORDER BY e.starts_utc < :now, abs(e.starts_utc - :now) LIMIT 20;

-- name: profile_publications
SELECT p.slug, p.state, 'record.state_' || p.state AS state_key, CAST(p.year AS TEXT) AS year, nullif(p.state = 'published', 0) AS public,
    ifnull((SELECT title FROM publication_text x WHERE x.publication_id = p.id AND x.lang = :lang), (SELECT title FROM publication_text x WHERE x.publication_id = p.id AND title IS NOT NULL)) AS title
FROM publication_authors a JOIN publication p ON p.id = a.publication_id
WHERE a.member_id = :member AND p.state = 'published' GROUP BY p.id ORDER BY p.year DESC, p.id DESC LIMIT 100;

-- name: profile_messages
-- What was sent to this member; links to sign in are nobody's to keep.
SELECT id, subject, created_at, sent_at FROM message
WHERE id IN (SELECT id FROM message WHERE account_id = :account UNION SELECT id FROM message WHERE member_id = :member AND :member > 0)
    AND kind NOT IN ('sign_in', 'proof', 'known') AND state NOT IN ('cancelled', 'held') ORDER BY id DESC LIMIT :limit;

-- name: profile_message
SELECT id, kind, subject, body, created_at, sent_at FROM message
WHERE id = :id AND (account_id = :account OR (member_id = :member AND :member > 0)) AND kind NOT IN ('sign_in', 'proof', 'known') AND state NOT IN ('cancelled', 'held');
