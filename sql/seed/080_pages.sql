-- Pages about the network, from the facts of its own former pages; and what a new installation must say of itself.
INSERT INTO page (id, slug, state, created_at, updated_at, position, sources) VALUES
    (1, 'about', 'published', 1767225600, 1767225600, 1, 'http://rimd.reduaz.mx/indexIng.html
http://ojs.reduaz.mx/paginaContenidoBasicoIng.php?id=2004'),
    (2, 'history', 'published', 1767225600, 1767225600, 2, 'http://ojs.reduaz.mx/paginaContenidoBasicoIng.php?id=2004'),
    (3, 'governance', 'published', 1767225600, 1767225600, 3, NULL),
    (4, 'funders', 'published', 1767225600, 1767225600, 4, 'http://ojs.reduaz.mx/paginaContenidoBasicoIng.php?id=2004'),
    (5, 'contact', 'published', 1767225600, 1767225600, 5, NULL),
    (6, 'privacy', 'published', 1767225600, 1767225600, 6, NULL);
INSERT INTO page_text (page_id, lang, title, path, body) VALUES
(1, 'en', 'About the network', 'about',
'The International Network on Migration and Development brings together scholars, students, migrant associations, civil-society organizations and institutions that study migration from the standpoint of the countries and people it concerns most. Its seat is the Academic Unit in Development Studies of the Universidad Autónoma de Zacatecas, in Mexico; it works in Spanish and English.

## What we do

- **Spread news and inform public opinion** about migration and development.
- **Give decision makers, migrant leaders and researchers hard data** on which they can act.
- **Promote debate** between research, organizations and government.
- **Advise** governments and civil society.
- **Study root causes** of migration, corridor by corridor, from origin to destination.
- **Develop strategic indicators** of the costs and benefits of migration: for countries of origin, for countries of destination, for migrants and for their families.

The network publishes the journal *Migración y Desarrollo* and takes part in People’s Global Action on Migration, Development and Human Rights (PGA) and in the Global Forum on Migration and Development (GFMD).'),
(1, 'es', 'La red', 'la-red',
'La Red Internacional de Migración y Desarrollo reúne a personas académicas, estudiantes, asociaciones de migrantes, organizaciones de la sociedad civil e instituciones que estudian la migración desde la perspectiva de los países y de las personas a quienes más concierne. Tiene su sede en la Unidad Académica en Estudios del Desarrollo de la Universidad Autónoma de Zacatecas, en México, y trabaja en español y en inglés.

## Qué hacemos

- **Difundir noticias e informar a la opinión pública** sobre migración y desarrollo.
- **Ofrecer datos sólidos** a quienes toman decisiones, a liderazgos migrantes y a la investigación.
- **Promover debates** entre la academia, las organizaciones y los gobiernos.
- **Asesorar** a gobiernos y a la sociedad civil.
- **Estudiar las causas de fondo** de la migración, corredor por corredor, del origen al destino.
- **Desarrollar indicadores estratégicos** de los costos y beneficios de la migración: para los países de origen, para los de destino, para las personas migrantes y para sus familias.

La red publica la revista *Migración y Desarrollo* y participa en la Acción Global de los Pueblos sobre Migración, Desarrollo y Derechos Humanos (AGP) y en el Foro Mundial sobre Migración y Desarrollo (FMMD).'),
(2, 'en', 'History', 'history',
'| Year | What happened |
| --- | --- |
| 2002 | The network begins its work with a grant of the Ford Foundation. |
| 2003 | It is constituted as a non-profit organization in October; the journal *Migración y Desarrollo* starts. |
| 2006 | The Bellagio dialogue on migration and development brings together perspectives from the South. |
| 2009 | The network joins People’s Global Action on Migration, Development and Human Rights (PGA). |
| 2012 | It is co-organizer of a conference in Norrköping, in the framework of UNESCO-MOST. |
| 2018 | It is co-coordinator of the 8th World Social Forum on Migrations in Mexico City. |'),
(2, 'es', 'Historia', 'historia',
'| Año | Qué ocurrió |
| --- | --- |
| 2002 | La red comienza su trabajo con un apoyo de la Fundación Ford. |
| 2003 | Se constituye en octubre como organización sin fines de lucro; nace la revista *Migración y Desarrollo*. |
| 2006 | El diálogo de Bellagio sobre migración y desarrollo reúne perspectivas desde el Sur. |
| 2009 | La red se suma a la Acción Global de los Pueblos sobre Migración, Desarrollo y Derechos Humanos (AGP). |
| 2012 | Es coorganizadora de una conferencia en Norrköping, en el marco de UNESCO-MOST. |
| 2018 | Es cocoordinadora del VIII Foro Social Mundial de las Migraciones en la Ciudad de México. |'),
(3, 'en', 'Governance', 'governance',
'The network was constituted as a non-profit organization in October 2003. Its seat and coordination are at the Academic Unit in Development Studies of the Universidad Autónoma de Zacatecas, which also publishes its journal.

Anyone who works on migration and development may apply to join, as a person or for an organization. Applications are read by the staff; nothing of an application is public before it is approved.'),
(3, 'es', 'Gobierno de la red', 'gobierno',
'La red se constituyó como organización sin fines de lucro en octubre de 2003. Su sede y su coordinación están en la Unidad Académica en Estudios del Desarrollo de la Universidad Autónoma de Zacatecas, que también publica su revista.

Puede solicitar su ingreso quien trabaje en migración y desarrollo, a título personal o por una organización. El equipo de la red lee cada solicitud; nada de ella es público antes de su aprobación.'),
(4, 'en', 'Funders', 'funders',
'The network lives from small grants. Its own pages name the Ford Foundation (first grant in 2002, and later ones), the MacArthur Foundation, the Rockefeller Foundation, CONACyT (Mexico’s National Council of Science and Technology) and the Universidad Autónoma de Zacatecas.

Funders have no part in what the network writes or publishes.'),
(4, 'es', 'Financiamiento', 'financiamiento',
'La red vive de apoyos modestos. Sus propias páginas mencionan a la Fundación Ford (primer apoyo en 2002, y otros después), la Fundación MacArthur, la Fundación Rockefeller, el CONACyT (Consejo Nacional de Ciencia y Tecnología) y la Universidad Autónoma de Zacatecas.

Quienes financian no intervienen en lo que la red escribe o publica.'),
(5, 'en', 'Contact', 'contact',
'**International Network on Migration and Development**
Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas
Jardín Juárez 147, colonia Centro, Zacatecas, C.P. 98000, Mexico

The journal: [revistamyd@estudiosdeldesarrollo.net](mailto:revistamyd@estudiosdeldesarrollo.net)'),
(5, 'es', 'Contacto', 'contacto',
'**Red Internacional de Migración y Desarrollo**
Unidad Académica en Estudios del Desarrollo, Universidad Autónoma de Zacatecas
Jardín Juárez 147, colonia Centro, Zacatecas, C.P. 98000, México

La revista: [revistamyd@estudiosdeldesarrollo.net](mailto:revistamyd@estudiosdeldesarrollo.net)'),
(6, 'en', 'Privacy', 'privacy',
'This site keeps as little as it can.

- **Visitors**: no analytics, no third party, no cookie before a form is used or somebody signs in. The server’s log holds no full address of a visitor.
- **Members**: your e-mail address and telephone number are for the staff only unless you choose otherwise; for each field of your profile you say who sees it: everybody, members, or staff.
- **Applications** whose e-mail address is not confirmed are deleted after seven days.
- **Your rights**: you may see, correct and delete what we hold about you (access, rectification, cancellation and opposition). With an account you do so yourself, under [My data](/en/account/data); without one, write to the address on the [contact page](/en/pages/contact).

There are two cookies, both needed for what you ask for: one keeps a form safe against misuse, the other keeps you signed in.'),
(6, 'es', 'Privacidad', 'privacidad',
'Este sitio guarda lo menos posible.

- **Visitantes**: sin analítica, sin terceros, sin cookies antes de usar un formulario o iniciar sesión. El registro del servidor no contiene direcciones completas de quienes visitan.
- **Integrantes**: su correo electrónico y su teléfono son solo para el equipo de la red, salvo que usted decida otra cosa; para cada dato de su perfil usted elige quién lo ve: todo el mundo, integrantes o el equipo.
- **Las solicitudes** cuyo correo no se confirma se eliminan a los siete días.
- **Sus derechos**: puede ver, corregir y eliminar lo que conservamos sobre usted (acceso, rectificación, cancelación y oposición). Con una cuenta lo hace usted en [Mis datos](/es/cuenta/datos); sin ella, escriba a la dirección que figura en la [página de contacto](/es/paginas/contacto).

Hay dos cookies, ambas necesarias para lo que usted pide: una protege los formularios contra usos indebidos; la otra mantiene su sesión iniciada.');
