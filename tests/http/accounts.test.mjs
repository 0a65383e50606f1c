// Accounts: what is kept about sign-ins and views, the second step, sessions, recovery, change of address.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { start, Client, program } from './server.mjs';

let server, staff;
const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.db, text], { encoding: 'utf8' }).trim();
const link = (email, role) => server.origin + execFileSync(program, ['user', 'add', '--email', email, '--role', role, '--db', server.db], { encoding: 'utf8' }).trim().replace(/^https?:\/\/[^/]+/, '');

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(link('chief@example.org', 'administrator'));
});
after(() => server.stop());
const noBug = () => assert.doesNotMatch(server.log(), /bug|AddressSanitizer|runtime error|level=error/i);

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
  assert.match(page, new RegExp(`looked at personal data</td><td>Members <a href="/en/admin/records/members/${id}"`));
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

test('what is older than two years is forgotten with the next line', async () => {
  sql('INSERT INTO audit (at, action) VALUES (unixepoch() - 3 * 366 * 86400, \'old\'), (unixepoch() - 366 * 86400, \'younger\')');
  const person = new Client(server.origin);
  await person.signIn(link('person@example.org', 'member'));
  assert.equal(sql("SELECT group_concat(action) FROM audit WHERE action IN ('old', 'younger')"), 'younger');
});
