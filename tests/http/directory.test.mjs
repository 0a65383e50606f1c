// The directory: filters that combine with their numbers, search, orders, pages both ways, the map, downloads; and what is hidden
// influences none of them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { start, Client } from './server.mjs';

let server, visitor, member, everybody;

// Each secret is a word that stands nowhere else.
const secrets = `slug,state,kind,given,surname1,headline_en,country,city,affiliation,topics,languages,corridors,biography_en,email,phone,website,unlisted,display_name,${
  ['country', 'city', 'affiliation', 'topics', 'languages', 'corridors', 'biography', 'headline', 'email', 'phone', 'website'].map((f) => `visibility.${f}`).join(',')}
hides-all,published,scholar,Aaa,Openname,Zheadline,IS,Zcityname,Zuniversity,sports,is,IS | GL,Zbiography,zsecret@example.org,+354 5550000,https://zsecret.example,,,${'staff,'.repeat(10)}staff
for-members,published,student,Aab,Openname,Yheadline,GL,Ycityname,Yuniversity,sports,kl,GL | IS,Ybiography,ysecret@example.org,+299 5550000,https://ysecret.example,,,${'members,'.repeat(10)}members
not-listed,published,scholar,Unlistedperson,Xsurname,,FJ,Xcityname,,,fj,,,,,,yes,,,,,,,,,,,,
formula,published,migrant_association,,,"=HYPERLINK(""http://x"")",TO,,"@SUM(1)",,,,,,,,,+Formula,,,,,,,,,,,
draft-one,pending,scholar,Pendingperson,Wsurname,,TV,,,,,,,,,,,,,,,,,,,,,,
`;

const total = (html) => Number(html.match(/<b>([\d,]+) (?:members?|integrantes?)<\/b>/)[1].replaceAll(',', ''));
const slugs = (html) => [...html.matchAll(/<h3><a href="\/e[ns]\/(?:members|miembros)\/([^"]+)"/g)].map((m) => m[1]);
const link = (html, rel) => html.match(new RegExp(`<a rel="${rel}" href="([^"]+)"`))?.[1].replaceAll('&amp;', '&');
// name -> value in the address -> number
function facets(html) {
  const out = {};
  for (const [, url, n] of html.matchAll(/<li><a href="([^"]+)" rel="nofollow"[^>]*>[^<]*<\/a> <span class="n">([\d,]+)<\/span>/g)) {
    const added = [...new URL(url.replaceAll('&amp;', '&'), server.origin).searchParams].at(-1) ?? [];
    (out[added[0]] ??= {})[added[1]] = Number(n.replaceAll(',', ''));
  }
  return out;
}

before(async () => {
  server = await start('--demo');
  server.import('topic', 'slug,label_en,label_es\nsports,Sports,Deportes\n');
  server.import('member', secrets);
  visitor = new Client(server.origin);
  member = await server.signedIn('m@example.org');
  everybody = JSON.parse((await visitor.get('/en/members.json')).text);
});
after(() => server.stop());

const fits = {
  kind: (one, value) => one.kind === value, country: (one, value) => one.country === value, topic: (one, value) => one.topics.includes(value),
  language: (one, value) => one.languages.includes(value), origin: (one, value) => one.corridors.some(([from]) => from === value),
  destination: (one, value) => one.corridors.some(([, to]) => to === value),
};
const those = (filters, without) => everybody.filter((one) => Object.entries(filters).every(([name, value]) => name === without || fits[name](one, value)));

const questions = [{}, { kind: 'scholar' }, { country: 'MX' }, { topic: 'human-rights' }, { origin: 'MX' }, { kind: 'scholar', country: 'MX' }, { language: 'es', topic: 'human-rights' },
  { origin: 'MX', destination: 'US' }, { kind: 'scholar', country: 'MX', language: 'es' }, { country: 'US', language: 'en', origin: 'US', kind: 'scholar' },
  { topic: 'remittances', language: 'es', kind: 'scholar' }];
for (const filters of questions) {
  test(`the numbers of ${JSON.stringify(filters)} are those of the members themselves`, async () => {
    const { text } = await visitor.get(`/en/members?${new URLSearchParams(filters)}`);
    assert.equal(total(text), those(filters).length);
    const shown = facets(text);
    let compared = 0;
    for (const [name, values] of Object.entries(shown))
      for (const [value, n] of Object.entries(values)) {
        if (!fits[name] || filters[name]) continue; // a chosen facet's links replace the choice
        assert.equal(n, those(filters).filter((one) => fits[name](one, value)).length, `${name}=${value}`);
        compared++;
      }
    for (const name of Object.keys(filters))
      for (const [value, n] of Object.entries(shown[name] ?? {}))
        if (value !== filters[name]) assert.equal(n, those(filters, name).filter((one) => fits[name](one, value)).length, `beside ${name}: ${value}`);
    assert.ok(compared > 5 || !those(filters).length);
  });
}

test('search combines with filters and folds accents', async () => {
  const found = (await visitor.get('/en/members?q=lopez')).text;
  const named = everybody.filter((one) => /López/.test(one.name));
  assert.ok(named.length > 3);
  assert.equal(total(found), named.length);
  const kind = named[0].kind;
  const both = (await visitor.get(`/en/members?q=lopez&kind=${kind}`)).text;
  assert.equal(total(both), named.filter((one) => one.kind === kind).length);
  assert.match(both, /class="pill" href="\/en\/members\?kind=/);
  assert.match(both, /<input type="hidden" name="kind" value="/);
  assert.equal(total((await visitor.get('/en/members?q=zzzz')).text), 0);
  assert.equal(total((await visitor.get(`/en/members?q=${'x'.repeat(300)}`)).text), 0);
  assert.equal(total((await visitor.get('/en/members?q=%22*()')).text), 0);
});

for (const query of ['', 'sort=newest', 'sort=country', 'kind=scholar', 'kind=scholar&sort=newest', 'language=es&sort=country', 'q=universidad', 'q=universidad&sort=country'])
  test(`pages of "${query}" lead to everybody once, forwards and back`, async () => {
    const forwards = [], back = [];
    let path = `/en/members?${query}`, last, pages = 0;
    for (; path; path = link(last, 'next')) {
      last = (await visitor.get(path)).text;
      forwards.push(...slugs(last));
      pages++;
      assert.equal(link(last, 'prev') !== undefined, pages > 1);
    }
    assert.equal(forwards.length, total(last));
    assert.equal(new Set(forwards).size, forwards.length);
    assert.ok(pages > 1);
    back.unshift(...slugs(last));
    for (path = link(last, 'prev'); path; path = link(last, 'prev')) {
      last = (await visitor.get(path)).text;
      back.unshift(...slugs(last));
    }
    assert.deepEqual(back, forwards);
    if (query.includes('newest')) assert.ok(forwards.includes('demo-1'));
    if (query === 'sort=country') {
      const names = forwards.map((slug) => everybody.find((one) => one.slug === slug).country).filter(Boolean).map((code) => new Intl.DisplayNames('en', { type: 'region' }).of(code));
      assert.deepEqual(names, names.slice().sort(new Intl.Collator('en').compare));
      assert.equal(forwards.slice(-2).includes('hides-all'), true, 'those without a country come last');
    }
  });

test('hidden fields influence nothing: search, numbers, order, suggestions, map, downloads, card, page', async () => {
  for (const letter of ['z', 'y']) {
    for (const client of [visitor, member]) {
      for (const word of ['headline', 'cityname', 'university', 'biography', 'secret'])
        for (const path of [`/en/members?q=${letter}${word}`, `/en/members?q=${letter}${word.slice(0, 4)}`]) {
          const { text } = await client.get(path);
          assert.equal(total(text), 0, path);
        }
      for (const path of [`/en/search?q=${letter}university`, `/en/search?q=${letter}cityname`])
        assert.doesNotMatch((await client.get(path)).text, /Openname/, path);
      for (const query of ['country=IS', 'country=GL', 'topic=sports', 'language=is', 'language=kl', 'origin=IS', 'origin=GL', 'destination=IS', 'destination=GL'])
        assert.equal(total((await client.get(`/en/members?${query}`)).text), 0, query);
    }
  }
  const map = (await visitor.get('/en/members/map')).text;
  assert.doesNotMatch(map, /Iceland|Greenland/);
  assert.doesNotMatch((await visitor.get('/en/members')).text, /Iceland|Greenland/);
  for (const path of ['/en/members.csv', '/en/members.json', '/en/members.vcf', '/en/members/hides-all', '/en/members/for-members', '/en/members/hides-all.vcf', '/en/members/for-members.vcf', '/sitemap.xml']) {
    const { text, headers } = await visitor.get(path);
    assert.doesNotMatch(text + JSON.stringify([...headers]), /[ZzYy](?:headline|cityname|university|biography|secret)|555 ?0000|Iceland|Greenland/, path);
  }
});

test('members see what is for members, on pages and in downloads; nobody but the staff the rest', async () => {
  for (const path of ['/en/members/for-members', '/en/members/for-members.vcf', '/en/members.json', '/en/members.csv', '/en/members.vcf']) {
    const { text } = await member.get(path);
    assert.match(text, /Yuniversity/, path);
    assert.match(text, /ysecret@example.org/, path);
    assert.doesNotMatch(text, /Z(?:headline|cityname|university|biography)|zsecret/, path);
  }
});

test('who is not listed or not approved is in nothing but, unlisted, on their own page', async () => {
  for (const client of [visitor, member])
    for (const path of ['/en/members?q=unlistedperson', '/en/members?q=pendingperson', '/en/members.json', '/en/members.csv', '/en/members.vcf',
      '/en/members/map', '/en/search?q=xsurname', '/sitemap.xml', '/en'])
      assert.doesNotMatch((await client.get(path)).text, /Unlistedperson|Pendingperson|Fiji|Tuvalu|\/members\/not-listed|\/members\/draft-one/, path);
  for (const code of ['FJ', 'TV']) assert.equal(total((await visitor.get(`/en/members?country=${code}`)).text), 0);
  assert.match((await visitor.get('/en/members/not-listed')).text, /<meta name="robots" content="noindex">/);
  assert.equal((await visitor.get('/en/members/draft-one')).status, 404);
});

test('what was hidden later leaves the index, what is shown again comes back', async () => {
  const change = (level) => server.import('member', `slug,kind,given,surname1,city,visibility.city\nhides-all,scholar,Aaa,Openname,Zcityname,${level}\n`);
  change('public');
  assert.equal(total((await visitor.get('/en/members?q=zcityname')).text), 1);
  change('staff');
  assert.equal(total((await visitor.get('/en/members?q=zcityname')).text), 0);
});

test('downloads hold what the list holds, formulas are plain text', async () => {
  const list = JSON.parse((await visitor.get('/en/members.json?kind=scholar&country=MX')).text);
  assert.equal(list.length, total((await visitor.get('/en/members?kind=scholar&country=MX')).text));
  const { text, headers } = await visitor.get('/es/miembros.csv?country=TO');
  assert.match(headers.get('content-disposition'), /filename="integrantes.csv"/);
  assert.ok(text.startsWith('\ufeffslug,name,') || text.startsWith('slug,name,'));
  assert.match(text, /"'=HYPERLINK/);
  assert.match(text, /'@SUM/);
  const cards = (await visitor.get('/en/members.vcf?kind=scholar')).text;
  assert.equal(cards.match(/BEGIN:VCARD/g).length, everybody.filter((one) => one.kind === 'scholar').length);
  assert.deepEqual(JSON.parse((await visitor.get('/en/members.json?country=ZZ')).text), []);
});

test('a download is sent in gzip to whom nothing personal is told, and as it is to members', async () => {
  const ask = async (client) => (await fetch(server.origin + '/en/members.csv', { headers: { 'accept-encoding': 'gzip', cookie: [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } }));
  const packed = await ask(visitor), plain = await ask(member);
  assert.equal(packed.headers.get('content-encoding'), 'gzip');
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal((await packed.text()).split('\n').length > 200, true);
});

test('the map has the numbers of the table; below three none is shown', async () => {
  for (const path of ['/en/members/map', '/es/miembros/mapa']) {
    const { text } = await visitor.get(path);
    const rows = [...text.matchAll(/<tr><th scope="row"><a href="[^"]*country=([A-Z]{2})"[^]*?<td class="number">([^<]*)<\/td>/g)];
    assert.ok(rows.length > 10);
    for (const [, code, shown] of rows) {
      const n = everybody.filter((one) => one.country === code).length;
      assert.equal(shown, n < 3 ? (path.startsWith('/en') ? 'fewer than 3' : 'menos de 3') : String(n), code);
      const name = new RegExp(`country=${code}" tabindex="-1" class="c(\\d)"><title>[^<]*: ${shown}<`);
      assert.match(text, name);
    }
    assert.ok(rows.some(([, code]) => code === 'TO'), 'one person counts, but is not a number');
    assert.match(text, /aria-labelledby="map-title map-text"/);
  }
  const some = (await visitor.get('/en/members/map?kind=scholar')).text;
  assert.equal(total(some), everybody.filter((one) => one.kind === 'scholar').length);
  assert.match(some, /href="\/en\/members\?kind=scholar&amp;country=MX"/);
});

test('a search takes words as they are written: with hyphens, apostrophes, in numbers', async () => {
  server.import('member', 'slug,state,kind,given,surname1\nhyphen,published,scholar,Anne-Marie,Zyx–Qua\napostrophe,published,scholar,Nils,O’Zyxlan\n');
  for (const [q, slug] of [['anne-marie', 'hyphen'], ['zyx-qua', 'hyphen'], ['zyx–qua', 'hyphen'], ['o’zyxlan', 'apostrophe'], ["o'zyxl", 'apostrophe']]) {
    const answer = await visitor.get(`/es/miembros?q=${encodeURIComponent(q)}`);
    assert.equal(answer.status, 200, q);
    assert.deepEqual(slugs(answer.text), [slug], q);
  }
  for (const q of ['1825-0097', '–', '· / ·', 'a\u0301-b', '\u{1F600}x-y']) assert.equal((await visitor.get(`/es/miembros?q=${encodeURIComponent(q)}`)).status, 200, q);
});
