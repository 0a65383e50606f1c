-- Who speaks for an organization.

-- name: represent_organizations
SELECT m.id, m.display_name AS name, m.slug, nullif(m.id = :acts_for, 0) AS acting, nullif(m.state = 'published', 0) AS public
FROM representative r JOIN member m ON m.id = r.member_id
WHERE r.email = :email AND r.state = 'published' AND m.state IN ('published', 'pending') AND ifnull(r.since, '') <= date('now') AND ifnull(r.until, '9') >= date('now')
GROUP BY m.id ORDER BY min(r.id) LIMIT 50;

-- name: represent_may
SELECT EXISTS (SELECT 1 FROM representative r JOIN member m ON m.id = r.member_id
WHERE r.email = :email AND r.member_id = :member AND r.state = 'published' AND m.state IN ('published', 'pending') AND ifnull(r.since, '') <= date('now') AND ifnull(r.until, '9') >= date('now'));

-- name: represent_name
SELECT display_name AS name FROM member WHERE id = :member;

-- name: represent_choose
UPDATE session SET acts_for = ifnull(:member, 0) WHERE token_hash = :token_hash;

-- name: represent_agents
SELECT id, name, role, email, since, until, verified_on, nullif(shown, 0) AS shown, nullif((until IS NULL OR until >= date('now')) AND (:verified OR email = :email), 0) AS now, nullif(email = :email, 0) AS me
FROM representative WHERE member_id = :member AND state = 'published' ORDER BY until IS NOT NULL, id;

-- name: represent_verified
SELECT EXISTS (SELECT 1 FROM representative WHERE email = :email AND member_id = :member AND state = 'published' AND verified_on IS NOT NULL
    AND ifnull(since, '') <= date('now') AND ifnull(until, '9') >= date('now'));

-- name: represent_there
SELECT EXISTS (SELECT 1 FROM representative WHERE email = :email AND member_id = :member AND state = 'published' AND ifnull(until, '9') >= date('now'));

-- Of others only by who is verified. The last day is yesterday: who is ended speaks for it no more.
-- name: represent_end
UPDATE representative SET until = date(:now, 'unixepoch', '-1 day'), version = version + 1, updated_at = :now
WHERE id = :id AND member_id = :member AND state = 'published' AND ifnull(until, '9') >= date(:now, 'unixepoch') AND (:verified OR email = :email);

-- name: represent_show
UPDATE representative SET shown = :shown, version = version + 1, updated_at = :now WHERE id = :id AND member_id = :member AND state = 'published' AND (:verified OR email = :email);

-- name: represent_public
SELECT ifnull(since, '') <= :today AND ifnull(until, '9') >= :today AS present, ifnull(until >= :today, 0) OR ifnull(since > :today, 0) AS dated, name, role
FROM representative WHERE member_id = :id AND shown AND verified_on IS NOT NULL AND state = 'published' ORDER BY id;
