-- name: publications_after
SELECT o.rank AS page_key, 0 AS page_id, iif(:english, c.shown_en, c.shown_es) AS "slug title authors year venue kind_key demo shown_lang"
FROM publication_order o JOIN publication_card c ON c.publication_id = o.publication_id
WHERE o.topic_id = :topic AND o.kind = :kind AND o.language = :language AND o.year = :year AND o.rank > :rank ORDER BY o.rank LIMIT :limit;

-- name: publications_before
SELECT o.rank AS page_key, 0 AS page_id, iif(:english, c.shown_en, c.shown_es) AS "slug title authors year venue kind_key demo shown_lang"
FROM publication_order o JOIN publication_card c ON c.publication_id = o.publication_id
WHERE o.topic_id = :topic AND o.kind = :kind AND o.language = :language AND o.year = :year AND o.rank < :rank ORDER BY o.rank DESC LIMIT :limit;

-- name: publications_count
SELECT ifnull((SELECT n FROM publication_count WHERE topic_id = :topic AND kind = :kind AND language = :language AND year = :year), 0);

-- name: publications_kinds
SELECT kind AS value, n FROM publication_count WHERE topic_id = :topic AND language = :language AND year = :year AND kind != '' AND n > 0 ORDER BY n DESC;

-- name: publications_languages
SELECT language AS value, n FROM publication_count WHERE topic_id = :topic AND kind = :kind AND year = :year AND language != '' AND n > 0 ORDER BY n DESC LIMIT 12;

-- name: publications_years
SELECT year AS value, n FROM publication_count WHERE topic_id = :topic AND kind = :kind AND language = :language AND year != 0 AND n > 0 ORDER BY publication_count.year DESC LIMIT 100;

-- name: publications_topics
SELECT topic_id AS id, n FROM publication_count WHERE kind = :kind AND language = :language AND year = :year AND n > 0 AND topic_id > 0 ORDER BY n DESC LIMIT :limit;

-- name: publications_show
SELECT p.*, 'publication.kind_' || p.kind AS kind_key,
    ifnull(x.title, y.title) AS title, ifnull(x.subtitle, y.subtitle) AS subtitle, iif(x.title IS NULL, NULL, y.title) AS other_title,
    x.abstract AS abstract, y.abstract AS other_abstract, ifnull(x.keywords, y.keywords) AS keywords, iif(x.title IS NULL, y.lang, x.lang) AS shown_lang, y.lang AS other_text_lang,
    i.slug AS issue_slug, i.volume AS issue_volume, i.number AS issue_number, i.year AS issue_year, j.issn_print, j.issn_online, j.publisher AS journal_publisher,
    (SELECT title FROM journal_text jt WHERE jt.journal_id = j.id AND jt.lang = 'es') AS journal_title,
    (SELECT title FROM section_text st WHERE st.section_id = p.section_id AND st.lang = :lang) AS section_title,
    (SELECT group_concat(y.lang) FROM publication_text y WHERE y.publication_id = p.id AND y.title IS NOT NULL AND y.state = 'published') AS langs, b.slug AS book_slug, (SELECT title FROM publication_text bt WHERE bt.publication_id = b.id AND bt.state = 'published' LIMIT 1) AS book_title
FROM publication p LEFT JOIN publication_text x ON x.publication_id = p.id AND x.lang = :lang AND x.state = 'published'
    LEFT JOIN publication_text y ON y.publication_id = p.id AND y.lang != :lang AND y.state = 'published'
    LEFT JOIN issue i ON i.id = p.issue_id LEFT JOIN journal j ON j.id = i.journal_id
    LEFT JOIN publication b ON b.id = p.book_id AND b.state = 'published'
WHERE p.slug = :slug AND p.state = 'published';

-- name: publications_authors
SELECT a.given, a.family, concat_ws(' ', a.given, a.family) AS name, a.affiliation, a.role, nullif(a.role, 'author') AS other_role,
    'publications.role_' || a.role AS role_key, c.slug AS member, c.display_name AS member_name
FROM publication_authors a LEFT JOIN member_card c ON c.member_id = a.member_id WHERE a.publication_id = :id ORDER BY a.position;

-- name: publications_show_topics
SELECT t.slug, x.label FROM publication_topics pt JOIN topic t ON t.id = pt.target_id JOIN topic_text x ON x.topic_id = t.id AND x.lang = :lang WHERE pt.publication_id = :id ORDER BY pt.position;

-- name: publications_related
SELECT c.slug, iif(:lang = 'en', c.title_en, c.title_es) AS title, c.authors, c.year,
    iif(:lang = 'en', c.lang_en, c.lang_es) AS shown_lang
FROM publication_topics mine JOIN publication_card c ON c.publication_id IN (SELECT o.publication_id FROM publication_order o
        WHERE o.topic_id = mine.target_id AND o.kind = '' AND o.language = '' AND o.year = 0 ORDER BY o.rank LIMIT 100)
WHERE mine.publication_id = :id AND c.publication_id != :id AND (c.demo = 0 OR EXISTS (SELECT 1 FROM publication p WHERE p.id = :id AND p.demo)) GROUP BY c.publication_id ORDER BY count(*) DESC, c.year DESC LIMIT 5;

-- name: publications_feed
SELECT p.slug, p.created_at, p.updated_at, c.authors AS summary, iif(:lang = 'en', c.title_en, c.title_es) AS title,
    iif(:lang = 'en', c.lang_en, c.lang_es) AS shown_lang
FROM publication_order o JOIN publication p ON p.id = o.publication_id JOIN publication_card c ON c.publication_id = p.id WHERE o.topic_id = 0 AND o.kind = '' AND o.language = '' AND o.year = 0 ORDER BY o.rank LIMIT 50;

-- name: journal_show
SELECT j.*, x.title, x.description FROM journal j JOIN journal_text x ON x.journal_id = j.id AND x.lang = :lang WHERE j.state = 'published' ORDER BY j.id LIMIT 1;

-- name: journal_issues
SELECT i.slug, i.volume, i.number, i.year, (SELECT count(*) FROM publication p WHERE p.issue_id = i.id AND p.state = 'published') AS n
FROM issue i WHERE i.journal_id = :id AND i.state = 'published' ORDER BY i.year DESC, CAST(i.number AS INTEGER) DESC;

-- name: journal_issue
SELECT i.*, j.slug AS journal_slug, (SELECT title FROM journal_text x WHERE x.journal_id = j.id AND x.lang = 'es') AS journal_title
FROM issue i JOIN journal j ON j.id = i.journal_id WHERE i.slug = :slug AND i.state = 'published';

-- name: journal_articles
SELECT c.slug, iif(:lang = 'en', c.title_en, c.title_es) AS title, c.authors, p.first_page, p.last_page,
    (SELECT title FROM section_text st WHERE st.section_id = p.section_id AND st.lang = :lang) AS section_title,
    iif(:lang = 'en', c.lang_en, c.lang_es) AS shown_lang
FROM publication p JOIN publication_card c ON c.publication_id = p.id WHERE p.issue_id = :id ORDER BY p.position;
