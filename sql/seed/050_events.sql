-- Events of the network and its host unit that the sources name.
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (1, 'bellagio-2006', 'published', 1767225600, 1767225600, 'conference', '2006-07-10', 1152482400, '2006-07-13', 1152828000, 'Europe/Rome', NULL, 'Bellagio', 'IT', 'co_organizer', NULL, 'https://migrationinstitute.org/imi-archive/events/bellagio-dialogue-on-migration
https://www.oxfordmartin.ox.ac.uk/events/conference-bellagio-dialogue-on-migration-migration-and-development-challenges-perspectives-from-the-south/
http://lastradainternational.org/doc-center/1800/migration-and-development-perspectives-from-the-south', 'co-organiser
South-South exchange: India, Mexico, Morocco, Philippines, Turkey. Spanish title is a translation.');
INSERT INTO event_text (event_id, lang, title) VALUES (1, 'en', 'Migration and Development Challenges: Perspectives from the South (Bellagio Dialogue on Migration)');
INSERT INTO event_text (event_id, lang, title) VALUES (1, 'es', 'Desafíos de migración y desarrollo: perspectivas desde el Sur (Diálogo de Bellagio sobre Migración)');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (1, 1, 'International Migration Institute, University of Oxford', 8, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (1, 2, 'Universidad Autónoma de Zacatecas / Red Internacional de Migración y Desarrollo', 1, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (1, 3, 'Rockefeller Foundation', 6, 'supporter');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (1, 4, 'German Marshall Fund of the United States', 10, 'supporter');
INSERT INTO event_topics (event_id, position, target_id) VALUES (1, 1, 2);
INSERT INTO event_topics (event_id, position, target_id) VALUES (1, 2, 5);
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (2, 'mexico-city-2007', 'published', 1767225600, 1767225600, 'workshop', '2007-02', 1170309600, NULL, 1172988000, 'America/Mexico_City', NULL, 'Mexico City', 'MX', 'participant', NULL, 'http://lastradainternational.org/doc-center/1800/migration-and-development-perspectives-from-the-south', 'follow-up to the Bellagio meeting; book edited by S. Castles and R. Delgado Wise
Descriptive title: the source names the meeting (February 2007, Mexico City) but gives no title.');
INSERT INTO event_text (event_id, lang, title) VALUES (2, 'en', 'Follow-up meeting of the South-South dialogue on migration and development');
INSERT INTO event_text (event_id, lang, title) VALUES (2, 'es', 'Reunión de seguimiento del diálogo Sur-Sur sobre migración y desarrollo');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (2, 1, 'Fundación Bancomer', 33, 'supporter');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (3, 'study-tour-zacatecas-2009', 'published', 1767225600, 1767225600, 'other', '2009-03-16', 1237183200, '2009-03-20', 1237615200, 'America/Mexico_City', NULL, 'Zacatecas', 'MX', 'participant', NULL, 'https://www.migrationinstitute.org/completed-projects/transatlantic-dialogues/study-tours/mexico
https://docslib.org/doc/9400243/study-tour-programme
http://lawsdocbox.com/Immigration/92573528-The-mexico-us-and-morocco-eu-experiences.html', 'host university
Report compiled by Simona Vezzoli with Mohamed Berriane and Raúl Delgado Wise. Spanish title is a translation.');
INSERT INTO event_text (event_id, lang, title) VALUES (3, 'en', 'First comparative study tour on migration and development: the Mexico-US and Morocco-EU experiences (Transatlantic Dialogues)');
INSERT INTO event_text (event_id, lang, title) VALUES (3, 'es', 'Primera visita de estudio comparativa sobre migración y desarrollo: las experiencias México-EUA y Marruecos-UE (Diálogos Transatlánticos)');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (3, 1, 'International Migration Institute, University of Oxford', 8, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (3, 2, 'Universidad Autónoma de Zacatecas', 2, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (3, 3, 'Université Mohammed V – Agdal, Rabat (E3R)', 9, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (3, 4, 'German Marshall Fund of the United States', 10, 'supporter');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (4, 'study-tour-ouarzazate-2010', 'published', 1767225600, 1767225600, 'other', '2010-03-21', 1269129600, '2010-03-26', 1269648000, 'Africa/Casablanca', NULL, 'Ouarzazate', 'MA', 'participant', NULL, 'https://www.migrationinstitute.org/completed-projects/transatlantic-dialogues/study-tours/morocco
https://migrationinstitute.org/completed-projects/transatlantic-dialogues', 'Mexican counterpart of the project (comparison Mexico-Morocco)
The three supporters are those of the whole project.');
INSERT INTO event_text (event_id, lang, title) VALUES (4, 'en', 'Second study tour on migration and development (Transatlantic Dialogues)');
INSERT INTO event_text (event_id, lang, title) VALUES (4, 'es', 'Segunda visita de estudio sobre migración y desarrollo (Diálogos Transatlánticos)');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (4, 1, 'International Migration Institute, University of Oxford', 8, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (4, 2, 'Mohamed V University of Rabat-Agdal (E3R)', 9, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (4, 3, 'German Marshall Fund of the United States', 10, 'supporter');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (4, 4, 'GTZ', NULL, 'supporter');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (4, 5, 'Fondation Hassan II', NULL, 'supporter');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (5, 'pga-mexico-2010', 'published', 1767225600, 1767225600, 'forum', '2010-11', 1288591200, NULL, 1291269600, 'America/Mexico_City', NULL, 'Mexico City', 'MX', 'participant', 19, 'http://nnirr.blogspot.com/2010/11/5th-peoples-global-action-on-migration.html
http://ojs.reduaz.mx/paginaContenidoBasicoIng.php?id=2004', 'the network joined the PGA process in 2009 (own description)
Under way on 2 November 2010. The network''s role in this edition is not described in the sources seen. Also in processes.json.');
INSERT INTO event_text (event_id, lang, title) VALUES (5, 'en', '5th People''s Global Action on Migration, Development and Human Rights');
INSERT INTO event_text (event_id, lang, title) VALUES (5, 'es', '5ª Acción Global de los Pueblos sobre Migración, Desarrollo y Derechos Humanos');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (6, 'norrkoping-2012', 'published', 1767225600, 1767225600, 'conference', '2012-05-30', 1338328800, '2012-06-01', 1338588000, 'Europe/Stockholm', NULL, 'Norrköping', 'SE', 'co_organizer', NULL, 'https://project.ikos.liu.se/remesoproject/project.php?id=83
http://www.unesco.org/new/en/social-and-human-sciences/themes/sv/news/what_place_for_human_rights_in_global_labour_migration/
https://migrationonline.cz/en/links/events/labour-rights-as-human-rights', 'co-organiser
Spanish title is a translation.');
INSERT INTO event_text (event_id, lang, title) VALUES (6, 'en', 'Labour Rights as Human Rights? Migration, Labour Market Restructuring, and the Role of Civil Society in Global Governance (UNESCO-MOST Conference)');
INSERT INTO event_text (event_id, lang, title) VALUES (6, 'es', '¿Derechos laborales como derechos humanos? Migración, reestructuración del mercado de trabajo y el papel de la sociedad civil en la gobernanza global (Conferencia UNESCO-MOST)');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (6, 1, 'REMESO, Linköping University', 11, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (6, 2, 'International Network on Migration and Development (INMD)', 1, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (6, 3, 'Swedish UNESCO-MOST Committee', NULL, 'supporter');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (6, 4, 'Swedish Council for Working Life and Social Research (FAS)', NULL, 'supporter');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (6, 5, 'Swedish Research Council (VR)', 13, 'supporter');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (7, 'mesa-redonda-2013', 'published', 1767225600, 1767225600, 'seminar', '2013-04-10', 1365570000, NULL, 1365656400, 'America/Mexico_City', NULL, 'Zacatecas', 'MX', 'host_unit', NULL, 'https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/04/11/0703-migracion.markdown
https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/04/11/0741-se-acentua-migracion-a-eu-de-mexicanos-altamente-capacitados-investigadores.markdown', 'organised by the network''s host unit; coordinated by Raúl Delgado Wise
Tenth anniversary of the unit. Day deduced: the newspaper post of 11 April 2013 says ''yesterday''. English title is a translation; place is the newspaper''s city, the venue is not named.');
INSERT INTO event_text (event_id, lang, title) VALUES (7, 'en', 'Towards a research agenda on migration and development for the future of Mexico');
INSERT INTO event_text (event_id, lang, title) VALUES (7, 'es', 'Hacia una agenda de investigación sobre migración y desarrollo para el futuro de México');
INSERT INTO event_languages (event_id, value) VALUES (7, 'es');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (7, 1, 'Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas', 3, 'organizer');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (8, 'conferencia-solalinde-2013', 'published', 1767225600, 1767225600, 'lecture', '2013-09', 1378011600, NULL, 1380690000, 'America/Mexico_City', NULL, 'Zacatecas', 'MX', 'host_unit', NULL, 'https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/09/05/0051-solalinde.md', 'tenth anniversary of the doctoral programme of the network''s host unit
Reported on 5 September 2013; exact day not stated.');
INSERT INTO event_text (event_id, lang, title) VALUES (8, 'en', 'The drama of migrants in Mexico. Challenges for the State and civil society (Alejandro Solalinde)');
INSERT INTO event_text (event_id, lang, title) VALUES (8, 'es', 'El drama de los migrantes en México. Desafíos para el Estado y la sociedad civil (Alejandro Solalinde)');
INSERT INTO event_languages (event_id, value) VALUES (8, 'es');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (8, 1, 'Doctorado en Estudios del Desarrollo, Universidad Autónoma de Zacatecas', 2, 'organizer');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (9, 'pastoral-jerez-2013', 'published', 1767225600, 1767225600, 'seminar', '2013-09', 1378011600, NULL, 1380690000, 'America/Mexico_City', NULL, 'Jerez', 'MX', 'participant', NULL, 'https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/09/06/0112-migrantes.md
https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/09/05/1850-raul-delgado.md', 'lecture by Raúl Delgado Wise (UAZ)
Reported on 5-6 September 2013. The sources call him researcher of UAZ only.');
INSERT INTO event_text (event_id, lang, title) VALUES (9, 'en', 'Third Seminar on Pastoral Care of Migrants (lecture by Raúl Delgado Wise)');
INSERT INTO event_text (event_id, lang, title) VALUES (9, 'es', 'Tercer Seminario de Pastoral Migratoria (conferencia de Raúl Delgado Wise)');
INSERT INTO event_languages (event_id, value) VALUES (9, 'es');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (10, 'seminario-bienes-primarios-2013', 'draft', 1767225600, 1767225600, 'seminar', '2013-10-15', 1381813200, NULL, 1381899600, 'America/Mexico_City', NULL, 'Zacatecas', 'MX', 'host_unit', NULL, 'https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/10/15/1632-bienes-primarios.md', 'organised by the network''s host unit (development studies, not migration)
Descriptive title. The post of 15 October 2013 says ''this Tuesday''. Speakers: Mario Seccareccia (University of Ottawa), Eugenia Correa (UNAM).');
INSERT INTO event_text (event_id, lang, title) VALUES (10, 'en', 'Debate seminar on development strategies based on primary-goods exports');
INSERT INTO event_text (event_id, lang, title) VALUES (10, 'es', 'Seminario de debate sobre la estrategia de exportación de bienes primarios');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (10, 1, 'Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas', 3, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (10, 2, 'Posgrado en Economía e Instituto de Investigaciones Económicas, UNAM', 28, 'organizer');
INSERT INTO event_speakers (event_id, position, name, affiliation) VALUES (10, 1, 'Mario Seccareccia', 'University of Ottawa');
INSERT INTO event_speakers (event_id, position, name, affiliation) VALUES (10, 2, 'Eugenia Correa', 'UNAM');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (11, 'coloquio-2013', 'published', 1767225600, 1767225600, 'conference', '2013-12-09', 1386568800, '2013-12-11', 1386828000, 'America/Mexico_City', 'Auditorio de la Unidad Académica en Estudios del Desarrollo', 'Zacatecas', 'MX', 'host_unit', NULL, 'https://github.com/ljzac/ljzac.github.io/blob/7681abdfbe08a335c2abcd4770c57203e2abde6b/_posts/2013/12/09/1657-segundo-coloquio.md', 'organised by the network''s host unit
English title is a translation.');
INSERT INTO event_text (event_id, lang, title) VALUES (11, 'en', 'Second Research Colloquium: The State of the Art in Development Studies');
INSERT INTO event_text (event_id, lang, title) VALUES (11, 'es', 'Segundo Coloquio de Investigación: El Estado del Arte en los Estudios del Desarrollo');
INSERT INTO event_languages (event_id, value) VALUES (11, 'es');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (11, 1, 'Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas', 3, 'organizer');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (12, 'miglink-2016', 'published', 1767225600, 1767225600, 'meeting', '2016-05-11', 1462917600, '2016-05-12', 1463090400, 'Europe/Stockholm', NULL, 'Norrköping', 'SE', 'participant', NULL, 'http://www.isv.liu.se/remeso/nyheter-arkiv/1.681903?l=en', 'partner university in the consortium
Led by Carl-Ulrik Schierup; open seminar on 11 May at 10 am. ''Ankara'' is given as a university of Ankara, not named further.');
INSERT INTO event_text (event_id, lang, title) VALUES (12, 'en', 'MIGLINK Summit; open seminar ''Migration and Development. What Space for Civil Society in Global Governance?''');
INSERT INTO event_text (event_id, lang, title) VALUES (12, 'es', 'Cumbre MIGLINK; seminario abierto «Migración y desarrollo. ¿Qué espacio para la sociedad civil en la gobernanza global?»');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (12, 1, 'REMESO, Linköping University', 11, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (12, 2, 'Universidad Autónoma de Zacatecas', 2, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (12, 3, 'Swedish Research Council', 13, 'supporter');
INSERT INTO event (id, slug, state, created_at, updated_at, kind, starts, starts_utc, ends, ends_utc, zone, venue, city, country, network_role, process_id, sources, notes) VALUES (13, 'fsmm-2018', 'published', 1767225600, 1767225600, 'forum', '2018-11-02', 1541138400, '2018-11-04', 1541397600, 'America/Mexico_City', 'Centro Cultural Universitario Tlatelolco', 'Mexico City', 'MX', 'co_organizer', 39, 'https://desinformemonos.org/foro-social-mundial-las-migraciones-2018/
https://www.mundoenmovimiento.org/articulo/foro-social-mundial-de-las-migraciones-2018/
http://www.planisferio.com.mx/el-foro-social-de-las-migraciones-migrar-resistir-construir-y-transformar/
https://pressenza.com/es/?p=736858', 'co-coordinator
Seven thematic axes; participants from more than 70 countries (planisferio.com.mx). Own site fsmm2018.org. The English title is a translation. Also listed in processes.json (same id).');
INSERT INTO event_text (event_id, lang, title) VALUES (13, 'en', 'VIII World Social Forum on Migrations: Migrate, resist, build, transform');
INSERT INTO event_text (event_id, lang, title) VALUES (13, 'es', 'VIII Foro Social Mundial de las Migraciones: Migrar, resistir, construir y transformar');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (13, 1, 'MIREDES Internacional (Migrantes, Refugiados y Desplazados)', 34, 'organizer');
INSERT INTO event_organizers (event_id, position, name, organization_id, role) VALUES (13, 2, 'Red Internacional de Migración y Desarrollo', 1, 'organizer');
INSERT INTO event_topics (event_id, position, target_id) VALUES (13, 1, 37);
