// Public lists: pages both ways, orders, filters; titles in the other language say so.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start, Client } from './server.mjs';

let server, client;
before(async () => {
  server = await start();
  server.run('demo', '--members', '30', '--events', '130', '--publications', '90');
  // Several on one day: the order within a day must not lose any at the edge of a page.
  server.import('post', `slug,state,published_on,title_es\n${Array.from({ length: 50 }, (_, i) => `post-${i},published,2020-01-${String(1 + (i >> 3)).padStart(2, '0')},Nota ${i}`).join('\n')}\n`);
  client = new Client(server.origin);
});
after(() => server.stop());

const sql = (text) => server.sql(text).split('\n');
const hasTitle = (slug, lang) => sql(`SELECT count(*) FROM publication_text JOIN publication p ON p.id = publication_id
  WHERE p.slug = '${slug}' AND lang = '${lang}' AND title IS NOT NULL`)[0] === '1';
const link = (html, rel) => html.match(new RegExp(`<a rel="${rel}" href="([^"]+)"`))?.[1].replaceAll('&amp;', '&');
const rowsOf = (html, section) => [...html.slice(html.indexOf('<main')).matchAll(new RegExp(`<h3><a href="/en/${section}/([^"]+)"`, 'g'))].map((m) => m[1]);

async function walk(path, section, skip) {
  const forwards = [], back = [];
  let last, pages = 0;
  for (let at = path; at; at = link(last, 'next'), pages++) {
    last = (await client.get(at)).text;
    assert.equal(link(last, 'prev') !== undefined, pages > 0);
    forwards.push(...rowsOf(last, section).filter((slug) => !pages ? !skip?.has(slug) : true));
  }
  for (let first = true; first || link(last, 'prev'); first = false) {
    if (!first) last = (await client.get(link(last, 'prev'))).text;
    back.unshift(...rowsOf(last, section).filter((slug) => !skip?.has(slug)));
  }
  assert.deepEqual(back, forwards);
  assert.ok(pages > 1);
  return forwards;
}

test('publications: newest and oldest first, in both directions, nobody lost', async () => {
  const all = sql("SELECT slug FROM publication_card ORDER BY ifnull(year, 0) DESC, publication_id DESC");
  assert.deepEqual(await walk('/en/publications', 'publications'), all);
  assert.deepEqual(await walk('/en/publications?sort=oldest', 'publications'), all.reverse());
  const articles = sql("SELECT slug FROM publication_card WHERE kind = 'article' AND language = 'es' ORDER BY ifnull(year, 0) DESC, publication_id DESC");
  assert.deepEqual(await walk('/en/publications?kind=article&language=es', 'publications'), articles);
});

test('publications: the language is a filter with its numbers', async () => {
  const { text } = await client.get('/en/publications?kind=article');
  const [n] = sql("SELECT count(*) FROM publication_card WHERE kind = 'article' AND language = 'es'");
  assert.match(text, new RegExp(`href="/en/publications\\?kind=article&amp;language=es" rel="nofollow">Spanish</a> <span class="n">${n}<`));
  const chosen = (await client.get('/en/publications?kind=article&language=es')).text;
  assert.match(chosen, new RegExp(`<b>${n} publications</b>`));
  assert.match(chosen, /class="pill" href="\/en\/publications\?kind=article"/);
});

test('past events and news: pages both ways', async () => {
  const now = Math.floor(Date.now() / 1000);
  const past = sql(`SELECT slug FROM event WHERE state = 'published' AND starts_utc < ${now} ORDER BY starts_utc DESC, id DESC`);
  const coming = new Set(sql(`SELECT slug FROM event WHERE state = 'published' AND starts_utc >= ${now}`));
  assert.deepEqual(await walk('/en/events', 'events', coming), past);
  const posts = sql("SELECT slug FROM post WHERE state = 'published' AND published_on <= date('now') ORDER BY published_on DESC, id DESC");
  assert.deepEqual(await walk('/en/news', 'news'), posts);
});

test('strange keys in addresses are the first page', async () => {
  for (const path of ['/en/publications?after=x', '/en/publications?before=', '/en/events?before=.', '/en/news?after=..1', '/en/members?before=%00x'.replace('%00', ''), '/en/members?sort=country&after=MX.', '/en/members?sort=country&before=.1', '/en/members?sort=newest&after=999999999999999999999.1'])
    assert.equal((await client.get(path)).status, 200, path);
});

test('titles in the other language carry their language, in lists and beside items', async () => {
  const [slug, title] = sql("SELECT slug || '|' || title_es FROM publication_card WHERE lang_en = 'es' AND demo = 0 LIMIT 1")[0].split('|');
  const page = (await client.get(`/en/publications/${slug}`)).text;
  assert.ok(!hasTitle(slug, 'en') && hasTitle(slug, 'es'), slug);
  assert.match(page, /lang="es"/, title);
  const related = [...page.matchAll(/<h3><a href="\/en\/publications\/([^"]+)" lang="(e[ns])">/g)];
  assert.ok(related.length > 0);
  for (const [, other, lang] of related) {
    assert.equal(lang, hasTitle(other, 'en') ? 'en' : 'es', other);
    assert.equal(sql(`SELECT demo FROM publication_card WHERE slug = '${other}'`)[0], '0', 'invented ones are not beside real ones');
  }
});

test('articles of an issue say their language', async () => {
  const { text } = await client.get('/en/journal/myd-20');
  const articles = [...text.matchAll(/<h3><a href="\/en\/publications\/([^"]+)" lang="(e[ns])">/g)];
  assert.ok(articles.length > 0);
  for (const [, slug, lang] of articles)
    assert.equal(lang, hasTitle(slug, 'en') ? 'en' : 'es', slug);
});

test('a demonstration publication has its like beside it', async () => {
  const pages = await Promise.all(sql("SELECT slug FROM publication_card WHERE demo = 1 LIMIT 8").map((slug) => client.get(`/en/publications/${slug}`)));
  assert.ok(pages.some(({ text }) => /<h3><a href="\/en\/publications\/demo-/.test(text)));
});

test('ISBN-13 begins with 978 or 979', () => {
  const file = join(server.folder, 'isbn.csv');
  const take = (isbn) => {
    writeFileSync(file, `slug,state,kind,title_en,isbn\nb-${isbn},published,book,B,${isbn}\n`);
    return server.run('import', 'publication', file);
  };
  take('9780306406157');
  assert.throws(() => take('4006381333931'), /not a valid ISBN/); // a good EAN, of a pen
});

test('an event of one day says its day once', async () => {
  const file = join(server.folder, 'one-day.csv');
  writeFileSync(file, 'slug,state,kind,status,mode,title_en,starts,ends,zone\none-day,published,workshop,scheduled,onsite,A,2031-03-05T10:00,2031-03-05T13:00,America/Mexico_City\ntwo-days,published,workshop,scheduled,onsite,B,2031-03-05T10:00,2031-03-06T13:00,America/Mexico_City\n');
  server.run('import', 'event', file);
  const days = async (slug) => (await client.get(`/en/events/${slug}`)).text.match(/<p class="lead"><time[^]*?<\/p>/)[0].replace(/<[^>]+>/g, '').match(/\d+ March 2031|\d\d:\d\d/g).join(' ');
  assert.equal(await days('one-day'), '5 March 2031 10:00 13:00 06:00');
  assert.equal(await days('two-days'), '5 March 2031 10:00 06:00 6 March 2031 13:00');
});
