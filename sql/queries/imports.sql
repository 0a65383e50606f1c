-- name: imports_add
INSERT INTO import (type, name, encoding, guessed, rows, header, state, account_id, who, created_at, plan)
VALUES (:type, :name, :encoding, :guessed, :rows, :header, 'mapping', :account, :who, :now, (SELECT plan FROM import_memory WHERE type = :type AND header = :header));

-- name: imports_file_add
INSERT INTO import_file (import_id, data) VALUES (:id, :data);

-- name: imports_emails_add
INSERT OR IGNORE INTO import_email (email, import_id) SELECT value, :id FROM json_each(:emails);

-- name: imports_list
-- plan: scan (the latest first, by pages)
SELECT i.id, i.type, i.type || '.many' AS type_key, i.name, i.rows, i.state, 'imports.state_' || i.state AS state_key, i.who, i.created_at, i.inserted, i.updated,
    i.bad, i.change_id, (SELECT u.id FROM change u WHERE u.undoes = i.change_id ORDER BY u.id LIMIT 1) AS undone_by
FROM import i WHERE i.id < :before ORDER BY i.id DESC LIMIT :limit;

-- name: imports_show
SELECT i.id, i.type, i.name, i.encoding, i.guessed, i.rows, i.header, i.state, i.who, i.created_at, i.finished_at, i.plan, i.report, i.checked_change,
    i.inserted, i.updated, i.unchanged, i.skipped, i.bad, i.change_id, (SELECT u.id FROM change u WHERE u.undoes = i.change_id ORDER BY u.id LIMIT 1) AS undone_by,
    EXISTS (SELECT 1 FROM import_file f WHERE f.import_id = i.id) AS has_file
FROM import i WHERE i.id = :id;

-- name: imports_file
SELECT data FROM import_file WHERE import_id = :id;

-- name: imports_remember
INSERT INTO import_memory (type, header, plan) VALUES (:type, :header, :plan) ON CONFLICT DO UPDATE SET plan = excluded.plan;

-- name: imports_last_change
SELECT ifnull(max(id), 0) FROM change;

-- name: imports_checked
UPDATE import SET state = 'checked', plan = :plan, report = :report, checked_change = :change, inserted = :inserted, updated = :updated,
    unchanged = :unchanged, skipped = :skipped, bad = :bad WHERE id = :id AND state != 'done';

-- name: imports_again
UPDATE import SET state = 'mapping' WHERE id = :id AND state = 'checked';

-- name: imports_done
UPDATE import SET state = 'done', finished_at = :now, inserted = :inserted, updated = :updated, unchanged = :unchanged, skipped = :skipped, bad = :bad,
    change_id = CASE WHEN :changed THEN (SELECT ifnull(max(id), 0) + 1 FROM change) END
WHERE id = :id AND state = 'checked';

-- name: imports_error_clear
DELETE FROM import_error WHERE import_id = :id;

-- name: imports_error_add
INSERT OR REPLACE INTO import_error (import_id, row, position, field, key, argument) VALUES (:id, :row, :position, :field, :key, :argument);

-- name: imports_errors
SELECT row, position, field, key, argument FROM import_error WHERE import_id = :id AND row > :after ORDER BY row, position LIMIT :limit;

-- name: imports_bad_rows
SELECT DISTINCT row FROM import_error WHERE import_id = :id ORDER BY row;

-- name: imports_bad_count
SELECT count(DISTINCT row) FROM import_error WHERE import_id = :id;

-- name: imports_drop
DELETE FROM import WHERE id = :id AND state != 'done';

-- name: imports_purge_file
DELETE FROM import_file WHERE import_id = :id;

-- name: imports_purge_emails
DELETE FROM import_email WHERE import_id = :id;

-- name: imports_purge
UPDATE import SET plan = NULL, report = NULL WHERE id = :id;
