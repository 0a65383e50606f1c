-- Values that wait: src/record/draft.c.

-- name: draft_get
SELECT d.*, ifnull((SELECT nullif(a.name, '') FROM account a WHERE a.id = d.account_id),
    (SELECT a.email FROM account a WHERE a.id = d.account_id)) AS who FROM draft d WHERE d.id = :id;

-- name: draft_of
SELECT max(id) FROM draft WHERE table_name = :table_name AND record_id = :record AND kind = :kind;

-- name: draft_insert
INSERT INTO draft (kind, table_name, record_id, member_id, base_version, fields, account_id, why, created_at, updated_at)
VALUES (:kind, :table_name, :record, :member, :base_version, :fields, :account, :why, :now, :now);

-- name: draft_update
UPDATE draft SET base_version = :base_version, fields = :fields, account_id = :account, why = :why, updated_at = :now, trouble = NULL
WHERE id = :id;

-- name: draft_delete
DELETE FROM draft WHERE id = :id;

-- name: draft_delete_of
DELETE FROM draft WHERE table_name = :table_name AND record_id = :record;

-- name: draft_schedule
UPDATE draft SET publish_at = :publish_at, trouble = NULL WHERE id = :id;

-- name: draft_trouble
UPDATE draft SET trouble = :trouble WHERE id = :id;

-- name: draft_list
-- plan: scan (what waits is never much)
SELECT d.id FROM draft d
WHERE (:kind IS NULL OR d.kind = :kind) AND (:table_name IS NULL OR d.table_name = :table_name)
    AND (:record IS NULL OR d.record_id = :record) AND (:account IS NULL OR d.account_id = :account)
ORDER BY d.updated_at LIMIT 200;
