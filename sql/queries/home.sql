-- name: home_news
SELECT p.slug, p.published_on, x.title, x.summary, x.lang AS shown_lang
FROM post p JOIN post_text x ON x.post_id = p.id
    AND x.lang = (SELECT y.lang FROM post_text y WHERE y.post_id = p.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE p.state = 'published' AND p.published_on <= :today ORDER BY p.published_on DESC, p.id DESC LIMIT :limit;

-- name: home_events
SELECT e.slug, e.starts, e.ends, e.city, e.country, 'event.kind_' || e.kind AS kind_key, x.title, x.lang AS shown_lang, nullif(e.demo, 0) AS demo
FROM event e JOIN event_text x ON x.event_id = e.id
    AND x.lang = (SELECT y.lang FROM event_text y WHERE y.event_id = e.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE e.state = 'published' ORDER BY e.starts_utc DESC LIMIT :limit;

-- name: home_publications
SELECT iif(:lang = 'en', c.shown_en, c.shown_es) AS "slug title authors year venue kind_key demo shown_lang"
FROM publication_order o JOIN publication_card c ON c.publication_id = o.publication_id
WHERE o.topic_id = 0 AND o.kind = '' AND o.language = '' AND o.year = 0 ORDER BY o.rank LIMIT :limit;

-- name: home_members
SELECT c.shown AS "slug display_name kind_key country affiliation demo"
FROM member_card c ORDER BY c.since DESC LIMIT :limit;

-- name: home_counts
SELECT (SELECT ifnull(sum(total), 0) FROM member_count WHERE one = 0 AND two = 0) AS members,
    (SELECT count(*) FROM member_count WHERE one = 0 AND two BETWEEN 2 << 24 AND (3 << 24) - 1) AS countries, -- src/site/members/directory.h
    (SELECT ifnull(sum(n), 0) FROM publication_count WHERE topic_id = 0 AND kind = '' AND language = '' AND year = 0) AS publications,
    (SELECT count(*) FROM process WHERE state = 'published') AS processes;

-- name: home_sitemap
-- plan: scan (the sitemap lists everything)
SELECT table_name, max(CASE lang WHEN 'en' THEN slug END) AS en, max(CASE lang WHEN 'es' THEN slug END) AS es
FROM search_doc GROUP BY table_name, record_id LIMIT 25000;

-- name: home_alive
SELECT count(*) FROM untracked;
