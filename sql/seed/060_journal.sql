-- The journal Migración y Desarrollo: issues and articles seen in the sources; title-only and doubtful ones are drafts.
INSERT INTO journal (id, slug, created_at, updated_at, abbreviation, issn_print, issn_online, publisher, start_year, email, licence, doi_prefix, website, sources, notes) VALUES (1, 'migracion-y-desarrollo', 1767225600, 1767225600, 'Migr. desarro', '1870-7599', '2448-7783', 'Universidad Autónoma de Zacatecas «Francisco García Salinas», Unidad Académica de Estudios del Desarrollo', 2003, 'revistamyd@estudiosdeldesarrollo.net', NULL, '10.35533', 'https://estudiosdeldesarrollo.mx/migracionydesarrollo', 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/historia
https://estudiosdeldesarrollo.mx/migracionydesarrolloenglishversion/normas-de-recepcion/
http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200117&lng=en&nrm=iso&tlng=en
https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-40-editorial/
https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-38-texto-completo-ngs/', 'Creative Commons 4.0 (variant not named in the source)
Raúl Delgado Wise (imprint of nos. 36, 38 and 40)
twice a year (January-June, July-December; earlier: first and second semester)
Red Internacional de Migración y Desarrollo (named as publisher in Redalyc records 2005-2012); the English guidelines name the university and the network together
original research articles are required; review procedure not seen
240 (figure given in the editorial of no. 40)');
INSERT INTO journal_text (journal_id, lang, title, description) VALUES (1, 'en', 'Migración y Desarrollo', 'The network’s academic journal, published twice a year since 2003 from Zacatecas, in Spanish and English: articles, debate on current affairs and the voice of migrants and their organizations.');
INSERT INTO journal_text (journal_id, lang, title, description) VALUES (1, 'es', 'Migración y Desarrollo', 'La revista académica de la red, publicada dos veces al año desde 2003 en Zacatecas, en español y en inglés: artículos, coyuntura y debate, y la voz de las personas migrantes y sus organizaciones.');
INSERT INTO section (id, slug, created_at, updated_at, journal_id, position) VALUES (1, 'articulos', 1767225600, 1767225600, 1, 1);
INSERT INTO section_text (section_id, lang, title) VALUES (1, 'en', 'Articles');
INSERT INTO section_text (section_id, lang, title) VALUES (1, 'es', 'Artículos');
INSERT INTO section (id, slug, created_at, updated_at, journal_id, position) VALUES (2, 'coyuntura-y-debate', 1767225600, 1767225600, 1, 2);
INSERT INTO section_text (section_id, lang, title) VALUES (2, 'en', 'Conjecture and Debate');
INSERT INTO section_text (section_id, lang, title) VALUES (2, 'es', 'Coyuntura y debate');
INSERT INTO section (id, slug, created_at, updated_at, journal_id, position) VALUES (3, 'la-voz-de-los-actores', 1767225600, 1767225600, 1, 3);
INSERT INTO section_text (section_id, lang, title) VALUES (3, 'en', 'Actors'' Voice');
INSERT INTO section_text (section_id, lang, title) VALUES (3, 'es', 'La voz de los actores');
INSERT INTO section (id, slug, created_at, updated_at, journal_id, position) VALUES (4, 'editorial', 1767225600, 1767225600, 1, 4);
INSERT INTO section_text (section_id, lang, title) VALUES (4, 'en', 'Editorial');
INSERT INTO section_text (section_id, lang, title) VALUES (4, 'es', 'Editorial');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (1, 'myd-03', 'published', 1767225600, 1767225600, 1, NULL, '3', 2004, NULL, NULL, 'https://fdocuments.ec/document/internacionales-sobre-migracin-meme-migracionmodulesve36pdf-desarrollo.html', 'Year and semester inferred from the twice-a-year sequence; only the file name ''ve3'' was seen.
second semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (2, 'myd-04', 'published', 1767225600, 1767225600, 1, NULL, '4', 2005, 'primer semestre', NULL, 'https://www.scribd.com/doc/22056160/articuloportes', 'first semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (3, 'myd-05', 'published', 1767225600, 1767225600, 1, NULL, '5', 2005, 'segundo semestre', NULL, 'https://vdocuments.net/espacio-social-transnacional.html', 'second semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (4, 'myd-07', 'published', 1767225600, 1767225600, 1, NULL, '7', 2006, 'segundo semestre', NULL, 'https://docslib.org/doc/1486564/redalyc-north-african-migration-systems
http://www.docstoc.com/docs/8870475/Migracion-A-Los-Estados-Unidos', 'English-language issue from the 2006 Bellagio papers.
second semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (5, 'myd-09', 'published', 1767225600, 1767225600, 1, NULL, '9', 2007, 'segundo semestre', NULL, 'https://studylib.es/doc/8591674/redalyc.-el-programa-bracero--1942', 'second semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (6, 'myd-10', 'published', 1767225600, 1767225600, 1, NULL, '10', 2008, NULL, NULL, 'https://biblat.unam.mx/fr/revista/migracion-y-desarrollo/articulo/derechos-humanos-y-migracion-el-eslabon-perdido', 'Year empty in the stored index page; inferred from the sequence.
first semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (7, 'myd-11', 'published', 1767225600, 1767225600, 1, '6', '11', 2008, 'segundo semestre / Jul-Dic', NULL, 'https://www.mendeley.com/catalogue/b8394d1b-ac9a-3a50-86a0-1946a33f523d/
https://scielo.org.mx/scielo.php?pid=S1870-75992008000200001&script=sci_arttext', 'July-December');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (8, 'myd-13', 'published', 1767225600, 1767225600, 1, NULL, '13', 2009, NULL, NULL, 'https://es.scribd.com/document/377677615/Moreschi-Entre-el-sueno-zapatista-y-el-sueno-americano', 'SciELO prints ''ene. 2009'' but its identifier (…2009000200…) is a second issue of the year.
second semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (9, 'myd-15', 'published', 1767225600, 1767225600, 1, '8', '15', 2010, NULL, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_abstract&pid=S1870-75992010000200002&lng=es&nrm=iso&tlng=en', 'SciELO gives volume 8; the PDF of the issue printed volume 7.
second semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (10, 'myd-16', 'published', 1767225600, 1767225600, 1, '9', '16', 2011, NULL, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992011000100001&lng=en&nrm=iso', 'SciELO prints ''Jan. 2011''.
first semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (11, 'myd-18', 'published', 1767225600, 1767225600, 1, '10', '18', 2012, 'first semester', NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100003&lng=es&nrm=iso
https://pdfslide.us/documents/migration-and-development-vol-10-18-2017-05-18-gabriela-tejada-migration-and.html', 'Spanish and English editions (rev18ing).
first semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (12, 'myd-20', 'published', 1767225600, 1767225600, 1, '11', '20', 2013, NULL, NULL, 'http://www.scielo.org.mx/scielo.php?pid=S1870-75992013000100004&script=sci_arttext', 'SciELO prints ''ene. 2013''.
first semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (13, 'myd-22', 'published', 1767225600, 1767225600, 1, NULL, '22', 2014, NULL, NULL, 'https://es.scribd.com/document/666727341/22-1Tres-ciclos-migratorios-en-Chiapas', 'Doubtful: number read from a file name, year inferred from the sequence.
first semester (inferred)');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (14, 'myd-26', 'published', 1767225600, 1767225600, 1, '14', '26', 2016, 'ene./jun.', NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100003', 'Issue on Chinese migrants and their organisations in Latin America.
January-June');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (15, 'myd-27', 'published', 1767225600, 1767225600, 1, '14', '27', 2016, 'jul./dic.', NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000200065&lng=en&nrm=iso&tlng=en', 'July-December');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (16, 'myd-31', 'published', 1767225600, 1767225600, 1, '16', '31', 2018, 'jul./dic.', NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200013&lng=es&nrm=iso', '15th-anniversary issue.
July-December');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (17, 'myd-36', 'published', 1767225600, 1767225600, 1, '19', '36', 2021, 'primer semestre 2021', '10.35533/myd.numero36', 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-36-texto-completo-jbb/', 'first semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (18, 'myd-38', 'published', 1767225600, 1767225600, 1, '20', '38', 2022, 'primer semestre 2022', '10.35533/myd.numero38', 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-38-texto-completo-ngs/', 'first semester');
INSERT INTO issue (id, slug, state, created_at, updated_at, journal_id, volume, number, year, period, doi, sources, notes) VALUES (19, 'myd-40', 'published', 1767225600, 1767225600, 1, '21', '40', 2023, 'primer semestre 2023', '10.35533/myd.numero40', 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-40-editorial/', '20th-anniversary issue.
first semester');
-- articles
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (1, 'levitt-glick-2004', 'published', 1767225600, 1767225600, 'article', 'es', 2004, '2004', 1, 1, 1, NULL, NULL, NULL, 1, NULL, 'https://fdocuments.ec/document/internacionales-sobre-migracin-meme-migracionmodulesve36pdf-desarrollo.html
https://aprenderly.com/doc/3175991/la-simultaneidad---red-internacional-de-migraci%C3%B3n-y-desar...?page=27', 'confidence: confirmed
Translated from English by Luis Rodolfo Morán. Issue number read from the original file path meme.phpwebhosting.com/~migracion/modules/ve3/6.pdf (''ve3''); year not printed in the excerpts.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (1, 'es', 'Perspectivas internacionales sobre migración: conceptualizar la simultaneidad', 'transnacionalismo
migración
teoría social
Estado-nación');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (1, 1, 'Peggy', 'Levitt', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (1, 2, 'Nina', 'Glick Schiller', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (1, 1, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (2, 'portes-2005', 'published', 1767225600, 1767225600, 'article', 'es', 2005, '2005', 2, 1, 1, '2', '19', NULL, 1, NULL, 'https://www.scribd.com/doc/22056160/articuloportes', 'confidence: confirmed
First semester 2005; translated from English by Luis Rodolfo Morán.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (2, 'es', 'Convergencias teóricas y evidencias empíricas en el estudio del transnacionalismo de los inmigrantes', 'transnacionalidad inmigrante
asimilación
remesas
contextos de salida
modos de incorporación');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (2, 1, 'Alejandro', 'Portes', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (2, 1, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (3, 'faist-2005', 'published', 1767225600, 1767225600, 'article', 'es', 2005, '2005', 3, 1, 1, '2', '34', NULL, 1, NULL, 'https://vdocuments.net/espacio-social-transnacional.html', 'confidence: confirmed
Second semester 2005.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (3, 'es', 'Espacio social transnacional y desarrollo: una exploración de la relación entre comunidad, Estado y mercado', 'transnacionalismo
desarrollo
comunidad
mercado
Estado');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (3, 1, 'Thomas', 'Faist', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (3, 1, 6);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (3, 2, 1);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (4, 'khadria-2006', 'published', 1767225600, 1767225600, 'article', 'en', 2006, '2006', 4, 1, 1, '4', NULL, NULL, 1, NULL, 'https://tr.scribd.com/document/210965358/2', 'confidence: confirmed
Footer: second semester 2006. Issue number 7 follows from the semester (second semester 2006 = no. 7 in other records).');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (4, 'en', 'India: Skilled Migration to Developed Countries, Labour Migration to the Gulf', 'Indian diaspora
brain drain
remittances
adversary analysis
education and health');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (4, 1, 'Binod', 'Khadria', 'author', 'Jawaharlal Nehru University, New Delhi; Asia Research Institute and Department of Economics, National University of Singapore');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (4, 1, 12);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (4, 2, 24);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (5, 'delgado-marquez-2006', 'published', 1767225600, 1767225600, 'article', 'en', 2006, '2006', 4, 1, 2, '38', '64', NULL, 1, NULL, 'http://www.docstoc.com/docs/8870475/Migracion-A-Los-Estados-Unidos', 'confidence: confirmed
Second semester 2006. Affiliation as printed on the Bellagio working-paper version.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (5, 'en', 'The Mexico-United States migratory system: dilemmas of regional integration, development, and emigration', 'Mexico-United States migratory system
North America economic integration
North America transnational labor market
Mexican migrant organization
development');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (5, 1, 'Raúl', 'Delgado Wise', 'author', 'Development Studies Academic Unit, Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (5, 2, 'Humberto', 'Márquez Covarrubias', 'author', 'Development Studies Academic Unit, Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (5, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (5, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (6, 'dehaas-2006', 'published', 1767225600, 1767225600, 'article', 'en', 2006, '2006', 4, 1, 3, '65', '95', NULL, 1, NULL, 'https://docslib.org/doc/1486564/redalyc-north-african-migration-systems', 'confidence: confirmed
Second semester 2006; Redalyc id 66000704.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (6, 'en', 'North African migration systems: evolution, transformations and development linkages', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (6, 1, 'Hein', 'de Haas', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (6, 1, 29);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (6, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (7, 'asis-2006', 'published', 1767225600, 1767225600, 'article', 'en', 2006, '2006', 4, 1, 4, '96', '122', NULL, 1, NULL, 'https://vdocuments.mx/how-international-migration-can-support-development-a-challenge.html', 'confidence: confirmed
Second semester 2006; issue number 7 from sibling records of the same semester; last page from the 27-page file.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (7, 'en', 'How international migration can support development: a challenge for the Philippines', 'international migration - Philippines
labor migration policy - Philippines
migrant NGOs - Philippines
overseas Filipino workers
remittances - Philippines');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (7, 1, 'Maruja M.B.', 'Asis', 'author', 'Scalabrini Migration Center');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (7, 1, 43);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (7, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (8, 'castles-2006-five', 'published', 1767225600, 1767225600, 'article', 'en', 2006, '2006', 4, 1, 5, '174', NULL, NULL, 1, NULL, 'https://pdfslide.us/documents/comparing-the-experience-of-five-major-emigration-meme-migracionmodulesve77pdf.html', 'confidence: confirmed
Footer: second semester 2006, page 174; original file meme.phpwebhosting.com/~migracion/modules/ve7/7.pdf. First page read from the footer of the opening page; issue number 7 from the file name.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (8, 'en', 'Comparing the experience of five major emigration countries', 'migration
development
social transformation
remittances
diasporas
return');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (8, 1, 'Stephen', 'Castles', 'author', 'International Migration Institute, University of Oxford');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (8, 1, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (8, 2, 5);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (9, 'durand-2007-bracero', 'published', 1767225600, 1767225600, 'article', 'es', 2007, '2007', 5, 1, 1, '27', '43', NULL, 1, NULL, 'https://studylib.es/doc/8591674/redalyc.-el-programa-bracero--1942
https://pdfslide.net/documents/el-programa-bracero-1942-1964-un-balance-cr-una-evaluacin-del-programa-bracero.html', 'confidence: confirmed
Second semester 2007; original file rimd.reduaz.mx/revista/rev9/c2.pdf.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (9, 'en', NULL, 'Bracero Program
migration
temporary workers
Mexico
United States');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (9, 'es', 'El Programa Bracero (1942-1964). Un balance crítico', 'Programa Bracero
migración
trabajadores temporales
México
Estados Unidos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (9, 1, 'Jorge', 'Durand', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (9, 1, 13);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (9, 2, 27);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (10, 'eslabon-2008', 'published', 1767225600, 1767225600, 'article', 'es', 2008, '2008', 6, 1, 1, '37', '63', NULL, 1, NULL, 'https://biblat.unam.mx/fr/revista/migracion-y-desarrollo/articulo/derechos-humanos-y-migracion-el-eslabon-perdido', 'confidence: confirmed
CLASE system number 000325113; authors and year are empty in the stored page; the year 2008 follows from number 10 (between no. 9 of the second semester of 2007 and no. 11 of 2008).');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (10, 'es', 'Derechos humanos y migración: el eslabón perdido', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (10, 1, 39);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (11, 'gomes-2008', 'published', 1767225600, 1767225600, 'article', 'es', 2008, '2008', 7, 1, 1, '55', '78', '10.35533/myd.0611.jagm', 1, NULL, 'https://www.mendeley.com/catalogue/b8394d1b-ac9a-3a50-86a0-1946a33f523d/
http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992008000200003&lng=pt&nrm=iso&tlng=es
https://biblat.unam.mx/fr/revista/migracion-y-desarrollo/articulo/neoliberalismo-y-salud-en-la-frontera-de-mexico-y-estados-unidos-el-caso-de-la-tuberculosis', 'confidence: confirmed
July-December 2008; CLASE system number 000325654.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (11, 'es', 'Neoliberalismo y salud en la frontera de México y Estados Unidos: El caso de la tuberculosis', 'tuberculosis
globalización
maquila
salud
neoliberalismo');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (11, 1, 'José A.', 'Gomes Moreira', 'author', 'St. Edwards University, Austin, Texas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (11, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (11, 2, 39);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (12, 'canales-2008', 'published', 1767225600, 1767225600, 'article', 'es', 2008, '2008', 7, 1, 2, NULL, NULL, NULL, 1, NULL, 'https://scielo.org.mx/scielo.php?pid=S1870-75992008000200001&script=sci_arttext', 'confidence: confirmed
SciELO pid S1870-75992008000200001 prints ''ene. 2008'' for number 11; pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (12, 'es', 'Remesas y desarrollo en América Latina. Una relación en busca de teoría', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (12, 1, 'Alejandro I.', 'Canales Cerón', 'author', 'Universidad de Guadalajara');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (12, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (12, 2, 1);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (13, 'comunicacion-2008', 'draft', 1767225600, 1767225600, 'article', 'es', 2008, '2008', 7, NULL, 3, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992008000200003&lng=pt&nrm=iso&tlng=es', 'confidence: title-only
Seen only as next-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (13, 'es', 'Comunicación y afrontamiento como estrategias individuales que buscan facilitar la adaptación social en población migrante', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (13, 1, 30);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (14, 'cortes-ortega-2008', 'published', 1767225600, 1767225600, 'article', 'es', 2008, '2008', 7, 1, 4, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992008000200002&lng=es&nrm=iso&tlng=es
https://fdocuments.net/document/if-they-did-not-watch-over-me-i-would-have-nothing-meme-migracionrimdrevistarev11ingt2pdf2008.html', 'confidence: confirmed
English edition (second semester 2008) opens with ''If they did not watch over me, I would have nothing…'' and starts on page 31 of the English file rev11ing/t2.pdf.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (14, 'en', NULL, 'remittances
organizations
development
finance
projects');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (14, 'es', 'Si ellas no vieran por mí, no tuviera nada: Remesas y estructuras financieras locales en el Austro Ecuatoriano. Una mirada transnacional al dinero de los migrantes', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (14, 1, 'Almudena', 'Cortés Maisonave', 'author', 'Universidad Autónoma de Madrid (Antropología Social y Pensamiento Filosófico Español)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (14, 2, 'Carlos Ernesto', 'Ortega García', 'author', 'FLACSO Ecuador');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (14, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (14, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (15, 'aquino-2009', 'published', 1767225600, 1767225600, 'article', 'es', 2009, '2009', 8, 1, 1, '79', '95', NULL, 1, NULL, 'https://es.scribd.com/document/377677615/Moreschi-Entre-el-sueno-zapatista-y-el-sueno-americano
https://es.scribd.com/document/57048811/Between-the-Zapatista-and-American-Dreams', 'confidence: confirmed
Redalyc id 66012897005; English version from the English edition.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (15, 'en', 'Between the Zapatista and American Dreams: Zapatista Communal Perspectives on Migration to the United States', 'international migration
migration management
Zapatismo
Chiapas
conflict');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (15, 'es', 'Entre el «sueño zapatista» y el «sueño americano»: la migración a Estados Unidos vista desde las comunidades zapatistas', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (15, 1, 'Alejandra', 'Aquino Moreschi', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (15, 1, 33);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (15, 2, 27);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (16, 'movilidad-indigena-2009', 'draft', 1767225600, 1767225600, 'article', 'es', 2009, '2009', 8, NULL, 2, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scieloOrg/php/translateCallAndLog.php?date=&translator=google&tlang=es&tlang2=bg&lang=es&pid=S1870-75992009000200004&script=sci_arttext&url=http%3A%2F%2Fwww.scielo.org.mx%2Fscielo.php%3Fscript%3Dsci_arttext%26pid%3DS1870-75992009000200004%26lng%3Des%26nrm%3Diso%26tlng%3Des', 'confidence: title-only
Seen only as previous-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (16, 'es', 'Movilidad laboral. Imposición estructural para la incorporación indígena a los mercados de trabajo en contextos globales', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (16, 1, 33);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (16, 2, 8);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (17, 'sanmartin-2009', 'published', 1767225600, 1767225600, 'article', 'es', 2009, '2009', 8, 1, 3, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scieloOrg/php/translateCallAndLog.php?date=&translator=google&tlang=es&tlang2=bg&lang=es&pid=S1870-75992009000200004&script=sci_arttext&url=http%3A%2F%2Fwww.scielo.org.mx%2Fscielo.php%3Fscript%3Dsci_arttext%26pid%3DS1870-75992009000200004%26lng%3Des%26nrm%3Diso%26tlng%3Des', 'confidence: confirmed
SciELO pid S1870-75992009000200004; pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (17, 'es', 'El vínculo migración y desarrollo en el marco de la política pública española', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (17, 1, 'Anna', 'Sanmartín Ortí', 'author', 'Instituto Universitario de Investigación Ortega y Gasset, Universidad Complutense de Madrid');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (17, 1, 43);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (17, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (18, 'castles-2010-irregular', 'published', 1767225600, 1767225600, 'article', 'es', 2010, '2010', 9, 1, 1, '49', '80', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_abstract&pid=S1870-75992010000200002&lng=es&nrm=iso&tlng=en', 'confidence: confirmed
SciELO prints ''Sthephen'' and volume 8; the issue PDF printed volume 7.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (18, 'en', NULL, 'irregular migration
destination countries
exploitation
worker rights
migrant associations');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (18, 'es', 'Migración irregular: causas, tipos y dimensiones regionales', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (18, 1, 'Stephen', 'Castles', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (18, 1, 20);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (18, 2, 43);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (19, 'marquez-delgado-2011', 'published', 1767225600, 1767225600, 'article', 'es', 2011, '2011', 10, 1, 1, '3', '42', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992011000100001&lng=en&nrm=iso
https://vdocuments.us/perspectiva-del-sur-sobre-capital-global-der-que-con-guran-la-globalizacion.html', 'confidence: confirmed
Redalyc id 66021591001.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (19, 'es', 'Una perspectiva del sur sobre capital global, migración forzada y desarrollo alternativo', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (19, 1, 'Humberto', 'Márquez Covarrubias', 'author', 'Universidad Autónoma de Zacatecas (Doctorado en Estudios del Desarrollo)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (19, 2, 'Raúl', 'Delgado Wise', 'author', 'Unidad Académica de Estudios del Desarrollo, Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (19, 1, 17);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (19, 2, 5);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (20, 'vision-comprehensiva-2011', 'draft', 1767225600, 1767225600, 'article', 'es', 2011, '2011', 10, NULL, 2, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992011000100001&lng=en&nrm=iso', 'confidence: title-only
Seen only as next-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (20, 'es', 'Hacia una visión comprehensiva del nexo entre migración, desarrollo y derechos humanos', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (20, 1, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (20, 2, 39);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (21, 'absi-2012', 'published', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, 1, 1, '5', '39', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100001
https://123dok.net/document/yr3w4x8y-migrante-entre-las-demas-la-categoria-prostituta-a-pruebas-de-las-estadisticas-en-bolivia.html', 'confidence: confirmed
HAL id hal-02547388. Countries of affiliation from general knowledge.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (21, 'es', 'Migrante entre las demás. La categoría «prostituta» a prueba de las estadísticas en Bolivia', 'Bolivia
trabajadoras sexuales
migración
prostitución
estrategia de vida');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (21, 1, 'Pascale', 'Absi', 'author', 'Institut de Recherche pour le Développement (IRD)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (21, 2, 'Hubert', 'Mazurek', 'author', 'Institut de Recherche pour le Développement (IRD)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (21, 3, 'Noemí', 'Chipana', 'author', 'Universidad San Francisco Xavier de Chuquisaca');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (21, 1, 31);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (21, 2, 19);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (22, 'tejada-2012', 'published', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, 1, 2, '59', '92', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100003&lng=es&nrm=iso
https://pdfslide.us/documents/migration-and-development-vol-10-18-2017-05-18-gabriela-tejada-migration-and.html
https://bdu.siu.edu.ar/bdu/Record/I16-R122-66024502003oai/Description
https://infoscience.epfl.ch/record/185223', 'confidence: confirmed
Redalyc id 66024502003. EPFL''s record prints ''... as Agents of Change''; the English edition prints ''... as Agents of Development''. Country of affiliation from general knowledge.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (22, 'en', 'Mobility, Knowledge and Cooperation: Scientific Diasporas as Agents of Development', 'scientific diasporas
scientific mobility
knowledge communities
international cooperation
development');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (22, 'es', 'Movilidad, conocimiento y cooperación: las diásporas científicas como agentes de desarrollo', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (22, 1, 'Gabriela', 'Tejada', 'author', 'École Polytechnique Fédérale de Lausanne (EPFL), Cooperation & Development Centre (CODEV)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (22, 1, 12);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (22, 2, 34);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (23, 'gaspar-2012', 'published', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, 1, 3, '101', '138', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100004
http://scielo.org.mx/scielo.php?lng=es&nrm=i.p&pid=S1870-75992012000100004&script=sci_abstract&tlng=en', 'confidence: confirmed');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (23, 'en', NULL, 'migration
immigration
emigration
returning migrants
unemployment');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (23, 'es', 'Migración México-Estados Unidos en cifras (1990-2011)', 'migración
migrantes de retorno
desempleo
México
Estados Unidos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (23, 1, 'Selene', 'Gaspar Olvera', 'author', 'Unidad Académica en Estudios del Desarrollo-SIMDE (Universidad Autónoma de Zacatecas)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (23, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (23, 2, 7);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (24, 'apuntes-2012', 'published', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, 2, 4, '185', '191', NULL, 1, NULL, 'https://pdfslide.net/documents/coyuntura-y-debate-apuntes-para-una-visin-lo-cual-implica-altos-niveles.html', 'confidence: confirmed
Authors not visible in the excerpt.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (24, 'es', 'Apuntes para una visión estratégica sobre desarrollo, migración y derechos humanos', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (24, 1, 39);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (24, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (25, 'dolor-gozo-2012', 'draft', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, NULL, 5, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100005', 'confidence: title-only
Seen only as next-article link on the SciELO page of the preceding article; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (25, 'es', 'Dolor y gozo: La estructura psíquica de las familias transnacionales', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (25, 1, 30);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (25, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (26, 'giron-lara-2012', 'published', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, 1, 6, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100005', 'confidence: confirmed
Keyword list cut off in the excerpt; pages not printed.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (26, 'es', 'Empresarias hispanas y mexicanas en Estados Unidos y México', 'migración femenina
mujeres empresarias');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (26, 1, 'Alicia', 'Girón', 'author', 'Instituto de Investigaciones Económicas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (26, 2, 'Mirosalba', 'Lara Cancino', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (26, 1, 31);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (26, 2, 27);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (27, 'wooding-2012', 'published', 1767225600, 1767225600, 'article', 'es', 2012, '2012', 11, 1, 7, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992012000100002&lng=en&nrm=iso', 'confidence: confirmed
Pages not printed in the excerpt. Country of affiliation from general knowledge (UNIBE, Santo Domingo).');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (27, 'es', 'La lucha de las mujeres migrantes haitianas por la seguridad ciudadana', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (27, 1, 'Bridget', 'Wooding', 'author', 'Observatorio Migrantes del Caribe, CIES-UNIBE');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (27, 1, 31);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (27, 2, 39);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (27, 3, 24);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (28, 'castles-2013-precarious', 'published', 1767225600, 1767225600, 'article', 'es', 2013, '2013', 12, 1, 1, '8', '42', NULL, 1, NULL, 'https://documents.pub/document/migracin-trabajo-y-derechos-precarios-perspectivas-histrica-y-2019-09-30.html', 'confidence: confirmed
Translated from English by Luis Rodolfo Morán Quiroz.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (28, 'en', NULL, 'international migration
history of migration
human rights
crisis
neoliberal globalization');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (28, 'es', 'Migración, trabajo y derechos precarios: perspectivas histórica y actual', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (28, 1, 'Stephen', 'Castles', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (28, 1, 11);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (28, 2, 40);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (29, 'faist-2013', 'published', 1767225600, 1767225600, 'article', 'es', 2013, '2013', 12, 1, 2, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?pid=S1870-75992013000100004&script=sci_arttext
https://pdfslide.net/documents/ahora-todos-somos-transnacionales-relevancia-de-la-rimd-con-la-afirmacin-de.html', 'confidence: confirmed
Translated from English by Luis Rodolfo Morán Quiroz; pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (29, 'en', NULL, 'social inequality
migration
mobility
transnationality
globalization');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (29, 'es', '«Ahora todos somos transnacionales»: relevancia de la transnacionalidad para comprender las inequidades sociales', 'inequidad social
migración
transnacionalidad
globalización
movilidad');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (29, 1, 'Thomas', 'Faist', 'author', 'Universität Bielefeld (Bielefeld University)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (29, 1, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (30, 'fresneda-delgado-2013', 'published', 1767225600, 1767225600, 'article', 'es', 2013, '2013', 12, 1, 3, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?pid=S1870-75992013000100006&script=sci_arttext', 'confidence: confirmed
Pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (30, 'es', 'Migración y desarrollo en Cuba: socialismo, subdesarrollo productivo y globalización neoliberal', 'migración cubana
subdesarrollo productivo socialista
limitación relativa del consumo
movilidad social
exportación de servicios intensivos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (30, 1, 'Edel José', 'Fresneda Camacho', 'author', 'Universidad Autónoma de Zacatecas (doctorate)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (30, 2, 'Raúl', 'Delgado Wise', 'author', 'Red Internacional de Migración y Desarrollo');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (30, 1, 4);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (30, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (31, 'portes-zhou-2013', 'published', 1767225600, 1767225600, 'article', 'es', 2013, '2013', 12, 1, 4, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992013000100005&lng=es&nrm=iso', 'confidence: confirmed
Pages not seen. Family name printed in the order ''Min Zhou''.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (31, 'es', 'El águila y el dragón: el papel de las organizaciones transnacionales de inmigrantes en China y México', 'transnacionalismo
organizaciones de migrantes
remesas
desarrollo en México
desarrollo en China');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (31, 1, 'Alejandro', 'Portes', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (31, 2, 'Min', 'Zhou', 'author', 'Universidad de California');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (31, 1, 35);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (31, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (32, 'sindical-2013', 'draft', 1767225600, 1767225600, 'article', 'es', 2013, '2013', 12, NULL, 5, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?pid=S1870-75992013000100004&script=sci_arttext', 'confidence: title-only
Seen only as previous-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (32, 'es', '¿Más allá del norte y del sur? Migración, informalización y revitalización sindical', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (32, 1, 40);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (32, 2, 35);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (33, 'uruguay-2013', 'draft', 1767225600, 1767225600, 'article', 'es', 2013, '2013', 12, NULL, 6, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?pid=S1870-75992013000100006&script=sci_arttext', 'confidence: title-only
Seen only as next-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (33, 'es', 'Uruguay: cien años de transición demográfica', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (33, 1, 7);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (34, 'villafuerte-garcia-tres-ciclos', 'draft', 1767225600, 1767225600, 'article', 'es', 2014, '2014', 13, 1, 1, '3', NULL, NULL, 1, NULL, 'https://es.scribd.com/document/666727341/22-1Tres-ciclos-migratorios-en-Chiapas', 'confidence: doubtful
The journal name and year are not printed in the excerpt; number 22 is read from the file name ''22-1'' and the layout.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (34, 'es', 'Tres ciclos migratorios en Chiapas: interno, regional e internacional', 'Chiapas
migración
pobreza
crisis
flujos transfronterizos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (34, 1, 'Daniel', 'Villafuerte Solís', 'author', 'Centro de Estudios Superiores de México y Centroamérica, Universidad de Ciencias y Artes de Chiapas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (34, 2, 'María del Carmen', 'García Aguilar', 'author', 'Centro de Estudios Superiores de México y Centroamérica, Universidad de Ciencias y Artes de Chiapas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (34, 1, 19);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (34, 2, 27);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (35, 'portes-armony-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 14, 1, 1, '3', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100003', 'confidence: confirmed
January-June 2016; first page read from the SciELO identifier (…00003). Keyword list cut off in the excerpt.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (35, 'en', 'Recovering ancestral values and creating new bonds: Chinese transnationalism in Latin America', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (35, 'es', 'Rescatando valores ancestrales y creando nuevos lazos: el transnacionalismo chino en América Latina', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (35, 1, 'Alejandro', 'Portes', 'author', 'Princeton University (emeritus); University of Miami');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (35, 2, 'Ariel C.', 'Armony', 'author', 'University of Pittsburgh');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (35, 1, 34);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (35, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (36, 'grimson-ng-denardi-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 14, 1, 2, '25', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100025&lng=en&tlng=en
https://mydokument.com/las-organizaciones-de-inmigrantes-chinos-en-argentina.html', 'confidence: confirmed
January-June 2016; first page read from the SciELO identifier (…00025).');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (36, 'en', 'Chinese immigrant organizations in Argentina', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (36, 'es', 'Las organizaciones de inmigrantes chinos en Argentina', 'inmigración
organizaciones
transnacionalismo
China
Argentina');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (36, 1, 'Alejandro', 'Grimson', 'author', 'Universidad Nacional de San Martín; Conicet');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (36, 2, 'Gustavo', 'Ng', 'author', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (36, 3, 'Luciana', 'Denardi', 'author', 'IDAES-UNSAM / IDES (degree)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (36, 1, 35);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (36, 2, 34);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (37, 'martinez-dussel-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 14, 1, 3, '111', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100111&lng=es&nrm=iso&tlng=es
https://www.researchgate.net/publication/336620781_La_diaspora_china_en_Mexico_Asociaciones_chinas_en_el_Distrito_Federal_Mexicali_y_Tapachula', 'confidence: confirmed
January-June 2016.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (37, 'en', 'The Chinese diaspora in Mexico: Chinese associations in the Distrito Federal, Mexicali and Tapachula', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (37, 'es', 'La diáspora china en México. Asociaciones chinas en el Distrito Federal, Mexicali y Tapachula', 'inmigración
China
México
Distrito Federal
Mexicali
Tapachula
asociaciones chinas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (37, 1, 'Sergio E.', 'Martínez Rivera', 'author', 'Centro de Estudios China-México, Facultad de Economía, Universidad Nacional Autónoma de México');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (37, 2, 'Enrique', 'Dussel Peters', 'author', 'Posgrado en Economía y Centro de Estudios China-México, Universidad Nacional Autónoma de México');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (37, 1, 34);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (37, 2, 35);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (38, 'tamagno-velasquez-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 14, 1, 4, '145', NULL, NULL, 1, NULL, 'https://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100145', 'confidence: confirmed
January-June 2016; first page read from the SciELO identifier (…00145).');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (38, 'en', 'Chinese association dynamics in Peru: Toward a characterization and typology', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (38, 'es', 'Dinámicas de las asociaciones chinas en Perú: hacia una caracterización y tipología', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (38, 1, 'Carla', 'Tamagno', 'author', 'Universidad San Martín de Porres; Observatorio Andino de Migración Interculturalidad y Codesarrollo (OAMIC)');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (38, 2, 'Norma', 'Velásquez', 'author', 'Universidad Católica Sedes Sapientiae');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (38, 1, 35);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (38, 2, 34);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (39, 'colombia-2016', 'draft', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 14, NULL, 5, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100025&lng=en&tlng=en', 'confidence: title-only
Seen only as next-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (39, 'es', 'Las organizaciones chinas en Colombia', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (39, 1, 35);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (39, 2, 34);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (40, 'emergencia-china-2016', 'draft', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 14, NULL, 6, NULL, NULL, NULL, 1, NULL, 'https://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000100145', 'confidence: title-only
Seen only as next-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (40, 'es', 'La emergencia de China como potencia mundial. Fin del periodo de alto crecimiento y nuevos desafíos', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (40, 1, 4);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (41, 'gasper-sinatti-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 15, 1, 1, '19', '63', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000200019&lng=en&nrm=iso
https://research.vu.nl/en/publications/investigating-migration-within-a-human-security-framework
https://es.scribd.com/document/689942661/1870-7599-myd-14-27-00019', 'confidence: confirmed
The university record prints the pages as ''(from-to) 19, number of pages 63''; read here as 19-63.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (41, 'en', 'Investigating migration within a human security framework', 'human security
migration
vulnerability
capabilities');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (41, 'es', 'Una investigación sobre migración en el marco de la seguridad humana', 'migración internacional
seguridad humana
capacidad
vulnerabilidad');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (41, 1, 'Des', 'Gasper', 'author', 'International Institute of Social Studies (ISS), Erasmus University Rotterdam');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (41, 2, 'Giulia', 'Sinatti', 'author', 'Free University of Amsterdam (Department of Social & Cultural Anthropology)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (41, 1, 39);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (41, 2, 1);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (42, 'canales-meza-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 15, 1, 2, '65', '107', NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000200065&lng=en&nrm=iso&tlng=en
https://www.scielo.org.mx/scielo.php?script=sci_abstract&pid=S1870-75992016000200065&lng=pt&nrm=iso&tlng=en', 'confidence: confirmed');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (42, 'en', 'Aim of the collapse and new migratory scene Mexico-United States', 'migratory collapse
return
emigration
economic crisis
migratory cycle');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (42, 'es', 'Fin del colapso y nuevo escenario migratorio México-Estados Unidos', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (42, 1, 'Alejandro I.', 'Canales', 'author', 'Universidad de Guadalajara');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (42, 2, 'Sofía', 'Meza', 'author', 'Universidad de Guadalajara');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (42, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (42, 2, 22);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (43, 'aragones-avila-salgado-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 15, 1, 3, '109', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?lng=es&nrm=iso&pid=S1870-75992016000200109&script=sci_arttext
https://vdocuments.mx/migracin-rural-remesas-y-su-relacin-con-la-.html', 'confidence: confirmed');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (43, 'en', 'Rural migration, remittances and their bond with the sustainable diversification and the consumption patterns. A case study in the coast of Oaxaca', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (43, 'es', 'Migración rural, remesas y su relación con la diversificación sustentable y los patrones de consumo. Un estudio de caso en la zona costera de Oaxaca', 'desarrollo y diversificación sustentable
consumo conspicuo
patrones de consumo
enfoques funcionalista y estructuralista
costa de Oaxaca');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (43, 1, 'Ana María', 'Aragonés', 'author', 'Instituto de Investigaciones Económicas, Universidad Nacional Autónoma de México');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (43, 2, 'Sophie', 'Ávila', 'author', 'Instituto de Investigaciones Económicas, Universidad Nacional Autónoma de México');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (43, 3, 'Uberto', 'Salgado', 'author', 'Instituto de Investigaciones Económicas, Universidad Nacional Autónoma de México');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (43, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (43, 2, 25);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (44, 'gabarrot-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 15, 1, 4, '139', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000200139&lng=en&nrm=iso&tlng=es
https://tr.scribd.com/document/405779886/2016-Migracio-n-y-Desarrollo-pdf', 'confidence: confirmed');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (44, 'es', 'Familias transnacionales y política social en las comunidades de origen: una visión cualitativa de la relación entre migración y desarrollo', 'comunidad de origen
familias transnacionales
política social
capacidades básicas
métodos cualitativos');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (44, 1, 'Mariana', 'Gabarrot', 'author', 'Instituto Tecnológico y de Estudios Superiores de Monterrey');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (44, 1, 30);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (44, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (45, 'ambrosini-2016', 'published', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 15, 1, 5, NULL, NULL, NULL, 1, NULL, 'https://isidore.science/document/10670/1.892ubb
http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000200019&lng=en&nrm=iso', 'confidence: confirmed
Issue taken from the SciELO page of the next article in the same issue.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (45, 'en', 'Refugees and immigrants in Italy: Why some of them terrify us and the others settle without problems?', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (45, 'es', 'Refugiados y otros inmigrantes en Italia: ¿Por qué algunos nos aterrorizan y los demás se instalan sin mayores problemas?', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (45, 1, 'Maurizio', 'Ambrosini', 'author', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (45, 1, 18);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (45, 2, 43);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (46, 'trump-2016', 'draft', 1767225600, 1767225600, 'article', 'es', 2016, '2016', 15, NULL, 6, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992016000200139&lng=en&nrm=iso&tlng=es', 'confidence: title-only
Seen only as the next-article link on the SciELO page of the preceding article; authors, pages and Spanish title not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (46, 'en', 'Reflections about the migratory issue Mexico-United States in light of Donald Trump electoral triumph', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (46, 1, 27);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (46, 2, 43);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (47, 'delgado-2018', 'published', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 16, 1, 1, '13', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200013&lng=es&nrm=iso', 'confidence: confirmed
First page read from the SciELO identifier (…00013).');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (47, 'en', 'Observations on the theory and practice of the relationship between migration and development: a South perspective', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (47, 'es', 'Reflexiones en torno a la teoría y a la práctica de la relación entre migración y desarrollo: una perspectiva del Sur', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (47, 1, 'Raúl', 'Delgado Wise', 'author', 'Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (47, 1, 5);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (47, 2, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (48, 'gonzalez-bautista-2018', 'published', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 16, 2, 2, '117', NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200117&lng=en&nrm=iso&tlng=en', 'confidence: confirmed
First page read from the SciELO identifier (…00117); the SciELO identifier pattern of this period ends in the first page.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (48, 'en', 'Migration and Development, an enduring scientific journal, 2003-2018', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (48, 'es', 'Migración y Desarrollo, revista científica de largo aliento, 2003-2018', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (48, 1, 'Georgia Aralú', 'González Pérez', 'author', 'Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (48, 2, 'Carlos', 'Bautista Capetillo', 'author', 'Unidad Académica de Ingeniería, Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (48, 1, 7);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (49, 'cig-2018', 'draft', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 16, NULL, 3, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200013&lng=es&nrm=iso', 'confidence: title-only
Seen as next-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (49, 'es', 'Solidaridad comunitaria transnacional del Concejo Indígena de Gobierno (CIG) por otra democracia, justicia y libertad', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (49, 1, 33);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (49, 2, 6);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (50, 'editorial-2018', 'draft', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 16, 4, 4, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200013&lng=es&nrm=iso', 'confidence: title-only
Seen as previous-article link; authors and pages not seen. Section inferred from its position before the first article.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (50, 'es', '15 años de promover una agenda alternativa y crítica de investigación y acción en materia de migración, desarrollo y derechos humanos', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (50, 1, 2);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (50, 2, 39);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (51, 'migrar-resistir-2018', 'draft', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 16, NULL, 5, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200117&lng=en&nrm=iso&tlng=en', 'confidence: title-only
Seen only as next-article link; authors and pages not seen. The title is the motto of the VIII World Social Forum on Migrations.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (51, 'es', 'Migrar, resistir, construir y transformar', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (51, 1, 37);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (52, 'postmigrante-2018', 'draft', 1767225600, 1767225600, 'article', 'es', 2018, '2018', 16, NULL, 6, NULL, NULL, NULL, 1, NULL, 'http://www.scielo.org.mx/scielo.php?script=sci_arttext&pid=S1870-75992018000200117&lng=en&nrm=iso&tlng=en', 'confidence: title-only
Seen only as previous-article link; authors and pages not seen.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (52, 'es', 'Activismo postmigrante: movimientos de justicia urbana en Suecia', NULL);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (52, 1, 35);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (53, 'brower-2021', 'published', 1767225600, 1767225600, 'article', 'es', 2021, '2021', 17, 1, 1, '37', '64', NULL, 1, NULL, 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-36-texto-completo-jbb/
https://issuu.com./comunidaduaed/docs/mydv19n36/s/13246172', 'confidence: confirmed
First semester 2021; received 20/09/2020, accepted 24/10/2020; whole-issue DOI 10.35533/myd.numero36.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (53, 'en', 'Chilean migratory legislation: three historic moments understood as discursive instruments', 'instrument
discourse
knowledge/power
law
migration
migrant');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (53, 'es', 'Legislación migratoria chilena: tres momentos históricos entendidos como dispositivos discursivos', 'dispositivo
discurso
saber/poder
ley
migración
migrante');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (53, 1, 'Jorge', 'Brower Beltramin', 'author', 'Universidad de Santiago de Chile');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (53, 1, 43);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (54, 'glick-2022', 'published', 1767225600, 1767225600, 'article', 'es', 2022, '2022', 18, 1, 1, NULL, NULL, NULL, 1, NULL, 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-38-texto-completo-ngs/', 'confidence: confirmed
First semester 2022; received 15/08/2021, accepted 23/10/2021; translated by Georgia Aralú González Pérez and Aldo López Valle; whole-issue DOI 10.35533/myd.numero38.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (54, 'en', 'Debunking migration and development. A dispossession and displacement studies approach', NULL);
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (54, 'es', 'Desenmascarando la migración y el desarrollo. Un enfoque basado en los estudios sobre desposesión y desplazamiento', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (54, 1, 'Nina', 'Glick Schiller', 'author', 'University of Manchester (professor emerita)');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (54, 1, 1);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (54, 2, 4);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (55, 'delgado-2023-editorial', 'published', 1767225600, 1767225600, 'article', 'es', 2023, '2023', 19, 4, 1, NULL, NULL, NULL, 1, NULL, 'https://estudiosdeldesarrollo.mx/migracionydesarrollo/numero-40-editorial/', 'confidence: confirmed
First semester 2023; whole-issue DOI 10.35533/myd.numero40; author signs as President of the International Network on Migration and Development.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (55, 'es', 'Veinte años de impulsar una agenda crítica y alternativa de investigación', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (55, 1, 'Raúl', 'Delgado Wise', 'author', 'Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (55, 1, 2);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (56, 'reyes-gijon-cruz', 'draft', 1767225600, 1767225600, 'article', 'es', NULL, NULL, NULL, 1, 1, '117', NULL, NULL, 1, 'Migración y Desarrollo', 'https://fdocuments.es/document/migracion-internacional-economias-familiares-mercados-y-internacionales.html
https://studylib.es/doc/7307545/espa%C3%B1ol', 'confidence: doubtful
Journal name, number and year are not printed in the excerpt; attributed to this journal by its layout.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (56, 'es', 'Migración internacional, economías familiares, mercados y medio ambiente en México', 'bienestar familiar
remesas internacionales
salarios regionales
capital social y humano
consumo crítico');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (56, 1, 'Rafael G.', 'Reyes Morales', 'author', 'Instituto Tecnológico de Oaxaca');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (56, 2, 'Alicia Sylvia', 'Gijón Cruz', 'author', 'Universidad Autónoma Benito Juárez de Oaxaca');
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (56, 3, 'Isabel', 'Cruz Hernández', 'author', 'Asociación Mexicana de Uniones de Crédito del Sector Social');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (56, 1, 9);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (56, 2, 25);
INSERT INTO publication (id, slug, state, created_at, updated_at, kind, language, year, issued, issue_id, section_id, position, first_page, last_page, doi, own, container, sources, notes) VALUES (57, 'pantoja-belen', 'draft', 1767225600, 1767225600, 'article', 'es', NULL, NULL, NULL, 3, 2, '177', NULL, NULL, 1, 'Migración y Desarrollo', 'https://fdocuments.mx/document/experiencia-eclesiologica-y-alternativa-social-en-el-dolor-y-la-violencia-social.html', 'confidence: doubtful
The journal name, number and year are not printed in the excerpt; attributed to this journal because of its section name ''La voz de los actores'' and layout.');
INSERT INTO publication_text (publication_id, lang, title, keywords) VALUES (57, 'es', 'Belén, Posada del Migrante. Experiencia eclesiológica y alternativa social en el dolor y la violencia social de la migración forzada centroamericana', NULL);
INSERT INTO publication_authors (publication_id, position, given, family, role, affiliation) VALUES (57, 1, 'Pedro', 'Pantoja Arreola', 'author', 'Belén, Posada del Migrante; Frontera con Justicia A.C.; Humanidad Sin Fronteras A.C.');
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (57, 1, 21);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (57, 2, 28);
INSERT INTO publication_topics (publication_id, position, target_id) VALUES (57, 3, 41);
