// The library of files: who uses what, replacing, the same file twice, what nothing uses.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { png } from './png.mjs';
import { Client, start, until } from './server.mjs';

let server, staff, visitor;
const sql = (text) => server.sql(text);

const account = (role) => server.signedIn(`${role}@example.org`, role);
before(async () => { server = await start(); staff = await account('administrator'); visitor = new Client(server.origin); });
after(() => server.stop());

async function upload(client, page, fields, file, action = page) {
  const body = new FormData();
  body.append('csrf', (await client.get(page)).text.match(/name="csrf" value="([^"]+)"/)?.[1] ?? '');
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  if (file) body.append('file', new Blob([file[0]]), file[1]);
  return client.ask(action, { method: 'POST', body });
}
async function added(bytes, name, fields = { direct: '1' }) {
  const answer = await upload(staff, '/en/admin/media', fields, [bytes, name]);
  assert.equal(answer.status, 303, answer.text.match(/class="error"[^]*?<\/p>/)?.[0]);
  return answer.headers.get('location');
}
const press = async (page, fields, client = staff) => {
  const csrf = (await client.get(page)).text.match(/name="csrf" value="([^"]+)"/)[1];
  return client.ask(page, { method: 'POST', body: new URLSearchParams([['csrf', csrf], ...Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))]), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
};
const bytes = async (path, client = visitor) => {
  const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  const answer = await fetch(server.origin + path, { headers: cookie ? { cookie } : {}, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
};
const pdf = (text) => Buffer.from(`%PDF-1.4 ${text}`);
const idOf = (page) => Number(page.match(/(\d+)$/)[1]);
async function daily() {
  sql(`UPDATE job SET run_at = 1 WHERE kind = 'files_daily'`);
  await until(() => sql(`SELECT count(*) FROM job WHERE kind = 'files_daily' AND run_at > 1`) !== '0');
}

test('files stand in the library with what is missing', async () => {
  const page = await added(png(40, 30, 9), 'Plaza.png');
  await added(pdf('one'), 'Brief.pdf');
  const list = (await staff.get('/en/admin/media')).text;
  assert.match(list, /\/files\/plaza\?w=320/);
  assert.match(list, /Plaza\.png<\/b><\/a>\s*<p class="meta">PNG · [^<]* · 40 × 30 · everybody/);
  assert.match(list, /alternative text is missing \(en\)[^]*alternative text is missing \(es\)/);
  assert.doesNotMatch(list, /"tag">several times/);
  assert.match(list, /<span class="kind">PDF<\/span><b>Brief\.pdf/);
  assert.doesNotMatch((await staff.get('/en/admin/media?show=documents')).text, /Plaza/);
  assert.doesNotMatch((await staff.get('/en/admin/media?show=pictures&q=plaza&access=members')).text, /Plaza/);
  assert.match((await staff.get('/en/admin/media?show=no_alt&q=PLAZA')).text, /Plaza/);
  assert.equal((await staff.post(`/en/admin/records/files/${idOf(page)}`, { 'alt.en': 'A square', 'alt.es': 'Una plaza' })).status, 303);
  assert.doesNotMatch((await staff.get('/en/admin/media?show=no_alt')).text, /Plaza/);
  assert.match((await staff.get('/es/admin/medios?q=una%20plaza')).text, /Plaza/);
  assert.match((await staff.get(page)).text, /Una plaza/);
});

test('who uses a file is said, in fields and in texts, also after it was renamed', async () => {
  const page = await added(png(50, 30, 20), 'used.png');
  const news = await staff.post('/en/admin/records/news/new', { 'title.en': 'With a picture', published_on: '2024-01-02', 'picture.existing': '/files/used', publish: '1' });
  assert.equal(news.status, 303, news.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  const text = await staff.post('/en/admin/records/pages/new', { 'title.en': 'Naming it', 'path.en': 'naming-it', 'body.en': 'See [this](/files/used) and ![that](/files/used?w=320).', publish: '1' });
  assert.equal(text.status, 303, text.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  const html = (await staff.get(page)).text;
  assert.match(html, /admin\/records\/news\/\d+">With a picture<\/a><\/th><td[^>]*>[^<]+<\/td><td[^>]*>Picture/);
  assert.match(html, /admin\/records\/pages\/\d+">Naming it<\/a><\/th><td[^>]*>[^<]+<\/td><td[^>]*>in a text/);
  assert.match((await visitor.get('/en/news/with-a-picture')).text, /\/files\/used\?w=800/);
  assert.equal((await staff.post(`/en/admin/records/files/${idOf(page)}`, { slug: 'other-name' })).status, 303);
  const moved = await bytes('/files/used?w=320');
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get('location'), '/files/other-name?w=320');
  assert.match((await staff.get(page)).text, /Naming it/);
  assert.doesNotMatch((await staff.get(page)).text, /name="delete"/);
  assert.equal((await press(page, { delete: '1' })).status, 409);
});

test('a form takes a file that is here by its address, and nothing else', async () => {
  await added(pdf('chosen'), 'chosen.pdf');
  for (const [value, words] of [['nonsense', /There is no such record: nonsense/], ['/files/chosen', /Choose a picture/]]) {
    const answer = await staff.post('/en/admin/records/news/new', { 'title.en': 'X', published_on: '2024-01-02', 'picture.existing': value });
    assert.equal(answer.status, 422, value);
    assert.match(answer.text, words);
  }
  const wrong = await staff.post('/en/admin/records/news/new', { 'title.en': 'X', published_on: '2024-01-02', 'picture.existing': 'nonsense' });
  assert.match(wrong.text, /name="picture\.existing" type="text" value="nonsense"/, 'what was typed stays');
  const full = await staff.post('/en/admin/records/publications/new', { kind: 'report', 'title.en': 'Chosen', 'file.existing': `${server.origin}/files/chosen?x`, publish: '1' });
  assert.equal(full.status, 303, full.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  assert.match((await visitor.get('/en/publications/chosen')).text, /href="\/files\/chosen"/);
  const list = (await staff.get('/en/admin/records/news/new')).text.match(/<datalist[^]*?<\/datalist>/)[0];
  assert.match(list, /value="\/files\/other-name"/);
  assert.doesNotMatch(list, /chosen/);
  const member = await account('member');
  sql(`INSERT INTO member (slug, state, created_at, updated_at, kind, display_name, sort_name) VALUES ('me', 'published', 1, 1, 'scholar', 'Me', 'Me'); UPDATE account SET member_id = (SELECT id FROM member WHERE slug = 'me') WHERE email = 'member@example.org'`);
  const mine = await member.post('/en/account/profile', { 'picture.existing': '/files/other-name' });
  assert.equal(sql(`SELECT ifnull(picture_id, 'none') FROM member WHERE slug = 'me'`), 'none');
  assert.doesNotMatch((await member.get('/en/account/profile')).text, /picture\.existing/);
});

test('new bytes at the same address; the history takes them back', async () => {
  const page = await added(png(60, 30, 30), 'first.png');
  const before = await bytes('/files/first');
  const wrong = await upload(staff, page, {}, [pdf('x'), 'x.pdf']);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Choose a picture/);
  assert.equal((await upload(staff, page, {}, [png(61, 31, 40), 'second.png'])).status, 303);
  const now = await bytes('/files/first');
  assert.notEqual(now.headers.get('etag'), before.headers.get('etag'));
  assert.match((await staff.get(page)).text, /second\.png[^]*61 × 31/);
  const change = sql(`SELECT max(id) FROM change`);
  assert.equal((await staff.post('/en/admin/changes', {}, `/en/admin/changes/${change}`)).status, 303);
  assert.ok((await bytes('/files/first')).body.equals(before.body));
});

test('the same file again is said and merged', async () => {
  const picture = png(70, 30, 50), page = await added(picture, 'once.png');
  assert.equal(await added(picture, 'twice.png'), page, 'led to the one that is here');
  assert.match((await staff.get(page)).text, /This file is here already/);
  const again = await added(picture, 'twice.png', { direct: '1', again: '1' });
  const third = await added(picture, 'third.png', { direct: '1', again: '1' });
  sql(`UPDATE file SET access = 'members' WHERE id = ${idOf(third)}`);
  assert.notEqual(again, page);
  assert.equal((await staff.post('/en/admin/records/news/new', { 'title.en': 'Twice', published_on: '2024-01-02', 'picture.existing': 'twice', publish: '1' })).status, 303);
  assert.match((await staff.get('/en/admin/media?show=copies')).text, /once\.png[^]*|twice\.png/);
  const html = (await staff.get(page)).text;
  assert.match(html, new RegExp(`name="merge" type="checkbox" value="${idOf(again)}"`));
  assert.doesNotMatch(html, new RegExp(`name="merge" type="checkbox" value="${idOf(third)}"`));
  const version = sql(`SELECT version FROM post WHERE slug = 'twice'`);
  assert.equal((await press(page, { merge: [String(idOf(again)), String(idOf(third))] })).status, 303);
  assert.match((await visitor.get('/en/news/twice')).text, /\/files\/once\?w=800/);
  assert.equal(Number(sql(`SELECT version FROM post WHERE slug = 'twice'`)), Number(version) + 1);
  assert.equal((await bytes('/files/twice')).headers.get('location'), '/files/once');
  assert.equal((await staff.get(again)).status, 404);
  assert.equal((await staff.get(third)).status, 200, 'who may open it is another question');
  const change = sql(`SELECT max(id) FROM change`);
  assert.equal((await staff.post('/en/admin/changes', {}, `/en/admin/changes/${change}`)).status, 303);
  assert.match((await visitor.get('/en/news/twice')).text, /\/files\/twice\?w=800/);
  assert.equal((await bytes('/files/twice')).status, 200);
});

test('what nothing uses is listed, and goes after 30 days with its bytes', async () => {
  const lonely = await added(png(80, 30, 60), 'lonely.png', {}), kept = await added(png(81, 30, 61), 'kept.png');
  const used = await added(png(82, 30, 62), 'inuse.png', {}), drafted = await added(png(83, 30, 63), 'drafted.png', {});
  assert.equal((await staff.post('/en/admin/records/news/new', { 'title.en': 'In use', published_on: '2024-01-02', 'picture.existing': 'inuse', publish: '1' })).status, 303);
  sql(`INSERT INTO draft (kind, table_name, base_version, fields, created_at, updated_at) VALUES ('draft', 'post', 0, '{"picture":[null,"drafted"]}', 1, 1)`);
  await daily();
  const list = (await staff.get('/en/admin/media?show=unused')).text;
  assert.match(list, /lonely\.png[^]*?deleted after/);
  assert.match(list, /kept\.png/);
  assert.doesNotMatch(list.match(/kept\.png[^]*?<\/li>/)[0], /deleted after/);
  assert.doesNotMatch(list, /inuse\.png|drafted\.png/);
  assert.equal((await staff.get(lonely)).status, 200);
  sql(`UPDATE file_unused SET since = since - 31 * 86400`);
  const data = sql(`SELECT data_id FROM file WHERE id = ${idOf(lonely)}`);
  await daily();
  assert.equal((await staff.get(lonely)).status, 404);
  for (const page of [kept, used, drafted]) assert.equal((await staff.get(page)).status, 200, page);
  assert.equal(sql(`SELECT count(*) FROM file_data WHERE id = ${data}`), '1', 'the history may bring it back');
  const change = sql(`SELECT max(id) FROM change`);
  assert.equal((await staff.post('/en/admin/changes', {}, `/en/admin/changes/${change}`)).status, 303);
  assert.equal((await staff.get(lonely)).status, 200, 'undone');
  await press(lonely, { delete: '1' });
  await daily();
  sql(`UPDATE file_data_unused SET since = since - 31 * 86400`);
  await daily();
  assert.equal(sql(`SELECT count(*) FROM file_data WHERE id = ${data}`), '0');
  assert.equal(sql(`SELECT count(*) FROM file_size WHERE data_id = ${data}`), '0');
});

test('only those who may: roles and members-only downloads', async () => {
  const page = await added(pdf('for members'), 'inside.pdf'), member = new Client(server.origin);
  assert.equal((await staff.post(`/en/admin/records/files/${idOf(page)}`, { access: 'members' })).status, 303);
  await member.signIn(server.link('m2@example.org', 'member'));
  assert.equal((await bytes('/files/inside')).status, 404);
  assert.equal((await bytes('/files/inside', member)).status, 200);
  assert.notEqual((await member.get('/en/admin/media')).status, 200);
  assert.notEqual((await member.get(page)).status, 200);
  const editor = await account('editor');
  assert.equal((await editor.get(page)).status, 200);
  assert.equal((await press(page, { delete: '1' }, editor)).status, 403);
  assert.equal((await staff.get('/en/admin/media/999999')).status, 404);
  assert.doesNotMatch(server.log(), /level=error|bug=/);
});

test('pictures that promise more than they are, and files that are none', async () => {
  const bomb = png(3, 3, 1);
  bomb.writeUInt32BE(100000, 16); bomb.writeUInt32BE(100000, 20);
  const half = png(300, 300, 7).subarray(0, 200);
  for (const [file, words] of [[bomb, /megapixels|cannot be read/], [half, /cannot be read/], [Buffer.alloc(6 << 20, 0x41), /^|text/], [Buffer.from('MZ\0\0'), /not accepted/], [Buffer.from('<svg onload=alert(1)>'), /not accepted/]]) {
    const answer = await upload(staff, '/en/admin/media', { direct: '1' }, [file, 'x.png']);
    assert.ok(answer.status === 422 || answer.status === 303, String(answer.status));
    if (answer.status === 422) assert.match(answer.text, words);
    assert.equal((await staff.get('/en/admin/media')).status, 200);
  }
});
