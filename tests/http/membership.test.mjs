// Membership as dated terms: begun by approval, ended with a reason, counted, reminded of, renewed; and the yearly question.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Client, hidden, start, until } from './server.mjs';

let server, staff;
const sql = (text) => server.sql(text);
const load = (type, csv) => server.import(type, csv);
const day = (days) => new Date(Date.now() + days * 86400000 - 6 * 3600000).toISOString().slice(0, 10); // at the network's seat
const id = (slug) => sql(`SELECT id FROM member WHERE slug = '${slug}'`);
const mails = (kind) => Number(sql(`SELECT count(*) FROM message WHERE kind = '${kind}'`));
// What is due runs with the next request after the settings are saved.
async function daily(fields = {}) {
  assert.equal((await staff.post('/en/admin/membership/settings', fields)).status, 303);
  await until(() => Number(sql("SELECT count(*) FROM job WHERE kind = 'membership_daily' AND run_at > unixepoch()")));
}

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
  assert.equal((await staff.post('/en/admin/settings', { site_origin: server.origin })).status, 303);
  load('grade', `slug,state,name_en,name_es,period,months,ends_day,grace_days,free,position
yearly,published,Yearly,Anual,rolling,12,,30,1,9
paid,published,Paid,De cuota,fixed,,12-31,0,0,10
`);
  load('member', `slug,state,kind,given,surname1,email,country,city
ana-ruiz,published,scholar,Ana,Ruiz,ana@example.org,MX,Zacatecas
eva-paz,published,scholar,Eva,Paz,eva@example.org,MX,Jerez
red-x,published,migrant_association,Red X,,red@example.org,US,Chicago
luz-gil,pending,scholar,Luz,Gil,luz@example.org,MX,Fresnillo
`);
});
after(() => server.stop());

test('approval begins a term in the first grade for the kind, and undoing it takes the term back', async () => {
  const luz = id('luz-gil');
  assert.equal((await staff.post('/en/admin/approvals', { approve: '1' }, `/en/admin/approvals/${luz}`)).status, 303);
  const page = (await staff.get(`/en/admin/members/${luz}/membership`)).text;
  assert.match(page, /<b>current<\/b>/);
  assert.match(page, />Individual member<\/a><\/th>/);
  assert.match(page, /without end/);
  const change = sql('SELECT max(id) FROM change');
  await staff.post(`/en/admin/members/${luz}/membership/new`, {}, `/en/admin/changes/${change}`);
  assert.match((await staff.get(`/en/admin/members/${luz}/membership`)).text, /No term of membership yet/);
});

test('a term ends where its grade says, does not overlap, and keeps what was typed when it is refused', async () => {
  const page = `/en/admin/members/${id('ana-ruiz')}/membership/new`;
  assert.equal((await staff.post(page, { grade: 'paid', starts_on: '2024-03-01', ends_on: '', note: 'first fee' })).status, 303);
  assert.match((await staff.get(`/en/admin/members/${id('ana-ruiz')}/membership`)).text, /31 December 2024/);
  const twice = await staff.post(page, { grade: 'paid', starts_on: '2024-10-01', ends_on: '', note: 'second <fee>' });
  assert.equal(twice.status, 422);
  assert.match(twice.text, /There is a term of this grade in these days already/);
  assert.match(twice.text, /second &lt;fee&gt;/);
  for (const [fields, words] of [
    [{ starts_on: '2024-02-30' }, /f-starts_on-error/], [{ ends_on: '2023-01-01', starts_on: '2024-01-01' }, /f-ends_on-error/],
    [{ grade: 'nope' }, /f-grade-error/], [{ grace_days: '-4' }, /Between 0 and 3650/], [{ left_on: '2026-01-01' }, /f-left_reason-error/],
  ]) {
    const refused = await staff.post(page, { grade: 'yearly', starts_on: '2026-01-01', ...fields });
    assert.equal(refused.status, 422, JSON.stringify(fields));
    assert.match(refused.text, words);
  }
  assert.equal((await staff.get('/en/admin/members/999/membership')).status, 404);
  const term = sql(`SELECT id FROM membership WHERE member_id = ${id('ana-ruiz')}`);
  assert.equal((await staff.get(`/en/admin/members/${id('eva-paz')}/membership/${term}`)).status, 404, "another member's term");
});

test('two of the staff at one term: what clashes is shown, what does not is merged', async () => {
  const page = `/en/admin/members/${id('ana-ruiz')}/membership/${sql(`SELECT id FROM membership WHERE member_id = ${id('ana-ruiz')}`)}`;
  const one = hidden((await staff.get(page)).text), other = new URLSearchParams(one);
  one.set('note', 'paid by transfer');
  other.set('grace_days', '15');
  assert.equal((await staff.ask(page, { method: 'POST', body: one })).status, 303);
  assert.equal((await staff.ask(page, { method: 'POST', body: other })).status, 303);
  const both = (await staff.get(page)).text;
  assert.match(both, /paid by transfer/);
  assert.match(both, /name="grace_days"[^>]*value="15"/);
  one.set('grace_days', '20');
  const clash = await staff.ask(page, { method: 'POST', body: one });
  assert.equal(clash.status, 409);
  assert.match(clash.text, /Somebody else changed the same fields/);
});

test('leaving has a day and a reason', async () => {
  load('membership', `state,member,grade,starts_on\npublished,eva-paz,person,2023-05-01\n`);
  const eva = id('eva-paz'), term = sql(`SELECT id FROM membership WHERE member_id = ${eva}`);
  assert.equal((await staff.post(`/en/admin/members/${eva}/membership/${term}`, { left_on: '2024-08-01', left_reason: 'resigned' })).status, 303);
  const page = (await staff.get(`/en/admin/members/${eva}/membership`)).text;
  assert.match(page, /<b>left<\/b>/);
  assert.match(page, /1 August 2024, resigned/);
  assert.match((await staff.get('/en/admin/membership?state=left')).text, /Eva Paz/);
  assert.equal((await new Client(server.origin).get('/es/miembros/eva-paz')).status, 200, 'nobody is hidden silently');
});

test('an organization covers people, from when to when', async () => {
  load('membership', `state,member,grade,starts_on\npublished,red-x,organization,2023-01-01\n`);
  const org = id('red-x'), page = `/en/admin/members/${org}/coverage/new`;
  assert.equal((await staff.post(page, { person: '', name: '' })).status, 422);
  assert.equal((await staff.post(page, { person: 'red-x' })).status, 422, 'itself');
  assert.equal((await staff.post(page, { person: 'eva-paz', role: 'treasurer', starts_on: '2025-01-01' })).status, 303);
  assert.equal((await staff.post(page, { person: '', name: 'Pedro Mora', starts_on: '2025-01-01', ends_on: '2025-02-01' })).status, 303);
  const covers = (await staff.get(`/en/admin/members/${org}/membership`)).text;
  assert.match(covers, /Eva Paz[^]*treasurer · covered now/);
  assert.match(covers, /Pedro Mora[^]*not now/);
  assert.match((await staff.get(`/en/admin/members/${id('eva-paz')}/membership`)).text, /<b>covered by an organization<\/b> \(Red X\)/);
});

test('figures are what the terms say; what everybody sees is rounded', async () => {
  sql('DELETE FROM membership; DELETE FROM coverage');
  const people = Array.from({ length: 9 }, (_, i) => `p${i}`);
  load('member', `slug,state,kind,given,surname1,country,visibility.country\n${people.map((p, i) => `${p},published,${i < 8 ? 'scholar' : 'funder'},P${i},X,${i < 5 ? 'MX' : i < 7 ? 'US' : 'GT'},${i === 4 ? 'staff' : ''}`).join('\n')}\n`);
  // 2021: nine join. Five end with 2022 and are renewed for 2023 and on; p5 comes back in 2024 after a gap; p6, p7 stay away; p8 has no end.
  const rows = people.map((p, i) => `published,${p},${i < 8 ? 'paid' : 'person'},2021-04-01,${i < 8 ? '2022-12-31' : ''}`);
  for (const p of people.slice(0, 5)) rows.push(`published,${p},paid,2023-01-01,2040-12-31`);
  rows.push('published,p5,paid,2024-06-01,2040-12-31');
  load('membership', `state,member,grade,starts_on,ends_on\n${rows.join('\n')}\n`);
  const csv = (await staff.get('/en/admin/membership/figures.csv')).text;
  const year = new Date().getUTCFullYear();
  for (const line of ['joined,2021,,,9', 'members,2021,,,9', 'renewed,2023,,,5', 'left,2023,,,3', 'members,2023,,,6', 'returned,2024,,,1', 'members,2024,,,7',
    `members,${year},,,7`, `members,${day(0)},country,MX,5`, `members,${day(0)},country,US,1`, `members,${day(0)},country,GT,1`, `members,${day(0)},grade,paid,6`, `members,${day(0)},grade,person,1`])
    assert.match(csv, new RegExp(`^${line}\\r$`, 'm'), line);
  assert.match((await staff.get(`/en/admin/membership/figures?at=2022-06-01&country=US`)).text, />2<\/td>/);

  const open = new Client(server.origin), shown = (await open.get('/en/membership/figures.csv')).text;
  const numbers = shown.trim().split('\r\n').slice(1).map((line) => Number(line.split(',').at(-1)));
  assert.ok(numbers.length > 10);
  assert.deepEqual(numbers.filter((number) => number % 5 !== 0), [], 'multiples of five, sums too');
  for (const line of ['joined,2021,,,10', 'left,2023,,,5', 'members,2023,,,5', 'returned,2024,,,0', 'members,2024,,,5'])
    assert.match(shown, new RegExp(`^${line}\\r$`, 'm'), `${line}: six became seven, which nobody can tell`);
  assert.match(shown, new RegExp(`^members,${day(0)},country,MX,5\\r$`, 'm'));
  assert.match(shown, new RegExp(`^members,${day(0)},country,,5\\r$`, 'm'), 'small ones, and who hides a country, stand together');
  assert.equal((await open.get('/en/membership/figures?country=US')).headers.get('location'), '/en/membership/figures', 'everybody sees one table');
  const page = await open.get('/es/membresia/cifras');
  assert.equal(page.status, 200);
  assert.match(page.text, /<svg class="chart"[^]*<rect/);
  assert.match(page.text, /<caption>Por año/);
  assert.match(page.text, /múltiplo de cinco/);
});

test('a reminder goes out once for each step, not after renewal, and a member renews a free grade with one button', async () => {
  sql('DELETE FROM membership');
  load('membership', `state,member,grade,starts_on,ends_on\npublished,ana-ruiz,yearly,${day(-360)},${day(5)}\npublished,red-x,yearly,${day(-380)},${day(-15)}\n`);
  await daily();
  assert.equal(mails('membership_reminder'), 2);
  assert.match((await staff.get('/en/admin/membership?state=ending')).text, /Ana Ruiz/);
  assert.doesNotMatch((await staff.get('/en/admin/membership?state=ending')).text, /Red X<\/a><\/th>/);
  const body = sql("SELECT body FROM message WHERE kind = 'membership_reminder' AND recipient = 'ana@example.org'");
  assert.match(body, /Su membresía termina el/);
  assert.match(sql("SELECT body FROM message WHERE kind = 'membership_reminder' AND recipient = 'red@example.org'"), /Su membresía terminó el[^]*todo sigue igual/);
  await daily();
  assert.equal(mails('membership_reminder'), 2, 'twice a day is once');

  sql(`INSERT INTO account (email, name, role, language, created_at, member_id) VALUES ('ana@example.org', 'Ana', 'member', 'en', 1, ${id('ana-ruiz')})`);
  const ana = new Client(server.origin);
  await ana.post('/en/sign-in', { email: 'ana@example.org' });
  const link = sql("SELECT body FROM message WHERE kind = 'sign_in' ORDER BY id DESC LIMIT 1").match(/https?:\S+/)[0];
  await ana.signIn(link);
  assert.equal((await ana.post('/en/account', {}, '/en/account/renew')).status, 303);
  assert.equal((await ana.post('/en/account', {}, '/en/account/renew')).status, 303, 'pressed twice');
  assert.deepEqual(sql(`SELECT starts_on FROM membership WHERE member_id = ${id('ana-ruiz')} ORDER BY starts_on`).split('\n'), [day(-360), day(6)]);
  sql("DELETE FROM membership_reminder");
  await daily();
  assert.equal(mails('membership_reminder'), 3, 'only red-x, whose term is not renewed');
});

test('the yearly question: asked once, seen without signing in, confirmed by a button alone', async () => {
  sql('DELETE FROM membership');
  load('membership', `state,member,grade,starts_on,ends_on\npublished,eva-paz,paid,2023-01-01,2023-12-31\n`);
  sql("UPDATE member SET approved_at = unixepoch() - 400 * 86400, created_at = unixepoch() - 400 * 86400 WHERE slug IN ('ana-ruiz', 'eva-paz')");
  sql("UPDATE member SET contactable = 'members' WHERE slug = 'ana-ruiz'");
  await daily();
  await daily();
  assert.equal(mails('profile_check'), 1, 'eva left; ana is asked once');
  assert.doesNotMatch((await staff.get('/en/admin/membership?state=unanswered')).text, /Ana Ruiz/, 'she has a month');
  sql('UPDATE profile_check SET asked_at = asked_at - 31 * 86400');
  assert.match((await staff.get('/en/admin/membership?state=unanswered')).text, /Ana Ruiz/);
  const path = new URL(sql("SELECT body FROM message WHERE kind = 'profile_check'").match(/https?:\S+/)[0]).pathname;
  const open = new Client(server.origin), shown = await open.get(path);
  assert.match(shown.text, /Zacatecas/);
  assert.match(shown.text, /a••••@example\.org/);
  assert.match(shown.text, />(members only|solo integrantes)</i, 'a choice that everybody has is not covered');
  assert.doesNotMatch(shown.text, /ana@example\.org/);
  assert.match((await staff.get(`/en/admin/members/${id('ana-ruiz')}/membership`)).text, /never/, 'a GET confirms nothing');
  assert.equal((await open.post(path, {})).status, 303);
  assert.match((await open.get(path)).text, /Already confirmed|Ya se confirmó/);
  assert.doesNotMatch((await staff.get(`/en/admin/members/${id('ana-ruiz')}/membership`)).text, />never</);
  assert.equal((await open.get('/en/still-correct/nothing')).status, 404);
});

test('only where the network set it so does the directory leave out whose membership has ended', async () => {
  const open = new Client(server.origin), listed = async () => /Eva Paz/.test((await open.get('/en/members?q=&country=MX')).text);
  assert.equal(await listed(), true);
  await daily({ hide_lapsed: '1' });
  assert.equal(await listed(), false);
  load('membership', `state,member,grade,starts_on\npublished,eva-paz,person,${day(-1)}\n`);
  assert.equal(await listed(), true, 'a new term brings her back at once');
  await daily({ hide_lapsed: '0' });
});

test('when two records of one person are merged, terms, coverage and claims move along; undone, they are back', async () => {
  load('member', 'slug,state,kind,given,surname1,country\nrosa-1,published,scholar,Rosa,Mar,MX\nrosa-2,published,scholar,Rosa,Mar,MX\n');
  load('membership', 'state,member,grade,starts_on,ends_on\npublished,rosa-1,paid,2021-01-01,2021-12-31\npublished,rosa-2,paid,2022-01-01,2022-12-31\n');
  load('coverage', 'state,organization,person,starts_on\npublished,red-x,rosa-2,2023-01-01\n');
  const [one, other] = [id('rosa-1'), id('rosa-2')], count = (table, column, member) => sql(`SELECT count(*) FROM ${table} WHERE ${column} = ${member}`);
  sql(`INSERT INTO profile_check (member_id, asked_at, confirmed_at) VALUES (${one}, 1, 2), (${other}, 3, 4);
    INSERT INTO claim (publication_id, member_id, position, line, created_at) SELECT min(id), ${other}, 1, 'Rosa Mar', 1 FROM publication`);
  const page = `/en/admin/merge/members/${one}/${other}`;
  const body = hidden((await staff.post(page, { winner: 'one' })).text);
  body.set('sure', '1');
  assert.equal((await staff.ask(page, { method: 'POST', body })).status, 303);
  assert.deepEqual([count('membership', 'member_id', one), count('coverage', 'person_id', one), count('claim', 'member_id', one), count('profile_check', 'member_id', one)], ['2', '1', '1', '1']);
  assert.deepEqual([count('membership', 'member_id', other), count('claim', 'member_id', other)], ['0', '0']);
  const change = sql("SELECT max(id) FROM change WHERE kind = 'merge'");
  assert.equal((await staff.post('/en/account', {}, `/en/admin/changes/${change}`)).status, 303);
  assert.deepEqual([count('membership', 'member_id', one), count('membership', 'member_id', other), count('coverage', 'person_id', other), count('claim', 'member_id', other)], ['1', '1', '1', '1']);
});

test('no one but the staff', async () => {
  const open = new Client(server.origin);
  for (const path of ['/en/admin/membership', '/en/admin/membership/figures', '/en/admin/membership/figures.csv', '/en/admin/membership/settings', '/en/admin/members/1/membership'])
    assert.notEqual((await open.get(path)).status, 200, path);
  const wrong = await staff.post('/en/admin/membership/settings', { check_months: '3' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /name="check_months" value="3"/);
});
