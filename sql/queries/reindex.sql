-- Derived tables of one record, made again inside the transaction that changed it.

-- name: reindex_search_changed
INSERT INTO search_changed (record_id) VALUES (:id);

-- Records whose documents are as they were need nothing.
-- name: reindex_search_same
-- plan: scan (only what changed stands in it)
DELETE FROM search_changed WHERE NOT EXISTS (SELECT lang, title, words, body, slug, date FROM search_doc WHERE table_name = :table_name AND record_id = search_changed.record_id
        EXCEPT SELECT lang, title, words, body, slug, date FROM search_next n WHERE n.record_id = search_changed.record_id)
    AND NOT EXISTS (SELECT lang, title, words, body, slug, date FROM search_next n WHERE n.record_id = search_changed.record_id
        EXCEPT SELECT lang, title, words, body, slug, date FROM search_doc WHERE table_name = :table_name AND record_id = search_changed.record_id);

-- name: reindex_search_any
SELECT 1 FROM search_changed LIMIT 1;

-- name: reindex_search_drop
-- plan: scan (only what changed stands in it)
DELETE FROM search_doc WHERE id IN (SELECT d.id FROM search_changed c CROSS JOIN search_doc d ON d.table_name = :table_name AND d.record_id = c.record_id);

-- name: reindex_search_add
-- plan: scan (only what changed stands in it)
INSERT INTO search_doc (id, table_name, record_id, lang, title, words, body, slug, date)
SELECT n.id, :table_name, n.record_id, n.lang, n.title, n.words, n.body, n.slug, n.date
FROM search_changed c CROSS JOIN search_next n ON n.record_id = c.record_id AND n.lang = :lang ORDER BY c.record_id DESC;

-- name: reindex_search_forget_changed
DELETE FROM search_changed;

-- name: reindex_search_forget_next
DELETE FROM search_next;

-- name: reindex_member_words_drop
-- plan: scan (only what changed stands in it)
INSERT INTO member_fts (member_fts, rowid, words)
SELECT 'delete', d.record_id, group_concat(d.title || ' ' || d.words || ' ' || d.body, ' ')
FROM search_changed c CROSS JOIN search_doc d ON d.table_name = 'member' AND d.record_id = c.record_id GROUP BY c.record_id;

-- name: reindex_member_words_add
-- plan: scan (only what changed stands in it)
INSERT INTO member_fts (rowid, words)
SELECT d.record_id, group_concat(d.title || ' ' || d.words || ' ' || d.body, ' ')
FROM search_changed c CROSS JOIN search_doc d ON d.table_name = 'member' AND d.record_id = c.record_id GROUP BY c.record_id;

-- A document's number: where those of its kind and language end (src/site/search/search.h), less the record's number.
-- name: reindex_search_member
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(l.value = 'en', :en, :es) - c.member_id, c.member_id, l.value, c.display_name,
    concat_ws(' ', c.affiliation, c.city,
        (SELECT group_concat(t.label, ' ') FROM member_topics mt JOIN topic_text t ON t.topic_id = mt.target_id AND t.lang = l.value
         WHERE mt.member_id = c.member_id AND NOT EXISTS (SELECT 1 FROM member_visibility v WHERE v.member_id = c.member_id AND v.field = 'topics' AND v.level != 'public')),
        (SELECT n.name FROM country k JOIN country_text n ON n.country_id = k.id AND n.lang = l.value WHERE k.iso2 = c.country)),
    concat_ws(' ', CASE l.value WHEN 'en' THEN c.headline_en ELSE c.headline_es END,
        (SELECT markdown_words(x.biography) FROM member_text x WHERE x.member_id = c.member_id AND x.lang = l.value
         AND NOT EXISTS (SELECT 1 FROM member_visibility v WHERE v.member_id = c.member_id AND v.field = 'biography' AND v.level != 'public'))),
    c.slug, NULL
FROM member_card c, (SELECT 'en' AS value UNION ALL SELECT 'es') l WHERE c.member_id = :id;

-- name: reindex_search_event
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(x.lang = 'en', :en, :es) - e.id, e.id, x.lang, x.title,
    concat_ws(' ', e.city, e.venue,
        (SELECT group_concat(o.name, ' ') FROM event_organizers o WHERE o.event_id = e.id),
        (SELECT group_concat(s.name, ' ') FROM event_speakers s WHERE s.event_id = e.id),
        (SELECT group_concat(t.label, ' ') FROM event_topics et JOIN topic_text t ON t.topic_id = et.target_id AND t.lang = x.lang WHERE et.event_id = e.id)),
    concat_ws(' ', x.summary, markdown_words(x.body)), e.slug, e.starts
FROM event e JOIN event_text x ON x.event_id = e.id
WHERE e.id = :id AND e.state = 'published' AND x.state = 'published' AND x.title IS NOT NULL;

-- name: reindex_search_publication
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(l.value = 'en', :en, :es) - p.id, p.id, l.value, ifnull(x.title, (SELECT y.title FROM publication_text y WHERE y.publication_id = p.id AND y.title IS NOT NULL AND y.state = 'published' LIMIT 1)),
    concat_ws(' ', (SELECT group_concat(concat_ws(' ', a.given, a.family), ', ') FROM publication_authors a WHERE a.publication_id = p.id),
        p.container, x.keywords, p.publisher,
        (SELECT group_concat(t.label, ' ') FROM publication_topics pt JOIN topic_text t ON t.topic_id = pt.target_id AND t.lang = l.value WHERE pt.publication_id = p.id)),
    concat_ws(' ', x.subtitle, markdown_words(x.abstract)), p.slug, p.issued
FROM publication p, json_each('["en","es"]') l LEFT JOIN publication_text x ON x.publication_id = p.id AND x.lang = l.value AND x.state = 'published'
WHERE p.id = :id AND p.state = 'published' AND EXISTS (SELECT 1 FROM publication_text y WHERE y.publication_id = p.id AND y.title IS NOT NULL AND y.state = 'published');

-- name: reindex_search_post
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(x.lang = 'en', :en, :es) - p.id, p.id, x.lang, x.title, '', concat_ws(' ', x.summary, markdown_words(x.body)), p.slug, p.published_on
FROM post p JOIN post_text x ON x.post_id = p.id WHERE p.id = :id AND p.state = 'published' AND x.state = 'published' AND x.title IS NOT NULL;

-- name: reindex_search_page
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(x.lang = 'en', :en, :es) - p.id, p.id, x.lang, x.title, '', ifnull(markdown_words(x.body), ''), x.path, NULL
FROM page p JOIN page_text x ON x.page_id = p.id WHERE p.id = :id AND p.state = 'published' AND x.state = 'published' AND x.title IS NOT NULL;

-- name: reindex_search_process
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(x.lang = 'en', :en, :es) - p.id, p.id, x.lang, x.title, concat_ws(' ', p.city, p.chair, p.civil_organizer), concat_ws(' ', x.theme, markdown_words(x.body)), p.slug, p.starts_on
FROM process p JOIN process_text x ON x.process_id = p.id WHERE p.id = :id AND p.state = 'published' AND x.state = 'published' AND x.title IS NOT NULL;

-- name: reindex_search_organization
INSERT INTO search_next (id, record_id, lang, title, words, body, slug, date)
SELECT iif(l.value = 'en', :en, :es) - o.id, o.id, l.value, ifnull(x.name, (SELECT y.name FROM organization_text y WHERE y.organization_id = o.id LIMIT 1)), concat_ws(' ', x.acronym, o.city), ifnull(x.description, ''), o.slug, NULL
FROM organization o, json_each('["en","es"]') l LEFT JOIN organization_text x ON x.organization_id = o.id AND x.lang = l.value
WHERE o.id = :id AND o.state = 'published' AND EXISTS (SELECT 1 FROM organization_text y WHERE y.organization_id = o.id AND y.name IS NOT NULL);

-- name: reindex_member_had
SELECT sort_key, codes FROM member_card WHERE member_id = :id;

-- What the directory finds a member by: facet (enum facet) and value, only what everybody may see.
-- name: reindex_member_codes
SELECT 1 AS facet, kind AS value FROM member WHERE id = :id
UNION ALL SELECT 2, country FROM member WHERE id = :id AND country IS NOT NULL AND NOT EXISTS (SELECT 1 FROM member_visibility WHERE member_id = :id AND field = 'country' AND level != 'public')
UNION ALL SELECT 3, target_id FROM member_topics WHERE member_id = :id AND NOT EXISTS (SELECT 1 FROM member_visibility WHERE member_id = :id AND field = 'topics' AND level != 'public')
UNION ALL SELECT 4, value FROM member_languages WHERE member_id = :id AND NOT EXISTS (SELECT 1 FROM member_visibility WHERE member_id = :id AND field = 'languages' AND level != 'public')
UNION ALL SELECT 5, origin FROM member_corridors WHERE member_id = :id AND NOT EXISTS (SELECT 1 FROM member_visibility WHERE member_id = :id AND field = 'corridors' AND level != 'public')
UNION ALL SELECT 6, destination FROM member_corridors WHERE member_id = :id AND NOT EXISTS (SELECT 1 FROM member_visibility WHERE member_id = :id AND field = 'corridors' AND level != 'public');

-- name: reindex_member_count
SELECT total, counts FROM member_count WHERE one = :one AND two = :two;

-- name: reindex_member_count_put
INSERT OR REPLACE INTO member_count (one, two, total, counts) VALUES (:one, :two, :total, :counts);

-- name: reindex_member_count_drop
DELETE FROM member_count WHERE one = :one AND two = :two;

-- name: reindex_member_count_clear
DELETE FROM member_count;

-- name: reindex_member_block
SELECT entries FROM member_block WHERE block = :block;

-- name: reindex_member_block_put
INSERT OR REPLACE INTO member_block (block, version, entries)
VALUES (:block, max(ifnull((SELECT max(version) FROM member_block) + 1, 0), CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), :entries);

-- name: reindex_member_order_drop
DELETE FROM member_order WHERE country = :country AND kind = :kind AND sort_key = :sort_key AND member_id = :id;

-- name: reindex_member_order_add
INSERT INTO member_order (country, kind, sort_key, member_id) VALUES (:country, :kind, :sort_key, :id);

-- name: reindex_member_facet_drop
DELETE FROM member_facet WHERE code = :code AND sort_key = :sort_key AND member_id = :id;

-- name: reindex_member_facet_add
INSERT INTO member_facet (code, sort_key, member_id, kind, country) VALUES (:code, :sort_key, :id, :kind, :country);

-- name: reindex_member_drop
DELETE FROM member_card WHERE member_id = :id;

-- name: reindex_member_sort_name
SELECT sort_name, ifnull(approved_at, created_at) AS since FROM member WHERE id = :id AND state = 'published' AND NOT unlisted;

-- name: reindex_member_add
INSERT OR REPLACE INTO member_card (member_id, shown, slug, kind, country, city, display_name, sort_key, affiliation, headline_en, headline_es, picture_id, codes, demo, since)
SELECT id, packed(slug, display_name, 'member.kind_' || kind, country, affiliation, iif(demo, 1, NULL)),
    slug, kind, country, city, display_name, :sort_key, affiliation, headline_en, headline_es, picture_id, :codes, demo, since
FROM (SELECT m.id, m.slug, m.kind, m.display_name, iif(instr(m.hidden, ',country,'), NULL, m.country) AS country, iif(instr(m.hidden, ',city,'), NULL, m.city) AS city,
        iif(instr(m.hidden, ',affiliation,'), NULL, ifnull(m.affiliation, (SELECT o.name FROM organization_text o WHERE o.organization_id = m.organization_id ORDER BY o.lang DESC LIMIT 1))) AS affiliation,
        iif(instr(m.hidden, ',headline,'), NULL, (SELECT headline FROM member_text x WHERE x.member_id = m.id AND x.lang = 'en')) AS headline_en,
        iif(instr(m.hidden, ',headline,'), NULL, (SELECT headline FROM member_text x WHERE x.member_id = m.id AND x.lang = 'es')) AS headline_es,
        iif(instr(m.hidden, ',picture,'), NULL, m.picture_id) AS picture_id, m.demo, ifnull(m.approved_at, m.created_at) AS since
    FROM (SELECT *, (SELECT ',' || group_concat(v.field) || ',' FROM member_visibility v WHERE v.member_id = :id AND v.level != 'public') AS hidden
        FROM member WHERE id = :id LIMIT 1) m LIMIT 1); -- LIMIT: what is used twice is worked out once

-- name: reindex_publication_drop
DELETE FROM publication_card WHERE publication_id = :id;

-- name: reindex_publication_order_drop
DELETE FROM publication_order WHERE (topic_id, kind, language, year, rank) IN (SELECT t.value, k.value, l.value, y.value, -(ifnull(c.year, 0) * 10000000 + c.publication_id)
FROM publication_card c, json_each(c.topics) t, json_each(json_array('', c.kind)) k,
    json_each(CASE WHEN c.language IS NULL THEN '[""]' ELSE json_array('', c.language) END) l, json_each(CASE WHEN c.year IS NULL THEN '[0]' ELSE json_array(0, c.year) END) y
WHERE c.publication_id = :id);

-- name: reindex_publication_add
INSERT INTO publication_card (publication_id, shown_en, shown_es, slug, kind, kind_key, language, year, title_en, title_es, lang_en, lang_es, authors, venue, topics, own, demo)
SELECT id, packed(slug, title_en, authors, year, venue, kind_key, iif(demo, 1, NULL), lang_en), packed(slug, title_es, authors, year, venue, kind_key, iif(demo, 1, NULL), lang_es),
    slug, kind, kind_key, language, year, title_en, title_es, lang_en, lang_es, authors, venue, topics, own, demo
FROM (SELECT p.id, p.slug, p.kind, 'publication.kind_' || p.kind AS kind_key, p.language, p.year,
        ifnull(en.title, es.title) AS title_en, ifnull(es.title, en.title) AS title_es, iif(en.title IS NULL, 'es', 'en') AS lang_en, iif(es.title IS NULL, 'en', 'es') AS lang_es,
        (SELECT group_concat(concat_ws(' ', a.given, a.family), ', ') FROM (SELECT given, family FROM publication_authors WHERE publication_id = p.id AND role != 'translator' ORDER BY position) a) AS authors,
        CASE WHEN p.issue_id IS NOT NULL THEN (SELECT concat_ws(' ', jt.title, i.number) FROM issue i JOIN journal_text jt ON jt.journal_id = i.journal_id AND jt.lang = 'es' WHERE i.id = p.issue_id)
            ELSE ifnull(p.container, p.publisher) END AS venue,
        (SELECT json_group_array(v) FROM (SELECT 0 AS v UNION SELECT target_id FROM publication_topics WHERE publication_id = p.id)) AS topics, p.own, p.demo
    FROM publication p LEFT JOIN publication_text en ON en.publication_id = p.id AND en.lang = 'en' AND en.state = 'published'
        LEFT JOIN publication_text es ON es.publication_id = p.id AND es.lang = 'es' AND es.state = 'published'
    WHERE p.id = :id AND p.state = 'published' AND (en.title IS NOT NULL OR es.title IS NOT NULL) LIMIT 1); -- LIMIT: as above

-- name: reindex_publication_order_add
INSERT OR IGNORE INTO publication_order (topic_id, kind, language, year, rank, publication_id)
SELECT t.value, k.value, l.value, y.value, -(ifnull(c.year, 0) * 10000000 + c.publication_id), c.publication_id
FROM publication_card c, json_each(c.topics) t, json_each(json_array('', c.kind)) k,
    json_each(CASE WHEN c.language IS NULL THEN '[""]' ELSE json_array('', c.language) END) l, json_each(CASE WHEN c.year IS NULL THEN '[0]' ELSE json_array(0, c.year) END) y
WHERE c.publication_id = :id;

-- name: reindex_publication_count
INSERT INTO publication_count (topic_id, kind, language, year, n)
SELECT t.value, k.value, l.value, y.value, :delta FROM publication_card c, json_each(c.topics) t, json_each(json_array('', c.kind)) k,
    json_each(CASE WHEN c.language IS NULL THEN '[""]' ELSE json_array('', c.language) END) l, json_each(CASE WHEN c.year IS NULL THEN '[0]' ELSE json_array(0, c.year) END) y
WHERE c.publication_id = :id
ON CONFLICT DO UPDATE SET n = n + excluded.n;
