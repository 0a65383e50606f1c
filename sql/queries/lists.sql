-- name: lists_views
SELECT v.id, v.name, v.query, v.shared, v.account_id = :account AS own, a.name AS owner,
    EXISTS (SELECT 1 FROM list_start s WHERE s.account_id = :account AND s.table_name = v.table_name AND s.view_id = v.id) AS start
FROM (SELECT id FROM list_view WHERE account_id = :account AND table_name = :table_name
      UNION SELECT id FROM list_view WHERE table_name = :table_name AND shared) i
    JOIN list_view v ON v.id = i.id JOIN account a ON a.id = v.account_id
ORDER BY v.name COLLATE NOCASE, v.id LIMIT 100;

-- name: lists_view
SELECT v.id, v.name, v.query, v.shared, v.table_name, v.account_id FROM list_view v WHERE v.id = :id;

-- name: lists_view_add
INSERT INTO list_view (account_id, table_name, name, query, shared, created_at) VALUES (:account, :table_name, :name, :query, :shared, :now);

-- name: lists_view_count
SELECT count(*) FROM list_view WHERE account_id = :account AND table_name = :table_name;

-- name: lists_view_change
UPDATE list_view SET name = :name, shared = :shared WHERE id = :id;

-- name: lists_view_unshare
DELETE FROM list_start WHERE view_id = :id AND account_id <> :account;

-- name: lists_view_drop
DELETE FROM list_view WHERE id = :id;

-- name: lists_start
SELECT v.query FROM list_start s JOIN list_view v ON v.id = s.view_id
WHERE s.account_id = :account AND s.table_name = :table_name AND (v.account_id = :account OR v.shared);

-- name: lists_start_put
INSERT INTO list_start (account_id, table_name, view_id) VALUES (:account, :table_name, :view) ON CONFLICT DO UPDATE SET view_id = excluded.view_id;

-- name: lists_start_drop
DELETE FROM list_start WHERE account_id = :account AND table_name = :table_name AND view_id = :view;

-- name: lists_view_replace
UPDATE list_view SET query = :query, shared = :shared WHERE account_id = :account AND table_name = :table_name AND name = :name;

-- name: lists_view_named
SELECT id FROM list_view WHERE account_id = :account AND table_name = :table_name AND name = :name;

-- name: lists_bulk_forget
DELETE FROM bulk WHERE created_at < :before;

-- name: lists_bulk_add
INSERT INTO bulk (account_id, table_name, action, field, back, created_at) VALUES (:account, :table_name, :action, :field, :back, :now);

-- name: lists_bulk_choose
INSERT OR IGNORE INTO bulk_row (bulk_id, record_id, version) VALUES (:bulk, :record, :version);

-- name: lists_bulk
SELECT b.id, b.table_name, b.action, b.field, b.value, b.back, b.created_at, b.done_at, b.change_id, b.changed, b.chosen, b.published
FROM bulk b WHERE b.id = :id AND b.account_id = :account;

-- name: lists_bulk_count
UPDATE bulk SET chosen = :chosen, published = :published WHERE id = :id;

-- name: lists_bulk_rows
SELECT record_id, version FROM bulk_row WHERE bulk_id = :bulk AND record_id > :after ORDER BY record_id LIMIT :many;

-- name: lists_bulk_trouble
UPDATE bulk_row SET trouble = :trouble WHERE bulk_id = :bulk AND record_id = :record;

-- name: lists_bulk_take
UPDATE bulk SET done_at = :now, value = :value WHERE id = :id AND done_at IS NULL;

-- name: lists_bulk_clear
DELETE FROM bulk_row WHERE bulk_id = :bulk AND trouble IS NULL;

-- name: lists_bulk_done
UPDATE bulk SET changed = :changed WHERE id = :id;

-- name: lists_bulk_change
UPDATE bulk SET change_id = :change WHERE id = :id;

-- name: lists_bulk_troubles
SELECT trouble, count(*) AS n FROM bulk_row WHERE bulk_id = :bulk AND trouble IS NOT NULL GROUP BY trouble ORDER BY trouble;

-- name: lists_bulk_troubled
SELECT record_id FROM bulk_row WHERE bulk_id = :bulk AND trouble = :trouble ORDER BY record_id LIMIT 50;
