// A secret in every field whose owner says who sees it: every route of visitors and members, in every format, is asked for it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { png } from './png.mjs';
import { start, Client, hidden } from './server.mjs';

let server, staff, owner, other, visitor, id, slug, file, event, publication;
const sql = (text) => server.sql(text);

// What each field holds, and by what it would be told: ASCII and rare, so that any form of it is found.
const fields = {
  'headline.es': 'zqtitular', 'headline.en': 'zqheadline', affiliation: 'Zqaffil Institute', city: 'Zqcity', 'biography.es': 'Palabra zqbiografia', 'biography.en': 'Word zqbiography',
  website: 'https://zqwebsite.example/', links: 'zqlabel | https://zqlink.example/', orcid: '0000-0002-1825-0097', email: 'zqmail@example.org', phone: '+52 555 7391846',
};
const never = { notes: 'zqnotes of the staff' };
const told = ['zqtitular', 'zqheadline', 'zqaffil', 'zqcity', 'zqbiograf', 'zqbiograph', 'zqwebsite', 'zqlabel', 'zqlink', '0002-1825-0097', 'zqmail', '7391846', 'zqportrait'];
const bySlug = ['Tuvalu', 'Kiribati', 'Nauru', 'Māori', 'maorí', 'KI', 'NR']; // on her own pages

const account = (email, role) => server.signedIn(email, role);

async function add(admin, values) {
  const answer = await staff.post(`/en/admin/records/${admin}/new`, { ...values, publish: '1' });
  assert.equal(answer.status, 303, answer.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  return Number(answer.headers.get('location').match(/(\d+)$/)[1]);
}

before(async () => {
  server = await start();
  staff = await account('administrator@example.org', 'administrator');
  other = await account('other@example.org', 'member');
  owner = await account('owner@example.org', 'member');
  visitor = new Client(server.origin);
  id = await add('members', { kind: 'scholar', given: 'Zenobia', surname1: 'Quetzal', ...fields, ...never, country: 'TV', languages: ['mi'], corridors: 'KI | NR', topics: ['remittances'] });
  const other_id = await add('members', { kind: 'scholar', given: 'Plain', surname1: 'Neighbour', country: 'MX', email: 'other@example.org' });
  slug = sql(`SELECT slug FROM member WHERE id = ${id}`);
  sql(`UPDATE account SET member_id = ${id} WHERE email = 'owner@example.org'; UPDATE account SET member_id = ${other_id} WHERE email = 'other@example.org'`);
  const form = hidden((await staff.get(`/en/admin/records/members/${id}`)).text), body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  body.set('picture', new Blob([png(8, 8, (i) => i)], { type: 'image/png' }), 'zqportrait.png');
  body.set('publish', '1');
  assert.equal((await staff.ask(`/en/admin/records/members/${id}`, { method: 'POST', body })).status, 303);
  file = sql(`SELECT f.slug FROM member m JOIN file f ON f.id = m.picture_id WHERE m.id = ${id}`);
  // She is named in a programme and a by-line: those pages link to her and must tell no more than her name.
  event = sql("SELECT slug FROM event WHERE state = 'published' LIMIT 1");
  publication = sql("SELECT slug FROM publication WHERE state = 'published' LIMIT 1");
  sql(`INSERT INTO event_speakers (event_id, position, name, member_id) SELECT id, 99, 'Zenobia Quetzal', ${id} FROM event WHERE slug = '${event}'`);
  sql(`INSERT INTO publication_authors (publication_id, position, given, family, member_id) SELECT id, 99, 'Zenobia', 'Quetzal', ${id} FROM publication WHERE slug = '${publication}'`);
});
after(() => server.stop());

// Every address that the table of routes gives to ROLE, with her, the records beside her, and every filter and word put in.
const table = [...readFileSync('src/site/routes.c', 'utf8').matchAll(/\{ ("\w+"|NULL), METHOD_GET, \{ "([^"]+)", (?:"([^"]+)"|NULL) \}, (ROLE_ANYONE|ROLE_MEMBER)/g)]
  .flatMap(([, , en, es, role]) => [en, es].filter(Boolean).map((path) => ({ path, role })));

function addresses(roles) {
  const words = ['zqtitular', 'zqheadline', 'zqaffil', 'zqcity', 'zqbiografia', 'zqbiography', 'zqwebsite', 'zqlabel', 'zqlink', '1825-0097', 'zqmail', '7391846', 'tuvalu', 'zqnotes'];
  const all = [];
  for (const { path } of table.filter(({ role }) => roles.includes(role))) {
    const at = path.replace(':slug', /member|miembro/.test(path) ? slug : /event/.test(path) ? event : /publica/.test(path) ? publication : path.startsWith('/files') ? file : 'about')
      .replace(':format', 'bibtex').replace(':month', '2026-11').replace(':form/:number', 'join/1').replace(':who', path.startsWith('/en') ? 'member' : 'integrante').replace(/:\w+/g, 'x');
    all.push(at);
    if (path.includes(':') || /account|cuenta/.test(path)) continue;
    for (const query of ['country=TV', 'language=mi', 'topic=remittances', 'kind=scholar', 'origin=KI', 'destination=NR', 'sort=country', 'sort=city', 'version=4.0', 'format=json', ...words.map((word) => `q=${word}`)]) all.push(`${at}?${query}`);
  }
  for (const query of ['country=TV', 'languages=mi', 'topics=remittances', 'sort=sort_name', 'limit=100', ...words.map((word) => `q=${word}`)]) all.push(`/api/member?${query}`);
  return [...all, `/api/member/${slug}`, '/api/member', `/api/event/${event}`, `/api/publication/${publication}`, `/en/members/${slug}.vcf?version=4.0`, `/files/${file}`, `/files/${file}?w=320`, '/en/members?after=a', '/en/members.csv?sort=city', '/en/search?q=Quetzal', '/es/buscar?q=Zenobia+zqcity'];
}

const head = ({ headers }) => [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');
const plain = (text) => text.replace(/<input[^>]*>|<title>[^]*?<\/title>|<option[^]*?<\/option>|<link[^>]*>|href="[^"]*[?&](q|country|language|origin|corridor)=[^"]*"|<(strong|b|em|mark)>zq\w+<\/\2>/gi, '') // the words that were asked for
  .replace(/[“«"']?(zq\w+|1825-0097|7391846|tuvalu)[”»"']?(?=<\/(h1|p|title|a|span)>)/gi, '');

async function hunt(client, roles, who) {
  let asked = 0, pages = 0;
  const seen = new Set(), queue = addresses(roles);
  while (queue.length && asked < 1500) {
    const path = queue.shift();
    if (seen.has(path)) continue;
    seen.add(path);
    asked++;
    const answer = await client.get(path);
    assert.ok(answer.status < 500, `${who} ${path}: ${answer.status}`);
    const asks = decodeURIComponent(path.match(/[?&]q=([^&]*)/)?.[1] ?? '').toLowerCase(), text = (asks ? plain(answer.text) : answer.text).toLowerCase();
    for (const secret of [...told, ...Object.values(never).map((value) => value.slice(0, 7))]) {
      assert.ok(!text.includes(secret) || path.includes(secret) || (asks && secret.includes(asks)), `${who} ${path} tells ${secret}`);
      assert.ok(!head(answer).toLowerCase().includes(secret) || path.includes(secret), `${who} ${path}: a header tells ${secret}`);
    }
    if (path.includes(slug)) for (const secret of bySlug) assert.ok(!new RegExp(`(?<![A-Za-z])${secret}(?![A-Za-z])`).test(answer.text.replace(/<option[^]*?<\/option>/g, '')), `${who} ${path} tells ${secret}`);
    if (/\/(search|buscar|members|miembros)[^/]*\?/.test(path) && asks && asks !== 'quetzal' && !asks.startsWith('zenobia')) assert.ok(!answer.text.includes(slug), `${who} ${path} finds her by what is hidden`);
    if (/(members|miembros)[^/]*[?&](country=TV|language=mi|origin=KI|destination=NR)/.test(path)) assert.ok(!answer.text.includes(slug), `${who} ${path} finds her by what is hidden`);
    pages += answer.status === 200;
    if (/html/.test(answer.headers.get('content-type') ?? '') && !/account|cuenta|\?/.test(path))
      for (const [, link] of answer.text.matchAll(/href="(\/[^"#]+)"/g)) if (link.includes(slug) || /members|miembros/.test(link)) if ((link.match(/[?&]/g) ?? []).length < 2) queue.push(link.replace(/&amp;/g, '&'));
  }
  assert.ok(asked > 300 && pages > 100, `${who}: ${asked} asked, ${pages} shown`);
}

async function level(value) {
  const names = [...new Set([...(await owner.get('/en/account/profile')).text.matchAll(/name="(visibility\.\w+)"/g)].map((m) => m[1]))];
  for (const field of ['headline', 'affiliation', 'city', 'biography', 'website', 'links', 'orcid', 'email', 'phone', 'country', 'languages', 'topics', 'corridors', 'picture']) assert.ok(names.includes(`visibility.${field}`), `her choice about ${field}`);
  assert.equal((await owner.post('/en/account/profile', Object.fromEntries(names.map((name) => [name, value])))).status, 303);
}

test('what is public is told, so that the hunt can find something', async () => {
  await level('public');
  const page = (await visitor.get(`/en/members/${slug}`)).text;
  for (const secret of ['zqheadline', 'Zqaffil', 'Zqcity', 'zqbiography', 'zqwebsite', 'zqlink', '0002-1825-0097', 'zqmail', '7391846', 'Tuvalu', 'Kiribati']) assert.ok(page.includes(secret), secret);
  assert.equal((await visitor.get(`/files/${file}`)).status, 200);
  assert.match((await visitor.get('/en/search?q=zqbiography')).text, new RegExp(slug));
  await assert.rejects(hunt(visitor, ['ROLE_ANYONE'], 'visitor'), /tells|finds/);
});

test('what is for members is told to no visitor, in no form; members see it', async () => {
  await level('members');
  await hunt(visitor, ['ROLE_ANYONE'], 'visitor');
  assert.equal((await visitor.get(`/files/${file}`)).status, 404);
  const page = (await other.get(`/en/members/${slug}`)).text;
  for (const secret of ['zqheadline', 'Zqcity', 'zqbiography', 'zqmail', '7391846', 'Tuvalu']) assert.ok(page.includes(secret), `members see ${secret}`);
  assert.equal((await other.get(`/files/${file}`)).status, 200);
});

test('what is for the staff is told neither to visitors nor to other members', async () => {
  await level('staff');
  await hunt(visitor, ['ROLE_ANYONE'], 'visitor');
  await hunt(other, ['ROLE_ANYONE', 'ROLE_MEMBER'], 'member');
  assert.equal((await other.get(`/files/${file}`)).status, 404);
  assert.match((await owner.get('/en/account/data')).text, /Your record/);
  assert.match((await staff.get(`/en/admin/records/members/${id}`)).text, /zqbiography/);
});

test('what members and staff write about or to her stays theirs', async () => {
  sql(`INSERT INTO message (recipient, language, kind, subject, body, created_at, member_id) VALUES ('zqmail@example.org', 'es', 'welcome', 'zqsubject', 'zqletter', 1, ${id})`);
  sql(`INSERT INTO registration (token_hash, email, language, fields, created_at, expires_at) VALUES ('h', 'zqapplicant@example.org', 'es', '{"member.given.en":"zqapplies"}', 1, 4102444800)`);
  for (const [client, roles] of [[visitor, ['ROLE_ANYONE']], [other, ['ROLE_ANYONE', 'ROLE_MEMBER']]]) {
    for (const path of addresses(roles).filter((at) => !at.includes('?'))) {
      const answer = await client.get(path);
      for (const secret of ['zqsubject', 'zqletter', 'zqapplicant', 'zqapplies', 'zqnotes']) assert.ok(!answer.text.includes(secret), `${path} tells ${secret}`);
    }
  }
});
