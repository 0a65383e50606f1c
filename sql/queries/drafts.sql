-- Values that wait: src/record/draft.c.

-- name: draft_get
SELECT d.*, ifnull((SELECT nullif(a.name, '') FROM account a WHERE a.id = d.account_id),
    (SELECT a.email FROM account a WHERE a.id = d.account_id)) AS who FROM draft d WHERE d.id = :id AND d.discarded IS NULL;

-- name: draft_of
SELECT max(id) FROM draft WHERE table_name = :table_name AND record_id = :record AND kind = :kind AND discarded IS NULL;

-- name: draft_insert
INSERT INTO draft (kind, table_name, record_id, member_id, base_version, fields, account_id, why, created_at, updated_at)
VALUES (:kind, :table_name, :record, :member, :base_version, :fields, :account, :why, :now, :now);

-- name: draft_update
UPDATE draft SET base_version = :base_version, fields = :fields, account_id = :account, why = :why, updated_at = :now, trouble = NULL
WHERE id = :id;

-- name: draft_next
SELECT id, table_name, fields FROM draft WHERE id > :after ORDER BY id LIMIT 1;

-- name: draft_forget
UPDATE draft SET fields = :fields WHERE id = :id;

-- name: draft_set_aside
UPDATE draft SET discarded = :change, updated_at = :now WHERE id = :id;

-- name: draft_set_aside_by
SELECT id, kind, table_name, ifnull(record_id, 0) AS record_id FROM draft WHERE discarded = :change;

-- name: draft_bring_back
UPDATE draft SET discarded = NULL, updated_at = :now WHERE id = :id;

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
WHERE d.discarded IS NULL AND (:kind IS NULL OR d.kind = :kind) AND (:table_name IS NULL OR d.table_name = :table_name)
    AND (:record IS NULL OR d.record_id = :record) AND (:account IS NULL OR d.account_id = :account)
ORDER BY d.updated_at LIMIT 200;

-- name: preview_link_of
SELECT token, expires_at FROM preview_link WHERE table_name = :table_name AND record_id = :record AND expires_at > :now
ORDER BY expires_at DESC LIMIT 1;

-- name: preview_link_get
SELECT table_name, record_id, expires_at FROM preview_link WHERE token = :token AND expires_at > :now;

-- name: preview_link_add
INSERT INTO preview_link (token, table_name, record_id, account_id, expires_at) VALUES (:token, :table_name, :record, :account, :expires_at);

-- name: preview_link_delete
DELETE FROM preview_link WHERE table_name = :table_name AND record_id = :record;

-- name: preview_link_purge
-- plan: scan (as many as there are drafts)
DELETE FROM preview_link WHERE expires_at <= :now;

-- name: presence_put
INSERT INTO presence (table_name, record_id, account_id, seen_at) VALUES (:table_name, :record, :account, :now)
ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at;

-- name: presence_purge
DELETE FROM presence WHERE seen_at < :before;

-- name: presence_others
SELECT ifnull(nullif(a.name, ''), a.email) AS name, p.seen_at FROM presence p JOIN account a ON a.id = p.account_id
WHERE p.table_name = :table_name AND p.record_id = :record AND p.account_id != :account AND p.seen_at >= :since ORDER BY p.seen_at DESC;

-- name: draft_author
SELECT ifnull(nullif(name, ''), email) AS name, email, language FROM account WHERE id = :id AND state = 'active';

-- name: presence_mine
SELECT ifnull((SELECT seen_at FROM presence WHERE table_name = :table_name AND record_id = :record AND account_id = :account), 0);
