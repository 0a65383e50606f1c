// The staff at their desk, without script: 5,000 rows with 37 bad ones go in and out again; two edit one record at once; a member leaves and is erased.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../http/server.mjs';
import { launch } from './browser.mjs';

let server, browser, one, two;
const sql = (text) => server.sql(text);
const exported = () => server.run('export', 'member');

async function person(link, width = 1280) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('main').getByRole('button', { name: /^(Entrar|Sign in)$/ }).click();
  return page;
}
const invited = (email, role) => new URL(server.link(email, role)).pathname;
const at = (path) => (path.startsWith('http') ? path : server.origin + path);

before(async () => {
  server = await start();
  browser = await launch();
  one = await person(server.firstLink());
  two = await person(at(invited('two@example.org', 'administrator')));
});
after(async () => { await browser?.close(); await server?.stop(); });

test('5,000 members with 37 bad rows: looked at, taken in, undone', async () => {
  let csv = 'Given;Surname;E-mail;Country;Kind\r\n';
  for (let i = 0; i < 5000; i++) csv += `Ana;Ruiz ${i};${i % 135 === 7 ? 'no address' : `ana${i}@example.org`};Guatemala;student\r\n`;
  writeFileSync(`${server.folder}/members.csv`, `\ufeff${csv}`);
  const before = exported();
  await one.goto(at('/en/admin/imports'));
  await one.getByLabel('Records').selectOption('member');
  await one.getByLabel('File').setInputFiles(`${server.folder}/members.csv`);
  await one.getByRole('button', { name: 'Send' }).click();
  await one.getByLabel('Goes to: Surname').selectOption('surname1');
  await one.getByRole('button', { name: 'Check' }).click();
  assert.equal(exported(), before, 'a check writes nothing');
  const [download] = await Promise.all([one.waitForEvent('download'), one.getByRole('link', { name: 'Wrong rows' }).first().click()]);
  assert.equal(readFileSync(await download.path(), 'utf8').trim().split('\n').length, 38, 'the header and 37 rows, each with its reason');
  await one.getByRole('button', { name: 'Import the 4,963 good rows now' }).click();
  assert.equal(sql("SELECT count(*) FROM member WHERE surname1 LIKE 'Ruiz %'"), '4963');
  await one.getByRole('button', { name: /^Undo \d+$/ }).first().click();
  await one.getByRole('main').locator('button[name=sure]').click();
  await one.getByText('Undone').first().waitFor();
  assert.equal(sql("SELECT count(*) FROM member WHERE surname1 LIKE 'Ruiz %'"), '0');
  assert.ok(exported() === before, 'all is as it was');
  await one.goto(at('/en/admin/changes'));
  await one.getByText('members.csv').first().waitFor();
});

test('two edit one record at once: what only one changed is kept, what both changed is asked, nothing typed is lost', async () => {
  await one.goto(at('/en/admin/records/organizations/1'));
  const page = one.url();
  await two.goto(page);
  await one.getByLabel('City').fill('Guadalupe');
  await one.getByRole('button', { name: 'Publish the changes' }).click();
  await two.getByLabel('Website').fill('https://two.example.org/');
  await two.getByRole('button', { name: 'Publish the changes' }).click();
  assert.equal(sql("SELECT city || ' ' || website FROM organization WHERE id = 1"), 'Guadalupe https://two.example.org/', 'both are there');

  await one.goto(page);
  await two.goto(page);
  await one.getByLabel('City').fill('Zacatecas');
  await one.getByRole('button', { name: 'Publish the changes' }).click();
  await two.getByLabel('City').fill('Jerez');
  await two.getByRole('button', { name: 'Publish the changes' }).click();
  const clash = two.locator('.problems');
  for (const value of ['Guadalupe', 'Zacatecas', 'Jerez']) await clash.getByText(value, { exact: true }).waitFor();
  assert.equal(sql('SELECT city FROM organization WHERE id = 1'), 'Zacatecas', 'nothing is written over');
  assert.equal(await two.getByLabel('City').inputValue(), 'Jerez');
  await two.getByRole('button', { name: 'Publish the changes' }).click();
  assert.equal(sql('SELECT city FROM organization WHERE id = 1'), 'Jerez', 'decided');
});

test('a member leaves for good on a phone, and is gone when her days have passed', async () => {
  server.import('member', 'slug,state,kind,given,surname1,display_name,email,country\nzyxa-vortem,published,scholar,Zyxa,Vortem,Zyxa Vortem,zyxa@example.org,MX\n');
  sql("INSERT INTO account (email, name, role, language, created_at, member_id) SELECT email, display_name, 'member', 'en', 1, id FROM member WHERE slug = 'zyxa-vortem'");
  const visitor = await (await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false })).newPage();
  await visitor.goto(at('/en/sign-in'));
  await visitor.getByLabel('E-mail').first().fill('zyxa@example.org');
  await visitor.getByRole('main').getByRole('button', { name: /link|Sign in/ }).last().click();
  const hers = await person(sql("SELECT body FROM message WHERE kind = 'sign_in' AND recipient = 'zyxa@example.org'").match(/https?:\S+/)[0], 360);
  await hers.goto(at('/en/account/data/leave'));
  await hers.getByRole('heading', { name: 'What goes, and what stays' }).waitFor();
  await hers.locator('#what-erase').check();
  await hers.locator('#email').fill('someone.else@example.org');
  await hers.getByRole('button', { name: 'Confirm' }).click();
  await hers.locator('.problems').waitFor();
  assert.equal(sql('SELECT count(*) FROM erasure'), '0', 'not by a slip');
  await hers.locator('#what-erase').check();
  await hers.locator('#email').fill('zyxa@example.org');
  await hers.getByRole('button', { name: 'Confirm' }).click();
  assert.equal((await visitor.goto(at('/en/members/zyxa-vortem'))).status(), 404);
  sql("UPDATE erasure SET due_at = 1; UPDATE job SET run_at = 1 WHERE kind = 'erase'");
  for (let i = 0; i < 100 && sql("SELECT count(*) FROM job WHERE kind IN ('erase', 'scour')") !== '0'; i++) {
    await visitor.goto(at('/en'));
    await sleep(200);
  }
  server.run('backup', `${server.folder}/copy.db`);
  for (const file of [server.db, `${server.db}-wal`, `${server.folder}/copy.db`]) {
    const bytes = readFileSync(file).toString('latin1').toLowerCase();
    assert.ok(!bytes.includes('zyxa') && !bytes.includes('vortem'), file);
  }
});
