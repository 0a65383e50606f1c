-- Two grades to begin with: free, without end. What the network decides about periods and fees is the staff's to enter.
INSERT INTO grade (id, slug, state, created_at, updated_at, position, free, period, grace_days) VALUES
    (1, 'person', 'published', 1767225600, 1767225600, 1, 1, 'open', 30),
    (2, 'organization', 'published', 1767225600, 1767225600, 2, 1, 'open', 30);
INSERT INTO grade_text (grade_id, lang, name) VALUES
    (1, 'en', 'Individual member'), (1, 'es', 'Membresía individual'),
    (2, 'en', 'Member organization'), (2, 'es', 'Organización miembro');
INSERT INTO grade_kinds (grade_id, value) VALUES (1, 'scholar'), (1, 'student'), (1, 'person'),
    (2, 'migrant_association'), (2, 'civil_society'), (2, 'institution'), (2, 'government'), (2, 'funder');
