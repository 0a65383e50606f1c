-- Accounts of the staff and their roles.

-- name: staff_accounts
SELECT a.id, a.email, a.name, CASE WHEN a.state != 'active' THEN 1 END AS is_closed, a.signed_in_at,
    (SELECT group_concat(x.name, ', ') FROM account_role r JOIN staff_role_text x ON x.role_id = r.role_id AND x.lang = :lang WHERE r.account_id = a.id) AS roles
FROM account a WHERE a.id IN (SELECT account_id FROM account_role) ORDER BY a.state, a.name, a.email LIMIT 500;

-- name: staff_accounts_search
SELECT a.id, a.email, a.name, CASE WHEN a.state != 'active' THEN 1 END AS is_closed, a.signed_in_at,
    (SELECT group_concat(x.name, ', ') FROM account_role r JOIN staff_role_text x ON x.role_id = r.role_id AND x.lang = :lang WHERE r.account_id = a.id) AS roles
FROM account a WHERE a.email >= :first AND a.email < :last ORDER BY a.email LIMIT 50;

-- name: staff_account
SELECT a.id, a.email, a.name, a.state, a.language, a.created_at, a.signed_in_at, a.member_id, m.display_name AS member_name,
    CASE WHEN a.password_hash IS NOT NULL THEN 1 END AS password, (SELECT 1 FROM second_step w WHERE w.account_id = a.id AND w.confirmed_at IS NOT NULL) AS second_step, (SELECT count(*) FROM session s WHERE s.account_id = a.id AND s.expires_at > :now) AS sessions
FROM account a LEFT JOIN member m ON m.id = a.member_id WHERE a.id = :id;

-- name: staff_account_roles
-- plan: scan (a handful of roles)
SELECT r.id, x.name, (SELECT 1 FROM account_role a WHERE a.role_id = r.id AND a.account_id = :account) AS is_given
FROM staff_role r JOIN staff_role_text x ON x.role_id = r.id AND x.lang = :lang ORDER BY r.id;

-- name: staff_account_state
UPDATE account SET state = :state WHERE id = :id;

-- name: staff_account_links_end
DELETE FROM login_link WHERE account_id = :id;

-- name: staff_account_sessions_end
DELETE FROM session WHERE account_id = :id;

-- name: staff_role_take
DELETE FROM account_role WHERE account_id = :account AND role_id = :role;

-- name: staff_administrators
SELECT count(*) FROM staff_role r JOIN account_role g ON g.role_id = r.id JOIN account a ON a.id = g.account_id
WHERE r.key = 'administrator' AND a.state = 'active' AND a.signed_in_at IS NOT NULL;

-- name: staff_roles
-- plan: scan (a handful of roles)
SELECT r.id, x.name, CASE r.key WHEN 'administrator' THEN 1 END AS all_areas, (SELECT count(*) FROM account_role a WHERE a.role_id = r.id) AS accounts,
    (SELECT count(DISTINCT g.area) FROM staff_grant g WHERE g.role_id = r.id) AS areas
FROM staff_role r JOIN staff_role_text x ON x.role_id = r.id AND x.lang = :lang ORDER BY r.id;

-- name: staff_role
SELECT r.id, r.key, (SELECT name FROM staff_role_text WHERE role_id = r.id AND lang = 'en') AS name_en,
    (SELECT name FROM staff_role_text WHERE role_id = r.id AND lang = 'es') AS name_es,
    (SELECT count(*) FROM account_role a WHERE a.role_id = r.id) AS accounts
FROM staff_role r WHERE r.id = :id;

-- name: staff_role_add
INSERT INTO staff_role DEFAULT VALUES;

-- name: staff_role_name_put
INSERT INTO staff_role_text (role_id, lang, name) VALUES (:role, :lang, :name) ON CONFLICT (role_id, lang) DO UPDATE SET name = excluded.name;

-- name: staff_role_delete
DELETE FROM staff_role WHERE id = :id AND key IS NOT 'administrator' AND NOT EXISTS (SELECT 1 FROM account_role a WHERE a.role_id = staff_role.id);

-- name: staff_grants
SELECT area, action, lang FROM staff_grant WHERE role_id = :role;

-- name: staff_grant_add
INSERT OR IGNORE INTO staff_grant (role_id, area, action, lang) VALUES (:role, :area, :action, :lang);

-- name: staff_grants_clear
DELETE FROM staff_grant WHERE role_id = :role;
