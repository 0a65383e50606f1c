-- Membership as dated terms. Whether somebody is a member is computed from dates when it is read (membership_span): nothing has
-- to run at midnight, and why and when people left is never lost.

CREATE TABLE grade (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'draft',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    position INTEGER,
    free INTEGER NOT NULL DEFAULT 1,
    period TEXT NOT NULL DEFAULT 'open', -- open: without end; rolling: months from its first day; fixed: to a day of the year
    months INTEGER,
    ends_day TEXT,                   -- MM-DD
    grace_days INTEGER               -- after the end, before it has lapsed
);
CREATE TABLE grade_text (
    grade_id INTEGER NOT NULL REFERENCES grade (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'published',
    behind_since INTEGER,
    PRIMARY KEY (grade_id, lang)
) WITHOUT ROWID;
-- The kinds of members that begin in this grade when they are approved.
CREATE TABLE grade_kinds (
    grade_id INTEGER NOT NULL REFERENCES grade (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (grade_id, value)
) WITHOUT ROWID;

CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published', -- archived: entered by mistake, counts for nothing
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    grade_id INTEGER NOT NULL REFERENCES grade (id),
    starts_on TEXT NOT NULL,         -- first day
    ends_on TEXT,                    -- last day; NULL: without end
    grace_days INTEGER,              -- NULL: as the grade says
    left_on TEXT,                    -- first day without membership, by somebody's decision
    left_reason TEXT,                -- resigned, unpaid, unreachable, duplicate, dissolved, died, excluded, other
    note TEXT                        -- staff only
);
CREATE INDEX membership_member ON membership (member_id, starts_on);
CREATE INDEX membership_grade ON membership (grade_id);
CREATE INDEX membership_ends ON membership (ends_on) WHERE ends_on IS NOT NULL;

-- Each term with the last day in full and the last day of grace. On day D it is:
--   future when starts_on > D; current to last_on; in grace to grace_on; left from left_on; else lapsed.
CREATE VIEW membership_span AS
SELECT t.id, t.member_id, t.grade_id, t.starts_on, t.ends_on, t.left_on, t.left_reason,
    min(ifnull(t.ends_on, '9999-12-31'), ifnull(date(t.left_on, '-1 day'), '9999-12-31')) AS last_on,
    min(ifnull(date(t.ends_on, '+' || ifnull(t.grace_days, ifnull(g.grace_days, 0)) || ' days'), '9999-12-31'),
        ifnull(date(t.left_on, '-1 day'), '9999-12-31')) AS grace_on
FROM membership t JOIN grade g ON g.id = t.grade_id WHERE t.state = 'published';

-- People whom an organization's membership covers.
CREATE TABLE coverage (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    organization_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    person_id INTEGER REFERENCES member (id) ON DELETE CASCADE,
    name TEXT,                       -- of somebody who has no record
    role TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    note TEXT
);
CREATE INDEX coverage_organization ON coverage (organization_id, starts_on);
CREATE INDEX coverage_person ON coverage (person_id) WHERE person_id IS NOT NULL;

-- Which reminder of a term went out: none goes twice.
CREATE TABLE membership_reminder (
    membership_id INTEGER NOT NULL REFERENCES membership (id) ON DELETE CASCADE,
    ends_on TEXT NOT NULL,
    days INTEGER NOT NULL,           -- before the end; negative: after it
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (membership_id, ends_on, days)
) WITHOUT ROWID;
-- The yearly question whether a profile is still correct.
CREATE TABLE profile_check (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    asked_at INTEGER,
    confirmed_at INTEGER,
    token_hash TEXT UNIQUE           -- of the last link; kept after it was used, so that it can say so
);
INSERT INTO untracked VALUES ('membership_reminder', 'passing states'), ('profile_check', 'secret, and passing states');

-- "This is me" on an author's line, and what members add to the list of publications: waits for the staff.
CREATE TABLE claim (
    id INTEGER PRIMARY KEY,
    publication_id INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,       -- of the author's line
    line TEXT NOT NULL,              -- as it was printed when it was claimed
    added INTEGER NOT NULL DEFAULT 0, -- the member brought the publication itself
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'declined', 'withdrawn')),
    reason TEXT,                     -- why it was declined, as the member was told
    created_at INTEGER NOT NULL,
    decided_at INTEGER
);
CREATE INDEX claim_member ON claim (member_id, state);
CREATE INDEX claim_state ON claim (state, id);
CREATE INDEX claim_publication ON claim (publication_id);

INSERT INTO personal (table_name, column_name, subject, on_erase, why) VALUES
    ('membership', 'member_id', 'member', 'delete', 'membership.personal_terms'),
    ('coverage', 'organization_id', 'member', 'delete', 'membership.personal_coverage'),
    ('coverage', 'person_id', 'member', 'delete', 'membership.personal_coverage'),
    ('profile_check', 'member_id', 'member', 'delete', 'membership.personal_check'),
    ('claim', 'member_id', 'member', 'delete', 'membership.personal_claim');
-- DOIs are the same in upper and lower case.
CREATE INDEX publication_doi_folded ON publication (doi COLLATE NOCASE) WHERE doi IS NOT NULL;
CREATE INDEX event_organizers_organization ON event_organizers (organization_id) WHERE organization_id IS NOT NULL;
