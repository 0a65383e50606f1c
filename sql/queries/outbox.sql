-- The outbox: what goes out, and what came back.

-- name: outbox_due
SELECT id, recipient, subject, body, attempts, off_url FROM message WHERE state = 'queued' AND next_at <= :now ORDER BY next_at, id LIMIT 1;

-- name: outbox_take
UPDATE message SET state = 'sending', attempts = attempts + 1, next_at = :now WHERE id = :id AND state = 'queued';

-- name: outbox_sent
UPDATE message SET state = 'sent', sent_at = :now, error = NULL, words = NULL WHERE id = :id;

-- name: outbox_failed
UPDATE message SET state = :state, error = :error, next_at = :next_at, words = iif(:state = 'queued', words, NULL) WHERE id = :id;

-- name: outbox_interrupted
UPDATE message SET state = 'held', held_why = 'interrupted' WHERE state = 'sending' AND next_at < :before;

-- name: outbox_add
INSERT INTO message (recipient, language, kind, subject, body, state, held_why, created_at, account_id, member_id, mailing_id, off_url, words)
VALUES (:recipient, :language, :kind, :subject, :body, :state, :held_why, :now, :account, :member, :mailing, :off_url, :words);

-- name: outbox_address_bounced
SELECT EXISTS (SELECT 1 FROM mail_address WHERE email = :email AND bounced_at IS NOT NULL AND (status IS NULL OR status LIKE '5%'));

-- name: outbox_address_bounce
INSERT INTO mail_address (email, bounces, bounced_at, status, reason) VALUES (:email, 1, :now, :status, :reason)
ON CONFLICT (email) DO UPDATE SET bounces = bounces + 1, bounced_at = excluded.bounced_at, status = excluded.status, reason = excluded.reason;

-- name: outbox_address_good
UPDATE mail_address SET bounced_at = NULL WHERE email = :email;

-- name: outbox_bounced
UPDATE message SET state = 'bounced', error = :reason WHERE id = :id AND recipient = :email COLLATE NOCASE AND state IN ('sent', 'sending', 'failed');

-- name: outbox_recipient
SELECT recipient FROM message WHERE id = :id;

-- name: outbox_hold
UPDATE message SET state = 'held', held_why = 'staff' WHERE id = :id AND state = 'queued';

-- name: outbox_release
UPDATE message SET state = 'queued', held_why = NULL, next_at = 0 WHERE id = :id AND state = 'held';

-- name: outbox_cancel
UPDATE message SET state = 'cancelled', held_why = NULL, words = NULL WHERE id = :id AND state IN ('queued', 'held', 'failed');

-- name: outbox_again
INSERT INTO message (recipient, language, kind, subject, body, created_at, account_id, member_id, mailing_id, off_url, words)
SELECT recipient, language, kind, subject, body, :now, account_id, member_id, mailing_id, off_url, iif(edited_by IS NULL, words, NULL) FROM message
WHERE id = :id AND state IN ('sent', 'failed', 'bounced', 'cancelled', 'held');

-- name: outbox_edit
UPDATE message SET subject = :subject, body = :body, edited_by = :who WHERE id = :id AND state IN ('queued', 'held', 'failed');

-- Those that wait and have the words of a letter, or of the mailing :mailing. One whose sending was cut off may have gone out: it stays.
-- name: outbox_waiting
SELECT id, kind, language, words, off_url, subject, body FROM message WHERE id = (SELECT min(id) FROM (
    SELECT * FROM (SELECT id FROM message WHERE state = 'queued' AND id > :after AND words IS NOT NULL AND mailing_id IS :mailing AND edited_by IS NULL ORDER BY id LIMIT 1)
    UNION ALL
    SELECT * FROM (SELECT id FROM message WHERE state = 'held' AND id > :after AND words IS NOT NULL AND mailing_id IS :mailing AND edited_by IS NULL
        AND held_why != 'interrupted' ORDER BY id LIMIT 1)));

-- name: outbox_rewrite
UPDATE message SET subject = :subject, body = :body WHERE id = :id;

-- name: outbox_release_mailing
UPDATE message SET state = 'queued', held_why = NULL, next_at = 0 WHERE mailing_id = :mailing AND state = 'held' AND held_why IN ('mailing', 'staff');

-- name: outbox_cancel_mailing
UPDATE message SET state = 'cancelled', held_why = NULL, words = NULL WHERE mailing_id = :mailing AND state IN ('queued', 'held', 'failed');

-- name: outbox_counts
SELECT s.column1 AS state, (SELECT count(*) FROM (SELECT 1 FROM message m WHERE m.state = s.column1 LIMIT 10000)) AS n
FROM (VALUES ('queued'), ('held'), ('sending'), ('failed'), ('bounced'), ('sent'), ('cancelled')) s;

-- name: outbox_list
-- plan: scan (fifty by id, downward)
SELECT id, recipient, language, kind, subject, body, state, 'outbox.one_' || state AS state_key, 'outbox.why_' || held_why AS held_key, attempts, next_at, error, created_at, sent_at, edited_by
FROM message WHERE id < :before ORDER BY id DESC LIMIT 51;

-- name: outbox_list_state
SELECT id, recipient, language, kind, subject, body, state, 'outbox.one_' || state AS state_key, 'outbox.why_' || held_why AS held_key, attempts, next_at, error, created_at, sent_at, edited_by
FROM message WHERE state = :state AND id < :before ORDER BY id DESC LIMIT 51;

-- name: outbox_list_recipient
SELECT id, recipient, language, kind, subject, body, state, 'outbox.one_' || state AS state_key, 'outbox.why_' || held_why AS held_key, attempts, next_at, error, created_at, sent_at, edited_by
FROM message WHERE recipient = :recipient COLLATE NOCASE AND id < :before AND (:state IS NULL OR state = :state) ORDER BY id DESC LIMIT 51;

-- name: outbox_list_mailing
SELECT id, recipient, language, kind, subject, body, state, 'outbox.one_' || state AS state_key, 'outbox.why_' || held_why AS held_key, attempts, next_at, error, created_at, sent_at, edited_by
FROM message WHERE mailing_id = :mailing AND id < :before AND (:state IS NULL OR state = :state) ORDER BY id DESC LIMIT 51;

-- name: outbox_show
SELECT m.id, m.recipient, m.language, m.kind, m.subject, m.body, m.state, 'outbox.one_' || m.state AS state_key, 'outbox.why_' || m.held_why AS held_key, m.attempts,
    m.next_at, m.error, m.created_at, m.sent_at, m.edited_by, m.mailing_id, m.off_url, m.member_id, a.bounces, a.bounced_at, a.reason AS bounce_reason
FROM message m LEFT JOIN mail_address a ON a.email = m.recipient WHERE m.id = :id;

-- name: outbox_letter
SELECT x.subject, x.body FROM letter l JOIN letter_text x ON x.letter_id = l.id AND x.lang = :lang
WHERE l.kind = :kind AND l.state = 'published' AND x.state = 'published' AND x.subject IS NOT NULL AND x.body IS NOT NULL;

-- name: outbox_sample_name
SELECT display_name FROM member WHERE state = 'published' ORDER BY id DESC LIMIT 1;

-- name: outbox_letter_of
SELECT id FROM letter WHERE kind = :kind;

-- name: mailing_recipient
SELECT m.display_name, m.email, ifnull((SELECT a.language FROM account a WHERE a.member_id = m.id ORDER BY a.id LIMIT 1), 'es') AS language, d.off_at, d.bounced_at
FROM member m LEFT JOIN mail_address d ON d.email = m.email WHERE m.id = :id AND m.state = 'published';

-- name: mailing_list
-- plan: scan (the staff's own mailings, a hundred)
SELECT m.id, m.created_at, (SELECT x.subject FROM mailing_text x WHERE x.mailing_id = m.id AND x.subject IS NOT NULL ORDER BY x.lang = :lang DESC LIMIT 1) AS subject,
    (SELECT count(*) FROM message q WHERE q.mailing_id = m.id) AS n, (SELECT count(*) FROM message q WHERE q.mailing_id = m.id AND q.state = 'sent') AS sent
FROM mailing m ORDER BY m.id DESC LIMIT 100;

-- name: mailing_was_put
SELECT EXISTS (SELECT 1 FROM message WHERE mailing_id = :mailing);

-- name: mailing_held
SELECT EXISTS (SELECT 1 FROM message WHERE mailing_id = :mailing AND state = 'held');

-- name: mailing_waits
SELECT EXISTS (SELECT 1 FROM message WHERE mailing_id = :mailing AND state IN ('held', 'queued'));

-- name: mailing_messages
SELECT 'outbox.state_' || state AS state_key, state, count(*) AS n FROM message WHERE mailing_id = :mailing GROUP BY state ORDER BY state;

-- name: mailing_off
INSERT INTO mail_address (email, off_at) SELECT email, :now FROM member WHERE id = :member AND email IS NOT NULL
ON CONFLICT (email) DO UPDATE SET off_at = excluded.off_at;

-- name: mailing_on
UPDATE mail_address SET off_at = NULL WHERE email = (SELECT email FROM member WHERE id = :member);

-- name: mailing_is_off
SELECT d.off_at IS NOT NULL FROM member m JOIN mail_address d ON d.email = m.email WHERE m.id = :member;
