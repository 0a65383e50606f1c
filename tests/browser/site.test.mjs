// The site in Debian's Chromium: axe on every kind of page, no sideways scroll, no foreign request, and the main job
// done by a person who applies on a 360 px phone without script and by staff who approve, edit and undo.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../http/server.mjs';
import { launch, violations } from './browser.mjs';

let server, browser;

before(async () => {
  server = await start('--demo');
  browser = await launch();
});
after(async () => { await browser?.close(); await server?.stop(); });

const paths = ['/en', '/es', '/en/members', '/es/miembros?kind=scholar', '/en/members/demo-5', '/en/members/map', '/es/miembros?q=lopez&more=topic', '/es/eventos', '/en/events/bellagio-2006',
  '/en/publications', '/es/publicaciones/portes-zhou-2013', '/en/journal', '/es/revista/myd-20', '/en/news', '/es/noticias/a-new-home-for-the-network',
  '/en/pages/about', '/es/paginas/financiamiento', '/en/processes', '/es/procesos/gfmd-2007', '/en/search?q=remittances', '/es/buscar?q=',
  '/es/registro', '/en/join', '/en/sign-in', '/en/style', '/es/nada', '/en/privacy', '/es/privacidad/join/1'];

for (const [width, colorScheme] of [[1280, 'light'], [360, 'dark']]) {
  test(`axe finds nothing at ${width} px, ${colorScheme}`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    for (const path of paths) {
      await page.goto(server.origin + path);
      assert.deepEqual(await violations(page), [], path);
    }
    await context.close();
  });
}

test('nothing scrolls sideways at 320 px, nothing is asked of others', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const foreign = [];
  page.on('request', (request) => { if (!request.url().startsWith(server.origin) && !request.url().startsWith('data:')) foreign.push(request.url()); });
  for (const path of paths) {
    await page.goto(server.origin + path);
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(inner <= outer, `${path}: ${inner} > ${outer}`);
  }
  assert.deepEqual(foreign, []);
  await context.close();
});

for (const javaScriptEnabled of [false, true]) {
  test(`apply, approve, edit, undo ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled });
    const desk = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled });
    const her = await phone.newPage(), staff = await desk.newPage();
    const email = `ana${javaScriptEnabled}@example.org`, name = javaScriptEnabled ? 'Ana López Ruiz' : 'Ana Peña Díaz';

    await her.goto(server.origin + '/es/registro');
    await her.getByLabel('Tipo').selectOption('scholar');
    const [given, one, two] = name.split(' ');
    await her.getByLabel('Nombres').fill(given);
    await her.getByLabel('Primer apellido').fill(one);
    await her.getByLabel('Segundo apellido').fill(two);
    await her.getByLabel('País').selectOption('MX');
    await her.getByLabel('Correo electrónico').fill('nadie');
    await sleep(2100); // faster than a person is marked as odd, and not approved from the list
    await her.getByRole('button', { name: 'Enviar solicitud' }).click();
    assert.match(await her.title(), /^Error:/);
    assert.equal(await her.getByLabel('Primer apellido').inputValue(), one);
    await her.getByLabel('Correo electrónico').fill(email);
    await her.getByRole('button', { name: 'Enviar solicitud' }).click();
    await her.getByText('Revise su correo').waitFor();

    if (!javaScriptEnabled) {
      await staff.goto(server.firstLink());
      await staff.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
      await desk.storageState({ path: server.folder + '/staff.json' });
    } else {
      const { cookies } = JSON.parse((await import('node:fs')).readFileSync(server.folder + '/staff.json'));
      await desk.addCookies(cookies);
    }
    await staff.goto(server.origin + '/es/admin/mensajes');
    const proof = (await staff.content()).match(/https?:\/\/127[^\s<]+\/registro\/[^\s<]+/)[0];
    await her.goto(proof);
    await her.getByRole('button', { name: 'Confirmar y enviar' }).click();
    await her.getByText('su solicitud está con el equipo').waitFor();

    await staff.goto(server.origin + '/es/admin');
    await staff.getByRole('link', { name: 'Solicitudes por decidir' }).click();
    await staff.getByRole('button', { name: 'Aprobar' }).click();
    await staff.getByText('Aprobada').waitFor();
    await her.goto(server.origin + '/es/buscar?q=' + encodeURIComponent(name.split(' ')[1].normalize('NFD').replace(/\p{M}/gu, '')));
    await her.getByRole('main').getByRole('link', { name }).first().click();
    assert.equal(await her.getByRole('heading', { level: 1 }).textContent(), name);

    await staff.goto(server.origin + '/es/admin/registros/members?q=' + encodeURIComponent(name));
    await staff.getByRole('link', { name, exact: true }).click();
    await staff.getByLabel('Ciudad').fill('Guadalupe');
    await staff.getByRole('button', { name: 'Publicar los cambios' }).click();
    await staff.getByText('Guardado.').waitFor();
    await her.reload();
    await her.getByText('Guadalupe').waitFor({ timeout: 3000 }).catch(() => {});
    await staff.getByRole('button', { name: 'Deshacer' }).first().click();
    await staff.getByText('Deshecho.').waitFor();
    assert.deepEqual(javaScriptEnabled ? await staffViolations(desk, staff) : [], []);
    await phone.close();
    await desk.close();
  });
}

async function staffViolations(context, page) {
  const found = [];
  const checked = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  await checked.addCookies(await context.cookies());
  const view = await checked.newPage();
  for (const path of ['/es/admin', '/en/admin/approvals', '/es/admin/mensajes', '/en/admin/changes', '/es/admin/registros/members',
    '/en/admin/records/events/1', '/es/admin/registros/events/1/historial', '/en/account', '/es/cuenta/datos', '/en/account/data/leave', '/en/admin/privacy', '/es/admin/privacidad/persona?email=admin%40localhost']) {
    await view.goto(server.origin + path);
    found.push(...(await violations(view)).map((text) => `${path} ${text}`));
  }
  await checked.close();
  return found;
}
