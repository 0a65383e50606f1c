-- The directory reads only derived tables: nothing private is in them. What they hold: src/site/members/directory.h.

-- name: members_count
SELECT total, counts FROM member_count WHERE one = :one AND two = :two;

-- name: members_blocks
SELECT entries FROM member_block WHERE block BETWEEN :first AND :last ORDER BY block;

-- name: members_blocks_changed
SELECT block FROM member_block WHERE version > :version;

-- name: members_block_version
SELECT max(version) FROM member_block;

-- name: members_block_last
SELECT max(block) FROM member_block;

-- name: members_codes
SELECT codes, since, sort_key AS key FROM member_card WHERE member_id = :id;

-- name: members_key
SELECT sort_key AS key FROM member_card WHERE member_id = :id;

-- name: members_hits
SELECT rowid AS id FROM member_fts WHERE member_fts MATCH :match ORDER BY rowid DESC LIMIT :limit;

-- name: members_word
-- plan: scan (the index's words, from one on)
SELECT term FROM member_word WHERE term >= :from LIMIT 1;

-- name: members_order_after
SELECT sort_key AS key, member_id AS id FROM member_order
WHERE country = :country AND kind = :kind AND (sort_key, member_id) > (:key, :id) ORDER BY sort_key, member_id;

-- The same with the cards, from the key on: who has the same and a lower id is passed by.
-- name: members_cards_after
SELECT o.sort_key, o.member_id, c.shown AS "slug display_name kind_key country affiliation demo"
FROM member_order o JOIN member_card c ON c.member_id = o.member_id
WHERE o.country = :country AND o.kind = :kind AND o.sort_key >= :key ORDER BY o.sort_key, o.member_id;

-- name: members_cards_before
SELECT o.sort_key, o.member_id, c.shown AS "slug display_name kind_key country affiliation demo"
FROM member_order o JOIN member_card c ON c.member_id = o.member_id
WHERE o.country = :country AND o.kind = :kind AND o.sort_key <= :key ORDER BY o.sort_key DESC, o.member_id DESC;

-- name: members_order_before
SELECT sort_key AS key, member_id AS id FROM member_order
WHERE country = :country AND kind = :kind AND (sort_key, member_id) < (:key, :id) ORDER BY sort_key DESC, member_id DESC;

-- name: members_order_slugs
SELECT o.sort_key AS key, o.member_id AS id, c.slug FROM member_order o JOIN member_card c ON c.member_id = o.member_id
WHERE o.country = '' AND o.kind = '' AND (o.sort_key, o.member_id) > (:key, :id) ORDER BY o.sort_key, o.member_id;

-- name: members_facet_after
SELECT f.sort_key AS key, f.member_id AS id FROM member_facet f
WHERE f.code = :code AND (f.sort_key, f.member_id) > (:key, :id) AND (:kind = '' OR f.kind = :kind) AND (:country = '' OR f.country = :country)
    AND (:second = 0 OR EXISTS (SELECT 1 FROM member_facet s WHERE s.code = :second AND s.sort_key = f.sort_key AND s.member_id = f.member_id))
ORDER BY f.sort_key, f.member_id;

-- name: members_facet_before
SELECT f.sort_key AS key, f.member_id AS id FROM member_facet f
WHERE f.code = :code AND (f.sort_key, f.member_id) < (:key, :id) AND (:kind = '' OR f.kind = :kind) AND (:country = '' OR f.country = :country)
    AND (:second = 0 OR EXISTS (SELECT 1 FROM member_facet s WHERE s.code = :second AND s.sort_key = f.sort_key AND s.member_id = f.member_id))
ORDER BY f.sort_key DESC, f.member_id DESC;

-- name: members_newest_after
SELECT since AS key, member_id AS id FROM member_card WHERE (since, member_id) < (:since, :id) ORDER BY since DESC, member_id DESC;

-- name: members_newest_before
SELECT since AS key, member_id AS id FROM member_card WHERE (since, member_id) > (:since, :id) ORDER BY since, member_id;

-- name: members_card
SELECT shown AS "slug display_name kind_key country affiliation demo" FROM member_card WHERE member_id = :id;

-- One published member whole; what the viewer may not see of it is taken out by member_seen(), by LEVELS ("country=staff,email=members").
-- The words are those of the language, or all of the other.
-- name: members_show
SELECT m.id, m.slug, m.display_name, m.sort_name, m.given, m.surname1, m.surname2, 'member.kind_' || m.kind AS kind_key, m.demo, m.updated_at, m.unlisted, m.contactable,
    (m.kind = 'scholar' OR m.kind = 'student' OR m.kind = 'person') AS is_person, m.country, m.city,
    ifnull(m.affiliation, CASE WHEN m.organization_id IS NOT NULL THEN ifnull((SELECT o.name FROM organization_text o WHERE o.organization_id = m.organization_id AND o.lang = :lang),
        (SELECT o.name FROM organization_text o WHERE o.organization_id = m.organization_id LIMIT 1)) END) AS affiliation,
    m.affiliation_role, m.website, m.orcid, CASE WHEN m.orcid IS NOT NULL THEN (SELECT c.checked_on FROM orcid_check c WHERE c.member_id = m.id AND c.orcid = m.orcid) END AS orcid_checked_on,
    m.email, m.phone, ifnull(x.headline, y.headline) AS headline, ifnull(x.biography, y.biography) AS biography, ifnull(x.lang, y.lang) AS shown_lang,
    m.picture_id IS NOT NULL AS has_picture, (SELECT group_concat(v.field || '=' || v.level) FROM member_visibility v WHERE v.member_id = m.id) AS levels
FROM member m LEFT JOIN member_text x ON x.member_id = m.id AND x.lang = :lang AND (x.biography IS NOT NULL OR x.headline IS NOT NULL)
    LEFT JOIN member_text y ON y.member_id = m.id AND y.lang = iif(x.lang IS NULL, :other, NULL) AND (y.biography IS NOT NULL OR y.headline IS NOT NULL)
WHERE m.slug = :slug AND m.state = 'published';

-- name: members_show_topics
SELECT target_id AS id FROM member_topics WHERE member_id = :id ORDER BY position;

-- name: members_show_languages
SELECT value FROM member_languages WHERE member_id = :id ORDER BY value;

-- name: members_show_corridors
SELECT origin, destination FROM member_corridors WHERE member_id = :id ORDER BY position;

-- name: members_show_links
SELECT ifnull(label, url) AS label, url FROM member_links WHERE member_id = :id ORDER BY position;

-- name: members_show_publications
SELECT c.slug, iif(:lang = 'en', c.title_en, c.title_es) AS title, c.year,
    iif(:lang = 'en', c.lang_en, c.lang_es) AS shown_lang
FROM publication_authors a JOIN publication_card c ON c.publication_id = a.publication_id WHERE a.member_id = :id ORDER BY c.year DESC;

-- name: orcid_show
SELECT m.display_name AS name, m.orcid, m.email, m.affiliation, m.website, c.checked_on, c.checked_by
FROM member m LEFT JOIN orcid_check c ON c.member_id = m.id AND c.orcid = m.orcid WHERE m.id = :id AND m.orcid IS NOT NULL;

-- name: orcid_check
INSERT INTO orcid_check (member_id, orcid, checked_on, checked_by) SELECT id, orcid, date('now'), :who FROM member WHERE id = :id AND orcid = :orcid
ON CONFLICT (member_id) DO UPDATE SET orcid = excluded.orcid, checked_on = excluded.checked_on, checked_by = excluded.checked_by;

-- name: orcid_uncheck
DELETE FROM orcid_check WHERE member_id = :id;
