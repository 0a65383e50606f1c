-- A file is seen by those its own access lets, and only where a record that uses it shows it to them.

-- name: files_show
SELECT f.name, f.type, f.size, f.sha256, f.data_id, f.width, f.updated_at, f.access
FROM file f
WHERE f.slug = :slug AND (:staff OR (f.state = 'published' AND f.access IN ('public', :also) AND (f.direct
    OR EXISTS (SELECT 1 FROM member m WHERE m.picture_id = f.id AND (m.id = :member OR (m.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM member_visibility v WHERE v.member_id = m.id AND v.field = 'picture' AND v.level NOT IN ('public', :also)))))
    OR EXISTS (SELECT 1 FROM publication p WHERE p.file_id = f.id AND p.state = 'published')
    OR EXISTS (SELECT 1 FROM post n WHERE n.picture_id = f.id AND n.state = 'published' AND n.published_on <= :today)
    OR EXISTS (SELECT 1 FROM event_documents d JOIN event e ON e.id = d.event_id WHERE d.target_id = f.id AND e.state = 'published'))));

-- name: files_scaled
SELECT id, width FROM file_size WHERE data_id = :data AND width = :width;

-- name: files_data
SELECT id FROM file_data WHERE sha256 = :sha256;

-- name: files_data_add
INSERT INTO file_data (sha256, data) VALUES (:sha256, :data);

-- name: files_scaled_add
INSERT INTO file_size (data_id, width, height, data) VALUES (:data_id, :width, :height, :data);

-- What pages show of them: only what this reader may open.

-- name: files_of_publication
SELECT f.slug, f.name, f.type, f.size, f.access = 'public' AND f.type = 'application/pdf' AS citable
FROM publication p JOIN file f ON f.id = p.file_id
WHERE p.id = :id AND f.state = 'published' AND (:staff OR f.access IN ('public', :also));

-- name: files_of_event
SELECT f.slug, f.name, f.type, f.size, 0 AS citable
FROM event_documents d JOIN file f ON f.id = d.target_id
WHERE d.event_id = :id AND f.state = 'published' AND (:staff OR f.access IN ('public', :also)) ORDER BY d.position;

-- name: files_picture_of_member
SELECT f.slug, f.width, f.height, (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.lang = :lang) AS alt
FROM member m JOIN file f ON f.id = m.picture_id
WHERE m.id = :id AND f.state = 'published' AND (:staff OR (f.access IN ('public', :also) AND NOT EXISTS (
    SELECT 1 FROM member_visibility v WHERE v.member_id = m.id AND v.field = 'picture' AND v.level NOT IN ('public', :also))));

-- name: files_picture_of_post
SELECT f.slug, f.width, f.height, (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.lang = :lang) AS alt
FROM post p JOIN file f ON f.id = p.picture_id
WHERE p.slug = :slug AND f.state = 'published' AND (:staff OR f.access IN ('public', :also));

-- The library.

-- name: files_moved
SELECT f.slug FROM slug_alias a JOIN file f ON f.id = a.record_id WHERE a.table_name = 'file' AND a.slug = :slug;

-- name: files_library
-- plan: scan (the latest first, by pages)
SELECT f.id, f.slug, f.name, f.type, f.size, f.width, f.height, 'file.access_' || f.access AS access_key, f.access = 'public' AS is_public, f.direct, f.width IS NOT NULL AS is_picture,
    (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.lang = 'en') AS alt_en,
    (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.lang = 'es') AS alt_es,
    (SELECT u.since FROM file_unused u WHERE u.file_id = f.id) AS unused_since,
    (SELECT count(*) FROM file g WHERE g.data_id = f.data_id) - 1 AS copies
FROM file f
WHERE f.id < :before AND (:words IS NULL OR f.name LIKE :words OR EXISTS (SELECT 1 FROM file_text x WHERE x.file_id = f.id AND (x.alt LIKE :words OR x.caption LIKE :words)))
    AND (:access IS NULL OR f.access = :access)
    AND CASE :show WHEN 'pictures' THEN f.width IS NOT NULL WHEN 'documents' THEN f.width IS NULL
        WHEN 'no_alt' THEN f.width IS NOT NULL AND (SELECT count(*) FROM file_text x WHERE x.file_id = f.id AND x.alt IS NOT NULL) < 2
        WHEN 'unused' THEN EXISTS (SELECT 1 FROM file_unused u WHERE u.file_id = f.id)
        WHEN 'copies' THEN EXISTS (SELECT 1 FROM file g WHERE g.data_id = f.data_id AND g.id != f.id) ELSE 1 END
ORDER BY f.id DESC LIMIT :limit;

-- name: files_library_one
SELECT f.id, f.version, f.slug, f.name, f.type, f.size, f.width, f.height, f.access, 'file.access_' || f.access AS access_key, f.direct, f.width IS NOT NULL AS is_picture, f.data_id,
    f.created_at, f.updated_at, f.sha256,
    (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.lang = 'en') AS alt_en,
    (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.lang = 'es') AS alt_es,
    (SELECT u.since FROM file_unused u WHERE u.file_id = f.id) AS unused_since
FROM file f WHERE f.id = :id;

-- name: files_copies
SELECT g.id, g.slug, g.name, g.access, 'file.access_' || g.access AS access_key, g.created_at FROM file f JOIN file g ON g.data_id = f.data_id AND g.id != f.id WHERE f.id = :id ORDER BY g.id;

-- name: files_same
SELECT f.id FROM file_data d JOIN file f ON f.data_id = d.id WHERE d.sha256 = :sha256 ORDER BY f.direct DESC, f.id LIMIT 1;

-- name: files_texts_naming
SELECT DISTINCT r.table_name, r.record_id FROM file f JOIN file_ref r ON r.slug = f.slug OR r.slug IN (SELECT a.slug FROM slug_alias a WHERE a.table_name = 'file' AND a.record_id = f.id)
WHERE f.id = :id LIMIT :limit;

-- name: files_direct
UPDATE file SET direct = :direct, version = version + 1, updated_at = :now WHERE id = :id;

-- name: files_alias
INSERT OR REPLACE INTO slug_alias (table_name, slug, record_id) SELECT 'file', f.slug, :to FROM file f WHERE f.id = :id;

-- name: files_aliases_move
UPDATE slug_alias SET record_id = :to WHERE table_name = 'file' AND record_id = :id;

-- name: files_choose
-- plan: scan (the latest hundred by id)
SELECT '/files/' || f.slug AS value, f.name || ifnull(' · ' || (SELECT x.alt FROM file_text x WHERE x.file_id = f.id AND x.alt IS NOT NULL ORDER BY x.lang = :lang DESC LIMIT 1), '') AS label
FROM file f WHERE (NOT :pictures OR f.width IS NOT NULL) ORDER BY f.id DESC LIMIT 100;

-- name: files_not_picture
SELECT width IS NULL FROM file WHERE slug = :slug;

-- Who names files in texts, and what nothing uses.

-- name: files_ref_drop
DELETE FROM file_ref WHERE table_name = :table_name AND record_id = :id;

-- name: files_ref_add
INSERT OR IGNORE INTO file_ref (table_name, record_id, slug) VALUES (:table_name, :id, :slug);

-- name: files_named
-- plan: scan (drafts are few)
SELECT EXISTS (SELECT 1 FROM file f JOIN file_ref r ON r.slug = f.slug OR r.slug IN (SELECT a.slug FROM slug_alias a WHERE a.table_name = 'file' AND a.record_id = f.id) WHERE f.id = :id)
    OR EXISTS (SELECT 1 FROM file f JOIN draft d ON instr(d.fields, '"' || f.slug || '"') OR instr(d.fields, '/files/' || f.slug) WHERE f.id = :id);

-- name: files_alone
SELECT id FROM file WHERE id > :after ORDER BY id LIMIT 500;

-- name: files_unused_add
INSERT OR IGNORE INTO file_unused (file_id, since) VALUES (:id, :now);

-- name: files_unused_drop
DELETE FROM file_unused WHERE file_id = :id;

-- name: files_unused_expired
-- plan: scan (what nothing uses is little)
SELECT u.file_id AS id FROM file_unused u JOIN file f ON f.id = u.file_id WHERE u.since <= :before AND NOT f.direct LIMIT 500;

-- name: files_data_note
-- plan: scan (once a day)
INSERT OR IGNORE INTO file_data_unused (data_id, since) SELECT d.id, :now FROM file_data d WHERE d.id > :id AND NOT EXISTS (SELECT 1 FROM file f WHERE f.data_id = d.id);

-- name: files_data_used_again
DELETE FROM file_data_unused WHERE data_id IN (SELECT data_id FROM file);

-- name: files_data_expired
-- plan: scan (what nothing uses is little)
SELECT data_id AS id FROM file_data_unused WHERE since <= :before LIMIT 500;

-- name: files_data_delete
DELETE FROM file_data WHERE id = :id;

-- name: files_daily_exists
SELECT count(*) FROM job WHERE kind = 'files_daily';
