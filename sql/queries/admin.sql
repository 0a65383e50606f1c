-- name: admin_waiting
SELECT (SELECT count(*) FROM (SELECT 1 FROM member WHERE state = 'pending' LIMIT 1000)) AS pending,
    (SELECT count(*) FROM (SELECT 1 FROM message WHERE state = 'failed' LIMIT 1000)) AS failed,
    (SELECT count(*) FROM (SELECT 1 FROM message WHERE state = 'queued' LIMIT 1000)) AS queued,
    (SELECT count(*) FROM (SELECT 1 FROM publication WHERE state = 'draft' LIMIT 1000)) AS drafts;

-- name: admin_queue
SELECT m.id, m.display_name, m.version, 'member.kind_' || m.kind AS kind_key, m.country, m.city, m.affiliation, m.email, m.created_at,
    (SELECT group_concat(headline, ' / ') FROM member_text x WHERE x.member_id = m.id) AS headline,
    (SELECT o.display_name FROM member o WHERE o.id != m.id AND o.state = 'published' AND ((m.email IS NOT NULL AND o.email = m.email) OR o.display_name = m.display_name) LIMIT 1) AS duplicate
FROM member m WHERE m.state = 'pending' ORDER BY m.id LIMIT 50;

-- name: admin_approve
UPDATE member SET state = 'published', approved_at = :now, updated_at = :now, version = version + 1 WHERE id = :id AND state = 'pending';

-- name: admin_decline
UPDATE member SET state = 'declined', updated_at = :now, version = version + 1 WHERE id = :id AND state = 'pending';

-- name: admin_member_mail
SELECT m.email, m.display_name, m.slug, (SELECT r.language FROM registration r WHERE r.member_id = m.id) AS language FROM member m WHERE m.id = :id;

-- name: admin_changes
SELECT c.id, c.at, c.who, c.why, c.rows, 'history.kind_' || c.kind AS kind_key, c.undoes, (SELECT u.id FROM change u WHERE u.undoes = c.id ORDER BY u.id LIMIT 1) AS undone_by
FROM change c WHERE c.id < :before ORDER BY c.id DESC LIMIT 50;

-- name: admin_change_tables
SELECT DISTINCT c.account_id AS account, r.table_name FROM change c LEFT JOIN change_record r ON r.change_id = c.id WHERE c.id = :id;

-- name: admin_change
SELECT c.id, c.at, c.who, c.rows, c.why, 'history.kind_' || c.kind AS kind_key FROM change c WHERE c.id = :id;
