// The whole path of a person and of the staff: apply, prove, approve, sign in, edit, conflict, history, undo, delete.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, Client, hidden, program } from './server.mjs';

let server, staff;
const outbox = async () => (await staff.get('/en/admin/outbox')).text;
const links = (html) => [...html.matchAll(/https?:\/\/127[^\s<]+/g)].map((m) => new URL(m[0]).pathname);

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

const person = { kind: 'scholar', given: 'María', surname1: 'Nuñez', surname2: 'Öz', email: 'maria@example.org', country: 'MX', city: 'Zacatecas',
  affiliation: 'UAZ', 'headline.es': 'Remesas y género', topics: ['remittances', 'gender'], languages: ['es', 'en'] };

const apply = async (client, fields, page = '/es/registro') => client.post(page, { started: await server.agedForm(), ...fields });

test('an application becomes public only after proof and approval', async () => {
  const client = new Client(server.origin);
  const sent = await apply(client, person);
  assert.equal(sent.status, 200);
  assert.match(sent.text, /Revise su correo/);
  assert.equal((await client.get('/es/miembros/maria-nunez-oz')).status, 404);
  const proof = links(await outbox()).find((path) => path.startsWith('/es/registro/'));
  assert.match((await client.get(proof)).text, /Confirmar y enviar/);
  assert.doesNotMatch((await staff.get('/en/admin/approvals')).text, /Nuñez/, 'a GET confirms nothing');
  const press = hidden((await client.get(proof)).text);
  for (const time of ['pressed', 'pressed twice: the same answer'])
    assert.match((await client.ask(proof, { method: 'POST', body: press })).text, /su solicitud está con el equipo/, time);
  assert.equal((await client.get('/es/miembros/maria-nunez-oz')).status, 404);

  const queue = await staff.get('/en/admin/approvals');
  assert.match(queue.text, /María Nuñez Öz/);
  const id = queue.text.match(/admin\/approvals\/(\d+)/)[1];
  const approved = await staff.post('/en/admin/approvals', { approve: '1' }, `/en/admin/approvals/${id}`);
  assert.equal(approved.status, 303);
  const shown = await client.get('/es/miembros/maria-nunez-oz');
  assert.equal(shown.status, 200);
  assert.doesNotMatch(shown.text, /maria@example\.org/, 'an e-mail address is private unless its owner says otherwise');
  assert.match((await client.get('/en/search?q=nunez')).text, /Nuñez/);
  assert.match((await client.get('/en/members?topic=gender')).text, /<b>1 member<\/b>/);
});

test('the member signs in by the mailed link, once, and hides what she wants everywhere', async () => {
  const member = new Client(server.origin);
  const welcome = links(await outbox()).find((path) => path.startsWith('/es/entrar/'));
  await member.signIn(server.origin + welcome);
  assert.match((await member.get(welcome)).text, /ya se usó/, 'a link works once');
  const saved = await member.post('/es/cuenta/perfil', { 'visibility.topics': 'staff', 'visibility.city': 'members', 'visibility.email': 'public', 'biography.es': '# Hola\n<script>alert(1)</script>' });
  assert.equal(saved.status, 303);
  const visitor = new Client(server.origin);
  const page = (await visitor.get('/es/miembros/maria-nunez-oz')).text;
  assert.doesNotMatch(page, /Zacatecas, <a|Género<\/a>|<script>alert/);
  assert.match(page, /maria@example\.org/);
  assert.doesNotMatch((await visitor.get('/es/buscar?q=zacatecas')).text, /Nuñez/, 'a hidden city is not found');
  assert.match((await visitor.get('/en/members?topic=gender')).text, /<b>0 members<\/b>/, 'hidden topics do not count');
  assert.doesNotMatch((await visitor.get('/es/miembros/maria-nunez-oz.vcf')).text, /Zacatecas/);
  assert.match((await member.get('/es/miembros/maria-nunez-oz')).text, /Zacatecas, <a/, 'members see what is for members');
});

test('a form holds and takes only its own fields, and who sees what is merged', async () => {
  const member = new Client(server.origin), visitor = new Client(server.origin);
  assert.match((await member.post('/es/entrar', { email: person.email })).text, /va en camino/);
  const link = links(await outbox()).find((path) => path.startsWith('/es/entrar/'));
  await member.signIn(server.origin + link);
  const list = (await staff.get('/en/admin/records/members?q=Nu%C3%B1ez')).text;
  const edit = list.match(/href="(\/en\/admin\/records\/members\/\d+)"/)[1];
  assert.equal((await staff.post(edit, { notes: 'SECRET NOTE' })).status, 303);
  const profile = (await member.get('/es/cuenta/perfil')).text;
  assert.doesNotMatch(profile, /SECRET NOTE/);

  const forged = hidden(profile), stale = hidden(profile);
  const base = JSON.parse(forged.get('base'));
  forged.set('base', JSON.stringify({ ...base, notes: 'FORGED', kind: 'funder', sort_name: 'FORGED' }));
  forged.set('version', String(Number(forged.get('version')) + 1));
  assert.equal((await staff.post(edit, { city: 'Jerez', 'visibility.email': 'staff' })).status, 303);
  await member.ask('/es/cuenta/perfil', { method: 'POST', body: forged });
  const now = (await staff.get(edit)).text;
  assert.match(now, /SECRET NOTE/);
  assert.doesNotMatch(now, /FORGED<|value="funder" selected/);
  assert.match(now, /value="Jerez"/, 'what the staff changed meanwhile stays');

  stale.set('headline.es', 'Universidad nueva');
  assert.equal((await member.ask('/es/cuenta/perfil', { method: 'POST', body: stale })).status, 303);
  const page = (await visitor.get('/es/miembros/maria-nunez-oz')).text;
  assert.match(page, /Universidad nueva/);
  assert.doesNotMatch(page, /maria@example\.org/, 'a stale form does not make public again what was hidden meanwhile');

  const partial = new URLSearchParams({ csrf: stale.get('csrf'), city: 'Sombrerete' });
  await member.ask('/es/cuenta/perfil', { method: 'POST', body: partial });
  assert.match((await visitor.get('/es/miembros/maria-nunez-oz')).text, /Nuñez/, 'what a form does not send stays as it is');
});

test('a known address gets another mail, the same page', async () => {
  const client = new Client(server.origin);
  const sent = await apply(client, { ...person, given: 'Otra' });
  assert.match(sent.text, /Revise su correo/);
  assert.match(await outbox(), /Ya le conocemos/);
});

test('a bad form keeps everything and says what is wrong', async () => {
  const client = new Client(server.origin);
  const { status, text } = await apply(client, { ...person, email: 'nobody', given: 'Zoë <b>', country: 'QQ' });
  assert.equal(status, 422);
  assert.match(text, /<title>Error:/);
  assert.match(text, /href="#f-email"/);
  assert.match(text, /id="f-email-error"/);
  assert.match(text, /value="Zoë &lt;b&gt;"/);
  assert.match(text, /value="nobody"/);
});

test('without the token of the form nothing is written', async () => {
  const client = new Client(server.origin);
  const answer = await client.ask('/es/registro', { method: 'POST', body: new URLSearchParams(person) });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /name="surname1" value="Nuñez"/, 'the form is offered again with all that was typed');
  assert.match((await apply(client, {}, '/es/registro')).text, /<title>Error:/);
  const signing = await client.ask('/es/entrar', { method: 'POST', body: new URLSearchParams({ email: 'a@example.org', password: 'una frase secreta' }) });
  assert.match(signing.text, /value="a@example\.org"/);
  assert.doesNotMatch(signing.text, /una frase secreta/, 'but a password is never shown again');
  const foreign = await staff.ask('/en/sign-out', { method: 'POST', headers: { origin: 'https://evil.example' }, body: hidden((await staff.get('/en/account')).text) });
  assert.equal(foreign.status, 403);
});

test('nobody but staff gets to the staff’s side', async () => {
  const visitor = new Client(server.origin);
  for (const path of ['/en/admin', '/en/admin/approvals', '/en/admin/outbox', '/en/admin/changes', '/en/admin/records/members', '/en/admin/records/members/1', '/en/admin/records/members/1/history'])
    assert.equal((await visitor.get(path)).status, 403, path);
  assert.match((await visitor.get('/admin')).headers.get('location'), /sign-in|entrar/);
});

test('two people edit one record: disjoint fields merge, clashing ones are shown', async () => {
  const edit = '/en/admin/records/news/1';
  const first = hidden((await staff.get(edit)).text), second = hidden((await staff.get(edit)).text), third = hidden((await staff.get(edit)).text);
  const send = (body, fields) => { for (const [k, v] of Object.entries(fields)) body.set(k, v); return staff.ask(edit, { method: 'POST', body }); };
  assert.equal((await send(first, { 'title.en': 'First title' })).status, 303);
  assert.equal((await send(second, { 'summary.en': 'Second summary' })).status, 303, 'other fields merge');
  const page = (await new Client(server.origin).get('/en/news/a-new-home-for-the-network')).text;
  assert.match(page, /First title/);
  assert.match(page, /Second summary/);
  const clash = await send(third, { 'title.en': 'Third title' });
  assert.equal(clash.status, 409);
  assert.match(clash.text, /First title/);
  assert.match(clash.text, /value="Third title"/, 'nothing typed is lost');
  const again = hidden(clash.text);
  assert.equal((await staff.ask(edit, { method: 'POST', body: again })).status, 303, 'saving again, knowing it, is taken');
  assert.match((await new Client(server.origin).get('/en/news/a-new-home-for-the-network')).text, /Third title/);
});

test('history shows differences, and a change can be undone', async () => {
  const history = (await staff.get('/en/admin/records/news/1/history')).text;
  assert.match(history, /<del class="changed">First title<\/del>/);
  assert.match(history, /<ins class="changed">Third title<\/ins>/);
  const number = history.match(/admin\/changes\/(\d+)"/)[1];
  const undone = await staff.post('/en/admin/records/news/1/history', {}, `/en/admin/changes/${number}`);
  assert.equal(undone.status, 303);
  assert.match((await new Client(server.origin).get('/en/news/a-new-home-for-the-network')).text, /First title/);
});

test('a new record: as a draft, published, renamed, deleted, brought back', async () => {
  const visitor = new Client(server.origin);
  const made = await staff.post('/en/admin/records/events/new', { 'title.en': 'Test seminar', kind: 'seminar', status: 'scheduled', mode: 'onsite',
    starts: '2027-07-01T10:00', zone: 'America/Mexico_City', city: 'Zacatecas', country: 'MX', draft: '1' });
  assert.equal(made.status, 303);
  const edit = made.headers.get('location');
  assert.equal((await visitor.get('/en/events/test-seminar')).status, 404);
  assert.equal((await staff.post(edit, { publish: '1' })).status, 303);
  const page = await visitor.get('/en/events/test-seminar');
  assert.match(page.text, /10:00 \(Mexico City, UTC-06:00\)/, 'Mexico has had no summer time since 2022');
  assert.match((await visitor.get('/es/eventos/test-seminar')).text, /Este texto existe solo en inglés/);
  assert.match((await visitor.get('/en/events/test-seminar.ics')).text, /DTSTART:20270701T160000Z/);
  assert.match((await staff.post(edit, { ends: '2027-06-01' })).text, /The end must come after the start/);
  const deleted = await staff.post(edit, { delete: '1' });
  assert.equal(deleted.status, 303);
  assert.equal((await visitor.get('/en/events/test-seminar')).status, 404);
  const undo = (await staff.get(deleted.headers.get('location'))).text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.equal((await staff.post('/en/account', {}, undo)).status, 303);
  assert.equal((await visitor.get('/en/events/test-seminar')).status, 200);
});

test('a renamed record: its old address leads to the new one', async () => {
  const visitor = new Client(server.origin);
  assert.equal((await staff.post('/en/admin/records/events/2', { slug: 'Taller de México' })).status, 303);
  assert.equal((await visitor.get('/en/events/taller-de-mexico')).status, 200);
  const old = await visitor.get('/es/eventos/mexico-city-2007');
  assert.equal(old.status, 301);
  assert.equal(old.headers.get('location'), '/es/eventos/taller-de-mexico');
});

test('password: a short one is refused, then it opens the door; the other sessions end', async () => {
  assert.equal((await staff.post('/en/account', { new_password: 'short' })).status, 422);
  const form = hidden((await staff.get('/en/account')).text);
  const body = new URLSearchParams({ csrf: form.get('csrf'), new_password: 'una frase bastante larga' });
  assert.equal((await staff.ask('/en/account', { method: 'POST', body })).status, 303);
  const other = new Client(server.origin);
  assert.equal((await other.post('/en/sign-in', { email: 'admin@localhost', password: 'wrong wrong wrong' })).status, 422);
  assert.equal((await other.post('/en/sign-in', { email: 'admin@localhost', password: 'una frase bastante larga' })).status, 303);
  assert.equal((await other.get('/en/admin')).status, 200);
});

test('what is exported imports again; errors are told by row and nothing is written', async () => {
  const csv = server.run('export', 'publication');
  const file = `${server.folder}/p.csv`;
  writeFileSync(file, csv);
  const good = spawnSync(program, ['import', 'publication', file, '--db', server.db], { encoding: 'utf8' });
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /^0 new, 0 updated, 90 unchanged/);
  assert.equal(server.run('export', 'publication'), csv);
  writeFileSync(file, 'slug,state,title_en,kind,year\nnew-one,draft,One,book,2020\nbad,draft,,book,soon\nworse,gone,Three,poem,1\n');
  const bad = spawnSync(program, ['import', 'publication', file, '--db', server.db], { encoding: 'utf8' });
  assert.equal(bad.status, 1);
  assert.match(bad.stderr, /row 3: year: /);
  assert.match(bad.stderr, /row 3: title_en: /);
  assert.match(bad.stderr, /row 4: kind: /);
  assert.doesNotMatch(server.run('export', 'publication'), /new-one/);
});

test('a write of another process is seen at once', async () => {
  const visitor = new Client(server.origin);
  await visitor.get('/en/publications');
  server.import('publication', 'slug,state,title_en,kind,year\nfrom-outside,published,From outside,book,2026\n');
  await sleep(10);
  assert.match((await visitor.get('/en/publications')).text, /From outside/);
});

test('a backup is whole while the site runs', async () => {
  server.run('backup', `${server.folder}/copy.db`);
  assert.match(execFileSync(program, ['check', '--db', `${server.folder}/copy.db`], { encoding: 'utf8' }), /^0 faults/m);
});
