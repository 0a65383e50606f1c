-- First news: what this site is, and what it opens. No event of the world is claimed.
INSERT INTO post (id, slug, state, created_at, updated_at, published_on) VALUES
    (1, 'a-new-home-for-the-network', 'published', 1795478400, 1795478400, '2026-11-24'),
    (2, 'the-journal-in-one-place', 'published', 1795392000, 1795392000, '2026-11-23'),
    (3, 'global-processes-since-2006', 'published', 1795305600, 1795305600, '2026-11-22');
INSERT INTO post_text (post_id, lang, title, summary, body) VALUES
(1, 'en', 'A new home for the network', 'Members, events, publications and news of the network now have one address, in Spanish and English.',
'The network’s addresses have changed several times in twenty years, and many papers survived only as copies elsewhere. This site gives each of them a permanent address.

What you find here:

- a **directory** of members, by subject, country, language and migration corridor;
- **events**, with times in the place’s own time zone, to add to your calendar;
- **publications**, each with a ready citation;
- the **global processes** in which civil society takes part.

The site works on old phones and slow lines, and without JavaScript.'),
(1, 'es', 'Una nueva casa para la red', 'Integrantes, eventos, publicaciones y noticias de la red tienen ahora una sola dirección, en español y en inglés.',
'En veinte años, las direcciones de la red cambiaron varias veces, y muchos trabajos sobrevivieron solo como copias en otros sitios. Este sitio da a cada uno una dirección permanente.

Aquí encontrará:

- un **directorio** de integrantes, por tema, país, idioma y corredor migratorio;
- **eventos**, con la hora del lugar y su zona horaria, para agregar a su calendario;
- **publicaciones**, cada una con su cita lista para usar;
- los **procesos globales** en los que participa la sociedad civil.

El sitio funciona en teléfonos antiguos y con conexiones lentas, y sin JavaScript.'),
(2, 'en', 'The journal in one place', 'Issues of Migración y Desarrollo from 2004 on are being catalogued, article by article.',
'The catalogue of the journal *Migración y Desarrollo* brings together what could be confirmed so far: issues, articles, authors, pages and subjects. Records whose source is incomplete stay as drafts until they are checked.

If you wrote for the journal and find an error, please tell us.'),
(2, 'es', 'La revista, en un solo lugar', 'Los números de Migración y Desarrollo desde 2004 se catalogan artículo por artículo.',
'El catálogo de la revista *Migración y Desarrollo* reúne lo que hasta ahora pudo confirmarse: números, artículos, autorías, páginas y temas. Los registros cuya fuente está incompleta permanecen como borradores hasta su revisión.

Si usted escribió en la revista y encuentra un error, le agradeceremos que nos lo diga.'),
(3, 'en', 'Global processes since 2006', 'From the High-level Dialogue of 2006 to the review forums of the Global Compact: places, dates and sources.',
'Government-led summits and the parallel forums of civil society now stand side by side, with their places, dates and sources: the Global Forum on Migration and Development, People’s Global Action, the World Social Forum on Migrations, the High-level Dialogues and the Global Compact.'),
(3, 'es', 'Procesos globales desde 2006', 'Del Diálogo de Alto Nivel de 2006 a los foros de examen del Pacto Mundial: lugares, fechas y fuentes.',
'Las cumbres de gobiernos y los foros paralelos de la sociedad civil aparecen ahora lado a lado, con sus lugares, fechas y fuentes: el Foro Mundial sobre Migración y Desarrollo, la Acción Global de los Pueblos, el Foro Social Mundial de las Migraciones, los Diálogos de Alto Nivel y el Pacto Mundial.');
INSERT INTO post_topics (post_id, position, target_id) SELECT 3, 1, id FROM topic WHERE slug = 'global-governance';
