-- Registrations for events: who takes part and who waits, in one queue for each event.
-- A number is never given out again: links to a registration are signed over it.
CREATE TABLE registrant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'published', -- of every record; status says what counts
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE,
    affiliation TEXT,
    language TEXT NOT NULL,          -- of messages
    status TEXT NOT NULL CHECK (status IN ('unconfirmed', 'registered', 'waiting', 'cancelled')),
    member_id INTEGER REFERENCES member (id),
    reason TEXT,                     -- why the staff cancelled it: she is told
    ahead TEXT,                      -- why the staff put her at the front of those who wait; NULL: they did not
    notes TEXT,                      -- for the staff
    queued_at INTEGER,               -- since when it has a place or waits for one: the order of the queue
    turn INTEGER,                    -- among those of one second
    rank INTEGER NOT NULL DEFAULT 0, -- before both: below 0 for who was put ahead, the last one first
    ends_utc INTEGER NOT NULL DEFAULT 0 -- the event's: how long the row is kept counts from it
);
CREATE INDEX registrant_queue ON registrant (event_id, status, rank, queued_at, turn);
CREATE INDEX registrant_turn ON registrant (event_id, turn);
CREATE INDEX registrant_status ON registrant (status, event_id);
CREATE INDEX registrant_email ON registrant (email, event_id);
CREATE INDEX registrant_member ON registrant (member_id, event_id) WHERE member_id IS NOT NULL;
-- What each was told last: whatever changes a status or the event, a form, an undo or a merge, is told once.
CREATE TABLE registrant_told (
    registrant_id INTEGER PRIMARY KEY REFERENCES registrant (id) ON DELETE CASCADE,
    status TEXT NOT NULL,            -- of the registration, or event_cancelled, event_postponed; begun: without a place
    starts TEXT NOT NULL             -- of the event, with its zone
);
INSERT INTO untracked VALUES ('registrant_told', 'passing states');

INSERT INTO personal VALUES
    ('registrant', 'member_id', 'member', 'delete', 'registrations.personal'),
    ('registrant', 'email', 'email', 'delete', 'registrations.personal'),
    ('registrant', 'name', 'name', 'delete', 'registrations.personal');
INSERT INTO personal_table VALUES ('registrant', 'staff', 'consent');
INSERT INTO retention (rule, table_name, column_name, from_column, condition, amount, unit, action, fixed) VALUES
    ('registrant_unconfirmed', 'registrant', NULL, 'updated_at', 't.status = ''unconfirmed''', 7, 'days', 'delete', 1),
    ('registrant_past', 'registrant', NULL, 'ends_utc', 't.ends_utc > 0', 12, 'months', 'delete', 0);
