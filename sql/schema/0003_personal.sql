-- Where personal data stands. Every table that holds data about a person has a row for each column that says about whom, or that
-- names them; download, erasure, merge and the privacy page read this table, and `inmd check` fails for a column that is not named here.
-- A column of records (record_id, winner_id ...) goes with its neighbour table_name: it holds a member where that says 'member'.
CREATE TABLE personal (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    -- What the column holds: the number of a member, an account or a file; an e-mail address; a name: words about the person of
    -- the same row, by which nobody is looked for; or by: the name of the staff who did it.
    subject TEXT NOT NULL CHECK (subject IN ('member', 'account', 'email', 'file', 'name', 'by')),
    -- What erasure does: away with the row; empties the column; nothing; or nothing because the row is made again from the record.
    on_erase TEXT NOT NULL CHECK (on_erase IN ('delete', 'clear', 'keep', 'derived')),
    why TEXT NOT NULL,               -- message key: what it is, and for "keep" why it stays
    PRIMARY KEY (table_name, column_name)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('personal', 'part of the schema');

INSERT INTO personal VALUES
    ('member', 'id', 'member', 'delete', 'privacy.what_member'),
    ('member', 'given', 'name', 'delete', 'privacy.what_member'),
    ('member', 'surname1', 'name', 'delete', 'privacy.what_member'),
    ('member', 'surname2', 'name', 'delete', 'privacy.what_member'),
    ('member', 'display_name', 'name', 'delete', 'privacy.what_member'),
    ('member', 'sort_name', 'name', 'delete', 'privacy.what_member'),
    ('member', 'email', 'name', 'delete', 'privacy.what_member'),
    ('member', 'phone', 'name', 'delete', 'privacy.what_member'),
    ('member_text', 'member_id', 'member', 'delete', 'privacy.what_member_text'),
    ('member_topics', 'member_id', 'member', 'delete', 'privacy.what_member_topics'),
    ('member_languages', 'member_id', 'member', 'delete', 'privacy.what_member_languages'),
    ('member_corridors', 'member_id', 'member', 'delete', 'privacy.what_member_corridors'),
    ('member_links', 'member_id', 'member', 'delete', 'privacy.what_member_links'),
    ('member_visibility', 'member_id', 'member', 'delete', 'privacy.what_member_visibility'),
    ('slug_alias', 'record_id', 'member', 'delete', 'privacy.what_slug_alias'),
    ('change_record', 'record_id', 'member', 'delete', 'privacy.what_change_record'),
    ('change', 'account_id', 'account', 'clear', 'privacy.what_change'),
    ('change', 'who', 'name', 'clear', 'privacy.what_change'),
    ('file', 'id', 'file', 'delete', 'privacy.what_file'),
    ('file_text', 'file_id', 'file', 'delete', 'privacy.what_file_text'),
    ('event_speakers', 'member_id', 'member', 'delete', 'privacy.what_event_speakers'),
    ('event_speakers', 'name', 'name', 'delete', 'privacy.what_event_speakers'),
    ('event', 'contact_email', 'email', 'clear', 'privacy.what_event'),
    ('journal', 'email', 'email', 'clear', 'privacy.what_journal'),
    ('publication_authors', 'member_id', 'member', 'clear', 'privacy.what_publication_authors'),
    ('publication_authors', 'given', 'name', 'keep', 'privacy.what_publication_authors'),
    ('publication_authors', 'family', 'name', 'keep', 'privacy.what_publication_authors'),
    ('account', 'id', 'account', 'delete', 'privacy.what_account'),
    ('account', 'email', 'email', 'delete', 'privacy.what_account'),
    ('account', 'member_id', 'member', 'delete', 'privacy.what_account'),
    ('session', 'account_id', 'account', 'delete', 'privacy.what_session'),
    ('session', 'agent', 'name', 'delete', 'privacy.what_session'),
    ('login_link', 'account_id', 'account', 'delete', 'privacy.what_login_link'),
    ('registration', 'member_id', 'member', 'delete', 'privacy.what_registration'),
    ('registration', 'email', 'email', 'delete', 'privacy.what_registration'),
    ('consent', 'member_id', 'member', 'delete', 'privacy.what_consent'),
    ('message', 'recipient', 'email', 'delete', 'privacy.what_message'),
    ('message', 'account_id', 'account', 'delete', 'privacy.what_message'),
    ('message', 'member_id', 'member', 'delete', 'privacy.what_message'),
    ('search_doc', 'record_id', 'member', 'derived', 'privacy.what_derived'),
    ('search_next', 'record_id', 'member', 'derived', 'privacy.what_derived'),
    ('search_changed', 'record_id', 'member', 'derived', 'privacy.what_derived'),
    ('member_card', 'member_id', 'member', 'derived', 'privacy.what_derived'),
    ('member_card', 'display_name', 'name', 'derived', 'privacy.what_derived'),
    ('member_order', 'member_id', 'member', 'derived', 'privacy.what_derived'),
    ('member_facet', 'member_id', 'member', 'derived', 'privacy.what_derived');
