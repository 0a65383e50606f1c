
-- name: admin_changes
SELECT c.id, c.at, c.who, c.why, c.rows, nullif(c.changeset IS NULL, 0) AS gone, 'history.kind_' || c.kind AS kind_key, c.undoes, (SELECT u.id FROM change u WHERE u.undoes = c.id ORDER BY u.id LIMIT 1) AS undone_by
FROM change c WHERE c.id < :before ORDER BY c.id DESC LIMIT 50;

-- name: admin_change_tables
SELECT DISTINCT c.account_id AS account, r.table_name FROM change c LEFT JOIN change_record r ON r.change_id = c.id WHERE c.id = :id;

-- name: admin_change
SELECT c.id, c.at, c.who, c.rows, c.why, 'history.kind_' || c.kind AS kind_key FROM change c WHERE c.id = :id;
