// Merging duplicates: a choice for each field, all that points to the record that goes moves along, one change, undone completely.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { start, Client, hidden } from './server.mjs';

let server, staff, visitor;
const sql = (text) => server.sql(text);
const rows = (text) => server.rows(text);
const load = (type, csv) => server.import(type, `${csv.trim()}\n`);

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  visitor = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

// Every row of every table that the history follows, and of those it does not but a merge moves. Versions and times of change only grow.
function everything() {
  const untracked = new Set(sql('SELECT name FROM untracked').split('\n'));
  const moved = ['account', 'consent', 'message', 'draft'];
  const tables = sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_fts%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name").split('\n')
    .filter((name) => !untracked.has(name) && !/_fts|_words_/.test(name) || moved.includes(name));
  assert.ok(tables.includes('member') && tables.includes('event_speakers') && tables.length > 40, tables.join());
  const all = {};
  for (const table of tables)
    all[table] = rows(`SELECT * FROM "${table}"`).map(({ version, updated_at, notice, ...row }) => JSON.stringify(row)).sort();
  return all;
}
const differing = (one, other) => Object.keys(one).filter((table) => JSON.stringify(one[table]) !== JSON.stringify(other[table]));
const derived = () => ['member_card', 'member_order', 'member_facet', 'member_count', 'search_doc', 'twin', 'twin_key'].map((table) => JSON.stringify(rows(`SELECT * FROM ${table}`)
  .map((row) => { if (table === 'search_doc') delete row.id; return JSON.stringify(row); }).sort()));

let keep, go; // numbers of the two
const page = () => `/en/admin/merge/members/${keep}/${go}`;
let undo;
async function merge(picks = {}) {
  const sure = await staff.post(page(), picks);
  assert.equal(sure.status, 200);
  const body = hidden(sure.text);
  body.set('sure', '1');
  return { sure: sure.text, done: await staff.ask(page(), { method: 'POST', body }) };
}
// The address that undoes the last merge, or the last undoing of one.
const undoing = async () => `/en/admin/changes/${sql("SELECT max(id) FROM change WHERE kind IN ('merge', 'undo')")}`;

test('two records with much that points to them', async () => {
  load('member', `
slug,state,kind,given,surname1,surname2,display_name,country,city,email,orcid,languages,topics,headline_es,biography_en,links
lucia-rojas,published,scholar,Lucía,Rojas,Paz,Lucía Rojas Paz,BO,La Paz,lucia@one.example,,es,remittances,Remesas,First text.,Web | https://one.example
l-rojas,published,scholar,L.,Rojas,Paz,L. Rojas Paz,BO,,lucia@other.example,0000-0002-1825-0097,"es
qu",gender,Género y remesas,Second text.,Web | https://other.example
`);
  keep = Number(sql("SELECT id FROM member WHERE slug = 'lucia-rojas'"));
  go = Number(sql("SELECT id FROM member WHERE slug = 'l-rojas'"));
  load('event', `
slug,state,kind,status,mode,title_en,title_es,starts,speakers
first-event,published,seminar,scheduled,online,First,Primero,2027-01-01,"L. Rojas |  | Talk | l-rojas
Other |  |  | "
both-event,published,seminar,scheduled,online,Both,Ambos,2027-02-01,"Lucía Rojas |  |  | lucia-rojas
L. Rojas |  |  | l-rojas"
`);
  load('publication', `
slug,state,kind,title_en,year,authors
paper-one,published,article,Paper,2020,L. | Rojas | author |  | l-rojas
`);
  assert.equal((await staff.post(`/en/admin/records/members/${go}`, { slug: 'l-rojas-paz' })).status, 303, 'renamed once already: the old address redirects');
  sql(`INSERT INTO account (id, email, name, member_id, created_at) VALUES (901, 'lucia@other.example', 'L. Rojas', ${go}, 1);
    INSERT INTO consent (member_id, form, ${sql("SELECT group_concat(name) FROM pragma_table_info('consent') WHERE name NOT IN ('id','member_id','form') AND \"notnull\" AND dflt_value IS NULL")}) SELECT ${go}, 'join', ${sql("SELECT group_concat('1') FROM pragma_table_info('consent') WHERE name NOT IN ('id','member_id','form') AND \"notnull\" AND dflt_value IS NULL")};
    INSERT INTO message (recipient, language, kind, subject, body, created_at, member_id, state) VALUES ('lucia@other.example', 'es', 'letter', 'S', 'B', 1, ${go}, 'sent');
    INSERT INTO draft (kind, table_name, record_id, member_id, base_version, fields, created_at, updated_at) VALUES ('draft', 'member', ${go}, ${go}, 1, '{}', 1, 1);`);
  assert.match((await staff.get('/en/admin/duplicates')).text, /Lucía Rojas Paz · L\. Rojas Paz[^]*?same surnames and initial, same country/);
});

let before_merge, derived_before;
test('side by side, a choice for each, and what it means before anything is written', async () => {
  before_merge = everything();
  derived_before = derived();
  const choice = (await staff.get(page())).text;
  for (const word of ['lucia@one.example', 'lucia@other.example', 'First text.', 'Second text.', '0000-0002-1825-0097', 'name="pick.biography.en" value="both"', 'name="pick.headline.es"'])
    assert.ok(choice.includes(word), word);
  assert.match(choice, /name="winner" value="one" checked/, 'the older one stays, unless chosen otherwise');
  const sure = await staff.post(page(), { 'pick.biography.en': 'both', 'pick.headline.es': 'other', 'pick.email': 'one' });
  assert.match(sure.text, /First text\.<br>\s*(<br>)?\s*Second text\./);
  assert.match(sure.text, /The address l-rojas-paz leads to lucia-rojas/);
  assert.match(sure.text, /Events: Speakers: 2 rows move/);
  assert.match(sure.text, /Publications: Authors: 1 row moves/);
  assert.deepEqual(differing(before_merge, everything()), [], 'looking writes nothing');
});

test('merged: fields as chosen, everything moved, old addresses lead there', async () => {
  const { done } = await merge({ 'pick.biography.en': 'both', 'pick.headline.es': 'other', 'pick.email': 'one' });
  assert.equal(done.status, 303);
  undo = await undoing();
  assert.equal(sql(`SELECT count(*) FROM member WHERE id = ${go}`), '0');
  assert.deepEqual(rows(`SELECT given, city, email, orcid, state FROM member WHERE id = ${keep}`), [{ given: 'Lucía', city: 'La Paz', email: 'lucia@one.example', orcid: '0000-0002-1825-0097', state: 'published' }]);
  assert.equal(sql(`SELECT group_concat(value) FROM member_languages WHERE member_id = ${keep}`), 'es,qu');
  assert.equal(sql(`SELECT group_concat(url) FROM member_links WHERE member_id = ${keep}`), 'https://one.example,https://other.example');
  assert.equal(sql(`SELECT headline FROM member_text WHERE member_id = ${keep} AND lang = 'es'`), 'Género y remesas');
  assert.equal(sql(`SELECT biography FROM member_text WHERE member_id = ${keep} AND lang = 'en'`), 'First text.\n\nSecond text.');
  assert.equal(sql(`SELECT count(*) FROM event_speakers WHERE member_id = ${keep}`), '3');
  assert.equal(sql(`SELECT count(*) FROM publication_authors WHERE member_id = ${keep}`), '1');
  for (const table of ['account', 'consent', 'message', 'draft']) {
    assert.notEqual(sql(`SELECT count(*) FROM ${table} WHERE member_id = ${keep}`), '0', table);
    assert.equal(sql(`SELECT count(*) FROM ${table} WHERE member_id = ${go}`), '0', table);
  }
  assert.equal(sql("SELECT group_concat(email) FROM (SELECT email FROM account WHERE member_id = " + keep + " ORDER BY email)"), 'lucia@one.example,lucia@other.example', 'both addresses sign in');
  for (const old of ['l-rojas-paz', 'l-rojas']) {
    const answer = await visitor.get(`/es/miembros/${old}`);
    assert.equal(`${answer.status} ${answer.headers.get('location')}`, '301 /es/miembros/lucia-rojas', 'also the address before that');
    const card = await visitor.get(`/en/members/${old}.vcf`);
    assert.equal(`${card.status} ${card.headers.get('location')}`, '301 /en/members/lucia-rojas.vcf');
  }
  assert.match((await visitor.get('/en/members/lucia-rojas')).text, /\/en\/publications\/paper-one/);
  assert.doesNotMatch((await visitor.get('/en/search?q=rojas')).text, /L\. Rojas Paz/);
});

test('undone, every row is as it was; and the undoing can be undone', async () => {
  const merged = everything();
  assert.equal((await staff.post('/en/account', {}, undo)).status, 303);
  const after = everything();
  assert.deepEqual(differing(before_merge, after).filter((table) => table !== 'account'), []);
  assert.deepEqual(after.account.filter((row) => !before_merge.account.includes(row)).map((row) => JSON.parse(row)).map(({ email, member_id }) => ({ email, member_id })),
    [{ email: 'lucia@one.example', member_id: keep }], 'only an account that the merge made stays with its own member');
  assert.deepEqual(derived().map((text, i) => text === derived_before[i]), derived_before.map(() => true), 'directory, counts, search and pairs too');
  assert.equal((await visitor.get('/es/miembros/l-rojas-paz')).status, 200);
  const again = await undoing();
  assert.equal((await staff.post('/en/account', {}, again)).status, 303, await (async () => (await staff.get('/en/admin/changes')).text.slice(0, 0))());
  assert.deepEqual(differing(merged, everything()), [], 'merged again');
  const third = await undoing();
  assert.equal((await staff.post('/en/account', {}, third)).status, 303);
  assert.deepEqual(differing(after, everything()), []);
});

test('later edits are named and kept', async () => {
  assert.equal((await merge()).done.status, 303);
  const number = await undoing();
  assert.equal((await staff.post(`/en/admin/records/members/${keep}`, { city: 'Sucre', languages: ['es', 'fr'] })).status, 303);
  const refused = await staff.post('/en/account', {}, number);
  assert.equal(refused.status, 409);
  assert.match(refused.text, new RegExp(`member ${keep}`));
  assert.equal(sql(`SELECT count(*) FROM member WHERE id = ${go}`), '0', 'nothing was undone');
  const partly = hidden((await staff.get('/en/account')).text);
  partly.set('partly', '1');
  assert.equal((await staff.ask(number, { method: 'POST', body: partly })).status, 303);
  assert.equal(sql(`SELECT city FROM member WHERE id = ${keep}`), 'Sucre');
  assert.equal(sql(`SELECT count(*) FROM member WHERE id = ${go}`), '1', 'the rest was');
});

test('what was chosen from old versions is not written', async () => {
  const sure = await staff.post(page(), {}), body = hidden(sure.text);
  body.set('sure', '1');
  assert.equal((await staff.post(`/en/admin/records/members/${go}`, { city: 'Potosí' })).status, 303);
  const late = await staff.ask(page(), { method: 'POST', body });
  assert.equal(late.status, 409);
  assert.match(late.text, /Potosí/);
  assert.equal(sql(`SELECT count(*) FROM member WHERE id = ${go}`), '1');
});

test('merged again into a third: every old address leads to the last; who comes late is told; undone one by one', async () => {
  load('member', `
slug,state,kind,given,surname1,surname2,display_name,country
lucia-r-paz,published,scholar,Lucía,Rojas,Paz,Lucía R. Paz,BO
`);
  const third = Number(sql("SELECT id FROM member WHERE slug = 'lucia-r-paz'")), start = everything();
  assert.equal((await merge()).done.status, 303);
  const first = await undoing(), at = `/en/admin/merge/members/${third}/${keep}`, sure = await staff.post(at, { winner: 'one' }), body = hidden(sure.text);
  body.set('sure', '1');
  const late = await staff.get(page());
  assert.equal(`${late.status} ${late.headers.get('location')}`, `303 /en/admin/records/members/${keep}`);
  assert.equal((await staff.ask(at, { method: 'POST', body })).status, 303);
  const second = await undoing();
  for (const old of ['l-rojas', 'l-rojas-paz', 'lucia-rojas'])
    assert.equal((await visitor.get(`/en/members/${old}`)).headers.get('location'), '/en/members/lucia-r-paz', old);
  assert.equal((await staff.get(`/en/admin/approvals/${go}`)).headers.get('location'), `/en/admin/approvals/${third}`);
  assert.equal(sql(`SELECT count(*) FROM account WHERE member_id = ${third}`), '2');
  assert.equal((await staff.post('/en/account', {}, first)).status, 409, 'the later merge stands in the way of the earlier');
  assert.equal((await staff.post('/en/account', {}, second)).status, 303);
  assert.equal((await staff.post('/en/account', {}, first)).status, 303);
  assert.deepEqual(differing(start, everything()), []);
});

test('who is no duplicate is not asked about again; organizations merge too', async () => {
  const list = '/en/admin/duplicates';
  assert.match((await staff.get(list)).text, /Lucía Rojas Paz · L\. Rojas Paz/);
  assert.equal((await staff.post(list, { type: 'members', one: keep, other: go })).status, 303);
  assert.doesNotMatch((await staff.get(list)).text, /Lucía Rojas Paz · L\. Rojas Paz/);
  load('organization', `
slug,state,name_es,name_en,kind,relation,country,website
centro-uno,published,Centro de Estudios Uno,Centre One,research_centre,partner,MX,https://www.uno.example/es
centro-dos,published,Centro Uno,,research_centre,affiliation,MX,http://uno.example
`);
  sql('SELECT 1');
  const pair = (await staff.get(`${list}?type=organizations`)).text;
  assert.match(pair, /same website/);
  const [one, other] = rows("SELECT id FROM organization WHERE slug LIKE 'centro-%' ORDER BY id").map((row) => row.id);
  load('member', `
slug,state,kind,display_name,country,organization
works-there,published,scholar,Works There,MX,centro-dos
`);
  const at = `/en/admin/merge/organizations/${one}/${other}`, sure = await staff.post(at, {}), body = hidden(sure.text);
  body.set('sure', '1');
  assert.equal((await staff.ask(at, { method: 'POST', body })).status, 303);
  assert.equal(sql(`SELECT organization_id FROM member WHERE slug = 'works-there'`), String(one));
  assert.equal(sql(`SELECT count(*) FROM organization WHERE id = ${other}`), '0');
});

test('only who may write and delete such records merges them', async () => {
  for (const path of [page(), '/en/admin/duplicates']) assert.equal((await visitor.get(path)).status, 403);
  assert.equal((await staff.get(`/en/admin/merge/members/${keep}/${keep}`)).status, 404);
  assert.equal((await staff.get(`/en/admin/merge/members/${keep}/999999`)).status, 404);
  assert.equal((await staff.get('/en/admin/merge/nothing/1/2')).status, 404);
  const any = await staff.get(`/en/admin/duplicates?type=members&one=lucia-rojas&other=${go}`);
  assert.equal(any.headers.get('location'), page(), 'any two, by address or number');
});
