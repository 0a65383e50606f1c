// The attacker and the bad day: hostile fields, foreign roles, hidden values, broken requests, a full, locked or killed store.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, Client, hidden } from './server.mjs';

const types = ['topic', 'country', 'file', 'organization', 'member', 'process', 'event', 'journal', 'section', 'issue', 'publication', 'post', 'page'];
const admins = ['topics', 'countries', 'files', 'organizations', 'members', 'processes', 'events', 'journals', 'sections', 'issues', 'publications', 'news', 'pages', 'grades', 'memberships', 'coverages'];

let server, staff, editor, member, own_record;

const account = (role) => server.signedIn(`${role}@example.org`, role);

async function add(admin, fields, state = 'publish') {
  const answer = await staff.post(`/en/admin/records/${admin}/new`, { ...fields, [state]: '1' });
  assert.equal(answer.status, 303, answer.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  return Number(answer.headers.get('location').match(/(\d+)$/)[1]);
}

before(async () => {
  server = await start();
  staff = await account('administrator');
  editor = await account('editor');
  member = await account('member');
  own_record = await add('members', { kind: 'scholar', given: 'Plain', surname1: 'Member', email: 'member@example.org' });
  sql(`UPDATE account SET member_id = ${own_record} WHERE email = 'member@example.org'`);
});
after(() => server.stop());

const sql = (text) => server.sql(text);
const everything = () => types.map((type) => server.run('export', type)).join('\n');
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
const noBug = () => server.noBug();

const mischief = {
  markup: '"><script>alert(7)</script><img src=x onerror=alert(7)>',
  template: '{{csrf}}{{{csrf}}}{{>layout/page.html}}',
  sql: `'; DROP TABLE member; -- " OR 1=1`,
  formula: '=HYPERLINK("http://evil.example","x")',
  script: 'javascript:alert(7)',
  rtl: 'abc\u202egnp.exe\u2066\u200f',
  control: 'a\u0001\u0008\u001b[31m\u007fb',
  lines: 'a\r\nSet-Cookie: evil=1\r\n\r\nb',
  number: '99999999999999999999999',
  negative: '-1',
  foreign: 'no-such-record',
  path: '../../../../etc/passwd',
  parts: ' | | | | | | | | | | |\n|',
  huge: 'x'.repeat(200000),
};
const own = new Set(['csrf', 'base', 'version', 'started', 'homepage', 'next']);

const forms = () => [
  [new Client(server.origin), '/es/registro'], [new Client(server.origin), '/en/sign-in'], [member, '/es/cuenta'], [member, '/es/cuenta/perfil'],
  [member, '/es/cuenta/perfil/nombre'], [member, '/en/account/profile/about'], [member, '/es/cuenta/publicaciones'],
  [staff, '/en/admin/members/1/membership/new'], [staff, '/es/admin/miembros/1/cobertura/new'], [staff, '/en/admin/membership/settings'],
  [staff, '/en/admin/settings'],
  ...admins.flatMap((admin) => [[staff, `/en/admin/records/${admin}/new`], [staff, `/en/admin/records/${admin}/1`]]),
];

const raw = async (client, page, bytes, type = 'application/x-www-form-urlencoded') => client.ask(page, { method: 'POST', body: bytes, headers: { 'content-type': type } });

test('every field of every form takes anything: never a fault, never raw markup, nothing typed lost', async () => {
  for (const [client, page] of forms()) {
    const shown = await client.get(page);
    if (shown.status === 404 && page.endsWith('/1')) continue;
    assert.equal(shown.status, 200, page);
    const given = hidden(shown.text), files = [...shown.text.matchAll(/<input[^>]* name="([^"]*)"[^>]* type="file"/g)].map((m) => m[1]);
    const names = [...new Set(given.keys())].filter((name) => !own.has(name) && !files.includes(name));
    for (const [kind, value] of Object.entries(mischief)) {
      const body = new URLSearchParams(given);
      for (const name of names) body.set(name, value);
      const answer = await raw(client, page, body.toString());
      const where = `${page} ${kind}`;
      assert.ok(answer.status < 500, `${where}: ${answer.status}`);
      assert.doesNotMatch(answer.text, /<script>alert|<img src=x/, where);
      assert.doesNotMatch(answer.headers.get('set-cookie') ?? '', /(^|[,;\s])evil=/, where);
      if (names.length && answer.status === 422 && !page.endsWith('cuenta') && !['huge', 'lines', 'control', 'parts'].includes(kind))
        assert.ok(answer.text.includes(escaped(value)), `${where}: what was typed is lost`);
    }
  }
  noBug();
});

test('no token of the form, no bytes that are not text, no field too many: refused and nothing is written', async () => {
  const before = sql('SELECT ifnull(max(id), 0) FROM change');
  for (const [client, page] of forms()) {
    const shown = await client.get(page);
    if (shown.status !== 200) continue;
    const body = hidden(shown.text).toString();
    const without = new URLSearchParams(body);
    without.delete('csrf');
    assert.equal((await raw(client, page, without.toString())).status, 403, page);
    for (const tail of ['&x=%00', '&x=%ff%fe', '&x=%c0%af', '&x=%ed%a0%80', '&x=%zz', '&x=%', `&${'n'.repeat(5000)}=1`, '&a=1'.repeat(20000)])
      assert.ok([400, 413].includes((await raw(client, page, body + tail)).status), `${page} ${tail.slice(0, 12)}`);
    for (const bytes of [Buffer.from([0]), Buffer.from([0x61, 0x3d, 0xff]), Buffer.from('a=\0')])
      assert.equal((await raw(client, page, bytes)).status, 400, page);
    for (const type of ['text/plain', 'application/json', 'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=x'])
      assert.ok([400, 415].includes((await raw(client, page, body, type)).status), `${page} ${type}`);
    const foreign = await client.ask(page, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' } });
    assert.equal(foreign.status, 403, page);
  }
  assert.equal(sql('SELECT ifnull(max(id), 0) FROM change'), before);
  noBug();
});

test('hidden fields of a form are no way in: state, version and base of the edit forms', async () => {
  const page = '/en/admin/records/news/1', shown = hidden((await staff.get(page)).text);
  for (const [name, value] of [['version', '-1'], ['version', '99999999999999999999'], ['version', 'x'], ['base', '[]'], ['base', '{'], ['base', '{"title.en":{}}'],
    ['base', '['.repeat(100000)], ['base', '{"a":"\\u0000"}'], ['id', '2'], ['slug', '../x'], ['state', 'nonsense']]) {
    const body = new URLSearchParams(shown);
    body.set(name, value);
    const { status } = await raw(staff, page, body.toString());
    assert.ok(status < 500, `${name}=${value.slice(0, 30)}: ${status}`);
  }
  for (const id of ['0', '-1', '99999999999999999999', '1e3', '1%2f2', 'new%00', '9223372036854775807', "1'"])
    assert.ok([400, 404].includes((await staff.get(`/en/admin/records/news/${id}`)).status), id);
  noBug();
});

test('where to go after signing in is on this site only', async () => {
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/\t/evil.example', '/\n/evil.example', 'javascript:alert(1)', '/%0d%0aX: y\r\nX: y']) {
    const client = new Client(server.origin);
    const path = new URL(server.link('next@example.org')).pathname;
    const body = hidden((await client.get(path)).text);
    body.set('next', next);
    const answer = await raw(client, path, body.toString());
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location'), /^\/(?:$|(?:es|en)\/)/, JSON.stringify(next));
    const cookie = answer.headers.get('set-cookie');
    assert.match(cookie, /session=[\w-]{20,}.*HttpOnly/i);
    assert.match(cookie, /SameSite=(Lax|Strict)/i);
  }
});

test('a session is new at every sign-in, and a foreign one is not taken over', async () => {
  const client = new Client(server.origin);
  client.cookies.set('session', 'A'.repeat(43));
  assert.equal((await client.get('/en/account')).status, 403);
  const path = new URL(server.link('fixed@example.org')).pathname;
  const body = hidden((await client.get(path)).text);
  assert.equal((await raw(client, path, body.toString())).status, 303);
  assert.notEqual(client.cookies.get('session'), 'A'.repeat(43));
  const stolen = client.cookies.get('session');
  assert.equal((await client.post('/en/account', {}, '/en/sign-out')).status, 303);
  client.cookies.set('session', stolen);
  assert.equal((await client.get('/en/account')).status, 403, 'ended is ended');
});

test('texts and addresses that staff or members write run no script', async () => {
  const evil = ['[a](javascript:alert(7))', '[a](JaVaScRiPt:alert(7))', '[a](java&#10;script:alert(7))', '[a](data:text/html,<script>alert(7)</script>)', '<javascript:alert(7)>', '![a](javascript:alert(7))',
    '<svg onload=alert(7)>', '<a href="vbscript:x" onclick=alert(7)>a</a>', '[a](https://a.example/"onmouseover="alert(7))', '<iframe src=//evil.example></iframe>', '[r]: javascript:alert(7)\n\n[r]', '</script><script>alert(7)</script>'].join('\n\n');
  const id = await add('events', { kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City', 'title.en': 'Evil </script><script>alert(7)</script>', 'title.es': 'Malo', 'body.en': evil, 'body.es': evil });
  const slug = sql(`SELECT slug FROM event WHERE id = ${id}`);
  for (const path of [`/en/events/${slug}`, `/es/eventos/${slug}`, '/en/events.atom', `/en/events/${slug}.ics`]) {
    const answer = await new Client(server.origin).get(path);
    assert.equal(answer.status, 200, path);
    assert.doesNotMatch(answer.text.replace(/\.ics$/, ''), path.endsWith('.ics') ? /^Set-Cookie/m : /<[^>]*\s(?:href|src)="?\s*(?:javascript|vbscript|data:text)|<script>alert|<svg onload|<iframe|<[^>"]*("[^"]*"[^>"]*)*\son\w+=/i, path);
  }
  for (const website of ['javascript:alert(7)', 'JAVASCRIPT:alert(7)', 'data:text/html,x', '//evil.example', 'https://', 'https://a b'])
    assert.equal((await staff.post('/en/admin/records/events/new', { kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City', 'title.en': 'Bad address', website, publish: '1' })).status, 422, website);
});

test('a wrong password keeps the way back; the trap for robots tells them nothing', async () => {
  const client = new Client(server.origin), form = hidden((await client.get('/en/sign-in?next=%2Fen%2Fadmin')).text);
  form.set('email', 'nobody@example.org');
  form.set('password', 'not the password');
  const answer = await raw(client, '/en/sign-in', form.toString());
  assert.equal(answer.status, 422);
  assert.match(answer.text, /name="next" value="\/en\/admin"/);
  assert.doesNotMatch(answer.text, /not the password/);
  const count = sql('SELECT count(*) FROM registration');
  const robot = new Client(server.origin), body = hidden((await robot.get('/es/registro')).text);
  body.set('homepage', 'https://spam.example');
  assert.equal((await raw(robot, '/es/registro', body.toString())).status, 200);
  assert.equal(sql('SELECT count(*) FROM registration'), count);
});

// --- who may do what ------------------------------------------------------------------------------------------------

const table = [...readFileSync('src/site/routes.c', 'utf8').matchAll(/\{ (?:NULL|"\w+"), METHOD_(\w+), \{ "([^"]+)", (?:NULL|"([^"]+)") \}, (\w+), ([^,]+), [^,]+, (\w+) \}/g)]
  .flatMap(([, method, en, es, role, flags]) => [en, es].filter(Boolean).map((path) => ({ method, path, role, flags })));
const rank = { ROLE_ANYONE: 0, ROLE_MEMBER: 1, STAFF: 2, ROLE_EDITOR: 2, ROLE_ADMINISTRATOR: 3 };
const filled = (path) => path.replace(':token', 'T'.repeat(43)).replace(':type', 'news').replace(':id', '1').replace(':format', 'bibtex').replace(':hash', 'abc').replace(/:(slug|name)/, 'about');

test('every route lets in whom its row names, and nothing is written without the token', async () => {
  assert.ok(table.length > 80, 'the table of routes was read');
  const before = everything(), changes = sql('SELECT count(*) FROM change');
  for (const [level, client] of [[0, new Client(server.origin)], [1, member], [2, editor], [3, staff]]) {
    for (const { method, path, role, flags } of table) {
      const at = filled(path), where = `${level} ${method} ${at}`;
      const sent = method === 'GET' ? await client.get(at) : await raw(client, at, 'approve=1&publish=1&delete=1&undo=1&email=x%40example.net');
      assert.ok(sent.status < 500, `${where}: ${sent.status}`);
      if (method !== 'GET' && path.startsWith('/api/')) assert.equal(sent.status, method === 'POST' ? 401 : 405, where); // no session writes there: api.test.mjs
      else if (flags.includes('ROUTE_NO_CSRF')) assert.equal(sent.status, 404, where); // its own token is asked for
      else if (method !== 'GET' || level < rank[role]) assert.equal(sent.status, 403, where);
      else if (level !== 2 || role !== 'STAFF') assert.notEqual(sent.status, 403, where); // what an editor may: roles.test.mjs
      if (level < 2 && at.includes('admin')) assert.doesNotMatch(sent.text, /example\.org/, where);
      for (const unsafe of ['PUT', 'DELETE', 'PATCH', 'BREW'])
        if (level === 3) assert.ok([path.startsWith('/api/') ? 401 : 403, 405, 501].includes((await client.ask(at, { method: unsafe })).status), `${unsafe} ${at}`);
    }
  }
  assert.equal(everything(), before);
  assert.equal(sql('SELECT count(*) FROM change'), changes);
  noBug();
});

test('another session’s token is no token; rights of a record type hold beside those of the route', async () => {
  const body = hidden((await staff.get('/en/admin/records/news/1')).text).toString();
  assert.equal((await raw(editor, '/en/admin/records/news/1', body)).status, 403);
  const before = everything();
  for (const [page, press] of [['/en/admin/records/countries/1', 'publish'], ['/en/admin/records/news/1', 'delete'], ['/en/admin/settings', 'save']]) {
    const form = hidden((await staff.get(page)).text);
    form.set('csrf', hidden((await editor.get('/en/admin/records/news/1')).text).get('csrf'));
    form.set(press, '1');
    assert.equal((await raw(editor, page, form.toString())).status, 403, page);
  }
  assert.equal(everything(), before);
});

test('addresses with any parameters are answered, and change nothing', async () => {
  const before = everything(), changes = sql('SELECT count(*) FROM change');
  const names = ['q', 'topic', 'language', 'kind', 'country', 'year', 'after', 'page', 'sort', 'state', 'next', 'month', 'view', 'version', 'type', 'fields', 'delete', 'approve'];
  for (const { method, path } of table.filter(({ method, path }) => method === 'GET' && !path.startsWith('/es'))) {
    for (const [kind, value] of Object.entries(mischief)) {
      const query = new URLSearchParams(names.map((name) => [name, value.slice(0, 300)]));
      for (const at of [`${filled(path)}?${query}`, path.includes(':') ? path.replace(/:\w+/g, encodeURIComponent(value.slice(0, 300))) : null].filter(Boolean)) {
        const answer = await staff.get(at);
        assert.ok(answer.status < 500, `${method} ${path} ${kind}: ${answer.status}`);
        if (/html|xml/.test(answer.headers.get('content-type') ?? 'html')) /* a calendar's or a citation's text is no markup */
          assert.doesNotMatch(answer.text, /<script>alert|<img src=x|href="javascript:/, `${path} ${kind}`);
        assert.doesNotMatch(answer.headers.get('set-cookie') ?? '', /(^|[,;\s])evil=/);
      }
    }
  }
  assert.equal(everything(), before);
  assert.equal(sql('SELECT count(*) FROM change'), changes);
  noBug();
});

// --- what is hidden stays hidden -------------------------------------------------------------------------------------

// Every page that a visitor can reach by links from the home pages, sitemap and feeds; and what is said there.
async function crawl(seeds = [], limit = 700) {
  const visitor = new Client(server.origin), seen = new Set(), queue = [...seeds, '/en', '/es', '/sitemap.xml', '/robots.txt', '/en/events.ics', '/en/events.atom', '/en/publications.atom', '/en/news.atom', '/en/members', '/es/miembros', '/en/search?q=zq*'];
  const pages = [];
  while (queue.length && seen.size < limit) {
    const path = queue.shift();
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await visitor.get(path);
    assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    pages.push([path, answer.text]);
    for (const [, link] of answer.text.matchAll(/(?:href="|<loc>)([^"<#]+)/g)) {
      const at = link.replace(/&amp;/g, '&').replace(server.origin, '');
      if (at.startsWith('/') && !at.startsWith('//') && !at.startsWith('/assets/') && (at.match(/[?&]/g) ?? []).length < 2) queue.push(at);
    }
  }
  return pages;
}

test('what a member hides is in no page, search, card, feed, count or facet', async () => {
  const secrets = { 'headline.es': 'zqtitular', 'headline.en': 'zqheadline', affiliation: 'zqaffiliation', city: 'zqcity', 'biography.es': 'zqbiografia', 'biography.en': 'zqbiography',
    website: 'https://zqwebsite.example/', links: 'zqlabel | https://zqlink.example/', orcid: '0000-0002-1825-0097', email: 'zqmail@example.org', phone: '+52 555 7391846' };
  const id = await add('members', { kind: 'scholar', given: 'Zenobia', surname1: 'Quetzal', ...secrets, country: 'TV', languages: ['mi'], corridors: 'KI | NR', topics: ['remittances'], notes: 'zqnotes' });
  const slug = sql(`SELECT slug FROM member WHERE id = ${id}`), visitor = new Client(server.origin);
  assert.match((await visitor.get(`/en/members/${slug}`)).text, /zqbiography/, 'shown first');
  sql(`UPDATE account SET member_id = ${id} WHERE email = 'member@example.org'`);
  const fields = [...(await member.get('/en/account/profile')).text.matchAll(/name="(visibility\.\w+)"/g)].map((m) => m[1]);
  assert.ok(fields.length >= 12, 'every field has its choice');
  for (const level of ['members', 'staff']) {
    const saved = await member.post('/en/account/profile', Object.fromEntries(fields.map((field) => [field, level])));
    assert.equal(saved.status, 303);
    const pages = await crawl([`/en/members/${slug}`, `/es/miembros/${slug}`, `/en/members/${slug}.vcf`, `/en/members/${slug}.vcf?version=4.0`, '/en/members?country=TV', '/en/members?language=mi'], 250);
    for (const [path, text] of pages) {
      for (const secret of ['zqtitular', 'zqheadline', 'zqaffiliation', 'zqcity', 'zqbio', 'zqwebsite', 'zqlabel', 'zqlink', '1825-0097', 'zqmail', '7391846', 'zqnotes'])
        assert.ok(!text.includes(secret), `${path} tells ${secret}`);
      if (path.includes(slug)) assert.doesNotMatch(text, /Tuvalu|Kiribati|Nauru|M[aā]ori|Remittances<|Remesas</, path);
      if (/members|miembros/.test(path) && !path.includes('country=TV')) assert.doesNotMatch(text, /Tuvalu/, path);
    }
    for (const word of ['zqtitular', 'zqaffiliation', 'zqcity', 'zqbiografia', 'zqwebsite', 'zqmail', '7391846', 'tuvalu'])
      assert.ok(!(await visitor.get(`/en/search?q=${word}`)).text.includes(slug), `${word} finds her`);
    for (const query of ['country=TV', 'language=mi', 'topic=remittances'])
      assert.ok(!(await visitor.get(`/en/members?${query}`)).text.includes(slug), query);
  }
  assert.doesNotMatch((await (await account('member')).get(`/en/members/${slug}`)).text, /zq/, 'not for members either');
  const unlisted = await member.post('/en/account/profile', { unlisted: '1' });
  assert.equal(unlisted.status, 303);
  for (const path of ['/en/members', '/es/miembros', '/en/search?q=Quetzal', '/sitemap.xml', '/en'])
    assert.doesNotMatch((await visitor.get(path)).text.replace(/<input[^>]*>|<title>[^<]*/g, ''), /zenobia|Zenobia/, path);
  noBug();
});

test('drafts, archived and pending records are nowhere', async () => {
  const event = { kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City' };
  const made = [
    ['events', { ...event, 'title.en': 'Zqdraftevent', 'title.es': 'Zqdraftevent' }, '/en/events/'], ['news', { 'title.en': 'Zqdraftnews', 'title.es': 'Zqdraftnews', published_on: '2026-01-01' }, '/en/news/'],
    ['publications', { kind: 'book', 'title.en': 'Zqdraftbook', issued: '2026' }, '/en/publications/'], ['members', { kind: 'scholar', given: 'Zqdraft', surname1: 'Person' }, '/en/members/'],
  ];
  const ids = [];
  for (const [admin, fields] of made) ids.push(await add(admin, fields, 'draft'));
  const tables = ['event', 'post', 'publication', 'member'], visitor = new Client(server.origin);
  const absent = async (when) => {
    for (const [i, table] of tables.entries()) {
      const slug = sql(`SELECT slug FROM ${table} WHERE id = ${ids[i]}`);
      assert.equal((await visitor.get(made[i][2] + slug)).status, 404, `${when} ${slug}`);
      for (const tail of ['.ics', '.vcf', '/cite/bibtex']) assert.equal((await visitor.get(made[i][2] + slug + tail)).status, 404, `${when} ${slug}${tail}`);
    }
    for (const [path, text] of await crawl(['/en/search?q=zqdraft'], 120))
      assert.doesNotMatch(text.replace(/<input[^>]*>|<title>[^<]*/g, ''), /Zqdraft(event|news|book| Person)/, `${when} ${path}`);
  };
  await absent('draft');
  for (const [i, [admin]] of made.entries()) assert.equal((await staff.post(`/en/admin/records/${admin}/${ids[i]}`, { publish: '1' })).status, 303);
  assert.equal((await visitor.get('/en/events/zqdraftevent')).status, 200, 'the test can see it when it is public');
  for (const [i, [admin]] of made.entries()) assert.equal((await staff.post(`/en/admin/records/${admin}/${ids[i]}`, { archive: '1' })).status, 303);
  await absent('archived');
});

// --- broken requests on bare sockets ----------------------------------------------------------------------------------

// Sends BYTES, ends its side only if END, and gives what came back until the server closed or MS passed.
const speak = (bytes, { ms = 1500, end = false } = {}) => new Promise((resolve) => {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  let got = '';
  const stop = () => { clearTimeout(timer); socket.destroy(); resolve(got); };
  const timer = setTimeout(stop, ms);
  socket.on('data', (part) => { got += part.toString('latin1'); });
  socket.on('close', stop);
  socket.on('error', stop);
  socket.write(bytes);
  if (end) socket.end();
});
const statuses = (text) => [...text.matchAll(/^HTTP\/1\.[01] (\d+)/gm)].map((m) => Number(m[1]));
const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const close = 'Connection: close\r\n';

async function answersAtOnce() {
  const began = performance.now();
  assert.equal((await new Client(server.origin).get('/en')).status, 200);
  assert.ok(performance.now() - began < 100 * (process.env.INMD_SLOW ? 10 : 1), `${performance.now() - began} ms`);
  noBug();
}

test('a query with very many parts is answered', async () => {
  for (const [count, status] of [[480, 200], [900, 200], [1400, 414]]) {
    const answer = await fetch(`${server.origin}/en/news?${Array.from({ length: count }, (_, i) => `a=${i}`).join('&')}`, { signal: AbortSignal.timeout(5000) });
    assert.equal(answer.status, status, `${count} parts`);
  }
  assert.equal((await fetch(`${server.origin}/en/news?`)).status, 200);
});

test('malformed requests are refused, and none is taken for two', async () => {
  const post = (headers, body) => `POST /en/join HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}\r\n${body}`;
  const smuggled = 'GET /en/smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
  const bad = {
    'no host': `GET /en HTTP/1.1\r\n${close}\r\n`,
    'two hosts': get('/en', `Host: b\r\n${close}`),
    'host with a path': `GET /en HTTP/1.1\r\nHost: a/b@c\r\n${close}\r\n`,
    'host with markup': `GET /en HTTP/1.1\r\nHost: "><script>\r\n${close}\r\n`,
    'length and chunks': post(`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n${close}`, `0\r\n\r\n${smuggled}`),
    'two lengths': post('Content-Length: 0\r\nContent-Length: 40\r\n', smuggled),
    'negative length': post('Content-Length: -1\r\n', smuggled),
    'length in words': post('Content-Length: four\r\n', smuggled),
    'length beyond numbers': post('Content-Length: 99999999999999999999999\r\n', 'x'),
    'length beyond limits': post(`Content-Length: 900000000\r\n${close}`, 'x'),
    'bad chunk': post('Transfer-Encoding: chunked\r\n', `zz\r\nabc\r\n${smuggled}`),
    'body of a GET': get('/en', `Content-Length: 5\r\n${close}`) + 'hello',
    'NUL in path': get('/en/%00', close),
    'no UTF-8 in path': get('/en/news/%ff%fe', close),
    'no escape in path': get('/en/%zz', close),
    'path that climbs': get('/assets/../../../etc/passwd', close),
    'path that climbs, encoded': get('/assets/x/%2e%2e%2f%2e%2e%2fetc%2fpasswd', close),
    'long path': get(`/en/${'a'.repeat(100000)}`, close),
    'long header': get('/en', `X: ${'a'.repeat(200000)}\r\n${close}`),
    'many headers': get('/en', 'X: y\r\n'.repeat(3000) + close),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    const answer = await speak(bytes), codes = statuses(answer);
    // libmicrohttpd may write the head of its own refusals twice
    assert.ok(new Set(codes).size <= 1, `${name}: ${codes}`);
    assert.ok(codes.every((code) => code >= 400 && code < 500 || code === 501 || code === 505), `${name}: ${codes}`);
    assert.doesNotMatch(answer, /smuggled|root:|<script>/, name);
  }
  for (const bytes of ['\r\n\r\n', 'GET\r\n\r\n', 'GET /en\r\n\r\n', 'GET /en HTTP/9.9\r\nHost: a\r\n\r\n', '\0\0\0\0\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00', 'GET  /en  HTTP/1.1\r\nHost : a\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'])
    assert.doesNotMatch(await speak(bytes, { ms: 300, end: true }), / 5(?!05|01)\d\d /, JSON.stringify(bytes));
  await answersAtOnce();
});

test('pipelined requests are answered in order; chunked and slow bodies are read', async () => {
  const three = await speak(get('/healthz') + get('/en/no-such') + get('/robots.txt', close));
  assert.deepEqual(statuses(three), [200, 404, 200]);
  const chunks = await speak(`POST /en/join HTTP/1.1\r\nHost: a\r\n${close}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ngiven\r\n6\r\n=Zqchu\r\n2\r\nnk\r\n0\r\n\r\n`);
  assert.deepEqual(statuses(chunks), [403]);
  assert.match(chunks, /Zqchunk/, 'the whole body was read, and is offered again');
  const { hostname, port } = new URL(server.origin);
  const slow = [];
  for (let i = 0; i < 60; i++) {
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.write(i % 2 ? 'POST /en/join HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na' : 'GET /en HTTP/1.1\r\nHo');
    slow.push(socket);
  }
  await sleep(100);
  await answersAtOnce();
  for (const socket of slow) socket.destroy();
  await sleep(50);
  await answersAtOnce();
});

test('visitors who hang up early leave nothing behind', async () => {
  const { hostname, port } = new URL(server.origin);
  const before = everything();
  const requests = [get('/en'), get('/en/publications'), get('/sitemap.xml'), get('/en/search?q=migration'), get('/en') + get('/en/news') + get('/es/eventos'),
    'POST /en/join HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=b', 'POST /en/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=b'];
  for (let i = 0; i < 210; i++) {
    await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(requests[i % requests.length]);
        if (i % 3 === 0) socket.resetAndDestroy?.() ?? socket.destroy();
        else if (i % 3 === 1) setImmediate(() => socket.destroy());
        else socket.once('data', () => socket.destroy());
        setTimeout(() => socket.destroy(), 20).unref();
      });
      socket.on('close', resolve).on('error', () => {});
    });
  }
  await sleep(100);
  await answersAtOnce();
  assert.equal(everything(), before);
  assert.equal(server.child.exitCode, null);
});

// --- the bad day ----------------------------------------------------------------------------------------------------

const asked = { kind: 'scholar', given: 'Zqbad', surname1: 'Day', country: 'MX', languages: ['es'] };

async function joining(origin, count) {
  const client = new Client(origin), body = hidden((await client.get('/es/registro')).text);
  return Array.from({ length: count }, (_, i) => () => {
    const one = new URLSearchParams(body);
    for (const [name, value] of Object.entries({ ...asked, email: `bad${i}@example.org` })) {
      one.delete(name);
      for (const each of [value].flat()) one.append(name, each);
    }
    return raw(client, '/es/registro', one.toString());
  });
}

async function refusedKindly(answer, visitor) {
  assert.equal(answer.status, 503);
  assert.ok(answer.headers.get('retry-after'));
  assert.match(answer.text, /name="given" value="Zqbad"/, 'what was typed is there');
  for (const path of ['/en', '/en/events', '/en/search?q=remittances', '/healthz'])
    assert.equal((await visitor.get(path)).status, 200, `${path} goes on`);
}

test('a store that cannot grow refuses kindly, reads go on, and it recovers by itself', async () => {
  const [first, second] = await joining(server.origin, 2), visitor = new Client(server.origin);
  const limit = (value) => execFileSync('prlimit', [`--pid=${server.child.pid}`, `--fsize=${value}`]);
  limit('4096:unlimited');
  try {
    await refusedKindly(await first(), visitor);
  } finally {
    limit('unlimited:unlimited');
  }
  assert.equal(sql("SELECT count(*) FROM registration WHERE email LIKE 'bad%'"), '0', 'nothing is half written');
  assert.equal((await second()).status, 200, 'and now it works');
  assert.equal(sql('PRAGMA integrity_check'), 'ok');
  noBug();
});

test('a store that another process has locked refuses kindly', async () => {
  const [, , third] = await joining(server.origin, 3), visitor = new Client(server.origin);
  const holder = spawn('sqlite3', [server.db]);
  holder.stdin.write('BEGIN IMMEDIATE; UPDATE topic SET slug = slug; SELECT 1;\n');
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const waiting = Array.from({ length: 8 }, third);
  await sleep(200);
  for (let i = 0; i < 20; i++) { // on connections of their own: whatever thread they meet
    const began = performance.now();
    assert.match(await speak(get(i % 2 ? '/en' : '/en/no-such-page', close)), /^HTTP\/1.1 (200|404)/);
    assert.ok(performance.now() - began < 1000, 'visitors do not wait for writers');
  }
  for (const answer of await Promise.all(waiting)) await refusedKindly(answer, visitor);
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((resolve) => holder.on('exit', resolve));
  assert.equal((await third()).status, 200);
  noBug();
});

test('kill -9 in the middle of registrations: every acknowledged one is there', async () => {
  const own = await start();
  try {
    const acknowledged = [], sends = await joining(own.origin, 200);
    const gone = new Promise((resolve) => { own.child.on('exit', resolve); });
    await Promise.all(sends.map(async (send, i) => {
      const { status } = await send().catch(() => ({}));
      if (status === 200) acknowledged.push(`bad${i}@example.org`);
      if (acknowledged.length === 80) own.child.kill('SIGKILL');
    }));
    own.child.kill('SIGKILL');
    await gone;
    const ask = (text) => execFileSync('sqlite3', [own.db, text], { encoding: 'utf8' }).trim();
    assert.ok(acknowledged.length >= 80);
    assert.equal(ask('PRAGMA integrity_check'), 'ok');
    const kept = new Set(ask("SELECT email FROM registration").split('\n'));
    for (const email of acknowledged) assert.ok(kept.has(email), `${email} is lost`);
    assert.equal(ask("SELECT count(*) FROM registration"), ask("SELECT count(*) FROM message WHERE kind = 'proof'"), 'a mail for each, or neither');
  } finally {
    await own.stop().catch(() => {});
  }
});
