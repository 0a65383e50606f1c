// A member looks after her own profile and publications; what is sensitive waits for the staff while what is approved stays public.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client, hidden } from './server.mjs';

let server, staff, ana, open;
const sql = (text) => server.sql(text);
const load = (type, csv) => server.import(type, csv);
const page = '/es/miembros/ana-ruiz';
const shown = async () => (await open.get(page)).text;
const mail = (kind) => sql(`SELECT body FROM message WHERE kind = '${kind}' ORDER BY id DESC LIMIT 1`);

async function member(slug, email, language = 'es') {
  sql(`INSERT INTO account (email, name, role, language, created_at, member_id) SELECT '${email}', display_name, 'member', '${language}', 1, id FROM member WHERE slug = '${slug}'`);
  const client = new Client(server.origin);
  await client.post('/es/entrar', { email });
  await client.signIn(mail('sign_in').match(/https?:\S+/)[0]);
  return client;
}

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  open = new Client(server.origin);
  await staff.signIn(server.firstLink());
  load('member', `slug,state,kind,given,surname1,surname2,display_name,email,phone,country,city,visibility.email
ana-ruiz,published,scholar,Ana,Ruiz,Soto,Ana Ruiz Soto,ana@example.org,+52 492 1,MX,Zacatecas,members
eva-paz,published,scholar,Eva,Paz,,Eva Paz,eva@example.org,,MX,Jerez,
luz-gil,pending,scholar,Luz,Gil,,Luz Gil,luz@example.org,,MX,Jerez,
`);
  load('publication', `slug,state,kind,title_es,title_en,year,doi,authors
remesas,published,article,Remesas y desarrollo,,2019,10.1234/REM.2019,"Ana | Ruiz Soto | author |  | 
Otra | Persona | author |  | "
retorno,published,book,El retorno,,2001,,"A. | Ruiz | author |  | "
`);
  ana = await member('ana-ruiz', 'ana@example.org');
});
after(() => server.stop());

test('each section is a page of its own and changes nothing else', async () => {
  const home = (await ana.get('/es/cuenta')).text;
  assert.match(home, /Ana Ruiz Soto<\/b>\. Su página es pública/);
  assert.match(home, /Puede agregar:[^]*En una línea/);
  const sections = [...new Set([...home.matchAll(/href="(\/es\/cuenta\/perfil\/[a-z]+)"/g)].map((m) => m[1]))];
  assert.equal(sections.length, 7);
  const seen = [];
  for (const section of sections) {
    const page = (await ana.get(section)).text, form = page.match(/<form[^>]* id="form"[^]*?<\/form>/)[0];
    const names = [...form.matchAll(/ name="((?!csrf|version|base|visibility|policy|row")[a-z0-9_]+)[."]/g)].map((m) => m[1]);
    seen.push(...new Set(names));
    assert.equal((await ana.get(page.match(/<a href="([^"]+)" hreflang="en"/)[1])).status, 200, `${section} in English`);
  }
  assert.equal(new Set(seen).size, seen.length, 'no field stands in two sections');
  for (const name of ['kind', 'surname2', 'headline', 'affiliation', 'languages', 'topics', 'corridors', 'biography', 'orcid', 'email', 'phone', 'picture', 'unlisted'])
    assert.ok(seen.includes(name), name);
  assert.equal((await ana.post('/es/cuenta/perfil/trabajo', { 'headline.es': 'Remesas' })).status, 303);
  assert.match(await shown(), /Remesas/);
  assert.match(await shown(), /Zacatecas/);
  assert.doesNotMatch((await ana.get('/es/cuenta')).text, /Puede agregar:[^<]*<span class="tag">En una línea/);
  assert.equal((await ana.get('/es/cuenta/perfil/nada')).status, 404);
});

test('an ORCID iD that cannot be is refused; what was typed stays', async () => {
  const wrong = await ana.post('/es/cuenta/perfil/semblanza', { orcid: '0000-0002-1825-0098', 'biography.es': 'Una <semblanza>' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /0000-0002-1825-0098/);
  assert.match(wrong.text, /Una &lt;semblanza&gt;/);
});

test('the staff check an ORCID iD: said with its day, undone, and gone by itself when the number changes', async () => {
  const id = sql("SELECT id FROM member WHERE slug = 'eva-paz'"), at = `/es/admin/miembros/${id}/orcid`, eva = async (lang = 'es') => (await open.get(lang === 'es' ? '/es/miembros/eva-paz' : '/en/members/eva-paz')).text;
  assert.equal((await staff.get(at)).status, 404, 'there is none to check');
  const put = async (orcid) => assert.equal((await staff.post(`/es/admin/registros/members/${id}`, { orcid, publish: '1' })).status, 303);
  await put('0000-0002-1825-0097');
  assert.match(await eva(), /0000-0002-1825-0097<\/a> <span class="meta">\(sin verificar\)/);
  assert.match((await staff.get(`/es/admin/registros/members/${id}`)).text, new RegExp(at));
  const old = hidden((await staff.get(at)).text);
  assert.equal((await staff.post(at, {})).status, 303);
  const day = new Date().toISOString().slice(0, 10), [y, , d] = day.split('-').map(Number);
  assert.match(await eva(), new RegExp(`\\(verificado por la RIMD el ${d} de \\S+ de ${y}\\)`));
  assert.match(await eva('en'), new RegExp(`\\(verified by INMD on ${d} \\S+ ${y}\\)`));
  assert.match((await staff.get(at)).text, new RegExp(`Comprobado el ${d} de \\S+ de ${y}, `));
  assert.match(await eva(), /"sameAs":"https:\/\/orcid\.org\/0000-0002-1825-0097"/);
  await put('0000-0001-5109-3700');
  assert.match(await eva(), /\(sin verificar\)/);
  assert.equal((await staff.ask(at, { method: 'POST', body: old })).status, 409, 'not a number that nobody looked at');
  assert.match(await eva(), /\(sin verificar\)/);
  assert.equal((await staff.post(at, {})).status, 303);
  assert.match(await eva(), /verificado por la RIMD/);
  assert.equal((await staff.post(at, { back: '1' })).status, 303);
  assert.match(await eva(), /\(sin verificar\)/);
});

test('a new name waits; the rest of the form shows at once; the staff see it field by field and approve', async () => {
  assert.equal((await ana.post('/es/cuenta/perfil', { surname1: 'Ruíz de León', display_name: 'Ana Ruíz de León', website: 'https://ana.example.org' })).status, 303);
  const now = await shown();
  assert.match(now, /<h1>Ana Ruiz Soto<\/h1>/);
  assert.match(now, /ana\.example\.org/);
  assert.match((await ana.get('/es/cuenta')).text, /Espera aprobación desde/);
  const form = (await ana.get('/es/cuenta/perfil')).text;
  assert.match(form, /name="surname1"[^>]*value="Ruíz de León"/, 'the form goes on from what waits');
  assert.doesNotMatch((await open.get('/es/buscar?q=leon')).text, /de León/);

  // Something else changes: what waits stays.
  assert.equal((await ana.post('/es/cuenta/perfil/temas', { city: 'Guadalupe' })).status, 303);
  assert.match(await shown(), /Guadalupe/);
  const queue = (await staff.get('/en/admin/profiles')).text;
  assert.match(queue, /First surname<\/th><td[^>]*>Ruiz<\/td><td[^>]*>Ruíz de León/);
  assert.match(queue, /Name as it is shown<\/th><td[^>]*>Ana Ruiz Soto<\/td><td[^>]*>Ana Ruíz de León/);
  assert.doesNotMatch(queue, /Guadalupe/);
  const id = queue.match(/admin\/profiles\/(\d+)"/)[1];
  assert.equal((await staff.post('/en/admin/profiles', { approve: '1' }, `/en/admin/profiles/${id}`)).status, 303);
  assert.match(await shown(), /<h1>Ana Ruíz de León<\/h1>/);
  assert.doesNotMatch((await ana.get('/es/cuenta')).text, /Espera aprobación/);
  const change = sql("SELECT max(id) FROM change");
  assert.equal((await staff.post('/en/account', {}, `/en/admin/changes/${change}`)).status, 303);
  assert.match(await shown(), /<h1>Ana Ruiz Soto<\/h1>/, 'and it can be undone');
});

test('what waits can be changed and taken back', async () => {
  for (const text of sql("SELECT id FROM draft WHERE kind = 'submission'").split('\n').filter(Boolean)) sql(`DELETE FROM draft WHERE id = ${text}`);
  await ana.post('/es/cuenta/perfil/nombre', { display_name: 'Ana R.' });
  await ana.post('/es/cuenta/perfil/nombre', { display_name: 'Ana Ruiz S.' });
  assert.match((await staff.get('/en/admin/profiles')).text, /<td[^>]*>Ana Ruiz Soto<\/td><td[^>]*>Ana Ruiz S\./);
  await ana.post('/es/cuenta/perfil/nombre', { display_name: 'Ana Ruiz Soto' });
  assert.match((await staff.get('/en/admin/profiles')).text, /Nothing waits/, 'as it was: nothing to approve');
  await ana.post('/es/cuenta/perfil/nombre', { display_name: 'Ana R.' });
  assert.equal((await ana.post('/es/cuenta/perfil', {}, '/es/cuenta/retirar')).status, 303);
  assert.match((await staff.get('/en/admin/profiles')).text, /Nothing waits/);
});

test('declining says why, in the language of the member', async () => {
  await ana.post('/es/cuenta/perfil/nombre', { kind: 'funder' });
  const id = (await staff.get('/en/admin/profiles')).text.match(/admin\/profiles\/(\d+)"/)[1];
  const wordless = await staff.post('/en/admin/profiles', { decline: '1', reason: ' ' }, `/en/admin/profiles/${id}`);
  assert.equal(wordless.status, 422);
  assert.match(wordless.text, /Say why/);
  assert.equal((await staff.post('/en/admin/profiles', { decline: '1', reason: 'Usted no es financiadora.' }, `/en/admin/profiles/${id}`)).status, 303);
  assert.match(mail('profile_declined'), /Su página queda como estaba[^]*Usted no es financiadora\./);
  assert.match(await shown(), /académic/);
  assert.equal((await staff.post('/en/account', { approve: '1' }, `/en/admin/profiles/${id}`)).status, 303, 'decided already: said, not broken');
});

test('what was declined can be undone: it waits again', async () => {
  await ana.post('/es/cuenta/perfil/nombre', { kind: 'funder' });
  const id = (await staff.get('/en/admin/profiles')).text.match(/admin\/profiles\/(\d+)"/)[1];
  await staff.post('/en/admin/profiles', { decline: '1', reason: 'Usted no es financiadora.' }, `/en/admin/profiles/${id}`);
  const answer = (await staff.get('/en/admin/profiles')).text;
  assert.match(answer, /Nothing waits/);
  assert.equal((await staff.post('/en/account', {}, answer.match(/action="(\/en\/admin\/changes\/\d+)"/)[1])).status, 303);
  assert.match((await staff.get('/en/admin/profiles')).text, new RegExp(`admin/profiles/${id}"`));
  sql(`DELETE FROM draft WHERE id = ${id}`);
});

test('the staff changed the same field meanwhile: both are shown, then the staff decide', async () => {
  await ana.post('/es/cuenta/perfil/trabajo', { affiliation: 'UAZ' });
  const edit = `/en/admin/records/members/${sql("SELECT id FROM member WHERE slug = 'ana-ruiz'")}`;
  assert.equal((await staff.post(edit, { affiliation: 'UNAM' })).status, 303);
  const id = (await staff.get('/en/admin/profiles')).text.match(/admin\/profiles\/(\d+)"/)[1];
  const clash = await staff.post('/en/admin/profiles', { approve: '1' }, `/en/admin/profiles/${id}`);
  assert.equal(clash.status, 409);
  assert.match(clash.text, /UNAM[^]*UAZ/);
  assert.match(await shown(), /UNAM/);
  const body = hidden(clash.text);
  body.set('approve', '1');
  assert.equal((await staff.ask(`/en/admin/profiles/${id}`, { method: 'POST', body })).status, 303);
  assert.match(await shown(), /UAZ/);
});

test('the page as everybody and as members see it', async () => {
  const everybody = (await ana.get('/es/cuenta/como/public')).text, members = (await ana.get('/es/cuenta/como/members')).text;
  assert.match(everybody, /como la ve todo el mundo/);
  assert.match(everybody, /<h1>Ana/);
  assert.match(everybody, />Entrar<\/a>/, 'as somebody who is not signed in');
  assert.doesNotMatch(everybody, /ana@example\.org|492 1/);
  assert.match(members, /ana@example\.org/);
  assert.doesNotMatch(members, /492 1/, 'the telephone is for the staff');
  assert.match((await ana.get('/en/account/as/public')).text, /as everybody sees it/);
  assert.equal((await ana.get('/es/cuenta/como/staff')).status, 404);
  assert.equal((await ana.get('/es/cuenta')).status, 200, 'still signed in');
  const luz = await member('luz-gil', 'luz@example.org');
  assert.match((await luz.get('/es/cuenta/como/public')).text, /todavía no es pública[^]*<h1>Luz Gil/);
  assert.equal((await open.get('/es/miembros/luz-gil')).status, 404);
  await luz.post('/es/cuenta/perfil/nombre', { given: 'Luz María', display_name: 'Luz María Gil' });
  assert.match((await luz.get('/es/cuenta')).text, /Luz María Gil/, 'nothing waits before the application is decided');
});

test('messages to me are mine alone, and say nothing that signs in', async () => {
  const list = (await ana.get('/es/cuenta/mensajes')).text;
  assert.match(list, /El cambio de su perfil/);
  assert.doesNotMatch(list, /enlace para entrar/);
  const path = list.match(/\/es\/cuenta\/mensajes\/\d+/)[0];
  assert.match((await ana.get(path)).text, /Usted no es financiadora/);
  const eva = await member('eva-paz', 'eva@example.org');
  assert.equal((await eva.get(path)).status, 404);
  const link = sql("SELECT id FROM message WHERE kind = 'sign_in' AND recipient = 'ana@example.org'");
  assert.equal((await ana.get(`/es/cuenta/mensajes/${link}`)).status, 404);
  assert.equal((await ana.post('/es/cuenta', {}, '/es/cuenta/correcto')).status, 303);
  assert.match((await ana.get('/es/cuenta')).text, /Confirmado como correcto el/);
});

test('"this is me": found by title or DOI, approved by the staff, undone', async () => {
  const found = (await ana.get('/es/cuenta/publicaciones?q=https://doi.org/10.1234/rem.2019')).text;
  assert.match(found, /Remesas y desarrollo/);
  assert.match((await ana.get('/es/cuenta/publicaciones?q=remesas desarrollo')).text, /Remesas y desarrollo/);
  const claim = { claim: 'remesas', position: '1' };
  assert.equal((await ana.post('/es/cuenta/publicaciones', { claim: 'remesas', position: '9' })).status, 422);
  assert.equal((await ana.post('/es/cuenta/publicaciones', { claim: 'nada', position: '1' })).status, 422);
  assert.equal((await ana.post('/es/cuenta/publicaciones', claim)).status, 303);
  assert.equal((await ana.post('/es/cuenta/publicaciones', claim)).status, 303, 'a double click');
  assert.equal(sql('SELECT count(*) FROM claim'), '1');
  assert.match((await ana.get('/es/cuenta')).text, /Remesas y desarrollo[^]*espera aprobación/);
  assert.doesNotMatch(await shown(), /Remesas y desarrollo/);
  const id = (await staff.get('/en/admin/claims')).text.match(/admin\/claims\/(\d+)"/)[1];
  assert.equal((await staff.post('/en/admin/claims', { approve: '1' }, `/en/admin/claims/${id}`)).status, 303);
  assert.match(await shown(), /Remesas y desarrollo/);
  assert.match((await open.get('/es/publicaciones/remesas')).text, /href="\/es\/miembros\/ana-ruiz"/);
  assert.equal((await ana.post('/es/cuenta/publicaciones', claim)).status, 422, 'linked already');
  assert.equal((await staff.post('/en/account', {}, `/en/admin/changes/${sql('SELECT max(id) FROM change')}`)).status, 303);
  assert.doesNotMatch(await shown(), /Remesas y desarrollo/);
  assert.match((await staff.get('/en/admin/claims')).text, /Remesas y desarrollo/, 'it waits again');
  // The line changed meanwhile: nobody is linked with a line that is not the one that was claimed.
  sql("UPDATE publication_authors SET given = 'Anabel' WHERE publication_id = (SELECT id FROM publication WHERE slug = 'remesas') AND position = 1");
  await staff.post('/en/admin/claims', { approve: '1' }, `/en/admin/claims/${id}`);
  assert.equal(sql('SELECT count(*) FROM publication_authors WHERE member_id IS NOT NULL'), '0');
  await staff.post('/en/admin/claims', { decline: '1', reason: 'No coincide.' }, `/en/admin/claims/${id}`);
  assert.match(mail('claim_declined'), /Remesas y desarrollo[^]*No coincide\./);
});

const pasted = `@article{one, title={Migraci{\\'o}n y g{\\'e}nero}, author={Ruiz Soto, Ana and Paz, Eva}, journal={Revista}, year=2020, doi={10.5555/one}}
@article{two, title={Sin año}, author={Ruiz, Ana}}
@book{three, title={EL RETORNO}, author={Ruiz, A.}, year=2001}
@book{four, title={Otro libro}, author={Gil, Luz}, year=2011}
`;

test('pasted BibTeX: shown before it is saved, errors by entry, what we have already is offered as a claim', async () => {
  const before = sql('SELECT count(*) FROM publication');
  const read = await ana.post('/es/cuenta/publicaciones', { text: pasted, read: '1' });
  assert.equal(read.status, 200);
  assert.match(read.text, /Migración y género/);
  assert.match(read.text, /Entrada en la línea 2[^]*No tiene año[^]*<pre>@article\{two, title=\{Sin año\}/);
  assert.match(read.text, /Esta ya está en la lista[^]*El retorno, 2001/);
  assert.match(read.text, /name="me\.1" type="radio" value="1" checked/, 'her own line is likely the first');
  assert.equal(sql('SELECT count(*) FROM publication'), before, 'nothing is saved yet');

  const body = hidden(read.text);
  body.delete('me.1');
  body.append('me.1', '1');
  body.append('save', '1');
  const wordless = new URLSearchParams(body);
  wordless.delete('me.4');
  const missing = await ana.ask('/es/cuenta/publicaciones', { method: 'POST', body: wordless });
  assert.equal(missing.status, 422, 'which author is she in the fourth?');
  assert.match(missing.text, /Elija qué autora o autor es/);
  assert.match(missing.text, /@article\{two/);
  assert.equal(sql('SELECT count(*) FROM publication'), before, 'all or nothing');
  body.delete('take.4');
  body.delete('me.4');
  assert.equal((await ana.ask('/es/cuenta/publicaciones', { method: 'POST', body })).status, 303);
  assert.equal(sql("SELECT state || ' ' || kind || ' ' || year || ' ' || doi FROM publication WHERE id = (SELECT max(id) FROM publication)"), 'pending article 2020 10.5555/one');
  assert.equal((await open.get('/es/publicaciones/migracion-y-genero')).status, 404);
  assert.match((await ana.post('/es/cuenta/publicaciones', { text: pasted, read: '1' })).text, /Esta espera aprobación ya|espera aprobación/);

  const queue = (await staff.get('/en/admin/claims')).text;
  assert.match(queue, /brought by the member/);
  const id = queue.match(/admin\/claims\/(\d+)"/)[1];
  assert.equal((await staff.post('/en/admin/claims', { approve: '1' }, `/en/admin/claims/${id}`)).status, 303);
  assert.match((await open.get('/es/publicaciones/migracion-y-genero')).text, /href="\/es\/miembros\/ana-ruiz"/);
  assert.match(await shown(), /Migración y género/);
});

test('what was brought is taken back or declined without a trace in the list; RIS is read too', async () => {
  const ris = 'TY  - BOOK\nAU  - Ruiz, Ana\nTI  - Un libro\nPY  - 2015\nER  - \n';
  const bring = async () => {
    const body = hidden((await ana.post('/es/cuenta/publicaciones', { text: ris, read: '1' })).text);
    body.delete('me.1');
    body.append('me.1', '1');
    body.append('save', '1');
    assert.equal((await ana.ask('/es/cuenta/publicaciones', { method: 'POST', body })).status, 303);
  };
  await bring();
  const claim = (await ana.get('/es/cuenta')).text.match(/\/es\/cuenta\/reclamos\/\d+/)[0];
  const eva = new Client(server.origin);
  await eva.post('/es/entrar', { email: 'eva@example.org' });
  await eva.signIn(mail('sign_in').match(/https?:\S+/)[0]);
  await eva.post('/es/cuenta', {}, claim);
  assert.equal(sql("SELECT count(*) FROM publication WHERE slug = 'un-libro'"), '1', "not another's to take back");
  await ana.post('/es/cuenta', {}, claim);
  assert.equal(sql("SELECT count(*) FROM publication WHERE slug = 'un-libro'"), '0');
  await bring();
  const id = (await staff.get('/en/admin/claims')).text.match(/admin\/claims\/(\d+)"/)[1];
  await staff.post('/en/admin/claims', { decline: '1', reason: 'No es de la red.' }, `/en/admin/claims/${id}`);
  assert.equal(sql("SELECT state FROM publication WHERE slug = 'un-libro'"), 'declined');
  assert.match((await ana.get('/es/cuenta')).text, /rechazada[^]*No es de la red/);
});

test('what we have is found again under other signs, accents and cases; another year is another work', async () => {
  load('publication', `slug,state,kind,title_es,year,authors
odd,published,article,"¿Quién «gana»? Migración–desarrollo: el caso de ""Zacatecas"" (1990-2020)",2018,"A | B | author |  | "
`);
  const read = async (title, year) => (await ana.post('/es/cuenta/publicaciones', { text: `@article{x, title={${title}}, author={Ruiz, Ana}, year=${year}}`, read: '1' })).text;
  for (const title of ['Quien gana? migracion-desarrollo: El caso de Zacatecas (1990--2020)', "?`Qui{\\'e}n ``gana''? MIGRACI{\\'O}N---DESARROLLO. El caso de Zacatecas, 1990--2020"])
    assert.match(await read(title, 2018), /Esta ya está en la lista/, title);
  assert.doesNotMatch(await read('Quien gana? migracion-desarrollo: El caso de Zacatecas (1990--2020)', 2001), /ya está en la lista/);
  assert.doesNotMatch(await read('Quien gana', 2018), /ya está en la lista/);
  for (const title of ['"', '*', 'AND OR NOT', '( ) :', '-', 'a* NEAR b', '\u0301'])
    assert.match(await read(title, 2018), /<h1>Mis publicaciones/, title);
});

test('what the site itself gives to cite a work is read back as that work', async () => {
  for (const slug of sql("SELECT slug FROM publication WHERE state = 'published' AND slug NOT IN ('remesas', 'odd') ORDER BY id LIMIT 12").split('\n')) {
    for (const format of ['bibtex', 'ris']) {
      const { text } = await open.get(`/es/publicaciones/${slug}/cita/${format}`);
      assert.match((await ana.post('/es/cuenta/publicaciones', { text, read: '1' })).text, /Esta ya está en la lista/, `${slug} ${format}`);
    }
  }
});

test('text that is no reference, and an unknown DOI', async () => {
  const nothing = await ana.post('/es/cuenta/publicaciones', { text: 'solo palabras', read: '1' });
  assert.equal(nothing.status, 422);
  assert.match(nothing.text, /solo palabras<\/textarea>/);
  const unknown = (await ana.get('/es/cuenta/publicaciones?q=10.9999/none')).text;
  assert.match(unknown, /doi = \{10\.9999\/none\}/);
  assert.match(unknown, /nada sale del servidor/);
});

test('nobody else', async () => {
  for (const path of ['/es/cuenta/perfil/nombre', '/es/cuenta/como/public', '/es/cuenta/mensajes', '/es/cuenta/publicaciones', '/en/admin/profiles', '/en/admin/claims'])
    assert.notEqual((await open.get(path)).status, 200, path);
  for (const path of ['/en/admin/profiles', '/en/admin/claims'])
    assert.equal((await ana.get(path)).status, 403, path);
  assert.equal((await staff.get('/es/cuenta/publicaciones')).status, 404, 'an account without a member');
});
