-- Books, chapters, articles elsewhere, working papers, briefs and reports by the network and its people.
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (58, 'elementos-2010', 'published', 1767225600, 1767225600, 'policy_brief', 'es', 2010, '2010', NULL, NULL, NULL, NULL, NULL, 'Red Internacional de Migración y Desarrollo', NULL, NULL, NULL, 1, 'https://aprenderly.com/doc/3222562/elementos-para-replantear-el-debate-sobre-migraci%C3%B3n', 'issued by the network (www.migracionydesarrollo.org printed on the cover)
Dated October 2010; the publisher is read from the network address on the cover.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (58, 'es', 'Elementos para replantear el debate sobre migración, desarrollo y derechos humanos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (58, 1, 'Raúl', 'Delgado Wise', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (58, 2, 'Humberto', 'Márquez Covarrubias', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (58, 3, 'Rubén', 'Puentes', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (58, 1, 39);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (58, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (59, 'perspectives-from-the-south', 'published', 1767225600, 1767225600, 'book', 'en', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'International Organization for Migration (IOM)', NULL, NULL, NULL, 0, 'http://lastradainternational.org/doc-center/1800/migration-and-development-perspectives-from-the-south', 'comes from the Bellagio 2006 and Mexico City 2007 meetings
Year and ISBN not seen in the source.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (59, 'en', 'Migration and Development: Perspectives from the South');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (59, 1, 'Stephen', 'Castles', 'editor', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (59, 2, 'Raúl', 'Delgado Wise', 'editor', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (59, 1, 5);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (59, 2, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (59, 3, 24);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (60, 'bellagio-delgado-marquez-2006', 'published', 1767225600, 1767225600, 'working_paper', 'en', 2006, '2006', 'Bellagio meeting, July 2006', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://fdocuments.net/document/the-mexico-united-states-migratory-system-dilemmas-of-meme-migracionrimddocumentosthe.html', 'hosted in the network''s documents folder (rimd/documentos)
Later published in the journal, no. 7.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (60, 'en', 'The Mexico-United States Migratory System: Dilemmas of Regional Integration, Development, and Emigration');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (60, 1, 'Raúl', 'Delgado Wise', 'author', 'Executive Secretary, International Migration and Development Network');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (60, 2, 'Humberto', 'Márquez Covarrubias', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (60, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (60, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (61, 'bellagio-dehaas-2006', 'published', 1767225600, 1767225600, 'working_paper', 'en', 2006, '2006', 'Bellagio meeting, July 2006 (regional background paper)', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://docslib.org/doc/9686456/north-african-migration-systems-evolution-transformations-and-development-linkages-hein-de-haas', 'background paper of the Bellagio meeting');
INSERT INTO publication_text (publication_id, lang, title) VALUES (61, 'en', 'North-African migration systems: evolution, transformations and development linkages');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (61, 1, 'Hein', 'de Haas', 'author', 'International Migration Institute, University of Oxford');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (61, 1, 29);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (61, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (62, 'imi-wp6-2007', 'published', 1767225600, 1767225600, 'working_paper', 'en', 2007, '2007', 'IMI Working Papers', NULL, '6', NULL, NULL, 'International Migration Institute, University of Oxford', NULL, NULL, NULL, 0, 'https://www.migrationinstitute.org/@@enable-cookies?came_from=https://www.migrationinstitute.org/publications/wp-06-07/
https://pdfslide.net/documents/wp6-north-african-migration-systems-.html', 'partner institute
Dated June 2007 by the institute.
pages: 44');
INSERT INTO publication_text (publication_id, lang, title) VALUES (62, 'en', 'North African migration systems: evolution, transformations and development linkages');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (62, 1, 'Hein', 'de Haas', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (62, 1, 29);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (63, 'study-tour-report-2009', 'published', 1767225600, 1767225600, 'report', 'en', 2009, '2009', NULL, NULL, NULL, NULL, NULL, 'International Migration Institute, University of Oxford (with Universidad Autónoma de Zacatecas and Université Mohammed V - Agdal)', NULL, NULL, NULL, 0, 'https://docslib.org/doc/9400243/study-tour-programme', 'report of a network event
Year is that of the study tour; the report''s own date was not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (63, 'en', 'Transatlantic dialogues on migration and development issues: the Mexico-US and Morocco-EU experiences. Study-tour in Zacatecas, Mexico, March 16-20, 2009. Report');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (63, 1, 'Simona', 'Vezzoli', 'editor', 'International Migration Institute, University of Oxford');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (63, 2, 'Mohamed', 'Berriane', 'author', 'Université Mohammed V - Agdal');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (63, 3, 'Raúl', 'Delgado Wise', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (63, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (63, 2, 29);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (64, 'ssrc-castles-2008', 'published', 1767225600, 1767225600, 'conference_paper', 'en', 2008, '2008', 'SSRC Migration & Development Conference Paper No. 2', NULL, NULL, NULL, NULL, 'Social Science Research Council', 'New York', NULL, NULL, 0, 'https://fdocuments.in/document/castles-2008-migration-and-development-what-first.html', 'Conference of 28 February - 1 March 2008.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (64, 'en', 'Development and Migration - Migration and Development: What comes first?');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (64, 1, 'Stephen', 'Castles', 'author', 'International Migration Institute, University of Oxford');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (64, 1, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (65, 'la-era-de-la-migracion-2004', 'draft', 1767225600, 1767225600, 'book', 'es', 2004, '2004', NULL, NULL, NULL, NULL, NULL, 'Universidad Autónoma de Zacatecas; Porrúa; Instituto Nacional de Migración', 'México', NULL, NULL, 0, 'https://metapolis.net/es/project/la-geopolitica-del-horror-migratorio/', 'translation published by the network''s university
Known from a citation, which prints ''Mark Millar'' and ''U. Zacatecas-Porrúa-INM''.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (65, 'es', 'La era de la migración. Movimientos internacionales de población en el mundo moderno');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (65, 1, 'Stephen', 'Castles', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (65, 2, 'Mark', 'Miller', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (65, 1, 1);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (66, 'castles-factores-capitulo', 'published', 1767225600, 1767225600, 'chapter', 'es', NULL, NULL, NULL, NULL, NULL, '33', NULL, NULL, NULL, NULL, NULL, 0, 'https://fdocuments.es/document/factores-que-hacen-y-deshacen-las-polticas-2010-8-20-genera-polticas-migratorias.html', 'First page 33 printed; book title not visible in the excerpt.
pages: 33-');
INSERT INTO publication_text (publication_id, lang, title) VALUES (66, 'es', 'Factores que hacen y deshacen las políticas migratorias');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (66, 1, 'Stephen', 'Castles', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (66, 1, 43);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (67, 'asis-balikbayan', 'published', 1767225600, 1767225600, 'chapter', 'es', NULL, NULL, NULL, NULL, NULL, '23', NULL, NULL, NULL, NULL, NULL, 0, 'https://fdocuments.ec/document/desenvolviendo-la-caja-de-balikbayan-los-filipinos-en-el-extranjero-rimd-2010.html', 'hosted by the network (''rimd'' in the file name)
Title cut off in the source after ''extranjero''; author identified from the author note (research director of the Scalabrini Migration Center, as in the journal no. 7); book not named in the excerpt.
pages: 23-');
INSERT INTO publication_text (publication_id, lang, title) VALUES (67, 'es', 'Desenvolviendo la caja de balikbayan: los filipinos en el extranjero');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (67, 1, 'Maruja M.B.', 'Asis', 'author', 'Scalabrini Migration Center');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (67, 2, 'Mario', 'Ballesteros', 'translator', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (67, 1, 34);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (67, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (68, 'asis-de-que-manera', 'draft', 1767225600, 1767225600, 'chapter', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://fdocumento.com/document/de-que-manera-la-migracion-internacional-puede-apoyar-el-la-primera.html', 'Title cut off in the source after ''apoyar el ...''; the author is not printed in the excerpt (Spanish version of M.M.B. Asis''s article of no. 7, by its content). Check before publishing.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (68, 'es', '¿De qué manera la migración internacional puede apoyar el ... [title cut off in the source]');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (68, 1, 'Luis Rodolfo', 'Morán Quiroz', 'translator', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (68, 1, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (69, 'consenso-washington-capitulo', 'published', 1767225600, 1767225600, 'chapter', 'es', NULL, NULL, NULL, NULL, NULL, '9', NULL, NULL, NULL, NULL, NULL, 0, 'https://pdfslide.tips/documents/captulo-1-migracin-y-desarrollo-la-nueva-agenda-del-consenso-rimd-2013-8.html', 'book collection of the network
Authors and book title not visible in the excerpt.
pages: 9-');
INSERT INTO publication_text (publication_id, lang, title) VALUES (69, 'es', 'Migración y desarrollo, la nueva agenda del Consenso de Washington');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (69, 1, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (69, 2, 9);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (70, 'delgado-rodriguez-zacatecas', 'published', 1767225600, 1767225600, 'working_paper', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Red Internacional de Migración y Desarrollo', NULL, NULL, NULL, 1, 'https://mydokument.com/el-proposito-del-presente-trabajo-es-profundizar-en-la-dialectica-particular-que-se-esta.html', 'www.migracionydesarrollo.org printed on the document
Date not seen; publisher read from the printed web address.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (70, 'es', 'Migración internacional, remesas y desarrollo regional en Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (70, 1, 'Raúl', 'Delgado Wise', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (70, 2, 'Héctor', 'Rodríguez Ramírez', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (70, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (70, 2, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (70, 3, 27);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (71, 'delgado-marquez-rodriguez-2004', 'published', 1767225600, 1767225600, 'article', 'es', 2004, '2004', 'Migraciones Internacionales', '2', '4', NULL, NULL, NULL, NULL, NULL, NULL, 0, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1665-89062004000200006&lng=en&nrm=iso
https://migracionesinternacionales.colef.mx/index.php/migracionesinternacionales/user/setLocale/es_ES?source=%2Findex.php%2Fmigracionesinternacionales%2Farticle%2Fview%2F1240', 'July-December 2004; pages not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (71, 'es', 'Organizaciones transnacionales de migrantes y desarrollo regional en Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (71, 1, 'Raúl', 'Delgado Wise', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (71, 2, 'Humberto', 'Márquez Covarrubias', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (71, 3, 'Héctor', 'Rodríguez Ramírez', 'author', 'Instituto Tecnológico y de Estudios Superiores de Monterrey');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (71, 1, 36);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (71, 2, 10);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (72, 'unsettling-2022', 'published', 1767225600, 1767225600, 'article', 'en', NULL, NULL, 'International Migration', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '10.1111/imig.12994', 0, 'https://www.scribd.com/document/575169833/17328560-pdfpage1
https://discovery.researcher.life/article/unsettling-the-migration-and-development-narrative-a-latin-american-critical-perspective/cfaab36d6d1238cb8c750780156d964d', 'Accepted 12 December 2021; publication year and pages not printed in the excerpt.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (72, 'en', 'Unsettling the migration and development narrative. A Latin American critical perspective');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (72, 1, 'Raúl', 'Delgado Wise', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (72, 1, 5);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (72, 2, 45);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (73, 'global-policy-human-rights', 'draft', 1767225600, 1767225600, 'article', 'en', NULL, NULL, 'Global Policy', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://www.globalpolicyjournal.com/articles/international-law-and-human-rights/bringing-human-rights-migration-and-development-debate', 'Author, year and pages not printed in the excerpt; its last section describes an initiative of Latin American academics on strategic indicators.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (73, 'en', 'Bringing Human Rights into the Migration and Development Debate');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (73, 1, 39);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (73, 2, 45);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (73, 3, 7);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (74, 'castles-2014-fuerzas', 'published', 1767225600, 1767225600, 'article', 'es', 2014, '2014', 'Revista Mexicana de Ciencias Políticas y Sociales', '59', '220', '235', '259', 'Universidad Nacional Autónoma de México', NULL, NULL, NULL, 0, 'https://www.elsevier.es/es-revista-revista-mexicana-ciencias-politicas-sociales-92-articulo-las-fuerzas-tras-migracion-global-S0185191814708062
https://ro.scribd.com/document/415723619/castles-fuerza-tras-la-migracion-global', 'pages: 235-259');
INSERT INTO publication_text (publication_id, lang, title) VALUES (74, 'es', 'Las fuerzas tras la migración global');
INSERT INTO publication_text (publication_id, lang, title) VALUES (74, 'en', 'The Forces Driving Global Migration');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (74, 1, 'Stephen', 'Castles', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (74, 1, 1);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (74, 2, 3);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (75, 'gaspar-chavez-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 'Problemas del Desarrollo', '47', '185', NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://scielo.org.mx/scielo.php?pid=S0301-70362016000200079&script=sci_arttext', NULL);
INSERT INTO publication_text (publication_id, lang, title) VALUES (75, 'es', 'Migración mexicana altamente calificada: 1990-2013');
INSERT INTO publication_text (publication_id, lang, title) VALUES (75, 'en', 'Highly Qualified Mexican Migration: 1990-2013');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (75, 1, 'Selene', 'Gaspar Olvera', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (75, 2, 'Mónica', 'Chávez Elorza', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (75, 1, 12);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (75, 2, 7);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (76, 'gaspar-2018', 'published', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 'Región y Sociedad', '30', '73', NULL, NULL, 'El Colegio de Sonora', NULL, NULL, NULL, 0, 'https://regionysociedad.colson.edu.mx:8086/index.php/rys/article/view/847/1505', NULL);
INSERT INTO publication_text (publication_id, lang, title) VALUES (76, 'es', 'Medición de la emigración de México a Estados Unidos, 1950-2016');
INSERT INTO publication_text (publication_id, lang, title) VALUES (76, 'en', 'Measuring emigration from Mexico to the United States, 1950-2016');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (76, 1, 'Selene', 'Gaspar Olvera', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (76, 1, 7);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (76, 2, 27);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (77, 'chavez-gaspar-rodriguez-2018', 'published', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 'Región y Sociedad', '30', '72', NULL, NULL, 'El Colegio de Sonora', NULL, NULL, NULL, 0, 'https://regionysociedad.colson.edu.mx/index.php/rys/article/view/839/1496', NULL);
INSERT INTO publication_text (publication_id, lang, title) VALUES (77, 'es', 'El bienestar social de la niñez mexicana según vínculos migratorios internacionales: una aproximación');
INSERT INTO publication_text (publication_id, lang, title) VALUES (77, 'en', 'Mexican children''s social welfare according to international migration links: an approach');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (77, 1, 'Mónica', 'Chávez Elorza', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (77, 2, 'Selene', 'Gaspar Olvera', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (77, 3, 'Héctor', 'Rodríguez Ramírez', 'author', 'Instituto Tecnológico y de Estudios Superiores de Monterrey');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (77, 1, 32);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (77, 2, 7);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (78, 'garcia-perez-orda', 'published', 1767225600, 1767225600, 'article', 'es', NULL, NULL, 'L''Ordinaire latino-américain', NULL, '208-209', '93', '116', NULL, NULL, NULL, NULL, 0, 'http://orda.revues.org/3278?lang=es', 'Year not printed in the excerpt.
pages: 93-116');
INSERT INTO publication_text (publication_id, lang, title) VALUES (78, 'es', 'Migración internacional, organizaciones de migrantes y desarrollo local en El Salvador, Michoacán y Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (78, 1, 'Rodolfo', 'García Zamora', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (78, 2, 'Óscar', 'Pérez Veyna', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (78, 1, 36);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (78, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (79, 'garcia-pekea', 'published', 1767225600, 1767225600, 'conference_paper', 'es', NULL, NULL, 'PEKEA communications', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'http://fr.pekea-fr.org/comm/3-5-R-GARCIAZAMORA.html', 'Date not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (79, 'es', 'Remesas internacionales y políticas públicas en México');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (79, 1, 'Rodolfo', 'García Zamora', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (79, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (79, 2, 43);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (80, 'garcia-inicio-siglo', 'published', 1767225600, 1767225600, 'chapter', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://studylib.es/doc/7978173/migraci%C3%B3n-internacional--remesas-y-desarrollo-en-m%C3%A9xico-a...', 'Book, year and publisher not visible in the excerpt.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (80, 'es', 'Migración internacional, remesas y desarrollo en México al inicio del siglo XXI');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (80, 1, 'Rodolfo', 'García Zamora', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (80, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (80, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (81, 'garcia-sanchez-oportunidades', 'published', 1767225600, 1767225600, 'chapter', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://fr.scribd.com/document/400338597/Migracion-Internacional-y-Desarrollo-Oportunidades', 'Book and year not visible in the excerpt.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (81, 'es', 'Migración internacional y desarrollo: oportunidades y desafíos para Zacatecas, México');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (81, 1, 'Rodolfo', 'García Zamora', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (81, 2, 'Xochiquetzally', 'Sánchez Barbosa', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (81, 1, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (81, 2, 9);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (82, 'moctezuma-transnacionalidad', 'published', 1767225600, 1767225600, 'working_paper', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://vdocuments.com.br/transnacionalidad-y-transnacionalismo-prcticas-meme-migracionrimddocumentos.html', 'hosted in the network''s documents folder (rimd/documentos)
Author printed as ''Miguel Moctezuma L.''; date not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (82, 'es', 'Transnacionalidad y transnacionalismo (prácticas, compromisos y sujetos migrantes)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (82, 1, 'Miguel', 'Moctezuma Longoria', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (82, 1, 6);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (82, 2, 36);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (83, 'moctezuma-otro-transnacionalismo', 'published', 1767225600, 1767225600, 'working_paper', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'https://fdocuments.ec/document/el-otro-transnacionalismo-de-los-este-ensayo-tiene-como-objetivo-clarificar.html', 'Author printed as ''Miguel Moctezuma L.''; cites a 2011 work, so 2011 or later; date not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (83, 'es', 'El otro transnacionalismo de los migrantes mexicanos. Síntesis de una reformulación conceptual');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (83, 1, 'Miguel', 'Moctezuma Longoria', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (83, 1, 6);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (83, 2, 36);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (84, 'moctezuma-poder-transformacion', 'published', 1767225600, 1767225600, 'book', 'es', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Universidad Autónoma de Zacatecas', NULL, NULL, NULL, 0, 'https://www.conexion58.com/?p=91660
https://www.cronica.com.mx/jalisco/guadalajara/2026/03/10/estudian-a-los-migrantes-como-transformadores-de-sus-comunidades-en-libro-de-miguel-moctezuma/', 'Presented in the Congress of Jalisco (report of 10 March 2026); imprint year and ISBN not seen. One of the two reports prints ''El poder de la transformación''.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (84, 'es', 'El poder de transformación de los migrantes mexicanos y sus organizaciones transnacionales');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (84, 1, 'Miguel', 'Moctezuma Longoria', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (84, 1, 36);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (84, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (85, 'cruces-de-fronteras-2015', 'published', 1767225600, 1767225600, 'book', 'es', 2015, '2015', NULL, NULL, NULL, NULL, NULL, 'Centro de Estudios Superiores de México y Centroamérica (CESMECA)', NULL, NULL, NULL, 0, 'https://cesmeca.mx/editorial/publicaciones/140-cruces-de-fronteras-movilidad-humana-y-politicas-migratorias', 'Publisher read from the site; co-publishers and ISBN not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (85, 'es', 'Cruces de fronteras. Movilidad humana y políticas migratorias');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (85, 1, 'María Eugenia', 'Anguiano Téllez', 'editor', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (85, 2, 'Daniel', 'Villafuerte Solís', 'editor', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (85, 1, 44);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (85, 2, 43);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (85, 3, 28);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (86, 'imaz-2006', 'published', 1767225600, 1767225600, 'book', 'es', 2006, '2006', NULL, NULL, NULL, NULL, NULL, 'Universidad Nacional Autónoma de México, Facultad de Ciencias Políticas y Sociales', 'México', '9703235700', NULL, 0, 'https://studylib.es/doc/4440080/la-naci%C3%B3n-mexicana-transfronteras--impactos-sociopol%C3%ADtico...', 'book of the field');
INSERT INTO publication_text (publication_id, lang, title) VALUES (86, 'es', 'La nación mexicana transfronteras. Impactos sociopolíticos en México de la emigración a Estados Unidos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (86, 1, 'Cecilia', 'Imaz Bayona', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (86, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (86, 2, 36);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (87, 'faist-iils-169-2007', 'published', 1767225600, 1767225600, 'working_paper', 'en', 2007, '2007', 'Discussion paper 169/2007', NULL, NULL, NULL, NULL, 'International Institute for Labour Studies (ILO)', 'Geneva', '9789290148098', NULL, 0, 'https://docslib.org/doc/9486178/exploring-the-changing-balance-between-communities-states-and-markets-thomas-faist', 'later than the author''s article in the journal no. 5, same subject
Web/pdf ISBN 978-92-9014-810-4.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (87, 'en', 'Transstate Social Spaces and Development: Exploring the Changing Balance between Communities, States and Markets');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (87, 1, 'Thomas', 'Faist', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (87, 1, 6);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (87, 2, 1);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (88, 'fresneda-2014', 'published', 1767225600, 1767225600, 'article', 'es', 2014, '2014', 'Problemas del Desarrollo', '45', '176', '107', '132', 'Universidad Nacional Autónoma de México', NULL, NULL, NULL, 0, 'https://elsevier.es/es-revista-problemas-del-desarrollo-revista-latinoamericana-86-articulo-migrantes-el-socialismo-el-desarrollo-S0301703614708521', 'Second family name from the author''s article in the journal no. 20.
pages: 107-132');
INSERT INTO publication_text (publication_id, lang, title) VALUES (88, 'es', 'Migrantes en el socialismo: el desarrollo cubano a debate');
INSERT INTO publication_text (publication_id, lang, title) VALUES (88, 'en', 'Migrants in Socialism: A Debate on Cuban Development');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (88, 1, 'Edel J.', 'Fresneda Camacho', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (88, 1, 4);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (89, 'morales-cardiel-2017', 'published', 1767225600, 1767225600, 'article', 'es', 2017, '2017', 'Diarios del Terruño', NULL, '4', '103', '118', NULL, NULL, NULL, NULL, 0, 'https://www.revistadiariosdelterruno.com/morales-cardiel/', 'pages: 103-118');
INSERT INTO publication_text (publication_id, lang, title) VALUES (89, 'es', 'Migración y (sub) desarrollo: una aproximación teórico-estructuralista');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (89, 1, 'Jorge', 'Morales Cardiel', 'author', 'Universidad Autónoma de Zacatecas (doctoral student, Development Studies)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (89, 1, 20);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (89, 2, 1);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, container, volume, number, first_page, last_page, publisher, place, isbn, doi, own, sources, notes) VALUES (90, 'marquez-2010-responsabilizar', 'published', 1767225600, 1767225600, 'article', 'es', 2010, '2010', 'Economía, Sociedad y Territorio', '10', '32', NULL, NULL, NULL, NULL, NULL, NULL, 0, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1405-84212010000100005&lng=en&nrm=iso&tlng=es', 'Pages not seen.');
INSERT INTO publication_text (publication_id, lang, title) VALUES (90, 'es', 'Responsabilizar a los migrantes del desarrollo: lecciones del laboratorio social zacatecano');
INSERT INTO publication_text (publication_id, lang, title) VALUES (90, 'en', 'Assigning development responsibility to migrants: Lessons of the Zacatecas social laboratory');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (90, 1, 'Humberto', 'Márquez Covarrubias', 'author', 'Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (90, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (90, 2, 2);
