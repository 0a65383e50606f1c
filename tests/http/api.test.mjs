// The API through the front door: who sees what of every type, tokens, writing with and against others, hostile bodies.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, program, start } from './server.mjs';

let server,
  staff,
  member,
  ids = {};
const token = {};
const sql = (text) => server.sql(text);
const noBug = () => server.noBug();
const day = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);

const account = (email, role) => server.signedIn(email, role);

async function make(client, fields = {}) {
  const answer = await client.post('/en/account/tokens', { name: 'a program', last_day: day(30), ...fields });
  return { ...answer, token: answer.text.match(/inmd_[\w-]{43}/)?.[0] };
}

async function add(admin, values, button = 'publish') {
  const answer = await staff.post(`/en/admin/records/${admin}/new`, { [button]: '1', ...values });
  assert.equal(answer.status, 303, answer.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  return Number(answer.headers.get('location').match(/(\d+)$/)[1]);
}

// A request by a token (or nobody), its answer with the JSON that it holds.
async function ask(path, { as, method = 'GET', body, headers = {} } = {}) {
  const answer = await fetch(server.origin + path, {
    method,
    redirect: 'manual',
    headers: { ...(as && { authorization: `Bearer ${as}` }), ...(body !== undefined && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }), ...headers },
    body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: text && /json/.test(answer.headers.get('content-type')) ? JSON.parse(text) : undefined };
}

const isProblem = (answer, status) => {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.equal(answer.json.status, status);
  assert.ok(answer.json.title, 'a title');
  return answer.json;
};

// What is private, each by a rare word.
const hidden = {
  email: 'zqmail@example.org',
  phone: '+52 555 7391846',
  affiliation: 'Zqaffil Institute',
  affiliation_role: 'zqrole',
  city: 'Zqcity',
  website: 'https://zqweb.example/',
  'headline.en': 'zqheadline',
  'biography.es': 'zqbio',
  orcid: '0000-0002-1825-0097',
  links: 'zqlabel | https://zqlink.example/',
  notes: 'zqnotes',
  country: 'TV',
  corridors: 'KI | NR',
};
const words = /zq\w+|7391846|1825-0097/i;
const secrets = /zq\w+|7391846|1825-0097|"TV"|"KI"|"NR"/i;
let closed; // every other type, also one that comes later
const open = ['member', 'organization', 'event', 'process', 'publication', 'issue', 'post', 'page', 'topic', 'journal', 'section', 'country', 'policy'];

before(async () => {
  server = await start();
  staff = await account('administrator@example.org', 'administrator');
  member = await account('member@example.org', 'member');
  token.reads = (await make(staff)).token;
  token.writes = (await make(staff, { write: '1' })).token;
  token.reader = (await make(await account('reader@example.org', 'reader'), { write: '1' })).token;
  token.editor = (await make(await account('editor@example.org', 'editor'), { write: '1' })).token;
  token.translator = (await make(await account('translator@example.org', 'translator_en'), { write: '1' })).token;
  const all = Object.fromEntries(['headline', 'affiliation', 'country', 'city', 'languages', 'topics', 'corridors', 'biography', 'links', 'website', 'orcid', 'email', 'phone', 'picture'].map((name) => [`visibility.${name}`, 'staff']));
  ids.organization = await add('organizations', { 'name.es': 'Zqorganización', 'name.en': 'Zqorganization', kind: 'university', relation: 'affiliation' });
  ids.hidden = await add('members', { kind: 'scholar', given: 'Zenobia', surname1: 'Quetzal', ...hidden, languages: ['mi'], topics: ['remittances'], ...all });
  sql(`UPDATE member SET organization_id = ${ids.organization}, affiliation_role = 'zqrole' WHERE id = ${ids.hidden}`);
  ids.shown = await add('members', { kind: 'scholar', given: 'Plain', surname1: 'Neighbour', country: 'MX', email: 'plain@example.org', 'visibility.email': 'members', city: 'Zacatecas', 'visibility.city': 'public' });
  ids.draft = await add('members', { kind: 'scholar', given: 'Zqdraft', surname1: 'Person' }, 'draft');
  await add('members', { kind: 'scholar', given: 'Quiet', surname1: 'Reader', unlisted: '1' });
  await add('processes', { 'title.es': 'Zqproceso', 'title.en': 'Zqprocess', series: 'gfmd' }, 'draft');
  ids.event = await add('events', { process: 'zqproceso', 'title.es': 'Foro abierto', 'title.en': 'Open forum', kind: 'forum', status: 'scheduled', mode: 'onsite', starts: '2031-05-01', contact_email: 'zqcontact@example.org', notes: 'zqnotes', speakers: 'Somebody | | | zqdraft-person' });
  ids.post = await add('news', { 'title.es': 'Zqmañana', 'title.en': 'Zqtomorrow', published_on: day(2) });
  ids.half = await add('news', { 'title.es': 'Noticia', 'title.en': 'Zqtranslation', published_on: '2020-01-02' });
  sql(`UPDATE post_text SET state = 'draft' WHERE post_id = ${ids.half} AND lang = 'en'`);
  assert.equal((await staff.post(`/en/admin/records/news/${ids.half}`, { notes: 'saved again', publish: '1' })).status, 303); // found by what it is now
  closed = (await ask('/api', { as: token.reads })).json.types.map((one) => one.type).filter((type) => !open.includes(type));
});
after(async () => {
  noBug();
  await server.stop();
});

// --- reading -------------------------------------------------------------------------------------------------------

test('what there is: the types that are open for a visitor, every type for an administrator', async () => {
  const anyone = await ask('/api');
  assert.deepEqual(anyone.json.types.map((one) => one.type).sort(), [...open].sort());
  for (const type of ['membership', 'grade', 'coverage', 'representative', 'reason', 'letter', 'mailing', 'file']) assert.ok(closed.includes(type), type);
  const event = anyone.json.types.find((one) => one.type === 'event');
  assert.equal(event.title.es, 'Eventos');
  assert.ok(event.filters.includes('starts.from') && !event.filters.includes('state'), 'filters of visitors');
  const seen = JSON.stringify(anyone.json.types.find((one) => one.type === 'member'));
  for (const name of ['email', 'phone', 'unlisted', 'demo', 'created', 'updated', 'orcid.is', 'country.is', 'picture.is']) assert.doesNotMatch(seen, new RegExp(`"${name}`), name);
});

test('no list, record, search or filter of visitors holds what is private, of any type', async () => {
  for (const type of open) {
    let path = `/api/${type}?limit=100`,
      pages = 0;
    for (; path && pages < 20; pages++) {
      const list = await ask(path);
      assert.equal(list.status, 200, path);
      assert.doesNotMatch(list.text.replace(/zqorganiza\w+/gi, type === 'organization' ? '' : '$&'), type === 'member' ? secrets : words, path);
      for (const record of list.json.records) {
        assert.equal(record.state, 'published');
        assert.ok(!('id' in record) && !('version' in record) && !('visibility' in record), 'no numbers of the staff');
        const one = await ask(record.links.self);
        assert.deepEqual(one.json, record, record.links.self);
      }
      path = list.json.links.next;
    }
    assert.ok(pages < 20);
  }
  for (const type of closed) isProblem(await ask(`/api/${type}`), 401);
  for (const type of closed) isProblem(await ask(`/api/${type}/1`), 401);
});

test('a hidden field finds nothing, counts nothing and orders nothing', async () => {
  const total = async (query, type = 'member') => {
    const answer = await ask(`/api/${type}?${query}`);
    return answer.status === 200 ? answer.json.total : answer.status;
  };
  assert.equal(await total('country=TV'), 0);
  assert.equal(await total('country=MX'), 1);
  assert.equal(await total('topics=remittances'), 0);
  assert.equal(await total('languages=mi'), 0);
  assert.equal(await total('organization=zqorganizacion'), 0);
  for (const word of ['zqaffil', 'zqcity', 'zqheadline', 'zqbio', 'zqmail', 'plain@example.org', '7391846', 'zqdraft', 'tuvalu']) assert.equal(await total(`q=${word}`), 0, word);
  assert.equal(await total('q=quetzal'), 1);
  for (const query of ['email.is=filled', 'sort=country', 'sort=email', 'sort=updated', 'state=draft', 'orcid.is=filled', 'unlisted=1', 'created.from=2020']) isProblem(await ask(`/api/member?${query}`), 400);
  assert.equal(await total('q=zqtranslation', 'post'), 0);
  assert.equal(await total('process=zqproceso', 'event'), 0);
  assert.equal((await ask('/api/event?process=zqproceso', { as: token.reads })).json.total, 1);
  isProblem(await ask('/api/event?sort=title'), 400); // the Spanish title may be a draft's
  isProblem(await ask('/api/event?process=x&colour=red'), 400);
  // A page that begins behind a record that one may not see would tell where that stands.
  isProblem(await ask('/api/member?sort=title&after=zqdraft-person'), 400);
  isProblem(await ask('/api/member?limit=1000'), 400);
});

test('drafts, what is out later, and texts that are not public are not there for visitors', async () => {
  for (const path of ['/api/member/zqdraft-person', `/api/member/${ids.draft}`, `/api/post/${ids.post}`, '/api/member/nobody', '/api/nothing', '/api/member/x/y']) isProblem(await ask(path), 404);
  const event = await ask('/api/event/foro-abierto');
  assert.deepEqual(event.json.fields.speakers, [{ name: 'Somebody', affiliation: null, talk: null, member: null }], 'a link to a draft is none');
  assert.equal(event.json.fields.process, null);
  assert.deepEqual((await ask('/api/post/noticia')).json.fields.title, { en: null, es: 'Noticia' });
  assert.equal((await ask('/api/post/noticia', { as: token.reads })).json.fields.title.en, 'Zqtranslation');
  const hers = (await ask('/api/member/zenobia-quetzal')).json.fields;
  assert.deepEqual(
    Object.entries(hers)
      .filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length) && typeof value !== 'object')
      .map(([name]) => name)
      .sort(),
    ['display_name', 'given', 'kind', 'sort_name', 'surname1'],
  );
  assert.ok(!('notes' in hers) && !('unlisted' in hers));
});

test('who is not in the directory is in no list, and found by the address alone, as on the site', async () => {
  assert.equal((await ask('/api/member/quiet-reader')).json.fields.given, 'Quiet');
  for (const query of ['', '?q=quiet', '?kind=scholar', '?sort=given&limit=100', '?after=plain-neighbour']) assert.doesNotMatch((await ask(`/api/member${query}`)).text, /quiet-reader/, query);
  assert.match((await ask('/api/member?q=quiet', { as: token.reads })).text, /quiet-reader/);
});

test('members see by their session what their level allows, staff all of it by theirs', async () => {
  const read = async (client, path) => {
    const answer = await client.get(path);
    return { ...answer, json: JSON.parse(answer.text) };
  };
  assert.equal((await ask('/api/member/plain-neighbour')).json.fields.email, null);
  assert.equal((await read(member, '/api/member/plain-neighbour')).json.fields.email, 'plain@example.org');
  assert.doesNotMatch((await member.get('/api/member?limit=100')).text, secrets);
  assert.equal((await member.get('/api/letter')).status, 403);
  const seen = await read(staff, '/api/member/zenobia-quetzal');
  assert.equal(seen.json.fields.email, hidden.email);
  assert.equal(seen.json.visibility.email, 'staff');
  assert.equal(seen.headers.get('access-control-allow-origin'), null);
  assert.match(seen.headers.get('cache-control'), /private/);
  // Nothing of that is kept for the next one.
  assert.doesNotMatch((await ask('/api/member/zenobia-quetzal')).text, secrets);
});

test('a token reads with the rights of its owner, and the audit knows', async () => {
  assert.equal((await ask('/api/member/zenobia-quetzal', { as: token.reads })).json.fields.phone, hidden.phone);
  assert.equal((await ask(`/api/member/${ids.hidden}`, { as: token.reads })).json.slug, 'zenobia-quetzal');
  assert.equal((await ask('/api/member/zenobia-quetzal', { as: token.editor })).json.fields.phone, null);
  isProblem(await ask('/api/letter', { as: token.reader }), 403);
  assert.equal(sql(`SELECT count(*) FROM audit WHERE action = 'view' AND area = 'member' AND record_id = ${ids.hidden} AND detail = 'api'`), '1');
  const list = await ask('/api/member?state=draft&sort=-updated', { as: token.reads });
  assert.deepEqual(
    list.json.records.map((one) => one.fields.given),
    ['Zqdraft'],
  );
  assert.equal(sql("SELECT DISTINCT detail FROM audit WHERE action = 'export' AND area = 'member'"), 'api, 1');
  assert.equal((await ask('/api/member?q=zqmail', { as: token.reads })).json.total, 1);
  // Who may read but not take away sees in lists what the staff's lists show.
  const short = (await ask('/api/event?limit=1', { as: token.translator })).json;
  assert.equal(short.whole, false);
  assert.ok(!('contact_email' in short.records[0].fields) && 'title' in short.records[0].fields);
  assert.equal((await ask('/api/event?limit=1', { as: token.reads })).json.whole, true);
});

test('pages go forwards and back by the addresses given, in body and header', async () => {
  const slugs = async (path) => {
    const found = [];
    for (let at = path; at;) {
      const list = await ask(at);
      found.push(...list.json.records.map((one) => one.slug));
      at = list.json.links.next;
      if (at) assert.match(list.headers.get('link'), new RegExp(`<${at.replace(/[?]/g, '\\?')}>; rel="next"`));
    }
    return found;
  };
  const all = await slugs('/api/event?limit=100&sort=starts'),
    few = await slugs('/api/event?limit=3&sort=starts');
  assert.ok(all.length > 6);
  assert.deepEqual(few, all);
  assert.equal((await ask('/api/event')).json.total, all.length);
  const back = (await ask(`/api/event?sort=starts&limit=2&before=${all[4]}`)).json;
  assert.deepEqual(
    back.records.map((one) => one.slug),
    all.slice(2, 4),
  );
  assert.ok(back.links.prev && back.links.next);
});

test('HEAD, OPTIONS, conditional GET, compression and other sites’ pages', async () => {
  const get = await ask('/api/event'),
    head = await ask('/api/event', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  assert.equal(get.headers.get('access-control-allow-origin'), '*');
  assert.equal(get.headers.get('access-control-allow-credentials'), null);
  const tag = get.headers.get('etag');
  assert.equal((await ask('/api/event', { headers: { 'if-none-match': tag } })).status, 304);
  assert.equal(get.headers.get('content-encoding'), 'gzip');
  const options = await ask('/api/event', { method: 'OPTIONS' });
  assert.equal(options.status, 204);
  assert.match(options.headers.get('allow'), /GET, HEAD/);
  const mine = await ask('/api/event/foro-abierto', { as: token.reads });
  assert.match(mine.headers.get('etag'), /^"1\.[0-9a-f]{16}"$/);
  assert.equal((await ask('/api/event/foro-abierto', { as: token.reads, headers: { 'if-none-match': mine.headers.get('etag') } })).status, 304);
});

test('errors are JSON, in the reader’s language', async () => {
  const es = isProblem(await ask('/api/nothing', { headers: { 'accept-language': 'es-MX' } }), 404),
    en = isProblem(await ask('/api/nothing', { headers: { 'accept-language': 'en' } }), 404);
  assert.equal(es.title, 'No se encontró');
  assert.equal(en.title, 'Not found');
  const wrong = await ask('/api/event', { method: 'PUT', body: {} });
  isProblem(wrong, 405);
  assert.match(wrong.headers.get('allow'), /GET/);
  for (const accept of ['text/html', 'application/xml, text/*', 'application/json;q=0', 'application/json; q=0.0']) isProblem(await ask('/api/event', { headers: { accept } }), 406);
  for (const accept of ['*/*', 'text/html, application/json;q=0.1', 'Application/*', 'text/html,application/xhtml+xml,*/*;q=0.8']) assert.equal((await ask('/api/event', { headers: { accept } })).status, 200, accept);
  isProblem(await ask('/api/event?q=%ff'), 400);
});

// --- tokens --------------------------------------------------------------------------------------------------------

test('tokens: made by the staff alone, shown once, kept as a hash, taken back one by one', async () => {
  assert.equal((await member.get('/en/account/tokens')).status, 403);
  const mine = await account('tokens@example.org', 'editor');
  for (const [fields, words] of [
    [{ name: ' ' }, /what the token is for/],
    [{ name: 'x'.repeat(101) }, /too long/],
    [{ last_day: day(-1) }, /tomorrow/],
    [{ last_day: day(400) }, /tomorrow/],
    [{ last_day: 'soon' }, /tomorrow/],
  ]) {
    const answer = await make(mine, { name: 'kept', ...fields });
    assert.equal(answer.status, 422);
    assert.match(answer.text, words);
    assert.equal(answer.token, undefined);
  }
  const one = await make(mine, { name: 'first' }),
    two = await make(mine, { name: 'second' });
  assert.notEqual(one.token, two.token);
  assert.doesNotMatch((await mine.get('/en/account/tokens')).text, /inmd_/);
  assert.equal(sql(`SELECT count(*) FROM api_token WHERE token_hash LIKE '%inmd%' OR name LIKE '%inmd_%'`), '0');
  assert.equal((await ask('/api/letter', { as: one.token })).status, 200);
  assert.match((await mine.get('/en/account/tokens')).text, /first[^]*?Last used" class="stamp">\d[^]*?second[^]*?never/);
  const id = sql("SELECT id FROM api_token WHERE name = 'first'");
  // Nobody else's.
  await staff.post('/en/account/tokens', { remove: id });
  assert.equal((await ask('/api/letter', { as: one.token })).status, 200);
  assert.equal((await mine.post('/en/account/tokens', { remove: id })).status, 303);
  isProblem(await ask('/api/letter', { as: one.token }), 401);
  assert.equal((await ask('/api/letter', { as: two.token })).status, 200);
  assert.equal(sql("SELECT group_concat(detail) FROM audit WHERE action = 'token' AND account_id = (SELECT id FROM account WHERE email = 'tokens@example.org')"), 'added,added,removed');
  assert.match(sql("SELECT group_concat(kind) FROM message WHERE recipient = 'tokens@example.org'"), /security/);
  // It ends on its day, with its owner's role, and with the account.
  sql("UPDATE api_token SET expires_at = unixepoch() WHERE name = 'second'");
  isProblem(await ask('/api/letter', { as: two.token }), 401);
  const three = await make(mine, { name: 'third' });
  sql("DELETE FROM account_role WHERE account_id = (SELECT id FROM account WHERE email = 'tokens@example.org')");
  isProblem(await ask('/api/event', { as: three.token }), 401);
});

test('tokens end when the password changes, and with signing out everywhere else', async () => {
  const mine = await account('careful@example.org', 'editor');
  for (const end of [{ new_password: 'heron lamp sixty rivers' }, { end_others: '1' }]) {
    const made = await make(mine, { password: 'heron lamp sixty rivers' });
    assert.equal((await ask('/api/event', { as: made.token })).status, 200);
    assert.equal((await mine.post('/en/account', end)).status, 303);
    assert.equal((await ask('/api/event', { as: made.token })).status, 401, Object.keys(end)[0]);
  }
});

test('the staff close an account: its tokens and all its sessions end, and opening it again gives none back', async () => {
  const one = await account('shut@example.org', 'editor'), other = await account('shut@example.org', 'editor'), own = (await make(one, { name: 'zqlaptop', write: '1' })).token;
  const page = `/en/admin/accounts/${sql("SELECT id FROM account WHERE email = 'shut@example.org'")}`;
  assert.equal((await ask('/api/event', { as: own })).status, 200);
  for (const client of [one, other]) assert.equal((await client.get('/en/account')).status, 200);
  for (const press of ['close', 'open']) {
    assert.equal((await staff.post(page, { [press]: '1' })).status, 303, press);
    isProblem(await ask('/api/event', { as: own }), 401);
    isProblem(await ask('/api/event', { as: own, method: 'POST', body: { fields: {} } }), 401);
    for (const client of [one, other]) assert.equal((await client.get('/en/account')).status, 403, press);
  }
  const back = await account('shut@example.org', 'editor');
  assert.doesNotMatch((await back.get('/en/account/tokens')).text, /zqlaptop/);
});

test('a token that is none is refused everywhere, never taken for nobody; and it opens nothing but the API', async () => {
  for (const wrong of ['', 'inmd_', 'x'.repeat(500), `${token.reads}x`, token.reads.toLowerCase()]) {
    const answer = await ask('/api/event', { headers: { authorization: `Bearer ${wrong}` } });
    isProblem(answer, 401);
    assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
  }
  assert.equal((await ask('/api/event', { headers: { authorization: 'Basic eDp5' } })).status, 200);
  // With a session beside it the token alone counts.
  const both = await staff.get('/api/letter', { authorization: `Bearer ${token.reader}` });
  assert.equal(both.status, 403);
  assert.equal((await ask('/en/admin', { as: token.writes })).status, 403);
});

// --- writing -------------------------------------------------------------------------------------------------------

const fresh = async (values = {}, as = token.writes) => {
  const made = await ask('/api/event', { as, method: 'POST', body: { fields: { title: { es: 'Taller', en: 'Workshop' }, kind: 'workshop', status: 'scheduled', mode: 'online', starts: '2030-03-01', ...values } } });
  assert.equal(made.status, 201, made.text);
  return { ...made.json, at: made.headers.get('location'), etag: made.headers.get('etag') };
};
const patch = (at, etag, body, as = token.writes, headers = {}) => ask(at, { as, method: 'PATCH', body, headers: { ...(etag && { 'if-match': etag }), ...headers } });
const fields = (values) => ({ fields: values });

test('a record is added, found at its address, and the history says who and how', async () => {
  const made = await fresh({ topics: ['/api/topic/remittances', 'diaspora'], speakers: [{ name: 'A | B\\', talk: 'One' }], languages: ['es', 'en'] });
  assert.equal(made.state, 'draft');
  assert.equal(made.version, 1);
  assert.equal(made.at, `/api/event/${made.slug}`);
  const read = await ask(made.at, { as: token.writes });
  assert.equal(read.headers.get('etag'), made.etag);
  assert.deepEqual(read.json.fields, made.fields);
  assert.deepEqual(made.fields.topics, ['/api/topic/remittances', '/api/topic/diaspora']);
  assert.deepEqual(made.fields.speakers, [{ name: 'A | B\\', affiliation: null, talk: 'One', member: null }]);
  isProblem(await ask(made.at), 404); // a draft
  const out = await patch(made.at, made.etag, { state: 'published', fields: { city: 'Zacatecas' } });
  assert.equal(out.status, 200, out.text);
  assert.equal(out.json.version, 2);
  assert.equal((await ask(made.at)).json.fields.city, 'Zacatecas');
  assert.match((await fetch(`${server.origin}/en/events/${made.slug}`)).url && (await (await fetch(`${server.origin}/en/events/${made.slug}`)).text()), /Zacatecas/);
  const history = await staff.get(`/en/admin/records/events/${made.id}/history`);
  assert.match(history.text, /by the API/);
  assert.match(history.text, /administrator@example\.org/);
});

test('what was read of any type can be sent back whole: nothing changes', async () => {
  for (const { type } of (await ask('/api', { as: token.reads })).json.types) {
    for (const { links } of (await ask(`/api/${type}?limit=2`, { as: token.reads })).json.records) {
      const at = links.self, read = await ask(at, { as: token.writes });
      const sent = await patch(at, read.headers.get('etag'), read.json);
      assert.equal(sent.status, 200, `${at} ${sent.text}`);
      assert.deepEqual(sent.json, read.json, at);
    }
  }
});

test('without a token that may write nothing is written, whoever is signed in', async () => {
  const made = await fresh(), body = fields({ city: 'Elsewhere' });
  isProblem(await patch(made.at, made.etag, body, null), 401);
  isProblem(await patch(made.at, made.etag, body, token.reads), 403);
  isProblem(await patch(made.at, made.etag, body, token.reader), 403);
  isProblem(await patch(made.at, made.etag, body, 'inmd_wrong'), 401);
  const csrf = (await staff.get('/en/account')).text.match(/name="csrf" value="([^"]+)"/)[1];
  const session = await staff.ask(made.at, { method: 'PATCH', body: JSON.stringify(body), headers: { 'content-type': 'application/merge-patch+json', 'if-match': made.etag, 'x-csrf-token': csrf } });
  assert.equal(session.status, 401);
  for (const method of ['POST', 'DELETE']) assert.equal((await staff.ask(method === 'POST' ? '/api/event' : made.at, { method, headers: { 'if-match': made.etag, 'x-csrf-token': csrf, 'content-type': 'application/json' }, ...(method === 'POST' && { body: '{}' }) })).status, 401);
  assert.equal((await ask(made.at, { as: token.reads })).headers.get('etag'), made.etag);
});

test('roles: texts of one language, what is public, deleting', async () => {
  const made = await fresh();
  const out = await patch(made.at, made.etag, { state: 'published' }, token.editor);
  assert.equal(out.status, 200, out.text);
  let etag = out.headers.get('etag');
  for (const body of [fields({ city: 'X' }), fields({ title: { es: 'X' } }), { state: 'draft' }, { slug: 'x' }]) isProblem(await patch(made.at, etag, body, token.translator), 403);
  const text = await patch(made.at, etag, fields({ title: { en: 'Workshops' } }), token.translator);
  assert.equal(text.status, 200, text.text);
  etag = text.headers.get('etag');
  isProblem(await ask('/api/event', { as: token.translator, method: 'POST', body: fields({}) }), 403);
  isProblem(await ask(made.at, { as: token.editor, method: 'DELETE', headers: { 'if-match': etag } }), 403);
  isProblem(await patch('/api/member/plain-neighbour', etag, fields({ city: 'X' }), token.editor), 403);
  // One who may write but not publish.
  sql(`INSERT INTO staff_role (id) VALUES (90); INSERT INTO staff_grant (role_id, area, action) VALUES (90, 'event', 'read'), (90, 'event', 'write');`);
  const writer = await account('writer@example.org', 'reader');
  sql("UPDATE account_role SET role_id = 90 WHERE account_id = (SELECT id FROM account WHERE email = 'writer@example.org')");
  const weak = (await make(writer, { write: '1' })).token;
  isProblem(await patch(made.at, etag, fields({ city: 'X' }), weak), 403);
  isProblem(await ask('/api/event', { as: weak, method: 'POST', body: { state: 'published', fields: { title: { es: 'X' }, kind: 'workshop', status: 'scheduled', mode: 'online', starts: '2030-03-01' } } }), 403);
  const own = await fresh({}, weak);
  assert.equal((await patch(own.at, own.etag, fields({ city: 'X' }), weak)).status, 200);
  assert.equal((await ask(made.at, { as: token.writes, method: 'DELETE', headers: { 'if-match': etag } })).status, 204);
  isProblem(await ask(made.at, { as: token.writes }), 404);
});

test('an old version: what others left alone is merged, what they changed too is told, nothing is lost', async () => {
  const made = await fresh({ city: 'First', venue: 'Hall' });
  isProblem(await patch(made.at, null, fields({ city: 'X' })), 428);
  isProblem(await patch(made.at, '*', fields({ city: 'X' })), 428);
  for (const wrong of ['"1"', 'x', '""', `W/${made.etag}`, `${made.etag}, "2"`, made.etag.replace(/\.\w/, '.g'), made.etag.replace('"1.', '"2.'), made.etag.replace('"1.', '"0.'), made.etag.replace('"1.', '"99999999999999999999.'), made.etag.replace(/\w"$/, (last) => (last === '0"' ? '1"' : '0"'))]) isProblem(await patch(made.at, wrong, fields({ city: 'X' })), 412);
  // By the form, by the API, twice.
  assert.equal((await staff.post(`/en/admin/records/events/${made.id}`, { city: 'Theirs' })).status, 303);
  assert.equal((await staff.post(`/en/admin/records/events/${made.id}`, { 'title.es': 'Su taller', topics: ['remittances'] })).status, 303);
  const merged = await patch(made.at, made.etag, fields({ venue: 'Garden', languages: ['en'] }));
  assert.equal(merged.status, 200, merged.text);
  const { city, venue, title, languages, topics } = merged.json.fields;
  assert.deepEqual({ city, venue, title: title.es, languages, topics }, { city: 'Theirs', venue: 'Garden', title: 'Su taller', languages: ['en'], topics: ['/api/topic/remittances'] });
  assert.equal(merged.json.version, 4);
  const clash = await patch(made.at, made.etag, fields({ city: 'Mine', title: { es: 'Mi taller' }, venue: 'Roof', website: 'https://w.example/' }), token.writes, { 'accept-language': 'en' });
  const { clashes } = isProblem(clash, 409);
  assert.deepEqual(clashes.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)), [
    { pointer: '/fields/city', field: 'city', label: 'City', base: 'First', theirs: 'Theirs', mine: 'Mine' },
    { pointer: '/fields/title/es', field: 'title', label: 'Title', lang: 'es', base: 'Taller', theirs: 'Su taller', mine: 'Mi taller' },
    { pointer: '/fields/venue', field: 'venue', label: 'Venue', base: 'Hall', theirs: 'Garden', mine: 'Roof' },
  ]);
  const now = await ask(made.at, { as: token.writes });
  assert.equal(now.json.version, 4);
  assert.equal(clash.headers.get('etag'), now.headers.get('etag'));
  // Decided, with the ETag of the answer.
  assert.equal((await patch(made.at, clash.headers.get('etag'), fields({ city: 'Mine' }))).json.fields.city, 'Mine');
  // The same change on both sides is no clash.
  assert.equal((await patch(made.at, made.etag, fields({ city: 'Mine' }))).status, 200);
  // States clash too.
  const state = await fresh();
  await patch(state.at, state.etag, { state: 'archived' });
  assert.deepEqual(isProblem(await patch(state.at, state.etag, { state: 'published' }), 409).clashes, [{ pointer: '/state', field: 'state', base: 'draft', theirs: 'archived', mine: 'published' }]);
  // Right on both sides, wrong together.
  const times = await fresh({ starts: '2030-03-01', ends: '2030-03-09' });
  await patch(times.at, times.etag, fields({ ends: '2030-03-02' }));
  assert.deepEqual(isProblem(await patch(times.at, times.etag, fields({ starts: '2030-03-05' })), 409).clashes, []);
});

test('a version that was taken back is not mistaken for the one that follows it', async () => {
  const made = await fresh({ city: 'One' });
  const two = await patch(made.at, made.etag, fields({ city: 'Two' }));
  const change = sql(`SELECT max(change_id) FROM change_record WHERE table_name = 'event' AND record_id = ${made.id}`);
  const page = await staff.get('/en/admin/changes');
  const csrf = page.text.match(/name="csrf" value="([^"]+)"/)[1];
  assert.equal((await staff.ask(`/en/admin/changes/${change}`, { method: 'POST', body: new URLSearchParams({ csrf }), headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 303);
  const back = await ask(made.at, { as: token.writes });
  assert.equal(back.json.fields.city, 'One');
  const three = await patch(made.at, back.headers.get('etag'), fields({ city: 'Three' }));
  assert.equal(three.status, 200);
  const late = await patch(made.at, two.headers.get('etag'), fields({ city: 'Late' }));
  assert.ok(late.status === 412 || late.status === 409, late.text);
  assert.equal((await ask(made.at, { as: token.writes })).json.fields.city, 'Three');
});

test('errors are all told at once, by their place, in the words of the form', async () => {
  const body = fields({ title: { es: 'x'.repeat(301) }, kind: 'party', starts: '2030-02-30', country: 'XX', website: 'ftp://x', organizers: [{ name: 'Good' }, { role: 'boss' }], topics: ['nothing-such'], zone: 'Moon/Base' });
  const form = { 'title.es': 'x'.repeat(301), kind: 'party', starts: '2030-02-30', country: 'XX', website: 'ftp://x', topics: ['nothing-such'], zone: 'Moon/Base', status: 'scheduled', mode: 'online', publish: '1' };
  for (const lang of ['en', 'es']) {
    const { errors } = isProblem(await ask('/api/event', { as: token.writes, method: 'POST', body, headers: { 'accept-language': lang } }), 422);
    const places = errors.map((one) => one.pointer);
    for (const pointer of ['/fields/title/es', '/fields/kind', '/fields/status', '/fields/mode', '/fields/starts', '/fields/country', '/fields/website', '/fields/organizers/1/role', '/fields/topics/0', '/fields/zone']) assert.ok(places.includes(pointer), `${pointer} of ${places}`);
    const page = (await staff.post(lang === 'en' ? '/en/admin/records/events/new' : '/es/admin/registros/events/new', form)).text;
    for (const { field, detail } of errors.filter((one) => form[one.field] && one.field !== 'topics' && one.code !== 'required')) assert.ok(page.replace(/&#39;/g, "'").includes(detail.replace(/&/g, '&amp;')), `${field}: ${detail}`);
  }
  assert.equal(sql("SELECT count(*) FROM event WHERE kind = 'party'"), '0');
});

test('what does not fit is told: names, shapes, what the site makes, addresses of something else', async () => {
  const made = await fresh(), cases = [
    [{ fields: { colour: 'red' } }, '/fields/colour', 'unknown_name'], [{ colour: 'red' }, '/colour', 'unknown_name'], [{ id: 7 }, '/id', 'read_only'], [{ version: 9 }, '/version', 'read_only'], [{ type: 'member' }, '/type', 'read_only'],
    [{ fields: { starts_utc: 5 } }, '/fields/starts_utc', 'read_only'], [{ fields: 'all' }, '/fields', 'shape_object'], [{ fields: [] }, '/fields', 'shape_object'], [{ state: 'pending' }, '/state', 'not_state'], [{ state: 5 }, '/state', 'shape_text'], [{ slug: {} }, '/slug', 'shape_text'],
    [fields({ title: 'Text' }), '/fields/title/en', 'shape_languages'], [fields({ title: { fr: 'Atelier' } }), '/fields/title/fr', 'unknown_language'], [fields({ title: { es: 5 } }), '/fields/title/es', 'shape_text'], [fields({ city: ['X'] }), '/fields/city', 'shape_text'], [fields({ demo: 'yes' }), '/fields/demo', 'shape_yesno'],
    [fields({ topics: 'remittances' }), '/fields/topics', 'shape_list'], [fields({ topics: [null] }), '/fields/topics/0', 'shape_null'], [fields({ topics: [{ a: 1 }] }), '/fields/topics/0', 'shape_link'], [fields({ topics: ['/api/event/x'] }), '/fields/topics/0', 'shape_link'], [fields({ topics: ['a\nb'] }), '/fields/topics/0', 'shape_line'],
    [fields({ speakers: ['Somebody'] }), '/fields/speakers/0', 'shape_row'], [fields({ speakers: [{ nombre: 'X' }] }), '/fields/speakers/0/nombre', 'unknown_name'], [fields({ speakers: [{ name: 5 }] }), '/fields/speakers/0/name', 'shape_text'], [fields({ process: 7 }), '/fields/process', 'shape_link'], [fields({ kind: null }), '/fields/kind', 'required'],
    [{ visibility: { email: 'staff' } }, '/visibility', 'unknown_name'],
  ];
  for (const [body, pointer, code] of cases) {
    const { errors } = isProblem(await patch(made.at, made.etag, body), 422);
    assert.ok(errors.some((one) => one.pointer === pointer && one.code === code), `${JSON.stringify(body)}: ${JSON.stringify(errors)}`);
    for (const one of errors) assert.ok(one.detail && !/^api\.|^error\./.test(one.detail), one.detail);
  }
  const once = isProblem(await ask('/api/event', { as: token.writes, method: 'POST', body: fields({ title: { es: 'X' }, kind: 5, status: 'scheduled', mode: 'online', starts: '2030' }) }), 422);
  assert.deepEqual(once.errors.map((one) => [one.pointer, one.code]), [['/fields/kind', 'shape_text']], 'told once');
  const process = isProblem(await ask('/api/process', { as: token.writes, method: 'POST', body: fields({ title: { es: 'P' }, series: 'gfmd', year: '2030' }) }), 422);
  assert.deepEqual(process.errors.map((one) => [one.pointer, one.code]), [['/fields/year', 'shape_number']]);
  isProblem(await ask('/api/process', { as: token.writes, method: 'POST', body: fields({ title: { es: 'P' }, series: 'gfmd', year: 2030.5 }) }), 422);
  const hers = await ask('/api/member/plain-neighbour', { as: token.writes });
  assert.deepEqual(isProblem(await patch('/api/member/plain-neighbour', hers.headers.get('etag'), { visibility: { email: 'everybody', notes: 'public' } }), 422).errors.map((one) => one.code).sort(), ['shape_level', 'unknown_name']);
  const level = await patch('/api/member/plain-neighbour', hers.headers.get('etag'), { visibility: { email: 'public' } });
  assert.equal(level.json.visibility.email, 'public');
  assert.equal((await ask('/api/member/plain-neighbour')).json.fields.email, 'plain@example.org');
  assert.equal((await ask(made.at, { as: token.writes })).headers.get('etag'), made.etag, 'nothing was written');
});

test('hostile bodies are refused with their place, and harm nothing', async () => {
  const send = (body, type = 'application/json') => ask('/api/event', { as: token.writes, method: 'POST', body, headers: { 'content-type': type } });
  for (const [body, position] of [['', true], ['{', true], ['{"a": 1,}', true], ['{"a": 1, "a": 2}', true], ['{"a": "\\u0000"}', true], ['{"a": 1e999}', true], ['{"a": 99999999999999999999}', true], ['[1, 2', true], ['{}{}', true], ['nothing', true], ['[]', false], ['"text"', true], ['5', true], ['null', true], ['['.repeat(500000), true], ['{"a":'.repeat(100000), true]]) {
    const problem = isProblem(await send(body), 400);
    assert.equal('line' in problem && 'column' in problem && 'position' in problem, position, body.slice(0, 20));
  }
  isProblem(await send(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), 400);
  isProblem(await send(new Uint8Array([0x7b, 0x00, 0x7d])), 400);
  isProblem(await send('{"a": "\\ud800"}'), 400);
  isProblem(await send(`{"a": "${'x'.repeat(1 << 20)}"}`), 413);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/merge-patch+json', 'application/jsonp', 'multipart/form-data; boundary=x']) { const { status } = await send('{}', type); assert.ok(status === 415 || status === 400, `${type}: ${status}`); }
  assert.equal((await send('{}', 'application/JSON; charset=utf-8')).status, 422);
  const made = await fresh();
  const refused = await ask(made.at, { as: token.writes, method: 'PATCH', body: '[]', headers: { 'if-match': made.etag, 'content-type': 'application/json-patch+json' } });
  isProblem(refused, 415);
  assert.equal(refused.headers.get('accept-patch'), 'application/merge-patch+json');
  const deep = '{"fields":'.repeat(900) + '{}' + '}'.repeat(900);
  assert.equal((await patch(made.at, made.etag, deep)).status, 422);
  assert.equal((await patch(made.at, made.etag, JSON.stringify({ fields: { topics: Array(5000).fill('remittances') } }))).status, 422);
  assert.equal((await patch(made.at, made.etag, { fields: { body: { es: '\u0001<script>\u202e' } } })).json.fields.body.es, '<script>\u202e');
  noBug();
});

test('deleting names what was read; what others link to stays', async () => {
  const made = await fresh();
  isProblem(await ask(made.at, { as: token.writes, method: 'DELETE' }), 428);
  const changed = await patch(made.at, made.etag, fields({ city: 'X' }));
  isProblem(await ask(made.at, { as: token.writes, method: 'DELETE', headers: { 'if-match': made.etag } }), 412);
  assert.equal((await ask(made.at, { as: token.writes, method: 'DELETE', headers: { 'if-match': changed.headers.get('etag') } })).status, 204);
  isProblem(await ask(made.at, { as: token.writes, method: 'DELETE', headers: { 'if-match': made.etag } }), 404);
  const topic = await ask('/api/topic/remittances', { as: token.writes });
  isProblem(await ask('/api/topic/remittances', { as: token.writes, method: 'DELETE', headers: { 'if-match': topic.headers.get('etag') } }), 409);
  assert.match((await staff.get('/en/admin/changes')).text, /by the API/);
});

test('files come by the staff’s pages; an address that was changed leads on', async () => {
  const answer = await ask('/api/file', { as: token.writes, method: 'POST', body: fields({ name: 'x.pdf' }) });
  isProblem(answer, 405);
  assert.match(answer.headers.get('allow'), /^GET/);
  const made = await fresh();
  const moved = await patch(made.at, made.etag, { slug: 'elsewhere', state: 'published' });
  assert.equal(moved.json.slug, 'elsewhere');
  const old = await ask(made.at);
  assert.equal(old.status, 308);
  assert.equal(old.headers.get('location'), '/api/event/elsewhere');
});

test('the description for programs holds every type and field, and nothing that leads nowhere', async () => {
  const anyone = (await ask('/api/openapi.json')).json, all = (await ask('/api/openapi.json', { as: token.writes })).json;
  assert.equal(all.openapi, '3.1.0');
  assert.deepEqual(Object.keys(anyone.components.schemas).sort(), [...open, 'problem'].sort());
  assert.ok(!JSON.stringify(anyone).includes('contact_email') && JSON.stringify(all).includes('contact_email'));
  const names = new Set();
  for (const [path, operations] of Object.entries(all.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      assert.ok(!names.has(operation.operationId), operation.operationId);
      names.add(operation.operationId);
      assert.equal(operation.parameters.some((one) => one.in === 'path'), path.includes('{record}'));
      assert.equal('security' in operation, method !== 'get');
      assert.deepEqual(Object.keys(anyone.paths[path] ?? { get: 1 }), ['get']);
      for (const [, name] of JSON.stringify(operation).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) assert.ok(all.components.schemas[name], name);
      const { parameters } = operation;
      assert.equal(new Set(parameters.map((one) => one.name)).size, parameters.length, path);
    }
  }
  for (const type of [...open, ...closed]) {
    const [record] = (await ask(`/api/${type}?limit=1`, { as: token.writes })).json.records, { fields: schema } = all.components.schemas[type].properties;
    if (record) assert.deepEqual(Object.keys(record.fields).sort(), Object.keys(schema.properties).sort(), type);
  }
  // Each filter that is described is one.
  for (const { name } of all.paths['/api/event'].get.parameters) if (!['q', 'sort', 'after', 'before', 'limit', 'lang'].includes(name)) assert.equal((await ask(`/api/event?${name}=2`, { as: token.reads })).status, 200, name);
});
