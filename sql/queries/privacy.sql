-- --- who somebody is ----------------------------------------------------------------------------------------------

-- name: privacy_accounts
SELECT id, email, name, member_id FROM account WHERE id = :account OR (:member AND member_id = :member)
    OR (:email IS NOT NULL AND email = :email);

-- name: privacy_members_of_email
SELECT id FROM member WHERE email = :email COLLATE NOCASE AND :email IS NOT NULL;

-- name: privacy_member
SELECT id, slug, display_name, sort_name, email, phone, state, created_at, kind IN ('scholar', 'student', 'person') AS is_person FROM member WHERE id = :member;

-- Records that were merged into this one; their numbers are never used again.
-- name: privacy_merged
SELECT loser_id FROM merge m WHERE m.table_name = 'member' AND m.winner_id = :member AND NOT EXISTS (SELECT 1 FROM member WHERE id = m.loser_id);

-- name: privacy_registrations
SELECT email FROM registration WHERE member_id = :member;

-- Whether somebody else has this address too: an office's, for example.
-- name: privacy_email_shared
SELECT EXISTS (SELECT 1 FROM member m WHERE m.email = :email COLLATE NOCASE AND m.id NOT IN (SELECT value FROM json_each(:members)))
    OR EXISTS (SELECT 1 FROM account a WHERE a.email = :email AND a.id NOT IN (SELECT value FROM json_each(:accounts)));

-- --- erasing ---------------------------------------------------------------------------------------------------------

-- name: privacy_file_data
SELECT data_id FROM file WHERE id = :id AND NOT direct;

-- name: privacy_file_forget
DELETE FROM change_record WHERE table_name = 'file' AND record_id = :id;

-- name: privacy_file_alias
DELETE FROM slug_alias WHERE table_name = 'file' AND record_id = :id;

-- name: privacy_file_drop
DELETE FROM file WHERE id = :id;

-- name: privacy_file_data_drop
DELETE FROM file_data WHERE id = :id AND NOT EXISTS (SELECT 1 FROM file WHERE data_id = :id);

-- name: privacy_note
INSERT INTO change (at, account_id, who, kind, why, rows, erased) VALUES (:now, :account, :who, 'erase', :why, 1, 1);

-- name: privacy_last_administrator
-- plan: scan (asked when an administrator goes)
SELECT NOT EXISTS (SELECT 1 FROM account WHERE role = 'administrator' AND state = 'active' AND id NOT IN (SELECT value FROM json_each(:accounts)))
    AND EXISTS (SELECT 1 FROM account WHERE role = 'administrator' AND id IN (SELECT value FROM json_each(:accounts)));
