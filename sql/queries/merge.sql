-- Merging two records of any type.

-- What points to records of a type: foreign keys, columns of the register of personal data, tables that name table and record.
-- Derived tables are made again; histories stay as they are.
-- name: merge_references
WITH moving (name, untracked) AS (
    SELECT s.name, u.name IS NOT NULL FROM sqlite_schema s LEFT JOIN untracked u ON u.name = s.name
    WHERE s.type = 'table' AND s.name NOT IN ('merge', 'merge_moved') AND (u.why IS NULL OR u.why NOT IN ('derived', 'made from the records', 'the history itself', 'a history of its own'))
        AND NOT (u.name IS NOT NULL AND s.sql LIKE '%WITHOUT ROWID%')) -- those are noted by their rowid
SELECT t.name, t.untracked, f."from" AS reference, 0 AS named FROM moving t, pragma_foreign_key_list(t.name) f WHERE f."table" = :type
UNION
SELECT t.name, t.untracked, p.column_name, 0 FROM moving t JOIN personal p ON p.table_name = t.name
WHERE p.subject = 'member' AND :type = 'member' AND p.column_name != 'id'
UNION
SELECT t.name, t.untracked, 'record_id', 1 FROM moving t WHERE EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'record_id')
    AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'table_name');

-- A number that no merge had before, also not one that was undone: what it moved is noted under it.
-- name: merge_add
INSERT INTO merge (id, slug, created_at, updated_at, table_name, winner_id, loser_id)
SELECT n.id, 'merge-' || n.id, :now, :now, :table_name, :winner, :loser
FROM (SELECT ifnull(max(record_id), 0) + 1 AS id FROM change_record WHERE table_name = 'merge') n;

-- name: merge_alias
INSERT OR REPLACE INTO slug_alias (table_name, slug, record_id) VALUES (:table_name, :slug, :winner);

-- name: merge_note
INSERT OR IGNORE INTO merge_moved (merge_id, table_name, column_name, row_id, from_id, to_id) VALUES (:merge, :table_name, :column_name, :row, :from, :to);

-- name: merge_stands
SELECT EXISTS (SELECT 1 FROM merge WHERE id = :id);

-- name: merge_moved
SELECT DISTINCT table_name, column_name FROM merge_moved WHERE merge_id = :id;

-- Who was merged into somebody who was merged: the last one.
-- name: merge_into
WITH RECURSIVE chain (id, step) AS (
    SELECT :id, 0 UNION ALL
    SELECT m.winner_id, c.step + 1 FROM chain c JOIN merge m ON m.table_name = :table_name AND m.loser_id = c.id WHERE c.step < 20)
SELECT id FROM chain WHERE step > 0 ORDER BY step DESC LIMIT 1;
