// What is wrong in a form stands at the top of the page, with a link to the field, and beside the field, which names it to a screen reader.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start } from './server.mjs';

let server, staff;
before(async () => {
  server = await start();
  staff = await server.signedIn('staff@example.org', 'administrator');
  const account = await staff.post('/en/account', { new_password: 'una frase bastante larga' });
  assert.equal(account.status, 303);
});
after(() => server?.stop());

// The id of every field that the page calls wrong; fails where one is not told beside it.
function beside(html) {
  const summary = html.match(/<div class="problems"[^]*?<\/div>/)?.[0] ?? assert.fail('no summary');
  const ids = [...summary.matchAll(/href="#([^"]+)"/g)].map((m) => m[1]);
  for (const id of ids) {
    const field = html.match(new RegExp(`<(?:input|select|textarea|fieldset)[^>]* id="${id}"[^>]*>`))?.[0] ?? html.match(new RegExp(`<fieldset id="${id}"[^>]*>`))?.[0] ?? assert.fail(`no field ${id}`);
    const said = (field.match(/aria-describedby="([^"]*)"/)?.[1] ?? '').split(' ').map((one) => html.match(new RegExp(`<p class="error" id="${one}">([^<]+)<`))?.[1]).filter(Boolean);
    assert.equal(said.length, 1, `${id} is told beside it: ${field}`);
    assert.ok(summary.includes(said[0]), `${id}: the same words twice`);
    if (!field.startsWith('<fieldset')) assert.match(field, /aria-invalid="true"/, id);
  }
  return ids;
}

const password = 'una frase bastante larga', email = 'staff@example.org';
for (const [page, fields, expected] of [
  ['/en/account/email', { email: 'nothing', password }, ['email']],
  ['/es/cuenta/correo', { email: 'new@example.org', password: 'wrong' }, ['password']],
  ['/en/account', { password, new_password: 'short' }, ['new_password']],
  ['/en/account', { password: 'wrong', new_password: 'otra frase bastante larga' }, ['password']],
  ['/en/account/data/leave', { email, password }, ['what']],
  ['/en/account/data/leave', { what: 'leave', email: 'x@example.org', password }, ['email']],
  ['/en/account/data/leave', { what: 'leave', email, password: 'wrong' }, ['password']],
  ['/en/admin/roles', { name_en: 'Guests', name_es: ' ' }, ['name_es']],
  ['/en/admin/roles', { name_en: 'x'.repeat(101), name_es: '' }, ['name_en']],
  ['/en/admin/roles/2', { name_en: '', name_es: 'Uno' }, ['name_en']],
  ['/en/admin/settings', { mail_from: 'nobody' }, ['mail_from']],
  ['/en/admin/membership/settings', { reminders: 'soon' }, ['reminders']],
  ['/en/admin/membership/settings', { check_months: '-1' }, ['check_months']],
  ['/en/admin/accounts', { email: 'nothing', role: '2' }, ['email']],
]) test(`${page} ${JSON.stringify(fields).slice(0, 60)}`, async () => {
  const answer = await staff.post(page, fields);
  assert.equal(answer.status, 422);
  assert.deepEqual(beside(answer.text), expected);
});

test('choices of several are told beside them too', async () => {
  const answer = await staff.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Ada', surname1: 'Paz', topics: ['nothing'], publish: '1' });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /<fieldset id="(f-topics)"[^>]* aria-describedby="[^"]*\1-error"[^]*<p class="error" id="\1-error">/);
});

test('times of retention: each wrong one is named, and stays typed', async () => {
  const rules = server.sql('SELECT rule FROM retention WHERE NOT fixed LIMIT 2').split('\n');
  const answer = await staff.post('/es/admin/privacidad', { [`amount.${rules[0]}`]: '0', [`amount.${rules[1]}`]: 'pronto' });
  assert.deepEqual(beside(answer.text), rules.map((rule) => `amount-${rule}`));
  assert.match(answer.text, /value="pronto"/);
});
