// Accounts: what is kept about sign-ins and views, the second step, sessions, recovery, change of address.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from './server.mjs';
import { code } from './totp.mjs';

let server, staff;
const sql = (text) => server.sql(text);
const link = (email, role) => server.link(email, role);

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(link('chief@example.org', 'administrator'));
});
after(() => server.stop());
const noBug = () => server.noBug();

test('sign-ins, failures, sign-outs and views of members are kept, without addresses of the network; only administrators read them', async () => {
  const person = new Client(server.origin);
  await person.signIn(link('person@example.org', 'member'));
  assert.equal((await person.post('/en/account', {}, '/en/sign-out')).status, 303);
  const stranger = new Client(server.origin);
  assert.equal((await stranger.post('/en/sign-in', { email: 'person@example.org', password: 'not the right one' })).status, 422);
  assert.equal((await stranger.post('/en/sign-in', { email: 'nobody@example.org', password: 'hunter2 typed here' })).status, 422);
  assert.equal(sql("SELECT group_concat(action || ':' || ifnull(detail, ''), ' ') FROM audit a JOIN account c ON c.id = a.account_id WHERE c.email = 'person@example.org'"),
    'sign_in:link sign_out: sign_in_failed:password');
  assert.equal(sql("SELECT count(*) FROM audit WHERE account_id IS NULL AND action = 'sign_in_failed'"), '1');
  assert.doesNotMatch(sql('SELECT * FROM audit'), /hunter2|nobody@|127\.0\.0/);

  assert.equal((await staff.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Seen', surname1: 'Person', publish: '1' })).status, 303);
  const id = sql("SELECT id FROM member WHERE given = 'Seen'");
  for (let i = 0; i < 2; i++) await staff.get(`/en/admin/records/members/${id}`);
  await staff.get(`/en/admin/records/members/${id}/history`);
  assert.equal(sql(`SELECT count(*) FROM audit WHERE action = 'view' AND area = 'member' AND record_id = ${id}`), '1', 'the same view within an hour is one');
  const page = (await staff.get('/en/admin/audit?action=view')).text;
  assert.match(page, new RegExp(`looked at personal data</td><td[^>]*>Members <a href="/en/admin/records/members/${id}"`));
  assert.doesNotMatch(page, /signed out<\/td>/);
  const hers = (await staff.get('/es/admin/auditoria?person=PERSON@example.org')).text;
  assert.match(hers, /no logró entrar<\/td>/);
  assert.doesNotMatch(hers, /chief@example\.org<\/td>/);
  assert.match((await staff.get('/en/admin/audit?person=nobody@example.org')).text, /class="empty"/);
  const editor = new Client(server.origin);
  await editor.signIn(link('editor@example.org', 'editor'));
  assert.equal((await editor.get('/en/admin/audit')).status, 403);
  noBug();
});

test('what is older than the rule says (two years) goes with the purge', async () => {
  sql('INSERT INTO audit (at, action) VALUES (unixepoch() - 3 * 366 * 86400, \'old\'), (unixepoch() - 366 * 86400, \'younger\')');
  await staff.post('/en/admin/privacy', {}, '/en/admin/privacy/purge');
  assert.equal(sql("SELECT group_concat(action) FROM audit WHERE action IN ('old', 'younger')"), 'younger');
});

// --- the second step ---------------------------------------------------------------------------------------------------

// Forgets which code was used last and how many were wrong, so that a test need not wait half a minute.
const rested = (email) => sql(`UPDATE second_step SET last_step = 0, failures = 0, locked_until = 0 WHERE account_id = (SELECT id FROM account WHERE email = '${email}')`);
const wrong = (right) => String((Number(right) + 500000) % 1000000).padStart(6, '0');

test('the second step: set up, confirmed by a code, asked for after a mailed link, each code once, recovery codes, off', async () => {
  const email = 'careful@example.org', person = new Client(server.origin), page = '/en/account/second-step';
  await person.signIn(link(email, 'member'));
  assert.match((await person.get('/en/account')).text, /href="\/en\/account\/second-step">off</);
  assert.equal(sql('SELECT count(*) FROM second_step'), '0', 'looking sets nothing up');
  assert.equal((await person.post(page, { begin: '1' })).status, 303);
  const set_up = (await person.get(page)).text, secret = sql('SELECT secret FROM second_step');
  assert.match(secret, /^[A-Z2-7]{32}$/);
  assert.ok(set_up.includes(secret.match(/.{4}/g).join(' ')), 'the secret as text');
  assert.ok(set_up.includes(`href="otpauth://totp/INMD:careful%40example.org?secret=${secret}&amp;issuer=INMD"`), 'as a link');
  assert.match(set_up, /<svg viewBox="0 0 \d+ \d+"[^>]*>.*<path fill="#000" d="M4 4h7v1h-7z/, 'as a picture');
  const other = new Client(server.origin);
  await other.signIn(link(email, 'member'));
  assert.equal((await other.get('/en/account')).status, 200, 'what is not confirmed asks nobody');
  assert.equal((await person.post(page, { confirm: '1', code: wrong(code(secret)) })).status, 422);
  const on = await person.post(page, { confirm: '1', code: code(secret) });
  assert.equal(on.status, 200);
  const codes = [...on.text.matchAll(/<code>([A-Z2-7-]{19})<\/code>/g)].map((m) => m[1]);
  assert.equal(new Set(codes).size, 10);
  assert.doesNotMatch(on.text, /class="qr"|name="confirm"/, 'the secret is not asked to be read again');
  assert.doesNotMatch((await person.get(page)).text, /<code>/, 'shown once');
  assert.doesNotMatch(sql('SELECT * FROM recovery_code'), new RegExp(codes[0].replaceAll('-', '')), 'kept as hashes');

  const enter = async () => {
    const client = new Client(server.origin), path = new URL(link(email, 'member')).pathname;
    const answer = await client.post(path, { next: '/en/account/profile' });
    assert.equal(answer.headers.get('location'), '/en/second-step'.replace('/en/second-step', '/es/segundo-paso'));
    assert.equal((await client.get('/en/account')).status, 403, 'half a session opens nothing');
    return client;
  };
  const send = (client, value) => client.post('/es/segundo-paso', { code: value });
  const used = await enter();
  assert.equal((await send(used, code(secret))).status, 422, 'the code that confirmed it is used up');
  rested(email);
  assert.equal((await send(used, wrong(code(secret)))).status, 422);
  const right = code(secret), taken = await send(used, `${right.slice(0, 3)} ${right.slice(3)}`);
  assert.equal(taken.status, 303);
  assert.equal(taken.headers.get('location'), '/en/account/profile', 'and on to where one was going');
  assert.equal((await used.get('/en/account')).status, 200);
  const again = await enter();
  assert.equal((await send(again, right)).status, 422, 'a code works once');
  assert.equal((await send(again, codes[0].toLowerCase())).status, 303);
  assert.equal((await send(await enter(), codes[0])).status, 422, 'so does a recovery code');
  assert.match(sql("SELECT group_concat(body) FROM message WHERE kind = 'security' AND recipient = 'careful@example.org'"), /código de recuperación/);
  rested(email);
  for (const drift of [-2, 2]) assert.equal((await send(await enter(), code(secret, Date.now(), drift))).status, 422, `drift ${drift}`);
  rested(email);
  assert.equal((await send(await enter(), code(secret, Date.now(), 1))).status, 303, 'a clock that is half a minute ahead');

  assert.equal((await person.post(page, { off: '1', code: 'x' })).status, 422);
  rested(email);
  assert.equal((await person.post(page, { off: '1', code: code(secret) })).status, 303);
  assert.equal(sql('SELECT count(*) FROM second_step') + sql('SELECT count(*) FROM recovery_code'), '00');
  assert.match(sql("SELECT group_concat(action || ':' || ifnull(detail, '')) FROM audit"), /second_step:on.*sign_in:link, code.*sign_in:link, recovery code.*second_step:off/);
  noBug();
});

test('adding a passkey asks for the code; an administrator takes off a second step that was lost, and its owner is told', async () => {
  const email = 'lost@example.org', person = new Client(server.origin), page = '/en/account/second-step', options = '/en/account/passkeys/options';
  await person.signIn(link(email, 'member'));
  const ask = async (fields) => (await person.post('/en/account', fields, options)).status;
  assert.equal(await ask({}), 200, 'without a second step none is asked for');
  await person.post(page, { begin: '1' });
  const secret = sql(`SELECT secret FROM second_step s JOIN account a ON a.id = s.account_id WHERE a.email = '${email}'`);
  assert.equal((await person.post(page, { confirm: '1', code: code(secret) })).status, 200);
  rested(email);
  assert.equal(await ask({}), 422);
  assert.equal(await ask({ code: wrong(code(secret)) }), 422);
  rested(email);
  assert.equal(await ask({ code: code(secret) }), 200);

  const id = sql(`SELECT id FROM account WHERE email = '${email}'`), account = `/en/admin/accounts/${id}`;
  assert.match((await staff.get(account)).text, /name="second_off"/);
  assert.equal((await staff.post(account, { second_off: '1' })).status, 303);
  assert.equal(sql(`SELECT (SELECT count(*) FROM second_step WHERE account_id = ${id}) + (SELECT count(*) FROM recovery_code WHERE account_id = ${id}) + (SELECT count(*) FROM session WHERE account_id = ${id})`), '0');
  assert.match(sql(`SELECT body FROM message WHERE kind = 'security' AND recipient = '${email}' ORDER BY id DESC LIMIT 1`), /segundo paso/);
  assert.match(sql("SELECT group_concat(action || ':' || area || ':' || detail) FROM audit WHERE area = 'accounts'"), /second_step:accounts:off/);
  assert.doesNotMatch((await staff.get(account)).text, /name="second_off"/);
  const again = new Client(server.origin);
  await again.signIn(link(email, 'member'));
  assert.equal((await again.get('/en/account')).status, 200);
  noBug();
});

test('guessing codes: after five wrong ones in a row none is taken for a while, not even the right one', async () => {
  const email = 'guessed@example.org', person = new Client(server.origin);
  await person.signIn(link(email, 'member'));
  await person.post('/en/account/second-step', { begin: '1' });
  const secret = sql("SELECT s.secret FROM second_step s JOIN account a ON a.id = s.account_id WHERE a.email = 'guessed@example.org'");
  assert.equal((await person.post('/en/account/second-step', { confirm: '1', code: code(secret) })).status, 200);
  rested(email);
  const thief = new Client(server.origin);
  assert.equal((await thief.post(new URL(link(email, 'member')).pathname, {})).status, 303);
  for (let i = 0; i < 5; i++) assert.equal((await thief.post('/en/second-step', { code: wrong(code(secret)) })).status, 422);
  const locked = await thief.post('/en/second-step', { code: code(secret) });
  assert.equal(locked.status, 429);
  assert.equal((await thief.get('/en/account')).status, 403);
  const anew = new Client(server.origin);
  assert.equal((await anew.post(new URL(link(email, 'member')).pathname, {})).status, 303);
  assert.equal((await anew.post('/en/second-step', { code: code(secret) })).status, 429, 'nor by a new half session');
  rested(email);
  assert.equal((await anew.post('/en/second-step', { code: code(secret) })).status, 303);
  assert.equal((await anew.get('/en/second-step')).status, 410, 'its half session is gone');
  const slow = new Client(server.origin);
  assert.equal((await slow.post(new URL(link(email, 'member')).pathname, {})).status, 303);
  sql('UPDATE half_session SET expires_at = unixepoch()');
  rested(email);
  assert.equal((await slow.post('/en/second-step', { code: code(secret) })).status, 403, 'a form of a page that is gone');
  assert.equal((await slow.get('/en/second-step')).status, 410);
  assert.equal((await new Client(server.origin).get('/en/second-step')).status, 410, 'nor without one');
});

test('without a password, what signs in is added soon after signing in only; a mailed link proves it anew', async () => {
  const email = 'open@example.org', person = new Client(server.origin);
  await person.signIn(link(email, 'member'));
  const csrf = (html) => html.match(/name="csrf" value="([^"]+)"/)[1];
  const send = async (path, fields) => person.ask(path, { method: 'POST', body: new URLSearchParams({ csrf: csrf((await person.get('/en/account')).text), ...fields }) });
  assert.equal((await send('/en/account/passkeys/options', {})).status, 200, 'just signed in');
  sql(`UPDATE session SET created_at = unixepoch() - 901 WHERE account_id = (SELECT id FROM account WHERE email = '${email}')`);
  for (const path of ['/en/account', '/en/account/passkeys', '/en/account/second-step'])
    assert.match((await person.get(path)).text, /we send a link to open@example\.org/, path);
  const refused = await send('/en/account/passkeys/options', {});
  assert.equal(refused.status, 422);
  assert.match(JSON.parse(refused.text).error, /fifteen minutes ago/);
  const first = await send('/en/account', { new_password: 'el gato duerme en casa' });
  assert.equal(first.status, 422);
  assert.match(first.text, /fifteen minutes ago/);
  assert.equal((await send('/en/account/second-step', { begin: '1' })).status, 303);
  const secret = sql(`SELECT secret FROM second_step WHERE account_id = (SELECT id FROM account WHERE email = '${email}')`);
  assert.equal((await send('/en/account/second-step', { confirm: '1', code: code(secret) })).status, 422);
  const asked = await send('/en/sign-in', { email });
  assert.match(asked.text, /a message with a link is on its way/);
  await person.signIn(sql(`SELECT body FROM message WHERE recipient = '${email}' AND kind = 'sign_in' ORDER BY id DESC`).match(/https?:\S+\/(?:entrar|sign-in)\/\S+/)[0]);
  assert.doesNotMatch((await person.get('/en/account/passkeys')).text, /we send a link/);
  assert.equal((await send('/en/account/second-step', { confirm: '1', code: code(secret) })).status, 200);
});

test('passwords: twelve characters, none that everybody knows, the present one first; others are signed out and told', async () => {
  const email = 'words@example.org', person = new Client(server.origin), other = new Client(server.origin);
  await person.signIn(link(email, 'member'));
  await other.signIn(link(email, 'member'));
  const save = (fields) => person.post('/en/account', fields);
  for (const [word, why] of [['short', /at least 12/], ['áéíóúñáéíóú', /at least 12/], ['password1234', /known to many/], ['PassWord1234', /known to many/], ['aaaaaaaaaaaaaaa', /known to many/],
    ['abababababab', /known to many/], ['123456789012', /known to many/], ['words@example.org', /known to many/], ['x'.repeat(201), /at most 200/], ['            ', /at least 12/]]) {
    const answer = await save({ new_password: word });
    assert.equal(answer.status, 422, word);
    assert.match(answer.text, why, word);
    if (word !== email) assert.doesNotMatch(answer.text, new RegExp(`value="${word}"`));
  }
  assert.equal((await save({ new_password: 'el gato duerme en casa' })).status, 303);
  assert.equal((await other.get('/en/account')).status, 403, 'all other sessions have ended');
  assert.equal((await save({ new_password: 'la gata duerme en casa' })).status, 422, 'without the present one');
  assert.equal((await save({ new_password: 'la gata duerme en casa', password: 'el gato duerme en casa' })).status, 303);
  assert.match(sql("SELECT password_hash FROM account WHERE email = 'words@example.org'"), /^\$argon2id\$/);
  const client = new Client(server.origin);
  assert.equal((await client.post('/en/sign-in', { email, password: 'el gato duerme en casa' })).status, 422);
  assert.equal((await client.post('/en/sign-in', { email: 'WORDS@EXAMPLE.ORG', password: 'la gata duerme en casa' })).status, 303);
  assert.equal(sql("SELECT count(*) FROM message WHERE kind = 'security' AND recipient = 'words@example.org'"), '2');
});

test('sessions end one by one, all others, or everywhere; nobody ends another’s', async () => {
  const email = 'many@example.org', [one, two, three] = [0, 1, 2].map(() => new Client(server.origin));
  for (const client of [one, two, three]) await client.signIn(link(email, 'member'));
  const stranger = new Client(server.origin);
  await stranger.signIn(link('stranger@example.org', 'member'));
  const numbers = [...(await one.get('/en/account')).text.matchAll(/name="end" value="([0-9a-f]{16})"/g)].map((m) => m[1]);
  assert.equal(numbers.length, 2, 'not this one');
  assert.equal((await stranger.post('/en/account', { end: numbers[0] })).status, 303);
  const alive = async () => (await Promise.all([one, two, three].map((client) => client.get('/en/account')))).filter(({ status }) => status === 200).length;
  assert.equal(await alive(), 3);
  assert.equal((await one.post('/en/account', { end: numbers[0] })).status, 303);
  assert.equal(await alive(), 2);
  assert.equal((await one.post('/en/account', { end_others: '1' })).status, 303);
  assert.equal(await alive(), 1);
  assert.equal((await one.get('/en/account')).status, 200);
  assert.equal((await one.post('/en/account', { end_all: '1' })).status, 303);
  assert.equal(await alive(), 0);
  assert.equal((await stranger.get('/en/account')).status, 200);
  noBug();
});
