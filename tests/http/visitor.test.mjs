// What a visitor meets: every public page in both languages, feeds, calendars, citations, refusals.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from './server.mjs';

let server, client;
before(async () => { server = await start('--demo'); client = new Client(server.origin); });
after(() => server.stop());

const pages = ['/en', '/es', '/en/members', '/es/miembros', '/en/members/demo-5', '/es/miembros/demo-5', '/en/events', '/es/eventos',
  '/en/events/bellagio-2006', '/es/eventos/fsmm-2018', '/en/publications', '/es/publicaciones', '/en/publications/portes-zhou-2013',
  '/es/publicaciones/imaz-2006', '/en/journal', '/es/revista/myd-20', '/en/news', '/es/noticias', '/en/news/the-journal-in-one-place',
  '/en/pages/about', '/es/privacidad', '/en/processes', '/es/procesos/gfmd-2007', '/en/search?q=remittances', '/es/buscar?q=remesas',
  '/en/join', '/es/registro', '/en/sign-in', '/es/entrar', '/en/style', '/es/estilo'];

for (const path of pages) {
  test(`page ${path}`, async () => {
    const { status, headers, text } = await client.get(path);
    assert.equal(status, 200);
    assert.match(headers.get('content-type'), /^text\/html; charset=utf-8/);
    assert.match(headers.get('content-security-policy'), /default-src 'none'/);
    assert.ok(text.startsWith('<!doctype html>'));
    assert.match(text, new RegExp(`<html lang="${path.slice(1, 3)}"`));
    assert.equal(text.match(/<h1/g)?.length, 1);
    assert.doesNotMatch(text, /\{\{[#\/^>]?[a-z_.]+\}\}/);
    assert.ok(!/(?:src|href)="https?:\/\/(?!127\.)[^"]*\.(?:js|css|woff2?)/.test(text), 'nothing from a third party');
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);
    assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], 'no id stands twice');
  });
}

test('the language is chosen once by the browser', async () => {
  const english = await client.get('/', { 'accept-language': 'en-GB,en;q=0.9,es;q=0.1' });
  assert.equal(english.headers.get('location'), '/en');
  assert.equal((await client.get('/', { 'accept-language': 'es-MX' })).headers.get('location'), '/es');
});

test('the other language leads to the same item', async () => {
  const { text } = await client.get('/en/events/bellagio-2006');
  assert.match(text, /href="\/es\/eventos\/bellagio-2006"/);
});

test('drafts, the placeholder process and private notes are not public', async () => {
  assert.equal((await client.get('/en/processes/gfmd-uae-chair')).status, 404);
  assert.equal((await client.get('/es/publicaciones/pantoja-belen')).status, 404);
  const { text } = await client.get('/es/publicaciones/portes-zhou-2013');
  assert.doesNotMatch(text, /confidence:/);
});

test('filters combine, count and can be taken away', async () => {
  const all = await client.get('/en/members');
  assert.match(all.text, /<b>200 members<\/b>/);
  const { text } = await client.get('/en/members?kind=scholar&country=MX');
  const said = Number(text.match(/<b>(\d+) members?<\/b>/)[1]);
  const rows = text.match(/<li class="row">/g).length;
  assert.ok(said > 0 && said < 200);
  assert.equal(rows, Math.min(said, 25));
  assert.match(text, /class="pill" href="\/en\/members\?country=MX"/);
});

test('pages by keyset reach every member once', async () => {
  const seen = new Set();
  let path = '/en/members';
  for (let page = 0; path && page < 20; page++) {
    const { text } = await client.get(path);
    for (const [, slug] of text.matchAll(/<h3><a href="\/en\/members\/([^"]+)"/g)) { assert.ok(!seen.has(slug)); seen.add(slug); }
    path = text.match(/rel="next" href="([^"]+)"/)?.[1].replace(/&amp;/g, '&');
  }
  assert.equal(seen.size, 200);
});

test('search folds accents and marks what it found', async () => {
  const { text } = await client.get('/es/buscar?q=migracion');
  assert.match(text, /<mark>/i);
  const lopez = await client.get('/en/search?q=lopez');
  assert.match(lopez.text, /López/);
  assert.equal((await client.get('/en/search?q=%22%2A%28NEAR')).status, 200);
});

test('search finds and shows words, not the marks of Markdown', async () => {
  server.import('post', `slug,state,published_on,title_en,body_en
marks,published,2026-01-01,Marks,"## Zyxheading

The **zyxbold** word of [a zyxlink](https://zyxaddress.example) and \\*one\\* & Zyxáccent <b>x</b>

- zyxitem"
`);
  const found = await client.get('/en/search?q=zyxbold');
  assert.match(found.text, /<p>Zyxheading The <mark>zyxbold<\/mark> word of a zyxlink and \*one\* &amp; Zyxáccent x zyxitem<\/p>/);
  for (const word of ['zyxheading', 'zyxlink', 'zyxaccent', 'zyxitem'])
    assert.match((await client.get(`/en/search?q=${word}`)).text, /href="\/en\/news\/marks"/, word);
  assert.doesNotMatch((await client.get('/en/search?q=zyxaddress')).text, /href="\/en\/news\/marks"/, 'an address is no word');
});

test('iCalendar: stable UID, folded lines, all-day dates', async () => {
  const { headers, text } = await client.get('/en/events/bellagio-2006.ics');
  assert.match(headers.get('content-type'), /^text\/calendar/);
  assert.match(text, /BEGIN:VCALENDAR\r\n/);
  assert.match(text, /UID:event-1@inmd\r\n/);
  assert.match(text, /DTSTART;VALUE=DATE:20060710\r\n/);
  assert.match(text, /DTEND;VALUE=DATE:20060714\r\n/);
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75);
});

test('the calendar of a month, with its neighbours', async () => {
  const { status, text } = await client.get('/en/events/month/2006-07');
  assert.equal(status, 200);
  assert.match(text, /<td><b>10<\/b><a href="\/en\/events\/bellagio-2006"/);
  assert.equal(text.match(/<td><b>/g).length, 31);
  assert.match(text, /<th scope="col">Monday<\/th>/);
  assert.match((await client.get('/es/eventos/mes/2007-02')).text, /día desconocido/);
  assert.equal((await client.get('/en/events/month/2006-13')).status, 404);
});

test('hreflang names only languages that exist; the sitemap names both', async () => {
  const only = await client.get('/en/publications/imaz-2006');
  assert.deepEqual([...only.text.matchAll(/hreflang="(..)" href="http/g)].map((m) => m[1]), ['es']);
  const sitemap = (await client.get('/sitemap.xml')).text;
  assert.match(sitemap, /<loc>[^<]*\/en\/events\/bellagio-2006<\/loc><xhtml:link rel="alternate" hreflang="en"[^>]*\/><xhtml:link rel="alternate" hreflang="es"/);
});

test('the form to join says what it needs, and lets the browser fill in one’s own data', async () => {
  const { text } = await client.get('/en/join');
  assert.match(text, /<label for="f-email">E-mail<\/label>/, 'required: not marked as optional');
  assert.match(text, /<label for="f-surname2">Second surname <span class="optional">/);
  assert.match(text, /id="f-email"[^>]* autocomplete="email"/);
  assert.match(text, /id="f-surname1"[^>]* autocomplete="family-name"/);
  assert.match(text, /<select id="f-country"[^>]* autocomplete="country"/);
});

test('vCard 3.0 first, both surnames in the first field', async () => {
  const { text } = await client.get('/en/members/demo-5.vcf');
  assert.match(text, /^BEGIN:VCARD\r\nVERSION:3.0\r\nFN:/);
  assert.match((await client.get('/en/members/demo-5.vcf?version=4.0')).text, /VERSION:4.0/);
});

test('citations in three formats', async () => {
  const bibtex = await client.get('/es/publicaciones/portes-zhou-2013/cita/bibtex');
  assert.match(bibtex.text, /^@article\{portes-zhou-2013,\n {2}author = \{Portes, Alejandro and Zhou, Min\}/);
  assert.match(bibtex.text, /number = \{20\}/);
  const ris = await client.get('/es/publicaciones/portes-zhou-2013/cita/ris');
  assert.match(ris.text, /^TY {2}- JOUR\r\nAU {2}- Portes, Alejandro\r\nAU {2}- Zhou, Min\r\n/);
  const [csl] = JSON.parse((await client.get('/es/publicaciones/portes-zhou-2013/cita/csl')).text);
  assert.deepEqual(csl.author[1], { family: 'Zhou', given: 'Min' });
  assert.deepEqual(csl.issued, { 'date-parts': [[2013]] });
});

test('Highwire tags and JSON-LD', async () => {
  const { text } = await client.get('/es/publicaciones/portes-zhou-2013');
  assert.match(text, /<meta name="citation_author" content="Alejandro Portes">/);
  assert.match(text, /<meta name="citation_journal_title" content="Migración y Desarrollo">/);
  for (const path of ['/es/publicaciones/portes-zhou-2013', '/en/events/bellagio-2006', '/en/members/demo-5', '/en'])
    for (const [, json] of (await client.get(path)).text.matchAll(/<script type="application\/ld\+json">([^]*?)<\/script>/g))
      assert.equal(JSON.parse(json)['@context'], 'https://schema.org');
});

test('Atom feeds', async () => {
  for (const path of ['/en/news.atom', '/es/eventos.atom', '/es/publicaciones.atom']) {
    const { headers, text } = await client.get(path);
    assert.match(headers.get('content-type'), /^application\/atom\+xml/);
    assert.match(text, /<feed xmlns="http:\/\/www.w3.org\/2005\/Atom"/);
    assert.match(text, /<entry /);
  }
});

test('conditional requests, HEAD, OPTIONS, 405, 404', async () => {
  const first = await client.get('/en/members');
  const again = await client.get('/en/members', { 'if-none-match': first.headers.get('etag') });
  assert.equal(again.status, 304);
  assert.equal(again.text, '');
  const head = await client.ask('/en/members', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  const options = await client.ask('/en/join', { method: 'OPTIONS' });
  assert.equal(options.status, 204);
  assert.match(options.headers.get('allow'), /GET.*POST/);
  const wrong = await client.ask('/en/members', { method: 'DELETE' });
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.get('allow'), /GET/);
  const missing = await client.get('/es/nada');
  assert.equal(missing.status, 404);
  assert.match(missing.text, /Página no encontrada/);
});

test('malformed addresses get an answer, not a crash', async () => {
  for (const path of ['/en/%00', '/en/%ff', '/%', '/en/members?kind=%ff', '/en/../../etc/passwd%00'])
    assert.equal((await client.get(path)).status, 400, path);
  assert.equal((await client.get('/en/' + 'a'.repeat(9000))).status, 414);
  assert.equal((await client.get('/en/members?after=' + 'x'.repeat(500))).status, 200);
  assert.equal((await client.get('/en')).status, 200);
});

test('SIGTERM ends it with success', async () => {
  const other = await start();
  const ended = new Promise((resolve) => { other.child.on('exit', resolve); });
  other.child.kill('SIGTERM');
  assert.equal(await ended, 0);
  await other.stop().catch(() => {});
});
