// Members write to each other in Chromium, on a 360 px phone without script; axe and the HTML checker on the pages of it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../http/server.mjs';
import { aPhone, launch, violations } from './browser.mjs';

const checker = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
let server, browser;
const sql = (text) => server.sql(text);
const link = (email) => server.link(email);

before(async () => {
  server = await start('--demo');
  server.import('member', 'slug,state,kind,given,surname1,email\nberta,published,scholar,Berta,Reads,berta.hidden@example.org\n');
  browser = await launch();
});
after(async () => { await browser?.close(); await server?.stop(); });

// What stands on the page now: no violation, no sideways scroll; its HTML is kept for the checker.
const pages = [];
async function look(page, context) {
  const copy = await context.newPage();
  const text = await page.content();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: text }));
  await copy.goto(page.url());
  assert.deepEqual(await violations(copy), [], page.url());
  await copy.close();
  pages.push(text);
}

test('a member writes by the form, the other answers by the link, both without script on a phone', async () => {
  const phone = await aPhone(browser);
  const checks = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true });
  const page = await phone.newPage();
  const wide = async () => { const box = await page.locator('main').boundingBox(); assert.ok(box.x >= 0 && box.width <= 360, `${page.url()}: ${box.width}`); };
  await page.goto(link('writer@example.org'));
  await page.locator('main form button').last().click();
  await page.goto(server.origin + '/es/miembros/berta');
  await page.getByRole('link', { name: 'Escribir un mensaje' }).click();
  await wide();
  await look(page, checks);
  await page.getByLabel('Asunto').fill('Una pregunta');
  await page.getByRole('button', { name: 'Enviar' }).click();
  await page.getByRole('link', { name: 'Mensaje: ' }).click(); // of the error summary
  assert.equal(await page.getByLabel('Asunto').inputValue(), 'Una pregunta');
  await look(page, checks);
  await page.getByLabel('Mensaje', { exact: true }).fill('¿Tiene datos de remesas de 2020?');
  await page.getByRole('button', { name: 'Enviar' }).click();
  await page.getByRole('heading', { name: 'Gracias' }).waitFor();
  await look(page, checks);

  const other = await aPhone(browser);
  const reader = await other.newPage();
  await reader.goto(server.origin + sql("SELECT body FROM message WHERE kind = 'contact'").match(/https?:\/\/[^/]+(\S+)/)[1]);
  await look(reader, checks);
  assert.ok(!(await reader.content()).includes('writer@example.org'));
  await reader.getByLabel(/^(Mensaje|Message)$/).fill('Sí, se los envío.');
  await reader.getByRole('button', { name: /^(Enviar|Send)$/ }).click();
  await reader.getByText(/Su respuesta va en camino|Your answer is on its way/).waitFor();
  assert.match(sql("SELECT recipient || body FROM message WHERE kind = 'contact' ORDER BY id DESC LIMIT 1"), /^writer@example\.org[^]*se los envío/);
  await phone.close();
  await other.close();
  await checks.close();
});

test('the pages of it are valid HTML', () => {
  const folder = join(server.folder, 'html');
  mkdirSync(folder);
  assert.ok(pages.length >= 4);
  pages.forEach((text, i) => writeFileSync(join(folder, `${i}.html`), text));
  const { stdout } = spawnSync('java', ['-jar', checker, '--format', 'json', '--stdout', folder], { encoding: 'utf8', maxBuffer: 1 << 24 });
  assert.deepEqual(JSON.parse(stdout).messages.map((m) => m.message), []);
});
