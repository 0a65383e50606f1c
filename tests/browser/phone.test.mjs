// The staff's and members' pages on a phone, without script: pages begin at the top, nothing scrolls sideways, targets are large
// enough, menus and filters open and close; the style guide shows each component. With axe in the dark.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from '../http/server.mjs';
import { launch, violations } from './browser.mjs';

let server, browser, cookies;

before(async () => {
  server = await start('--demo');
  browser = await launch();
  const staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
  server.sql(`UPDATE account SET member_id = 5;
    UPDATE member SET display_name = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle' WHERE id = 5;
    INSERT INTO message (recipient, language, kind, subject, body, state, error, created_at) VALUES
      ('someone.with.a.long.address@subdomain.of.a.university.with.a.long.name.example.org', 'es', 'welcome', 'Le damos la bienvenida', 'x', 'failed', '550 5.1.1 no such user', 1790000000)`);
  cookies = [...staff.cookies].map(([name, value]) => ({ name, value, url: server.origin }));
});
after(async () => { await browser?.close(); await server?.stop(); });

const pages = ['/es/admin', '/en/admin/approvals', '/es/admin/duplicados', '/es/admin/membresia', '/es/admin/membresia/cifras', '/en/admin/membership/settings',
  '/es/admin/miembros/5/membresia', '/es/admin/borradores', '/es/admin/traducciones', '/es/admin/traducciones/news/1', '/es/admin/medios', '/es/admin/mensajes',
  '/en/admin/outbox/bounce', '/es/admin/envios', '/es/admin/envios/nuevo', '/es/admin/textos', '/es/admin/contacto', '/es/admin/cambios', '/en/admin/imports',
  '/es/admin/cuentas', '/es/admin/roles/2', '/es/admin/privacidad', '/es/admin/privacidad/persona?member=5', '/en/admin/audit', '/es/admin/ajustes',
  '/es/admin/vistas/members', '/es/admin/registros/members', '/en/admin/records/members?kind=scholar&updated.from=2020-01-01&column=topics', '/es/admin/registros/members/5',
  '/es/admin/registros/organizations/1/historial', '/en/admin/records/events/1', '/es/admin/unir/members/7/8'];
const own = ['/es/cuenta', '/en/account/profile', '/es/cuenta/perfil/temas', '/es/cuenta/correo', '/en/account/passkeys', '/es/cuenta/segundo-paso', '/es/cuenta/mensajes',
  '/es/cuenta/publicaciones?q=remesas', '/es/cuenta/datos', '/en/account/data/leave', '/es/membresia/cifras', '/es/estilo'];

async function open(width, more = {}) {
  const context = await browser.newContext({ viewport: { width, height: 740 }, javaScriptEnabled: false, ...more });
  await context.addCookies(cookies);
  return context.newPage();
}

// What is wrong with a page as it is laid out. Links within sentences may be lower, and shapes on a map stand in a table too (WCAG 2.5.8).
const look = () => {
  const found = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`sideways: ${root.scrollWidth}`);
  for (const box of document.querySelectorAll('.listing, .stack')) if (box.scrollWidth > box.clientWidth + 1) found.push(`a table scrolls: ${box.scrollWidth}`);
  for (const one of document.querySelectorAll('main :is(a[href], button, input:not([type=hidden]), select, textarea, summary), .menu-bar button, .tools :is(a, button)')) {
    const { width, height, left } = one.getBoundingClientRect();
    const inText = one.localName === 'a' && getComputedStyle(one).display === 'inline';
    if (width && height && left > -50 && !one.closest('.hidden, svg') && !inText && (width < 24 || height < 24)) found.push(`small: ${Math.round(width)}x${Math.round(height)} ${one.outerHTML.slice(0, 90)}`);
  }
  return found;
};

for (const width of [320, 360]) {
  test(`at ${width} px nothing scrolls sideways, and all can be pressed`, async () => {
    const page = await open(width), found = [];
    for (const path of [...pages, ...own]) {
      assert.equal((await page.goto(server.origin + path)).status(), 200, path);
      found.push(...(await page.evaluate(look)).map((fault) => `${path}: ${fault}`));
      const top = await page.evaluate(() => document.querySelector('main').getBoundingClientRect().top);
      const other = await page.locator('.tools a[hreflang]').getAttribute('href');
      if (width === 320) assert.equal((await page.request.get(server.origin + other)).status(), 200, `${path} in the other language: ${other}`);
      if (path.includes('/admin')) assert.ok(top < 220, `${path} begins at ${top}`);
    }
    assert.deepEqual(found, []);
    await page.context().close();
  });
}

test('the menu and the filters open and close without script, and stand open where there is room', async () => {
  const page = await open(360), list = server.origin + '/en/admin/records/members';
  await page.goto(list);
  const menu = page.getByRole('navigation', { name: 'Staff' }), bar = page.getByRole('button', { name: /Menu: Members/ });
  assert.equal(await menu.isVisible(), false);
  assert.match(await bar.textContent(), /Menu: *Members/);
  await bar.click();
  await menu.getByRole('link', { name: 'Organizations', exact: true }).waitFor();
  assert.equal(await menu.getByRole('link', { name: 'Members', exact: true }).getAttribute('aria-current'), 'page');
  await page.getByRole('button', { name: 'Close the menu' }).click();
  assert.equal(await menu.isVisible(), false);
  await bar.click();
  await page.keyboard.press('Escape');
  assert.equal(await menu.isVisible(), false);
  await page.getByRole('button', { name: 'Sections', exact: true }).click();
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Events' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Filters and columns' }).click();
  await page.getByText('Kind', { exact: true }).first().click();
  await page.getByLabel('scholar', { exact: true }).check();
  await page.locator('.sift-end').getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/kind=scholar/);
  await page.locator('.pill').waitFor();
  await page.context().close();

  const desk = await open(1280);
  await desk.goto(list);
  for (const shown of ['nav.staff', '.sections', '.sift-filters']) assert.equal(await desk.locator(shown).isVisible(), true, shown);
  for (const gone of ['.menu-bar', '.menu-close', '.to-sections', '.to-filters-box', '.sift-end']) assert.equal(await desk.locator(gone).isVisible(), false, gone);
  await desk.context().close();
});

test('axe finds nothing on a phone in the dark, the menu open or not', async () => {
  const page = await open(360, { colorScheme: 'dark', bypassCSP: true, javaScriptEnabled: true }), found = [];
  const check = async (name) => {
    found.push(...(await violations(page)).map((fault) => `${name} ${fault}`));
  };
  for (const path of [...pages, ...own]) {
    await page.goto(server.origin + path);
    await check(path);
  }
  await page.goto(server.origin + pages[0]);
  await page.locator('.menu-bar button').click();
  await check('menu');
  await page.goto(server.origin + '/en/admin/records/members');
  await page.locator('.to-filters-box').click();
  await check('filters');
  assert.deepEqual(found, []);
  await page.context().close();
});

test('the style guide shows each component, tables as blocks where they have no room', async () => {
  const page = await open(1280);
  await page.goto(server.origin + '/en/style');
  for (const part of ['.swatches', '.corridors', '.tags', '.notice', '.demo', '.language-note', '.empty', '.rows', '.pager', '.facet', '.facts', '.cite', '.files', '.timeline', '.counts', '.cards',
    '.chart', '.world-map a', '.views', '.sift', '.sift-filters .active', '.listing', '.many', '.form .wrong', '.checks', '.problems .stack'])
    assert.equal(await page.locator(`main ${part}`).first().isVisible(), true, part);
  const display = (selector) => page.evaluate((one) => getComputedStyle(document.querySelector(one)).display, selector);
  assert.equal(await display('.listing tbody tr'), 'table-row');
  assert.equal(await display('.phone .listing tbody tr'), 'flex');
  await page.context().close();
});
