// Who may what: every page and every form of the staff's side against every role, a member and nobody; roles and accounts themselves.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { start, Client, hidden } from './server.mjs';

const roles = ['administrator', 'editor', 'membership', 'journal', 'translator_en', 'translator_es', 'reader'];
let server;
const who = {};
const sql = (text) => server.sql(text);
const link = (email, role) => server.link(email, role);
const links = (html) => [...html.matchAll(/https?:\/\/127[^\s<]+/g)].map((m) => new URL(m[0]).pathname);
const noBug = () => server.noBug();

before(async () => {
  server = await start();
  for (const role of [...roles, 'member']) {
    who[role] = new Client(server.origin);
    await who[role].signIn(link(`${role}@example.org`, role));
  }
  who.nobody = new Client(server.origin);
  // Of the staff once, without a role now.
  who.nothing = new Client(server.origin);
  await who.nothing.signIn(link('nothing@example.org', 'editor'));
  sql("DELETE FROM account_role WHERE account_id = (SELECT id FROM account WHERE email = 'nothing@example.org')");
  // The word alone opens nothing either.
  who.word = new Client(server.origin);
  await who.word.signIn(link('word@example.org', 'member'));
  sql("UPDATE account SET role = 'administrator' WHERE email = 'word@example.org'");
});
after(() => server.stop());

// What each role may, said here in words of its own: read (r), write (w), publish (p), delete (d), texts of a language (en, es).
const content = ['topic', 'country', 'file', 'organization', 'process', 'event', 'journal', 'section', 'issue', 'publication', 'post', 'page'];
const each = (areas, rights) => Object.fromEntries(areas.map((area) => [area, rights]));
const expected = {
  administrator: each([...content, 'registrant', 'member', 'representative', 'reason', 'letter', 'mailing', 'approvals', 'outbox', 'changes', 'settings', 'accounts', 'membership', 'imports', 'privacy'], 'rwpd'),
  editor: { ...each([...content, 'registrant'], 'rwp'), letter: 'rwp', country: 'r', imports: 'rw', changes: 'r' },
  membership: { member: 'rwpd', representative: 'rwpd', reason: 'rwpd', letter: 'rwpd', mailing: 'rwpd', organization: 'rwpd', approvals: 'rw', membership: 'rw', outbox: 'rw', imports: 'rw', privacy: 'rw', changes: 'r', topic: 'r', country: 'r', file: 'r' },
  journal: { journal: 'rwp', section: 'rwpd', issue: 'rwpd', publication: 'rwpd', file: 'rwpd', topic: 'r', country: 'r', organization: 'r' },
  translator_en: each(content, 'r en'), translator_es: each(content, 'r es'),
  reader: each(content, 'r'),
  member: {}, nobody: {}, nothing: {}, word: {},
};
const has = (role, area, right) => (expected[role][area] ?? '').includes(right);

const admins = { topic: 'topics', country: 'countries', file: 'files', organization: 'organizations', member: 'members', process: 'processes', event: 'events', registrant: 'registrants', journal: 'journals', section: 'sections', issue: 'issues', publication: 'publications', post: 'news', page: 'pages', representative: 'representatives', reason: 'reasons', letter: 'letters', mailing: 'mailings' };
const table = [...readFileSync('src/site/routes.c', 'utf8').matchAll(/\{ (?:NULL|"\w+"), METHOD_(\w+), \{ "([^"]+)", (?:NULL|"([^"]+)") \}, (\w+), ([^,]+), [^,]+, (\w+) \}/g)]
  .map(([, method, en, , role, , handler]) => ({ method, path: en, role, handler })).filter(({ path }) => path.startsWith('/en/admin'));
const area_of = { admin_queue: 'approvals', admin_decide: 'approvals', admin_outbox: 'outbox', admin_changes: 'changes', admin_settings: 'settings',
  admin_settings_save: 'settings', admin_accounts: 'accounts', admin_accounts_add: 'accounts', admin_account: 'accounts', admin_account_save: 'accounts',
  admin_roles: 'accounts', admin_roles_add: 'accounts', admin_role: 'accounts', admin_role_save: 'accounts', admin_audit: 'accounts',
  imports_list: 'imports', imports_upload: 'imports', library_list: 'file', library_add: 'file', library_show: 'file', library_act: 'file',
  admin_orcid: 'member', admin_orcid_check: 'member', admin_registrations: 'registrant', admin_registrations_event: 'registrant', admin_registrations_act: 'registrant' };
const token = async (client) => (await client.get('/en/sign-in')).text.match(/name="csrf" value="([^"]+)"/)[1];
const everything = () => ['member', ...content].map((type) => server.run('export', type)).join('\n');

test('every page of the staff’s side opens to the roles that may read it, and to nobody else', async () => {
  assert.ok(table.length > 20, 'the table of routes was read');
  assert.equal((await who.administrator.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Secret', surname1: 'Person', email: 'secret.person@example.net', publish: '1' })).status, 303);
  for (const [role, client] of Object.entries(who)) {
    for (const { method, path, role: coarse, handler } of table.filter(({ method }) => method === 'GET')) {
      if (path.includes(':type')) {
        for (const [area, admin] of Object.entries(admins)) {
          const at = path.replace(':type', admin).replace(/:\w+/g, '1');
          const { status, text } = await client.get(at);
          assert.ok(status < 500, `${role} ${at}: ${status}`);
          if (path.includes('/translations/')) assert.ok(status !== 200 || /w|en|es/.test(expected[role][area] ?? ''), `${role} ${at}`); // a desk is for those who write
          else if (has(role, area, 'r')) assert.notEqual(status, 403, `${role} ${at}`);
          else {
            assert.ok(status === 403 || (await who.administrator.get(at)).status === 404, `${role} ${at}: ${status}`);
            assert.doesNotMatch(text, /secret\.person/);
          }
        }
        continue;
      }
      assert.equal(coarse, 'STAFF', path);
      const at = path.replace(/:\w+/g, '1'), { status, text } = await client.get(at);
      assert.ok(status < 500, `${role} ${method} ${at}: ${status}`);
      if (!Object.keys(expected[role]).length && role !== 'word') assert.equal(status, 403, `${role} ${at}`);
      if (area_of[handler]) assert.equal(status !== 403, has(role, area_of[handler], 'r'), `${role} ${at}: ${status}`);
      if (!has(role, 'member', 'r') && !has(role, 'approvals', 'r')) assert.doesNotMatch(text, /secret\.person/, `${role} ${at}`);
    }
  }
  noBug();
});

test('every form of the staff’s side is taken from the roles that may write, and changes nothing for others', async () => {
  const posts = table.filter(({ method, handler }) => method === 'POST' && !handler.startsWith('admin_view_') && handler !== 'admin_export'); // one's own views: for who reads a list; taking away is a right of its own: lists.test.mjs
  assert.ok(posts.length > 8);
  for (const [role, client] of Object.entries(who)) {
    if (role === 'administrator') continue;
    const csrf = await token(client), before = everything(), rights = sql('SELECT count(*), sum(role_id) FROM account_role') + sql('SELECT count(*) FROM staff_grant');
    for (const { path, handler } of posts) {
      for (const [area, admin] of path.includes(':type') ? Object.entries(admins) : [[area_of[handler], '']]) {
        if (!area || has(role, area, 'w') || /en|es/.test(expected[role][area] ?? '')) continue;
        const at = path.replace(':type', admin).replace(/:\w+/g, '1');
        for (const press of ['publish', 'draft', 'archive', 'delete', 'approve', 'decline', 'close', 'x']) {
          const body = new URLSearchParams({ csrf, [press]: '1', role: '1', grant: 'member.read', name_en: 'x', name_es: 'x', email: 'x@example.org', change: '1' });
          const { status } = await client.ask(at, { method: 'POST', body });
          assert.ok(status === 403 || (status === 400 && ['admin_bulk_begin', 'admin_export'].includes(handler)) /* no action is named */ || (status === 404 && (!path.endsWith(':type/:id') || path.includes('/translations/'))), `${role} ${at} ${press}: ${status}`);
        }
      }
    }
    assert.equal(everything(), before, role);
    assert.equal(sql('SELECT count(*), sum(role_id) FROM account_role') + sql('SELECT count(*) FROM staff_grant'), rights, role);
  }
  noBug();
});

test('deleting and publishing are rights of their own', async () => {
  const page = '/en/admin/records/pages/1';
  assert.equal((await who.editor.post(page, { delete: '1' })).status, 403, 'editors do not delete');
  const role = sql("INSERT INTO staff_role (key) VALUES ('drafter') RETURNING id");
  sql(`INSERT INTO staff_role_text VALUES (${role}, 'en', 'Drafter'), (${role}, 'es', 'Borradores'); INSERT INTO staff_grant (role_id, area, action) VALUES (${role}, 'post', 'read'), (${role}, 'post', 'write')`);
  const drafter = new Client(server.origin);
  await drafter.signIn(link('drafter@example.org', 'drafter'));
  const made = await drafter.post('/en/admin/records/news/new', { 'title.en': 'A draft', 'title.es': 'Un borrador', published_on: '2026-11-01' });
  assert.equal(made.status, 303);
  const edit = made.headers.get('location');
  assert.equal(sql(`SELECT state FROM post WHERE id = ${edit.match(/\d+$/)[0]}`), 'draft');
  assert.equal((await drafter.post(edit, { 'title.en': 'A better draft' })).status, 303);
  assert.equal((await drafter.post(edit, { publish: '1' })).status, 403);
  const shown = sql("SELECT title FROM post_text WHERE post_id = 1 AND lang = 'en'");
  assert.equal((await drafter.post('/en/admin/records/news/1', { 'title.en': 'Changed what is public' })).status, 303, 'a draft over what is public');
  assert.equal(sql("SELECT title FROM post_text WHERE post_id = 1 AND lang = 'en'"), shown);
  assert.equal((await drafter.post(edit, { archive: '1' })).status, 403);
  assert.doesNotMatch((await drafter.get(edit)).text, /name="publish"|name="delete"/, 'what one may not is not offered');
  sql("PRAGMA foreign_keys = ON; DELETE FROM staff_role WHERE key = 'drafter'");
});

test('a translator writes the texts of one language and nothing else', async () => {
  const page = '/en/admin/records/pages/1', form = (await who.translator_en.get(page)).text;
  assert.match(form, /name="title\.en"/);
  assert.doesNotMatch(form, /name="title\.es"|name="slug"|name="archive"|name="delete"/);
  const spanish = sql("SELECT title FROM page_text WHERE page_id = 1 AND lang = 'es'"), slug = sql('SELECT slug FROM page WHERE id = 1');
  const body = hidden(form);
  body.set('title.en', 'Better English');
  body.set('title.es', 'FORGED');
  body.set('slug', 'forged');
  body.set('base', JSON.stringify({ ...JSON.parse(body.get('base')), 'title.es': 'FORGED', slug: 'forged' }));
  assert.equal((await who.translator_en.ask(page, { method: 'POST', body })).status, 303);
  assert.equal(sql("SELECT title FROM page_text WHERE page_id = 1 AND lang = 'en'"), 'Better English');
  assert.equal(sql("SELECT title FROM page_text WHERE page_id = 1 AND lang = 'es'"), spanish);
  assert.equal(sql('SELECT slug FROM page WHERE id = 1'), slug);
  assert.equal((await who.translator_en.post(page, { archive: '1' })).status, 403);
  assert.equal((await who.translator_en.get('/en/admin/records/pages/new')).status, 403);
  assert.equal((await who.translator_es.post(page, { 'title.es': 'Mejor español' })).status, 303);
  noBug();
});

test('undoing asks for rights on what the change touched', async () => {
  const latest = () => sql('SELECT max(id) FROM change');
  assert.equal((await who.administrator.post('/en/admin/records/members/1', { city: 'Jerez' })).status, 303);
  const member = latest();
  assert.equal((await who.editor.post('/en/admin/records/news/1', { 'title.en': 'By the editor' })).status, 303);
  const own = latest();
  assert.equal((await who.administrator.post('/en/admin/records/news/1', { 'title.en': 'By the administrator' })).status, 303);
  const others = latest();
  const undo = async (client, number) => (await client.ask(`/en/admin/changes/${number}`, { method: 'POST', body: new URLSearchParams({ csrf: await token(client) }) })).status;
  for (const role of ['reader', 'translator_es', 'journal', 'member', 'nobody', 'nothing', 'word']) for (const number of [member, own, others]) assert.equal(await undo(who[role], number), 403, `${role} ${number}`);
  assert.equal(await undo(who.editor, member), 403);
  assert.equal(await undo(who.editor, others), 403, 'what others did');
  assert.equal(await undo(who.administrator, others), 303);
  assert.equal(await undo(who.editor, own), 303, 'what one did oneself');
});

test('menu and dashboard show what one may', async () => {
  const home = (await who.journal.get('/en/admin')).text;
  assert.match(home, /\/en\/admin\/records\/publications/);
  assert.doesNotMatch(home, /\/en\/admin\/(approvals|outbox|accounts|settings|changes)|records\/(members|news)"/);
  const all = (await who.administrator.get('/en/admin')).text;
  for (const path of ['approvals', 'outbox', 'accounts', 'roles', 'audit', 'settings', 'changes', 'records/members']) assert.match(all, new RegExp(`/en/admin/${path}"`), path);
});

test('every page of the staff’s side, however deep, says where in the menu it belongs', async () => {
  const seen = [], id = sql("SELECT id FROM member WHERE slug = 'secret-person'");
  for (const { method, path } of table) {
    if (method !== 'GET' || path === '/en/admin') continue;
    for (const admin of path.includes(':type') ? ['members', 'events', 'countries'] : ['']) {
      const at = path.replace(':type', admin).replace('members/:id', `members/${id}`).replace(/:\w+/g, '1');
      const { status, headers, text } = await who.administrator.get(at);
      if (status !== 200 || !/html/.test(headers.get('content-type'))) continue;
      const menu = text.match(/<nav class="staff"[^]*?<\/nav>/)?.[0];
      if (!menu) continue; // a public page as it will be
      seen.push(at);
      const marked = [...menu.matchAll(/href="([^"]+)" aria-current="(\w+)"/g)];
      assert.equal(marked.length, 1, `${at}: ${marked.map((m) => m[1])}`);
      assert.equal(marked[0][2], marked[0][1] === at ? 'page' : 'true', at);
    }
  }
  assert.ok(seen.length > 40, `${seen.length}: ${seen}`);
});

test('the list of countries shows codes, and takes no others', async () => {
  assert.match((await who.administrator.get('/en/admin/records/countries?q=Mexico')).text, />MX<[^]*>MEX</);
  const wrong = await who.administrator.post('/en/admin/records/countries/484', { iso2: 'Z9' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /id="f-iso2-error">Enter a country code/);
});

test('private fields of members are for the roles that may read members', async () => {
  const slug = sql("SELECT slug FROM member WHERE given = 'Secret'");
  assert.match((await who.membership.get(`/en/members/${slug}`)).text, /secret\.person@/);
  for (const role of ['editor', 'reader', 'journal', 'translator_es', 'word', 'nothing', 'member', 'nobody'])
    assert.doesNotMatch((await who[role].get(`/en/members/${slug}`)).text, /secret\.person@/, role);
});

test('accounts: added by e-mail with a role and a mailed link, roles changed, closed and opened again, all of it audited', async () => {
  const chief = who.administrator;
  const journal = sql("SELECT id FROM staff_role WHERE key = 'journal'"), reader = sql("SELECT id FROM staff_role WHERE key = 'reader'");
  const bad = await chief.post('/en/admin/accounts', { email: 'nobody', name: 'Zoë <b>', role: journal });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /value="Zoë &lt;b&gt;"/);
  assert.equal((await chief.post('/en/admin/accounts', { email: 'new@example.org', role: '99' })).status, 422);
  assert.equal((await chief.post('/en/admin/accounts', { email: ' New.Editor@Example.ORG ', name: 'New Editor', role: journal, language: 'en' })).status, 303);
  assert.equal(sql("SELECT email || ' ' || role FROM account WHERE name = 'New Editor'"), 'New.Editor@example.org editor');
  const path = links(sql("SELECT body FROM message WHERE kind = 'invited' AND recipient = 'New.Editor@example.org'"))[0];
  assert.match(path, /^\/en\/sign-in\//);
  const person = new Client(server.origin);
  await person.signIn(server.origin + path);
  assert.equal((await person.get('/en/admin/records/journals')).status, 200);
  assert.equal((await person.get('/en/admin/records/news')).status, 403);

  const id = sql("SELECT id FROM account WHERE name = 'New Editor'"), page = `/en/admin/accounts/${id}`;
  const csrf = await token(chief);
  const send = (fields) => chief.ask(page, { method: 'POST', body: new URLSearchParams([['csrf', csrf], ...fields]) });
  assert.equal((await send([['role', reader]])).status, 303);
  assert.equal((await person.get('/en/admin/records/news')).status, 200);
  assert.equal((await person.post('/en/admin/records/journals/1', { issn_print: '' })).status, 403, 'a right that was taken is gone at once');
  assert.match((await chief.get('/en/admin/audit?action=role')).text, /−Journal editor, \+Reader/);
  assert.equal((await send([])).status, 303);
  assert.equal((await person.get('/en/admin')).status, 403, 'without a role: a member');
  assert.equal(sql(`SELECT role FROM account WHERE id = ${id}`), 'member');
  await send([['role', reader]]);
  assert.equal((await send([['close', '1']])).status, 303);
  assert.equal((await person.get('/en/account')).status, 403, 'its sessions end');
  assert.equal((await send([['open', '1']])).status, 303);
  assert.match((await chief.get('/en/admin/accounts')).text, /New Editor<\/td><td[^>]*>Reader/);
  assert.match((await chief.get('/en/admin/accounts?q=new.ed')).text, /New\.Editor@example\.org/);
  for (const odd of ['0', '-1', '99999', 'x', '9223372036854775807']) assert.equal((await chief.get(`/en/admin/accounts/${odd}`)).status, 404, odd);
  noBug();
});

test('the last administrator stays', async () => {
  const chief = who.administrator, csrf = await token(chief);
  const id = sql("SELECT id FROM account WHERE email = 'administrator@example.org'");
  link('second@example.org', 'administrator'); // has never signed in: does not count
  for (const field of [['close', '1'], ['role', '2']]) {
    const answer = await chief.ask(`/en/admin/accounts/${id}`, { method: 'POST', body: new URLSearchParams([['csrf', csrf], field]) });
    assert.equal(answer.status, 422, field[0]);
    assert.match(answer.text, /must remain as an administrator/);
  }
  assert.equal((await chief.get('/en/admin/settings')).status, 200);
  const second = new Client(server.origin);
  await second.signIn(link('second@example.org', 'administrator'));
  assert.equal((await chief.ask(`/en/admin/accounts/${id}`, { method: 'POST', body: new URLSearchParams({ csrf, role: '2' }) })).status, 303);
  assert.equal((await chief.get('/en/admin/settings')).status, 403);
  const back = await token(second);
  assert.equal((await second.ask(`/en/admin/accounts/${id}`, { method: 'POST', body: new URLSearchParams({ csrf: back, role: '1' }) })).status, 303);
});

test('a role is made, its table is saved, what it cannot hold is not granted, and it goes when nobody has it', async () => {
  const chief = who.administrator;
  assert.equal((await chief.post('/en/admin/roles', { name_en: 'Only one', name_es: '' })).status, 422);
  const made = await chief.post('/en/admin/roles', { name_en: 'Events team', name_es: 'Equipo de eventos' });
  assert.equal(made.status, 303);
  const page = made.headers.get('location'), csrf = await token(chief);
  const send = (...grants) => chief.ask(page, { method: 'POST', body: new URLSearchParams([['csrf', csrf], ['name_en', 'Events team'], ['name_es', 'Equipo de eventos'], ...grants.map((one) => ['grant', one])]) });
  assert.equal((await send('event.read', 'event.write', 'page.texts.es', 'accounts.write', 'settings.write', '*.read', 'no.such', 'event.read\nmember.read')).status, 303);
  const id = page.match(/\d+$/)[0];
  assert.equal(sql(`SELECT group_concat(area || '.' || action || lang, ' ') FROM (SELECT * FROM staff_grant WHERE role_id = ${id} ORDER BY 2, 3, 4)`),
    'event.read event.write page.publishes page.writees');
  const shown = (await chief.get(page)).text;
  assert.match(shown, /value="event\.write" aria-label="Events: Write" checked/);
  assert.doesNotMatch(shown, /value="accounts\.write"|value="settings\.write"/);
  assert.match((await chief.get('/en/admin/audit?action=role')).text, /\+event\.read \+event\.write \+page\.texts\.es/);
  await send('event.read');
  assert.equal(sql(`SELECT count(*) FROM staff_grant WHERE role_id = ${id}`), '1');
  sql(`INSERT INTO account_role SELECT id, ${id} FROM account WHERE email = 'reader@example.org'`);
  const remove = () => chief.ask(page, { method: 'POST', body: new URLSearchParams({ csrf, delete: '1' }) });
  assert.equal((await remove()).status, 422);
  sql(`DELETE FROM account_role WHERE role_id = ${id}`);
  assert.equal((await remove()).status, 303);
  assert.equal((await chief.get(page)).status, 404);
  assert.equal((await chief.ask('/en/admin/roles/1', { method: 'POST', body: new URLSearchParams({ csrf, name_en: 'x', name_es: 'x' }) })).status, 403, 'the administrators’ role stays as it is');
  noBug();
});
