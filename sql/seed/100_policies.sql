-- What the forms say. Each published wording is kept with its number (policy_version).
INSERT INTO policy (id, slug, state, created_at, updated_at, form, optional) VALUES
    (1, 'join', 'published', 1767225600, 1767225600, 'join', 0),
    (2, 'profile', 'published', 1767225600, 1767225600, 'profile', 0),
    (3, 'messages', 'published', 1767225600, 1767225600, 'messages', 1),
    (4, 'contact', 'published', 1767225600, 1767225600, 'contact', 0),
    (5, 'event', 'published', 1767225600, 1767225600, 'event', 0);
INSERT INTO policy_text (policy_id, lang, title, body) VALUES
(1, 'en', 'What happens with what you write here',
'The network, with its seat at the Universidad Autónoma de Zacatecas, uses it to decide on your application, and later for your membership and your page in the directory. Only the staff reads it before it is approved. Your e-mail address and telephone number stay with the staff unless you choose otherwise. You can see, correct, take away and erase all of it yourself.'),
(1, 'es', 'Qué pasa con lo que escribe aquí',
'La red, con sede en la Universidad Autónoma de Zacatecas, lo usa para decidir sobre su solicitud y, después, para su participación y su página en el directorio. Antes de la aprobación solo lo lee el equipo. Su correo electrónico y su teléfono se quedan con el equipo, salvo que usted decida otra cosa. Usted puede verlo, corregirlo, llevárselo y suprimirlo todo por su cuenta.'),
(2, 'en', 'Who sees your profile',
'For each field you say who sees it: everybody, members, or the staff. What is for everybody is found by search engines. What you hide is nowhere: not in lists, counts, searches or downloads.'),
(2, 'es', 'Quién ve su perfil',
'Para cada dato usted dice quién lo ve: todo el mundo, las personas integrantes o el equipo. Lo que es para todo el mundo lo encuentran los buscadores. Lo que usted oculta no aparece en ningún lado: ni en listas, cuentas, búsquedas ni descargas.'),
(3, 'en', 'News of the network by e-mail',
'We write to members about events, calls and publications of the network, a few times a year. You can stop this at any time here, or by the link in each message.'),
(3, 'es', 'Noticias de la red por correo',
'Escribimos a las personas integrantes sobre eventos, convocatorias y publicaciones de la red, unas cuantas veces al año. Puede detenerlo en cualquier momento aquí o con el enlace de cada mensaje.'),
(4, 'en', 'What happens with your message',
'Your message goes to the person you write to; neither sees the other’s address. The text is kept for a while in case of misuse, and then emptied.'),
(4, 'es', 'Qué pasa con su mensaje',
'Su mensaje llega a la persona a quien escribe; ninguna ve la dirección de la otra. El texto se guarda un tiempo por si hay un mal uso y después se vacía.'),
(5, 'en', 'What happens with your registration',
'The network uses your name, address and organization to hold this event: for your place, the waiting list, and messages about it. Only the staff reads them. You can see and cancel the registration yourself at any time, and ask us to erase it.'),
(5, 'es', 'Qué pasa con su inscripción',
'La red usa su nombre, su dirección y su institución para realizar este evento: para su lugar, la lista de espera y los mensajes al respecto. Solo los lee el equipo. Usted puede ver y cancelar la inscripción en cualquier momento, y pedirnos que la borremos.');
