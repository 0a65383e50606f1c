// --root DIR: what changes on disk is shown at the next request; a template with a fault leaves the old ones serving.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, Client } from './server.mjs';

test('templates and words are read again when they change', async () => {
  const root = mkdtempSync(join(tmpdir(), 'inmd-root-'));
  for (const folder of ['templates', 'sql', 'public']) cpSync(folder, join(root, folder), { recursive: true });
  const server = await start('--root', root);
  const client = new Client(server.origin);
  const words = join(root, 'templates/locale/en.home.txt');
  await client.get('/en');
  await sleep(20);
  writeFileSync(words, readFileSync(words, 'utf8').replace(/^home.headline = .*/m, 'home.headline = Other words'));
  assert.match((await client.get('/en')).text, /<h1>Other words<\/h1>/);
  await sleep(20);
  writeFileSync(join(root, 'templates/home/broken.html'), '{{#x}}');
  assert.match((await client.get('/en')).text, /<h1>Other words<\/h1>/);
  assert.match(server.log(), /broken\.html:1: section without end/);
  await server.stop();
  rmSync(root, { recursive: true });
});
