-- Roles of the staff and what they may.

-- name: permission_grants
SELECT g.area, g.action, g.lang FROM account_role a JOIN staff_grant g ON g.role_id = a.role_id WHERE a.account_id = :account ORDER BY g.area;

-- name: permission_area_known
SELECT EXISTS (SELECT 1 FROM staff_area WHERE name = :area);

-- name: permission_area_add
INSERT OR IGNORE INTO staff_area (name) VALUES (:area);

-- name: permission_grant_editor
INSERT OR IGNORE INTO staff_grant (role_id, area, action) SELECT id, :area, :action FROM staff_role WHERE key = 'editor';

-- name: permission_role_by_key
SELECT id FROM staff_role WHERE key = :key;

-- name: permission_role_give
INSERT OR IGNORE INTO account_role (account_id, role_id) VALUES (:account, :role);
