// Joining in Debian's Chromium: an organization registers in Spanish on a 360 px phone without script; the staff ask, approve and
// verify; two records are merged and taken apart again. axe looks at every page on the way.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start } from '../http/server.mjs';
import { aDesk, aPhone, checked, fits, launch, signedIn } from './browser.mjs';

let server, browser, desk, staff;

before(async () => {
  server = await start();
  browser = await launch();
  desk = await aDesk(browser);
  staff = await signedIn(desk, server.firstLink());
});
after(async () => { await browser?.close(); await server?.stop(); });

const phone = () => aPhone(browser);
const mailed = async (word) => {
  await staff.goto(server.origin + '/es/admin/mensajes');
  return (await staff.content()).match(new RegExp(`https?://127[^\\s<]+/${word}/[^\\s<]+`))[0];
};

test('an organization registers in Spanish on a phone without script, closes the browser, and goes on by the link', async () => {
  let context = await phone(), hers = await context.newPage();
  await hers.goto(server.origin + '/es/registro');
  await fits(hers, 'the first page');
  await hers.getByRole('button', { name: 'una organización' }).click();
  await hers.getByLabel('Tipo').selectOption('migrant_association');
  await hers.getByLabel('Nombre de la organización').fill('Casa del Migrante Norte');
  await hers.getByLabel('Nombre', { exact: true }).fill('Lucía Peña');
  await hers.getByLabel('Correo electrónico').fill('lucia@casa.example');
  await hers.getByRole('button', { name: 'Enviar solicitud' }).click();
  assert.match(await hers.title(), /^Error:/, 'the country is missing');
  assert.equal(await hers.getByLabel('Nombre de la organización').inputValue(), 'Casa del Migrante Norte');
  await fits(hers, 'the form with errors');
  await hers.getByRole('button', { name: 'Guardar y continuar después' }).click();
  await hers.getByText('abre el formulario donde lo dejó').waitFor();
  await context.close();

  const address = await mailed('registro');
  context = await phone();
  hers = await context.newPage();
  await hers.goto(address);
  assert.equal(await hers.getByLabel('Nombre de la organización').inputValue(), 'Casa del Migrante Norte');
  await fits(hers, 'the mailed page');
  await checked(server, context, [address, '/es/registro?as=organization'], 360);
  await hers.getByLabel('País').selectOption('MX');
  await hers.getByLabel('Ciudad').fill('Tijuana');
  await hers.getByRole('button', { name: 'Confirmar y enviar' }).click();
  await hers.getByText('su solicitud está con el equipo').waitFor();
  await context.close();
});

test('the staff ask, the organization answers; approved, verified, signed in, shown', async () => {
  await staff.goto(server.origin + '/es/admin/solicitudes');
  await staff.getByRole('link', { name: 'Casa del Migrante Norte' }).click();
  const page = staff.url();
  await staff.getByRole('link', { name: 'Preguntar más' }).click();
  await staff.getByRole('link', { name: 'Sobre la organización' }).click();
  assert.match(await staff.getByLabel('Su pregunta').inputValue(), /desde cuándo existe/);
  await staff.getByRole('button', { name: 'Ver el mensaje antes' }).click();
  await staff.getByText('Hola, Lucía Peña:').waitFor();
  await staff.getByRole('button', { name: 'Enviar la pregunta' }).click();
  await staff.getByText('espera respuesta').first().waitFor();

  const context = await phone(), hers = await context.newPage(), question = await mailed('registro');
  await checked(server, context, [question], 360);
  await hers.goto(question);
  await fits(hers, 'the question');
  await hers.getByLabel('Su respuesta').fill('Desde 2009, en Tijuana.');
  await hers.getByRole('button', { name: 'Enviar respuesta' }).click();
  await hers.getByText('su solicitud está con el equipo').waitFor();

  await checked(server, desk, [page, page + '?do=decline', '/en/admin/approvals'], 1280);
  await checked(server, desk, [page], 360);
  await staff.goto(page);
  await staff.getByText('Desde 2009, en Tijuana.').waitFor();
  await staff.getByLabel(/Verifiqué que esta persona/).check();
  await staff.getByRole('main').getByRole('button', { name: 'Aprobar' }).click();
  await staff.getByText('Aprobada').first().waitFor();

  await hers.goto(await mailed('entrar'));
  await hers.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await hers.getByRole('link', { name: 'Representantes' }).click();
  await fits(hers, 'representatives');
  await hers.getByRole('button', { name: 'Mostrar en la página pública' }).click();
  await checked(server, context, ['/es/cuenta/representantes'], 360);
  await hers.goto(server.origin + '/es/miembros/casa-del-migrante-norte');
  await hers.getByText('Lucía Peña').waitFor();
  await hers.getByText('Tijuana').first().waitFor();
  await context.close();
});

test('an applicant twice: compared, merged, taken apart again', async () => {
  for (const [given, email] of [['Rosa', 'rosa@example.org'], ['R.', 'r@example.org']]) {
    const context = await phone(), hers = await context.newPage();
    await hers.goto(server.origin + '/es/registro');
    await hers.getByLabel('Tipo').selectOption('scholar');
    await hers.getByLabel('Nombres').fill(given);
    await hers.getByLabel('Primer apellido').fill('Quispe');
    await hers.getByLabel('Segundo apellido').fill('Mamani');
    await hers.getByLabel('Correo electrónico').fill(email);
    await hers.getByLabel('País').selectOption('BO');
    await hers.getByRole('button', { name: 'Enviar solicitud' }).click();
    await hers.goto(await mailed('registro'));
    await hers.getByRole('button', { name: 'Confirmar y enviar' }).click();
    await hers.getByText('su solicitud está con el equipo').waitFor();
    await context.close();
  }
  await staff.goto(server.origin + '/es/admin/duplicados');
  await checked(server, desk, ['/es/admin/duplicados'], 360);
  await staff.getByText('mismos apellidos e inicial, mismo país').waitFor();
  await staff.getByRole('link', { name: 'Comparar y unir' }).click();
  await checked(server, desk, [staff.url()], 1280);
  await checked(server, desk, [staff.url()], 360);
  await staff.getByLabel('r@example.org').check();
  await staff.getByRole('button', { name: 'Ver el resultado' }).click();
  await staff.getByText('Todo es un solo cambio').waitFor();
  await staff.getByRole('button', { name: 'Unir', exact: true }).click();
  await staff.getByText('Unidos.').waitFor();
  assert.equal(await staff.getByLabel('Correo electrónico').first().inputValue(), 'r@example.org');
  await staff.getByRole('button', { name: 'Deshacer' }).first().click();
  await staff.getByText('Deshecho.').waitFor();
  await staff.goto(server.origin + '/es/admin/duplicados');
  await staff.getByText('mismos apellidos e inicial, mismo país').waitFor();
  await staff.getByRole('button', { name: 'No es duplicado' }).click();
  await staff.getByText('Anotado').waitFor();
  await staff.getByText('No hay duplicados probables.').waitFor();
});
