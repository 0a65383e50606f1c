// Thousands of records: a search with more hits than are ranked, and a list of publications by topic, page after page.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from './server.mjs';

let server, client;
before(async () => {
  server = await start();
  client = new Client(server.origin);
  server.run('demo', '--members', '1200', '--events', '1', '--publications', '300', '--seed', '1');
});
after(() => server.stop());

const link = (html, pattern) => html.match(new RegExp(`<a ${pattern}`))?.[1].replaceAll('&amp;', '&');
const found = (html) => [...html.matchAll(/<h3><a href="([^"]+)"/g)].map(([, url]) => url);

// Every hit of one kind, page after page; at the last page back again.
async function walk(url) {
  const forwards = [], back = [];
  let text, last;
  for (let pages = 0; url && pages < 100; pages++) {
    text = (await client.get(url)).text;
    forwards.push(...found(text));
    last = url;
    url = link(text, 'rel="next" href="([^"]+)"');
  }
  for (url = last; url && back.length < 5000;) {
    text = (await client.get(url)).text;
    back.unshift(...found(text));
    url = link(text, 'rel="prev" href="([^"]+)"');
  }
  assert.deepEqual(back, forwards);
  assert.equal(new Set(forwards).size, forwards.length, 'none twice');
  return forwards;
}

test('a search shows the best of each kind and how many there are; pages reach all of a kind, in both languages', async () => {
  const { status, text } = await client.get('/en/search?q=remittances+gender');
  assert.equal(status, 200);
  assert.match(text, /<mark>remittances<\/mark>/);
  assert.equal(found(text).filter((url) => url.startsWith('/en/members/')).length, 24, 'only members have both words');
  const all = link(text, 'href="([^"]+)">More than 1,000 in Members: see them all');
  const first = (await client.get(all)).text;
  assert.match(first, /<b>More than 1,000 results<\/b>/);
  assert.equal((await walk(all)).length, 1200);
  const plain = (await client.get('/en/search?q=fieldwork&kind=member')).text; // all fit alike: the newest first
  assert.deepEqual(found(plain), Array.from({ length: 25 }, (_, i) => `/en/members/demo-${1200 - i}`));

  const overview = (await client.get('/es/buscar?q=remesas')).text;
  assert.match(overview, /<h2><a href="[^"]+">Integrantes<\/a><\/h2>/);
  const [, url, number] = overview.match(/<a href="([^"]+)">Ver los (\d+) en Publicaciones/);
  const publications = await walk(url.replaceAll('&amp;', '&'));
  assert.ok(publications.length > 25 && publications.every((one) => one.startsWith('/es/publicaciones/')));
  assert.equal(publications.length, Number(number));
  assert.match((await client.get(url.replaceAll('&amp;', '&'))).text, new RegExp(`<b>${number} resultados</b>`));
});

test('a thousand hits are all ranked, of one more the oldest is not, and none is lost between them', async () => {
  const header = 'slug,state,kind,given,surname1,headline_en\n', url = '/en/search?q=zqedge&kind=member';
  const row = (i) => `zqedge-${i},published,scholar,${i ? 'Somebody' : 'Zqedge'},Person${i},Zqedge\n`;
  server.import('member', header + Array.from({ length: 1000 }, (_, i) => row(i)).join(''));
  const full = (await client.get(url)).text;
  assert.match(full, /<b>1,000 results<\/b>/);
  assert.equal(found(full)[0], '/en/members/zqedge-0', 'has the word in her name, too: the best, though the oldest');
  assert.equal((await walk(url)).length, 1000);
  server.import('member', header + row(1000));
  const over = (await client.get(url)).text, all = await walk(url);
  assert.match(over, /<b>More than 1,000 results<\/b>/);
  assert.equal(all.length, 1001);
  assert.equal(all[1000], '/en/members/zqedge-0', 'comes after all that are ranked');
});

test('a place in a search that is none, or a kind that is none, breaks nothing', async () => {
  for (const rest of ['&kind=member&after=zz', '&kind=member&after=-5', '&kind=member&after=99999999999999999999', '&kind=member&before=0', '&kind=nothing', '&kind=post', '&kind=member&after=1150'])
    assert.equal((await client.get(`/en/search?q=remittances${rest}`)).status, 200, rest);
  const beyond = (await client.get('/en/search?q=remittances&kind=member&after=5000')).text;
  assert.equal(found(beyond).length, 0);
  assert.ok(link(beyond, 'rel="prev" href="([^"]+)"'));
});

test('a word that nobody wrote whole is looked for as a beginning', async () => {
  const { text } = await client.get('/en/search?q=remittanc');
  assert.match(text, /<mark>remittances<\/mark>/i);
  assert.match((await client.get('/es/buscar?q=géner')).text, /<mark>género<\/mark>/i);
  const several = (await client.get('/en/search?q=migr')).text;
  for (const word of ['migration', 'migrant']) assert.match(several, new RegExp(`<mark>${word}</mark>`, 'i'));
  const both = (await client.get('/en/search?q=remittances+gend&kind=member')).text;
  assert.match(both, /<mark>gender<\/mark>/i);
  assert.match(both, /More than 1,000 results/);
  assert.match((await client.get('/en/members?q=remittanc')).text, /<b>1,200 members<\/b>/);
});

test('the number a topic shows is the number its list has', async () => {
  const first = (await client.get('/en/publications')).text;
  const [, topic, shown] = first.match(/href="\/en\/publications\?topic=([^"&]+)"[\s\S]*?>(\d+)</);
  let url = `/en/publications?topic=${topic}`, listed = 0;
  for (let pages = 0; url && pages < 20; pages++) {
    const { text } = await client.get(url);
    const main = text.slice(text.indexOf('<main'));
    listed += new Set(main.match(/href="\/en\/publications\/[^"/?.]+"/g)).size;
    url = main.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
  }
  assert.ok(listed > 0);
  assert.equal(listed, Number(shown));
});
