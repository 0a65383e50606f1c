// Debian's Chromium as a phone and as a desk, signing in, and what every page is held to.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

// Without script, as everything must work.
export const aPhone = (browser, more = {}) => browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false, ...more });
export const aDesk = (browser, more = {}) => browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, ...more });

// A page of CONTEXT, signed in by a link.
export async function signedIn(context, link) {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('main').getByRole('button').first().click();
  return page;
}

export const fits = async (page, where) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${where} does not scroll sideways`);

// What axe finds on a page, which must run script and be without its policy: "rule: places".
export async function violations(page) {
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), rules);
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target).join(' ')}`);
}

// Holds addresses to axe and to their width, as whoever CONTEXT is signed in as sees them, in a browser with script, which axe needs.
export async function checked(server, context, paths, width) {
  const own = await context.browser().newContext({ viewport: { width, height: 900 }, bypassCSP: true });
  await own.addCookies(await context.cookies());
  const page = await own.newPage();
  for (const path of paths) {
    await page.goto(path.startsWith('http') ? path : server.origin + path);
    assert.deepEqual(await violations(page), [], path);
    await fits(page, path);
  }
  await own.close();
}
