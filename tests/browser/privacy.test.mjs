// My data in Debian's Chromium: a scholar on a phone without script takes her data away, asks to be erased, thinks again, and leaves for
// good; the staff carry it out. axe looks at every page on the way.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { start } from '../http/server.mjs';
import { aDesk, aPhone, checked, fits, launch, signedIn } from './browser.mjs';

let server, browser, desk, staff, phone, hers;
const sql = (text) => server.sql(text);

before(async () => {
  server = await start();
  browser = await launch();
  desk = await aDesk(browser);
  phone = await aPhone(browser, { acceptDownloads: true });
  staff = await signedIn(desk, server.firstLink());
  sql(`INSERT INTO member (id, slug, state, created_at, updated_at, approved_at, kind, given, surname1, display_name, sort_name, email, country)
    VALUES (900, 'elena-ruiz', 'published', 1, 1, 1, 'scholar', 'Elena', 'Ruiz', 'Elena Ruiz', 'Ruiz, Elena', 'elena@example.org', 'MX')`);
  const link = server.link('elena@example.org');
  sql("UPDATE account SET member_id = 900, name = 'Elena Ruiz' WHERE email = 'elena@example.org'");
  hers = await signedIn(phone, link);
});
after(async () => { await browser?.close(); await server?.stop(); });

test('she takes her data away, from a phone', async () => {
  await hers.goto(server.origin + '/es/cuenta');
  await hers.getByRole('link', { name: 'Mis datos' }).first().click();
  await fits(hers, 'my data');
  const [download] = await Promise.all([hers.waitForEvent('download'), hers.getByRole('button', { name: 'Descargar mis datos' }).click()]);
  assert.match(download.suggestedFilename(), /^mis-datos-\d{4}-\d\d-\d\d\.zip$/);
  const path = await download.path();
  assert.ok(statSync(path).size > 2000);
  const names = execFileSync('python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())', path], { encoding: 'utf8' });
  for (const name of ['profile.csv', 'README.en.md', 'LEAME.es.md']) assert.match(names, new RegExp(name));
});

test('she asks to be erased, thinks again, and asks once more', async () => {
  await hers.goto(server.origin + '/es/cuenta/datos');
  await hers.getByRole('link', { name: 'Ver qué se iría y qué se quedaría' }).click();
  await fits(hers, 'what goes and what stays');
  await hers.getByLabel('Suprimir todo lo que hay sobre mí').check();
  await hers.getByRole('button', { name: 'Confirmar' }).click();
  assert.match(await hers.title(), /^Error:/, 'her address is missing');
  assert.ok(await hers.getByLabel('Suprimir todo lo que hay sobre mí').isChecked(), 'what she chose is kept');
  await fits(hers, 'the page with an error');
  await hers.getByLabel('Para confirmar, escriba su correo electrónico').fill('elena@example.org');
  await hers.getByRole('button', { name: 'Confirmar' }).click();
  await hers.getByText('Sus datos se suprimirán el').first().waitFor();
  assert.equal((await hers.goto(server.origin + '/es/miembros/elena-ruiz')).status(), 404);
  await hers.goto(server.origin + '/es/cuenta/datos');
  await hers.getByRole('button', { name: 'Cancelar la solicitud' }).click();
  await hers.getByText('Todo está como antes').waitFor();
  assert.equal((await hers.goto(server.origin + '/es/miembros/elena-ruiz')).status(), 200);
  await hers.goto(server.origin + '/es/cuenta/datos/baja');
  await hers.getByLabel('Suprimir todo lo que hay sobre mí').check();
  await hers.getByLabel('Para confirmar, escriba su correo electrónico').fill('elena@example.org');
  await hers.getByRole('button', { name: 'Confirmar' }).click();
  await checked(server, phone, ['/es/cuenta/datos', '/es/cuenta/datos/baja', '/es/privacidad', '/es/privacidad/messages/1'], 360);
});

test('the staff see it, look at what is kept, and carry it out', async () => {
  await staff.goto(server.origin + '/es/admin/privacidad');
  await staff.getByText('Elena Ruiz').waitFor();
  await staff.getByLabel('Correo electrónico').fill('elena@example.org');
  await staff.getByRole('button', { name: 'Ver qué se conserva' }).click();
  await staff.getByText('Su registro: nombres').first().waitFor();
  await checked(server, desk, ['/es/admin/privacidad', '/es/admin/privacidad/persona?email=elena%40example.org'], 1280);
  await staff.goto(server.origin + '/es/admin/privacidad');
  await staff.getByRole('button', { name: 'Suprimir de inmediato' }).click();
  await staff.getByText('nada de la persona queda en la base de datos').waitFor();
  await staff.getByText('1 persona se dio de baja o fue borrada').waitFor();
  assert.equal(sql("SELECT (SELECT count(*) FROM member WHERE id = 900) + (SELECT count(*) FROM account WHERE email = 'elena@example.org')"), '0');
  await hers.goto(server.origin + '/es/cuenta/datos');
  assert.equal(await hers.getByRole('button', { name: 'Descargar mis datos' }).count(), 0, 'and she is signed out');
});
