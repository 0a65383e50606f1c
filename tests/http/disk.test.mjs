// A disk that is full and a database file that is damaged: clear answers, nothing typed is lost, nothing is half written, and no page
// takes what cannot be read for what is not there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, linkSync, mkdtempSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, hidden, program, start } from './server.mjs';

const run = (command, ...args) => spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 27 });

// Runs WORK on a file system of its own in memory, which is truly full when it is full; without the right to mount one the test says so and
// is left out.
async function onSmallDisk(t, megabytes, work) {
  const folder = mkdtempSync(join(tmpdir(), 'inmd-disk-'));
  const mounted = run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    t.skip(`a small file system cannot be mounted here: ${(mounted.stderr || mounted.error?.message || '').trim()}`);
    return;
  }
  const before = process.env.TMPDIR, filler = join(folder, 'filler');
  const fill = () => {
    const file = openSync(filler, 'a'), piece = Buffer.alloc(65536);
    for (let size = piece.length; size;) {
      try { writeSync(file, piece, 0, size); } catch (error) {
        assert.equal(error.code, 'ENOSPC');
        size = Math.floor(size / 2);
      }
    }
    closeSync(file);
  };
  process.env.TMPDIR = folder; // of the database, and of bodies that are too long for memory
  try {
    await work({ folder, fill, free: () => rmSync(filler) });
  } finally {
    if (before === undefined) delete process.env.TMPDIR; else process.env.TMPDIR = before;
    run('umount', '-l', folder); // also where a failed test left its server
    rmSync(folder, { recursive: true });
  }
}

const send = (client, page, body) => client.ask(page, { method: 'POST', body });
const main = (text) => text.slice(text.indexOf('<main'));
const noBug = (server) => assert.doesNotMatch(server.log(), /level=bug| bug |AddressSanitizer|runtime error/);

function refused(answer, lang, typed, where) {
  assert.equal(answer.status, 503, where);
  assert.ok(Number(answer.headers.get('retry-after')) > 0, where);
  assert.match(answer.text, new RegExp(`<html[^>]* lang="${lang}"`), where);
  assert.match(main(answer.text), lang === 'es' ? /No disponible en este momento[^]*nada quedó guardado a medias/ : /Not available at the moment[^]*nothing was half saved/, where);
  for (const text of typed) assert.ok(answer.text.includes(text), `${where}: ${text.slice(0, 20)} is lost`);
}

test('a full disk: forms are given back, reading goes on, and with room the same forms work', (t) => onSmallDisk(t, 64, async (disk) => {
  const server = await start();
  t.after(() => server.child.kill('SIGKILL'));
  const sql = (text) => server.sql(text);
  const staff = new Client(server.origin), visitor = new Client(server.origin);
  await staff.signIn(server.firstLink());
  const added = async (type, fields) => (await staff.post(`/en/admin/records/${type}/new`, { ...fields, publish: '1' })).headers.get('location');
  const news = await added('news', { 'title.en': 'A bridge', 'title.es': 'Un puente', slug: 'a-bridge', published_on: '2026-01-01' });
  const member = await added('members', { kind: 'scholar', given: 'Ana', surname1: 'Luna', country: 'MX' });
  const edit = hidden((await staff.get(news)).text), join = hidden((await visitor.get('/es/registro')).text), long = 'ñandú '.repeat(2500);
  edit.set('title.en', 'Zqedited');
  for (const lang of ['en', 'es']) edit.set(`body.${lang}`, long); // beyond what is kept in memory, and the folder for the rest is full too
  for (const [name, value] of Object.entries({ kind: 'scholar', given: 'Zqjoined', surname1: 'Día', country: 'MX', languages: 'es', email: 'full@example.org' })) join.set(name, value);
  const token = hidden((await staff.get('/es/admin/medios')).text).get('csrf');
  const upload = () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf: token, 'alt.es': 'Zqwords' })) body.append(name, value);
    body.append('file', new Blob([Buffer.alloc(300000, 'a ')], { type: 'text/plain' }), 'zqfile.txt');
    return body;
  };
  const books = hidden((await staff.get('/en/admin/records/members')).text).get('csrf');
  const state = () => sql('SELECT (SELECT count(*) FROM registration), (SELECT count(*) FROM message), (SELECT count(*) FROM file_data), (SELECT max(id) FROM change), (SELECT count(*) FROM audit)');

  disk.fill();
  const before = state();
  const again = await send(staff, news, edit), sent = await send(visitor, '/es/registro', join);
  refused(again, 'en', ['Zqedited', long], 'an edit');
  refused(sent, 'es', ['value="Zqjoined"', 'full@example.org'], 'a registration');
  const file = await send(staff, '/es/admin/medios', upload());
  refused(file, 'es', ['zqfile.txt'], 'a file');
  assert.match(main(file.text), /enctype="multipart\/form-data"[^]*<input name="file" type="file">/, 'the file can be chosen again');
  refused(await visitor.post('/es/entrar', { email: 'admin@localhost' }), 'es', ['admin@localhost'], 'a link');
  const taken = await send(staff, '/en/admin/export/members', new URLSearchParams({ csrf: books, query: '', format: 'csv' }));
  assert.equal(taken.status, 503, 'no export without its line in the audit');
  const api = await staff.get('/api/member');
  assert.deepEqual([api.status, JSON.parse(api.text).status], [503, 503], 'nor by the API');
  for (const { text } of [taken, api]) assert.doesNotMatch(text, /Luna/);
  for (const [client, paths] of [[visitor, ['/en', '/es/noticias', '/en/search?q=migration', '/es/miembros', '/en/members.csv', '/healthz', '/en/news/a-bridge', '/sitemap.xml']],
    [staff, ['/en/admin', '/en/admin/records/members', member, `${member}/history`, '/en/account', '/en/admin/audit']]])
    for (const path of paths) assert.equal((await client.get(path)).status, 200, `${path} goes on`);
  assert.match((await staff.get(member)).text, /value="Luna"/);
  assert.equal(state(), before, 'nothing is half written');

  disk.free();
  assert.equal((await send(staff, news, hidden(again.text))).status, 303, 'the form that was given back');
  assert.equal((await send(visitor, '/es/registro', hidden(sent.text))).status, 200);
  assert.equal((await send(staff, '/es/admin/medios', upload())).status, 303);
  assert.equal(sql("SELECT body FROM post_text WHERE title = 'Zqedited' AND lang = 'en'"), long.trim());
  assert.equal(sql("SELECT count(*) FROM registration WHERE email = 'full@example.org'"), '1');
  assert.equal(sql("SELECT count(*) FROM message WHERE recipient = 'full@example.org'"), '1');
  const list = await send(staff, '/en/admin/export/members', new URLSearchParams({ csrf: books, query: '', format: 'csv' }));
  assert.match(list.text, /Luna/);
  assert.match((await staff.get('/api/member')).text, /Luna/);
  assert.equal(sql("SELECT count(*) FROM audit WHERE action = 'export'"), '2');
  assert.equal(sql('PRAGMA integrity_check; PRAGMA foreign_key_check'), 'ok');
  noBug(server);
  await server.stop();
}));

test('what was acknowledged while the disk filled up is there', (t) => onSmallDisk(t, 24, async (disk) => {
  const server = await start();
  t.after(() => server.child.kill('SIGKILL'));
  const staff = new Client(server.origin), titles = [];
  await staff.signIn(server.firstLink());
  const form = hidden((await staff.get('/en/admin/records/news/new')).text);
  for (const [name, value] of Object.entries({ 'body.en': 'word '.repeat(8000), published_on: '2026-01-01', publish: '1' })) form.set(name, value);
  let last;
  for (let i = 0; i < 400 && last !== 503; i++) {
    form.set('title.en', `Zqnumber ${i}`);
    last = (await send(staff, '/en/admin/records/news/new', form)).status;
    if (last === 303) titles.push(`Zqnumber ${i}`);
  }
  assert.equal(last, 503, 'the disk was full in the end');
  assert.ok(titles.length > 3);
  const gone = new Promise((resolve) => { server.child.on('exit', resolve); });
  server.child.kill('SIGKILL');
  await gone;
  disk.fill();
  const stuck = run(program, 'export', 'post', '--db', server.db); // opened on the full disk it works or says why
  if (stuck.status !== 0) assert.match(stuck.stderr, /test\.db: sqlite \d+: .*(full|No space left on device)/);
  disk.free();
  const kept = execFileSync('sqlite3', [server.db, "SELECT title FROM post_text WHERE title LIKE 'Zqnumber%' ORDER BY post_id"], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(kept, titles);
  assert.equal(execFileSync('sqlite3', [server.db, 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim(), 'ok');
}));

test('a new database on a full disk: said, and with room it is made whole', (t) => onSmallDisk(t, 24, async (disk) => {
  const db = join(disk.folder, 'new.db'), made = ['SELECT count(*) FROM page', 'SELECT count(*) FROM publication', 'SELECT count(*) FROM search_doc'].join(';');
  const whole = join(mkdtempSync(join(disk.folder, 'whole-')), 'whole.db');
  assert.equal(run(program, 'check', '--db', whole).status, 0);
  for (const room of [0, 300, 1500]) {
    const spare = join(disk.folder, 'spare');
    if (room) { const file = openSync(spare, 'w'); writeSync(file, Buffer.alloc(room * 1024)); closeSync(file); }
    disk.fill();
    if (room) rmSync(spare);
    const first = run(program, 'export', 'post', '--db', db);
    assert.equal(first.status, 1, first.stderr);
    assert.match(first.stderr, /inmd: .*new\.db: .*(full|No space left on device)/, `${room} kB`);
    disk.free();
    assert.equal(run(program, 'check', '--db', db).status, 0);
    assert.equal(execFileSync('sqlite3', [db, made], { encoding: 'utf8' }), execFileSync('sqlite3', [whole, made], { encoding: 'utf8' }), `${room} kB`);
    for (const name of readdirSync(disk.folder).filter((one) => one.startsWith('new.db'))) rmSync(join(disk.folder, name));
  }
}));

// --- a damaged file ---------------------------------------------------------------------------------------------------------

const overwrite = (db, from, to, byte) => {
  const file = openSync(db, 'r+');
  for (let at = from; at < to; at += 4096) writeSync(file, Buffer.alloc(4096, byte), 0, 4096, at);
  closeSync(file);
};
const damages = {
  'pages of junk': (db) => overwrite(db, 8192, statSync(db).size, 0xa7),
  'pages of nothing': (db) => overwrite(db, 8192, statSync(db).size, 0),
  'another beginning': (db) => overwrite(db, 0, 4096, 0x41),
  'cut off': (db) => truncateSync(db, Math.floor(statSync(db).size / 8192) * 4096),
};

for (const [name, damage] of Object.entries(damages))
  test(`a file that is damaged under the running server, ${name}: the answer is an error or right, never a page that lacks what could not be read`, async (t) => {
    const server = await start('--demo');
    t.after(() => server.stop());
    const staff = new Client(server.origin), paths = ['/en/news', '/es/publicaciones', '/en/events', '/en/members?country=MX', '/sitemap.xml', '/en/members.csv', '/en/publications.atom', '/en/search?q=migration'];
    const visitor = new Client(server.origin), right = new Map();
    await staff.signIn(server.firstLink());
    for (const path of paths) right.set(path, (await visitor.get(`${path}${path.includes('?') ? '&' : '?'}x=1`)).text.replaceAll(/[?&](?:amp;)?x=1/g, ''));
    const edit = hidden((await staff.get('/en/admin/records/news/1')).text);
    edit.set('title.en', 'Zqtyped');
    execFileSync('sqlite3', [server.db, 'PRAGMA wal_checkpoint(TRUNCATE)']);
    damage(server.db);
    const seen = new Set();
    for (let round = 2; round < 6; round++) { // each time past the page cache
      for (const path of paths) {
        const answer = await visitor.get(`${path}${path.includes('?') ? '&' : '?'}x=${round}`).catch((error) => ({ status: 0, text: '', error })); // a download that broke off
        seen.add(answer.status);
        if (answer.status === 200) assert.equal(answer.text.replaceAll(new RegExp(`[?&](?:amp;)?x=${round}`, 'g'), ''), right.get(path), path);
        else assert.ok(answer.status === 503 || (answer.status === 0 && path.endsWith('.csv')), `${path}: ${answer.status} ${answer.error ?? ''}`);
      }
    }
    assert.ok(seen.has(503), 'the damage was met');
    const answer = await send(staff, '/en/admin/records/news/1', edit);
    if (answer.status !== 303) refused(answer, 'en', ['Zqtyped'], 'an edit');
    assert.equal(server.child.exitCode, null, 'the server goes on');
    assert.match(server.log(), /malformed|not a database/);
    noBug(server);
  });

test('a program that starts on a damaged file says which and why, and writes nothing into it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inmd-damaged-')), db = join(folder, 'a.db');
  try {
    for (const [name, damage] of Object.entries({ ...damages, 'no database': (file) => { truncateSync(file, 0); const one = openSync(file, 'r+'); writeSync(one, 'hello\n'); closeSync(one); } })) {
      for (const one of readdirSync(folder)) rmSync(join(folder, one));
      assert.equal(run(program, 'check', '--db', db).status, 0);
      damage(db);
      const bytes = execFileSync('sha256sum', [db], { encoding: 'utf8' });
      for (const command of [['check'], ['serve', '--test', '--listen', '127.0.0.1:65001'], ['export', 'post']]) {
        const answer = spawnSync(program, [...command, '--db', db], { encoding: 'utf8', timeout: 20000 });
        assert.equal(answer.status, 1, `${name} ${command[0]}: ${answer.signal} ${answer.stderr}`);
        assert.match(answer.stderr, /a\.db: sqlite \d+: (file is not a database|database disk image is malformed)/, `${name} ${command[0]}`);
      }
      assert.equal(execFileSync('sha256sum', [db], { encoding: 'utf8' }), bytes, name);
    }
    rmSync(folder, { recursive: true });
    const missing = run(program, 'export', 'post', '--db', join(folder, 'nowhere', 'a.db'));
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /nowhere\/a\.db: No such file or directory/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// The file of another database stays as it is, and no acknowledged write goes to a file that nobody finds again.
for (const how of ['moved', 'removed', 'replaced', 'replaced without its log'])
  test(`a database file that is ${how} under the running site: nothing is written and it is said; back in its place, it goes on`, async (t) => {
    const server = await start();
    t.after(() => server.stop());
    const visitor = new Client(server.origin), staff = new Client(server.origin), aside = `${server.db}.aside`;
    await staff.signIn(server.firstLink());
    const backup = join(server.folder, 'backup.db');
    server.run('backup', backup);
    const bytes = readFileSync(backup), made = await staff.post('/en/admin/records/news/new', { 'title.en': 'Zqbefore', 'title.es': 'Zqantes', slug: 'zqbefore', published_on: '2026-01-01', publish: '1' });
    const edit = hidden((await staff.get(made.headers.get('location'))).text);
    assert.equal(made.status, 303);
    edit.set('title.en', 'Zqafter');
    for (const end of how === 'replaced' ? [''] : ['', '-wal', '-shm']) {
      linkSync(server.db + end, aside + end);
      unlinkSync(server.db + end);
    }
    if (how === 'removed') for (const end of ['-wal', '-shm']) unlinkSync(aside + end);
    if (how.startsWith('replaced')) renameSync(backup, server.db);

    for (let i = 0; i < 8; i++) { // on whatever thread
      const answer = await send(staff, made.headers.get('location'), edit);
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
    }
    assert.equal((await visitor.get('/healthz')).status, 503);
    for (const path of ['/en', '/en/news/zqbefore', '/es/noticias', '/en/members']) assert.match(String((await visitor.get(path)).status), /^(200|503)$/, path);
    assert.equal(server.log().match(/was moved, removed or replaced/g).length, 1, 'said once');
    if (how.startsWith('replaced')) assert.ok(readFileSync(server.db).equals(bytes), 'the other file is as it was');
    if (how === 'removed') return;

    if (how.startsWith('replaced')) renameSync(server.db, backup);
    for (const end of how === 'replaced' ? [''] : ['', '-wal', '-shm']) renameSync(aside + end, server.db + end);
    assert.equal((await send(staff, made.headers.get('location'), edit)).status, 303, 'the same form');
    assert.equal((await visitor.get('/healthz')).status, 200);
    assert.equal((await visitor.get('/en/news/zqbefore')).text.match(/<h1[^>]*>([^<]*)/)[1], 'Zqafter');
    assert.equal(server.sql('PRAGMA integrity_check'), 'ok');
    noBug(server);
  });
