-- The ground of every area. Conventions (src/record/record.h):
--   T(id, version, slug, state, created_at, updated_at, ...)   a record type; instants are seconds since 1970 UTC
--   T_text(T_id, lang, ..., state, behind_since)               its words, one row a language
--   T_FIELD(T_id, value) / (T_id, position, target_id) / (T_id, position, ...)   fields of several values
-- Tables that can be made again from others, and those that hold secrets or passing states, are named in
-- untracked: changes (history, undo) leave them out.

CREATE TABLE untracked (name TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- --- changes ---------------------------------------------------------------------------------------------------
CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account_id INTEGER,
    who TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    undoes INTEGER REFERENCES change (id),
    rows INTEGER NOT NULL DEFAULT 0,
    erased INTEGER NOT NULL DEFAULT 0, -- rows taken out of the changeset with a person's data
    changeset BLOB
);
CREATE TABLE change_record (
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    change_id INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (table_name, record_id, change_id)
) WITHOUT ROWID;
CREATE INDEX change_record_change ON change_record (change_id);
CREATE INDEX change_undoes ON change (undoes) WHERE undoes IS NOT NULL;
INSERT INTO untracked VALUES ('change', 'the history itself'), ('change_record', 'the history itself'),
    ('untracked', 'part of the schema'), ('setting', 'secret, and no content');

-- Former addresses of renamed records: they redirect.
CREATE TABLE slug_alias (
    table_name TEXT NOT NULL,
    slug TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (table_name, slug)
) WITHOUT ROWID;

-- --- files -----------------------------------------------------------------------------------------------------
-- The bytes, once by content; what is known about them and who may see them is in file.
CREATE TABLE file_data (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    data BLOB NOT NULL
);
-- Scaled pictures, by width.
CREATE TABLE file_size (
    id INTEGER PRIMARY KEY,
    data_id INTEGER NOT NULL REFERENCES file_data (id) ON DELETE CASCADE,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (data_id, width)
);
CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    name TEXT NOT NULL,              -- for downloads: "policy-brief.pdf"
    type TEXT NOT NULL,              -- media type, sniffed
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    access TEXT NOT NULL DEFAULT 'public' CHECK (access IN ('public', 'members', 'staff')),
    direct INTEGER NOT NULL DEFAULT 0, -- to be had without a public record that uses it
    data_id INTEGER NOT NULL REFERENCES file_data (id)
);
CREATE INDEX file_data_of ON file (data_id);
CREATE TABLE file_text (
    file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    alt TEXT,
    caption TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (file_id, lang)
) WITHOUT ROWID;
INSERT INTO untracked VALUES ('file_data', 'large and never changed'), ('file_size', 'made from file_data');

-- --- topics, countries ---------------------------------------------------------------------------------------------
CREATE TABLE topic (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    parent_id INTEGER REFERENCES topic (id)
);
CREATE INDEX topic_parent ON topic (parent_id);
CREATE TABLE topic_text (
    topic_id INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    label TEXT,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (topic_id, lang)
) WITHOUT ROWID;

CREATE TABLE country (
    id INTEGER PRIMARY KEY,          -- UN M49; 1000 and more where M49 has none
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,       -- ISO alpha-3 in lower case
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    iso2 TEXT NOT NULL UNIQUE,
    iso3 TEXT NOT NULL UNIQUE,
    currency TEXT,
    lat REAL,
    lon REAL
);
CREATE TABLE country_text (
    country_id INTEGER NOT NULL REFERENCES country (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT,
    region TEXT,
    capital TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (country_id, lang)
) WITHOUT ROWID;

-- --- organizations: partners, funders, affiliations; being listed says nothing about membership ------------------------
CREATE TABLE organization (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    kind TEXT NOT NULL,              -- university, research_centre, association, civil_society, government, funder, international, network, publisher, media, other
    relation TEXT NOT NULL DEFAULT 'affiliation', -- itself, partner, funder, affiliation
    country TEXT,                    -- ISO 3166-1 alpha-2
    city TEXT,
    website TEXT,
    ror TEXT,
    sources TEXT,                    -- addresses, one a line
    notes TEXT                       -- staff only
);
CREATE INDEX organization_relation ON organization (relation, state);
CREATE TABLE organization_text (
    organization_id INTEGER NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT,
    acronym TEXT,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (organization_id, lang)
) WITHOUT ROWID;

-- --- members -----------------------------------------------------------------------------------------------------------
CREATE TABLE member (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: what is erased leaves its number behind
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'pending', -- pending, published, declined, archived
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    approved_at INTEGER,
    demo INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL,              -- scholar, student, person; migrant_association, civil_society, institution, government, funder
    unlisted INTEGER NOT NULL DEFAULT 0,
    given TEXT,
    surname1 TEXT,
    surname2 TEXT,
    display_name TEXT NOT NULL,
    sort_name TEXT NOT NULL,         -- "López García, María"
    organization_id INTEGER REFERENCES organization (id), -- affiliation of a person; itself for an organization
    affiliation TEXT,                -- as text, where no organization is linked
    affiliation_role TEXT,
    country TEXT,
    city TEXT,
    email TEXT,
    phone TEXT,
    website TEXT,
    orcid TEXT,
    picture_id INTEGER REFERENCES file (id),
    contactable TEXT,                -- who may write by the form on the page: members, nobody; NULL: as the network has it
    notes TEXT
);
CREATE INDEX member_state ON member (state, id);
CREATE INDEX member_email ON member (email) WHERE email IS NOT NULL;
CREATE INDEX member_organization ON member (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX member_picture ON member (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX member_demo ON member (id) WHERE demo;
CREATE TABLE member_text (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    headline TEXT,
    biography TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (member_id, lang)
) WITHOUT ROWID;
CREATE TABLE member_topics (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES topic (id),
    PRIMARY KEY (member_id, position)
) WITHOUT ROWID;
CREATE INDEX member_topics_target ON member_topics (target_id);
CREATE TABLE member_languages (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (member_id, value)
) WITHOUT ROWID;
CREATE TABLE member_corridors (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    origin TEXT NOT NULL,
    destination TEXT NOT NULL,
    PRIMARY KEY (member_id, position)
) WITHOUT ROWID;
CREATE TABLE member_links (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label TEXT,
    url TEXT NOT NULL,
    PRIMARY KEY (member_id, position)
) WITHOUT ROWID;
-- Who sees a field; without a row: email, phone and notes staff only, all else public.
CREATE TABLE member_visibility (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('public', 'members', 'staff')),
    PRIMARY KEY (member_id, field)
) WITHOUT ROWID;

-- --- processes and events -------------------------------------------------------------------------------------------------
CREATE TABLE process (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    series TEXT NOT NULL,            -- gfmd, pga, wsfm, hld, gcm, imrf
    kind TEXT,
    edition INTEGER,
    year INTEGER,
    starts_on TEXT,
    ends_on TEXT,
    city TEXT,
    country TEXT,
    chair TEXT,
    civil_starts_on TEXT,
    civil_ends_on TEXT,
    civil_organizer TEXT,
    sources TEXT,
    notes TEXT
);
CREATE INDEX process_series ON process (series, year);
CREATE TABLE process_text (
    process_id INTEGER NOT NULL REFERENCES process (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    theme TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (process_id, lang)
) WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    demo INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL,              -- conference, seminar, workshop, course, forum, lecture, meeting, deadline, other
    status TEXT NOT NULL DEFAULT 'scheduled', -- scheduled, cancelled, postponed
    mode TEXT NOT NULL DEFAULT 'onsite', -- onsite, online, hybrid
    starts TEXT NOT NULL,            -- local: YYYY-MM-DDTHH:MM, or YYYY-MM-DD (all day), YYYY-MM, YYYY
    starts_utc INTEGER NOT NULL,     -- of the first moment it can be
    ends TEXT,
    ends_utc INTEGER,
    zone TEXT,                       -- IANA; NULL for all-day events without place
    venue TEXT,
    city TEXT,
    country TEXT,
    online_url TEXT,
    website TEXT,
    contact_email TEXT,              -- staff only
    network_role TEXT,               -- organizer, co_organizer, participant, host_unit
    process_id INTEGER REFERENCES process (id),
    sequence INTEGER NOT NULL DEFAULT 0, -- iCalendar SEQUENCE: grows with time, place, status
    registration INTEGER NOT NULL DEFAULT 0, -- takes place on this site (0020_registrations.sql)
    registration_opens TEXT,         -- local, as starts; NULL: at once
    registration_opens_utc INTEGER,
    registration_closes TEXT,        -- NULL: when the event begins
    registration_closes_utc INTEGER,
    places INTEGER,                  -- NULL: no limit
    waiting_list INTEGER NOT NULL DEFAULT 0,
    sources TEXT,
    notes TEXT
);
CREATE INDEX event_starts ON event (state, starts_utc, id);
CREATE INDEX event_process ON event (process_id) WHERE process_id IS NOT NULL;
CREATE TABLE event_text (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    summary TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (event_id, lang)
) WITHOUT ROWID;
CREATE TABLE event_topics (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES topic (id),
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
CREATE INDEX event_topics_target ON event_topics (target_id);
CREATE TABLE event_languages (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (event_id, value)
) WITHOUT ROWID;
CREATE TABLE event_organizers (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT,
    organization_id INTEGER REFERENCES organization (id),
    role TEXT,                       -- organizer, supporter
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
CREATE TABLE event_speakers (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT,
    affiliation TEXT,
    talk TEXT,
    member_id INTEGER REFERENCES member (id),
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
CREATE INDEX event_speakers_member ON event_speakers (member_id) WHERE member_id IS NOT NULL;
CREATE TABLE event_documents (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES file (id),
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
CREATE INDEX event_documents_target ON event_documents (target_id);

-- --- journal, issues, publications ------------------------------------------------------------------------------------------
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    abbreviation TEXT,
    issn_print TEXT,
    issn_online TEXT,
    publisher TEXT,
    start_year INTEGER,
    email TEXT,
    licence TEXT,
    doi_prefix TEXT,
    website TEXT,
    sources TEXT,
    notes TEXT
);
CREATE TABLE journal_text (
    journal_id INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (journal_id, lang)
) WITHOUT ROWID;
CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    journal_id INTEGER NOT NULL REFERENCES journal (id),
    position INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE section_text (
    section_id INTEGER NOT NULL REFERENCES section (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (section_id, lang)
) WITHOUT ROWID;
CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    journal_id INTEGER NOT NULL REFERENCES journal (id),
    volume TEXT,
    number TEXT,
    year INTEGER,
    period TEXT,                     -- as printed
    doi TEXT,
    sources TEXT,
    notes TEXT
);
CREATE INDEX issue_journal ON issue (journal_id, year, number);
CREATE TABLE issue_text (
    issue_id INTEGER NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (issue_id, lang)
) WITHOUT ROWID;

CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    demo INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL,              -- article, book, chapter, working_paper, conference_paper, policy_brief, report
    language TEXT,                   -- of the text
    year INTEGER,
    issued TEXT,                     -- YYYY-MM-DD, YYYY-MM or YYYY
    issue_id INTEGER REFERENCES issue (id),
    section_id INTEGER REFERENCES section (id),
    position INTEGER NOT NULL DEFAULT 0, -- in the issue
    book_id INTEGER REFERENCES publication (id), -- of a chapter
    container TEXT,                  -- journal or book as text, where it is not ours
    volume TEXT,
    number TEXT,
    first_page TEXT,
    last_page TEXT,
    publisher TEXT,
    place TEXT,
    isbn TEXT,
    doi TEXT,
    url TEXT,
    licence TEXT,
    file_id INTEGER REFERENCES file (id),
    own INTEGER NOT NULL DEFAULT 0,  -- issued by the network
    sources TEXT,
    notes TEXT
);
CREATE INDEX publication_issue ON publication (issue_id, position) WHERE issue_id IS NOT NULL;
CREATE INDEX publication_book ON publication (book_id) WHERE book_id IS NOT NULL;
CREATE INDEX publication_file ON publication (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX publication_state ON publication (state, year, id);
CREATE INDEX publication_doi ON publication (doi) WHERE doi IS NOT NULL;
CREATE TABLE publication_text (
    publication_id INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    subtitle TEXT,
    abstract TEXT,
    keywords TEXT,                   -- one a line
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (publication_id, lang)
) WITHOUT ROWID;
CREATE TABLE publication_authors (
    publication_id INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    given TEXT,
    family TEXT,
    role TEXT NOT NULL DEFAULT 'author', -- author, editor, translator
    affiliation TEXT,
    member_id INTEGER REFERENCES member (id),
    PRIMARY KEY (publication_id, position)
) WITHOUT ROWID;
CREATE INDEX publication_authors_member ON publication_authors (member_id) WHERE member_id IS NOT NULL;
CREATE TABLE publication_topics (
    publication_id INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES topic (id),
    PRIMARY KEY (publication_id, position)
) WITHOUT ROWID;
CREATE INDEX publication_topics_target ON publication_topics (target_id);
CREATE TABLE event_publications (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES publication (id),
    PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
CREATE INDEX event_publications_target ON event_publications (target_id);

-- --- news and pages ------------------------------------------------------------------------------------------------------------
CREATE TABLE post (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    published_on TEXT,               -- YYYY-MM-DD
    picture_id INTEGER REFERENCES file (id),
    sources TEXT,
    notes TEXT
);
CREATE INDEX post_picture ON post (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX post_state ON post (state, published_on, id);
CREATE TABLE post_text (
    post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    summary TEXT,
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (post_id, lang)
) WITHOUT ROWID;
CREATE TABLE post_topics (
    post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES topic (id),
    PRIMARY KEY (post_id, position)
) WITHOUT ROWID;
CREATE INDEX post_topics_target ON post_topics (target_id);
CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,       -- about, history, governance, funders, contact, privacy
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    sources TEXT,
    notes TEXT
);
CREATE TABLE page_text (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    title TEXT,
    path TEXT,                       -- address in this language: "historia"
    body TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (page_id, lang)
) WITHOUT ROWID;

-- --- accounts ---------------------------------------------------------------------------------------------------------------
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'editor', 'administrator')),
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed', 'left')), -- closed by the staff; left by its owner, who may come back
    member_id INTEGER REFERENCES member (id),
    language TEXT NOT NULL DEFAULT 'es',
    created_at INTEGER NOT NULL,
    password_hash TEXT
);
CREATE INDEX account_member ON account (member_id) WHERE member_id IS NOT NULL;
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    agent TEXT,                      -- browser and system only
    notice TEXT                      -- shown once on the next page
) WITHOUT ROWID;
CREATE INDEX session_expires ON session (expires_at);
CREATE INDEX session_account ON session (account_id);
CREATE TABLE login_link (
    token_hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) WITHOUT ROWID;
-- A registration before its e-mail is proven; nothing of it is public.
CREATE TABLE registration (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    fields TEXT NOT NULL,            -- JSON of the form
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    member_id INTEGER                -- set when proven
);
CREATE INDEX registration_expires ON registration (expires_at);
CREATE INDEX registration_member ON registration (member_id) WHERE member_id IS NOT NULL;
CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    member_id INTEGER,
    form TEXT NOT NULL,
    text_version TEXT NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL DEFAULT 'told' CHECK (action IN ('told', 'given', 'withdrawn'))
);
INSERT INTO untracked VALUES ('session', 'secret'), ('login_link', 'secret'), ('account', 'secret'),
    ('registration', 'secret until proven');

-- --- messages and work for later ------------------------------------------------------------------------------------------------
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    recipient TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,              -- welcome, proof, sign_in, declined, ...
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'bounced', 'held', 'cancelled')),
    held_why TEXT CHECK (held_why IN ('staff', 'mailing', 'interrupted', 'bounced')), -- NULL: not held
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0, -- not before; while being sent: since when
    error TEXT,                      -- the server's words
    edited_by TEXT,
    mailing_id INTEGER,              -- written to many
    off_url TEXT,                    -- where the recipient ends such messages
    words TEXT,                      -- what its letter was filled with, JSON: while it waits it is written anew when the letter changes
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    account_id INTEGER,
    member_id INTEGER
);
CREATE INDEX message_waiting ON message (state, next_at);
CREATE INDEX message_state ON message (state, id);
CREATE INDEX message_recipient ON message (recipient COLLATE NOCASE, id);
CREATE INDEX message_mailing ON message (mailing_id, id) WHERE mailing_id IS NOT NULL;
CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id INTEGER,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT
);
CREATE INDEX job_due ON job (run_at);
INSERT INTO untracked VALUES ('message', 'passing states'), ('job', 'passing states'),
    ('consent', 'append only');

-- --- search ---------------------------------------------------------------------------------------------------------------------
-- One row a record and language, of what everybody may read. Those of one kind and language have numbers one after the other, the newest
-- the lowest: a search looks at one kind alone (src/site/search/search.h).
CREATE TABLE search_doc (
    id INTEGER PRIMARY KEY,
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    lang TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,             -- names, topics, places
    body TEXT NOT NULL,
    slug TEXT NOT NULL,
    date TEXT,
    UNIQUE (table_name, record_id, lang)
);
INSERT INTO untracked VALUES ('search_doc', 'made from the records');
