-- --- who somebody is ----------------------------------------------------------------------------------------------

-- name: privacy_accounts
SELECT id, email, name, member_id FROM account WHERE id = :account OR (:member AND member_id = :member)
    OR (:email IS NOT NULL AND email = :email);

-- People; an organization only where the address is nobody's own.
-- name: privacy_members_of_email
SELECT m.id FROM member m WHERE m.email = :email COLLATE NOCASE AND :email IS NOT NULL AND (m.kind IN ('scholar', 'student', 'person')
    OR NOT EXISTS (SELECT 1 FROM member p WHERE p.email = :email COLLATE NOCASE AND p.kind IN ('scholar', 'student', 'person'))
    AND NOT EXISTS (SELECT 1 FROM account a WHERE a.email = :email));

-- name: privacy_member
SELECT id, slug, display_name, sort_name, email, phone, state, created_at, kind IN ('scholar', 'student', 'person') AS is_person FROM member WHERE id = :member;

-- Records that were merged into this one; their numbers are never used again.
-- name: privacy_merged
SELECT loser_id FROM merge m WHERE m.table_name = 'member' AND m.winner_id = :member AND NOT EXISTS (SELECT 1 FROM member WHERE id = m.loser_id);

-- name: privacy_registrations
SELECT email FROM registration WHERE member_id = :member;

-- Whether somebody else has this address too. An organization that names it for enquiries does not make it another person's.
-- name: privacy_email_shared
SELECT EXISTS (SELECT 1 FROM member m WHERE m.email = :email COLLATE NOCASE AND m.kind IN ('scholar', 'student', 'person') AND m.id NOT IN (SELECT value FROM json_each(:members)))
    OR EXISTS (SELECT 1 FROM account a WHERE a.email = :email AND a.id NOT IN (SELECT value FROM json_each(:accounts)));

-- --- erasing ---------------------------------------------------------------------------------------------------------

-- name: privacy_file_data
SELECT data_id FROM file WHERE id = :id AND NOT direct;

-- name: privacy_file_forget
DELETE FROM change_record WHERE table_name = 'file' AND record_id = :id;

-- name: privacy_file_alias
DELETE FROM slug_alias WHERE table_name = 'file' AND record_id = :id;

-- name: privacy_file_drop
DELETE FROM file WHERE id = :id;

-- name: privacy_file_data_drop
DELETE FROM file_data WHERE id = :id AND NOT EXISTS (SELECT 1 FROM file WHERE data_id = :id);

-- name: privacy_erased_members
INSERT OR IGNORE INTO erased (kind, number, made_at, at) SELECT 'member', id, created_at, :now FROM member WHERE id IN (SELECT value FROM json_each(:numbers));

-- name: privacy_erased_accounts
INSERT OR IGNORE INTO erased (kind, number, made_at, at) SELECT 'account', id, created_at, :now FROM account WHERE id IN (SELECT value FROM json_each(:numbers));

-- name: privacy_erased
SELECT kind, number, made_at, at FROM erased ORDER BY at, kind, number;

-- name: privacy_came_back
SELECT EXISTS (SELECT 1 FROM member WHERE :kind = 'member' AND id = :number AND created_at = :made_at)
    OR EXISTS (SELECT 1 FROM account WHERE :kind = 'account' AND id = :number AND created_at = :made_at);

-- name: privacy_erased_add
INSERT OR IGNORE INTO erased (kind, number, made_at, at) VALUES (:kind, :number, :made_at, :at);

-- name: privacy_note
INSERT INTO change (at, account_id, who, kind, why, rows, erased) VALUES (:now, :account, :who, 'erase', :why, 1, 1);

-- name: privacy_is_staff
SELECT EXISTS (SELECT 1 FROM account_role WHERE account_id IN (SELECT value FROM json_each(:accounts)));

-- name: privacy_last_administrator
-- plan: scan (asked when an administrator goes)
SELECT NOT EXISTS (SELECT 1 FROM account WHERE role = 'administrator' AND state = 'active' AND id NOT IN (SELECT value FROM json_each(:accounts)))
    AND EXISTS (SELECT 1 FROM account WHERE role = 'administrator' AND id IN (SELECT value FROM json_each(:accounts)));

-- --- what is kept, in words --------------------------------------------------------------------------------------------

-- name: privacy_rules_of
SELECT rule, amount, unit FROM retention WHERE table_name = :table AND amount > 0 ORDER BY rule;

-- name: privacy_ground
SELECT audience, basis FROM personal_table WHERE table_name = :table;

-- --- my data ---------------------------------------------------------------------------------------------------------------

-- name: privacy_session_age
SELECT :now - created_at FROM session WHERE token_hash = :token_hash;

-- name: privacy_password
SELECT password_hash FROM account WHERE id = :account;

-- name: privacy_publications
SELECT p.slug, (SELECT x.title FROM publication_text x WHERE x.publication_id = p.id AND x.title IS NOT NULL ORDER BY x.lang = :lang DESC LIMIT 1) AS title,
    p.year, p.doi, a.given, a.family, a.role
FROM publication_authors a JOIN publication p ON p.id = a.publication_id WHERE a.member_id IN (SELECT value FROM json_each(:members)) ORDER BY p.year DESC, p.id;

-- name: privacy_events
SELECT e.slug, (SELECT x.title FROM event_text x WHERE x.event_id = e.id AND x.title IS NOT NULL ORDER BY x.lang = :lang DESC LIMIT 1) AS title,
    e.starts, s.name, s.affiliation, s.talk
FROM event_speakers s JOIN event e ON e.id = s.event_id WHERE s.member_id IN (SELECT value FROM json_each(:members)) ORDER BY e.starts DESC, e.id;

-- name: privacy_file_bytes
SELECT data_id, slug, name FROM file WHERE id = :id;

-- name: privacy_columns
SELECT p.table_name, c.name AS column_name FROM (SELECT DISTINCT table_name FROM personal) p JOIN pragma_table_info(p.table_name) c;

-- --- wordings and consent --------------------------------------------------------------------------------------------

-- name: policy_newest
SELECT form, number, lang, title, body, optional FROM policy_version
WHERE form = :form AND number = (SELECT max(number) FROM policy_version WHERE form = :form) ORDER BY lang = :lang DESC LIMIT 1;

-- name: policy_number
SELECT number FROM policy_version WHERE form = :form ORDER BY number = :number DESC, number DESC LIMIT 1;

-- name: policy_one
SELECT form, number, lang, title, body, optional, at, (SELECT max(number) FROM policy_version WHERE form = :form) AS newest FROM policy_version
WHERE form = :form AND number = :number ORDER BY lang = :lang DESC LIMIT 1;

-- name: policy_all
SELECT v.form, v.number, v.title, v.lang AS shown_lang, v.at FROM policy_version v
WHERE v.number = (SELECT max(number) FROM policy_version n WHERE n.form = v.form)
    AND v.lang = (SELECT l.lang FROM policy_version l WHERE l.form = v.form AND l.number = v.number ORDER BY l.lang = :lang DESC LIMIT 1) ORDER BY v.form;

-- name: policy_changed
SELECT EXISTS (SELECT x.lang, x.title, ifnull(x.body, ''), p.optional FROM policy p JOIN policy_text x ON x.policy_id = p.id
    WHERE p.id = :id AND p.state = 'published' AND x.state = 'published' AND x.title IS NOT NULL
    EXCEPT SELECT v.lang, v.title, v.body, v.optional FROM policy p JOIN policy_version v ON v.form = p.form
    WHERE p.id = :id AND v.number = (SELECT max(number) FROM policy_version n WHERE n.form = p.form));

-- name: policy_keep
INSERT INTO policy_version (form, number, lang, title, body, optional, at)
SELECT p.form, (SELECT ifnull(max(number), 0) + 1 FROM policy_version n WHERE n.form = p.form), x.lang, x.title, ifnull(x.body, ''), p.optional, :now
FROM policy p JOIN policy_text x ON x.policy_id = p.id WHERE p.id = :id AND x.state = 'published' AND x.title IS NOT NULL;

-- name: consent_add
INSERT INTO consent (member_id, form, text_version, language, action, at) VALUES (:member, :form, :text_version, :language, :action, :now);

-- name: consent_holds
SELECT CASE :form WHEN 'messages' THEN NOT EXISTS (SELECT 1 FROM member m JOIN mail_address d ON d.email = m.email WHERE m.id = :member AND d.off_at IS NOT NULL)
    ELSE ifnull((SELECT action = 'given' FROM consent WHERE member_id = :member AND form = :form AND action != 'told' ORDER BY id DESC LIMIT 1), 0) END;

-- name: consent_log
SELECT c.form, c.text_version, c.language, c.at, 'privacy.consent_' || c.action AS action_key,
    ifnull((SELECT v.title FROM policy_version v WHERE v.form = c.form AND v.number = c.text_version AND v.lang = c.language), c.form) AS title
FROM consent c WHERE c.member_id = :member ORDER BY c.id DESC;

-- What may be agreed to by choice, and whether it is. Messages of the network go to members until they say no (mail_address.off_at).
-- name: consent_choices
SELECT v.form, v.number, v.title, v.body, v.lang AS shown_lang,
    nullif(CASE v.form WHEN 'messages' THEN NOT EXISTS (SELECT 1 FROM member m JOIN mail_address d ON d.email = m.email WHERE m.id = :member AND d.off_at IS NOT NULL)
        ELSE ifnull((SELECT c.action = 'given' FROM consent c WHERE c.member_id = :member AND c.form = v.form AND c.action != 'told' ORDER BY c.id DESC LIMIT 1), 0) END, 0) AS given
FROM policy_version v
WHERE v.optional AND v.number = (SELECT max(number) FROM policy_version n WHERE n.form = v.form)
    AND v.lang = (SELECT l.lang FROM policy_version l WHERE l.form = v.form AND l.number = v.number ORDER BY l.lang = :lang DESC LIMIT 1) ORDER BY v.form;

-- --- leaving and erasure --------------------------------------------------------------------------------------------------

-- name: erasure_waiting
SELECT id, kind, asked_at, due_at, previous_state FROM erasure
WHERE state = 'waiting' AND ((:member != 0 AND member_id = :member) OR (:account != 0 AND account_id = :account)) ORDER BY id DESC LIMIT 1;

-- name: erasure_one
SELECT id, kind, member_id, account_id, email, previous_state, due_at FROM erasure WHERE id = :id AND state = 'waiting';

-- name: erasure_by_token
SELECT id, kind, due_at FROM erasure WHERE token_hash = :token_hash AND state = 'waiting';

-- name: erasure_add
INSERT INTO erasure (kind, state, origin, member_id, account_id, email, previous_state, reason, token_hash, asked_at, due_at)
VALUES (:kind, 'waiting', :origin, :member, :account, :email, :previous_state, :reason, :token_hash, :now, :due_at);

-- name: erasure_note_done
INSERT INTO erasure (kind, state, origin, asked_at, due_at, done_at) VALUES ('erase', 'done', :origin, :now, :now, :now);

-- name: erasure_cancelled
UPDATE erasure SET state = 'cancelled', token_hash = NULL WHERE id = :id;

-- name: erasure_done
UPDATE erasure SET state = 'done', done_at = :now, token_hash = NULL WHERE id = :id;

-- name: erasure_done_of
UPDATE erasure SET state = 'done', done_at = :now, token_hash = NULL WHERE state = 'waiting' AND (member_id = :member OR account_id = :account);

-- name: erasure_left_due
SELECT unixepoch(:now, 'unixepoch', '+' || amount || ' ' || unit) FROM retention WHERE rule = 'member_left';

-- name: erasure_member_state
SELECT state FROM member WHERE id = :member;

-- name: erasure_account_close
UPDATE account SET state = 'left' WHERE id = :account AND state = 'active';

-- One that the staff closed stays closed.
-- name: erasure_account_open
UPDATE account SET state = 'active' WHERE id = :account AND state = 'left';

-- Terms that run today, or are to begin.
-- name: erasure_terms_end
UPDATE membership SET left_on = max(:today, starts_on), left_reason = 'resigned', version = version + 1, updated_at = :now
WHERE member_id = :member AND state = 'published' AND left_on IS NULL AND ifnull(ends_on, '9999-12-31') >= :today;

-- name: erasure_terms_back
UPDATE membership SET left_on = NULL, left_reason = NULL, version = version + 1, updated_at = :now
WHERE member_id = :member AND left_reason = 'resigned' AND left_on >= date((SELECT asked_at FROM erasure WHERE id = :id), 'unixepoch', '-1 day');

-- name: erasure_sessions_end
DELETE FROM session WHERE account_id = :account;

-- name: erasure_address
SELECT email, name, language FROM account WHERE id = :account
UNION ALL SELECT m.email, m.display_name, ifnull((SELECT language FROM registration r WHERE r.member_id = m.id), 'es') FROM member m WHERE m.id = :member AND m.email IS NOT NULL LIMIT 1;

-- name: policy_optional
SELECT optional FROM policy_version WHERE form = :form ORDER BY number DESC LIMIT 1;

-- --- the privacy page --------------------------------------------------------------------------------------------------------

-- name: privacy_intro
SELECT x.title, x.body, x.lang AS shown_lang, p.updated_at FROM page p JOIN page_text x ON x.page_id = p.id
WHERE p.slug = 'privacy' AND p.state = 'published' AND x.state = 'published' AND x.title IS NOT NULL ORDER BY x.lang = :lang DESC LIMIT 1;

-- name: privacy_rules
SELECT rule, amount, unit, action FROM retention WHERE amount > 0 ORDER BY table_name, rule;

-- --- the daily purge ----------------------------------------------------------------------------------------------------------

-- name: purge_planned
SELECT EXISTS (SELECT 1 FROM job WHERE kind = 'purge' AND subject_id = 0);

-- name: purge_add
INSERT INTO purge (at, rule, rows) VALUES (:now, :rule, :rows);

-- name: purge_log
SELECT at, rule, 'retention.' || rule AS rule_key, rows FROM purge WHERE rule != 'all' ORDER BY id DESC LIMIT 50;

-- name: purge_last
SELECT max(at) FROM purge WHERE rule = 'all';

-- name: purge_last_of
SELECT at, rows FROM purge WHERE rule = :rule ORDER BY id DESC LIMIT 1;

-- --- the staff's pages -----------------------------------------------------------------------------------------------------------

-- name: admin_privacy_waiting
SELECT e.id, e.kind, 'privacy.request_' || e.kind AS kind_key, 'privacy.origin_' || e.origin AS origin_key, e.asked_at, e.due_at, e.reason, e.member_id, e.account_id,
    coalesce((SELECT display_name FROM member WHERE id = e.member_id), (SELECT email FROM account WHERE id = e.account_id), e.email) AS name
FROM erasure e WHERE e.state = 'waiting' ORDER BY e.due_at LIMIT 200;

-- name: admin_privacy_done
SELECT count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'cancelled') AS cancelled FROM erasure;

-- name: admin_privacy_amount
UPDATE retention SET amount = :amount WHERE rule = :rule AND NOT fixed AND amount != :amount;

-- name: admin_privacy_names
SELECT m.id, m.display_name, m.state FROM member m WHERE m.id IN (SELECT value FROM json_each(:members));

-- Addresses of pages of members, also earlier ones.
-- name: privacy_slugs
SELECT slug FROM member WHERE id IN (SELECT value FROM json_each(:members))
UNION SELECT slug FROM slug_alias WHERE table_name = 'member' AND record_id IN (SELECT value FROM json_each(:members));

-- What waits for a while and may name anybody: see src/site/privacy/traces.c.
-- name: privacy_kept_forms
-- plan: scan (kept for an hour)
SELECT token, fields FROM kept_form;

-- name: privacy_kept_form_drop
DELETE FROM kept_form WHERE token = :token;

-- name: privacy_views
-- plan: scan (some for each of the staff)
SELECT id, name, query FROM list_view;

-- name: privacy_view_drop
DELETE FROM list_view WHERE id = :id;

-- name: privacy_bulks
-- plan: scan (kept for a week)
SELECT id, back FROM bulk WHERE back != '';

-- name: privacy_bulk_clear
UPDATE bulk SET back = '' WHERE id = :id;

-- name: privacy_imports
-- plan: scan (kept for a week)
SELECT f.import_id AS id, i.name FROM import_file f JOIN import i ON i.id = f.import_id WHERE f.import_id > :after ORDER BY f.import_id;

-- name: privacy_import_drop
DELETE FROM import_file WHERE import_id = :id;

-- name: privacy_import_clear
UPDATE import SET plan = NULL, report = NULL WHERE id = :id;
