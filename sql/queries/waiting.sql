-- What waits for the staff, each as: how many, since when (the oldest), and when the next is due (seconds since 1970; NULL: no date).

-- name: waiting_applications
SELECT count(*) AS n, min(ifnull(a.waits_since, m.created_at)) AS since, NULL AS due
FROM member m LEFT JOIN member_application a ON a.member_id = m.id WHERE m.state = 'pending' AND ifnull(a.waits_for, 'staff') = 'staff';

-- name: waiting_asked
SELECT count(*) AS n, min(a.waits_since) AS since, NULL AS due
FROM member m JOIN member_application a ON a.member_id = m.id WHERE m.state = 'pending' AND a.waits_for = 'applicant';

-- name: waiting_submissions
SELECT count(*) AS n, min(created_at) AS since, NULL AS due FROM draft WHERE kind = 'submission' AND discarded IS NULL;

-- name: waiting_duplicates
-- plan: scan (pairs that nobody has looked at: few)
SELECT count(*) AS n, NULL AS since, NULL AS due FROM (SELECT 1 FROM twin t WHERE NOT EXISTS
    (SELECT 1 FROM not_duplicate d WHERE d.table_name = t.table_name AND d.one_id = t.one_id AND d.other_id = t.other_id) LIMIT 1000);

-- name: waiting_troubled
-- plan: scan (drafts: few)
SELECT count(*) AS n, min(updated_at) AS since, NULL AS due FROM draft WHERE trouble IS NOT NULL AND discarded IS NULL;

-- name: waiting_planned
-- plan: scan (drafts: few)
SELECT count(*) AS n, NULL AS since, min(publish_at) AS due FROM draft WHERE publish_at IS NOT NULL AND trouble IS NULL AND discarded IS NULL;

-- name: waiting_messages
SELECT count(*) AS n, min(created_at) AS since, NULL AS due FROM (SELECT created_at FROM message WHERE state = :state ORDER BY id LIMIT 10000);

-- name: waiting_unsent
SELECT count(*) AS n, min(created_at) AS since, NULL AS due FROM (SELECT created_at FROM message WHERE state = 'queued' ORDER BY id LIMIT 10000) WHERE created_at < :now - 900;

-- name: waiting_erasures
-- plan: scan (who asked to leave: few)
SELECT count(*) AS n, min(asked_at) AS since, min(due_at) AS due FROM erasure WHERE state = 'waiting' AND kind = 'erase';

-- name: waiting_memberships
-- plan: scan (by their end)
SELECT count(*) AS n, NULL AS since, unixepoch(min(ends_on)) AS due FROM membership m
WHERE m.state = 'published' AND m.ends_on >= :today AND m.ends_on <= date(:today, '+30 days') AND m.left_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM membership l WHERE l.member_id = m.member_id AND l.state = 'published' AND l.starts_on > m.starts_on);

-- name: waiting_imports
-- plan: scan (imports: few)
SELECT count(*) AS n, min(created_at) AS since, NULL AS due FROM import WHERE state != 'done' AND account_id = :account;

-- name: waiting_claims
SELECT count(*) AS n, min(created_at) AS since, NULL AS due FROM claim WHERE state = 'pending';

-- name: waiting_unpublished
SELECT (SELECT count(*) FROM event WHERE state = 'draft') AS event, (SELECT count(*) FROM publication WHERE state = 'draft') AS publication,
    (SELECT count(*) FROM post WHERE state = 'draft') AS post, (SELECT count(*) FROM page WHERE state = 'draft') AS page;

-- name: waiting_registrations
SELECT count(*) AS n, min(r.queued_at) AS since, min(e.starts_utc) AS due FROM registrant r JOIN event e ON e.id = r.event_id WHERE r.status = 'waiting' AND e.starts_utc > :now;
