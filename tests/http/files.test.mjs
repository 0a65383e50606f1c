// Files and pictures: sent with forms, kept without what cameras write, served whole and in parts to those who may see them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { png } from './png.mjs';
import { start, Client, hidden } from './server.mjs';

let server, staff, visitor;
before(async () => {
  server = await start();
  staff = new Client(server.origin);
  visitor = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(() => server.stop());

// A small JPEG with an EXIF block that names a place.
const plainJpeg = Buffer.from('/9j/4AAQSkZJRgABAQEAYABgAAD//gA7Q1JFQVRPUjogZ2QtanBlZyB2MS4wICh1c2luZyBJSkcgSlBFRyB2NjIpLCBxdWFsaXR5ID0gNTAK/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdoZz5NcXlwZHhcZWdj/9sAQwEREhIYFRgvGhovY0I4QmNjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj/8AAEQgACAAQAwEiAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD8Axax6KK9Th3/l78v1PZz7/l38/wBD/9k=', 'base64');
const exif = Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0GPS 22.7709N 102.5832W', 'latin1');
const photo = Buffer.concat([plainJpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif, plainJpeg.subarray(2)]);
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3_000_000, 'inmd policy brief ')]);

// Sends the form of PAGE as browsers do when it has files.
async function upload(client, page, fields, files = {}) {
  const body = new FormData();
  for (const [name, value] of hidden((await client.get(page)).text)) if (!(name in fields) && !(name in files)) body.append(name, value);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  for (const [name, [bytes, called]] of Object.entries(files)) body.append(name, new Blob([bytes]), called);
  return client.ask(page, { method: 'POST', body });
}
async function added(type, fields, files) {
  const answer = await upload(staff, `/en/admin/records/${type}/new`, { publish: '1', ...fields }, files);
  assert.equal(answer.status, 303, answer.text.match(/class="error"[^]*?<\/p>/)?.[0] ?? '');
  return answer.headers.get('location');
}
const bytes = async (path, headers = {}, client = visitor) => {
  const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  const answer = await fetch(server.origin + path, { headers: { ...headers, ...(cookie && { cookie }) } });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
};

test('a publication offers its file, whole and in parts', async () => {
  await added('publications', { kind: 'policy_brief', 'title.en': 'Brief with a file', own: '1' }, { file: [pdf, 'Informe ñ.PDF'] });
  const page = (await visitor.get('/en/publications/brief-with-a-file')).text;
  const path = page.match(/citation_pdf_url" content="[^"]*?(\/files\/[^"]+)"/)[1];
  assert.match(page, /Informe ñ\.pdf<\/a> <span class="meta">PDF, /);
  const whole = await bytes(path);
  assert.equal(whole.status, 200);
  assert.ok(whole.body.equals(pdf));
  assert.equal(whole.headers.get('content-type'), 'application/pdf');
  assert.equal(whole.headers.get('content-length'), String(pdf.length));
  assert.equal(whole.headers.get('etag'), `"${createHash('sha256').update(pdf).digest('hex')}"`);
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  assert.match(whole.headers.get('content-disposition'), /^inline; filename="Informe __\.pdf"; filename\*=UTF-8''Informe%20%C3%B1\.pdf$/);
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(whole.headers.get('cache-control'), 'public, no-cache');
  assert.match(whole.headers.get('content-security-policy'), /default-src 'none'/);

  const etag = whole.headers.get('etag'), changed = whole.headers.get('last-modified');
  const middle = await bytes(path, { range: 'bytes=1048570-2200000' });
  assert.equal(middle.status, 206);
  assert.equal(middle.headers.get('content-range'), `bytes 1048570-2200000/${pdf.length}`);
  assert.ok(middle.body.equals(pdf.subarray(1048570, 2200001)));
  assert.ok((await bytes(path, { range: 'bytes=-7' })).body.equals(pdf.subarray(-7)));
  const beyond = await bytes(path, { range: `bytes=${pdf.length}-` });
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers.get('content-range'), `bytes */${pdf.length}`);
  assert.equal((await bytes(path, { range: 'bytes=0-1', 'if-range': etag })).status, 206);
  assert.equal((await bytes(path, { range: 'bytes=0-1', 'if-range': '"other"' })).status, 200);
  assert.equal((await bytes(path, { 'if-none-match': etag })).status, 304);
  assert.equal((await bytes(path, { 'if-modified-since': changed })).status, 304);
  const head = await fetch(server.origin + path, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), String(pdf.length));
});

test('the same bytes are kept once, each use by its own record', async () => {
  const size = (await import('node:fs')).statSync;
  await added('publications', { kind: 'report', 'title.en': 'First of two', year: '2020' }, { file: [pdf, 'one.pdf'] });
  const before = size(server.db).size + size(`${server.db}-wal`).size;
  await added('publications', { kind: 'report', 'title.en': 'Second of two', year: '2020' }, { file: [pdf, 'one.pdf'] });
  assert.ok(size(server.db).size + size(`${server.db}-wal`).size - before < pdf.length / 2);
  assert.match((await visitor.get('/en/publications/second-of-two')).text, /href="\/files\/one-2"/);
});

test('a draft shows nobody its file', async () => {
  const edit = await added('publications', { kind: 'report', 'title.en': 'Not yet' }, { file: [Buffer.from('%PDF-1.4 secret'), 'embargo.pdf'] });
  assert.equal((await bytes('/files/embargo')).status, 200);
  assert.equal((await upload(staff, edit, { withdraw: '1' })).status, 303);
  assert.equal((await bytes('/files/embargo')).status, 404);
  const mine = await bytes('/files/embargo', {}, staff);
  assert.equal(mine.status, 200);
  assert.equal(mine.headers.get('cache-control'), 'private, no-cache');
  assert.equal((await bytes('/files/embargo', { range: 'bytes=0-3', 'if-none-match': mine.headers.get('etag') })).status, 404);
});

test('who may open a file is said by its own record', async () => {
  await added('publications', { kind: 'report', 'title.en': 'For members', year: '2021' }, { file: [Buffer.from('%PDF-1.4 members'), 'inside.pdf'] });
  const list = (await staff.get('/en/admin/records/files')).text;
  const edit = list.match(/href="(\/en\/admin\/records\/files\/\d+)">inside\.pdf/)[1];
  assert.equal((await upload(staff, edit, { access: 'members' })).status, 303);
  assert.equal((await bytes('/files/inside')).status, 404);
  assert.equal((await bytes('/files/inside', {}, staff)).status, 200, 'type, size and bytes stay with it');
  assert.doesNotMatch((await visitor.get('/en/publications/for-members')).text, /inside/);
});

test('what is no document is refused, and nothing typed is lost', async () => {
  const page = '/en/admin/records/publications/new';
  const fields = { kind: 'report', 'title.en': 'Kept words', 'abstract.en': 'Long and <dear>', publish: '1' };
  for (const [content, error] of [['<script>alert(1)</script>', /This kind of file is not accepted/], ['MZ\0\x01', /This kind of file is not accepted/]]) {
    const answer = await upload(staff, page, fields, { file: [Buffer.from(content), 'innocent.pdf'] });
    assert.equal(answer.status, 422);
    assert.match(answer.text, error);
    assert.match(answer.text, /Kept words/);
    assert.match(answer.text, /Long and &lt;dear&gt;/);
  }
  const large = await upload(staff, page, fields, { file: [Buffer.concat([pdf, Buffer.alloc(19_000_000)]), 'a.pdf'] });
  assert.equal(large.status, 422);
  assert.match(large.text, /larger than 20 MB/);
  assert.match(large.text, /Kept words/);
  const other = await upload(staff, page, { kind: 'report', 'abstract.en': 'x' }, { file: [pdf, 'again.pdf'] });
  assert.equal(other.status, 422);
  assert.match(other.text, /choose the file “again\.pdf” again/);
  assert.equal((await bytes('/files/again', {}, staff)).status, 404, 'nothing half written');
  assert.equal((await visitor.get('/en/publications/kept-words')).status, 404);
});

test('text is saved, never shown: whatever it is called', async () => {
  await added('publications', { kind: 'report', 'title.en': 'With data' }, { file: [Buffer.from('country,n\nMX,1\n'), 'data.html'] });
  const answer = await bytes('/files/data');
  assert.match(answer.headers.get('content-type'), /^text\/csv/);
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename="data\.csv"/);
  assert.match(answer.headers.get('content-security-policy'), /^sandbox/);
});

test('a member picture: drawn anew, scaled, hidden, shown, removed', async () => {
  const edit = await added('members', { kind: 'scholar', display_name: 'Ana Foto' }, { picture: [photo, 'IMG_0001.JPG'] });
  const page = (await visitor.get('/en/members/ana-foto')).text;
  const [, src, width, height, alt] = page.match(/<img class="portrait" src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)"/);
  assert.deepEqual([width, height, alt], ['16', '8', 'Picture of Ana Foto']);
  const shown = await bytes(src);
  assert.equal(shown.headers.get('content-type'), 'image/jpeg');
  assert.ok(photo.includes('GPS 22.7709N') && !shown.body.includes('GPS') && !shown.body.includes('Exif'));
  assert.match(shown.headers.get('content-security-policy'), /^sandbox/);
  const path = src.replace(/\?.*/, '');

  for (const [level, forAnyone] of [['staff', 404], ['members', 404], ['public', 200]]) {
    assert.equal((await upload(staff, edit, { 'visibility.picture': level })).status, 303);
    assert.equal((await bytes(path)).status, forAnyone, level);
    assert.equal((await bytes(path, { 'if-none-match': shown.headers.get('etag') })).status, forAnyone === 200 ? 304 : 404);
    assert.equal(/portrait/.test((await visitor.get('/en/members/ana-foto')).text), forAnyone === 200);
    assert.equal((await bytes(path, {}, staff)).status, 200);
  }
  assert.equal((await upload(staff, edit, { city: 'Zacatecas' })).status, 303);
  assert.equal((await bytes(path)).status, 200, 'a form without a new file keeps it');
  assert.equal((await upload(staff, edit, { 'picture.remove': '1' })).status, 303);
  assert.equal((await bytes(path)).status, 404);
  assert.doesNotMatch((await visitor.get('/en/members/ana-foto')).text, /portrait/);
});

test('wide pictures come at the width that is asked for', async () => {
  await added('news', { 'title.es': 'Con imagen', published_on: '2024-01-01' }, { picture: [png(1000, 500), 'wide.png'] });
  const page = (await visitor.get('/es/noticias/con-imagen')).text;
  assert.match(page, /<img src="\/files\/wide\?w=800" width="800" height="400" alt="">/);
  const widths = [];
  for (const query of ['?w=320', '?w=800', '', '?w=7', '?w=x']) widths.push((await bytes(`/files/wide${query}`)).body.readUInt32BE(16));
  assert.deepEqual(widths, [320, 800, 1000, 1000, 1000]);
  const etags = await Promise.all(['?w=320', ''].map(async (query) => (await bytes(`/files/wide${query}`)).headers.get('etag')));
  assert.notEqual(etags[0], etags[1]);
});

test('pictures that are too large or none are refused in the form', async () => {
  const page = '/en/admin/records/members/new', fields = { kind: 'scholar', display_name: 'Sin Foto', publish: '1' };
  const bomb = png(1, 1);
  bomb.writeUInt32BE(60000, 16); bomb.writeUInt32BE(60000, 20);
  for (const [content, error] of [[pdf, /Choose a picture/], [bomb, /more than 40 megapixels/], [photo.subarray(0, 60), /cannot be read/],
    [Buffer.concat([photo, Buffer.alloc(5_300_000)]), /larger than 5 MB/]]) {
    const answer = await upload(staff, page, fields, { picture: [content, 'a.jpg'] });
    assert.equal(answer.status, 422);
    assert.match(answer.text, error);
    assert.match(answer.text, /Sin Foto/);
  }
});

test('members send their own picture; nobody links to the file of another', async () => {
  await added('members', { kind: 'scholar', display_name: 'Hidden One', 'visibility.picture': 'staff' }, { picture: [png(20, 20), 'hidden.png'] });
  assert.equal((await bytes('/files/hidden')).status, 404);

  const member = new Client(server.origin);
  const body = hidden((await member.get('/en/join')).text);
  for (const [name, value] of Object.entries({ kind: 'scholar', given: 'Eva', surname1: 'Sol', email: 'eva@example.org', country: 'MX', started: await server.agedForm() })) body.set(name, value);
  await member.ask('/en/join', { method: 'POST', body });
  const links = async () => [...(await staff.get('/en/admin/outbox')).text.matchAll(/https?:\/\/127[^\s<]+/g)].map((m) => new URL(m[0]).pathname);
  await member.post((await links()).find((path) => /\/join\//.test(path)), {});
  const id = (await staff.get('/en/admin/approvals')).text.match(/admin\/approvals\/(\d+)/)[1];
  await staff.post('/en/admin/approvals', { approve: '1' }, `/en/admin/approvals/${id}`);
  await member.signIn(server.origin + (await links()).find((path) => /sign-in/.test(path)));

  const profile = '/en/account/profile';
  assert.equal((await upload(member, profile, { 'visibility.picture': 'staff', 'picture.alt.es': 'Eva "en" Jerez', 'picture.alt.en': 'Eva in Jerez' }, { picture: [png(600, 600), 'eva.png'] })).status, 303);
  const words = (await member.get(profile)).text;
  assert.match(words, /name="picture\.alt\.es" value="Eva &quot;en&quot; Jerez" lang="es"/);
  assert.match(words, /value="Eva in Jerez" lang="en"/);
  assert.match((await member.get(profile)).text, /<img src="\/files\/eva\?w=320" alt="" loading="lazy">/);
  assert.equal((await bytes('/files/eva', {}, member)).status, 200, 'one sees one’s own');
  assert.equal((await bytes('/files/eva')).status, 404);
  assert.equal((await bytes('/files/hidden', {}, member)).status, 404);

  const long = await upload(member, profile, { 'picture.alt.es': 'x'.repeat(301), city: 'Typed' });
  assert.equal(long.status, 422);
  assert.match(long.text, /x{301}/, 'what was typed stays');
  assert.match(long.text, /value="Typed"/);
  for (const lie of [{ picture: 'hidden' }, { picture: 'hidden', base: '{"picture":"hidden","display_name":"Eva Sol"}', version: '1' }]) {
    const answer = await upload(member, profile, { 'visibility.picture': 'public', ...lie });
    assert.ok([303, 409, 422].includes(answer.status));
    assert.equal((await bytes('/files/hidden')).status, 404);
    assert.doesNotMatch((await visitor.get('/en/members/eva-sol')).text, /files\/hidden/);
  }
});

test('undo takes the file back with the change that brought it', async () => {
  const edit = await added('members', { kind: 'scholar', display_name: 'Undone Picture' });
  await upload(staff, edit, {}, { picture: [png(30, 30), 'undone.png'] });
  assert.equal((await bytes('/files/undone')).status, 200);
  const undo = (await staff.get(edit)).text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.match((await staff.get(`${edit}/history`)).text, /Picture[^]{0,200}undone\.png/, 'by its name');
  const answer = await staff.post('/en/admin/changes', {}, undo);
  assert.equal(answer.status, 303);
  assert.equal((await bytes('/files/undone', {}, staff)).status, 404);
  assert.doesNotMatch((await visitor.get('/en/members/undone-picture')).text, /portrait/);
});

test('staff add a file by itself, and link it to an event', async () => {
  const page = '/en/admin/records/files/new';
  const none = await upload(staff, page, {});
  assert.equal(none.status, 422);
  assert.match(none.text, /Choose a file/);
  const bad = await upload(staff, page, {}, { file: [Buffer.from('<svg/>'), 'a.svg'] });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /This kind of file is not accepted/);
  const answer = await upload(staff, page, {}, { file: [Buffer.from('%PDF-1.4 programme'), 'Programme 2024.pdf'] });
  assert.equal(answer.status, 303);
  assert.equal((await bytes('/files/programme-2024')).status, 200);
  await added('events', { kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2024-05-02', 'title.en': 'With papers', documents: 'programme-2024' });
  assert.match((await visitor.get('/en/events/with-papers')).text, /href="\/files\/programme-2024">Download Programme 2024\.pdf<\/a> <span class="meta">PDF, /);
  const edit = answer.headers.get('location');
  assert.equal((await upload(staff, edit, { archive: '1' })).status, 303);
  assert.equal((await bytes('/files/programme-2024')).status, 404);
  assert.doesNotMatch((await visitor.get('/en/events/with-papers')).text, /programme-2024/);
});

test('unknown files are not found', async () => {
  for (const path of ['/files/none', '/files/none?w=320', '/files/a%2fb']) assert.equal((await bytes(path)).status, 404);
});
