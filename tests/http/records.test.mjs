// Records on the staff's side: brought back to an earlier state.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client, hidden } from './server.mjs';

let server, staff;
before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

test('a record is restored to what it was after an earlier change', async () => {
  const made = await staff.post('/en/admin/records/topics/new', { 'label.en': 'First words', 'label.es': 'Primeras palabras', publish: '1' });
  assert.equal(made.status, 303);
  const page = made.headers.get('location');
  assert.equal((await staff.post(page, { 'label.en': 'Second words' })).status, 303);
  const history = `${page}/history`;
  const before = await staff.get(history);
  assert.match(before.text, /<del class="changed">First words<\/del>/);
  const changes = [...before.text.matchAll(/name="change" value="(\d+)"/g)].map((m) => m[1]);
  assert.equal(changes.length, 1, 'the newest state is the present one');
  const csrf = hidden(before.text).get('csrf');
  const back = await staff.ask(history, { method: 'POST', body: new URLSearchParams({ csrf, change: changes[0] }) });
  assert.equal(back.status, 303);
  assert.match((await staff.get(page)).text, /value="First words"/);
  assert.match((await staff.get(history)).text, /restored to an earlier state/);
  assert.equal((await staff.ask(history, { method: 'POST', body: new URLSearchParams({ csrf, change: 'x' }) })).status, 404);
  assert.equal((await staff.ask(history, { method: 'POST', body: new URLSearchParams({ change: changes[0] }) })).status, 403);
  const visitor = new Client(server.origin);
  assert.notEqual((await visitor.ask(history, { method: 'POST', body: new URLSearchParams({ change: changes[0] }) })).status, 303);
});
