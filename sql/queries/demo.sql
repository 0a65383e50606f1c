-- name: demo_exists
SELECT EXISTS (SELECT 1 FROM member WHERE demo);

-- name: demo_member
INSERT INTO member (slug, state, created_at, updated_at, approved_at, demo, kind, given, surname1, surname2, display_name, sort_name, affiliation, country, city)
VALUES (:slug, 'published', :now, :now, :now, 1, :kind, :given, :surname1, :surname2, :display_name, :sort_name, :affiliation, :country, :city);

-- name: demo_membership
INSERT INTO membership (slug, state, created_at, updated_at, member_id, grade_id, starts_on, ends_on, left_on, left_reason)
SELECT :slug, 'published', :now, :now, :member, g.id, :starts_on, :ends_on, :left_on, :left_reason FROM grade g WHERE g.slug = :grade;

-- name: demo_member_text
INSERT INTO member_text (member_id, lang, headline, biography) VALUES (:member, :lang, :headline, :biography);

-- name: demo_member_topic
INSERT OR IGNORE INTO member_topics (member_id, position, target_id) VALUES (:member, :position, :topic);

-- name: demo_member_language
INSERT OR IGNORE INTO member_languages (member_id, value) VALUES (:member, :value);

-- name: demo_member_corridor
INSERT OR IGNORE INTO member_corridors (member_id, position, origin, destination) VALUES (:member, 1, :origin, :destination);

-- name: demo_event
INSERT INTO event (slug, state, created_at, updated_at, demo, kind, starts, starts_utc, zone, city, country) VALUES (:slug, 'published', :now, :now, 1, :kind, :starts, :starts_utc, :zone, :city, :country);

-- name: demo_event_text
INSERT INTO event_text (event_id, lang, title, summary) VALUES (:event, :lang, :title, :summary);

-- name: demo_publication
INSERT INTO publication (slug, state, created_at, updated_at, demo, kind, language, year, issued, container) VALUES (:slug, 'published', :now, :now, 1, :kind, 'es', :year, :year, :container);

-- name: demo_publication_text
INSERT INTO publication_text (publication_id, lang, title, abstract) VALUES (:publication, :lang, :title, :abstract);

-- name: demo_publication_author
INSERT INTO publication_authors (publication_id, position, given, family, member_id) VALUES (:publication, :position, :given, :family, (SELECT id FROM member WHERE id = :member));

-- name: demo_publication_topic
INSERT OR IGNORE INTO publication_topics (publication_id, position, target_id) VALUES (:publication, 1, :topic);

-- name: demo_topic_at
SELECT x.label FROM topic_text x WHERE x.topic_id = :id AND x.lang = :lang;

-- name: demo_topics
SELECT max(id) FROM topic;
