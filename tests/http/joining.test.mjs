// Joining: persons and organizations, a closed browser, known addresses, robots, the staff's queue.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client, hidden } from './server.mjs';

let server, staff;
const sql = (text) => server.sql(text);
const mails = (to, kind) => server.rows(
  `SELECT subject, body, kind, language FROM message WHERE recipient = '${to}'${kind ? ` AND kind = '${kind}'` : ''} ORDER BY id DESC`);
const link = (mail, word) => new URL(mail.body.match(new RegExp(`https?://\\S+/(?:${word})/\\S+`))[0]).pathname;
const joinLink = (mail) => link(mail, 'registro|join');

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

const page = { person: '/es/registro', organization: '/es/registro?as=organization' };
const send = (client, from, fields) => client.post(from, fields, from.split('?')[0]);
const person = (more) => ({ kind: 'scholar', given: 'Rosa', surname1: 'Quispe', surname2: 'Mamani', email: 'rosa@example.org', country: 'BO', ...more });
const organization = (more) => ({ kind: 'migrant_association', display_name: 'Casa del Migrante Norte', country: 'MX', name: 'Lucía Peña', role: 'Coordinadora', email: 'lucia@casa.example', ...more });
// Applies and presses the button of the mailed page.
async function applied(fields, from = page.person, more = {}) {
  const client = new Client(server.origin);
  assert.equal((await send(client, from, fields)).status, 200);
  const path = joinLink(mails(fields.email)[0]);
  const done = await client.post(path, more);
  assert.match(done.text, /su solicitud está con el equipo/);
  return { client, path, id: sql(`SELECT max(id) FROM member WHERE email = '${fields.email}'`) };
}

const applicant = (id) => `/en/admin/approvals/${id}`;
const decide = (id, how, fields = {}) => staff.post(`${applicant(id)}?do=${how}`, { [how]: '1', ...fields }, applicant(id));

test('the first page asks for the least, of a person and of an organization', async () => {
  const client = new Client(server.origin);
  const names = (html) => [...new Set([...hidden(html).keys()])].filter((name) => !['csrf', 'started', 'as', 'homepage', 'policy'].includes(name));
  assert.deepEqual(names((await client.get(page.person)).text).sort(), ['country', 'email', 'given', 'kind', 'surname1', 'surname2']);
  const html = (await client.get(page.organization)).text;
  assert.deepEqual(names(html).sort(), ['country', 'display_name', 'email', 'kind', 'name', 'role']);
  assert.match(html, /value="civil_society"/);
  assert.doesNotMatch(html, /value="scholar"/);
});

test('a person after all, or an organization: going from one form to the other and back loses nothing', async () => {
  const client = new Client(server.origin);
  const turn = async (html, fields, to) => {
    const body = hidden(html);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.append('switch', to);
    return (await client.ask('/es/registro', { method: 'POST', body })).text;
  };
  const first = (await client.get(page.person)).text;
  assert.ok(first.indexOf('aria-hidden="true">Enviar') < first.indexOf('name="switch"'), 'Enter sends the form');
  const typed = person({ kind: 'student', email: 'not an address', country: 'BO' });
  let html = await turn(first, typed, 'organization');
  assert.doesNotMatch(html, /class="error"/, 'nothing is checked yet');
  let form = hidden(html);
  assert.equal(form.get('name'), 'Rosa Quispe Mamani', 'who she is she has said already');
  assert.equal(form.get('email'), 'not an address');
  assert.equal(form.get('country'), 'BO');
  assert.equal(form.get('kind'), '');
  assert.equal(form.get('started'), hidden(first).get('started'), 'not a new form, faster than people are');
  html = await turn(html, { kind: 'migrant_association', display_name: 'Casa', role: 'Rectora', email: 'rosa@casa.example' }, 'person');
  form = hidden(html);
  for (const [name, value] of Object.entries({ ...typed, email: 'rosa@casa.example' })) assert.equal(form.get(name), value, name);
  html = await turn(html, { country: '' }, 'organization');
  form = hidden(html);
  for (const [name, value] of Object.entries({ kind: 'migrant_association', display_name: 'Casa', role: 'Rectora', name: 'Rosa Quispe Mamani', country: '' })) assert.equal(form.get(name), value, name);
  const body = hidden(html); // sent with a fault: still nothing is lost
  form = hidden((await client.ask('/es/registro', { method: 'POST', body })).text);
  assert.equal(form.get('display_name'), 'Casa');
  assert.equal(form.get('other.surname2'), 'Mamani');
});

test('somebody without any name is asked for it where names are typed', async () => {
  const client = new Client(server.origin);
  const sent = await send(client, page.person, person({ given: ' ', surname1: '', surname2: '', email: 'nadie@example.org' }));
  assert.equal(sent.status, 422);
  assert.match(sent.text, /<a href="#f-given">[^<]*Escriba su nombre/);
  const order = [...(await send(client, page.person, { kind: '', email: 'x', country: '' })).text.matchAll(/<li><a href="#f-(\w+)">/g)].map((m) => m[1]);
  assert.deepEqual(order, ['kind', 'given', 'country', 'email'], 'in the order of the page');
  assert.match(sent.text, /id="f-given-error">Escriba su nombre/);
});

test('a form that is not finished is found again by the mailed link, in another browser', async () => {
  const first = new Client(server.origin);
  const sent = await send(first, page.organization, { ...organization(), country: '', role: '', later: '1' });
  assert.equal(sent.status, 200);
  assert.match(sent.text, /abre el formulario donde lo dejó/);
  const [mail] = mails('lucia@casa.example');
  assert.equal(mail.subject, 'Continúe su solicitud');
  assert.match(mail.body, /Lucía Peña/);
  const path = joinLink(mail), later = new Client(server.origin);
  const form = hidden((await later.get(path)).text);
  assert.equal(form.get('display_name'), 'Casa del Migrante Norte');
  assert.equal(form.get('name'), 'Lucía Peña');
  assert.equal(form.get('country'), '');
  assert.equal(form.get('email'), null, 'a proven address is not changed by the form');
  assert.match((await later.post(path, {})).text, /<title>Error:/, 'what is missing is asked for');
  const saved = await later.post(path, { country: 'MX', 'headline.es': 'Comedor y albergue', role: 'Coordinadora', later: '1' });
  assert.match(saved.text, /Guardado/);
  const again = hidden((await new Client(server.origin).get(path)).text);
  assert.equal(again.get('headline.es'), 'Comedor y albergue');
  assert.equal(sql('SELECT count(*) FROM member WHERE state = \'pending\''), '0', 'nothing is sent before the button');
  const age = Number(sql('SELECT max(expires_at) - unixepoch() FROM registration'));
  assert.ok(age > 7 * 86400 - 60 && age <= 7 * 86400, 'seven days');
  assert.match((await later.post(path, {})).text, /su solicitud está con el equipo/);
  assert.equal(sql('SELECT name || "|" || role || "|" || email || "|" || ifnull(verified_on, "-") || "|" || (since = date()) FROM representative'), 'Lucía Peña|Coordinadora|lucia@casa.example|-|1');
  assert.equal(sql('SELECT kind || "|" || state FROM member WHERE display_name = "Casa del Migrante Norte"'), 'migrant_association|pending');
  sql('UPDATE registration SET expires_at = unixepoch() - 1');
  assert.equal((await later.get(path)).status, 410);
});

test('nobody learns whether an address is known: the same page, words and work; its owner is mailed a link to sign in', async () => {
  await applied(person());
  assert.equal((await decide(sql("SELECT id FROM member WHERE email = 'rosa@example.org'"), 'approve')).status, 303);
  const client = new Client(server.origin);
  const strip = (text) => text.replace(/csrf" value="[^"]*"/g, '');
  const known = await send(client, page.person, person()), unknown = await send(client, page.person, person({ email: 'nueva@example.org' }));
  assert.equal(known.status, unknown.status);
  assert.equal(strip(known.text), strip(unknown.text));
  assert.deepEqual([...known.headers.keys()].sort(), [...unknown.headers.keys()].sort());
  const times = { known: [], unknown: [] };
  for (let i = 0; i < 6; i++) {
    for (const kind of ['known', 'unknown']) {
      sql('DELETE FROM registration WHERE member_id IS NULL');
      const body = hidden((await client.get(page.person)).text);
      for (const [k, v] of Object.entries(person(kind === 'known' ? {} : { email: `x${i}@example.org` }))) body.set(k, v);
      const began = performance.now();
      await client.ask(page.person, { method: 'POST', body });
      times[kind].push(performance.now() - began);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  assert.ok(Math.abs(median(times.known) - median(times.unknown)) < 15, JSON.stringify(times));
  const [mail] = mails('rosa@example.org', 'known');
  assert.match(mail.body, /\/es\/entrar\/\S{40,}/, 'a link that signs in');
  const member = new Client(server.origin);
  await member.signIn(server.origin + link(mail, 'entrar'));
  assert.match((await member.get('/es/cuenta')).text, /rosa@example\.org/);
});

test('two people with one mailbox: it opens the profile of who came first; the other is told', async () => {
  assert.match((await new Client(server.origin).get(page.person)).text, /Cada correo abre el perfil de una sola persona/);
  const profile = async (mail) => {
    const client = new Client(server.origin);
    await client.signIn(server.origin + link(mail, 'entrar'));
    return hidden((await client.get('/es/cuenta/perfil')).text).get('display_name');
  };
  const one = await applied(person({ given: 'Primera', surname1: 'Buzonera', country: 'UY', email: 'casa@example.org' }));
  assert.equal((await decide(one.id, 'approve')).status, 303);
  assert.equal((await send(new Client(server.origin), page.person, person({ given: 'Segunda', surname1: 'Casera', surname2: 'Otra', country: 'UY', email: 'casa@example.org' }))).status, 200);
  await new Client(server.origin).post(joinLink(mails('casa@example.org', 'known')[0]), {});
  const two = sql("SELECT max(id) FROM member WHERE email = 'casa@example.org'");
  assert.notEqual(two, one.id);
  assert.equal((await decide(two, 'approve')).status, 303);
  assert.equal(sql(`SELECT state FROM member WHERE id = ${two}`), 'published');
  const [second, first] = mails('casa@example.org', 'welcome');
  assert.match(second.body, /Segunda[^]*ya abre el perfil de otra persona/);
  assert.doesNotMatch(second.body, /entrar\//);
  assert.equal(await profile(first), 'Primera Buzonera Mamani', 'hers is not taken from her');
});

test('what looks odd is kept, and marked with its reasons; a robot learns nothing', async () => {
  const client = new Client(server.origin);
  const sent = await send(client, page.person, person({ given: 'Robot', email: 'robot@example.org', homepage: 'x' }));
  assert.match(sent.text, /Revise su correo/);
  const { path } = { path: joinLink(mails('robot@example.org')[0]) };
  const many = 'https://a.example https://b.example https://c.example';
  assert.match((await client.post(path, { 'headline.es': many })).text, /su solicitud está con el equipo/);
  assert.deepEqual(sql("SELECT suspicion FROM member_application a JOIN member m ON m.id = a.member_id WHERE m.email = 'robot@example.org'").split('\n').sort(), ['fast', 'links', 'trap']);
  const calm = await applied(person({ given: 'Tranquila', surname1: 'Flores', surname2: '', email: 'calma@example.org', started: await server.agedForm() }));
  assert.equal(sql(`SELECT ifnull(suspicion, '-') FROM member_application WHERE member_id = ${calm.id}`), '-');
});

// --- the staff's queue ------------------------------------------------------------------------------------------------

test('the queue: oldest first, how long, all that was typed, what looks odd', async () => {
  const first = await applied(person({ given: 'Ángel', surname1: 'Zamora', email: 'angel@example.org', country: 'PE' }), page.person, { 'headline.es': 'Retorno y reintegración', topics: ['remittances', 'gender'] }, 2100);
  sql(`UPDATE member_application SET waits_since = waits_since - 3 * 86400 WHERE member_id = ${first.id}`);
  const queue = (await staff.get('/en/admin/approvals')).text;
  assert.ok(queue.indexOf('Ángel Zamora') < queue.indexOf('Robot Quispe'), 'who waits longest comes first');
  assert.match(queue, /\(3 days\)/);
  assert.match(queue, /A field that people do not see was filled in\./);
  const shown = (await staff.get(applicant(first.id))).text;
  for (const typed of ['Ángel', 'Zamora', 'angel@example.org', 'Peru', 'Retorno y reintegración', 'Remittances<br>', 'scholar']) assert.ok(shown.includes(typed), typed);
});

test('ask for more: previewed, answered on a page of its own, and back in the queue', async () => {
  const { id, client } = await applied(person({ given: 'Berta', surname1: 'Oña', email: 'berta@example.org', country: 'EC' }));
  const chosen = (await staff.get(`${applicant(id)}?do=ask&reason=what-you-work-on`)).text;
  assert.match(chosen, /lang="es">\s*Gracias por su solicitud\. Cuéntenos/, 'the reason is in the applicant’s language');
  assert.equal((await decide(id, 'ask', { reason: ' ' })).status, 422);
  const preview = await staff.post(`${applicant(id)}?do=ask`, { reason: '¿Dónde <b>publica</b>?', preview: '1' }, applicant(id));
  assert.match(preview.text, /Hola,[^]*¿Dónde &lt;b&gt;publica[^]*berta@example\.org|berta@example\.org[^]*¿Dónde &lt;b&gt;publica/);
  assert.equal(mails('berta@example.org', 'question').length, 0, 'a preview sends nothing');
  assert.equal((await decide(id, 'ask', { reason: '¿Dónde <b>publica</b>?' })).status, 303);
  const [mail] = mails('berta@example.org', 'question');
  assert.match(mail.body, /¿Dónde <b>publica<\/b>\?/);
  assert.match((await staff.get('/en/admin/approvals')).text, /Waiting for the applicant<\/h2>[^]*Berta Oña/);
  const path = joinLink(mail), asked = await client.get(path);
  assert.equal(hidden(asked.text).get('email'), null, 'the proven address is not a question');
  assert.match(asked.text, /¿Dónde &lt;b&gt;publica/);
  assert.equal(hidden(asked.text).get('given'), 'Berta', 'with the form as it is');
  const empty = await client.post(path, { answer: '', city: 'Quito' });
  assert.equal(empty.status, 422);
  assert.equal(hidden(empty.text).get('city'), 'Quito', 'nothing typed is lost');
  const sent = await client.post(path, { answer: 'En la revista de la red', city: 'Quito' });
  assert.match(sent.text, /su solicitud está con el equipo/);
  const back = (await staff.get(applicant(id))).text;
  assert.match(back, /En la revista de la red/);
  assert.match(back, /Quito/);
  assert.match((await staff.get('/en/admin/approvals')).text, new RegExp(`id="a${id}"`));
  assert.match((await client.get(path)).text, /su solicitud está con el equipo/, 'answered once');
});

test('two decide at once: the second sees what was decided, and keeps what was typed', async () => {
  const { id } = await applied(person({ given: 'Celia', surname1: 'Ríos', email: 'celia@example.org', country: 'CO' }));
  const one = hidden((await staff.get(`${applicant(id)}?do=approve`)).text), two = hidden((await staff.get(`${applicant(id)}?do=decline`)).text);
  one.set('approve', '1');
  two.set('decline', '1');
  two.set('reason', 'Mi motivo largo');
  assert.equal((await staff.ask(applicant(id), { method: 'POST', body: one })).status, 303);
  const late = await staff.ask(applicant(id), { method: 'POST', body: two });
  assert.equal(late.status, 409);
  assert.match(late.text, /Approved: admin@localhost/);
  assert.equal(sql(`SELECT state FROM member WHERE id = ${id}`), 'published');
  assert.equal(mails('celia@example.org', 'declined').length, 0);
});

test('declined with a reason; undone, the message does not go out, and the application waits again', async () => {
  const { id, path } = await applied(person({ given: 'Delia', surname1: 'Mar', email: 'delia@example.org', country: 'CL' }));
  const text = hidden((await staff.get(`${applicant(id)}?do=decline&reason=not-about-migration`)).text).get('reason');
  assert.match(text, /La red reúne/);
  assert.equal((await decide(id, 'decline', { reason: text + ' Saludos.' })).status, 303);
  assert.match(mails('delia@example.org', 'declined')[0].body, /La red reúne[^]*Saludos\./);
  const mailed = async () => (await new Client(server.origin).get(path)).text;
  assert.match(await mailed(), /ya se leyó y se decidió/, 'her link does not say that it still waits');
  const queue = (await staff.get('/en/admin/approvals')).text, undo = queue.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.equal((await staff.post('/en/account', {}, undo)).status, 303);
  assert.match(await mailed(), /su solicitud está con el equipo/);
  assert.equal(sql(`SELECT m.state || '|' || a.waits_for || '|' || ifnull(a.decision, '-') FROM member m JOIN member_application a ON a.member_id = m.id WHERE m.id = ${id}`), 'pending|staff|-');
  assert.equal(sql("SELECT state FROM message WHERE recipient = 'delia@example.org' AND kind = 'declined'"), 'cancelled');
});

test('a reason is a record like any other: both languages, history', async () => {
  const edit = '/en/admin/records/reasons/4';
  assert.equal((await staff.post(edit, { 'body.es': 'Otro texto, más amable.' })).status, 303);
  const { id } = await applied(person({ given: 'Elsa', surname1: 'Lima', email: 'elsa@example.org', country: 'UY' }));
  assert.match((await staff.get(`${applicant(id)}?do=decline&reason=not-about-migration`)).text, /Otro texto, más amable\./);
  assert.match((await staff.get(`${edit}/history`)).text, /Otro texto/);
});

test('declined without a reason: thanks, and whom to ask', async () => {
  const { id } = await applied(person({ given: 'Flor', surname1: 'Paz', email: 'flor@example.org', country: 'UY' }));
  assert.equal((await decide(id, 'decline')).status, 303);
  assert.match(mails('flor@example.org', 'declined')[0].body, /Gracias por su interés[^]*por ahora[^]*escríbanos/);
  assert.doesNotMatch(mails('delia@example.org', 'declined')[0].body, /escríbanos/, 'a reason says it');
});

test('an organization is approved with its representative verified; who speaks for it signs in and edits it', async () => {
  const { id } = await applied(organization({ display_name: 'Red de Mujeres', email: 'ana@mujeres.example', name: 'Ana Cruz' }), page.organization);
  const shown = (await staff.get(applicant(id))).text, agent = shown.match(/name="verify"[^>]*value="(\d+)"/)[1];
  assert.match(shown, /Ana Cruz[^]*not verified/);
  assert.equal((await decide(id, 'approve', { verify: agent })).status, 303);
  assert.equal(sql(`SELECT verified_by || '|' || (verified_on = date()) FROM representative WHERE id = ${agent}`), 'admin@localhost|1');
  const [mail] = mails('ana@mujeres.example', 'welcome_organization'), member = new Client(server.origin);
  assert.match(mail.body, /Ana Cruz[^]*Red de Mujeres/);
  assert.match(sql("SELECT subject FROM message WHERE kind = 'welcome_organization'"), /Red de Mujeres/);
  await member.signIn(server.origin + link(mail, 'entrar'));
  assert.equal((await member.post('/es/cuenta/perfil', { city: 'Tijuana' })).status, 303);
  assert.match((await new Client(server.origin).get('/es/miembros/red-de-mujeres')).text, /Tijuana/);
});

test('probable duplicates stand beside the applicant, with the reasons; what is none is remembered', async () => {
  const rows = [['Rosa', 'Quispe', 'Mamani', 'BO', 'otra@example.org'], ['R.', 'Quispé', 'MAMANI', 'BO', 'rr@example.org'], ['Rosa', 'Quispe', '', 'BO', 'tres@example.org'], ['Pedro', 'Quispe', 'Mamani', 'BO', 'pedro@example.org'], ['Rosa', 'Quispe', 'Choque', 'BO', 'choque@example.org']];
  const found = [];
  for (const [given, surname1, surname2, country, email] of rows) found.push(await applied(person({ given, surname1, surname2, country, email })));
  const reasons = async (i) => ((await staff.get(applicant(found[i].id))).text.match(/<h2>Probable duplicates<\/h2>[^]*?<\/section>/)?.[0] ?? '');
  assert.match(await reasons(0), /Rosa Quispe Mamani <span class="tag">published[^]*?same surnames and initial, same country[^]*?same name, same country/);
  assert.match(await reasons(1), /Rosa Quispe Mamani[^]*same surnames and initial, same country/, 'accents, case and initials do not hide it');
  assert.match(await reasons(2), /Rosa Quispe Mamani[^]*same given names and first surname, same country/);
  assert.equal(await reasons(3), '', 'another given name is another person');
  assert.doesNotMatch(await reasons(4), /Rosa Quispe Mamani/, 'nor is it who has another second surname');
  const page = applicant(found[0].id), before = (await reasons(0)).match(/name="one"/g).length;
  const answer = await staff.post(page, { one: sql("SELECT id FROM member WHERE email = 'rosa@example.org'"), other: found[0].id, back: found[0].id }, '/en/admin/duplicates');
  assert.equal(answer.headers.get('location'), page);
  assert.equal((await reasons(0)).match(/name="one"/g).length, before - 1);
});

// --- representatives ----------------------------------------------------------------------------------------------------

test('several speak for an organization: named by one who is verified, shown when both sides agree, ended', async () => {
  const { id } = await applied(organization({ display_name: 'Puente Sur', email: 'iris@puente.example', name: 'Iris Vega' }), page.organization);
  assert.equal((await decide(id, 'approve')).status, 303);
  const iris = new Client(server.origin), nobody = new Client(server.origin), at = '/es/cuenta/representantes';
  await iris.signIn(server.origin + link(mails('iris@puente.example', 'welcome_organization')[0], 'entrar'));
  assert.match((await iris.get(at)).text, /aún no verifica/);
  assert.equal((await iris.post('/es/cuenta', { name: 'Otro', email: 'otro@puente.example' }, at)).status, 403, 'who is not verified names nobody');
  sql(`UPDATE representative SET verified_on = date(), verified_by = 'x' WHERE member_id = ${id}`);
  assert.equal((await iris.post(at, { name: '', email: 'mal' })).status, 422);
  assert.equal((await iris.post(at, { name: 'Noé Paz', role: 'Tesorero', email: 'noe@puente.example' })).status, 303);
  assert.equal((await iris.post(at, { name: 'Noé Paz', email: 'noe@puente.example' })).status, 422, 'once');
  const [mail] = mails('noe@puente.example', 'representative');
  assert.match(mail.body, /Puente Sur \(Iris Vega\)/);
  const noe = new Client(server.origin);
  await noe.signIn(server.origin + link(mail, 'entrar'));
  assert.equal((await noe.post('/es/cuenta/perfil', { city: 'Tapachula' })).status, 303);
  const open = async () => (await nobody.get('/es/miembros/puente-sur')).text;
  assert.match(await open(), /Tapachula/);
  const second = sql("SELECT id FROM representative WHERE email = 'noe@puente.example'");
  assert.equal((await iris.post('/es/cuenta', { show: second }, at)).status, 303);
  assert.doesNotMatch(await open(), /Noé Paz/, 'shown only once verified');
  sql(`UPDATE representative SET verified_on = date(), verified_by = 'x' WHERE id = ${second}`);
  await iris.post('/es/cuenta', { show: second }, at);
  assert.match(await open(), /Noé Paz, Tesorero/);
  assert.doesNotMatch(await open(), /noe@puente|Iris Vega/, 'no address, and nobody who is not shown');
  const foreign = sql(`SELECT min(id) FROM representative WHERE member_id != ${id}`);
  assert.equal((await iris.post('/es/cuenta', { end: foreign }, at)).status, 404, 'not of another organization');
  assert.equal((await iris.post('/es/cuenta', { end: second }, at)).status, 303);
  assert.doesNotMatch(await open(), /Noé Paz/);
  assert.equal((await noe.get('/es/cuenta/perfil')).status, 404, 'who is ended acts for it no more');
});

test('a member who speaks for an organization acts for one or the other, and keeps her own data apart', async () => {
  const { id } = await applied(person({ given: 'Julia', surname1: 'Doble', surname2: '', email: 'julia@example.org', country: 'PY' }));
  assert.equal((await decide(id, 'approve')).status, 303);
  const other = await applied(organization({ display_name: 'Organización de Julia', email: 'julia@example.org', name: 'Julia Doble', country: 'PY' }), page.organization);
  const asks = (await staff.get(applicant(other.id))).text;
  assert.match(asks, /julia@example\.org/);
  assert.doesNotMatch(asks, /same e-mail address|Compare and merge/, 'a person is not the organization that she speaks for');
  assert.equal((await decide(other.id, 'approve')).status, 303);
  const julia = new Client(server.origin);
  await julia.signIn(server.origin + link(mails('julia@example.org', 'welcome')[0], 'entrar'));
  const name = async () => hidden((await julia.get('/es/cuenta/perfil')).text).get('display_name');
  assert.equal(await name(), 'Julia Doble', 'her own profile first');
  const data = async () => (await julia.get('/es/cuenta/datos')).text, mine = await data();
  assert.equal((await julia.post('/es/cuenta', { member: other.id }, '/es/cuenta/actuar-por')).status, 303);
  assert.equal(await name(), 'Organización de Julia');
  assert.doesNotMatch((await julia.get('/es/cuenta')).text, /Puede agregar:[^]*Adscripción/, 'an organization has none');
  assert.equal(await data(), mine, 'her data are hers');
  await julia.post('/es/cuenta', { member: 0 }, '/es/cuenta/actuar-por');
  assert.equal(await name(), 'Julia Doble');
  await julia.post('/es/cuenta', { member: sql("SELECT id FROM member WHERE email = 'rosa@example.org'") }, '/es/cuenta/actuar-por');
  assert.equal(await name(), 'Julia Doble', 'only for whom one speaks');
});

test('a form is for whom it was made: in another window, and over an ended session', async () => {
  const julia = new Client(server.origin);
  const enter = async () => {
    const body = new URLSearchParams({ email: 'julia@example.org', csrf: hidden((await julia.get('/es/entrar')).text).get('csrf') });
    assert.equal((await julia.ask('/es/entrar', { method: 'POST', body })).status, 200);
    await julia.signIn(server.origin + link(mails('julia@example.org', 'sign_in')[0], 'entrar'));
  };
  const member = sql("SELECT id FROM member WHERE display_name = 'Organización de Julia'");
  const act = (id) => julia.post('/es/cuenta', { member: id }, '/es/cuenta/actuar-por');
  const cities = () => sql("SELECT group_concat(display_name || ': ' || ifnull(city, '-'), '; ') FROM (SELECT * FROM member WHERE display_name LIKE '%Julia%' ORDER BY id)");
  await enter();
  await act(member);
  const page = (await julia.get('/es/cuenta/perfil')).text;
  assert.match(page, /Usted actúa por <b>Organización de Julia<\/b>/);
  const form = hidden(page);
  form.set('city', 'Asunción');
  await act(0);
  assert.doesNotMatch((await julia.get('/es/cuenta/perfil')).text, /Usted actúa por/);
  assert.equal((await julia.ask('/es/cuenta/perfil', { method: 'POST', body: form })).status, 303);
  assert.equal(cities(), 'Julia Doble: -; Organización de Julia: Asunción');

  await act(member);
  const again = hidden((await julia.get('/es/cuenta/perfil')).text), end = () => sql("UPDATE session SET expires_at = 2 WHERE account_id = (SELECT id FROM account WHERE email = 'julia@example.org')");
  again.set('city', 'Encarnación');
  end();
  const refused = await julia.ask('/es/cuenta/perfil', { method: 'POST', body: again });
  assert.equal(refused.status, 303);
  await enter();
  const kept = await julia.get(refused.headers.get('location').replace(/^.*next=/, ''));
  assert.match(kept.text, /Usted actúa por <b>Organización de Julia<\/b>/);
  assert.equal((await julia.ask('/es/cuenta/perfil', { method: 'POST', body: hidden(kept.text) })).status, 303);
  assert.equal(cities(), 'Julia Doble: -; Organización de Julia: Encarnación');
  assert.match((await julia.get('/es/cuenta/perfil')).text, /Usted actúa por/, 'and she goes on for it');

  const last = hidden((await julia.get('/es/cuenta/perfil')).text);
  last.set('city', 'Villarrica');
  end();
  const later = (await julia.ask('/es/cuenta/perfil', { method: 'POST', body: last })).headers.get('location').replace(/^.*next=/, '');
  sql("UPDATE representative SET until = date('now', '-1 day') WHERE email = 'julia@example.org'");
  await enter();
  const no = await julia.get(later);
  assert.equal(no.status, 403);
  assert.match(no.text, /ya no representa a esta organización/);
  const forged = hidden((await julia.get('/es/cuenta/perfil')).text);
  forged.set('csrf', `${forged.get('csrf')}.${member}`);
  forged.set('city', 'Villarrica');
  assert.equal((await julia.ask('/es/cuenta/perfil', { method: 'POST', body: forged })).status, 403);
  assert.equal(cities(), 'Julia Doble: -; Organización de Julia: Encarnación');
});

test('an applicant who is a member already is merged into that profile, and told', async () => {
  const { id } = await applied(person({ given: 'Rosa', email: 'rosa.nueva@example.org' }));
  const member = sql("SELECT id FROM member WHERE email = 'rosa@example.org'"), at = `/en/admin/merge/members/${member}/${id}`;
  const sure = await staff.post(at, {}), body = hidden(sure.text);
  assert.match(sure.text, /The applicant gets a message/);
  body.set('sure', '1');
  assert.equal((await staff.ask(at, { method: 'POST', body })).status, 303);
  const [mail] = mails('rosa.nueva@example.org', 'merged'), rosa = new Client(server.origin);
  await rosa.signIn(server.origin + link(mail, 'entrar'));
  assert.equal(hidden((await rosa.get('/es/cuenta/perfil')).text).get('email'), 'rosa@example.org', 'both addresses open the same profile');
  const undo = (await staff.get('/en/admin/changes')).text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.equal((await staff.post('/en/account', {}, undo)).status, 303);
  assert.equal(sql(`SELECT member_id FROM account WHERE email = 'rosa.nueva@example.org'`), id, 'undone, the address leads to the application alone');
  assert.equal(sql("SELECT state FROM message WHERE recipient = 'rosa.nueva@example.org' AND kind = 'merged'"), 'cancelled');
});
