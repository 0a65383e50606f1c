-- "This is me" on an author's line, and publications that members bring.

-- name: claims_of_member
SELECT c.id, c.created_at, c.reason, 'claims.state_' || c.state AS state_key, nullif(c.state = 'pending', 0) AS pending, CAST(p.year AS TEXT) AS year,
    ifnull((SELECT title FROM publication_text x WHERE x.publication_id = p.id AND x.lang = :lang), (SELECT title FROM publication_text x WHERE x.publication_id = p.id AND title IS NOT NULL)) AS title
FROM claim c JOIN publication p ON p.id = c.publication_id
WHERE c.member_id = :member AND c.state IN ('pending', 'declined') ORDER BY c.id DESC LIMIT 50;

-- name: claims_by_doi
SELECT id FROM publication WHERE doi = :doi COLLATE NOCASE AND doi IS NOT NULL AND state IN ('published', 'pending') ORDER BY state DESC LIMIT 1;

-- name: claims_publication
SELECT p.id, p.slug, p.state, CAST(p.year AS TEXT) AS year, p.doi,
    ifnull((SELECT title FROM publication_text x WHERE x.publication_id = p.id AND x.lang = :lang), (SELECT title FROM publication_text x WHERE x.publication_id = p.id AND title IS NOT NULL)) AS title,
    (SELECT title FROM publication_text x WHERE x.publication_id = p.id AND x.lang = 'en') AS title_en, (SELECT title FROM publication_text x WHERE x.publication_id = p.id AND x.lang = 'es') AS title_es
FROM publication p WHERE p.id = :id;

-- name: claims_lines
-- Each author's line, whose it is, and whether this member has claimed it.
SELECT a.position, concat_ws(' ', a.given, a.family) AS line, m.display_name AS owner, nullif(a.member_id = :member, 0) AS mine,
    (SELECT 1 FROM claim c WHERE c.publication_id = a.publication_id AND c.member_id = :member AND c.position = a.position AND c.state = 'pending') AS waits
FROM publication_authors a LEFT JOIN member m ON m.id = a.member_id AND m.state = 'published' WHERE a.publication_id = :id ORDER BY a.position LIMIT 60;

-- name: claims_line
SELECT concat_ws(' ', a.given, a.family) FROM publication_authors a JOIN publication p ON p.id = a.publication_id
WHERE p.slug = :slug AND p.state = 'published' AND a.position = :position AND a.member_id IS NULL;

-- name: claims_pending
SELECT EXISTS (SELECT 1 FROM claim WHERE publication_id = :publication AND member_id = :member AND state = 'pending');

-- name: claims_add
INSERT INTO claim (publication_id, member_id, position, line, added, created_at) VALUES (:publication, :member, :position, :line, :added, :now);

-- name: claims_queue
SELECT c.id, c.line, nullif(c.added, 0) AS added, c.created_at, m.id AS member_id, m.display_name AS member, m.slug AS member_slug, p.id AS publication_id, p.slug, p.doi, CAST(p.year AS TEXT) AS year, p.container,
    'publication.kind_' || p.kind AS kind_key, nullif(p.state = 'published', 0) AS public, nullif(NOT (instr(lower(c.line), lower(ifnull(m.surname1, m.display_name))) > 0), 0) AS other_name,
    ifnull((SELECT title FROM publication_text x WHERE x.publication_id = p.id AND x.lang = :lang), (SELECT title FROM publication_text x WHERE x.publication_id = p.id AND title IS NOT NULL)) AS title,
    (SELECT group_concat(concat_ws(' ', given, family), ', ') FROM (SELECT given, family FROM publication_authors WHERE publication_id = p.id ORDER BY position)) AS authors
FROM claim c JOIN member m ON m.id = c.member_id JOIN publication p ON p.id = c.publication_id
WHERE c.state = 'pending' ORDER BY c.id LIMIT 100;

-- name: claims_get
-- ADDED: brought by the member, and it still waits. What the staff published meanwhile is not taken back with the claim.
SELECT c.id, c.publication_id, c.member_id, c.position, c.line, c.added AND EXISTS (SELECT 1 FROM publication p WHERE p.id = c.publication_id AND p.state = 'pending') AS added, m.slug AS member_slug, m.display_name,
    (SELECT title FROM publication_text x WHERE x.publication_id = c.publication_id AND title IS NOT NULL LIMIT 1) AS title
FROM claim c JOIN member m ON m.id = c.member_id WHERE c.id = :id AND c.state = 'pending' AND (:member = 0 OR c.member_id = :member);

-- name: claims_decide
UPDATE claim SET state = :state, reason = :reason, decided_at = :now WHERE id = :id;
