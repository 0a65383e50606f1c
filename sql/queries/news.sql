-- name: news_list
SELECT p.published_on AS page_key, p.id AS page_id, p.slug, p.published_on, x.title, x.summary, x.lang AS shown_lang
FROM post p JOIN post_text x ON x.post_id = p.id
    AND x.lang = (SELECT y.lang FROM post_text y WHERE y.post_id = p.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE p.state = 'published' AND p.published_on <= :today AND (p.published_on, p.id) < (:on, :id) ORDER BY p.published_on DESC, p.id DESC LIMIT :limit;

-- name: news_list_back
SELECT p.published_on AS page_key, p.id AS page_id, p.slug, p.published_on, x.title, x.summary, x.lang AS shown_lang
FROM post p JOIN post_text x ON x.post_id = p.id
    AND x.lang = (SELECT y.lang FROM post_text y WHERE y.post_id = p.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE p.state = 'published' AND p.published_on <= :today AND (p.published_on, p.id) > (:on, :id) ORDER BY p.published_on, p.id LIMIT :limit;

-- name: news_show
SELECT p.slug, p.published_on, p.updated_at, x.title, x.summary, x.body, x.lang AS shown_lang,
    (SELECT group_concat(y.lang) FROM post_text y WHERE y.post_id = p.id AND y.title IS NOT NULL AND y.state = 'published') AS langs
FROM post p JOIN post_text x ON x.post_id = p.id
    AND x.lang = (SELECT y.lang FROM post_text y WHERE y.post_id = p.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE p.slug = :slug AND p.state = 'published' AND p.published_on <= :today;

-- name: news_feed
SELECT p.slug, p.created_at, p.updated_at, x.title, x.summary, x.lang AS shown_lang
FROM post p JOIN post_text x ON x.post_id = p.id
    AND x.lang = (SELECT y.lang FROM post_text y WHERE y.post_id = p.id AND y.title IS NOT NULL AND y.state = 'published' ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE p.state = 'published' AND p.published_on <= :today ORDER BY p.published_on DESC, p.id DESC LIMIT 50;

-- name: pages_show
SELECT p.slug, p.updated_at, x.title, x.body, x.path AS own_path, x.lang AS shown_lang,
    (SELECT y.path FROM page_text y WHERE y.page_id = p.id AND y.lang = 'en' AND y.state = 'published') AS path_en, (SELECT y.path FROM page_text y WHERE y.page_id = p.id AND y.lang = 'es' AND y.state = 'published') AS path_es
FROM page p JOIN page_text x ON x.page_id = p.id AND x.lang = :lang AND x.state = 'published'
WHERE p.state = 'published' AND (x.path = :path OR p.slug = :path);

-- name: pages_all
SELECT p.slug, x.path AS address, x.title FROM page p JOIN page_text x ON x.page_id = p.id AND x.lang = :lang AND x.state = 'published' WHERE p.state = 'published' ORDER BY p.position;

-- name: pages_organizations
SELECT o.website, o.city, o.country, 'organization.kind_' || o.kind AS kind_key, x.name, x.lang AS shown_lang FROM organization o JOIN organization_text x ON x.organization_id = o.id
    AND x.lang = (SELECT y.lang FROM organization_text y WHERE y.organization_id = o.id ORDER BY y.lang = :lang DESC LIMIT 1)
WHERE o.state = 'published' AND o.relation = :relation ORDER BY x.name;
