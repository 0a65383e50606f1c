// The site by keyboard: the skip link is first, every stop of Tab is seen and has a focus ring, titles tell pages apart,
// and the other language shows the same item with the same filters.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from '../http/server.mjs';
import { launch } from './browser.mjs';

let server, browser, cookies;

before(async () => {
  server = await start('--demo');
  browser = await launch();
  const staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
  cookies = [...staff.cookies].map(([name, value]) => ({ name, value, url: server.origin }));
});
after(async () => { await browser?.close(); await server?.stop(); });

// What has the focus: where it is, whether it can be seen there and whether a ring is drawn. Null when the page is left.
const stop = () => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
  const inside = (value, size) => Math.min(Math.max(value, 0), size - 1);
  const seen = box.width > 0 && box.height > 0 && style.visibility === 'visible' && box.right > 0 && box.left < innerWidth &&
    box.bottom > 0 && box.top < innerHeight;
  // Something of it must be seen: its middle, or a little below its upper edge.
  const free = (y) => {
    const top = document.elementFromPoint(inside(box.x + box.width / 2, innerWidth), inside(y, innerHeight));
    return !top || at.contains(top) || top.contains(at);
  };
  const covered = seen && at.getClientRects().length === 1 && !free(box.y + box.height / 2) && !free(box.y + 4);
  return { what: at.outerHTML.slice(0, 90), ring, seen, covered, first: at.className === 'skip' };
};

for (const width of [360, 1280]) {
  test(`every stop of Tab is seen at ${width} px`, async () => {
    const faults = [];
    for (const path of ['/en', '/es/miembros', '/en/join', '/es/entrar', '/en/admin/records/events/1']) {
      const context = await browser.newContext({ viewport: { width, height: 800 } });
      if (path.includes('/admin')) await context.addCookies(cookies);
      const page = await context.newPage();
      assert.equal((await page.goto(server.origin + path)).status(), 200, path);
      await page.keyboard.press('Tab');
      for (let count = 0; count < 400; count++) {
        const now = await page.evaluate(stop);
        if (!now) { assert.ok(count > 8, `${path}: ${count} stops`); break; }
        if (!count) assert.ok(now.first, `${path}: the skip link is first`);
        if (!now.ring || !now.seen || now.covered)
          faults.push(`${path} ${now.seen ? '' : 'unseen '}${now.ring ? '' : 'no ring '}${now.covered ? 'covered ' : ''}${now.what}`);
        await page.keyboard.press('Tab');
      }
      await page.goto(server.origin + path);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'main', path);
      await context.close();
    }
    assert.deepEqual(faults, []);
  });
}

test('titles tell pages apart', async () => {
  const anyone = new Client(server.origin), titles = new Map();
  for (const path of ['/en', '/en/members', '/en/members/demo-5', '/en/events', '/en/events/bellagio-2006', '/en/events/month/2006-10',
    '/en/publications', '/en/publications/portes-zhou-2013', '/en/journal', '/en/journal/myd-20', '/en/news', '/en/pages/about', '/en/processes',
    '/en/processes/gfmd-2007', '/en/search?q=a', '/en/join', '/en/sign-in', '/en/nothing']) {
    const title = (await anyone.get(path)).text.match(/<title>([^<]+)<\/title>/)?.[1];
    assert.ok(title, path);
    assert.equal(titles.get(title), undefined, `${path} is called ${title}`);
    titles.set(title, path);
  }
});

test('the other language shows the same item and keeps filters', async () => {
  const anyone = new Client(server.origin);
  for (const [path, other] of [['/en', '/es'], ['/es/miembros?kind=scholar', '/en/members?kind=scholar'],
    ['/en/members/demo-5', '/es/miembros/demo-5'], ['/en/events/bellagio-2006', '/es/eventos/bellagio-2006'],
    ['/en/search?q=remittances', '/es/buscar?q=remittances'], ['/es/publicaciones?kind=book', '/en/publications?kind=book'],
    ['/en/events/month/2006-10', '/es/eventos/mes/2006-10'], ['/es/paginas/financiamiento', '/en/pages/funders']]) {
    const { text } = await anyone.get(path);
    const href = text.match(/<a href="([^"]+)" hreflang="/)?.[1].replaceAll('&amp;', '&');
    const there = await anyone.get(href);
    assert.equal(there.status, 200, `${path}: ${href}`);
    assert.equal(new URL(href, server.origin).pathname + new URL(href, server.origin).search, other, path);
  }
});
