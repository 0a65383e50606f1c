-- Probable duplicates. What more than twenty share is no sign of anything.

-- name: twins_member
SELECT m.kind IN ('scholar', 'student', 'person') AS is_person, m.given, m.surname1, concat_ws(' ', m.surname1, m.surname2) AS surnames, m.display_name, m.country, m.email, m.orcid, m.website,
    ifnull(m.affiliation, (SELECT o.name FROM organization_text o WHERE o.organization_id = m.organization_id ORDER BY o.lang DESC LIMIT 1)) AS affiliation
FROM member m WHERE m.id = :id;

-- name: twins_organization
SELECT x.name, o.country, o.website, o.ror FROM organization o JOIN organization_text x ON x.organization_id = o.id WHERE o.id = :id;

-- name: twins_keys
SELECT key FROM twin_key WHERE table_name = :table_name AND record_id = :id;

-- name: twins_key_drop
DELETE FROM twin_key WHERE table_name = :table_name AND record_id = :id;

-- name: twins_key_add
INSERT OR IGNORE INTO twin_key (table_name, key, record_id) VALUES (:table_name, :key, :id);

-- name: twins_drop
DELETE FROM twin WHERE table_name = :table_name AND one_id = :id;

-- name: twins_drop_other
DELETE FROM twin WHERE table_name = :table_name AND other_id = :id;

-- name: twins_add
INSERT INTO twin (table_name, one_id, other_id, certain, reasons)
SELECT mine.table_name, min(:id, k.record_id), max(:id, k.record_id), max(substr(k.key, 1, 1) IN ('e', 'o', 'r')), group_concat(substr(k.key, 1, 1), '')
FROM twin_key mine CROSS JOIN twin_key k ON k.table_name = mine.table_name AND k.key = mine.key AND k.record_id != mine.record_id
WHERE mine.table_name = :table_name AND mine.record_id = :id
    AND (SELECT count(*) FROM (SELECT 1 FROM twin_key c WHERE c.table_name = mine.table_name AND c.key = mine.key LIMIT 21)) <= 20
GROUP BY k.record_id
-- Two who both have a second surname, and not the same: no reason to ask.
HAVING max(substr(k.key, 1, 1) != 'g') OR NOT EXISTS (SELECT 1 FROM member m JOIN member n ON n.id = k.record_id WHERE m.id = mine.record_id AND m.surname2 IS NOT NULL AND n.surname2 IS NOT NULL);

-- The same of many at once, :ids; a pair of two of them comes from the one with the lower number.
-- name: twins_drop_many
DELETE FROM twin WHERE table_name = :table_name AND one_id IN (SELECT value FROM json_each(:ids));

-- name: twins_drop_many_other
DELETE FROM twin WHERE table_name = :table_name AND other_id IN (SELECT value FROM json_each(:ids));

-- name: twins_add_many
INSERT INTO twin (table_name, one_id, other_id, certain, reasons)
SELECT :table_name, min(mine.record_id, k.record_id), max(mine.record_id, k.record_id), max(substr(k.key, 1, 1) IN ('e', 'o', 'r')), group_concat(substr(k.key, 1, 1), '')
FROM json_each(:ids) c CROSS JOIN twin_key mine ON mine.table_name = :table_name AND mine.record_id = c.value
    CROSS JOIN twin_key k ON k.table_name = mine.table_name AND k.key = mine.key AND k.record_id != mine.record_id
WHERE (SELECT count(*) FROM (SELECT 1 FROM twin_key c WHERE c.table_name = mine.table_name AND c.key = mine.key LIMIT 21)) <= 20
    AND (k.record_id > mine.record_id OR k.record_id NOT IN (SELECT value FROM json_each(:ids)))
GROUP BY mine.record_id, k.record_id
HAVING max(substr(k.key, 1, 1) != 'g') OR NOT EXISTS (SELECT 1 FROM member m JOIN member n ON n.id = k.record_id WHERE m.id = mine.record_id AND m.surname2 IS NOT NULL AND n.surname2 IS NOT NULL);

-- name: twins_of
SELECT m.id, m.slug, m.display_name, m.state, 'record.state_' || m.state AS state_key, m.country, m.affiliation, m.email, t.certain, t.reasons AS letters
FROM (SELECT *, other_id AS twin_id FROM twin WHERE table_name = 'member' AND one_id = :id UNION ALL
    SELECT *, one_id FROM twin INDEXED BY twin_other WHERE table_name = 'member' AND other_id = :id) t JOIN member m ON m.id = t.twin_id
WHERE NOT EXISTS (SELECT 1 FROM not_duplicate n WHERE n.table_name = t.table_name AND n.one_id = t.one_id AND n.other_id = t.other_id)
ORDER BY t.certain DESC, m.state = 'published' DESC, m.id LIMIT 10;

-- name: twins_count
SELECT (SELECT count(*) FROM twin WHERE table_name = :table_name)
    - (SELECT count(*) FROM not_duplicate n JOIN twin t ON t.table_name = n.table_name AND t.one_id = n.one_id AND t.other_id = n.other_id WHERE n.table_name = :table_name);

-- name: twins_members
SELECT t.one_id, t.other_id, t.certain, t.reasons AS letters, a.display_name AS one, b.display_name AS other,
    'record.state_' || a.state AS one_state, 'record.state_' || b.state AS other_state, a.country AS one_country, b.country AS other_country,
    a.affiliation AS one_note, b.affiliation AS other_note, a.created_at AS one_at, b.created_at AS other_at
FROM twin t JOIN member a ON a.id = t.one_id JOIN member b ON b.id = t.other_id
WHERE t.table_name = 'member' AND a.state != 'declined' AND b.state != 'declined' AND (-t.certain, t.one_id, t.other_id) > (:certain, :one, :other)
    AND NOT EXISTS (SELECT 1 FROM not_duplicate n WHERE n.table_name = t.table_name AND n.one_id = t.one_id AND n.other_id = t.other_id)
ORDER BY t.certain DESC, t.one_id, t.other_id LIMIT :limit;

-- name: twins_organizations
SELECT t.one_id, t.other_id, t.certain, t.reasons AS letters,
    (SELECT x.name FROM organization_text x WHERE x.organization_id = a.id ORDER BY x.lang = :lang DESC LIMIT 1) AS one,
    (SELECT x.name FROM organization_text x WHERE x.organization_id = b.id ORDER BY x.lang = :lang DESC LIMIT 1) AS other,
    'record.state_' || a.state AS one_state, 'record.state_' || b.state AS other_state, a.country AS one_country, b.country AS other_country,
    a.city AS one_note, b.city AS other_note, a.created_at AS one_at, b.created_at AS other_at
FROM twin t JOIN organization a ON a.id = t.one_id JOIN organization b ON b.id = t.other_id
WHERE t.table_name = 'organization' AND (-t.certain, t.one_id, t.other_id) > (:certain, :one, :other)
    AND NOT EXISTS (SELECT 1 FROM not_duplicate n WHERE n.table_name = t.table_name AND n.one_id = t.one_id AND n.other_id = t.other_id)
ORDER BY t.certain DESC, t.one_id, t.other_id LIMIT :limit;

-- name: twins_not
INSERT OR IGNORE INTO not_duplicate (table_name, one_id, other_id, who, at) VALUES (:table_name, min(:one, :other), max(:one, :other), :who, :now);
