// What one right does not open by a side door: links in messages, drafts of others, plans, what is public.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Client, hidden, program, start } from './server.mjs';

let server, admin;
const sql = (text) => server.sql(text);
const account = (role, email) => server.signedIn(email, role);
// A role of one's own: "post.read post.write".
function role(key, grants) {
  const id = sql(`INSERT INTO staff_role (key) VALUES ('${key}') RETURNING id`);
  sql(`INSERT INTO staff_role_text VALUES (${id}, 'en', '${key}'), (${id}, 'es', '${key}')`);
  for (const [area, action] of grants.split(' ').map((grant) => grant.split('.')))
    sql(`INSERT INTO staff_grant (role_id, area, action) VALUES (${id}, '${area}', '${action}')`);
}
const number = (edit) => edit.split('/').at(-1);
const draftOf = (table, edit) => sql(`SELECT fields FROM draft WHERE table_name = '${table}' AND record_id = ${number(edit)} ORDER BY id`);
async function published(type, fields) {
  const made = await admin.post(`/en/admin/records/${type}/new`, { ...fields, publish: '1' });
  assert.equal(made.status, 303, made.text);
  return made.headers.get('location');
}
const news = { 'title.en': 'A bridge', 'title.es': 'Un puente', 'body.en': 'Built in 1910.', 'body.es': 'Construido en 1910.', published_on: '2026-01-01' };
const event = { 'title.en': 'Seminar', 'title.es': 'Seminario', kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City', city: 'Zacatecas', country: 'MX' };
// The form of PAGE with FIELDS, sent to PAGE.
async function send(client, page, fields) {
  const body = hidden((await client.get(page)).text);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return client.ask(page, { method: 'POST', body });
}
const noBug = () => server.noBug();

before(async () => {
  server = await start();
  admin = new Client(server.origin);
  await admin.signIn(server.firstLink());
});
after(() => server.stop());

test('whoever names a representative reads the invitation without the link that signs in, whoever was named', async () => {
  const member = (await published('members', { kind: 'migrant_association', display_name: 'Casa Sur', country: 'MX' }));
  const speaker = await account('member', 'vera@casa.example');
  await account('administrator', 'root@example.org');
  const now = Math.floor(Date.now() / 1000);
  sql(`INSERT INTO representative (slug, state, created_at, updated_at, member_id, name, email, since, verified_on) VALUES ('vera', 'published', ${now}, ${now}, ${number(member)}, 'Vera', 'vera@casa.example', '2020-01-01', '2020-01-01')`);
  assert.equal((await speaker.post('/en/account/representatives', { name: 'Root', email: 'root@example.org' })).status, 303);
  const token = sql("SELECT body FROM message WHERE kind = 'representative'").match(/entrar\/([\w-]{43})|sign-in\/([\w-]{43})/).slice(1).find(Boolean);
  const list = (await speaker.get('/en/account/messages')).text, paths = [...list.matchAll(/\/en\/account\/messages\/\d+/g)].map((m) => m[0]);
  assert.ok(paths.length, 'the message is there');
  for (const path of paths) {
    const { status, text } = await speaker.get(path);
    assert.equal(status, 200);
    assert.ok(!text.includes(token), 'no link into the account of somebody else');
    assert.match(text, /Casa Sur/);
  }
  const answer = `https://example.org/es/mensajes/${'a'.repeat(43)}`;
  sql(`INSERT INTO message (recipient, language, kind, subject, body, created_at, member_id, state) VALUES ('x@example.net', 'es', 'contact', 'A question', '${answer}', ${now}, ${number(member)}, 'sent')`);
  const path = (await speaker.get('/en/account/messages')).text.match(/"(\/en\/account\/messages\/\d+)">A question/)[1];
  assert.ok((await speaker.get(path)).text.includes(answer), 'a link that only answers stays');
});

test('asking for a link writes something whether the address is known or not', async () => {
  const written = () => Number(sql("SELECT (SELECT count(*) FROM audit WHERE action = 'sign_in_failed' AND detail = 'link') * 10 + (SELECT count(*) FROM message WHERE kind = 'sign_in')"));
  const before = written(), client = new Client(server.origin), pages = [];
  for (const email of ['admin@localhost', 'stranger@example.org']) pages.push((await client.post('/en/sign-in', { email })).text.replaceAll(email, 'x'));
  assert.equal(pages[0], pages[1]);
  assert.equal(written() - before, 11);
});

test('who speaks for an organization and is not verified ends and shows nobody but herself', async () => {
  const [vera, member] = sql("SELECT id, member_id FROM representative WHERE email = 'vera@casa.example'").split('|'), now = Math.floor(Date.now() / 1000);
  const nina = await account('member', 'nina@casa.example');
  const own = sql(`INSERT INTO representative (slug, state, created_at, updated_at, member_id, name, email, since) VALUES ('nina', 'published', ${now}, ${now}, ${member}, 'Nina', 'nina@casa.example', '2020-01-01') RETURNING id`);
  const at = '/en/account/representatives', left = (id) => sql(`SELECT until IS NULL AND NOT shown FROM representative WHERE id = ${id}`);
  for (const press of ['end', 'show']) assert.equal((await nina.post('/en/account', { [press]: vera }, at)).status, 404, press);
  assert.equal(left(vera), '1');
  assert.doesNotMatch((await nina.get(at)).text, new RegExp(`name="end" value="${vera}"`));
  assert.equal((await nina.post('/en/account', { end: own }, at)).status, 303);
  assert.equal(left(own), '0');
});

test('a mailing shows no addresses to who may not read members, and ends also for who is called like a mark', async () => {
  role('mailer', 'mailing.read mailing.write mailing.publish');
  const mailer = await account('mailer', 'mara@example.org');
  await published('members', { kind: 'scholar', given: 'Max', surname1: '[name]', email: 'max.mark@example.net' });
  const words = { 'subject.en': 'Dear [name]', 'subject.es': 'Hola [nombre]', 'body.en': '[name]!', 'body.es': '¡[nombre]!', recipients: 'q=Max' };
  assert.equal((await mailer.post('/en/account', words, '/en/admin/mailings/new')).status, 403, 'what it asks for may be private');
  const made = (await admin.post('/en/account', words, '/en/admin/mailings/new')).headers.get('location');
  assert.match((await admin.get(made)).text, /max\.mark@/);
  assert.doesNotMatch((await mailer.get(made)).text, /max\.mark@/);
  assert.equal((await admin.post(made, { put: '1' })).status, 303);
  assert.equal(sql("SELECT subject FROM message WHERE kind = 'mailing' AND recipient = 'max.mark@example.net'"), 'Hola Max [name]');
});

test('own words for letters bring no link that signs in before the eyes of who may not change accounts', async () => {
  const membership = await account('membership', 'berta@example.org');
  const made = await membership.post('/en/admin/letters', {}, '/en/admin/letters/sign_in');
  assert.equal(made.status, 303);
  const words = { 'subject.en': '{{link}}', 'subject.es': '{{link}}', 'body.en': 'x{{link}}x', 'body.es': 'x{{link}}x {{link.as_url}}', publish: '1' };
  assert.equal((await send(membership, made.headers.get('location'), words)).status, 303);
  await new Client(server.origin).post('/en/sign-in', { email: 'admin@localhost' });
  const [id, subject] = sql("SELECT id, subject FROM message WHERE kind = 'sign_in' ORDER BY id DESC LIMIT 1").split('|');
  const token = subject.match(/[\w-]{43}$/)[0];
  for (const path of ['/en/admin/outbox', `/en/admin/outbox/${id}`]) {
    assert.ok(!(await membership.get(path)).text.includes(token), path);
    assert.ok((await admin.get(path)).text.includes(token), `${path}: who may change accounts reads it`);
  }
  assert.equal((await send(admin, made.headers.get('location'), { archive: '1' })).status, 303);
});

test('a form names no draft but the one over its own record', async () => {
  const editor = await account('editor', 'elsa@example.org');
  const secret = await published('events', { ...event, slug: 'quiet' }), mine = await published('news', { ...news, slug: 'mine' }), second = await published('news', { ...news, slug: 'second' });
  assert.equal((await send(admin, secret, { city: 'Xochitlán', draft: '1' })).status, 303);
  assert.equal((await send(admin, second, { 'title.en': 'Unseen words', draft: '1' })).status, 303);
  const before = [draftOf('event', secret), draftOf('post', second)];
  for (const foreign of [sql("SELECT id FROM draft WHERE table_name = 'event'"), sql("SELECT id FROM draft WHERE table_name = 'post'")]) {
    for (const press of ['draft', 'save']) {
      const { status, text } = await send(editor, mine, { draft_shown: foreign, 'title.en': `Taken ${press} ${foreign}`, [press]: '1' });
      assert.equal(status, 303, text);
      assert.doesNotMatch(text, /Unseen words|Xochitlán/);
      assert.deepEqual([draftOf('event', secret), draftOf('post', second)], before, `${press} ${foreign}`);
      sql(`DELETE FROM draft WHERE table_name = 'post' AND record_id = ${number(mine)}`);
    }
  }
  noBug();
});

test('a translator publishes texts of one language, not the draft that waits over the record', async () => {
  const edit = await published('news', { ...news, slug: 'translated' }), translator = await account('translator_es', 'tere@example.org');
  assert.equal((await send(admin, edit, { 'title.en': 'Not yet', published_on: '2026-02-02', draft: '1' })).status, 303);
  sql("INSERT OR IGNORE INTO staff_grant (role_id, area, action, lang) SELECT id, 'post', 'publish', 'es' FROM staff_role WHERE key = 'translator_es'");
  assert.equal((await send(translator, edit, { 'title.es': 'Un puente viejo' })).status, 303);
  const { text } = await new Client(server.origin).get('/en/news/translated');
  assert.doesNotMatch(text, /Not yet/);
  assert.match(text, /A bridge/);
  assert.match(draftOf('post', edit), /Not yet[^]*Un puente viejo|Un puente viejo[^]*Not yet/, 'kept with the draft');
  assert.equal((await send(admin, edit, {})).status, 303);
  assert.match((await new Client(server.origin).get('/en/news/translated')).text, /Not yet/, 'who may publish it does');
});

test('a draft with a moment that somebody changes who may not publish waits for somebody who may', async () => {
  role('writer', 'post.read post.write');
  const edit = await published('news', { ...news, slug: 'planned' }), writer = await account('writer', 'wanda@example.org');
  assert.equal((await send(admin, edit, { 'title.en': 'Agreed words', schedule: '1', 'schedule.date': '2031-01-01', 'schedule.time': '09:00', 'schedule.zone': 'UTC' })).status, 303);
  const moment = () => sql(`SELECT ifnull(publish_at, 0) FROM draft WHERE table_name = 'post' AND record_id = ${number(edit)}`);
  assert.notEqual(moment(), '0');
  assert.equal((await send(admin, edit, { 'title.en': 'Agreed words!', draft: '1' })).status, 303);
  assert.notEqual(moment(), '0', 'who may publish leaves the moment');
  assert.equal((await send(writer, edit, { 'title.en': 'Smuggled words', draft: '1' })).status, 303);
  assert.equal(moment(), '0');
  assert.equal(sql("SELECT count(*) FROM job WHERE kind = 'publish'"), '0');
});

test('a member’s edit that waits is decided in its queue; a plan is ended by who may publish', async () => {
  role('records', 'member.read member.write post.read post.write');
  const clerk = await account('records', 'clara@example.org'), member = await published('members', { kind: 'scholar', given: 'Inés', surname1: 'Luna' });
  const now = Math.floor(Date.now() / 1000);
  sql(`INSERT INTO draft (table_name, record_id, kind, base_version, fields, created_at, updated_at) SELECT 'member', id, 'submission', version, '{}', ${now}, ${now} FROM member WHERE id = ${number(member)}`);
  const edit = await published('news', { ...news, slug: 'ending' });
  assert.equal((await send(admin, edit, { schedule_end: '1', 'schedule.date': '2031-01-01', 'schedule.time': '09:00', 'schedule.zone': 'UTC' })).status, 303);
  for (const [page, kind] of [[member, 'submission'], [edit, 'scheduled']]) {
    const id = sql(`SELECT id FROM draft WHERE kind = '${kind}' ORDER BY id DESC LIMIT 1`);
    await send(clerk, page, { discard: id });
    assert.equal(sql(`SELECT count(*) FROM draft WHERE id = ${id}`), '1', kind);
  }
});

test('merging what is public asks for the right to publish', async () => {
  role('sweeper', 'post.read post.write post.delete');
  const sweeper = await account('sweeper', 'sara@example.org');
  const one = await published('news', { ...news, slug: 'one' }), other = await published('news', { ...news, slug: 'other' });
  const merge = `/en/admin/merge/news/${number(one)}/${number(other)}`;
  assert.equal((await sweeper.get(merge)).status, 403);
  assert.equal((await admin.get(merge)).status, 200);
});

test('an import changes nothing that is public by who may not publish', async () => {
  role('importer', 'post.read post.write imports.read imports.write');
  const importer = await account('importer', 'ivan@example.org'), edit = await published('news', { ...news, slug: 'imported' });
  const draft = await admin.post('/en/admin/records/news/new', { ...news, slug: 'unseen' });
  const body = new FormData();
  body.append('csrf', hidden((await importer.get('/en/admin/imports')).text).get('csrf'));
  body.append('type', 'post');
  body.append('file', new Blob([`id,title_en\n${number(edit)},Smuggled\n${number(draft.headers.get('location'))},Mended\n`], { type: 'text/csv' }), 'news.csv');
  const sent = await importer.ask('/en/admin/imports', { method: 'POST', body }), job = sent.headers.get('location');
  assert.equal(sent.status, 303, sent.text);
  const form = hidden((await importer.get(job)).text);
  for (const [name, value] of Object.entries({ 'target.0': 'id', 'target.1': 'title_en', match: 'id', state: 'draft', existing: 'update', check: '1' })) form.set(name, value);
  assert.equal((await importer.ask(job, { method: 'POST', body: form })).status, 303);
  assert.match((await importer.get(job)).text, /You may not publish, nor change/);
  await importer.post(job, { run: 'good' });
  assert.match((await new Client(server.origin).get('/en/news/imported')).text, /A bridge/);
  assert.equal(sql(`SELECT title FROM post_text WHERE lang = 'en' AND post_id = ${number(draft.headers.get('location'))}`), 'Mended', 'what is not public is written');
});

test('a value of very many lines is refused, and not drawn again line by line', async () => {
  const made = await published('members', { kind: 'scholar', given: 'Lino', surname1: 'Largo' }), member = await account('member', 'lino@example.org');
  sql(`UPDATE account SET member_id = ${number(made)} WHERE email = 'lino@example.org'`);
  const lines = (n, line) => Array.from({ length: n }, (_, i) => line(i)).join('\n');
  const { status, text } = await send(member, '/en/account/profile', { corridors: lines(3000, () => 'MX | US'), topics: lines(3000, (i) => `t${i}`) });
  assert.equal(status, 422);
  assert.match(text, /Too many entries/);
  assert.ok(text.match(/name="corridors\.\d+\.remove"/g).length <= 101, 'rows that are drawn');
  assert.equal((await send(member, '/en/account/profile', { corridors: lines(100, () => 'MX | US') })).status, 303);
  assert.equal(sql(`SELECT count(*) FROM member_corridors WHERE member_id = ${number(made)}`), '100');
});

test('pasted references take the memory of their text, whatever they are made of', async () => {
  const made = await published('members', { kind: 'scholar', given: 'Bib', surname1: 'Tex' }), member = await account('member', 'bib@example.org');
  sql(`UPDATE account SET member_id = ${number(made)} WHERE email = 'bib@example.org'`);
  const peak = () => Number(readFileSync(`/proc/${server.child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024, before = peak();
  const page = '/en/account/publications', many = (n, one, between) => Array.from({ length: n }, (_, i) => one(i)).join(between);
  const laughs = `@string{a0 = {${'x'.repeat(500)}}}\n` + many(5, (i) => `@string{a${i + 1} = ${many(20, () => `a${i}`, ' # ')}}`, '\n') + '\n@article{z, title = a5, author = {B, A}, year = 2001}';
  assert.match((await member.post(page, { text: laughs })).text, /abbreviations \(@string\) make this text too long/);
  const chosen = { save: '1', 'take.1': '1', 'me.1': '1', 'shown.1': '1', 'kind.1': 'article', 'lang.1': 'en' };
  assert.equal((await member.post(page, { text: `@article{a, title = {T}, author = {${many(8000, (i) => `B${i}`, ' and ')}}, year = 2001}`, ...chosen })).status, 422, 'too many authors');
  for (const text of [`@article{a, title = {T}, keywords = {${many(9000, (i) => `k${i}`, ', ')}}}`, `TY  - JOUR\nTI  - x\n${'y\n'.repeat(20000)}${'KW  - k\n'.repeat(9000)}ER  - \n`])
    assert.equal((await member.post(page, { text })).status, 200);
  if (!program.endsWith('-san')) assert.ok(peak() - before < 150, `${Math.round(peak() - before)} MB`);
  assert.equal((await member.post(page, { text: '@string{j = "Revista" # { de }}\n@article{a, title = {One # two}, author = {Tex, Bib}, journal = j # "Historia", year = 2001}', ...chosen })).status, 303);
  assert.equal(sql("SELECT container FROM publication ORDER BY id DESC LIMIT 1"), 'Revista de Historia');
  noBug();
});

test('of one account no more than ten forms wait for a sign-in', async () => {
  const member = await account('member', 'kept@example.org'), id = sql("SELECT id FROM account WHERE email = 'kept@example.org'"), body = hidden((await member.get('/en/account')).text);
  sql(`UPDATE session SET seen_at = 1 WHERE account_id = ${id}`);
  for (let i = 1; i <= 13; i++) {
    const { status, headers } = await member.ask(`/en/account/claims/${i}`, { method: 'POST', body: new URLSearchParams({ csrf: body.get('csrf'), code: '123456', note: `n${i}` }) });
    assert.equal(status, 303);
    assert.match(headers.get('location'), /sign-in/);
  }
  assert.equal(sql(`SELECT count(*) || ' ' || sum(path LIKE '%/13') FROM kept_form WHERE account_id = ${id}`), '10 1', 'with the latest');
  assert.equal(sql(`SELECT count(*) FROM kept_form WHERE account_id = ${id} AND fields LIKE '%123456%'`), '0', 'codes are not kept');
});

test('who answers requests of privacy ends no account of the staff', async () => {
  const keeper = await account('membership', 'petra@example.org'), page = '/en/admin/privacy/person';
  await account('administrator', 'boss@example.org');
  await account('member', 'leaves@example.org');
  const there = (email) => sql(`SELECT count(*) FROM account WHERE email = '${email}' AND state = 'active'`);
  for (const what of ['leave', 'erase', 'now'])
    assert.equal((await keeper.post(`${page}?email=boss@example.org`, { email: 'boss@example.org', what, reason: 'x' }, page)).status, 403, what);
  assert.equal(there('boss@example.org'), '1');
  assert.equal((await keeper.post(`${page}?email=leaves@example.org`, { email: 'leaves@example.org', what: 'now', reason: 'a letter' }, page)).status, 303);
  assert.equal(there('leaves@example.org'), '0');
});

test('ending all sessions ends those that still owe a code', async () => {
  const member = await account('member', 'half@example.org'), id = sql("SELECT id FROM account WHERE email = 'half@example.org'");
  const owe = () => sql(`INSERT INTO half_session (token_hash, account_id, how, expires_at) VALUES (hex(randomblob(16)), ${id}, 'password', ${Math.floor(Date.now() / 1000) + 600})`);
  const owed = () => sql(`SELECT count(*) FROM half_session WHERE account_id = ${id}`);
  const ends = [() => member.post('/en/account', { end_others: '1' }), () => member.post('/en/account', { new_password: 'a quiet river in June' }), () => admin.post(`/en/admin/accounts/${id}`, { end: '1' })];
  for (const [i, end] of ends.entries()) {
    owe();
    assert.equal((await end()).status, 303);
    assert.equal(owed(), '0', `${i}`);
  }
});
