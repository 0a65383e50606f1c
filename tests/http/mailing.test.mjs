// Mailings: to the members that a list finds, in each one's language, seen before they go; ended by one press.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from './server.mjs';

let server, staff;
const sql = (query) => server.sql(query);

before(async () => {
  server = await start('--demo');
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
  sql(`UPDATE member SET email = NULL;
       UPDATE member SET email = 'm' || id || '@example.org' WHERE kind = 'student' AND state = 'published';
       INSERT INTO account (email, created_at, language, member_id) SELECT email, 1, 'en', id FROM member WHERE email IS NOT NULL ORDER BY id LIMIT 2;
       UPDATE member SET state = 'archived' WHERE id = (SELECT max(id) FROM member WHERE email IS NOT NULL)`);
});
after(() => server?.stop());

const reachable = () => Number(sql(`SELECT count(*) FROM member WHERE kind = 'student' AND state = 'published'`));
const typed = { 'subject.es': 'Coloquio en Zacatecas', 'body.es': 'Hola, [nombre]: venga.', 'subject.en': 'Colloquium in Zacatecas', 'body.en': 'Dear [name], come.' };
let path;

test('written to a selection, it shows who gets it and keeps what was typed when something is missing', async () => {
  const page = '/en/admin/mailings/new?kind=student';
  assert.match((await staff.get('/en/admin/records/members?kind=student&column=country')).text, /href="\/en\/admin\/mailings\/new\?kind=student">Write to these members</, 'the list leads there with its own question');
  assert.doesNotMatch((await staff.get('/en/admin/records/events?all=1')).text, /mailings\/new/);
  assert.match((await staff.get(page)).text, new RegExp(`${reachable()} people get it`));
  const wrong = await staff.post(page, { 'subject.es': '', 'body.es': 'Only a text' }, '/en/admin/mailings/new');
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Only a text/);
  assert.match(wrong.text, new RegExp(`${reachable()} people get it`), 'and to whom');
  const made = await staff.post(page, typed, '/en/admin/mailings/new');
  assert.equal(made.status, 303);
  path = made.headers.get('location');
  const shown = (await staff.get(path)).text;
  assert.match(shown, /Hola, \(name\): venga\./);
  assert.equal(sql('SELECT count(*) FROM message WHERE mailing_id IS NOT NULL'), '0', 'looking puts nothing in the outbox');
});

test('in the outbox it waits; let go, each has it in the own language; it cannot be put twice', async () => {
  assert.equal((await staff.post(path, { put: '1' })).status, 303);
  assert.equal(sql(`SELECT count(*) FROM message WHERE state = 'held' AND held_why = 'mailing'`), String(reachable()));
  assert.equal(sql(`SELECT count(DISTINCT recipient) FROM message WHERE kind = 'mailing'`), String(reachable()));
  const english = sql(`SELECT subject || '|' || body FROM message WHERE kind = 'mailing' AND language = 'en' ORDER BY id LIMIT 1`);
  assert.match(english, /^Colloquium in Zacatecas\|Dear [^\[,]+, come\./);
  assert.match(english, /http:\/\/127\.0\.0\.1:\d+\/en\/no-mailings\/\d+\.[\w-]{43}/);
  assert.equal(sql(`SELECT count(*) FROM message WHERE kind = 'mailing' AND language = 'en'`), '2');
  const shown = (await staff.get(path)).text, edit = shown.match(/href="(\/en\/admin\/records\/mailings\/\d+)"/)[1];
  const byHand = sql(`SELECT id FROM message WHERE kind = 'mailing' AND language = 'en' ORDER BY id LIMIT 1`);
  assert.equal((await staff.post(`/en/admin/outbox/${byHand}`, { subject: 'By hand', body: 'Written by hand.', edit: '1' })).status, 303);
  const saved = await staff.post(edit, { 'subject.en': 'Colloquium in Oaxaca', 'body.en': 'Dear [name], do come.' });
  assert.equal(saved.status, 303, 'a mailing may still be edited while its messages wait');
  const waiting = () => sql(`SELECT subject || '|' || substr(body, 1, instr(body || char(10), char(10)) - 1) FROM message WHERE kind = 'mailing' AND language = 'en' ORDER BY id`).split('\n');
  const [kept, followed] = waiting();
  assert.equal(kept, 'By hand|Written by hand.', 'what somebody edited stays');
  assert.match(followed, /^Colloquium in Oaxaca\|Dear [^\[,]+, do come\.$/);
  const change = sql('SELECT max(id) FROM change');
  assert.equal((await staff.post(`${edit}/history`, {}, `/en/admin/changes/${change}`)).status, 303);
  assert.match(waiting()[1], /^Colloquium in Zacatecas\|/, 'they follow an undo, too');
  const form = (await staff.get(path)).text;
  const again = await staff.ask(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrf: form.match(/name="csrf" value="([^"]+)/)[1], put: '1' }) });
  assert.equal(again.status, 303);
  assert.match((await staff.get(path)).text, /in the outbox already/);
  assert.equal(sql(`SELECT count(*) FROM message WHERE kind = 'mailing'`), String(reachable()));
  assert.match(form, /name="release"[^]*name="cancel"/);
  assert.equal((await staff.post(path, { cancel: '1' })).status, 303);
  assert.doesNotMatch((await staff.get(path)).text, /name="release"|name="cancel"/, 'what is done is not offered again');
  assert.equal(sql(`SELECT count(*) FROM message WHERE state = 'cancelled' AND kind = 'mailing'`), String(reachable()));
});

test('a recipient ends them by a button or by the mail program; looking changes nothing, nobody ends another’s', async () => {
  const [one, two] = sql(`SELECT off_url FROM message WHERE kind = 'mailing' ORDER BY id LIMIT 2`).split('\n').map((url) => new URL(url).pathname);
  const visitor = new Client(server.origin);
  assert.match((await visitor.get(one)).text, /No more of them|No quiero más/);
  assert.equal(sql('SELECT count(*) FROM mail_address WHERE off_at IS NOT NULL'), '0');
  assert.equal((await fetch(server.origin + one, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })).status, 200);
  assert.equal((await visitor.post(two, {})).status, 200);
  assert.equal(sql('SELECT count(*) FROM mail_address WHERE off_at IS NOT NULL'), '2');
  assert.equal((await visitor.get(one.replace(/\/(\d+)\./, (_, id) => `/${Number(id) + 1}.`))).status, 404);
  assert.match((await staff.get('/en/admin/mailings/new?kind=student')).text, new RegExp(`${reachable() - 2} people get it`));
  assert.match((await visitor.post(one, { again: '1' })).text, /No more of them|No quiero más/);
  assert.equal(sql('SELECT count(*) FROM mail_address WHERE off_at IS NOT NULL'), '1');
});
