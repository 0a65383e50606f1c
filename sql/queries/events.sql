-- name: events_upcoming
SELECT e.slug, e.starts, e.ends, e.zone, e.city, e.country, e.status, e.mode, 'event.kind_' || e.kind AS kind_key, x.title, x.summary, x.lang AS shown_lang, nullif(e.demo, 0) AS demo
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.state = 'published' AND e.starts_utc >= :now - 86400 AND ifnull(e.ends_utc, e.starts_utc + 86400) > :now
    AND (:kind = '' OR e.kind = :kind) AND (:country = '' OR e.country = :country) ORDER BY e.starts_utc LIMIT 100;

-- The next moment at which an event begins, is over, or has begun a day ago: what is upcoming and past is another then.
-- name: events_next_moment
SELECT min(m) FROM (SELECT min(starts_utc) AS m FROM event WHERE state = 'published' AND starts_utc > :now
    UNION ALL SELECT min(starts_utc) + 86400 FROM event WHERE state = 'published' AND starts_utc > :now - 86400
    UNION ALL SELECT min(ends_utc) FROM event WHERE state = 'published' AND starts_utc >= :now - 86400 AND ends_utc > :now);

-- name: events_past
SELECT e.starts_utc AS page_key, e.id AS page_id, e.slug, e.starts, e.ends, e.zone, e.city, e.country, e.status, e.mode, 'event.kind_' || e.kind AS kind_key, x.title, x.summary, x.lang AS shown_lang,
    nullif(e.demo, 0) AS demo, substr(e.starts, 1, 4) AS year
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.state = 'published' AND e.starts_utc < :until AND e.starts_utc >= :from AND (:kind = '' OR e.kind = :kind) AND (:country = '' OR e.country = :country)
    AND (e.starts_utc, e.id) < (:at, :id) ORDER BY e.starts_utc DESC, e.id DESC LIMIT :limit;

-- name: events_past_back
SELECT e.starts_utc AS page_key, e.id AS page_id, e.slug, e.starts, e.ends, e.zone, e.city, e.country, e.status, e.mode, 'event.kind_' || e.kind AS kind_key, x.title, x.summary, x.lang AS shown_lang,
    nullif(e.demo, 0) AS demo, substr(e.starts, 1, 4) AS year
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.state = 'published' AND e.starts_utc < :until AND e.starts_utc >= :from AND (:kind = '' OR e.kind = :kind) AND (:country = '' OR e.country = :country)
    AND (e.starts_utc, e.id) > (:at, :id) ORDER BY e.starts_utc, e.id LIMIT :limit;

-- name: events_kinds
-- plan: scan (a count over the published events, by the index of state)
SELECT e.kind AS value, count(*) AS n FROM event e WHERE e.state = 'published' AND (:country = '' OR e.country = :country) GROUP BY 1 ORDER BY 2 DESC;

-- name: events_countries
-- plan: scan (as above)
SELECT e.country AS value, count(*) AS n FROM event e WHERE e.state = 'published' AND e.country IS NOT NULL AND (:kind = '' OR e.kind = :kind) GROUP BY 1 ORDER BY 2 DESC LIMIT 300;

-- name: events_years
SELECT strftime('%Y', e.starts_utc, 'unixepoch') AS value, count(*) AS n FROM event e WHERE e.state = 'published' GROUP BY 1 ORDER BY 1 DESC LIMIT 100;

-- name: events_show
SELECT e.*, 'event.kind_' || e.kind AS kind_key, 'event.mode_' || e.mode AS mode_key, 'event.status_' || e.status AS status_key,
    'event.network_role_' || e.network_role AS network_role_key, x.title, x.summary, x.body, x.lang AS shown_lang, (SELECT group_concat(y.lang) FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published') AS langs,
    (SELECT p.slug FROM process p WHERE p.id = e.process_id AND p.state = 'published') AS process_slug,
    (SELECT y.title FROM process_text y WHERE y.process_id = e.process_id AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1) AS process_title,
    (SELECT y.lang FROM process_text y WHERE y.process_id = e.process_id AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1) AS process_lang
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.slug = :slug AND e.state = 'published';

-- name: events_organizers
SELECT o.name, g.slug AS organization, g.website FROM event_organizers o LEFT JOIN organization g ON g.id = o.organization_id AND g.state = 'published'
WHERE o.event_id = :id AND ifnull(o.role, 'organizer') = :role ORDER BY o.position;

-- name: events_speakers
SELECT s.name, s.affiliation, s.talk, (SELECT m.slug FROM member_card m WHERE m.member_id = s.member_id) AS member FROM event_speakers s WHERE s.event_id = :id ORDER BY s.position;

-- name: events_topics
SELECT t.slug, x.label FROM event_topics et JOIN topic t ON t.id = et.target_id JOIN topic_text x ON x.topic_id = t.id AND x.lang = :lang WHERE et.event_id = :id ORDER BY et.position;

-- name: events_publications
SELECT c.slug, iif(:lang = 'en', c.title_en, c.title_es) AS title,
    iif(:lang = 'en', c.lang_en, c.lang_es) AS shown_lang
FROM event_publications ep JOIN publication_card c ON c.publication_id = ep.target_id WHERE ep.event_id = :id ORDER BY ep.position;

-- name: events_feed
SELECT e.id, e.slug, e.starts, e.ends, e.starts_utc, e.ends_utc, e.zone, e.city, e.country, e.venue, e.status, e.sequence, e.updated_at, e.created_at, x.title, x.summary, x.lang AS shown_lang
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.state = 'published' AND (:slug = '' OR e.slug = :slug) ORDER BY e.starts_utc DESC LIMIT 200;

-- name: processes_list
SELECT p.slug, p.series, 'process.series_' || p.series AS series_key, p.year, p.starts_on, p.ends_on, p.city, p.country, p.edition, x.title
FROM process p JOIN process_text x ON x.process_id = p.id AND x.lang = :lang AND x.state = 'published' WHERE p.state = 'published' ORDER BY p.series, p.year DESC;

-- name: processes_show
SELECT p.*, 'process.series_' || p.series AS series_key, x.title, x.theme, x.body, x.lang AS shown_lang FROM process p JOIN process_text x ON x.process_id = p.id AND x.lang = :lang AND x.state = 'published'
WHERE p.slug = :slug AND p.state = 'published';

-- name: processes_events
SELECT e.slug, x.title, e.starts, x.lang AS shown_lang FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.process_id = :id AND e.state = 'published' ORDER BY e.starts_utc;

-- name: processes_neighbours
SELECT p.slug, x.title FROM process p JOIN process_text x ON x.process_id = p.id AND x.lang = :lang AND x.state = 'published'
WHERE p.series = :series AND p.state = 'published' AND p.id != :id ORDER BY p.year DESC LIMIT 20;

-- name: events_month
SELECT e.slug, e.starts, CAST(substr(e.starts, 9, 2) AS INTEGER) AS day, e.status, x.title, x.lang AS shown_lang
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.state = 'published' AND e.starts_utc BETWEEN :from - 86400 AND :to + 86400 AND substr(e.starts, 1, 7) = :month ORDER BY e.starts_utc;

-- name: events_month_near
SELECT (SELECT substr(starts, 1, 7) FROM event WHERE state = 'published' AND starts_utc < :from AND substr(starts, 1, 7) < :month ORDER BY starts_utc DESC LIMIT 1) AS before,
    (SELECT substr(starts, 1, 7) FROM event WHERE state = 'published' AND starts_utc >= :to AND substr(starts, 1, 7) > :month ORDER BY starts_utc LIMIT 1) AS after;
