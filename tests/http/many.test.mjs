// Thousands of records: a search with more hits than are ranked, and a list of publications by topic, page after page.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { start, Client, program } from './server.mjs';

let server, client;
before(async () => {
  server = await start();
  client = new Client(server.origin);
  execFileSync(program, ['demo', '--db', server.db, '--members', '1200', '--events', '1', '--publications', '300', '--seed', '1'], { stdio: 'ignore' });
});
after(() => server.stop());

test('a search with more than a thousand hits shows forty of them, marked', async () => {
  const { status, text } = await client.get('/en/search?q=remittances+gender');
  assert.equal(status, 200);
  assert.equal(text.match(/href="\/en\/members\/demo-\d+"/g).length, 40);
  assert.match(text, /<mark>remittances<\/mark>/);
});

test('a word that nobody wrote whole is looked for as a beginning', async () => {
  const { text } = await client.get('/en/search?q=remittanc');
  assert.match(text, /<mark>remittances<\/mark>/i);
});

test('the number a topic shows is the number its list has', async () => {
  const first = (await client.get('/en/publications')).text;
  const [, topic, shown] = first.match(/href="\/en\/publications\?topic=([^"&]+)"[\s\S]*?>(\d+)</);
  let url = `/en/publications?topic=${topic}`, listed = 0;
  for (let pages = 0; url && pages < 20; pages++) {
    const { text } = await client.get(url);
    const main = text.slice(text.indexOf('<main'));
    listed += new Set(main.match(/href="\/en\/publications\/[^"/?.]+"/g)).size;
    url = main.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
  }
  assert.ok(listed > 0);
  assert.equal(listed, Number(shown));
});
