// A scholar on a phone without script: she hides her e-mail address, sees her page as everybody does, changes her name and claims a paper;
// the staff decide, enter a term of membership and let her go. axe looks at every page on the way.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start } from '../http/server.mjs';
import { aDesk, aPhone, checked, fits, launch, signedIn } from './browser.mjs';

let server, browser, desk, staff, phone, hers;
const sql = (text) => server.sql(text);
const load = (type, csv) => server.import(type, csv);

before(async () => {
  server = await start();
  browser = await launch();
  desk = await aDesk(browser);
  staff = await signedIn(desk, server.firstLink());
  load('member', 'slug,state,kind,given,surname1,display_name,email,country,city,visibility.email\nana-ruiz,published,scholar,Ana,Ruiz,Ana Ruiz,ana@example.org,MX,Zacatecas,public\n');
  load('publication', 'slug,state,kind,title_es,year,authors\nremesas,published,article,Remesas y desarrollo,2019,"Ana | Ruiz | author |  | "\n');
  sql("INSERT INTO account (email, name, role, language, created_at, member_id) SELECT email, display_name, 'member', 'es', 1, id FROM member WHERE slug = 'ana-ruiz'");
  phone = await aPhone(browser);
  hers = await phone.newPage();
  await hers.goto(server.origin + '/es/entrar');
  await hers.getByLabel('Correo electrónico').fill('ana@example.org');
  await hers.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await hers.goto(sql("SELECT body FROM message WHERE kind = 'sign_in'").match(/https?:\S+/)[0]);
  await hers.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
});
after(async () => { await browser?.close(); await server?.stop(); });

test('she hides her address and sees that it is gone', async () => {
  await hers.goto(server.origin + '/es/cuenta/como/public');
  await hers.getByText('ana@example.org').waitFor();
  await hers.goto(server.origin + '/es/cuenta');
  await hers.getByRole('link', { name: 'Contacto', exact: true }).first().click();
  await hers.locator('#f-visibility-email').selectOption('staff');
  await hers.getByRole('button', { name: 'Guardar perfil' }).last().click();
  await hers.getByText('Su perfil quedó guardado').or(hers.locator('.notice')).first().waitFor();
  await hers.getByRole('link', { name: 'Como la ve todo el mundo' }).click();
  assert.equal(await hers.getByText('ana@example.org').count(), 0);
  await fits(hers, 'the page as everybody sees it');
  await checked(server, phone, ['/es/cuenta', '/es/cuenta/perfil', '/es/cuenta/perfil/contacto', '/es/cuenta/perfil/imagen', '/es/cuenta/mensajes'], 360);
});

test('a new name waits for the staff, who see what changes and approve', async () => {
  await hers.goto(server.origin + '/es/cuenta/perfil/nombre');
  await hers.getByLabel('Nombre como se muestra').fill('Ana Ruiz Soto');
  await hers.getByRole('button', { name: 'Guardar perfil' }).last().click();
  await hers.getByText('Espera aprobación desde').waitFor();
  await checked(server, phone, ['/es/cuenta', '/es/cuenta/perfil/nombre'], 360);
  await staff.goto(server.origin + '/es/admin/perfiles');
  await checked(server, desk, ['/es/admin/perfiles'], 1280);
  await staff.getByRole('cell', { name: 'Ana Ruiz Soto' }).waitFor();
  await staff.getByRole('button', { name: 'Aprobar' }).click();
  await staff.locator('.notice').getByText('Aprobado').waitFor();
  await hers.goto(server.origin + '/es/miembros/ana-ruiz');
  await hers.getByRole('heading', { name: 'Ana Ruiz Soto' }).waitFor();
});

test('she claims a paper and brings another one', async () => {
  await hers.goto(server.origin + '/es/cuenta/publicaciones');
  await hers.getByLabel('Título o DOI').fill('remesas');
  await hers.getByRole('main').getByRole('button', { name: 'Buscar' }).click();
  await checked(server, phone, ['/es/cuenta/publicaciones?q=remesas'], 360);
  await hers.getByRole('button', { name: 'Soy yo (Ana Ruiz)' }).click();
  await hers.getByText('espera aprobación').first().waitFor();
  await hers.goto(server.origin + '/es/cuenta/publicaciones');
  await hers.getByLabel('BibTeX o RIS').fill("@book{x, title={Un libro de migraci{\\'o}n}, author={Ruiz, Ana and Paz, Eva}, year=2020}\n@book{y, title={Sin a\\~no}, author={Ruiz, Ana}}");
  await hers.getByRole('button', { name: 'Leer', exact: true }).click();
  await hers.getByRole('heading', { name: 'Un libro de migración' }).waitFor();
  await hers.getByText('No tiene año').waitFor();
  assert.ok(await hers.getByLabel('Ana Ruiz').isChecked(), 'her line is likely this one');
  await fits(hers, 'what was read');
  await hers.getByRole('button', { name: 'Agregar las elegidas' }).click();
  await hers.getByText('Un libro de migración').waitFor();
  await checked(server, desk, ['/es/admin/reclamos', '/en/admin/claims'], 1280);
  for (let i = 0; i < 2; i++) {
    await staff.goto(server.origin + '/es/admin/reclamos');
    await staff.getByRole('button', { name: /^Aprobar/ }).first().click();
  }
  await hers.goto(server.origin + '/es/miembros/ana-ruiz');
  for (const title of ['Remesas y desarrollo', 'Un libro de migración']) await hers.getByRole('link', { name: title }).waitFor();
});

test('the staff begin a term, and end it with a reason', async () => {
  const member = sql("SELECT id FROM member WHERE slug = 'ana-ruiz'");
  await staff.goto(`${server.origin}/es/admin/miembros/${member}/membresia`);
  await staff.getByRole('link', { name: 'Empezar el primer periodo' }).click();
  await staff.getByRole('button', { name: 'Guardar' }).first().click();
  await staff.getByText('vigente').first().waitFor();
  await checked(server, desk, [`/es/admin/miembros/${member}/membresia`, `/es/admin/miembros/${member}/membresia/new`, '/es/admin/membresia?state=current', '/es/admin/membresia/cifras',
    '/es/admin/membresia/ajustes', '/es/membresia/cifras'], 1280);
  await checked(server, desk, ['/es/admin/membresia?state=current', '/es/membresia/cifras', `/es/admin/miembros/${member}/membresia`], 360);
  await staff.getByRole('link', { name: 'Membresía individual' }).click();
  await staff.locator('#f-left_on').fill(sql("SELECT starts_on FROM membership"));
  await staff.getByRole('button', { name: 'Guardar' }).first().click();
  assert.match(await staff.title(), /^Error:/, 'the reason is missing');
  await staff.getByLabel('Motivo de la salida').selectOption('resigned');
  await staff.getByRole('button', { name: 'Guardar' }).first().click();
  await staff.getByText('terminada').first().waitFor();
  await hers.goto(server.origin + '/es/cuenta');
  await hers.getByText('terminada').waitFor();
});
