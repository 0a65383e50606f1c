// Every kind of page is valid HTML (Nu HTML checker), feeds and sitemap are XML, first responses are small.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { start, Client } from '../http/server.mjs';

const checker = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
let server;
before(async () => { server = await start('--demo'); });
after(async () => { await server?.stop(); });

const visitor = ['/en', '/es', '/en/style', '/es/estilo', '/en/members', '/es/miembros', '/es/miembros?kind=scholar', '/en/members?q=zzzz',
  '/en/members/demo-5', '/es/miembros/demo-6', '/en/members/map', '/es/miembros/mapa?kind=scholar', '/es/miembros?more=topic&sort=country', '/en/events', '/es/eventos', '/en/events/bellagio-2006', '/es/eventos/bellagio-2006',
  '/en/events/month/2006-10', '/es/eventos/mes/2006-10', '/en/publications', '/es/publicaciones', '/en/publications/portes-zhou-2013',
  '/es/publicaciones/portes-zhou-2013', '/en/journal', '/es/revista', '/en/journal/myd-20', '/es/revista/myd-20', '/en/news', '/es/noticias',
  '/en/news/a-new-home-for-the-network', '/es/noticias/a-new-home-for-the-network', '/en/pages/about', '/es/paginas/financiamiento',
  '/en/processes', '/es/procesos', '/en/processes/gfmd-2007', '/es/procesos/gfmd-2007', '/en/search?q=remittances', '/es/buscar?q=remesas',
  '/es/buscar?q=', '/en/search?q=zzzz', '/en/join', '/es/registro', '/en/sign-in', '/es/entrar', '/en/nothing', '/es/nada',
  '/en/sign-in/nothing', '/es/registro/nada', '/en/membership/figures', '/es/membresia/cifras', '/en/still-correct/nothing',
  '/en/privacy', '/es/privacidad', '/es/privacidad/join/1', '/en/stay/nothing'];
const tables = ['members', 'events', 'publications', 'posts', 'pages', 'processes', 'organizations', 'files'];
const staff = ['/en/account', '/es/cuenta', '/en/account/profile', '/es/cuenta/perfil', '/en/admin', '/es/admin', '/en/admin/approvals',
  '/es/admin/solicitudes', '/en/admin/outbox', '/es/admin/mensajes', '/en/admin/changes', '/es/admin/cambios', '/en/admin/settings',
  '/es/admin/ajustes', '/en/admin/views/members', '/es/admin/registros/members?kind=scholar&kind=person&q=a&sort=title&updated.from=2020-01-01&column=topics', '/en/admin/records/members?country=XX', '/en/admin/profiles', '/es/admin/perfiles', '/en/admin/claims', '/en/admin/membership', '/es/admin/membresia?state=none',
  '/en/admin/membership/figures', '/es/admin/membresia/ajustes', '/en/admin/members/5/membership', '/es/admin/miembros/5/membresia/new', '/en/admin/members/5/coverage/new',
  ...tables.flatMap((t) => [`/en/admin/records/${t}`, `/es/admin/registros/${t}`, `/en/admin/records/${t}/1`,
    `/es/admin/registros/${t}/1`, `/en/admin/records/${t}/new`, `/es/admin/registros/${t}/1/historial`])];

const own = ['/en/account', '/es/cuenta', '/en/account/profile', '/es/cuenta/perfil/nombre', '/es/cuenta/perfil/temas', '/en/account/profile/picture', '/en/account/as/public',
  '/es/cuenta/como/members', '/en/account/messages', '/es/cuenta/publicaciones?q=remesas', '/en/account/publications?q=10.1/none', '/es/admin/perfiles',
  '/en/account/data', '/es/cuenta/datos', '/en/account/data/leave', '/en/admin/privacy', '/es/admin/privacidad', '/en/admin/privacy/person?member=5', '/es/admin/privacidad/persona?email=no%40x.org'];

const emptyList = /<(ul|ol)\b[^>]*>\s*<\/\1>/;

test('every page is valid HTML, without an empty list', async () => {
  const folder = join(server.folder, 'html');
  mkdirSync(folder);
  const names = new Map(), empty = [];
  const keep = (path, { text, headers }) => {
    assert.match(headers.get('content-type') ?? '', /^text\/html/, path);
    const name = `${names.size}.html`;
    names.set(name, path);
    writeFileSync(join(folder, name), text);
    if (emptyList.test(text)) empty.push(`${path} ${text.match(emptyList)[0]}`);
  };
  const anyone = new Client(server.origin), member = new Client(server.origin);
  for (const path of visitor) keep(path, await anyone.get(path));
  for (const path of ['/en/join', '/es/registro', '/en/sign-in']) keep(`POST ${path}`, await anyone.post(path, { email: 'nobody' }));
  keep('first link', await anyone.get(new URL(server.firstLink()).pathname));
  await member.signIn(server.firstLink());
  for (const path of staff) {
    const answer = await member.get(path);
    if (answer.status < 300 || answer.status >= 400) keep(path, answer);
  }
  server.sql(`UPDATE account SET member_id = 5; INSERT INTO draft (kind, table_name, record_id, base_version, fields, account_id, why, created_at, updated_at)
    SELECT 'submission', 'member', 5, 1, '{"affiliation":["A","B"]}', id, '', 1, 1 FROM account LIMIT 1`);
  const [slug, event] = server.sql("UPDATE event SET starts = '2099-05-04T10:00', starts_utc = 4081593600, ends = NULL, ends_utc = NULL, registration = 1, places = 1, waiting_list = 1 WHERE id = (SELECT max(id) FROM event); SELECT slug, id FROM event ORDER BY id DESC LIMIT 1").split('|');
  const form = `/en/events/${slug}/register`, answered = await member.post(form, {});
  for (const path of [form, `/es/eventos/${slug}`, `/es/eventos/${slug}/inscripcion`]) {
    keep(`guest ${path}`, await anyone.get(path));
    keep(path, await member.get(path));
  }
  for (const path of [answered.headers.get('location'), '/es/inscripciones/nothing', '/en/account', '/es/admin/inscripciones', `/en/admin/registrations/${event}`,
    `/es/admin/inscripciones/${event}?status=cancelled`, '/en/admin/records/registrants', '/en/admin/records/registrants/1']) keep(path, await member.get(path));
  keep('POST registration', await anyone.post(form, { name: 'x', email: 'nobody' }));
  keep('cancel', await member.post(`/en/admin/registrations/${event}`, { do: 'cancel', id: '1' }));
  for (const path of own) keep(path, await member.get(path));
  keep('POST /en/account/publications', await member.post('/en/account/publications', { read: '1', text: '@book{a, title={T}, author={A, B}, year=2000}\n@book{b}' }));
  // Not spawnSync: who sleeps so long does not see that its connections were closed.
  const { stdout, stderr } = await promisify(execFile)('java', ['-jar', checker, '--format', 'json', '--stdout', folder], { maxBuffer: 1 << 26 }).catch((error) => error);
  assert.ok(stdout, `the checker said nothing: ${stderr}`);
  const found = new Map();
  for (const { type, message, extract, url } of JSON.parse(stdout).messages) {
    const key = `${type}: ${message} | ${extract?.trim()}`;
    if (!found.has(message)) found.set(message, `${names.get(url.split('/').at(-1))} ${key}`);
  }
  assert.deepEqual([...found.values()], []);
  assert.deepEqual(empty, []);
});

test('feeds and sitemap are XML', async () => {
  const anyone = new Client(server.origin);
  for (const path of ['/sitemap.xml', ...['en/events', 'es/eventos', 'en/publications', 'es/publicaciones', 'en/news', 'es/noticias'].map((p) => `/${p}.atom`)]) {
    const { status, text } = await anyone.get(path);
    assert.equal(status, 200, path);
    execFileSync('xmllint', ['--noout', '-'], { input: text });
  }
});

// The bytes that travel, and what they unpack to.
const travelled = (path) => new Promise((resolve, reject) => {
  get(server.origin + path, { headers: { 'accept-encoding': 'br' } }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('end', () => {
      const body = Buffer.concat(parts), packed = answer.headers['content-encoding'] === 'br';
      resolve({ bytes: body.length, text: (packed ? brotliDecompressSync(body) : body).toString() });
    });
  }).on('error', reject);
});

test('pages keep to their budgets', async () => {
  for (const path of ['/en', '/es', '/en/members', '/es/publicaciones/portes-zhou-2013', '/en/events/bellagio-2006']) {
    const page = await travelled(path);
    assert.ok(page.bytes <= 14 * 1024, `${path}: ${page.bytes} bytes`);
    const assets = new Set([...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((m) => m[1]));
    let whole = page.bytes;
    for (const asset of assets) {
      const { bytes } = await travelled(asset);
      if (asset.endsWith('.css')) assert.ok(bytes <= 12 * 1024, `${asset}: ${bytes} bytes`);
      if (!/\.(png|jpe?g|webp|svg|ico)$/.test(asset)) whole += bytes;
    }
    assert.ok([...assets].some((a) => a.endsWith('.css')), path);
    assert.ok(whole <= 50 * 1024, `${path}: ${whole} bytes with its assets`);
  }
});
