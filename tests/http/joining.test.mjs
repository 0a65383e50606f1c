// Joining: persons and organizations, a closed browser, known addresses, robots, the staff's queue.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, Client, hidden } from './server.mjs';

let server, staff;
const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.db, text], { encoding: 'utf8' }).trim();
const mails = (to, kind) => JSON.parse(execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', server.db,
  `SELECT subject, body, kind, language FROM message WHERE recipient = '${to}'${kind ? ` AND kind = '${kind}'` : ''} ORDER BY id DESC`], { encoding: 'utf8' }) || '[]');
const link = (mail, word) => new URL(mail.body.match(new RegExp(`https?://\\S+/(?:${word})/\\S+`))[0]).pathname;
const joinLink = (mail) => link(mail, 'registro|join');

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

const page = { person: '/es/registro', organization: '/es/registro?as=organization' };
async function send(client, from, fields, wait = 2100) {
  const body = hidden((await client.get(from)).text);
  for (const [name, value] of Object.entries(fields)) {
    body.delete(name);
    for (const one of [value].flat()) body.append(name, one);
  }
  if (wait) await sleep(wait); // faster than people do is odd
  return client.ask(from.split('?')[0], { method: 'POST', body });
}
const person = (more) => ({ kind: 'scholar', given: 'Rosa', surname1: 'Quispe', surname2: 'Mamani', email: 'rosa@example.org', country: 'BO', ...more });
const organization = (more) => ({ kind: 'migrant_association', display_name: 'Casa del Migrante Norte', country: 'MX', name: 'Lucía Peña', role: 'Coordinadora', email: 'lucia@casa.example', ...more });
// Applies and presses the button of the mailed page.
async function applied(fields, from = page.person, more = {}, wait = 0) {
  const client = new Client(server.origin);
  assert.equal((await send(client, from, fields, wait)).status, 200);
  const path = joinLink(mails(fields.email)[0]);
  const done = await client.post(path, more);
  assert.match(done.text, /su solicitud está con el equipo/);
  return { client, path, id: sql(`SELECT max(id) FROM member WHERE email = '${fields.email}'`) };
}

test('the first page asks for the least, of a person and of an organization', async () => {
  const client = new Client(server.origin);
  const names = (html) => [...new Set([...hidden(html).keys()])].filter((name) => !['csrf', 'started', 'as', 'homepage'].includes(name));
  assert.deepEqual(names((await client.get(page.person)).text).sort(), ['country', 'email', 'given', 'kind', 'surname1', 'surname2']);
  const html = (await client.get(page.organization)).text;
  assert.deepEqual(names(html).sort(), ['country', 'display_name', 'email', 'kind', 'name', 'role']);
  assert.match(html, /value="civil_society"/);
  assert.doesNotMatch(html, /value="scholar"/);
});

test('a form that is not finished is found again by the mailed link, in another browser', async () => {
  const first = new Client(server.origin);
  const sent = await send(first, page.organization, { ...organization(), country: '', role: '', later: '1' }, 0);
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
  await applied(person(), page.person, {}, 0);
  await staff.post('/en/admin/approvals', { approve: '1' }, `/en/admin/approvals/${sql("SELECT id FROM member WHERE email = 'rosa@example.org'")}`);
  const client = new Client(server.origin);
  const strip = (text) => text.replace(/csrf" value="[^"]*"/g, '');
  const known = await send(client, page.person, person(), 0), unknown = await send(client, page.person, person({ email: 'nueva@example.org' }), 0);
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

test('what looks odd is kept, and marked with its reasons; a robot learns nothing', async () => {
  const client = new Client(server.origin);
  const sent = await send(client, page.person, person({ given: 'Robot', email: 'robot@example.org', homepage: 'x' }), 0);
  assert.match(sent.text, /Revise su correo/);
  const { path } = { path: joinLink(mails('robot@example.org')[0]) };
  const many = 'https://a.example https://b.example https://c.example';
  assert.match((await client.post(path, { 'headline.es': many })).text, /su solicitud está con el equipo/);
  assert.deepEqual(sql("SELECT suspicion FROM member_application a JOIN member m ON m.id = a.member_id WHERE m.email = 'robot@example.org'").split('\n').sort(), ['fast', 'links', 'trap']);
  const calm = await applied(person({ given: 'Tranquila', surname1: 'Flores', surname2: '', email: 'calma@example.org' }), page.person, {}, 2100);
  assert.equal(sql(`SELECT ifnull(suspicion, '-') FROM member_application WHERE member_id = ${calm.id}`), '-');
});
