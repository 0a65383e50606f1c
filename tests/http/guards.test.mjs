// What protects a right, a secret or somebody's data, each by itself: whoever takes one away sees a test fail.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, hidden, program, start } from './server.mjs';

let server, admin, visitor;
const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', '-cmd', 'PRAGMA foreign_keys = ON', server.db, text], { encoding: 'utf8' }).trim();
const now = () => Math.floor(Date.now() / 1000);
const linkTo = (email, role = 'member') => execFileSync(program, ['user', 'add', '--email', email, '--role', role, '--db', server.db], { encoding: 'utf8' }).match(/\/es\/entrar\/[\w-]+/)[0];
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
const send = (client, path, fields, headers = {}) => client.ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
const token = async (client, page = '/en/account') => hidden((await client.get(page)).text).get('csrf');
const noBug = () => assert.doesNotMatch(server.log(), /bug|AddressSanitizer|runtime error|level=error/i);

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
