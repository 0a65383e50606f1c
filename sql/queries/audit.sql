-- What people did with accounts and personal data.

-- name: audit_add
INSERT INTO audit (at, account_id, action, area, record_id, detail) VALUES (:now, :account, :action, :area, :record, :detail);

-- name: audit_seen
SELECT EXISTS (SELECT 1 FROM audit WHERE account_id = :account AND at > :since AND action = :action AND area = :area AND record_id = :record);

-- name: audit_list
SELECT a.id, a.at, a.action, a.area, a.record_id, a.detail, c.name, c.email
FROM audit a LEFT JOIN account c ON c.id = a.account_id
WHERE a.id < :before AND (:action IS NULL OR a.action = :action) AND (:area IS NULL OR a.area = :area)
ORDER BY a.id DESC LIMIT 101;

-- name: audit_list_of
SELECT a.id, a.at, a.action, a.area, a.record_id, a.detail, c.name, c.email
FROM audit a LEFT JOIN account c ON c.id = a.account_id
WHERE a.account_id = :account AND a.id < :before AND (:action IS NULL OR a.action = :action) AND (:area IS NULL OR a.area = :area)
ORDER BY a.id DESC LIMIT 101;
