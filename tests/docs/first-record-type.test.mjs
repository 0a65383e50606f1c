// docs/first-record-type.md, word for word, on a copy of this folder: it builds, passes its own check, and the pages are there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const guide = readFileSync('docs/first-record-type.md', 'utf8');
const copy = mkdtempSync(join(tmpdir(), 'inmd-guide-'));
after(() => rmSync(copy, { recursive: true }));

const file = (path) => join(copy, path);
const read = (path) => readFileSync(file(path), 'utf8');
const write = (path, text) => { mkdirSync(dirname(file(path)), { recursive: true }); writeFileSync(file(path), text); };

// The first block of code after WORDS.
function block(words) {
  const at = guide.indexOf(words);
  assert.notEqual(at, -1, `the guide has no longer: ${words}`);
  return guide.slice(at).match(/```\w+\n([^]*?)```/)[1];
}

function put(path, before, text) {
  const old = read(path), at = old.indexOf(before);
  assert.notEqual(at, -1, `${path} has no longer: ${before}`);
  write(path, old.slice(0, at) + text + old.slice(at));
}

function copyOfThis() {
  for (const folder of ['src', 'sql', 'templates', 'public', 'Makefile']) cpSync(folder, file(folder), { recursive: true });
  for (const made of ['obj', 'gen', 'embed'])
    cpSync(join('build', made), file(join('build', made)), { recursive: true, preserveTimestamps: true });
}

function follow() {
  const schema = guide.match(/`(sql\/schema\/(\d+)_opportunity\.sql)`/);
  assert(readdirSync('sql/schema').every((name) => name.slice(0, 4) < schema[2]), 'the number of the guide\'s migration is taken');
  write(schema[1], block('## 1.'));
  put('src/site/types.c', 'const struct record_type *const site_types', `${block('## 2.')}\n`);
  put('src/site/types.c', '&event_type,', '&opportunity_type, ');
  for (const path of ['templates/locale/en.opportunity.txt', 'templates/locale/es.opportunity.txt'])
    write(path, block(`\`${path}\`:`));
  write('sql/queries/opportunities.sql', block('## 4.'));
  for (const path of ['opportunities.h', 'opportunities.c'].map((name) => `src/site/opportunities/${name}`))
    write(path, block(`\`${path}\`:`));
  put('src/site/routes.c', '#include "web/asset.h"', '#include "site/opportunities/opportunities.h"\n');
  put('src/site/routes.c', '    { "root",', block('## 6.'));
  for (const path of ['list.html', 'show.html'].map((name) => `templates/opportunities/${name}`))
    write(path, block(`\`${path}\`:`));
  write('sql/queries/reindex.sql', `${read('sql/queries/reindex.sql')}\n${block('## 8.')}`);
  put('src/site/search/kinds.c', '    { NULL, 0, NULL },', `    ${guide.match(/`(\{ "opportunity".*?\},)`/)[1]}\n`);
  write('src/site/search/search.h', read('src/site/search/search.h').replace(/#define SEARCH_KINDS (\d+)/, (line, number) => `#define SEARCH_KINDS ${Number(number) + 1}`));
}

const run = (command, ...words) => execFileSync(command, words, { cwd: copy, encoding: 'utf8', stdio: 'pipe' });

test('the guide to a first record type, word for word', async () => {
  copyOfThis();
  follow();
  run('make', '-s', '-j2', 'all');
  run('make', '-s', 'check');
  process.env.INMD_PROGRAM = file('build/inmd');
  const { Client, start } = await import('../http/server.mjs');
  const server = await start();
  try {
    const rows = guide.match(/printf '(.*)' >/)[1].replaceAll('\\n', '\n');
    write('o.csv', `${rows}second,draft,A secret,Un secreto,job,2099-05-02\n`);
    run('build/inmd', 'import', 'opportunity', 'o.csv', '--db', server.db);
    const anyone = new Client(server.origin), staff = new Client(server.origin);
    await staff.signIn(server.firstLink());
    const list = (await anyone.get('/en/opportunities')).text;
    assert.match(list, /A grant/);
    assert.doesNotMatch(list, /A secret/);
    assert.match((await anyone.get('/es/oportunidades/first')).text, /<h1>Una beca/);
    assert.equal((await anyone.get('/es/oportunidades/second')).status, 404);
    const found = (await anyone.get('/en/search?q=grant')).text;
    assert.match(found, /href="\/en\/opportunities\/first"/);
    const api = (await anyone.get('/api/opportunity')).text;
    assert.match(api, /"slug":"first".*"deadline":"2099-05-01"/);
    assert.doesNotMatch(api, /A secret|"notes"/);
    const dashboard = await staff.get('/en/admin');
    assert.match(dashboard.text, /href="\/en\/admin\/records\/opportunities"/);
    assert.match((await staff.get('/en/admin/records/opportunities')).text, /A secret/);
  } finally {
    await server.stop();
  }
});
