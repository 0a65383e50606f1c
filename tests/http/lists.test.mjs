// The staff's lists by the front door: search, filters, order, pages, columns, saved views.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client, hidden, program } from './server.mjs';

const members = '/en/admin/records/members';
let server, staff;
const sql = (text) => server.sql(text);
const titles = (html) => [...html.matchAll(/<th scope="row">(?:<[^>]*>)*<a href="[^"]*">([^<]*)/g)].map((m) => m[1]);
const found = (html) => html.match(/class="found"><b>([^<]*)</)?.[1];
const noBug = () => server.noBug();

const send = (client, path, fields) => client.ask(path, { method: 'POST', body: fields instanceof URLSearchParams ? fields : new URLSearchParams(fields) });
const token = async (client) => hidden((await client.get('/en/admin/views/members')).text).get('csrf') ?? (await client.get(members)).text.match(/name="csrf" value="([^"]*)"/)[1];

// An account of the staff with ROLE (its key), signed in by a mailed link.
async function colleague(email, role) {
  await send(staff, '/en/admin/accounts', { csrf: await token(staff), email, name: email.split('@')[0], language: 'en' });
  sql(`INSERT OR IGNORE INTO account (email, name, language, created_at) VALUES ('${email}', '${email.split('@')[0]}', 'en', 1);
    INSERT OR IGNORE INTO account_role SELECT a.id, r.id FROM account a, staff_role r WHERE a.email = '${email}' AND r.key = '${role}'`);
  const client = new Client(server.origin);
  await client.post('/en/sign-in', { email });
  const link = sql(`SELECT body FROM message WHERE recipient = '${email}' ORDER BY id DESC LIMIT 1`).match(/https?:\/\/\S+sign-in\/\S+/)[0];
  await client.signIn(link);
  return client;
}

before(async () => {
  server = await start('--demo');
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

test('filters of every kind work together, each with a pill that removes it', async () => {
  const total = Number(sql('SELECT count(*) FROM member'));
  assert.equal(found((await staff.get(`${members}?all=1`)).text), `${total} records`);
  const { text } = await staff.get(`${members}?country=MX&country=US&kind=scholar&topics=gender&updated.from=2020-01-01&demo=1`);
  const expected = Number(sql(`SELECT count(*) FROM member m WHERE country IN ('MX', 'US') AND kind = 'scholar' AND demo AND EXISTS
    (SELECT 1 FROM member_topics t JOIN topic o ON o.id = t.target_id WHERE t.member_id = m.id AND o.slug = 'gender')`));
  assert.equal(found(text), `${expected} record${expected === 1 ? '' : 's'}`);
  assert.ok(expected > 0 && titles(text).length === Math.min(expected, 50));
  const pills = [...text.matchAll(/class="pill" href="([^"]*)"><span[^>]*>[^<]*<\/span> ([^<]*?) </g)].map((m) => [m[2], m[1].replace(/&amp;/g, '&')]);
  assert.deepEqual(pills.map(([label]) => label), ['Kind: scholar', 'Country: Mexico', 'Country: United States', 'Topics: Gender and migration', 'Demonstration record: yes', 'Last changed, from: 1 January 2020']);
  const without = new URL(pills[1][1], server.origin);
  assert.deepEqual(without.searchParams.getAll('country'), ['US']);
  assert.deepEqual(without.searchParams.getAll('kind'), ['scholar']);
  assert.match(text, /name="country" value="MX" checked/);
  assert.match(text, /name="updated\.from" value="2020-01-01"/);
});

test('cells say what a person understands; columns are chosen; headings sort and say how', async () => {
  const { text } = await staff.get(`${members}?column=topics&column=country&column=corridors&column=languages&column=no_such&column=notes&sort=-title`);
  assert.doesNotMatch(text.slice(text.indexOf('<table>')), /no_such|>remittances</, 'what the type has not is no column; topics by their titles');
  const row = text.match(/<tr>(?:<td[^]*?<\/td>)?<th scope="row">[^]*?<\/tr>/)[0];
  assert.match(row, /data-label="Topics">[A-Z]/);
  assert.match(row, /data-label="Migration corridors">[A-Z][^<]* → [A-Z]/);
  assert.match(row, /data-label="Languages">[A-Z][a-z]+/);
  assert.match(text, /<th scope="col" aria-sort="descending"><a href="[^"]*"[^>]*>Record/);
  const order = titles(text), collator = new Intl.Collator('es');
  assert.deepEqual(order, order.slice().sort((a, b) => collator.compare(b, a)));
  const es = (await staff.get('/es/admin/registros/members?column=country&sort=title&country=US')).text;
  assert.match(es, /data-label="País">Estados Unidos</);
});

test('the form of filters leads to an address without what was left empty', async () => {
  const { text } = await staff.get(`${members}?all=1`);
  const form = text.match(/<form class="sift"[^]*?<\/form>/)[0];
  const sent = new URLSearchParams([...form.matchAll(/<input[^>]*>/g)].map(([tag]) => tag).filter((tag) => !/type="checkbox"/.test(tag) || / checked/.test(tag))
    .map((tag) => [tag.match(/ name="([^"]*)"/)[1], tag.match(/ value="([^"]*)"/)?.[1] ?? '']));
  for (const [, name] of form.matchAll(/<select name="([^"]*)"/g)) sent.append(name, '');
  const plain = await staff.get(`${members}?${sent}`);
  assert.equal(plain.status, 302);
  assert.equal(plain.headers.get('location'), `${members}?all=1`, 'the usual columns are no question');
  sent.set('q', 'ana'); sent.append('kind', 'scholar'); sent.append('column', 'city'); sent.set('updated.to', '2999-01-01');
  assert.equal((await staff.get(`${members}?${sent}`)).headers.get('location'),
    `${members}?q=ana&kind=scholar&updated.to=2999-01-01&${sent.getAll('column').map((name) => `column=${name}`).join('&')}`);
});

test('every page once, forwards and back, whatever the order', async () => {
  for (const sort of ['', '&sort=title', '&sort=-country', '&sort=updated']) {
    const seen = [], pages = [];
    let at = `${members}?all=1${sort}`;
    while (at) {
      const { text } = await staff.get(at);
      pages.push(titles(text));
      seen.push(...[...text.matchAll(/<th scope="row">(?:<[^>]*>)*<a href="[^"]*\/(\d+)"/g)].map((m) => m[1]));
      at = text.match(/rel="next" href="([^"]*after=[^"]*)"/)?.[1].replace(/&amp;/g, '&');
      if (!at) { // and one back
        const back = text.match(/rel="prev" href="([^"]*)"/)[1].replace(/&amp;/g, '&');
        assert.deepEqual(titles((await staff.get(back)).text), pages.at(-2), sort);
      }
    }
    assert.equal(seen.length, Number(sql('SELECT count(*) FROM member')), sort);
    assert.equal(new Set(seen).size, seen.length, sort);
  }
});

test('hostile values find nothing, widen nothing, change nothing', async () => {
  const everyone = sql('SELECT count(*) FROM member');
  for (const value of ["' OR 1=1 --", '"; DROP TABLE member; --', '\u202e', '%00'.slice(0, 2), 'x'.repeat(3000), '{{csrf}}', '-1', '99999999999999999999', '<script>alert(1)</script>']) {
    for (const name of ['state', 'kind', 'country', 'topics', 'languages', 'organization', 'demo', 'updated.from', 'created.to', 'email.is']) {
      const answer = await staff.get(`${members}?${new URLSearchParams([[name, value]])}`);
      assert.equal(answer.status, 200, `${name} ${value}`);
      assert.equal(found(answer.text), '0 records', `${name}=${value.slice(0, 40)}`);
      assert.doesNotMatch(answer.text, /<script>alert/);
    }
    for (const name of ['q', 'sort', 'after', 'before', 'column', 'notes', 'password_hash', 'kind.from', 'email']) {
      const answer = await staff.get(`${members}?${new URLSearchParams([[name, value]])}`);
      assert.equal(answer.status, 200, `${name} ${value}`);
      assert.doesNotMatch(answer.text, /<script>alert/);
    }
  }
  const huge = new URLSearchParams(Array.from({ length: 250 }, (_, i) => ['country', `C${i}`]));
  assert.equal(found((await staff.get(`${members}?${huge}`)).text), '0 records');
  const all = new URLSearchParams(['ana', 'luis', 'maria'].flatMap((word) => Array.from({ length: 40 }, () => ['q', word.repeat(10)])));
  assert.equal((await staff.get(`${members}?${all}`)).status, 200);
  assert.equal(sql('SELECT count(*) FROM member'), everyone);
  noBug();
});

test('words find drafts too, without accents, by every word’s beginning, and by what identifies', async () => {
  sql(''); // the database is there
  const form = hidden((await staff.get('/en/admin/records/publications/new')).text);
  form.set('title.es', 'Ñandúes y cigüeñas'); form.set('kind', 'article'); form.set('doi', '10.1234/abc.567'); form.set('draft', '1');
  assert.equal((await send(staff, '/en/admin/records/publications/new', form)).status, 303);
  for (const words of ['nandues', 'cigue ñan', '10.1234/abc.567', 'NANDUES'])
    assert.match((await staff.get(`/en/admin/records/publications?${new URLSearchParams({ q: words })}`)).text, /Ñandúes/, words);
  assert.match((await staff.get('/en/admin/records/publications?q=nandues&state=published')).text, /No record fits all of this together/);
  assert.doesNotMatch((await new Client(server.origin).get('/en/search?q=nandues')).text, /Ñandúes/, 'a draft is in no search of visitors');
});

test('who may not read a type gets no list of it, whatever he filters by', async () => {
  const editor = await colleague('ed@example.org', 'editor'), visitor = new Client(server.origin);
  for (const query of ['', '?q=ana', '?email.is=filled', '?country=MX&sort=title', '?column=email&column=phone']) {
    assert.equal((await editor.get(members + query)).status, 403, query);
    assert.equal((await visitor.get(members + query)).status, 403, query);
  }
  assert.equal((await editor.get('/en/admin/views/members')).status, 403);
  assert.equal((await editor.get('/en/admin/records/events?kind=seminar')).status, 200);
  // a filter of the directory by what is private finds what no filter finds
  const plain = (await visitor.get('/en/members')).text.match(/<b>([^<]*)<\/b>/)[1];
  assert.equal((await visitor.get('/en/members?email.is=filled')).text.match(/<b>([^<]*)<\/b>/)[1], plain);
});

test('the list stays as it was after a save', async () => {
  const client = staff;
  await client.get(`${members}?kind=scholar&sort=title`);
  const { text } = await client.get(`${members}?kind=scholar&sort=title`);
  const edit = text.match(/<th scope="row">(?:<[^>]*>)*<a href="([^"]*)"/)[1];
  assert.equal((await client.post(edit, { city: 'Jerez' })).status, 303);
  assert.match((await client.get(edit)).text, /href="\/en\/admin\/records\/members\?kind=scholar&amp;sort=title"/);
});

test('views: saved, shared, begun with, renamed, deleted', async () => {
  const colleagues = await colleague('mo@example.org', 'membership');
  const query = 'kind=scholar&country=MX&sort=title&column=city';
  const page = (await staff.get(`${members}?${query}`)).text;
  assert.match(page, /Save as a view/);
  const body = { csrf: await token(staff), query: 'sort=title&country=MX&kind=scholar&column=city', name: 'Mexican scholars' };
  assert.equal((await send(staff, '/en/admin/views/members', body)).status, 303);
  assert.equal(sql("SELECT query FROM list_view WHERE name = 'Mexican scholars'"), query);
  assert.match((await staff.get(`${members}?${query}`)).text, /aria-current="true">Mexican scholars/);
  assert.doesNotMatch((await colleagues.get(`${members}?all=1`)).text, /Mexican scholars/, 'own is own');
  const id = sql("SELECT id FROM list_view WHERE name = 'Mexican scholars'");
  const csrf = body.csrf, other = await token(colleagues);
  assert.equal((await send(colleagues, `/en/admin/views/members/${id}`, { csrf: other, delete: '1' })).status, 404);
  assert.equal((await send(staff, `/en/admin/views/members/${id}`, { csrf, name: 'Scholars in Mexico', shared: '1', start: '1' })).status, 303);
  assert.match((await colleagues.get(`${members}?all=1`)).text, /Scholars in Mexico/);
  assert.equal((await send(colleagues, `/en/admin/views/members/${id}`, { csrf: other, delete: '1' })).status, 403, 'shared is not given away');
  assert.equal((await send(colleagues, `/en/admin/views/members/${id}`, { csrf: other, name: 'Mine', start: '1' })).status, 303);
  assert.equal(sql(`SELECT name FROM list_view WHERE id = ${id}`), 'Scholars in Mexico');
  for (const client of [staff, colleagues]) {
    const began = await client.get(members);
    assert.equal(began.status, 302);
    assert.equal(began.headers.get('location'), `${members}?${query}`);
  }
  assert.match((await staff.get('/en/admin/views/members')).text, /value="Scholars in Mexico"/);
  assert.equal((await send(staff, '/en/admin/views/members', { csrf, query: 'phone=1', name: 'Bad' })).status, 400, 'what is no filter is not saved');
  await send(staff, '/en/admin/views/members', { csrf, query: '', name: '   ' });
  assert.match((await staff.get(`${members}?all=1`)).text, /a view needs a name/);
  assert.equal((await send(staff, `/en/admin/views/members/${id}`, { csrf, delete: '1' })).status, 303);
  assert.equal((await colleagues.get(members)).status, 200, 'a view that is gone begins no list');
  assert.equal(sql('SELECT count(*) FROM list_start'), '0');
  noBug();
});

// --- many at once ------------------------------------------------------------------------------------------------------

const events = '/en/admin/records/events';
async function event(title, state, more = {}) {
  const form = hidden((await staff.get(`${events}/new`)).text);
  for (const [name, value] of Object.entries({ 'title.en': title, kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2031-05-06', zone: 'UTC', [state]: '1', ...more })) form.set(name, value);
  const answer = await send(staff, `${events}/new`, form);
  assert.equal(answer.status, 303, title);
  return Number(answer.headers.get('location').match(/events\/(\d+)/)[1]);
}
const begin = async (client, fields, list = events) => {
  const csrf = (await client.get(`${list}?all=1`)).text.match(/name="csrf" value="([^"]*)"/)[1];
  return send(client, list, new URLSearchParams([['csrf', csrf], ...fields]));
};
const confirm = async (client, at, fields = {}) => {
  const sent = await client.post(at, fields);
  return { sent, text: (await client.get(at)).text };
};
const state = (id) => sql(`SELECT state FROM event WHERE id = ${id}`);

test('ticked records: a page that says what will happen, one change, what was edited meanwhile is left alone, undo', async () => {
  const ids = [];
  for (const n of [1, 2, 3]) ids.push(await event(`Bulk seminar ${n}`, 'draft'));
  ids.push(await event('Bulk seminar 4', 'publish'));
  assert.match((await staff.get(`${events}?q=bulk`)).text, new RegExp(`name="id" value="${ids[0]}"`));
  const begun = await begin(staff, [['act', 'publish'], ['scope', 'ticked'], ['query', 'q=bulk'], ...ids.map((id) => ['id', id]), ['id', '999999'], ['id', 'x']]);
  assert.equal(begun.status, 303);
  const at = begun.headers.get('location'), page = (await staff.get(at)).text;
  assert.match(page, /4 records were chosen/);
  assert.match(page, /1 of them is public now/);
  assert.match(page, /They become visible to everybody/);
  assert.match(page, /No message goes out/);
  assert.match(page, /Bulk seminar 1<\/a>/);
  assert.equal(state(ids[0]), 'draft', 'nothing happens before the press');
  assert.equal((await staff.post(`${events}/${ids[1]}`, { city: 'Meanwhile' })).status, 303);
  const changes = Number(sql('SELECT max(id) FROM change'));
  const { sent, text } = await confirm(staff, at);
  assert.equal(sent.status, 303);
  assert.match(text, /2 records were changed/);
  assert.match(text, /1 · Somebody edited it meanwhile<\/h2>\s*<ul><li><a[^>]*>Bulk seminar 2</);
  assert.match(text, /1 · It was so already/);
  assert.deepEqual(ids.map(state), ['published', 'draft', 'published', 'published']);
  assert.equal(sql(`SELECT count(*) || ' ' || min(kind) FROM change WHERE id > ${changes}`), '1 bulk');
  assert.equal((await staff.ask(at, { method: 'POST', body: new URLSearchParams({ csrf: await token(staff) }) })).status, 303, 'pressed twice is one effect');
  assert.equal(sql(`SELECT count(*) FROM change WHERE id > ${changes}`), '1');
  const undo = text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.equal((await send(staff, undo, { csrf: await token(staff) })).status, 303);
  assert.deepEqual(ids.map(state), ['draft', 'draft', 'draft', 'published']);
  noBug();
});

test('all that match, over several pages: a topic added and removed, a field set, deleted but for what others link to', async () => {
  const form = hidden((await staff.get('/en/admin/records/topics/new')).text);
  form.set('label.en', 'Bulk topic'); form.set('slug', 'bulk-topic'); form.set('publish', '1');
  assert.equal((await send(staff, '/en/admin/records/topics/new', form)).status, 303);
  const scholars = sql("SELECT count(*) FROM member WHERE kind = 'scholar'");
  const tagged = () => sql("SELECT count(*) FROM member_topics t JOIN topic o ON o.id = t.target_id WHERE o.slug = 'bulk-topic'");
  let at = (await begin(staff, [['act', 'add:topics'], ['scope', 'all'], ['query', 'kind=scholar']], members)).headers.get('location');
  assert.match((await staff.get(at)).text, new RegExp(`${scholars} records were chosen`));
  assert.match((await confirm(staff, at)).text, /Choose a value first/);
  await confirm(staff, at, { value: 'no-such-topic' });
  assert.equal(tagged(), '0');
  assert.match((await confirm(staff, at, { value: 'bulk-topic' })).text, new RegExp(`${scholars} records were changed`));
  assert.equal(tagged(), scholars);
  assert.equal(found((await staff.get(`${members}?topics=bulk-topic`)).text), `${scholars} records`);
  at = (await begin(staff, [['act', 'remove:topics'], ['scope', 'all'], ['query', 'topics=bulk-topic&country=MX']], members)).headers.get('location');
  await confirm(staff, at, { value: 'bulk-topic' });
  assert.equal(tagged(), sql("SELECT count(*) FROM member WHERE kind = 'scholar' AND country <> 'MX'"));
  at = (await begin(staff, [['act', 'set:kind'], ['scope', 'all'], ['query', 'kind=student']], members)).headers.get('location');
  await confirm(staff, at, { value: 'person' });
  assert.equal(sql("SELECT count(*) FROM member WHERE kind = 'student'"), '0');
  at = (await begin(staff, [['act', 'delete'], ['scope', 'all'], ['query', 'q=bulk']], '/en/admin/records/topics')).headers.get('location');
  const { text } = await confirm(staff, at);
  assert.match(text, /Nothing was changed/);
  assert.match(text, /linked from other records/);
  noBug();
});

test('a bulk action is one’s own, asks for the right, and takes nothing hostile', async () => {
  const id = await event('Bulk own', 'draft');
  const editor = await colleague('ed@example.org', 'editor'), reader = await colleague('re@example.org', 'reader');
  const at = (await begin(staff, [['act', 'publish'], ['scope', 'ticked'], ['query', ''], ['id', id]])).headers.get('location');
  assert.equal((await editor.get(at)).status, 404);
  assert.doesNotMatch((await reader.get(`${events}?all=1`)).text, /name="act"/);
  const csrf = (await reader.get('/en/admin/views/events')).text.match(/name="csrf" value="([^"]*)"/)[1];
  assert.equal((await send(reader, events, { csrf, act: 'publish', scope: 'all', query: '' })).status, 403);
  assert.equal((await send(reader, events, { csrf, act: 'delete', scope: 'ticked', query: '', id })).status, 403);
  for (const act of ['', 'explode', 'set:notes', 'set:', 'add:kind', 'publish:kind', "set:kind'; --"])
    assert.equal((await begin(staff, [['act', act], ['scope', 'all'], ['query', '']])).status, 400, act);
  assert.equal((await begin(staff, [['act', 'delete'], ['scope', 'all'], ['query', 'no_such_filter=1']])).status, 400, 'what is no filter is not passed over');
  const none = await begin(staff, [['act', 'delete'], ['scope', 'ticked'], ['query', 'kind=seminar']]);
  assert.equal(none.headers.get('location'), `${events}?kind=seminar`);
  assert.match((await staff.get(none.headers.get('location'))).text, /Nothing was ticked/);
  assert.equal((await staff.get('/en/admin/bulk/999999')).status, 404);
  assert.equal(state(id), 'draft');
  noBug();
});

// --- export --------------------------------------------------------------------------------------------------------------

const take = async (client, list, fields) => {
  const csrf = (await client.get(`${list}?all=1`)).text.match(/name="csrf" value="([^"]*)"/)[1];
  const answer = await fetch(server.origin + list.replace('/records/', '/export/'), { method: 'POST', body: new URLSearchParams([['csrf', csrf], ...fields]),
    headers: { cookie: [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};
// Rows of CSV as lists of cells.
function rows(text) {
  const out = [[]];
  for (const [, quoted, plain, mark] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    out.at(-1).push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
    if (mark === '\r\n') out.push([]);
  }
  return out.filter((row) => row.length > 1);
}

test('export: exactly what the list shows, in its order; ticked ones; with a mark for spreadsheets', async () => {
  const query = 'country=MX&sort=-title&column=kind&column=topics&column=headline&column=updated';
  const { status, headers, bytes } = await take(staff, members, [['query', query], ['format', 'csv']]);
  assert.equal(status, 200);
  assert.match(headers.get('content-disposition'), /attachment; filename="members-\d{4}-\d\d-\d\d\.csv"/);
  const [head, ...body] = rows(bytes.toString());
  assert.deepEqual(head, ['id', 'version', 'slug', 'state', 'display_name', 'kind', 'topics', 'headline_en', 'headline_es', 'updated']);
  assert.equal(body.length, Number(sql("SELECT count(*) FROM member WHERE country = 'MX'")));
  const seen = [];
  for (let at = `${members}?${query}`; at;) {
    const { text } = await staff.get(at);
    seen.push(...titles(text));
    at = text.match(/rel="next" href="([^"]*after=[^"]*)"/)?.[1].replace(/&amp;/g, '&');
  }
  assert.deepEqual(body.map((row) => row[4]), seen);
  assert.match(body[0][9], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const ids = body.slice(0, 2).map((row) => row[0]);
  const ticked = await take(staff, members, [['query', query], ['format', 'spreadsheet'], ['scope', 'ticked'], ...ids.map((id) => ['id', id]), ['id', '999999']]);
  assert.equal(ticked.bytes.subarray(0, 3).toString('hex'), 'efbbbf');
  assert.deepEqual(rows(ticked.bytes.subarray(3).toString()).slice(1).map((row) => row[0]), ids);
  noBug();
});

test('export of every field imports again unchanged; formulas are plain text; JSON has lists and objects; cards are cards', async () => {
  const first = sql('SELECT min(id) FROM member');
  assert.equal((await staff.post(`${members}/${first}`, { affiliation: '=HYPERLINK("http://evil.example")', city: '@SUM(1,2)', 'headline.es': 'Línea "uno", dos' })).status, 303);
  const { bytes } = await take(staff, members, [['query', ''], ['format', 'csv'], ['whole', '1']]);
  const total = Number(sql('SELECT count(*) FROM member'));
  assert.equal(rows(bytes.toString()).length, total + 1);
  assert.match(bytes.toString(), /"'=HYPERLINK\(""http/);
  assert.match(bytes.toString(), /"'@SUM\(1,2\)"/);
  const { spawnSync } = await import('node:child_process');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${server.folder}/members.csv`, bytes);
  const again = spawnSync(program, ['import', 'member', `${server.folder}/members.csv`, '--db', server.db]);
  assert.match(again.stdout.toString() + again.stderr, new RegExp(`\\b${total} unchanged`));
  const json = JSON.parse((await take(staff, members, [['query', 'kind=scholar'], ['format', 'json'], ['whole', '1']])).bytes);
  assert.equal(json.length, Number(sql("SELECT count(*) FROM member WHERE kind = 'scholar'")));
  const one = json.find((member) => member.corridors.length);
  assert.deepEqual(Object.keys(one.corridors[0]), ['origin', 'destination']);
  assert.equal(typeof one.id, 'number');
  assert.equal(one.demo, true);
  assert.ok(Array.isArray(one.topics) && one.biography_es.length);
  const cards = (await take(staff, members, [['query', 'kind=institution'], ['format', 'vcard']])).bytes.toString();
  assert.equal(cards.match(/BEGIN:VCARD\r\n/g).length, Number(sql("SELECT count(*) FROM member WHERE kind = 'institution'")));
  assert.equal((await take(staff, events, [['query', ''], ['format', 'vcard']])).status, 400);
  const empty = JSON.parse((await take(staff, members, [['query', 'country=XX'], ['format', 'json']])).bytes);
  assert.deepEqual(empty, []);
  noBug();
});

test('export asks for the right, is written down, and takes nothing hostile', async () => {
  const before = Number(sql("SELECT count(*) FROM audit WHERE action = 'export' AND area = 'member'"));
  await take(staff, members, [['query', 'kind=scholar'], ['format', 'json']]);
  assert.equal(Number(sql("SELECT count(*) FROM audit WHERE action = 'export' AND area = 'member'")), before + 1);
  assert.match(sql("SELECT detail FROM audit WHERE action = 'export' ORDER BY id DESC LIMIT 1"), /^json, \d+$/);
  const translator = await colleague('tr@example.org', 'translator_en');
  assert.doesNotMatch((await translator.get(`${events}?all=1`)).text, /admin\/export/);
  const csrf = (await translator.get('/en/admin')).text.match(/name="csrf" value="([^"]*)"/)[1];
  assert.equal((await send(translator, '/en/admin/export/events', { csrf, query: '', format: 'csv' })).status, 403);
  assert.equal((await send(translator, '/en/admin/export/members', { csrf, query: '', format: 'csv' })).status, 403);
  assert.equal((await send(new Client(server.origin), '/en/admin/export/members', { query: '', format: 'csv' })).status, 403);
  assert.equal((await staff.get('/en/admin/export/members')).status, 405, 'a link exports nothing');
  for (const fields of [{ format: 'exe' }, { format: '' }, { format: 'csv', query: 'password_hash=1' }, { format: 'csv', query: 'q=%FF' }])
    assert.equal((await take(staff, members, Object.entries(fields))).status, 400, JSON.stringify(fields));
  const odd = await take(staff, members, [['format', 'csv'], ['query', "kind=' OR 1=1"], ['scope', 'all']]);
  assert.equal(rows(odd.bytes.toString()).length, 1, 'the header alone');
  noBug();
});
