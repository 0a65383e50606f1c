-- Reasons that the staff give to applicants: each is a beginning, to be changed by the network.
INSERT INTO reason (id, slug, state, created_at, updated_at, use) VALUES
    (1, 'what-you-work-on', 'published', 1795478400, 1795478400, 'ask'),
    (2, 'about-the-organization', 'published', 1795478400, 1795478400, 'ask'),
    (3, 'already-registered', 'published', 1795478400, 1795478400, 'ask'),
    (4, 'not-about-migration', 'published', 1795478400, 1795478400, 'decline'),
    (5, 'not-enough-known', 'published', 1795478400, 1795478400, 'decline'),
    (6, 'advertisement', 'published', 1795478400, 1795478400, 'decline'),
    (7, 'complete-your-profile', 'published', 1795478400, 1795478400, 'approve');
INSERT INTO reason_text (reason_id, lang, title, body) VALUES
(1, 'en', 'What do you work on?', 'Thank you for your application. Please tell us in a few lines what you work on in the field of migration and development, and where we can read or see some of it.'),
(1, 'es', '¿En qué trabaja?', 'Gracias por su solicitud. Cuéntenos en pocas líneas en qué trabaja en materia de migración y desarrollo, y dónde podemos leer o ver algo de ello.'),
(2, 'en', 'About the organization', 'Thank you for the application of your organization. Please tell us since when it exists, where it works, and how we can confirm that you speak for it: a page of its website that names you is enough.'),
(2, 'es', 'Sobre la organización', 'Gracias por la solicitud de su organización. Díganos desde cuándo existe, dónde trabaja y cómo podemos confirmar que usted la representa: basta una página de su sitio que le nombre.'),
(3, 'en', 'Already registered?', 'There is a profile in the network that may be yours. Did you register before, perhaps with another address? Tell us, and we join the two.'),
(3, 'es', '¿Ya tiene registro?', 'En la red hay un perfil que podría ser suyo. ¿Se registró antes, quizá con otra dirección de correo? Díganos y uniremos los dos.'),
(4, 'en', 'Not about migration', 'The network brings together people and organizations who work on migration and development. We could not see this in your application. If we misread it, apply again and tell us more.'),
(4, 'es', 'No trata de migración', 'La red reúne a personas y organizaciones que trabajan en migración y desarrollo, y no lo encontramos en su solicitud. Si la leímos mal, haga otra y cuéntenos más.'),
(5, 'en', 'Not enough to decide', 'We did not find enough in your application to decide, and had no answer to our question. You are welcome to apply again at any time.'),
(5, 'es', 'No basta para decidir', 'En su solicitud no encontramos lo suficiente para decidir, y no recibimos respuesta a nuestra pregunta. Puede hacer otra solicitud cuando guste.'),
(6, 'en', 'Advertisement', 'The directory of the network is not a place for advertisements.'),
(6, 'es', 'Publicidad', 'El directorio de la red no es lugar para publicidad.'),
(7, 'en', 'Complete your profile', 'Your profile is short so far. With a few lines about your work, your subjects and your languages others will find you more easily.'),
(7, 'es', 'Complete su perfil', 'Su perfil es breve todavía. Con unas líneas sobre su trabajo, sus temas y sus idiomas será más fácil que otras personas le encuentren.');
