// What protects a right, a secret or somebody's data, each by itself: whoever takes one away sees a test fail.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { constants, inflateRawSync } from 'node:zlib';
import { Client, hidden, program, serve, start } from './server.mjs';
import { code } from './totp.mjs';

let server, admin, visitor;
const sql = (text) => server.sql(text);
const now = () => Math.floor(Date.now() / 1000);
const linkTo = (email, role = 'member') => new URL(server.link(email, role)).pathname;
const accountOf = (email) => sql(`SELECT id FROM account WHERE email = '${email}'`);
async function account(email, role = 'member') {
  const client = new Client(server.origin);
  await client.signIn(server.origin + linkTo(email, role));
  return client;
}
// A published member with an account: [client, member's number].
async function member(email, fields = {}) {
  const made = await admin.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Ana', surname1: email.split('@')[0], email, ...fields, publish: '1' });
  assert.equal(made.status, 303, made.text);
  const id = made.headers.get('location').split('/').at(-1), client = await account(email);
  sql(`UPDATE account SET member_id = ${id} WHERE email = '${email}'`);
  return [client, id];
}
const messages = (kind, email) => sql(`SELECT body FROM message WHERE kind = '${kind}' AND recipient = '${email}' ORDER BY id DESC LIMIT 1`).match(/https?:\/\/\S+/g)?.map((link) => new URL(link).pathname);
const hashOf = (text) => createHash('sha256').update(text).digest('hex');
const send = (client, path, fields, headers = {}) => client.ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
const token = async (client, page = '/en/account') => hidden((await client.get(page)).text).get('csrf');
const noBug = () => server.noBug();

before(async () => {
  server = await start();
  admin = new Client(server.origin);
  visitor = new Client(server.origin);
  await admin.signIn(server.firstLink());
});
after(() => server.stop());

// --- what somebody else decided meanwhile stands ------------------------------------------------------------------------

test('an account that the staff closed is not opened by calling off an erasure or a leaving', async () => {
  for (const [what, email] of [['erase', 'erase@guards.example'], ['leave', 'leave@guards.example']]) {
    const [client] = await member(email);
    assert.ok([200, 303].includes((await client.post('/en/account/data/leave', { what, email })).status), what);
    const back = messages(what === 'erase' ? 'erasure' : 'left', email)[0];
    assert.equal((await admin.post('/en/admin/accounts', { close: '1' }, `/en/admin/accounts/${accountOf(email)}`)).status, 303);
    assert.equal((await visitor.post(back, {})).status, 200);
    assert.equal(sql(`SELECT state FROM account WHERE email = '${email}'`), 'closed', what);
    await visitor.post('/en/sign-in', { email });
    assert.equal(messages('sign_in', email), undefined, `${what}: no link to a closed account`);
  }
  const [client] = await member('back@guards.example');
  assert.equal((await client.post('/en/account/data/leave', { what: 'leave', email: 'back@guards.example' })).status, 200);
  assert.match((await admin.get(`/en/admin/accounts/${accountOf('back@guards.example')}`)).text, /name="open"/);
  assert.equal((await visitor.post(messages('left', 'back@guards.example')[0], {})).status, 200);
  assert.equal(sql("SELECT state FROM account WHERE email = 'back@guards.example'"), 'active', 'who left comes back');
});

test('who answers requests of privacy opens no account that was closed', async () => {
  const officer = await account('officer@guards.example'), [, id] = await member('shut@guards.example');
  const role = sql("INSERT INTO staff_role (key) VALUES ('officer') RETURNING id");
  sql(`INSERT INTO staff_role_text VALUES (${role}, 'en', 'Officer'), (${role}, 'es', 'Oficial'); INSERT INTO staff_grant (role_id, area, action) VALUES (${role}, 'privacy', 'read'), (${role}, 'privacy', 'write'); INSERT INTO account_role VALUES (${accountOf('officer@guards.example')}, ${role})`);
  assert.equal((await admin.post('/en/admin/accounts', { close: '1' }, `/en/admin/accounts/${accountOf('shut@guards.example')}`)).status, 303);
  assert.equal((await send(officer, '/en/admin/privacy/person', { csrf: await token(officer), member: id, what: 'leave', reason: 'A letter' })).status, 303);
  const waiting = sql(`SELECT id FROM erasure WHERE member_id = ${id} AND state = 'waiting'`);
  assert.equal((await send(officer, `/en/admin/privacy/requests/${waiting}`, { csrf: await token(officer), cancel: '1' })).status, 303);
  assert.equal(sql("SELECT state FROM account WHERE email = 'shut@guards.example'"), 'closed');
});

test('calling off brings back what the request took down, not what the staff decided since', async () => {
  const [client, id] = await member('draft@guards.example');
  assert.equal((await client.post('/en/account/data/leave', { what: 'erase', email: 'draft@guards.example' })).status, 303);
  assert.equal((await admin.post(`/en/admin/records/members/${id}`, { withdraw: '1' })).status, 303);
  assert.equal(sql(`SELECT state FROM member WHERE id = ${id}`), 'draft');
  assert.equal((await visitor.post(messages('erasure', 'draft@guards.example')[0], {})).status, 200);
  assert.equal(sql(`SELECT state FROM member WHERE id = ${id}`), 'draft');
});

test('a publication that the staff published is not taken down by taking back or declining the claim that brought it', async () => {
  const [client, id] = await member('author@guards.example', { surname1: 'Guarda' });
  const bring = async (title) => {
    const read = await client.post('/en/account/publications', { text: `@article{a, title={${title}}, author={Guarda, Ana}, journal={J}, year={2020}}`, read: '1' }), body = hidden(read.text);
    body.delete('me.1');
    for (const [name, value] of [['me.1', '1'], ['save', '1']]) body.append(name, value);
    assert.equal((await client.ask('/en/account/publications', { method: 'POST', body })).status, 303);
    const [publication, claim] = sql(`SELECT publication_id, id FROM claim WHERE member_id = ${id} ORDER BY id DESC LIMIT 1`).split('|');
    assert.equal((await admin.post(`/en/admin/records/publications/${publication}`, { publish: '1' })).status, 303);
    return [publication, claim];
  };
  const state = (publication) => sql(`SELECT state FROM publication WHERE id = ${publication}`);
  const [taken, claim] = await bring('Taken back'), [declined, other] = await bring('Declined');
  assert.equal((await send(client, `/en/account/claims/${claim}`, { csrf: await token(client) })).status, 303);
  assert.equal(state(taken), 'published');
  assert.equal(sql(`SELECT state FROM claim WHERE id = ${claim}`), 'withdrawn');
  assert.equal((await send(admin, `/en/admin/claims/${other}`, { csrf: await token(admin), decline: '1', reason: 'Another person' })).status, 303);
  assert.equal(state(declined), 'published');
  noBug();
});

// --- answers ---------------------------------------------------------------------------------------------------------------

const policy = {
  'default-src': "'none'", 'style-src': "'self'", 'script-src': "'self'", 'img-src': "'self' data:", 'connect-src': "'self'", 'font-src': "'self'",
  'form-action': "'self'", 'frame-ancestors': "'none'", 'base-uri': "'none'", 'manifest-src': "'self'",
};

test('every kind of answer says what browsers may do with it, whether it is a page, a form, a file of data or an error', async () => {
  const answers = {
    'a page': await visitor.get('/en'), 'the same from the cache': await visitor.get('/en'), 'a feed': await visitor.get('/en/news.atom'), 'data': await visitor.get('/en/members.csv'), 'a style sheet': await visitor.get((await visitor.get('/en')).text.match(/\/assets\/[^"]+\.css/)[0]),
    'a form': await visitor.get('/en/sign-in'), 'a form with a mistake': await visitor.post('/en/sign-in', { email: '' }), 'an own page': await admin.get('/en/account'), 'the staff’s side': await admin.get('/en/admin'),
    'a refusal': await send(visitor, '/en/sign-in', { email: 'x' }), 'no such page': await visitor.get('/en/no-such-page'), 'no such method': await visitor.ask('/en', { method: 'DELETE' }), 'a redirect': await visitor.get('/admin'),
  };
  for (const [name, { headers }] of Object.entries(answers)) {
    const directives = Object.fromEntries((headers.get('content-security-policy') ?? '').split(';').map((one) => one.trim().match(/^(\S+) (.*)$/).slice(1)));
    assert.deepEqual(directives, policy, name);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', name);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', name);
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', name);
    for (const device of ['camera', 'geolocation', 'microphone', 'payment', 'usb']) assert.ok(headers.get('permissions-policy')?.includes(`${device}=()`), `${name}: ${device}`);
    const own = /form|own|staff|refusal|redirect/.test(name);
    assert.equal(headers.get('referrer-policy'), own ? 'no-referrer' : 'strict-origin-when-cross-origin', name);
    if (own) assert.equal(headers.get('cache-control'), 'no-store', name);
  }
  for (const path of ['/en', '/en/events']) assert.equal((await admin.get(path)).headers.get('cache-control'), 'private, no-store', `${path} of somebody who is signed in`);
});

// A request whose Host and other headers are as they are written here.
const asked = (path, headers) => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(server.origin);
  request({ hostname, port, path, headers, agent: false }, (answer) => {
    let text = '';
    answer.on('data', (part) => { text += part; }).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
  }).on('error', reject).end();
});

test('a kept page is for the host that was asked: nobody puts a foreign one into the pages of others', async () => {
  for (const path of ['/en/news.atom', '/en/events.ics', '/en/publications', '/sitemap.xml']) {
    const evil = await asked(path, { host: 'evil.example' }), good = await asked(path, { host: 'good.example' });
    assert.equal(good.status, 200, path);
    assert.match(evil.text, /evil\.example/, `${path}: the test can see it`);
    assert.doesNotMatch(good.text, /evil\.example/, path);
  }
});

test('pages of somebody who is signed in, and forms, are not compressed: their secrets cannot be guessed by size', async () => {
  const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (const encoding of ['gzip', 'br', 'gzip, br']) {
    assert.ok((await asked('/en/publications', { host: 'a', 'accept-encoding': encoding })).headers['content-encoding'], 'a page for everybody is');
    for (const path of ['/en/publications', '/en/account', '/en/admin/records/news', '/en/members.csv']) assert.equal((await asked(path, { host: 'a', cookie, 'accept-encoding': encoding })).headers['content-encoding'], undefined, `${path} ${encoding}`);
    assert.equal((await asked('/en/sign-in', { host: 'a', 'accept-encoding': encoding })).headers['content-encoding'], undefined);
  }
});

test('a form that another site sends is refused, also with the right token; one that is too long is not read', async () => {
  const form = hidden((await admin.get('/en/admin/records/news/1')).text), title = () => sql("SELECT title FROM post_text WHERE post_id = 1 AND lang = 'en'"), before = title();
  form.set('title.en', 'From elsewhere');
  for (const site of ['cross-site', 'same-site', 'nonsense']) assert.equal((await send(admin, '/en/admin/records/news/1', form, { 'sec-fetch-site': site })).status, 403, site);
  assert.equal((await send(admin, '/en/admin/records/news/1', form, { origin: 'null', 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal(title(), before);
  assert.equal((await send(admin, '/en/admin/records/news/1', form, { 'sec-fetch-site': 'same-origin' })).status, 303);
  for (const path of ['/en/sign-in', '/en/join', '/en/account', '/en/admin/settings'])
    assert.equal((await send(admin, path, { csrf: await token(admin), email: 'x@example.org', filler: 'x'.repeat(270000) })).status, 413, path);
});

// --- who is signed in ------------------------------------------------------------------------------------------------------

test('a session ends with its account, its time and its rest; that of the staff rests half a day', async () => {
  const plain = await account('plain@guards.example'), editor = await account('editor@guards.example', 'editor');
  const open = async (client) => (await client.get('/en/account')).status === 200;
  const set = (email, words) => sql(`UPDATE session SET ${words} WHERE account_id = ${accountOf(email)}`);
  for (const email of ['plain@guards.example', 'editor@guards.example']) set(email, `seen_at = ${now() - 13 * 3600}`);
  assert.deepEqual([await open(plain), await open(editor)], [true, false]);
  set('editor@guards.example', `seen_at = ${now()}`);
  assert.ok(await open(editor));
  set('plain@guards.example', `seen_at = ${now() - 15 * 86400}`);
  assert.ok(!await open(plain));
  set('plain@guards.example', `seen_at = ${now()}`);
  assert.ok(await open(plain));
  sql("UPDATE account SET state = 'closed' WHERE email = 'plain@guards.example'");
  assert.ok(!await open(plain), 'whatever closed it');
  sql("UPDATE account SET state = 'active' WHERE email = 'plain@guards.example'");
  set('plain@guards.example', `expires_at = ${now() - 1}`);
  assert.ok(!await open(plain));
});

test('a mailed link opens an account that is open, for its time', async () => {
  const old = linkTo('late@guards.example'); // the server may tidy it away at once
  sql(`UPDATE login_link SET expires_at = ${now() - 1} WHERE account_id = ${accountOf('late@guards.example')}`);
  const path = linkTo('shut@guards.example');
  sql("UPDATE account SET state = 'closed' WHERE email = 'shut@guards.example'");
  for (const refused of [old, path]) {
    const client = new Client(server.origin);
    assert.ok((await client.post(refused, {})).status >= 400);
    assert.equal((await client.get('/en/account')).status, 403, refused);
  }
  sql("UPDATE account SET state = 'active' WHERE email = 'shut@guards.example'");
  assert.equal((await new Client(server.origin).post(path, {})).status, 303);
});

test('neither password nor mail opens a closed account; what is told is the same', async () => {
  const client = await account('closed@guards.example');
  assert.equal((await client.post('/en/account', { new_password: 'heron lamp sixty rivers' })).status, 303);
  const enter = (fields) => new Client(server.origin).post('/en/sign-in', { email: 'closed@guards.example', ...fields });
  assert.equal((await enter({ password: 'heron lamp sixty rivers' })).status, 303);
  sql("UPDATE account SET state = 'closed' WHERE email = 'closed@guards.example'");
  const shut = await enter({ password: 'heron lamp sixty rivers' }), other = await new Client(server.origin).post('/en/sign-in', { email: 'nobody@guards.example', password: 'heron lamp sixty rivers' });
  assert.equal(shut.status, 422);
  assert.equal(shut.headers.get('set-cookie')?.includes('session=') ?? false, false);
  const plain = (text) => text.replace(/name="csrf" value="[^"]*"/g, '').replaceAll(/\w+@guards\.example/g, 'x');
  assert.equal(plain(shut.text), plain(other.text));
  const before = sql("SELECT count(*) FROM message WHERE kind = 'sign_in'");
  assert.equal((await enter({})).status, 200);
  assert.equal(sql("SELECT count(*) FROM message WHERE kind = 'sign_in'"), before);
});

// --- the second step and passkeys ---------------------------------------------------------------------------------------------

const secretOf = (email) => sql(`SELECT secret FROM second_step WHERE account_id = ${accountOf(email)}`);
const rested = (email) => sql(`UPDATE second_step SET last_step = 0, failures = 0, locked_until = 0 WHERE account_id = ${accountOf(email)}`);
const step = '/en/account/second-step';
// Somebody with a password and a second step: [client, recovery codes].
async function careful(email) {
  const client = await account(email);
  assert.equal((await client.post('/en/account', { new_password: 'heron lamp sixty rivers' })).status, 303);
  assert.equal((await client.post(step, { begin: '1' })).status, 303);
  const on = await client.post(step, { confirm: '1', code: code(secretOf(email)), password: 'heron lamp sixty rivers' });
  assert.equal(on.status, 200);
  rested(email);
  return [client, [...on.text.matchAll(/<code>([A-Z2-7-]{19})<\/code>/g)].map((m) => m[1])];
}

test('what stands of a second step is changed by its code alone, and set up with the password', async () => {
  const email = 'careful@guards.example', plain = await account('setup@guards.example'), [client, codes] = await careful(email), secret = secretOf(email), kept = () => sql(`SELECT group_concat(code_hash) FROM recovery_code WHERE account_id = ${accountOf(email)}`), before = kept();
  for (const press of ['begin', 'cancel', 'confirm']) await client.post(step, { [press]: '1', password: 'heron lamp sixty rivers' });
  assert.equal(secretOf(email), secret, 'neither begun anew nor called off');
  for (const press of ['codes', 'off']) assert.equal((await client.post(step, { [press]: '1', code: '000000' })).status, 422, press);
  assert.equal(secretOf(email) + kept(), secret + before);
  rested(email);
  assert.equal((await plain.post('/en/account', { new_password: 'heron lamp sixty rivers' })).status, 303);
  assert.equal((await plain.post(step, { begin: '1' })).status, 303);
  const own = secretOf('setup@guards.example');
  for (const password of ['', 'not the password']) assert.equal((await plain.post(step, { confirm: '1', code: code(own), password })).status, 422);
  assert.equal(sql(`SELECT confirmed_at IS NULL FROM second_step WHERE secret = '${own}'`), '1');
  assert.equal(codes.length, 10);
});

test('a recovery code is its owner’s; half a session ends with the code, with its account, and is good once', async () => {
  const [, codes] = await careful('one@guards.example'), [, others] = await careful('two@guards.example');
  const half = async (email) => {
    const client = new Client(server.origin);
    assert.equal((await client.post('/en/sign-in', { email, password: 'heron lamp sixty rivers' })).status, 303);
    return client;
  };
  const thief = await half('one@guards.example');
  assert.equal((await thief.post('/en/second-step', { code: others[0] })).status, 422);
  const form = hidden((await thief.get('/en/second-step')).text), cookie = thief.cookies.get('half');
  assert.equal((await thief.post('/en/second-step', { code: codes[0] })).status, 303);
  thief.cookies.delete('session');
  thief.cookies.set('half', cookie);
  form.set('code', codes[1]);
  assert.equal((await send(thief, '/en/second-step', form)).status, 410, 'it was used');
  assert.equal((await thief.get('/en/account')).status, 403);
  const late = await half('two@guards.example'), page = hidden((await late.get('/en/second-step')).text);
  sql("UPDATE account SET state = 'closed' WHERE email = 'two@guards.example'");
  page.set('code', others[1]);
  assert.equal((await send(late, '/en/second-step', page)).status, 410);
  assert.equal((await late.get('/en/account')).status, 403);
});

test('a passkey is added with the password and removed by its owner', async () => {
  const [client] = await careful('keys@guards.example'), other = await account('thief@guards.example'), owner = accountOf('keys@guards.example');
  rested('keys@guards.example');
  const ask = (fields) => client.post('/en/account', fields, '/en/account/passkeys/options');
  assert.equal((await ask({ code: code(secretOf('keys@guards.example')) })).status, 422, 'the code is not enough');
  rested('keys@guards.example');
  assert.equal((await ask({ code: code(secretOf('keys@guards.example')), password: 'heron lamp sixty rivers' })).status, 200);
  const key = sql(`INSERT INTO passkey (account_id, credential, algorithm, public_key, sign_count, name, created_at) VALUES (${owner}, 'guards', -7, x'00', 0, 'Phone', ${now()}) RETURNING id`), count = () => sql(`SELECT count(*) FROM passkey WHERE id = ${key}`);
  await other.post('/en/account', { remove: key }, '/en/account/passkeys');
  assert.equal(count(), '1');
  assert.equal((await client.post('/en/account', { remove: key }, '/en/account/passkeys')).status, 303);
  assert.equal(count(), '0');
});

// --- another address ------------------------------------------------------------------------------------------------------------

test('another address: asked for with the password, agreed to in time, by an open account, and free; links mailed to the old one end', async () => {
  const email = 'moves@guards.example', page = '/en/account/email', client = await account(email), address = () => sql(`SELECT email FROM account WHERE id = ${id}`), id = accountOf(email);
  assert.equal((await client.post('/en/account', { new_password: 'heron lamp sixty rivers' })).status, 303);
  for (const password of ['', 'not the password']) assert.equal((await client.post(page, { email: 'moved@guards.example', password })).status, 422);
  assert.equal(sql(`SELECT count(*) FROM email_change WHERE account_id = ${id}`), '0');
  const ask = async () => {
    assert.equal((await client.post(page, { email: 'moved@guards.example', password: 'heron lamp sixty rivers' })).status, 200);
    return [messages('email_new', 'moved@guards.example')[0], messages('email_old', email)[0]];
  };
  const [fresh, present] = await ask();
  assert.equal((await visitor.post(fresh, {})).status, 200);
  const form = hidden((await visitor.get(present)).text);
  for (const [before, after] of [[`UPDATE email_change SET expires_at = ${now() - 1}`, `UPDATE email_change SET expires_at = ${now() + 900}`], [`UPDATE account SET state = 'closed' WHERE id = ${id}`, `UPDATE account SET state = 'active' WHERE id = ${id}`],
    ["INSERT INTO account (email, created_at) VALUES ('moved@guards.example', 1)", "DELETE FROM account WHERE email = 'moved@guards.example'"]]) {
    sql(before);
    assert.equal((await send(visitor, present, form)).status, 410, before);
    assert.equal(address(), email, before);
    sql(after);
  }
  const link = linkTo(email);
  assert.equal((await send(visitor, present, form)).status, 200);
  assert.equal(address(), 'moved@guards.example');
  const thief = new Client(server.origin);
  assert.equal((await thief.post(link, {})).status, 403, 'the button is gone: a form without its token');
  assert.equal((await thief.get('/en/account')).status, 403, 'who reads the old mailbox has no key');
  assert.equal(sql(`SELECT count(*) FROM login_link WHERE account_id = ${id} AND used_at IS NULL`), '0');
});

// --- who speaks for an organization -----------------------------------------------------------------------------------------------

test('who speaks for an organization does so as what stands of it is right, for that organization, and not over its own data', async () => {
  const made = async (name) => (await admin.post('/en/admin/records/members/new', { kind: 'migrant_association', display_name: name, country: 'MX', publish: '1' })).headers.get('location').split('/').at(-1);
  const house = await made('Casa Guarda'), other = await made('Casa Otra'), speaker = await account('speaker@guards.example');
  const agent = (member, email, verified) => sql(`INSERT INTO representative (slug, state, created_at, updated_at, member_id, name, email, since, verified_on) VALUES ('${email.split('@')[0]}-${member}', 'published', ${now()}, ${now()}, ${member}, 'X', '${email}', '2020-01-01', ${verified ? "'2020-01-01'" : 'NULL'}) RETURNING id`);
  const own = agent(house, 'speaker@guards.example', true), foreign = agent(other, 'foreign@guards.example', true), acts = async () => /Casa Guarda/.test((await speaker.get('/en/account')).text);
  assert.ok(await acts());
  for (const [words, back] of [[`UPDATE representative SET state = 'draft' WHERE id = ${own}`, `UPDATE representative SET state = 'published' WHERE id = ${own}`], [`UPDATE member SET state = 'archived' WHERE id = ${house}`, `UPDATE member SET state = 'published' WHERE id = ${house}`]]) {
    sql(words);
    assert.ok(!await acts(), words);
    assert.equal((await speaker.get('/en/account/profile')).status, 404, words);
    sql(back);
  }
  for (const press of ['end', 'show', 'hide']) assert.equal((await speaker.post('/en/account', { [press]: foreign }, '/en/account/representatives')).status, 404, press);
  assert.equal(sql(`SELECT until IS NULL AND NOT shown FROM representative WHERE id = ${foreign}`), '1');
  const name = () => speaker.post('/en/account', { name: 'New', email: 'new@guards.example' }, '/en/account/representatives');
  sql(`INSERT INTO representative (slug, state, created_at, updated_at, member_id, name, email, since) VALUES ('now', 'published', ${now()}, ${now()}, ${house}, 'X', 'speaker@guards.example', '2020-01-01'); UPDATE representative SET until = '2021-01-01' WHERE id = ${own}`);
  assert.equal((await name()).status, 403, 'verified once, not now');
  assert.equal(messages('representative', 'new@guards.example'), undefined);
  sql(`UPDATE representative SET until = NULL WHERE id = ${own}`);
  assert.equal((await name()).status, 303);
  const data = await speaker.get('/en/account/data');
  assert.equal(data.status, 200);
  assert.doesNotMatch(data.text.slice(data.text.indexOf('<main')), /Casa Guarda|name="give"/, 'the data of the person, not of the organization');
  assert.equal((await speaker.post('/en/account/data/leave', { what: 'leave', email: 'speaker@guards.example' })).status, 200);
  assert.equal(sql(`SELECT state FROM member WHERE id = ${house}`), 'published', 'who leaves leaves alone');
});

test('an application keeps the address that was proven', async () => {
  const body = hidden((await visitor.get('/en/join')).text);
  for (const [name, value] of Object.entries({ kind: 'scholar', given: 'Petra', surname1: 'Prueba', email: 'proven@guards.example', country: 'MX', languages: 'es' })) body.set(name, value);
  assert.equal((await send(visitor, '/en/join', body)).status, 200);
  assert.equal((await visitor.post(messages('proof', 'proven@guards.example')[0], { email: 'forged@guards.example' })).status, 200);
  assert.equal(sql("SELECT email || ' ' || state FROM member WHERE given = 'Petra'"), 'proven@guards.example pending');
  assert.equal(sql("SELECT count(*) FROM message WHERE recipient = 'forged@guards.example'"), '0');
});

// --- how often ------------------------------------------------------------------------------------------------------------------

test('how often: passwords for one address, searches, downloads, forms, changes of address', async () => {
  const own = await serve();
  try {
    const until429 = async (most, ask) => {
      for (let i = 0; i < most; i++) { const { status, headers } = await ask(i); if (status === 429) { assert.ok(headers.get('retry-after')); return i; } }
      return most;
    };
    const client = new Client(own.origin), form = hidden((await client.get('/en/sign-in')).text);
    form.set('email', 'target@guards.example');
    form.set('password', 'guess after guess after guess');
    assert.ok(await until429(15, () => send(client, '/en/sign-in', form)) <= 10, 'guesses at one address');
    assert.ok(await until429(90, (i) => client.get(`/en/search?q=a${i}`)) < 90, 'searches');
    assert.equal((await client.get('/en')).status, 200, 'pages go on');
    assert.ok(await until429(20, (i) => client.get(`/en/members.${['csv', 'json', 'vcf'][i % 3]}`)) < 20, 'downloads, of any kind');
    const member = await own.signedIn('limited@guards.example');
    assert.equal((await member.post('/en/account', { new_password: 'heron lamp sixty rivers' })).status, 303);
    const csrf = hidden((await member.get('/en/account')).text).get('csrf'), take = (password) => send(member, '/en/account/data', { csrf, password });
    for (let i = 0; i < 12; i++) assert.equal((await take('guess after guess')).status, 422);
    assert.equal((await take('heron lamp sixty rivers')).status, 422, 'guesses at the own data: for a while not even the right one');
    const mover = await own.signedIn('mover@guards.example'), key = hidden((await mover.get('/en/account')).text).get('csrf');
    let asks = 0;
    while (asks < 12 && (await send(mover, '/en/account/email', { csrf: key, email: `moved${asks}@guards.example` })).status === 200) asks++;
    assert.ok(asks >= 1 && asks < 12, `changes of address: ${asks}`);
    assert.ok(await until429(90, () => send(client, '/en/join', {})) < 90, 'forms');
  } finally {
    await own.stop();
  }
});

// --- once ---------------------------------------------------------------------------------------------------------------------

const all = (many, ask) => Promise.all(Array.from({ length: many }, (_, i) => ask(i)));

test('a message of a guest is proven once and answered once, however often the button is pressed; its address is one line', async () => {
  const [, id] = await member('reader@guards.example'), slug = sql(`SELECT slug FROM member WHERE id = ${id}`), page = `/en/members/${slug}/message`;
  const set = async (from) => assert.equal((await send(admin, '/en/admin/contact', { csrf: await token(admin), do: 'setting', from })).status, 303);
  await set('visitors');
  const words = { name: 'Guest', subject: 'A question', text: 'What about remittances?' }, count = () => sql('SELECT count(*) FROM contact');
  for (const email of ['a@b.example\r\nBcc: c@d.example', 'a@b.example\nSubject: x', 'a@b.example, c@d.example', 'a@b.example;c@d.example', '<a@b.example>', 'a b@c.example'])
    assert.equal((await visitor.post(page, { ...words, email })).status, 422, JSON.stringify(email));
  assert.equal(count(), '0');
  assert.equal((await visitor.post(page, { ...words, email: 'guest@elsewhere.example' })).status, 200);
  await set('members');
  const linkIn = (kind, email) => messages(kind, email).find((path) => path.includes('/messages/') || path.includes('/mensajes/'));
  const proof = linkIn('contact_proof', 'guest@elsewhere.example'), form = hidden((await visitor.get(proof)).text);
  const proven = await all(6, () => send(visitor, proof, form));
  assert.ok(proven.some(({ status }) => status === 200));
  assert.equal(sql("SELECT count(*) FROM message WHERE kind = 'contact'"), '1');
  const open = linkIn('contact', 'reader@guards.example'), answer = hidden((await visitor.get(open)).text);
  answer.set('do', 'answer');
  answer.set('text', 'Much.');
  await all(6, () => send(visitor, open, answer));
  assert.equal(sql("SELECT count(*) FROM message WHERE kind = 'contact' AND recipient = 'guest@elsewhere.example'"), '1');
  assert.equal(count(), '2');
  noBug();
});

test('a question of the staff to an applicant is answered once', async () => {
  const made = await admin.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Berta', surname1: 'Fragt', email: 'asks@guards.example', country: 'MX' }), id = made.headers.get('location').split('/').at(-1);
  sql(`UPDATE member SET state = 'pending' WHERE id = ${id}; INSERT INTO member_application (member_id, applied_at, language, email, waits_since) VALUES (${id}, ${now()}, 'en', 'asks@guards.example', ${now()})`);
  const page = `/en/admin/approvals/${id}`, ask = (extra) => admin.post('/en/account', { ask: '1', text: 'Where do you work?', reason: 'Where do you work?', ...extra }, page);
  const preview = await ask({});
  if (!messages('question', 'asks@guards.example')) await send(admin, page, hidden(preview.text));
  if (!messages('question', 'asks@guards.example')) await ask({ sure: '1', send: '1' });
  const link = messages('question', 'asks@guards.example')?.[0];
  assert.ok(link, 'the question was mailed');
  const form = hidden((await visitor.get(link)).text);
  await all(5, (i) => { const one = new URLSearchParams(form); one.set('answer', `Answer ${i}`); return send(visitor, link, one); });
  const first = sql(`SELECT answer FROM member_question WHERE member_id = ${id}`);
  assert.match(first, /^Answer \d$/);
  form.set('answer', 'Something else');
  await send(visitor, link, form);
  assert.equal(sql(`SELECT answer FROM member_question WHERE member_id = ${id}`), first);
});

test('messages that were held or cancelled are not read by whom they were for', async () => {
  const [client, id] = await member('mailed@guards.example');
  const add = (state, subject) => sql(`INSERT INTO message (recipient, language, kind, subject, body, created_at, member_id, state) VALUES ('mailed@guards.example', 'en', 'mailing', '${subject}', 'Zqbody', ${now()}, ${id}, '${state}') RETURNING id`);
  const shown = add('sent', 'Zqsent'), hiddenOnes = [add('held', 'Zqheld'), add('cancelled', 'Zqcancelled')];
  assert.equal((await client.get(`/en/account/messages/${shown}`)).status, 200);
  for (const one of hiddenOnes) assert.equal((await client.get(`/en/account/messages/${one}`)).status, 404);
  assert.match((await client.get('/en/account/messages')).text, /Zqsent/);
  assert.doesNotMatch((await client.get('/en/account/messages')).text, /Zqheld|Zqcancelled/);
});

// --- claims ----------------------------------------------------------------------------------------------------------------------

test('a claim is on what is public, decided once, and never takes a line from somebody else', async () => {
  const [client, id] = await member('claims@guards.example'), [, other] = await member('owner@guards.example');
  const slugOf = (member) => sql(`SELECT slug FROM member WHERE id = ${member}`);
  const add = async (slug, state) => (await admin.post('/en/admin/records/publications/new', { kind: 'book', 'title.en': slug, slug, issued: '2020', authors: 'Ana | Luna | author', [state]: '1' })).headers.get('location').split('/').at(-1);
  await add('zq-hidden', 'draft');
  const book = await add('zq-shown', 'publish'), claim = (slug) => client.post('/en/account/publications', { claim: slug, position: '1' });
  assert.equal((await claim('zq-hidden')).status, 422);
  assert.equal(sql(`SELECT count(*) FROM claim WHERE member_id = ${id}`), '0');
  assert.equal((await claim('zq-shown')).status, 303);
  const number = sql(`SELECT id FROM claim WHERE member_id = ${id}`), decide = async (fields) => assert.equal((await send(admin, `/en/admin/claims/${number}`, { csrf: await token(admin), ...fields })).status, 303), owner = () => sql(`SELECT ifnull((SELECT slug FROM member m WHERE m.id = member_id), '-') FROM publication_authors WHERE publication_id = ${book}`);
  assert.equal((await admin.post(`/en/admin/records/publications/${book}`, { authors: `Ana | Luna | author |  | ${slugOf(other)}` })).status, 303);
  assert.equal(owner(), slugOf(other));
  await decide({ approve: '1' });
  assert.equal(owner(), slugOf(other), 'the line is another’s by now');
  assert.equal((await admin.post(`/en/admin/records/publications/${book}`, { authors: 'Ana | Luna | author' })).status, 303);
  await decide({ approve: '1' });
  assert.equal(owner(), slugOf(id));
  const told = sql("SELECT count(*) FROM message WHERE kind = 'claim_declined'");
  await decide({ decline: '1', reason: 'Pressed too late' });
  assert.equal(sql(`SELECT state FROM claim WHERE id = ${number}`), 'approved', 'decided is decided');
  assert.equal(sql("SELECT count(*) FROM message WHERE kind = 'claim_declined'"), told);
  noBug();
});

// --- files and private fields ----------------------------------------------------------------------------------------------------

async function addFile(bytes, name) {
  const body = new FormData();
  body.append('csrf', hidden((await admin.get('/en/admin/media')).text).get('csrf'));
  body.append('direct', '1');
  body.append('file', new Blob([bytes]), name);
  return admin.ask('/en/admin/media', { method: 'POST', body });
}

test('a file that is not shown by itself is seen where something public uses it, and nowhere else', async () => {
  const [own, id] = await member('pictured@guards.example'), today = new Date().toISOString().slice(0, 10);
  assert.equal((await addFile('%PDF-1.4 guarded', 'guarded.pdf')).status, 303);
  const file = sql("SELECT id FROM file WHERE slug = 'guarded'"), seen = async (client = visitor) => (await client.get('/files/guarded')).status;
  assert.equal(await seen(), 200, 'a download by itself');
  sql(`UPDATE file SET direct = 0 WHERE id = ${file}`);
  assert.equal(await seen(), 404, 'nothing uses it');
  const made = async (type, fields) => (await admin.post(`/en/admin/records/${type}/new`, { ...fields, publish: '1' })).headers.get('location').split('/').at(-1);
  const post = await made('news', { 'title.en': 'With a file', published_on: '2026-01-01' }), book = await made('publications', { kind: 'book', 'title.en': 'With a file', issued: '2020' });
  const event = await made('events', { 'title.en': 'With a file', kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City', city: 'Zacatecas', country: 'MX' });
  const uses = [
    [`UPDATE publication SET file_id = ${file} WHERE id = ${book}`, `UPDATE publication SET file_id = NULL WHERE id = ${book}`, [[`UPDATE publication SET state = 'draft' WHERE id = ${book}`, `UPDATE publication SET state = 'published' WHERE id = ${book}`]]],
    [`UPDATE post SET picture_id = ${file} WHERE id = ${post}`, `UPDATE post SET picture_id = NULL WHERE id = ${post}`, [[`UPDATE post SET state = 'archived' WHERE id = ${post}`, `UPDATE post SET state = 'published' WHERE id = ${post}`], [`UPDATE post SET published_on = '2099-01-01' WHERE id = ${post}`, `UPDATE post SET published_on = '${today}' WHERE id = ${post}`]]],
    [`INSERT INTO event_documents (event_id, position, target_id) VALUES (${event}, 1, ${file})`, `DELETE FROM event_documents WHERE event_id = ${event}`, [[`UPDATE event SET state = 'draft' WHERE id = ${event}`, `UPDATE event SET state = 'published' WHERE id = ${event}`]]],
    [`UPDATE member SET picture_id = ${file} WHERE id = ${id}`, `UPDATE member SET picture_id = NULL WHERE id = ${id}`, [[`UPDATE member SET state = 'archived' WHERE id = ${id}`, `UPDATE member SET state = 'published' WHERE id = ${id}`], [`INSERT OR REPLACE INTO member_visibility (member_id, field, level) VALUES (${id}, 'picture', 'staff')`, `DELETE FROM member_visibility WHERE member_id = ${id}`], [`INSERT OR REPLACE INTO member_visibility (member_id, field, level) VALUES (${id}, 'picture', 'members')`, `DELETE FROM member_visibility WHERE member_id = ${id}`]]],
  ];
  for (const [use, end, ways] of uses) {
    sql(use);
    assert.equal(await seen(), 200, use);
    for (const [hide, show] of [...ways, [`UPDATE file SET access = 'staff' WHERE id = ${file}`, `UPDATE file SET access = 'public' WHERE id = ${file}`], [`UPDATE file SET access = 'members' WHERE id = ${file}`, `UPDATE file SET access = 'public' WHERE id = ${file}`], [`UPDATE file SET state = 'draft' WHERE id = ${file}`, `UPDATE file SET state = 'published' WHERE id = ${file}`]]) {
      sql(hide);
      assert.equal(await seen(), 404, hide);
      if (/'members'/.test(hide)) assert.equal(await seen(own), 200, `${hide}: members see it`);
      if (/'picture', 'staff'/.test(hide)) assert.equal(await seen(own), 200, 'her own picture');
      sql(show);
    }
    sql(end);
    assert.equal(await seen(), 404, end);
  }
});

test('documents with macros, pages and scripts are not taken, whatever they are called; a name is only a name', async () => {
  const word = (more) => `PK\x03\x04${' '.repeat(26)}[Content_Types].xml word/document.xml ${more}`;
  assert.equal((await addFile(word(''), 'plain.docx')).status, 303);
  for (const [bytes, name] of [[word('word/vbaProject.bin'), 'macro.docx'], ['  \n<html><script>alert(1)</script>', 'page.txt'], ['\ufeff<svg onload=alert(1)>', 'picture.txt'], ['MZ\0\0', 'program.pdf'], ['a\0b', 'odd.txt']]) assert.equal((await addFile(bytes, name)).status, 422, name);
  assert.equal((await addFile('%PDF-1.4 named', '../../a"b;c<d>|e:f*g?h%i\u0001.pdf.exe')).status, 303);
  const name = sql('SELECT name FROM file ORDER BY id DESC LIMIT 1'), { headers } = await admin.get(`/files/${sql('SELECT slug FROM file ORDER BY id DESC LIMIT 1')}`);
  assert.match(name, /^[^"<>|:*?;%/\\\p{C}]+\.pdf$/u);
  assert.match(headers.get('content-disposition'), /^inline; filename="[^"\\]+\.pdf"; filename\*=UTF-8''[\w.%~-]+$/);
});

test('what is hidden is not found by words either, nor by the staff’s words in the lists that they take away', async () => {
  const [client, id] = await member('finds@guards.example', { surname1: 'Zqfinder', topics: 'remittances', email: 'zqprivate@guards.example', phone: '+52 555 3141592' });
  sql(`UPDATE account SET member_id = ${id} WHERE email = 'finds@guards.example'`);
  const label = sql("SELECT x.label FROM topic t JOIN topic_text x ON x.topic_id = t.id WHERE t.slug = 'remittances' AND x.lang = 'en'").split(' ')[0];
  const found = async (path) => /href="\/en\/members\/[\w-]*zqfinder/.test((await visitor.get(path)).text), paths = [`/en/search?q=Zqfinder+${label}`, `/en/members?q=Zqfinder+${label}`];
  for (const path of paths) assert.ok(await found(path), `${path}: the test can see it`);
  const fields = [...(await client.get('/en/account/profile')).text.matchAll(/name="(visibility\.\w+)"/g)].map((m) => m[1]);
  for (const level of ['members', 'staff']) {
    assert.equal((await client.post('/en/account/profile', Object.fromEntries(fields.map((field) => [field, level])))).status, 303);
    for (const path of paths) assert.ok(!await found(path), `${path} ${level}`);
  }
  for (const kind of ['csv', 'json', 'vcf']) {
    const { text } = await admin.get(`/en/members.${kind}`);
    assert.match(text, /Zqfinder/, kind);
    assert.doesNotMatch(text, /zqprivate|3141592/, `${kind}: what only the staff see stays with the staff`);
  }
  assert.match((await admin.get(`/en/admin/records/members/${id}`)).text, /zqprivate/);
});

test('the words of a language that is not public are not found', async () => {
  for (const [type, table, fields] of [['events', 'event', { kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City', city: 'Zacatecas', country: 'MX' }], ['news', 'post', { published_on: '2026-01-01' }], ['publications', 'publication', { kind: 'book', issued: '2020' }]]) {
    const word = `zq${table}apart`, made = await admin.post(`/en/admin/records/${type}/new`, { ...fields, 'title.es': `Aparte ${table}`, 'title.en': `Apart ${word}`, publish: '1' }), id = made.headers.get('location').split('/').at(-1);
    const found = async () => new RegExp(`href="/en/${type}/`).test((await visitor.get(`/en/search?q=${word}`)).text);
    assert.ok(await found(), `${table}: the test can see it`);
    assert.equal((await send(admin, `/en/admin/translations/${type}/${id}?to=en`, { csrf: await token(admin), hide: '1' })).status, 303);
    assert.ok(!await found(), table);
    for (const path of [`/en/${type}`, `/en/${type}.atom`, '/sitemap.xml', '/en']) assert.doesNotMatch((await visitor.get(path)).text, new RegExp(word), `${table} ${path}`);
  }
});

// --- registrations for events --------------------------------------------------------------------------------------------------

const talk = { kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2099-07-01T10:00', zone: 'America/Mexico_City', city: 'Zacatecas', country: 'MX', registration: '1' };

test('a link to a registration ends with its address, and gives no place at what is off the site or called off', async () => {
  const made = await admin.post('/en/admin/records/events/new', { ...talk, 'title.en': 'Guarded talk', slug: 'guarded-talk', publish: '1' }), event = made.headers.get('location').split('/').at(-1), page = '/en/events/guarded-talk/register';
  const form = hidden((await visitor.get(page)).text), set = (words) => sql(`UPDATE event SET ${words}, version = version + 1 WHERE id = ${event}`);
  form.set('started', await server.agedForm());
  const ask = (email, client = visitor) => { const body = new URLSearchParams(form); body.set('name', 'Rosa'); body.set('email', email); return send(client, page, body); };
  const status = (email) => sql(`SELECT group_concat(status) FROM registrant WHERE email = '${email}' AND event_id = ${event}`);
  for (const email of ['one@talk.example', 'two@talk.example']) assert.equal((await ask(email)).status, 200);
  const [one, two] = ['one@talk.example', 'two@talk.example'].map((email) => messages('registration_proof', email).find((path) => /registrations/.test(path)));
  const button = hidden((await visitor.get(one)).text);
  button.set('do', 'confirm');
  for (const [off, back] of [["state = 'archived'", "state = 'published'"], ["status = 'cancelled'", "status = 'scheduled'"], ["registration = 0", "registration = 1"]]) {
    set(off);
    await send(visitor, one, button);
    assert.equal(status('one@talk.example'), 'unconfirmed', off);
    assert.ok((await ask('three@talk.example')).status >= 300, off);
    assert.equal(status('three@talk.example'), '', off);
    const own = await account(`late${off.length}@talk.example`);
    sql(`UPDATE account SET name = 'Late' WHERE email = 'late${off.length}@talk.example'`);
    await send(own, page, { csrf: await token(own) });
    assert.equal(status(`late${off.length}@talk.example`), '', off);
    set(back);
  }
  assert.equal((await send(visitor, one, button)).status, 200);
  assert.equal(status('one@talk.example'), 'registered');
  assert.equal((await admin.post(`/en/admin/records/registrants/${sql("SELECT id FROM registrant WHERE email = 'one@talk.example'")}`, { email: 'moved@talk.example' })).status, 303);
  assert.equal((await visitor.get(one)).status, 410, 'who reads the former mailbox');
  button.set('do', 'cancel');
  await send(visitor, one, button);
  assert.equal(status('moved@talk.example'), 'registered');
  assert.equal((await visitor.get(two)).status, 200, 'that of others stays');
  noBug();
});

test('who is signed in registers under the own address alone; what others wrote into a form changes nobody’s registration', async () => {
  const made = await admin.post('/en/admin/records/events/new', { ...talk, 'title.en': 'Second talk', slug: 'second-talk', publish: '1' }), event = made.headers.get('location').split('/').at(-1), page = '/en/events/second-talk/register';
  const [client, id] = await member('own@talk.example'), row = (email) => sql(`SELECT name || ' ' || status || ' ' || ifnull(member_id, '-') FROM registrant WHERE event_id = ${event} AND email = '${email}'`);
  const form = hidden((await visitor.get(page)).text);
  assert.equal((await send(client, page, { csrf: await token(client), name: 'Forged', email: 'forged@talk.example', member: 'ana-owner', status: 'registered', event: 'guarded-talk' })).status, 303);
  assert.equal(sql(`SELECT count(*) FROM registrant WHERE email = 'forged@talk.example'`), '0');
  const before = row('own@talk.example');
  assert.equal(before, `Ana own registered ${id}`);
  form.set('started', await server.agedForm());
  for (const [name, value] of Object.entries({ name: 'Written by a stranger', email: 'own@talk.example', status: 'cancelled', member: 'x', affiliation: 'Elsewhere' })) form.set(name, value);
  assert.equal((await send(visitor, page, form)).status, 200);
  assert.equal(row('own@talk.example'), before);
  form.set('email', 'guest@talk.example');
  form.set('status', 'registered');
  assert.equal((await send(visitor, page, form)).status, 200);
  assert.equal(row('guest@talk.example'), 'Written by a stranger unconfirmed -');
  assert.match((await client.get('/en/account')).text, /Second talk/);
  const stranger = await account('stranger@talk.example');
  assert.doesNotMatch((await stranger.get('/en/account')).text, /Second talk/);
  assert.doesNotMatch((await (await account('guest@talk.example')).get('/en/account')).text, /Second talk/, 'not even the own one before the address is proven for it');
});

test('the staff cancel at the desk of one event what belongs to it', async () => {
  const [one, other] = ['guarded-talk', 'second-talk'].map((slug) => sql(`SELECT id FROM event WHERE slug = '${slug}'`)), foreign = sql(`SELECT id FROM registrant WHERE event_id = ${other} AND status = 'registered'`);
  await send(admin, `/en/admin/registrations/${one}`, { csrf: await token(admin), do: 'cancel', sure: '1', id: foreign });
  assert.equal(sql(`SELECT status FROM registrant WHERE id = ${foreign}`), 'registered');
  assert.equal((await send(admin, `/en/admin/registrations/${other}`, { csrf: await token(admin), do: 'cancel', sure: '1', id: foreign })).status, 303);
  assert.equal(sql(`SELECT status FROM registrant WHERE id = ${foreign}`), 'cancelled');
});

// --- forms that wait for a sign-in, and what is noted --------------------------------------------------------------------------

test('a form that waits is for its person, also in the same browser, and holds no password', async () => {
  const email = 'waits@guards.example', client = await account(email), form = hidden((await client.get('/en/account/email')).text);
  form.set('email', 'zqtyped@guards.example');
  form.set('password', 'zqsecret heron lamp');
  form.set('new_password', 'zqsecret heron lamp');
  sql(`UPDATE session SET expires_at = 2 WHERE account_id = ${accountOf(email)}`);
  const refused = await send(client, '/en/account/email', form), to = refused.headers.get('location')?.replace(/^.*next=/, '');
  assert.match(to, /^\/en\/continue\//);
  assert.match(sql('SELECT fields FROM kept_form'), /zqtyped/);
  assert.doesNotMatch(sql('SELECT fields FROM kept_form'), /zqsecret/);
  const other = new Client(server.origin);
  other.cookies = new Map([...client.cookies].filter(([name]) => name === 'form'));
  await other.signIn(server.origin + linkTo('neighbour@guards.example'));
  assert.equal((await other.get(to)).status, 404, 'another person at the same machine');
  assert.equal(other.cookies.get('form'), client.cookies.get('form'), 'the same browser');
  const again = await send(other, '/en/account/email', { csrf: await token(other), kept: to.split('/').at(-1) });
  assert.doesNotMatch(again.text, /zqtyped/);
  client.cookies.delete('session');
  await client.signIn(server.origin + linkTo(email));
  assert.equal((await client.get(to)).status, 200);
  sql('UPDATE kept_form SET expires_at = 2');
  assert.equal((await client.get(to)).status, 404, 'for an hour');
});

test('each look at somebody’s data and each export leaves its own line', async () => {
  const reader = await account('reads@guards.example', 'administrator'), own = accountOf('reads@guards.example'), lines = () => sql(`SELECT group_concat(action || ' ' || ifnull(area, '') || ' ' || ifnull(record_id, 0), ',') FROM audit WHERE account_id = ${own} AND action NOT LIKE 'sign%'`);
  const made = async (given) => (await admin.post('/en/admin/records/members/new', { kind: 'scholar', given, surname1: 'Looked', publish: '1' })).headers.get('location').split('/').at(-1);
  const [one, two, three, four] = [await made('A'), await made('B'), await made('C'), await made('D')];
  sql(`UPDATE member SET state = 'pending' WHERE id = ${four}`);
  const noted = async (what, line) => {
    const before = lines();
    assert.ok((await what()).status < 400, line);
    assert.equal(lines().slice(before.length).replace(/^,/, ''), line);
    sql(`DELETE FROM audit WHERE account_id = ${own}`);
  };
  await noted(() => reader.get(`/en/admin/records/members/${one}`), `view member ${one}`);
  await noted(() => reader.get(`/en/admin/records/members/${two}/history`), `view member ${two}`);
  await noted(() => reader.get(`/en/admin/merge/members/${one}/${three}`), `view member ${one},view member ${three}`);
  await noted(() => reader.get(`/en/admin/approvals/${four}`), `view member ${four}`);
  await noted(() => reader.get(`/en/admin/privacy/person?member=${two}`), `view privacy ${two}`);
  await noted(() => reader.get(`/api/member/${sql(`SELECT slug FROM member WHERE id = ${three}`)}`), `view member ${three}`);
  await noted(() => reader.get('/api/member?limit=1'), 'export member 0');
  const csrf = await token(reader);
  for (const format of ['csv', 'json', 'vcard', 'spreadsheet']) await noted(() => send(reader, '/en/admin/export/members', { csrf, query: '', format }), 'export member 0');
  await noted(() => reader.post('/en/account/data', {}), 'export privacy 0');
  const stranger = new Client(server.origin), failed = () => Number(sql("SELECT count(*) FROM audit WHERE action = 'sign_in_failed' AND detail = 'password'"));
  const before = failed();
  await stranger.post('/en/sign-in', { email: 'reads@guards.example', password: 'not the right one' });
  assert.equal(failed(), before + 1);
});

test('database and backup are for the program’s own account alone', () => {
  const backup = join(server.folder, 'guards-backup.db'), before = process.umask(0);
  try {
    server.run('backup', backup);
    execFileSync(program, ['check', '--db', join(server.folder, 'guards-new.db')]);
  } finally {
    process.umask(before);
  }
  for (const file of [backup, join(server.folder, 'guards-new.db')]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
});

// --- rights that stand beside others ---------------------------------------------------------------------------------------------

// Somebody of the staff with these grants alone: "post.read post.write".
async function withGrants(key, grants) {
  const client = await account(`${key}@guards.example`), role = sql(`INSERT INTO staff_role (key) VALUES ('${key}') RETURNING id`);
  sql(`INSERT INTO staff_role_text VALUES (${role}, 'en', '${key}'), (${role}, 'es', '${key}'); INSERT INTO account_role VALUES (${accountOf(`${key}@guards.example`)}, ${role})`);
  for (const [area, action] of grants.split(' ').map((grant) => grant.split('.'))) sql(`INSERT INTO staff_grant (role_id, area, action) VALUES (${role}, '${area}', '${action}')`);
  return client;
}

test('who may write but not publish restores nothing, acts on nothing public by the many, and withdraws no translation', async () => {
  const writer = await withGrants('gwriter', 'post.read post.write post.delete'), made = await admin.post('/en/admin/records/news/new', { 'title.en': 'First words', 'title.es': 'Primeras', published_on: '2026-01-01', slug: 'guarded-news', publish: '1' });
  const page = made.headers.get('location'), id = page.split('/').at(-1), first = sql('SELECT max(id) FROM change'), title = () => sql(`SELECT title FROM post_text WHERE post_id = ${id} AND lang = 'en'`), state = () => sql(`SELECT state FROM post WHERE id = ${id}`), csrf = await token(writer);
  assert.equal((await admin.post(page, { 'title.en': 'Second words' })).status, 303);
  assert.equal((await send(writer, `${page}/history`, { csrf, change: first })).status, 403);
  assert.equal(title(), 'Second words');
  for (const act of ['archive', 'draft', 'publish', 'delete']) {
    const begun = await send(writer, '/en/admin/records/news', { csrf, act, scope: 'ticked', query: '', id });
    if (act === 'delete') {
      assert.match(begun.headers.get('location'), /bulk/, 'of what is not public');
      await send(writer, begun.headers.get('location'), { csrf, sure: '1' });
    } else assert.equal(begun.status, 403, act);
    assert.equal(state(), 'published', act);
  }
  for (const press of ['hide', 'publish', 'minor']) assert.equal((await send(writer, `/en/admin/translations/news/${id}?to=en`, { csrf, [press]: '1' })).status, 403, press);
  assert.equal(sql(`SELECT state FROM post_text WHERE post_id = ${id} AND lang = 'en'`), 'published');
  assert.equal((await send(writer, page, { csrf, cancel: '1' })).status, 403);
});

test('a draft that was to be published at a moment comes back without it by who may not publish', async () => {
  const writer = await withGrants('gback', 'post.read post.write'), page = (await admin.post('/en/admin/records/news/new', { 'title.en': 'Set aside', 'title.es': 'Aparte', published_on: '2026-01-01', slug: 'set-aside', publish: '1' })).headers.get('location');
  const draft = () => sql(`SELECT ifnull(discarded IS NULL, 0) || ' ' || ifnull(publish_at IS NOT NULL, 0) || ' ' || (SELECT count(*) FROM job j WHERE j.kind = 'publish' AND j.subject_id = d.id) FROM draft d WHERE table_name = 'post' AND record_id = ${page.split('/').at(-1)}`);
  const form = hidden((await admin.get(page)).text), plan = { 'title.en': 'Agreed', schedule: '1', 'schedule.date': '2031-01-01', 'schedule.time': '09:00', 'schedule.zone': 'UTC' };
  for (const [name, value] of Object.entries(plan)) form.set(name, value);
  assert.equal((await send(admin, page, form)).status, 303);
  assert.equal(draft(), '1 1 1');
  for (const [client, after] of [[admin, '1 1 1'], [writer, '1 0 0']]) {
    const csrf = await token(client);
    assert.equal((await send(client, page, { csrf, discard: sql("SELECT max(id) FROM draft WHERE table_name = 'post'") })).status, 303);
    assert.match(draft(), /^0 \d 0$/);
    assert.equal((await send(client, `/en/admin/changes/${sql('SELECT max(id) FROM change')}`, { csrf })).status, 303);
    assert.equal(draft(), after);
  }
});

test('a password of the mail server is shown to nobody, and stays where none is typed', async () => {
  sql("INSERT OR REPLACE INTO setting (key, value) VALUES ('mail.password', 'zqmailsecret')");
  const page = (await admin.get('/en/admin/settings')).text, form = hidden(page);
  assert.doesNotMatch(page, /zqmailsecret/);
  assert.match(page, /name="mail_password"[^>]*type="password"|type="password"[^>]*name="mail[._]password"/);
  assert.equal((await send(admin, '/en/admin/settings', form)).status, 303);
  assert.equal(sql("SELECT value FROM setting WHERE key = 'mail.password'"), 'zqmailsecret');
});

test('merging takes the right to delete, importing as published the right to publish, undoing the right to write, and a bulk action the right at the moment it is done', async () => {
  const made = async (slug) => (await admin.post('/en/admin/records/news/new', { 'title.en': slug, 'title.es': slug, published_on: '2026-01-01', slug, publish: '1' })).headers.get('location').split('/').at(-1);
  const [one, other] = [await made('merge-one'), await made('merge-other')], merger = await withGrants('gmerger', 'post.read post.write post.publish'), merge = `/en/admin/merge/news/${one}/${other}`;
  assert.equal((await merger.get(merge)).status, 403);
  assert.equal((await send(merger, merge, { csrf: await token(merger), winner: 'one', sure: '1' })).status, 403);
  assert.equal(sql(`SELECT count(*) FROM post WHERE id IN (${one}, ${other})`), '2');

  const importer = await withGrants('gimporter', 'post.read post.write imports.read imports.write'), body = new FormData();
  body.append('csrf', hidden((await importer.get('/en/admin/imports')).text).get('csrf'));
  body.append('type', 'post');
  body.append('file', new Blob(['title_en,published_on\nZqsmuggled,2026-01-01\n'], { type: 'text/csv' }), 'news.csv');
  const job = (await importer.ask('/en/admin/imports', { method: 'POST', body })).headers.get('location'), form = hidden((await importer.get(job)).text);
  for (const [name, value] of Object.entries({ 'target.0': 'title_en', 'target.1': 'published_on', match: 'id', state: 'published', existing: 'update', check: '1' })) form.set(name, value);
  await send(importer, job, form);
  await importer.post(job, { run: 'good' });
  assert.equal(sql("SELECT count(*) FROM post p JOIN post_text x ON x.post_id = p.id WHERE x.title = 'Zqsmuggled' AND p.state = 'published'"), '0');

  const undoer = await withGrants('gundoer', 'changes.read changes.write post.read');
  assert.equal((await admin.post(`/en/admin/records/news/${one}`, { 'title.en': 'Merge one, changed' })).status, 303);
  const change = sql('SELECT max(id) FROM change');
  assert.equal((await send(undoer, `/en/admin/changes/${change}`, { csrf: await token(undoer) })).status, 403);
  assert.equal(sql(`SELECT title FROM post_text WHERE post_id = ${one} AND lang = 'en'`), 'Merge one, changed');

  const many = await withGrants('gmany', 'post.read post.write post.publish'), begun = await send(many, '/en/admin/records/news', { csrf: await token(many), act: 'archive', scope: 'ticked', query: '', id: other });
  assert.match(begun.headers.get('location'), /bulk/);
  sql(`DELETE FROM staff_grant WHERE action = 'publish' AND role_id = (SELECT id FROM staff_role WHERE key = 'gmany')`);
  assert.equal((await send(many, begun.headers.get('location'), { csrf: await token(many), sure: '1' })).status, 403);
  assert.equal(sql(`SELECT state FROM post WHERE id = ${other}`), 'published');
});

test('what waits and what was imported is listed for who may read its type', async () => {
  const editor = await withGrants('greader', 'post.read post.write imports.read imports.write'), made = await admin.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Zqwaits', surname1: 'Listed', publish: '1' }), id = made.headers.get('location').split('/').at(-1);
  sql(`INSERT INTO draft (table_name, record_id, kind, base_version, fields, created_at, updated_at) SELECT 'member', id, 'draft', version, '{"city":[null,"Zqcity"]}', ${now()}, ${now()} FROM member WHERE id = ${id}`);
  const body = new FormData();
  body.append('csrf', hidden((await admin.get('/en/admin/imports')).text).get('csrf'));
  body.append('type', 'member');
  body.append('file', new Blob(['given,surname1\nZq,Imported\n'], { type: 'text/csv' }), 'zqpeople.csv');
  const job = (await admin.ask('/en/admin/imports', { method: 'POST', body })).headers.get('location');
  for (const [client, sees] of [[admin, true], [editor, false]]) {
    assert.equal(/Zqwaits/.test((await client.get('/en/admin/drafts')).text), sees);
    assert.equal(/zqpeople/.test((await client.get('/en/admin/imports')).text), sees);
    assert.equal((await client.get(job)).status, sees ? 200 : 403);
    assert.equal((await client.get(`${job}/rows?rows=all`)).status, sees ? 200 : 403);
  }
});

test('messages: a subject is one line, and what has gone out is not rewritten', async () => {
  const add = (state) => sql(`INSERT INTO message (recipient, language, kind, subject, body, created_at, state) VALUES ('out@guards.example', 'en', 'contact_copy', 'As it was', 'As it was', ${now()}, '${state}') RETURNING id`), csrf = await token(admin);
  const edit = (id, subject) => send(admin, `/en/admin/outbox/${id}`, { csrf, edit: '1', subject, body: 'Changed' }), words = (id) => sql(`SELECT subject FROM message WHERE id = ${id}`);
  const waiting = add('held');
  for (const subject of ['Two\r\nBcc: x@y.example', 'Two\nlines', 'Two\rlines']) assert.equal((await edit(waiting, subject)).status, 422);
  assert.equal(words(waiting), 'As it was');
  for (const state of ['sent', 'sending', 'bounced', 'cancelled']) {
    const id = add(state);
    assert.equal((await edit(id, 'Rewritten')).status, 409, state);
    assert.equal(words(id), 'As it was');
  }
  assert.equal((await edit(waiting, 'Rewritten')).status, 303);
  const clerk = await withGrants('gclerk', 'outbox.read outbox.write'), secret = sql(`INSERT INTO message (recipient, language, kind, subject, body, created_at, state) VALUES ('out@guards.example', 'en', 'sign_in', 'As it was', 'https://a.example/en/sign-in/${'k'.repeat(43)}', ${now()}, 'held') RETURNING id`);
  for (const [client, status] of [[clerk, 403], [admin, 303]]) assert.equal((await send(client, `/en/admin/outbox/${secret}`, { csrf: await token(client), edit: '1', subject: 'Over it', body: 'Unseen' })).status, status, 'over a link that one does not see');
});

test('what the site writes by itself to an address that refused mail waits for the staff, also when the others of a mailing are let go', async () => {
  const email = 'refused@guards.example', client = await account(email), mailing = sql(`INSERT INTO mailing (slug, state, created_at, updated_at, recipients) VALUES ('guarded', 'published', ${now()}, ${now()}, '') RETURNING id`);
  sql(`INSERT INTO mail_address (email, bounces, bounced_at, status) VALUES ('${email}', 1, ${now()}, '5.1.1')`);
  assert.equal((await client.post('/en/account', { new_password: 'heron lamp sixty rivers' })).status, 303);
  assert.equal(sql(`SELECT state || ' ' || held_why FROM message WHERE recipient = '${email}' AND kind = 'security'`), 'held bounced');
  const add = (to, why) => sql(`INSERT INTO message (recipient, language, kind, subject, body, created_at, state, held_why, mailing_id) VALUES ('${to}', 'en', 'mailing', 'S', 'B', ${now()}, 'held', '${why}', ${mailing}) RETURNING id`), state = (id) => sql(`SELECT state FROM message WHERE id = ${id}`);
  const [one, two] = [add('other@guards.example', 'mailing'), add(email, 'bounced')];
  assert.equal((await send(admin, `/en/admin/mailings/${mailing}`, { csrf: await token(admin), release: '1' })).status, 303);
  assert.deepEqual([state(one), state(two)], ['queued', 'held']);
});

test('the last administrator does not leave either; what one takes along opens no door', async () => {
  const own = await start();
  try {
    const last = await own.signedIn('last@guards.example', 'administrator');
    own.sql("DELETE FROM account_role WHERE account_id != (SELECT id FROM account WHERE email = 'last@guards.example')");
    for (const what of ['leave', 'erase']) {
      assert.equal((await last.post('/en/account/data/leave', { what, email: 'last@guards.example' })).status, 422, what);
      assert.equal(own.sql("SELECT state FROM account WHERE email = 'last@guards.example'"), 'active');
      assert.equal((await last.get('/en/admin/settings')).status, 200);
    }
    await new Client(own.origin).post('/en/sign-in', { email: 'last@guards.example' });
    const link = own.sql("SELECT body FROM message WHERE kind = 'sign_in' ORDER BY id DESC LIMIT 1").match(/[\w-]{43}/)[0], session = last.cookies.get('session');
    const csrf = hidden((await last.get('/en/account')).text).get('csrf'), cookie = [...last.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${own.origin}/en/account/data`, { method: 'POST', body: new URLSearchParams({ csrf }), headers: { cookie } }), bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    let whole = '';
    for (let at = 0; (at = bytes.indexOf('PK\x03\x04', at)) >= 0; at += 4) { // each entry, stored or deflated
      const head = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      try { whole += bytes.readUInt16LE(at + 8) ? inflateRawSync(bytes.subarray(head), { finishFlush: constants.Z_SYNC_FLUSH }).toString() : bytes.subarray(head).toString(); } catch { /* not the beginning of an entry */ }
    }
    assert.match(whole, /last@guards\.example/, 'the test can read it');
    for (const secret of [link, session, hashOf(session), csrf]) assert.ok(!whole.includes(secret), secret);
  } finally {
    await own.stop();
  }
});

// --- tokens --------------------------------------------------------------------------------------------------------------------

test('a token of the API is as good as its owner’s account and role are now, to its last day, and is its owner’s to take back', async () => {
  const editor = await account('tokens@guards.example', 'editor'), id = accountOf('tokens@guards.example'), plain = `inmd_${'g'.repeat(43)}`;
  const number = sql(`INSERT INTO api_token (account_id, token_hash, name, created_at, expires_at) VALUES (${id}, '${hashOf(plain)}', 'A program', ${now()}, ${now() + 900}) RETURNING id`);
  const ask = async () => (await asked('/api/post', { host: 'a', authorization: `Bearer ${plain}` })).status;
  assert.equal(await ask(), 200);
  for (const [words, back] of [[`UPDATE account SET state = 'closed' WHERE id = ${id}`, `UPDATE account SET state = 'active' WHERE id = ${id}`], [`UPDATE account SET role = 'member' WHERE id = ${id}`, `UPDATE account SET role = 'editor' WHERE id = ${id}`], [`UPDATE api_token SET expires_at = ${now() - 1}`, `UPDATE api_token SET expires_at = ${now() + 900}`]]) {
    sql(words);
    assert.equal(await ask(), 401, words);
    sql(back);
  }
  assert.equal(await ask(), 200);
  const other = await account('tokens2@guards.example', 'editor');
  await send(other, '/en/account/tokens', { csrf: await token(other), remove: number });
  assert.equal(await ask(), 200);
  await send(editor, '/en/account/tokens', { csrf: await token(editor), remove: number });
  assert.equal(await ask(), 401);
});

test('who speaks for an organization registers for an event in person', async () => {
  const house = (await admin.post('/en/admin/records/members/new', { kind: 'migrant_association', display_name: 'Casa Charla', country: 'MX', publish: '1' })).headers.get('location').split('/').at(-1), speaker = await account('person@talk.example');
  sql(`UPDATE account SET name = 'Petra Persona' WHERE email = 'person@talk.example'; INSERT INTO representative (slug, state, created_at, updated_at, member_id, name, email, since, verified_on) VALUES ('person-talk', 'published', ${now()}, ${now()}, ${house}, 'Petra', 'person@talk.example', '2020-01-01', '2020-01-01')`);
  assert.match((await speaker.get('/en/account')).text, /Casa Charla/, 'acts for it');
  assert.equal((await admin.post('/en/admin/records/events/new', { ...talk, 'title.en': 'Third talk', slug: 'third-talk', publish: '1' })).status, 303);
  const page = '/en/events/third-talk/register', form = hidden((await speaker.get(page)).text);
  assert.equal((await send(speaker, page, form)).status, 303);
  assert.equal(sql("SELECT name || ' ' || ifnull(member_id, '-') FROM registrant WHERE email = 'person@talk.example'"), 'Petra Persona -');
});

// --- every page and form of the staff ----------------------------------------------------------------------------------------------

test('one right opens one door: who may write topics is refused by every other page and form of the staff’s side', async () => {
  const client = await withGrants('gtopics', 'topic.read topic.write'), csrf = await token(client), open = new Set(['admin_home', 'admin_root', 'admin_translations', 'admin_drafts', 'tokens_page', 'tokens_save']);
  const rows = [...readFileSync('src/site/routes.c', 'utf8').matchAll(/\{ (?:NULL|"\w+"), METHOD_(\w+), \{ "([^"]+)", (?:NULL|"[^"]+") \}, STAFF, [^,]+, [^,]+, (\w+) \}/g)].map(([, method, path, handler]) => ({ method, path, handler }));
  assert.ok(rows.length > 80, 'the table of routes was read');
  const [, one] = await member('door@guards.example'), [, other] = await member('other-door@guards.example'), before = sql('SELECT count(*) FROM change'), wrong = [];
  for (const { method, path, handler } of rows.filter(({ handler }) => !open.has(handler))) {
    const at = path.replace(':type', 'members').replace(':one', one).replace(':other', other).replace(/:\w+/g, one);
    const { status, text } = method === 'GET' ? await client.get(at) : await send(client, at, { csrf, do: 'cancel', approve: '1', change: '1', act: 'archive', format: 'csv', type: 'member', put: '1', edit: '1', cancel: '1' });
    if (status !== (handler.startsWith('admin_bulk') && path.includes(':id') ? 404 : 403)) wrong.push(`${method} ${at} ${handler}: ${status}`); // a bulk action is one's own
    assert.doesNotMatch(text, /guards\.example|talk\.example/, `${method} ${at}`);
  }
  assert.deepEqual(wrong, []);
  assert.equal(sql('SELECT count(*) FROM change'), before);
  assert.equal((await client.get('/en/admin/records/topics')).status, 200, 'and opens that one');
});

test('where two rights are asked, one is not enough; nobody widens the own role', async () => {
  const words = { 'subject.en': 'Zq', 'subject.es': 'Zq', 'body.en': 'Zq', 'body.es': 'Zq', recipients: 'kind=scholar' }, mailings = () => sql('SELECT count(*) FROM mailing'), before = mailings();
  for (const [key, grants] of [['gpeople', 'member.read member.write'], ['gmails', 'mailing.read mailing.write mailing.publish']]) {
    const client = await withGrants(key, grants);
    assert.equal((await client.get('/en/admin/mailings/new?kind=scholar')).status, 403, key);
    assert.equal((await send(client, '/en/admin/mailings/new', { csrf: await token(client), ...words })).status, 403, key);
  }
  assert.equal(mailings(), before);
  const made = async (slug) => (await admin.post('/en/admin/records/news/new', { 'title.en': slug, 'title.es': slug, published_on: '2026-01-01', slug, publish: '1' })).headers.get('location').split('/').at(-1);
  const [one, other] = [await made('two-one'), await made('two-other')];
  for (const [key, grants] of [['gnowrite', 'post.read post.delete post.publish'], ['gnodelete', 'post.read post.write post.publish'], ['gnopublish', 'post.read post.write post.delete']]) {
    const client = await withGrants(key, grants);
    assert.equal((await client.get(`/en/admin/merge/news/${one}/${other}`)).status, 403, key);
  }
  const reader = await withGrants('gnoexport', 'member.read'), csrf = await token(reader);
  assert.equal((await reader.get('/en/admin/records/members')).status, 200);
  for (const format of ['csv', 'json', 'vcard', 'spreadsheet']) assert.equal((await send(reader, '/en/admin/export/members', { csrf, query: '', format })).status, 403, format);
  const role = sql("SELECT id FROM staff_role WHERE key = 'gnoexport'"), grants = () => sql(`SELECT count(*) FROM staff_grant WHERE role_id = ${role}`), own = accountOf('gnoexport@guards.example');
  assert.equal((await send(reader, `/en/admin/roles/${role}`, [['csrf', csrf], ['name_en', 'x'], ['name_es', 'x'], ['grant', 'member.write'], ['grant', 'post.write']])).status, 403);
  assert.equal((await send(reader, `/en/admin/accounts/${own}`, { csrf, role: '1' })).status, 403);
  assert.equal(grants(), '1');
  assert.equal(sql(`SELECT role FROM account WHERE id = ${own}`), 'editor');
});

test('who may write to members’ mail does not set who may write to members; closing an account ends its links for good', async () => {
  const clerk = await withGrants('gmailclerk', 'outbox.read outbox.write'), setting = () => sql("SELECT ifnull((SELECT value FROM setting WHERE key = 'contact.from'), '-')"), before = setting();
  assert.equal((await send(clerk, '/en/admin/contact', { csrf: await token(clerk), do: 'setting', from: 'visitors' })).status, 403);
  assert.equal(setting(), before);
  const path = linkTo('reopened@guards.example'), page = `/en/admin/accounts/${accountOf('reopened@guards.example')}`, csrf = await token(admin);
  for (const press of ['close', 'open']) assert.equal((await send(admin, page, { csrf, [press]: '1' })).status, 303);
  const client = new Client(server.origin);
  await client.post(path, {});
  assert.equal((await client.get('/en/account')).status, 403);
});
