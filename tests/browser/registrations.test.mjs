// Registering for an event in Debian's Chromium, on a 360 px phone without script: the staff open an event with one place, a guest
// takes it, another waits, the first cancels on the mailed page, the second has the place. axe looks at every page on the way.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../http/server.mjs';
import { aDesk, aPhone, checked, fits, launch, signedIn } from './browser.mjs';

let server, browser, desk, staff, event;

before(async () => {
  server = await start();
  server.import('event', `slug,state,title_en,title_es,kind,status,mode,starts,zone,city,country
taller,published,Workshop on remittances,Taller sobre remesas,workshop,scheduled,onsite,2099-03-05T10:00,America/Mexico_City,Zacatecas,MX
`);
  event = server.sql("SELECT id FROM event WHERE slug = 'taller'");
  browser = await launch();
  desk = await aDesk(browser);
  staff = await signedIn(desk, server.firstLink());
});
after(async () => { await browser?.close(); await server?.stop(); });

const mailed = async () => {
  await staff.goto(server.origin + '/es/admin/mensajes');
  return (await staff.content()).match(/https?:\/\/127[^\s<]+\/inscripciones\/[^\s<]+/)[0];
};

// A guest's own phone: from the event to the mailed page, where the address is confirmed.
async function registers(name, email, button) {
  const context = await aPhone(browser), page = await context.newPage();
  await page.goto(server.origin + '/es/eventos/taller');
  await fits(page, 'the event');
  await page.getByRole('link', { name: button }).click();
  await fits(page, 'the form');
  await page.getByLabel('Correo electrónico').fill(email);
  await page.getByRole('button', { name: button }).click();
  assert.match(await page.title(), /^Error:/, 'the name is missing');
  assert.equal(await page.getByLabel('Correo electrónico').inputValue(), email);
  await fits(page, 'the form with errors');
  await page.getByLabel('Nombre', { exact: true }).fill(name);
  await sleep(2100); // faster than a person is sent back
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('heading', { name: 'Revise su correo' }).waitFor();
  await page.goto(await mailed());
  await fits(page, 'the mailed page');
  await checked(server, context, ['/es/eventos/taller', '/en/events/taller/register', page.url()], 360);
  await page.getByRole('button', { name: 'Confirmar la inscripción' }).click();
  await page.getByText('la inscripción está confirmada').waitFor();
  return { context, page };
}

test('the staff open registration; one guest takes the place, one waits and gets it when the first cancels', async () => {
  await staff.goto(`${server.origin}/es/admin/registros/events/${event}`);
  await staff.getByLabel('Recibe inscripciones aquí').check();
  await staff.getByLabel('Lugares').fill('1');
  await staff.getByLabel('Con lista de espera').check();
  await staff.getByRole('button', { name: 'Publicar los cambios' }).click();

  const rosa = await registers('Rosa Quispe', 'rosa@example.org', 'Inscribirse');
  await rosa.page.getByText('Tiene un lugar.').waitFor();
  const lola = await registers('Lola Mamani', 'lola@example.org', 'Anotarse en la lista de espera');
  await lola.page.getByText('Está en la lista de espera. Lugar 1 de la lista.').waitFor();

  await staff.goto(`${server.origin}/es/admin/registros/events/${event}`);
  await staff.getByRole('link', { name: 'Inscripciones', exact: true }).last().click();
  await staff.getByRole('link', { name: 'en lista de espera (1)' }).click();
  await staff.getByText('Lola Mamani').waitFor();
  await checked(server, desk, [staff.url(), '/en/admin/registrations', `/en/admin/registrations/${event}`, '/en/admin/records/registrants'], 1280);
  await checked(server, desk, [`/es/admin/inscripciones/${event}`, '/es/admin/inscripciones'], 360);

  await rosa.page.getByRole('button', { name: 'Cancelar mi inscripción' }).click();
  await rosa.page.getByText('La inscripción está cancelada.').waitFor();
  await lola.page.reload();
  await lola.page.getByText('Tiene un lugar.').waitFor();
  await checked(server, lola.context, [lola.page.url()], 360);

  await staff.goto(`${server.origin}/es/admin/inscripciones/${event}`);
  await staff.getByRole('checkbox', { name: /Lola Mamani/ }).check();
  await staff.getByRole('button', { name: 'Cancelar las marcadas' }).click();
  await staff.getByLabel('Motivo').fill('El salón es más chico.');
  await staff.getByRole('button', { name: 'Cancelar las marcadas' }).click();
  await lola.page.goto(await mailed());
  await lola.page.getByText('Cancelada.', { exact: true }).waitFor();
  await rosa.context.close();
  await lola.context.close();
});
