// Registrations for events: guests, members, the waiting list, links, the staff, and what becomes of the data.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, Client, hidden, program, until } from './server.mjs';

let server, admin, member, stamp;
const sql = (text) => server.sql(text);
const mails = (kind, to) => server.rows(`SELECT id, recipient, language, subject, body FROM message WHERE kind = 'registration_${kind}'${to ? ` AND recipient = '${to}'` : ''} ORDER BY id`);
const link = (mail) => new URL(mail.body.match(/https?:\S+\/(?:registrations|inscripciones)\/\S+/)[0]).pathname;
const rows = (event) => sql(`SELECT r.email || ' ' || r.status FROM registrant r JOIN event e ON e.id = r.event_id WHERE e.slug = '${event}' ORDER BY r.id`).split('\n').filter(Boolean);
const form = (slug) => `/en/events/${slug}/register`;
const guest = () => new Client(server.origin);

// One form that was given out long enough ago serves them all: an old form is no sign of anything.
const send = (slug, fields, page = form(slug), client = guest()) => client.post(page, { started: stamp, ...fields });
async function confirmed(slug, email, name = 'Rosa Guest') {
  await send(slug, { name, email });
  const page = link(mails('proof', email).at(-1));
  await guest().post(page, { do: 'confirm' });
  return page;
}

const desk = (slug) => `/en/admin/registrations/${sql(`SELECT id FROM event WHERE slug = '${slug}'`)}`;
const idOf = (email, slug) => sql(`SELECT r.id FROM registrant r JOIN event e ON e.id = r.event_id WHERE r.email = '${email}' AND e.slug = '${slug}'`);
const plain = (client, page, fields) => client.ask(page, { method: 'POST', body: fields, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

function account(email, slug, role = 'member') {
  const first = server.link(email, role);
  if (slug) sql(`UPDATE account SET member_id = (SELECT id FROM member WHERE slug = '${slug}'), name = '${slug}', language = 'en' WHERE email = '${email}'`);
  return first;
}

const bring = (type, text) => server.import(type, text);

const words = 'state,title_en,title_es,kind,status,mode,starts,ends,zone,city,country';
before(async () => {
  server = await start();
  bring('member', `slug,state,kind,given,surname1,email
ana,published,scholar,Ana,Lopez,ana@example.org
berta,published,scholar,Berta,Twin,berta@example.org
`);
  const open = (slug, more, at = '2099-05-04T10:00') => `${slug},published,Talk ${slug},Charla ${slug},seminar,scheduled,onsite,${at},,America/Mexico_City,Zacatecas,MX,${more}`;
  bring('event', `slug,${words},registration,registration_opens,registration_closes,places,waiting_list
${open('free', '1,,,,')}
${open('small', '1,,,1,1')}
${open('tiny', '1,,,1,')}
${open('until', '1,,2099-05-03T18:00,20,')}
${open('later', '1,2099-01-01T00:00,,,')}
${open('shut', '1,,2020-01-01T00:00,,')}
${open('without', ',,,,')}
${open('past', '1,,,,', '2020-05-04T10:00')}
${open('queue', '1,,,1,1')}
${open('more', '1,,,1,1')}
${open('desk', '1,,,2,1')}
${open('known', '1,,,,')}
${open('twice', '1,,,,')}
${open('other', '1,,,1,1')}
${open('gone', '1,,,,')}
${open('kept', '1,,,,')}
${open('moves', '1,,,1,1')}
${open('soon', '1,,,,')}
${open('single', '1,,,1,1')}
${open('order', '1,,,1,1')}
${open('begins', '1,,,1,1')}
${open('mine', '1,,,1,1')}
`);
  admin = new Client(server.origin);
  member = new Client(server.origin);
  await admin.signIn(server.firstLink());
  await member.signIn(account('ana@example.org', 'ana'));
  stamp = await server.agedForm();
});
after(async () => {
  await server.stop();
  assert.doesNotMatch(server.log(), / error | bug |AddressSanitizer|runtime error/);
});

test('an event says until when, in its own time, how many places are left, and has a button', async () => {
  const page = (slug, lang = 'en/events') => guest().get(`/${lang}/${slug}`).then((answer) => answer.text);
  assert.match(await page('until'), /Open until 3 May 2099, 18:00 \(Mexico City\)\. 20 places left\./);
  assert.match(await page('until', 'es/eventos'), /Abierta hasta el 3 de mayo de 2099, 18:00 \(Ciudad de México\)\. Quedan 20 lugares\./);
  assert.match(await page('until'), /<a class="button" href="\/en\/events\/until\/register">Register<\/a>/);
  assert.match(await page('free'), /Open until the event begins\./);
  assert.doesNotMatch(await page('free'), /places? left/);
  assert.match(await page('later'), /Opens on 1 January 2099, 00:00 \(Mexico City\)/);
  assert.match(await page('shut'), /Registration<\/b><br>Closed\./);
  for (const slug of ['later', 'shut', 'without', 'past']) assert.doesNotMatch(await page(slug), /\/register"/, slug);
  for (const slug of ['without', 'past']) {
    assert.doesNotMatch(await page(slug), /<b>Registration/);
    assert.equal((await guest().get(form(slug))).status, 404);
  }
  assert.equal((await guest().get('/es/eventos/free/inscripcion')).status, 200);
  sql("INSERT INTO slug_alias (table_name, slug, record_id) SELECT 'event', 'free-before', id FROM event WHERE slug = 'free'");
  const moved = await guest().get(form('free-before'));
  assert.equal(`${moved.status} ${new URL(moved.headers.get('location'), server.origin).pathname}`, '301 /en/events/free/register');
});

test('a guest proves the address by a button on the mailed page; opening it changes nothing; the second time says so', async () => {
  const sent = await send('until', { name: 'Rosa Guest', email: 'rosa@example.org', affiliation: 'Casa del Migrante' });
  assert.equal(sent.status, 200);
  assert.match(sent.text, /Look into your mailbox/);
  assert.deepEqual(rows('until'), ['rosa@example.org unconfirmed']);
  assert.match((await guest().get('/en/events/until')).text, /20 places left/);
  const [proof] = mails('proof', 'rosa@example.org');
  assert.match(proof.body, /Talk until\n4 May 2099, 10:00 \(Mexico City\)\nZacatecas, Mexico/);
  const opened = await guest().get(link(proof));
  assert.match(opened.text, /Not confirmed yet\./);
  assert.equal(opened.headers.get('cache-control'), 'no-store');
  assert.deepEqual(rows('until'), ['rosa@example.org unconfirmed']);
  const done = await guest().post(link(proof), { do: 'confirm' });
  assert.match(done.text, /the registration is confirmed/);
  assert.match(done.text, /You have a place\./);
  const again = await guest().post(link(proof), { do: 'confirm' });
  assert.deepEqual(rows('until'), ['rosa@example.org registered']);
  const [told, ...more] = mails('registered', 'rosa@example.org');
  assert.equal(more.length, 0);
  assert.match(told.body, /4 May 2099, 10:00 \(Mexico City\)/);
  assert.match(told.body, /\/en\/events\/until\.ics/);
  assert.equal(link(told), link(proof));
  assert.match((await guest().get('/en/events/until')).text, /19 places left/, 'the kept page follows');
  assert.equal(again.status, 200);
});

test('pressed twice, the confirming button says that it was confirmed already', async () => {
  await send('free', { name: 'Dina Twice', email: 'dina@example.org' });
  const page = link(mails('proof', 'dina@example.org')[0]), client = guest();
  const fields = hidden((await client.get(page)).text);
  fields.set('do', 'confirm');
  const press = () => client.ask(page, { method: 'POST', body: fields, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const answers = await Promise.all([press(), press()]);
  assert.equal(answers.filter((answer) => /confirmed already/.test(answer.text)).length, 1);
  assert.equal(mails('registered', 'dina@example.org').length, 1);
});

test('a member registers by one press with name and address of the account; twice is once', async () => {
  const page = await member.get(form('twice'));
  assert.match(page.text, /You register as <b>Ana Lopez, ana@example\.org<\/b>/);
  const fields = hidden(page.text);
  assert.equal(fields.get('email'), null);
  const press = () => member.ask(form('twice'), { method: 'POST', body: fields, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const answers = await Promise.all([press(), press()]);
  const single = () => plain(member, form('single'), fields);
  assert.equal((await single()).status, 303);
  await confirmed('single', 'waits.here@example.org');
  assert.equal((await single()).status, 303);
  assert.deepEqual(rows('single'), ['ana@example.org registered', 'waits.here@example.org waiting'], 'the last place is not lost by a second press');
  for (const answer of answers) {
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location'), /^\/en\/registrations\/\d+\.[\w-]+$/);
  }
  assert.deepEqual(rows('twice'), ['ana@example.org registered']);
  assert.equal(mails('registered', 'ana@example.org').length, 2, 'one for each event');
  assert.equal(sql("SELECT m.slug FROM registrant r JOIN member m ON m.id = r.member_id WHERE r.email = 'ana@example.org' GROUP BY 1"), 'ana');
  assert.match((await member.get(form('twice'))).text, /You are registered, or on the waiting list, already/);
  const told = (await member.get('/en/events/twice')).text;
  assert.match(told, /You have a place\. <a href="\/en\/registrations\//);
  assert.doesNotMatch(told, /twice\/register"/);
  assert.match((await guest().get('/en/events/twice')).text, /twice\/register">Register</, 'nobody else is told');
  const account = (await member.get('/en/account')).text;
  assert.match(account, /My registrations/);
  const own = account.match(/Talk twice[^]*?(\/en\/registrations\/[\w.-]+)/)[1];
  const cancelled = await member.post(own, { do: 'cancel' });
  assert.match(cancelled.text, /The registration is cancelled\./);
  assert.deepEqual(rows('twice'), ['ana@example.org cancelled']);
});

test('an account without a name is asked for it, and its address is taken as it is', async () => {
  const page = await admin.get(form('free'));
  assert.match(page.text, /You register as <b>admin@localhost<\/b>/);
  assert.equal((await admin.post(form('free'), {})).status, 422);
  const done = await admin.post(form('free'), { name: 'The Office' });
  assert.equal(done.status, 303);
  const own = (await admin.get(done.headers.get('location'))).text;
  assert.match(own, /The Office[^]*a…@localhost/);
  assert.match((await admin.get('/en/account')).text, /My registrations[^]*Talk free/);
});

test('when all places are taken people wait in order; who cancels makes room for the first of them, who is written to at once', async () => {
  const first = await confirmed('queue', 'one@example.org');
  assert.match((await guest().get('/en/events/queue')).text, /All places are taken\. You can join the waiting list[^<]*<\/p>\s*<p><a class="button" href="\/en\/events\/queue\/register">Join the waiting list/);
  const second = await confirmed('queue', 'two@example.org');
  const third = await confirmed('queue', 'three@example.org');
  assert.deepEqual(rows('queue'), ['one@example.org registered', 'two@example.org waiting', 'three@example.org waiting']);
  assert.match(mails('waiting', 'three@example.org')[0].body, /Your place in the list: 2/);
  assert.match((await guest().get(third)).text, /on the waiting list\. Place 2 in the list/);

  const opened = await guest().get(first);
  assert.match(opened.text, /the place goes to the next person/);
  assert.equal(rows('queue')[0], 'one@example.org registered', 'opening cancels nothing');
  const client = guest();
  await client.post(first, { do: 'cancel' });
  assert.match((await client.post(first, { do: 'cancel' })).text, /Register again|All places/);
  assert.deepEqual(rows('queue'), ['one@example.org cancelled', 'two@example.org registered', 'three@example.org waiting']);
  assert.equal(mails('promoted', 'two@example.org').length, 1);
  assert.equal(mails('cancelled', 'one@example.org').length, 1);
  assert.equal(mails('promoted', 'three@example.org').length, 0);
  assert.match((await guest().get(third)).text, /Place 1 in the list/);
  const number = (email) => sql(`SELECT r.id FROM registrant r JOIN event e ON e.id = r.event_id WHERE e.slug = 'queue' AND r.email = '${email}'`);
  assert.equal(sql(`SELECT count(*) FROM change_record a JOIN change_record b ON b.change_id = a.change_id AND b.table_name = a.table_name WHERE a.table_name = 'registrant' AND a.record_id = ${number('one@example.org')} AND b.record_id = ${number('two@example.org')}`), '1', 'both in one change');

  await guest().post(first, { do: 'again' }); // the seat is gone: back to the end of the queue
  assert.deepEqual(rows('queue'), ['one@example.org waiting', 'two@example.org registered', 'three@example.org waiting']);
  assert.match((await guest().get(first)).text, /Place 2 in the list/);
  await guest().post(second, { do: 'cancel' });
  assert.deepEqual(rows('queue'), ['one@example.org waiting', 'two@example.org cancelled', 'three@example.org registered'], 'who came before');
  await guest().post(second, { do: 'again' });
  await guest().post(first, { do: 'cancel' }); // who waits can leave, too
  assert.match((await guest().get(second)).text, /Place 1 in the list/);
});

test('places that the staff add go to those who wait longest', async () => {
  for (const email of ['m1@example.org', 'm2@example.org', 'm3@example.org', 'm4@example.org']) await confirmed('more', email);
  const id = sql("SELECT id FROM event WHERE slug = 'more'");
  const saved = await admin.post(`/en/admin/records/events/${id}`, { places: '3' });
  assert.equal(saved.status, 303);
  assert.deepEqual(rows('more'), ['m1@example.org registered', 'm2@example.org registered', 'm3@example.org registered', 'm4@example.org waiting']);
  assert.equal(mails('promoted', 'm3@example.org').length, 1);
  await admin.post(`/en/admin/records/events/${id}`, { places: '1' });
  assert.equal(rows('more').filter((row) => / registered/.test(row)).length, 3, 'fewer places take nothing away');
});

test('who is registered hears of it when the event is cancelled, postponed or moved, once; a corrected word is no news', async () => {
  await confirmed('moves', 'goes@example.org');
  await confirmed('moves', 'stays@example.org');
  const id = sql("SELECT id FROM event WHERE slug = 'moves'"), edit = (fields) => admin.post(`/en/admin/records/events/${id}`, fields);
  const all = () => sql("SELECT kind FROM message WHERE recipient = 'stays@example.org' ORDER BY id").split('\n').map((kind) => kind.replace('registration_', ''));
  await edit({ 'title.en': 'Talk moves on' });
  assert.deepEqual(all(), ['proof', 'waiting']);
  await edit({ 'starts.date': '2099-05-05', 'starts.time': '11:00' });
  assert.match(mails('moved', 'stays@example.org')[0].body, /5 May 2099, 11:00 \(Mexico City\)/);
  await edit({ status: 'postponed' });
  await guest().post(link(mails('registered', 'goes@example.org')[0]), { do: 'cancel' });
  assert.deepEqual(rows('moves'), ['goes@example.org cancelled', 'stays@example.org waiting'], 'nobody moves up while nothing is planned');
  assert.match((await guest().get('/en/events/moves')).text, /Registration<\/b><br>Closed\./);
  await edit({ status: 'scheduled' });
  assert.deepEqual(rows('moves'), ['goes@example.org cancelled', 'stays@example.org registered']);
  await edit({ status: 'cancelled' });
  assert.deepEqual(all(), ['proof', 'waiting', 'moved', 'event_postponed', 'registered', 'event_cancelled']);
  assert.equal(mails('event_cancelled', 'goes@example.org').length, 0);
});

test('without a waiting list nobody registers for what is full, also not by an older mail', async () => {
  await send('tiny', { name: 'Late Guest', email: 'late@example.org' });
  await confirmed('tiny', 'quick@example.org');
  const full = await guest().get(form('tiny'));
  assert.match(full.text, /All places are taken\./);
  assert.doesNotMatch(full.text, /<form class="form"/);
  const late = await guest().post(form('free'), { name: 'A', email: 'a@example.org', started: stamp }, form('tiny'));
  assert.equal(late.status, 409);
  const client = guest(), page = link(mails('proof', 'late@example.org')[0]);
  const fields = hidden((await client.get(page)).text);
  fields.set('csrf', hidden((await client.get(form('free'))).text).get('csrf'));
  fields.set('do', 'confirm');
  const answer = await client.ask(page, { method: 'POST', body: fields, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal(answer.status, 409);
  assert.match(answer.text, /all places are taken/);
  assert.deepEqual(rows('tiny'), ['late@example.org unconfirmed', 'quick@example.org registered']);
});

test('an address that is known gets a message; the stranger sees the same page, and changes nothing', async () => {
  await confirmed('known', 'eva@example.org', 'Eva Known');
  const known = await send('known', { name: 'Mallory', email: 'EVA@example.org' });
  const fresh = await send('known', { name: 'Somebody', email: 'new@example.org' });
  assert.equal(known.status, fresh.status);
  assert.equal(known.text, fresh.text);
  assert.equal(mails('known', 'eva@example.org').length, 1);
  assert.equal(sql("SELECT name FROM registrant WHERE email = 'eva@example.org'"), 'Eva Known');
  assert.deepEqual(rows('known'), ['eva@example.org registered', 'new@example.org unconfirmed']);
  await send('known', { name: 'Somebody Else', email: 'new@example.org' });
  await send('known', { name: 'Mallory', email: 'eva@example.org' });
  assert.equal(mails('proof', 'new@example.org').length, 1, 'pressed twice');
  assert.equal(mails('known', 'eva@example.org').length, 1, 'pressed twice');
  assert.deepEqual(rows('known'), ['eva@example.org registered', 'new@example.org unconfirmed']);
  const page = link(mails('known', 'eva@example.org')[0]);
  await guest().post(page, { do: 'cancel' });
  await send('known', { name: 'Mallory', email: 'eva@example.org' }); // a stranger does not bring it back
  assert.equal(rows('known')[0], 'eva@example.org cancelled');
});

test('robots are kept out without a riddle; what is typed is never lost', async () => {
  const trapped = await send('free', { name: 'Robot', email: 'robot@example.org', homepage: 'x' });
  assert.match(trapped.text, /Look into your mailbox/);
  for (const started of ['', '1.forged', undefined]) {
    const answer = await send('free', { name: 'Too Fast', email: 'fast@example.org', ...(started === undefined ? {} : { started }) }, form('free'));
    if (started === undefined) { assert.equal(answer.status, 200); continue; }
    assert.equal(answer.status, 422);
    assert.match(answer.text, /send it once more/);
    assert.match(answer.text, /value="Too Fast"/);
  }
  const client = guest();
  const fast = await client.post(form('free'), { name: 'Too Fast', email: 'fast2@example.org' });
  assert.equal(fast.status, 422);
  assert.equal(sql("SELECT count(*) FROM registrant WHERE email IN ('robot@example.org', 'fast2@example.org')"), '0');
  const wrong = await send('free', { name: 'Kept <b>Name</b>', email: 'nowhere' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /<title>Error: /);
  assert.match(wrong.text, /href="#f-email"/);
  assert.match(wrong.text, /value="Kept &lt;b&gt;Name&lt;\/b&gt;"/);
});

test('links are signed: another number, another signature, or rubbish opens nothing', async () => {
  const page = await confirmed('free', 'signed@example.org');
  const [, id, signature] = page.match(/(\d+)\.([\w-]+)$/);
  for (const token of [`${+id - 1}.${signature}`, `${id}.${signature.slice(1)}`, id, '.', '0', `-1.${signature}`, `${id}.${signature}%00`, "1' OR 1=1"])
    assert.ok([400, 404, 410].includes((await guest().get(`/en/registrations/${encodeURIComponent(token)}`)).status), token);
  const own = (await guest().get(page)).text;
  assert.match(own, /s…@example\.org/);
  assert.doesNotMatch(own, /signed@example/);
  assert.match((await guest().get(page.replace('/en/registrations/', '/es/inscripciones/'))).text, /Tiene un lugar\./);
});

test('messages are in the language of the form, and the staff can put their own words in place', async () => {
  await send('free', { name: 'Lola', email: 'lola@example.org' }, '/es/eventos/free/inscripcion');
  const [proof] = mails('proof', 'lola@example.org');
  assert.equal(proof.language, 'es');
  assert.equal(proof.subject, 'Confirme su inscripción');
  assert.match(proof.body, /4 de mayo de 2099, 10:00 \(Ciudad de México\)/);
  assert.match(link(proof), /^\/es\/inscripciones\//);
  const letters = (await admin.get('/en/admin/letters')).text;
  for (const kind of ['proof', 'known', 'registered', 'waiting', 'promoted', 'cancelled']) assert.match(letters, new RegExp(`registration_${kind}`));
});

test('the staff see the queue, add by hand, cancel with a reason after being asked, and undo it', async () => {
  const event = (await admin.get(`/en/admin/records/events/${sql("SELECT id FROM event WHERE slug = 'desk'")}`)).text;
  assert.match(event, new RegExp(`href="${desk('desk')}">Registrations<`));
  for (const [name, email] of [['Ines', 'ines@example.org'], ['=cmd()', 'formula@example.org'], ['Waits <i>', 'waits@example.org']])
    assert.equal((await admin.post(desk('desk'), { do: 'add', name, email, language: 'en' })).status, 303, email);
  assert.deepEqual(rows('desk'), ['ines@example.org registered', 'formula@example.org registered', 'waits@example.org waiting']);
  assert.equal(mails('registered', 'ines@example.org').length, 1);
  const again = await admin.post(desk('desk'), { do: 'add', name: 'Ines', email: 'INES@example.org', language: 'en' });
  assert.equal(again.status, 422);
  assert.match(again.text, /registered for the event already/);
  const page = (await admin.get(desk('desk'))).text;
  assert.match(page, /has a place \(2\)/);
  assert.match(page, /on the waiting list \(1\)/);
  const waiting = (await admin.get(`${desk('desk')}?status=waiting`)).text;
  assert.match(waiting, /data-label="Place">1</);
  assert.match(waiting, /Waits &lt;i&gt;/);

  const fields = hidden(page);
  const ticked = (more) => new URLSearchParams([['csrf', fields.get('csrf')], ['do', 'cancel'], ['id', idOf('ines@example.org', 'desk')], ...more]);
  const asked = await plain(admin, desk('desk'), ticked([]));
  assert.match(asked.text, /Cancel these registrations\?[^]*1 person is written to at once/);
  assert.equal(rows('desk')[0], 'ines@example.org registered');
  assert.equal((await plain(admin, desk('desk'), ticked([['sure', '1'], ['reason', 'x'.repeat(501)]]))).status, 422);
  assert.equal((await plain(admin, desk('desk'), ticked([['sure', '1'], ['reason', 'The room is smaller.']]))).status, 303);
  assert.deepEqual(rows('desk'), ['ines@example.org cancelled', 'formula@example.org registered', 'waits@example.org registered']);
  assert.match(mails('cancelled', 'ines@example.org')[0].body, /The room is smaller\./);
  const notice = (await admin.get(desk('desk'))).text;
  const undo = notice.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  await plain(admin, undo, new URLSearchParams({ csrf: fields.get('csrf') }));
  assert.deepEqual(rows('desk'), ['ines@example.org registered', 'formula@example.org registered', 'waits@example.org waiting']);
  assert.equal(mails('registered', 'ines@example.org').length, 2, 'who was told of the end is told of the return');
  assert.match((await admin.get('/en/admin')).text, /People on waiting lists of events/);
});

test('the staff move somebody to the front of those who wait, with a reason that stays, and undo it; back in turn too', async () => {
  for (const name of ['one', 'two', 'three', 'four']) await confirmed('order', `${name}@order.example`, name);
  const queue = async () => [...(await admin.get(`${desk('order')}?status=waiting`)).text.matchAll(/class="address">(\w+)@order/g)].map((m) => m[1]).join(' ');
  const id = (name) => idOf(`${name}@order.example`, 'order');
  const token = hidden((await admin.get(desk('order'))).text).get('csrf');
  const act = (what, names, more = {}) => plain(admin, desk('order'), new URLSearchParams([['csrf', token], ['do', what], ...names.map((name) => ['id', id(name)]), ...Object.entries(more)]));
  assert.equal(await queue(), 'two three four');
  assert.match((await act('ahead', ['four'])).text, /To the front of the waiting list\?[^]*This person gets the next/);
  const none = await act('ahead', ['four'], { sure: '1', reason: ' ' });
  assert.equal(none.status, 422);
  assert.match(none.text, /id="reason-error">Give the reason/);
  assert.equal((await act('ahead', ['four'], { sure: '1', reason: 'x'.repeat(301) })).status, 422);
  assert.equal(await queue(), 'two three four');
  assert.equal((await act('ahead', ['four'], { sure: '1', reason: 'Speaks on the panel' })).status, 303);
  assert.equal(await queue(), 'four two three');
  const page = (await admin.get(`${desk('order')}?status=waiting`)).text;
  assert.match(page, /Ahead of others: Speaks on the panel/);
  assert.match((await admin.get(`/en/admin/records/registrants/${id('four')}/history`)).text, /order of a waiting list[^]*Speaks on the panel/);
  assert.equal((await act('ahead', ['two', 'three'], { sure: '1', reason: 'From far away' })).status, 303);
  assert.equal(await queue(), 'two three four', 'the last ones first, in their order');
  assert.equal((await act('ahead', ['one'], { sure: '1', reason: 'Has a place' })).status, 303);
  assert.equal(sql(`SELECT ifnull(ahead, '') FROM registrant WHERE id = ${id('one')}`), '', 'who has a place waits for none');
  await undoLast();
  assert.equal(await queue(), 'four two three');
  assert.equal((await act('in_turn', ['four'])).status, 303);
  assert.equal(await queue(), 'two three four');
  await undoLast();
  assert.equal(await queue(), 'four two three');
  assert.equal(sql("SELECT count(*) FROM message WHERE recipient LIKE '%@order.example' AND kind NOT IN ('registration_proof', 'registration_registered', 'registration_waiting')"), '0', 'nobody is written to');
  assert.match((await guest().get(link(mails('waiting', 'two@order.example')[0]))).text, /Place 2 in the list/);
  await guest().post(link(mails('registered', 'one@order.example')[0]), { do: 'cancel' });
  assert.equal(mails('promoted', 'four@order.example').length, 1, 'the first gets the place');
  await guest().post(link(mails('registered', 'one@order.example')[0]), { do: 'again' });
  await guest().post(link(mails('promoted', 'four@order.example')[0]), { do: 'cancel' });
  await guest().post(link(mails('promoted', 'four@order.example')[0]), { do: 'again' });
  assert.equal(await queue(), 'three one four', 'who comes back has no place ahead any more');
});

test('who still waits when the event begins is told so, once, in their language, also by a server that was killed', async () => {
  for (const [name, page] of [['has', 'en'], ['waits', 'en'], ['espera', 'es']])
    await send('begins', { name, email: `${name}@begins.example` }, page === 'es' ? '/es/eventos/begins/inscripcion' : undefined).then(() => guest().post(link(mails('proof', `${name}@begins.example`).at(-1)), { do: 'confirm' }));
  assert.equal(sql("SELECT count(*) FROM job WHERE kind = 'event_begins'") > 0, true);
  assert.equal(mails('begun').length, 0);
  const event = sql("SELECT id FROM event WHERE slug = 'begins'");
  const other = await start();
  try { // a copy: killed while it is about to say it
    other.child.kill('SIGKILL');
    await until(() => other.child.signalCode, 'the end');
    for (const end of ['', '-wal', '-shm']) rmSync(other.db + end, { force: true });
    execFileSync('sqlite3', [server.db, `.backup ${other.db}`]);
    const at = Math.floor(Date.now() / 1000);
    const here = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', other.db, text], { encoding: 'utf8' }).trim();
    here(`UPDATE event SET starts_utc = ${at - 1}, ends_utc = ${at + 7200} WHERE id = ${event}; UPDATE registrant SET ends_utc = ${at + 7200} WHERE event_id = ${event}; UPDATE job SET run_at = ${at - 1} WHERE kind = 'event_begins' AND subject_id = ${event}`);
    const told = () => here("SELECT group_concat(recipient || ' ' || language, ', ') FROM (SELECT * FROM message WHERE kind = 'registration_begun' ORDER BY id)");
    for (let round = 0; round < 3; round++) {
      const child = spawn(program, ['serve', '--test', '--db', other.db, '--listen', new URL(other.origin).host], { stdio: 'ignore' });
      if (round) await until(() => told() === 'waits@begins.example en, espera@begins.example es', 'both messages');
      else await sleep(30);
      child.kill('SIGKILL');
      await new Promise((resolve) => { child.on('exit', resolve); });
    }
    assert.equal(told(), 'waits@begins.example en, espera@begins.example es');
    assert.match(here("SELECT body FROM message WHERE kind = 'registration_begun' AND language = 'es'"), /ya comenzó[^]*Charla begins/);
  } finally { rmSync(other.folder, { recursive: true, force: true }); }
  await admin.post(`/en/admin/records/events/${event}`, { status: 'cancelled' });
  assert.equal(mails('begun').length, 0, 'of an event that does not take place nothing begins');
});

test('a guest deletes what is kept of the own registration: after cancelling, by a button on the mailed page, for good', async () => {
  const page = await confirmed('mine', 'erase@mine.example', 'Zyxerase Guest'), next = await confirmed('mine', 'next@mine.example');
  const open = (await guest().get(page)).text;
  assert.doesNotMatch(open, /value="delete"/);
  assert.match(open, /After cancelling you can also delete/);
  assert.equal((await guest().post(page, { do: 'delete' })).status, 409, 'a place is given back first');
  assert.equal(rows('mine').length, 2);
  await guest().post(page, { do: 'cancel' });
  assert.equal(mails('promoted', 'next@mine.example').length, 1);
  const ready = (await guest().get(page)).text;
  assert.match(ready, /Delete my data[^]*What stays[^]*value="delete"/);
  assert.deepEqual(rows('mine'), ['erase@mine.example cancelled', 'next@mine.example registered'], 'looking deletes nothing');
  assert.equal((await guest().ask(page, { method: 'POST', body: new URLSearchParams({ do: 'delete' }) })).status, 403, 'nor does a form of another site');
  const gone = await guest().post(page, { do: 'delete' });
  assert.equal(gone.status, 200);
  assert.match(gone.text, /Your data is deleted[^]*What stays/);
  assert.deepEqual(rows('mine'), ['next@mine.example registered']);
  assert.equal(sql("SELECT count(*) FROM message WHERE recipient = 'erase@mine.example'"), '0');
  assert.doesNotMatch((await admin.get('/en/admin/changes')).text, /Zyxerase/);
  assert.match((await admin.get('/en/admin/changes')).text, /a registration for an event, by the person/);
  assert.equal((await guest().get(page)).status, 410);
  assert.equal((await guest().get(next)).status, 200);
  await until(() => sql("SELECT count(*) FROM job WHERE kind IN ('scour', 'tidy')") === '0', 'the file written anew');
  assert.equal(readFileSync(server.db).includes('Zyxerase') || readFileSync(`${server.db}-wal`).includes('Zyxerase'), false, 'not a byte is left');
});

test('there is nothing to publish about a registration: its status counts, and can be changed for many', async () => {
  const edit = `/en/admin/records/registrants/${idOf('formula@example.org', 'desk')}`;
  const page = (await admin.get(edit)).text;
  assert.doesNotMatch(page, /name="(publish|archive|withdraw|draft|schedule)"/);
  assert.doesNotMatch(page, />published</);
  const list = (await admin.get('/en/admin/records/registrants?event=desk')).text;
  assert.doesNotMatch(list, />published<|value="(publish|archive|draft)"/);
  assert.match(list, /value="set:status"/);
  assert.equal((await admin.post(edit, { status: 'cancelled', reason: 'Asked by telephone.' })).status, 303);
  assert.deepEqual(rows('desk'), ['ines@example.org registered', 'formula@example.org cancelled', 'waits@example.org registered']);
  assert.match(mails('cancelled', 'formula@example.org')[0].body, /Asked by telephone\./);
  assert.equal((await admin.post(edit, { status: 'registered', reason: '' })).status, 303);
  assert.deepEqual(rows('desk'), ['ines@example.org registered', 'formula@example.org registered', 'waits@example.org registered'], 'the staff may go beyond the limit');
});

test('what an event says of its registration must fit together, and is said at its field', async () => {
  const edit = `/en/admin/records/events/${desk('desk').match(/\d+$/)[0]}`;
  for (const [fields, message] of [
    [{ 'registration_closes.date': '2099-05-06' }, /Registration must close before the event is over/],
    [{ 'registration_opens.date': '2099-05-04', 'registration_opens.time': '10:00' }, /Registration must open before it closes/],
    [{ 'registration_closes.date': '2099-05-01', 'registration_opens.date': '2099-05-02' }, /Registration must open before it closes/],
    [{ places: '-1' }, /Enter a number from 0, or nothing/],
    [{ places: 'many' }, /f-places/],
  ]) {
    const answer = await admin.post(edit, fields);
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.match(answer.text, message);
  }
  assert.equal(sql("SELECT places || ' ' || ifnull(registration_closes, '-') FROM event WHERE slug = 'desk'"), '2 -');
  assert.equal((await admin.post(edit, { 'registration_closes.date': '2099-05-03' })).status, 303);
  assert.equal(sql("SELECT datetime(registration_closes_utc, 'unixepoch') FROM event WHERE slug = 'desk'"), '2099-05-04 06:00:00', 'a day closes when it is over, in the event\'s zone');
  assert.match((await guest().get('/en/events/desk')).text, /All places are taken/);
  assert.match((await admin.get(`/en/admin/records/registrants/${idOf('ines@example.org', 'desk')}`)).text, new RegExp(`href="${desk('desk')}"`));
});

test('the list takes away what it shows, noted in the audit, with formulas made plain', async () => {
  const page = (await admin.get(desk('desk'))).text;
  const csv = await plain(admin, '/en/admin/export/registrants', new URLSearchParams({ csrf: hidden(page).get('csrf'), query: 'event=desk', whole: '1', format: 'csv' }));
  assert.equal(csv.status, 200);
  assert.match(csv.text, /ines@example\.org/);
  assert.match(csv.text, /'=cmd\(\)/);
  assert.doesNotMatch(csv.text, /rosa@example\.org/);
  assert.equal(sql("SELECT count(*) FROM audit WHERE action = 'export' AND area = 'registrant'"), '1');
  assert.equal(sql(`SELECT count(*) FROM audit WHERE action = 'view' AND area = 'event' AND detail = 'registrations' AND record_id = ${desk('desk').match(/\d+$/)[0]}`), '1');
  const found = (await admin.get('/en/admin/records/registrants?event=desk&q=ines')).text;
  assert.match(found, /ines@example\.org/);
  const looks = () => +sql(`SELECT count(*) FROM audit WHERE action = 'view' AND area = 'registrant' AND record_id = ${idOf('waits@example.org', 'desk')}`), before = looks();
  await admin.get(`/en/admin/records/registrants/${idOf('waits@example.org', 'desk')}`);
  assert.equal(looks(), before + 1);
  assert.match((await admin.get('/en/admin/audit')).text, /registrations/);
  assert.doesNotMatch(found, /waits@example\.org/);
});

test('nobody but the staff with the right sees who registered', async () => {
  for (const client of [guest(), member]) {
    for (const page of ['/en/admin/registrations', desk('desk'), '/en/admin/records/registrants']) assert.notEqual((await client.get(page)).status, 200, page);
    const posted = await plain(client, desk('desk'), new URLSearchParams({ csrf: hidden((await client.get(form('free'))).text).get('csrf') ?? '', do: 'add', name: 'x', email: 'x@example.org', language: 'en' }));
    assert.notEqual(posted.status, 303);
  }
  const editor = new Client(server.origin), email = 'limited@example.org';
  await editor.signIn(account(email, null, 'editor'));
  assert.equal((await editor.get(desk('desk'))).status, 200);
  sql("DELETE FROM staff_grant WHERE area = 'registrant'");
  assert.equal((await editor.get(desk('desk'))).status, 403);
  sql("INSERT INTO staff_grant (role_id, area, action) SELECT id, 'registrant', 'read' FROM staff_role WHERE key = 'editor'");
  const reads = await editor.get(desk('desk'));
  assert.equal(reads.status, 200);
  assert.doesNotMatch(reads.text, /name="do"|name="format"/);
  const csrf = hidden((await editor.get(form('free'))).text).get('csrf');
  for (const fields of [{ do: 'add', name: 'x', email: 'x@example.org', language: 'en' }, { do: 'cancel', id: idOf('ines@example.org', 'desk'), sure: '1' }])
    assert.equal((await plain(editor, desk('desk'), new URLSearchParams({ csrf, ...fields }))).status, 403);
  sql("DELETE FROM staff_grant WHERE area = 'registrant'");
  const events = await editor.get(`/en/admin/records/events/${sql("SELECT id FROM event WHERE slug = 'desk'")}`);
  assert.equal(events.status, 200);
  assert.doesNotMatch(events.text, /admin\/registrations\//);
  for (const page of ['/en/events/desk', '/en/events', '/en/events.ics', '/en/events/desk.ics', '/en/search?q=waits', '/sitemap.xml', '/en/events.atom'])
    assert.doesNotMatch((await guest().get(page)).text, /Ines|Waits|example\.org/, page);
});

test('the API tells nobody who registered, and an event\'s page is told again by the clock alone', async () => {
  for (const path of ['/api/registrants', `/api/registrants/${idOf('ines@example.org', 'desk')}`]) {
    assert.equal((await guest().get(path)).status, 404, path);
    assert.notEqual((await member.get(path)).status, 200, path);
  }
  assert.doesNotMatch((await guest().get('/api/events/desk')).text, /ines|waits@/);
  assert.match((await guest().get('/en/events/soon')).text, /Open until the event begins/);
  const soon = Math.floor(Date.now() / 1000) + 2; // what the page was read from does not change by it: it is asked once, and kept
  sql(`UPDATE event SET registration_closes_utc = ${soon} WHERE slug = 'soon'`);
  sql(`UPDATE event SET starts_utc = ${soon}, ends_utc = ${soon} WHERE slug = 'later'`);
  const listed = async () => (await guest().get('/en/events')).text.split('<h2>Past')[0].includes('/en/events/later"');
  assert.ok(await listed() && await listed());
  assert.match((await guest().get('/en/events/soon')).text, /Open/);
  assert.match((await guest().get('/en/events/soon')).text, /Open/);
  await sleep(3100);
  assert.ok(!await listed(), 'what is over is no longer upcoming');
  assert.match((await guest().get('/en/events/soon')).text, /Registration<\/b><br>Closed\./);
});

test('one\'s data, taken along, holds one\'s registrations', async () => {
  const page = await member.get('/en/account/data');
  const form = [...page.text.matchAll(/<form[^>]*method="post"[^]*?<\/form>/g)].map((one) => one[0]).find((one) => /action="\/en\/account\/data"/.test(one));
  const csrf = form.match(/name="csrf" value="([^"]+)"/)[1];
  assert.match(page.text, /registrations for events: name, e-mail address/);
  const answer = await fetch(server.origin + '/en/account/data', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ csrf }), headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: [...member.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
  assert.equal(answer.headers.get('content-type'), 'application/zip');
  const zip = join(server.folder, 'data.zip');
  writeFileSync(zip, Buffer.from(await answer.arrayBuffer()));
  const table = execFileSync('python3', ['-c', "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(z.read([n for n in z.namelist() if n.endswith('registrant.csv')][0]).decode())", zip], { encoding: 'utf8' });
  assert.match(table, /ana@example\.org/);
  assert.doesNotMatch(table, /berta@|rosa@/);
});

async function merge(page) {
  const sure = hidden((await admin.post(page, {})).text);
  sure.set('sure', '1');
  return plain(admin, page, sure);
}
const undoLast = async () => plain(admin, `/en/admin/changes/${sql('SELECT max(id) FROM change')}`, new URLSearchParams({ csrf: hidden((await admin.get(desk('desk'))).text).get('csrf'), sure: '1' }));

test('two members that are one person keep one registration; an undo brings back both', async () => {
  const berta = new Client(server.origin);
  await berta.signIn(account('berta@example.org', 'berta'));
  await plain(berta, form('other'), hidden((await berta.get(form('other'))).text));
  await plain(member, form('other'), hidden((await member.get(form('other'))).text));
  await confirmed('other', 'third@example.org');
  assert.deepEqual(rows('other'), ['berta@example.org registered', 'ana@example.org waiting', 'third@example.org waiting']);
  const one = sql("SELECT id FROM member WHERE slug = 'ana'"), two = sql("SELECT id FROM member WHERE slug = 'berta'");
  const page = `/en/admin/merge/members/${one}/${two}`;
  assert.equal((await merge(page)).status, 303);
  assert.deepEqual(rows('other'), ['berta@example.org registered', 'third@example.org waiting']);
  assert.equal(sql("SELECT m.slug FROM registrant r JOIN member m ON m.id = r.member_id JOIN event e ON e.id = r.event_id WHERE e.slug = 'other' AND r.status = 'registered'"), sql('SELECT slug FROM member'));
  assert.match((await member.get('/en/account')).text, /Talk other/);
  const undone = await undoLast();
  assert.equal(undone.status, 303);
  assert.deepEqual(rows('other'), ['berta@example.org registered', 'ana@example.org waiting', 'third@example.org waiting']);
});

test('two events that are one make one queue, and an undo takes it apart', async () => {
  await confirmed('gone', 'both@example.org');
  await confirmed('gone', 'only@example.org');
  await confirmed('kept', 'both@example.org');
  const number = (slug) => sql(`SELECT id FROM event WHERE slug = '${slug}'`);
  assert.equal((await merge(`/en/admin/merge/events/${number('kept')}/${number('gone')}`)).status, 303);
  const left = sql("SELECT slug FROM event WHERE slug IN ('kept', 'gone')");
  assert.deepEqual(rows(left).sort(), ['both@example.org registered', 'only@example.org registered']);
  assert.equal((await undoLast()).status, 303);
  assert.deepEqual(rows('gone'), ['both@example.org registered', 'only@example.org registered']);
  assert.deepEqual(rows('kept'), ['both@example.org registered']);
});

test('an event for which somebody registered is not deleted', async () => {
  const id = sql("SELECT id FROM event WHERE slug = 'desk'");
  const page = (await admin.get(`/en/admin/records/events/${id}`)).text;
  const answer = await plain(admin, `/en/admin/records/events/${id}`, new URLSearchParams({ csrf: hidden(page).get('csrf'), delete: '1' }));
  assert.equal(answer.status, 409);
  assert.match(answer.text, /Not deleted[^]*Registration: <a href="\/en\/admin\/records\/registrants\/\d+">[^]*set its status to “cancelled”[^]*Archive it/);
  assert.equal(sql("SELECT count(*) FROM event WHERE slug = 'desk'"), '1');
  const ana = sql("SELECT id FROM member WHERE slug = 'ana'");
  const kept = await plain(admin, `/en/admin/records/members/${ana}`, new URLSearchParams({ csrf: hidden(page).get('csrf'), delete: '1' }));
  assert.equal(kept.status, 409);
  assert.match(kept.text, new RegExp(`Not deleted[^]*href="/en/admin/privacy/person\\?member=${ana}"`));
});

test('hostile names and addresses are words everywhere: pages, messages, lists', async () => {
  const name = '<script>alert(1)</script> {{link}} \r\nBcc: all@example.org';
  await send('free', { name: name.replace('\r\n', ' '), email: 'hostile@example.org', affiliation: '"><img src=x>' });
  const [proof] = mails('proof', 'hostile@example.org');
  assert.match(proof.body, /\{\{link\}\}/);
  assert.doesNotMatch(proof.subject, /Bcc/);
  const page = await guest().get(link(proof));
  assert.match(page.text, /&lt;script&gt;/);
  await guest().post(link(proof), { do: 'confirm' });
  for (const where of [desk('free'), '/en/admin/records/registrants?event=free']) {
    const { text } = await admin.get(where);
    assert.doesNotMatch(text, /<script>alert|<img src=x/);
  }
  for (const email of ['a@b', 'x@example.org\nBcc: y@example.org', 'two@example.org,three@example.org', '@', 'ñ@'])
    assert.equal((await send('free', { name: 'N', email })).status, 422, email);
  assert.equal((await send('free', { name: 'x'.repeat(201), email: 'long@example.org' })).status, 422);
  assert.equal((await send('free', { name: '\u0000', email: 'nul@example.org' })).status >= 400, true);
  assert.equal((await guest().get("/en/events/' OR 1=1/register")).status, 404);
});

test('what was not confirmed in seven days is over, whether the purge ran or not; a year after the event nothing is left, in the history neither', async () => {
  await send('free', { name: 'Slow', email: 'slow@example.org' });
  const page = link(mails('proof', 'slow@example.org')[0]);
  assert.equal((await guest().get(page)).status, 200);
  sql("UPDATE registrant SET updated_at = updated_at - 8 * 86400 WHERE email = 'slow@example.org'");
  assert.equal((await guest().get(page)).status, 410);
  const erasedBefore = sql('SELECT count(*) FROM change WHERE erased > 0');
  const old = await confirmed('free', 'longago@example.org', 'Longago Person');
  assert.ok(+sql("SELECT count(*) FROM change WHERE id IN (SELECT change_id FROM change_record WHERE table_name = 'registrant')") > 0);
  await admin.post(desk('free'), { do: 'add', name: 'Oldest Entry', email: 'oldest@example.org', language: 'es' });
  sql("UPDATE registrant SET ends_utc = unixepoch('now', '-13 months') WHERE email IN ('longago@example.org', 'oldest@example.org')");
  await admin.post('/en/admin/privacy', {}, '/en/admin/privacy/purge');
  assert.equal(sql("SELECT count(*) FROM registrant WHERE email IN ('slow@example.org', 'longago@example.org', 'oldest@example.org')"), '0');
  assert.equal((await guest().get(old)).status, 410);
  const changes = (await admin.get('/en/admin/changes')).text;
  assert.doesNotMatch(changes, /Oldest Entry/);
  assert.equal(sql('SELECT count(*) FROM change WHERE erased > 0'), String(+erasedBefore + 2), 'the guest\'s press and the staff\'s entry');
});

test('one takes one\'s registrations along, and erasing a person frees the place', async () => {
  await confirmed('small', 'berta@example.org', 'Berta');
  await confirmed('small', 'next@example.org');
  assert.deepEqual(rows('small'), ['berta@example.org registered', 'next@example.org waiting']);
  assert.match((await guest().get('/en/privacy')).text, /registrations for events: name, e-mail address/);
  assert.match((await guest().get('/en/privacy')).text, /Registrations for events, counted from the end of the event: 12 months/);
  const person = `/en/admin/privacy/person?email=berta@example.org`;
  const kept = (await admin.get(person)).text;
  assert.match(kept, /registrations for events/);
  const fields = hidden(kept);
  const asked = await plain(admin, '/en/admin/privacy/person', (() => { fields.set('what', 'now'); fields.set('reason', 'letter'); return fields; })());
  assert.ok(asked.status < 400, asked.text.match(/<div class="problems"[^]*?<\/div>/)?.[0]);
  assert.equal(sql("SELECT count(*) FROM registrant WHERE email = 'berta@example.org'"), '0');
  assert.deepEqual(rows('small'), ['next@example.org registered']);
  assert.equal(mails('promoted', 'next@example.org').length, 1);
});
