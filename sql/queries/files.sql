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
