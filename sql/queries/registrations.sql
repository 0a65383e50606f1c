-- Registrations for events.

-- What an event offers, and how many have a place.
-- name: registrations_offer
SELECT e.id, e.slug, e.state, e.status, e.registration, e.registration_opens, e.registration_opens_utc, e.registration_closes, e.registration_closes_utc, e.places, e.waiting_list,
    e.starts, e.starts_utc, ifnull(e.ends_utc, e.starts_utc + 86400) AS ends_at, e.zone, e.venue, e.city, e.country, x.title, x.lang AS shown_lang,
    (SELECT count(*) FROM registrant r WHERE r.event_id = e.id AND r.status = 'registered') AS taken,
    (SELECT count(*) FROM registrant r WHERE r.event_id = e.id AND r.status = 'waiting') AS waiting
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.id = :event;

-- name: registrations_event
SELECT id FROM event WHERE slug = :slug AND state = 'published';

-- Somebody's row of an event, by address or member; one with a place before one that waits, one cancelled last.
-- name: registrations_find
SELECT r.* FROM registrant r
WHERE r.event_id = :event AND r.id IN (SELECT id FROM registrant WHERE email = :email AND event_id = :event UNION SELECT id FROM registrant WHERE member_id = :member AND event_id = :event)
ORDER BY instr('registered waiting unconfirmed cancelled', status), id LIMIT 1;

-- name: registrations_one
SELECT r.*, e.slug AS event_slug FROM registrant r JOIN event e ON e.id = r.event_id WHERE r.id = :id;

-- name: registrations_put
UPDATE registrant SET status = :status, reason = :reason, queued_at = NULL, ahead = NULL, member_id = ifnull(member_id, :member), version = version + 1, updated_at = :now WHERE id = :id;

-- A form was sent again before its address was confirmed: the newest counts, and the time begins anew.
-- name: registrations_renew
UPDATE registrant SET name = :name, affiliation = :affiliation, language = :language, version = version + 1, updated_at = :now WHERE id = :id AND status = 'unconfirmed';

-- name: registrations_position
SELECT count(*) FROM registrant o JOIN registrant r ON r.id = :id WHERE o.event_id = r.event_id AND o.status = 'waiting' AND (o.rank, o.queued_at, o.turn, o.id) <= (r.rank, r.queued_at, r.turn, r.id);

-- name: registrations_member_of
SELECT member_id FROM account WHERE email = :email AND state = 'active';

-- name: registrations_self
SELECT m.slug, m.display_name, m.affiliation FROM member m WHERE m.id = :member;

-- Whether that message went to the address just now: pressed twice is once.
-- name: registrations_mailed
SELECT EXISTS (SELECT 1 FROM message WHERE recipient = :email COLLATE NOCASE AND kind = :kind AND created_at > :since AND instr(body, :token));

-- --- the queue: what follows from a change, in its transaction ---

-- name: registrations_follow
UPDATE registrant SET ends_utc = (SELECT ifnull(e.ends_utc, e.starts_utc + 86400) FROM event e WHERE e.id = registrant.event_id)
WHERE id = :id AND ends_utc != (SELECT ifnull(e.ends_utc, e.starts_utc + 86400) FROM event e WHERE e.id = registrant.event_id);

-- name: registrations_follow_event
UPDATE registrant SET ends_utc = (SELECT ifnull(e.ends_utc, e.starts_utc + 86400) FROM event e WHERE e.id = :event)
WHERE event_id = :event AND ends_utc != (SELECT ifnull(e.ends_utc, e.starts_utc + 86400) FROM event e WHERE e.id = :event);

-- name: registrations_queue
UPDATE registrant SET queued_at = iif(status IN ('registered', 'waiting'), :now, NULL),
    turn = iif(status IN ('registered', 'waiting'), (SELECT ifnull(max(o.turn), 0) + 1 FROM registrant o WHERE o.event_id = registrant.event_id), NULL),
    ahead = iif(status IN ('registered', 'waiting'), ahead, NULL)
WHERE id = :id AND (queued_at IS NULL) = (status IN ('registered', 'waiting'));

-- Who has a reason to stand ahead of others comes before all who wait.
-- name: registrations_rank
UPDATE registrant SET rank = iif(ahead IS NULL, 0, (SELECT min(0, ifnull(min(o.rank), 0)) - 1 FROM registrant o WHERE o.event_id = registrant.event_id AND o.status = 'waiting'))
WHERE id = :id AND (ahead IS NULL) != (rank = 0);

-- Another row of the same person for the same event (two members or two events were merged): the one that says less goes.
-- name: registrations_double
SELECT iif((instr('registered waiting unconfirmed', o.status), o.id) > (instr('registered waiting unconfirmed', r.status), r.id), o.id, r.id) AS id
FROM registrant r JOIN registrant o ON o.id IN (SELECT s.id FROM registrant s WHERE s.email = r.email AND s.event_id = r.event_id
    UNION SELECT s.id FROM registrant s WHERE s.member_id = r.member_id AND s.event_id = r.event_id)
WHERE r.id = :id AND o.id != r.id AND r.status != 'cancelled' AND o.status != 'cancelled' LIMIT 1;

-- name: registrations_drop
DELETE FROM registrant WHERE id = :id;

-- The first who waits for a place that is free.
-- name: registrations_next
SELECT (SELECT r.id FROM registrant r WHERE r.event_id = e.id AND r.status = 'waiting' ORDER BY r.rank, r.queued_at, r.turn, r.id LIMIT 1) AS id
FROM event e WHERE e.state = 'published' AND e.starts_utc > :now AND e.status = 'scheduled' AND EXISTS (SELECT 1 FROM registrant r WHERE r.event_id = e.id AND r.status = 'waiting')
    AND (e.places IS NULL OR (SELECT count(*) FROM registrant t WHERE t.event_id = e.id AND t.status = 'registered') < e.places) LIMIT 1;

-- name: registrations_promote
UPDATE registrant SET status = 'registered', version = version + 1, updated_at = :now WHERE id = :id;

-- What somebody has to know and was not told: another status, or another time of an event that they are to come to.
-- name: registrations_untold
SELECT d.id, d.status, d.starts, t.status AS told, nullif(d.ends_utc <= :now, 0) AS over
FROM (SELECT r.id, r.ends_utc, r.status IN ('registered', 'waiting') AS live, e.starts || ' ' || ifnull(e.zone, '') AS starts,
        CASE WHEN r.status IN ('registered', 'waiting') AND e.status != 'scheduled' THEN 'event_' || e.status WHEN r.status = 'waiting' AND e.starts_utc <= :now THEN 'begun' ELSE r.status END AS status
    FROM registrant r JOIN event e ON e.id = r.event_id WHERE r.id = :id AND r.status != 'unconfirmed') d
    LEFT JOIN registrant_told t ON t.registrant_id = d.id WHERE d.status IS NOT t.status OR (d.live AND d.starts IS NOT t.starts);

-- name: registrations_live
SELECT id FROM registrant WHERE event_id = :event AND status IN ('registered', 'waiting') ORDER BY status, rank, queued_at, turn, id;

-- name: registrations_tell
INSERT INTO registrant_told (registrant_id, status, starts) VALUES (:id, :status, :starts) ON CONFLICT DO UPDATE SET status = excluded.status, starts = excluded.starts;

-- --- the staff put somebody ahead of others who wait, or back to where she stands by the time ---

-- Those with a reason get their place when the change is settled.
-- name: registrations_ahead
UPDATE registrant SET ahead = :reason, rank = 0, version = version + 1, updated_at = :now WHERE id = :id AND status = 'waiting';

-- --- the beginning ---

-- When the event begins, while somebody waits for a place in it.
-- name: registrations_begins
SELECT e.starts_utc AS at FROM event e WHERE e.id = :event AND e.starts_utc > :now AND EXISTS (SELECT 1 FROM registrant r WHERE r.event_id = e.id AND r.status = 'waiting');

-- name: registrations_event_of
SELECT event_id FROM registrant WHERE id = :id;

-- name: registrations_planned
SELECT run_at FROM job WHERE kind = :kind AND subject_id = :event;

-- --- one deletes one's own ---

-- What was written about it: by its link, and all of it where nothing else of the address is left.
-- name: registrations_unwrite
DELETE FROM message WHERE recipient = :email COLLATE NOCASE AND kind LIKE 'registration\_%' ESCAPE '\' AND (instr(body, :token) OR NOT EXISTS (SELECT 1 FROM registrant WHERE email = :email));

-- --- pages ---

-- name: registrations_mine
-- Those to come first.
SELECT r.id, r.email, r.status, 'registrant.status_' || r.status AS status_key, e.slug, e.starts, e.city, nullif(r.ends_utc > :now, 0) AS coming, e.starts_utc <= :now AS begun,
    ifnull((SELECT title FROM event_text x WHERE x.event_id = e.id AND x.lang = :lang AND x.state = 'published'), (SELECT title FROM event_text x WHERE x.event_id = e.id AND title IS NOT NULL)) AS title
FROM registrant r JOIN event e ON e.id = r.event_id
WHERE r.status != 'unconfirmed' AND r.id IN (SELECT id FROM registrant WHERE email = :email UNION SELECT id FROM registrant WHERE member_id = :member)
ORDER BY e.starts_utc < :now, abs(e.starts_utc - :now) LIMIT 100;

-- name: registrations_events
-- plan: scan (events: few; the staff’s page of those to come, the nearest first, then those of the last year)
SELECT e.id, e.starts, e.city, e.places, iif(e.registration, NULL, 1) AS off, e.starts_utc,
    ifnull((SELECT title FROM event_text x WHERE x.event_id = e.id AND x.lang = :lang), (SELECT title FROM event_text x WHERE x.event_id = e.id AND title IS NOT NULL)) AS title,
    (SELECT count(*) FROM registrant r WHERE r.event_id = e.id AND r.status = 'registered') AS registered,
    (SELECT count(*) FROM registrant r WHERE r.event_id = e.id AND r.status = 'waiting') AS waiting
FROM event e WHERE e.starts_utc > :now - 31622400 AND (e.registration OR EXISTS (SELECT 1 FROM registrant r WHERE r.event_id = e.id))
ORDER BY e.starts_utc < :now, abs(e.starts_utc - :now) LIMIT 200;

-- name: registrations_counts
SELECT count(*) FILTER (WHERE status = 'registered') AS registered, count(*) FILTER (WHERE status = 'waiting') AS waiting,
    count(*) FILTER (WHERE status = 'unconfirmed') AS unconfirmed, count(*) FILTER (WHERE status = 'cancelled') AS cancelled
FROM registrant WHERE event_id = :event;

-- name: registrations_list
SELECT r.id, r.name, r.email, r.affiliation, r.language, r.reason, r.ahead, ifnull(r.queued_at, r.updated_at) AS since
FROM registrant r WHERE r.event_id = :event AND r.status = :status ORDER BY r.rank, r.queued_at, r.turn, r.id LIMIT :limit;
