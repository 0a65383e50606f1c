-- Terms of membership. What a term is on a day: see membership_span in sql/schema/0015_membership.sql.

-- name: membership_terms
SELECT s.id, s.starts_on, s.ends_on, s.left_on, nullif(s.grace_on, '9999-12-31') AS grace_on, 'membership.left_reason_' || s.left_reason AS reason_key,
    g.slug AS grade, nullif(g.free, 0) AS free, t.note, t.version,
    ifnull((SELECT name FROM grade_text x WHERE x.grade_id = g.id AND x.lang = :lang), (SELECT name FROM grade_text x WHERE x.grade_id = g.id)) AS grade_name,
    CASE WHEN s.starts_on > :today THEN 'future' WHEN s.last_on >= :today THEN 'current' WHEN s.grace_on >= :today THEN 'grace'
        WHEN s.left_on <= :today THEN 'left' ELSE 'lapsed' END AS state
FROM membership_span s JOIN grade g ON g.id = s.grade_id JOIN membership t ON t.id = s.id
WHERE s.member_id = :member ORDER BY s.starts_on DESC, s.id DESC;

-- name: membership_covered_by
SELECT c.id, c.role, c.starts_on, c.ends_on, m.id AS organization_id, m.display_name AS organization,
    nullif(c.starts_on <= :today AND ifnull(c.ends_on, '9999-12-31') >= :today
        AND EXISTS (SELECT 1 FROM membership_span s WHERE s.member_id = c.organization_id AND s.starts_on <= :today AND s.grace_on >= :today), 0) AS now
FROM coverage c JOIN member m ON m.id = c.organization_id WHERE c.person_id = :member AND c.state = 'published' ORDER BY c.starts_on DESC;

-- name: membership_covers
SELECT c.id, c.role, c.starts_on, c.ends_on, c.person_id, ifnull(m.display_name, c.name) AS name,
    nullif(c.starts_on <= :today AND ifnull(c.ends_on, '9999-12-31') >= :today, 0) AS now
FROM coverage c LEFT JOIN member m ON m.id = c.person_id WHERE c.organization_id = :member AND c.state = 'published' ORDER BY now IS NULL, name;

-- name: membership_member
SELECT m.id, m.slug, m.display_name, m.state, 'record.state_' || m.state AS state_key, 'member.kind_' || m.kind AS kind_key, m.country, m.email,
    nullif(m.kind NOT IN ('scholar', 'student', 'person'), 0) AS is_organization, p.asked_at, p.confirmed_at
FROM member m LEFT JOIN profile_check p ON p.member_id = m.id WHERE m.id = :id;

-- name: membership_grade_of
-- The grade in which a member of this kind begins.
SELECT g.slug FROM grade g JOIN grade_kinds k ON k.grade_id = g.id JOIN member m ON m.kind = k.value
WHERE m.id = :member AND g.state = 'published' ORDER BY g.position IS NULL, g.position, g.id LIMIT 1;

-- name: membership_ends_on
-- The last day of a term of this grade that begins on a day; NULL: without end.
SELECT CASE g.period WHEN 'rolling' THEN date(:starts_on, '+' || g.months || ' months', '-1 day')
    WHEN 'fixed' THEN CASE WHEN substr(:starts_on, 6) <= g.ends_day THEN substr(:starts_on, 1, 4) ELSE substr(:starts_on, 1, 4) + 1 END || '-' || g.ends_day END
FROM grade g WHERE g.slug = :grade;

-- name: membership_next_start
-- The first day that a renewal may begin: after the last day of what there is, or today.
SELECT max(ifnull((SELECT date(max(s.last_on), '+1 day') FROM membership_span s WHERE s.member_id = :member AND s.left_on IS NULL AND s.grace_on >= :today AND s.ends_on IS NOT NULL), ''), :today);

-- name: membership_overlaps
SELECT s.id FROM membership_span s JOIN grade g ON g.id = s.grade_id
WHERE s.member_id = :member AND s.id != :id AND g.slug = :grade AND s.starts_on <= ifnull(:last_on, '9999-12-31') AND s.last_on >= :starts_on LIMIT 1;

-- name: membership_is_member
-- Whether somebody is a member on a day, by a term of their own (also in grace) or an organization's.
SELECT EXISTS (SELECT 1 FROM membership_span s WHERE s.member_id = :member AND s.starts_on <= :today AND s.grace_on >= :today)
    OR EXISTS (SELECT 1 FROM coverage c JOIN membership_span s ON s.member_id = c.organization_id
        WHERE c.person_id = :member AND c.state = 'published' AND c.starts_on <= :today AND ifnull(c.ends_on, '9999-12-31') >= :today
        AND s.starts_on <= :today AND s.grace_on >= :today);

-- name: membership_list
-- plan: scan (the staff's list of last terms in one state)
SELECT s.id, m.id AS member_id, m.display_name, 'member.kind_' || m.kind AS kind_key, m.country, s.starts_on, s.ends_on, s.left_on, nullif(s.grace_on, '9999-12-31') AS grace_on,
    ifnull((SELECT name FROM grade_text x WHERE x.grade_id = s.grade_id AND x.lang = :lang), (SELECT name FROM grade_text x WHERE x.grade_id = s.grade_id)) AS grade_name,
    'membership.left_reason_' || s.left_reason AS reason_key
FROM membership_span s JOIN member m ON m.id = s.member_id
WHERE s.id > :after AND :state = CASE WHEN s.starts_on > :today THEN 'future' WHEN s.last_on >= :today THEN 'current' WHEN s.grace_on >= :today THEN 'grace'
        WHEN s.left_on <= :today THEN 'left' ELSE 'lapsed' END
    AND NOT EXISTS (SELECT 1 FROM membership n WHERE n.member_id = s.member_id AND n.state = 'published' AND (n.starts_on, n.id) > (s.starts_on, s.id))
ORDER BY s.id LIMIT 51;

-- name: membership_state_counts
-- plan: scan (the staff's overview)
SELECT CASE WHEN s.starts_on > :today THEN 'future' WHEN s.last_on >= :today THEN 'current' WHEN s.grace_on >= :today THEN 'grace'
        WHEN s.left_on <= :today THEN 'left' ELSE 'lapsed' END AS state, count(*) AS n
FROM membership_span s
WHERE NOT EXISTS (SELECT 1 FROM membership n WHERE n.member_id = s.member_id AND n.state = 'published' AND (n.starts_on, n.id) > (s.starts_on, s.id))
GROUP BY 1;

-- name: membership_without_term
-- plan: scan (the staff's overview; the first thousand)
SELECT count(*) FROM (SELECT 1 FROM member m WHERE m.state = 'published' AND NOT EXISTS (SELECT 1 FROM membership t WHERE t.member_id = m.id AND t.state = 'published') LIMIT 1000);

-- name: membership_without_term_list
-- plan: scan (the staff's list)
SELECT m.id AS id, m.id AS member_id, m.display_name, 'member.kind_' || m.kind AS kind_key, m.country, NULL AS starts_on, NULL AS ends_on, NULL AS left_on, NULL AS grace_on,
    NULL AS grade_name, NULL AS reason_key
FROM member m WHERE m.id > :after AND m.state = 'published' AND NOT EXISTS (SELECT 1 FROM membership t WHERE t.member_id = m.id AND t.state = 'published')
ORDER BY m.id LIMIT 51;

-- name: membership_ending
-- Terms that end soon and are not renewed.
SELECT count(*) FROM membership t JOIN membership_span s ON s.id = t.id
WHERE t.ends_on BETWEEN :today AND date(:today, :within) AND s.starts_on <= :today AND s.left_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM membership n WHERE n.member_id = s.member_id AND n.state = 'published' AND n.id != s.id AND ifnull(n.ends_on, '9999-12-31') > s.ends_on);

-- name: membership_ending_list
SELECT s.id, m.id AS member_id, m.display_name, 'member.kind_' || m.kind AS kind_key, m.country, s.starts_on, s.ends_on, NULL AS left_on, nullif(s.grace_on, '9999-12-31') AS grace_on,
    ifnull((SELECT name FROM grade_text x WHERE x.grade_id = s.grade_id AND x.lang = :lang), (SELECT name FROM grade_text x WHERE x.grade_id = s.grade_id)) AS grade_name, NULL AS reason_key
FROM membership t JOIN membership_span s ON s.id = t.id JOIN member m ON m.id = s.member_id
WHERE s.id > :after AND t.ends_on BETWEEN :today AND date(:today, :within) AND s.starts_on <= :today AND s.left_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM membership n WHERE n.member_id = s.member_id AND n.state = 'published' AND n.id != s.id AND ifnull(n.ends_on, '9999-12-31') > s.ends_on)
ORDER BY s.id LIMIT 51;

-- name: membership_unanswered
-- plan: scan (profile_check has a row only for who was asked)
SELECT count(*) FROM profile_check p JOIN member m ON m.id = p.member_id WHERE p.asked_at < :before AND ifnull(p.confirmed_at, 0) < p.asked_at AND m.state = 'published';

-- name: membership_unanswered_list
SELECT m.id AS id, m.id AS member_id, m.display_name, 'member.kind_' || m.kind AS kind_key, m.country, NULL AS starts_on, NULL AS ends_on, NULL AS left_on, NULL AS grace_on,
    NULL AS grade_name, NULL AS reason_key
FROM profile_check p JOIN member m ON m.id = p.member_id
WHERE p.member_id > :after AND p.asked_at < :before AND ifnull(p.confirmed_at, 0) < p.asked_at AND m.state = 'published' ORDER BY p.member_id LIMIT 51;

-- name: membership_years
-- What happened by year. Terms without a gap, grace included, are one stay: it begins by joining or returning, goes on by renewals, and ends by leaving.
-- plan: scan (figures over all terms)
WITH term AS (
    SELECT s.id, s.member_id, s.starts_on, s.grace_on FROM membership_span s JOIN member m ON m.id = s.member_id
    WHERE (:country = '' OR m.country = :country) AND (:kind = '' OR m.kind = :kind)
), stay AS (
    SELECT starts_on, max(grace_on) OVER (PARTITION BY member_id ORDER BY starts_on, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_to,
        max(grace_on) OVER (PARTITION BY member_id ORDER BY starts_on, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS covers_to,
        lead(starts_on) OVER (PARTITION BY member_id ORDER BY starts_on, id) AS next_on
    FROM term
), happened AS (
    SELECT substr(starts_on, 1, 4) AS year, CASE WHEN covered_to IS NULL THEN 'joined' WHEN covered_to >= date(starts_on, '-1 day') THEN 'renewed' ELSE 'returned' END AS what
    FROM stay WHERE starts_on <= :today
    UNION ALL
    SELECT substr(date(covers_to, '+1 day'), 1, 4), 'left' FROM stay WHERE covers_to < :today AND (next_on IS NULL OR date(next_on, '-1 day') > covers_to)
)
SELECT year, count(*) FILTER (WHERE what = 'joined') AS joined, count(*) FILTER (WHERE what = 'returned') AS returned,
    count(*) FILTER (WHERE what = 'renewed') AS renewed, count(*) FILTER (WHERE what = 'left') AS left
FROM happened GROUP BY year ORDER BY year;

-- name: membership_by
-- Members on a day by country, kind or grade. PUBLIC: a country that its owner hides counts as none.
-- plan: scan (figures over all terms)
SELECT CASE :by WHEN 'country' THEN iif(:public AND EXISTS (SELECT 1 FROM member_visibility v WHERE v.member_id = m.id AND v.field = 'country' AND v.level != 'public'), '', ifnull(m.country, ''))
        WHEN 'kind' THEN m.kind WHEN 'grade' THEN (SELECT slug FROM grade g WHERE g.id = s.grade_id) ELSE ifnull((SELECT name FROM grade_text x WHERE x.grade_id = s.grade_id AND x.lang = :lang), (SELECT slug FROM grade g WHERE g.id = s.grade_id)) END AS value,
    count(DISTINCT s.member_id) AS n
FROM membership_span s JOIN member m ON m.id = s.member_id
WHERE s.starts_on <= :at AND s.grace_on >= :at AND (:country = '' OR m.country = :country) AND (:kind = '' OR m.kind = :kind)
GROUP BY 1 ORDER BY n DESC, value;

-- name: membership_left_reasons
-- plan: scan (figures over all terms)
SELECT 'membership.left_reason_' || left_reason AS value, count(*) AS n FROM membership WHERE state = 'published' AND left_on <= :today AND left_on >= :since GROUP BY 1 ORDER BY n DESC;

-- name: membership_demo
SELECT EXISTS (SELECT 1 FROM member m JOIN membership t ON t.member_id = m.id WHERE m.demo);

-- --- every day -------------------------------------------------------------------------------------------------------------

-- name: membership_daily_exists
SELECT EXISTS (SELECT 1 FROM job WHERE kind = 'membership_daily');

-- name: membership_reminders_due
-- Terms that end within these days and are not renewed, whose owner has an address and got neither this reminder nor a later one.
SELECT s.id, s.member_id, s.ends_on, nullif(s.grace_on, s.ends_on) AS grace_on, m.display_name, ifnull(a.email, m.email) AS email, a.id AS account_id, g.free,
    ifnull(a.language, (SELECT r.language FROM registration r WHERE r.member_id = m.id)) AS language,
    (SELECT name FROM grade_text x WHERE x.grade_id = g.id ORDER BY x.lang = 'en' DESC LIMIT 1) AS grade_en,
    (SELECT name FROM grade_text x WHERE x.grade_id = g.id ORDER BY x.lang = 'es' DESC LIMIT 1) AS grade_es
FROM membership t JOIN membership_span s ON s.id = t.id JOIN grade g ON g.id = s.grade_id JOIN member m ON m.id = s.member_id
    LEFT JOIN account a ON a.id = (SELECT min(id) FROM account WHERE member_id = m.id AND state = 'active')
WHERE t.ends_on BETWEEN date(:today, :first) AND date(:today, :last) AND s.left_on IS NULL AND m.state = 'published' AND ifnull(a.email, m.email) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM membership n WHERE n.member_id = s.member_id AND n.state = 'published' AND n.id != s.id AND ifnull(n.ends_on, '9999-12-31') > s.ends_on)
    AND NOT EXISTS (SELECT 1 FROM membership_reminder r WHERE r.membership_id = s.id AND r.ends_on = s.ends_on AND r.days <= :days)
ORDER BY s.id LIMIT :limit;

-- name: membership_reminder_add
INSERT INTO membership_reminder (membership_id, ends_on, days, sent_at) VALUES (:membership, :ends_on, :days, :now) ON CONFLICT DO NOTHING;

-- name: membership_checks_due
-- Members who were neither asked nor said so themselves since BEFORE; those who left are left alone.
-- plan: scan (once a day)
SELECT m.id AS member_id, m.display_name, ifnull(a.email, m.email) AS email, a.id AS account_id,
    ifnull(a.language, (SELECT r.language FROM registration r WHERE r.member_id = m.id)) AS language
FROM member m LEFT JOIN profile_check p ON p.member_id = m.id
    LEFT JOIN account a ON a.id = (SELECT min(id) FROM account WHERE member_id = m.id AND state = 'active')
WHERE m.state = 'published' AND NOT m.demo AND ifnull(a.email, m.email) IS NOT NULL
    AND max(ifnull(p.asked_at, 0), ifnull(p.confirmed_at, 0), ifnull(m.approved_at, m.created_at)) < :before
    AND (NOT EXISTS (SELECT 1 FROM membership t WHERE t.member_id = m.id AND t.state = 'published')
        OR EXISTS (SELECT 1 FROM membership_span s WHERE s.member_id = m.id AND s.grace_on >= :today))
ORDER BY m.id LIMIT :limit;

-- name: membership_check_ask
INSERT INTO profile_check (member_id, asked_at, token_hash) VALUES (:member, :now, :token_hash)
ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at, token_hash = excluded.token_hash;

-- name: membership_check_of
SELECT p.member_id, p.asked_at, nullif(p.confirmed_at >= p.asked_at, 0) AS confirmed, p.confirmed_at
FROM profile_check p JOIN member m ON m.id = p.member_id AND m.state = 'published' WHERE p.token_hash = :token_hash;

-- name: membership_check_confirm
INSERT INTO profile_check (member_id, confirmed_at) VALUES (:member, :now) ON CONFLICT DO UPDATE SET confirmed_at = excluded.confirmed_at;

-- name: membership_has_ended
SELECT EXISTS (SELECT 1 FROM membership_span WHERE member_id = :member AND grace_on < :today);

-- name: membership_misplaced
-- plan: scan (once a day: whose last term ended but who is in the directory, or the other way round)
SELECT m.id FROM member m
WHERE m.state = 'published' AND NOT m.unlisted
    AND EXISTS (SELECT 1 FROM member_card c WHERE c.member_id = m.id) = (:hide
        AND EXISTS (SELECT 1 FROM membership_span s WHERE s.member_id = m.id AND s.grace_on < :today)
        AND NOT EXISTS (SELECT 1 FROM membership_span s WHERE s.member_id = m.id AND s.starts_on <= :today AND s.grace_on >= :today)
        AND NOT EXISTS (SELECT 1 FROM coverage c JOIN membership_span s ON s.member_id = c.organization_id
            WHERE c.person_id = m.id AND c.state = 'published' AND c.starts_on <= :today AND ifnull(c.ends_on, '9999-12-31') >= :today
            AND s.starts_on <= :today AND s.grace_on >= :today));

-- name: membership_reindexes
-- Only where membership decides about the directory: otherwise nothing changes.
SELECT member_id FROM membership WHERE id = :id AND EXISTS (SELECT 1 FROM setting WHERE key = 'membership.hide_lapsed' AND value = '1');
